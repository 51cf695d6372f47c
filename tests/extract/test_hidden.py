"""What a reader can see and what not."""

from __future__ import annotations

import pytest

from pipeline.extract.hidden import any_veil, is_ocr_layer, split_hidden, without_marks
from pipeline.extract.page import Page, Vector
from schemas.records import BBox
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
        ({"color": 0xEAEAEA}, "white"),
        ({"alpha": 10}, "transparent"),
        ({"alpha": 20}, "transparent"),
        ({"size": 2.1, "color": 0xE0E0E0}, "tiny"),
        ({"size": 1.0}, "tiny"),
        ({"x": -24.0}, "off_page"),
        ({"x": -300.0}, "off_page"),
        ({"y": 2000.0}, "off_page"),
    ],
)
def test_each_way_to_hide_has_its_reason(changes: dict[str, object], reason: str) -> None:
    sheet = page([line(span("seen", 72, 90)), line(span("hidden", **changes))])  # type: ignore[arg-type]
    assert reasons(sheet) == [reason]
    assert [x.text for x in sheet.lines] == ["seen"]


@pytest.mark.parametrize(
    "changes",
    [
        {"color": 0x999999},
        {"size": 3.0},
        {"alpha": 60},
        {"color": 0xFFCC00},
        {"color": 0xE5E5E5},
        {"alpha": 30},
        {"size": 3.0, "color": 0xC8C8C8},
        {"x": -12.0},
    ],
)
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


@pytest.mark.parametrize(
    ("right", "alpha", "found"), [(118, 255, ["covered"]), (102, 255, []), (118, 252, ["covered"]), (118, 189, [])]
)
def test_a_cover_is_opaque_and_hides_nine_tenths(right: float, alpha: int, found: list[str]) -> None:
    """Of a span from 72 to 122."""
    sheet = page([line(span("abcdefghij", order=1))], [fill(60, 85, right, 110, 2, WHITE, alpha)])
    assert reasons(sheet) == found


@pytest.mark.parametrize(("high", "found"), [(30, []), (50, ["white"])])
def test_white_text_on_a_bar_of_its_own_is_seen_whatever_is_painted(high: float, found: list[str]) -> None:
    bar = fill(60, 90, 200, 90 + high, 0, BLACK)
    assert reasons(page([line(span("title", color=WHITE, order=1))], [bar])) == found


@pytest.mark.parametrize(
    ("color", "found"), [(0x200000, []), (0x002000, []), (0x000020, []), (0x001000, ["white"]), (0x100000, ["white"])]
)
def test_the_channel_that_differs_most_tells_text_from_its_ground(color: int, found: list[str]) -> None:
    dark = fill(60, 85, 200, 110, 0, BLACK)
    assert reasons(page([line(span("words", color=color, order=1))], [dark])) == found


@pytest.mark.parametrize(("right", "found"), [(92, ["white"]), (107, [])])
def test_on_a_picture_that_reaches_under_half_of_it_anything_may_be_seen(right: float, found: list[str]) -> None:
    dark = fill(60, 85, 200, 110, 0, BLACK)
    shade = [("fill-shade", (60.0, 80.0, right, 120.0))]
    assert reasons(page([line(span("abcdefghij", order=1))], [dark]), shade) == found  # type: ignore[arg-type]


def test_ink_is_looked_for_between_the_lines_above_and_below() -> None:
    boxes: list[tuple[float, float]] = []

    def ink(box: tuple[float, float, float, float], *_: object) -> bool:
        boxes.append((box[1], box[3]))
        return True

    tall = span("aword.", order=1)._replace(y0=88.0, y1=106.0)
    split_hidden(page([line(tall)], [fill(60, 85, 200, 110, 2, WHITE)]), [], ink)
    assert boxes == [(92.5, 102)]


def test_what_was_painted_over_text_that_shows_through_is_no_drawing() -> None:
    tint = fill(60, 85, 200, 110, 2, 0xFFFF00)
    sheet = page([line(span("under", order=1))], [tint])
    assert reasons(sheet, ink=True) == []
    assert sheet.vectors == []


