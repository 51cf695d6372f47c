"""Tells where on a page the tables lie that have rules."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.captions import TABLE_CAPTION
from pipeline.extract.fold import CLOSE
from pipeline.extract.grid import cells_of, is_number, pieces_of, rows_of, split_into
from pipeline.extract.layout import Group
from pipeline.extract.page import Line, Page, Rule, Vector, union
from pipeline.extract.rules import SAME_EDGE, in_box
from schemas.records import BBox

WIDTH_MIN = 50.0  # points: the narrowest table seen is 70
TALL_MAX = 0.93  # of the page's height
DOUBLE = 6.0  # points between the strokes of a double rule, and less than any row
WHITE_MAX = 2.2  # of the size: more white between two rows, or a row and a rule, is between two tables
PROSE_WORDS = 4  # blanks: a line of more words that fills the table's width is prose
PROSE_WIDTH = 0.75  # of the table's
PROSE_INDENT = 3.0  # of the size: a paragraph's first line begins no farther right
GUTTER = 0.5  # of the size: columns stand no nearer; word spaces of lines over one another have no common strip
GUTTER_ROWS = 3  # of two rows a strip may be a coincidence
GUTTER_SHARE = 0.6  # of the rows have several pieces
PROSE_SHARE = 0.45  # of the rows: more, and the rules frame a text
SENTENCE_GAP = 0.9  # of the size: the widest space in a justified line; cells stand farther apart, or are numbers
STRETCHED_GAP = 1.6  # of the size: after a full stop in a narrow column, where other lines are a text's
TITLE_PITCH = 1.8  # of the size: rows of titles between two rules stand no farther apart
TITLE_MARGIN = 1.5  # of the size: and no farther from the rules, both added up
OUT = 8.0  # points: a table's rows keep to its rules, or nearly
TITLE_HEIGHT = 22.0  # points above a rule in which "Algorithm 1" says what follows
GROW_WHITE = 1.0  # of the size: white between a table's outermost rule and rows beyond it, or between those
HEAD_NEAR = 24.0  # points between the only rule of a table and the middles of the rows beside it, at the most
GROW_MAX = 250.0  # points: rows below the last rule of a table
NOTE_WHITE = 0.9  # of the size: between a table's last rule and its notes, or two of their lines
NOTE_SIZE = 0.95  # of the table's: its notes are set smaller
HEADER_MAX = 4  # rows above the first rule of a table: three were seen
COLUMN_TEXT = 0.35  # of the table's width: a line of text beside another, not a cell

NO_TABLE = re.compile(
    r"^(?:(?:Algorithm|Listing|Procedure|Protocol)\s+(?:[A-Z]?\.?\d|[A-Z]{2})|(?:Require|Ensure|Input|Output)s?\s?:)"
)
_NOTE = re.compile(r"^(?:Notes?\b|Sources?:|Standard errors\b|Significance\b|[*∗†‡§¶]|\[\^|\^\{)")
_SUBFIGURE = re.compile(r"^\([a-z]\)\s")


class ByHeight:
    """The lines of a page, found by height."""

    __slots__ = ("_cells", "_lines", "_middles", "_parts")

    def __init__(self, lines: list[Line]) -> None:
        ordered = sorted([((x.y0 + x.y1) / 2, n) for n, x in enumerate(lines)])
        self._lines = [lines[n] for _, n in ordered]
        self._middles = [middle for middle, _ in ordered]
        self._cells: dict[int, list[Line]] = {}  # by the id() of a line: rules ask about the same ones
        self._parts: dict[int, list[Line]] = {}

    def inside(self, box: BBox) -> list[Line]:
        """Those whose middles lie in a box."""
        low, high = 2 * box[0] - 4, 2 * box[2] + 4
        near = self._lines[bisect_left(self._middles, box[1]) : bisect_right(self._middles, box[3])]
        return [x for x in near if low <= x.x0 + x.x1 <= high]

    def rows(self, box: BBox) -> list[list[Line]]:
        """The rows that the lines in a box make, as cells."""
        return [[cell for line in row for cell in self._cells_of(line)] for row in rows_of(self.inside(box))]

    def parts(self, box: BBox) -> list[Line]:
        """The cells of the lines in a box, those that were taken for words of one apart."""
        return [part for line in self.inside(box) for part in self._parts_of(line)]

    def _cells_of(self, line: Line) -> list[Line]:
        found = self._cells.get(id(line))
        if found is None:
            found = self._cells[id(line)] = cells_of(line)
        return found

    def _parts_of(self, line: Line) -> list[Line]:
        found = self._parts.get(id(line))
        if found is None:
            found = self._parts[id(line)] = [part for cell in self._cells_of(line) for part in pieces_of(cell)]
        return found


def within(line: Line, box: BBox) -> bool:
    """Whether the middle of a line lies in a box."""
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box[0] - 2 <= x <= box[2] + 2 and box[1] <= y <= box[3]


def ruled_regions(
    rules: list[Rule], uprights: list[Vector], lines: ByHeight, page: Page, found: list[Group]
) -> Iterator[BBox]:
    """The boxes of the tables with several rules, the largest first: a box in one of those `found` is part of it."""
    boxes = _between(rules, lines, page)
    boxes.sort(key=lambda b: (b[0] - b[2]) * (b[3] - b[1]))
    for box in boxes:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not any(g.x0 <= x <= g.x1 and g.y0 <= y <= g.y1 for g in found):
            yield _with_notes(grown(box, uprights, lines), lines)


def one_rule_regions(rules: list[Rule], uprights: list[Vector], lines: ByHeight, found: list[BBox]) -> list[BBox]:
    """The boxes of tables that have one rule, under their header."""
    boxes: list[BBox] = []
    for rule in rules:
        x0, y0, x1, y1 = rule
        if x1 - x0 < WIDTH_MIN or any(in_box(rule, box) for box in (*found, *boxes)):
            continue
        if not lines.inside((x0, y0 - HEAD_NEAR, x1, y0)):
            continue
        if len(lines.inside((x0, y1, x1, y1 + HEAD_NEAR))) < 2:
            continue
        _, top, _, bottom = box = grown((x0, y0, x1, y1), uprights, lines)
        above = rows_of(lines.inside((x0, top, x1, y0)))
        below = rows_of(lines.inside((x0, y0, x1, bottom)))
        cut = sum(x0 + 2 < v.x0 < x1 - 2 and v.y0 < bottom and v.y1 > top for v in uprights)
        if above and len(above) <= HEADER_MAX and (len(below) > 1 or (below and cut > 1)):
            boxes.append(_with_notes(box, lines))
    return boxes


def _middle(line: Line) -> float:
    return (line.y0 + line.y1) / 2


def _between(rules: list[Rule], lines: ByHeight, page: Page) -> list[BBox]:
    """The boxes between rules of the same ends that have rows of a table between them."""
    families: list[list[Rule]] = []
    for rule in rules:
        if rule.x1 - rule.x0 < WIDTH_MIN:
            continue
        for family in families:
            if abs(family[0].x0 - rule.x0) <= SAME_EDGE and abs(family[0].x1 - rule.x1) <= SAME_EDGE:
                family.append(rule)
                break
        else:
            families.append([rule])
    boxes: list[BBox] = []
    for family in families:
        start: Rule | None = None
        for n, (above, below) in enumerate(pairwise(family)):
            if _is_tabular(above, below, lines, page, family[n + 2] if n + 2 < len(family) else below):
                start = start or above
                if boxes and boxes[-1][1] == start.y0 and boxes[-1][0] == start.x0:
                    boxes.pop()
                boxes.append((start.x0, start.y0, max(start.x1, below.x1), below.y1))
            else:
                start = None
    return boxes


def _is_tabular(above: Rule, below: Rule, lines: ByHeight, page: Page, after: Rule) -> bool:
    """Whether what lies between two rules may be rows of a table (or nothing: a double rule).

    The rows down to the rule `after` show where the columns part cells that stand nearer than words.
    """
    height = below.y0 - above.y0
    if height < DOUBLE:
        return True
    if height > TALL_MAX * page.height:
        return False
    box = (above.x0, above.y0, above.x1, below.y0)
    title = (above.x0, above.y0 - TITLE_HEIGHT, above.x1, above.y0)
    if any(NO_TABLE.match(cells_of(x)[0].text) for x in lines.inside(title)):
        return False
    rows = lines.rows(box)
    if not rows or _parted(rows, above.y1, below.y0):
        return False
    if _may_be_text(rows, rows, box):
        known = rows if after is below or len(rows) >= GUTTER_ROWS else lines.rows((*box[:3], after.y0))
        strips = _strips(known)
        rows = [[part for cell in row for part in _cut(cell, strips)] for row in rows]
    else:
        known = rows
    if _may_be_text(rows, known, box):
        rows = [sentence(row, SENTENCE_GAP) for row in rows]
    if any(len(row) == 1 and _is_prose(row[0], box) for row in rows):
        rows = [sentence(row, STRETCHED_GAP) for row in rows]
    if any(TABLE_CAPTION.match(x.text) or NO_TABLE.match(x.text) for row in rows for x in row):
        return False
    alone = [row[0] for row in rows if len(row) == 1]
    if any(_sticks_out(x, box) for x in alone):
        return False
    text = [len(row) == 1 and _is_prose(row[0], box) for row in rows]
    if any(a and b for a, b in pairwise(text)):
        return False
    prose = sum(text)
    if len(alone) == len(rows):  # a group's title, or a text between two tables
        return (not prose or len(rows) == 1) and height < (TITLE_PITCH * len(rows) + TITLE_MARGIN) * rows[0][0].size
    return prose <= PROSE_SHARE * len(rows)


def _may_be_text(rows: list[list[Line]], known: list[list[Line]], box: BBox) -> bool:
    """Whether a row is a line of prose, or the rows that are known have no strip between columns."""
    return any(len(row) == 1 and _is_prose(row[0], box) for row in rows) or not has_gutter(known)


def _strips(rows: list[list[Line]]) -> list[tuple[float, float]]:
    """The strips without ink, from left to right, that run through all rows of several cells, if there are three."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < GUTTER_ROWS:
        return []
    found = []
    ink = sorted((x.x0, x.x1) for row in several for x in row)
    end = ink[0][1]
    for x0, x1 in ink:
        if x0 > end:
            found.append((end, x0))
        end = max(end, x1)
    return found


