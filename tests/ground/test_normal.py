"""Writings of one text have one normal form, and two texts never the same."""

from __future__ import annotations

import pytest

from pipeline.ground.normal import EXPONENT_RE, flat, marked, offsets


@pytest.mark.parametrize("sign", "−‐‑–—‒―﹣－")
def test_every_dash_is_a_hyphen(sign: str) -> None:
    assert flat(f"3{sign}4") == "3-4"


@pytest.mark.parametrize("sign", "'\"`“”‘’«»„‟′″$|*\u00ad\u200b\u200c\u200d\ufeff∗")
def test_every_mark_that_says_nothing_is_left_out(sign: str) -> None:
    assert flat(f"3{sign}x") == "3x"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("∼3", "~3"), ("～3", "~3"), ("a⋅b", "a·b"), ("a•b", "a·b"), ("ﬁt", "fit"), ("ﬂy", "fly"), ("oﬀ", "off"),
        ("eﬃcient", "efficient"), ("baﬄe", "baffle"),
        ("train-\ning", "training"), ("a - b", "a-b"), ("x-1", "x-1"), ("3\\times 4", "3×4"), ("3\\cdot 4", "3·4"),
        ("3\\pm 4", "3±4"), ("3\\% of", "3%of"),
        ("12 345", "12 345"), ("12 .5", "12 .5"), ("a 12", "a12"), ("10^{-4}", "10-4"), ("x_{i}", "xi"),
        ("x_{i^{2}}", "xi2"), ("x^ { 2 }", "x2"), ("A B", "ab"),
    ],
)  # fmt: skip
def test_every_writing_has_its_form(written: str, form: str) -> None:
    assert flat(written) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("10^{-4}", "10^-4"), ("10⁻⁴", "10^-4"), ("10⁺⁴", "10^+4"), ("10⁰¹²³⁵⁶⁷⁸⁹", "10^012356789"), ("x_{i}", "xi"),
        ("x_{i^{2}}", "xi^2"), ("10^ { 4 }", "10^4"),
    ],
)  # fmt: skip
def test_an_exponent_keeps_its_mark(written: str, form: str) -> None:
    assert marked(written) == form


@pytest.mark.parametrize(
    ("text", "found"), [("10^4", True), ("10⁻⁴", True), ("10⁹", True), ("10-4", False), ("x_{i}", False)]
)
def test_what_has_an_exponent(text: str, found: bool) -> None:
    assert bool(EXPONENT_RE.search(text)) is found


@pytest.mark.parametrize("text", ["The ﬁrst 12 345 of it", "a “b” - c", "10^{-4} × 3", "Ⅷ and ½"])
def test_every_character_of_a_form_has_its_place(text: str) -> None:
    form = flat(text)
    places = offsets(text, form)
    assert len(places) == len(form)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