@pytest.mark.parametrize(("text", "asked"), [("aword.", (72, 102)), ("some words.", (85.75, 113.25))])
def test_of_a_long_span_the_middle_is_looked_at(text: str, asked: tuple[float, float]) -> None:
    boxes: list[tuple[float, float]] = []

    def ink(box: tuple[float, float, float, float], *_: object) -> bool:
        boxes.append((box[0], box[2]))
        return True

    split_hidden(page([line(span(text, order=1))], [fill(60, 85, 200, 110, 2, WHITE)]), [], ink)
    assert boxes == [asked]


def shape(x0: float, y0: float, x1: float, y1: float, *, stroked: bool = False, color: int = WHITE) -> Vector:
    """A path that is no box, painted after everything."""
    return Vector(x0, y0, x1, y1, 9, stroked, False, color, 255)


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ([shape(60, 80, 200, 120)], ["covered"]),
        ([shape(60, 80, 200, 120, color=0x0000FF)], ["covered"]),
        ([shape(60, 80, 200, 120, stroked=True)], ["covered"]),
        ([shape(60, 82, 200, 121, stroked=True, color=0x0000FF)], ["covered"]),
        ([shape(60, 80, 200, 121, stroked=True, color=0x0000FF)], []),  # a curve, whose box says nothing
        ([shape(60, 85 + n, 200, 86 + n) for n in range(20)], ["covered"]),
        ([shape(60, 85 + 0.4 * n, 200, 85.4 + 0.4 * n) for n in range(50)], ["covered"]),
        ([shape(60, 85 + 0.25 * n, 200, 85.25 + 0.25 * n) for n in range(80)], []),  # hairs
        ([shape(60, 90 + 2 * n, 200, 91 + 2 * n) for n in range(10)], []),  # half of it
    ],
)
def test_what_may_hide_a_text_hides_it_where_nothing_of_it_is_seen(over: list[Vector], found: list[str]) -> None:
    """Of a text 10 points high."""
    assert reasons(page([line(span("under", order=1))], over)) == found
    assert reasons(page([line(span("under", order=1))], over), ink=True) == []
    assert reasons(page([line(span("·", order=1))], over)) == []


@pytest.mark.parametrize(("thin", "veiled"), [(1.3, False), (1.4, True)])
def test_thin_paths_veil_a_page_from_four_points_on(thin: float, veiled: bool) -> None:
    over = [shape(60, 200 * n, 200, 200 * n + thin) for n in range(3)]
    assert any_veil(page([line(span("under", order=1))], over)) is veiled


@pytest.mark.parametrize(
    ("box", "ink", "found"),
    [((60, 80, 200, 120), False, ["transparent"]), ((60, 80, 200, 120), True, []), ((60, 80, 80, 120), False, [])],
)
def test_a_soft_mask_hides_what_it_leaves_no_ink_of(box: BBox, ink: bool, found: list[str]) -> None:
    assert reasons(page([line(span("masked", order=1))]), [("mask", box)], ink) == found


@pytest.mark.parametrize(("color", "found"), [(0xFFFF00, []), (WHITE, ["covered"])])
def test_the_colour_of_a_readers_marker_hides_nothing(color: int, found: list[str]) -> None:
    sheet = page([line(span("marked", order=1))], [shape(64, 88, 200, 104, color=color)])
    split_hidden(sheet, [], lambda *_: False, marked=[(70, 90, 194, 103)])
    assert [v.reason for v in sheet.veiled] == found


def test_a_readers_marks_are_taken_away_and_the_papers_own_rules_are_not() -> None:
    own, underline, beyond = (fill(70, 101, 200, 102, order, 0) for order in (0, 2, 2))
    underline, beyond = underline._replace(x1=201.5), beyond._replace(x1=203.0)
    sheet = page([line(span("marked", order=1))], [own, underline, beyond])
    without_marks(sheet, [(70, 90, 200, 103)])
    assert sheet.vectors == [own, beyond]


def test_a_scan_with_invisible_text_is_an_ocr_layer() -> None:
    sheet = page([line(span("words", char_flags=0))])
    sheet.images = [(0, 0, 612, 792)]
    assert reasons(sheet) == ["invisible"]
    assert is_ocr_layer(sheet)
    for height, is_layer in ((540, True), (400, False)):
        sheet.images = [(0, 0, 612, height)]
        assert is_ocr_layer(sheet) is is_layer
