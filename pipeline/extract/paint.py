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
PIXELS_MAX = 1_000_000  # of one box: a line across a page of 14,400 points, the largest that a PDF can have
EDGE = 3.0  # points around a box that are painted with it: its scripts
LEFT, RIGHT, DOWN = 300.0, 600.0, 60.0  # points: the next boxes are of its line, and of those below
INK_SHARE = 0.015  # of the pixels of a box: a comma's, the fewest, are 3%
CHANGED = 24  # of 255: what a reader tells apart, as hidden.CONTRAST_MIN
_UNIT = mupdf.FzRect(mupdf.FzRect.Fixed_UNIT)
_DRAWN = (
    *("fill_path", "stroke_path", "clip_path", "clip_stroke_path", "clip_text", "clip_stroke_text", "fill_shade"),
    *("fill_image", "fill_image_mask", "clip_image_mask", "pop_clip", "begin_mask", "end_mask", "begin_group"),
    *("end_group", "begin_tile", "end_tile", "render_flags", "set_default_colorspaces", "begin_layer", "end_layer"),
)  # what a device is told of a page, but for its letters


def paint_log(page: Any, shift: Any, *, texts: bool) -> list[tuple[str, BBox]]:
    """The pictures and shadings of the page in the order of painting, named as PyMuPDF's get_bboxlog does.

    `shift`: the matrix from the page's points to the reader's. `texts`: the texts among them, too.
    """
    device = _TextPaintDevice() if texts else _PaintDevice()
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(*shift), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return device.log


