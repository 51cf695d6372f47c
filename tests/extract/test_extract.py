"""From a PDF to its text: numbers, columns, tables, sections, hidden text, damage."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import PdfEncrypted, PdfNoText, PdfUnreadable
from pipeline.extract import EXTRACTOR, ExtractSettings, extract
from pipeline.extract.printed import to_markdown, to_text
from pipeline.extract.reader import _line
from pipeline.extract.scripts import render
from schemas.records import PaperText
from tests.extract.typesetting import Sheet, one_line, pdf_at, pymupdf, saved


def read(document: object, tmp_path: Path) -> PaperText:
    return extract(saved(document, tmp_path / "paper.pdf"))


def test_an_exponent_stays_an_exponent(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    x = sheet.put(72, 100, "We use a rate of 1 × 10")
    x = sheet.raised(x, 100, "−")
    x = sheet.raised(x, 100, "6")
    sheet.put(x, 100, " and no other.")
    assert "1 × 10^{-6} and no other." in to_text(read(document, tmp_path))


def test_a_subscript_and_a_nested_exponent_are_told_apart(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    x = sheet.put(72, 100, "let x")
    x = sheet.lowered(x, 100, "i")
    x = sheet.put(x, 100, " = 2")
    x = sheet.raised(x, 100, "n")
    x = sheet.put(x, 100 - 3.6 - 2.5, "k", 4.9)
    sheet.put(x, 100, " hold")
    assert "let x_{i} = 2^{n^{k}} hold" in to_text(read(document, tmp_path))


@pytest.mark.parametrize(("footnote", "expected"), [(True, "128[^3] GPUs"), (False, "128^{3} GPUs")])
def test_a_number_with_a_footnotes_mark_is_no_power(tmp_path: Path, footnote: bool, expected: str) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    x = sheet.put(72, 100, "We trained on 128")
    x = sheet.raised(x, 100, "3")
    x = sheet.put(x, 100, " GPUs at 10")
    x = sheet.raised(x, 100, "3")
    sheet.put(x, 100, " tokens.")
    if footnote:
        sheet.put(sheet.raised(80, 700, "3", 8), 700, "Rented by the hour.", 8)
    text = to_text(read(document, tmp_path))
    assert expected in text
    assert "at 10^{3} tokens" in text


def test_two_columns_are_read_one_after_the_other_whatever_the_streams_order(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(72, 90, "A wide line that runs across both of the columns, as a title or a figure's caption does it.")
    for n in range(12):
        sheet.put(72, 120 + 12 * n, f"left{n:02d} and some more words of it")
        sheet.put(320, 120 + 12 * n, f"right{n:02d} and some more words of it")
    text = to_text(read(document, tmp_path))
    marks = [w for w in text.split() if w.startswith(("left", "right"))]
    assert marks == [f"left{n:02d}" for n in range(12)] + [f"right{n:02d}" for n in range(12)]
    assert text.index("wide line") < text.index("left00")


def test_a_booktabs_table_is_a_grid_with_its_caption(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(100, 90, "Table 1: Scores of two models.", 9)
    for y in (100, 130, 160):
        sheet.rule(100, 400, y)
    sheet.rule(200, 290, 115)
    sheet.put(225, 112, "Dev set", 9)
    for x, head in ((100, "Model"), (210, "EM"), (260, "F1"), (330, "Time")):
        sheet.put(x, 126, head, 9)
    for y, row in ((142, ("Base", "71.2", "80.4", "3.5")), (154, ("Ours", "73.9 ± 0.2", "82.1", "2.9"))):
        for n, (x, cell) in enumerate(zip((100, 210, 260, 330), row, strict=True)):
            sheet.put(x, y, cell, 9, "tibo" if n == 2 and y == 154 else "tiro")
    paper = read(document, tmp_path)
    (table,) = [b.table for b in paper.blocks if b.table]
    assert table.caption == "Table 1: Scores of two models."
    assert table.markdown().splitlines() == [
        "| Model | Dev set / EM | Dev set / F1 | Time |",
        "|---|---|---|---|",
        "| Base | 71.2 | 80.4 | 3.5 |",
        "| Ours | 73.9 ± 0.2 | **82.1** | 2.9 |",
    ]
    assert table.header_rows == 2
    assert all(cell.bbox for row in table.rows[2:] for cell in row)


def test_a_table_without_rules_keeps_its_rows(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    rows = [[f"{10 * r + c}.{r}{c}" for c in range(5)] for r in range(6)]
    for r, row in enumerate(rows):
        sheet.put(72, 100 + 12 * r, f"Method {r}")
        for c, value in enumerate(row):
            sheet.put(150 + 60 * c, 100 + 12 * r, value)
    lines = to_text(read(document, tmp_path)).splitlines()
    for r, row in enumerate(rows):
        assert f"| Method {r} | " + " | ".join(row) + " |" in lines


def hidden_sheet() -> object:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 60), "plainly seen words")
    page.insert_text((72, 80), "whiteword", color=(1, 1, 1))
    page.insert_text((72, 100), "modeword", render_mode=3)
    page.insert_text((72, 120), "alphaword", fill_opacity=0)
    page.insert_text((72, 140), "tinyword", fontsize=1)
    page.insert_text((-300, 160), "leftword")
    page.insert_text((72, 180), "underbox")
    page.draw_rect((60, 165, 200, 190), color=None, fill=(1, 1, 1))
    page.draw_rect((60, 200, 300, 220), color=None, fill=(0, 0, 0))
    page.insert_text((72, 215), "whiteonblack", color=(1, 1, 1))
    page.insert_text((72, 240), "highlighted")
    page.draw_rect((60, 228, 200, 244), color=None, fill=(1, 1, 0), fill_opacity=0.4)
    return document


def test_hidden_spans_are_reported_and_stay_out_of_the_text(tmp_path: Path) -> None:
    paper = read(hidden_sheet(), tmp_path)
    text = to_text(paper)
    assert {h.text.strip(): h.reason for h in paper.hidden} == {
        "whiteword": "white",
        "modeword": "invisible",
        "alphaword": "transparent",
        "tinyword": "tiny",
        "leftword": "off_page",
        "underbox": "covered",
    }
    assert not any(h.text.strip() in text for h in paper.hidden)
    assert all(word in text for word in ("plainly seen words", "whiteonblack", "highlighted"))
    assert paper.receipt.hidden_spans == 6
    assert "6 spans that a reader cannot see" in paper.receipt.cut[0]


def paper_document() -> object:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(150, 80, "On Small Models and Large Claims", 17, "tibo")
    sheet.put(250, 110, "Ada Author", 10)
    sheet.put(280, 140, "Abstract", 12, "tibo")
    for n in range(6):
        sheet.put(110, 160 + 12 * n, "We study how small models read long papers and what they can say about them.", 10)
    parts = ("1 Introduction", "2 Method", "References", "A Hyperparameters")
    for n, head in enumerate(parts):
        if n:
            sheet = Sheet(document)
        y = 260 if n == 0 else 90
        sheet.put(72, y, head, 12, "tibo")
        for k in range(5):
            sheet.put(
                72, y + 20 + 12 * k, "Here stands a line of running text that fills the width of the page nicely."
            )
        sheet.put(300, 770, str(n + 1))
    return document


def test_the_parts_of_a_paper_are_found(tmp_path: Path) -> None:
    paper = read(paper_document(), tmp_path)
    assert [(s.title, s.part, s.page_number) for s in paper.sections] == [
        ("Abstract", "abstract", 1),
        ("1 Introduction", "body", 1),
        ("2 Method", "body", 2),
        ("References", "references", 3),
        ("A Hyperparameters", "appendix", 4),
    ]
    assert all(paper.blocks[s.block].text == s.title for s in paper.sections)
    kinds = [b.kind for b in paper.blocks]
    assert kinds[:4] == ["title", "author", "heading", "abstract"]
    assert kinds.count("header_footer") == 4
    assert (paper.receipt.references_page, paper.receipt.appendix_page) == (3, 4)
    assert "reference" in kinds


def test_the_markdown_shows_headings_and_leaves_running_heads_out(tmp_path: Path) -> None:
    lines = to_markdown(read(paper_document(), tmp_path)).splitlines()
    assert lines[0] == "# On Small Models and Large Claims"
    assert "## 1 Introduction" in lines
    assert "1" not in lines


def test_every_block_knows_its_section_and_page(tmp_path: Path) -> None:
    paper = read(paper_document(), tmp_path)
    for n, block in enumerate(paper.blocks):
        begun = [k for k, s in enumerate(paper.sections) if s.block <= n]
        assert block.section == (begun[-1] if begun else None)
        assert 1 <= block.page_number <= paper.receipt.pages


def test_the_raw_text_says_what_the_pdf_says(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(72, 100, "an eﬃcient rate of −6")
    (block,) = read(document, tmp_path).blocks
    assert block.text == "an efficient rate of -6"
    assert block.raw == "an eﬃcient rate of −6"


def test_the_raw_text_of_a_table_keeps_the_order_in_which_the_pdf_writes_it(tmp_path: Path) -> None:
    """Annotators quote what a viewer copies: a cell of two lines is in one piece there, and not beside its row."""
    document = pymupdf.open()
    sheet = Sheet(document)
    for y in (90, 108, 160):
        sheet.rule(72, 400, y)
    for x, cell in (
        (80, ("Model", "GPT-2", "Llama-3")),
        (200, ("Size", "124", "8000")),
        (300, ("Score", "41.5", "66.6")),
    ):
        for n, text in enumerate(cell):
            sheet.put(x, 102 + 20 * n, text)
    (block,) = read(document, tmp_path).blocks
    assert block.text.splitlines()[2] == "| GPT-2 | 124 | 41.5 |"
    assert block.raw == "Model\nGPT-2\nLlama-3\nSize\n124\n8000\nScore\n41.5\n66.6"


def test_reading_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    document = pymupdf.open()
    Sheet(document).put(72, 100, "A line")
    before = pymupdf.TOOLS.unset_quad_corrections()
    read(document, tmp_path)
    assert pymupdf.TOOLS.unset_quad_corrections() == before


@pytest.mark.parametrize(
    ("y0", "y1", "expected"), [(94, 102, (92.5, 102.5)), (90, 103, (90, 103)), (100, 100, (91, 101))]
)
def test_a_font_that_claims_too_little_height_is_given_its_size(
    y0: float, y1: float, expected: tuple[float, float]
) -> None:
    found = {"text": "e", "bbox": (72, y0, 77, y1), "origin": (72, 100), "size": 10.0, "flags": 0, "font": "F"}
    line, seen, length = _line([{**found, "color": 0, "alpha": 255, "char_flags": 16}], 0, rotated=False)
    assert (seen, length) == (True, 1)
    assert line is not None
    (span,) = line.spans
    assert (span.y0, span.y1) == pytest.approx(expected)
    assert y1 - y0 >= 10 or (line.y0, line.y1) == pytest.approx(expected)


def test_blanks_that_the_library_calls_spans_end_the_span_before_them() -> None:
    style = {"size": 10.0, "flags": 0, "font": "F", "color": 0, "alpha": 255, "char_flags": 16}
    at = [(" ", 70), ("two", 72), (" ", 87), ("words", 90), (" ", 115), (" ", 118), ("touch", 120), ("ing", 145)]
    found = [{"text": t, "bbox": (x, 92, x + 5 * len(t), 102), "origin": (x, 100), **style} for t, x in at]
    line, _, _ = _line(found, 0, rotated=False)
    assert line is not None
    assert [s.text for s in line.spans] == ["two ", "words  ", "touch", "ing"]
    assert line.even
    assert not line.spaced  # between "touch" and "ing" there is no blank: whether there is a gap has to be looked at
    assert render(line) == "two words touching"
    raised, _, _ = _line([*found[:3], {**found[3], "origin": (90, 95)}], 0, rotated=False)
    assert raised is not None
    assert not raised.even
    assert _line(found[:1], 0, rotated=False) == (None, True, 0)


def test_a_page_on_its_side_is_read_upright(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=400, height=600)
    for n in range(3):
        page.insert_text((100 + 14 * n, 500), f"line {n} of a table set sideways", rotate=90)
    paper = read(document, tmp_path)
    assert "line 0 of a table set sideways line 1 of a table" in to_text(paper)
    (block,) = paper.blocks
    assert block.bbox[2] - block.bbox[0] < block.bbox[3] - block.bbox[1]  # as the page is seen


def test_damage_has_a_name(tmp_path: Path) -> None:
    good = Path(one_line(tmp_path / "good.pdf").path).read_bytes()
    cases = {
        "empty": b"",
        "html": b"<html><body>Not found</body></html>",
        "cut": good[: len(good) // 4],
        "noise": b"%PDF-1.7\n" + bytes(range(256)) * 8,
        "gzip": gzip.compress(good)[:60],
    }
    for name, data in cases.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
        with pytest.raises(PdfUnreadable, match=f"local-{name}: "):
            extract(pdf_at(tmp_path / f"{name}.pdf"))


def test_a_pdf_still_gzipped_is_read(tmp_path: Path) -> None:
    good = one_line(tmp_path / "good.pdf")
    (tmp_path / "body.pdf").write_bytes(gzip.compress(Path(good.path).read_bytes()))
    assert "Learning rate 0.001" in to_text(extract(pdf_at(tmp_path / "body.pdf")))


def test_lost_text_is_a_failure_and_no_short_paper(tmp_path: Path) -> None:
    document = pymupdf.open()
    for n in range(3):
        Sheet(document).put(72, 72, f"page {n} has words " * 3)
    data = document.tobytes(deflate=True)
    document.close()
    at = data.index(b"stream\n") + len(b"stream\n") + 12
    (tmp_path / "torn.pdf").write_bytes(data[:at] + b"\xff" * 30 + data[at + 30 :])
    with pytest.raises(PdfUnreadable, match="text is lost on 1 of 3 pages"):
        extract(pdf_at(tmp_path / "torn.pdf"))


def test_of_a_book_the_first_pages_are_read_and_the_receipt_says_so(tmp_path: Path) -> None:
    document = pymupdf.open()
    for n in range(1, 5):
        Sheet(document).put(72, 72, f"This is page {n} of a book that goes on.")
    book = saved(document, tmp_path / "book.pdf")
    paper = extract(book, ExtractSettings(max_pages=3))
    assert [n for n in range(1, 5) if f"page {n} of" in to_text(paper)] == [1, 2, 3]
    assert (paper.receipt.pages, paper.receipt.read_pages, paper.receipt.pages_with_text) == (4, 3, 3)
    assert paper.receipt.cut == ("the last 1 of 4 pages: beyond extract.max_pages or 2,000,000 characters",)
    whole = extract(book, ExtractSettings(max_pages=4))
    assert (whole.receipt.unread_pages, whole.receipt.cut) == (0, ())


def test_a_password_and_a_scan_are_told_apart(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "secret")
    locked = saved(document, tmp_path / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="x", owner_pw="y")
    with pytest.raises(PdfEncrypted):
        extract(locked)
    document = pymupdf.open()
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 20, 20))
    pixels.clear_with(200)
    document.new_page().insert_image((0, 0, 500, 700), pixmap=pixels)
    with pytest.raises(PdfNoText, match=r"no text on 1 of 1 pages; a scan\?; run OCR first"):
        extract(saved(document, tmp_path / "scan.pdf"), ExtractSettings(ocr="off"))
    document = pymupdf.open()
    for _ in range(4):
        document.new_page()
    with pytest.raises(PdfNoText, match="no text on the first 3 of 4 pages; blank"):
        extract(saved(document, tmp_path / "blank.pdf"), ExtractSettings(max_pages=3))


def test_a_scan_with_its_ocr_is_read_and_says_so(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 20, 20))
    pixels.clear_with(200)
    page.insert_image(page.rect, pixmap=pixels, keep_proportion=False)
    page.insert_text((72, 72), "words that a machine read", render_mode=3)
    paper = read(document, tmp_path)
    assert "words that a machine read" in to_text(paper)
    assert paper.receipt.ocr


def test_importing_the_package_does_not_import_pymupdf() -> None:
    code = "import sys, pipeline.extract, pipeline.extract.worker; sys.exit('pymupdf' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_the_same_pdf_gives_the_same_text(tmp_path: Path) -> None:
    pdf = saved(paper_document(), tmp_path / "paper.pdf")
    first = extract(pdf)
    assert extract(pdf) == first
    assert PaperText.model_validate_json(first.model_dump_json()) == first
    assert first.extractor == EXTRACTOR
