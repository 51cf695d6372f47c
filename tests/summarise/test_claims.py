"""What an abstract claims, told by code."""

from __future__ import annotations

import pytest

from pipeline.summarise.claims import claims
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph


def said(text: str) -> list[tuple[str, bool]]:
    found = claims(lines_of(paper_text(paragraph(text, kind="abstract"))))
    return [(claim.text, claim.of_cost) for claim in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Ebb reduces the cache of Llama-3.1-8B at a context of 32K tokens from 4.29 GB to 0.70 GB (6.1×) and "
            "raises the decoding throughput from 241 to 553 tokens per second (2.3×), while it is so.",
            [
                ("使 Llama-3.1-8B 的键值缓存（上下文 32K 词元）从 4.29 GB 降到 0.70 GB（6.1×）", True),
                ("使解码吞吐量从 241 提高到 553 词元/秒（2.3×）", True),
            ],
        ),
        (
            "It raises the average accuracy of Qwen2.5-VL-7B-Instruct from 77.9% to 82.4%, and lifts InternVL3-8B "
            "from 78.0% to 81.6%.",
            [
                ("使 Qwen2.5-VL-7B-Instruct 的平均准确率从 77.9% 提高到 82.4%", False),
                ("使 InternVL3-8B 从 78.0% 提高到 81.6%", False),
            ],
        ),
        (
            "It is 8.4x smaller and 6.1x faster than the best existing ConvNet.",
            [("比 ConvNet 小 8.4 倍、快 6.1 倍", True)],
        ),
        ("It is 8.4x smaller.", []),  # than what?
        (
            "We see 15% wall-clock speedup on BERT-large, 3× speedup on GPT-2.",
            [("提速：BERT-large 上 15%、GPT-2 上 3×", True)],
        ),
        ("It reduces the number of odd zebras from 8 to 3.", []),  # code cannot say it whole
        ("It reduces the latency of small zebras from 8 ms to 3 ms.", []),
        (
            "On all ten LIBERO-Object tasks, it improves the success rate of a recipe-matched Ebb_{0.5} baseline from "
            "70.9% to 84.3%.",
            [("在 LIBERO-Object 上使 Ebb_{0.5} 基线的成功率从 70.9% 提高到 84.3%", False)],
        ),
        (
            "It lifts the success rate of the π_{0.5} baseline from 1% to 2%.",
            [("使 π_{0.5} 基线的成功率从 1% 提高到 2%", False)],
        ),
        ("On Ebb Kitchen, it lifts success from 1% to 2%.", []),
        (
            "On Ebb Kitchen, it lifts aggregate success from 1% to 2%.",
            [("在 Ebb Kitchen 上使总成功率从 1% 提高到 2%", False)],
        ),
        ("It reduces the latency from 8 ms to 3 ms on all.", [("使延迟从 8 ms 降到 3 ms", True)]),
    ],
)
def test_claims_of_two_numbers_or_a_multiple(text: str, told: list[tuple[str, bool]]) -> None:
    assert said(text) == told


def test_only_the_abstract_claims() -> None:
    assert claims(lines_of(paper_text(paragraph("It reduces the latency from 8 ms to 3 ms on all.")))) == ()


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("On Ebb, it lifts the win rate of an old Tide baseline from 1% to 2%.", "Ebb 胜率 1%→2%"),
        ("It reduces the latency from 8 ms to 3 ms on all.", "延迟 8→3 ms"),
        ("It lifts InternVL3-8B from 78.0% to 81.6%.", ""),
    ],
)
def test_a_claim_of_two_numbers_is_short_in_a_headline(text: str, head: str) -> None:
    found = claims(lines_of(paper_text(paragraph(text, kind="abstract"))))
    assert [claim.head for claim in found] == [head]
