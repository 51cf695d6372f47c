"""Tells the spans that a reader can see from those that are hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.extract.page import PAINTED, Line, Page, Span, Vector, Veiled
from schemas.records import BBox, HiddenReason

SIZE_MIN = 2.0  # points: the issue's own bound, a reader at 100% sees a grey hair
CONTRAST_MIN = 24  # of 255, in the channel that differs most: #e0e0e0 on white is seen, #f0f0f0 is not
PLAIN = 1000  # of dark on white, of any size
LEGIBLE = 6.0  # points: of smaller letters, as much more contrast as they are smaller
COVERED_SHARE = 0.9  # of the span's box: accents and descenders may stick out of a cover
ON_PAGE_SHARE = 0.3  # of the span's box: less is a word that leaves the page
OPAQUE = 250  # of 255: a highlighter has less
VEIL = 190  # of 255: two such covers over one another leave next to nothing of a text
SQUEEZED = 0.1  # of its height, the width that a character takes: a point's is twice that
LETTERS_MIN = 4  # different ones, of a text that is squeezed
SCAN_SHARE = 0.6  # of the page: a picture so large under invisible text is a scan with its OCR
MASKED_SHARE = 0.5  # of the box of a span, of which a mask reaches over the letters alone
INK_ABOVE = 0.75  # of the size over the baseline: there the descenders of the line above end
INK_BELOW = 0.2  # of the size under the baseline: there the capitals of the line below begin
INK_LONG = 4.0  # of the size: the middle half of anything longer has letters, and not a blank alone
BAR_HEIGHT = 4.0  # of the size: a title's coloured bar is lower
WRITTEN_SHARE = 0.3  # of the span's box: where so much of another text stands, nobody can tell whose ink it is
MARK_EDGE = 2.0  # points: the round ends of a marker's strokes leave the annotation's box
STRIP = 20  # points: a line touches one or two strips
STROKE_HIGH = 40.0  # points: a straight stroke is as high as it is wide; a curve's box says nothing of what it covers
COVER_MIN = 2.0  # points: a rule is thinner
HAIR = 0.3  # points: the thinnest of strips that hide a text together, which would be thirty
SLIGHT_MIN = 4.0  # points, of the widths of all: the figures of 6 pt text are as high
BACKDROPS = ("fill-image", "fill-shade", "fill-tile", "fill-stencil")  # what paints more than one colour, or a part
_WHITE = 0xFFFFFF

Ink = Callable[[BBox, int | None, bool], bool]


def split_hidden(
    page: Page, log: list[tuple[str, BBox]], ink: Ink, plain: bool = False, marked: Sequence[BBox] = ()
) -> None:
    """Moves hidden spans from `page.lines` to `page.veiled`.

    `log`: the painting operations in order, or [] where neither pictures nor light text are on the page.
    `ink`: whether letters of a colour, or of any, are to be seen in a box; asked where the paths leave it in doubt,
    and whether these have seams.
    `plain`: all text is dark, painted and on the page, as the reader has found already.
    `marked`: the boxes of a reader's annotations, whose colour hides nothing.
    """
    covers = _Covers(page)
    pictures = _later_pictures(log)
    boxes = [box for box, _ in pictures]
    backdrops = [b for kind, b in log if kind in BACKDROPS]
    masks = [b for kind, b in log if kind == "mask"]
    tiled = any(kind == "fill-tile" for kind, _ in log)
    kept: list[Line] = []
    marks: set[Vector] = set()  # a marker pen's: they are no drawing, nor a cover
    for line in page.lines:
        near = covers.at(line)
        over = [pictures[n] for n in touching(boxes, line.bbox)] if pictures else pictures
        slight = covers.slight(line)
        if marked:
            near = [v for v in near if not _is_marker(v, marked)]
        masked = bool(masks) and bool(touching(masks, line.bbox))
        sure = not (over or slight or masked or (near and _may_veil(near, line.spans[0])))
        if sure and (plain or _plainly_seen(line, page)):
            kept.append(line)
            continue
        found = [_reason(s, page, near, over, backdrops, line.rotated) for s in line.spans]
        reasons = [
            _seen(s, r, page, ink, bool(over) and tiled)
            if r
            else _doubted(s, masks if masked else [], near, slight, ink)
            for s, r in zip(line.spans, found, strict=True)
        ]
        if any(reasons):
            page.veiled += [Veiled(s, r) for s, r in zip(line.spans, reasons, strict=True) if r]
            line.spans = [s for s, r in zip(line.spans, reasons, strict=True) if not r]
            line.even = line.spaced = False
        if line.spans:
            kept.append(line)
            marks.update(v for v in near if any(_covers(v, s) for s in line.spans))
    page.lines = kept
    if marks:
        page.vectors = [v for v in page.vectors if v not in marks]


def _seen(span: Span, reason: HiddenReason, page: Page, ink: Ink, seams: bool) -> HiddenReason | None:
    """The reason, once the page has been looked at as it is painted.

    The drawn paths alone do not tell: a marker pen paints over text, too, and a clip path may cut off a cover, or the
    dark ground of light text.
    """
    if reason == "covered":
        return None if not _written_over(span, page) and _has_ink(span, ink, seams=seams) else reason
    if reason == "white":
        return None if _has_ink(span, ink, span.color) else reason
    return reason


def _doubted(
    span: Span, masks: list[BBox], covers: list[Vector], slight: list[Vector], ink: Ink
) -> HiddenReason | None:
    """The reason where nothing is seen of a span that no box covers, nor the ground makes white.

    A shape that is no box, many thin paths or a soft mask may hide it, and light text may stand on a ground of which a
    clip path left nothing.
    """
    if not any(map(str.isalnum, span.text)):  # a root hangs below its line, a dot has next to no ink
        return None
    if any(share(span, box) > MASKED_SHARE for box in masks):
        return None if _has_ink(span, ink) else "transparent"
    light = span.color & 0xC0C0C0 == 0xC0C0C0 and _contrast(span.color, _WHITE) < CONTRAST_MIN
    if light and not _is_title(span, covers):
        return None if _has_ink(span, ink, span.color) else "white"
    shares = [share(span, v[:4]) for v in (*covers, *slight) if v.order > span.order and v.alpha >= VEIL]
    if sum(shares) < COVERED_SHARE:
        return None
    return None if _has_ink(span, ink, seams=max(shares) < COVERED_SHARE) else "covered"


def _is_title(span: Span, covers: list[Vector]) -> bool:
    """Whether light text stands on a bar of its own, and on no large ground that a clip path may have cut off."""
    under = [v for v in covers if v.order <= span.order and v.y0 <= span.baseline <= v.y1]
    return bool(under) and under[-1].y1 - under[-1].y0 < BAR_HEIGHT * span.size


def _has_ink(span: Span, ink: Ink, color: int | None = None, seams: bool = False) -> bool:
    """Whether the span's letters are to be seen: of a long one those in the middle, as its ends may leave a cover.

    `color`: theirs; None: they may have been tinted. `seams`: what may cover them is more than one path.
    """
    top = max(span.y0, span.baseline - INK_ABOVE * span.size)
    bottom = min(span.y1, span.baseline + INK_BELOW * span.size)
    aside = (span.x1 - span.x0) / 4 if span.x1 - span.x0 > INK_LONG * span.size else 0.0
    return ink((span.x0 + aside, top, span.x1 - aside, bottom), color, seams)


def any_veil(page: Page) -> bool:
    """Whether any filled path may hide plain dark text: one that is dark, or painted after a text."""
    if not page.vectors or not page.lines:
        return False
    first = page.lines[0].spans[0].order
    slight = 0.0
    for v in page.vectors:
        later = v[4] > first
        if not v[5] and (later or v[7] & 0xC0C0C0 != 0xC0C0C0) and _is_cover(v):
            return True
        if later and _is_slight(v[5], v[3] - v[1], v[7]):
            slight += min(v[2] - v[0], v[3] - v[1])
    return slight > SLIGHT_MIN


def _is_marker(v: Vector, marked: Sequence[BBox]) -> bool:
    """Whether a path is the coloured one of a highlight: its ends are round, and it lies in the annotation's box."""
    if v.rectangle or _contrast(v.color, _WHITE) < CONTRAST_MIN:
        return False
    edge = MARK_EDGE + (v.y1 - v.y0) / 2
    return any(
        v.x0 >= x0 - edge and v.y0 >= y0 - edge and v.x1 <= x1 + edge and v.y1 <= y1 + edge for x0, y0, x1, y1 in marked
    )


