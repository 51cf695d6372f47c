"""Grids from rules and from alignment."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.build import paper_text
from pipeline.extract.captions import bind_captions
from pipeline.extract.grid import is_number, pieces_of
from pipeline.extract.layout import group_of
from pipeline.extract.page import Line, Vector
from pipeline.extract.rules import rules_of
from pipeline.extract.tables import bare_tables, ruled_tables
from tests.extract.making import line as made
from tests.extract.making import page, rule, span, text_line
from tests.extract.typesetting import pdf_at


def cells(rows: list[list[str]], xs: list[float], top: float = 120) -> list[Line]:
    return [
        text_line(text, x, top + 12 * n) for n, row in enumerate(rows) for x, text in zip(xs, row, strict=True) if text
    ]


def test_numbers_and_empty_cells_are_known() -> None:
    assert all(
        map(is_number, ("3", "-1.5", "82.1%", "1,024", "1.3B", "10^{-4}", "–", "N/A", "~5", "8.43^{†}", "88.5±0.6"))
    )
    assert not any(map(is_number, ("Base", "GPT-4", "3 of 4", "")))


def test_cells_that_touch_are_parted_again() -> None:
    assert [p.text for p in pieces_of(made(span("71.2 80.4 3.5")))] == ["71.2", "80.4", "3.5"]
    assert [p.text for p in pieces_of(made(span("71.2 ± 0.4")))] == ["71.2 ± 0.4"]
    assert [p.text for p in pieces_of(made(span("71.2±0.4 80.4±0.3")))] == ["71.2±0.4", "80.4±0.3"]


def test_errors_beside_two_numbers_do_not_make_one_column_of_two() -> None:
    """Bold results with their errors nearly touch, the plain rows above them stand far apart."""
    rows = [[f"Model {n}", f"{70 + n}.4", f"{60 + n}.1"] for n in range(5)]
    lines = cells([["Method", "First", "Second"], *rows], [72, 150, 200], 110)
    for n in (6, 7):
        lines += [text_line(f"Ours {n}", 72, 110 + 12 * n), text_line("88.5±0.6 77.3±0.4", 143, 110 + 12 * n)]
    (group,), _ = ruled_tables(page(lines, [rule(70, 240, y) for y in (98, 114, 200)]), lines)
    assert group.table is not None
    assert [[c.text for c in row] for row in group.table.rows[5:7]] == [
        ["Model 4", "74.4", "64.1"],
        ["Ours 6", "88.5±0.6", "77.3±0.4"],
    ]


def test_a_merged_header_repeats_over_the_columns_of_its_rule() -> None:
    lines = cells(
        [["", "Dev", "", "", ""], ["Model", "EM", "F1", "EM", "F1"], ["Base", "1.0", "2.0", "3.0", "4.0"]],
        [72, 170, 210, 270, 310],
        110,
    )
    lines.append(text_line("Test", 285, 110))
    vectors = [rule(70, 340, y) for y in (98, 126, 142)] + [rule(165, 230, 113), rule(265, 340, 113)]
    tables, rest = ruled_tables(page(lines, vectors), lines)
    assert rest == []
    (group,) = tables
    assert group.table is not None
    head = [[c.text for c in row] for row in group.table.rows[:2]]
    assert head == [["", "Dev", "Dev", "Test", "Test"], ["Model", "EM", "F1", "EM", "F1"]]
    assert group.table.header_rows == 2


def test_a_table_with_one_rule_and_a_caption_is_a_table() -> None:
    caption = [text_line("Table 3: What we train", 72, 80), text_line("and on which data.", 72, 92)]
    body = cells([["Task", "Model"], ["Maths", "Small one"], ["Code", "Large one"]], [72, 150], 110)
    after = text_line("A text of a good many words stands below it and is none of the table's rows.", 72, 200)
    (group,), rest = ruled_tables(page([], [rule(70, 260, 114)]), [*caption, *body, after])
    assert group.table is not None
    assert group.table.header_rows == 1
    assert [[c.text for c in row] for row in group.table.rows] == [
        ["Task", "Model"],
        ["Maths", "Small one"],
        ["Code", "Large one"],
    ]
    assert rest == [*caption, after]


def test_a_rule_between_a_text_and_its_footnotes_makes_no_table() -> None:
    words = "some words of a text that goes on and on"
    lines = [text_line(words, 72, y) for y in (98, 110)] + [text_line(f"1 {words}", 72, 130), text_line(words, 72, 142)]
    assert ruled_tables(page([], [rule(70, 150, 114)]), lines) == ([], lines)


def test_ticks_between_the_axes_of_two_plots_are_no_table() -> None:
    lines = cells([["1", "4", "16", "64"], ["1", "2", "3", "4"], ["5", "6", "7", "8"]], [72, 150, 200, 250], 110)
    axes = [rule(70, 280, 98), rule(70, 280, 140)]
    assert len(ruled_tables(page([], axes), lines)[0]) == 1
    ticks = [Vector(x, 98, x + 0.5, 101, 0, True, True, 0, 255) for x in (75, 153, 203, 253)]
    assert ruled_tables(page([], [*axes, *ticks]), lines) == ([], lines)


def test_a_label_beside_several_rows_repeats() -> None:
    lines = cells([["Size", "Run", "Score"]], [72, 150, 220], 110)
    for n in range(4):
        lines += [text_line(f"r{n}", 150, 126 + 12 * n), text_line(f"{n}.5", 220, 126 + 12 * n)]
    lines.append(text_line("Large", 72, 144))  # between the second and the third row
    vectors = [rule(70, 260, y) for y in (98, 114, 168)]
    (group,), _ = ruled_tables(page(lines, vectors), lines)
    assert group.table is not None
    assert [row[0].text for row in group.table.rows] == ["Size", "Large", "Large", "Large", "Large"]


def test_prose_between_rules_is_no_table() -> None:
    lines = [text_line("a long line of words that runs on and on in a box", 72, 110 + 12 * n) for n in range(6)]
    tables, rest = ruled_tables(page(lines, [rule(70, 330, 98), rule(70, 330, 180)]), lines)
    assert tables == []
    assert rest == lines


def test_an_algorithm_is_no_table() -> None:
    lines = [text_line("Algorithm 1: Train", 72, 110), *cells([["1:", "a", "b"]] * 5, [72, 100, 200], 126)]
    assert ruled_tables(page(lines, [rule(70, 330, 98), rule(70, 330, 114), rule(70, 330, 190)]), lines)[0] == []


def test_aligned_numbers_without_rules_are_a_table() -> None:
    rows = [[f"m{n}", f"{n}.1", f"{n}.2", f"{n}.3"] for n in range(5)]
    lines = cells(rows, [72, 150, 210, 270])
    (group,), rest = bare_tables(page(lines), lines)
    assert rest == []
    assert group.table is not None
    assert [[c.text for c in row] for row in group.table.rows] == rows


def test_every_row_of_a_grid_has_the_same_length() -> None:
    lines = cells([["A", "B", "C"], ["x", "1", ""], ["a long label", "", "2"], ["", "3", "4"]], [72, 170, 240])
    (group,), _ = ruled_tables(page(lines, [rule(70, 260, y) for y in (108, 124, 162)]), lines)
    assert group.table is not None
    assert {len(row) for row in group.table.rows} == {3}


def test_the_nearest_caption_is_bound() -> None:
    lines = cells([["A", "B"], ["x", "1"], ["y", "2"]], [72, 170])
    (table,), _ = ruled_tables(page(lines, [rule(70, 200, y) for y in (108, 124, 148)]), lines)
    near = group_of([[text_line("Table 2: Near.", 72, 165)]])
    far = group_of([[text_line("Table 1: Far.", 72, 60)]])
    bind_captions([[table, far, near]])
    assert table.table is not None
    assert table.table.caption == "Table 2: Near."


def test_the_words_of_a_caption_are_joined_as_the_texts() -> None:
    caption = ["Table 1: The accu-", "racy on Video-", "MME."]
    lines = [
        *cells([["A", "B"], ["x", "1"], ["y", "2"]], [72, 170]),
        *(text_line(text, 72, 165 + 12 * n) for n, text in enumerate(caption)),
    ]
    text = paper_text(pdf_at(Path("x.pdf")), [page(lines, [rule(70, 200, y) for y in (108, 124, 148)])])
    assert [b.table.caption for b in text.blocks if b.table] == ["Table 1: The accuracy on Video-MME."]


def test_pieces_of_a_rule_are_one_rule() -> None:
    sheet = page([], [rule(72, 130, 100), rule(130, 200, 100), rule(72, 200, 120)])
    assert [(r.x0, r.x1) for r in rules_of(sheet).horizontal] == [(72, 200), (72, 200)]


def side_by_side(captions: list[Line]) -> list[list[str]]:
    """The header rows of what is found between rules that run over two tables."""
    rows = [["Model", "Score", "Size", "Loss"], *[[f"m{n}", f"{n}.5", f"{n}B", f"0.{n}"] for n in (1, 2, 3)]]
    lines = cells(rows, [72, 130, 240, 300], 110)
    found, _ = ruled_tables(page(lines, [rule(70, 330, y) for y in (98, 114, 152)]), [*captions, *lines])
    return [[c.text for c in g.table.rows[0]] for g in sorted(found, key=lambda g: g.x0) if g.table is not None]


def test_two_tables_that_share_their_rules_are_two() -> None:
    beside = [text_line("Table 1: The scores.", 72, 90), text_line("Table 2: The loss.", 240, 90)]
    assert side_by_side(beside) == [["Model", "Score"], ["Size", "Loss"]]
    assert side_by_side([]) == [["Model", "Score", "Size", "Loss"]]
    whole = text_line("Table 3: The scores and the loss of all the models.", 72, 170)
    assert side_by_side([whole]) == [["Model", "Score", "Size", "Loss"]]
    assert side_by_side([whole, *beside]) == [["Model", "Score", "Size", "Loss"]]


def numbers(xs: list[float], count: int = 4, pitch: float = 12, size: float = 10) -> list[Line]:
    """Rows of a label and two numbers."""
    return [
        text_line(text, x, 120 + pitch * n, size)
        for n in range(count)
        for x, text in zip(xs, (f"Row {n}", f"{n}.1", f"{n}.2"), strict=True)
    ]


def bare(lines: list[Line]) -> list[int]:
    """How many rows each table without rules has."""
    return [len(group.table.rows) for group in bare_tables(page(lines), lines)[0] if group.table]


XS = [72.0, 150.0, 220.0]


@pytest.mark.parametrize(("count", "found"), [(2, []), (3, [3])])
def test_three_aligned_rows_are_a_table(count: int, found: list[int]) -> None:
    assert bare(numbers(XS, count)) == found


@pytest.mark.parametrize(("pitch", "found"), [(23, [4]), (25, [])])
def test_rows_without_rules_stand_near(pitch: float, found: list[int]) -> None:
    assert bare(numbers(XS, pitch=pitch)) == found


@pytest.mark.parametrize(("size", "found"), [(4.2, [4]), (3.9, [])])
def test_smaller_type_is_a_figures(size: float, found: list[int]) -> None:
    assert bare(numbers(XS, pitch=8, size=size)) == found


@pytest.mark.parametrize(("names", "found"), [("xyz", [4]), ("xyzw", [])])
def test_two_in_five_cells_of_a_bare_table_are_numbers(names: str, found: list[int]) -> None:
    texts = [*names, "1.0", "2.0"]
    assert bare([text_line(text, 72 + 40 * k, 120 + 12 * n) for n in range(4) for k, text in enumerate(texts)]) == found


@pytest.mark.parametrize(("text", "found"), [("a b c d", [4]), ("a b c d e", [])])
def test_a_cell_without_rules_has_few_words(text: str, found: list[int]) -> None:
    lines = [text_line(t, x, 120 + 12 * n) for n in range(4) for t, x in ((text, 72), ("1.0", 150), ("2.0", 220))]
    assert bare(lines) == found


@pytest.mark.parametrize(("off", "found"), [(0.3, [4]), (0.8, [])])
def test_rows_without_rules_have_one_size(off: float, found: list[int]) -> None:
    lines = [x for n in range(4) for x in numbers(XS, n + 1, size=10 + off * (n % 2))[-3:]]
    assert bare(lines) == found


@pytest.mark.parametrize(("words", "left"), [(8, 4), (9, 0)])
def test_longer_labels_stand_left_of_their_numbers(words: int, left: int) -> None:
    labels = [text_line(" ".join(["ab"] * (words + 1)), 30, 120 + 12 * n, 8) for n in range(4)]
    values = [text_line(f"{n}.{k}", 220 + 60 * k, 120 + 12 * n) for n in range(4) for k in range(3)]
    (group,) = bare_tables(page([]), [*labels, *values])[0]
    assert sum(len(row) > 3 for row in group.rows) == left


@pytest.mark.parametrize(("gap", "left"), [(85, 4), (100, 0)])
def test_such_a_label_is_near(gap: float, left: int) -> None:
    labels = [text_line("a longer label of words here", 300 - gap - 140, 120 + 12 * n) for n in range(4)]
    values = [text_line(f"{n}.{k}", 300 + 60 * k, 120 + 12 * n) for n in range(4) for k in range(3)]
    (group,) = bare_tables(page([]), [*labels, *values])[0]
    assert sum(len(row) > 3 for row in group.rows) == left


@pytest.mark.parametrize(("ticks", "found"), [(2, 1), (3, 0)])
def test_three_ticks_make_an_axis(ticks: int, found: int) -> None:
    lines = cells([["1", "4", "16"], ["1", "2", "3"], ["5", "6", "7"]], [72, 150, 200], 110)
    strokes = [Vector(x, 98, x + 0.5, 101, 0, True, True, 0, 255) for x in (75, 153, 203)[:ticks]]
    axes = [rule(70, 280, 98), rule(70, 280, 140)]
    assert len(ruled_tables(page([], [*axes, *strokes]), lines)[0]) == found


@pytest.mark.parametrize(("count", "found"), [(3, 0), (4, 1)])
def test_the_smallest_table_has_four_pieces(count: int, found: int) -> None:
    lines = cells([["Name", "Value"], ["rate", "0.1"]], [72, 150], 110)[:count]
    assert len(ruled_tables(page([], [rule(70, 280, 98), rule(70, 280, 114), rule(70, 280, 130)]), lines)[0]) == found


@pytest.mark.parametrize(("away", "found"), [(13, 0), (15, 1)])
def test_rows_beside_a_curve_are_its_labels(away: float, found: int) -> None:
    lines = cells([["1", "4", "16"], ["1", "2", "3"], ["5", "6", "7"]], [72, 150, 200], 110)
    curve = Vector(280 + away, 100, 400, 130, 0, True, False, 0, 255)
    rules = [rule(70, 280, y) for y in (98, 114, 140)]
    assert len(ruled_tables(page([], [*rules, curve]), lines)[0]) == found


@pytest.mark.parametrize(("count", "missing", "found"), [(3, 0, 0), (4, 0, 1), (5, 1, 1), (5, 3, 0)])
def test_in_a_figure_only_a_full_grid_is_a_table(count: int, missing: int, found: int) -> None:
    rows = [[f"Run {n}", f"{n}.1", f"{n}.2", f"{n}.3"] for n in range(count)]
    for n in range(missing):
        rows[n + 1][n % 3 + 1] = ""
    lines = cells(rows, [72, 150, 200, 250], 110)
    curve = Vector(285, 100, 400, 130, 0, True, False, 0, 255)
    rules = [rule(70, 280, y) for y in (98, 102 + 12 * count)]
    assert len(ruled_tables(page([], [*rules, curve]), lines)[0]) == found


@pytest.mark.parametrize(("gap", "count"), [(9, 1), (11, 2)])
def test_two_tables_side_by_side_have_white_between_them(gap: float, count: int) -> None:
    left = cells([["Model", "EM"], ["a", "71.2"], ["b", "72.4"]], [72, 130], 110)
    edge = max(x.x1 for x in left)
    right = cells([["Model", "EM"], ["c", "73.2"], ["d", "74.4"]], [edge + gap, edge + gap + 60], 110)
    captions = [text_line("Table 1: A.", 72, 92), text_line("Table 2: B.", edge + gap, 92)]
    rules = [rule(70, 300, y) for y in (98, 114, 140)]
    assert len(ruled_tables(page([], rules), [*captions, *left, *right])[0]) == count


@pytest.mark.parametrize(("letters", "found"), [(24, [4]), (25, [])])
def test_a_cell_without_rules_is_a_fifth_of_the_page_wide(letters: int, found: list[int]) -> None:
    lines = [text_line(t, x, 120 + 12 * n) for n in range(4) for t, x in (("a" * letters, 72), ("1", 250), ("2", 320))]
    assert bare(lines) == found


@pytest.mark.parametrize(("count", "found"), [(4, []), (5, [5])])
def test_a_bare_table_has_nine_lines(count: int, found: list[int]) -> None:
    lines = [text_line(t, x, 120 + 12 * n) for n in range(count) for t, x in (("Row", 72), ("1.0 2.0", 150))]
    assert bare(lines) == found


def test_two_columns_without_rules_are_a_list() -> None:
    assert bare([text_line(t, x, 120 + 12 * n) for n in range(6) for t, x in (("1.0", 72), ("2.0", 150))]) == []


@pytest.mark.parametrize(("value", "found"), [("12 to 4", []), ("12 to 45", [4])])
def test_a_value_of_several_numbers_has_four_digits(value: str, found: list[int]) -> None:
    lines = [text_line(t, x, 120 + 12 * n) for n in range(4) for t, x in (("Row", 72), (value, 150), (value, 220))]
    assert bare(lines) == found


@pytest.mark.parametrize(("above", "found"), [(8, [3]), (12, [])])
def test_a_short_line_under_a_long_one_ends_its_paragraph(above: float, found: list[int]) -> None:
    text = text_line("It is a line of a text that is as long as its column", 72, 120 - above)
    assert bare([text, *numbers(XS, 3, pitch=20)]) == found


@pytest.mark.parametrize(("shift", "found"), [(50, [6]), (80, [3, 3])])
def test_rows_of_one_table_stand_under_one_another(shift: float, found: list[int]) -> None:
    lower = numbers([x + shift for x in XS], 6)[9:]
    assert bare([*numbers(XS, 3), *lower]) == found


@pytest.mark.parametrize(("count", "found"), [(4, 0), (5, 1)])
def test_one_bare_bracket_in_five_pieces_is_allowed(count: int, found: int) -> None:
    lines = cells([["Name", "Value"], ["rate", "("], ["loss", "0.1"]], [72, 150], 110)[:count]
    assert len(ruled_tables(page([], [rule(70, 280, y) for y in (98, 114, 142)]), lines)[0]) == found
