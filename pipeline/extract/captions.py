"""Gives every table its caption, one to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from pipeline.extract.layout import Group

CAPTION_FAR = 45.0  # points between a table and its caption
HABIT_SHARE = 0.75  # of the tables that leave no choice have their caption on one side: a class file's rule, not chance

TITLE_ROWS = 5  # of a table's title below its number
CENTRED = 6.0  # points: twice the distance between the middles of a number and its title
_NUMBER = re.compile(r"T ?A ?B ?L ?E\s+(?:\d+|[IVX]+)")

TABLE_CAPTION = re.compile(r"^(?:Extended Data |Supplementary )?(?:Table|Tab\.|TA ?B ?L ?E)\s+[A-Z]?\.?[\dIVX]", re.U)

Side = Literal["above", "below"]


class _Pair(NamedTuple):
    """A table and a caption in its reach, by their numbers on the page."""

    table: int
    caption: int
    side: Side  # of the table, on which the caption stands
    far: float  # points between them, and what is missing of a full overlap from left to right


def with_titles(groups: list[Group]) -> list[Group]:
    """The groups; a title that stands below a line with the table's number, "TABLE I", has become part of that."""
    numbers = [g for g in groups if g.kind is None and len(g.rows) == 1 and _NUMBER.fullmatch(g.lines[0])]
    gone: set[int] = set()
    for number in numbers:
        for group in groups:
            near = 0 <= group.y0 - number.y1 + 1 < number.size and group.kind is None and len(group.rows) <= TITLE_ROWS
            if near and group not in numbers and abs(group.x0 + group.x1 - number.x0 - number.x1) < CENTRED:
                number.rows, number.lines = [*number.rows, *group.rows], [*number.lines, *group.lines]
                number.x0, number.x1, number.y1 = min(number.x0, group.x0), max(number.x1, group.x1), group.y1
                gone.add(id(group))
                break
    return [g for g in groups if id(g) not in gone] if gone else groups


def bind_captions(pages: Iterable[list[Group]]) -> None:
    """Gives every table of a paper the "Table …" text above or below it, line by line.

    No caption is given to two tables, but to the parts of one: those that stand on the caption's same side and have no
    other to take. Which side goes first is the paper's habit; without one, whoever has no choice, then the nearest.
    """
    found = [(page, _pairs(page)) for page in pages]
    habit = _habit([pairs for _, pairs in found])
    for page, pairs in found:
        tables, captions = _tables(page), _captions(page)
        for pair in _matched(pairs, habit):
            table = tables[pair.table].table
            assert table is not None
            caption = "\n".join(captions[pair.caption].lines)
            tables[pair.table].table = table.model_copy(update={"caption": caption})


def _tables(page: list[Group]) -> list[Group]:
    return [g for g in page if g.table is not None]


def _captions(page: list[Group]) -> list[Group]:
    return [g for g in page if g.kind is None and TABLE_CAPTION.match(" ".join(g.lines[:3]))]


def _pairs(page: list[Group]) -> list[_Pair]:
    captions = _captions(page)
    pairs = []
    for t, table in enumerate(_tables(page)):
        for c, caption in enumerate(captions):
            below, above = caption.y0 - table.y1, table.y0 - caption.y1
            shared = min(caption.x1, table.x1) - max(caption.x0, table.x0)
            if max(below, above) < CAPTION_FAR and shared > 0:
                missing = 1 - shared / max(min(caption.x1 - caption.x0, table.x1 - table.x0), shared)
                side: Side = "below" if below > above else "above"
                pairs.append(_Pair(t, c, side, max(below, above) + CAPTION_FAR * missing))
    return pairs


def _habit(pages: list[list[_Pair]]) -> Side | None:
    """Where the paper puts its captions, by the tables and captions that have only each other."""
    sides: Counter[Side] = Counter()
    for pairs in pages:
        tables, captions = Counter(p.table for p in pairs), Counter(p.caption for p in pairs)
        sides.update(p.side for p in pairs if tables[p.table] == captions[p.caption] == 1)
    if not sides:
        return None
    side, count = sides.most_common(1)[0]
    return side if count >= HABIT_SHARE * sides.total() else None


def _matched(pairs: list[_Pair], habit: Side | None) -> list[_Pair]:
    """One pair a table, each caption in one pair or in the pairs of a table's parts."""
    free, chosen = pairs, []
    while free:
        tables, captions = Counter(p.table for p in free), Counter(p.caption for p in free)
        best = min(
            free,
            key=lambda p: (habit is not None and p.side != habit, min(tables[p.table], captions[p.caption]), p.far),
        )
        chosen.append(best)
        free = [p for p in free if p.table != best.table and p.caption != best.caption]
    owners = {p.caption: p.side for p in chosen}
    bound = {p.table for p in chosen}
    for pair in sorted(pairs, key=lambda p: p.far):
        if pair.table not in bound and owners[pair.caption] == pair.side:
            chosen.append(pair)
            bound.add(pair.table)
    return chosen
