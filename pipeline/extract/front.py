"""Puts authors who stand side by side below a title into the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from pipeline.extract.layout import SAME_ROW, Group, group_of
from pipeline.extract.page import Line, Page

BETWEEN_ROWS = 0.6  # of the size, without ink: between two rows of authors; between the lines of one there is 0.2
AXIS = 2.5  # points by which the middles or the left ends of one author's lines differ
PROSE_ROWS = 3  # lines of so many words: no address has them
PROSE_WORDS = 6
NARROW = 0.45  # of the page's width: the widest of several addresses on a line
WORD_MIN = 4  # letters: a title has a word of so many, a logo set in type has none
LOGO_MAX = 8  # letters of a logo

_WORD = re.compile(r"[^\W\d_]+")
_MARKED = re.compile(r"(?:\[\^[^\]]*\]|\^\{[^}]*\}|[*∗†‡§¶\d])$")
_END = re.compile(
    r"^(?:(?:a ?b ?s ?t ?r ?a ?c ?t|summary|(?:1|i)?\.?\s*introduction)\s*(?:$|[.:—–-])"
    r"|(?:keywords?|key words|index terms)\b)",
    re.I,
)
_HEADING = re.compile(r"(?:\d{1,2}|[IVX]+)(?:\.\d+)*\.?\s+[A-Z][a-z]|(?i:related work|background|methods?|results)$")

Cell = list[Line]  # a row of a group


def title_of(groups: Iterable[Group], page: Page) -> Group | None:
    """The largest text in the upper two thirds of a first page; None: nothing there."""
    best: Group | None = None
    groups = list(groups)
    prose = min((g.y0 for g in groups if _is_prose(g)), default=page.height)
    for group in groups:
        if group.kind is None and group.y0 < 0.66 * page.height:
            words = _WORD.findall(" ".join(group.lines))
            logo = max(map(len, words), default=0) < WORD_MIN and sum(map(len, words)) < LOGO_MAX
            text = " ".join(group.lines)
            named = _END.match(text)  # "1 Introduction" may be larger than a title in small capitals
            below = group.y0 > prose and _HEADING.match(text)  # on a first page that has no title
            if not (logo or named or below or (text.endswith(".") and _is_prose(group))) and (
                best is None or group.size > best.size + 0.2
            ):
                best = group
    return best


def with_authors_in_order(groups: list[Group], page: Page, title: Group) -> tuple[list[Group], list[Group]]:
    """What stands above the abstract, authors row by row, and the rest; ([], `groups`): no authors side by side."""
    below = [g for g in groups if g.y0 >= title.y1 - 1]
    end = min((g.y0 for g in below if _ends_front(g)), default=0.0) - 1
    front = [g for g in below if (g.y0 + g.y1) / 2 < end]
    rows = _rows(cell for g in front for cell in g.rows)
    beside = [cell for row in rows if len(row) > 1 for cell in row]
    prose = sum(" ".join(x.text for x in cell).count(" ") >= PROSE_WORDS for cell in beside)
    if not beside or 3 * prose > len(beside) or any(_x1(cell) - cell[0].x0 > NARROW * page.width for cell in beside):
        return [], groups
    above = [g for g in groups if g is title or g.y1 <= title.y0 + 1]
    whole = {id(cell[0]): g for g in front for cell in g.rows}
    authors = [group for band in _bands(rows, whole) for group in _authors(band, whole)]
    gone = {id(g) for g in (*above, *front)}
    return [*sorted(above, key=lambda g: g.y0), *authors], [g for g in groups if id(g) not in gone]


def _ends_front(group: Group) -> bool:
    """Whether a group stands below the authors: the abstract, a heading, a paragraph, a table, a figure."""
    if group.kind in ("table", "figure_text") or _END.match(" ".join(group.lines)):
        return True
    return _is_prose(group)


def _is_prose(group: Group) -> bool:
    return sum(row.count(" ") >= PROSE_WORDS and "@" not in row for row in group.lines) >= PROSE_ROWS


def _rows(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells by baselines, from left to right."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell[0].baseline):
        if not rows or cell[0].baseline - rows[-1][0][0].baseline > SAME_ROW * cell[0].size:
            rows.append([])
        rows[-1].append(cell)
    return [sorted(row, key=lambda cell: cell[0].x0) for row in rows]


def _bands(rows: list[list[Cell]], whole: dict[int, Group]) -> list[list[list[Cell]]]:
    """Rows each of whose cells stands below one of the band's first row, without a strip of white above it.

    `whole`: by the id() of their first line the groups that the cells are of; rows of one cell stay together in these.
    """
    bands: list[list[list[Cell]]] = []
    for row in rows:
        if bands and len(row) == len(bands[-1][-1]) == 1 and _of(row, whole) is _of(bands[-1][-1], whole):
            bands[-1].append(row)
            continue
        if bands and all(_head(cell, bands[-1][0]) is not None for cell in row):
            white = min(x.y0 for cell in row for x in cell) - max(x.y1 for cell in bands[-1][-1] for x in cell)
            if white < BETWEEN_ROWS * row[0][0].size:
                bands[-1].append(row)
                continue
        bands.append([row])
    return bands


def _of(row: list[Cell], whole: dict[int, Group]) -> Group:
    return whole[id(row[0][0])]


def _head(cell: Cell, heads: list[Cell]) -> int | None:
    """Below which cell another stands: their middles or their left ends are one; None: below none."""
    for n, head in enumerate(heads):
        middle = abs(head[0].x0 + _x1(head) - cell[0].x0 - _x1(cell)) / 2
        if min(middle, abs(head[0].x0 - cell[0].x0)) < AXIS:
            return n
    return None


def _authors(band: list[list[Cell]], whole: dict[int, Group]) -> list[Group]:
    """Each author with the lines below; or the cells row by row, where all are names, or a line is everybody's."""
    heads, *rest = band
    if not rest or len(heads) == 1:
        cells = [cell for row in band for cell in row]
        return [group_of([*parts]) for _, parts in groupby(cells, key=lambda cell: id(_of([cell], whole)))]
    columns = [[head] for head in heads]
    for cell in (cell for row in rest for cell in row):
        columns[_head(cell, heads) or 0].append(cell)
    shared = len(heads) > 2 and sum(len(column) > 1 for column in columns) == 1
    names = all(_MARKED.search(cell[-1].text) for row in band for cell in row)
    return [group_of(part) for part in ([[cell] for row in band for cell in row] if shared or names else columns)]


def _x1(cell: Cell) -> float:
    return cell[-1].x1
