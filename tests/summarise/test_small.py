"""What is taken of a small model's translations."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.config import Llm, load_config
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.provider import Provider
from pipeline.summarise.passes import summarise
from pipeline.summarise.questions import Asker
from pipeline.summarise.small import _called, _uncut, _with_task, focused_summary
from pipeline.summarise.tasks import Task
from schemas.calls import Call, Message
from schemas.records import Paper, PaperText
from schemas.summary import EMPTY, Summary
from tests.fake_llm import FakeLlm, Json
from tests.fences import fenced_in
from tests.papers import paper_text, paragraph
from tests.summarise.test_repair import NoCalls


@pytest.fixture
def requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[PaperText], list[Json]]:
    """What a small model is asked about a paper, by the names of the schemas' fields."""

    def ask(text: PaperText) -> list[Json]:
        def script(body: Json) -> Json:
            fields = body["response_format"]["json_schema"]["schema"]["properties"]
            return {
                name: "问题在于它不能而且困难。" if name == "译文" else "某类问答任务" for name, field in fields.items()
            }

        async def whole(url: str) -> None:
            monkeypatch.setenv("OPENAI_BASE_URL", url)
            monkeypatch.setenv("OPENAI_API_KEY", "k")
            names = {
                "RIBAO_PATHS_DATA_DIR": str(tmp_path),
                "RIBAO_LLM_MODEL": "fake-model",
                "RIBAO_LLM_PASSES": "focused",
            }
            provider = Provider(load_config(environ=os.environ | names))
            try:
                await summarise(Paper(paper_id="2511.00001", title="On it"), text, await provider.client(), NoCalls())
            finally:
                await provider.close()

        with FakeLlm(script) as llm:
            asyncio.run(whole(llm.url))
            return [r.body for r in llm.requests if len(r.body["messages"]) == 2]

    return ask


LONG = " ".join(f"Here {n} of it and the seed, the score and the corpus of zebras are said." for n in range(400))


def test_a_small_model_is_asked_for_no_facts(requests: Callable[[PaperText], list[Json]]) -> None:
    asked = requests(paper_text(paragraph("x " * 1000 + "y", kind="abstract"), paragraph(LONG)))
    tokens = {tuple(b["response_format"]["json_schema"]["schema"]["properties"]): b["max_tokens"] for b in asked}
    assert tokens[("研究任务",)] == 80
    assert set(tokens) <= {("研究任务",), ("译文",)}


def test_the_task_is_asked_of_the_title_with_the_terms_of_its_field(
    requests: Callable[[PaperText], list[Json]],
) -> None:
    said = requests(
        paper_text(paragraph("x " * 1000, kind="abstract")),
    )[0]["messages"][1]["content"]
    assert fenced_in(said) == "On it"
    assert "术语：（无）" in said


def test_a_paper_without_an_abstract_is_not_asked_about_an_empty_one(
    requests: Callable[[PaperText], list[Json]],
) -> None:
    said = "However, it fails and is costly for the zebras of the plains."
    asked = requests(paper_text(paragraph(said)))
    assert asked
    assert not any(fenced_in(b["messages"][1]["content"]) == "" for b in asked)


@pytest.mark.parametrize("trained", [True, False])
def test_a_paper_that_trains_nothing_is_not_asked_how_it_trains(
    trained: bool, requests: Callable[[PaperText], list[Json]]
) -> None:
    training = ["We train the model with a loss and a reward on zebras of the plains."] * 5
    blocks = [paragraph(text) for text in (training if trained else training[1:])]
    asked = requests(paper_text(paragraph("We count zebras. " * 5, kind="abstract"), *blocks))
    assert any("zebras of the plains" in b["messages"][1]["content"] for b in asked) is trained


@pytest.mark.parametrize("sentences", [1, 2])
def test_each_sentence_is_a_question_of_its_own(sentences: int, requests: Callable[[PaperText], list[Json]]) -> None:
    said = [
        "However, it fails and is costly for the zebras of the plains.",
        "Yet many are limited by horses, lions or tigers elsewhere.",
    ]
    asked = requests(paper_text(paragraph(" ".join(said[:sentences]), kind="abstract")))
    bodies = [b for b in asked if "译文" in b["response_format"]["json_schema"]["schema"]["properties"]]
    assert len(bodies) == sentences
    assert all(40 < body["max_tokens"] <= 160 for body in bodies)


