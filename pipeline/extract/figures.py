"""Finds the text inside figures: axis ticks, legends, labels."""

from __future__ import annotations

from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line, Page, Vector, union
from schemas.records import BBox

PICTURE_MIN = 30.0  # points in both directions: smaller pictures are icons beside words
PICTURE_MAX = 0.85  # of the page: larger ones are backgrounds
STROKES_MIN = 10  # paths in one heap: axes and ticks are more; boxes around text, rules and underlines fewer
CELL = 12.0  # points of the grid on which paths heap up: ticks of one axis lie nearer than two cells
MARGIN = 14.0  # points around a figure where its tick labels stand
LABEL_WORDS = 9  # a label has fewer words, a line of a paragraph more


def figure_groups(
    page: Page, lines: list[Line], turned: list[Line], body: float, tables: list[Group]
) -> tuple[list[Group], list[Line]]:
    """The figures' text as one group a figure, and the lines that are in none."""
    regions = figure_regions(page, tables)
    inside: list[list[Line]] = [[] for _ in regions]
    rest: list[Line] = []
    for line in [*lines, *turned]:
        at = _region_of(line, regions, body)
        if at is not None:
            inside[at].append(line)
        elif not line.rotated:
            rest.append(line)
        else:
            inside.append([line])  # a label beside a picture that was not found
    groups = [group_of(_rows(found), "figure_text") for found in inside if found]
    return groups, rest


def figure_regions(page: Page, tables: list[Group]) -> list[BBox]:
    """The boxes of pictures and of heaps of drawn paths, largest first, none in a table."""
    area = page.width * page.height
    boxes = [
        (max(x0, 0.0), max(y0, 0.0), min(x1, page.width), min(y1, page.height))
        for x0, y0, x1, y1 in page.images
        if x1 - x0 > PICTURE_MIN and y1 - y0 > PICTURE_MIN and (x1 - x0) * (y1 - y0) < PICTURE_MAX * area
    ]
    drawn = [v for v in page.vectors if not _is_rule(v, page) and not any(_in(v, t.bbox) for t in tables)]
    if len(drawn) >= STROKES_MIN:
        boxes += _heaps(drawn)
    boxes.sort(key=lambda b: -(b[2] - b[0]) * (b[3] - b[1]))
    return _merged(boxes)


def _is_rule(v: Vector, page: Page) -> bool:
    width, height = v.x1 - v.x0, v.y1 - v.y0
    if width > 0.9 * page.width and height > 0.9 * page.height:
        return True
    return (height < 1.5 and width > 0.3 * page.width) or width * height > 0.5 * page.width * page.height


def _in(v: Vector, box: BBox) -> bool:
    x, y = (v.x0 + v.x1) / 2, (v.y0 + v.y1) / 2
    return box[0] - 3 <= x <= box[2] + 3 and box[1] - 3 <= y <= box[3] + 3


def _heaps(drawn: list[Vector]) -> list[BBox]:
    """Boxes around paths that lie near one another, found on a coarse grid."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def find(cell: tuple[int, int]) -> tuple[int, int]:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    owners: list[tuple[Vector, tuple[int, int]]] = []
    for v in drawn:
        left, top = int(v.x0 // CELL), int(v.y0 // CELL)
        if v.x1 - v.x0 < CELL and v.y1 - v.y0 < CELL:  # most paths are small: one cell speaks for them
            cells = {(left, top)}
        else:
            right, bottom = int(v.x1 // CELL), int(v.y1 // CELL)
            across, down = (left, (left + right) // 2, right), (top, (top + bottom) // 2, bottom)
            cells = {(x, y) for x in across for y in down}
        first = next(iter(cells))
        parent.setdefault(first, first)
        for cell in cells:
            if cell not in parent:
                parent[cell] = cell
            if cell != first:
                parent[find(cell)] = find(first)
        owners.append((v, first))
    for cell in list(parent):
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1), (2, 0), (0, 2)):
            near = (cell[0] + dx, cell[1] + dy)
            if near in parent:
                parent[find(near)] = find(cell)
    heaps: dict[tuple[int, int], list[BBox]] = {}
    for v, cell in owners:
        heaps.setdefault(find(cell), []).append(v[:4])
    found = [union(boxes) for boxes in heaps.values() if len(boxes) >= STROKES_MIN]
    return [b for b in found if b[2] - b[0] > PICTURE_MIN and b[3] - b[1] > PICTURE_MIN]


def _merged(boxes: list[BBox]) -> list[BBox]:
    """Boxes less those that lie in a larger one."""
    out: list[BBox] = []
    for box in boxes:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if not any(o[0] <= x <= o[2] and o[1] <= y <= o[3] for o in out):
            out.append(box)
    return out


def _region_of(line: Line, regions: list[BBox], body: float) -> int | None:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    words = line.text.count(" ") + 1
    for n, (x0, y0, x1, y1) in enumerate(regions):
        if x0 <= x <= x1 and y0 <= y <= y1:
            prose = words > LABEL_WORDS and abs(line.size - body) < 0.6 and line.x1 - line.x0 > 0.85 * (x1 - x0)
            if not prose:
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
