"""Tells which columns a merged cell of a table's header covers."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from pipeline.extract.page import Line, Rule

CENTRE_SLACK = 0.2  # of a column's width by which a merged header's middle may be off
SKIP = 0.3  # of a column's width: what it costs to leave a column without a header; a wrong one costs half a width
EQUAL = 0.1  # of a column's width for each header: so much worse may groups of equal size be, and still be taken
FULL = 0.95  # of the table's width: a longer rule parts rows, it groups no columns
COLUMNS_MAX = 64  # in more no groups are looked for: time grows with the third power, and no paper has them

XRange = tuple[float, float]
Span = tuple[int, int]  # the first and the last column
_Off = Callable[[Line, int, int], float]


def spans_of(
    row: list[Line],
    places: list[Span],
    columns: list[XRange],
    header: list[list[Line]],
    body: list[list[Line]],
    rules: list[Rule],
) -> list[Span]:
    """The columns that each piece of a header row covers.

    Pieces over one rule share its columns, whichever they are. Without a rule a piece covers the columns around its
    middle that have a header of their own under it. `places`: where each piece itself stands; `header`, `body`: the
    rows of each under this one; `rules`: those between this row and the next.
    """
    spans = list(places)
    ink = ink_of(columns, [*header, *body])
    free = {k for k, (a, b) in enumerate(columns) if any(a <= (p.x0 + p.x1) / 2 < b for r in header for p in r)}
    free |= {k for a, b in places for k in range(a, b + 1)}
    loose: list[int] = []
    by_rule: dict[Rule, list[int]] = {}
    for n, piece in enumerate(row):
        under = [r for r in rules if r.x0 - 2 <= (piece.x0 + piece.x1) / 2 <= r.x1 + 2]
        if under and under[0].x1 - under[0].x0 < FULL * (columns[-1][1] - columns[0][0]):
            by_rule.setdefault(under[0], []).append(n)
        else:
            loose.append(n)
    for rule, members in by_rule.items():
        run = [k for k, (a, b) in enumerate(columns) if rule.x0 - 3 <= (a + b) / 2 <= rule.x1 + 3]
        free -= set(run)
        if len(members) == 1 and run:
            spans[members[0]] = (run[0], run[-1])
        elif header and len(members) <= len(run) <= COLUMNS_MAX:
            for n, span in zip(members, _shared([row[n] for n in members], run, ink), strict=True):
                spans[n] = span
    if header and len(row) < len(columns) <= COLUMNS_MAX:
        _spread(row, loose, spans, free, ink)
    elif len(row) < len(columns) and loose and spans[loose[0]] == (1, 1):
        _over_labels(row[loose[0]], loose[0], spans, ink)
    return spans


def _over_labels(piece: Line, n: int, spans: list[Span], ink: list[XRange]) -> None:
    """Puts into `spans` both of the first columns, if the first header of a row is one over labels in two columns."""
    (spans[n],) = _around([piece], [(1, 1)], [0, 1], ink)


def _spread(row: list[Line], loose: list[int], spans: list[Span], free: set[int], ink: list[XRange]) -> None:
    """Puts into `spans` what the `loose` pieces, which stand over no rule, cover of the `free` columns."""
    labels = [n for n in loose if spans[n] == (0, 0)]
    loose = [n for n in loose if spans[n] != (0, 0)]
    if labels or not any(spans[n][0] == 0 for n in loose):
        free = free - {0}  # the rows' labels: no group of columns of numbers begins there
    for run in _runs(free):
        members = [n for n in loose if spans[n][0] in run]
        found = _around([row[n] for n in members], [spans[n] for n in members], run, ink)
        for n, span in zip(members, found, strict=True):
            spans[n] = span
    if loose and not labels and spans[loose[0]] == (1, 1):
        _over_labels(row[loose[0]], loose[0], spans, ink)


def ink_of(columns: list[XRange], rows: list[list[Line]]) -> list[XRange]:
    """Where text stands in each column, from its leftmost to its rightmost; the column's bounds if there is none."""
    ink: list[XRange] = []
    for a, b in columns:
        inside = [p for row in rows if len(row) > 1 for p in row if a <= p.x0 < p.x1 <= b]
        ink.append((min(p.x0 for p in inside), max(p.x1 for p in inside)) if inside else (a, b))
    return ink


def _runs(numbers: set[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for n in sorted(numbers):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _pitch(run: list[int], ink: list[XRange]) -> float:
    return max((ink[run[-1]][1] - ink[run[0]][0]) / len(run), 1.0)


def _shared(pieces: list[Line], run: list[int], ink: list[XRange]) -> list[Span]:
    """All columns of `run`, parted among the pieces, which stand over the middles or the left ends of their parts."""
    pitch = _pitch(run, ink)

    def off_centre(piece: Line, a: int, b: int) -> float:
        return abs(ink[a][0] + ink[b][1] - piece.x0 - piece.x1) / 2 / pitch

    def off_left(piece: Line, a: int, _: int) -> float:
        return abs(ink[a][0] - piece.x0) / pitch

    ways = []
    for off in (off_centre, off_left):
        ways.append(_cheapest(pieces, run, off, inf))
        size, rest = divmod(len(run), len(pieces))
        if not rest:
            equal = [(run[n * size], run[n * size + size - 1]) for n in range(len(pieces))]
            cost = sum(off(piece, *span) for piece, span in zip(pieces, equal, strict=True))
            ways.append((cost - EQUAL * len(pieces), equal))
    return min(ways, key=lambda way: way[0])[1]


def _around(pieces: list[Line], places: list[Span], run: list[int], ink: list[XRange]) -> list[Span]:
    """For each piece the columns of `run` around its middle, or its own place."""
    if not pieces:
        return []
    pitch = _pitch(run, ink)
    at = {id(piece): place for piece, place in zip(pieces, places, strict=True)}

    def off(piece: Line, a: int, b: int) -> float:
        left, right = ink[a][0] - piece.x0, ink[b][1] - piece.x1
        centre = abs(left + right) / 2 / pitch
        if (a, b) == at[id(piece)]:
            return min(centre, abs(left) / pitch, abs(right) / pitch, SKIP)
        return centre if a < b and centre < CENTRE_SLACK else inf

    cost, spans = _cheapest(pieces, run, off, SKIP)
    return spans if cost < inf else places


def _cheapest(pieces: list[Line], run: list[int], off: _Off, skip: float) -> tuple[float, list[Span]]:
    """Runs of columns for the pieces, from left to right, with the least sum of `off` and of `skip` for the others."""
    nothing: list[Span] = []
    best = [[(0.0, nothing), *[(inf, nothing) for _ in pieces]]]
    for j, column in enumerate(run):
        now = [(best[j][0][0] + skip, best[j][0][1])]
        for i, piece in enumerate(pieces):
            cost, spans = best[j][i + 1][0] + skip, best[j][i + 1][1]
            for a in range(j + 1):
                so_far, before = best[a][i]
                if so_far < cost:
                    total = so_far + off(piece, run[a], column)
                    if total < cost:
                        cost, spans = total, [*before, (run[a], column)]
            now.append((cost, spans))
        best.append(now)
    return best[-1][-1]
