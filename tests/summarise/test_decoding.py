"""How answers are drawn in evaluation."""

from __future__ import annotations

import pytest

from pipeline.summarise.decoding import decoding
from pipeline.summarise.lines import lines_of
from schemas.records import Section
from tests.papers import paper_text, paragraph


def said(*texts: str) -> str:
    return "，".join(told.text for told in decoding(lines_of(paper_text(*map(paragraph, texts)))).values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("At inference we decode greedily with at most 1,024 new tokens.", "贪心解码，最多生成 1,024 个词元"),
        ("We used beam search with a beam size of 4 and length penalty α = 0.6 here.", "束宽 4，长度惩罚 0.6"),
        (
            "We use a temperature of 0.6, a top-p value of 0.95, and generate 64 responses per query.",
            "温度 0.6，top-p 0.95，每题采样 64 次",
        ),
        (
            "We report the accuracy of greedy decoding on A, and the mean of 32 samples at temperature 0.6 on B.",
            "部分基准贪心解码，其余以温度 0.6 采样 32 次取平均",
        ),
        ("We use greedy decoding on A and 8 samples on B.", "部分基准贪心解码，其余采样 8 次"),
        ("For each rollout we sample 8 responses at temperature 1.0.", ""),
        ("The baseline: we use greedy decoding.", ""),
        ("Decoding is greedy in most work.", ""),
        ("Sampling is Euler at NFE ∈{10, 50, 100}, then clamping.", "采样 NFE 为 10, 50, 100"),
        ("Both use 4 denoising steps with a shared schedule.", "采样 4 步"),
        ("During inference, we use a single NVIDIA H100 GPU and fix the batch size to 1.", "单张 H100"),
        ("We use 20 responses to check the judge.", ""),
        ("Deterministic greedy and width-five beam decoding use known prompts.", "部分贪心解码，束宽 5"),
        ("It is fine-tuned with batch 8 and 20 epochs, and evaluated on MATH (greedy).", "贪心解码"),
        ("It is fine-tuned with batch 8, and evaluated on MATH (greedy) and AIME pass@16.", "部分贪心解码"),
        ("It is evaluated on A with ten flow-matching inference steps.", "采样 10 步"),
        ("We evaluate on 3,963 samples per class.", ""),
    ],
)
def test_what_a_sentence_says_of_decoding(text: str, told: str) -> None:
    assert said(text) == told


def test_sentences_of_the_same_section_add_to_the_one_that_says_most() -> None:
    sections = [Section(title=t, level=1, block=b, page_number=1) for b, t in enumerate(["A", "B"])]
    blocks = [
        paragraph("We sample 16 responses here.", section=0),
        paragraph("We use a temperature of 0.6 and a top-p of 0.9. At inference we limit 512 tokens.", section=1),
    ]
    told = decoding(lines_of(paper_text(*blocks, sections=sections)))
    assert {clause.text for clause in told.values()} == {"温度 0.6", "top-p 0.9", "最多生成 512 个词元"}


def test_an_abstract_is_no_place_of_settings() -> None:
    text = paper_text(paragraph("We use greedy decoding for all of it.", kind="abstract"))
    assert decoding(lines_of(text)) == {}


def test_how_data_are_made_is_no_decoding() -> None:
    sections = [Section(title="A Automated Reasoning Synthesis", level=1, block=0, page_number=1)]
    text = paper_text(paragraph("We use a temperature of 0.3 and a top-p of 0.9.", section=0), sections=sections)
    assert decoding(lines_of(text)) == {}
