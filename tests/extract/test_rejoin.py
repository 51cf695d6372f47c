"""Which fragments are one line, which are scripts, and which stand apart."""

from __future__ import annotations

import pytest

from pipeline.extract.page import Line
from pipeline.extract.rejoin import assemble, starts_with_mark
from pipeline.extract.scripts import render
from tests.extract.making import line, span


def piece(text: str, x: float, y: float = 100, size: float = 10, bold: bool = False) -> Line:
    return line(span(text, x, y, size, flags=16 if bold else 0))


def together(*pieces: Line) -> int:
    """How many lines the pieces make."""
    return len(assemble(list(pieces)))


@pytest.mark.parametrize(("gap", "lines"), [(0, 1), (3.5, 1), (4.8, 1), (6, 2), (9, 2), (-2, 1), (-4, 2)])
def test_a_word_space_joins_and_the_gap_of_a_table_parts(gap: float, lines: int) -> None:
    assert together(piece("abcde", 72), piece("fghij", 97 + gap)) == lines


@pytest.mark.parametrize(("off", "lines"), [(1, 1), (2, 2)])
def test_pieces_of_one_size_share_a_baseline(off: float, lines: int) -> None:
    assert together(piece("abcde", 72), piece("fghij", 98, 100 + off)) == lines


@pytest.mark.parametrize(
    ("rise", "size", "lines"),
    [(4, 7, 1), (7, 7, 1), (8, 7, 2), (-4, 7, 1), (-6, 7, 2), (4, 9, 2), (4, 8.5, 1), (2, 7, 1)],
)
def test_a_script_is_small_and_near_its_base(rise: float, size: float, lines: int) -> None:
    assert together(piece("abcde", 72), piece("2", 98, 100 - rise, size)) == lines


@pytest.mark.parametrize(("rise", "lines"), [(4, 1), (-4, 1), (8, 2), (-6, 2)])
def test_a_base_may_follow_its_script(rise: float, lines: int) -> None:
    assert together(piece("2", 72, 100 - rise, 7), piece("abcde", 76)) == lines


@pytest.mark.parametrize(("gap", "lines"), [(1, 1), (3, 1), (4, 2)])
def test_a_script_stands_close_to_its_base(gap: float, lines: int) -> None:
    assert together(piece("abcde", 72), piece("2", 97 + gap, 96, 7)) == lines


@pytest.mark.parametrize(
    "number", ["3", "12", "A", "IV", "VIII", "3.1", "3.1.2", "3.1.2.1", "A.1", "A.12.1", "3.", "A.", "B1.2"]
)
def test_the_number_of_a_heading_is_joined_with_its_title(number: str) -> None:
    end = 72 + 6 * len(number)
    assert together(piece(number, 72, size=12, bold=True), piece("Method", end + 24, size=12, bold=True)) == 1


@pytest.mark.parametrize(
    ("gap", "title", "off", "bold", "lines"),
    [
        (20, "Method", 0, True, 1), (33, "Method", 0, True, 1), (40, "Method", 0, True, 2),
        (20, "method", 0, True, 2), (20, "Method", 0.7, True, 1),
        (20, "Method", 1.4, True, 2), (20, "Method", 0, False, 2),
    ],
)  # fmt: skip
def test_a_title_stands_on_the_line_of_its_number(gap: float, title: str, off: float, bold: bool, lines: int) -> None:
    pieces = piece("3.1", 72, size=12, bold=True), piece(title, 90 + gap, 100 + off, 12, bold)
    assert together(*pieces) == lines


@pytest.mark.parametrize("text", ["123", "3.123", "AB", "XVIII", "word", "3.1.2.3.4", "(3)"])
def test_what_is_no_number_of_a_heading(text: str) -> None:
    end = 72 + 6 * len(text)
    assert together(piece(text, 72, size=12, bold=True), piece("Method", end + 24, size=12, bold=True)) == 2


@pytest.mark.parametrize(("light", "bold"), [(5, True), (9, True), (15, False), (50, False)])
def test_a_line_is_bold_where_nearly_all_of_it_is(light: int, bold: bool) -> None:
    (made,) = assemble([line(span("x" * light, 72), span("y" * (100 - light), 72 + 5 * light, flags=16))])
    assert made.bold is bold


