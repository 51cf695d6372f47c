"""What is taken of a small model's translations."""

from __future__ import annotations

from pipeline.summarise.small import _held, _joined, _loud


def test_a_sentence_that_says_a_number_more_often_than_its_original_is_left_out() -> None:
    shown = ["It is trained on larger datasets (14M-300M images).", "It takes 5 epochs."]
    assert _joined(["数据集更大（14M到14M张图片）。", "它需要5轮。"], shown, []) == ("它需要5轮。", [1])


def test_a_name_in_capitals_gets_its_spelling_back() -> None:
    assert _loud("Coconut beats iCoT.", ["Coconut"]) == "COCONUT beats iCoT."
    assert _joined(["COCONUT优于iCoT"], ["COCONUT beats iCoT."], ["Coconut"]) == ("Coconut优于iCoT。", [0])


def test_a_translation_may_hold_both_ends_of_a_range_and_the_words_that_chinese_papers_keep() -> None:
    assert _held("A pure transformer is trained on larger datasets (14M-300M images).", []) == [
        "transformer", "14M", "300M",
    ]  # fmt: skip
    assert _held("Coconut keeps 2 of the tokens and GPT-3.", ["Coconut"]) == ["Coconut", "GPT-3", "token", "2"]


def test_a_sentence_that_spells_a_power_is_left_out() -> None:
    english = ["The learning rate is 2e-5.", "The batch size is 32."]
    assert _joined(["学习率设置为 2 的负五次方。", "批量大小为 32。"], english, ()) == ("批量大小为 32。", [1])
