"""The labels of a table say which of its cells a fact means."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.ground.labels import Label, Wording, label_columns, row_label, speaks_against, words_of
from schemas.records import Table
from tests.ground.papers import grid, paper


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Qwen2.5-7B (Ours)", ("Qwen2.5-7B",)),
        ("our GRPO", ("GRPO",)),
        ("the proposed HingePO", ("HingePO",)),
        ("Ours", ("Ours",)),
        ("Ours-large", ("large",)),
        ("GRPO w/ curriculum", ("GRPO", "curriculum")),
        ("GRPO w curriculum", ("GRPO", "curriculum")),
        ("GRPO with curriculum", ("GRPO", "curriculum")),
        ("--GRPO!", ("GRPO",)),
        ("ViT-B/{16,32}", ("ViT-B/16/32",)),
        ("β_{1} of Adam", ("β1", "Adam")),
    ],
)
def test_the_words_of_a_label(label: str, words: tuple[str, ...]) -> None:
    assert words_of(label) == words


@pytest.mark.parametrize(
    ("fact", "word", "said"),
    [
        ("accuracy of HingePO", "HingePO", True),
        ("accuracy of HingePO+", "HingePO", False),
        ("accuracy of iGPT", "iGPT", True),
        ("accuracy of a nameX", "namex", False),  # a word within a name is none of the fact's
        ("scores on math", "Math", True),
        ("scores of Qwen2.5-Math", "math", False),
        ("scores on AIME 2024", "AIME24", True),
        ("scores on AIME24", "AIME'24", True),
        ("scores on AIME 2025", "AIME24", False),
        ("level 5 of math", "5", True),
        ("decoding of mp-3", "mp3", True),
        ("scores on math", "MATH", False),
        ("scores on MATH", "Math", True),
        ("R@1 of seed 2", "1", False),  # a digit within a name is no row
        ("R@1 of seed 2", "2", True),
        ("a fine-tuned model", "fine-tuned", True),
    ],
)
def test_a_fact_says_a_name_as_a_whole_and_a_word_by_its_stem(fact: str, word: str, said: bool) -> None:
    assert Wording(fact).says(word) is said


@pytest.mark.parametrize(
    ("fact", "said"), [("accuracy with CoT", True), ("accuracy of C", False), ("accuracy with PoT", False)]
)
def test_initials_stand_for_all_words_of_a_label(fact: str, said: bool) -> None:
    assert Wording(fact).says_all(["Chain", "of", "Thought"]) is said


def table(*rows: list[str]) -> Table:
    made = grid(rows).table
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("head", "values", "labels"),
    [
        ("Size", ["7", "72"], True),
        ("#Params", ["7", "72"], True),
        ("Base model", ["7", "72"], True),
        ("Backbone", ["7", "72"], True),
        ("Batch size", ["7", "72"], False),
        ("Vocab size", ["7", "72"], False),
        ("Image size", ["7", "72"], False),
        ("Patch size", ["7", "72"], False),
        ("Window size", ["7", "72"], False),
        ("Hidden size", ["7", "72"], False),
        ("Step size", ["7", "72"], False),
        ("Data", ["MATH", "GSM8K"], True),
        ("Data", ["MATH", "12"], False),
        ("Data", ["MATH", "PIQA", "12"], True),
        ("Data", ["7B", "1.5B"], True),
        ("Data", ["-", "–"], False),
        ("Data", ["~7", "> 8"], False),
        ("Data", ["$7", "**8"], False),
    ],
)
def test_which_columns_label_the_rows(head: str, values: list[str], labels: bool) -> None:
    rows = [["m", value, "1.0"] for value in values]
    assert label_columns(0, PaperIndex(paper(grid([["Model", head, "Acc."], *rows])))) == 1 + labels


@pytest.mark.parametrize(
    ("label", "adds"),
    [
        ("+ RL", True), ("& RL", True), ("- RL", True), ("– RL", True), ("− RL", True), ("+RL", True), ("&RL", True),
        ("w/ RL", True), ("w/o RL", True), ("w. RL", True), ("without RL", True), ("with RL", True), ("-RL", False),
        ("withRL", False), ("RL", False),
    ],
)  # fmt: skip
def test_a_row_that_adds_to_another_stands_for_both(label: str, adds: bool) -> None:
    index = PaperIndex(paper(grid([["Method", "Acc."], ["HingePO", "1.0"], [label, "2.0"]])))
    last = index.at(0)[-1]
    assert row_label(last, index).base == (("HingePO",) if adds else ())


@pytest.mark.parametrize(
    ("own", "rival", "fact", "against"),
    [
        (("ImageNet",), ("ImageNet", "ReaL"), "ImageNet ReaL", True),
        (("ImageNet", "ReaL"), ("ImageNet",), "accuracy on ImageNet", True),
        (("ImageNet", "ReaL"), ("ImageNet",), "ImageNet ReaL", False),
        (("GRPO",), ("HingePO",), "HingePO", True),
        (("GRPO",), ("HingePO",), "HingePO and GRPO", False),
        (("GRPO",), ("HingePO",), "accuracy", False),
    ],
)
def test_a_label_speaks_against_another_where_the_fact_says_the_one_and_not_the_other(
    own: tuple[str, ...], rival: tuple[str, ...], fact: str, against: bool
) -> None:
    assert speaks_against(Label((own,)), Label((rival,)), Wording(fact)) is against
    assert speaks_against(Label(((),), base=own), Label(((),), base=rival), Wording(fact)) is against
    assert speaks_against(Label(((),), title=own), Label(((),), title=rival), Wording(fact)) is against


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [["Name", "Name", "Value"], ["learning rate", "Adam", "5"], ["clip range", "Eq", "6"]],
            ("clip", "range", "Eq"),
        ),
        ([["Name", "Value", "Name", "Value"], ["clip range", "5", "batch size", "6"]], ("batch", "size")),
    ],
)
def test_one_head_over_two_columns_of_labels_is_no_table_side_by_side(
    rows: list[list[str]], words: tuple[str, ...]
) -> None:
    index = PaperIndex(paper(grid(rows)))
    assert row_label(index.at(0)[-1], index).words == words


@pytest.mark.parametrize(
    ("fact", "against"),
    [
        ("timeout X=1.0 ; Dictation probe", False),  # each says one of them
        ("timeout X=1.0 with dictation ; probe", True),
        ("timeout X=1.05 with dictation ; probe", True),
        ("dictation ; probe", True),
    ],
)
def test_what_adds_to_a_row_is_meant_where_one_name_has_both(fact: str, against: bool) -> None:
    own = Label((("timeout", "X=1.0"),))
    added = Label((("dictation", "match-ctx"),), base=("timeout", "X=1.0"), asides=frozenset({"match-ctx"}))
    assert speaks_against(own, added, Wording(fact)) is against


def test_a_condition_of_a_label_is_said_as_a_whole() -> None:
    assert Wording("a timeout of X = 1.0 s").says("X=1.0")
    assert not Wording("a timeout of X=1.05 s").says("X=1.0")
    assert not Wording("a timeout of 1.0 s").says("X=1.0")


@pytest.mark.parametrize(
    ("label", "fact", "said"),
    [
        ("PickS", "PickScore", True),
        ("ImgR", "ImageReward", True),
        ("ImgR", "ImageRetrieval", True),
        ("ImgR", "Imagery", False),
        ("ViT", "ViT-L/16", False),
        ("CLIP", "ClipScore", False),
    ],
)
def test_a_label_that_shortens_a_name_is_said_by_it(label: str, fact: str, said: bool) -> None:
    assert Wording(fact).says(label) == said


def test_our_own_method_is_said_in_chinese() -> None:
    assert Wording("本文智能体").says("Ours")
    assert not Wording("别的智能体").says("Ours")
