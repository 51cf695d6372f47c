"""What stands around a number: its sentence, or its row, column and caption in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.terms import shared, terms
from pipeline.words.vocabulary import either
from schemas.grounding import Location, Number, UnitClass
from schemas.records import Table

COLUMN_MARGIN = 0.5  # a column must fit the fact's words better by half a word before it speaks against another
ABSENT_TERM = 0.25  # what a header's word that the fact does not mention costs: headers say more than facts do

_SENTENCE_RE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(\[])|[。！？；]|\n")
_ABBREVIATION_RE = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|Fig|Figs|Eq|Eqs|Sec|Tab|vs|cf|resp|approx|w\.r\.t|No|St|Dr)|\b[A-Z])\.$"
)
_STROKE_RE = re.compile(" ?/ ?")
_BRACKETS_RE = re.compile(r"[(\[{]([^()\[\]{}]*,[^()\[\]{}]*)[)\]}]")
_MARKUP_RE = re.compile(r"[_^]\{([^{}]*)\}")
REFERENCE_RE = re.compile(rf"\({either('sections.pointers', 'name')}\b[^)]*\)")
_NAME_START_RE = re.compile(r"\s+(?=[A-Z0-9])")  # "ScienceQA test MMMU val" is two names
_ASIDE_RE = re.compile(r"[(\[]\s?[↑↓△▲▼+−±-]?\s?$")
_ASIDES = terms("improvement gain increase decrease drop change delta difference relative std deviation error interval")
_LOWER, _UPPER = terms("lower low minimum smallest least"), terms("upper high maximum largest most")


class Rival(NamedTuple):
    """A number that fits a fact's words better than the one that the fact gives."""

    occurrence: Occurrence
    margin: float


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of text (or the lines of it) that holds [start, end)."""
    low, high = 0, len(text)
    for m in _SENTENCE_RE.finditer(text):
        if _ABBREVIATION_RE.search(text[max(0, m.start() - 8) : m.start()]):
            continue
        if m.end() <= start:
            low = m.end()
        elif m.start() >= end:
            high = m.start()
            break
    return low, high


def comparable(a: Number, b: Number) -> bool:
    """Whether b could stand where a does: of the same unit class, or one of them without a unit."""
    if a.unit == b.unit or "plain" in (a.unit, b.unit):
        return True
    return {a.unit, b.unit} <= {"time", "gpu_time"}


_UNIT_WORDS: dict[str, UnitClass] = {
    "epoch": "epochs", "step": "steps", "token": "tokens", "layer": "layers", "gpus": "devices",
    "hour": "time", "day": "time",
}  # fmt: skip


def units_of(name: frozenset[str]) -> frozenset[UnitClass]:
    """The units that the words of a name ask for."""
    return frozenset(_UNIT_WORDS[word] for word in name & _UNIT_WORDS.keys())


def unit_conflicts(number: Number, name: frozenset[str]) -> bool:
    """Whether a number's own unit is another than the one that the name asks for: 300 steps are no epochs."""
    asked = units_of(name)
    if not asked or number.unit == "plain" or number.unit in asked:
        return False
    return number.unit == "percent" or number.unit in _UNIT_WORDS.values()


def header_text(block: int, column: int, row: int, index: PaperIndex) -> str:
    """The stacked header cells of a column of a block's table, as they hold for a row of its body."""
    return " / ".join(header_cells(block, column, row, index))


def header_cells(block: int, column: int, row: int, index: PaperIndex) -> list[str]:
    """The same, from above, each once."""
    table = index.paper.blocks[block].table
    if table is None:
        return []
    seen: list[str] = []
    for at in _header_rows(table, row, index.inner_headers(block)):
        text = _share_of(tuple(cell.text for cell in table.rows[at]), column)
        if text and text not in seen:
            seen.append(text)
    return seen


