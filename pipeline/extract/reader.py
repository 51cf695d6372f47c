"""Opens a PDF with PyMuPDF: the only effectful part of the extraction."""

from __future__ import annotations

import math
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, BinaryIO

import pymupdf as _pymupdf

from pipeline.errors import ExtractLimit, PdfEncrypted, PdfNoText, PdfUnreadable
from pipeline.extract.glyphs import Fonts
from pipeline.extract.hidden import (
    CONTRAST_MIN,
    SIZE_MIN,
    SQUEEZED,
    any_veil,
    is_ocr_layer,
    split_hidden,
    touching,
    without_marks,
)
from pipeline.extract.normalise import of_symbols
from pipeline.extract.ocr import even_out, language_data, pictured
from pipeline.extract.page import BOLD, LONG, PAINTED, Line, Page, Span, Vector, Veiled, named_bold
from pipeline.extract.paint import ink_of, paint_log
from pipeline.extract.pdf_file import cannot_be_read
from pipeline.extract.settings import ExtractSettings
from pipeline.messages import _
from pipeline.store.plain import open_plain
from schemas.bounds import TEXT
from schemas.records import BBox, Pdf

pymupdf: Any = _pymupdf  # it has no type hints
mupdf: Any = pymupdf.mupdf
OCR_SHARE = 0.75  # of the time limit: the page that is then being read takes about 6 s
FOREIGN = (RuntimeError, ValueError, IndexError, mupdf.FzErrorBase)  # what PyMuPDF raises at damage
GZIP = b"\x1f\x8b"
TAIL_BYTES = 2048  # readers look for %%EOF in the last 1,024 bytes; servers append some more
TAIL_SHARE = 0.1  # of the file: junk behind the end is no more, a linearised PDF's first %%EOF stands at its beginning
GUNZIP_MAX_BYTES = 200_000_000  # arXiv's own limit for a submission is 50 MB
FLAGS = (
    pymupdf.TEXT_PRESERVE_LIGATURES  # kept: `raw` is what the PDF says
    | pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_COLLECT_VECTORS  # rules and boxes come in the same pass, in the order of painting
    | pymupdf.TEXT_IGNORE_ACTUALTEXT  # it says what stands in place of the letters that are painted
    | pymupdf.TEXT_CLIP  # what a clip path cuts off is not to be seen: the rest of a cropped figure
)
MARKS = (
    pymupdf.PDF_ANNOT_HIGHLIGHT,
    pymupdf.PDF_ANNOT_UNDERLINE,
    pymupdf.PDF_ANNOT_SQUIGGLY,
    pymupdf.PDF_ANNOT_STRIKE_OUT,
    pymupdf.PDF_ANNOT_INK,
)  # what a reader draws into a paper: neither its rules nor its figures
UPRIGHT = 0.99  # cos 8°: nothing is set so slightly askew on purpose
FLAT = 1.0  # points high, of letters twice as wide: fonts that claim less height than they have claim more
_MEDIABOX, _CROPBOX, _RESOURCES = (pymupdf.PDF_NAME(name) for name in ("MediaBox", "CropBox", "Resources"))
EVERYWHERE = pymupdf.INFINITE_RECT()  # no text is filtered out by its place
BEYOND = 5000.0  # points around a page in which text is looked for: coordinates keep 0.0005 of a point there
LETTERS_MIN = (
    40  # of a page, on average, that OCR reads: a page of a paper has thousands, a photograph a few by mistake
)
LOST_SHARE = 0.1  # a sound paper has no page with a broken stream; one damaged figure page in ten is let through

pymupdf.TOOLS.mupdf_display_errors(False)  # MuPDF's complaints go into errors and receipts, not to stderr
pymupdf.TOOLS.mupdf_display_warnings(False)


def read(pdf: Pdf, settings: ExtractSettings, file: BinaryIO | None = None) -> tuple[list[Page], int]:
    """The first `settings.max_pages` pages of `pdf`, or so many as have TEXT characters, and how many are left.

    `file`: the PDF, opened by who may; None: it is opened here.
    Raises PdfUnreadable, PdfEncrypted, PdfNoText, ExtractLimit.
    """
    subject = f"{pdf.paper_id}{pdf.version or ''}"
    try:
        with file or open_plain(pdf.path) as f:
            data = f.read()
    except OSError as e:
        raise cannot_be_read(pdf, e) from e
    with _open(data, subject) as document:
        with _plain_boxes():
            pages = list(_pages(document, min(document.page_count, settings.max_pages), subject))
        unread = document.page_count - len(pages)
        blank = [page for page in pages if not page.lines]
        if len(blank) == len(pages):
            with _open(data, subject) as fresh:  # the pages of the other one have been enlarged
                return _read_by_ocr(fresh, pages, unread, settings, subject), unread
    return pages, unread


