"""Labels of a figure are told from the text around it, and a figure from rules, icons and boxes of text."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.extract.figure_text import figure_groups, figure_regions
from pipeline.extract.layout import group_of
from pipeline.extract.page import Line, Page, Vector
from schemas.records import BBox
from tests.extract.making import fill, line, page, rule, span, text_line

PLOT: BBox = (80, 200, 240, 300)


def strokes(count: int = 24, box: BBox = PLOT) -> list[Vector]:
    """Bars of a plot that fills the box, from left to right."""
    x0, y0, x1, y1 = box
    gap = (x1 - x0 - 2) / (count - 1)
    return [fill(x0 + gap * k, y0, x0 + gap * k + 2, y1, 0, 0x3366CC) for k in range(count)]


def sheet(lines: list[Line], vectors: list[Vector] | None = None, images: list[BBox] | None = None) -> Page:
    made = page(lines, strokes() if vectors is None and images is None else vectors)
    made.images = images or []
    return made


def is_label(text_line_: Line, *others: Line, vectors: list[Vector] | None = None) -> bool:
    """Whether the line is text of the figure on a page of 10 points."""
    lines = [text_line_, *others]
    _, rest = figure_groups(sheet(lines, vectors), lines, [], 10, [])
    return text_line_ not in rest


@pytest.mark.parametrize(("wide", "high", "found"), [(60, 60, 1), (20, 60, 0), (60, 20, 0), (40, 40, 1)])
def test_a_picture_is_larger_than_an_icon(wide: float, high: float, found: int) -> None:
    assert len(figure_regions(sheet([], images=[(100, 100, 100 + wide, 100 + high)]), [])) == found
    drawn = strokes(24, (100, 100, 100 + wide, 100 + high))
    assert len(figure_regions(sheet([], drawn), [])) == found


@pytest.mark.parametrize(("share", "found"), [(0.7, 1), (0.95, 0)])
def test_a_picture_of_the_whole_page_is_its_background(share: float, found: int) -> None:
    assert len(figure_regions(sheet([], images=[(0, 0, 612, 792 * share)]), [])) == found


@pytest.mark.parametrize(("count", "found"), [(6, 0), (9, 0), (10, 1), (24, 1)])
def test_ten_paths_in_a_heap_are_a_figure(count: int, found: int) -> None:
    assert len(figure_regions(sheet([], strokes(count)), [])) == found


@pytest.mark.parametrize(("gap", "found"), [(20, 1), (45, 0), (60, 0)])
def test_paths_that_lie_far_apart_are_no_figure(gap: float, found: int) -> None:
    """Seven paths at one place and seven at another: neither heap is enough alone."""
    one, other = strokes(7, (80, 200, 120, 300)), strokes(7, (120 + gap, 200, 160 + gap, 300))
    assert len(figure_regions(sheet([], one + other), [])) == found


@pytest.mark.parametrize(
    ("vector", "found"),
    [
        (rule(80, 380, 250), 0), (rule(80, 200, 250), 1), (Vector(0, 0, 600, 780, 0, False, True, 0, 255), 0),
        (Vector(20, 20, 560, 600, 0, False, True, 0, 255), 0), (Vector(20, 20, 360, 400, 0, False, True, 0, 255), 1),
        (Vector(80, 200, 380, 201.2, 0, False, True, 0, 255), 0),
        (Vector(80, 200, 380, 202.5, 0, False, True, 0, 255), 1),
    ],
)  # fmt: skip
def test_a_rule_and_a_background_are_no_strokes(vector: Vector, found: int) -> None:
    """Nine bars of a plot and the vector: it counts as the tenth, or not."""
    assert len(figure_regions(sheet([], [*strokes(9), vector]), [])) == found


@pytest.mark.parametrize(("off", "found"), [(0, 0), (2, 0), (6, 1)])
def test_what_is_drawn_in_a_table_is_no_figure(off: float, found: int) -> None:
    table = group_of([[text_line("a table", 80, 300)]], "table")
    table.x0, table.y0, table.x1, table.y1 = 80, 100, 240, 250 - off  # 250: the middle of the bars
    assert len(figure_regions(sheet([], strokes(10)), [table])) == found


@pytest.mark.parametrize(("off", "found"), [(2.5, 0), (3.5, 1)])
@pytest.mark.parametrize("side", [0, 1, 2, 3])
def test_what_is_drawn_three_points_beside_a_table_is_its_own(side: int, off: float, found: int) -> None:
    """Ten boxes at one place, whose middle is (125, 225)."""
    drawn = [fill(100, 200, 150, 250, 0, 0x3366CC)] * 10
    table = group_of([[text_line("a table", 80, 300)]], "table")
    edges = [50.0, 150.0, 300.0, 400.0]
    edges[side] = (125 + off, 225 + off, 125 - off, 225 - off)[side]
    table.x0, table.y0, table.x1, table.y1 = edges
    assert len(figure_regions(sheet([], drawn), [table])) == found


@pytest.mark.parametrize(("others", "found"), [(298, 1), (302, 0)])
def test_the_smallest_of_more_than_three_hundred_heaps_are_noise(others: int, found: int) -> None:
    noise = [
        fill(700 + 100 * (n % 20), 100 * (n // 20), 740 + 100 * (n % 20), 100 * (n // 20) + 40, 0, 0)
        for n in range(others)
    ]
    assert len(figure_regions(sheet([], [*strokes(10, (100, 100, 135, 135)), *noise]), [])) == found


@pytest.mark.parametrize(("x", "label"), [(84, True), (70, True), (60, False), (250, True), (262, False)])
def test_a_tick_label_stands_within_fourteen_points(x: float, label: bool) -> None:
    assert is_label(text_line("5", x - 1.5, 250, 6)) is label


@pytest.mark.parametrize(("y", "label"), [(310, True), (325, False), (190, True), (180, False)])
def test_a_label_may_stand_below_or_above(y: float, label: bool) -> None:
    assert is_label(text_line("epoch", 150, y, 8)) is label


@pytest.mark.parametrize(
    ("text", "size", "label"),
    [
        ("epoch", 9, True), ("epoch", 9.8, False), ("one two three four five six seven eight", 6, True),
        ("one two three four five six seven eight nine", 6, False), ("Figure 3: words", 8, False),
        ("Fig. 3: words", 8, False),
        ("Table 3: words", 8, False), ("(a) words", 8, False),
    ],
)  # fmt: skip
def test_beside_a_figure_only_short_small_words_are_labels(text: str, size: float, label: bool) -> None:
    assert is_label(text_line(text, 150 - len(text), 312, size)) is label


def test_turned_text_is_a_label_wherever_it_stands() -> None:
    turned = line(span("accuracy", 400, 600), rotated=True)
    groups, rest = figure_groups(sheet([]), [], [turned], 10, [])
    assert rest == []
    assert [g.kind for g in groups] == ["figure_text"]


LONG = "one two three four five six seven eight nine ten"  # 48 characters, nine blanks


@pytest.mark.parametrize(
    ("rows", "text", "size", "prose"),
    [(4, LONG, 6, True), (3, LONG, 6, False), (4, LONG[:-4] + "-ten", 6, False), (5, LONG, 3, False)],
)
def test_a_box_around_text_is_no_figure(rows: int, text: str, size: float, prose: bool) -> None:
    """The box is 160 points wide: a row of 48 letters of 6 points takes 144 of them, one of 3 points 72."""
    lines = [text_line(text, 82, 215 + 12 * n, size) for n in range(rows)]
    assert is_label(lines[0], *lines[1:]) is not prose


@pytest.mark.parametrize(("labels", "prose"), [(6, True), (12, False)])
def test_a_figure_has_more_labels_than_rows_of_text(labels: int, prose: bool) -> None:
    rows = [text_line(LONG, 82, 215 + 12 * n, 6) for n in range(4)]
    assert is_label(rows[0], *rows[1:], *(text_line("5", 90 + 10 * n, 290, 6) for n in range(labels))) is not prose


WIDE: BBox = (80, 200, 540, 400)
COLUMN = "one two three four five six seven eight nine ten eleven"  # 275 points at a size of 10


@pytest.mark.parametrize(
    ("size", "text", "label"),
    [
        (10, COLUMN, False),
        (9.5, COLUMN, False),
        (9, COLUMN, True),
        (10, COLUMN[:36], True),
        (10, "abcdefghi " * 3, True),
        (10, "a b c d e f g h i j k l", True),
    ],
)
def test_a_column_that_a_figure_reaches_over_stays_text(size: float, text: str, label: bool) -> None:
    """Two lines in the paper's own size, of nine words or more, and wider than three tenths of the page."""
    drawn = strokes(24, WIDE)
    rows = [text_line(text, 250, 250 + 12 * n, size) for n in range(2)]
    assert is_label(rows[0], rows[1], vectors=drawn) is label


