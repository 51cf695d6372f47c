"""Puts together the pieces of a line of text that wide spaces tear apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.page import Line

STRETCHED = 3.0  # em: the widest space in a justified line seen is 2.2, a run-in title's is 1.6
SAME_SIZE = 0.08  # relative: pieces of one line differ by rounding
FLUSH = 3.0  # points by which full lines of one column differ at their right end: a protruding hyphen
INDENT_MAX = 4.0  # em by which the first line of a paragraph begins farther in, or that of an entry farther out
NEAR = 6.0  # of the size: the full line stands no farther away; three lines may be stretched one after another
COLUMN = 3  # lines that begin at one x: a column, or the cells of one

Parts = dict[int, list[Line]]


def whole_lines(lines: list[Line]) -> tuple[list[Line], Parts]:
    """The lines, those torn apart by wide spaces as one; and by the id() of such a line its pieces.

    `lines`: by rows, each from left to right. Pieces are one line if a full line of the text near them begins and
    ends where they do, and neither a column begins nor a part of a formula stands in between.
    """
    starts = Counter(round(line.x0) for line in lines)
    parts: Parts = {}
    out: list[Line] = []
    for run in _runs(lines, starts):
        if len(run) > 1 and _is_one(run, lines):
            whole = replace(run[0], x1=run[-1].x1, text=" ".join(x.text for x in run), bold=all(x.bold for x in run))
            parts[id(whole)] = run
            out.append(whole)
        else:
            out += run
    return out, parts


def _runs(lines: list[Line], starts: Counter[int]) -> list[list[Line]]:
    """Neighbours on one baseline, of one size, at most a stretched space apart."""
    runs: list[list[Line]] = [lines[:1]] if lines else []
    for a, b in pairwise(lines):
        gap, size = b.x0 - a.x1, a.size if a.size > b.size else b.size
        if (
            0 < gap < STRETCHED * size
            and abs(a.baseline - b.baseline) < 1
            and abs(a.size - b.size) < SAME_SIZE * size
            and sum(starts[round(b.x0) + d] for d in (-1, 0, 1)) < COLUMN
        ):
            runs[-1].append(b)
        else:
            runs.append([b])
    return runs


def _is_one(run: list[Line], lines: list[Line]) -> bool:
    """Whether a full line stands near the pieces, and nothing between them."""
    high, low = run[0].baseline - NEAR * run[0].size, run[0].baseline + NEAR * run[0].size
    near = [x for x in lines if high < x.baseline < low]
    return any(_is_full(x, run) for x in near) and not any(_parts(x, run) for x in near)


def _is_full(line: Line, run: list[Line]) -> bool:
    """Whether a line is a full one of the column in which the pieces stand."""
    first, last = run[0], run[-1]
    return (
        abs(line.baseline - first.baseline) > first.size
        and abs(line.x1 - last.x1) < FLUSH
        and abs(first.x0 - line.x0) < INDENT_MAX * first.size
        and abs(line.size - first.size) < SAME_SIZE * first.size
    )


def _parts(line: Line, run: list[Line]) -> bool:
    """Whether a line stands in one of the spaces between the pieces: a root, a fraction, a limit."""
    x, off = (line.x0 + line.x1) / 2, abs(line.baseline - run[0].baseline)
    return off < run[0].size and any(a.x1 <= x <= b.x0 for a, b in pairwise(run))
