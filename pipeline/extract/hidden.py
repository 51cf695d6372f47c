"""Tells the spans that a reader can see from those that are hidden."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.extract.page import PAINTED, Line, Page, Span, Vector, Veiled
from schemas.records import BBox, HiddenReason

ALPHA_MIN = 13  # of 255, 5%: fainter than the faintest watermark seen on the real papers
SIZE_MIN = 2.0  # points: the issue's own bound, a reader at 100% sees a grey hair
CONTRAST_MIN = 24  # of 255, in the channel that differs most: #f0f0f0 on white is seen, #fafafa is not
COVERED_SHARE = 0.9  # of the span's box: accents and descenders may stick out of a cover
ON_PAGE_SHARE = 0.3  # of the span's box: less is a word that leaves the page
OPAQUE = 250  # of 255: a highlighter has less
SCAN_SHARE = 0.6  # of the page: a picture so large under invisible text is a scan with its OCR
INK_NEAR = 60  # of 255: anti-aliased strokes at two pixels a point come no nearer to their colour
INK_SHARE = 0.03  # of the pixels of a word's box: a thin italic has 6%
GROUND_NEAR = 12  # of 255: a tint is even
GROUND_SHARE = 0.35  # of the pixels: bold capitals leave half, a photograph's commonest grey fills a fifth
Grey = list[int]  # how many pixels there are of each of 256 greys
STRIP = 20  # points: a line touches one or two strips
STRIPS_MAX = 1000  # a path may reach far off the page
_WHITE = 0xFFFFFF


def split_hidden(page: Page, log: list[tuple[str, BBox]], grey: Callable[[BBox], Grey], plain: bool = False) -> None:
    """Moves hidden spans from `page.lines` to `page.veiled`.

    `log`: the painting operations in order, or [] where neither pictures nor light text are on the page.
    `grey`: how a box of the page looks; asked only about spans that something was painted over.
    `plain`: all text is dark, painted and on the page, as the reader has found already.
    """
    covers = _Covers(page.vectors)
    pictures = _later_pictures(log)
    boxes = [box for box, _ in pictures]
    backdrops = [b for kind, b in log if kind in ("fill-image", "fill-shade")]
    kept: list[Line] = []
    for line in page.lines:
        near = covers.at(line)
        over = [pictures[n] for n in touching(boxes, line.bbox)] if pictures else pictures
        if not over and (plain or _plainly_seen(line, page)) and not any(_may_veil(v, line.spans[0]) for v in near):
            kept.append(line)
            continue
        reasons = [_reason(span, page, near, over, backdrops) for span in line.spans]
        if "covered" in reasons:  # a marker pen paints over text, too, and text may be painted on a cover
            reasons = [
                None if r == "covered" and not _written_over(s, page) and shows_through(s, grey(s.bbox)) else r
                for s, r in zip(line.spans, reasons, strict=True)
            ]
        if any(reasons):
            page.veiled += [Veiled(s, r) for s, r in zip(line.spans, reasons, strict=True) if r]
            line.spans = [s for s, r in zip(line.spans, reasons, strict=True) if not r]
            line.even = line.spaced = False
        if line.spans:
            kept.append(line)
    page.lines = kept


def any_veil(page: Page) -> bool:
    """Whether any filled path may hide plain dark text: one that is dark, or painted after a text."""
    if not page.vectors or not page.lines:
        return False
    first = page.lines[0].spans[0].order
    return any(_is_cover(v) and (v.order > first or v.color & 0xC0C0C0 != 0xC0C0C0) for v in page.vectors)


def _is_cover(v: Vector) -> bool:
    """Whether a path is large enough to be a ground or a cover; a rule is none."""
    return not v.stroked and v.x1 - v.x0 > 2 and v.y1 - v.y0 > 2


def _written_over(span: Span, page: Page) -> bool:
    """Whether later text stands where the span stands."""
    return any(
        other.order > span.order and share(span, other.bbox) > 0.3
        for line in page.lines
        if line.y0 < span.y1 and line.y1 > span.y0
        for other in line.spans
    )


def shows_through(span: Span, grey: Grey) -> bool:
    """Whether a box of pixels, 0 black … 255 white, looks like the span's ink on one ground."""
    total = sum(grey)
    if not total:
        return False
    ink = (299 * (span.color >> 16) + 587 * (span.color >> 8 & 255) + 114 * (span.color & 255)) // 1000
    ground = max(range(256), key=grey.__getitem__)
    if abs(ground - ink) < CONTRAST_MIN:
        return False
    inked = sum(grey[max(ink - INK_NEAR, 0) : ink + INK_NEAR])
    plain = sum(grey[max(ground - GROUND_NEAR, 0) : ground + GROUND_NEAR])
    return inked >= INK_SHARE * total and plain >= GROUND_SHARE * total


