"""Which task a paper is about, and what goes in and comes out."""

from __future__ import annotations

import pytest

from pipeline.summarise.tasks import task_of


@pytest.mark.parametrize(
    ("title", "abstract", "takes", "gives"),
    [
        (
            "Ebb",
            "We study machine translation. On two machine translation tasks it is best at machine translation.",
            "源语言句子",
            "目标语言译文",
        ),
        ("Ebb for Object Detection", "It finds things in an image.", "图像", "物体的边界框和类别"),
        ("A Tide of Reasoning", "It helps.", "推理题", "推理过程和答案"),
        ("Reconstruction of knee MRI from one X-ray", "It is so.", "X 光片", "磁共振图像"),
        ("Ebb: Reward Systems for Reasoning", "It helps.", "问题和模型的回答", "奖励分数"),
        ("Object Detection from Underwater Audio", "It is so.", "音频", "物体的边界框和类别"),
        ("Object Detection from Ebbing Tides", "It is so.", "", "物体的边界框和类别"),
    ],
)
def test_a_task_is_known_by_the_title_or_by_what_the_abstract_says_three_times(
    title: str, abstract: str, takes: str, gives: str
) -> None:
    task = task_of(title, abstract, ())
    assert task is not None
    assert (task.takes, task.gives) == (takes, gives)


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Ebb", "It helps machine translation, on two machine translation tasks."),  # in passing
        ("Ebb", "Reasoning is reasoning, and reasoning it stays."),  # what all speak of
        ("Ebb: Tidal Reasoning for Harbours", "It helps."),
        ("Ebb for Large Language Models", "A language model is one of the language models."),
        ("Ebb", "It helps."),
        ("A Survey of Machine Translation", "We survey machine translation."),
        ("Ebb", "It makes images from images."),
        ("Prosody Judgment for Speech Synthesis", "It judges."),
    ],
)
def test_what_is_named_in_passing_or_surveyed_is_no_task(title: str, abstract: str) -> None:
    assert task_of(title, abstract, ()) is None


def test_data_sets_tell_the_kind_of_reasoning() -> None:
    title, abstract = "Ebb: Reasoning Chains", "Two mathematical benchmarks are used."
    assert task_of(title, abstract, ["GSM8K", "MATH500", "AIME 2024"]) == ("数学推理", "数学题", "解题过程和答案")
    assert task_of(title, abstract, ["GSM8K", "MMLU"]) == ("推理", "推理题", "推理过程和答案")


@pytest.mark.parametrize(("times", "name"), [(3, "语音识别"), (4, "语音识别"), (2, "目标检测")])
def test_a_title_weighs_as_much_as_three_words_of_the_abstract(times: int, name: str) -> None:
    """The first of two that are named as often in the list is taken."""
    abstract = "Speech recognition is it. " * times
    task = task_of("Ebb for Object Detection" if times < 3 else "Ebb for all", abstract, ())
    assert task is not None
    assert task.name == name


def test_a_word_that_an_abstract_repeats_counts_three_times_at_most() -> None:
    task = task_of("Object Detection", "Object detection. " + "Speech recognition. " * 9, ())
    assert task is not None
    assert task.name == "目标检测"
