"""How a sentence is translated: what is asked, what is asked again, and what is given up."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.config import Llm
from pipeline.llm.endpoint import ModelIdentity
from pipeline.summarise.questions import Asker
from pipeline.summarise.translate import _in_order, held, phrase_of, translated
from schemas.calls import Call, Message
from tests.papers import paper_text, paragraph
from tests.summarise.test_repair import NoCalls

IDENTITY = ModelIdentity(model="m", host="embedded", passes="focused", context_tokens=8192)


class Scripted:
    """A model that says one translation after another."""

    identity = IDENTITY
    settings = Llm()

    def __init__(self, said: Sequence[str]) -> None:
        self.said = list(said)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    @property
    def window(self) -> int | None:
        return None

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,  # noqa: ARG002 - a Model has it
        plain: dict[str, Any] | None = None,  # noqa: ARG002 - a Model has it
    ) -> Call:
        self.asked.append((prompt, messages[-1].content, schema))
        text = json.dumps({"译文": self.said.pop(0)}, ensure_ascii=False)
        return Call(
            prompt=prompt, messages=tuple(messages), model="m", response_format="json_schema", outcome="ok", text=text
        )


def translation(english: str, *said: str, own: Sequence[str] = ()) -> tuple[str | None, Scripted]:
    model = Scripted(said)
    asker = Asker("2511.00001", paper_text(paragraph(english)), model, NoCalls())
    return asyncio.run(translated(english, "training", own, asker)), model


def test_a_translation_that_carries_everything_is_taken_at_once() -> None:
    said, model = translation("It may take 20 steps.", "它可能需要20步。")
    assert said == "它可能需要 20 步"
    assert [prompt for prompt, _, _ in model.asked] == ["translate-training"]


def test_where_a_term_is_lost_the_second_question_has_its_chinese_in_the_sentence() -> None:
    said, model = translation("The knee of the planner is a simplex.", "它是多边形。", "规划器的膝关节是单纯形。")
    assert said == "规划器的膝关节是单纯形"
    prompt, body, _ = model.asked[1]
    assert prompt == "translate-training"
    assert "The 膝关节 of the 规划器 is a 单纯形." in body
    assert "术语：（无）" in body


def test_a_long_sentence_is_translated_by_its_clauses() -> None:
    english = (
        "The first small planner reads every tide of the moon and the sea, while the second one writes all of it down."
    )
    said, model = translation(english, "第一个小规划器读取月亮和海洋的每次潮汐。", "第二个把它全部写下来。")
    assert said == "第一个小规划器读取月亮和海洋的每次潮汐，而第二个把它全部写下来"
    assert len(model.asked) == 2


def test_a_compound_of_a_name_is_no_name() -> None:
    assert held("An RL-based VLM is GC-rich.", []) == ["RL", "VLM", "GC"]


@pytest.mark.parametrize("second", ["它可能需要30轮。", "This is English, and it may take 20 of the epochs."])
def test_a_sentence_that_twice_loses_something_has_no_translation(second: str) -> None:
    said, model = translation("It may take 20 epochs.", "它需要20轮。", second)
    assert said is None
    assert len(model.asked) == 2


def test_a_sentence_without_terms_is_not_asked_again() -> None:
    said, model = translation("It may take 20 days.", "它需要20天。")
    assert said is None
    assert len(model.asked) == 1


def test_a_methods_name_in_capitals_gets_its_spelling_back() -> None:
    said, model = translation("Coconut beats iCoT.", "COCONUT优于iCoT方法。", own=["Coconut"])
    assert said == "Coconut 优于 iCoT 方法"
    assert "COCONUT beats iCoT." in model.asked[0][1]


def test_a_name_stands_apart_from_the_word_that_it_is_joined_to() -> None:
    said, model = translation("It follows Tweedie-lognormal laws.", "它服从TWEEDIE对数正态分布。", own=["Tweedie"])
    assert said == "它服从 Tweedie 对数正态分布"
    assert "It follows TWEEDIE lognormal laws." in model.asked[0][1]


def test_a_long_name_is_no_echo_of_the_question() -> None:
    said, model = translation("It samples from Qwen2.5-Math-7B-Instruct.", "它从Qwen2.5-Math-7B-Instruct中采样。")
    assert said is not None
    assert len(model.asked) == 1


def test_terms_of_the_sentence_are_told_and_no_others() -> None:
    _, model = translation("The rollout is grounded.", "采样轨迹有依据。")
    assert "术语：rollout 译作采样轨迹；grounded 译作有依据的。" in model.asked[0][1]
    _, model = translation("The zebra runs.", "斑马在跑。")
    assert "术语：（无）。" in model.asked[0][1]


def test_a_translation_may_hold_both_ends_of_a_range_and_the_words_that_chinese_papers_keep() -> None:
    assert held("A pure transformer is trained on larger datasets (14M-300M images).", []) == [
        "transformer", "14M", "300M",
    ]  # fmt: skip
    assert held("Coconut keeps 2 of the tokens and GPT-3.", ["Coconut"]) == ["Coconut", "GPT-3", "token", "2"]
    assert held("It reads the Wikipedia pages.", []) == ["Wikipedia"]


def test_twelve_names_are_told_at_most() -> None:
    names = [f"NET{letter}" for letter in "ABCDEFGHIJKLMN"]
    _, model = translation(f"It has {', '.join(names)}.", "它有。", "它有。")
    assert [name for name in names if name in model.asked[0][1].replace(f"It has {', '.join(names)}.", "")] == names[
        :12
    ]


def test_a_translation_may_hold_the_letters_of_an_x_ray() -> None:
    assert held("One X-ray of a 3D scan, a p-value of it.", []) == ["X-ray", "3D", "p-value", "X", "3"]


def test_a_short_form_is_shown_without_what_it_stands_for() -> None:
    said, model = translation("A Proactive Experience Pool (PEP) plans.", "PEP进行规划。")
    assert said == "PEP 进行规划"
    assert "A PEP plans." in model.asked[0][1]


def phrase(english: str, *said: str) -> tuple[str, Scripted]:
    model = Scripted(said)
    asker = Asker("2511.00001", paper_text(paragraph(english)), model, NoCalls())
    return asyncio.run(phrase_of(english, "task", (), asker)), model


def test_a_phrase_is_tried_with_its_terms_in_their_place_and_then_without_its_tail() -> None:
    assert phrase("token merging in VLMs", "VLM 中的词元合并")[0] == "VLM 中的词元合并"
    said, model = phrase("token merging from GPT-9", "词元合并", "词元合并", "词元合并")
    assert said == "词元合并"
    assert [re.findall(r"merging.*|词元 ?merging.*", asked)[0] for _, asked, _ in model.asked] == [
        "merging from GPT-9",
        "词元 merging from GPT-9",
        "merging",
    ]


def test_a_phrase_that_no_try_says_whole_is_left_out() -> None:
    said, model = phrase("zebras from GPT-9", "斑马", "不是斑马")
    assert (said, len(model.asked)) == ("", 2)


@pytest.mark.parametrize(
    ("chinese", "ordered"),
    [
        ("膝关节 MRI 重建从一个 X 光", "从一个 X 光重建膝关节 MRI"),
        ("从文本生成图像", "从文本生成图像"),
        ("词元对齐在视觉语言模型中", "视觉语言模型中的词元对齐"),
        ("词元对齐在 VLM", "VLM 中的词元对齐"),
        ("在平原中的斑马", "在平原中的斑马"),
    ],
)
def test_a_phrase_has_its_source_and_its_place_before_its_thing(chinese: str, ordered: str) -> None:
    assert _in_order(chinese) == ordered


def test_a_phrase_of_one_character_names_nothing() -> None:
    model = Scripted(["无", "无"])
    asker = Asker("2511.00001", paper_text(paragraph("An ebb.")), model, NoCalls())
    assert asyncio.run(phrase_of("An ebb", "task", (), asker)) == ""


def test_a_word_of_two_senses_has_the_one_of_its_paper() -> None:
    said, _ = translation("The policy of the robot is updated.", "机器人的政策被更新。")
    assert said == "机器人的策略被更新"
