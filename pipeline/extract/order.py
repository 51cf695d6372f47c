"""Puts the groups of a page into the order in which a reader takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.layout import Group
from pipeline.extract.page import Rule

COLUMN_MIN = 25.0  # points of height side by side: two lines of text; less is a formula and its number
EDGE = 0.2  # of the region's width: a gutter nearer to the edge parts a column from its margin notes
SLACK = 2.0  # points by which italics and protruding marks cross a gutter
LEVEL = 14.0  # points: first references of two columns, set below the text, differ by no more than a line

_LABEL = re.compile(r"^\[(\d{1,3})\]\s")


def in_reading_order(groups: list[Group], rules: Sequence[Rule] = ()) -> list[Group]:
    """Left column before right column between whatever spans both, a rule included; from top to bottom otherwise."""
    if len(groups) < 2:
        return groups
    gutter = _gutter(groups)
    if gutter is None:
        return _downwards(groups)
    wide = [g for g in groups if g.x0 < gutter - SLACK and g.x1 > gutter + SLACK]
    wide += [g for g in groups if g not in wide and len(g.rows) == 1 and any(_level(g, other) for other in wide)]
    crossing = {id(g) for g in wide}
    rest = [g for g in groups if id(g) not in crossing]
    bars: list[tuple[float, Group | None]] = [((g.y0 + g.y1) / 2, g) for g in _downwards(wide)]
    cuts = [(y, None) for y in _cuts(groups, rest, gutter, rules)]
    out: list[Group] = []
    for y, bar in [*(sorted([*bars, *cuts], key=lambda b: b[0]) if cuts else bars), (float("inf"), None)]:
        band = [g for g in rest if (g.y0 + g.y1) / 2 < y]
        rest = [g for g in rest if (g.y0 + g.y1) / 2 >= y]
        left = [g for g in band if g.x0 < gutter - SLACK]
        right = [g for g in band if g.x0 >= gutter - SLACK]
        out += in_reading_order(left, rules) if left != groups else left
        out += in_reading_order(right, rules) if right != groups else right
        if bar is not None:
            out.append(bar)
    return out


def _cuts(groups: list[Group], columns: list[Group], gutter: float, rules: Sequence[Rule]) -> list[float]:
    """The heights at which both columns end and begin again: at a rule over the gutter, and where references begin."""
    left = [g for g in columns if g.x0 < gutter - SLACK]
    right = [g for g in columns if g.x0 >= gutter - SLACK]
    ys = [r.y0 for r in rules if r.x0 < gutter - SLACK and r.x1 > gutter + SLACK]
    ys += _label_rows(left, right)
    return [
        y
        for y in ys
        if not any(g.y0 < y - 1 and g.y1 > y + 1 for g in groups)
        and all(any(g.y1 <= y + 1 for g in side) and any(g.y0 >= y - 1 for g in side) for side in (left, right))
    ]


def _label_rows(left: list[Group], right: list[Group]) -> list[float]:
    """The height above the first references of both columns, where those of the right one go on counting."""
    counted = [sorted((g.y0, int(m[1])) for g in side if (m := _LABEL.match(g.lines[0]))) for side in (left, right)]
    if not (counted[0] and counted[1]):
        return []
    (y, first), (_, last), (other, going_on) = counted[0][0], counted[0][-1], counted[1][0]
    level = abs(y - other) < LEVEL and first < last and going_on == last + 1
    return [min(y, other)] if level else []


def _gutter(groups: list[Group]) -> float | None:
    """The x of a strip with text at both of its sides; None: one column."""
    x0, x1 = min(g.x0 for g in groups), max(g.x1 for g in groups)
    low, high = x0 + EDGE * (x1 - x0), x1 - EDGE * (x1 - x0)
    best, best_score = None, 0
    spans = [(g.x0, g.x1, _shadow(g)) for g in groups]
    for x in sorted({round(g.x0, 0) for g in groups if low < g.x0 < high}):
        left = right = across = 0
        for g0, g1, shadow in spans:
            if g1 <= x + SLACK:
                left |= shadow
            elif g0 >= x - SLACK:
                right |= shadow
            else:
                across |= shadow
        beside = (left & right).bit_count()
        if beside < COLUMN_MIN:
            continue
        score = beside - 2 * (across & (left | right)).bit_count()
        if score > best_score:  # of equal gutters the leftmost
            best, best_score = x, score
    return best


def _shadow(group: Group) -> int:
    """The heights that a group covers, one bit a point."""
    top = max(int(group.y0), 0)
    return ((1 << max(int(group.y1) - top, 1)) - 1) << top


def _downwards(groups: list[Group]) -> list[Group]:
    """By the top edge; pieces of one row from left to right."""
    out: list[Group] = []
    for group in sorted(groups, key=lambda g: (g.y0, g.x0)):
        at = len(out)
        while at and group.x1 <= out[at - 1].x0 + SLACK and _same_row(group, out[at - 1]):
            at -= 1
        out.insert(at, group)
    return out


def _level(a: Group, b: Group) -> bool:
    """Whether two groups are one row: authors or addresses side by side, one of which crosses the gutter."""
    return len(a.rows) == len(b.rows) == 1 and abs(a.rows[0][0].baseline - b.rows[0][0].baseline) < 1


def _same_row(a: Group, b: Group) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > 0.6 * min(a.y1 - a.y0, b.y1 - b.y0)
