"""A digest for e-readers."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.errors import StoreError
from pipeline.publish.epub import write_epub
from tests.publish.site.home import day, paper
from tests.render.rendering import NASTY


def test_a_day_is_a_book_with_a_chapter_a_paper(tmp_path: Path) -> None:
    write_epub(day("2025-11-24", paper(1), paper(2, title="".join(NASTY))), tmp_path / "day.epub")
    with zipfile.ZipFile(tmp_path / "day.epub") as book:
        assert book.read("mimetype") == b"application/epub+zip"
        chapters = [name for name in book.namelist() if name.endswith(("001.xhtml", "002.xhtml"))]
        assert len(chapters) == 2
        for name in book.namelist():
            if name.endswith((".xhtml", ".ncx", ".opf")):
                etree.fromstring(book.read(name))
        assert "问题" in book.read(chapters[0]).decode()
        assert b"<script" not in book.read(chapters[1])


def test_a_disk_that_takes_nothing_is_told_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("theirs")
    (tmp_path / "day.epub").symlink_to(tmp_path / "file")
    write_epub(day("2025-11-24", paper(1)), tmp_path / "day.epub")
    assert (tmp_path / "file").read_text() == "theirs"
    assert zipfile.is_zipfile(tmp_path / "day.epub")
    with pytest.raises(StoreError, match="cannot be written"):
        write_epub(day("2025-11-24", paper(1)), tmp_path / "file" / "day.epub")