def _cut(cell: Line, strips: list[tuple[float, float]]) -> list[Line]:
    """A cell, cut where a space of it is wider than a word's and lies in a strip: two that the library glued."""
    return split_into(cell, lambda x: sum(x > b for _, b in strips)) if strips else [cell]


def has_gutter(rows: list[list[Line]]) -> bool:
    """Whether a strip without ink runs through the rows of several pieces, which are most: between columns."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < max(GUTTER_ROWS, GUTTER_SHARE * len(rows)):
        return False
    ink = sorted((x.x0, x.x1) for row in several for x in row)
    end, widest = ink[0][1], GUTTER * several[0][0].size
    for x0, x1 in ink:
        if x0 - end > widest:
            return True
        end = max(end, x1)
    return False


def _sticks_out(line: Line, box: BBox) -> bool:
    """Whether a line of a text is wider than the table that it would stand in."""
    return line.text.count(" ") >= PROSE_WORDS and (line.x0 < box[0] - OUT or line.x1 > box[2] + OUT)


def _is_prose(line: Line, box: BBox) -> bool:
    """Whether a line alone on its row fills the table from its left edge (or a paragraph's indent)."""
    if _has_numbers_side_by_side([line]):
        return False
    flush = line.x0 - box[0] < PROSE_INDENT * line.size and line.x1 - line.x0 > PROSE_WIDTH * (box[2] - box[0])
    return flush and line.text.count(" ") >= PROSE_WORDS


def sentence(row: list[Line], widest: float) -> list[Line]:
    """A row of a text that spaces part into pieces, up to `widest` of the size, as one piece; others as they are."""
    if len(row) < 2 or sum(x.text.count(" ") + 1 for x in row) < PROSE_WORDS:
        return row
    if any(b.x0 - a.x1 > widest * a.size for a, b in pairwise(row)) or _has_numbers_side_by_side(row):
        return row
    x0, y0, x1, y1 = union([x.bbox for x in row])
    return [replace(row[0], x0=x0, y0=y0, x1=x1, y1=y1, text=" ".join(x.text for x in row))]


def _has_numbers_side_by_side(row: list[Line]) -> bool:
    """Whether two neighbouring words are numbers, or the only ones behind the first piece: no sentence has them."""
    words = [is_number(word) for x in row for word in x.text.split(" ")]
    return any(a and b for a, b in pairwise(words)) or (len(row) == 2 and is_number(row[1].text))


def _parted(rows: list[list[Line]], top: float, bottom: float) -> bool:
    """Whether a strip without ink, wider than any in a table, lies between the rows or beside a rule."""
    end = top
    for row in rows:
        if min(x.y0 for x in row) - end > WHITE_MAX * row[0].size:
            return True
        end = max(x.y1 for x in row)
    return bottom - end > WHITE_MAX * rows[-1][0].size


def grown(box: BBox, uprights: list[Vector], lines: ByHeight) -> BBox:
    """The box with the rows above its first rule and below its last that are the table's, too."""
    x0, y0, x1, y1 = box
    own = [v for v in uprights if x0 - 2 < v.x0 < x1 + 2]
    top, bottom = _reach(own, y0, y1)
    up = y0 - GROW_MAX if top < y0 or lines.inside((x0, y0 - HEAD_NEAR, x1, y0)) else y0
    down = y1 + GROW_MAX if bottom > y1 or lines.inside((x0, y1, x1, y1 + HEAD_NEAR)) else y1
    above = _bands(lines.parts((x0, up, x1, y0)))[::-1] if up < y0 else []
    below = _bands(lines.parts((x0, y1, x1, down))) if down > y1 else []
    body = rows_of(lines.parts(box)) if above or below else []
    for n, row in enumerate(above):
        if n >= HEADER_MAX or not (
            _middle(row[0]) > top or _joins(row, y0 - max(x.y1 for x in row), box, body or below)
        ):
            break
        y0 = min(x.y0 for x in row)
        body = [row, *body]
    for n, row in enumerate(below):
        if _middle(row[0]) >= bottom and not _joins(row, min(x.y0 for x in row) - y1, box, body[::-1]):
            titled = n + 1 < len(below) and _is_title(row, min(x.y0 for x in row) - y1, box)
            after = below[n + 1] if titled else []
            if not (titled and _joins(after, min(x.y0 for x in after) - row[0].y1, box, body[::-1])):
                break
        y1 = max(x.y1 for x in row)
        body = [*body, row]
    return (x0, y0, x1, y1)


def _is_title(row: list[Line], white: float, box: BBox) -> bool:
    """Whether a line alone, close below a table's row, may be the title of the next rows."""
    first = row[0]
    if (
        len(row) > 1
        or white > GROW_WHITE * first.size
        or first.x0 < box[0] - SAME_EDGE
        or first.x1 > box[2] + SAME_EDGE
    ):
        return False
    text = first.text
    captioned = TABLE_CAPTION.match(text) or NO_TABLE.match(text) or _SUBFIGURE.match(text) or _NOTE.match(text)
    return not captioned and text.count(" ") < PROSE_WORDS and any(c.isalpha() for c in text)


def _with_notes(box: BBox, lines: ByHeight) -> BBox:
    """The box with the notes that stand close under the table, in its width: in smaller type, or marked as notes."""
    size = min((x.size for x in lines.inside(box)), default=0.0)
    end = box[3]
    for row in rows_of(lines.inside((box[0], end, box[2], end + GROW_MAX))):
        first = row[0]
        inside = first.x0 > box[0] - 2 and row[-1].x1 < box[2] + SAME_EDGE
        noted = first.size < NOTE_SIZE * size or _NOTE.match(first.text) is not None
        captioned = TABLE_CAPTION.match(first.text) or _SUBFIGURE.match(first.text)
        if captioned or not (inside and noted) or min(x.y0 for x in row) - end > NOTE_WHITE * first.size:
            break
        end = max(x.y1 for x in row)
    return (box[0], box[1], box[2], end)


def _bands(lines: list[Line]) -> list[list[Line]]:
    """Rows, from left to right; those so near that one stands between the lines of the other are one."""
    bands: list[list[Line]] = []
    lowest = 0.0  # baseline of the last band
    for row in rows_of(lines):
        if bands and row[0].baseline - lowest < CLOSE * row[0].size:
            bands[-1] = sorted([*bands[-1], *row], key=lambda x: x.x0)
        else:
            bands.append(row)
        lowest = max([x.baseline for x in bands[-1]])
    return bands


def _reach(uprights: list[Vector], top: float, bottom: float) -> tuple[float, float]:
    """How far up and down the vertical rules go that stand on the table's outermost rules, piece upon piece."""
    for v in sorted(uprights, key=lambda v: -v.y1):
        if v.y0 < top <= v.y1 + 2:
            top = v.y0
    for v in sorted(uprights, key=lambda v: v.y0):
        if v.y1 > bottom >= v.y0 - 2:
            bottom = v.y1
    return top, bottom


def _joins(row: list[Line], white: float, box: BBox, near: list[list[Line]]) -> bool:
    """Whether a row beyond a table's outermost rule belongs to it: close, of several cells, over the table's cells."""
    if white > GROW_WHITE * row[0].size or len(sentence(row, SENTENCE_GAP)) < 2:
        return False
    if row[0].x0 < box[0] - SAME_EDGE or row[-1].x1 > box[2] + SAME_EDGE:
        return False
    if any(TABLE_CAPTION.match(x.text) or NO_TABLE.match(x.text) or _SUBFIGURE.match(x.text) for x in row):
        return False
    if any(x.text.count(" ") >= PROSE_WORDS and x.x1 - x.x0 > COLUMN_TEXT * (box[2] - box[0]) for x in row):
        return False
    return any(_over(row, other) for other in near[:3] if len(other) > 1)


def _over(row: list[Line], other: list[Line]) -> bool:
    """Whether most cells of one row stand over a cell of the other, or under it."""
    shared = [sum(a.x0 < b.x1 and b.x0 < a.x1 for b in other) for a in row]
    return 3 * sum(n == 1 for n in shared) >= 2 * len(row) or (len(row) < len(other) and all(shared))