@pytest.mark.parametrize(
    ("x", "y", "label"),
    [(250, 290, False), (250, 301, True), (246, 274, True), (249, 274, False), (250, 222, False), (250, 208, True)],
)
def test_what_stands_near_such_a_column_is_its_own(x: float, y: float, label: bool) -> None:
    drawn = strokes(24, WIDE)
    rows = [text_line(COLUMN, 250, 250 + 12 * n) for n in range(2)]
    assert is_label(text_line("a short line", x, y), *rows, vectors=drawn) is label


@pytest.mark.parametrize(("off", "rows"), [(2, 1), (4, 2)])
def test_labels_on_one_baseline_are_a_row(off: float, rows: int) -> None:
    lines = [text_line("0.1", 90, 250, 8), text_line("0.2", 130, 250 + off, 8)]
    (group,), _ = figure_groups(sheet(lines), lines, [], 10, [])
    assert len(group.rows) == rows


def chart(caption: str = "Figure 1: Bars", bars: int = 5, width: float = 15, y: float = 300) -> tuple[list[Line], Page]:
    """Bars with a label of the text's size below each, and a text above."""
    drawn = [fill(100 + 20 * n, 250 - 10 * n, 100 + 20 * n + width, 280, 1, 0x3366CC) for n in range(bars)]
    lines = [text_line("the text above the figure has many words in a line of its own", 72, 150)]
    lines += [text_line(f"{n}K", 100 + 20 * n, 292) for n in range(4)]
    lines += [
        text_line(caption, 100, y),
        text_line("the text below the figure has many words in a line that is as wide", 72, 340),
    ]
    return lines, page(lines, drawn)


def labels(lines: list[Line], sheet: Page) -> list[str]:
    groups, _ = figure_groups(sheet, lines, [], 10, [])
    return [text for g in groups for text in g.lines]


def test_a_chart_of_few_bars_is_found_by_its_caption() -> None:
    assert labels(*chart()) == ["0K 1K 2K 3K"]


@pytest.mark.parametrize(
    "changes",
    [{"caption": "Table 1: Bars"}, {"bars": 2}, {"bars": 81}, {"width": 400.0}, {"y": 380.0}],
)
def test_what_is_drawn_above_other_texts_is_no_chart(changes: dict[str, Any]) -> None:
    assert labels(*chart(**changes)) == []


def test_a_figure_with_sentences_or_with_another_caption_is_left_alone() -> None:
    for text in ("a label of more than five words", "Fig. 2: Lines"):
        lines, _ = chart()
        lines.append(text_line(text, 100, 262))
        assert labels(lines, page(lines, chart()[1].vectors)) == []


def test_the_caption_of_a_part_stays_a_text() -> None:
    lines, sheet = chart(y=316)
    lines.append(text_line("(a) A part", 100, 304))
    assert labels(lines, sheet) == ["0K 1K 2K 3K"]
