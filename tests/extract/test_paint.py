"""What a reader can see on real pages: marker pens, annotations, clipped fills, shadings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf
import pytest

from pipeline.extract import extract, paint
from schemas.records import BBox, PaperText
from tests.extract.typesetting import pdf_at, saved

pymupdf: Any = _pymupdf
SAID = "The learning rate is 0.002, and no more."
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "papers"


class Made:
    """A page on which SAID stands among other lines, and what is painted after or before it."""

    def __init__(
        self,
        before: str = "",
        after: str = "",
        *,
        color: str = "0 0 0",
        font: str = "Helvetica",
        state: str = "",
        in_group: bool = False,
    ) -> None:
        self.document = pymupdf.open()
        self.page = self.document.new_page(width=612, height=792)
        for n in range(4):
            self.page.insert_text((72, 300 + 20 * n), f"Line {n} of a text that stands below it.", fontsize=10)
        self.page.clean_contents()
        set_multiply = self._object("<< /Type /ExtGState /BM /Multiply >>")
        for name, first, last in (
            ("Dusk", "[0.1 0.1 0.3]", "[0.3 0.1 0.1]"),
            ("Dawn", "[1 0.9 0.5]", "[1 1 0.8]"),
            ("Snow", "[1 1 1]", "[1 1 1]"),
        ):
            shading = self._object(
                "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [60 0 400 0] /Extend [true true] "
                f"/Function << /FunctionType 2 /Domain [0 1] /C0 {first} /C1 {last} /N 1 >> >>"
            )
            self.document.xref_set_key(self.page.xref, f"Resources/Shading/{name}", f"{shading} 0 R")
        tile = self._object(
            "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "
            "/Resources << >> >>"
        )
        self.document.update_stream(tile, b"1 1 1 rg 0 0 9 9 re f")
        self.document.xref_set_key(self.page.xref, "Resources/Pattern/Tile", f"{tile} 0 R")
        for name, grey in (("Gone", 0), ("Kept", 1)):
            group = "/Group << /S /Transparency /CS /DeviceGray >>"
            form = self._object(f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] {group} >>")
            self.document.update_stream(form, f"{grey} g 0 0 612 792 re f".encode())
            mask = self._object(f"<< /Type /ExtGState /SMask << /Type /Mask /S /Luminosity /G {form} 0 R >> >>")
            self.document.xref_set_key(self.page.xref, f"Resources/ExtGState/{name}", f"{mask} 0 R")
        nothing = self._object("<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Group << /S /Transparency >> >>")
        self.document.update_stream(nothing, b" ")
        mask = self._object(f"<< /Type /ExtGState /SMask << /Type /Mask /S /Alpha /G {nothing} 0 R >> >>")
        self.document.xref_set_key(self.page.xref, "Resources/ExtGState/Empty", f"{mask} 0 R")
        for name, light in (("Half", 0.75), ("Most", 0.97), ("Faint", 0)):
            veil = self._object(f"<< /Type /ExtGState /ca {light} >>")
            self.document.xref_set_key(self.page.xref, f"Resources/ExtGState/{name}", f"{veil} 0 R")
        face = self._object(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} >>")
        self.document.xref_set_key(self.page.xref, "Resources/ExtGState/Marker", f"{set_multiply} 0 R")
        self.document.xref_set_key(self.page.xref, "Resources/Font/Said", f"{face} 0 R")
        text = f"BT /Said 10 Tf {color} rg 72 692 Td ({SAID}) Tj ET"
        group = "/Group << /S /Transparency >> /BBox [0 0 612 792]"
        form = self._object(
            f"<< /Type /XObject /Subtype /Form {group} /Resources << /Font << /Said {face} 0 R >> >> >>"
        )
        within = text if in_group else "1 0 0 rg 60 680 400 30 re f"
        self.document.update_stream(form, within.encode())
        self.document.xref_set_key(self.page.xref, "Resources/XObject/Form", f"{form} 0 R")
        if in_group:
            text = "/Form Do"
        stream = self._object("<<>>")
        self.document.update_stream(stream, f"q {before} Q q {state} {text} Q q {after} Q".encode())
        self.document.xref_set_key(self.page.xref, "Contents", f"[{self.page.get_contents()[0]} 0 R {stream} 0 R]")

    def _object(self, source: str) -> int:
        xref = int(self.document.get_new_xref())
        self.document.update_object(xref, source)
        return xref

    def read(self, path: Path) -> PaperText:
        return extract(saved(self.document, path / "made.pdf"))


def is_seen(paper: PaperText) -> bool:
    """Whether SAID is in the text; if not, it must be among the hidden spans."""
    in_text = any(SAID in block.text for block in paper.blocks)
    assert in_text != any(SAID in span.text for span in paper.hidden)
    return in_text


SEEN = {
    "a flattened highlight": Made(after="/Marker gs 1 1 0 rg 70 689 330 14 re f"),
    "a fill that a clip path cuts off beside the text": Made(
        after="300 600 100 150 re W n 1 1 1 rg 0 600 500 150 re f"
    ),
    "a dark ground that a clip path cuts off": Made(before="300 600 100 150 re W n 0 0 0 rg 0 600 500 150 re f"),
    "light text on a dark box": Made(before="0 0 0.3 rg 60 680 400 30 re f", color="1 1 1"),
    "light text on a shading": Made(before="60 680 400 30 re W n /Dusk sh", color="1 1 1"),
    "dark text under a multiplied shading": Made(after="/Marker gs 60 680 400 30 re W n /Dawn sh"),
    "a soft mask that lets all through": Made(state="/Kept gs"),
    "a shape around it": Made(
        after="1 g 0 600 m 600 600 l 600 750 l 0 750 l h 60 680 m 60 710 l 500 710 l 500 680 l h f"
    ),
    "a thin curve over it": Made(after="1 G 0.5 w 60 680 m 400 700 l 60 710 l S"),
    "lines across it": Made(after="0.5 G 0.4 w " + " ".join(f"60 {y} m 460 {y} l S" for y in range(685, 706, 4))),
    "a veil that lets a quarter through": Made(after="/Half gs 1 g 60 680 400 30 re f"),
    "faint lines over it, as a figure has them": Made(after="/Faint gs /Form Do"),
    "letters that are set close": Made(state="-1 Tc"),
    "a pattern beside it": Made(after="/Pattern cs /Tile scn 300 600 100 30 re f"),
}
HIDDEN = {
    "a white polygon over it": Made(after="1 g 0 660 m 600 660 l 600 750 l 0 750 l 0 700 l h f"),
    "a white circle over it": Made(after="1 g 0 690 m 0 850 320 850 320 690 c 320 530 0 530 0 690 c f"),
    "a wide white stroke over it": Made(after="1 G 30 w 60 695 m 400 695 l S"),
    "a wide white curve over it": Made(after="1 G 30 w 60 695 m 160 696 l 400 695 l 401 760 l S"),
    "upright white strips over it": Made(after="1 g " + " ".join(f"{60 + n} 680 1.2 30 re f" for n in range(300))),
    "flat white strips over it": Made(after="1 g " + " ".join(f"60 {680 + 1.5 * n} 300 1.6 re f" for n in range(20))),
    "a white shading over it": Made(after="60 680 400 30 re W n /Snow sh"),
    "a white pattern over it": Made(after="/Pattern cs /Tile scn 60 680 400 30 re f"),
    "a white stencil over it": Made(after="1 g q 400 0 0 30 60 680 cm BI /IM true /W 1 /H 1 /BPC 1 ID \0 EI Q"),
    "a soft mask that lets nothing through": Made(state="/Gone gs"),
    "two white boxes that let a quarter through": Made(after="/Half gs 1 g " + 3 * "60 680 400 30 re f "),
    "a white box that lets next to nothing through": Made(after="/Most gs 1 g 60 680 400 30 re f"),
    "a white picture among the operators": Made(
        after="q 400 0 0 30 60 680 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID FF> EI Q"
    ),
    "letters as thin as hairs": Made(state="5 Tz"),
    "a soft mask in which nothing is painted": Made(state="/Empty gs"),
    "a group that lets nothing through": Made(state="/Faint gs", in_group=True),
    "a white box over it": Made(after="1 1 1 rg 70 689 330 14 re f"),
    "a box with a drawing on it": Made(after="1 1 1 rg 70 689 330 14 re f 0 0 0 RG 75 690 m 200 702 l 390 691 l S"),
    "a multiplied black box over it": Made(after="/Marker gs 0 0 0 rg 70 689 330 14 re f"),
    "white text on the page": Made(color="1 1 1"),
    "white text beside a dark ground that a clip path cuts off": Made(
        before="300 600 100 150 re W n 0 0 0 rg 0 600 500 150 re f", color="1 1 1"
    ),
    "white text on a white box": Made(before="1 1 1 rg 60 680 400 30 re f", color="1 1 1"),
    "dark text on a dark box": Made(before="0 0 0.2 rg 60 680 400 30 re f", color="0 0 0.2"),
    "text of the next line that reaches into the box": Made(
        after="1 1 1 rg 70 689 330 14 re f BT /Said 10 Tf 0 0 0 rg 72 702 Td (jjggyyppqq jjggyyppqq jjggyyppqq) Tj ET"
    ),
}


@pytest.mark.parametrize("case", SEEN)
def test_text_that_can_be_seen_is_in_the_text(tmp_path: Path, case: str) -> None:
    assert is_seen(SEEN[case].read(tmp_path))


@pytest.mark.parametrize("case", HIDDEN)
def test_text_that_nobody_can_see_is_not(tmp_path: Path, case: str) -> None:
    assert not is_seen(HIDDEN[case].read(tmp_path))


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_highlight_annotation_hides_nothing_however_the_page_is_turned(tmp_path: Path, rotation: int) -> None:
    made = Made()
    made.page.add_highlight_annot(pymupdf.Rect(70, 88, 300, 103).quad)
    made.page.set_rotation(rotation)
    assert is_seen(made.read(tmp_path))


@pytest.mark.parametrize("says", ["(The learning rate is 0.999.)", "()"])
def test_letters_are_read_and_not_what_stands_in_their_place(tmp_path: Path, says: str) -> None:
    made = Made()
    stream = made._object("<<>>")
    said = f"BT /Said 10 Tf 72 600 Td /Span << /ActualText {says} >> BDC (The learning rate is 0.123.) Tj EMC ET"
    made.document.update_stream(stream, said.encode())
    first = made.document.xref_get_key(made.page.xref, "Contents")[1].strip("[]")
    made.document.xref_set_key(made.page.xref, "Contents", f"[{first} {stream} 0 R]")
    text = " ".join(block.text for block in made.read(tmp_path).blocks)
    assert "0.123" in text
    assert "0.999" not in text


def test_an_annotation_that_covers_text_hides_it(tmp_path: Path) -> None:
    made = Made()
    cover = made.page.add_rect_annot((70, 88, 300, 105))
    cover.set_colors(stroke=(1, 1, 1), fill=(1, 1, 1))
    cover.update()
    assert not is_seen(made.read(tmp_path))


@pytest.mark.parametrize("shade", [255, 40])
def test_a_picture_with_text_on_it_hides_what_is_under_it(tmp_path: Path, shade: int) -> None:
    """The picture has dark letters of its own: they are not the hidden text's."""
    letters = pymupdf.open()
    other = letters.new_page(width=330, height=14)
    other.draw_rect(other.rect, color=None, fill=(shade / 255,) * 3)
    other.insert_text((2, 10), "Quite another sentence in a picture", color=(1 - shade / 255,) * 3)
    made = Made()
    made.page.insert_image((70, 88, 400, 103), pixmap=other.get_pixmap(dpi=144), keep_proportion=False)
    assert not is_seen(made.read(tmp_path))