class _Covers:
    """The filled paths of a page, found by height."""

    def __init__(self, vectors: list[Vector]) -> None:
        self._strips: dict[int, list[Vector]] = {}
        for v in vectors:
            if _is_cover(v):
                for strip in range(max(int(v.y0), 0) // STRIP, min(int(v.y1), STRIPS_MAX * STRIP) // STRIP + 1):
                    self._strips.setdefault(strip, []).append(v)

    def at(self, line: Line) -> list[Vector]:
        """Those that touch the line's middle, in the order of painting."""
        middle = (line.y0 + line.y1) / 2
        near = self._strips.get(int(middle) // STRIP, ())
        return [v for v in near if v.y0 <= middle <= v.y1 and v.x0 < line.x1 and v.x1 > line.x0]


def _may_veil(v: Vector, span: Span) -> bool:
    """Whether the path is painted after the span, or is as dark as plain text is."""
    return v.order > span.order or v.color & 0xC0C0C0 != 0xC0C0C0


def _plainly_seen(line: Line, page: Page) -> bool:
    """Dark, painted, opaque, large enough, on the page: what nearly every line is."""
    if line.x0 < 0 or line.y0 < 0 or line.x1 > page.width or line.y1 > page.height:
        return False
    for s in line.spans:
        if not s.char_flags & PAINTED or s.alpha < OPAQUE or s.size < SIZE_MIN or s.color & 0xC0C0C0 == 0xC0C0C0:
            return False
    return True


def is_ocr_layer(page: Page) -> bool:
    """Whether all text is invisible and over (or under) one picture of nearly the whole page."""
    if page.lines or not page.veiled or any(v.reason not in ("invisible", "covered") for v in page.veiled):
        return False
    area = page.width * page.height
    return any((b[2] - b[0]) * (b[3] - b[1]) > SCAN_SHARE * area for b in page.images)


def _reason(
    span: Span, page: Page, covers: list[Vector], pictures: list[tuple[BBox, list[BBox]]], backdrops: list[BBox]
) -> HiddenReason | None:
    if not span.char_flags & PAINTED:
        return "invisible"
    if span.alpha < ALPHA_MIN:
        return "transparent"
    if span.size < SIZE_MIN and min(span.x1 - span.x0, span.y1 - span.y0) < 2 * SIZE_MIN:
        return "tiny"
    if share(span, (0.0, 0.0, page.width, page.height)) < ON_PAGE_SHARE:
        return "off_page"  # the reader clips at the page's edge: what it keeps of a span may still be too little
    if covers or pictures:
        for v in covers:
            if v.order > span.order and v.alpha >= OPAQUE and v.rectangle and share(span, v[:4]) >= COVERED_SHARE:
                return "covered"
        for picture, texts_before in pictures:
            beside = picture[0] > span.x1 or picture[2] < span.x0
            if not beside and share(span, picture) >= COVERED_SHARE and _painted_before(span, texts_before):
                return "covered"
    return "white" if _same_colour(span, covers, backdrops) else None


def _same_colour(span: Span, covers: list[Vector], backdrops: list[BBox]) -> bool:
    """Whether the span has the colour of what lies under it: the page's white, or the last box painted there."""
    ground = _WHITE
    if covers:
        x, y = (span.x0 + span.x1) / 2, (span.y0 + span.y1) / 2
        for v in covers:
            if v.order > span.order:
                break
            if v.x0 <= x <= v.x1 and v.y0 <= y <= v.y1 and v.alpha >= OPAQUE // 2:
                ground = v.color
                if not v.rectangle and v.color != _WHITE:
                    ground = -1  # some shape, not a box: what is under the middle is unknown, so it counts as seen
    if ground < 0 or _contrast(span.color, ground) >= CONTRAST_MIN:
        return False
    return not any(share(span, b) > 0.5 for b in backdrops)  # on a picture or a shading anything may be seen


def _contrast(a: int, b: int) -> int:
    return max(abs((a >> shift & 255) - (b >> shift & 255)) for shift in (0, 8, 16))


def share(span: Span, box: BBox) -> float:
    """The share of the span's box that lies inside `box`, 0 … 1."""
    if span.x0 >= box[0] and span.y0 >= box[1] and span.x1 <= box[2] and span.y1 <= box[3]:
        return 1.0
    width, height = span.x1 - span.x0, span.y1 - span.y0
    if width <= 0 or height <= 0:
        return 0.0
    across = min(span.x1, box[2]) - max(span.x0, box[0])
    down = min(span.y1, box[3]) - max(span.y0, box[1])
    return across * down / (width * height) if across > 0 and down > 0 else 0.0


def _later_pictures(log: list[tuple[str, BBox]]) -> list[tuple[BBox, list[BBox]]]:
    """Each picture that is painted over text, with the boxes of that text (less what is painted there again)."""
    places = [n for n, (kind, _) in enumerate(log) if kind.endswith("-text")]
    texts = [log[n][1] for n in places]
    found: list[tuple[BBox, list[BBox]]] = []
    for n, (kind, box) in enumerate(log):
        if kind == "fill-image":
            near = [(places[m], texts[m]) for m in touching(texts, box)]
            after = [t for m, t in near if m > n]
            under = [t for m, t in near if m < n and not touching(after, t)]
            if under:
                found.append((box, under))
    return found


def touching(boxes: list[BBox], box: BBox) -> list[int]:
    """The places of those of `boxes` that share more than an edge with `box`; a figure may be hundreds of pictures."""
    x0, y0, x1, y1 = box
    return [n for n, (a0, b0, a1, b1) in enumerate(boxes) if a0 < x1 and a1 > x0 and b0 < y1 and b1 > y0]


def _painted_before(span: Span, texts: list[BBox]) -> bool:
    x, y = (span.x0 + span.x1) / 2, (span.y0 + span.y1) / 2
    return any(t[0] <= x <= t[2] and t[1] <= y <= t[3] for t in texts)
