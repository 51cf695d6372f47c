"""Finds the text inside figures: axis ticks, legends, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.captioned import FIGURE_CAPTION, column_of
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line, Page, Vector, union
from schemas.records import BBox

PICTURE_MIN = 30.0  # points in both directions: smaller pictures are icons beside words
PICTURE_MAX = 0.85  # of the page: larger ones are backgrounds
STROKES_MIN = 10  # paths in one heap: axes and ticks are more; boxes around text, rules and underlines fewer
CELL = 12.0  # points of the grid on which paths heap up: ticks of one axis lie nearer than two cells
HEAPS_MAX = 300  # of a page: more is noise in a picture, and the smallest go
MARGIN = 14.0  # points around a figure where its tick labels stand
SAME_SIZE = 0.6  # points: text of the paper's own size, beside labels of 5 to 8 points
COLUMN_MIN = 0.3  # of the page's width: a line of one of two columns has 0.4
PROSE_MIN = 4  # long lines: a box of text, an abstract on a tinted ground
SHAPES_MIN = 3  # bars of the smallest chart
SHAPES_MAX = 80  # paths of a figure that may be in several heaps; more make one, or are several plots
FRAME = 0.8  # of the figure's width: no bar is so wide
BELOW = 60.0  # points from the lowest path to the caption, ticks and a name of the axis between them
BESIDE = 45.0  # points from the paths to the end of a label beside them
LEFT_MIN = 3  # labels that no heap of paths has
TEXT_WORDS = 5  # blanks of a line of the text above a figure
TEXT_WIDTH = 0.5  # of its column
LABEL_WORDS = 9  # a label has fewer words, a line of a paragraph more


_PART = re.compile(r"^\([a-z]\)\s")


def figure_groups(
    page: Page, lines: list[Line], turned: list[Line], body: float, tables: list[Group]
) -> tuple[list[Group], list[Line]]:
    """The figures' text as one group a figure, and the lines that are in none."""
    regions = [r for r in figure_regions(page, tables) if not _is_prose(r, lines)]
    for box in _captioned(page, lines, tables):
        free: list[BBox | None] = [None] * len(regions)
        left = [x for x in lines if _lies_in(x.bbox, box) and _region_of(x, regions, free, body) is None]
        if len(left) >= LEFT_MIN and all(
            x.text.count(" ") < TEXT_WORDS and not x.text.startswith(("Fig", "FIG", "Tab", "TAB")) for x in left
        ):
            regions = [*(r for r in regions if not _lies_in(r, box)), box]
    columns = [_prose_in(r, lines, body, page) for r in regions]
    inside: list[list[Line]] = [[] for _ in regions]
    rest: list[Line] = []
    for line in [*lines, *turned]:
        at = _region_of(line, regions, columns, body)
        if at is not None:
            inside[at].append(line)
        elif not line.rotated:
            rest.append(line)
        else:
            inside.append([line])  # a label beside a picture that was not found
    groups = [group_of(_rows(found), "figure_text") for found in inside if found]
    return groups, rest


def _captioned(page: Page, lines: list[Line], tables: list[Group]) -> Iterator[BBox]:
    """The box of what is drawn above each "Figure 1" with its labels, down from the text, however few its paths are."""
    captions = [x for x in lines if x.text[:1] == "F" and FIGURE_CAPTION.match(x.text)]
    drawn = _drawn(page) if captions else []
    for caption in captions:
        x0, x1 = column_of(caption, lines, page)
        above = [x for x in lines if x.y1 < caption.y0 and x0 < (x.x0 + x.x1) / 2 < x1]
        tops = [x.y1 for x in above if _is_of_text(x, x1 - x0)]
        tops += [t.y1 for t in tables if t.y1 < caption.y0 and x0 < (t.x0 + t.x1) / 2 < x1]
        top = max(tops, default=0.0)
        paths = [v.bbox for v in drawn if v.y0 > top - 1 and v.y1 < caption.y0 and v.x0 > x0 and v.x1 < x1]
        pictures = any(y1 > top and y0 < caption.y0 and a < x1 and b > x0 for a, y0, b, y1 in page.images)
        if not SHAPES_MIN <= len(paths) <= SHAPES_MAX or pictures:
            continue
        left, high, right, low = union(paths)
        shapes = sum(v[2] - v[0] < FRAME * (right - left) for v in paths)  # of a frame around a text only its sides
        large = right - left > PICTURE_MIN and low - high > PICTURE_MIN
        if shapes >= SHAPES_MIN and large and caption.y0 - low < BELOW:
            parts = [x.y0 for x in above if _PART.match(x.text) and x.y0 > low]
            yield (left - BESIDE, max(top, high - MARGIN), right + BESIDE, min(parts, default=caption.y0) - 1)