def _read_by_ocr(document: Any, blank: list[Page], unread: int, settings: ExtractSettings, subject: str) -> list[Page]:
    """The pages of a scan as Tesseract reads them.

    Raises PdfNoText where it may not, cannot, or finds nothing, and ExtractLimit where it takes too long.
    """
    fact = _no_text(blank, unread)
    stop = "" if fact.endswith(("?", "？")) else _(".")
    if settings.ocr == "off" or not any(page.images or page.vectors for page in blank):
        raise PdfNoText(subject, fact, _("run OCR first (ocrmypdf in.pdf out.pdf), or exclude it"))
    folder = language_data(settings.ocr_language)
    if folder is None:
        packages = " ".join(f"tesseract-ocr-{name}" for name in settings.ocr_language.split("+"))
        extra = _("pip install -c constraints.txt -e '.[ocr]' or ") if settings.ocr_language == "eng" else ""
        remedy = _("for OCR, {extra}apt install {packages}; or exclude it", extra=extra, packages=packages)
        raise PdfNoText(
            subject,
            _("{fact}{stop} No OCR data for {ocr_language}", fact=fact, stop=stop, ocr_language=settings.ocr_language),
            remedy,
        )
    pages = []
    began = time.monotonic()
    for index in range(len(blank)):
        if time.monotonic() - began > OCR_SHARE * settings.time_limit_s:
            seconds = OCR_SHARE * settings.time_limit_s
            read = _(
                "OCR read {done} of its {count} pages in {seconds:g} s", done=index, count=len(blank), seconds=seconds
            )
            raise ExtractLimit(subject, _("a scan; {read}", read=read), _("raise extract.timeout_s, or exclude it"))
        try:
            with pymupdf.open(stream=pictured(document[index], settings.ocr_language, folder)) as one:
                page = read_page(one[0], index + 1)
        except FOREIGN as e:
            raise PdfNoText(
                subject,
                _("{fact}{stop} OCR failed on page {page}", fact=fact, stop=stop, page=index + 1),
                _("exclude it"),
            ) from e
        even_out(page)
        pages.append(page)
    if sum(len(line.raw) for page in pages for line in page.lines) < LETTERS_MIN * len(pages):
        raise PdfNoText(
            subject, _("{fact}{stop} OCR found next to none, either", fact=fact, stop=stop), _("exclude it")
        )
    return pages


@contextmanager
def _plain_boxes() -> Iterator[None]:
    """Boxes as MuPDF gives them: PyMuPDF's own correction, character by character, takes a third of a page's time."""
    before = pymupdf.TOOLS.unset_quad_corrections()
    pymupdf.TOOLS.unset_quad_corrections(True)
    try:
        yield
    finally:
        pymupdf.TOOLS.unset_quad_corrections(before)


def _is_cut(data: bytes) -> bool:
    """Whether the file does not end as a PDF ends."""
    end = data.rfind(b"%%EOF")
    return end < 0 or end < len(data) - max(TAIL_BYTES, TAIL_SHARE * len(data))


def _no_text(pages: list[Page], unread: int) -> str:
    what = _("a scan?") if any(page.images for page in pages) else _("blank, or drawn as curves?")
    if any(page.veiled for page in pages):
        what = _("all of it is hidden from a reader")
    counts = {"read": len(pages), "count": len(pages) + unread, "what": what}
    if unread:
        return _("no text on the first {read} of {count} pages; {what}", **counts)
    return _("no text on {read} of {count} pages; {what}", **counts)


