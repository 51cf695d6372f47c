"""Finds what a page says around its text: running heads, page numbers, stamps, review line numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.page import Line, Page, Span, union

ZONE = 0.09  # of the page's height at its top and bottom: the running heads of all layouts seen lie inside
INNER = 0.18  # of the height: heads of paper smaller than the sheet; they stand at one height on every page
REPEATS = 3  # pages with the same words at their edge: two may be a coincidence in a short paper
HEAD_PARTS = 2  # beside the page's number: the authors and the title, or the journal and the year
APART = 1.6  # of the size: a text's lines stand nearer, unless it is double-spaced
DIGITS_MAX = 4  # of a line's number
TEXT_MIN = 20  # characters: no label or cell
GLUED_MIN = 5  # such lines on a page
STRIPS_MAX = 4  # right ends of numbers of two and three figures, left of two columns
RISING = 0.8  # of the numbers are one more than the one above
BESIDE = 0.6  # of the numbers stand beside a line of text: formulas and short lines have a number, too
LEVEL = 3.0  # points: a number may stand a little above its line
NUMBER_GAP = 40.0  # points from a number to its line, which may be an indented one
STEPS = (5, 10)  # lines from one number to the next
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
    heads: set[int] = set()
    for page, line, shape in edges:
        if (
            _STAMP.match(line.text)
            or (_PAGE_NUMBER.match(line.text) and _counts_pages(line, page))
            or (seen[shape] >= REPEATS and not _is_inner_number(line, page))
            or (_NOTICE.match(line.text) and _outermost(line, page))
        ):
            heads.add(id(line))
    # the date beside "Preprint submitted to", the journal beside a page's number
    levels = {(p.number, round(x.baseline)) for p, x, _ in edges if id(x) in heads and id(x) not in found}
    beside = [(p, x) for p, x, _ in edges if (p.number, round(x.baseline)) in levels and _outermost(x, p)]
    heads |= {id(x) for p, x in beside if _is_apart(x, p)}
    counts = Counter(int(x.text) - p.number for p, x, _ in edges if id(x) in heads and x.text.isdecimal())
    counted = {count for count, pages in counts.items() if pages >= REPEATS}
    return found | heads | _inner_heads(inner, counted) | _every_few(pages)


def _inner_heads(lines: list[tuple[Page, Line]], counted: set[int]) -> set[int]:
    """The id()s of the outermost lines that count three pages at one height, and of the heads beside them.

    `counted`: by how much the numbers at the edges of three pages are more than the pages'; the first page may have its
    own farther in.
    """
    places: dict[tuple[int, int], list[tuple[Page, Line]]] = {}
    for page, line in lines:
        if line.text.isdecimal() and not _farther_out(line, page):
            places.setdefault((int(line.text) - page.number, round(line.baseline)), []).append((page, line))
    sure = [
        pair
        for (count, _), same in places.items()
        if count in counted or len({p.number for p, _ in same}) >= REPEATS
        for pair in same
    ]
    return {id(x) for page, line in sure for x in page.lines if abs(x.baseline - line.baseline) < 1 and not x.rotated}


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", line.text)[:60]


def _farther_out(line: Line, page: Page) -> list[Line]:
    """The lines of the page between its edge and a line near it."""
    if line.y0 > page.height / 2:
        return [x for x in page.lines if x.baseline >= line.baseline + 1 and not x.rotated]
    return [x for x in page.lines if x.baseline <= line.baseline - 1 and not x.rotated]


def _counts_pages(line: Line, page: Page) -> bool:
    """Whether a number at the edge is a page's: in no row of cells, and no number stands farther out."""
    return not _in_table_row(line, page) and not _is_inner_number(line, page)


def _is_inner_number(line: Line, page: Page) -> bool:
    """Whether a line is a number, and another stands farther out: a label at the edge of a plot."""
    if not _PAGE_NUMBER.match(line.text):
        return False
    return any(_PAGE_NUMBER.match(x.text) for x in _farther_out(line, page))


def _in_table_row(line: Line, page: Page) -> bool:
    """Whether a number stands in a row of cells: with another number, or with more than a running head has parts."""
    others = [x for x in page.lines if x is not line and abs(x.baseline - line.baseline) < 1]
    return len(others) > HEAD_PARTS or any(_CELL.match(x.text) for x in others)


def _outermost(line: Line, page: Page) -> bool:
    """Whether nothing stands between the line and the page's top or bottom edge (but a page number)."""
    if line.y0 > page.height / 2:
        farther = [x for x in page.lines if x.y0 > line.y0 + 1]
    else:
        farther = [x for x in page.lines if x.y1 < line.y1 - 1]
    return all(x.rotated or _PAGE_NUMBER.match(x.text) for x in farther)


def _is_apart(line: Line, page: Page) -> bool:
    """Whether no line stands as near above or below as the next line of a text does."""
    return not any(
        1 < abs(x.baseline - line.baseline) < APART * line.size and x.x0 < line.x1 and x.x1 > line.x0
        for x in page.lines
    )


