"""What of a sentence its translation must say, and what it must not."""

from __future__ import annotations

import pytest

from pipeline.summarise.carried import gaps, names_of
from pipeline.words.vocabulary import Entry, word_list


def lost(english: str, chinese: str, *own: str) -> list[str]:
    return [gap.english or f"+{gap.chinese}" for gap in gaps(english, chinese, own)]


@pytest.mark.parametrize(
    ("chinese", "added"),
    [
        ("它用于深度学习模型（ZLM）中", ["+它用于深度学习模型（ZLM）"]),
        ("它用于循环神经网络（RNN）中", []),
        ("它用于 ZLM（ZLM）中", []),
    ],
)
def test_what_an_abbreviation_stands_for_is_not_made_up(chinese: str, added: list[str]) -> None:
    short = "RNN" if "RNN" in chinese else "ZLM"
    assert [gap for gap in lost(f"It is for {short}s.", chinese) if "（" in gap] == added
    assert not [gap for gap in lost(f"It is for zebra models ({short}s).", chinese) if "（" in gap]


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("It takes two thousand tokens.", "它需要两千个词元。", []),
        ("It takes two thousand tokens.", "它需要 2000 个词元。", []),
        ("It takes two thousand tokens.", "它需要一千个词元。", ["two thousand tokens", "+一千"]),
        ("It is 2.4× faster.", "它快 2.4 倍。", []),
        ("It is 2.4× faster.", "它快两倍。", ["2.4×", "+两倍"]),
        ("It is twice as fast.", "它快两倍。", []),
        ("It is ten times as fast.", "它快十倍。", []),
        ("It is an order of magnitude faster.", "它快十倍。", []),
        ("It is faster.", "它快十倍。", ["+十倍"]),
        ("It scores 43.3% on it.", "它得分 43.3%。", []),
        ("It scores 43.3% on it.", "它得分 43.3。", []),
        ("It scores 43.3% on it.", "它得分 44.3%。", ["43.3%", "+44.3%"]),
        ("It scores 43.3% on it.", "它的得分很好。", ["43.3%"]),
        ("It has 300M parameters.", "它有 3 亿参数。", []),
        ("It has 300M parameters.", "它有 3 万参数。", ["300M parameters", "+3 万参数"]),
        ("It took 3.5 days on eight P100 GPUs.", "它在 8 块 P100 GPU 上用了 3.5 天。", []),
        ("It took 3.5 days on eight P100 GPUs.", "它在 4 块 P100 GPU 上用了 3.5 天。", ["eight P100", "+4 块"]),
        ("It took 3.5 days.", "它用了 3.5 小时。", ["3.5 days", "+3.5 小时"]),
        ("The rate is 2e-5.", "学习率为 2e-5。", []),
        ("The rate is 2e-5.", "学习率为 2 的负五次方。", ["2e-5", "+次方"]),
        ("There are four tasks.", "有四个任务。", []),
        ("There are four tasks.", "有三个任务。", ["four"]),
        ("There are two of them.", "有两者。", []),
        ("There are twelve tasks.", "有 12 个任务。", []),
        ("There are tasks.", "有七种任务。", []),
        ("One of the models is small.", "其中的模型很小。", []),
        ("Larger datasets (14M-300M images).", "更大的数据集（14M-300M 图像）。", []),
        ("Larger datasets (14M-300M images).", "更大的数据集（14M 到 14M 图像）。", ["14M-300M"]),
        ("It has 14M images and 300M words.", "它有 14M 图像、300M 词和 14M 句。", ["+14M（重复）"]),
        ("It has 62.7%, against 57.9% for it.", "它为 62.7%，它提高了 57.9%。", ["+提高了 57.9"]),
        ("It has 62.7%, against 57.9% for it.", "它为 62.7%，它为 57.9%。", []),
        ("It gains 7.7 points over it.", "它比它提高了 7.7 分。", []),
        ("It improves by 30.9%.", "它提升了 30.9%。", []),
        ("It rises from 26.1 to 42.5.", "它从 26.1 提升了 42.5。", ["+提升了 42.5"]),
        ("It rises from 26.1 to 42.5.", "它从 26.1 提升到 42.5。", []),
        ("Half of the cost remains.", "成本仍有 50%。", []),
        ("It is a pattern (a kind).", "它是一种模式（类型。", ["+（"]),
        ("It is a pattern.", "它是一种“模式。", ["+“"]),
        ("It is a pattern.", "它是一种模式”。", ["+”"]),
    ],
)
def test_numbers_are_those_of_the_sentence(english: str, chinese: str, missing: list[str]) -> None:
    found = lost(english, chinese)
    assert [part for part in missing if part in found] == missing
    assert bool(found) is bool(missing)


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("PaSa beats GPT-4o on RealScholarQuery.", "PaSa 在 RealScholarQuery 上优于 GPT-4o。", []),
        ("PaSa beats GPT-4o on RealScholarQuery.", "它在 RealScholarQuery 上优于 GPT-4o。", ["PaSa"]),
        ("PaSa beats GPT-4o on RealScholarQuery.", "PaSa 在真实查询上优于 GPT-4o。", ["RealScholarQuery"]),
        ("It uses Adam.", "它使用 Adam。", []),
        ("It uses Adam.", "它使用亚当。", ["Adam"]),
        ("LLMs are trained by RL.", "LLM 由强化学习训练。", []),
        ("LLMs are trained by RL.", "大语言模型由 RL 训练。", []),
        ("LLMs are trained by RL.", "模型由 RL 训练。", ["LLMs"]),
        ("An English-German dataset is used.", "使用英德数据集。", []),
        ("ViT-L/16 is used.", "使用 ViT-L/16。", []),
        ("ViT-L/16 is used.", "使用 ViT-L/32。", ["ViT-L/16"]),
        ("Coconut thinks.", "椰子会思考。", ["Coconut"]),
    ],
)
def test_names_stand_as_they_are(english: str, chinese: str, missing: list[str]) -> None:
    found = lost(english, chinese, "PaSa", "Coconut")
    assert [part for part in missing if part in found] == missing
    assert bool(found) is bool(missing)


