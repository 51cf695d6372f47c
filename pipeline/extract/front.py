"""Puts authors who stand side by side below a title into the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.extract.layout import SAME_ROW, Group, group_of
from pipeline.extract.page import Line, Page

SIDE_BY_SIDE = 0.9  # em between two authors: a quad is 1, a stretched word space 0.5
BETWEEN_ROWS = 0.6  # of the size, without ink: between two rows of authors; between the lines of one there is 0.2
AXIS = 2.5  # points by which the middles or the left ends of one author's lines differ
PROSE_ROWS = 3  # lines of so many words: no address has them
PROSE_WORDS = 6
NARROW = 0.45  # of the page's width: the widest of several addresses on a line

_MARKED = re.compile(r"(?:\[\^[^\]]*\]|\^\{[^}]*\}|[*∗†‡§¶\d])$")
_END = re.compile(
    r"^(?:(?:a ?b ?s ?t ?r ?a ?c ?t|summary|(?:1|i)?\.?\s*introduction)\s*(?:$|[.:—–-])"
    r"|(?:keywords?|key words|index terms)\b)",
    re.I,
)

Cell = list[Line]  # what stands together on one baseline


def title_of(groups: Iterable[Group], page: Page) -> Group | None:
    """The largest text in the upper two thirds of a first page; None: nothing there."""
    best: Group | None = None
    for group in groups:
        if group.kind is None and group.y0 < 0.66 * page.height:
            letters = sum(c.isalpha() for c in " ".join(group.lines))
            if letters > 3 and (best is None or group.size > best.size + 0.2):
                best = group
    return best


def with_authors_in_order(groups: list[Group], page: Page, title: Group) -> tuple[list[Group], list[Group]]:
    """What stands above the abstract, authors row by row, and the rest; ([], `groups`): no authors side by side."""
    below = [g for g in groups if g.y0 >= title.y1 - 1]
    end = min((g.y0 for g in below if _ends_front(g)), default=0.0) - 1
    front = [g for g in below if (g.y0 + g.y1) / 2 < end]
    rows = _rows(line for g in front for row in g.rows for line in row)
    beside = [cell for row in rows if len(row) > 1 for cell in row]
    if not beside or any(_x1(cell) - cell[0].x0 > NARROW * page.width for cell in beside):
        return [], groups
    above = [g for g in groups if g is title or g.y1 <= title.y0 + 1]
    gone = {id(g) for g in (*above, *front)}
    authors = [group_of(author) for band in _bands(rows) for author in _authors(band)]
    return [*sorted(above, key=lambda g: g.y0), *authors], [g for g in groups if id(g) not in gone]


def _ends_front(group: Group) -> bool:
    """Whether a group stands below the authors: the abstract, a heading, a paragraph, a table, a figure."""
    if group.kind in ("table", "figure_text") or _END.match(" ".join(group.lines)):
        return True
    return sum(row.count(" ") >= PROSE_WORDS and "@" not in row for row in group.lines) >= PROSE_ROWS


def _rows(lines: Iterable[Line]) -> list[list[Cell]]:
    """The lines by baselines; of each what stands together."""
    rows: list[list[Cell]] = []
    for line in sorted(lines, key=lambda x: (x.baseline, x.x0)):
        if not rows or line.baseline - rows[-1][0][0].baseline > SAME_ROW * line.size:
            rows.append([])
        rows[-1].append([line])
    return [_together(sorted(row, key=lambda cell: cell[0].x0)) for row in rows]


def _together(row: list[Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for (line,) in row:
        last = cells[-1][-1] if cells else None
        if last and (line.x0 - last.x1 < SIDE_BY_SIDE * line.size or line.text[0] in ",;" or last.text[-1] in ",;"):
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells


def _bands(rows: list[list[Cell]]) -> list[list[list[Cell]]]:
    """Rows each of whose cells stands below one of the band's first row, without a strip of white above it."""
    bands: list[list[list[Cell]]] = []
    for row in rows:
        if bands and all(_head(cell, bands[-1][0]) is not None for cell in row):
            white = min(x.y0 for cell in row for x in cell) - max(x.y1 for cell in bands[-1][-1] for x in cell)
            if white < BETWEEN_ROWS * row[0][0].size:
                bands[-1].append(row)
                continue
        bands.append([row])
    return bands


def _head(cell: Cell, heads: list[Cell]) -> int | None:
    """Below which cell another stands: their middles or their left ends are one; None: below none."""
    for n, head in enumerate(heads):
        middle = abs(head[0].x0 + _x1(head) - cell[0].x0 - _x1(cell)) / 2
        if min(middle, abs(head[0].x0 - cell[0].x0)) < AXIS:
            return n
    return None


def _authors(band: list[list[Cell]]) -> list[list[Cell]]:
    """Each author with the lines below; the cells row by row, where every row is one of names or one line is all's."""
    heads, *rest = band
    columns = [[head] for head in heads]
    for cell in (cell for row in rest for cell in row):
        columns[_head(cell, heads) or 0].append(cell)
    shared = len(heads) > 2 and sum(len(column) > 1 for column in columns) == 1
    names = all(_MARKED.search(cell[-1].text) for row in band for cell in row)
    return [[cell] for row in band for cell in row] if shared or names else columns


def _x1(cell: Cell) -> float:
    return cell[-1].x1
