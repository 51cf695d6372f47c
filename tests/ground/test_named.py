"""What a text writes as a name."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check_text
from pipeline.ground.named import names_in
from tests.ground.papers import paper


def names(text: str) -> list[str]:
    return [text[start:end] for start, end in names_in(text)]


def test_an_english_sentence_names_what_is_written_as_a_name() -> None:
    text = "The authors train GPT-2 and LoRA with Adam; it beats pass@k of Zebra, end-to-end. Obtaining it is easy."
    assert names(text) == ["GPT-2", "LoRA", "Adam", "pass@k", "Zebra"]


def test_every_latin_word_of_a_chinese_line_is_one_and_none_of_the_line_below() -> None:
    assert names("用 zebra 训练\nzebra and others") == ["zebra"]
    assert names("others and zebra\n用 zebra") == ["zebra"]


@pytest.mark.parametrize(
    "before", ["", "It ends. ", "Why? ", "So! ", "Note: ", "One; ", "| ", "- ", "## ", "> ", "**", "(", "“"]
)
def test_a_sentences_first_word_is_capital_anyway(before: str) -> None:
    assert names(f"{before}Results follow") == []
    assert names(f"{before}The Transformer follows") == ["Transformer"]
    assert names(f"{before}The Big Transformer follows") == ["The Big Transformer"]
    assert names(f"{before}in Results follow") == ["Results"]


def test_capital_words_that_follow_each_other_are_one_thing() -> None:
    assert names("# Attention Is All You Need") == ["Attention Is All You Need"]
    assert names("A word of Deep Learning we Trust") == ["Deep Learning", "Trust"]
    assert names("we use Adam with Big-Net Base") == ["Adam", "Big-Net", "Base"]


def test_capital_words_hold_together_or_each_for_itself() -> None:
    said = paper("Google trains a Transformer.")
    found = {c.text: c.verdict.kind for c in check_text("we see Google Transformer, and Google Zebra here", said)}
    assert found == {"Google Transformer": "holds", "Google Zebra": "unsupported"}