def test_a_part_of_a_longer_name_is_no_second_name() -> None:
    assert set(names_of("We train Qwen2.5-Math-7B and the PaSa-7b agent.", ["PaSa"])) == {"Qwen2.5-Math-7B", "PaSa-7b"}


HEDGES = [*word_list("said.hedges").entries, *word_list("said.directions").entries]


@pytest.mark.parametrize("entry", HEDGES, ids=lambda entry: entry.name)
def test_every_doubt_and_negation_must_be_said(entry: Entry) -> None:
    words = next(w for w in (word_list("said.hedges"), word_list("said.directions")) if entry in w.entries)
    found = words.found(entry).search(entry.yes)
    assert found is not None
    english = entry.yes
    assert found[0] in lost(english, "斑马在此 5。")
    for said in (entry.zh, *entry.also):
        assert found[0] not in lost(english, f"斑马{said}在此 5。")


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("It is widely believed that scale helps.", "规模有帮助。", ["believed"]),
        ("It is widely believed that scale helps.", "人们普遍认为规模有帮助。", []),
        ("RL does not elicit new patterns.", "RL 激发了新的模式。", ["not"]),
        ("RL does not elicit new patterns.", "RL 没有激发新的模式。", []),
        ("RL elicits new patterns.", "RL 没有激发新的模式。", ["+没有"]),
        ("RL is unstable.", "RL 并不稳定。", []),
        ("RL hardly elicits new patterns.", "RL 几乎没有激发新的模式。", []),
        ("The new module is now used.", "新的模块不是现在使用。", ["+不是"]),
        ("It increases the cost.", "它降低成本。", ["increases"]),
        ("It increases the cost.", "它增加成本。", []),
        ("In May it was so.", "五月如此。", []),
        ("It may be so.", "它如此。", ["may"]),
        ("There are no more than 5 of them.", "最多 5 个。", []),
    ],
)
def test_a_thesis_is_not_turned_round(english: str, chinese: str, missing: list[str]) -> None:
    assert lost(english, chinese) == missing


