"""Superscripts, subscripts and the marks of notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.scripts import is_note_mark, render
from tests.extract.making import line, span


def test_a_script_in_pieces_is_one_script() -> None:
    parts = line(span("10", 72), span("−", 82, 96.4, 7), span("6", 85.5, 96.4, 7), span(" ok", 89))
    assert render(parts) == "10^{-6} ok"


def test_small_capitals_and_another_font_are_no_scripts() -> None:
    assert render(line(span("I", 72, size=12), span("NTRODUCTION", 78, size=9.6))) == "INTRODUCTION"


def test_a_raised_span_of_full_size_is_a_script_if_the_pdf_says_so() -> None:
    assert render(line(span("10", 72), span("3", 82, 96.5, 10, flags=1))) == "10^{3}"


@pytest.mark.parametrize(("first", "text"), [("caf´ ", "caf´ e au"), ("ﬁne ", "fine e au")])
def test_an_accent_at_the_end_of_a_span_is_none_of_the_next_ones_letter(first: str, text: str) -> None:
    parts = line(span(first, 72), span("e au", 120))
    parts.even = parts.spaced = True
    assert render(parts) == text


@pytest.mark.parametrize(
    ("before", "script", "notes", "mark"),
    [
        ("10", "3", {"3"}, False),
        ("× 10", "-4", {"4"}, False),
        ("128", "3", {"3"}, True),
        ("128", "3", set(), False),
        ("hardware", "2", set(), True),
        ("hardware.", "2", set(), True),
        ("Ada Author", "1,2", set(), True),
        ("Ada Author", "∗", set(), True),
        ("area in cm", "2", set(), False),
        ("x", "2", {"2"}, False),
        ("f(x)", "2", set(), False),
        ("f(x)", "2", {"2"}, True),
        ("R", "n", set(), False),
    ],
)
def test_note_marks_are_told_from_exponents(before: str, script: str, notes: set[str], mark: bool) -> None:
    assert is_note_mark(before, script, frozenset(notes)) is mark


@given(st.integers(-30, 30).filter(bool), st.sets(st.from_regex(r"[1-9][0-9]?", fullmatch=True), max_size=5))
def test_a_power_of_ten_is_never_a_note(exponent: int, notes: set[str]) -> None:
    said = str(exponent)
    raised = span(said.replace("-", "−"), 122, 96.4, 7)
    assert render(line(span("3.2 × 10", 72), raised), frozenset(notes)) == f"3.2 × 10^{{{said}}}"


def test_ordinals_lose_their_raise() -> None:
    assert render(line(span("the 21", 72), span("st", 102, 96.4, 7), span(" century", 109))) == "the 21st century"


@pytest.mark.parametrize(
    ("rise", "text"),
    [(0.5, "x2 y"), (1, "x2 y"), (1.5, "x^{2} y"), (4, "x^{2} y"), (-0.4, "x2 y"), (-0.8, "x_{2} y"), (-2, "x_{2} y")],
)
def test_a_small_span_is_a_script_where_it_leaves_the_baseline(rise: float, text: str) -> None:
    assert render(line(span("x", 72), span("2", 77, 100 - rise, 7), span(" y", 81))) == text


@pytest.mark.parametrize(("size", "text"), [(8, "x^{2}"), (8.5, "x^{2}"), (9, "x2")])
def test_a_script_is_smaller_than_its_base(size: float, text: str) -> None:
    assert render(line(span("x", 72), span("2", 77, 96, size))) == text


@pytest.mark.parametrize(("rise", "text"), [(2, "103"), (2.8, "10^{3}"), (6, "10^{3}"), (12, "103")])
def test_a_script_of_full_size_is_well_raised(rise: float, text: str) -> None:
    assert render(line(span("10", 72), span("3", 82, 100 - rise, 10, flags=1))) == text


@pytest.mark.parametrize(("gap", "text"), [(0.5, "ab"), (1.2, "ab"), (2, "a b"), (3, "a b")])
def test_a_gap_is_a_space(gap: float, text: str) -> None:
    assert render(line(span("a", 72), span("b", 77 + gap))) == text
    raised = line(span("x", 60), span("2", 65, 96, 7), span(text.strip()[0], 68.5), span("b", 73.5 + gap))
    assert render(raised).endswith(text)


@pytest.mark.parametrize(
    ("off", "size", "text"),
    [
        (0, 7, "x^{ab}"),
        (0.8, 7, "x^{ab}"),
        (1.6, 7, "x^{a}^{b}"),
        (0, 5.5, "x^{ab}"),
        (0, 4.8, "x^{a}^{b}"),
        (-2, 5, "x^{a^{b}}"),
        (2, 5, "x^{a_{b}}"),
    ],
)
def test_spans_of_one_level_are_one_script(off: float, size: float, text: str) -> None:
    found = render(line(span("xyz", 72), span("a", 87, 96, 7), span("b", 90.5, 96 + off, size)))
    assert found.replace("yz", "") == text


SIGNS = "*∗†‡§¶⋆♯♢♠♣♡✉‖⋄♮"


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_is_a_mark_behind_a_word_and_behind_brackets(sign: str) -> None:
    assert is_note_mark("Ada Author", sign, frozenset())
    assert is_note_mark("f(x)", sign, frozenset())
    assert is_note_mark("area in cm", sign, frozenset())


UNITS = "mm cm km nm ms kg dm ft in yr GeV MeV keV TeV eV fm pc Mpc kpc Hz GHz MHz log exp sin cos tan"


@pytest.mark.parametrize("unit", UNITS.split())
def test_a_number_behind_a_unit_or_a_function_is_an_exponent(unit: str) -> None:
    assert not is_note_mark(f"of 5 {unit}", "2", frozenset("2"))
    assert is_note_mark("of 5 words", "2", frozenset())


@pytest.mark.parametrize("mark", ["1", "12", "123", "1,2", "1, 12", "1;2", "1–3", "1-3", "12,123"])
def test_every_writing_of_a_mark_of_numbers(mark: str) -> None:
    assert is_note_mark("hardware", mark, frozenset())


@pytest.mark.parametrize("mark", ["1234", "-1", "–1", "1,,2", "a", "1a", "1.2", "1,1234"])
def test_what_is_no_mark_of_a_note(mark: str) -> None:
    assert not is_note_mark("hardware", mark, frozenset([mark]))


@pytest.mark.parametrize(("before", "mark"), [(c, True) for c in ".,;:?!\"”’'"] + [(c, False) for c in ")]}%="])
def test_behind_which_signs_a_number_is_a_mark(before: str, mark: bool) -> None:
    assert is_note_mark(f"it is so{before}", "2", frozenset()) is mark
    assert is_note_mark(f"it is so{before}", "2", frozenset("2")) is (before != "=")


@pytest.mark.parametrize("ordinal", ["st", "nd", "rd", "th"])
def test_every_ordinal_loses_its_raise(ordinal: str) -> None:
    assert render(line(span("the 21", 72), span(ordinal, 102, 96.4, 7))) == f"the 21{ordinal}"
    assert render(line(span("the x", 72), span(ordinal, 97, 96.4, 7))) == f"the x^{{{ordinal}}}"


@pytest.mark.parametrize("sign", ["TM", "tm", "®", "™", "©"])
def test_a_trade_mark_is_left_out(sign: str) -> None:
    assert render(line(span("the Name", 72), span(sign, 112, 96.4, 7), span(" of it", 120))) == "the Name of it"


@pytest.mark.parametrize(("x", "text"), [(108, "costs ^{1}_{2} of it"), (111, "costs[^1]_{2} of it")])
def test_a_small_number_over_another_is_a_fraction_and_no_note(x: float, text: str) -> None:
    """The upper number stands from 108 to 112."""
    parts = line(span("costs", 80), span("1", 108, 96, 7), span("2", x, 104, 7), span(" of it", 115))
    assert render(parts).replace("costs^", "costs ^") == text


@pytest.mark.parametrize(
    ("base", "behind", "text"),
    [
        ("is > ", ".", "is > 1/2."),
        ("is at ", " of it", "is at 1/2 of it"),
        ("a decay x", " of it", "a decay x^{1}_{2} of it"),
        ("isotopes ", "C of it", "isotopes ^{1}_{2}C of it"),
        ("is 1.9 ", " of it", "is 1.9 ^{1}_{2} of it"),
    ],
)
def test_a_small_fraction_without_a_base_is_written_with_a_stroke(base: str, behind: str, text: str) -> None:
    parts = line(span(base, 80), span("1", 128, 96, 7), span("2", 128, 104, 7), span(behind, 133))
    assert render(parts) == text