def test_a_line_has_the_size_and_baseline_of_most_of_its_letters() -> None:
    (made,) = assemble([line(span("10", 72), span("-4", 82, 96.4, 7), span(" of it all", 89))])
    assert (made.size, made.baseline) == (10, 100)
    (small,) = assemble([line(span("A", 72, 100, 10), span("BCDEFGHIJ", 77, 100, 8))])
    assert small.size == 8


def test_letters_that_differ_by_rounding_are_of_one_baseline() -> None:
    (made,) = assemble([line(span("abc", 72), span("def", 87, 100.08), span("ghijklm", 102, 99.92))])
    assert made.baseline == 100
    for beside in (99.85, 100.15):
        (near,) = assemble([line(span("abc", 72), span("defghi", 87, beside))])
        assert near.baseline == pytest.approx(beside)
    (other,) = assemble([line(span("abc", 72), span("defghi", 87, 100.3), span("j", 117, 96, 7))])
    assert other.baseline == pytest.approx(100.3)


@pytest.mark.parametrize(
    ("size", "rise", "mark"), [(7, 4, "1"), (8.5, 4, "1"), (9, 4, None), (7, 1, None), (7, 2, "1")]
)
def test_a_raised_small_number_opens_a_footnote(size: float, rise: float, mark: str | None) -> None:
    assert starts_with_mark([span("1", 72, 100 - rise, size), span("The code is here", 76)]) == mark
    assert starts_with_mark([span("1", 72, 100 - rise, size)]) is None


@pytest.mark.parametrize(("rise", "baseline"), [(-1.6, 100.0), (-0.9, 100.0), (-0.5, 100.5)])
def test_one_letter_with_a_long_script_stands_on_its_own_baseline(rise: float, baseline: float) -> None:
    """Small capitals stand on the letters' own."""
    made = line(span("L", 72, 100), span("total loss", 77, 100 - rise, 7))
    assert made.baseline == pytest.approx(baseline, abs=0.05)


def test_most_letters_of_a_line_tell_its_baseline_and_not_the_first_ones() -> None:
    made = line(span("ab", 72, 100), span("cdefgh", 82, 101.5))
    assert made.baseline == pytest.approx(101.5)


def test_sizes_and_baselines_are_rounded_to_a_tenth_of_a_point() -> None:
    script = line(span("L", 72, 99.96, 9.96), span("total loss", 77, 101.6, 7))
    assert (script.size, script.baseline) == (10, 99.96)
    parted = line(span("abcd", 72, 99.96), span("efgh", 92, 100.02), span("xxxxx", 112, 97))
    assert parted.baseline == 99.96
    sizes = line(span("abcd", 72, 100, 9.96), span("efgh", 92, 100, 10.02), span("xxxxx", 112, 100, 9))
    assert sizes.size == 10


def test_a_tall_bracket_before_such_a_letter_is_no_base() -> None:
    made = line(span("�", 67, 92), span("L", 72, 100), span("total loss", 77, 101.6, 7))
    assert made.baseline == 100


@pytest.mark.parametrize(("below", "lines"), [(3, 1), (-3, 2), (6, 2)])
def test_a_script_under_a_script_goes_on_with_the_line(below: float, lines: int) -> None:
    upper = line(span("0.5", 72, 100), span("+0.1", 87, 96, 7))
    lower = line(span("-0.2", 87, 100 + below, 7), span(" and", 103, 100))
    assert len(assemble([upper, lower])) == lines


@pytest.mark.parametrize(
    ("letter", "size", "down", "lifted"),
    [("T", 29, 12, True), ("T", 17, 12, False), ("t", 29, 12, False), ("T", 29, 4, False)],
)
def test_a_letter_that_hangs_into_the_lines_below_belongs_to_its_line(
    letter: str, size: float, down: float, lifted: bool
) -> None:
    cap = span(letter, 72, 100 + down, size)
    (found,) = assemble([line(cap, span("HIS begins a text of many words", cap.x1, 100))])
    assert ((found.size, found.baseline, found.x0) == (10, 100, cap.x1)) is lifted
    if lifted:
        assert render(found) == "THIS begins a text of many words"
        assert (found.y0, found.y1) == (92, 102)


@pytest.mark.parametrize(("letter", "text"), [("T", "HIS is a word"), ("A", "is a word")])
def test_a_drop_cap_is_no_word_of_its_own_unless_it_may_be_one(letter: str, text: str) -> None:
    cap = span(letter, 72, 114, 30)
    (found,) = assemble([line(cap, span(text, cap.x1 + 3, 100))])
    assert render(found) == (f"{letter}{text}" if letter == "T" else f"{letter} {text}")
