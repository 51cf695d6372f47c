"""With how much data and time a method is trained."""

from __future__ import annotations

import pytest

from pipeline.summarise.lines import lines_of
from pipeline.summarise.trained_on import trained_on
from tests.papers import paper_text, paragraph


def said(text: str) -> list[str]:
    return [clause.text for clause in trained_on(lines_of(paper_text(paragraph(text))))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "It has two stages: fine-tuning on 38,000 synthetic traces and reinforcement learning on 9,600 questions.",
            ["用 38,000 条合成轨迹微调", "用 9,600 个问题做强化学习"],
        ),
        ("The models are trained on the 1.28 million training images.", ["用 128 万张图像训练"]),
        ("We pre-train it on 80k unlabeled documents.", ["用 80k 篇无标注文档预训练"]),
        ("It is distilled using 5 human prompts.", ["用 5 条人工提示蒸馏"]),
        ("The baseline is trained on 500 labeled images.", []),
        ("It is trained on 8 GPUs.", []),
        ("It is trained on 1.7 images of a hundred.", []),
        ("It takes 5.5 hours on four GPUs.", ["训练用时 5.5 小时"]),
        ("Training took 3 days on eight GPUs.", ["训练用时 3 天"]),
        ("Each rival takes 3 days.", []),
    ],
)
def test_amounts_of_data_and_time(text: str, told: list[str]) -> None:
    assert said(text) == told


def test_two_amounts_are_told_each_once_and_one_time() -> None:
    texts = [f"We train it on {n} images. It takes {n} hours." for n in (10, 10, 20, 30)]
    assert said(" ".join(texts)) == ["用 10 张图像训练", "用 20 张图像训练", "训练用时 10 小时"]