def _open(data: bytes, subject: str) -> Any:
    if data.startswith(GZIP):  # a body whose Content-Encoding was never undone
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, GUNZIP_MAX_BYTES)
        except zlib.error as e:
            raise PdfUnreadable(subject, _("a broken gzip file"), _("download it again")) from e
    if not data:
        raise PdfUnreadable(subject, _("the file is empty"), _("download it again"))
    if b"%PDF-" not in data[:1024]:
        raise PdfUnreadable(subject, _("not a PDF (no %PDF- in the first 1,024 bytes)"), _("download it again"))
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        encrypted, page_count = document.needs_pass, document.page_count
    except FOREIGN as e:
        raise PdfUnreadable(subject, _("damaged, cannot be opened"), _("download it again, or exclude it")) from e
    if encrypted:
        raise PdfEncrypted(subject, _("encrypted, a password is needed"), _("decrypt it first, or exclude it"))
    if document.is_repaired and _is_cut(data):  # what is left opens, and lacks pages, fonts or figures without a word
        raise PdfUnreadable(subject, _("cut off: it does not end as a PDF ends"), _("download it again, or exclude it"))
    if page_count == 0:
        raise PdfUnreadable(subject, _("no pages; truncated?"), _("download it again, or exclude it"))
    return document


def _pages(document: Any, count: int, subject: str) -> Iterator[Page]:
    """The first `count` pages, one by one. Broken streams have lost text: a failure, never a short paper."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    broken, fonts, room = 0, Fonts(document), TEXT
    for index in range(count):
        try:
            page = read_page(document.load_page(index), index + 1, fonts)
        except FOREIGN as e:
            raise PdfUnreadable(
                subject, _("page {page} is damaged", page=index + 1), _("download it again, or exclude it")
            ) from e
        if _lost_text(pymupdf.TOOLS.mupdf_warnings(reset=True)):
            broken += 1
        room -= page.characters
        if room < 0 and index == 0:
            fact = _("page 1 has more than {count:,} characters", count=TEXT)
            raise ExtractLimit(subject, fact, _("exclude it"))
        if room < 0:
            break
        yield page
    if broken > LOST_SHARE * count:
        fact = _("text is lost on {broken} of {count} pages (broken streams)", broken=broken, count=count)
        raise PdfUnreadable(subject, fact, _("download it again, or exclude it"))


_LOSSES = ("zlib error", "premature end", "flate", "content stream is not a stream", "cannot find object")


def _lost_text(warnings: str) -> bool:
    text = warnings.lower()
    return any(loss in text for loss in _LOSSES)


def read_page(page: Any, number: int, fonts: Fonts | None = None) -> Page:
    """One page; `page` is a pymupdf.Page, whose boxes are left enlarged. `fonts`: of its document; None: trusted."""
    bound = page.bound()
    shift = _enlarge(page, bound)
    text = page._get_textpage(EVERYWHERE, FLAGS, shift)  # the public one undoes a page's rotation
    everywhere = text.m_internal.mediabox
    everywhere.x0, everywhere.y0, everywhere.x1, everywhere.y1 = EVERYWHERE
    found: dict[str, list[dict[str, Any]]] = {}
    pymupdf.JM_make_textpage_dict(text, found, False)
    result = Page(number, bound.x1 - bound.x0, bound.y1 - bound.y0, [])
    plain, turn = _fill(result, found.pop("blocks"))
    log: list[tuple[str, BBox]] = []
    if not plain or _has_more_than_letters(page):
        whole = paint_log(page, shift)
        log = [(kind, box) for kind, box in whole if not kind.endswith("-text")]
        result.images = [box for kind, box in log if kind == "fill-image"]
        painted = [box for _, box in log]
        if painted and any(touching(painted, line.bbox) for line in result.lines):
            log = whole
    if fonts and result.lines:
        fonts.veil(page, result, shift)
    annotated = mupdf.ll_pdf_first_annot(mupdf.ll_pdf_page_from_fz_page(page.this.m_internal))
    marks = [tuple(mark.rect * shift) for mark in page.annots(types=MARKS)] if annotated else []
    if not plain or log or any_veil(result):
        before = [(line, line.spans) for line in result.lines]
        split_hidden(result, log, ink_of(page, shift), plain, marks)
        if is_ocr_layer(result):
            for line, spans in before:
                line.spans = spans
            result.ocr, result.lines, result.veiled, result.images = True, [line for line, _ in before], [], []
    if marks:
        without_marks(result, marks)
    if turn:
        _turn(result, turn)
    return result


def _enlarge(page: Any, before: Any) -> Any:
    """Moves the page's edges outwards, so that text beyond them is read, too. Returns the matrix that makes up for it.

    Clip paths still cut off what they cut off, which is why the text is not simply read without clipping.
    `before`: the page's edges.
    """
    entry = _entry(page)
    for name in (_MEDIABOX.m_internal, _CROPBOX.m_internal):
        box = mupdf.ll_pdf_to_rect(mupdf.ll_pdf_dict_get_inheritable(entry, name))
        if box.x1 > box.x0:
            box.x0, box.y0, box.x1, box.y1 = box.x0 - BEYOND, box.y0 - BEYOND, box.x1 + BEYOND, box.y1 + BEYOND
            mupdf.ll_pdf_dict_put_rect(entry, name, box)
    after = page.bound()
    by = (after.x1 - after.x0 - before.x1 + before.x0) / 2
    return pymupdf.Matrix(1, 0, 0, 1, -by, -by)


_INLINE = re.compile(rb"(?<![^\s])BI\s")


def _entry(page: Any) -> Any:
    """The page's dictionary, for MuPDF's bare functions: a third of the wrapped ones' time."""
    return mupdf.ll_pdf_page_from_fz_page(page.this.m_internal).obj


