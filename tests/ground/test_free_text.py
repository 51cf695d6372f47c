"""Every number and name of a Chinese summary is looked up."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check_text
from tests.ground.papers import grid, paper, paragraph

PAPER = paper(
    "We fine-tune GPT-2 on GSM8k for 50 epochs with a learning rate of 1 × 10^{-4} in two stages.",
    paragraph("It reaches 34.1% accuracy on 8 A100 GPUs.", page=2),
)


def kinds(text: str) -> dict[str, str]:
    return {c.text: c.verdict.kind for c in check_text(text, PAPER)}


def test_what_the_paper_says_holds() -> None:
    text = "**方案**: 1. 模型结构：用GPT-2，分两个阶段。2. 训练：学习率1e-4，50轮，8张A100。3. 实验：GSM8K准确率34.1%。"
    assert set(kinds(text).values()) <= {"holds"}
    assert {"GPT-2", "1e-4", "50", "34.1%", "GSM8K"} <= kinds(text).keys()


def test_what_it_does_not_say_is_missing() -> None:
    found = kinds("用Qwen2.5-7B，学习率1e-5，60轮，准确率34.2%，十二万条数据。")
    assert found == dict.fromkeys(["Qwen2.5-7B", "1e-5", "60", "34.2%", "十二万"], "unsupported")


def test_a_lost_exponent_in_the_summary_is_refused() -> None:
    assert kinds("学习率为10-4") == {"10-4": "unsupported"}


def test_links_and_list_numbers_are_passed_over() -> None:
    assert kinds("7. 见[链接](https://arxiv.org/abs/2412.06769)") == {}


def test_positions_are_those_of_the_text() -> None:
    text = "![图](a1.png) 学习率 1e-4"
    (checked,) = check_text(text, PAPER)
    assert text[checked.start : checked.end] == "1e-4"
    assert checked.verdict.page_number == 1


def test_small_chinese_counting_words_are_the_writers_own() -> None:
    text = "见第3节、图2和公式(5)。分三个阶段，共五种方法、四类任务、三大模块、一张图和三张表，三方面，第四阶段。"
    assert kinds(text) == {}


def test_chinese_quantities_are_checked() -> None:
    text = "提升12个百分点，或十二个百分点；用四张A100训练七轮，快五倍，九个epoch，十一个任务，3个阶段，六小时。"
    wanted = ["12个百分点", "十二个百分点", "四张", "A100", "七", "五倍", "九个epoch", "十一", "3", "六小时"]
    assert kinds(text) == dict.fromkeys(wanted, "unsupported") | {"A100": "holds"}


COUNTERS = "个种类项条组张幅大方部点篇名套"


@pytest.mark.parametrize("counter", COUNTERS)
def test_every_measure_with_which_a_writer_counts_his_own_list(counter: str) -> None:
    assert kinds(f"共三{counter}图。") == {}


@pytest.mark.parametrize(("numeral", "checked"), [("九", False), ("十", False), ("十一", True), ("二十", True)])
def test_a_writer_lists_ten_things_at_most(numeral: str, checked: bool) -> None:
    assert bool(kinds(f"共{numeral}个。")) is checked


OWN = "backbone token tokens prompt epoch epochs step steps batch vs and or of the a an in on for to with e.g i.e etc"


@pytest.mark.parametrize("word", OWN.split())
def test_a_latin_word_that_chinese_uses_is_no_claim(word: str) -> None:
    assert kinds(f"用 {word} 表示") == {}
    assert kinds("用 zebra 表示") == {"zebra": "unsupported"}


@pytest.mark.parametrize("text", ["[见](x-1.png)", "![图](zebra.png)", "https://zebra.org/12", "http://zebra.org/12"])
def test_links_are_no_claims(text: str) -> None:
    assert kinds(f"如 {text} 所示") == {}


@pytest.mark.parametrize("name", ["Zebra-2", "Zebra.x", "Zebra/x", "Zebra+x", "Zebra_x", "Zebra@1", "C++"])
def test_a_name_is_one_with_its_version(name: str) -> None:
    assert kinds(f"用{name}训练") == {name: "unsupported"}


@pytest.mark.parametrize(("gap", "holds"), [(3, True), (4, False)])
def test_a_number_of_a_figure_has_its_word_within_four_characters(gap: int, holds: bool) -> None:
    for said in (f"7\nOurs{' ' * gap}71.5\n8", f"7\n71.5{' ' * gap}Ours\n8"):
        [checked] = check_text("达到 71.5。", paper("Intro.", paragraph(said, kind="figure_text")))
        assert checked.verdict.rule == ("number_only" if holds else "axis")


# What a number must stand with. The paper: a list mark, a count of GPUs, a table of scores, and settings in prose.
STATED = paper(
    "The contributions are 1) a method, 2) data and 3) Empirical insights. We use 8 GPUs, of which 7 serve "
    "for training in 12 nodes.",
    paragraph("1. First step\n5. Fifth step. The temperature is 0.3, and the window (of 4) We keep.", page=2),
    paragraph(
        "Training takes 46 hours (wall-clock time 9). It improves accuracy by 20 points over a KL weight of 0.04."
    ),
    grid([["Model", "GSM8K", "Time (h)"], ["Ours", "62.5", "27"], ["Base", "12.0", "31"]], caption="An improvement"),
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("训练 3 天", "no_unit"), ("训练 7 天", "no_unit"), ("共 12 个百分点", "no_unit"), ("共 5 步", None),
        ("共 3", "list_mark"), ("共 5", None), ("温度 0.04", "number_only"), ("ε_high 0.3", "number_only"),
        ("提升 46 分", "number_only"), ("学习率 62.5", "number_only"), ("准确率 62.6%", None),
        ("用时 46 小时", "holds"), ("训练 27 小时", "holds"), ("训练 9 小时", "number_only"), ("time 9 小时", "holds"),
        ("温度 0.3", "holds"),
        ("KL 系数 0.04", "holds"), ("GSM8K 上 62.5%", "holds"), ("GSM8K 上 62.5", "holds"),
        ("提升 20 个百分点", "holds"),        ("提升 20%", "number_only"), ("window 4", "holds"),
    ],
)  # fmt: skip
def test_a_number_needs_its_unit_and_a_word_of_what_it_is(text: str, rule: str | None) -> None:
    [checked] = [one for one in check_text(text, STATED) if one.kind == "number"]
    assert (checked.verdict.rule if not checked.verdict.holds else "holds") == rule


def test_a_name_is_not_the_beginning_of_another() -> None:
    said = paper("Intro.", grid([["math5k", "20.0"], ["geometry", "31.5"]], header_rows=0))
    assert check_text("在 MathVista 上提升 20 分", said)[-1].verdict.rule == "number_only"
    assert check_text("在 math5k 上 20.0", said)[-1].verdict.holds


def test_a_third_of_a_clause_s_words_is_enough() -> None:
    said = paper("The alpha value of it is 0.25.")
    for words, holds in (("alpha beta gamma", True), ("alpha beta gamma delta", False)):
        assert check_text(f"{words} 0.25", said)[-1].verdict.holds is holds


@pytest.mark.parametrize(("gap", "holds"), [(199, True), (201, False)])
def test_words_within_two_hundred_characters_say_what_a_number_is(gap: int, holds: bool) -> None:
    text = "temperature" + "在" * (gap - 11) + "0.3"
    assert check_text(text, STATED)[-1].verdict.holds is holds


def test_the_number_of_a_heading_states_no_quantity() -> None:
    said = paper(paragraph("3.5 Positional Encoding", kind="heading"), paragraph("7 hours", page=2, kind="heading"))
    [checked] = [one for one in check_text("训练 3.5 小时", said) if one.kind == "number"]
    assert (checked.verdict.kind, checked.verdict.page_number) == ("unsupported", None)
    said = paper(paragraph("We train 3.5 hours", kind="heading"))
    assert check_text("训练 3.5 小时", said)[-1].verdict.holds