def test_a_picture_that_lets_light_through_hides_nothing(tmp_path: Path) -> None:
    tint = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 8, 8), True)
    tint.set_rect(tint.irect, (255, 220, 0, 90))
    made = Made()
    made.page.insert_image((70, 88, 400, 103), pixmap=tint, keep_proportion=False)
    assert is_seen(made.read(tmp_path))


def test_letters_drawn_by_a_type_3_font_show_through_a_marker(tmp_path: Path) -> None:
    made = Made(after="/Marker gs 1 1 0 rg 70 689 330 14 re f 0 g BT /Drawn 10 Tf 72 640 Td (aaaa) Tj ET")
    glyph = made._object("<<>>")
    made.document.update_stream(glyph, b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    made.document.xref_set_key(
        made.page.xref,
        "Resources/Font/Drawn",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        f"/LastChar 97 /Widths [600] /CharProcs << /a {glyph} 0 R >> /Encoding << /Differences [97 /a] >> >>",
    )
    made.page.add_highlight_annot(pymupdf.Rect(70, 140, 120, 156).quad)
    paper = made.read(tmp_path)
    assert paper.hidden == ()
    assert any("aaaa" in block.text for block in paper.blocks)


def letters(said: str, *, grey: float = 0.0, wide: float = 100.0, size: float = 10.0, side: float = 800.0) -> Any:
    """A square page with a text at (100, 100), its letters `wide` % of their usual width."""
    page = pymupdf.open().new_page(width=side, height=side)
    page.insert_text((100, 100), "_", fontname="helv")
    page.clean_contents()
    shown = f"BT /helv {size} Tf {grey} g {wide} Tz 1 0 0 1 100 {side - 100} Tm ({said}) Tj ET"
    page.parent.update_stream(page.get_contents()[0], shown.encode())
    return page


def ink_on(page: Any) -> Any:
    return paint.ink_of(page, pymupdf.Identity)


@pytest.mark.parametrize(("side", "seen"), [(10, True), (12, False)])
def test_letters_are_seen_where_they_fill_enough_of_their_box(side: float, seen: bool) -> None:
    assert ink_on(letters("."))((100, 100 - side / 2, 100 + side, 100 + side / 2), 0) is seen


@pytest.mark.parametrize(("grey", "seen"), [(229, True), (238, False)])
def test_letters_are_seen_that_a_reader_tells_from_their_ground(grey: int, seen: bool) -> None:
    assert ink_on(letters("HHH", grey=grey / 255))((100, 90, 120, 101), 0) is seen


@pytest.mark.parametrize(
    ("color", "black"),
    [(0xFF0000, True), (0x00B400, True), (0x0081FF, True), (0xFF4800, False), (0x00C800, False), (0x00A0FF, False)],
)
def test_a_colour_is_as_light_as_it_looks(color: int, black: bool) -> None:
    """A black letter on white is ink of a colour that is nearer to black. The box lies inside its stem."""
    assert ink_on(letters("l", size=400.0))((130, 50, 140, 60), color) is black


@pytest.mark.parametrize(("wide", "seen"), [(2.0, True), (1.3, False)])
def test_strokes_are_seen_that_fill_a_tenth_of_a_pixel(wide: float, seen: bool) -> None:
    """1.5 pixels a point."""
    assert ink_on(letters("lll", wide=wide))((100, 90, 102, 101), 0) is seen


@pytest.mark.parametrize(("wide", "seen"), [(6.0, True), (4.5, False)])
def test_a_large_box_is_painted_with_a_million_pixels(wide: float, seen: bool) -> None:
    """Half a pixel a point, on a page of 4,000,000 square points."""
    ink = ink_on(letters("lll", wide=wide, side=2000))
    ink((3, 3, 1997, 1997), 0)
    assert ink((100, 90, 106, 101), 0) is seen


@pytest.mark.parametrize(
    ("boxes", "paintings"),
    [
        ([(398, 400, 420, 410)], 1),
        ([(396, 400, 420, 410)], 2),
        ([(400, 500, 420, 510), (102, 500, 110, 510)], 2),
        ([(400, 500, 420, 510), (98, 500, 110, 510)], 3),
        ([(400, 500, 420, 510), (980, 500, 998, 510)], 2),
        ([(400, 500, 420, 510), (980, 500, 1002, 510)], 3),
        ([(400, 500, 420, 510), (400, 548, 420, 558)], 2),
        ([(400, 500, 420, 510), (400, 552, 420, 562)], 3),
    ],
)
def test_what_stands_around_a_box_is_painted_with_it(
    boxes: list[BBox], paintings: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 points around the first; 300 to the left, 600 to the right and 60 down of the next, of its upper left."""
    painted, strip = list[BBox](), paint._strip

    def counted(shown: Any, box: BBox, *zoom: Any) -> Any:
        painted.append(box)
        return strip(shown, box, *zoom)

    monkeypatch.setattr(paint, "_strip", counted)
    ink = ink_on(letters("lll", side=1400))
    for box in [(400, 400, 420, 410), *boxes]:
        ink(box, 0)
    assert len(painted) == paintings


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus/papers")
def test_what_readers_marked_in_ten_papers_changes_nothing_of_their_text(tmp_path: Path) -> None:
    for path in sorted(CORPUS.glob("*.pdf"))[::2][:10]:
        chance = random.Random(path.name)
        document = pymupdf.open(path)
        for page in document:
            lines = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", ())]
            for _ in range(6 if lines else 0):
                at = chance.randrange(len(lines))
                marked = [pymupdf.Rect(line["bbox"]).quad for line in lines[at : at + chance.randint(1, 4)]]
                mark = chance.choice(("highlight", "highlight", "underline", "strikeout", "squiggly"))
                getattr(page, f"add_{mark}_annot")(marked).update()
        plain, annotated = extract(pdf_at(path)), extract(saved(document, tmp_path / path.name))
        assert [block.text for block in annotated.blocks] == [block.text for block in plain.blocks], path.name
        assert [span.text for span in annotated.hidden] == [span.text for span in plain.hidden], path.name
