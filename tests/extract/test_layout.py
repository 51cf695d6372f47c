"""Paragraphs and reading order from the places of lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.layout import group_of, paragraphs
from pipeline.extract.order import in_reading_order
from pipeline.extract.page import Line
from tests.extract.making import line, span, text_line


def texts(groups: list[object]) -> list[str]:
    return [" ".join(g.lines) for g in groups]  # type: ignore[attr-defined]


@given(st.randoms(use_true_random=False), st.integers(2, 30))
def test_two_columns_never_mix_whatever_the_order_of_the_stream(random: Random, rows: int) -> None:
    left = [text_line(f"left column line {n:02d} says something", 72, 100 + 12 * n) for n in range(rows)]
    right = [text_line(f"right column line {n:02d} says something", 320, 100 + 12 * n) for n in range(rows)]
    lines = left + right
    random.shuffle(lines)
    joined = " ".join(texts(in_reading_order(paragraphs(lines))))  # type: ignore[arg-type]
    numbers = [joined.index(line.text) for line in left + right]
    assert numbers == sorted(numbers)


def test_what_spans_both_columns_parts_them() -> None:
    def column(x: float, top: float, name: str) -> list[object]:
        return [text_line(f"{name} {n} with some words in it", x, top + 12 * n) for n in range(4)]

    wide = [text_line("a caption that runs over " * 4, 72, 160, 9)]
    lines = [*column(72, 100, "a"), *column(320, 100, "b"), *wide, *column(72, 190, "c"), *column(320, 190, "d")]
    found = texts(in_reading_order(paragraphs(lines)))  # type: ignore[arg-type]
    assert [text.split()[0] for text in found] == ["a", "b", "a", "c", "d"]
    assert found[2].startswith("a caption")


def test_an_indent_begins_a_paragraph_and_a_hanging_indent_an_entry() -> None:
    full = "words that fill the line of text up to its very end and"
    lines = [text_line(full, 72, 100), text_line("The next one", 84, 112), text_line(full, 72, 124)]
    assert len(paragraphs(lines)) == 2
    entry = ["Author A. A paper about the things that papers are about and", "so on, in a journal, 2020."]
    lines = [text_line(entry[n % 2], 72 if n % 2 == 0 else 84, 100 + 12 * n) for n in range(8)]
    assert len(paragraphs(lines)) == 4


def test_a_gap_and_another_size_end_a_paragraph() -> None:
    lines = [text_line("one", 72, 100), text_line("two", 72, 130), text_line("three", 72, 142, 8)]
    assert texts(paragraphs(lines)) == ["one", "two", "three"]  # type: ignore[arg-type]


def test_a_caption_beside_a_paragraph_stays_apart() -> None:
    top = [
        text_line("a line of full width that stands above the two of them and is long", 72, 88 + 12 * n) for n in (0, 1)
    ]
    left = [text_line("a narrow line of text beside it", 72, 112 + 12 * n) for n in range(4)]
    right = [text_line("Table 1: the caption of a table", 250, 112 + 12 * n) for n in range(4)]
    found = texts(paragraphs([*top, *left, *right]))  # type: ignore[arg-type]
    assert not any("beside it" in text and "caption" in text for text in found)


def test_every_line_is_in_exactly_one_group() -> None:
    random = Random(3)
    lines = [text_line(f"word{n}", random.uniform(50, 500), random.uniform(50, 700)) for n in range(120)]
    groups = paragraphs(lines)
    held = [id(line) for group in groups for row in group.rows for line in row]
    assert sorted(held) == sorted(id(line) for line in lines)
    assert {id(g) for g in in_reading_order(groups)} == {id(g) for g in groups}


def test_a_group_knows_its_box() -> None:
    group = group_of([[text_line("abcd", 72, 100)], [text_line("ab", 90, 112)]])
    assert group.bbox == (72, 92, 100, 114)


def at(*places: tuple[float, float], size: float = 10) -> list[Line]:
    """Lines of ten letters (50 points at a size of 10) that begin at these places."""
    return [text_line("abcdefghij", x, y, size) for x, y in places]


def rows_of(lines: list[Line]) -> list[int]:
    """How many rows each group has."""
    return sorted(len(g.rows) for g in paragraphs(lines))


@pytest.mark.parametrize(("step", "groups"), [(12.5, 1), (15, 2), (25, 2)])
def test_a_paragraph_keeps_tight_lines(step: float, groups: int) -> None:
    assert len(paragraphs(at((72, 100), (72, 100 + step)))) == groups


@pytest.mark.parametrize(
    ("wide", "step", "tight", "groups"),
    [(9, 22, 0, 1), (8, 22, 0, 8), (10, 26, 0, 10), (11, 20, 30, 1), (11, 20, 60, 11)],
)
def test_wide_lines_are_a_paragraph_where_the_page_is_set_so(wide: int, step: float, tight: int, groups: int) -> None:
    """Eight such distances at least, a fifth of the page's, and no more than 2.3 of the size."""
    lines = [*at(*((72, 100 + step * n) for n in range(wide))), *at(*((300, 100 + 12 * n) for n in range(tight + 1)))]
    assert len([g for g in paragraphs(lines) if g.x0 < 300]) == groups