@pytest.mark.parametrize(
    ("phrase", "whole"),
    [
        (
            "视觉语言模型的证据命名和证据提取以及其验证和改正方法的自",
            "视觉语言模型的证据命名和证据提取以及其验证和改正方法",
        ),  # 28
        (
            "视觉语言模型的证据命名和证据提取以及其验证和改正方法的",
            "视觉语言模型的证据命名和证据提取以及其验证和改正方法的",
        ),  # 27
    ],
)
def test_a_phrase_that_the_limit_has_cut_ends_before_its_last_piece(phrase: str, whole: str) -> None:
    assert _uncut(phrase) == whole


@pytest.mark.parametrize(
    ("phrase", "known", "task"),
    [("分配奖励", "数学推理", "数学推理"), ("由 X 光片重建", "", "由 X 光片重建")],
)
def test_a_task_has_the_fields_name_or_else_the_models_phrase(phrase: str, known: str, task: str) -> None:
    told = _with_task(EMPTY, phrase, Task(known, "题", "答案"))
    assert (told.task, told.input, told.output) == (task, "题", "答案")
    assert _with_task(EMPTY, phrase, None).input == ""


class Constant:
    """A model that gives every question the same answer."""

    identity = ModelIdentity(model="m", host="embedded", passes="focused", context_tokens=8192)
    settings = Llm()
    window: int | None = None

    def __init__(self, translation: str) -> None:
        self.translation = translation

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: Json,  # noqa: ARG002 - a Model has it
        max_tokens: int,  # noqa: ARG002 - a Model has it
        plain: Json | None = None,  # noqa: ARG002 - a Model has it
    ) -> Call:
        text = json.dumps({"译文": self.translation, "研究任务": "斑马的计数"}, ensure_ascii=False)
        return Call(
            prompt=prompt, messages=tuple(messages), model="m", response_format="json_schema", outcome="ok", text=text
        )


def summary_of(*said: str, translation: str = "它们不能而且困难。") -> Summary:
    text = paper_text(*(paragraph(one, kind="abstract") for one in said))
    asker = Asker("2511.00001", text, Constant(translation), NoCalls())
    paper = Paper(paper_id="2511.00001", title="Counting Zebras")
    return asyncio.run(focused_summary(paper, text, asker))[0]


@pytest.mark.parametrize(
    ("said", "training"),
    [
        ("We count the zebras of the plains by hand.", "不适用"),
        ("We count the zebras that a pretrained model sees.", ""),
        ("We count the zebras that a fine-tuned model sees.", ""),
        ("We count the zebras that a finetuned model sees.", ""),
        ("We count the zebras that an agent learns to see.", ""),
    ],
)
def test_training_is_not_applicable_only_where_no_word_speaks_of_it(said: str, training: str) -> None:
    assert summary_of(said).training == training


def test_an_abbreviation_of_a_translation_is_spelled_out_once() -> None:
    told = summary_of(
        "Zebras are hard to find on the wide plains of the south.",
        "We propose a Proactive Zebra Pool (PZP), which counts them.",
        "The PZP keeps every zebra of the plains apart from others.",
        translation="我们提出 PZP 来计数。",
    )
    assert told.architecture.count("PZP（Proactive Zebra Pool）") == 1
    assert told.architecture.count("PZP") > 1


def test_a_phrase_has_its_source_before_its_verb() -> None:
    assert _uncut("膝关节 MRI 重建从一个 X 光") == "从一个 X 光重建膝关节 MRI"
    assert _uncut("从文本生成图像") == "从文本生成图像"


def test_a_headline_calls_a_method_by_what_the_abstract_says_most_and_by_no_term() -> None:
    assert _called(["DiT", "FE2E", "RL"], "FE2E adapts a DiT. FE2E wins by RL, and RL, and RL.") == ["FE2E", "DiT"]
