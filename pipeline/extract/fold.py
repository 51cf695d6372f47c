"""Puts the lines of a table's cells together: a cell of several lines is one, a cell beside several rows is in each."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.columns import SIGNS
from pipeline.extract.page import Rule, union
from schemas.records import BBox, Cell

CLOSE = 0.95  # of the size: lines of two rows are never so near
PITCH_SHARE = 0.75  # of the usual distance of rows: a line nearer than that stands between rows it belongs to
OPEN = 1.5  # of the size: nor is a line that stands so far from both of its neighbours
CENTRE = 0.3  # of the usual distance of rows by which a cell may be off the middle of the rows it is beside
AROUND = 0.25  # of the size by which two lines may be off the middle of the row that they stand around
WRAPPED = 2  # blanks of a cell that may go on below: a value and its unit have one
FULL = 0.95  # of the table's width: a longer rule parts all of its rows
LEADING = 1.35  # of the size: the lines of one cell stand no farther apart


class Row(NamedTuple):
    """What stands on one baseline."""

    baseline: float
    size: float
    pieces: int  # that are in the PDF: a merged cell is one
    cells: list[Cell]


class _Block(NamedTuple):
    """The lines of one cell, and between which baselines they stand."""

    cell: Cell
    rows: list[int]  # of the lines that are rows of their own
    middle: float


def folded(rows: list[Row], rules: list[Rule], columns: list[tuple[float, float]]) -> list[list[Cell]]:
    """The rows of cells that these lines make."""
    if len(rows) < 2:
        return [row.cells for row in rows]
    fold = _Fold(rows, rules, columns)
    fold.put_loose_lines()
    fold.spread()
    return fold.unwrapped()


class _Fold:
    """The lines of a table's body or header, and what becomes of them."""

    def __init__(self, rows: list[Row], rules: list[Rule], columns: list[tuple[float, float]]) -> None:
        self.rows, self.rules, self.columns = rows, rules, columns
        self.pitch = _pitch(rows)
        self.own = self._own_rows()
        self.loose = set(range(len(rows))) - set(self.own)
        self.grid = {n: list(rows[n].cells) for n in self.own}
        self.beside: dict[int, set[int]] = {}  # the rows of each column that share a cell which stands between them

    def put_loose_lines(self) -> None:
        """Puts the lines that are no rows to the rows that they stand beside."""
        for column in range(len(self.columns)):
            for block in self._blocks(column) if self.loose else ():
                beside = self._beside(block, column)
                if len(beside) > 1:
                    self.beside.setdefault(column, set()).update(beside)
                for n in beside:
                    self.grid[n][column] = block.cell

    def spread(self) -> None:
        """Repeats cells that stand in the middle row of groups of rows, where they account for every row."""
        for column in range(len(self.columns)):
            if all(self.grid[n][column].text for n in self.own):
                continue
            for part in self._parts(column):
                filled = [k for k, n in enumerate(part) if self.grid[n][column].text]
                names = len(filled) == 1 or not any(_is_value(self.grid[part[k]][column].text) for k in filled)
                groups = _centred_groups(filled, len(part), first=column in self.beside) if names else []
                for middle, (first, last) in zip(filled, groups, strict=False):
                    cells = self.grid[part[middle]]
                    if any(c.text for k, c in enumerate(cells) if k != column):  # else a title between rows
                        for n in part[first : last + 1]:
                            self.grid[n][column] = cells[column]

    def unwrapped(self) -> list[list[Cell]]:
        """The rows, less those that only go on with cells whose lines were full: their text is put to those cells."""
        right = [max((c.bbox[2] for n in self.own if (c := self.grid[n][k]).bbox), default=0.0) for k in self._all()]
        out: list[list[Cell]] = []
        last: list[BBox | None] = []  # where the last line of each cell of the last row is
        above = -1
        for n in self.own:
            cells = self.grid[n]
            if above >= 0 and self._goes_on(above, n, out[-1], last, right):
                out[-1] = [_joined([a, b]) if b.text else a for a, b in zip(out[-1], cells, strict=True)]
                last = [b.bbox or a for a, b in zip(last, cells, strict=True)]
            else:
                out.append(cells)
                last = [c.bbox for c in cells]
            above = n
        return out

    def _all(self) -> range:
        return range(len(self.columns))

    def _own_rows(self) -> list[int]:
        """The lines that are rows: those with the most cells first, and others not between them."""
        steps = [b.baseline - a.baseline for a, b in pairwise(self.rows)]
        if min(steps) >= PITCH_SHARE * self.pitch:  # as in most tables
            return list(range(len(self.rows)))
        own = sorted(self._beside_partial_rules())
        others = [n for n in range(len(self.rows)) if n not in own]
        order = sorted(others, key=lambda n: (-self.rows[n].pieces, not _has_digit(self.rows[n]), n))
        for n in order:
            row = self.rows[n]
            away = {k: abs(self.rows[k].baseline - row.baseline) for k in own}
            close = min(away.values(), default=self.pitch) < min(CLOSE * row.size, PITCH_SHARE * self.pitch)
            near = [k for k, far in away.items() if far < min(OPEN * row.size, PITCH_SHARE * self.pitch)]
            if (not close or _is_merged(row)) and not (near and all(_apart(row, self.rows[k]) for k in near)):
                own.append(n)
        return sorted(own)

    def _beside_partial_rules(self) -> set[int]:
        """The lines next above and next below a rule that does not cross the table: they are two rows."""
        found: set[int] = set()
        whole = FULL * (self.columns[-1][1] - self.columns[0][0])
        for rule in self.rules:
            if rule.x1 - rule.x0 < whole:
                near = [n for n, row in enumerate(self.rows) if any(_over(c, rule) for c in row.cells)]
                above = [n for n in near if self.rows[n].baseline < rule.y0]
                below = [n for n in near if self.rows[n].baseline > rule.y0]
                if above and below:
                    found |= {above[-1], below[0]}
        return found

    def _blocks(self, column: int) -> list[_Block]:
        """The cells of a column that have a line which is no row: their lines, joined."""
        rows, found = self.rows, list[list[int]]()
        filled = [n for n in range(len(rows)) if rows[n].cells[column].text]
        pairs = {b for a, b in pairwise(filled) if self._around_one_row(a, b, column)}
        taken = pairs | {a for a, b in pairwise(filled) if b in pairs}
        for n in filled:
            last = found[-1][-1] if found else None
            near = last is not None and rows[n].baseline - rows[last].baseline < LEADING * rows[n].size
            one = near and (n in self.loose or last in self.loose) and n not in taken and last not in taken
            if one or n in pairs:
                found[-1].append(n)
            else:
                found.append([n])
        return [
            _Block(
                _joined([rows[n].cells[column] for n in lines]),
                [n for n in lines if n in self.grid],
                (rows[lines[0]].baseline + rows[lines[-1]].baseline) / 2,
            )
            for lines in found
            if any(n in self.loose for n in lines)
        ]

    def _around_one_row(self, a: int, b: int, column: int) -> bool:
        """Whether two lines of a column stand above and below the middle of one row that has no cell there."""
        if a not in self.loose or b not in self.loose:
            return False
        between = [n for n in self.own if a < n < b]
        if len(between) != 1 or self.rows[between[0]].cells[column].text:
            return False
        off = self.rows[a].baseline + self.rows[b].baseline - 2 * self.rows[between[0]].baseline
        return abs(off) / 2 < AROUND * self.rows[a].size

    def _beside(self, block: _Block, column: int) -> list[int]:
        """The rows that a cell stands beside: the most around its middle that have none of their own in its column."""
        own, rows = self.own, self.rows
        free = {n for n in own if not self.grid[n][column].text or n in block.rows}
        best: list[int] = []
        for a in range(len(own)):
            for b in range(a, len(own)):
                run = own[a : b + 1]
                low, high = rows[run[0]].baseline, rows[run[-1]].baseline
                if not free.issuperset(run) or self._ruled(low, high, column):
                    break
                off = abs((low + high) / 2 - block.middle)
                if off < CENTRE * self.pitch and len(run) > len(best) and set(run).issuperset(block.rows):
                    best = run
        if best or block.rows:
            return best or block.rows[:1]
        return [min(free or own, key=lambda n: abs(rows[n].baseline - block.middle))]

    def _parts(self, column: int) -> list[list[int]]:
        """The rows between rules that cross a column, and between those that share a cell of it already."""
        parts: list[list[int]] = []
        beside = self.beside.get(column, set())
        last = -1
        for n in self.own:
            if n not in beside:
                if last in beside or not parts or self._ruled(self.rows[last].baseline, self.rows[n].baseline, column):
                    parts.append([])
                parts[-1].append(n)
            last = n
        return parts

    def _ruled(self, low: float, high: float, column: int) -> bool:
        """Whether a rule in a column parts two heights."""
        middle = sum(self.columns[column]) / 2
        return any(low < r.y0 < high and r.x0 - 2 <= middle <= r.x1 + 2 for r in self.rules)

    def _goes_on(self, above: int, n: int, so_far: list[Cell], last: list[BBox | None], right: list[float]) -> bool:
        """Whether a row goes on with cells of the row above: they were full, and nothing else is said."""
        step = self.rows[n].baseline - self.rows[above].baseline
        filled = [k for k in self._all() if self.grid[n][k].text]
        if step > LEADING * self.rows[n].size or len(filled) >= sum(bool(c.text) for c in so_far):
            return False
        if any(self._ruled(self.rows[above].baseline, self.rows[n].baseline, k) for k in self._all()):
            return False
        return all(_is_rest(self.grid[n][k], so_far[k], last[k], right[k], first=not k) for k in filled)


