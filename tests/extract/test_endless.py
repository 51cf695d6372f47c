"""Lines and paragraphs without an end are cut or parted, and the receipt says so."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from pipeline.errors import ExtractLimit
from pipeline.extract import extract
from schemas.records import PaperText, Pdf


def read(folder: Path, *lines: str, size: float = 5) -> PaperText:
    path = folder / "p.pdf"
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        page = document.new_page(width=14_000, height=9_000)
        page.insert_text((72, 60), "A Study of Things", fontsize=20)
        for n, line in enumerate(lines):
            page.insert_text((72, 100 + 1.2 * size * n), line, fontsize=size)
        document.save(path)
    return extract(Pdf(paper_id="x", version=None, path=str(path), sha256="0" * 64, size_bytes=1, url=None))


def test_a_line_of_digits_is_cut_and_said_to_be(tmp_path: Path) -> None:
    text = read(tmp_path, "We train with " + "1" * 2_000 + " steps.")
    [block] = [block for block in text.blocks if "train" in block.text]
    assert block.text == "We train with " + "1" * 41 + "… steps."
    assert text.receipt.cut == ("1958 characters of words or lines without an end, on page 1",)


@pytest.mark.parametrize(("length", "kept"), [(200, 60), (201, 41)])
def test_only_in_a_line_longer_than_any_the_ends_of_runs_are_looked_for(tmp_path: Path, length: int, kept: int) -> None:
    text = read(tmp_path, "1" * 60 + " word" * 28 + "!" * (length - 200))
    assert text.receipt.cut == (() if kept == 60 else ("18 characters of words or lines without an end, on page 1",))


def test_a_line_of_words_has_an_end(tmp_path: Path) -> None:
    text = read(tmp_path, "word " * 400)
    assert max(len(block.text) for block in text.blocks) == 999
    assert text.receipt.cut == ("1000 characters of words or lines without an end, on page 1",)


def test_a_long_paragraph_becomes_several_and_loses_nothing(tmp_path: Path) -> None:
    lines = [f"line {n} of them all " + "and so on " * 12 for n in range(100)]
    text = read(tmp_path, *lines)
    assert text.receipt.cut == ()
    said = " ".join(block.text for block in text.blocks)
    assert all(f"line {n} of" in said for n in range(100))
    assert 2 <= sum("line" in block.text for block in text.blocks) <= 4
    assert max(len(block.text) for block in text.blocks) <= 6_000


def test_a_paper_has_so_many_characters_and_the_pages_behind_them_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extract.reader.TEXT", 1_000)
    path = tmp_path / "long.pdf"
    with pymupdf.open() as document:  # type: ignore[no-untyped-call]
        for number in range(1, 5):
            page = document.new_page()
            for row in range(8):
                page.insert_text((72, 100 + 14 * row), f"Page {number}, row {row}, and so on and so forth as it goes.")
        document.save(path)
    pdf = Pdf(paper_id="x", version=None, path=str(path), sha256="0" * 64, size_bytes=1, url=None)
    text = extract(pdf)
    assert (text.receipt.pages, text.receipt.unread_pages) == (4, 2)
    assert text.receipt.cut == ("the last 2 of 4 pages: beyond extract.max_pages or 2,000,000 characters",)
    assert {block.page_number for block in text.blocks} == {1, 2}
    monkeypatch.setattr("pipeline.extract.reader.TEXT", 300)
    with pytest.raises(ExtractLimit, match="page 1 has more than 300 characters; exclude it"):
        extract(pdf)
