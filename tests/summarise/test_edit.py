"""A strong model edits its own prose once, and only what adds nothing to the draft and the facts is taken."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.ground.index import PaperIndex
from pipeline.llm.provider import Provider
from pipeline.sources.files import paper_of
from pipeline.summarise.edit import explained, material, plain_of, taken
from pipeline.summarise.passes import summarise
from pipeline.summarise.questions import tidied
from pipeline.words.lengths import MOST, length
from schemas.digest import SummaryDraft
from schemas.summary import EMPTY, EditedProse, ResultFact, Summary
from tests.cli_day import PAPERS, Answer, Json, answer, is_second_question
from tests.fake_llm import FakeLlm
from tests.papers import paper_text, paragraph, sample_paper, table
from tests.places import indexed
from tests.summarise.test_repair import NoCalls

FIRST = next(iter(PAPERS))
TEXT = sample_paper(f"{FIRST}v1")

ROWS = table([["Method", "2Wiki"], ["Plain", "51.3"], ["Rival", "59.7"], ["Sketch", "64.1"]], caption="Accuracy")
ABSTRACT = paragraph("We present Sketch, which beats the graph model Rival.", section=None)
PAPER = paper_text(
    ABSTRACT,
    paragraph("Uniform Domain Randomization (UDR) is common. PFD-A is a distance between two maps. We use PFD-A."),
    ROWS,
)
INDEX = indexed(PAPER)
OWN, RIVAL, BASE = ("3.3", "3.2", "3.1")
SUMMARY = EMPTY.model_copy(
    update={
        "headline": "Sketch 在 2Wiki 上达到 64.1，优于基线",
        "problem": f"现有做法只检索一次【{1}】。",
        "inference": "未报告",
        "results_prose": f"Sketch 在 2Wiki 上达到 64.1，优于基线【{OWN}】。",
        "results": (
            ResultFact(
                benchmark="2Wiki",
                metric="Accuracy",
                system="Sketch",
                value="64.1",
                at=OWN,
                baseline="Rival",
                baseline_value="59.7",
                baseline_at=RIVAL,
            ),
        ),
    }
)


def edited_to(index: PaperIndex = INDEX, **fields: str) -> Summary:
    return taken(tidied(SUMMARY), EditedProse(**fields), material(SUMMARY, index), index, "")


def test_the_editor_is_shown_the_abstract_and_the_facts_that_hold_with_their_places() -> None:
    shown = material(SUMMARY, INDEX)
    assert "which beats the graph model Rival" in shown
    assert f"- 2Wiki，Accuracy：Sketch 64.1；Rival 59.7【{OWN}, {RIVAL}】" in shown
    wrong = SUMMARY.results[0].model_copy(update={"value": "46.1"})
    assert "46.1" not in material(SUMMARY.model_copy(update={"results": (wrong,)}), INDEX)


def test_names_are_shown_with_what_the_paper_says_of_them() -> None:
    said = list(explained({"training": "用 UDR 训练，以 PFD-A 量距离，学习率用 AdamW。"}, PAPER, "abstract"))
    assert said == ["- UDR：Uniform Domain Randomization", "- PFD-A：“PFD-A is a distance between two maps.”"]


def test_a_part_is_told_by_what_its_section_begins_with_and_a_rival_by_what_it_is_an_example_of() -> None:
    said = paper_text(
        paragraph("Old masks, such as Plover [6], are computed once. On Heron, a prefix helps."),
        paragraph("3.1 FindTool", kind="heading"),
        paragraph("The agent looks for a tool. Then it calls it."),
    )
    assert list(explained({"results_prose": "FindTool 比 PloverX、Plover、Heron 好。"}, said, "abstract")) == [
        "- FindTool：“The agent looks for a tool.”",
        "- Plover：“Old masks, such as Plover [6], are computed once.”",
    ]


def test_a_comparison_gets_its_other_end_from_the_facts() -> None:
    told = f"Sketch 在 2Wiki 上为 64.1，Rival 为 59.7，相差 4.4【{OWN}, {RIVAL}】。"
    assert edited_to(results_prose=told).results_prose == told
    assert edited_to(headline="Sketch 在 2Wiki 上 64.1，Rival 59.7").headline == "Sketch 在 2Wiki 上 64.1，Rival 59.7"


@pytest.mark.parametrize(
    "told",
    [
        f"Sketch 为 64.1，只检索一次为 51.3【{OWN}, {BASE}】。",  # of the paper, but it was not shown
        f"Sketch 为 64.1，Rival 为 57.9【{OWN}, {RIVAL}】。",  # of nothing
        f"Sketch 为 64.1，FLARE 为 59.7【{OWN}, {RIVAL}】。",  # a name that was not shown
        f"Sketch 在 3Wiki 上为 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。",  # a name with another number
        "Sketch 为 64.1，Rival 为 59.7。",  # no place
        f"Sketch 的准确率最高，为 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。",  # a superlative that nobody has said
        f"Sketch 为 64.1，Rival 为 59.7【{OWN}】。" + "慢" * 290,  # too long
        "Sketch beats the graph model Rival by a wide margin on all of these.",  # not Chinese
        "未报告",
        "",
    ],
)
def test_what_adds_or_loses_something_leaves_the_field_as_it_was(told: str) -> None:
    assert edited_to(results_prose=told) == tidied(SUMMARY)


def test_a_field_that_says_nothing_stays_so() -> None:
    assert edited_to(inference="模型读题后作答【1】。").inference == "未报告"


def test_a_superlative_of_the_draft_may_stay() -> None:
    draft = tidied(SUMMARY.model_copy(update={"results_prose": f"Sketch 的准确率最高，为 64.1【{OWN}】。"}))
    told = f"Sketch 的准确率最高：64.1，Rival 为 59.7【{OWN}, {RIVAL}】。"
    assert taken(draft, EditedProse(results_prose=told), material(SUMMARY, INDEX), INDEX, "").results_prose == told


@pytest.mark.parametrize(
    "told",
    [
        f"Sketch 的 pass @ 16 为 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。",  # with other spaces
        f"采样 16 次时，Sketch 为 64.1，Rival 为 59.7【2, {OWN}, {RIVAL}】。",  # what the measure's name says
        f"Sketch 只多用几个 token 就达到 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。",  # a word of the field
        f"Sketch 的准确率最好，为 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。",  # another word for the same claim
    ],
)
def test_a_common_word_or_another_spelling_is_no_reason_to_refuse(told: str) -> None:
    draft = tidied(SUMMARY.model_copy(update={"results_prose": f"Sketch 的 pass@16 最高，为 64.1【{OWN}】。"}))
    shown = material(SUMMARY, indexed(paper_text(ABSTRACT, paragraph("We take pass@16 of it."), ROWS)))
    index = indexed(paper_text(ABSTRACT, paragraph("We take pass@16 of it."), ROWS))
    said = taken(draft, EditedProse(results_prose=told), shown, index, "").results_prose
    assert said == told.replace(" @ ", "@")


@pytest.mark.parametrize("told", ["Sketch 的 pass@32 为 64.1", "Sketch 最快，为 64.1", "采样 32 次时 Sketch 为 64.1"])
def test_another_count_or_superlative_is(told: str) -> None:
    draft = tidied(SUMMARY.model_copy(update={"results_prose": f"Sketch 的 pass@16 最高，为 64.1【{OWN}】。"}))
    index = indexed(paper_text(ABSTRACT, paragraph("We take pass@16 and pass@32 of it."), ROWS))
    edited_prose = EditedProse(results_prose=f"{told}【2, {OWN}】。")
    assert taken(draft, edited_prose, material(SUMMARY, INDEX), index, "").results_prose == draft.results_prose


def test_what_qualifies_the_claims_is_kept() -> None:
    told = f"Sketch 在 2Wiki 上更准，达到 64.1，Rival 为 59.7【{OWN}, {RIVAL}】。"
    draft = tidied(SUMMARY.model_copy(update={"results_prose": f"{told}Plain 反而只有 51.3【{BASE}】。"}))

    def taken_as(text: str) -> str:
        return taken(draft, EditedProse(results_prose=text), material(SUMMARY, INDEX), INDEX, "").results_prose

    assert taken_as(told) == draft.results_prose
    kept = f"{told}Plain 不如 Sketch，为 51.3【{BASE}】。"
    assert taken_as(kept) == kept
    otherwise = f"{told}Plain 只到 51.3【{BASE}】。"  # the same in other words
    assert taken_as(otherwise) == otherwise


def test_a_headline_may_not_grow_beyond_its_line() -> None:
    long = "Sketch 先列提纲再检索，在要分几步才能回答的多跳问答基准 2Wiki 上准确率更高，达到 64.1，图模型 Rival 为 59.7"
    assert edited_to(headline=long).headline == SUMMARY.headline
    two = "Sketch 先列提纲再检索，问答 2Wiki 准确率 64.1，图模型 Rival 59.7"
    assert len(two) > MOST["headline"] >= length("headline", two)
    assert edited_to(headline=two).headline == two  # two letters take the room of one character


EditOf = Callable[[Callable[[Json], Answer], bool], tuple[SummaryDraft, list[str]]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EditOf:
    """The first paper's summary by a model that answers by a script, and what it was asked in turn."""

    def ask(script: Callable[[Json], Answer], edit: bool) -> tuple[SummaryDraft, list[str]]:
        async def whole(url: str) -> SummaryDraft:
            monkeypatch.setenv("OPENAI_BASE_URL", url)
            monkeypatch.setenv("OPENAI_API_KEY", "k")
            names = {
                "RIBAO_PATHS_DATA_DIR": str(tmp_path),
                "RIBAO_LLM_MODEL": "fake-model",
                "RIBAO_LLM_EDIT": str(edit),
            }
            provider = Provider(load_config(environ=os.environ | names))
            paper = paper_of(FIRST).model_copy(update={"title": "The title"})
            try:
                return await summarise(paper, TEXT, await provider.client(), NoCalls())
            finally:
                await provider.close()

        with FakeLlm(script) as llm:
            draft = asyncio.run(whole(llm.url))
            return draft, [str(r.body["messages"][-1]["content"]) for r in llm.requests]

    return ask


