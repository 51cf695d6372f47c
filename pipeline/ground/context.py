"""What stands around a number: its sentence, or its row, column and caption in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.terms import ordered_terms, shared, terms
from schemas.grounding import Location, Number, UnitClass
from schemas.records import Table

COLUMN_MARGIN = 0.5  # a column must fit the fact's words better by half a word before it speaks against another
ABSENT_TERM = 0.25  # what a header's word that the fact does not mention costs: headers say more than facts do
BEYOND_COMMA = 0.25  # weight of words before the last comma: they may still name the number
CONTEXT_MARGIN = 3.0  # the same for words of the context, which are vaguer: an adjacent word
CLAUSE_MARGIN = 1.5  # how much better another number's words must fit: more than one word beside it
JOIN_CHARACTERS = 14  # the longest link between two numbers of one list, " rather than "
WINDOW_BEFORE = 70  # characters before a number that may say what it is; beyond lies the last clause
WINDOW_AFTER = 40  # characters after a number that may say what it is

_SENTENCE_RE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(\[])|[。！？；]|\n")
_ABBREVIATION_RE = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|Fig|Figs|Eq|Eqs|Sec|Tab|vs|cf|resp|approx|w\.r\.t|No|St|Dr)|\b[A-Z])\.$"
)
_PAUSE_RE = re.compile(r",\s|\sand\s|\swith\s|\swhile\s")
_STOP_RE = re.compile(r"[,;。；，]|\.\s|\sand\s|\swith\s")
_BRACKETS_RE = re.compile(r"[(\[{]([^()\[\]{}]*,[^()\[\]{}]*)[)\]}]")
_MARKUP_RE = re.compile(r"[_^]\{([^{}]*)\}")
_DIGITS_RE = re.compile(r"[0-9.,]+")
_CHANGE_RE = re.compile(r"\b(?:by|of up to|by up to)\s$")
_PLACE_RE = re.compile(r"\s(?:in|on|for|at)\s")
_JOIN_RE = re.compile(r"\b(?:and|or|to|vs|versus|instead of|rather than)\b")
_OTHER_RE = re.compile(r"[A-Za-z0-9=]")
_REFERENCE_RE = re.compile(r"\((?:Equation|Eq|Section|Sec|Table|Figure|Fig|Appendix)\b[^)]*\)")
_NAME_START_RE = re.compile(r"\s+(?=[A-Z0-9])")  # "ScienceQA test MMMU val" is two names
_ASIDE_RE = re.compile(r"[(\[]\s?[↑↓△▲▼+−±-]?\s?$")
_ASIDES = terms("improvement gain increase decrease drop change delta difference relative std deviation error interval")
_LOWER, _UPPER = terms("lower low minimum smallest least"), terms("upper high maximum largest most")
_OLD = terms("baseline base original previous before initial old default start untrained without reference vanilla")
_FROM_RE = re.compile(r"\b(?:from|beyond)\s(?:(?:about|around|only)\s)?$", re.IGNORECASE)
_COURSE_RE = re.compile(r"decay|anneal|schedul|warm|linear|cosine|rang|vary|varied|sweep|search", re.IGNORECASE)
_TO_RE = re.compile(r"\s?%?\s(?:\w+\s){0,2}to\s(?:(?:about|around|only)\s)?")
_INSTEAD_RE = re.compile(r"\s?%?\s?(?:\w+\s)?(?:instead of|rather than|as opposed to|in place of)\s")
_LETTERS_RE = re.compile(r"[A-Za-z]{2}")
_CLAUSE_RE = re.compile(r"[;:。；]|,\s(?:and|while|whereas|but)\s|\.\s")


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
    "epoch": "epochs", "step": "steps", "token": "tokens", "layer": "layers", "gpu": "devices",
    "hour": "time", "day": "time",
}  # fmt: skip


def unit_conflicts(number: Number, name: frozenset[str]) -> bool:
    """Whether a number's own unit is another than the one that the name asks for: 300 steps are no epochs."""
    asked = {_UNIT_WORDS[word] for word in name & _UNIT_WORDS.keys()}
    if not asked or number.unit == "plain" or number.unit in asked:
        return False
    return number.unit == "percent" or number.unit in _UNIT_WORDS.values()


