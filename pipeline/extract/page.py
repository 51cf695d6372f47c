"""What the reader saw on a page, before anyone thought about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.records import BBox

SUPERSCRIPT = 1  # bit of a span's flags, as PyMuPDF sets it
ITALIC = 2
MONOSPACED = 8
BOLD = 16
PAINTED = 16 | 32  # bits of a span's char_flags: filled, stroked; neither: render mode 3 or 7


@dataclass(slots=True)
class Span:
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

    @property
    def bold(self) -> bool:
        return bool(self.flags & BOLD) or "bold" in self.font.lower()


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
    text: str = ""  # normalised, with ^{…} and _{…}
    raw: str = ""  # the spans' text as the PDF says it
    bold: bool = False
    order: int = 0  # place in the PDF's content stream
    rotated: bool = False  # not written from left to right
    block: int = 0  # number of PyMuPDF's own block

    @property
    def bbox(self) -> BBox:
        return (self.x0, self.y0, self.x1, self.y1)


@dataclass(slots=True)
class Rule:
    """A straight line or a thin filled box: horizontal if x1 - x0 > y1 - y0."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 > self.y1 - self.y0


@dataclass(slots=True)
class Page:
    """One page as the PDF describes it."""

    number: int  # from 1
    width: float
    height: float
    lines: list[Line]
    rules: list[Rule] = field(default_factory=list)
    images: list[BBox] = field(default_factory=list)
