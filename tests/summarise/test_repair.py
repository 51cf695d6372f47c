"""A strong model is asked again for the fields that failed alone, with the paper's lines about them."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import load_config
from pipeline.ground.index import PaperIndex
from pipeline.llm.provider import Provider
from pipeline.sources.files import paper_of
from pipeline.summarise.passes import summarise
from pipeline.summarise.questions import tidied
from pipeline.summarise.repair import failed_fields
from pipeline.words.tokens import at_most_tokens
from schemas.calls import Call
from schemas.digest import SummaryDraft
from schemas.summary import Summary
from tests.cli_day import PAPERS, Answer, Json, answer, is_repair
from tests.fake_llm import EMPTY, FakeLlm
from tests.papers import sample_paper

FIRST = next(iter(PAPERS))
TEXT = sample_paper(f"{FIRST}v1")
Asked = Callable[[Callable[[Json], Answer]], tuple[SummaryDraft, list[Json]]]


class NoCalls:
    """No reply is kept."""

    def find(self, key: str) -> Call | None:
        """Nothing."""

    def keep(self, key: str, call: Call) -> None:
        """Nothing."""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """The first paper's summary by a model that answers by a script, and the requests that asked again."""

    def ask(script: Callable[[Json], Answer]) -> tuple[SummaryDraft, list[Json]]:
        async def whole(url: str) -> SummaryDraft:
            monkeypatch.setenv("OPENAI_BASE_URL", url)
            monkeypatch.setenv("OPENAI_API_KEY", "k")
            names = {"RIBAO_PATHS_DATA_DIR": str(tmp_path), "RIBAO_LLM_MODEL": "fake-model"}
            provider = Provider(load_config(environ=os.environ | names))
            paper = paper_of(FIRST).model_copy(update={"title": "The title"})
            try:
                return await summarise(paper, TEXT, await provider.client(), NoCalls())
            finally:
                await provider.close()

        with FakeLlm(script) as llm:
            draft = asyncio.run(whole(llm.url))
            return draft, [r.body for r in llm.requests if is_repair(r.body)]

    return ask


def faulty() -> Json:
    """A right answer but for one number in prose and one setting's value."""
    said = answer(FIRST)
    said["results_prose"] = "平均准确率达到 97.3%。"
    said["hyperparameters"][1] = said["hyperparameters"][1] | {"name": "learning rate", "value": "7e-3", "quote": ""}
    return said


def test_only_what_failed_is_asked_for_with_the_lines_it_needs(
    asked: Asked,
) -> None:
    draft, [again] = asked(lambda body: answer(FIRST) if is_repair(body) else faulty())
    system, user, bad, problems = again["messages"]
    assert [m["role"] for m in again["messages"]] == ["system", "user", "assistant", "user"]
    wrong = json.loads(bad["content"])
    assert set(wrong) == {"results_prose", "hyperparameters"}
    assert [(h["name"], h["value"]) for h in wrong["hyperparameters"]] == [("learning rate", "7e-3")]
    assert "“97.3%”不在论文中" in problems["content"]
    assert "learning rate = 7e-3" in problems["content"]
    schema = again["response_format"]["json_schema"]["schema"]
    assert set(schema["properties"]) == set(schema["required"]) == {"results_prose", "hyperparameters"}
    assert "10^{-6}" in user["content"]  # the paper's own learning rate
    assert user["content"].count("<paper>") == user["content"].count("</paper>") == 1
    whole = "\n".join(b.text for b in TEXT.blocks)
    assert at_most_tokens(user["content"]) < at_most_tokens(whole) / 4
    assert draft.repaired == ("single",)
    assert system["content"]


def test_the_fields_that_held_are_kept_whatever_comes_back(
    asked: Asked,
) -> None:
    def again(body: Json) -> Answer:
        if not is_repair(body):
            return faulty()
        rate = answer(FIRST)["hyperparameters"][1]
        return {
            "results_prose": "主要结果优于基线。",
            "hyperparameters": [rate],
            "problem": "别的问题。",
            "results": [],
        }

    draft, _ = asked(again)
    first, mended = Summary.model_validate(faulty()), draft.summary
    assert mended.results_prose == "主要结果优于基线。"
    assert (
        mended.hyperparameters == Summary.model_validate(answer(FIRST)).hyperparameters
    )  # in the place of the bad one
    assert (mended.problem, mended.results) == (first.problem, first.results)


def test_a_whole_list_that_comes_again_is_not_doubled(asked: Asked) -> None:
    draft, _ = asked(lambda body: answer(FIRST) if is_repair(body) else faulty())
    right = Summary.model_validate(answer(FIRST))
    assert sorted(draft.summary.hyperparameters, key=str) == sorted(right.hyperparameters, key=str)


