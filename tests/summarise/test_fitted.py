"""What is plain in another form is taken; one wrong item costs that item."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.summarise.fitted import fitted
from schemas.summary import EMPTY, PhrasePass, SecondThoughts, Summary, TranslationPass

PLAIN: dict[str, Any] = EMPTY.model_dump(mode="json")


def of(**changed: Any) -> Summary:
    return fitted(PLAIN | changed, Summary)[0]


def test_an_answer_as_it_was_asked_for_stays_as_it_is() -> None:
    assert fitted(PLAIN, Summary) == (EMPTY, ())


@pytest.mark.parametrize(
    ("given", "taken"),
    [("x", "x"), (None, ""), (1e-6, "1e-06"), (3, "3"), (True, "true"), (False, "false"), (["a", "b"], "a, b")],
)
def test_a_text_may_come_as_anything(given: Any, taken: str) -> None:
    assert of(task=given).task == taken


def test_a_text_may_come_as_an_object_of_texts() -> None:
    assert of(problem={"one": "甲。", "two": ["乙。", None]}).problem == "甲。乙。"


@pytest.mark.parametrize("given", [None, "", []])
def test_a_list_without_items_may_be_blank(given: Any) -> None:
    assert of(backbones=given).backbones == ()


def test_an_item_alone_is_a_list_and_a_name_alone_an_item() -> None:
    assert of(backbones={"name": "T5", "at": 3}).backbones[0].at == "3"
    assert [b.name for b in of(backbones=["T5", "BERT"]).backbones] == ["T5", "BERT"]
    assert of(datasets="MNIST").datasets[0].role == "unknown"


@pytest.mark.parametrize(
    ("role", "taken"), [("Train", "train"), ("eval", "eval"), ("test", "unknown"), (None, "unknown")]
)
def test_a_role_that_is_none_is_unknown(role: Any, taken: str) -> None:
    assert of(datasets=[{"name": "MNIST", "role": role, "at": ""}]).datasets[0].role == taken


def test_a_wrong_item_costs_that_item() -> None:
    items = [{"name": "batch", "value": 8}, {"name": "epochs"}, {"value": "3"}, 7, {"name": " ", "value": "1"}]
    summary, left_out = fitted(PLAIN | {"hyperparameters": items}, Summary)
    assert [(h.name, h.value, h.scope) for h in summary.hyperparameters] == [("batch", "8", "")]
    assert left_out == tuple(f"hyperparameters.{i}" for i in (1, 2, 3, 4))


@pytest.mark.parametrize(
    "given",
    [
        {"MATH": "train", "AIME": "eval"},
        {"train": ["MATH"], "eval": "AIME"},
        {"train": [{"name": "MATH"}], "eval": ["AIME"]},
        {"MATH": {"role": "train"}, "AIME": {"role": "eval"}},
        [{"MATH": "train"}, {"AIME": "eval"}],
    ],
)
def test_datasets_may_be_told_by_their_names_or_their_roles(given: Any) -> None:
    assert [(d.name, d.role) for d in of(datasets=given).datasets] == [("MATH", "train"), ("AIME", "eval")]


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("Qwen2.5-7B, Llama-3-8B", ["Qwen2.5-7B", "Llama-3-8B"]),
        ("T5、BERT；CLIP", ["T5", "BERT", "CLIP"]),
        ("Qwen (7B, 14B)", ["Qwen (7B, 14B)"]),
        ("Places 1,000", ["Places 1,000"]),
    ],
)
def test_several_names_may_stand_in_one_text(given: str, names: list[str]) -> None:
    assert [b.name for b in of(backbones=given).backbones] == names


def test_settings_in_one_text_are_parted_where_the_next_one_begins() -> None:
    given = "optimizer = Adam (β1 = 0.9, β2 = 0.95), sizes = 8, 16"
    assert [(h.name, h.value) for h in of(hyperparameters=given).hyperparameters] == [
        ("optimizer", "Adam (β1 = 0.9, β2 = 0.95)"),
        ("sizes", "8, 16"),
    ]


def test_what_a_list_is_of_may_stand_above_it() -> None:
    given = {"RL": [{"name": "batch", "value": "8"}], "SFT": [{"name": "batch", "value": "4"}]}
    assert [(h.name, h.value, h.scope) for h in of(hyperparameters=given).hyperparameters] == [
        ("batch", "8", "RL"),
        ("batch", "4", "SFT"),
    ]
    assert of(results={"AIME": [{"metric": "acc", "value": "3"}]}).results[0].benchmark == "AIME"


@pytest.mark.parametrize("given", [{"model": "T5"}, {"base": "T5", "size": "3B"}, [{}], {"RL": {"batch": "8"}}])
def test_what_a_word_stands_for_is_not_guessed(given: Any) -> None:
    summary = of(backbones=given, hyperparameters={"RL": {"batch": "8"}})
    assert (summary.backbones, summary.hyperparameters) == ((), ())


def test_the_place_of_a_sentence_may_stand_beside_it() -> None:
    assert of(problem=[{"text": "甲。", "at": 3}, {"text": "乙【4】。", "at": "4"}]).problem == "甲。【3】乙【4】。"


def test_a_value_and_its_unit_may_stand_apart() -> None:
    given = [{"name": "time", "value": {"value": 3, "unit": "days"}}]
    assert of(hyperparameters=given).hyperparameters[0].value == "3 days"


FACTS = [{"name": "batch", "value": "8"}, {"name": "epochs", "value": "3"}]


@pytest.mark.parametrize(
    "given",
    [
        json.dumps(FACTS),
        [FACTS],
        [json.dumps(fact) for fact in FACTS],
        {"0": FACTS[0], "1": FACTS[1]},
        {"batch": {"value": "8"}, "epochs": {"value": "3"}},
        {"batch": "8", "epochs": 3},
        [{"batch": "8"}, {"epochs": 3}],
        {"items": FACTS},
        ["batch = 8", "epochs: 3"],
        "batch = 8, epochs = 3",
        [{"Name": "batch", "VALUE": 8}, {"name": "epochs", "value": {"type": "integer", "value": 3}}],
    ],
)
def test_a_list_of_facts_may_be_written_in_any_way_that_is_plain(given: Any) -> None:
    assert [(h.name, h.value) for h in of(hyperparameters=given).hyperparameters] == [("batch", "8"), ("epochs", "3")]


def test_a_number_in_a_list_that_is_a_string_stays_as_it_is_written() -> None:
    assert of(hyperparameters='[{"name": "rate", "value": 1.10}]').hyperparameters[0].value == "1.10"


def test_a_name_may_begin_as_a_list_does() -> None:
    assert of(backbones="[CLS] encoder").backbones[0].name == "[CLS] encoder"


def test_a_result_needs_its_value_alone() -> None:
    results = of(results=[{"value": 62.7, "system": None}, {"benchmark": "GSM8K", "value": ""}]).results
    assert [(r.value, r.system, r.benchmark) for r in results] == [("62.7", "", "")]


def test_unknown_keys_are_left_out_and_a_missing_list_is_empty() -> None:
    given = {k: v for k, v in PLAIN.items() if k != "results"} | {"note": "x"}
    assert fitted(given, Summary)[0].results == ()


def test_a_fact_with_a_quote_and_a_unit_is_read_as_before() -> None:
    fact = of(hyperparameters=[{"name": "time", "value": "3", "unit": "hours", "scope": "", "quote": "3 hours"}])
    assert fact.hyperparameters[0].value == "3 hours"


def test_a_missing_text_is_no_answer() -> None:
    with pytest.raises(ValidationError):
        fitted({k: v for k, v in PLAIN.items() if k != "problem"}, Summary)
    with pytest.raises(ValidationError):
        fitted(["a"], Summary)


def test_a_key_may_be_the_name_or_the_chinese_word() -> None:
    assert fitted({"译文": "甲", "translation": ""}, PhrasePass)[0].translation == "甲"
    assert fitted({"translation": "乙"}, PhrasePass)[0].translation == "乙"
    assert fitted({"译文": ["甲。", None, 3]}, TranslationPass)[0].translation == "甲。3"


def test_a_second_thought_without_an_action_is_left_out() -> None:
    thoughts, left_out = fitted({"answers": [{"id": 1, "action": "KEEP"}, {"id": "2"}]}, SecondThoughts)
    assert [(t.id, t.action) for t in thoughts.answers] == [("1", "keep")]
    assert left_out == ("answers.1",)


def test_keys_and_choices_may_be_in_chinese() -> None:
    told = {
        "任务": "甲",
        "输入": "乙",
        "输出": "丙",
        "问题": "丁",
        "方法": "戊",
        "训练": "己",
        "推理": "庚",
        "结果说明": "辛",
    }
    lists = {
        "基座模型": [{"名称": "Qwen2.5-7B", "出处": "3"}],
        "数据集": [{"名称": "MATH", "用途": "评测"}, {"名称": "GSM8K", "用途": "训练"}, {"名称": "X", "用途": "展示"}],
        "超参数": [{"名称": "学习率", "值": "1e-4", "范围": "", "出处": "5"}],
        "结果": [{"基准": "MATH", "指标": "acc", "数值": "62.7", "出处": "7", "基线": "GRPO", "基线值": "60.1"}],
    }
    summary, left_out = fitted(told | lists, Summary)
    assert (summary.task, summary.architecture, summary.results_prose) == ("甲", "戊", "辛")
    assert [(d.name, d.role) for d in summary.datasets] == [("MATH", "eval"), ("GSM8K", "train"), ("X", "unknown")]
    assert (summary.results[0].value, summary.results[0].baseline_value) == ("62.7", "60.1")
    assert (summary.backbones[0].name, summary.hyperparameters[0].value, left_out) == ("Qwen2.5-7B", "1e-4", ())
    assert fitted({"answers": [{"id": "1", "动作": "删除"}]}, SecondThoughts)[0].answers[0].action == "drop"
