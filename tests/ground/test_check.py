"""A fact holds only where the paper states its value of that thing."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.prose import ground_prose
from schemas.grounding import Fact
from tests.ground.papers import grid, paper, paragraph

PAPER = PaperIndex(
    paper(
        "We use AdamW with a learning rate of 1 × 10^{-4} and a batch size of 128. "
        "Training takes 27 hours on 8× A100 GPUs.",
        paragraph("It reaches 82.1% top-5 accuracy and 61.7% top-1 accuracy. We fine-tune Qwen2.5-7B.", page=2),
        grid(
            [
                ["Method", "GSM8k / Acc. (%)", "GSM8k / # Tokens", "MATH / Acc. (%)"],
                ["Ours", "34.1 ±1.5", "8.2", "97.0"],
                ["Ours w/o curriculum", "14.4", "8.3", "76.1"],
            ],
            page=3,
        ),
        grid(
            [
                ["Model", "ScienceQA test MMMU val", "ScienceQA test MMMU val"],
                ["", "accuracy", "accuracy"],
                ["MCOUT", "58.1 (↑ 3.5%)", "27.4 (↑ 7.8%)"],
            ],
            page=5,
            header_rows=2,
        ),
        grid([["Parameter", "Value"], ["Adam (β_{1}, β_{2})", "(0.9, 0.95)"], ["Weight decay", "0.1"]], page=4),
    )
)


def verdict(value: str, name: str | None = None, quote: str | None = None, context: str | None = None) -> str:
    return check(Fact(id="x", name=name, value=value, quote=quote, context=context), PAPER).kind


ROW = "Ours 34.1 ±1.5 8.2 97.0"
SENTENCE = "a learning rate of 1 × 10^{-4} and a batch size of 128"


@pytest.mark.parametrize(
    ("value", "name", "quote", "context", "kind"),
    [
        ("1 × 10^{-4}", "learning rate", SENTENCE, None, "holds"),
        ("1e-4", "learning rate", SENTENCE, None, "holds"),
        ("0.0001", "学习率", SENTENCE, None, "holds"),
        ("128", "batch size", SENTENCE, None, "holds"),
        ("128", "batch size", None, None, "holds"),
        ("8 A100", "GPU", "on 8× A100 GPUs", None, "holds"),
        ("27小时", "training time", "Training takes 27 hours", None, "holds"),
        ("34.1", "accuracy", ROW, "GSM8k, Ours", "holds"),
        ("34.1%", "accuracy", ROW, "GSM8k, Ours", "holds"),
        ("97.0", "accuracy", None, "MATH, Ours", "holds"),
        ("61.7", "top-1 accuracy", "82.1% top-5 accuracy and 61.7% top-1 accuracy", None, "holds"),
        ("0.95", "Adam beta2", "Adam (β1, β2) (0.9, 0.95)", None, "holds"),
        ("Qwen2.5-7B", "backbone", "We fine-tune Qwen2.5-7B", None, "holds"),
        ("qwen2.5 7B", "backbone", None, None, "holds"),
        ("AdamW", "optimizer", "We use AdamW", None, "holds"),
        ("128", None, None, None, "holds"),
        ("27.4", "accuracy", "MCOUT 58.1 (↑ 3.5%) 27.4 (↑ 7.8%)", "MMMU", "holds"),
        ("7.8%", "relative improvement of accuracy", "MCOUT 58.1 (↑ 3.5%) 27.4 (↑ 7.8%)", "MMMU", "holds"),
    ],
)
def test_a_true_fact_holds(value: str, name: str | None, quote: str | None, context: str | None, kind: str) -> None:
    assert verdict(value, name, quote, context) == kind


@pytest.mark.parametrize(
    ("value", "name", "quote", "context", "kind"),
    [
        ("1e-5", "learning rate", SENTENCE, None, "differs"),
        ("1e4", "learning rate", SENTENCE, None, "differs"),
        ("104", "learning rate", SENTENCE, None, "differs"),
        ("10-4", "learning rate", SENTENCE, None, "unsupported"),
        ("129", "batch size", SENTENCE, None, "differs"),
        ("1e-4", "batch size", SENTENCE, None, "differs"),
        ("128", "learning rate", SENTENCE, None, "differs"),
        ("8.2", "accuracy", ROW, "GSM8k, Ours", "differs"),
        ("97.0", "accuracy", ROW, "GSM8k, Ours", "differs"),
        ("34.1", "accuracy", None, "MATH, Ours", "differs"),
        ("82.1", "top-1 accuracy", "82.1% top-5 accuracy and 61.7% top-1 accuracy", None, "differs"),
        ("0.9", "Adam beta2", "Adam (β1, β2) (0.9, 0.95)", None, "differs"),
        ("0.1%", "weight decay", "Weight decay 0.1", None, "differs"),
        ("0.341", "accuracy", ROW, "GSM8k, Ours", "differs"),
        ("128", "batch size", "We set the batch size to 128 in all runs", None, "unsupported"),
        ("999", "batch size", "We set the batch size to 999 in all runs", None, "unsupported"),
        ("8 H100", "GPU", "on 8× A100 GPUs", None, "unsupported"),
        ("Qwen2.5-72B", "backbone", "We fine-tune Qwen2.5-7B", None, "unsupported"),
        ("Qwen2.5-7B-Instruct", "backbone", None, None, "unsupported"),
        ("AdamW", "optimizer", "Weight decay 0.1", None, "unsupported"),
        ("4242", None, None, None, "unsupported"),
        ("58.1", "accuracy", "MCOUT 58.1 (↑ 3.5%) 27.4 (↑ 7.8%)", "MMMU", "differs"),
        ("7.8", "accuracy", "MCOUT 58.1 (↑ 3.5%) 27.4 (↑ 7.8%)", "MMMU", "differs"),
    ],
)
def test_a_false_fact_is_refused(
    value: str, name: str | None, quote: str | None, context: str | None, kind: str
) -> None:
    assert verdict(value, name, quote, context) == kind


def test_the_verdict_says_what_stands_there_and_on_which_page() -> None:
    given = check(Fact(id="x", name="batch size", value="129", quote=SENTENCE), PAPER)
    assert (given.page_number, given.found, given.rule) == (1, "128", "not_in_quote")
    held = check(Fact(id="x", name="accuracy", value="34.1", quote=ROW, context="GSM8k"), PAPER)
    assert held.quote is not None
    assert (held.page_number, held.found, held.quote.page_number) == (3, "34.1 ±1.5", 3)


def test_of_several_numbers_the_worst_counts() -> None:
    assert verdict("(0.9, 0.95)", "Adam betas", "Adam (β1, β2) (0.9, 0.95)") == "holds"
    assert verdict("(0.9, 0.99)", "Adam betas", "Adam (β1, β2) (0.9, 0.95)") == "differs"


NAMES = PaperIndex(
    paper(
        "We test LLaMA-3.1-8B and Qwen2.5-7B/14B/32B-Base. We also use JFT with 18k classes and 303M images. ",
        "The dataset JFT-300M is not public. Preferences are from Helpful and Harmless (HH), and GLM with GLM-4-9B.",
        "Something else.",
        "Something else again.",
        paragraph("We train on HH for one epoch. We use GLM and the model of 7B in the series GLM-4-32B.", page=2),
        grid([["Question set", "#"], ["GSM", "8k"]], page=3),
    )
)


@pytest.mark.parametrize(
    ("value", "quote", "holds"),
    [
        ("Qwen2.5-14B-Base", "Qwen2.5-7B/14B/32B-Base", True),
        ("Qwen2.5-32B-Base", "Qwen2.5-7B/14B/32B-Base", True),
        ("Qwen2.5-14B", "Qwen2.5-7B/14B/32B-Base", False),
        ("Qwen2.5-72B-Base", "Qwen2.5-7B/14B/32B-Base", False),
        ("JFT-300M", "We also use JFT with 18k classes", True),
        ("JFT-300B", "We also use JFT with 18k classes", False),
        ("Helpful and Harmless", "We train on HH for one epoch", True),
        ("Helpful and Honest", "We train on HH for one epoch", False),
        ("GLM-4-9B", "We use GLM and the model", False),  # the paper has two of them
        ("GSM8K", "GSM 8k", True),
        ("LLaMA-3.1-8B models", "We test LLaMA-3.1-8B", True),
        ("LLaMA-3.1-70B models", "We test LLaMA-3.1-8B", False),
        ("HH 7B", "the model of 7B in the series", True),
        ("HH 7.0B", "the model of 7B in the series", False),
    ],
)
def test_a_name_may_be_spelled_otherwise_but_is_the_same_name(value: str, quote: str, holds: bool) -> None:
    assert check(Fact(id="x", name="model", value=value, quote=quote), NAMES).holds is holds


def test_an_empty_paper_supports_nothing() -> None:
    assert check(Fact(id="x", value="128"), paper()).kind == "unsupported"


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("500 questions sampled from MATH", True),
        ("500 answers sampled from MATH", True),
        ("400 questions sampled from MATH", False),
    ],
)
def test_a_value_with_words_of_its_own_is_looked_up_by_them(value: str, holds: bool) -> None:
    text = "We evaluate on 500 questions that are sampled from MATH, and on 400 problems of GSM8K."
    assert check(Fact(id="x", name="dataset", value=value, quote=text), paper(text)).holds is holds


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("short questions of children with pictures", True),  # three of four words stand there
        ("short questions of adults with stories", False),  # two of four
    ],
)
def test_a_description_needs_most_of_its_words(value: str, holds: bool) -> None:
    text = "The data are questions that children ask about pictures."
    assert check(Fact(id="x", name="dataset", value=value, quote=text), paper(text)).holds is holds


@pytest.mark.parametrize(("letters", "whole"), [(400, True), (900, False)])
def test_the_sentence_of_a_place_is_cut_around_the_number_where_it_is_long(letters: int, whole: bool) -> None:
    text = "It has 4321 of them " + "and so on and on " * (letters // 17) + "in the end."
    prose = ground_prose("training", "共 4321 个。", PaperIndex(paper(text)))
    quote = prose.places[0].quote
    assert "4321" in quote
    assert (quote == text) is whole
    assert len(quote) <= 620


@pytest.mark.parametrize(
    ("name", "text", "holds"),
    [
        ("LoRA rank", "Note that the dynamics (4)-(6) are a perfect analog of the coupled clocks.", False),
        ("LoRA rank", "We use LoRA with a rank of 4 for all clocks.", True),
        ("LoRA rank", "Low-rank adapters (LoRAs) have rank 4 here.", True),
        ("KLD weight", "The weight of the Kullback-Leibler divergence is 4.", True),
        ("GPUs", "We trained on 4 NVIDIA H100 cards for a day.", True),
        ("学习率", "The learning rate is 4.", True),
        ("clock count", "There are 4 clocks.", True),
    ],
)
def test_a_coined_word_of_a_name_is_in_the_paper(name: str, text: str, holds: bool) -> None:
    given = Fact(id="a", name=name, value="4", quote=text)
    assert check(given, paper(paragraph(text))).holds is holds