@pytest.mark.parametrize(("step", "groups"), [(20.5, 1), (21, 2)])
def test_a_wide_step_is_just_one_that_the_page_uses(step: float, groups: int) -> None:
    lines = [*at(*((300, 100 + 20 * n) for n in range(12))), *at((72, 100), (72, 100 + step))]
    assert len([g for g in paragraphs(lines) if g.x0 < 300]) == groups


@pytest.mark.parametrize(("step", "groups"), [(21, 1), (22.5, 2)])
def test_a_wide_chain_ends_where_its_step_grows(step: float, groups: int) -> None:
    assert len(paragraphs(at(*((72, 100 + 20 * n) for n in range(12)), (72, 320 + step)))) == groups


@pytest.mark.parametrize(("growing", "groups"), [(8, 1), (9, 2)])
def test_a_step_that_grows_ends_at_three_times_the_size(growing: int, groups: int) -> None:
    """20 points, which grow by a twentieth: to 29.5 after eight times, to 31 after nine."""
    y = [100.0 + 20 * n for n in range(10)]
    for n in range(growing):
        y.append(y[-1] + 20 * 1.05 ** (n + 1))
    assert len(paragraphs(at(*((72, place) for place in y)))) == groups


def test_tight_lines_make_no_wide_step_usual() -> None:
    lines = [*at(*((300, 100 + 11 * n) for n in range(12))), *at((72, 100), (72, 122))]
    assert len([g for g in paragraphs(lines) if g.x0 < 300]) == 2


@pytest.mark.parametrize(("higher", "groups"), [(2, 1), (3.2, 2)])
def test_fragments_of_a_line_are_read_from_left_to_right(higher: float, groups: int) -> None:
    assert len(paragraphs(at((125, 100 - higher), (72, 100)))) == groups


@pytest.mark.parametrize(("lower", "rows"), [(0, [1]), (3, [1]), (5, [1, 1])])
def test_a_fragment_may_stand_a_little_lower(lower: float, rows: list[int]) -> None:
    assert rows_of(at((72, 100), (125, 100 + lower))) == rows


@pytest.mark.parametrize(("step", "rows"), [(3, [1, 1]), (6, [2]), (12, [2])])
def test_lines_that_stand_close_below_one_another_are_rows(step: float, rows: list[int]) -> None:
    assert rows_of(at((72, 100), (72, 100 + step))) == rows


@pytest.mark.parametrize(("gap", "groups"), [(8, 1), (16, 2), (-3, 1), (-8, 2)])
def test_fragments_of_a_line_are_near_each_other(gap: float, groups: int) -> None:
    assert len(paragraphs(at((72, 100), (122 + gap, 100)))) == groups


