"""Reads the headers of tables that are set upwards, downwards or aslant, as wide ones over narrow columns are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.grid import is_number
from pipeline.extract.page import Line, Rule

HEADS_MIN = 3  # turned texts side by side; two may be the labels of two plots
LEVEL = 2.0  # points by which their ends, or their middles, differ
ASLANT = 1.5  # of the size: wider and higher is no line turned by a right angle
NEAR = 15.0  # points from the texts to the rules above and below them
OUT = 4.0  # points by which they may stand beyond the rules' ends
PITCH = 1.35  # of the size: the lines of one header stand no farther apart

Head = tuple[Line, list[Line]]


def turned_heads(turned: list[Line], upright: list[Line], rules: list[Rule]) -> list[Head]:
    """Turned texts that may be a table's header, each as one word of an upright line, with the lines it is made of.

    They begin, end or have their middles at one height, between two rules, and are names: a chart's values are numbers.
    """
    narrow = _at_foot(turned)
    source = {id(thin): line for thin, line in zip(narrow, turned, strict=True)}
    found: list[Head] = []
    rows = _rows(narrow)
    rest = [x for x in narrow if not any(x in row for row in rows)]
    for row in rows:
        top, bottom = min(x.y0 for x in row), max(x.y1 for x in row)
        left, right = row[0].x0, max(x.x1 for x in row)
        under = [r for r in rules if r.x0 - OUT <= left and right <= r.x1 + OUT and -LEVEL < r.y0 - bottom < NEAR]
        over = [r for r in rules if r.x0 < right and r.x1 > left and -NEAR < r.y0 - top < LEVEL]
        if under and over and 2 * sum(is_number(x.text) for x in row) < len(row):
            # the row stands where the label beside it does: at its foot, at its head or half way up
            beside = [x.baseline for x in upright if top - LEVEL < x.baseline < bottom + LEVEL and x.x1 < left]
            baseline = max(beside, default=bottom)
            inside = [x for x in rest if top - LEVEL < x.y0 and x.y1 < bottom + LEVEL]
            for first in row:
                lines = [x for x in inside if abs(x.x0 - first.x0) < PITCH * first.size]
                parts = sorted([first, *lines], key=lambda x: x.x0)
                found.append((_as_head(parts, top, bottom, baseline), [source[id(x)] for x in parts]))
    return found


def _at_foot(lines: list[Line]) -> list[Line]:
    """The lines, those aslant that reach over the next one's foot as their own, which stands over their column."""
    aslant = [x for x in lines if x.x1 - x.x0 > ASLANT * x.size and x.y1 - x.y0 > ASLANT * x.size]
    aslant.sort(key=lambda x: x.x0)
    if not any(a.x1 > b.x0 + LEVEL and abs(a.y1 - b.y1) < LEVEL for a, b in pairwise(aslant)):
        return lines
    over = {id(x) for x in aslant}
    return [replace(x, x1=x.x0 + x.size) if id(x) in over else x for x in lines]


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Turned lines of one size that begin, end or have their middles at one height, from left to right."""
    heights: tuple[Callable[[Line], float], ...] = (lambda x: x.y1, lambda x: x.y0, lambda x: (x.y0 + x.y1) / 2)
    found: list[list[Line]] = []
    for height in heights:
        rows: list[list[Line]] = []
        for line in sorted(lines, key=height):
            if rows and height(line) - height(rows[-1][0]) < LEVEL and abs(line.size - rows[-1][0].size) < 1:
                rows[-1].append(line)
            else:
                rows.append([line])
        rows = [sorted(row, key=lambda x: x.x0) for row in rows if len(row) >= HEADS_MIN]
        found += rows
        taken = {id(x) for row in rows for x in row}
        lines = [x for x in lines if id(x) not in taken]
    return found


def _as_head(parts: list[Line], top: float, bottom: float, baseline: float) -> Line:
    first = parts[0]
    x0, x1 = first.x0, max(x.x1 for x in parts)
    text = " ".join(x.text for x in parts)
    span = first.spans[0]._replace(text=text, x0=x0, x1=x1, y0=top, y1=bottom, baseline=baseline)
    return replace(first, spans=[span], x0=x0, x1=x1, y0=top, y1=bottom, baseline=baseline, text=text, rotated=False)