def _is_of_text(line: Line, column: float) -> bool:
    return line.text.count(" ") >= TEXT_WORDS and line.x1 - line.x0 > TEXT_WIDTH * column


def _lies_in(inner: BBox, box: BBox) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_prose(region: BBox, lines: list[Line]) -> bool:
    """Whether a region is a box around text: its rows are long, and more than a few."""
    x0, y0, x1, y1 = region
    inside = [x for x in lines if x0 <= (x.x0 + x.x1) / 2 <= x1 and y0 <= (x.y0 + x.y1) / 2 <= y1]
    prose = sum(x.text.count(" ") >= LABEL_WORDS and x.x1 - x.x0 > 0.6 * (x1 - x0) for x in inside)
    return prose >= PROSE_MIN and prose > 0.3 * len(inside)


def figure_regions(page: Page, tables: list[Group]) -> list[BBox]:
    """The boxes of pictures and of heaps of drawn paths, largest first, none in a table."""
    area = page.width * page.height
    boxes = [
        (max(x0, 0.0), max(y0, 0.0), min(x1, page.width), min(y1, page.height))
        for x0, y0, x1, y1 in page.images
        if x1 - x0 > PICTURE_MIN and y1 - y0 > PICTURE_MIN and (x1 - x0) * (y1 - y0) < PICTURE_MAX * area
    ]
    drawn = _drawn(page)
    if tables and drawn:
        inside = [(t.x0 - 3, t.y0 - 3, t.x1 + 3, t.y1 + 3) for t in tables]
        drawn = [
            v
            for v in drawn
            if not any(a <= (v[0] + v[2]) / 2 <= c and b <= (v[1] + v[3]) / 2 <= d for a, b, c, d in inside)
        ]
    if len(drawn) >= STROKES_MIN:
        boxes += _heaps(drawn)
    boxes.sort(key=lambda b: -(b[2] - b[0]) * (b[3] - b[1]))
    return _merged(boxes)


def _drawn(page: Page) -> list[Vector]:
    """The paths of the page, less its rules and what fills half of it."""
    wide, half = 0.3 * page.width, 0.5 * page.width * page.height
    drawn = []
    for v in page.vectors:
        width, height = v[2] - v[0], v[3] - v[1]
        if not (height < 1.5 and width > wide) and width * height <= half:
            drawn.append(v)
    return drawn


