"""The first figure is found beside its caption, and a PDF that breaks costs only its own picture."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.extract import extract
from pipeline.extract.figure_worker import FigureWorker
from pipeline.extract.first_figure import NoPicture, Picture, Spot, find_spot, region
from pipeline.extract.settings import ExtractSettings
from schemas.records import BBox, Pdf
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
        assert worker.draw(str(tmp_path / "none.pdf"), where).model_dump()["reason"]
    slow = ExtractSettings(time_limit_s=0.001)
    with FigureWorker(slow) as worker:
        last = worker.draw(str(SAMPLE_DIR / "pdf" / "2511.90001v1.pdf"), where)
    assert isinstance(last, NoPicture)
