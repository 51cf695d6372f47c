"""A value written in any supported form reads back as that value, and no text breaks the reader."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ground.forms import chinese_text, forms, percent_forms
from pipeline.ground.number_words import chinese_value
from pipeline.ground.numbers import equal, find_numbers

VALUES = st.one_of(
    st.decimals(min_value=Decimal("-1000"), max_value=10**7, places=2),
    st.integers(min_value=0, max_value=10**12 - 1).map(Decimal),
    st.builds(lambda m, e: Decimal(m).scaleb(e), st.integers(1, 99), st.integers(-9, 8)),
)


@given(VALUES)
def test_every_form_reads_back_as_its_value(value: Decimal) -> None:
    (plain,) = find_numbers(f"{value:f}")
    for name, text in forms(value).items():
        found = find_numbers(text)
        assert [n.value for n in found] == [value], f"{name}: {text}"
        assert equal(found[0], plain) is not None, f"{name}: {text}"


@given(st.decimals(min_value=Decimal("1.01"), max_value=Decimal("99.99"), places=2))
def test_every_form_of_a_percentage_is_equal_to_it(value: Decimal) -> None:
    (percentage,) = find_numbers(f"{value:f}%")
    for name, text in percent_forms(value).items():
        (found,) = find_numbers(text)
        assert equal(found, percentage) is not None, f"{name}: {text}"


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_numerals_read_back(value: int) -> None:
    assert chinese_value(chinese_text(value)) == value


def test_chinese_text_refuses_what_it_cannot_write() -> None:
    with pytest.raises(ValueError, match="not between"):
        chinese_text(-1)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text


@given(st.text(alphabet="0123456789.,-+×eE^{}_± %/KMB万亿十百点两千个天–()[]\n aA"))
def test_no_row_of_number_characters_breaks_the_reader(text: str) -> None:
    spans = [(n.start, n.end) for n in find_numbers(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
