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
from pipeline.summarise.small import _called, focused_summary
from schemas.calls import Call, Message
from schemas.records import Paper, PaperText
from schemas.summary import Summary
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
            chinese = "斑马" if is_phrase(body) else "问题在于它不能而且困难。"
            return {name: chinese if name == "译文" else "it" for name in fields}

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
            return [r.body for r in llm.requests]

    return ask


def is_phrase(body: Json) -> bool:
    return "短语" in body["messages"][-1]["content"]


LONG = " ".join(f"Here {n} of it and the seed, the score and the corpus of zebras are said." for n in range(400))


def test_a_small_model_is_asked_for_no_facts(requests: Callable[[PaperText], list[Json]]) -> None:
    asked = requests(paper_text(paragraph("x " * 1000 + "y", kind="abstract"), paragraph(LONG)))
    tokens = {tuple(b["response_format"]["json_schema"]["schema"]["properties"]): b["max_tokens"] for b in asked}
    assert tokens[("task", "input", "output")] == 120
    assert set(tokens) <= {("task", "input", "output"), ("译文",)}


def test_what_a_paper_is_about_is_asked_of_title_and_abstract_and_of_what_says_its_ends(
    requests: Callable[[PaperText], list[Json]],
) -> None:
    ends = "Given a photo of a plain, it returns the number of its zebras."
    said = requests(paper_text(paragraph("We count zebras.", kind="abstract"), paragraph(ends), paragraph(LONG)))
    assert fenced_in(said[0]["messages"][-1]["content"]) == f"On it\nWe count zebras.\n{ends}"
    roles = [message["role"] for message in said[0]["messages"]]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]


def test_a_paper_without_an_abstract_is_not_asked_about_an_empty_one(
    requests: Callable[[PaperText], list[Json]],
) -> None:
    said = "However, it fails and is costly for the zebras of the plains."
    asked = requests(paper_text(paragraph(said)))
    assert asked
    assert not any(fenced_in(b["messages"][-1]["content"]) == "" for b in asked)


@pytest.mark.parametrize("trained", [True, False])
def test_a_paper_that_trains_nothing_is_not_asked_how_it_trains(
    trained: bool, requests: Callable[[PaperText], list[Json]]
) -> None:
    training = ["We train the model with a loss and a reward on zebras of the plains."] * 5
    blocks = [paragraph(text) for text in (training if trained else training[1:])]
    asked = requests(paper_text(paragraph("We count zebras. " * 5, kind="abstract"), *blocks))
    assert (
        any("zebras of the plains" in b["messages"][1]["content"] for b in asked if len(b["messages"]) == 2) is trained
    )


@pytest.mark.parametrize("sentences", [1, 2])
def test_each_sentence_is_a_question_of_its_own(sentences: int, requests: Callable[[PaperText], list[Json]]) -> None:
    said = [
        "However, it fails and is costly for the zebras of the plains.",
        "Yet many are limited by horses, lions or tigers elsewhere.",
    ]
    asked = requests(paper_text(paragraph(" ".join(said[:sentences]), kind="abstract")))
    keys = [(b, b["response_format"]["json_schema"]["schema"]["properties"]) for b in asked]
    bodies = [b for b, properties in keys if "译文" in properties and not is_phrase(b)]
    assert len(bodies) == sentences
    assert all(40 < body["max_tokens"] <= 160 for body in bodies)


class Constant:
    """A model that gives every question the same answer."""

    identity = ModelIdentity(model="m", host="embedded", passes="focused", context_tokens=8192)
    settings = Llm()
    window: int | None = None

    def __init__(self, translation: str) -> None:
        self.translation = translation
        self.phrases = {"phrase-task": "斑马的计数", "phrase-input": "平原的照片", "phrase-output": "斑马的数目"}
        self.overview = {"task": "counting zebras", "input": "a photo", "output": "their number"}

    def said(self, prompt: str) -> dict[str, str]:
        return self.overview if prompt == "overview" else {"译文": self.phrases.get(prompt, self.translation)}

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: Json,  # noqa: ARG002 - a Model has it
        max_tokens: int,  # noqa: ARG002 - a Model has it
        plain: Json | None = None,  # noqa: ARG002 - a Model has it
    ) -> Call:
        text = json.dumps(self.said(prompt), ensure_ascii=False)
        return Call(
            prompt=prompt, messages=tuple(messages), model="m", response_format="json_schema", outcome="ok", text=text
        )


def summary_of(*said: str, translation: str = "它们不能而且困难。", title: str = "Counting Zebras") -> Summary:
    text = paper_text(*(paragraph(one, kind="abstract") for one in said))
    asker = Asker("2511.00001", text, Constant(translation), NoCalls())
    paper = Paper(paper_id="2511.00001", title=title)
    return asyncio.run(focused_summary(paper, text, asker))[0]


PHOTO = "We are counting zebras: given a photo, we tell their number."


def test_a_phrase_that_the_paper_has_is_told_in_chinese() -> None:
    told = summary_of(PHOTO)
    assert (told.task, told.input, told.output) == ("斑马的计数", "平原的照片", "斑马的数目")


def test_a_phrase_that_the_paper_has_not_is_left_out() -> None:
    told = summary_of("We are counting zebras.")
    assert (told.task, told.input, told.output) == ("斑马的计数", "", "")


def test_the_ends_of_a_known_task_are_the_fields_own() -> None:
    told = summary_of(PHOTO, title="Object Detection of Zebras")
    assert (told.task, told.input, told.output) == ("斑马的计数", "图像", "物体的边界框和类别")


def test_what_a_method_is_for_does_not_tell_its_ends() -> None:
    told = summary_of(PHOTO, title="Zebras for Object Detection")
    assert (told.task, told.input, told.output) == ("斑马的计数", "平原的照片", "斑马的数目")


def test_a_survey_has_no_ends() -> None:
    told = summary_of(PHOTO, title="A Survey of Zebras")
    assert (told.task, told.input, told.output) == ("斑马的计数", "", "")


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


def test_a_headline_calls_a_method_by_what_the_abstract_says_most_and_by_no_term() -> None:
    assert _called(["DiT", "FE2E", "RL"], "FE2E adapts a DiT. FE2E wins by RL, and RL, and RL.") == ["FE2E", "DiT"]