def _is_rest(cell: Cell, above: Cell, last: BBox | None, right: float, *, first: bool) -> bool:
    """Whether a cell is the rest of the one above: words, of which the first had no room on its line.

    `first`: in the first column, where a word may also be a row's label, it must not begin like one.
    """
    if above.text.count(" ") < WRAPPED or last is None or cell.bbox is None or not any(c.isalpha() for c in cell.text):
        return False
    word = cell.text.split(" ")[0]
    width = (cell.bbox[2] - cell.bbox[0]) * len(word) / len(cell.text)
    return last[2] + width > right and (not first or cell.text[0].islower() or cell.text[0] == "(")


def _over(cell: Cell, rule: Rule) -> bool:
    """Whether a cell stands over a rule, or under it."""
    return cell.bbox is not None and cell.bbox[0] < rule.x1 and cell.bbox[2] > rule.x0


def _pitch(rows: list[Row]) -> float:
    """The usual distance of the rows that have many cells."""
    most = max(row.pieces for row in rows)
    strong = [row for row in rows if 2 * row.pieces >= most]
    steps, last = [], strong[0].baseline
    for row in strong[1:]:
        if row.baseline - last >= CLOSE * row.size:
            steps.append(row.baseline - last)
            last = row.baseline
    return sorted(steps)[len(steps) // 2] if steps else max(row.size for row in rows) * LEADING


def _has_digit(row: Row) -> bool:
    return any(c.isdigit() for cell in row.cells for c in cell.text)


def _is_merged(row: Row) -> bool:
    """Whether a cell covers several columns: it is no line of the cells above or below."""
    return row.pieces < sum(bool(cell.text) for cell in row.cells)


def _apart(a: Row, b: Row) -> bool:
    """Whether no column has a cell in both."""
    return not any(x.text and y.text for x, y in zip(a.cells, b.cells, strict=True))


def _joined(cells: list[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    text = ""
    for cell in cells:
        broken = text.endswith("-") and cell.text[:1].islower()
        text = text[:-1] + cell.text if broken else f"{text} {cell.text}".strip()
    return Cell(text=text, bbox=union([c.bbox for c in cells if c.bbox]), bold=all(c.bold for c in cells))


def _centred_groups(filled: list[int], count: int, *, first: bool) -> list[tuple[int, int]]:
    """Groups of rows, from 0 to `count`, each with a filled one in its middle; [] if some row is in none.

    A cell in the first row may head those below it, unless `first` says that it is known to be that row's alone.
    """
    if not filled or not (filled[0] or first):
        return []
    groups: list[tuple[int, int]] = []
    start = 0
    for middle in filled:
        end = 2 * middle - start
        if end < start:
            return []
        groups.append((start, end))
        start = end + 1
    return groups if start == count else []


def _is_value(text: str) -> bool:
    return text.lstrip(SIGNS)[:1].isdigit() or not any(c.isalpha() for c in text)
