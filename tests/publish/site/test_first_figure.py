"""The first figure is found beside its caption, and a PDF that breaks costs only its own picture."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.extract import extract
from pipeline.extract.figure_worker import FigureWorker
from pipeline.extract.first_figure import NoPicture, Picture, Spot, draw, find_spot, region
from pipeline.extract.settings import ExtractSettings
from schemas.records import BBox, BlockKind, Pdf
from tests.extract.typesetting import pymupdf
from tests.papers import paper_text, paragraph
from tests.sample_day import SAMPLE_DIR

WIDTH, HEIGHT = 612.0, 792.0
PLOT: BBox = (70, 100, 290, 240)


def spot(caption: BBox, *walls: BBox, labels: tuple[BBox, ...] = ()) -> Spot:
    return Spot(page_number=1, caption="Figure 1. A plot.", caption_bbox=caption, walls=walls, labels=labels)


def test_what_is_drawn_above_the_caption_up_to_the_text_is_the_figure() -> None:
    where = spot((63, 250, 297, 270), (63, 60, 297, 90), (63, 280, 297, 400), labels=((60, 120, 68, 200),))
    assert region(where, [PLOT, (320, 100, 540, 240)], WIDTH, HEIGHT) == (55, 95, 295, 245)


def test_a_caption_above_its_figure_is_seen() -> None:
    where = spot((63, 70, 297, 90), (63, 30, 297, 60), (63, 260, 297, 400))
    assert region(where, [PLOT], WIDTH, HEIGHT) == (65, 95, 295, 245)


def test_a_caption_over_both_columns_takes_what_is_in_both() -> None:
    where = spot((63, 250, 549, 270), (63, 280, 297, 400))
    assert region(where, [PLOT, (320, 110, 540, 230)], WIDTH, HEIGHT) == (65, 95, 545, 245)


def test_without_anything_drawn_or_with_an_icon_there_is_no_figure() -> None:
    assert region(spot((63, 250, 297, 270)), [], WIDTH, HEIGHT) is None
    assert region(spot((63, 250, 297, 270)), [(100, 230, 110, 240)], WIDTH, HEIGHT) is None


def test_a_name_of_an_axis_that_was_taken_for_text_belongs_to_the_figure() -> None:
    where = spot((63, 262, 297, 280), (63, 60, 297, 90), (160, 243, 200, 253))
    assert region(where, [PLOT], WIDTH, HEIGHT) == (65, 95, 295, 258)


def test_the_lowest_number_wins_and_tables_are_no_figures() -> None:
    blocks = [paragraph(t).model_copy(update={"kind": "caption"}) for t in ("Table 1: x", "Fig. 2: b", "Figure 1: a")]
    found = find_spot(paper_text(*blocks))
    assert found is not None
    assert found.caption == "Figure 1: a"
    assert find_spot(paper_text(blocks[0], paragraph("Figure 1 shows"))) is None


@pytest.mark.parametrize("name", ["2511.90001v1", "2511.90002v1", "2511.90003v2"])
def test_the_pictures_of_the_bundled_papers_are_drawings_and_not_text(name: str) -> None:
    path = SAMPLE_DIR / "pdf" / f"{name}.pdf"
    pdf = Pdf(paper_id=name, version=None, path=str(path), sha256="", size_bytes=path.stat().st_size, url=None)
    found = find_spot(extract(pdf))
    assert found is not None
    with FigureWorker(ExtractSettings()) as worker:
        picture = worker.draw(str(path), found)
    assert isinstance(picture, Picture)
    image = Image.open(io.BytesIO(base64.b64decode(picture.webp_base64)))
    assert image.format == "WEBP"
    assert image.size == (picture.width, picture.height)
    assert min(image.size) > 200
    assert len(image.getcolors(1 << 24) or ()) > 20


def test_a_broken_pdf_gives_a_reason_and_the_next_one_its_picture(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0" * 999)
    where = spot((63, 250, 297, 270))
    with FigureWorker(ExtractSettings()) as worker:
        first = worker.draw(str(broken), where)
        assert isinstance(first, NoPicture)
        assert first.reason
        second = worker.draw(str(tmp_path / "none.pdf"), where)
        assert isinstance(second, NoPicture)
        assert second.reason
    slow = ExtractSettings(time_limit_s=0.001)
    with FigureWorker(slow) as worker:
        last = worker.draw(str(SAMPLE_DIR / "pdf" / "2511.90001v1.pdf"), where)
    assert isinstance(last, NoPicture)


CAPTION: BBox = (63, 250, 297, 270)


def box(caption: BBox = CAPTION, *walls: BBox, drawn: BBox = PLOT, labels: tuple[BBox, ...] = ()) -> BBox | None:
    return region(spot(caption, *walls, labels=labels), [drawn], WIDTH, HEIGHT)


@pytest.mark.parametrize(("side", "found"), [(50, True), (30, False)])
def test_a_figure_is_at_least_forty_points_wide_and_high(side: float, found: bool) -> None:
    assert (box(drawn=(70, 240 - side, 290, 240)) is not None) is found
    assert (box(drawn=(70, 100, 70 + side, 240)) is not None) is found


@pytest.mark.parametrize(("overlap", "found"), [(3, True), (6, False)])
def test_a_figure_may_reach_a_little_into_its_caption(overlap: float, found: bool) -> None:
    assert (box(drawn=(70, 100, 290, 250 + overlap)) is not None) is found


@pytest.mark.parametrize(("wide", "is_wall"), [(100, False), (140, True)])
def test_narrow_words_between_a_figure_and_its_caption_are_an_axis_name(wide: float, is_wall: bool) -> None:
    """A fifth of the page is 122 points; a wall below the figure keeps it from the caption."""
    name: BBox = (120, 241, 120 + wide, 249)
    found = region(spot((63, 252, 297, 270), name), [PLOT], WIDTH, HEIGHT)
    assert (found is None) is is_wall


@pytest.mark.parametrize(("high", "off", "bottom"), [(10, 3, 258), (30, 3, 245), (10, 12, 267), (10, 18, 245)])
def test_an_axis_name_is_low_and_near_its_axis(high: float, off: float, bottom: float) -> None:
    found = region(spot((63, 300, 297, 320), (160, 240 + off, 200, 240 + off + high)), [PLOT], WIDTH, HEIGHT)
    assert found is not None
    assert found[3] == bottom


@pytest.mark.parametrize(("x1", "right"), [(297, 295), (400, 545)])
def test_a_caption_over_more_than_half_of_the_page_is_over_both_columns(x1: float, right: float) -> None:
    found = region(spot((63, 250, x1, 270)), [PLOT, (320, 110, 540, 230)], WIDTH, HEIGHT)
    assert found is not None
    assert found[2] == right


@pytest.mark.parametrize(("middle", "right"), [(306, 545), (345, 545), (375, 545), (245, 295), (280, 545)])
def test_a_caption_in_the_middle_may_have_the_whole_page(middle: float, right: float) -> None:
    found = region(spot((middle - 40, 250, middle + 40, 270)), [PLOT, (320, 110, 540, 230)], WIDTH, HEIGHT)
    assert found is not None
    assert found[2] == right
    assert (found[0] < 100) is (middle < 355)


@pytest.mark.parametrize(("above", "below", "taken"), [(40, 10, "below"), (25, 10, "above"), (10, 40, "above")])
def test_of_two_figures_the_one_above_is_the_captions_unless_it_is_farther(
    above: float, below: float, taken: str
) -> None:
    drawn: list[BBox] = [(70, 100, 290, 300 - above), (70, 320 + below, 290, 500)]
    found = region(spot((63, 300, 297, 320)), drawn, WIDTH, HEIGHT)
    assert found is not None
    assert (found[1] > 310) is (taken == "below")


def test_a_number_of_thousands_of_digits_is_no_figures() -> None:
    assert (
        find_spot(paper_text(paragraph("Figure " + "1" * 4400 + ": A plot.").model_copy(update={"kind": "caption"})))
        is None
    )


@pytest.mark.parametrize("text", ["Figure 3: a", "Fig. 3: a", "Fig 3: a", "FIGURE 3", "fig 3"])
def test_every_writing_of_a_figures_caption(text: str) -> None:
    found = find_spot(paper_text(paragraph(text).model_copy(update={"kind": "caption"})))
    assert found is not None


def test_a_long_caption_is_cut() -> None:
    found = find_spot(paper_text(paragraph("Figure 1: " + "x " * 1000).model_copy(update={"kind": "caption"})))
    assert found is not None
    assert len(found.caption) == 600


@pytest.mark.parametrize(
    "kind", ["paragraph", "heading", "title", "author", "abstract", "caption", "list", "table", "equation"]
)
def test_every_kind_of_text_is_a_wall(kind: BlockKind) -> None:
    caption = paragraph("Figure 1: a").model_copy(update={"kind": "caption"})
    found = find_spot(paper_text(caption, paragraph("Table 2: b", kind=kind), paragraph("x", kind="footnote")))
    assert found is not None
    assert len(found.walls) == 1


@pytest.mark.parametrize(
    ("size", "drawn", "pixels"),
    [
        ((612, 792), (100, 100, 500, 300), (1100, 565)),  # as wide as a card asks for
        ((612, 792), (100, 100, 200, 700), (398, 2200)),  # no side longer than 2,200
        ((612, 792), (100, 100, 180, 180), (360, 360)),  # no more than four times its size
        ((1400, 1000), (100, 100, 500, 300), (410, 210)),  # a poster is not enlarged
    ],
)
def test_a_figure_is_drawn_as_large_as_it_is_shown(
    tmp_path: Path, size: tuple[int, int], drawn: BBox, pixels: tuple[int, int]
) -> None:
    document = pymupdf.open()
    sheet = document.new_page(width=size[0], height=size[1])
    sheet.draw_rect(drawn, fill=(0.2, 0.4, 0.8), width=0)
    path = tmp_path / "paper.pdf"
    document.save(path)
    picture = draw(path.read_bytes(), spot((drawn[0], drawn[3] + 10, drawn[2], drawn[3] + 30)))
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == pytest.approx(pixels, abs=3)
