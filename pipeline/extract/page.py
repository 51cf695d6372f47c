"""What the reader saw on a page: spans, paths and pictures, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from schemas.records import BBox, HiddenReason

SUPERSCRIPT = 1  # bits of a span's flags, as PyMuPDF sets them
ITALIC = 2
MONOSPACED = 8
BOLD = 16
LONG = 200  # characters of a line; the longest of 38 papers has 165
PAINTED = 16 | 32  # bits of a span's char_flags: filled, stroked; neither: render mode 3 or 7


@lru_cache(maxsize=1024)
def named_bold(font: str) -> int:
    """BOLD for the fonts that are bold by name, which is all that some say; else 0."""
    return BOLD if "bold" in font.lower() or "heavy" in font.lower() else 0


class Span(NamedTuple):
    """A run of characters of one font, size and colour. Lengths in points, origin at the page's top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float  # y of the origin of the first character
    size: float
    flags: int
    font: str
    color: int  # sRGB, 0xRRGGBB
    alpha: int  # 0 … 255
    char_flags: int
    order: int  # of the object in the content stream, comparable with Vector.order

    @property
    def bold(self) -> bool:
        return bool(self.flags & BOLD)

    @property
    def bbox(self) -> BBox:
        return (self.x0, self.y0, self.x1, self.y1)


@dataclass(slots=True)
class Line:
    """Spans that stand on one baseline, left to right."""

    spans: list[Span]
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float  # of most of its characters
    bold: bool = False  # nine in ten of its characters
    text: str = ""  # normalised, with ^{…} and _{…}
    rotated: bool = False  # not written from left to right
    place: int = 0  # of the line among the page's lines, as the PDF writes them
    even: bool = False  # one size, one baseline, all bold or none: measured already
    spaced: bool = False  # blanks stand wherever a span ends: its raw text has all of them

    @property
    def bbox(self) -> BBox:
        return (self.x0, self.y0, self.x1, self.y1)

    @property
    def raw(self) -> str:
        """The spans' text as the PDF says it, less what no UTF-8 file can hold."""
        spans = self.spans
        text = spans[0][0] if len(spans) == 1 else "".join([span[0] for span in spans])
        return text if text.isascii() else text.encode("utf-8", "ignore").decode()


class Vector(NamedTuple):
    """The box of one drawn path."""

    x0: float
    y0: float
    x1: float
    y1: float
    order: int
    stroked: bool
    rectangle: bool
    color: int  # sRGB, 0xRRGGBB
    alpha: int  # 0 … 255

    @property
    def bbox(self) -> BBox:
        return (self.x0, self.y0, self.x1, self.y1)


class Rule(NamedTuple):
    """A horizontal rule."""

    x0: float
    y0: float
    x1: float
    y1: float


class Veiled(NamedTuple):
    """A span that a reader cannot see."""

    span: Span
    reason: HiddenReason


@dataclass(slots=True)
class Page:
    """One page as the PDF describes it, turned so that most of its text runs from left to right."""

    number: int  # from 1
    width: float
    height: float
    lines: list[Line]
    vectors: list[Vector] = field(default_factory=list)
    images: list[BBox] = field(default_factory=list)
    veiled: list[Veiled] = field(default_factory=list)
    turn: int = 0  # 90 or 270: the degrees by which the page was turned clockwise to read it
    ocr: bool = False  # the text is a machine's reading of a picture of the page
    long: bool = True  # a line of it may have more than LONG characters
    characters: int = 0  # of the lines as they were read, hidden ones included

    def as_seen(self, box: BBox) -> BBox:
        """`box` in the coordinates of the page as a viewer shows it, before `turn`."""
        x0, y0, x1, y1 = box
        if self.turn == 90:
            return (y0, self.width - x1, y1, self.width - x0)
        if self.turn == 270:
            return (self.height - y1, x0, self.height - y0, x1)
        return box


def union(boxes: list[BBox]) -> BBox:
    """The smallest box around all `boxes`, of which there is at least one."""
    x0, y0, x1, y1 = boxes[0]
    for a, b, c, d in boxes:  # four calls of min() and max() take three times as long
        x0, y0 = a if a < x0 else x0, b if b < y0 else y0
        x1, y1 = c if c > x1 else x1, d if d > y1 else y1
    return (x0, y0, x1, y1)