@pytest.mark.parametrize(("chinese", "whole"), [("斑" * 16, True), ("斑" * 15, False)])
def test_half_a_sentence_is_too_short(chinese: str, whole: bool) -> None:
    english = "The zebra of the plains grazes near a river " + "x" * 56
    assert len(english) == 100
    assert (lost(english, chinese) == []) is whole
    assert lost(english[:59], "斑") == [], "of a short sentence the length tells nothing"


def test_a_gap_is_told_with_what_would_close_it() -> None:
    told = [gap.told() for gap in gaps("It may take 20 of PaSa.", "它没有 30。", ["PaSa"])]
    assert told == [
        "漏了或写错了数字“20”",
        "漏了名称“PaSa”",
        "漏了“may”（可能）",
        "多出了原文没有的“30”",
        "多出了原文没有的“没有”",
    ]


@pytest.mark.parametrize(
    ("english", "chinese", "numbers"),
    [
        ("The 7B Ebb beats the 70B Flow.", "7B 的 Ebb 胜过 70B 的 Flow", []),
        ("The 7B Ebb beats the 70B Flow.", "70B 的 Ebb 胜过 7B 的 Flow", ["7B", "70B"]),
        ("Ebb has 40.1 and Flow has 38.2.", "Ebb 为 40.1，Flow 为 38.2", []),
        ("Ebb has 40.1 and Flow has 38.2.", "Flow 为 40.1，Ebb 为 38.2", ["40.1", "38.2"]),
        ("Ebb has 40.1 with 38.2 before.", "此前为 40.1，Ebb 为 38.2", []),
        ("Ebb beats Flow by 40.1.", "Flow 以 40.1 胜过 Ebb", []),
    ],
)
def test_each_number_stays_with_its_name_where_there_are_several_of_both(
    english: str, chinese: str, numbers: list[str]
) -> None:
    found = gaps(english, chinese, ("Ebb", "Flow"))
    assert [gap.english for gap in found if gap.kind == "crossed"] == numbers


@pytest.mark.parametrize(("chinese", "turned"), [("它的参数少 100 倍", False), ("它的参数多出 100 倍", True)])
def test_fewer_is_not_told_as_more(chinese: str, turned: bool) -> None:
    assert any(gap.english == "fewer" for gap in gaps("It has 100x fewer parameters.", chinese)) is turned


@pytest.mark.parametrize(("chinese", "lost"), [("相比 Flow 平均提高 4.8 点", False), ("Flow 平均提高 4.8 点", True)])
def test_whom_a_gain_is_over_is_told(chinese: str, lost: bool) -> None:
    found = gaps("It shows a mean gain of 4.8 points over Flow.", chinese, ("Flow",))
    assert any(gap.english.endswith("over") for gap in found) is lost


@pytest.mark.parametrize(
    ("chinese", "missing"),
    [
        ("主专家由 SFT 模型初始化，偏置专家由 BERT 初始化。", []),
        ("主专家由 BERT 初始化，偏置专家由 SFT 模型初始化。", ["SFT"]),
    ],
)
def test_what_stands_on_one_side_of_a_contrast_stays_there(chinese: str, missing: list[str]) -> None:
    assert lost("The main expert starts from an SFT model, while the bias expert starts from BERT.", chinese) == missing


def test_a_name_of_several_words_may_be_said_by_its_short_form_beside_it() -> None:
    assert names_of("We apply the Product-of-Experts (PoE) technique.") == ("PoE",)
    assert "Product-of-Experts" in names_of("We apply the Product-of-Experts technique.")


