"""Spans, lines and pages made by hand, for the tests of the pure geometry."""

from __future__ import annotations

from pipeline.extract.page import Line, Page, Span, Vector
from pipeline.extract.rejoin import assemble
from pipeline.extract.scripts import render


def span(text: str, x: float = 72, y: float = 100, size: float = 10, **changes: object) -> Span:
    """A span whose characters are half an em wide; `y` is its baseline."""
    values: dict[str, object] = {
        "flags": 0,
        "font": "Times",
        "color": 0,
        "alpha": 255,
        "char_flags": 16,
        "order": 1,
        **changes,
    }
    return Span(text, x, y - 0.8 * size, x + 0.5 * size * len(text), y + 0.2 * size, y, size, **values)  # type: ignore[arg-type]


def line(*spans: Span, rotated: bool = False) -> Line:
    """One line of spans, measured and rendered."""
    made = Line(
        list(spans),
        min(s.x0 for s in spans),
        min(s.y0 for s in spans),
        max(s.x1 for s in spans),
        max(s.y1 for s in spans),
        spans[0].baseline,
        spans[0].size,
        rotated=rotated,
    )
    assemble([made])
    made.text = render(made)
    return made


def text_line(text: str, x: float, y: float, size: float = 10, bold: bool = False) -> Line:
    return line(span(text, x, y, size, flags=16 if bold else 0))


def page(lines: list[Line], vectors: list[Vector] | None = None, number: int = 1) -> Page:
    return Page(number, 612, 792, lines, vectors or [])


def rule(x0: float, x1: float, y: float) -> Vector:
    return Vector(x0, y - 0.2, x1, y + 0.2, 0, True, True, 0, 255)


def fill(x0: float, y0: float, x1: float, y1: float, order: int, color: int, alpha: int = 255) -> Vector:
    return Vector(x0, y0, x1, y1, order, False, True, color, alpha)
