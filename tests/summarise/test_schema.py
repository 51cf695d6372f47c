"""The schemas that models are bound to."""

from __future__ import annotations

import re
from typing import Any

import pytest

from schemas.records import Record
from schemas.summary import OverviewPass, PhrasePass, Summary, TranslationPass, strict_schema

PASSES: list[type[Record]] = [OverviewPass, PhrasePass, TranslationPass]


def nodes(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [n for item in schema for n in nodes(item)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(n for value in schema.values() for n in nodes(value))]


def test_strict_schema_is_what_openai_asks_for() -> None:
    for node in nodes(strict_schema(Summary, limits=False)):
        assert "$ref" not in node
        assert "default" not in node
        assert "maxLength" not in node
        assert "pattern" not in node
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


@pytest.mark.parametrize("schema_type", PASSES)
def test_every_string_of_a_focused_pass_is_bounded(schema_type: type[Record]) -> None:
    for node in nodes(strict_schema(schema_type, limits=True)):
        if node.get("type") == "string":
            assert "pattern" in node


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("先选出与问题相关的帧，再由 语言模型生成答案。", False),
        ("方法由帧选择器和语言模型两部分组成。", True),
        ("在Qwen2.5-VL-7B上用LoRA微调，再做强化学习。", True),
        ("在AIME 2024上高于GRPO等方法。", True),
        ("This is English。", False),
        ("训练了2000步，然后停止。", False),
        ("没有句号", False),
    ],
)
def test_prose_pattern_lets_names_in_but_no_bare_number_and_no_english(text: str, fits: bool) -> None:
    (field,) = strict_schema(TranslationPass, limits=True)["properties"].values()
    pattern = field["pattern"]
    assert bool(re.match(pattern, text)) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("评测基准V*Bench", True),
        ("评测基准V*Bench2", False),
        ("评测基准GRPO", False),
    ],
)
def test_prose_holds_no_names_but_the_given(text: str, fits: bool) -> None:
    schema = strict_schema(PhrasePass, limits=True, names=["V*Bench", "Qwen2.5-7B", "ViT-L/16"])
    pattern = schema["properties"]["译文"]["pattern"]
    assert bool(re.match(pattern, text)) is fits
    assert "/" in pattern
    assert r"\/" not in pattern  # llama.cpp drops a pattern with an escape that it does not know


@pytest.mark.parametrize(("text", "fits"), [("评测基准", True), ("评测基准GRPO", False)])
def test_a_phrase_of_no_names_holds_none(text: str, fits: bool) -> None:
    pattern = strict_schema(PhrasePass, limits=True, names=())["properties"]["译文"]["pattern"]
    assert bool(re.match(pattern, text)) is fits


def test_chinese_keys_are_read_into_the_fields() -> None:
    assert list(strict_schema(PhrasePass, limits=True)["properties"]) == ["译文"]
    assert PhrasePass.model_validate({"译文": "甲"}).translation == "甲"


@pytest.mark.parametrize(("text", "fits"), [("a map (2 m), or none", True), ("一张图", False), ("x" * 91, False)])
def test_what_a_paper_is_about_is_copied_in_english(text: str, fits: bool) -> None:
    for field in strict_schema(OverviewPass, limits=True)["properties"].values():
        assert bool(re.match(field["pattern"], text)) is fits


def pattern_of(names: list[str]) -> str:
    (field,) = strict_schema(TranslationPass, limits=True, names=names)["properties"].values()
    return str(field["pattern"])


def test_a_translation_may_hold_the_names_and_numbers_of_its_sentence_and_no_others() -> None:
    first, second = pattern_of(["PaSa", "43.3%"]), pattern_of(["GRPO"])
    assert re.match(first, "我们提出PaSa，准确率达到43.3%，高于其他方法。")
    assert not re.match(first, "我们提出PaSa，准确率达到44.3%，高于其他方法。")
    assert not re.match(second, "我们提出PaSa，它高于其他方法。")
    assert re.match(first, "PaSa由两个模型组成，准确率达到43.3%，高于其他方法。"), "a sentence may begin with its name"
    assert not re.match(second, "PaSa由两个模型组成。")
