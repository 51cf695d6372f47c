"""What a reader can see and what not."""

from __future__ import annotations

import pytest

from pipeline.extract.hidden import is_ocr_layer, split_hidden, without_marks
from pipeline.extract.page import Page
from tests.extract.making import fill, line, page, span

BLACK, WHITE = 0, 0xFFFFFF


def reasons(sheet: Page, log: list[object] | None = None, ink: bool = False) -> list[str]:
    """Why spans are hidden on a page whose boxes all show letters, or none."""
    split_hidden(sheet, log or [], lambda *_: ink)  # type: ignore[arg-type]
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
    assert reasons(page([line(span("seen", color=WHITE))], [dark]), ink=True) == []
    assert reasons(page([line(span("black on black", color=BLACK))], [dark])) == ["white"]
    picture = [("fill-image", (60.0, 80.0, 200.0, 120.0)), ("fill-text", (72.0, 92.0, 120.0, 102.0))]
    assert reasons(page([line(span("on a picture", color=WHITE))]), picture, ink=True) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(("ink", "found"), [(False, ["covered"]), (True, [])])
def test_a_picture_over_text_hides_it_unless_the_ink_shows_through(ink: bool, found: list[str]) -> None:
    log = [("fill-text", (72.0, 92.0, 120.0, 102.0)), ("fill-image", (60.0, 80.0, 200.0, 120.0))]
    assert reasons(page([line(span("under"))]), log, ink) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(("x", "found"), [(84.0, ["covered"]), (94.0, [])])
def test_where_later_text_stands_nobody_can_tell_whose_ink_it_is(x: float, found: list[str]) -> None:
    """Of a span of 30 points the later one covers 18 or 8."""
    lines = [line(span("under.", order=1)), line(span("over", x, order=3))]
    assert reasons(page(lines, [fill(60, 85, 200, 110, 2, WHITE)]), ink=True) == found


def test_what_was_painted_over_text_that_shows_through_is_no_drawing() -> None:
    tint = fill(60, 85, 200, 110, 2, 0xFFFF00)
    sheet = page([line(span("under", order=1))], [tint])
    assert reasons(sheet, ink=True) == []
    assert sheet.vectors == []


@pytest.mark.parametrize(("text", "asked"), [("aword.", (72, 102)), ("some words.", (85.75, 113.25))])
def test_of_a_long_span_the_middle_is_looked_at(text: str, asked: tuple[float, float]) -> None:
    boxes: list[tuple[float, float]] = []

    def ink(box: tuple[float, float, float, float], _: int) -> bool:
        boxes.append((box[0], box[2]))
        return True

    split_hidden(page([line(span(text, order=1))], [fill(60, 85, 200, 110, 2, WHITE)]), [], ink)
    assert boxes == [asked]


def test_a_readers_marks_are_taken_away_and_the_papers_own_rules_are_not() -> None:
    own, underline, beyond = (fill(70, 101, 200, 102, order, 0) for order in (0, 2, 2))
    underline, beyond = underline._replace(x1=201.0), beyond._replace(x1=203.0)
    sheet = page([line(span("marked", order=1))], [own, underline, beyond])
    without_marks(sheet, [(70, 90, 200, 103)])
    assert sheet.vectors == [own, beyond]


def test_a_scan_with_invisible_text_is_an_ocr_layer() -> None:
    sheet = page([line(span("words", char_flags=0))])
    sheet.images = [(0, 0, 612, 792)]
    assert reasons(sheet) == ["invisible"]
    assert is_ocr_layer(sheet)
    sheet.images = [(0, 0, 100, 100)]
    assert not is_ocr_layer(sheet)
