"""A strong model is asked once more about what differs from its places, and nothing is lost that it did not drop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.llm.provider import Provider
from pipeline.sources.files import paper_of
from pipeline.summarise.pack import FENCED
from pipeline.summarise.passes import summarise
from pipeline.summarise.places import numbered
from pipeline.summarise.questions import tidied
from pipeline.summarise.repair import Doubt, applied, doubts_of, lengths_of, question, reply_tokens_of, thoughts_of
from pipeline.words.lengths import length
from pipeline.words.tokens import at_most_tokens
from schemas.calls import Call
from schemas.digest import SummaryDraft
from schemas.summary import EMPTY as EMPTY_SUMMARY
from schemas.summary import SecondThought, Summary
from tests.cli_day import PAPERS, Answer, Json, answer, is_repair
from tests.fake_llm import EMPTY, FakeLlm
from tests.papers import paper_text, paragraph, sample_paper
from tests.places import indexed

FIRST = next(iter(PAPERS))
TEXT = sample_paper(f"{FIRST}v1")
INDEX = indexed(TEXT)
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
            provider = Provider(load_config(environ=os.environ | names | {"RIBAO_LLM_EDIT": "false"}))
            paper = paper_of(FIRST).model_copy(update={"title": "The title"})
            try:
                return await summarise(paper, TEXT, await provider.client(), NoCalls())
            finally:
                await provider.close()

        with FakeLlm(script) as llm:
            draft = asyncio.run(whole(llm.url))
            return draft, [r.body for r in llm.requests if is_repair(r.body)]

    return ask


RATE = next(h for h in answer(FIRST)["hyperparameters"] if h["name"] == "learning rate")
AT = answer(FIRST)["hyperparameters"].index(RATE)


def faulty() -> Json:
    """A right answer but for one number in prose and one setting's value."""
    said = answer(FIRST)
    said["results_prose"] = f"平均准确率达到 97.3%【{said['results'][0]['at']}】。主要结果优于基线。"
    said["hyperparameters"] = [RATE | {"value": "7e-3"} if h == RATE else h for h in said["hyperparameters"]]
    return said


def second(*thoughts: Json) -> Json:
    """An answer to the second question."""
    empty = {"action": "keep", "value": "", "at": "", "text": ""}
    return {"answers": [empty | thought for thought in thoughts]}


def said_in(draft: SummaryDraft) -> Summary:
    """What the model said: code has read off the datasets, of which it names none."""
    return draft.summary.model_copy(update={"datasets": ()})


def test_a_right_answer_is_not_asked_about_again(asked: Asked) -> None:
    draft, again = asked(lambda _: answer(FIRST))
    assert (again, draft.repaired) == ([], ())


def test_only_what_differs_is_asked_for_with_the_whole_of_its_places(asked: Asked) -> None:
    draft, [again] = asked(lambda body: second() if is_repair(body) else faulty())
    assert [m["role"] for m in again["messages"]] == ["system", "user"]
    told = again["messages"][1]["content"]
    assert "learning rate = 7e-3" in told
    assert f"程序在那里读到的是“{RATE['value'].replace('e-6', '×10^{-6}')}”" in told
    assert "论文里没有“97.3%”" in told
    assert f"[{RATE['at']}] | Learning rate |" in told
    assert f"[{RATE['at'].partition('.')[0]}.1] |" in told  # another row of its table: the right one may be there
    assert "它所在的字段：平均准确率达到 97.3%。主要结果优于基线。" in told
    assert lengths_of(draft.summary, {"results_prose"}) in told
    assert len(FENCED.findall(told)) == 1
    assert at_most_tokens(told) < at_most_tokens("\n".join(b.text for b in TEXT.blocks)) / 2
    assert draft.repaired == ()  # nothing was changed


