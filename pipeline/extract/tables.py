"""Finds the tables of a page: between rules, or by the alignment of numbers."""

from __future__ import annotations

import re
from functools import cached_property

from pipeline.extract.captioned import captioned_regions
from pipeline.extract.captions import CAPTION_FAR, TABLE_CAPTION
from pipeline.extract.grid import ORNAMENT, Grid, cells_of, grid_of, is_number, pieces_of, rows_of
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line, Page, Rule, Vector, union
from pipeline.extract.regions import NO_TABLE, STRETCHED_GAP, ByHeight, grown, one_rule_regions, ruled_regions, within
from pipeline.extract.rules import THIN, Rules, cuts_of, in_box, part_of, rules_of
from schemas.records import BBox, Table

_BULLET = re.compile(r"^[•◦▪‣●○■□➢]$")
_MATRIX = re.compile("[\uf8e5-\uf8fe⎛-⎭]")  # pieces of tall brackets, in the private places of old math fonts

LABEL_WORDS = 9  # a row's label has fewer
CELL_MAX = 0.2  # of the page's width: wider pieces are lines of a column, not cells
CELL_WORDS = 4  # words of a cell in a table without rules, its labels excepted
BARE_PITCH = 2.4  # of the size: rows of a table without rules stand no farther apart; ticks of an axis do
BARE_ROWS = 3  # fewer aligned rows are a coincidence
NUMBERS_SHARE = 0.4  # of the cells of a table without rules are numbers
ORNAMENTS = 5  # of so many pieces one may be a bare bracket or root
VALUE_MIN = 3  # digits of a cell that is more than one number
SIZE_MIN = 4.0  # points: the smallest table a reader can read; ticks of a shrunk figure are smaller
LINES_MIN = 4  # pieces of the smallest table
INSET_ROWS = 4  # of a table in a figure: three rows may be an axis and what is written at it
INSET_FULL = 0.85  # of its cells
AXIS = 14.0  # points between a plot and the labels of its ticks
TICKS_MIN = 3  # of one axis
BESIDE_MIN = 10.0  # points without ink between two tables side by side: between the columns of one there may be 6


def ruled_tables(page: Page, lines: list[Line], found: Rules | None = None) -> tuple[list[Group], list[Line]]:
    """The tables between rules, without their captions, and the lines that are in none. `found`: the page's rules."""
    rules, uprights, ticks = found or rules_of(page)
    if not rules:
        return [], lines
    search = _Search(page, lines, uprights)
    for whole in ruled_regions(rules, uprights, search.by_height, page, search.found):
        if len(ticks) < TICKS_MIN or not _is_between_axes(whole, ticks):
            for box in _side_by_side(whole, search.captions, lines):
                inset = _is_in_figure(box, search.drawings, search.captions)
                search.take(box, [part_of(r, box) for r in rules] if box is not whole else rules, inset=inset)
    rest = ByHeight(search.rest()) if search.found else search.by_height
    for box in one_rule_regions(rules, uprights, rest, [g.bbox for g in search.found]):
        if not _is_in_figure(box, search.drawings, search.captions):
            search.take(box, rules)
    return search.found, search.rest()


class _Search:
    """The tables found so far on a page."""

    def __init__(self, page: Page, lines: list[Line], uprights: list[Vector]) -> None:
        self.page, self.lines, self.uprights = page, lines, uprights
        self.by_height = ByHeight(lines)
        self.found: list[Group] = []
        self._taken: set[int] = set()

    @cached_property
    def captions(self) -> list[Line]:
        """The lines that call something a table."""
        return [x for x in self.lines if TABLE_CAPTION.match(x.text)]

    @cached_property
    def drawings(self) -> list[Vector]:
        """The curves, slanted lines and shapes of the page: what figures have, and tables have not."""
        return [v for v in self.page.vectors if not v[6] and v[2] - v[0] > THIN and v[3] - v[1] > THIN]

    def take(self, box: BBox, rules: list[Rule], *, inset: bool = False) -> None:
        """Adds the table in `box`, if there is one. `inset`: the box is part of a figure: only a full grid is one."""
        self.take_lines([x for x in self.by_height.inside(box) if id(x) not in self._taken], box, rules, inset=inset)

    def take_lines(
        self, inside: list[Line], box: BBox, rules: list[Rule], *, inset: bool = False, named: bool = False
    ) -> None:
        """Adds the table of some lines, if they make one. `named`: a caption says so, two columns are enough."""
        if len(inside) < LINES_MIN or (inset and not _may_be_full(inside)):
            return
        grid = _try(inside, [r for r in rules if in_box(r, box)], self.uprights, box)
        if grid and (not inset or _is_full(grid)) and (rules or named or len(grid.rows[0]) > 2):
            self._taken |= {id(x) for x in inside}
            self.found.append(_group(self.page, grid, inside, box))

    def rest(self) -> list[Line]:
        """The lines that are in no table."""
        return [x for x in self.lines if id(x) not in self._taken] if self._taken else self.lines


