"""An English sentence before it is translated, and its Chinese after that."""

from __future__ import annotations

import pytest

from pipeline.summarise.plain import framed, halves, in_digits, opening, plain, said_once, unglossed


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("In this paper, we propose Ebb.", "We propose Ebb."),
        ("To address the cost of caches, we propose Ebb.", "We propose Ebb."),
        ("Specifically, Ebb keeps two bits.", "Ebb keeps two bits."),
        ("However, it is slow.", "However, it is slow."),
        (
            "Our results suggest that the one is as good as the other of them, offering a way out.",
            "Our results suggest that the one is as good as the other of them.",
        ),
        ("It is small, offering a way out.", "It is small, offering a way out."),
        (
            "Our results suggest that one is as good as any of them, offering a way of 3, not 4.",
            "Our results suggest that one is as good as any of them, offering a way of 3, not 4.",
        ),
    ],
)
def test_what_leads_into_a_sentence_and_its_praise_are_not_translated(sentence: str, said: str) -> None:
    assert plain(sentence) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("We introduce Ebb, a net that counts.", "Ebb is a net that counts."),
        ("This paper presents Ebb, which counts zebras.", "Ebb counts zebras."),
        ("We formally propose the Ebb, a net.", "We formally propose the Ebb, a net."),
        ("We develop Ebb, the first net that counts.", "Ebb is the first net that counts."),
        ("We describe Ebb, an old net.", "We describe Ebb, an old net."),
        ("We propose Tidal Ebb (TE), an old net.", "Tidal Ebb (TE) is an old net."),
        ("We introduce Ebb, a net, and Flow, a herd.", "We introduce Ebb, a net, and Flow, a herd."),
        ("Ebb is a net that instead counts.", "Ebb is a net that counts."),
        ("Ebb counts instead of guessing.", "Ebb counts instead of guessing."),
    ],
)
def test_what_introduces_a_name_is_no_part_of_what_it_is(sentence: str, said: str) -> None:
    assert plain(sentence) == said


def test_a_method_that_is_spelled_out_is_called_by_its_name() -> None:
    assert plain("RL from AI Feedback (RLAIF) offers a way.", ("RLAIF",)) == "RLAIF offers a way."
    assert (
        plain("We call RL from AI Feedback (RLAIF) a way.", ("RLAIF",)) == "We call RL from AI Feedback (RLAIF) a way."
    )
    assert plain("We propose a Multi-Agent Debate (MAD) way.", ("MAD",)) == "We propose a Multi-Agent Debate (MAD) way."
    assert plain("In this paper, we propose a Debate (MAD) way.", ("MAD",)) == "We propose a Debate (MAD) way."
    assert plain("Proximal Policy Optimization (PPO) is it.", ("RLAIF",)) == "Proximal Policy Optimization (PPO) is it."


@pytest.mark.parametrize(("letters", "cut"), [(58, False), (59, True)])
def test_a_short_sentence_is_left_whole(letters: int, cut: bool) -> None:
    """59 letters and the full stop are as much as must be left."""
    sentence = f"W{'e' * (letters - 1)}, offering a way."
    assert (plain(sentence) != sentence) is cut


@pytest.mark.parametrize(
    ("chinese", "once"),
    [
        ("一种直接 RLAIF（直接 RLAIF）技术", "一种直接 RLAIF（直接 RLAIF）技术"),
        ("偏好（偏好）数据", "偏好数据"),
        ("长（长）句", "长（长）句"),
    ],
)
def test_a_bracket_that_repeats_what_stands_before_it_is_left_out(chinese: str, once: str) -> None:
    assert said_once(chinese) == once


def test_a_sentence_is_parted_where_a_new_clause_begins_nearest_to_its_middle() -> None:
    first, second = "We keep the blocks of the whole cache at two bits", "while it saves most of the memory of it all."
    assert halves(f"{first}, {second}") == (f"{first}.", f"W{second[1:]}")
    assert halves(f"{first}, four or eight of them, {second}") == (f"{first}, four or eight of them.", f"W{second[1:]}")
    assert halves(f"{first}.") == ()


@pytest.mark.parametrize(("letters", "parted"), [(39, False), (40, True)])
def test_a_half_is_long_enough_to_be_read_alone(letters: int, parted: bool) -> None:
    sentence = f"{'x' * letters}, while {'y' * 60}."
    assert (halves(sentence) != ()) is parted
    assert (halves(f"{'y' * 60}, while {'x' * (letters - 7)}.") != ()) is parted


def test_a_field_does_not_begin_with_a_turn_from_what_is_not_there() -> None:
    assert opening("然而，推理仍然很慢") == "推理仍然很慢"
    assert opening("但最近的检测器很慢") == "最近的检测器很慢"
    assert opening("推理很慢，然而，它有用") == "推理很慢，然而，它有用"


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("KOA is a disease.", "KOA 是一种疾病。"),
        ("KOA (a disease of the knee) is one.", "KOA（膝病）是一种疾病。"),
    ],
)
def test_what_an_abbreviation_stands_for_is_not_invented(english: str, said: str) -> None:
    chinese = "KOA（膝病）是一种疾病。" if "（" in said else "KOA（多发性硬化症） 是一种疾病。"
    assert unglossed(english, chinese) == said
    assert unglossed(english, "疾病（KOA）") == "疾病（KOA）"


def test_a_name_that_the_end_of_a_line_has_broken_is_whole() -> None:
    assert plain("Pre-cogUI surpasses it.", ["PrecogUI"]) == "PrecogUI surpasses it."
    assert plain("E-bbed surpasses it.", ["Ebbed"]) == "Ebbed surpasses it."
    assert plain("E-bbe surpasses it.", ["Ebbe"]) == "E-bbe surpasses it.", "four letters"
    assert plain("Pre-cogUIs and x-Pre-cogUI surpass it.", ["PrecogUI"]) == "Pre-cogUIs and x-Pre-cogUI surpass it."


@pytest.mark.parametrize(
    ("english", "chinese", "said"),
    [
        ("It has 8192 points.", "共八千一百九十二个点", "共8192个点"),
        ("It has 20 points.", "共二十个点", "共20个点"),
        ("It has 19 points.", "共十九个点", "共十九个点"),
        ("It has 8192 points.", "共八千个点", "共八千个点"),
        ("It has 8192 points.", "共 8192 个点", "共 8192 个点"),
        ("It has twenty points.", "共二十个点", "共二十个点"),
    ],
)
def test_a_number_in_digits_is_not_spelled_out(english: str, chinese: str, said: str) -> None:
    assert in_digits(english, chinese) == said


def test_two_surnames_joined_by_a_dash_are_one_name() -> None:
    assert plain("The Ebb–Flow equation has 3–5 terms of zebra–lion kind.") == (
        "The Ebb-Flow equation has 3–5 terms of zebra–lion kind."
    )


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("Learning striped nets for zebras", "用于 zebras 的 striped nets 的 learning"),
        ("Modeling the tides for ships of steel", "用于 ships of steel 的 the tides 的 modeling"),
        ("Learning nets for zebras with stripes", "Learning nets for zebras with stripes"),
        ("Learning nets for zebras for sale", "Learning nets for zebras for sale"),
        ("Training data for zebras", "Training data for zebras"),
        ("zebra learning for ships", "zebra learning for ships"),
    ],
)
def test_what_is_done_for_something_is_asked_in_the_order_of_chinese(phrase: str, said: str) -> None:
    assert framed(phrase) == said
