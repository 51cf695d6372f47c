"""What a font says of its letters, and what it draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymupdf as _pymupdf
import pytest

from pipeline.extract import extract
from pipeline.extract.glyphs import is_drawn, pictures
from schemas.records import PaperText
from tests.extract.typesetting import saved

pymupdf: Any = _pymupdf
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
NAMES = {
    " ": "space",
    ".": "period",
    **dict(zip("0123456789", WORDS, strict=True)),
}


class Liar:
    """A page with a line in a font that draws one text and says another, below a line in an honest one."""

    def __init__(self, drawn: str, said: str, *, many: str = "", table: str = "") -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page()
        self.page.insert_text((72, 72), "An honest line of 2468 words.", fontsize=10)
        names = " ".join("/" + NAMES.get(c, c) for c in drawn)
        pairs = [f"<{n:02x}> <{ord(c):04x}>" for n, c in enumerate(said, 1)]
        if many:
            pairs[-1] = f"<{len(said):02x}> <{many.encode('utf-16-be').hex()}>"
        self.table = self._object("<<>>", table or self._table(pairs))
        self.face = self._object(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
            f"/Differences [1 {names}] >> /ToUnicode {self.table} 0 R >>"
        )
        self._show(bytes(range(1, len(drawn) + 1)))

    def _table(self, pairs: list[str]) -> str:
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def 1 begincodespacerange "
            f"<00> <FF> endcodespacerange {len(pairs)} beginbfchar {' '.join(pairs)} endbfchar endcmap end end"
        )

    def _object(self, source: str, stream: str | None = None) -> int:
        xref = int(self.document.get_new_xref())
        self.document.update_object(xref, source)
        if stream is not None:
            self.document.update_stream(xref, stream.encode())
        return xref

    def _show(self, codes: bytes) -> None:
        self.page.clean_contents()
        self.document.xref_set_key(self.page.xref, "Resources/Font/Liar", f"{self.face} 0 R")
        stream = self._object("<<>>", f"BT /Liar 10 Tf 72 700 Td <{codes.hex()}> Tj ET")
        first = self.page.get_contents()[0]
        self.document.xref_set_key(self.page.xref, "Contents", f"[{first} 0 R {stream} 0 R]")

    def read(self, path: Path) -> PaperText:
        return extract(saved(self.document, path / "liar.pdf"))


def hidden(paper: PaperText) -> list[str]:
    assert any("2468" in block.text for block in paper.blocks)
    assert {span.reason for span in paper.hidden} <= {"misdrawn"}
    return [span.text for span in paper.hidden]


def test_a_number_that_is_drawn_as_another_is_hidden(tmp_path: Path) -> None:
    assert hidden(Liar("rate 12.3", "rate 99.7").read(tmp_path)) == ["rate 99.7"]


def test_a_font_that_says_what_it_draws_is_read(tmp_path: Path) -> None:
    assert hidden(Liar("rate 0123456789", "rate 0123456789").read(tmp_path)) == []


def test_letters_that_are_drawn_as_digits_say_no_number(tmp_path: Path) -> None:
    assert hidden(Liar("rate WM", "rate 47").read(tmp_path)) == ["rate 47"]


def test_a_glyph_that_says_several_digits_is_hidden_and_a_fraction_is_not(tmp_path: Path) -> None:
    assert hidden(Liar("rate x", "rate x", many="99.9").read(tmp_path)) == ["rate 99.9"]
    assert hidden(Liar("rate x", "rate x", many="1⁄2").read(tmp_path)) == []


@pytest.mark.parametrize("drawn", ["123", "987"])
def test_an_asian_font_without_a_table_of_its_own_is_looked_at_too(tmp_path: Path, drawn: str) -> None:
    """What such a font says is known from the collection that it names."""
    made = Liar("a", "a")
    face = pymupdf.Font("cjk")
    program, glyphs = made._object("<<>>", ""), made._object("<<>>", "")
    made.document.update_stream(program, face.buffer)
    places = {17 + int(c): face.has_glyph(ord(d)) for c, d in zip("123", drawn, strict=True)}  # 17 is 0 in Adobe-Japan1
    made.document.update_stream(glyphs, b"".join(places.get(cid, 0).to_bytes(2, "big") for cid in range(32)))
    about = made._object(f"<< /Type /FontDescriptor /FontName /Asian /Flags 4 /FontFile2 {program} 0 R >>")
    below = made._object(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Asian /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) "
        f"/Supplement 2 >> /FontDescriptor {about} 0 R /DW 500 /CIDToGIDMap {glyphs} 0 R >>"
    )
    made.face = made._object(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Asian /Encoding /Identity-H /DescendantFonts [{below} 0 R] >>"
    )
    made._show(b"".join(cid.to_bytes(2, "big") for cid in places))
    assert [text.lstrip("\ufffd") for text in hidden(made.read(tmp_path))] == ([] if drawn == "123" else ["123"])


@pytest.mark.parametrize("drawn", [True, False])
def test_glyphs_that_draw_nothing_are_hidden(tmp_path: Path, drawn: bool) -> None:
    made = Liar("a", "a")
    glyph = made._object("<<>>", "500 0 0 0 500 700 d1 " + ("0 0 500 700 re f" if drawn else ""))
    said = "treat one as the rest"
    letters = sorted(set(said))
    pairs = [f"<{ord(c):02x}> <{ord(c):04x}>" for c in letters]
    table = made._object("<<>>", made._table(pairs))
    shapes = " ".join(f"/g{ord(c)} {glyph} 0 R" for c in letters)
    places = " ".join(f"{ord(c)} /g{ord(c)}" for c in letters)
    made.face = made._object(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 0 "
        f"/LastChar 127 /Widths [{'500 ' * 128}] /CharProcs << {shapes} >> /Encoding << /Differences [{places}] >> "
        f"/Resources << >> /ToUnicode {table} 0 R >>"
    )
    made._show(said.encode())
    assert [text.lstrip("\ufffd") for text in hidden(made.read(tmp_path))] == ([] if drawn else [said])


def test_a_blank_that_says_a_digit_is_hidden_where_another_font_of_the_name_draws_it(tmp_path: Path) -> None:
    assert hidden(Liar("rate 1 3", "rate 193").read(tmp_path)) == ["rate 193"]


def picture(digit: str, font: str = "helv") -> int:
    face = pymupdf.Font(font)
    return pictures(face.this.m_internal, [face.has_glyph(ord(digit))])[0]


@pytest.mark.parametrize("font", ["helv", "hebo", "heit", "tiro", "tibo", "tiit", "cour", "cobo"])
def test_each_digit_is_told_from_most_others(font: str) -> None:
    told = 0
    for digit in "0123456789":
        assert is_drawn(int(digit), picture(digit, font))
        told += sum(not is_drawn(other, picture(digit, font)) for other in range(10) if other != int(digit))
    assert told >= 82  # of 90: 3 and 8, 0, 6 and 9 are alike


def test_a_picture_is_a_digit_up_to_a_share_of_its_points() -> None:
    zero = picture("0")
    assert not is_drawn(0, 0)
    assert not is_drawn(0, (1 << 256) - 1 ^ zero)
