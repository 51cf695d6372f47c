"""Finds the tables of a page: between rules, or by the alignment of numbers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from pipeline.extract.captions import CAPTION_FAR, TABLE_CAPTION
from pipeline.extract.grid import Grid, grid_of, is_number, pieces_of, rows_of
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line, Page, Rule, Vector, union
from schemas.records import BBox, Table

THIN = 2.0  # points: the thickest rule of booktabs is 0.08 em, of a CVPR table 1 pt; a filled row is 8 and more
RULE_MIN = 12.0  # points: a cmidrule under one narrow column; fraction bars are inside no pair of long rules
WIDTH_MIN = 50.0  # points: the narrowest table seen is 70
SAME_EDGE = 4.0  # points by which rules of one table differ at their ends
TALL_MAX = 0.93  # of the page's height
PROSE_WORDS = 9  # a line of more words than this that fills the table's width is prose
PROSE_SHARE = 0.45  # of the rows: more, and the rules frame a text
TITLE_HEIGHT = 22.0  # points above a rule in which "Algorithm 1" says what follows
PROSE_MAX = 3  # rows: a remark across a table has fewer lines
CELL_MAX = 0.2  # of the page's width: wider pieces are lines of a column, not cells
CELL_WORDS = 4  # words of a cell in a table without rules, its labels excepted
BARE_PITCH = 2.4  # of the size: rows of a table without rules stand no farther apart; ticks of an axis do
BARE_ROWS = 3  # fewer aligned rows are a coincidence
NUMBERS_SHARE = 0.4  # of the cells of a table without rules are numbers
SIZE_MIN = 4.0  # points: the smallest table a reader can read; ticks of a shrunk figure are smaller
TICK = 5.0  # points: vertical rules of a table are as long as a row, 8 and more
TICKS_MIN = 3  # of one axis
HEADER_MAX = 4  # rows above the only rule of a table: three were seen
BESIDE_MIN = 10.0  # points without ink between two tables side by side: between the columns of one there may be 6
FAR_DOWN = 1e5  # points: below every page

_NO_TABLE = re.compile(r"^(?:Algorithm|Listing|Procedure|Require|Input)\b")


def ruled_tables(page: Page, lines: list[Line]) -> tuple[list[Group], list[Line]]:
    """The tables between rules, without their captions, and the lines that are in none."""
    rules = horizontal_rules(page)
    ticks = [v for v in page.vectors if v.x1 - v.x0 < THIN and 1 < v.y1 - v.y0 < TICK] if rules else []
    found: list[Group] = []
    captions = [x for x in lines if TABLE_CAPTION.match(x.text)] if rules else []
    for whole in _ruled_boxes(rules, lines, page) if rules else ():
        if len(ticks) >= TICKS_MIN and _is_between_axes(whole, ticks):
            continue
        for box in _side_by_side(whole, captions, lines):
            inside = [x for x in lines if _within(x, box)]
            own = [_cut(r, box) for r in rules] if box is not whole else rules
            grid = _try(inside, [r for r in own if _in_box(r, box)], box)
            if grid:
                taken = {id(x) for x in inside}
                lines = [x for x in lines if id(x) not in taken]
                found.append(_group(page, grid, inside, box))
    for box in _captioned_boxes(rules, lines, found):
        inside = [x for x in lines if _within(x, box)]
        grid = _try(inside, [r for r in rules if _in_box(r, box)], box)
        if grid:
            taken = {id(x) for x in inside}
            lines = [x for x in lines if id(x) not in taken]
            found.append(_group(page, grid, inside, box))
    return found, lines


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
    for a, b in sorted((x.x0, x.x1) for x in lines if _within(x, box)):
        if a - end > BESIDE_MIN and end < pair[1].x0 and a > pair[0].x1:
            gaps.append((end, a))
        end = max(end, b)
    if not gaps:
        return [box]
    middle = (pair[0].x1 + pair[1].x0) / 2
    cut = min([(a + b) / 2 for a, b in gaps], key=lambda x: abs(x - middle))
    return [(x0, y0, cut, y1), (cut, y0, x1, y1)]


def _cut(rule: Rule, box: BBox) -> Rule:
    """The part of a rule between the box's left and right edges; the rule itself if it has none there."""
    if rule.x0 >= box[2] or rule.x1 <= box[0]:
        return rule
    return rule._replace(x0=max(rule.x0, box[0]), x1=min(rule.x1, box[2]))


