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
