"""The drawn lines of a page that may rule a table."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.extract.page import Line, Page, Rule, Vector
from schemas.records import BBox

THIN = 2.0  # points: the thickest rule of booktabs is 0.08 em, of a CVPR table 1 pt; a filled row is 8 and more
RULE_MIN = 12.0  # points: a cmidrule under one narrow column; fraction bars are inside no pair of long rules
SAME_EDGE = 4.0  # points by which rules of one table differ at their ends
TICK = 5.0  # points: vertical rules of a table are as long as a row, 8 and more
SAME_X = 1.5  # points by which pieces of one vertical rule differ
CUT_SHARE = 0.4  # of a table's height: vertical rules end at titles across it


class Rules(NamedTuple):
    """The thin strokes of a page."""

    horizontal: list[Rule]  # pieces that touch end to end joined, from top to bottom
    vertical: list[Vector]
    ticks: list[Vector]  # upright ones that are shorter than a row


def rules_of(page: Page) -> Rules:
    """The rules of a page; one pass, since a figure may have ten thousand paths."""
    flat: list[tuple[float, float, float, float]] = []
    vertical: list[Vector] = []
    ticks: list[Vector] = []
    for v in page.vectors:
        x0, y0, x1, y1, _, _, _, color, alpha = v
        width, height = x1 - x0, y1 - y0
        if height <= THIN and width >= 4.0:
            if alpha > 0 and color != 0xFFFFFF:
                flat.append((round(y0, 1), x0, x1, y1))
        elif width < THIN and height > 1:
            (ticks if height < TICK else vertical).append(v)
    flat.sort()
    rules: list[Rule] = []
    for y0, x0, x1, y1 in flat:
        last = rules[-1] if rules else None
        if last is not None and abs(last.y0 - y0) < 0.8 and x0 - last.x1 < 1.5 and x0 >= last.x0 - 1:
            rules[-1] = last._replace(x1=max(last.x1, x1))
        else:
            rules.append(Rule(x0, y0, x1, y1))
    return Rules([r for r in rules if r.x1 - r.x0 >= RULE_MIN], vertical, ticks)


def cuts_of(uprights: list[Vector], inside: list[Line], box: BBox) -> list[float]:
    """The x of the vertical rules that stand beside most rows of a table, less its own edges."""
    heights: dict[float, float] = {}
    for v in uprights:
        if box[0] + 2 < v.x0 < box[2] - 2 and v.y1 > box[1] - 1 and v.y0 < box[3] + 1:
            x = next((k for k in heights if abs(k - v.x0) < SAME_X), v.x0)
            heights[x] = heights.get(x, 0.0) + min(v.y1, box[3]) - max(v.y0, box[1])
    tall = max(x.y1 for x in inside) - min(x.y0 for x in inside)
    return sorted(x for x, height in heights.items() if height > CUT_SHARE * tall)


def in_box(rule: Rule, box: BBox) -> bool:
    """Whether a rule is inside a table, its edges included."""
    return rule.x0 >= box[0] - SAME_EDGE and rule.x1 <= box[2] + SAME_EDGE and box[1] - 1 <= rule.y0 <= box[3] + 1


def part_of(rule: Rule, box: BBox) -> Rule:
    """The part of a rule between a box's left and right edges; the rule itself if it has none there."""
    if rule.x0 >= box[2] or rule.x1 <= box[0]:
        return rule
    return rule._replace(x0=max(rule.x0, box[0]), x1=min(rule.x1, box[2]))
