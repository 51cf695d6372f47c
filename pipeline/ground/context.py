"""What stands around a number: its sentence, or its row, column and caption in a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.terms import shared, terms
from schemas.grounding import Number
from schemas.records import Table

COLUMN_MARGIN = 0.5  # a column must fit the fact's words better by half a word before it speaks against another
ABSENT_TERM = 0.25  # what a header's word that the fact does not mention costs: headers say more than facts do
WINDOW_BEFORE = 70  # characters before a number that may say what it is; beyond lies the last clause
WINDOW_AFTER = 40  # characters after a number that may say what it is

_SENTENCE_RE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“(\[])|[。！？；]|\n")
_ABBREVIATION_RE = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|Fig|Figs|Eq|Eqs|Sec|Tab|vs|cf|resp|approx|w\.r\.t|No|St|Dr)|\b[A-Z])\.$"
)
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


def header_text(table: Table, column: int) -> str:
    """The stacked header cells of a column."""
    seen: list[str] = []
    for row in table.rows[: table.header_rows]:
        if row[column].text and row[column].text not in seen:
            seen.append(row[column].text)
    return " / ".join(seen)


def row_label(table: Table, row: int, numeric: frozenset[int]) -> str:
    """The cells of a row that are not values, and the last line above that spans the table as a group's title."""
    label = " / ".join(dict.fromkeys(c.text for i, c in enumerate(table.rows[row]) if c.text and i not in numeric))
    for above in range(row - 1, table.header_rows - 1, -1):
        filled = {c.text for c in table.rows[above] if c.text}
        if len(filled) == 1 and not any(ch.isdigit() for ch in next(iter(filled))[:3]):
            return next(iter(filled)) + " / " + label
    return label


def table_of(occurrence: Occurrence, index: PaperIndex) -> Table | None:
    """The grid that holds the occurrence; None: it is not in one."""
    return index.paper.blocks[occurrence.block].table if occurrence.row is not None else None


def _fit(wanted: frozenset[str], label: frozenset[str], common: frozenset[str]) -> float:
    there = label - common
    if not there:
        return 0.0
    hit = shared(wanted, there)
    return len(hit) - ABSENT_TERM * (len(there) - len(hit))


def column_rival(occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex) -> Rival | None:
    """The value of the same row whose column fits the wanted words clearly better; None: there is none."""
    table = table_of(occurrence, index)
    if table is None or occurrence.row is None or occurrence.column is None:
        return None
    others = [
        o for o in index.by_block[occurrence.block]
        if o.row == occurrence.row and o.column not in (None, occurrence.column) and comparable(occurrence.number, o.number)
    ]  # fmt: skip
    if not others:
        return None
    labels = {c: terms(header_text(table, c)) for c in {occurrence.column, *(o.column or 0 for o in others)}}
    return _best_rival(occurrence, others, [labels[o.column or 0] for o in others], labels[occurrence.column], wanted)


def row_rival(occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex) -> Rival | None:
    """The value of the same column whose row fits the wanted words clearly better; None: there is none."""
    table = table_of(occurrence, index)
    if table is None or occurrence.row is None or occurrence.column is None:
        return None
    peers = index.by_block[occurrence.block]
    others = [
        o for o in peers
        if o.column == occurrence.column and o.row not in (None, occurrence.row) and comparable(occurrence.number, o.number)
    ]  # fmt: skip
    if not others:
        return None
    labels = {r: terms(label_of(occurrence.block, r, index)) for r in {occurrence.row, *(o.row or 0 for o in others)}}
    return _best_rival(occurrence, others, [labels[o.row or 0] for o in others], labels[occurrence.row], wanted)


def label_of(block: int, row: int, index: PaperIndex) -> str:
    """The label of a row of the table in a block."""
    table = index.paper.blocks[block].table
    if table is None:
        return ""
    numeric = frozenset(o.column for o in index.by_block.get(block, []) if o.row == row and o.column is not None)
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
        margin = _fit(wanted, label, common) - mine
        if margin >= COLUMN_MARGIN and shared(wanted, label - common) and (best is None or margin > best.margin):
            best = Rival(other, margin)
    return best if best is None or best.occurrence.number.value != occurrence.number.value else None


def groups_in(numbers: Sequence[Occurrence], text: str) -> list[list[Occurrence]]:
    """Numbers of one text, those that only commas, strokes or "and" part put together: (0.9, 0.95)."""
    groups: list[list[Occurrence]] = []
    for o in numbers:
        if groups:
            between = text[groups[-1][-1].number.end : o.number.start]
            if len(between) <= 7 and not re.search(r"[A-Za-z0-9=]", between.replace("and", "").replace("or", "")):
                groups[-1].append(o)
                continue
        groups.append([o])
    return groups


def window(text: str, group: Sequence[Occurrence], low: int, high: int) -> str:
    """The words that may say what the numbers of a group are, between the neighbouring numbers."""
    start, end = group[0].number.start, group[-1].number.end
    before = text[max(low, start - WINDOW_BEFORE) : start]
    after = text[end : min(high, end + WINDOW_AFTER)]
    clause = list(_CLAUSE_RE.finditer(before))
    if clause and clause[-1].end() < len(before) - 3:
        before = before[clause[-1].end() :]
    stop = re.search(r"[,;。；，]|\.\s", after)
    unit = group[-1].number.text
    return before + " " + unit + " " + (after[: stop.start()] if stop else after)


def sentence_rival(
    occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex, span: tuple[int, int]
) -> Rival | None:
    """A number of the same span of text that the wanted words stand beside, where they do not stand beside this one."""
    text = index.paper.blocks[occurrence.block].text
    inside = [
        o for o in index.by_block[occurrence.block]
        if span[0] <= o.number.start < span[1] and comparable(occurrence.number, o.number)
    ]  # fmt: skip
    if len(inside) < 2:
        return None
    groups = groups_in(inside, text)
    best: Rival | None = None
    mine = 0.0
    scores = []
    for i, group in enumerate(groups):
        low = groups[i - 1][-1].number.end if i else span[0]
        high = groups[i + 1][0].number.start if i + 1 < len(groups) else span[1]
        score = float(len(shared(wanted, terms(window(text, group, low, high)))))
        scores.append((score, group))
        if occurrence in group:
            mine = score
    for score, group in scores:
        if occurrence in group or any(o.number.value == occurrence.number.value for o in group):
            continue
        if mine == 0 and score >= 1 and (best is None or score > best.margin):
            best = Rival(group[0], score)
    return best