def test_the_length_of_each_field_that_is_asked_for_is_told_beside_its_most() -> None:
    said = EMPTY_SUMMARY.model_copy(
        update={"headline": "一二三四", "problem": "问题【7】。", "training": "训练 8 轮。"}
    )
    assert (
        lengths_of(said, {"problem", "training", None})
        == "problem 2/60、training 4/100；除 headline 外各字段合计 6/620"
    )
    assert lengths_of(said, {None}) == "没有要改的"


def test_what_the_model_neither_changes_nor_drops_stays(asked: Asked) -> None:
    draft, _ = asked(lambda body: second({"id": "1"}) if is_repair(body) else faulty())
    assert said_in(draft) == tidied(Summary.model_validate(faulty()))


def test_a_changed_value_and_a_changed_sentence_take_the_place_of_the_wrong_ones(asked: Asked) -> None:
    right = answer(FIRST)["results_prose"].replace("。", f"【{answer(FIRST)['results'][0]['at']}】。")
    thoughts = second(
        {"id": "1", "action": "change", "value": RATE["value"]}, {"id": "2", "action": "change", "text": right}
    )
    draft, _ = asked(lambda body: thoughts if is_repair(body) else faulty())
    assert draft.summary.hyperparameters == Summary.model_validate(answer(FIRST)).hyperparameters
    assert draft.summary.results_prose == tidied(Summary.model_validate(answer(FIRST))).results_prose.replace(
        "。", f"【{answer(FIRST)['results'][0]['at']}】。主要结果优于基线。"
    )


def test_what_the_model_keeps_is_remembered_and_what_it_does_not_answer_is_not(asked: Asked) -> None:
    kept, _ = asked(lambda body: second({"id": "1"}) if is_repair(body) else faulty())
    assert kept.confirmed == (f"hyperparameter/learning rate/7e-3/{RATE['scope']}//{RATE['at']}",)
    silent, _ = asked(lambda body: second() if is_repair(body) else faulty())
    assert silent.confirmed == ()


def test_only_what_the_model_drops_is_dropped(asked: Asked) -> None:
    thoughts = second({"id": "1", "action": "drop"}, {"id": "2", "action": "drop"}, {"id": "9", "action": "drop"})
    draft, _ = asked(lambda body: thoughts if is_repair(body) else faulty())
    rest = [h for h in answer(FIRST)["hyperparameters"] if h != RATE]
    kept = Summary.model_validate(answer(FIRST) | {"hyperparameters": rest})
    assert draft.summary.hyperparameters == kept.hyperparameters
    assert draft.summary.results_prose == "主要结果优于基线。"
    assert draft.summary.results == kept.results


@pytest.mark.parametrize(
    "change",
    [{"value": "8e-3"}, {"at": "1"}, {"value": "", "at": ""}, {"value": "8e-3", "at": "77777"}],
    ids=["another wrong value", "a place without it", "nothing", "a place that there is none of"],
)
def test_a_change_that_does_not_hold_either_is_not_taken(asked: Asked, change: Json) -> None:
    worse = {"id": "2", "action": "change", "text": "达到 98.1% 与 99.2%，另一项 96.4%。"}
    thoughts = second({"id": "1", "action": "change"} | change, worse)
    draft, _ = asked(lambda body: thoughts if is_repair(body) else faulty())
    assert said_in(draft) == tidied(Summary.model_validate(faulty()))


@pytest.mark.parametrize(
    "reply",
    ["不是 JSON", EMPTY, [1, 2], {"answers": "x"}, {"answers": [1, {"id": "1"}, {"action": "drop"}]}],
    ids=["no json", "empty", "no object", "no list", "no answers"],
)
def test_a_second_answer_of_no_use_leaves_the_first(asked: Asked, reply: Answer) -> None:
    draft, _ = asked(lambda body: reply if is_repair(body) else faulty())
    assert said_in(draft) == tidied(Summary.model_validate(faulty()))


