"""What a reader can see and what not."""

from __future__ import annotations

import pytest

from pipeline.extract.hidden import is_ocr_layer, shows_through, split_hidden
from pipeline.extract.page import Page
from tests.extract.making import fill, line, page, span

BLACK, WHITE = 0, 0xFFFFFF


def blank(_: object) -> list[int]:
    """A box of white pixels."""
    return [0] * 255 + [100]


def reasons(sheet: Page, log: list[object] | None = None) -> list[str]:
    split_hidden(sheet, log or [], blank)  # type: ignore[arg-type]
    return [v.reason for v in sheet.veiled]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"color": WHITE}, "white"),
        ({"color": 0xFAFAFA}, "white"),
        ({"char_flags": 0}, "invisible"),
        ({"alpha": 0}, "transparent"),
        ({"size": 1.0}, "tiny"),
        ({"x": -300.0}, "off_page"),
        ({"y": 2000.0}, "off_page"),
    ],
)
def test_each_way_to_hide_has_its_reason(changes: dict[str, object], reason: str) -> None:
    sheet = page([line(span("seen", 72, 90)), line(span("hidden", **changes))])  # type: ignore[arg-type]
    assert reasons(sheet) == [reason]
    assert [x.text for x in sheet.lines] == ["seen"]


@pytest.mark.parametrize("changes", [{"color": 0x999999}, {"size": 3.0}, {"alpha": 60}, {"color": 0xFFCC00}])
def test_what_can_be_seen_stays(changes: dict[str, object]) -> None:
    assert reasons(page([line(span("seen", **changes))])) == []  # type: ignore[arg-type]


def test_a_cover_hides_only_what_was_painted_before_it() -> None:
    cover = fill(60, 85, 200, 110, 2, WHITE)
    sheet = page([line(span("under", order=1)), line(span("over", order=3))], [cover])
    assert reasons(sheet) == ["covered"]
    assert [x.text for x in sheet.lines] == ["over"]


def test_the_ground_decides_what_is_white() -> None:
    dark = fill(60, 85, 200, 110, 0, BLACK)
    assert reasons(page([line(span("seen", color=WHITE))], [dark])) == []
    assert reasons(page([line(span("black on black", color=BLACK))], [dark])) == ["white"]
    picture = [("fill-image", (60.0, 80.0, 200.0, 120.0)), ("fill-text", (72.0, 92.0, 120.0, 102.0))]
    assert reasons(page([line(span("on a picture", color=WHITE))]), picture) == []  # type: ignore[arg-type]


def test_a_picture_over_text_hides_it_unless_the_ink_shows_through() -> None:
    log = [("fill-text", (72.0, 92.0, 120.0, 102.0)), ("fill-image", (60.0, 80.0, 200.0, 120.0))]
    assert reasons(page([line(span("under"))]), log) == ["covered"]  # type: ignore[arg-type]
    marked = [0] * 256
    marked[10], marked[200] = 12, 88  # dark strokes on an even tint: a marker pen
    assert shows_through(span("under"), marked)
    assert not shows_through(span("under"), blank(None))
    assert not shows_through(span("under"), [1] * 256)  # a photograph


def test_a_scan_with_invisible_text_is_an_ocr_layer() -> None:
    sheet = page([line(span("words", char_flags=0))])
    sheet.images = [(0, 0, 612, 792)]
    assert reasons(sheet) == ["invisible"]
    assert is_ocr_layer(sheet)
    sheet.images = [(0, 0, 100, 100)]
    assert not is_ocr_layer(sheet)