def _is_slight(stroked: bool, high: float, color: int) -> bool:
    """Whether a path that is no cover may be one with others, or if it is a straight stroke."""
    return not stroked or high < STROKE_HIGH or color & 0xC0C0C0 == 0xC0C0C0


def _is_cover(v: Vector) -> bool:
    """Whether a path is large enough to be a ground or a cover; a rule is none."""
    return not v.stroked and v.x1 - v.x0 > COVER_MIN and v.y1 - v.y0 > COVER_MIN


def _written_over(span: Span, page: Page) -> bool:
    """Whether later text stands where the span stands."""
    return any(
        other.order > span.order and share(span, other.bbox) > WRITTEN_SHARE
        for line in page.lines
        if line.y0 < span.y1 and line.y1 > span.y0
        for other in line.spans
    )


class _Covers:
    """The filled paths of a page, found by height; one may reach far off the page."""

    def __init__(self, page: Page) -> None:
        self._strips: dict[int, list[Vector]] = {}
        self._slight: dict[int, list[Vector]] = {}
        first = page.lines[0].spans[0].order if page.lines else 0
        bottom = page.height
        for v in page.vectors:  # ten thousands, in a figure
            x0, y0, x1, y1, order, stroked, _rectangle, color, _alpha = v
            wide, high = x1 - x0, y1 - y0
            if not stroked and wide > COVER_MIN and high > COVER_MIN:
                strips = self._strips
            elif order > first and wide > HAIR and high > HAIR and _is_slight(stroked, high, color):
                strips = self._slight
            else:
                continue
            at, last = int(y0 if y0 > 0 else 0) // STRIP, int(y1 if y1 < bottom else bottom) // STRIP
            while at <= last:
                if at in strips:
                    strips[at].append(v)
                else:
                    strips[at] = [v]
                at += 1

    def at(self, line: Line) -> list[Vector]:
        """Those that touch the line's middle, in the order of painting."""
        middle = (line.y0 + line.y1) / 2
        near = self._strips.get(int(middle) // STRIP)
        if near is None:
            return []
        x0, x1 = line.x0, line.x1
        return [v for v in near if v[1] <= middle <= v[3] and v[0] < x1 and v[2] > x0]

    def slight(self, line: Line) -> list[Vector]:
        """The later ones that hide it together, or none: where they are too few to do so."""
        if not self._slight:
            return []
        x0, y0, x1, y1 = line.bbox
        first, last = int(y0) // STRIP, int(y1) // STRIP
        near = self._slight.get(first, [])
        if last != first:
            near = near + self._slight.get(last, [])
        order = line.spans[0].order
        found = [v for v in near if v[4] > order and v[0] < x1 and v[2] > x0 and v[1] < y1 and v[3] > y0]
        return found if sum([min(v[2] - v[0], v[3] - v[1]) for v in found]) > SLIGHT_MIN else []


def without_marks(page: Page, marks: list[BBox]) -> None:
    """Takes away the paths of a reader's annotations: those in the boxes `marks`, painted after the text there."""
    edge = MARK_EDGE
    boxes = []
    for x0, y0, x1, y1 in marks:
        under = [x.spans[0].order for x in page.lines if x.y0 < y1 and x.y1 > y0 and x.x0 < x1 and x.x1 > x0]
        boxes.append((max(under, default=-1), x0 - edge, y0 - edge, x1 + edge, y1 + edge))
    first = min([box[0] for box in boxes], default=0)
    page.vectors = [
        v
        for v in page.vectors
        if v[4] <= first
        or not any(
            v[4] > last and v[0] >= x0 and v[1] >= y0 and v[2] <= x1 and v[3] <= y1 for last, x0, y0, x1, y1 in boxes
        )
    ]


def _may_veil(paths: list[Vector], span: Span) -> bool:
    """Whether one of the paths is painted after the span, or is as dark as plain text is."""
    order = span.order
    return any(v[4] > order or v[7] & 0xC0C0C0 != 0xC0C0C0 for v in paths)


def _plainly_seen(line: Line, page: Page) -> bool:
    """Dark, painted, opaque, large enough, on the page: what nearly every line is."""
    if line.x0 < 0 or line.y0 < 0 or line.x1 > page.width or line.y1 > page.height:
        return False
    for s in line.spans:
        if not s.char_flags & PAINTED or s.alpha < OPAQUE or s.size < SIZE_MIN or s.color & 0xC0C0C0 == 0xC0C0C0:
            return False
        if is_squeezed(s) and not line.rotated:
            return False
    return True


def is_ocr_layer(page: Page) -> bool:
    """Whether all text is invisible and over (or under) one picture of nearly the whole page."""
    if page.lines or not page.veiled or any(v.reason not in ("invisible", "covered") for v in page.veiled):
        return False
    area = page.width * page.height
    return any((b[2] - b[0]) * (b[3] - b[1]) > SCAN_SHARE * area for b in page.images)


def _reason(
    span: Span,
    page: Page,
    covers: list[Vector],
    pictures: list[tuple[BBox, list[BBox]]],
    backdrops: list[BBox],
    rotated: bool,
) -> HiddenReason | None:
    if not span.char_flags & PAINTED:
        return "invisible"
    if span.alpha < CONTRAST_MIN:  # black on white has no more contrast than that
        return "transparent"
    if span.size < SIZE_MIN and min(span.x1 - span.x0, span.y1 - span.y0) < 2 * SIZE_MIN:
        return "tiny"
    if is_squeezed(span) and not rotated:
        return "tiny"
    if share(span, (0.0, 0.0, page.width, page.height)) < ON_PAGE_SHARE:
        return "off_page"  # the reader clips at the page's edge: what it keeps of a span may still be too little
    if covers or pictures:
        if any(_covers(v, span) for v in covers):
            return "covered"
        for picture, texts_before in pictures:
            beside = picture[0] > span.x1 or picture[2] < span.x0
            if not beside and share(span, picture) >= COVERED_SHARE and _painted_before(span, texts_before):
                return "covered"
    contrast = _contrast_with_ground(span, covers, backdrops)
    if contrast < CONTRAST_MIN:
        return "white"
    return "tiny" if contrast * min(span.size, LEGIBLE) < CONTRAST_MIN * LEGIBLE else None


def is_squeezed(span: Span) -> bool:
    """Whether the letters of a text lie upon one another, or are hairs; the parts of a tall bracket do so, too."""
    text = span.text
    high = min(span.y1 - span.y0, 2 * span.size)  # a span may be of two lines
    if len(text) < LETTERS_MIN or span.x1 - span.x0 >= SQUEEZED * high * len(text):
        return False
    return len({c for c in text if c.isascii() and c.isalnum()}) >= LETTERS_MIN


def _covers(v: Vector, span: Span) -> bool:
    """Whether the path's box is painted over the span."""
    over = v.order > span.order and v.alpha >= OPAQUE and v.rectangle
    return over and share(span, v[:4]) >= COVERED_SHARE


def _contrast_with_ground(span: Span, covers: list[Vector], backdrops: list[BBox]) -> int:
    """With what lies under the span: the page's white, or the last box painted there; PLAIN where that is not known."""
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
    if ground < 0 or (ground == _WHITE and span.color & 0xC0C0C0 != 0xC0C0C0):  # the usual: dark on white
        return PLAIN
    contrast = _contrast(span.color, ground)
    if contrast * min(span.size, LEGIBLE) >= CONTRAST_MIN * LEGIBLE:
        return contrast
    on_picture = any(share(span, b) > 0.5 for b in backdrops)  # on a picture or a shading anything may be seen
    return PLAIN if on_picture else contrast


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
    """Each picture, shading or pattern that is painted over text, with the boxes of that text.

    Less what is painted there again.
    """
    places = [n for n, (kind, _) in enumerate(log) if kind.endswith("-text")]
    texts = [log[n][1] for n in places]
    found: list[tuple[BBox, list[BBox]]] = []
    for n, (kind, box) in enumerate(log):
        if kind in BACKDROPS:
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