def part_line_numbers(page: Page) -> None:
    """Parts the line numbers of a review copy from the lines of text that the PDF has them on."""
    ends = [(x, at) for x in page.lines if (at := _numbered_end(x)) is not None]
    if len(ends) < GLUED_MIN:
        return
    edges = Counter(round(x.spans[at].x1) for x, at in ends)
    edges.update(round(x.x1) for x in page.lines if len(x.spans) == 1 and _is_number(x.spans[0]))
    glued = {id(x): at for x, at in ends if _around(edges, x.spans[at].x1) >= LINE_NUMBERS_MIN}
    page.lines = [part for x in page.lines for part in (_parts(x, glued[id(x)]) if id(x) in glued else [x])]


def _numbered_end(line: Line) -> int | None:
    """0 or -1: the first or last span of a line, if that is a number in a font of its own; None: neither is."""
    if line.even or len(line.spans) < 2:
        return None
    spans = line.spans
    for at, beside in ((-1, spans[-2]), (0, spans[1])):
        end = spans[at]
        if _is_number(end) and end.font != beside.font and abs(end.baseline - beside.baseline) < LEVEL:
            return at
    return None


def _is_number(span: Span) -> bool:
    return len(span.text) <= DIGITS_MAX + 1 and span.text.strip().isdecimal()


def _around(edges: Counter[int], x: float) -> int:
    return sum(edges[round(x) + d] for d in (-1, 0, 1))


def _parts(line: Line, at: int) -> list[Line]:
    """A line as its number and the rest."""
    number, rest = [line.spans[at]], line.spans[1:] if at == 0 else line.spans[:-1]
    made = []
    for spans in (number, rest) if at == 0 else (rest, number):
        x0, y0, x1, y1 = union([s.bbox for s in spans])
        size = line.size if spans is rest else spans[0].size
        made.append(replace(line, spans=spans, x0=x0, y0=y0, x1=x1, y1=y1, size=size))
    return made


def _line_numbers(page: Page) -> set[int]:
    """Numbers that count the lines of a review copy: columns of rising integers beside the text."""
    numbers = [line for line in page.lines if len(line.text) <= DIGITS_MAX and line.text.isdecimal()]
    if len(numbers) < LINE_NUMBERS_MIN:
        return set()
    texts = [line for line in page.lines if len(line.text) > TEXT_MIN]
    if not texts:
        return set()
    found: set[int] = set()
    for edge, _ in Counter(round(n.x1) for n in numbers).most_common(STRIPS_MAX):
        strip = [n for n in numbers if abs(n.x1 - edge) <= ALIGNED and id(n) not in found]
        if len(strip) >= LINE_NUMBERS_MIN and _counts_on(strip) and (_outside(strip, texts) or _beside(strip, texts)):
            found |= {id(n) for n in strip}
    return found


def _every_few(pages: list[Page]) -> set[int]:
    """Line numbers of every fifth or tenth line, left or right of all text, that count on over the pages."""
    found: set[int] = set()
    numbers = [(n, page) for page in pages for n in page.lines if len(n.text) <= DIGITS_MAX and n.text.isdecimal()]
    for step in STEPS:
        strip = [(n, page) for n, page in numbers if int(n.text) % step == 0]
        if len(strip) < LINE_NUMBERS_MIN:
            continue
        shown = {id(page): page for _, page in strip}
        texts = {at: [t for t in page.lines if len(t.text) > TEXT_MIN] for at, page in shown.items()}
        outer = [n for n, page in strip if texts[id(page)] and _outside([n], texts[id(page)])]
        values = [int(n.text) for n in outer]
        if len(values) >= LINE_NUMBERS_MIN and all(b - a == step for a, b in pairwise(values)):
            found |= {id(n) for n in outer}
    return found


def _counts_on(strip: list[Line]) -> bool:
    """Whether numbers count on from the top to the bottom."""
    values = [int(n.text) for n in sorted(strip, key=lambda n: n.baseline)]
    return sum(b - a == 1 for a, b in pairwise(values)) >= RISING * (len(values) - 1)


def _outside(strip: list[Line], texts: list[Line]) -> bool:
    """Whether numbers stand left or right of all text."""
    x0, x1 = min(n.x0 for n in strip), max(n.x1 for n in strip)
    return all(t.x0 >= x1 - 1 for t in texts) or all(t.x1 <= x0 + 1 for t in texts)


def _beside(strip: list[Line], texts: list[Line]) -> bool:
    """Whether numbers in a type of their own stand beside the lines of a column, as those between two columns do."""
    near = 0
    for n in strip:
        level = [t for t in texts if abs(t.baseline - n.baseline) < LEVEL]
        if any(t.x0 < n.x0 and t.x1 > n.x1 for t in level):
            return False
        near += any(
            max(t.x0 - n.x1, n.x0 - t.x1) < NUMBER_GAP and (t.spans[0].font, t.size) != (n.spans[0].font, n.size)
            for t in level
        )
    return near >= BESIDE * len(strip)
