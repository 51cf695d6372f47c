"""Sentences about inference that say again what goes in and comes out are left out."""

from __future__ import annotations

import pytest

from pipeline.summarise.hollow import without_hollow
from schemas.summary import EMPTY

TOLD = EMPTY.model_copy(
    update={
        "task": "让语言模型先推理再作答",
        "input": "常识选择题或小学应用题",
        "output": "逐步推理和最终答案",
        "architecture": "Loop 让模型给题目写推理，只拿答对的推理微调模型，如此循环 3 次【7】。",
        "training": "模型学到八成的题的推理【9】。",
    }
)


def left(inference: str) -> str:
    return without_hollow(TOLD.model_copy(update={"inference": inference})).inference


@pytest.mark.parametrize(
    "hollow",
    [
        "模型读入问题，先写一段推理，再给出最终答案【27】。",
        "微调后的 Loop 读题，循环推理后给出答案【14, 28】。",
        "与普通语言模型一样逐词生成，也没有额外步骤。",
        "模型读小学题，再作答。",
    ],
)
def test_what_every_model_does_is_said_nowhere(hollow: str) -> None:
    assert left(hollow) == "未报告"


@pytest.mark.parametrize(
    "told",
    [
        "以贪心解码写出答案【27】。",  # two characters that no other field has
        "模型用 CoT 写出推理【27】。",  # a name
        "模型写出 3 段推理【27】。",  # a number, be it said before
        "不适用",
        "未报告",
        "",
    ],
)
def test_what_is_news_stays(told: str) -> None:
    assert left(told) == told


def test_one_new_character_is_no_news_and_two_are() -> None:
    assert left("模型读题，经推理给出答案。") == "未报告"
    assert left("模型读题，经推理给出答案框。") == "模型读题，经推理给出答案框。"


def test_only_the_hollow_sentence_goes_with_its_place() -> None:
    assert left("模型读题，直接作答【8】。每题投票 5 次【9】。") == "每题投票 5 次【9】。"