def is_edit(body: Json) -> bool:
    return "你是日报的编辑" in str(body["messages"][-1]["content"])


def by_an_editor(body: Json) -> Answer:
    if is_edit(body):
        return {"problem": "现有做法在无关之处花费太多，在关键之处花费太少。", "headline": ""}
    return {"answers": []} if is_second_question(body) else answer(FIRST)


def test_prose_is_edited_once_without_the_paper(run: EditOf) -> None:
    draft, asked = run(by_an_editor, True)
    assert draft.summary.problem == "现有做法在无关之处花费太多，在关键之处花费太少。"
    assert draft.summary.headline == answer(FIRST)["headline"]
    assert len(asked) == 2
    assert len(asked[1]) < len(asked[0]) / 2
    assert "results_prose 没有说对手是谁" in asked[1]


def test_it_can_be_left_out(run: EditOf) -> None:
    draft, asked = run(by_an_editor, False)
    assert draft.summary.problem == answer(FIRST)["problem"]
    assert len(asked) == 1


def test_an_editor_that_gives_no_json_changes_nothing(run: EditOf) -> None:
    draft, _ = run(lambda body: "好的。" if is_edit(body) else by_an_editor(body), True)
    assert draft.summary.problem == answer(FIRST)["problem"]


def test_lengths_are_the_editor_s_business_where_there_is_one(run: EditOf) -> None:
    def long(body: Json) -> Answer:
        said = by_an_editor(body)
        return said if is_edit(body) or is_second_question(body) else answer(FIRST) | {"problem": "太长。" * 60}

    _, asked = run(long, True)
    assert not any("程序按你写的出处核对原文" in request for request in asked)
    assert any("problem 有 179 字，要在 60 字以内" in request for request in asked)
    _, asked = run(long, False)
    assert any("程序按你写的出处核对原文" in request for request in asked)


def test_plain_prose_has_no_citations() -> None:
    assert "【" not in "".join(plain_of(SUMMARY).values())
