"""Gives a table that goes on over a page the caption and the header of its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.captions import TABLE_CAPTION
from pipeline.extract.layout import Group
from schemas.records import Table, is_value

SAME_EDGE = 4.0  # points by which the parts of one table differ at their sides

_CONTINUED = re.compile(r"(?i)^\W*(?:table\s[\w.]+\W+)?(?:\(?cont(?:inued|['’]?d|\.)|continue[sd]? (?:on|from)\b)")


def continue_tables(pages: Sequence[tuple[Sequence[Group], float]]) -> None:
    """Changes the first table of a page that goes on with the last one of the page before: of groups and heights.

    Nothing stands between them, the first reaches into the lower half of its page, they have the same sides and as
    many columns, and the second has no caption.
    """
    for (before, height), (after, _) in pairwise(pages):
        last, first = _at_edge(before[::-1]), _at_edge(after)
        if last is not None and first is not None and last.y1 > height / 2 and _goes_on(last, first):
            assert last.table is not None
            assert first.table is not None
            first.table = _continued(last.table, first.table)


def _at_edge(groups: Sequence[Group]) -> Group | None:
    """The group next to a page's edge, margins and remarks about going on left out, if it is a table."""
    for group in groups:
        if group.kind != "header_footer" and not _CONTINUED.match(" ".join(group.lines[:2])):
            return group if group.table is not None else None
    return None


def _goes_on(last: Group, first: Group) -> bool:
    a, b = last.table, first.table
    if a is None or b is None or not a.rows or not b.rows or TABLE_CAPTION.match(b.caption):
        return False
    sides = abs(last.x0 - first.x0) < SAME_EDGE and abs(last.x1 - first.x1) < SAME_EDGE
    return sides and len(a.rows[0]) == len(b.rows[0])


def _continued(a: Table, b: Table) -> Table:
    """The second part with the first one's caption, and its header, unless it has one of its own."""
    headed = b.header_paths == a.header_paths or not any(is_value(c.text) for c in b.rows[0][1:] if c.text)
    if headed:
        return b.model_copy(update={"caption": a.caption})
    rows = (*a.rows[: a.header_rows], *b.rows)
    return b.model_copy(update={"caption": a.caption, "rows": rows, "header_rows": a.header_rows})
