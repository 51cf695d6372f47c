"""Joins the lines of a header's cells: "Top-1" over "acc" is one cell, "Accuracy" over three columns is a level."""

from __future__ import annotations

import re

from pipeline.extract.page import Line, Rule, union

LEADING = 1.45  # of the size: the lines of one cell stand no farther apart
TIGHT = 0.9  # of the usual distance of the body's rows: nearer lines are of one cell
ALIGNED = 0.5  # of the size: by which the lines of one cell are off, at one of their ends or in their middles
SAME_LINE = 0.3  # of the size by which baselines of one row differ
TOUCH = 0.6  # points by which neighbours may overlap
_TORN = re.compile(r"[A-Za-z]-$")  # a word that goes on in the line below


def joined_heads(rows: list[list[Line]], rules: list[Rule], pitch: float) -> list[Line]:
    """The cells of a header, those of several lines as one piece. `pitch`: the usual distance of the body's rows."""
    pieces = [p for row in rows for p in row]
    chains: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda p: p.baseline):
        upper = next((c for c in chains if _goes_on(c[-1], piece, pieces, rules, pitch)), None)
        if upper is None:
            chains.append([piece])
        else:
            upper.append(piece)
    alone = [chain[0].baseline for chain in chains if len(chain) == 1]
    shared = [p.baseline for p in pieces]
    return [_joined(chain, alone, shared) for chain in chains]


def _goes_on(upper: Line, lower: Line, pieces: list[Line], rules: list[Rule], pitch: float) -> bool:
    if not _is_next(upper, lower) or not _aligned(upper, lower):
        return False
    if any(_is_next(upper, p) or _is_next(p, lower) for p in pieces if p is not lower and p is not upper):
        return False
    x0, x1 = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
    if any(upper.baseline < r.y0 < lower.baseline and r.x0 < x1 and r.x1 > x0 for r in rules):
        return False
    step, near = lower.baseline - upper.baseline, SAME_LINE * lower.size
    if step < TIGHT * pitch or _TORN.search(upper.text):
        return True
    middle = (upper.baseline + lower.baseline) / 2
    between = any(abs(p.baseline - middle) < near for p in pieces)
    return between and not _amid_others(lower, pieces)


def _is_next(upper: Line, lower: Line) -> bool:
    """Whether a piece stands under another, at a line's distance."""
    step = lower.baseline - upper.baseline
    over = upper.x0 < lower.x1 - TOUCH and lower.x0 < upper.x1 - TOUCH
    return over and SAME_LINE * lower.size < step < LEADING * lower.size


def _aligned(a: Line, b: Line) -> bool:
    middle = abs(a.x0 + a.x1 - b.x0 - b.x1) / 2
    return min(middle, abs(a.x0 - b.x0), abs(a.x1 - b.x1)) < ALIGNED * b.size


def _amid_others(lower: Line, pieces: list[Line]) -> bool:
    """Whether the pieces left and right on the same line have nothing above them: one header may cover all of them."""
    row = sorted((p for p in pieces if abs(p.baseline - lower.baseline) < SAME_LINE * lower.size), key=lambda p: p.x0)
    at = next(n for n, p in enumerate(row) if p is lower)
    beside = [row[n] for n in (at - 1, at + 1) if 0 <= n < len(row)]
    return len(beside) == 2 and not any(_is_next(p, other) for other in beside for p in pieces)


def _joined(chain: list[Line], alone: list[float], shared: list[float]) -> Line:
    """The lines of a cell as one, on that of their baselines (or in their middle) where most other cells stand.

    `alone`: the baselines of cells of one line, which tell it first; `shared`: those of all lines.
    """
    if len(chain) == 1:
        return chain[0]
    x0, y0, x1, y1 = union([p.bbox for p in chain])
    size = chain[0].size
    heights = [*(p.baseline for p in chain), (chain[0].baseline + chain[-1].baseline) / 2]
    near = SAME_LINE * size
    baseline = max(heights, key=lambda h: tuple(sum(abs(h - b) < near for b in x) for x in (alone, shared)))
    text = chain[0].text
    for b in chain[1:]:
        if text.endswith("-") and text[-2:-1].isalnum():
            text = (text[:-1] if b.text[:1].islower() else text) + b.text  # "Accu-" "racy", "GAIA-" "Text"
        else:
            text = f"{text} {b.text}"
    spans = [s for p in chain for s in p.spans]
    return Line(spans, x0, y0, x1, y1, baseline, size, all(p.bold for p in chain), text)