def header_text(block: int, column: int, row: int, index: PaperIndex) -> str:
    """The stacked header cells of a column of a block's table, as they hold for a row of its body."""
    table = index.paper.blocks[block].table
    if table is None:
        return ""
    seen: list[str] = []
    for at in _header_rows(table, row, index.inner_headers(block)):
        text = _share_of(tuple(cell.text for cell in table.rows[at]), column)
        if text and text not in seen:
            seen.append(text)
    return " / ".join(seen)


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
    if label and not table.rows[row][0].text:  # a cell that spans rows is written once, beside the first of them
        label = (
            next((r[0].text for r in reversed(table.rows[table.header_rows : row]) if r[0].text), "") + " / " + label
        )
    label = _REFERENCE_RE.sub(" ", label)
    for above in range(row - 1, table.header_rows - 1, -1):
        filled = {c.text for c in table.rows[above] if c.text}
        if len(filled) == 1 and not any(ch.isdigit() for ch in next(iter(filled))[:3]):
            return next(iter(filled)) + " / " + label
    return label


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
    if not (name | context) & _ASIDES and _ASIDE_RE.search(text[peers[0].number.end : occurrence.number.start]):
        return Rival(peers[0], 1.0)  # "58.1 (↑ 3.5%)": the value is what stands outside the brackets
    if rival := _bound_rival(occurrence, peers, name):
        return rival
    for label in (
        label_of(occurrence.block, occurrence.row, index),
        header_text(occurrence.block, occurrence.column, occurrence.row, index),
    ):
        items = list_items(label, len(peers)) or _merged(label, len(peers))
        if items:
            return _item_rival(occurrence, peers, items, name) or _item_rival(occurrence, peers, items, name | context)
    return None


def _merged(label: str, size: int) -> tuple[str, ...]:
    """The names of a header that was read as one although it heads `size` columns: "POPE MMStar Avg."."""
    names = tuple(label.split())
    return names if len(names) == size and all(name[0].isupper() for name in names) else ()


def _bound_rival(occurrence: Occurrence, pair: Sequence[Occurrence], wanted: frozenset[str]) -> Rival | None:
    """Of two numbers of one list, the smaller for a lower bound and the larger for an upper one."""
    low, high = bool(wanted & _LOWER), bool(wanted & _UPPER)
    if len(pair) != 2 or low == high:
        return None
    right = (min if low else max)(pair, key=lambda o: o.number.value)
    return Rival(right, 1.0) if right.number.value != occurrence.number.value else None


def _changed_rival(
    occurrence: Occurrence,
    groups: Sequence[Sequence[Occurrence]],
    text: str,
    span: tuple[int, int],
    wanted: frozenset[str],
) -> Rival | None:
    """The new value, where this one is what it is compared with: "from 18 to 20", "220 instead of 520"."""
    numbers = [o for group in groups for o in group]
    at = next(i for i, o in enumerate(numbers) if o == occurrence)
    start, end = occurrence.number.start, occurrence.number.end
    if wanted & _OLD:
        return None
    if at + 1 < len(numbers):
        between = text[end : numbers[at + 1].number.start]
        if _COURSE_RE.search(text[span[0] : span[1]]):
            return None  # a schedule has both values
        if _FROM_RE.search(text[span[0] : start]) and _TO_RE.fullmatch(between):
            return Rival(numbers[at + 1], 1.0)
    if at and _INSTEAD_RE.fullmatch(text[numbers[at - 1].number.end : start]):
        return Rival(numbers[at - 1], 1.0)
    return None


