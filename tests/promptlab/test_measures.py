"""Each measure says what its name says, and nothing else moves it."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import pytest

from pipeline.config import load_config
from pipeline.ground.summary import ABSENCE_NAMES, validate
from pipeline.llm.endpoint import ModelIdentity
from pipeline.promptlab.expected import Expected
from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, Fixture
from pipeline.promptlab.measures import (
    MEASURES,
    Answer,
    cost_measures,
    fact_scores,
    false_absences,
    grounding_measures,
    place_measures,
    prose_measures,
    schema_measures,
    score_measures,
)
from pipeline.promptlab.recordings import Asked
from pipeline.promptlab.score_table import TABLE
from pipeline.promptlab.show import rendered
from pipeline.promptlab.variants import read_variant
from pipeline.summarise.passes import PROMPT_NAMES
from pipeline.summarise.places import numbered
from pipeline.summarise.prompts import load_prompt
from schemas import summary as summary_schemas
from schemas.calls import Call, Finish, Usage
from schemas.digest import GroundedSummary, Source, SummaryDraft
from schemas.summary import HyperparameterFact, Summary, strict_schema
from tests.places import place_of

EMPTY = Summary.model_validate(
    {name: () if "tuple" in str(field.annotation) else "" for name, field in Summary.model_fields.items()}
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"task": {"type": "string", "maxLength": 5}},
    "required": ["task"],
    "additionalProperties": False,
}


def fixture(name: str = "2511.90001") -> Fixture:
    return Fixture.model_validate_json((COMMITTED_FIXTURES / f"{name}.json").read_bytes())


def grounded(name: str = "2511.90001", **fields: Any) -> GroundedSummary:
    summary, text = EMPTY.model_copy(update=fields), fixture(name).text
    places = numbered(text).places
    draft = SummaryDraft(summary=summary, places=places, model="m", host="h", passes="single", prompts=())
    return validate(draft, text)


def asked(name: str, text: str, outcome: Finish = "ok", **usage: Any) -> Asked:
    call = Call(
        prompt=name, messages=(), model="m", response_format="json_schema", outcome=outcome, text=text,
        usage=Usage(calls=1, **usage),
    )  # fmt: skip
    return Asked(prompt=name, response_schema=SCHEMA, call=call)


def answer(*calls: Asked, summary: GroundedSummary | None = None, cost_usd: float | None = None) -> Answer:
    return Answer(paper_id="p", grounded=summary, asked=calls, cost_usd=cost_usd)


def test_validity_is_judged_by_the_schema_that_was_sent() -> None:
    good, long, other = '{"task": "推理"}', '{"task": "推理推理推理"}', '{"tasks": "推理"}'
    assert schema_measures(answer(asked("a", good), asked("b", long))) == {"schema_first": 0.5, "schema": 0.5}
    mended = answer(asked("a", other), asked("a-repair", f"```json\n{good}\n```"))
    assert schema_measures(mended) == {"schema_first": 0, "schema": 1}
    spoilt = answer(asked("a", good), asked("a-repair", "不行"))
    assert schema_measures(spoilt) == {"schema_first": 1, "schema": 1}
    twice = answer(
        asked("a", good), asked("a", other), asked("a-repair", other), asked("a", other), asked("a-repair", good)
    )
    assert schema_measures(twice) == {"schema_first": pytest.approx(1 / 3), "schema": pytest.approx(2 / 3)}
    assert schema_measures(answer(asked("a", good, "length"))) == {"schema_first": 0, "schema": 0}
    assert schema_measures(answer()) == {"schema_first": None, "schema": None}


def test_a_paper_without_a_summary_has_found_nothing() -> None:
    values = score_measures(fact_scores(answer(), fixture().expected))
    assert (values["recall"], values["settings_recall"], values["settings_precision"]) == (0, 0, None)


def test_false_absences_are_those_that_the_annotators_found() -> None:
    expected = fixture().expected
    summary = grounded().model_copy(update={"absent": tuple(ABSENCE_NAMES.values())})
    assert set(false_absences(summary, expected)) == set(ABSENCE_NAMES.values()), "the paper reports all of them"
    bare = expected.model_copy(update={"hyperparameters": (), "hardware": ()})
    assert false_absences(summary, bare) == ()
    only = expected.model_copy(
        update={"hyperparameters": tuple(h for h in expected.hyperparameters if h.name == "warm-up"), "hardware": ()}
    )
    assert false_absences(summary, only) == ()
    said = grounded(training="未报告", results_prose="未报告")
    assert false_absences(said, expected)[-2:] == ("训练", "实验结果")


@pytest.mark.parametrize(("name", "kind"), [("优化器", "optimizer"), ("批量大小", "batch size"), ("GPU", "GPU")])
def test_each_absence_answers_to_its_own_setting(name: str, kind: str) -> None:
    expected = fixture().expected
    summary = grounded().model_copy(update={"absent": (name,)})
    assert false_absences(summary, expected) == (name,)
    without = Expected.model_validate(
        expected.model_dump()
        | {
            "hyperparameters": [h.model_dump() for h in expected.hyperparameters if kind not in h.name],
            "hardware": [h.model_dump() for h in expected.hardware if kind not in h.name],
        }
    )
    assert false_absences(summary, without) == ()


def test_grounding_counts_facts_that_hold_and_that_are_contradicted() -> None:
    at = place_of("Weight decay 0.01", fixture().text)
    facts = tuple(
        HyperparameterFact(name=name, value=value, scope="", at=at if name == "weight decay" else "")
        for name, value in (("weight decay", "0.01"), ("weight decay", "0.05"), ("flux", "77777"))
    )
    values = grounding_measures(grounded(hyperparameters=facts), fixture().expected)
    assert values["facts"] == 3
    assert values["grounded"] == pytest.approx(1 / 3)
    assert values["contradicted"] == 1


def test_prose_measures_language_and_emptiness() -> None:
    values = prose_measures(
        grounded(task="训练语言模型", input="The input is a long text of many words.", output="未报告")
    )
    assert values["empty"] == 5
    assert values["language"] == 1
    assert values["chinese"] == pytest.approx(6 / 14)
    assert prose_measures(grounded())["chinese"] is None


def test_a_translation_is_measured_by_its_sentences_and_by_what_they_name() -> None:
    sentences = (
        "We train GPT-2 on 38,000 traces for 3 rounds.",
        "On MATH500 it gains 2.1%, and 14M-30M images are enough.",
    )

    def of(training: str, *english: str) -> dict[str, float | None]:
        summary = grounded(training=training)
        sources = tuple(Source(text=s, page_number=1) for s in english)
        draft = summary.draft.model_copy(update={"sources": {"training": sources} if sources else {}})
        values = prose_measures(summary.model_copy(update={"draft": draft}))
        return {name: values[name] for name in ("translated", "carried", "terms")}

    whole = "我们用 38000 条轨迹把 gpt-2 训练 3 轮。在 MATH 500 上提高 2.1%，14M 到 30M 张图像就够了。"
    half = whole.partition("。")[0] + "。"
    assert of(whole, *sentences) == {"translated": 1, "carried": 1, "terms": None}
    assert of(half, *sentences) == {"translated": 0.5, "carried": 0.5, "terms": None}
    assert of("我们用 380 条轨迹把 GPT-20 训练 3.5 轮。", sentences[0])["carried"] == 0
    assert of("一。二。三。", sentences[0])["translated"] == 1, "a sentence cut in two is no second one"
    assert of("", *sentences) == {"translated": 0, "carried": 0, "terms": None}
    plain = "Transformers read tokens, and tokenists are no term."
    assert of("转置器读令牌。", plain) == {"translated": 1, "carried": None, "terms": 0}
    assert of("Transformer 读令牌。", plain)["terms"] == 0.5
    assert of("Transformer 读词元。", plain)["terms"] == 1
    assert of(whole) == {"translated": None, "carried": None, "terms": None}


def test_input_and_output_are_compared_by_concept_each_with_its_own() -> None:
    def of(given: str, returned: str, annotated: tuple[str, str] = ("an image and a question", "the answer")) -> object:
        expected = fixture().expected.model_copy(update={"input": annotated[0], "output": annotated[1]})
        return grounding_measures(grounded(input=given, output=returned), expected)["in_out"]

    assert of("图像和文本问题", "答案") == pytest.approx(2 * 3 / (4 + 3)), "text is one too many"
    assert of("图片和题目", "回答") == 1
    assert of("答案", "图像和问题") == 0, "the wrong way round"
    assert of("语言模型", "答案") == pytest.approx(2 * 1 / (2 + 3))
    assert of("", "") == 0
    assert of("图像", "答案", ("a graph", "an edge")) is None, "the annotation names no concept"


def test_cost_adds_up_all_calls() -> None:
    values = cost_measures(
        answer(
            asked("a", "", prompt=100, completion=20, seconds=1.5), asked("b", "", prompt=10, completion=2, seconds=1)
        )
    )
    assert values == {"calls": 2, "tokens_in": 110, "tokens_out": 22, "cost": None, "seconds": 2.5, "failed": 1}


def test_every_measure_is_given_by_some_evaluator_and_none_is_unnamed() -> None:
    summary = grounded(task="训练")
    given = answer(asked("a", "{}"), summary=summary, cost_usd=0.1)
    names = (
        schema_measures(given)
        | score_measures(fact_scores(given, fixture().expected))
        | grounding_measures(summary, fixture().expected)
        | prose_measures(summary)
        | cost_measures(given)
    )
    assert set(names) == {m.name for m in MEASURES}
    assert set(TABLE) <= set(names)


@pytest.mark.parametrize("passes", ["single", "focused"])
def test_every_question_names_the_schema_that_is_sent(passes: Literal["single", "focused"]) -> None:
    identity = ModelIdentity(model="m", host="h", passes=passes, context_tokens=128_000)
    requests = [
        request
        for name in ("2511.90001", "2511.90002", "2511.90003")
        for request in asyncio.run(rendered(fixture(name), read_variant("committed"), identity, load_config(None).llm))
    ]
    assert {r.prompt.partition("-")[0] for r in requests} <= set(PROMPT_NAMES[passes])
    assert requests
    for request in requests:
        named = load_prompt(request.prompt.partition("-")[0]).schema_name
        assert named, request.prompt
        declared = strict_schema(getattr(summary_schemas, named), limits=False)
        assert set(request.response_schema["properties"]) == set(declared["properties"]), request.prompt
    asks_nothing = {name for name in PROMPT_NAMES[passes] if load_prompt(name).schema_name is None}
    assert asks_nothing == {"system"} | ({"repair"} if passes == "single" else set())


def test_the_single_pass_is_measured_by_the_places_that_it_names() -> None:
    at = place_of("Learning rate 1×10−6", fixture().text)
    facts = tuple(HyperparameterFact(name="learning rate", value=v, scope="", at=at) for v in ("1e-6", "7e-3"))
    summary = grounded(hyperparameters=facts, training=f"用 AdamW 训练【{at}】。训练很久。", inference="未报告")
    assert place_measures(summary) == {"placed": 0.5, "cited": 0.5}
    by_code = summary.draft.model_copy(update={"passes": "focused"})
    assert place_measures(summary.model_copy(update={"draft": by_code})) == {"placed": None, "cited": None}