def _header_rows(table: Table, row: int, inner: Sequence[int]) -> list[int]:
    """The header rows of a body row: the table's, a second one that was read as body, or one repeated further down."""
    rows = list(range(table.header_rows))
    for at in inner:
        if at < row:
            rows = [*rows, at] if at == len(rows) and at == table.header_rows else [at]
    return rows


@lru_cache(maxsize=2048)
def _share_of(row: tuple[str, ...], column: int) -> str:
    """The header cell of a column; of several names that were read as one merged cell, the column's own name."""
    text = row[column]
    first = last = column
    while first and row[first - 1] == text:
        first -= 1
    while last + 1 < len(row) and row[last + 1] == text:
        last += 1
    names, width = _NAME_START_RE.split(text), last - first + 1
    if len(names) < 2 or width % len(names):
        return text
    return names[(column - first) // (width // len(names))]


def row_label(table: Table, row: int, numeric: frozenset[int]) -> str:
    """The cells of a row that are not values, and the last line above that spans the table as a group's title."""
    label = " / ".join(dict.fromkeys(c.text for i, c in enumerate(table.rows[row]) if c.text and i not in numeric))
    spanned = label and not table.rows[row][0].text and not is_centred(table, 0)
    if spanned:  # a cell that spans rows is written once, beside the first of them
        label = (
            next((r[0].text for r in reversed(table.rows[table.header_rows : row]) if r[0].text), "") + " / " + label
        )
    label = REFERENCE_RE.sub(" ", label)
    title = group_title(table, row)
    return f"{title} / {label}" if title else label


def group_title(table: Table, row: int) -> str:
    """The lines above a row that span the table as titles of its group, the upper ones first; "" without any.

    Of two titles that follow each other the second is part of the first, and gives way to the next single one.
    """
    titles: list[str] = []
    before = False  # whether the row above is a title, too
    for above in range(table.header_rows, row):
        title = _is_title(table, above)
        if title:
            after = above + 1 < row and _is_title(table, above + 1)
            titles = titles if before else [] if after or len(titles) < 2 else titles[:-1]
            titles = [*titles, next(c.text for c in table.rows[above] if c.text)]
        before = title
    return " / ".join(titles)


def _is_title(table: Table, row: int) -> bool:
    filled = {c.text for c in table.rows[row] if c.text}
    if len(filled) != 1 or any(ch.isdigit() for ch in next(iter(filled))[:3]):
        return False
    return not is_centred(table, next(i for i, c in enumerate(table.rows[row]) if c.text))


def is_centred(table: Table, column: int) -> bool:
    """Whether a column's labels stand in the middle of their groups: its first row has none, and some row after it has.

    Which rows they are of cannot be told.
    """
    rows = table.rows[table.header_rows :]
    body = [row for row in rows if row[column].text or len({cell.text for cell in row if cell.text}) > 1]  # no titles
    return len(body) > 1 and not body[0][column].text and any(row[column].text for row in body[1:])


def table_of(occurrence: Occurrence, index: PaperIndex) -> Table | None:
    """The grid that holds the occurrence; None: it is not in one."""
    return index.paper.blocks[occurrence.block].table if occurrence.row is not None else None


def fits_whole(label: str, wanted: frozenset[str]) -> bool:
    """Whether a row's or column's label is wanted word by word."""
    there = terms(label)
    return bool(there) and len(shared(wanted, there)) == len(there)


def fits_partly(label: str, wanted: frozenset[str]) -> bool:
    """Whether a label has a wanted word that is more than a letter or a digit."""
    return any(len(term) > 1 for term in shared(wanted, terms(label)))


class _Fit(NamedTuple):
    whole: bool  # every word of the label is wanted
    score: float


def _fit(wanted: frozenset[str], label: frozenset[str], common: frozenset[str]) -> _Fit:
    there = label - common
    if not there:
        return _Fit(False, 0.0)
    hit = shared(wanted, there)
    return _Fit(len(hit) == len(there), len(hit) - ABSENT_TERM * (len(there) - len(hit)))


def column_rival(
    occurrence: Occurrence, name: frozenset[str], context: frozenset[str], index: PaperIndex
) -> Rival | None:
    """The value of the same row whose column fits the wanted words clearly better; None: there is none."""
    table = table_of(occurrence, index)
    if table is None or occurrence.row is None or occurrence.column is None:
        return None
    row, own = occurrence.row, occurrence.column
    others = [o for o in _peers(occurrence, index) if o.row == row and o.column not in (None, own)]
    if not others:
        return None
    labels = {
        c: terms(header_text(occurrence.block, c, row, index))
        for c in {occurrence.column, *(o.column or 0 for o in others)}
    }
    # a word that names the row says nothing of the column: Qwen2.5-Math in the column MATH
    wanted = (name | context) - terms(label_of(occurrence.block, occurrence.row, index))
    return _best_rival(occurrence, others, [labels[o.column or 0] for o in others], labels[occurrence.column], wanted)


def row_rival(
    occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex, quote: Location | None = None
) -> Rival | None:
    """The value of the same column, inside the quote if there is one, whose row fits the words clearly better."""
    table = table_of(occurrence, index)
    if table is None or occurrence.row is None or occurrence.column is None:
        return None
    others = [o for o in _peers(occurrence, index) if o.column == occurrence.column and o.row != occurrence.row]
    if quote is not None:
        others = [o for o in others if quote.start <= o.number.start < quote.end]
    if not others:
        return None
    labels = {r: terms(label_of(occurrence.block, r, index)) for r in {occurrence.row, *(o.row or 0 for o in others)}}
    return _best_rival(occurrence, others, [labels[o.row or 0] for o in others], labels[occurrence.row], wanted)


def _peers(occurrence: Occurrence, index: PaperIndex) -> list[Occurrence]:
    """The numbers of the same block that could stand where this one does."""
    return [o for o in index.at(occurrence.block) if comparable(occurrence.number, o.number)]


def label_of(block: int, row: int, index: PaperIndex) -> str:
    """The label of a row of the table in a block."""
    table = index.paper.blocks[block].table
    if table is None:
        return ""
    numeric = frozenset(o.column for o in index.at(block) if o.row == row and o.column is not None)
    return row_label(table, row, numeric)


def place_terms(occurrence: Occurrence, index: PaperIndex) -> frozenset[str]:
    """The words that stand with a number: its row, column and caption, or its sentence."""
    block = index.paper.blocks[occurrence.block]
    if block.table is not None and occurrence.row is not None and occurrence.column is not None:
        label = label_of(occurrence.block, occurrence.row, index)
        return (
            terms(label)
            | terms(header_text(occurrence.block, occurrence.column, occurrence.row, index))
            | terms(block.table.caption)
        )
    low, high = sentence_span(block.text, occurrence.number.start, occurrence.number.end)
    return terms(block.text[low:high])


def _best_rival(
    occurrence: Occurrence,
    others: Sequence[Occurrence],
    labels: Sequence[frozenset[str]],
    own: frozenset[str],
    wanted: frozenset[str],
) -> Rival | None:
    common = own.intersection(*labels)
    mine = _fit(wanted, own, common)
    best: Rival | None = None
    for other, label in zip(others, labels, strict=True):
        if other.number.value == occurrence.number.value:
            continue
        fit = _fit(wanted, label, common)
        margin = fit.score - mine.score
        if mine.whole and not (fit.whole and label > own):
            continue  # a label that the fact gives in full gives way only to a fuller one: ImageNet to ImageNet ReaL
        better = margin >= COLUMN_MARGIN or (margin > 0 and fit.whole and not mine.whole)
        if better and fit.score > 0 and (best is None or margin > best.margin):
            best = Rival(other, margin)
    return best


def cell_rival(
    occurrence: Occurrence, name: frozenset[str], context: frozenset[str], index: PaperIndex
) -> Rival | None:
    """Of several numbers in one cell, the one whose place in the row's or column's list of names is the wanted one."""
    table = table_of(occurrence, index)
    if table is None or occurrence.row is None or occurrence.column is None:
        return None
    peers = [o for o in index.at(occurrence.block) if (o.row, o.column) == (occurrence.row, occurrence.column)]
    if len(peers) < 2:
        return None
    text = index.paper.blocks[occurrence.block].text
    between = text[peers[0].number.end : occurrence.number.start]
    said = f"{table.caption} {label_of(occurrence.block, occurrence.row, index)}"
    share = occurrence.number.unit == "percent" or (occurrence.number.quantum < 1 and "(%)" in said)  # "n (%)"
    counted = peers[0].number.quantum >= 1 and share  # "10 (47.6%)" says both
    if not (name | context) & _ASIDES and _ASIDE_RE.search(between) and not counted:
        return Rival(peers[0], 1.0)  # "58.1 (↑ 3.5%)": the value is what stands outside the brackets
    if rival := bound_rival(occurrence, peers, name):
        return rival
    named = label_of(occurrence.block, occurrence.row, index)
    if items := _slashed(named, text[peers[0].number.end : peers[-1].number.start], len(peers)):
        return item_rival(occurrence, peers, items, name)
    head = header_text(occurrence.block, occurrence.column, occurrence.row, index)
    heads = header_cells(occurrence.block, occurrence.column, occurrence.row, index)
    each = (_STROKE_RE.sub("/", cell) for cell in heads)  # "S / M / L"
    parted = (_slashed(cell, text[peers[0].number.end : peers[-1].number.start], len(peers)) for cell in each)
    if items := next(filter(None, parted), ()):
        return item_rival(occurrence, peers, items, name) or item_rival(occurrence, peers, items, name | context)
    for label in (named, head):
        items = list_items(label, len(peers)) or _merged(label, len(peers))
        if items:
            return item_rival(occurrence, peers, items, name) or item_rival(occurrence, peers, items, name | context)
    return None


def _slashed(label: str, between: str, size: int) -> tuple[str, ...]:
    """The names of as many numbers that strokes part: Warmup/decay steps of 500/15,000; empty: they are none."""
    if between.count("/") != size - 1:
        return ()
    words = (tuple(word.split("/")) for word in label.split())
    return next((names for names in words if len(names) == size and all(names)), ())


def _merged(label: str, size: int) -> tuple[str, ...]:
    """The names of a header that was read as one although it heads `size` columns: "POPE MMStar Avg."."""
    names = tuple(label.split())
    return names if len(names) == size and all(name[0].isupper() for name in names) else ()


def bound_rival(occurrence: Occurrence, pair: Sequence[Occurrence], wanted: frozenset[str]) -> Rival | None:
    """Of two numbers of one list, the smaller for a lower bound and the larger for an upper one."""
    low, high = bool(wanted & _LOWER), bool(wanted & _UPPER)
    if len(pair) != 2 or low == high:
        return None
    right = (min if low else max)(pair, key=lambda o: o.number.value)
    return Rival(right, 1.0) if right.number.value != occurrence.number.value else None


def item_rival(
    occurrence: Occurrence, peers: Sequence[Occurrence], items: Sequence[str], wanted: frozenset[str]
) -> Rival | None:
    scores = [len(shared(wanted, terms(item))) for item in items]
    best = max(range(len(scores)), key=scores.__getitem__)
    own = next((i for i, o in enumerate(peers) if o.number.start == occurrence.number.start), None)
    if own is None:
        return None
    mine = scores[own]
    return Rival(peers[best], float(scores[best] - mine)) if scores[best] > mine else None


def list_items(text: str, size: int) -> tuple[str, ...]:
    """The items of the last list of exactly `size` names in text, such as "(top P, top k)"; empty: there is none."""
    if size < 2:
        return ()
    for inside in reversed(_BRACKETS_RE.findall(_MARKUP_RE.sub(r"\1", text))):
        items = tuple(part.strip() for part in inside.split(","))
        if len(items) == size and all(items):
            return items
    return ()