LONG = "论文研究怎样把奖励归于推理链里真正关键的少数词元，" * 5 + "这一问题此前没有得到解决。"
SHORT = "奖励平均分给每个词元，关键的少数得不到应有的份额。"


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"action": "change", "text": SHORT}, SHORT),
        ({"action": "keep"}, LONG),
        ({"action": "change", "text": LONG + "再长一些。"}, LONG),
        ({"action": "change", "text": "准确率达到 97.3%。"}, LONG),
    ],
    ids=["shorter", "kept", "longer", "shorter and wrong"],
)
def test_a_field_that_is_too_long_is_asked_once_to_be_shortened_and_never_cut(
    asked: Asked, change: Json, kept: str
) -> None:
    draft, [again] = asked(
        lambda body: second({"id": "1"} | change) if is_repair(body) else answer(FIRST) | {"problem": LONG}
    )
    told = again["messages"][1]["content"]
    assert f"1. problem（问题）：{length('problem', LONG)} 字，太长。" in told
    assert "60 字以内" in told
    assert draft.summary.problem == kept


def test_a_field_a_little_too_long_is_asked_to_be_shorter_only_where_something_else_is_asked() -> None:
    said = answer(FIRST) | {"headline": "一" * 32, "problem": "长" * 61 + "。", "architecture": "长" * 130 + "。"}
    assert doubts_of(Summary.model_validate(said), INDEX, "") == ()
    wrong = said | {"backbones": [{"name": "GPT-9", "at": "4321"}]}
    [doubt, wish] = doubts_of(Summary.model_validate(wrong), INDEX, "")
    assert doubt.list_name == "backbones"
    assert (wish.field, wish.sentence) == ("problem", None)
    assert "61 字" in wish.said.replace("62", "61")


def test_an_echo_of_the_prompt_is_asked_about_as_a_field(asked: Asked) -> None:
    echo = "architecture：130 字以内，三四句。先写核心想法，让没读过的人能想象；再照数据经过的先后，写各部分做什么。"
    thoughts = second({"id": "1", "action": "change", "text": "方法在高熵词元处切分推理链，并逐段估计价值。"})
    draft, [again] = asked(lambda body: thoughts if is_repair(body) else answer(FIRST) | {"problem": echo})
    assert "照抄了提示词" in again["messages"][1]["content"]
    assert draft.summary.problem == "方法在高熵词元处切分推理链，并逐段估计价值。"


@pytest.mark.parametrize(
    "echo",
    [
        "学习率，出处 10 小时。程序在那里没有读到它。",
        "所写出处里没有句中的任何数字。",
        "论文里没有“97.3%”。",
        "论文里没有编号 9。",
        "原句：准确率。",
        "原文：准确率。",
        "它所在的字段：准确率。",
    ],
)
def test_an_echo_of_the_second_question_is_no_prose(asked: Asked, echo: str) -> None:
    thoughts = second({"id": "2", "action": "change", "text": echo})
    said = faulty() | {"results_prose": "平均准确率达到 97.3%。"}
    draft, _ = asked(lambda body: thoughts if is_repair(body) else said)
    assert draft.summary.results_prose == "平均准确率达到 97.3%。"


def test_prose_is_not_called_unreported_for_the_few_places_that_were_shown(asked: Asked) -> None:
    thoughts = second({"id": "2", "action": "change", "text": "未报告"})
    said = faulty() | {"results_prose": "平均准确率达到 97.3%。"}
    draft, _ = asked(lambda body: thoughts if is_repair(body) else said)
    assert draft.summary.results_prose == "平均准确率达到 97.3%。"


def test_a_dropped_baseline_leaves_its_result() -> None:
    summary = Summary.model_validate(answer(FIRST))
    first = summary.results[0]
    bad = first.model_copy(update={"baseline": "Nobody", "baseline_value": "3.14159"})
    summary = summary.model_copy(update={"results": (first, bad)})
    [doubt] = doubts_of(summary, INDEX, "")
    assert "3.14159" in doubt.said
    mended = applied(summary, [doubt], {doubt.id: SecondThought(id=doubt.id, action="drop")}, INDEX, "")
    blank = {"baseline": "", "baseline_value": "", "baseline_at": ""}
    assert mended.results == (first, first.model_copy(update=blank))