def test_an_item_that_comes_no_more_is_dropped(asked: Asked) -> None:
    empty = {"results_prose": "主要结果优于基线。", "hyperparameters": []}
    draft, _ = asked(lambda body: empty if is_repair(body) else faulty())
    assert len(draft.summary.hyperparameters) == len(answer(FIRST)["hyperparameters"]) - 1
    assert "7e-3" not in {h.value for h in draft.summary.hyperparameters}


@pytest.mark.parametrize(
    "second",
    [
        "不是 JSON",
        EMPTY,
        {"results_prose": "达到 98.1% 与 99.2%。", "hyperparameters": [{"name": "x"}]},
        [1, 2],
        {"results_prose": ["达到 98.1%"]},
    ],
    ids=["no json", "empty", "an item without its fields", "no object", "another type"],
)
def test_a_second_answer_of_no_use_leaves_the_first(asked: Asked, second: Answer) -> None:
    draft, _ = asked(lambda body: second if is_repair(body) else faulty())
    first = tidied(Summary.model_validate(faulty()))
    assert draft.summary.results_prose == first.results_prose
    assert draft.summary.hyperparameters == first.hyperparameters


def test_a_field_is_taken_although_another_is_missing(asked: Asked) -> None:
    draft, _ = asked(lambda body: {"results_prose": "主要结果优于基线。"} if is_repair(body) else faulty())
    assert draft.summary.results_prose == "主要结果优于基线。"
    assert draft.summary.hyperparameters == Summary.model_validate(faulty()).hyperparameters


def test_a_field_that_came_back_worse_is_not_taken(asked: Asked) -> None:
    rate = answer(FIRST)["hyperparameters"][1]
    second = {"results_prose": "达到 98.1% 与 99.2%，另一项 96.4%。", "hyperparameters": [rate]}
    draft, _ = asked(lambda body: second if is_repair(body) else faulty())
    assert draft.summary.results_prose == "平均准确率达到 97.3%。"
    assert "7e-3" not in {h.value for h in draft.summary.hyperparameters}


def test_an_echo_of_the_prompt_is_sent_back_with_the_lines_that_it_needs(asked: Asked) -> None:
    echo = "results_prose：主要结果，两到四句话，写出数字与对比；results：最重要的"
    _, [again] = asked(lambda body: answer(FIRST) | ({} if is_repair(body) else {"problem": echo}))
    assert json.loads(again["messages"][2]["content"]) == {"problem": echo}
    assert "照抄了提示词" in again["messages"][3]["content"]
    evidence = again["messages"][1]["content"].split("<paper>")[1].split("</paper>")[0].strip().splitlines()
    assert len(evidence) > 2


def test_prose_is_not_called_unreported_for_the_few_lines_that_were_shown(asked: Asked) -> None:
    rate = answer(FIRST)["hyperparameters"][1]
    second = {"results_prose": "未报告", "hyperparameters": [rate]}
    draft, _ = asked(lambda body: second if is_repair(body) else faulty())
    assert draft.summary.results_prose == "平均准确率达到 97.3%。"
    silent = faulty() | {"results_prose": " "}
    draft, _ = asked(lambda body: second if is_repair(body) else silent)
    assert draft.summary.results_prose == "未报告"


def test_a_baseline_that_fails_is_its_results_fault() -> None:
    summary = Summary.model_validate(answer(FIRST))
    bad = summary.results[0].model_copy(update={"baseline": "Nobody", "baseline_value": "3.14159"})
    summary = summary.model_copy(update={"results": (*summary.results[1:], bad)})
    failed = failed_fields(summary, PaperIndex(TEXT), "")
    assert set(failed) == {"results"}
    assert failed["results"].items == (len(summary.results) - 1,)
    assert "3.14159" in failed["results"].problems[0]


@given(st.sets(st.integers(0, 7)))
def test_every_item_that_fails_is_found_and_no_other(wrong: set[int]) -> None:
    summary = Summary.model_validate(answer(FIRST))
    settings = tuple(
        h.model_copy(update={"value": "123456789"}) if i in wrong else h for i, h in enumerate(summary.hyperparameters)
    )
    summary = summary.model_copy(update={"hyperparameters": settings})
    failed = failed_fields(summary, PaperIndex(TEXT), "")
    expected = tuple(sorted(i for i in wrong if i < len(settings)))
    assert (failed["hyperparameters"].items if expected else tuple(failed)) == expected
