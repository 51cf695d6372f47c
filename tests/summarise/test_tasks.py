"""Which known task a paper is about, and what goes in and comes out."""

from __future__ import annotations

import pytest

from pipeline.summarise.tasks import surveys, task_by_data, task_of, whole


@pytest.mark.parametrize(
    ("phrase", "title", "takes", "gives"),
    [
        ("machine translation of tides", "Ebb", "源语言句子", "目标语言译文"),
        ("machine translation", "Ebb for Object Detection", "源语言句子", "目标语言译文"),
        ("", "Ebb for Object Detection", "图像", "物体的边界框和类别"),
        ("", "A Tide of Reasoning", "推理题", "推理过程和答案"),
        ("reconstruction of knee MRI from one X-ray", "Ebb", "X 光片", "磁共振图像"),
        ("", "Ebb: Reward Systems for Reasoning", "问题和模型的回答", "奖励分数"),
        ("object detection from underwater audio", "Ebb", "音频", "物体的边界框和类别"),
        ("object detection from ebbing tides", "Ebb", "", "物体的边界框和类别"),
    ],
)
def test_a_task_is_known_by_the_phrase_or_else_by_the_title(phrase: str, title: str, takes: str, gives: str) -> None:
    task = task_of(phrase, title)
    assert task is not None
    assert (task.takes, task.gives) == (takes, gives)


@pytest.mark.parametrize(
    ("phrase", "title"),
    [
        ("", "Ebb: Tidal Reasoning for Harbours"),
        ("training of large language models", "Ebb"),
        ("object detection", "A Survey of Machine Translation"),
        ("generating images from images", "Ebb"),
        ("", "Prosody Judgment for Speech Synthesis"),
        ("evaluation of machine translation", "Ebb"),
    ],
)
def test_what_is_surveyed_or_judged_is_no_task(phrase: str, title: str) -> None:
    assert task_of(phrase, title) is None


@pytest.mark.parametrize(
    ("names", "task"),
    [
        (["GSM8K", "MATH500", "AIME 2024"], ("数学推理", "数学题", "解题过程和答案")),
        (["GSM8K", "MATH500"], ("数学推理", "数学题", "解题过程和答案")),
        (["GSM8K", "MMLU"], None),
        ([], None),
    ],
)
def test_two_data_sets_tell_the_kind_of_reasoning(names: list[str], task: tuple[str, str, str] | None) -> None:
    assert task_by_data(names) == task


@pytest.mark.parametrize(
    ("phrase", "chinese"),
    [
        ("object detection", "目标检测"),
        ("object detection models", "目标检测"),
        ("underwater object detection", ""),
        ("", ""),
    ],
)
def test_a_phrase_that_is_a_tasks_name_is_called_so(phrase: str, chinese: str) -> None:
    assert whole(phrase) == chinese


@pytest.mark.parametrize(("title", "survey"), [("A Survey of Tides", True), ("A review", True), ("Surveyed", False)])
def test_a_survey_says_so_in_its_title(title: str, survey: bool) -> None:
    assert surveys(title) is survey
