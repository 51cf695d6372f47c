"""Normal forms and line-end hyphens."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.normalise import LIGATURES, Words, join, join_lines, normalise

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_control_characters_surrogates_or_ligatures_are_left(text: str) -> None:
    clean = normalise(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in clean)
    assert not set(clean) & set(LIGATURES)
    clean.encode("utf-8")


def test_minus_is_a_hyphen_and_an_old_accent_joins_its_letter() -> None:
    assert normalise("−6 ‑ eﬃcient Poincar´e") == "-6 - efficient Poincaré"


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("we are train-", "ing it", "we are training it"),
        ("the pre-", "trained one", "the pre-trained one"),
        ("a state-of-", "the-art one", "a state-of-the-art one"),
        ("a state-", "of-the-art one", "a state-of-the-art one"),
        ("with GPT-", "4 it", "with GPT-4 it"),
        ("from 10-", "20 of", "from 10-20 of"),
        ("the Qwen-", "Math model", "the Qwen-Math model"),
        ("some soft\u00ad", "ened", "some softened"),
        ("this -", "that", "this - that"),
        ("one/", "two", "one/two"),
    ],
)
def test_line_end_hyphens(left: str, right: str, joined: str) -> None:
    words = Words(["it was trained for a while", "the art of training"])
    assert join(left, right, words) == joined


@given(WORD, WORD)
def test_a_word_seen_whole_loses_the_line_ends_hyphen(first: str, second: str) -> None:
    words = Words([f"we saw {first}{second} here"])
    assert join_lines([f"a {first}-", f"{second} b"], words) == f"a {first}{second} b"


@given(WORD, WORD)
def test_a_compound_seen_with_its_hyphen_keeps_it(first: str, second: str) -> None:
    words = Words([f"we saw {first}-{second} here"])
    assert join_lines([f"a {first}-", f"{second} b"], words) == f"a {first}-{second} b"


@given(st.lists(st.text(alphabet="abc 123.", min_size=1, max_size=20), max_size=6))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    joined = join_lines(lines, Words([]))
    assert joined.replace(" ", "") == "".join(lines).replace(" ", "")
