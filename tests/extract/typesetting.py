"""Small PDFs made by code, whose truth the tests know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

from schemas.records import Pdf

pymupdf: Any = _pymupdf  # it has no type hints


def pdf_at(path: Path) -> Pdf:
    """The record of a PDF on disk."""
    return Pdf(
        paper_id=f"local-{path.stem}",
        version=None,
        path=str(path),
        sha256="0" * 64,
        size_bytes=path.stat().st_size if path.exists() else 0,
        url=None,
    )


def saved(document: Any, path: Path, **options: Any) -> Pdf:
    document.save(path, **options)
    document.close()
    return pdf_at(path)


def one_line(path: Path, text: str = "Learning rate 0.001") -> Pdf:
    """A PDF with one page and one line."""
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), text)
    return saved(document, path)


class Sheet:
    """A page on which text is set piece by piece, in a font that has minus, times and ligatures."""

    def __init__(self, document: Any, width: float = 612, height: float = 792) -> None:
        self.page = document.new_page(width=width, height=height)
        self._fonts = {name: pymupdf.Font(name) for name in ("tiro", "tibo")}

    def put(self, x: float, y: float, text: str, size: float = 10, font: str = "tiro") -> float:
        """Writes on baseline `y`; returns where the text ends."""
        writer = pymupdf.TextWriter(self.page.rect)
        writer.append((x, y), text, font=self._fonts[font], fontsize=size)
        writer.write_text(self.page)
        return x + float(self._fonts[font].text_length(text, fontsize=size))

    def raised(self, x: float, y: float, text: str, size: float = 10) -> float:
        return self.put(x, y - 0.36 * size, text, 0.7 * size)

    def lowered(self, x: float, y: float, text: str, size: float = 10) -> float:
        return self.put(x, y + 0.15 * size, text, 0.7 * size)

    def rule(self, x0: float, x1: float, y: float) -> None:
        self.page.draw_line((x0, y), (x1, y), width=0.6)
