"""The estimate of tokens is near what a tokenizer counts."""

from __future__ import annotations

import random

import pytest

from pipeline.words.tokens import at_most_tokens, count_tokens

# counted by the embedded model's own tokenizer (Qwen2.5)
COUNTED = [
    ("We train for 3 epochs with a batch size of 256 and a learning rate of 1e-4.", 26),
    ("The model consists of an encoder and a decoder, each with six identical layers and multi-head attention.", 20),
    ("本文提出一种新的方法，在三个数据集上的准确率均高于基线，训练使用 8 块 A100 显卡。", 32),
    ("| Model | Accuracy | F1 |\n|---|---|---|\n| Ours | 85.3 | 71.2 |\n| Baseline | 83.1 | 70.9 |", 47),
    ("Adam with β1 = 0.9, β2 = 0.98 and ε = 10^{-9}; dropout 0.1; warm-up over 4,000 steps.", 44),
]


@pytest.mark.parametrize(("text", "count"), COUNTED)
def test_an_estimate_is_within_a_third_even_for_a_sentence(text: str, count: int) -> None:
    assert abs(count_tokens(text) - count) <= count / 3
    assert at_most_tokens(text) >= count_tokens(text)


def test_nothing_has_no_tokens_and_something_has_one() -> None:
    assert (count_tokens(""), at_most_tokens("")) == (0, 0)
    assert (count_tokens("."), at_most_tokens(".")) == (1, 2)


def test_a_text_is_as_long_as_its_parts() -> None:
    chosen = random.Random(1)
    for _ in range(50):
        parts = ["".join(chosen.choices("abcde fgh 0123456789.,()学习率为\n", k=200)) + " " for _ in range(5)]
        whole = count_tokens("".join(parts))
        assert abs(whole - sum(map(count_tokens, parts))) <= 5  # each part is rounded


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("word " * 100, 88), ("abcdef " * 100, 88), ("abcdefghij " * 100, 204), ("5" * 100, 196), ("学" * 100, 69),
        ("," * 100, 44), ("α" * 100, 390), ("𝐀" * 100, 152),
        ("_" * 100, 44), ("\n" * 100, 46), ("", 0),
    ],
)  # fmt: skip
def test_each_kind_of_character_counts_as_measured(text: str, count: int) -> None:
    """The shares that docs/benchmarks.md gives for the tokenizer; a prompt's budget rests on them."""
    assert count_tokens(text) == count


@pytest.mark.parametrize(("words", "most"), [(100, 97), (1000, 969)])
def test_the_upper_estimate_leaves_a_tenth(words: int, most: int) -> None:
    assert at_most_tokens("word " * words) == most