class _PaintDevice(mupdf.FzDevice2):  # type: ignore[misc]  # PyMuPDF has no type hints
    """Notes which pictures and shadings are painted.

    It is not called for paths, of which vector figures have ten thousands, nor for text, of which pages have hundreds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.log: list[tuple[str, BBox]] = []
        self.use_virtual_fill_shade()
        self.use_virtual_fill_image()

    def _note(self, kind: str, box: Any) -> None:
        self.log.append((kind, (box.x0, box.y0, box.x1, box.y1)))

    def fill_shade(self, _context: Any, shade: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-shade", mupdf.ll_fz_bound_shade(shade, matrix))

    def fill_image(self, _context: Any, _image: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-image", mupdf.ll_fz_transform_rect(_UNIT.internal(), matrix))


class _TextPaintDevice(_PaintDevice):
    """Notes the texts, too: whether a picture lies over them or under them."""

    def __init__(self) -> None:
        super().__init__()
        self.use_virtual_fill_text()
        self.use_virtual_stroke_text()
        self.use_virtual_ignore_text()

    def fill_text(self, _context: Any, text: Any, matrix: Any, *_rest: Any) -> None:
        self._note("fill-text", mupdf.ll_fz_bound_text(text, None, matrix))

    def stroke_text(self, _context: Any, text: Any, stroke: Any, matrix: Any, *_rest: Any) -> None:
        self._note("stroke-text", mupdf.ll_fz_bound_text(text, stroke, matrix))

    def ignore_text(self, _context: Any, text: Any, matrix: Any) -> None:
        self._note("ignore-text", mupdf.ll_fz_bound_text(text, None, matrix))


class _Wordless(mupdf.FzDevice2):  # type: ignore[misc]
    """Hands on to another device all that is painted, less the letters."""

    def __init__(self, inner: Any) -> None:
        super().__init__()
        self.inner = inner
        for name in _DRAWN:
            getattr(self, f"use_virtual_{name}")()


def _hand_on(name: str) -> Callable[..., Any]:
    call = getattr(mupdf, f"ll_fz_{name}")

    def handed_on(self: _Wordless, _context: Any, *values: Any) -> Any:
        return call(self.inner.m_internal, *values)

    return handed_on


for _name in _DRAWN:
    setattr(_Wordless, _name, _hand_on(_name))


def ink_of(page: Any, shift: Any) -> Callable[[BBox, int], bool]:
    """A function that tells whether letters of a colour are to be seen in a box: enough pixels that they bring near it.

    The box is painted twice, with letters and without. So a word under a marker pen has ink, and one under a cover has
    none, whatever is drawn on the cover. Boxes are in the reader's points (`shift` is the matrix to them), colours
    sRGB, 0xRRGGBB.
    """
    back = ~shift
    shown: list[Any] = []
    strips: list[_Strip] = []

    def ink(box: BBox, color: int) -> bool:
        if not shown:
            shown.append(page.get_displaylist().this)
        place = pymupdf.Rect(box) * back
        if not place.is_valid or place.is_empty:
            return False
        x0, y0, x1, y1 = place
        if not strips or not strips[-1].holds(x0, y0, x1, y1):
            around = (x0 - EDGE, y0 - EDGE, x1 + EDGE, y1 + EDGE)
            if strips:  # where two were asked about, more will be
                around = (x0 - LEFT, y0 - EDGE, max(x1 + EDGE, x0 + RIGHT), max(y1 + EDGE, y0 + DOWN))
            strips[:] = [_strip(shown[0], around)]
        grey = (299 * (color >> 16) + 587 * (color >> 8 & 255) + 114 * (color & 255)) // 1000
        return strips[-1].has_ink(x0, y0, x1, y1, grey)

    return ink


class _Strip(NamedTuple):
    """The greys of some lines of a page, painted with letters and without, row by row. Lengths in points."""

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

    def has_ink(self, x0: float, y0: float, x1: float, y1: float, grey: int) -> bool:
        """Whether enough pixels of a box are nearer to a grey for the letters."""
        left, top = int(self.zoom * (x0 - self.x0)), ceil(self.zoom * (y0 - self.y0))  # the next line's ink stays out
        right = max(round(self.zoom * (x1 - self.x0)), left + 1)
        bottom = max(int(self.zoom * (y1 - self.y0)), top + 1)
        wanted = INK_SHARE * (right - left) * (bottom - top)
        for row in range(top, bottom):
            part = slice(row * self.width + left, row * self.width + right)
            whole, wordless = self.whole[part], self.wordless[part]
            if whole != wordless:
                wanted -= sum(abs(b - grey) - abs(a - grey) >= CHANGED for a, b in zip(whole, wordless, strict=True))
                if wanted <= 0:
                    return True
        return False


def _strip(shown: Any, box: BBox) -> _Strip:
    place = pymupdf.Rect(box)
    zoom = min(ZOOM, (PIXELS_MAX / place.get_area()) ** 0.5)
    whole, width = _painted(shown, place, zoom, words=True)
    wordless, _ = _painted(shown, place, zoom, words=False)
    return _Strip(*box, zoom, width, whole, wordless)


def _painted(shown: Any, place: Any, zoom: float, *, words: bool) -> tuple[bytes, int]:
    """The greys of a place of the page, pixel by pixel, and how many there are side by side."""
    matrix, clip = mupdf.FzMatrix(zoom, 0, 0, zoom, 0, 0), mupdf.FzRect(*place)
    box = mupdf.fz_round_rect(mupdf.fz_transform_rect(clip, matrix))
    grey = mupdf.FzColorspace(mupdf.FzColorspace.Fixed_GRAY)
    pixels = mupdf.fz_new_pixmap_with_bbox(grey, box, mupdf.FzSeparations(), 0)
    mupdf.fz_clear_pixmap_with_value(pixels, 0xFF)
    canvas = mupdf.fz_new_draw_device_with_bbox(matrix, pixels, box)
    device = canvas if words else _Wordless(canvas)
    mupdf.fz_run_display_list(shown, device, mupdf.FzMatrix(), clip, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    if not words:
        mupdf.fz_close_device(canvas)
    return bytes(mupdf.fz_pixmap_samples_memoryview(pixels)), box.x1 - box.x0
