"""Finds the first figure of a paper above or below its caption, and draws it."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

from pipeline.extract.page import union
from schemas.records import BBox, Block, PaperText, Record

FIRST_FIGURE = "first-figure-1"  # part of the picture's key: raise it when another picture can come of it
WIDTH_PX = 1100  # twice the width of a card's column
SIDE_PX_MAX = 2200
AREA_PT_MAX = 800.0 * 1200.0  # of a page in points; a larger one is a poster, drawn smaller
CAPTION_CHARS = 600
SLACK = 4.0  # points by which boxes of a figure and of its caption may overlap
MARGIN = 5.0  # points left around the figure
SMALLEST = 40.0  # points in both directions: less is an icon or a rule
WALL_MIN = 0.2  # of the page's width: narrower text between figure and caption is an axis' name
STRAY_PT = 22.0  # height of such a name, and how far it stands from the axis
WEBP_QUALITY = 82  # lines of a plot show no ringing at this
_CAPTION = re.compile(r"(?i)(?:fig(?:ure|\.)?)\s*(\d{1,4})\b")
_TEXT_KINDS = ("paragraph", "heading", "title", "author", "abstract", "caption", "list", "table", "equation")


class Spot(Record):
    """Where the first figure is: its caption, and the text around it that it must not reach into."""

    page_number: int  # from 1
    caption: str
    caption_bbox: BBox
    walls: tuple[BBox, ...]  # boxes of running text on that page
    labels: tuple[BBox, ...]  # boxes of the text in figures


class Picture(Record):
    """A drawn figure as WebP."""

    page_number: int  # from 1
    caption: str
    width: int  # pixels
    height: int
    webp_base64: str


class NoPicture(Record):
    """Why a paper has no picture."""

    reason: str


def find_spot(paper: PaperText) -> Spot | None:
    """The caption of the figure with the lowest number, the first in reading order; None: no caption of a figure."""
    found: list[tuple[int, int, Block]] = []
    for i, block in enumerate(paper.blocks):
        match = _CAPTION.match(block.text) if block.kind == "caption" else None
        if match:
            found.append((int(match[1]), i, block))
    if not found:
        return None
    block = min(found, key=lambda f: f[:2])[2]
    near = [b for b in paper.blocks if b.page_number == block.page_number and b is not block]
    return Spot(
        page_number=block.page_number,
        caption=block.text[:CAPTION_CHARS],
        caption_bbox=block.bbox,
        walls=tuple(b.bbox for b in near if b.kind in _TEXT_KINDS),
        labels=tuple(b.bbox for b in near if b.kind == "figure_text"),
    )


def region(spot: Spot, drawn: list[BBox], width: float, height: float) -> BBox | None:
    """The box of the figure from the boxes that are drawn on the page; None: nothing is drawn beside the caption."""
    above = _band(spot, drawn, width, height, up=True)
    below = _band(spot, drawn, width, height, up=False)
    if above and below:  # the nearer one; papers put captions below their figures
        gap_above, gap_below = spot.caption_bbox[1] - above[3], below[1] - spot.caption_bbox[3]
        return below if gap_below + 20 < gap_above else above
    return above or below


def _band(spot: Spot, drawn: list[BBox], width: float, height: float, up: bool) -> BBox | None:
    """The union of what is drawn between the caption and the next running text above or below it."""
    x0, y0, x1, y1 = spot.caption_bbox
    spread = (x1 - x0) > 0.55 * width  # a caption over both columns
    left, right = (0.0, width) if spread else _column(spot.caption_bbox, width)
    near = [w for w in spot.walls if w[0] < right - SLACK and w[2] > left + SLACK]
    walls = [w for w in near if w[2] - w[0] > WALL_MIN * width]
    stray = [w for w in near if w not in walls and w[3] - w[1] < STRAY_PT]
    if up:
        top = max((w[3] for w in walls if w[3] <= y0 + SLACK and w[3] < y0), default=0.0)
        low, high = top - SLACK, y0 + SLACK
    else:
        bottom = min((w[1] for w in walls if w[1] >= y1 - SLACK), default=height)
        low, high = y1 - SLACK, bottom + SLACK
    inside = [
        b
        for b in (*drawn, *spot.labels)
        if b[1] >= low and b[3] <= high and left - SLACK <= (b[0] + b[2]) / 2 <= right + SLACK
    ]
    graphics = [b for b in drawn if b in inside]
    if not graphics:
        return None
    box = union(inside)
    box = union([box, *(w for w in stray if low <= w[1] and w[3] <= high and _touches(w, box))])
    if box[2] - box[0] < SMALLEST or box[3] - box[1] < SMALLEST:
        return None
    return (
        max(0.0, box[0] - MARGIN),
        max(0.0, low + SLACK, box[1] - MARGIN),
        min(width, box[2] + MARGIN),
        min(height, high - SLACK, box[3] + MARGIN),
    )


def _touches(word: BBox, box: BBox) -> bool:
    return (
        box[0] - STRAY_PT <= word[0]
        and word[2] <= box[2] + STRAY_PT
        and box[1] - STRAY_PT <= word[1]
        and word[3] <= box[3] + STRAY_PT
    )


def _column(caption: BBox, width: float) -> tuple[float, float]:
    """The column that a narrow caption stands in; a caption in the middle of the page may have the whole of it."""
    middle = (caption[0] + caption[2]) / 2
    if abs(middle - width / 2) < 0.08 * width:
        return 0.0, width
    return (0.0, width / 2 + SLACK) if middle < width / 2 else (width / 2 - SLACK, width)


def pdf_library() -> Any:
    """pymupdf, silent, imported when it is needed: it takes 0.3 s. It has no types in these calls."""
    import pymupdf

    library: Any = pymupdf
    library.TOOLS.mupdf_display_errors(False)
    library.TOOLS.mupdf_display_warnings(False)
    return library


def draw(data: bytes, spot: Spot) -> Picture | NoPicture:
    """The figure of `spot` of a PDF's bytes as a reader sees it. Runs the PDF library: only in a worker.

    Raises what pymupdf raises for a broken page.
    """
    library = pdf_library()
    with library.open(stream=data, filetype="pdf") as document:
        page = document[spot.page_number - 1]
        drawn = [_tuple(info["bbox"]) for info in page.get_image_info()]
        drawn += [_tuple(rect * page.rotation_matrix) for rect in page.cluster_drawings(x_tolerance=6, y_tolerance=6)]
        on_page = [b for b in drawn if b[2] - b[0] < 0.97 * page.rect.width or b[3] - b[1] < 0.9 * page.rect.height]
        box = region(spot, on_page, page.rect.width, page.rect.height)
        if box is None:
            return NoPicture(reason="nothing is drawn beside the caption")
        data, width, height = _webp(page, box)
    return Picture(
        page_number=spot.page_number,
        caption=spot.caption,
        width=width,
        height=height,
        webp_base64=base64.b64encode(data).decode(),
    )


def _tuple(rect: Any) -> BBox:
    x0, y0, x1, y1 = (float(v) for v in rect)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _webp(page: Any, box: BBox) -> tuple[bytes, int, int]:
    from PIL import Image

    library = pdf_library()

    wide, tall = box[2] - box[0], box[3] - box[1]
    zoom = min(WIDTH_PX / wide, SIDE_PX_MAX / max(wide, tall), 4.0)
    if page.rect.width * page.rect.height > AREA_PT_MAX:
        zoom = min(zoom, 1.0)
    clip = library.Rect(*box)
    pixmap = page.get_pixmap(matrix=library.Matrix(zoom, zoom), clip=clip, alpha=False, colorspace=library.csRGB)
    image = Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=WEBP_QUALITY, method=3)
    return out.getvalue(), pixmap.width, pixmap.height
