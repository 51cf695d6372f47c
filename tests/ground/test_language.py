"""The Chinese of a summary is judged, and each problem is said exactly."""

from __future__ import annotations

import pytest

from pipeline.ground.language import language_problems

PROSE = "本文提出一种新的方法。"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "是空的"),
        ("   ", "是空的"),
        ("This paper proposes a new method for reasoning.", "不是中文"),
        ("本文 uses a new method that can be trained with much less data than before。", "不是中文"),
        ("這個方法們學習圖像", "繁体字"),
    ],
)
def test_bad_prose_is_named(text: str, problem: str) -> None:
    (said, *_) = language_problems("problem", text)
    assert problem in said
    assert "问题" in said


@pytest.mark.parametrize(
    "text", [PROSE, "在 Qwen2.5-VL-7B 上用 LoRA 微调，再用 GRPO 强化学习。", "未报告", "不适用", "用镕铸的办法。"]
)
def test_good_prose_has_no_problem(text: str) -> None:
    assert language_problems("training", text) == ()


def test_an_echo_of_the_instructions_is_named() -> None:
    instructions = "根据以上论文，用简体中文填写研究的任务，一个短语，例如某类问答、生成、分类或优化任务。"
    assert any("照抄" in p for p in language_problems("task", instructions[3:40], instructions))
    assert language_problems("task", PROSE, instructions) == ()
    assert language_problems("output", "分类", instructions) == (), "a word that the instructions use too is no echo"


@pytest.mark.parametrize(("latin", "fine"), [(5, True), (14, True), (16, False), (30, False)])
def test_prose_is_chinese_to_two_fifths(latin: int, fine: bool) -> None:
    """Ten Chinese characters among English words; names do not count."""
    text = "本文提出一种新的方法" + " word、" * latin
    assert (language_problems("training", text) == ()) is fine
    assert language_problems("training", text.replace("word", "Name")) == ()


@pytest.mark.parametrize(("words", "fine"), [(4, True), (5, True), (6, False), (9, False)])
def test_english_words_on_end_are_a_sentence(words: int, fine: bool) -> None:
    text = "本文提出一种新的方法，它在许多任务上都比现有的方法更好一些：" + " ".join(["word"] * words)
    assert (language_problems("training", text) == ()) is fine


@pytest.mark.parametrize(("letters", "fine"), [(12, True), (20, True), (28, False), (40, False)])
def test_an_echo_is_longer_than_chance(letters: int, fine: bool) -> None:
    told = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"
    assert (language_problems("training", told[:letters], told) == ()) is fine


@pytest.mark.parametrize("letters", range(27, 34))
def test_an_echo_is_found_wherever_it_begins(letters: int) -> None:
    told = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"
    assert language_problems("training", "本" * (letters - 27) + told[:27], told) != ()


NAMES = {
    "task": "任务",
    "input": "输入",
    "output": "输出",
    "problem": "问题",
    "architecture": "模型结构",
    "training": "训练",
    "inference": "推理流程",
    "results_prose": "实验结果",
}


@pytest.mark.parametrize("field", NAMES)
def test_a_problem_names_its_field(field: str) -> None:
    assert language_problems(field, "") == (f"“{NAMES[field]}”是空的",)