def _side_by_side(box: BBox, captions: list[Line], lines: list[Line]) -> list[BBox]:
    """The boxes of two tables that share their rules; `box` alone if it is one table.

    Two have captions that begin on one line, no other near, and between them a strip without ink.
    """
    x0, y0, x1, y1 = box
    near = [
        c
        for c in captions
        if c.x0 < x1 and c.x1 > x0 and (0 <= c.y0 - y1 < CAPTION_FAR or 0 <= y0 - c.y1 < CAPTION_FAR)
    ]
    pair = sorted(near, key=lambda c: c.x0)
    if len(pair) != 2 or abs(pair[0].baseline - pair[1].baseline) > 1 or pair[0].x1 > pair[1].x0:
        return [box]
    end, gaps = x0, []
    for a, b in sorted((x.x0, x.x1) for x in lines if within(x, box)):
        if a - end > BESIDE_MIN and end < pair[1].x0 and a > pair[0].x1:
            gaps.append((end, a))
        end = max(end, b)
    if not gaps:
        return [box]
    middle = (pair[0].x1 + pair[1].x0) / 2
    cut = min([(a + b) / 2 for a, b in gaps], key=lambda x: abs(x - middle))
    return [(x0, y0, cut, y1), (cut, y0, x1, y1)]


def _may_be_full(inside: list[Line]) -> bool:
    """Whether most rows of some lines have several cells; of a chart's labels few have."""
    rows = rows_of(inside)
    return len(rows) >= INSET_ROWS and 2 * sum(len(row) > 1 for row in rows) >= len(rows)


def _is_full(grid: Grid) -> bool:
    """Whether a grid has rows enough, nearly every cell, and mostly numbers beside its labels."""
    body = [c.text for row in grid.rows[grid.header_rows :] for c in row[1:]]
    filled = [text for text in body if text]
    numbers = sum(is_number(text) for text in filled)
    names = sum(any(c.isalpha() for c in row[0].text) for row in grid.rows)
    if 2 * names < len(grid.rows):
        return False
    return len(grid.rows) >= INSET_ROWS and len(filled) >= INSET_FULL * len(body) and 2 * numbers >= len(filled) > 0


def _is_in_figure(box: BBox, drawings: list[Vector], captions: list[Line]) -> bool:
    """Whether drawings touch the box, or stand beside it where tick labels are; a table that is called one is one."""
    for c in captions:
        if c.x0 < box[2] and c.x1 > box[0] and max(c.y0 - box[3], box[1] - c.y1) < CAPTION_FAR:
            return False
    x0, y0, x1, y1 = box[0] - AXIS, box[1] - AXIS, box[2] + AXIS, box[3] + AXIS
    return any(v.x0 < x1 and v.x1 > x0 and v.y0 < y1 and v.y1 > y0 and not _is_around(v, box) for v in drawings)


def _is_around(v: Vector, box: BBox) -> bool:
    return v.x0 <= box[0] and v.y0 <= box[1] and v.x1 >= box[2] and v.y1 >= box[3]


def _is_between_axes(box: BBox, ticks: list[Vector]) -> bool:
    """Whether short strokes stand on the box's upper or lower edge: it lies between the plots of a figure."""
    inside = [v for v in ticks if box[0] - 1 <= v.x0 and v.x1 <= box[2] + 1]
    return any(sum(v.y0 - 1 <= y <= v.y1 + 1 for v in inside) >= TICKS_MIN for y in (box[1], box[3]))


def captioned_tables(
    page: Page, lines: list[Line], tables: list[Group], uprights: list[Vector]
) -> tuple[list[Group], list[Line]]:
    """The tables without rules that have a caption, and the lines that are in none; `tables`: those found so far."""
    regions = list(captioned_regions(page, lines, tables))
    if not regions:
        return [], lines
    search = _Search(page, lines, uprights)
    for inside in regions:
        box = union([x.bbox for x in inside])
        if not any(_MATRIX.search(x.text) for x in inside):
            search.take_lines(inside, box, [], named=True)
    return search.found, search.rest()


def bare_tables(page: Page, lines: list[Line]) -> tuple[list[Group], list[Line]]:
    """The tables without rules, and the lines that are in none; call it when figures have been taken out."""
    runs = _bare(page, lines)
    if not runs:
        return [], lines
    search = _Search(page, lines, [])
    for run in runs:
        box = grown(union([x.bbox for x in run]), [], search.by_height)
        kept = {id(x) for x in run}
        inside = [x for x in search.rest() if id(x) in kept or within(x, box)]
        if not _is_in_figure(box, search.drawings, search.captions) and not any(_MATRIX.search(x.text) for x in inside):
            search.take_lines(inside, box, [])
    return search.found, search.rest()


def _try(inside: list[Line], rules: list[Rule], uprights: list[Vector], box: BBox) -> Grid | None:
    if any(NO_TABLE.match(cells_of(x)[0].text) for x in inside[:3]):
        return None
    if ORNAMENTS * sum(bool(ORNAMENT.match(x.text)) for x in inside) > len(inside):  # a formula of fractions
        return None
    grid = grid_of(inside, rules, cuts_of(uprights, inside, box), box, uprights)
    if grid is None or len(grid.rows) < 2:
        return None
    if 2 * sum(_BULLET.match(row[0].text) is not None for row in grid.rows) > len(grid.rows):
        return None
    filled = [sum(bool(c.text) for c in row) > 1 for row in grid.rows]
    if sum(filled[grid.header_rows :]) > 1:  # then a header of several lines, of a word each, counts as one
        filled = [True, *filled[grid.header_rows :]]
    return grid if 2 * sum(filled) >= len(filled) else None


