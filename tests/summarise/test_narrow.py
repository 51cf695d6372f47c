"""A prompt that the endpoint cut is asked again in what it reads, and the draft says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.config import Llm
from pipeline.errors import PromptCut
from pipeline.llm.endpoint import ModelIdentity
from pipeline.summarise.passes import NARROWER, summarise
from pipeline.words.tokens import count_tokens
from schemas.calls import Call, Message
from schemas.digest import SummaryDraft
from schemas.records import Paper
from schemas.summary import EMPTY
from tests.papers import paper_text, paragraph

PROBLEM = "However, existing methods suffer from drift and fail on long inputs of many thousand words."
TEXT = paper_text(
    paragraph(PROBLEM, kind="abstract"),
    *(paragraph(f"Sentence {n} of the paper is said here, and so on.") for n in range(1000)),
)
FOCUSED = '{"研究任务": "问答", "译文": "然而，现有方法会漂移，并且在数千个词的长输入上失败。"}'
ANSWER = EMPTY.model_copy(update={"problem": "问题如下。"}).model_dump_json()


class Cutting:
    """An endpoint that says it has read no more than its window."""

    identity = ModelIdentity(model="m", host="h", passes="single", context_tokens=128_000)
    settings = Llm()

    def __init__(self, reads: int, known: int | None = None) -> None:
        self.reads, self.window = reads, known
        self.asked: list[str] = []

    async def complete(self, prompt: str, messages: Sequence[Message], *_: Any, **_named: Any) -> Call:
        """The same answer to everything that it reads whole."""
        self.asked.append(prompt)
        if sum(count_tokens(m.content) for m in messages) > self.reads:
            raise PromptCut.at("m at h", self.reads)
        text = ANSWER if prompt == "single" else FOCUSED
        return Call(prompt=prompt, messages=(), model="m", response_format="json_schema", outcome="ok", text=text)


class Nothing:
    """Keeps no reply."""

    def find(self, key: str) -> None:
        """None."""

    def keep(self, key: str, call: Call) -> None:
        """Not."""


def draft(model: Cutting) -> SummaryDraft:
    return asyncio.run(summarise(Paper(paper_id="2511.00001", title="On it"), TEXT, model, Nothing()))


@pytest.mark.parametrize("known", [None, 9000])
def test_a_cut_paper_is_asked_in_parts_at_once_where_the_window_is_known(known: int | None) -> None:
    model = Cutting(9000, known)
    made = draft(model)
    assert (made.window, made.passes, made.summary.problem) == (9000, "single", "问题如下。")
    assert made.parts > 1
    assert model.asked.count("single") == made.parts + (known is None)


@pytest.mark.parametrize(("window", "passes"), [(4499, "focused"), (4500, "single")])
def test_a_window_too_small_for_parts_is_asked_in_focused_passes(window: int, passes: str) -> None:
    assert draft(Cutting(window)).passes == passes


class Refusing(Cutting):
    """An endpoint that refuses what is too long, and names no window: half of what was sent is tried."""

    async def complete(self, prompt: str, messages: Sequence[Message], *_: Any, **_named: Any) -> Call:
        try:
            return await super().complete(prompt, messages)
        except PromptCut:
            raise PromptCut.refused("m at h", sum(count_tokens(m.content) for m in messages) // 2, "超长") from None


@pytest.mark.parametrize(("reads", "passes"), [(12_000, "single"), (4_000, "focused")])
def test_a_window_that_nobody_names_is_found_by_halves(reads: int, passes: str) -> None:
    model = Refusing(reads)
    made = draft(model)
    assert made.passes == passes
    assert made.window is not None


def test_an_endpoint_that_refuses_everything_is_told_after_some_tries() -> None:
    model = Refusing(0)
    with pytest.raises(PromptCut):
        draft(model)
    assert len(model.asked) == NARROWER + 1


def test_what_is_read_whole_says_nothing_of_a_window() -> None:
    made = draft(Cutting(128_000))
    assert (made.window, made.parts) == (None, 1)