def test_a_name_with_a_small_letter_before_its_capitals_is_a_name() -> None:
    assert names_of("We introduce direct-RLAIF (d-RLAIF) here.")[0] == "d-RLAIF"


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("It has a stack of 3 × 3 convolutions.", "它有一组 3×3 卷积。", []),
        ("It has a stack of 3 × 3 convolutions.", "它有 3 层 3 乘 3 卷积。", ["+3（重复）"]),
        ("We introduce the models BERT and GPT-2 here.", "我们介绍模型 BERT 和 GPT-2。", []),
        (
            "We introduce the models BERT and GPT-2 here.",
            "我们介绍模型 BERT 和 GPT-2，其中 GPT-2 更大。",
            ["+GPT-2（重复）"],
        ),
        ("It was so from it (2011–2014).", "2011 年至 2014 年如此。", []),
        ("It was so from it (2011–2014).", "2011 年至 2015 年如此。", ["2011–2014"]),
        ("It was 201–204 of them.", "有 201 个，另有 204 个。", ["201–204"]),
        ("BERT is a model, and its layers are many.", "BERT 是一个模型，BERT 的层很多。", []),
        ("It outputs a learned model.", "它输出一个深度模型。", ["+深度"]),
        ("It outputs a deep model.", "它输出一个深度模型。", []),
        ("DeepSeek outputs a model.", "DeepSeek 输出一个深度模型。", ["+深度"]),
        ("We propose a new loss.", "一种新的损失。", ["We propose"]),
        ("We propose a new loss.", "我们提出一种新的损失。", []),
        ("It is worse than the o1 series.", "它不如 GPT 系列。", ["o1"]),
    ],
)
def test_what_a_small_model_adds_or_drops(english: str, chinese: str, missing: list[str]) -> None:
    assert lost(english, chinese) == missing


def test_what_is_said_again_is_told_without_a_mark_that_could_be_copied() -> None:
    (gap,) = gaps("We introduce the models BERT and GPT-2 here.", "我们介绍模型 BERT 和 GPT-2，其中 GPT-2 更大。")
    assert gap.told() == "“GPT-2”只说一遍"


def test_a_noun_of_a_field_is_carried_and_no_other_thing_is_added() -> None:
    assert lost("It is made of one knee.", "它由一个胸部制成。") == ["knee"]
    assert lost("It is made of one knee.", "它由一个膝盖制成。") == []
    assert lost("It is an option for KOA.", "它是 KOA（多发性硬化症）的选项。") == ["+多发性硬化"]
    assert gaps("It is made of one knee.", "它由一个胸部制成。")[0].told() == "“knee”要译作“膝关节”"


def test_an_abbreviation_of_a_field_is_carried_by_its_chinese_name() -> None:
    assert lost("It plans the UI of it.", "它规划其用户界面。") == []
    assert lost("It plans the ZQ of it.", "它规划其用户界面。") == ["ZQ"]


def test_the_word_that_opens_a_sentence_is_no_part_of_an_abbreviation() -> None:
    assert names_of("Existing RNN designs are old.") == ("RNN",)
    assert names_of("TDV-induced and PTQ-broken inputs.") == ("TDV", "PTQ")


@pytest.mark.parametrize(
    ("english", "chinese", "missing"),
    [
        ("It extends Zebra-82 by labels.", "用标签扩展了斑马（Zebra-82）。", ["+用标签扩展了斑马（Zebra-82）"]),
        ("It extends zebras (Zebra-82) by labels.", "用标签扩展了斑马（Zebra-82）。", []),
        ("It varies over a 16× range.", "它在 16 倍的范围内变化。", []),
        ("It varies over a 16× range.", "它在 16 元的范围内变化。", ["16×", "+16 元"]),
        ("It costs 16 dollars.", "它花 16 元。", []),
    ],
)
def test_no_name_is_glossed_and_no_factor_is_a_price(english: str, chinese: str, missing: list[str]) -> None:
    assert lost(english, chinese) == missing