def _group(page: Page, grid: Grid, inside: list[Line], box: BBox) -> Group:
    group = group_of(rows_of(inside), "table")
    group.x0, group.x1 = min(group.x0, box[0]), max(group.x1, box[2])
    group.y0, group.y1 = min(group.y0, box[1]), max(group.y1, box[3])
    rows = tuple(
        tuple(c if c.bbox is None else c.model_copy(update={"bbox": page.as_seen(c.bbox)}) for c in row)
        if page.turn
        else tuple(row)
        for row in grid.rows
    )
    group.table = Table(page_number=page.number, bbox=page.as_seen(group.bbox), header_rows=grid.header_rows, rows=rows)
    return group


def _bare(page: Page, lines: list[Line]) -> list[list[Line]]:
    """The lines of tables without rules: consecutive rows of three and more short pieces, many of them numbers."""
    narrow = [x for x in lines if x.x1 - x.x0 < CELL_MAX * page.width and x.size > SIZE_MIN and _may_be_cell(x)]
    rows = _rows_of_cells(narrow) if len(narrow) >= 3 * BARE_ROWS else []
    if len(rows) < BARE_ROWS:
        return []
    wide = [x for x in lines if x.x1 - x.x0 >= CELL_MAX * page.width]
    starts = {(round(x.x0), round(x.baseline)) for x in wide}
    rows = _rows_of_cells([x for row in rows for x in row if not _ends_paragraph(x, starts) and not _goes_on(x, wide)])
    runs: list[list[list[Line]]] = []
    for row in rows:
        last = runs[-1][-1] if runs else None
        if last is not None and _follows(last, row):
            runs[-1].append(row)
        else:
            runs.append([row])
    found: list[list[Line]] = []
    for run in runs:
        flat = [x for row in run for x in row]
        pieces = [p for x in flat for p in pieces_of(x)]
        numbers = sum(is_number(p.text) or _is_value(p.text) for p in pieces)
        if len(run) >= BARE_ROWS and numbers >= NUMBERS_SHARE * len(pieces):
            found.append(_with_labels(flat, lines, page))
    return found


def _goes_on(line: Line, wide: list[Line]) -> bool:
    """Whether a short piece is the end (or the beginning) of a text's line that a stretched space parts."""
    return any(
        abs(x.baseline - line.baseline) < 1 and max(line.x0 - x.x1, x.x0 - line.x1) < STRETCHED_GAP * line.size
        for x in wide
        if " " in x.text
    )


def _ends_paragraph(line: Line, wide: set[tuple[int, int]]) -> bool:
    """Whether a short line stands flush under one of the long ones, given by their left ends and baselines."""
    x0, baseline = round(line.x0), round(line.baseline)
    steps = range(round(0.9 * line.size), round(BARE_PITCH * line.size) + 1)
    return any((x0 + dx, baseline - dy) in wide for dx in (-1, 0, 1) for dy in steps)


def _rows_of_cells(lines: list[Line]) -> list[list[Line]]:
    """The rows of three cells and more."""
    return [row for row in rows_of(lines) if sum(len(pieces_of(x)) for x in row) >= 3]


def _is_value(text: str) -> bool:
    """Whether most of a cell is digits: 0.38 (0.34 to 0.42)."""
    digits, letters = sum(c.isdigit() for c in text), sum(c.isalpha() for c in text)
    return digits > letters and digits > VALUE_MIN


def _may_be_cell(line: Line) -> bool:
    """Numbers, or a few words: a longer piece is a line of a text beside the table."""
    return line.text.count(" ") < CELL_WORDS or all(is_number(word) for word in line.text.split())


def _follows(above: list[Line], below: list[Line]) -> bool:
    step = below[0].baseline - above[0].baseline
    if step > BARE_PITCH * below[0].size or abs(above[0].size - below[0].size) > 0.5:
        return False
    return min(above[-1].x1, below[-1].x1) - max(above[0].x0, below[0].x0) > 0.6 * (below[-1].x1 - below[0].x0)


def _with_labels(flat: list[Line], lines: list[Line], page: Page) -> list[Line]:
    """The cells, and wider row labels left of them on the same baselines."""
    x0, y0, _, y1 = union([x.bbox for x in flat])
    taken = {id(x) for x in flat}
    baselines = [x.baseline for x in flat]
    for line in lines:
        if id(line) in taken or not y0 <= (line.y0 + line.y1) / 2 <= y1:
            continue
        near = line.x1 < x0 and x0 - line.x1 < 0.15 * page.width and line.text.count(" ") < LABEL_WORDS
        if near and any(abs(b - line.baseline) < 1.0 for b in baselines):
            flat.append(line)
    return flat