def _item_rival(
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


def groups_in(numbers: Sequence[Occurrence], text: str) -> list[list[Occurrence]]:
    """Numbers of one text, those that only commas, strokes or "and" part put together: (0.9, 0.95)."""
    groups: list[list[Occurrence]] = []
    for o in numbers:
        if groups:
            between = text[groups[-1][-1].number.end : o.number.start]
            same_unit = groups[-1][-1].number.unit == o.number.unit
            if same_unit and len(between) <= JOIN_CHARACTERS and not _OTHER_RE.search(_JOIN_RE.sub(" ", between)):
                groups[-1].append(o)
                continue
        groups.append([o])
    return groups


Side = Literal["both", "before", "after"]


def label_side(text: str, span: tuple[int, int], groups: Sequence[Sequence[Occurrence]]) -> Side:
    """On which side of its numbers a list such as "epochs 2 batch size 16" puts its words."""
    head = text[span[0] : groups[0][0].number.start]
    tail = text[groups[-1][-1].number.end : span[1]]
    words_before, words_after = _LETTERS_RE.search(head) is not None, _LETTERS_RE.search(tail) is not None
    if words_before == words_after or re.search(r"[.,;]\s", text[span[0] : span[1]]):
        return "both"
    return "before" if words_before else "after"


def beside(text: str, group: Sequence[Occurrence], low: int, high: int, wanted: frozenset[str], side: Side) -> float:
    """How well the words around the numbers of a group are the wanted ones.

    Words in the same clause count one, the two next to the number twice that, words beyond a comma a quarter.
    """
    start, end = group[0].number.start, group[-1].number.end
    before = text[max(low, start - WINDOW_BEFORE) : start] if side != "after" else ""
    after = text[end : min(high, end + WINDOW_AFTER)] if side != "before" else ""
    clause = list(_CLAUSE_RE.finditer(before))
    if clause and clause[-1].end() < len(before) - 3:
        before = before[clause[-1].end() :]
    far, near = _split_last(before)
    if _CHANGE_RE.search(near) and _PLACE_RE.match(after):
        far, near = before, ""  # "by 30.4% in recall": what was compared stands before, what was measured after
    stop = _STOP_RE.search(after)
    unit = _DIGITS_RE.sub(" ", group[-1].number.text)
    near_after = unit + " " + (after[: stop.start()] if stop else after)
    adjacent = frozenset(ordered_terms(near)[-2:]) | frozenset(ordered_terms(near_after)[:2])
    close = terms(near) | terms(near_after)
    distant = (terms(far) | (terms(after[stop.start() :]) if stop else frozenset())) - close
    return len(shared(wanted, adjacent)) + len(shared(wanted, close)) + BEYOND_COMMA * len(shared(wanted, distant))


def _split_last(before: str) -> tuple[str, str]:
    cuts = list(_PAUSE_RE.finditer(before))
    return (before[: cuts[-1].start()], before[cuts[-1].end() :]) if cuts else ("", before)


def sentence_rival(
    occurrence: Occurrence, wanted: frozenset[str], context: frozenset[str], index: PaperIndex, span: tuple[int, int]
) -> Rival | None:
    """A number of the same span of text that the wanted words stand beside, where they do not stand beside this one."""
    text = index.paper.blocks[occurrence.block].text
    inside = [
        o for o in index.at(occurrence.block)
        if span[0] <= o.number.start < span[1]
        and (o == occurrence or o.number.reading != "word" or o.number.value > 1)
        and comparable(occurrence.number, o.number)
    ]  # fmt: skip
    if len(inside) < 2:
        return None
    groups = groups_in(inside, text)
    sentence = sentence_span(text, *span)
    if rival := next((_bound_rival(occurrence, group, wanted) for group in groups if occurrence in group), None):
        return rival
    for i, group in enumerate(groups):
        if occurrence in group and len(group) > 1:
            head = text[groups[i - 1][-1].number.end if i else span[0] : group[0].number.start]
            items = list_items(head, len(group)) or _items_after(text[group[-1].number.end : sentence[1]], len(group))
            if items and (rival := _item_rival(occurrence, group, items, wanted)):
                return rival
    return _clause_rival(occurrence, groups, text, span, wanted, context - wanted) or _changed_rival(
        occurrence, groups, text, span, wanted | context
    )


def stands_beside(occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex) -> bool:
    """Whether a wanted word stands next to the number, or the number is the only one of its sentence."""
    text = index.paper.blocks[occurrence.block].text
    span = sentence_span(text, occurrence.number.start, occurrence.number.end)
    inside = [o for o in index.at(occurrence.block) if span[0] <= o.number.start < span[1]]
    groups = groups_in(inside, text)
    if len(groups) == 1:
        return True
    own = next(i for i, group in enumerate(groups) if occurrence in group)
    low = groups[own - 1][-1].number.end if own else span[0]
    high = groups[own + 1][0].number.start if own + 1 < len(groups) else span[1]
    return beside(text, groups[own], low, high, wanted, label_side(text, span, groups)) >= 1


def _items_after(text: str, size: int) -> tuple[str, ...]:
    """The names of "33.8%, 38.8% and 42.6% in Recall@20, Recall@50 and Recall@100"."""
    m = re.match(r"\s?%?\s?(?:on|in|for|at|of|respectively on)\s(.{3,120})", text)
    if m is None:
        return ()
    items = tuple(part.strip() for part in re.split(r",\s?(?:and\s)?|\sand\s", m[1]) if part.strip())
    return items[:size] if len(items) >= size else ()


def _clause_rival(
    occurrence: Occurrence,
    groups: Sequence[Sequence[Occurrence]],
    text: str,
    span: tuple[int, int],
    wanted: frozenset[str],
    context: frozenset[str],
) -> Rival | None:
    """The number that the name stands beside; of several, the one that the context stands beside."""
    side = label_side(text, span, groups)
    by_name: list[float] = []
    by_context: list[float] = []
    own = 0
    for i, group in enumerate(groups):
        low = groups[i - 1][-1].number.end if i else span[0]
        high = groups[i + 1][0].number.start if i + 1 < len(groups) else span[1]
        by_name.append(beside(text, group, low, high, wanted, side))
        by_context.append(beside(text, group, low, high, context, side))
        if occurrence in group:
            own = i
    best = max(range(len(groups)), key=by_name.__getitem__)
    margin = by_name[best] - by_name[own]
    weak = by_name[own] > 0 and by_name[best] < len(wanted)  # the name is mostly words that neither has beside it
    if margin < CLAUSE_MARGIN or weak:
        tied = [i for i, score in enumerate(by_name) if by_name[best] - score < CLAUSE_MARGIN or (weak and score > 0)]
        best = max(tied, key=by_context.__getitem__)
        margin = by_context[best] - by_context[own]
        if margin < CONTEXT_MARGIN:
            return None
    if any(o.number.value == occurrence.number.value for o in groups[best]):
        return None
    return Rival(groups[best][0], margin)