@pytest.mark.parametrize(("gap", "rows"), [(20, [2]), (40, [1, 2])])
def test_below_a_full_line_a_gap_may_be_wide(gap: float, rows: list[int]) -> None:
    full = text_line("a line of full width that spans all of the gap below", 72, 88)
    wide = text_line("abcdefghijklmn", 122 + gap, 100)
    assert rows_of([full, *at((72, 100)), wide]) == rows


@pytest.mark.parametrize(("step", "groups"), [(3, 2), (8, 2), (12, 2), (18, 4), (25, 2)])
def test_what_begins_below_one_another_is_a_column_of_its_own(step: float, groups: int) -> None:
    """Eight points apart: a gap of one line, but not of two columns."""
    lines = at((72, 100), (130, 100), (72, 100 + step), (130, 100 + step))
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("size", "groups"), [(9.5, 1), (9, 2), (8.8, 2), (10.5, 1), (11.2, 2)])
def test_another_size_is_another_paragraph(size: float, groups: int) -> None:
    assert len(paragraphs([*at((72, 100)), *at((72, 112), size=size)])) == groups


@pytest.mark.parametrize(("lower", "groups"), [(2, 1), (6, 2)])
def test_a_small_piece_beside_its_line_belongs_to_it(lower: float, groups: int) -> None:
    assert len(paragraphs([*at((72, 100)), text_line("small print", 125, 100 + lower, 7)])) == groups


@pytest.mark.parametrize(("shift", "groups"), [(45, 1), (60, 2), (80, 2)])
def test_lines_below_one_another_overlap_by_half(shift: float, groups: int) -> None:
    """So far to the right that it is no indent."""
    lines = [text_line("abcdefghij" * 2, 72, 100), text_line("abcdefghij" * 2, 72 + shift, 112)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("columns", "rows"), [(1, 9), (4, 9), (5, 1)])
def test_double_spacing_is_seen_on_pages_of_up_to_four_columns(columns: int, rows: int) -> None:
    lines = [text_line("abcde", 72 + 60 * c, 100 + 22 * n) for n in range(9) for c in range(columns)]
    assert rows_of(lines)[-1] == rows


def test_what_stands_a_little_lower_hides_no_double_spacing() -> None:
    lines = [text_line("Abcdefghij", 72, 100 + 22 * n) for n in range(10)]
    lower = [text_line("abc", 80, 106 + 22 * n, bold=True) for n in range(10)]
    assert len(paragraphs([*lines, *lower])) == 2


@pytest.mark.parametrize(("other", "groups"), [(10.4, 1), (10.7, 18)])
def test_double_spacing_is_counted_of_lines_of_one_size(other: float, groups: int) -> None:
    lines = [text_line("abcdefghij", 72, 100 + 22 * n, (10, other)[n % 2]) for n in range(18)]
    assert len(paragraphs(lines)) == groups


FULL = "words that fill the line of text up to its very end."


@pytest.mark.parametrize(("indent", "groups"), [(5, 1), (9, 2), (12, 2), (35, 2), (50, 1)])
def test_an_indent_of_one_to_four_em_begins_a_paragraph(indent: float, groups: int) -> None:
    lines = [text_line(FULL, 72, 100), text_line(FULL, 72 + indent, 112)]
    assert len(paragraphs([*lines, text_line(FULL, 72, 124)])) == groups


