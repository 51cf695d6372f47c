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
