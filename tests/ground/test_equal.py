"""Two numbers are equal by value, under a named rule, and never across units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ground.numbers import equal, find_numbers
from schemas.grounding import Number


def one(text: str) -> Number:
    (number,) = find_numbers(text)
    return number


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        ("34.1", "34.1", "exact"),
        ("1e-4", "0.0001", "notation"),
        ("1 × 10^{-4}", "1e-4", "exact"),
        ("40K", "40,000", "scale"),
        ("4万", "40,000", "scale"),
        ("十二万", "120,000", "number_word"),
        ("eight", "8", "number_word"),
        ("85%", "0.85", "per_cent_and_fraction"),
        ("34.1%", "34.1", "per_cent_sign"),
        ("1.0%", "1.0", "per_cent_sign"),
        ("0%", "0.0", "per_cent_sign"),
        ("73.6%", "0.7358", "rounding"),
        ("34.1", "34.12", "rounding"),
        ("73.6%", "0.7356", "rounding"),
        ("2%–3%", "0.02–0.03", "per_cent_and_fraction"),
        ("128K", "131,072", "binary_thousand"),
        ("1×10-4", "1 × 10^{-4}", "flattened_exponent"),
        ("le-5", "1e-5", "letter_for_digit"),
        ("2 days", "48 hours", "unit"),
        ("8 GPUs", "8", "exact"),
        ("1/8", "0.125", "ratio"),
        ("72.8", "72.8 ± 0.3", "exact"),
    ],
)
def test_the_rule_names_how_they_agree(a: str, b: str, rule: str) -> None:
    assert equal(one(a), one(b)) == rule


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("34.1", "34.2"), ("1e-4", "1e4"), ("1e-4", "1e-5"), ("10^{5}", "105"), ("85%", "86%"), ("0.5%", "0.5"),
        ("8 GPUs", "8 epochs"), ("5 hours", "5 days"), ("-1", "1"), ("2.5–3.5", "2.5"), ("72.8 ± 0.3", "72.8 ± 0.4"),
        ("0.85", "85"), ("0.341%", "34.1%"), ("9", "8.6"), ("74", "73.6"), ("73.6%", "0.7354"),
        ("100%", "1"), ("p<0.05", "p>0.05"),
    ],
)  # fmt: skip
def test_what_differs_in_value_or_unit_is_not_equal(a: str, b: str) -> None:
    assert equal(one(a), one(b)) is None


TEXTS = st.sampled_from(
    [
        "34.1", "34.12", "34%", "0.34", "1e-4",
        "0.0001", "1×10-4", "le-4", "40K", "40,000", "4万", "8 GPUs", "8",
        "eight", "2 days", "48 hours", "1/8", "0.125",
        "12.5%", "72.8 ± 0.3", "72.8", "2.5–3.5", "-1", "1", "128K", "131,072",
        "10^{5}", "105", "p<0.05", "0.05", "百分之五", "5%",
    ]
)  # fmt: skip


@given(TEXTS, TEXTS)
def test_equal_is_symmetric(a: str, b: str) -> None:
    assert equal(one(a), one(b)) == equal(one(b), one(a))


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.decimals(min_value=0, max_value=10**6, places=2))
def test_plain_numbers_are_equal_exactly_when_their_values_are(a: object, b: object) -> None:
    assert (equal(one(f"{a}"), one(f"{b}")) == "exact") == (a == b)


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        ("p<0.05", "p≤0.05", "exact"), ("p>0.05", "p≥0.05", "exact"), ("≈0.05", "p<0.05", "exact"),
        ("p<0.05", "0.05", "exact"), ("p≤0.05", "p≥0.05", None),
        ("3倍", "3", "exact"), ("8 GPUs", "8 epochs", None), ("27 hours", "27", "exact"),
        ("27小时", "97200 s", "unit"), ("3 epochs", "three epochs", "number_word"),
        ("1/8", "0.125", "ratio"), ("50%", "1/2", "per_cent_and_fraction"), ("50%", "0.5", "per_cent_and_fraction"),
        ("50%", "0.5x", None), ("100%", "1.0", "per_cent_and_fraction"),
        ("1%", "1", "per_cent_sign"), ("0.9%", "0.9", None), ("-1%", "-1", "per_cent_sign"), ("−0.5%", "−0.5", None),
        ("0%", "0", "per_cent_sign"),
        ("73.6%", "0.736", "per_cent_and_fraction"), ("73.6%", "0.7364", "rounding"), ("73.6%", "0.7366", None),
        ("74%", "0.7358", "rounding"), ("7%", "0.0716", None),
        ("34.1", "34.14", "rounding"), ("34.1", "34.16", None), ("34", "34.1", None), ("0.9", "0.94", None),
        ("0.95", "0.9", None), ("3.4K", "3412", "rounding"), ("3.4K", "3460", None),
        ("16K", "16384", "binary_thousand"), ("16K tokens", "16384 tokens", "binary_thousand"),
        ("128K", "131071", None), ("16.5K", "16896", None), ("128K parameters", "131072 parameters", None),
        ("十二", "12.4", None), ("twelve", "12.4", None), ("2.5–3.5", "2.5–3.5", "exact"),
        ("2.5–3.5", "2.5–3.4", None), ("10-4", "1e-4", "flattened_exponent"),
        ("le-5", "0.00001", "letter_for_digit"), ("le-5", "0.000014", None), ("2e-5", "0.00002", "notation"),
        ("4万", "40K", "exact"),
    ],
)  # fmt: skip
def test_how_two_writings_agree(a: str, b: str, rule: str | None) -> None:
    assert equal(one(a), one(b)) == rule
    assert equal(one(b), one(a)) == rule
