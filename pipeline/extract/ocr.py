"""Reads the pictures of a scan with the Tesseract that PyMuPDF holds; only its language data have to be installed."""

from __future__ import annotations

import functools
import os
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pymupdf as _pymupdf

from pipeline.extract.page import Line, Page

pymupdf: Any = _pymupdf  # it has no type hints
DPI = 300  # what Tesseract asks for: https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html
PIXELS_MAX = 12_000_000  # 36 MB a picture: A4 at 300 dpi has 8.7 million, a poster would fill the memory
SINGLE = 1.8  # of the usual size: lines farther apart are paragraphs, or spaced doubly
LEADING = 1.2  # of the size, as most papers are set: OCR takes a size for less than it is
SAME_SIZE = 0.12  # of the page's usual size: sizes that OCR gives to lines of one font differ by 8%


def language_data(languages: str) -> str | None:
    """The folder that holds the data of all `languages` ("eng", "eng+deu"); None: there is none.

    $TESSDATA_PREFIX, then what the `ocr` extra installs, then the system's Tesseract.
    """
    folders = [os.environ.get("TESSDATA_PREFIX", ""), str(Path(sys.prefix, "share", "tessdata"))]
    for folder in folders:
        if folder and _holds(folder, languages):
            return folder
    found = _of_the_system()
    return found if found and _holds(found, languages) else None


@functools.cache
def _of_the_system() -> str | None:
    """Found by asking other programs, which only a process that is not yet confined can."""
    try:
        return str(pymupdf.get_tessdata())
    except RuntimeError:  # it says so where it finds none
        return None


def _holds(folder: str, languages: str) -> bool:
    return all(Path(folder, f"{name}.traineddata").is_file() for name in languages.split("+"))


def pictured(page: Any, languages: str, folder: str) -> bytes:
    """A PDF of one page: the page's picture under the invisible text that Tesseract read."""
    box = page.rect
    dpi = int(min(DPI, 72 * (PIXELS_MAX / max(box.width * box.height, 1)) ** 0.5))
    picture = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csRGB, alpha=False)  # of grey ones MuPDF 1.28 reads nothing
    return bytes(picture.pdfocr_tobytes(compress=False, language=languages, tessdata=folder))


def even_out(page: Page) -> None:
    """Gives the words of a line one size and one baseline: OCR measures each by its own letters."""
    sizes = [s.size for line in page.lines for s in line.spans]
    if not sizes:
        return
    usual = median(sizes)
    steps = [b.baseline - a.baseline for a, b in pairwise(page.lines)]
    single = [step for step in steps if 0.8 * usual < step < SINGLE * usual]
    ratio = max(1.0, median(single) / (LEADING * usual)) if single else 1.0
    page.lines = [_evened(line, usual, ratio) for line in page.lines]


def _evened(line: Line, usual: float, ratio: float) -> Line:
    size = median([s.size for s in line.spans])
    size = ratio * (usual if abs(size - usual) <= SAME_SIZE * usual else size)
    baseline = median([s.baseline for s in line.spans])
    top, bottom = baseline - 0.9 * size, baseline + 0.1 * size
    spans = [s._replace(size=size, baseline=baseline, y0=top, y1=bottom) for s in line.spans]
    return Line(spans, line.x0, top, line.x1, bottom, baseline, size, rotated=line.rotated, place=line.place)
