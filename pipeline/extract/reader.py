"""Opens a PDF with PyMuPDF: the only effectful part of the extraction."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf

from pipeline.errors import ExtractLimit, PdfEncrypted, PdfNoText, PdfUnreadable
from pipeline.extract.hidden import is_ocr_layer, split_hidden
from pipeline.extract.page import Line, Page, Span, Vector
from pipeline.extract.settings import ExtractSettings
from schemas.records import BBox, Pdf

pymupdf: Any = _pymupdf  # it has no type hints
mupdf: Any = pymupdf.mupdf
FOREIGN = (RuntimeError, ValueError, IndexError, mupdf.FzErrorBase)  # what PyMuPDF raises at damage
GZIP = b"\x1f\x8b"
GUNZIP_MAX_BYTES = 200_000_000  # arXiv's own limit for a submission is 50 MB
FLAGS = (
    pymupdf.TEXT_PRESERVE_LIGATURES  # kept: `raw` is what the PDF says
    | pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_COLLECT_VECTORS  # rules and boxes come in the same pass, in the order of painting
)
EVERYWHERE = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
LOST_SHARE = 0.1  # a sound paper has no page with a broken stream; one damaged figure page in ten is let through

pymupdf.TOOLS.mupdf_display_errors(False)  # MuPDF's complaints go into errors and receipts, not to stderr
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
        blank = [page.number for page in pages if not page.lines]
        if len(blank) == len(pages):
            raise PdfNoText(
                subject, _no_text(len(pages), pages), "run OCR first (ocrmypdf in.pdf out.pdf), or exclude it"
            )
    return pages


def _no_text(count: int, pages: list[Page]) -> str:
    what = "a scan?" if any(page.images for page in pages) else "blank, or drawn as curves?"
    if any(page.veiled for page in pages):
        what = "all of it is hidden from a reader"
    return f"no text on {count} of {count} pages; {what}"


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
    """Page by page. A PDF whose streams are broken has lost text: a failure, never a short paper."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    broken = 0
    for index in range(document.page_count):
        try:
            yield read_page(document[index], index + 1)
        except FOREIGN as e:
            raise PdfUnreadable(subject, f"page {index + 1} is damaged", "download it again, or exclude it") from e
        if _lost_text(pymupdf.TOOLS.mupdf_warnings(reset=True)):
            broken += 1
    if broken > LOST_SHARE * document.page_count:
        fact = f"text is lost on {broken} of {document.page_count} pages (broken streams)"
        raise PdfUnreadable(subject, fact, "download it again, or exclude it")


_LOSSES = ("zlib error", "premature end", "flate", "content stream is not a stream", "cannot find object")


def _lost_text(warnings: str) -> bool:
    text = warnings.lower()
    return any(loss in text for loss in _LOSSES)


def read_page(page: Any, number: int) -> Page:
    """One page; `page` is a pymupdf.Page."""
    shown = page.get_displaylist() if page.rotation else None  # PyMuPDF reads a page itself as if it had no rotation
    text = pymupdf.TextPage(shown.get_textpage(FLAGS)) if shown else page.get_textpage(flags=FLAGS)
    box = text.this.m_internal.mediabox
    width, height = box.x1 - box.x0, box.y1 - box.y0
    box.x0, box.y0, box.x1, box.y1 = EVERYWHERE.x0, EVERYWHERE.y0, EVERYWHERE.x1, EVERYWHERE.y1  # off-page text too
    content: dict[str, Any] = text.extractDICT()
    lines: list[Line] = []
    vectors: list[Vector] = []
    turned: Counter[int] = Counter()
    for order, block in enumerate(content["blocks"]):
        if block["type"] == 3:
            vectors.append(_vector(block, order))
            continue
        for line in block.get("lines", ()):
            spans = _spans(line["spans"], order)
            if spans:
                dx, dy = line["dir"]
                x0, y0, x1, y1 = line["bbox"]
                rotated = dx < 0.99  # cos 8°: nothing is set so slightly askew on purpose
                lines.append(Line(spans, x0, y0, x1, y1, spans[0].baseline, spans[0].size, rotated=rotated))
                turned[90 if dy < -0.99 else 270 if dy > 0.99 else 0] += sum(len(s.text) for s in spans)
    result = Page(number, width, height, lines, vectors, [])
    light = any(s.color & 0xC0C0C0 == 0xC0C0C0 for x in lines for s in x.spans)
    log: list[tuple[str, BBox]] = []
    if light or page.get_images():
        log = _paint_log(shown or page.get_displaylist())
        result.images = [box for kind, box in log if kind.startswith("fill-image")]
    turn = turned.most_common(1)[0][0] if turned else 0
    before = [(line, line.spans) for line in lines]
    split_hidden(result, log)
    if is_ocr_layer(result):
        for line, spans in before:
            line.spans = spans
        result.ocr, result.lines, result.veiled, result.images = True, lines, [], []
    if turn:
        _turn(result, turn)
    return result


def _spans(raw: list[dict[str, Any]], order: int) -> list[Span]:
    """The spans of a line; one of nothing but blanks is a blank at the end of the span before it."""
    spans: list[Span] = []
    for s in raw:
        text = s["text"]
        if text.isspace():
            if spans:
                spans[-1].text += " "
            continue
        x0, y0, x1, y1 = s["bbox"]
        baseline, size, flags, font = s["origin"][1], s["size"], s["flags"], s["font"]
        spans.append(
            Span(text, x0, y0, x1, y1, baseline, size, flags, font, s["color"], s["alpha"], s["char_flags"], order)
        )
    return spans


def _vector(block: dict[str, Any], order: int) -> Vector:
    x0, y0, x1, y1 = block["bbox"]
    return Vector(x0, y0, x1, y1, order, block["stroked"], block["isrect"], block["color"], block["alpha"])


def _paint_log(shown: Any) -> list[tuple[str, BBox]]:
    """Every painting operation of the page, in order, as PyMuPDF's get_bboxlog names them."""
    log: list[tuple[str, BBox]] = []
    device = pymupdf.JM_new_bbox_device(log, False)
    mupdf.fz_run_display_list(shown, device, mupdf.FzMatrix(), EVERYWHERE, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    return log


def _turn(page: Page, turn: int) -> None:
    """Turns the page in place, clockwise, so that text that ran up (90) or down (270) runs to the right."""
    old_width, old_height = page.width, page.height

    def box(b: BBox) -> BBox:
        x0, y0, x1, y1 = b
        return (old_height - y1, x0, old_height - y0, x1) if turn == 90 else (y0, old_width - x1, y1, old_width - x0)

    for line in page.lines:
        line.rotated = not line.rotated
        line.x0, line.y0, line.x1, line.y1 = box(line.bbox)
        for span in line.spans:
            span.x0, span.y0, span.x1, span.y1 = box(span.bbox)
            span.baseline = span.y1 - 0.2 * span.size  # the descent of most fonts; only the x was kept turned
    page.vectors = [Vector(*box(v[:4]), v.order, v.stroked, v.rectangle, v.color, v.alpha) for v in page.vectors]
    page.images = [box(image) for image in page.images]
    page.width, page.height, page.turn = old_height, old_width, turn