def _is_between_axes(box: BBox, ticks: list[Vector]) -> bool:
    """Whether short strokes stand on the box's upper or lower edge: it lies between the plots of a figure."""
    inside = [v for v in ticks if box[0] - 1 <= v.x0 and v.x1 <= box[2] + 1]
    return any(sum(v.y0 - 1 <= y <= v.y1 + 1 for v in inside) >= TICKS_MIN for y in (box[1], box[3]))


def _captioned_boxes(rules: list[Rule], lines: list[Line], found: list[Group]) -> list[BBox]:
    """The boxes of tables that have one rule, under their header, and a caption."""
    captions = [x for x in lines if TABLE_CAPTION.match(x.text)] if rules else []
    boxes = []
    for rule in rules if captions else ():
        if rule.x1 - rule.x0 < WIDTH_MIN or any(_in_box(rule, g.bbox) for g in found):
            continue
        at = (rule.x0, 0.0, rule.x1, FAR_DOWN)
        rows = rows_of([x for x in lines if _within(x, at)])
        above = _neighbours([row for row in rows[::-1] if row[0].baseline < rule.y0], rule)
        below = _neighbours([row for row in rows if row[0].baseline > rule.y0], rule)
        near = [row[0].baseline for row in (*above[-1:], *below[-1:])]
        if not above or len(above) > HEADER_MAX or len(below) < 2 or not any(len(row) > 1 for row in above):
            continue
        if any(abs(c.baseline - y) < CAPTION_FAR and c.x0 < rule.x1 and c.x1 > rule.x0 for c in captions for y in near):
            every = [x.bbox for row in (*above, *below) for x in row]
            _, y0, _, y1 = union(every)
            boxes.append((rule.x0, y0, rule.x1, y1))
    return boxes


def _neighbours(rows: list[list[Line]], rule: Rule) -> list[list[Line]]:
    """The rows, nearest to the rule first, that stand at a row's distance; up to a text or a caption."""
    out: list[list[Line]] = []
    for row in rows:
        last = out[-1][0].baseline if out else rule.y0
        prose = len(row) == 1 and row[0].text.count(" ") >= PROSE_WORDS
        if TABLE_CAPTION.match(row[0].text):
            while out and len(out[-1]) == 1 and abs(out[-1][0].size - row[0].size) < 0.1:
                out.pop()  # the caption's other lines
            break
        if abs(row[0].baseline - last) > BARE_PITCH * row[0].size or prose:
            break
        out.append(row)
    return out


def bare_tables(page: Page, lines: list[Line]) -> tuple[list[Group], list[Line]]:
    """The tables without rules, and the lines that are in none; call it when figures have been taken out."""
    found: list[Group] = []
    for inside in _bare(page, lines):
        box = union([x.bbox for x in inside])
        grid = _try(inside, [], box)
        if grid and len(grid.rows[0]) > 2:
            taken = {id(x) for x in inside}
            lines = [x for x in lines if id(x) not in taken]
            found.append(_group(page, grid, inside, box))
    return found, lines