@pytest.mark.parametrize(("off", "groups"), [(2, 2), (5, 1)])
def test_the_line_before_an_indent_stands_at_the_left(off: float, groups: int) -> None:
    lines = [text_line(FULL, 72 + off, 100), text_line(FULL, 84, 112), text_line(FULL, 72, 124)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(
    ("indents", "groups"), [("LSLSLSLS", 4), ("LSLSLSLSLLL", 7), ("LSLSoooo", 1), ("LSLSoo", 2), ("LSLLLLLL", 1)]
)
def test_entries_hang_where_a_third_of_the_lines_does(indents: str, groups: int) -> None:
    """L: at the left, S: a step to the right of it, o: between the two."""
    x = {"L": 72, "S": 84, "o": 77}
    lines = [text_line("words " * 8, x[indent], 100 + 12 * n) for n, indent in enumerate(indents)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("short", "groups"), [(25, 1), (35, 2)])
def test_a_short_last_line_ends_a_paragraph(short: float, groups: int) -> None:
    ended = FULL[: -int(short / 5) - 1] + "."
    lines = [text_line(FULL, 72, 100), text_line(ended, 72, 112), text_line("Words that " + FULL[11:], 72, 124)]
    assert len(paragraphs(lines)) == groups


BULLETS = "• ◦ ▪ ‣ ⁃ ● ○ ■ □ – ✓ ✗ ► ➢ 1. 12) (a) iv. (xii) viii."


@pytest.mark.parametrize("mark", BULLETS.split())
def test_every_mark_begins_an_item(mark: str) -> None:
    lines = [text_line(FULL, 72, 100), text_line(f"{mark} {FULL}"[:50], 72, 112)]
    assert len(paragraphs(lines)) == 2
    running = [text_line(FULL[:-1], 72, 100), text_line(f"{mark} {FULL}"[:50], 72, 112)]
    assert len(paragraphs(running)) == 1


@pytest.mark.parametrize("mark", ["123.", "xviii.", "word.", "[a]"])
def test_what_is_no_mark_begins_no_item(mark: str) -> None:
    lines = [text_line(FULL[:-1] + ",", 72, 100), text_line(FULL, 72, 112), text_line(f"{mark} {FULL}"[:50], 72, 124)]
    assert len(paragraphs(lines)) == 1


@pytest.mark.parametrize("number", ["(1234)", "(3.1234)", "(AB)", "3"])
def test_what_is_no_number_of_a_formula(number: str) -> None:
    pieces = [formula("a = b", 72, 100), text_line(number, 247, 100)]
    assert not any(g.kind == "equation" for g in paragraphs(pieces))


@pytest.mark.parametrize(("end", "groups"), [(".", 2), ("?", 2), ("!", 2), (":", 2), (";", 2), (",", 1), ("", 1)])
def test_an_item_begins_behind_an_end(end: str, groups: int) -> None:
    lines = [text_line(FULL[:-1] + end, 72, 100), text_line("• an item of it that is so long", 72, 112)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [("[12] A. Author.", 2), ("[123] A. Author.", 2), ("[^1] A note.", 2), ("[1234] A. Author.", 1), ("[a] words", 1)],
)
def test_a_label_begins_an_entry(text: str, groups: int) -> None:
    assert len(paragraphs([text_line(FULL[:-1], 72, 100), text_line(text + FULL[len(text) :], 72, 112)])) == groups


@pytest.mark.parametrize(
    ("text", "groups"), [("3.1 Words of it", 2), ("A.2. Words of", 2), ("12 Words of it", 2), ("of it in words", 1)]
)
def test_a_number_begins_another_heading(text: str, groups: int) -> None:
    lines = [text_line("3 A heading that", 72, 100, bold=True), text_line(text, 72, 112, bold=True)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("letters", "groups"), [(11, 1), (13, 2)])
def test_a_stray_piece_in_the_box_of_a_paragraph_joins_it(letters: int, groups: int) -> None:
    """Less than six em wide; it is smaller than the paragraph, so that none of its lines takes it in."""
    host = [text_line(FULL, 72, 100), text_line(FULL, 72, 112)]
    assert len(paragraphs([*host, text_line("x" * letters, 150, 107, 9)])) == groups


@pytest.mark.parametrize(("letters", "groups"), [(11, 2), (13, 1)])
def test_a_line_of_six_em_takes_a_stray_piece_in(letters: int, groups: int) -> None:
    assert len(paragraphs([text_line("x" * letters, 72, 100), text_line("y", 90, 102, 6)])) == groups


@pytest.mark.parametrize(("size", "groups"), [(10.4, 1), (10.8, 2), (11.5, 2)])
def test_a_larger_piece_is_no_part_of_a_paragraph(size: float, groups: int) -> None:
    host = [text_line("Words that fill the line and", 72, 100), text_line("More words that fill the line", 72, 112)]
    assert len(paragraphs([*host, text_line("xyz", 150, 107, size, bold=True)])) == groups


def formula(text: str, x: float, y: float, size: float = 10, font: str = "CMMI10") -> Line:
    return line(span(text, x, y, size, font=font))


FONTS = (
    "CMMI10 CMSY10 CMEX10 CMBSY10 CMMIB10 MSBM10 MSAM10 Latin-math CambriaMath NewTXMI txsya txexs rtxmi zsfmi Symbol "
    "STIXGeneral"
)


@pytest.mark.parametrize("font", FONTS.split())
def test_every_font_of_formulas(font: str) -> None:
    pieces = [formula("abc", 72, 100, font=font), formula("def", 105, 104, font=font)]
    assert [(g.kind, len(g.rows)) for g in paragraphs(pieces)] == [("equation", 1)]
    assert all(g.kind is None for g in paragraphs([text_line("abc", 72, 100), text_line("def", 105, 104)]))


@pytest.mark.parametrize(
    ("letters", "gap", "joined"), [(10, 18, True), (10, 30, False), (110, 18, True), (140, 18, False)]
)
def test_pieces_of_a_formula_are_short_and_near(letters: int, gap: float, joined: bool) -> None:
    pieces = [formula("a" * letters, 72, 100, 4), formula("bc", 72 + 2 * letters + gap, 102, 10)]
    assert any(g.kind == "equation" for g in paragraphs(pieces)) is joined


@pytest.mark.parametrize(("gap", "joined"), [(150, True), (210, True), (260, False)])
@pytest.mark.parametrize("number", ["(3)", "(A.3)", "(3.12)", "( 3a )", "(123)", "(3.123)"])
def test_the_number_of_a_formula_stands_far_to_the_right(gap: float, joined: bool, number: str) -> None:
    pieces = [formula("a = b", 72, 100), text_line(number, 97 + gap, 100)]
    assert any(g.kind == "equation" for g in paragraphs(pieces)) is joined


@pytest.mark.parametrize(("lower", "joined"), [(6, True), (7.5, True), (8.5, False)])
def test_pieces_of_a_formula_overlap_in_height(lower: float, joined: bool) -> None:
    pieces = [formula("abc", 72, 100), formula("def", 105, 100 + lower)]
    assert any(g.kind == "equation" for g in paragraphs(pieces)) is joined


@pytest.mark.parametrize(("between", "joined"), [(0, True), (2, True), (3, False)])
def test_few_pieces_stand_between_two_of_a_formula(between: int, joined: bool) -> None:
    far = [formula("abc", 200 + 100 * n, 101) for n in range(between)]
    pieces = [formula("abc", 72, 100), *far, formula("def", 102, 102)]
    assert any(g.kind == "equation" for g in paragraphs(pieces)) is joined


@pytest.mark.parametrize(("size", "rows"), [(10, 2), (9, 2), (7, 1)])
def test_what_is_small_in_a_formula_stands_with_its_row(size: float, rows: int) -> None:
    pieces = [formula("abc", 72, 100), formula("def", 100, 106), formula("ghi", 128, 112, size)]
    (group,) = paragraphs(pieces)
    assert (group.kind, len(group.rows), " ".join(group.lines)) == ("equation", rows, "abc def ghi")


@pytest.mark.parametrize(("rows", "joined"), [(1, True), (4, True), (5, False)])
def test_a_piece_of_a_formula_has_four_rows_at_most(rows: int, joined: bool) -> None:
    matrix = [formula("abc", 72, 100 + 11 * n) for n in range(rows)]
    pieces = [*matrix, formula("def", 101, 100 + 11 * (rows // 2), 9)]
    assert any(g.kind == "equation" for g in paragraphs(pieces)) is joined


@pytest.mark.parametrize(("longest", "groups"), [([3, 2], 3), ([2, 2, 2], 6), ([3, 2, 2], 3)])
def test_entries_of_two_lines_hang_where_three_of_a_page_do(longest: list[int], groups: int) -> None:
    lines = []
    for n, rows in enumerate(longest):
        lines.append(text_line("Author, A. A paper that has a title and ends here.", 72, 100 + 60 * n))
        texts = [*["In the journal of all the things that papers are"] * (rows - 2), "Those of 2020."]
        lines += [text_line(text, 84, 112 + 60 * n + 12 * k) for k, text in enumerate(texts)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("label", "groups"), [("[2]", 1), ("2.", 1), ("Two", 2)])
def test_an_entry_with_a_number_hangs_by_itself(label: str, groups: int) -> None:
    lines = [
        text_line(f"{label} Author, A. A paper that has a title. In The", 72, 100),
        text_line("MIT Press, 1984.", 88, 112),
    ]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("indent", "groups"), [(6, 1), (8, 1), (39, 1), (41, 1)])
def test_an_entrys_second_line_may_stand_anywhere(indent: float, groups: int) -> None:
    lines = [
        text_line("[2] Author, A. A paper that has a title and no", 72, 100),
        text_line("end, 1984.", 72 + indent, 112),
    ]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("numbers", "entries"), [(("9.", "10.", "11."), 3), (("9.", "11.", "13."), 1)])
def test_numbers_that_count_on_begin_entries(numbers: tuple[str, ...], entries: int) -> None:
    text = "Author, A.: A paper and what it says, Journal 12, 345 (2016)"  # labels are set flush right
    lines = [text_line(f"{n} {text}", 76 if len(n) == 2 else 72, 100 + 12 * k) for k, n in enumerate(numbers)]
    assert len(paragraphs(lines)) == entries


def test_the_last_entry_of_a_list_hangs_like_the_others() -> None:
    lines = []
    for n in range(3):
        lines.append(text_line(f"[{n + 1}] Author, A. A paper about things. R. Q.", 72, 100 + 24 * n))
        lines.append(text_line("Quiroga et al, Nature 435, 1102 (2005).", 90, 112 + 24 * n))
    assert len(paragraphs(lines)) == 3


@pytest.mark.parametrize(
    ("mark", "before", "groups"),
    [
        ("(iii)", "(ii)", 1),
        ("(iii)", "(i)", 2),
        ("(b)", "(a)", 1),
        ("(2)", "(1)", 1),
        ("2)", "1)", 1),
        ("(i)", "(ii)", 2),
    ],
)
def test_a_mark_that_counts_on_inside_a_sentence_begins_no_item(mark: str, before: str, groups: int) -> None:
    lines = [
        text_line(f"The gap is due to: {before} we use more scale and so;", 72, 100),
        text_line(f"{mark} we use five anchors", 72, 112),
    ]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize("opening", ["Abstract:", "ABSTRACT.", "Keywords:", "Key words—", "Index terms:"])
def test_an_abstract_and_its_keywords_begin_on_their_own_line(opening: str) -> None:
    assert len(paragraphs(at_rows("Some University of some Town and", f"{opening} we propose a method"))) == 2


@pytest.mark.parametrize("opening", ["Abstract ideas are", "Keywords of it"])
def test_what_only_begins_like_an_abstract_goes_on(opening: str) -> None:
    assert len(paragraphs(at_rows("the text of a paragraph that says", f"{opening} what they say"))) == 1


def at_rows(*rows: str) -> list[Line]:
    return [text_line(row, 72, 100 + 12 * n) for n, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("text", "x", "groups"),
    [
        ("Au = f", 207, 3),
        ("Au = f", 200, 3),
        ("Au = f", 196, 1),
        ("Au + f", 207, 1),
        ("if x = 1 and the rest are not one", 139, 1),
        ("Au = f for all not", 174, 3),
    ],
)
def test_a_formula_in_the_middle_of_its_column_is_no_line_of_the_text(text: str, x: float, groups: int) -> None:
    full = "words that fill the line of a text up to its very end, and so"  # 305 points
    assert len(paragraphs([text_line(full, 72, 100), text_line(text, x, 112), text_line(full, 72, 124)])) == groups


@pytest.mark.parametrize(("step", "groups"), [(11, 3), (9, 1)])
def test_pieces_nearer_than_a_line_are_one_formula(step: float, groups: int) -> None:
    full = "words that fill the line of a text up to its very end, and so"
    lines = [text_line(full, 72, 100), text_line("a = b", 212, 100 + step), text_line(full, 72, 100 + 2 * step)]
    assert len(paragraphs(lines)) == groups


@pytest.mark.parametrize(("step", "pages", "groups"), [(1.9, 2, 2), (1.9, 3, 1), (1.5, 3, 2)])
def test_the_leading_of_three_pages_holds_for_one_of_few_lines(step: float, pages: int, groups: int) -> None:
    lines = [text_line("one line", 72, 100), text_line("two lines", 72, 119)]
    assert len(paragraphs(lines, Counter({step: pages}))) == groups


@pytest.mark.parametrize(("x", "groups"), [(111, 1), (113, 2)])
def test_what_double_spacing_sets_far_in_is_a_formula(x: float, groups: int) -> None:
    assert (
        len(paragraphs([text_line("Thus we have it that", 72, 100), text_line("a = b + c", x, 119)], Counter({1.9: 3})))
        == groups
    )


@pytest.mark.parametrize(("others", "apart"), [(5, True), (4, False)])
@pytest.mark.parametrize("x", [311, 242])
def test_a_line_of_the_right_column_goes_on_with_no_line_of_the_left(others: int, apart: bool, x: float) -> None:
    """The gutter is one em wide, and the entries of the right column are a line apart from one another."""
    left = [text_line("w" * int((x - 91) / 5) + " o", 72, 100 + 12 * n) for n in range(40)]
    right = [text_line("[11] A. Author and B. Author in a list", x, 100 + 36 * n) for n in range(1, others + 1)]
    wide = text_line("v" * 94, 72, 80)
    glued = any("[11]" in text and "www" in text for g in paragraphs([wide, *left, *right]) for text in g.lines)
    assert glued is not (apart and x == 311)


def test_a_short_right_column_of_the_last_page_begins_where_those_before_do() -> None:
    left = [text_line("the left column has a line of text here", 72, 100 + 12 * n) for n in range(12)]
    right = [text_line("the right column has as long a line too", left[0].x1 + 10, line.baseline) for line in left]
    columns: set[int] = set()
    paragraphs([*left, *right], None, columns)
    assert columns == {round(right[0].x0)}
    entry = [right[0], text_line("hangs below", right[0].x0 + 15, 112)]
    assert texts(paragraphs([*left, *entry], None, columns))[-1].startswith("the right")  # type: ignore[arg-type]
    assert len(paragraphs([*left, *entry])) == 1  # nothing else parts them: the space is a stretched word's


@pytest.mark.parametrize(("lines", "joined"), [(5, False), (6, True)])
def test_an_abstract_may_have_a_leading_of_its_own(lines: int, joined: bool) -> None:
    full = "a justified line of an abstract that is double-spaced, in a wide column"
    abstract = [text_line(full, 72, 100 + 19 * n) for n in range(lines - 1)]
    abstract.append(text_line("and its last one", 72, 100 + 19 * (lines - 1)))
    body = [text_line("the text below it has another leading", 72, 400 + 12 * n) for n in range(20)]
    found = paragraphs([*abstract, *body])
    assert len(found) == (2 if joined else 1 + lines)
    ragged = [replace(x, x1=x.x1 + 2 * n) for n, x in enumerate(abstract)]
    assert len(paragraphs([*ragged, *body])) == 1 + lines  # entries of a list, one under the other
