"""What of a file is read: cut files, lost streams, slanted lines, and what a machine read of a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import PdfUnreadable
from pipeline.extract import extract
from pipeline.extract.reader import _is_cut, _lost_text
from pipeline.extract.settings import ExtractSettings
from tests.extract.typesetting import pymupdf, saved


@pytest.mark.parametrize(
    ("size", "end", "cut"),
    [(10_000, 9_900, False), (10_000, 8_500, False), (10_000, 7_000, True), (100_000, 93_000, False),
    (100_000, 85_000, True), (1_000, 5, False), (100_000, 500, True)],
)  # fmt: skip
def test_a_pdf_ends_with_its_mark_or_some_junk_behind_it(size: int, end: int, cut: bool) -> None:
    data = bytearray(b"x" * size)
    data[end : end + 5] = b"%%EOF"
    assert _is_cut(bytes(data)) is cut
    assert _is_cut(b"x" * size)


@pytest.mark.parametrize(
    "warning",
    ["zlib error: invalid block", "premature end of data", "flate decode failed",
    "content stream is not a stream (0 0 R)", "cannot find object in xref (7 0 R)"],
)  # fmt: skip
def test_every_warning_that_tells_of_lost_text(warning: str) -> None:
    assert _lost_text(f"a warning\n{warning.capitalize()}\n")
    assert not _lost_text("font has no name")


@pytest.mark.parametrize(("degrees", "slanted"), [(0, False), (5, False), (10, True), (25, True)])
def test_what_stands_askew_is_no_line_of_text(tmp_path: Path, degrees: float, slanted: bool) -> None:
    document = pymupdf.open()
    sheet = document.new_page()
    sheet.insert_text(
        (72, 300), "A line that is set askew in it", morph=(pymupdf.Point(72, 300), pymupdf.Matrix(degrees))
    )
    for n in range(4):
        sheet.insert_text((72, 500 + 14 * n), "a line of text that stands upright and says nothing of it")
    blocks = extract(saved(document, tmp_path / "paper.pdf")).blocks
    assert any(b.kind == "figure_text" and "askew" in b.text for b in blocks) is slanted


@pytest.mark.parametrize(("broken", "fails"), [(1, False), (2, True)])
def test_a_tenth_of_the_pages_may_be_damaged(tmp_path: Path, broken: int, fails: bool) -> None:
    document = pymupdf.open()
    for n in range(12):
        sheet = document.new_page()
        for k in range(30):
            sheet.insert_text((72, 100 + 14 * k), f"line {k} of page {n} that says something of it")
    path = tmp_path / "paper.pdf"
    document.save(path, deflate=False, ascii=False)
    document.close()
    document = pymupdf.open(path)
    for n in range(broken):
        xref = document[n].get_contents()[0]
        document.update_stream(xref, b"not deflated at all " * 30, compress=False)
        document.xref_set_key(xref, "Filter", "/FlateDecode")
    if fails:
        with pytest.raises(PdfUnreadable, match="text is lost on 2 of 12 pages"):
            extract(saved(document, tmp_path / "broken.pdf"))
    else:
        assert extract(saved(document, tmp_path / "broken.pdf")).receipt.pages_with_text == 11


def test_no_limit_that_can_only_fail_is_in_the_key_of_a_text() -> None:
    assert ExtractSettings().of_the_text().keys() == {"max_pages", "ocr", "ocr_language"}