def horizontal_rules(page: Page) -> list[Rule]:
    """The horizontal rules, pieces that touch end to end joined, from top to bottom."""
    flat = sorted(
        (round(v.y0, 1), v.x0, v.x1, v.y1)
        for v in page.vectors
        if v.y1 - v.y0 <= THIN and v.x1 - v.x0 >= 4.0 and v.alpha > 0 and v.color != 0xFFFFFF
    )
    rules: list[Rule] = []
    for y0, x0, x1, y1 in flat:
        last = rules[-1] if rules else None
        if last is not None and abs(last.y0 - y0) < 0.8 and x0 - last.x1 < 1.5 and x0 >= last.x0 - 1:
            rules[-1] = last._replace(x1=max(last.x1, x1))
        else:
            rules.append(Rule(x0, y0, x1, y1))
    return [r for r in rules if r.x1 - r.x0 >= RULE_MIN]


def _middle(line: Line) -> float:
    return (line.y0 + line.y1) / 2


def _within(line: Line, box: BBox) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return box[0] - 2 <= x <= box[2] + 2 and box[1] <= y <= box[3]


def _in_box(rule: Rule, box: BBox) -> bool:
    return rule.x0 >= box[0] - SAME_EDGE and rule.x1 <= box[2] + SAME_EDGE and box[1] - 1 <= rule.y0 <= box[3] + 1


def _ruled_boxes(rules: list[Rule], lines: list[Line], page: Page) -> list[BBox]:
    """The boxes between rules of the same ends that have rows of a table between them."""
    by_height = sorted(lines, key=_middle)
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
        for above, below in pairwise(family):
            if _is_tabular(above, below, by_height, page):
                start = start or above
                end = below
                if boxes and boxes[-1][1] == start.y0 and boxes[-1][0] == start.x0:
                    boxes.pop()
                boxes.append((start.x0, start.y0, max(start.x1, end.x1), end.y1))
            else:
                start = None
    boxes.sort(key=lambda b: (b[0] - b[2]) * (b[3] - b[1]))  # the largest first: a box in a box is part of it
    return boxes


def _is_tabular(above: Rule, below: Rule, lines: list[Line], page: Page) -> bool:
    """Whether what lies between two rules may be rows of a table (or nothing: a double rule)."""
    if below.y0 - above.y0 < 4.0:
        return True
    if below.y0 - above.y0 > TALL_MAX * page.height:
        return False
    box = (above.x0, above.y0, above.x1, below.y0)
    title = (above.x0, above.y0 - TITLE_HEIGHT, above.x1, above.y0)
    over = lines[bisect_left(lines, title[1], key=_middle) : bisect_right(lines, title[3], key=_middle)]
    if any(_NO_TABLE.match(x.text) and _within(x, title) for x in over):
        return False
    between = lines[bisect_left(lines, box[1], key=_middle) : bisect_right(lines, box[3], key=_middle)]
    rows = rows_of([x for x in between if _within(x, box)])
    if not rows or any(TABLE_CAPTION.match(x.text) or _NO_TABLE.match(x.text) for row in rows for x in row):
        return False
    width = above.x1 - above.x0
    prose = sum(
        len(row) == 1 and row[0].text.count(" ") >= PROSE_WORDS and row[0].x1 - row[0].x0 > 0.75 * width for row in rows
    )
    return prose <= min(PROSE_SHARE * len(rows), PROSE_MAX)


def _try(inside: list[Line], rules: list[Rule], box: BBox) -> Grid | None:
    if len(inside) < 4 or any(_NO_TABLE.match(x.text) for x in inside[:3]):
        return None
    grid = grid_of(inside, rules, box)
    if grid is None or len(grid.rows) < 2:
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
    if len(narrow) < 3 * BARE_ROWS:
        return []
    rows = [row for row in rows_of(narrow) if sum(len(pieces_of(x)) for x in row) >= 3]
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
        numbers = sum(is_number(p.text) for p in pieces)
        if len(run) >= BARE_ROWS and numbers >= NUMBERS_SHARE * len(pieces):
            found.append(_with_labels(flat, lines, page))
    return found


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
        near = line.x1 < x0 and x0 - line.x1 < 0.15 * page.width and line.text.count(" ") < PROSE_WORDS
        if near and any(abs(b - line.baseline) < 1.0 for b in baselines):
            flat.append(line)
    return flat
