"""Watches how MuPDF paints a page: which pictures lie where, and where letters are to be seen."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any, NamedTuple

import pymupdf as _pymupdf

from schemas.records import BBox

pymupdf: Any = _pymupdf  # it has no type hints
mupdf: Any = pymupdf.mupdf
ZOOM = 1.5  # pixels a point: strokes of 8 pt text are nearly a pixel wide
FINE = 3.0  # pixels a point where edges are not smooth: a stroke of 8 pt text is two wide
PIXELS_MAX = 1_000_000  # of one box: a line across a page of 14,400 points, the largest that a PDF can have
EDGE = 3.0  # points around a box that are painted with it: its scripts
LEFT, RIGHT, DOWN = 300.0, 600.0, 60.0  # points: the next boxes are of its line, and of those below
INK_SHARE = 0.015  # of the pixels of a box: a comma's, the fewest, are 3%
FAINT = 0.05  # of 1: what is lighter nobody sees
CHANGED = 24  # of 255: what a reader tells apart, as hidden.CONTRAST_MIN
_UNIT = mupdf.FzRect(mupdf.FzRect.Fixed_UNIT)


def paint_log(page: Any, shift: Any) -> list[tuple[str, BBox]]:
    """The texts, pictures and shadings of the page in the order of painting, named as PyMuPDF's get_bboxlog does.

    `shift`: the matrix from the page's points to the reader's.
    """
    device = _PaintDevice()
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(*shift), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return device.log


class _PaintDevice(mupdf.FzDevice2):  # type: ignore[misc]  # PyMuPDF has no type hints
    """Notes which texts, pictures and shadings are painted.

    It is not called for paths, of which vector figures have ten thousands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[str, BBox]] = []
        self._faint: list[bool] = []  # of each group that is open, whether nobody sees what is in it
        self.use_virtual_fill_shade()
        self.use_virtual_fill_image()
        self.use_virtual_fill_image_mask()
        self.use_virtual_begin_tile()
        self.use_virtual_begin_mask()
        self.use_virtual_begin_group()
        self.use_virtual_end_group()
        self.use_virtual_fill_text()
        self.use_virtual_stroke_text()
        self.use_virtual_ignore_text()

    def _note(self, kind: str, box: Any) -> None:
        self.log.append((kind, (box.x0, box.y0, box.x1, box.y1)))

    def fill_shade(self, _context: Any, shade: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-shade", mupdf.ll_fz_bound_shade(shade, matrix))

    def fill_image(self, _context: Any, _image: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-image", mupdf.ll_fz_transform_rect(_UNIT.internal(), matrix))

    def fill_image_mask(self, _context: Any, _image: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-stencil", mupdf.ll_fz_transform_rect(_UNIT.internal(), matrix))

    def begin_tile(
        self, _context: Any, area: Any, _view: Any, _xstep: Any, _ystep: Any, matrix: Any, *_rest: Any
    ) -> int:
        self._note("fill-tile", mupdf.ll_fz_transform_rect(area, matrix))
        return 0

    def begin_mask(self, _context: Any, area: Any, *_rest: Any) -> None:
        self._note("mask", area)

    def begin_group(self, _context: Any, _area: Any, *rest: Any) -> None:
        self._faint.append(rest[-1] < FAINT)

    def end_group(self, _context: Any) -> None:
        self._faint.pop()

    def fill_text(self, _context: Any, text: Any, matrix: Any, *_rest: Any) -> None:
        box = mupdf.ll_fz_bound_text(text, None, matrix)
        self._note("fill-text", box)
        if any(self._faint):
            self._note("mask", box)

    def stroke_text(self, _context: Any, text: Any, stroke: Any, matrix: Any, *_rest: Any) -> None:
        self._note("stroke-text", mupdf.ll_fz_bound_text(text, stroke, matrix))

    def ignore_text(self, _context: Any, text: Any, matrix: Any) -> None:
        self._note("ignore-text", mupdf.ll_fz_bound_text(text, None, matrix))


def ink_of(page: Any, shift: Any) -> Callable[[BBox, int | None, bool], bool]:
    """A function that tells whether letters of a colour are to be seen in a box: enough pixels that they bring near it.

    The box is painted twice, with letters and without. So a word under a marker pen has ink, and one under a cover has
    none, whatever is drawn on the cover. With no colour: enough pixels that they change. Where that is asked of a place
    with `seams` between thin strips, or where greys show nothing, it is painted in colours and without smooth edges.
    Boxes are in the reader's points (`shift` is the matrix to them), colours sRGB, 0xRRGGBB.
    """
    back = ~shift
    shown: list[Any] = []
    strips: dict[bool, _Strip] = {}

    def strip_at(box: BBox, fine: bool) -> _Strip:
        x0, y0, x1, y1 = box
        if fine not in strips or not strips[fine].holds(x0, y0, x1, y1):
            around = (x0 - EDGE, y0 - EDGE, x1 + EDGE, y1 + EDGE)
            if fine in strips:  # where two were asked about, more will be
                around = (x0 - LEFT, y0 - EDGE, max(x1 + EDGE, x0 + RIGHT), max(y1 + EDGE, y0 + DOWN))
            strips[fine] = _fine_strip(shown[0], around) if fine else _strip(shown[0], around, ZOOM)
        return strips[fine]

    def ink(box: BBox, color: int | None, seams: bool = False) -> bool:
        if not shown:
            shown.append(page.get_displaylist().this)
        place = pymupdf.Rect(box) * back
        if not place.is_valid or place.is_empty:
            return False
        at: BBox = tuple(place)
        if color is None:
            return (not seams and strip_at(at, False).has_ink(*at, None)) or strip_at(at, True).has_change(*at)
        grey = (299 * (color >> 16) + 587 * (color >> 8 & 255) + 114 * (color & 255)) // 1000
        return strip_at(at, False).has_ink(*at, grey)

    return ink


class _Strip(NamedTuple):
    """The greys or colours of some lines of a page, with letters and without, row by row. Lengths in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    zoom: float
    width: int  # pixels
    whole: bytes
    wordless: bytes

    def holds(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether a box lies in the strip."""
        return x0 >= self.x0 and y0 >= self.y0 and x1 <= self.x1 and y1 <= self.y1

    def has_ink(self, x0: float, y0: float, x1: float, y1: float, grey: int | None) -> bool:
        """Whether enough pixels of a box are nearer to a grey for the letters, or other ones; the strip holds greys."""
        left, top, right, bottom = self._pixels(x0, y0, x1, y1)
        wanted = INK_SHARE * (right - left) * (bottom - top)
        for row in range(top, bottom):
            part = slice(row * self.width + left, row * self.width + right)
            whole, wordless = self.whole[part], self.wordless[part]
            if whole != wordless:
                pairs = zip(whole, wordless, strict=True)
                if grey is None:
                    wanted -= sum(abs(a - b) >= CHANGED for a, b in pairs)
                else:
                    wanted -= sum(abs(b - grey) - abs(a - grey) >= CHANGED for a, b in pairs)
                if wanted <= 0:
                    return True
        return False

    def has_change(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether enough pixels of a box are others for the letters; the strip holds reds, greens and blues."""
        left, top, right, bottom = self._pixels(x0, y0, x1, y1)
        wanted = INK_SHARE * (right - left) * (bottom - top)
        for row in range(top, bottom):
            part = slice(3 * (row * self.width + left), 3 * (row * self.width + right))
            whole, wordless = self.whole[part], self.wordless[part]
            if whole != wordless:
                changed = [abs(a - b) >= CHANGED for a, b in zip(whole, wordless, strict=True)]
                wanted -= max(sum(changed[0::3]), sum(changed[1::3]), sum(changed[2::3]))
                if wanted <= 0:
                    return True
        return False

    def _pixels(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
        """The same box in the strip's pixels, one at least; the next line's ink stays out."""
        left, top = int(self.zoom * (x0 - self.x0)), ceil(self.zoom * (y0 - self.y0))
        right = max(round(self.zoom * (x1 - self.x0)), left + 1)
        return left, top, right, max(int(self.zoom * (y1 - self.y0)), top + 1)


def _fine_strip(shown: Any, box: BBox) -> _Strip:
    """In colours, larger, and each pixel wholly of one thing."""
    smooth = mupdf.ll_fz_aa_level()
    mupdf.ll_fz_set_aa_level(0)
    try:
        return _strip(shown, box, FINE, mupdf.FzColorspace.Fixed_RGB)
    finally:
        mupdf.ll_fz_set_aa_level(smooth)


def _strip(shown: Any, box: BBox, zoom: float, colors: int = mupdf.FzColorspace.Fixed_GRAY) -> _Strip:
    place = pymupdf.Rect(box)
    zoom = min(zoom, (PIXELS_MAX / place.get_area()) ** 0.5)
    whole, width = _painted(shown, place, zoom, colors, words=True)
    wordless, _ = _painted(shown, place, zoom, colors, words=False)
    return _Strip(*box, zoom, width, whole, wordless)


def _painted(shown: Any, place: Any, zoom: float, colors: int, *, words: bool) -> tuple[bytes, int]:
    """The pixels of a place of the page, and how many there are side by side."""
    matrix, clip = mupdf.FzMatrix(zoom, 0, 0, zoom, 0, 0), mupdf.FzRect(*place)
    box = mupdf.fz_round_rect(mupdf.fz_transform_rect(clip, matrix))
    pixels = mupdf.fz_new_pixmap_with_bbox(mupdf.FzColorspace(colors), box, mupdf.FzSeparations(), 0)
    mupdf.fz_clear_pixmap_with_value(pixels, 0xFF)
    canvas = mupdf.fz_new_draw_device_with_bbox(matrix, pixels, box)
    if not words:  # MuPDF passes over what a device has no function for
        canvas.m_internal.fill_text = canvas.m_internal.stroke_text = None
    mupdf.fz_run_display_list(shown, canvas, mupdf.FzMatrix(), clip, mupdf.FzCookie())
    mupdf.fz_close_device(canvas)
    return bytes(mupdf.fz_pixmap_samples_memoryview(pixels)), box.x1 - box.x0