def test_a_place_that_the_paper_has_not_is_told() -> None:
    wrong = Summary.model_validate(answer(FIRST) | {"backbones": [{"name": "GPT-9", "at": "4321"}]})
    [doubt] = doubts_of(wrong, INDEX, "")
    assert "论文里没有编号 4321" in doubt.said


@pytest.mark.parametrize("wrong", [set(), {0}, {7}, {1, 2, 5}, set(range(8))])
def test_every_item_that_fails_is_found_and_no_other(wrong: set[int]) -> None:
    summary = Summary.model_validate(answer(FIRST))
    settings = tuple(
        h.model_copy(update={"value": "123456789"}) if i in wrong else h for i, h in enumerate(summary.hyperparameters)
    )
    found = doubts_of(summary.model_copy(update={"hyperparameters": settings}), INDEX, "")
    assert [(d.list_name, d.item) for d in found] == [("hyperparameters", i) for i in sorted(wrong)]


def test_answers_are_read_by_their_ids_and_the_first_of_two_counts() -> None:
    reply = '{"answers": [{"id": 1, "action": "drop"}, {"id": "2.", "action": "keep"}, {"id": "1", "action": "keep"}]}'
    assert {k: t.action for k, t in thoughts_of(reply).items()} == {"1": "drop", "2": "keep"}


@pytest.mark.parametrize("wrong", [39, 41])
def test_forty_doubts_are_told_at_most(wrong: int) -> None:
    summary = Summary.model_validate(answer(FIRST))
    settings = (summary.hyperparameters[0].model_copy(update={"value": "123456789"}),) * wrong
    assert len(doubts_of(summary.model_copy(update={"hyperparameters": settings}), INDEX, "")) == min(wrong, 40)


@pytest.mark.parametrize("long", [7, 25])
def test_six_thousand_tokens_of_places_are_shown_at_most(long: int) -> None:
    text = numbered(paper_text(*[paragraph(f"Place {i} " + "word " * 280) for i in range(long)]))
    each = at_most_tokens(f"[1] Place 1 {'word ' * 280}")
    doubts = [Doubt(id="1", said="So it is.", at=tuple(str(i + 1) for i in range(long)))]
    told = question(doubts, paper_of(FIRST), text, Summary.model_validate(answer(FIRST)))
    assert abs(told.count("Place ") - min(long, 6000 // each)) <= 1


def test_an_answer_has_room_for_what_is_asked() -> None:
    fact, prose = Doubt(id="1", said="So."), Doubt(id="2", said="So.", field="training")
    assert [reply_tokens_of(doubts) for doubts in ([fact], [prose], [fact, prose])] == [240, 520, 640]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("平均准确率为 98.1%。方法也更快。", "平均准确率为 98.1%。方法也更快。"),
        ("平均准确率为 98.1%。", "平均准确率为 98.1%。主要结果优于对手。方法也快。"),
    ],
    ids=["the whole field", "the sentence"],
)
def test_a_whole_field_for_a_sentence_takes_the_field_s_place(text: str, kept: str) -> None:
    summary = Summary.model_validate(
        answer(FIRST) | {"results_prose": "平均准确率为 97.3%。主要结果优于对手。方法也快。"}
    )
    doubt = Doubt(id="1", said="So.", field="results_prose", sentence=0)
    at = answer(FIRST)["results"][0]["at"]
    value = answer(FIRST)["results"][0]["value"]
    thought = SecondThought(id="1", action="change", text=text.replace("98.1%", value).replace("。", f"【{at}】。", 1))
    mended = applied(summary, [doubt], {"1": thought}, INDEX, "").results_prose
    assert (
        mended.replace(f"【{at}】", "")
        == tidied(summary.model_copy(update={"results_prose": kept.replace("98.1%", value)})).results_prose
    )
