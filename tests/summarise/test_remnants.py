"""What is left of English grammar in a translation."""

from __future__ import annotations

import pytest

from pipeline.summarise.remnants import COMPOUNDS, in_chinese


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("一个基于 EbbNet-based 的框架", "基于 EbbNet 的框架"),
        ("它是一个EbbNet-based的框架", "它是一个基于 EbbNet 的框架"),
        ("捕捉 TDV-induced 动态", "捕捉 TDV 引起的动态"),
        ("GT-trained 的裁判", "用 GT 训练的裁判"),
        ("使用 TDV-specific 预训练", "使用 TDV 特有的预训练"),
        ("Multi-Ebb-driven 的搜索", "Multi-Ebb 驱动的搜索"),
        ("EbbNet-basedness", "EbbNet-basedness"),
        ("the-EbbNet-based-one", "the-EbbNet-based-one"),
        ("ebb-based 方法", "ebb-based 方法"),
        ("TDVs 的路线和 NeTFs", "TDV 的路线和 NeTF"),
        ("Zebras 和 EbbS", "Zebras 和 EbbS"),
        ("LLM 模型的评估", "LLM的评估"),
        ("MLLM模型", "MLLM"),
        ("VLA 模型", "VLA 模型"),
        ("现有的循环网络（Existing RNN）", "现有的循环网络（RNN）"),
        ("现有的循环网络（Existing Net）", "现有的循环网络（Existing Net）"),
    ],
)
def test_english_grammar_is_said_in_chinese(left: str, said: str) -> None:
    assert in_chinese(left) == said


def test_what_the_paper_calls_its_own_method_stays() -> None:
    assert in_chinese("Ebb-free 和 Flow-based", ("Ebb-free", "Flow")) == "Ebb-free 和 Flow-based"
    assert in_chinese("EBBs", ("EBBs",)) == "EBBs"


@pytest.mark.parametrize("word", COMPOUNDS)
def test_each_compound_holds_its_name_once_and_no_english(word: str) -> None:
    said = in_chinese(f"一种 EbbNet-{word} 的方法")
    assert said.count("EbbNet") == 1
    assert word not in said
    assert said.endswith("方法")