def _heaps(drawn: list[Vector]) -> list[BBox]:
    """Boxes around paths that lie near one another, found on a coarse grid."""
    heaps: dict[tuple[float, float], list[float]] = {}  # of one cell: number of paths, and the box around them
    parent: dict[tuple[float, float], tuple[float, float]] = {}
    for x0, y0, x1, y1, _, _, _, _, _ in drawn:
        cell = x0 // CELL, y0 // CELL
        heap = heaps.get(cell)
        if heap is None:
            heaps[cell] = [1, x0, y0, x1, y1]
            parent[cell] = cell
        else:
            heap[0] += 1
            if x0 < heap[1]:
                heap[1] = x0
            if y0 < heap[2]:
                heap[2] = y0
            if x1 > heap[3]:
                heap[3] = x1
            if y1 > heap[4]:
                heap[4] = y1

    def find(cell: tuple[float, float]) -> tuple[float, float]:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for cell in heaps:
        root = find(cell)
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1), (2, 0), (0, 2)):
            near = (cell[0] + dx, cell[1] + dy)
            if near in parent:
                parent[find(near)] = root
    found: dict[tuple[float, float], list[float]] = {}
    for cell, (n, x0, y0, x1, y1) in heaps.items():
        whole = found.setdefault(find(cell), [0, x0, y0, x1, y1])
        whole[0] += n
        whole[1], whole[2] = min(whole[1], x0), min(whole[2], y0)
        whole[3], whole[4] = max(whole[3], x1), max(whole[4], y1)
    return _joined([h for h in found.values() if h[3] - h[1] > 0 or h[4] - h[2] > 0])


def _joined(heaps: list[list[float]]) -> list[BBox]:
    """Heaps whose boxes overlap are one; those large enough for a figure are returned."""
    heaps.sort(key=lambda h: -(h[3] - h[1]) * (h[4] - h[2]))
    out: list[list[float]] = []
    for heap in heaps[:HEAPS_MAX]:
        for other in out:
            if heap[1] <= other[3] and heap[3] >= other[1] and heap[2] <= other[4] and heap[4] >= other[2]:
                other[0] += heap[0]
                other[1], other[2] = min(heap[1], other[1]), min(heap[2], other[2])
                other[3], other[4] = max(heap[3], other[3]), max(heap[4], other[4])
                break
        else:
            out.append(heap)
    return [
        (x0, y0, x1, y1)
        for n, x0, y0, x1, y1 in out
        if n >= STROKES_MIN and x1 - x0 > PICTURE_MIN and y1 - y0 > PICTURE_MIN
    ]


def _merged(boxes: list[BBox]) -> list[BBox]:
    """Boxes less those that lie in a larger one."""
    out: list[BBox] = []
    for box in boxes:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not any(o[0] <= x <= o[2] and o[1] <= y <= o[3] for o in out):
            out.append(box)
    return out


def _prose_in(region: BBox, lines: list[Line], body: float, page: Page) -> BBox | None:
    """The box of the running text that a region wrongly reaches over, in the paper's own size; None: none."""
    x0, y0, x1, y1 = region
    boxes = [
        x.bbox
        for x in lines
        if abs(x.size - body) < SAME_SIZE
        and x.text.count(" ") >= LABEL_WORDS
        and x.x1 - x.x0 > COLUMN_MIN * page.width
        and x0 <= (x.x0 + x.x1) / 2 <= x1
        and y0 <= (x.y0 + x.y1) / 2 <= y1
    ]
    return union(boxes) if len(boxes) > 1 else None


def _region_of(line: Line, regions: list[BBox], columns: list[BBox | None], body: float) -> int | None:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    words = line.text.count(" ") + 1
    for n, (x0, y0, x1, y1) in enumerate(regions):
        if x0 <= x <= x1 and y0 <= y <= y1:
            column = columns[n]
            if column is None or line.size < body - SAME_SIZE:
                return n
            if not (
                column[0] - 2 <= line.x0
                and line.x1 <= column[2] + 2
                and column[1] - 3 * body <= y <= column[3] + 3 * body
            ):
                return n
        elif x0 - MARGIN <= x <= x1 + MARGIN and y0 - MARGIN <= y <= y1 + MARGIN:
            small = line.size < 0.95 * body or line.rotated
            if small and words < LABEL_WORDS and not line.text.startswith(("Figure", "Fig.", "Table", "(")):
                return n
    return None


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines by height, those on one baseline side by side."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (x.baseline, x.x0)):
        if rows and abs(rows[-1][0].baseline - line.baseline) < 0.4 * line.size and not line.rotated:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda x: x.x0) for row in rows]
