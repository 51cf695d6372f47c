"""Where the tables with rules lie; a case on each side of every threshold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.page import Line, Vector
from pipeline.extract.regions import ByHeight, grown, one_rule_regions, ruled_regions
from pipeline.extract.rules import rules_of
from schemas.records import BBox
from tests.extract.making import line, page, rule, span, text_line

XS = (72, 150, 220)


def table_row(y: float, *texts: str, size: float = 10) -> list[Line]:
    """A row of cells on one baseline, in a table from 70 to 270."""
    return [text_line(text, x, y, size) for x, text in zip(XS, texts, strict=False)]


def body(y: float, count: int, pitch: float = 12) -> list[Line]:
    return [cell for n in range(count) for cell in table_row(y + pitch * n, f"Row {n}", f"{n}.1", f"{n}.2")]


def prose(y: float, text: str = "one two three four five", x: float = 72, width: float = 190) -> list[Line]:
    """A line of words as wide as is asked for."""
    made = text_line(text, x, y)
    return [line(span(text, x, y)._replace(x1=x + width))] if width else [made]


def boxes(lines: list[Line], ys: Sequence[float], x0: float = 70, x1: float = 270) -> list[BBox]:
    made = page(lines, [rule(x0, x1, y) for y in ys])
    found = rules_of(made)
    return [tuple(map(round, box)) for box in ruled_regions(*found[:2], ByHeight(lines), made, [])]  # type: ignore[misc]


def one_rule(lines: list[Line], y: float, *uprights: Vector) -> list[BBox]:
    rules = rules_of(page(lines, [rule(70, 270, y), *uprights]))
    return one_rule_regions(*rules[:2], ByHeight(lines), [])


HEAD = table_row(110, "Model", "Dev", "Test")


def test_a_table_lies_between_its_outermost_rules() -> None:
    assert boxes([*HEAD, *body(126, 2)], [98, 114, 148]) == [(70, 98, 270, 148)]


@pytest.mark.parametrize(("width", "count"), [(45, 0), (60, 1)])
def test_a_table_is_wider_than_a_fraction(width: float, count: int) -> None:
    cells = [text_line(text, x, y) for y in (110, 122) for x, text in ((72, "ab"), (98, "cd"))]
    assert len(boxes(cells, [98, 128], 70, 70 + width)) == count


@pytest.mark.parametrize(("bottom", "count"), [(720, 1), (770, 0)])
def test_rules_at_the_top_and_the_bottom_of_a_page_frame_no_table(bottom: float, count: int) -> None:
    assert len(boxes(body(32, int((bottom - 24) // 12)), [20, bottom])) == count


@pytest.mark.parametrize(("gap", "top"), [(5, 93), (7, 98)])
def test_a_double_rule_is_one(gap: float, top: float) -> None:
    assert boxes([*HEAD, *body(126, 2)], [98 - gap, 98, 114, 148])[0][1] == top


@pytest.mark.parametrize(("white", "count"), [(20, 1), (24, 0)])
def test_a_strip_of_white_parts_two_tables(white: float, count: int) -> None:
    lines = [*body(110, 2), *body(132 + white, 2)]
    assert len(boxes(lines, [98, 150 + white])) == count


@pytest.mark.parametrize(("white", "count"), [(20, 1), (24, 0)])
def test_so_does_one_above_the_last_rule(white: float, count: int) -> None:
    assert len(boxes(body(110, 2), [98, 124 + white])) == count


@pytest.mark.parametrize(("words", "count"), [("a long line of words", 0), ("long line of words", 1)])
def test_two_lines_of_five_words_are_prose(words: str, count: int) -> None:
    assert len(boxes([*body(110, 3), *prose(146, words), *prose(158, words)], [98, 164])) == count


@pytest.mark.parametrize(("width", "count"), [(140, 1), (160, 0)])
def test_prose_fills_the_tables_width(width: float, count: int) -> None:
    assert len(boxes([*body(110, 3), *prose(146, width=width), *prose(158, width=width)], [98, 164])) == count


@pytest.mark.parametrize(("indent", "count"), [(25, 0), (35, 1)])
def test_prose_begins_at_the_left_or_a_paragraphs_indent(indent: float, count: int) -> None:
    lines = [*body(110, 3), *prose(146, x=70 + indent, width=160), *prose(158, x=70 + indent, width=160)]
    assert len(boxes(lines, [98, 164])) == count


@pytest.mark.parametrize(("rows", "count"), [((0, 2), 1), ((0, 2, 4), 0)])
def test_a_table_may_have_some_rows_of_prose(rows: Sequence[int], count: int) -> None:
    lines = [x for n in range(6) for x in (prose(110 + 12 * n) if n in rows else body(110 + 12 * n, 1))]
    assert len(boxes(lines, [98, 176])) == count


def parted(y: float, gap: float) -> list[Line]:
    """A line of a text whose spaces part it into two pieces."""
    left = line(span("one two three", 72, y)._replace(x1=160))
    return [left, line(span("four five", 160 + gap, y)._replace(x1=265))]


@pytest.mark.parametrize(("gap", "count"), [(8, 0), (10, 1)])
def test_words_with_wide_spaces_are_a_sentence(gap: float, count: int) -> None:
    assert len(boxes([*body(110, 3), *parted(146, gap), *parted(158, gap)], [98, 164])) == count


@pytest.mark.parametrize(("words", "count"), [("SEARLE with ours 36.9 35.9", 1), ("we score 36.9 on 35", 0)])
def test_a_line_with_numbers_side_by_side_is_no_prose(words: str, count: int) -> None:
    assert len(boxes([*body(110, 3), *prose(146, words), *prose(158, words)], [98, 164])) == count


def gutter(gap: float, count: int, others: int = 0, right: float = 0) -> int:
    """How many tables are seen in rows of words with a strip between them, and in others with a narrow cell more."""
    lines = []
    for n in range(count):
        y = 110 + 12 * n
        lines += [line(span("one two three", 72, y)._replace(x1=160 + right * n))]
        lines += [line(span("four five", 160 + gap + right * n, y)._replace(x1=265))]
    lines += [text_line("one", 72, 110 + 12 * n) for n in range(count, count + others)]
    return len(boxes(lines, [98, 116 + 12 * (count + others - 1)]))


@pytest.mark.parametrize(("gap", "count"), [(4.8, 0), (5.2, 1)])
def test_a_strip_through_rows_of_words_parts_columns(gap: float, count: int) -> None:
    assert gutter(gap, 3) == count


@pytest.mark.parametrize(("rows", "count"), [(2, 0), (3, 1)])
def test_a_strip_through_two_rows_is_a_coincidence(rows: int, count: int) -> None:
    assert gutter(7, rows) == count


def test_spaces_that_stand_beside_one_another_are_no_strip() -> None:
    assert gutter(7, 3, right=5) == 0


@pytest.mark.parametrize(("others", "count"), [(2, 1), (3, 0)])
def test_most_rows_have_a_cell_on_both_sides_of_the_strip(others: int, count: int) -> None:
    assert gutter(7, 3, others) == count


@pytest.mark.parametrize(("gap", "count"), [(14, 0), (18, 1)])
def test_beside_prose_wider_ones_are(gap: float, count: int) -> None:
    assert len(boxes([*body(110, 3), *prose(146), *parted(158, gap)], [98, 164])) == count


@pytest.mark.parametrize(("height", "top"), [(30, 98), (36, 150)])
def test_a_groups_title_stands_near_the_rules_around_it(height: float, top: float) -> None:
    second = 114 + height
    lines = [*HEAD, text_line("Small models", 120, 114 + height / 2 + 3), *body(second + 12, 2)]
    assert boxes(lines, [98, 114, second, second + 34])[0][1] == top


@pytest.mark.parametrize(("out", "count"), [(7, 1), (9, 0)])
def test_a_line_wider_than_the_rules_is_no_row(out: float, count: int) -> None:
    lines = [*body(110, 3), *prose(146, x=70 - out, width=195)]
    assert len(boxes(lines, [98, 152])) == count


@pytest.mark.parametrize(("middle", "count"), [(20, 0), (24, 1)])
@pytest.mark.parametrize("title", ["Algorithm 1", "Listing A.2", "Procedure 3", "Protocol AB"])
def test_rules_below_the_title_of_an_algorithm_frame_no_table(title: str, middle: float, count: int) -> None:
    lines = [text_line(f"{title} Train", 72, 98 - middle + 3), *body(110, 3)]
    assert len(boxes(lines, [98, 140])) == count


@pytest.mark.parametrize("word", ["Require:", "Ensure:", "Inputs:", "Output :", "Algorithm 2"])
def test_nor_do_rules_around_its_lines(word: str) -> None:
    assert boxes([*table_row(110, f"{word} data", "x", "y"), *body(122, 3)], [98, 152]) == []


def test_a_caption_is_between_two_tables() -> None:
    lines = [*body(110, 2), text_line("Table 2: More.", 72, 136), *body(150, 2)]
    assert boxes(lines, [98, 168]) == []


@pytest.mark.parametrize(("middle", "count"), [(22, 1), (26, 0)])
def test_the_header_over_the_only_rule_is_near_it(middle: float, count: int) -> None:
    """In large type, whose rows may have more white between them."""
    head = table_row(100 - middle + 6, "A", "B", "C", size=20)
    assert len(one_rule([*head, *body(112, 3)], 100)) == count


@pytest.mark.parametrize(("middle", "count"), [(22, 1), (26, 0)])
def test_so_is_the_first_row_below_it(middle: float, count: int) -> None:
    rows = [x for n in range(2) for x in table_row(100 + middle + 6 + 24 * n, "a", "b", "c", size=20)]
    assert len(one_rule([*table_row(96, "A", "B", "C"), *rows], 100)) == count


def test_a_row_of_one_cell_below_a_rule_is_no_table() -> None:
    assert one_rule([*HEAD, text_line("alone", 72, 126)], 114) == []


def test_one_row_below_the_rule_is_enough_where_vertical_rules_cut_it() -> None:
    lines = [*HEAD, *body(126, 1)]
    uprights = [Vector(x, 100, x + 0.4, 130, 0, True, True, 0, 255) for x in (145, 215)]
    assert one_rule(lines, 114) == []
    assert len(one_rule(lines, 114, *uprights)) == 1


def bottom(lines: list[Line]) -> float:
    return grown((70, 98, 270, 114), [], ByHeight(lines))[3]


def test_rows_below_the_last_rule_belong_to_the_table_for_a_third_of_a_page() -> None:
    assert 350 < bottom([*HEAD, *body(126, 40)]) < 370


@pytest.mark.parametrize(("white", "rows"), [(9, 1), (11, 0)])
def test_rows_beyond_the_last_rule_stand_close(white: float, rows: int) -> None:
    assert (bottom([*HEAD, *body(114.2 + white + 8, 1)]) > 120) == rows


@pytest.mark.parametrize(("text", "joins"), [("a b c d e", True), ("a long cell of words", False)])
def test_a_line_of_a_text_beyond_the_last_rule_is_no_cell(text: str, joins: bool) -> None:
    cells = [text_line(text, 72, 126), text_line("1.0", 220, 126)]
    assert (bottom([*HEAD, *cells]) > 120) == joins


TITLED = [*HEAD, *body(126, 1), *table_row(150, "Row 1", "1.1", "1.2")]


@pytest.mark.parametrize(
    ("title", "x", "bottom"),
    [
        ("Open models", 120, 152),
        ("Open models that were all trained", 72, 128),  # a line of a text
        ("Table 3: Others", 72, 128),
        ("12.5", 150, 128),
        ("Open models", 40, 128),
    ],
)
def test_a_title_with_rows_below_goes_on_with_a_table_without_a_last_rule(title: str, x: float, bottom: float) -> None:
    lines = [*TITLED, text_line(title, x, 138)]
    assert round(grown((70, 98, 270, 114), [], ByHeight(lines))[3]) == bottom


def test_a_title_with_nothing_below_is_no_row() -> None:
    lines = [*HEAD, *body(126, 1), text_line("Open models", 120, 138)]
    assert round(grown((70, 98, 270, 114), [], ByHeight(lines))[3]) == 128


def test_the_cells_of_a_row_above_the_first_rule_may_be_one_line() -> None:
    """As the library joins what stands near: the cells, not the line, stand over those below."""
    xs = (72, 120, 150, 180, 210, 240)
    head = [line(*(span(f"A{n}", x, 110) for n, x in enumerate(xs[:5]))), text_line("A5", xs[5], 110)]
    rows = [text_line(f"{n}.{k}", x, 126 + 12 * n) for n in range(3) for k, x in enumerate(xs)]
    assert round(grown((70, 114, 270, 152), [], ByHeight([*head, *rows]))[1]) == 102


@pytest.mark.parametrize("text", ["Table 2: x", "Algorithm 3", "(a) Left"])
def test_a_title_beyond_the_last_rule_is_no_row(text: str) -> None:
    assert bottom([*HEAD, *table_row(126, text, "", "1.0")]) < 120


@pytest.mark.parametrize(("x", "joins"), [(67, True), (65, False)])
def test_a_row_beyond_the_last_rule_keeps_to_the_tables_sides(x: float, joins: bool) -> None:
    assert (bottom([*HEAD, text_line("Row", x, 126), text_line("1.0", 150, 126)]) > 120) == joins


@pytest.mark.parametrize(
    ("xs", "joins"), [((105, 185), False), ((72, 185), False), ((72, 150, 190), True), ((72, 105, 190), False)]
)
def test_two_thirds_of_a_row_beyond_the_last_rule_stand_under_the_tables_cells(xs: Sequence[int], joins: bool) -> None:
    assert (bottom([*HEAD, *(text_line("1.0", x, 126) for x in xs)]) > 120) == joins


@pytest.mark.parametrize(("out", "inside"), [(1.8, True), (2.3, False)])
def test_the_middle_of_a_line_lies_in_a_box_or_two_points_beside_it(out: float, inside: bool) -> None:
    for middle in (100 - out, 300 + out):
        lines = ByHeight([text_line("ab", middle - 5, 150)])
        assert bool(lines.inside((100, 100, 300, 200))) is inside


def test_four_rows_above_the_first_rule_may_be_the_header() -> None:
    rows = [cell for n in range(6) for cell in table_row(95 - 12 * n, "A", "B", "C")]
    assert grown((70, 98, 270, 148), [], ByHeight([*rows, *body(110, 3)]))[1] == 95 - 12 * 3 - 8


def test_a_vertical_rule_on_the_last_one_reaches_over_its_rows() -> None:
    lines = [*HEAD, *table_row(140, "far", "1.0")]
    upright = Vector(145, 100, 145.4, 150, 0, True, True, 0, 255)
    assert grown((70, 98, 270, 114), [upright], ByHeight(lines))[3] == 142


def noted(*notes: Line) -> float:
    return boxes([*body(110, 3), *notes], [98, 140])[0][3]


@pytest.mark.parametrize(("size", "white", "held"), [(9, 3, True), (9.8, 3, False), (8, 6, True), (8, 9, False)])
def test_a_note_is_close_and_in_smaller_type(size: float, white: float, held: bool) -> None:
    assert (noted(text_line("All runs use one seed.", 72, 140.2 + white + 0.8 * size, size)) > 142) == held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Note that", True),
        ("Notes: x", True),
        ("Sources: x", True),
        ("Standard errors in", True),
        ("Text", False),
        ("Significance levels", True),
        ("∗ p < 0.1", True),
        ("† ours", True),
        ("[^1] ours", True),
        ("^{a} ours", True),
    ],
)
def test_a_note_in_the_tables_type_says_that_it_is_one(text: str, held: bool) -> None:
    assert (noted(text_line(text, 72, 151)) > 142) == held


@pytest.mark.parametrize("text", ["Table 3: Notes", "(b) Right"])
def test_a_caption_is_no_note(text: str) -> None:
    assert noted(text_line(text, 72, 150, 8)) < 142


def glued(y: float, gap: float, label: str = "The top active one", value: str = "of 1556 there now") -> list[Line]:
    """A row whose label ends right before its value, as the library writes it: one line of words."""
    spans = [span(word + " ", 72 + 20 * n, y)._replace(x1=72 + 20 * n + 17) for n, word in enumerate(label.split())]
    start = spans[-1].x1 + gap
    spans += [
        span(word + " ", start + 20 * n, y)._replace(x1=start + 20 * n + 17) for n, word in enumerate(value.split())
    ]
    return [line(*spans)]


@pytest.mark.parametrize(("gap", "count"), [(4.2, 1), (3.6, 0)])
def test_cells_that_nearly_touch_are_parted_where_the_rows_below_show_a_strip(gap: float, count: int) -> None:
    """The words of the first row are 3 points apart, its cells a little more; the strip begins where the labels end."""
    start = 149 + gap
    others = [x for y in (126, 142, 154, 166) for x in (text_line("Label", 72, y), text_line("value", start, y))]
    first = boxes([*glued(114, gap), *others], [104, 132, 172])[0][1]
    assert (first == 104) is bool(count)


def test_a_column_named_algorithm_is_no_algorithm() -> None:
    head = [text_line("Algorithm", 72, 100), text_line("10 Readings", 150, 100)]
    glued_head = [line(*(x for h in head for x in h.spans))]
    assert len(boxes([*glued_head, *body(122, 3)], [112, 160])) == 1
    assert boxes([text_line("Algorithm 10 Readings", 72, 100), *body(122, 3)], [112, 160]) == []
