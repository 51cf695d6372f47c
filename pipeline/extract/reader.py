"""Opens a PDF with PyMuPDF: the only effectful part of the extraction."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

from pipeline.errors import ExtractLimit, PdfEncrypted, PdfNoText, PdfUnreadable
from pipeline.extract.page import Line, Page, Span
from pipeline.extract.settings import ExtractSettings
from schemas.records import Pdf

pymupdf: Any = _pymupdf  # it has no type hints
FOREIGN = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)  # what PyMuPDF raises at damage
GZIP = b"\x1f\x8b"
GUNZIP_MAX_BYTES = 200_000_000  # arXiv's own limit for a submission is 50 MB
FLAGS = (
    pymupdf.TEXT_PRESERVE_LIGATURES  # kept: `raw` is what the PDF says
    | pymupdf.TEXT_PRESERVE_WHITESPACE
)

pymupdf.TOOLS.mupdf_display_errors(False)  # MuPDF's complaints go to the receipt, not to stderr
pymupdf.TOOLS.mupdf_display_warnings(False)


def read(pdf: Pdf, settings: ExtractSettings) -> list[Page]:
    """The pages of `pdf`. Raises PdfUnreadable, PdfEncrypted, PdfNoText, ExtractLimit."""
    subject = f"{pdf.paper_id}{pdf.version or ''}"
    with _open(pdf, subject) as document:
        if document.page_count > settings.max_pages:
            raise ExtractLimit(
                subject,
                f"{document.page_count} pages, the limit is {settings.max_pages}",
                "raise extract.max_pages, or exclude it",
            )
        pages = list(_pages(document, subject))
    if not any(page.lines for page in pages):
        raise PdfNoText(
            subject, f"no text on {len(pages)} of {len(pages)} pages; a scan?", "run OCR first, or exclude it"
        )
    return pages


def _open(pdf: Pdf, subject: str) -> Any:
    path = Path(pdf.path)
    try:
        data = path.read_bytes()
    except OSError as e:
        raise PdfUnreadable(subject, f"cannot read {path.name}: {e.strerror}", "download it again") from e
    if data.startswith(GZIP):  # a body whose Content-Encoding was never undone
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, GUNZIP_MAX_BYTES)
        except zlib.error as e:
            raise PdfUnreadable(subject, "a broken gzip file", "download it again") from e
    if not data:
        raise PdfUnreadable(subject, "the file is empty", "download it again")
    if b"%PDF-" not in data[:1024]:
        raise PdfUnreadable(subject, "not a PDF (no %PDF- in the first 1,024 bytes)", "download it again")
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        encrypted, page_count = document.needs_pass, document.page_count
    except FOREIGN as e:
        raise PdfUnreadable(subject, "damaged, cannot be opened", "download it again, or exclude it") from e
    if encrypted:
        raise PdfEncrypted(subject, "encrypted, a password is needed", "decrypt it first, or exclude it")
    if page_count == 0:
        raise PdfUnreadable(subject, "no pages; truncated?", "download it again, or exclude it")
    return document


def _pages(document: Any, subject: str) -> Iterator[Page]:
    for index in range(document.page_count):
        try:
            yield _page(document[index], index + 1)
        except FOREIGN as e:
            raise PdfUnreadable(subject, f"page {index + 1} is damaged", "download it again, or exclude it") from e


def _page(page: Any, number: int) -> Page:
    content: dict[str, Any] = page.get_text("dict", flags=FLAGS)
    lines: list[Line] = []
    for block_number, block in enumerate(content["blocks"]):
        for raw in block.get("lines", ()):
            spans = [_span(span) for span in raw["spans"] if span["text"].strip()]
            if spans:
                lines.append(_line(spans, raw, block_number, len(lines)))
    return Page(number, content["width"], content["height"], lines)


def _span(span: dict[str, Any]) -> Span:
    x0, y0, x1, y1 = span["bbox"]
    return Span(
        span["text"],
        x0,
        y0,
        x1,
        y1,
        span["origin"][1],
        span["size"],
        span["flags"],
        span["font"],
        span["color"],
        span["alpha"],
        span["char_flags"],
    )


def _line(spans: list[Span], raw: dict[str, Any], block: int, order: int) -> Line:
    x0, y0, x1, y1 = raw["bbox"]
    main = max(spans, key=lambda s: len(s.text) * s.size)
    rotated = raw["dir"][0] < 0.99  # cos 8°: nothing is set so slightly askew on purpose
    return Line(spans, x0, y0, x1, y1, main.baseline, main.size, order=order, rotated=rotated, block=block)
