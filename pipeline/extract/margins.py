"""Finds what a page says around its text: running heads, page numbers, stamps, review line numbers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.extract.page import Line, Page

ZONE = 0.09  # of the page's height at its top and bottom: the running heads of all layouts seen lie inside
INNER = 0.16  # of the height: heads of paper smaller than the sheet; they stand at one height on every page
REPEATS = 3  # pages with the same words at their edge: two may be a coincidence in a short paper
HEAD_PARTS = 2  # beside the page's number: the authors and the title, or the journal and the year
LINE_NUMBERS_MIN = 15  # numbers on one page at one edge: a review copy has 50, a list in the margin fewer
ALIGNED = 12.0  # points: numbers of one, two and three figures, set flush left, end so far apart

_PAGE_NUMBER = re.compile(r"^(?:page\s+)?[-–—\s|]*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s|]*$", re.I)
_CELL = re.compile(r"^[-+±<>~≈]?\d[\d.,]*%?$")
_STAMP = re.compile(r"^arXiv:\S+\s")
_NOTICE = re.compile(
    r"^(?:preprint\b|under review|published (?:as|in|at)|proceedings of|\d+(?:st|nd|rd|th) conference on|"
    r"copyright|©|accepted (?:at|to|by)|to appear in|workshop on)",
    re.I,
)
_DIGITS = re.compile(r"\d+")


def find_margins(pages: list[Page]) -> set[int]:
    """The id()s of the lines that belong to no text: of every page's `lines`, with `text` already set."""
    edges: list[tuple[Page, Line, str]] = []
    inner: list[tuple[Page, Line]] = []
    found: set[int] = set()
    for page in pages:
        found |= _line_numbers(page)
        for line in page.lines:
            if line.rotated and _STAMP.match(line.text):
                found.add(id(line))
            elif line.y1 < ZONE * page.height or line.y0 > (1 - ZONE) * page.height:
                edges.append((page, line, _shape(line)))
            elif line.y1 < INNER * page.height or line.y0 > (1 - INNER) * page.height:
                inner.append((page, line))
    seen = Counter(shape for _, shape in {(page.number, shape) for page, _, shape in edges})
    for page, line, shape in edges:
        if (
            _STAMP.match(line.text)
            or (_PAGE_NUMBER.match(line.text) and _counts_pages(line, page))
            or (seen[shape] >= REPEATS and not _is_inner_number(line, page))
            or (_NOTICE.match(line.text) and _outermost(line, page))
        ):
            found.add(id(line))
    return found | _inner_heads(inner)


def _inner_heads(lines: list[tuple[Page, Line]]) -> set[int]:
    """The id()s of the outermost lines that count three pages at one height, and of the heads beside them."""
    places: dict[tuple[int, int], list[tuple[Page, Line]]] = {}
    for page, line in lines:
        if line.text.isdecimal() and all(_inside(x, line, page) for x in page.lines):
            places.setdefault((int(line.text) - page.number, round(line.baseline)), []).append((page, line))
    counted = [pair for same in places.values() if len({p.number for p, _ in same}) >= REPEATS for pair in same]
    return {
        id(x) for page, line in counted for x in page.lines if abs(x.baseline - line.baseline) < 1 and not x.rotated
    }


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", line.text)[:60]


def _inside(other: Line, line: Line, page: Page) -> bool:
    """Whether another line is no farther out than a line near an edge of its page."""
    if line.y0 > page.height / 2:
        return other.baseline < line.baseline + 1 or other.rotated
    return other.baseline > line.baseline - 1 or other.rotated


def _counts_pages(line: Line, page: Page) -> bool:
    """Whether a number at the edge is a page's: in no row of cells, and no number stands farther out."""
    return not _in_table_row(line, page) and not _is_inner_number(line, page)


def _is_inner_number(line: Line, page: Page) -> bool:
    """Whether a line is a number, and another stands farther out: a label at the edge of a plot."""
    if not _PAGE_NUMBER.match(line.text):
        return False
    return not all(_inside(x, line, page) for x in page.lines if _PAGE_NUMBER.match(x.text))


def _in_table_row(line: Line, page: Page) -> bool:
    """Whether a number stands in a row of cells: with another number, or with more than a running head has parts."""
    others = [x for x in page.lines if x is not line and abs(x.baseline - line.baseline) < 1]
    return len(others) > HEAD_PARTS or any(_CELL.match(x.text) for x in others)


def _outermost(line: Line, page: Page) -> bool:
    """Whether nothing stands between the line and the page's top or bottom edge (but a page number)."""
    others = [x for x in page.lines if x is not line and not x.rotated and not _PAGE_NUMBER.match(x.text)]
    if line.y0 > page.height / 2:
        return all(x.y0 <= line.y0 + 1 for x in others)
    return all(x.y1 >= line.y1 - 1 for x in others)


def _line_numbers(page: Page) -> set[int]:
    """Numbers that count the lines of a review copy: one column of rising integers left or right of all text."""
    numbers = [line for line in page.lines if len(line.text) <= 4 and line.text.isdecimal()]
    if len(numbers) < LINE_NUMBERS_MIN:
        return set()
    texts = [line for line in page.lines if len(line.text) > 20]
    if not texts:
        return set()
    found: set[int] = set()
    middle = page.width / 2
    for side in ([n for n in numbers if n.x1 < middle], [n for n in numbers if n.x0 > middle]):
        if not side:
            continue
        edge, _ = Counter(round(n.x1) for n in side).most_common(1)[0]
        side = sorted((n for n in side if abs(n.x1 - edge) <= ALIGNED), key=lambda n: n.baseline)
        if len(side) < LINE_NUMBERS_MIN:
            continue
        values = [int(n.text) for n in side]
        rising = sum(b - a == 1 for a, b in pairwise(values))
        inner = max(n.x1 for n in side) if side[0].x1 < middle else min(n.x0 for n in side)
        outside = (
            all(t.x0 >= inner - 1 for t in texts) if side[0].x1 < middle else all(t.x1 <= inner + 1 for t in texts)
        )
        if outside and rising >= 0.8 * (len(side) - 1):
            found |= {id(n) for n in side}
    return found