def _has_more_than_letters(page: Any) -> bool:
    """Whether the page's resources name a picture, a shading, a pattern or a soft mask, or a form's that it paints do.

    A look that costs less than to list them.
    """
    found = mupdf.ll_pdf_dict_get_inheritable(_entry(page), _RESOURCES.m_internal)
    return (bool(found) and _names_more(found, set())) or _has_inline_picture(page.read_contents())


def _has_inline_picture(contents: bytes) -> bool:
    """Whether a page paints a picture that stands among its operators, and in no resources."""
    return b"BI" in contents and _INLINE.search(contents) is not None


def _names_more(resources: Any, seen: set[int]) -> bool:
    """The same for one dictionary of resources."""
    for kind in ("Shading", "Pattern"):
        if (found := mupdf.ll_pdf_dict_gets(resources, kind)) and mupdf.ll_pdf_dict_len(found):
            return True
    states = mupdf.ll_pdf_dict_gets(resources, "ExtGState")
    for n in range(mupdf.ll_pdf_dict_len(states) if states else 0):
        state = mupdf.ll_pdf_dict_get_val(states, n)
        if mupdf.ll_pdf_is_dict(mupdf.ll_pdf_dict_gets(state, "SMask")):
            return True
        light = mupdf.ll_pdf_dict_gets(state, "ca")
        if light and mupdf.ll_pdf_to_real(light) * 255 < CONTRAST_MIN:
            return True
    objects = mupdf.ll_pdf_dict_gets(resources, "XObject")
    for n in range(mupdf.ll_pdf_dict_len(objects) if objects else 0):
        found = mupdf.ll_pdf_dict_get_val(objects, n)
        kind = mupdf.ll_pdf_to_name(mupdf.ll_pdf_dict_gets(found, "Subtype"))
        if kind == "Image":
            return True
        number = mupdf.ll_pdf_to_num(found)
        if kind == "Form" and number not in seen:
            seen.add(number)
            below = mupdf.ll_pdf_dict_gets(found, "Resources")
            if below and _names_more(below, seen):
                return True
    return False


def _fill(page: Page, blocks: list[dict[str, Any]]) -> tuple[bool, int]:
    """Adds lines and vectors to the page.

    Returns whether all text is plainly to be seen, and the turn that the page needs.
    """
    lines, vectors = page.lines, page.vectors
    limit_x, limit_y = page.width, page.height
    plain = True
    up = down = total = 0
    new_tuple = tuple.__new__  # as in _line
    page.long = False
    for order, block in enumerate(blocks):
        if block["type"] == 3:
            (x0, y0, x1, y1), stroked, rectangle, color, alpha = _path_values(block)
            vectors.append(new_tuple(Vector, (x0, y0, x1, y1, order, stroked, rectangle, color, alpha)))
            continue
        for raw in block.get("lines", ()):
            x0, y0, x1, y1 = raw["bbox"]
            dx, dy = raw["dir"]
            rotated = dx < UPRIGHT
            line, seen, length = _line(raw["spans"], order, rotated)
            if line is None:
                continue
            line.x0, line.x1, line.place = x0, x1, len(lines)
            total += length
            if length > LONG:
                page.long = True
            if rotated:
                up += length if dy < -UPRIGHT else 0
                down += length if dy > UPRIGHT else 0
                line.y0, line.y1 = y0, y1
            else:
                y0 = line.y0 = line.y0 if line.y0 < y0 else y0
                y1 = line.y1 = line.y1 if line.y1 > y1 else y1
            if not seen or x0 < 0 or y0 < 0 or x1 > limit_x or y1 > limit_y:
                plain = False
            lines.append(line)
    page.characters = total
    return plain, 90 if 2 * up > total else 270 if 2 * down > total else 0


