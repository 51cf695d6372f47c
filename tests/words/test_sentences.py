"""A sentence ends at its full stop, not at an abbreviation's."""

from __future__ import annotations

import pytest

from pipeline.words.sentences import split_sentences


@pytest.mark.parametrize(
    ("end", "begin"),
    [
        ("it is so.", "Then"), ("is it so?", "Then"), ("it is so!", "Then"), ("it is 5.", "Then"),
        ("(it is).", "Then"), ("[it is].", "Then"), ("{it is}.", "Then"),
        ("it is 5%.", "Then"), ("by an LLM.", "Then"), ("of 300M.", "Then"), ("it is so.", "(Then"),
        ("by an LLM?", "Then"), ("of the DiT.", "V-Link"), ("of 300M!", "Then"),
    ],
)  # fmt: skip
def test_every_end_of_a_sentence(end: str, begin: str) -> None:
    assert split_sentences(f"{end} {begin} it goes on.") == [end, f"{begin} it goes on."]


@pytest.mark.parametrize("end", ["by Liu et al.", "A vs.", "see Fig.", "by Dr.", "by J.", "it is so,", "of 0.5"])
def test_an_abbreviation_ends_none(end: str) -> None:
    assert split_sentences(f"{end} Then it goes on.") == [f"{end} Then it goes on."]
    assert split_sentences("it is so. then it goes on.") == ["it is so. then it goes on."]
