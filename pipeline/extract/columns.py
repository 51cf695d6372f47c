"""Finds the columns of a table from the places of its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.extract.page import Line

TOUCH = 0.6  # points by which pieces of two columns may overlap: slanted letters, rounding
WORD_GAP = 0.8  # of the size: between two columns of words TeX puts 1.2
NEAR = 1.0  # of the size: rows of a table are not nearer; a label beside two of them stands between them
ALONE_GAP = 2.0  # of the size: parts of one column, set left and right, are no farther apart

SIGNS = "-+±~≈<>≤≥([.$"  # before the digits of a value

XRange = tuple[float, float]


@dataclass(slots=True)
class _Island:
    """An x-range where cells stand, and the rows that have one there."""

    x0: float
    x1: float
    rows: set[int] = field(default_factory=set)


def columns_of(body: list[list[Line]], head: list[list[Line]], cuts: list[float], box: XRange) -> list[XRange]:
    """The x-ranges of the columns, meeting between them. `cuts`: the x of the vertical rules; `box`: the table's edges.

    Cells of one column stand over one another, those of two columns never do: narrow cells first, each is put to the
    island that it overlaps, or makes one. A wide cell over several islands spans columns, unless as many rows have such
    a cell as have one on each island.
    """
    islands = _islands(body, cuts)
    for row in _lone(body, islands):
        if not _over(islands, row[0].x0, row[0].x1):
            islands.append(_Island(row[0].x0, row[0].x1, {-1}))
            islands.sort(key=lambda i: i.x0)
    for row in head[::-1]:
        for p in row if len(row) > 1 else ():
            over = _over(islands, p.x0, p.x1)
            if len(over) == 1 and not crosses(p, cuts):
                over[0].x0, over[0].x1 = min(over[0].x0, p.x0), max(over[0].x1, p.x1)
            elif not over and 2 * len(row) >= len(islands):
                islands.append(_Island(p.x0, p.x1, {-1}))
                islands.sort(key=lambda i: i.x0)
    islands = _without_halves(islands, head, cuts, body)
    if not islands:
        return []
    bounds = []
    for a, b in pairwise(islands):
        between = [x for x in cuts if a.x1 - TOUCH <= x <= b.x0 + TOUCH]
        bounds.append(between[0] if between else (a.x1 + b.x0) / 2)
    points = [min(box[0], islands[0].x0), *bounds, max(box[1], islands[-1].x1)]
    return list(pairwise(points))


def _islands(rows: list[list[Line]], cuts: list[float]) -> list[_Island]:
    """The islands of the rows that have several cells, from left to right."""
    full = [(n, row) for n, row in enumerate(rows) if len(row) > 1] or list(enumerate(rows))
    beside = {n: {n, *_overlapping(n, rows)} for n, _ in full}
    pieces = sorted(((p.x1 - p.x0, n, p) for n, row in full for p in row), key=lambda x: x[0])
    islands: list[_Island] = []
    wide: list[tuple[int, Line]] = []
    for _, n, piece in pieces:
        over = _over(islands, piece.x0, piece.x1)
        if len(over) > 1 or crosses(piece, cuts):
            wide.append((n, piece))
        elif over:
            over[0].x0, over[0].x1 = min(over[0].x0, piece.x0), max(over[0].x1, piece.x1)
            over[0].rows |= beside[n]
        else:
            islands.append(_Island(piece.x0, piece.x1, set(beside[n])))
    islands.sort(key=lambda i: i.x0)
    words = [(n, a.x0, b.x1) for n, row in full for a, b in pairwise(row) if _are_words(a, b)]
    return _joined(islands, wide, words, cuts)


def _overlapping(n: int, rows: list[list[Line]]) -> list[int]:
    """The rows next to a row that are so near that a cell of it stands beside theirs."""
    return [k for k in (n - 1, n + 1) if 0 <= k < len(rows) and abs(_gap(rows[k], rows[n])) < NEAR * rows[n][0].size]


def _gap(a: list[Line], b: list[Line]) -> float:
    return a[0].baseline - b[0].baseline


def _are_words(a: Line, b: Line) -> bool:
    """Whether two neighbours may be words of one cell: nearer than cells of words are set, and no numbers."""
    return b.x0 - a.x1 < WORD_GAP * a.size and not (_is_figure(a.text) or _is_figure(b.text))


def _is_figure(text: str) -> bool:
    """Whether a cell begins with digits, signs and brackets before them left out: -0.2, [0.1, 0.3], .5."""
    return text.lstrip(SIGNS)[:1].isdigit()


def _joined(
    islands: list[_Island], wide: list[tuple[int, Line]], words: list[tuple[int, float, float]], cuts: list[float]
) -> list[_Island]:
    """The islands, those joined that more rows bridge than have a cell on each of them."""
    out: list[_Island] = []
    for island in islands:
        if out and not any(out[-1].x1 - TOUCH <= x <= island.x0 + TOUCH for x in cuts):
            bridges = {
                n for n, p in wide if p.x0 < out[-1].x1 - TOUCH and p.x1 > island.x0 + TOUCH and not crosses(p, cuts)
            }
            near = {n for n, x0, x1 in words if out[-1].x0 <= x0 and x1 <= island.x1 and x0 < island.x0 < x1}
            apart = (out[-1].rows & island.rows) - near
            bridges |= near
            if len(bridges) > len(apart) or island.x0 < out[-1].x1:
                out[-1].x1 = max(out[-1].x1, island.x1)
                out[-1].rows |= island.rows | bridges
                continue
        out.append(island)
    return out


def _over(islands: list[_Island], x0: float, x1: float) -> list[_Island]:
    return [i for i in islands if x0 < i.x1 - TOUCH and x1 > i.x0 + TOUCH]


def crosses(piece: Line, cuts: list[float]) -> bool:
    """Whether a piece stands on both sides of a vertical rule, which it then interrupts."""
    return bool(cuts) and any(piece.x0 + TOUCH < x < piece.x1 - TOUCH for x in cuts)


def _lone(rows: list[list[Line]], islands: list[_Island]) -> list[list[Line]]:
    """The rows of one cell that are labels: left of all others, or between two rows that they belong to."""
    found = []
    for n, row in enumerate(rows):
        if len(row) == 1 and islands:
            around = [rows[k][0].baseline for k in (n - 1, n + 1) if 0 <= k < len(rows)]
            between = any(abs(y - row[0].baseline) < NEAR * row[0].size for y in around)
            if between or row[0].x1 < islands[0].x0 - 2 * TOUCH:
                found.append(row)
    return found


def _without_halves(
    islands: list[_Island], head: list[list[Line]], cuts: list[float], body: list[list[Line]]
) -> list[_Island]:
    """The islands, those joined of which no row has both and that no two headers part: one column, set in two ways."""
    if not islands:
        return []
    size = body[0][0].size
    out = [islands[0]]
    for island in islands[1:]:
        last = out[-1]
        headed = any(
            _over([last], p.x0, p.x1) and _over([island], q.x0, q.x1) for row in head for p, q in pairwise(row)
        )
        parted = any(last.x1 - TOUCH <= x <= island.x0 + TOUCH for x in cuts)
        marked = -1 in last.rows or -1 in island.rows
        if marked or parted or headed or last.rows & island.rows or island.x0 - last.x1 > ALONE_GAP * size:
            out.append(island)
        else:
            last.x1 = max(last.x1, island.x1)
            last.rows |= island.rows
    return out
