"""What of a file is read: cut files, lost streams, slanted lines, and what a machine read of a picture."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.errors import ExtractLimit, PdfNoText, PdfUnreadable
from pipeline.extract import extract, reader
from pipeline.extract.page import Page
from pipeline.extract.reader import _fill, _is_cut, _line, _lost_text, _turn, read
from pipeline.extract.settings import ExtractSettings
from tests.extract.making import line, span
from tests.extract.typesetting import one_line, pdf_at, pymupdf, saved


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


def raw(y0: float = 92.0, y1: float = 102.0, **said: Any) -> dict[str, Any]:
    """A span as MuPDF gives it: 10 pt on the baseline 100."""
    span: dict[str, Any] = {
        "text": "lr 0.1", "bbox": (72, y0, 100, y1), "origin": (72, 100.0), "size": 10.0, "flags": 0, "font": "Times",
        "color": 0, "alpha": 255, "char_flags": 16,
    }  # fmt: skip
    return span | said


@pytest.mark.parametrize(
    ("y0", "y1", "top"),
    [
        (100.0, 100.0, 91.0),  # without a height: nine tenths stand above the baseline
        (99.993, 100.993, 91.0),
        (99.985, 100.985, 99.85),
        (96.0, 101.0, 92.0),  # as the font divides it
    ],
)
def test_a_font_of_too_little_height_is_stretched_to_its_size(y0: float, y1: float, top: float) -> None:
    line, _, _ = _line([raw(y0, y1)], 0, False)
    assert line is not None
    assert (line.y0, line.y1) == pytest.approx((top, top + 10))


@pytest.mark.parametrize(("alpha", "seen"), [(250, True), (249, False)])
def test_text_that_light_shines_through_is_looked_at(alpha: int, seen: bool) -> None:
    assert _line([raw(alpha=alpha)], 0, False)[1] is seen


@pytest.mark.parametrize(("down", "turn"), [(-1, 90), (1, 270)])
def test_a_page_is_turned_where_most_of_its_text_runs_up_or_down(down: int, turn: int) -> None:
    upright = {"bbox": (72, 92, 100, 102), "dir": (1, 0), "spans": [raw()]}
    upended = {"bbox": (72, 92, 100, 102), "dir": (0, down), "spans": [raw()]}
    for lines, found in (([upended, upended, upright], turn), ([upended, upright], 0)):
        assert _fill(Page(1, 612, 792, []), [{"type": 0, "lines": lines}])[1] == found


@pytest.mark.parametrize(("junk", "read_"), [(900, True), (1100, False)])
def test_a_pdf_begins_within_a_thousand_bytes(tmp_path: Path, junk: int, read_: bool) -> None:
    path = Path(one_line(tmp_path / "paper.pdf").path)
    path.write_bytes(b"x" * junk + path.read_bytes())
    if read_:
        assert read(pdf_at(path), ExtractSettings())[0][0].lines[0].spans[0].text == "Learning rate 0.001"
    else:
        with pytest.raises(PdfUnreadable, match="not a PDF"):
            read(pdf_at(path), ExtractSettings())


def test_a_pdf_that_is_still_packed_is_unpacked(tmp_path: Path) -> None:
    path = Path(one_line(tmp_path / "paper.pdf").path)
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert len(read(pdf_at(path), ExtractSettings())[0]) == 1


def test_no_more_than_200_megabytes_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen from what is asked of zlib: so large a file would cost the tests a second."""
    asked: list[int] = []

    def decompress(data: bytes, most: int) -> bytes:
        del data
        asked.append(most)
        return b""

    unpacker = SimpleNamespace(decompress=decompress)
    monkeypatch.setattr(reader, "zlib", SimpleNamespace(error=zlib.error, decompressobj=lambda **_: unpacker))
    (tmp_path / "paper.pdf").write_bytes(gzip.compress(b"%PDF-"))
    with pytest.raises(PdfUnreadable, match="empty"):
        read(pdf_at(tmp_path / "paper.pdf"), ExtractSettings())
    assert asked == [200_000_000]


@pytest.mark.parametrize("x", [900, 4_500])
def test_text_is_looked_for_far_beyond_the_page(tmp_path: Path, x: float) -> None:
    document = pymupdf.open()
    sheet = document.new_page()
    sheet.insert_text((72, 100), "a line of the page")
    sheet.insert_text((x, 100), "far out")
    found = extract(saved(document, tmp_path / "paper.pdf"))
    assert [h.text for h in found.hidden] == ["far out"]


@pytest.mark.parametrize(
    ("turn", "bbox", "baseline"), [(90, (92, 100, 292, 110), 108), (270, (500, 502, 700, 512), 510)]
)
def test_a_turned_line_stands_on_the_descent_of_its_font(turn: int, bbox: tuple[float, ...], baseline: float) -> None:
    """A column of text ten points wide, whose letters are ten points high."""
    upended = line(span("words")._replace(x0=100, y0=500, x1=110, y1=700))
    sheet = Page(1, 612, 792, [upended])
    upended.x0, upended.y0, upended.x1, upended.y1 = 100, 500, 110, 700
    _turn(sheet, turn)
    assert upended.bbox == upended.spans[0].bbox == bbox
    assert upended.spans[0].baseline == pytest.approx(baseline)
    assert (sheet.width, sheet.height, sheet.turn) == (792, 612, turn)


def by_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letters: int, seconds: float) -> int:
    """How many letters are read of a scan in which OCR finds so many, of 100 seconds when so many have passed."""
    document = pymupdf.open()
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 50, 50))
    sheet = document.new_page()
    sheet.insert_image(sheet.rect, pixmap=picture)
    found = pymupdf.open()
    found.new_page().insert_text((72, 100), "x" * letters, fontsize=6)
    clock = iter([0.0, seconds])
    monkeypatch.setattr(reader, "pictured", lambda *_: found.tobytes())
    monkeypatch.setattr(reader, "language_data", lambda _: str(tmp_path))
    monkeypatch.setattr(reader, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    pages, _ = read(saved(document, tmp_path / "scan.pdf"), ExtractSettings(time_limit_s=100))
    return sum(len(line.raw) for line in pages[0].lines)


def test_a_page_of_forty_letters_is_a_text_that_ocr_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_ocr(tmp_path, monkeypatch, letters=50, seconds=0) == 50
    with pytest.raises(PdfNoText, match="OCR found next to none"):
        by_ocr(tmp_path, monkeypatch, letters=30, seconds=0)


def test_ocr_stops_at_three_quarters_of_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert by_ocr(tmp_path, monkeypatch, letters=50, seconds=60) == 50
    with pytest.raises(ExtractLimit, match="OCR read 0 of its 1 pages in 75 s"):
        by_ocr(tmp_path, monkeypatch, letters=50, seconds=80)
