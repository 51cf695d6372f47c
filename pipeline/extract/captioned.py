"""Tells which lines are the table that a caption names, where no rule shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.captions import CAPTION_FAR, TABLE_CAPTION
from pipeline.extract.grid import cells_of, rows_of
from pipeline.extract.layout import LEADING, Group
from pipeline.extract.page import Line, Page
from pipeline.extract.regions import NO_TABLE, PROSE_WORDS, SENTENCE_GAP, has_gutter, sentence

CAPTION_ROWS = 6  # lines of a caption: longer ones are seen over figures
PITCH = 3.0  # of the size: rows of one table stand no farther apart, cells of two lines between them
TEXT_WORDS = 8  # blanks of a line that is no cell
TEXT_WIDTH = 0.6  # of the column: such a line is a text's
COLUMN = 0.35  # of the page's width: a line of the text is wider, also in the narrower of two columns
MIDDLE = 10.0  # points by which the text of a column reaches over the page's middle

_NAMED = re.compile(
    r"^(?:Extended Data |Supplementary )?(?:Table|Tab\.|T ?A ?B ?L ?E)\s+"
    r"[A-Z]?\.?(?:\d+(?:\.\d+)*|[IVX]+)[a-z]?\s?(?:[.:|—–]|$|[A-Z])"
)
FIGURE_CAPTION = re.compile(r"^(?:Figure|FIGURE|Fig\.|FIG\.)\s+[A-Z]?\.?\d")


def captioned_regions(page: Page, lines: list[Line], tables: list[Group]) -> Iterator[list[Line]]:
    """The lines of each table that has a caption and is none of those that were found."""
    rows: dict[tuple[float, float], list[list[Line]]] = {}
    for caption in lines:
        if not _NAMED.match(caption.text) or any(_is_near(caption, t) for t in tables):
            continue
        column = column_of(caption, lines, page)
        if column not in rows:
            rows[column] = rows_of([x for x in lines if column[0] <= x.x0 and x.x1 <= column[1]])
        at = next((n for n, row in enumerate(rows[column]) if any(x is caption for x in row)), None)
        if at is None:
            continue
        end = at + _length(rows[column][at:])
        below = _rows(rows[column][end:], rows[column][end - 1][0], column)
        found = below or _rows(rows[column][:at][::-1], caption, column)
        if found:
            yield [x for row in found for x in row]


def _is_near(caption: Line, table: Group) -> bool:
    far = max(table.y0 - caption.y1, caption.y0 - table.y1)
    return far < CAPTION_FAR and table.x0 < caption.x1 and caption.x0 < table.x1


def column_of(caption: Line, lines: list[Line], page: Page) -> tuple[float, float]:
    """The left and the right end of the text column in which a caption stands; the page's, if that has one column."""
    middle = page.width / 2
    across = caption.x0 < middle - MIDDLE and caption.x1 > middle + MIDDLE
    wide = [x for x in lines if x.x1 - x.x0 > COLUMN * page.width and x.text.count(" ") >= TEXT_WORDS]
    if across or not any(x.x0 > middle - MIDDLE for x in wide):
        return 0.0, page.width
    return (0.0, middle + MIDDLE) if caption.x1 <= middle + MIDDLE else (middle - MIDDLE, page.width)


def _length(rows: list[list[Line]]) -> int:
    """How many rows a caption has: its first and lines alone on theirs, at a line's distance."""
    last = rows[0][0]
    for n, row in enumerate(rows[1:CAPTION_ROWS], 1):
        alone = len(row) == 1 and len(cells_of(row[0])) == 1 and abs(row[0].size - last.size) < 0.5
        if not alone or row[0].baseline - last.baseline > LEADING * last.size:
            return n
        last = row[0]
    return min(len(rows), CAPTION_ROWS)


def _rows(rows: Iterable[list[Line]], caption: Line, column: tuple[float, float]) -> list[list[Line]]:
    """The rows of a table among those that lead away from its caption; [] if they are none."""
    found: list[list[Line]] = []
    last, reach = caption.baseline, CAPTION_FAR
    for row in rows:
        if abs(row[0].baseline - last) > reach or any(_ends(x) for x in row) or _is_text(row, column):
            break
        found.append(row)
        last, reach = row[0].baseline, PITCH * row[0].size
    while found and len(_cells(found[-1])) == 1:
        found.pop()
    return found if has_gutter([_cells(row) for row in found]) else []


def _cells(row: list[Line]) -> list[Line]:
    return [cell for line in row for cell in cells_of(line)]


def _ends(line: Line) -> bool:
    return bool(TABLE_CAPTION.match(line.text) or NO_TABLE.match(line.text) or FIGURE_CAPTION.match(line.text))


def _is_text(row: list[Line], column: tuple[float, float]) -> bool:
    """Whether a row is a line of the text: its words fill much of the column, or one piece has too many for a cell."""
    pieces = sentence(_cells(row), SENTENCE_GAP)
    widest = max(pieces, key=lambda x: x.x1 - x.x0)
    if len(pieces) == 1:
        blanks = widest.text.count(" ")
        return blanks >= TEXT_WORDS or (blanks >= PROSE_WORDS and widest.text.endswith((".", ":", ",", "-")))
    return widest.text.count(" ") >= TEXT_WORDS and widest.x1 - widest.x0 > TEXT_WIDTH * (column[1] - column[0]) / 2
