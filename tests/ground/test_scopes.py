"""A number that the paper says of the base model does not hold for the big one."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.free_text import check_text
from pipeline.ground.scopes import scopes_in
from schemas.grounding import Fact
from tests.ground.papers import grid, paper, paragraph

STATED = paper(
    "We trained the base models for a total of 100,000 training steps. "
    "The big models were trained for 300,000 training steps.",
    paragraph("We use Adam with β_{1} = 0.9, β_{2} = 0.98. During pre-training the dropout is 0.2."),
    paragraph(
        "During fine-tuning the dropout is 0.4. For both stages, pre-training and fine-tuning, the decay is 0.05."
    ),
    grid(
        [["Model", "BLEU EN-DE", "BLEU EN-FR"], ["Ours", "28.4", "41.8"], ["Rival", "24.6", "39.92"]], caption="Scores"
    ),
)


def numbers(text: str) -> list[str]:
    return [c.verdict.rule or c.verdict.kind for c in check_text(text, STATED) if c.kind == "number"]


@pytest.mark.parametrize(
    "text",
    [
        "基础模型训练 100,000 步，大模型训练 300,000 步。", "英德 28.4 BLEU，英法 41.8 BLEU。", "β1 = 0.9，β2 = 0.98。",
        "β₁为0.9", "预训练的 dropout 0.2，微调的 dropout 0.4", "dropout 0.4（微调）", "微调的 decay 0.05",
        "the big model trains 300,000 steps",
    ],
)  # fmt: skip
def test_what_the_paper_says_of_it_holds(text: str) -> None:
    assert set(numbers(text)) == {"holds"}


@pytest.mark.parametrize(
    "text",
    [
        "基础模型训练 300,000 步，大模型训练 100,000 步。", "英法 28.4 BLEU，英德 41.8 BLEU。", "β1 = 0.98，β2 = 0.9。",
        "β₁为0.98", "dropout 0.2（微调）", "the base model trains 300,000 steps",
    ],
)  # fmt: skip
def test_what_it_says_of_the_opposite_differs(text: str) -> None:
    assert set(numbers(text)) == {"other_label"}


@pytest.mark.parametrize(
    ("context", "value", "kind"),
    [
        ("base model", "300,000", "differs"), ("big model", "100,000", "differs"), ("基础", "300,000", "differs"),
        ("base model", "100,000", "holds"), ("大模型", "300,000", "holds"), ("small model", "100,000", "holds"),
        ("base and big", "300,000", "holds"), ("", "300,000", "holds"),
    ],
)  # fmt: skip
def test_a_fact_holds_for_its_own_scope(context: str, value: str, kind: str) -> None:
    fact = Fact(id="a", name="training steps", value=value, context=context or None)
    assert check(fact, STATED).kind == kind


def test_a_number_of_other_cells_than_a_clause_names_cannot_be_confirmed() -> None:
    said = paper("Intro.", grid([["Model", "GSM8K", "MATH"], ["Ours", "62.5", "31.5"], ["Rival", "24.6", "39.9"]]))
    assert [c.verdict.rule for c in check_text("Ours 在 MATH 上 62.5", said) if c.kind == "number"] == ["number_only"]
    assert [c.verdict.rule for c in check_text("Ours 在 GSM8K 上 62.5", said) if c.kind == "number"] == [None]
    also = paper("Ours reaches 62.5 on all of MATH.", *said.blocks)
    assert [c.verdict.rule for c in check_text("Ours 在 MATH 上 62.5", also) if c.kind == "number"] == [None]


def test_a_number_that_has_half_of_the_words_is_meant_instead_and_one_that_has_less_is_not() -> None:
    for said, differs in (("decay factor", True), ("factor", False)):
        stated = paper(f"For the base model the gamma delta decay is 0.3. The big model has a {said} of 0.5.")
        fact = Fact(id="a", name="gamma delta decay factor"[6:] if said else "", value="0.3", context="big model")
        assert (check(fact, stated).kind == "differs") is differs


@pytest.mark.parametrize(
    "pair", ["English-to-German", "EN-DE", "en→de", "English to German", "英德", "英译德", "英语到德"]
)
def test_a_pair_of_languages_is_one_scope(pair: str) -> None:
    assert scopes_in(pair) == {"pair": {"en-de"}}


@pytest.mark.parametrize("text", ["中英文", "英英", "en-en", "a large language model", "baseline"])
def test_what_only_looks_like_a_scope_is_none(text: str) -> None:
    assert scopes_in(text) == {}