_path_values = itemgetter("bbox", "stroked", "isrect", "color", "alpha")
_values = itemgetter("text", "bbox", "origin", "size", "flags", "font", "color", "alpha", "char_flags")


def _line(found: list[dict[str, Any]], order: int, rotated: bool) -> tuple[Line | None, bool, int]:
    """The line that these spans make (None: they are blank), less its box; are all plainly to be seen; its length.

    Spans whose font claims less height than the size of its letters (old TeX fonts) are stretched to that size; the
    line's `y0` and `y1` are the edges of those.
    """
    spans: list[Span] = []
    new_tuple = tuple.__new__  # a third of the time of Span(…), 500 times a page
    seen = even = spaced = True
    top, bottom = math.inf, -math.inf
    last_font, by_name, symbols = "", 0, False
    first_size = first_baseline = 0.0
    some_bold, all_bold = 0, BOLD
    length, at, end = 0, 0, len(found)
    while at < end:
        text, (x0, y0, x1, y1), (_, baseline), size, flags, font, color, alpha, painted = _values(found[at])
        at += 1
        if text.isspace():  # they open the line
            continue
        if at < end and found[at]["text"].isspace():  # nothing but blanks: a blank at the end of the span before it
            text += " "
            at += 1
            while at < end and found[at]["text"].isspace():
                text += " "
                at += 1
        elif at < end and text[-1] != " ":
            spaced = False
        length += len(text)
        if y1 - y0 < size and not rotated:
            above, below = baseline - y0, y1 - baseline
            if above < 1e-3 * size:  # no height at all, as fonts of invisible text have it
                above, below = 0.9, 0.1
            if above + below < FLAT < (x1 - x0) / (2 * len(text)):
                size = above + below
            y0 = baseline - above * size / (above + below)
            y1 = y0 + size
            top, bottom = y0 if y0 < top else top, y1 if y1 > bottom else bottom
        if len(text) > 3 and x1 - x0 < SQUEEZED * (y1 - y0) * len(text) and not rotated:
            seen = False
        if alpha < 250 or size < SIZE_MIN or color & 0xC0C0C0 == 0xC0C0C0 or not painted & PAINTED:
            seen = False
        if font != last_font:
            last_font, by_name, symbols = font, named_bold(font), "Symbol" in font
        if symbols:
            text = of_symbols(text)
        flags |= by_name
        some_bold |= flags
        all_bold &= flags
        if not spans:
            first_size, first_baseline = size, baseline
        elif size != first_size or baseline != first_baseline:
            even = False
        values = (text, x0, y0, x1, y1, baseline, size, flags, font, color, alpha, painted, order)
        spans.append(new_tuple(Span, values))
    if not spans:
        return None, seen, 0
    even = even and bool(some_bold & BOLD) == bool(all_bold)
    line = Line(spans, 0, top, 0, bottom, first_baseline, first_size, bool(all_bold), "", rotated, 0, even, spaced)
    return line, seen, length


def _turn(page: Page, turn: int) -> None:
    """Turns the page in place, clockwise, so that text that ran up (90) or down (270) runs to the right."""
    old_width, old_height = page.width, page.height

    def box(b: BBox) -> BBox:
        x0, y0, x1, y1 = b
        return (old_height - y1, x0, old_height - y0, x1) if turn == 90 else (y0, old_width - x1, y1, old_width - x0)

    for line in page.lines:
        line.rotated = not line.rotated
        line.even = False
        line.x0, line.y0, line.x1, line.y1 = box(line.bbox)
        for n, span in enumerate(line.spans):
            x0, y0, x1, y1 = box(span.bbox)
            baseline = y1 - 0.2 * span.size  # the descent of most fonts; the reader keeps only the y of an origin
            line.spans[n] = span._replace(x0=x0, y0=y0, x1=x1, y1=y1, baseline=baseline)
    for n, (span, reason) in enumerate(page.veiled):
        x0, y0, x1, y1 = box(span.bbox)
        page.veiled[n] = Veiled(span._replace(x0=x0, y0=y0, x1=x1, y1=y1), reason)
    page.vectors = [Vector(*box(v[:4]), v.order, v.stroked, v.rectangle, v.color, v.alpha) for v in page.vectors]
    page.images = [box(image) for image in page.images]
    page.width, page.height, page.turn = old_height, old_width, turn
