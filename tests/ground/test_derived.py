"""A sentence may work out a difference or a multiple of the numbers that it cites, and no other number."""

from __future__ import annotations

import pytest

from pipeline.ground.prose import ground_prose
from tests.papers import paper_text, paragraph, table
from tests.places import indexed

INDEX = indexed(
    paper_text(
        table(
            [
                ["Method", "GSM8K", "MATH", "Memory (GB)"],
                ["Alpha", "90.3", "76.6", "4.29"],
                ["Beta", "92.6", "80.4", "0.70"],
            ],
            "Results.",
        ),
        paragraph("Beta decodes 553 tokens per second, Alpha decodes 241. Beta reaches 62.7% and Alpha 59.8%."),
        paragraph("Training takes 8 GPUs for 27 hours."),
        paragraph("On rare words Beta goes from 19.41 to 22.99, with 12 and 14.58 for others."),
    )
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Beta 在 GSM8K 上比 Alpha 高 2.3 分，达到 92.6【1.1, 1.2】。",
        "Beta 在 MATH 上提高了 3.8 个百分点，达到 80.4【1.1, 1.2】。",
        "Beta 的内存为 0.70 GB，比 Alpha 少 3.59 GB【1.1, 1.2】。",
        "Beta 的内存为 0.70 GB，比 Alpha 少 3.6 GB【1.1, 1.2】。",
        "Beta 每秒解码 553 个词元，是 Alpha 的 2.3 倍【2】。",
        "Beta 比 Alpha 高出 2.9 分，达到 62.7%【2】。",
        "Beta 在 GSM8K 上比 Alpha 高 2.3 分【1.1, 1.2】。",  # both rows are cited
        "换成 MATH，两者的差距扩大到 3.8 分【1.1, 1.2】。",
        "Beta 在 MATH 上为 80.4，比 GSM8K 上低 12.2 分【1.2】。",  # within a row
        "Beta 在少见词上只升 3.58 分【4】。",  # of what goes from one to the other
        "Beta 在少见词上相对提高 18.4%【4】。",
        "Beta 的内存从 4.29 GB 降到 0.70 GB，降低 83.7%【1.1, 1.2】。",  # by so many per cent
    ],
)
def test_a_difference_or_a_multiple_of_cited_numbers_holds(sentence: str) -> None:
    assert not ground_prose("results_prose", sentence, INDEX).flags


@pytest.mark.parametrize(
    ("sentence", "flagged"),
    [
        ("Beta 在 GSM8K 上比 Alpha 高 2.4 分，达到 92.6【1.1, 1.2】。", "2.4"),  # another difference
        (
            "Beta 在 GSM8K 上比 Alpha 高 2.3 分【1】。",
            "2.3",
        ),  # of no number that the sentence tells, in no row that it cites
        ("Beta 在 MATH 上比 GSM8K 上低 12.2 分【1.1, 1.2】。", "12.2"),  # within a row, and neither is told
        ("Beta 在 GSM8K 上比 Alpha 高 2.3 分，达到 92.6【1.2】。", "2.3"),  # the other row is not cited
        ("Beta 在 GSM8K 上比 Alpha 高 16.0 分，达到 92.6【1.1, 1.2】。", "16.0"),  # from another column and row
        ("Beta 在 GSM8K 上为 2.3，达到 92.6【1.1, 1.2】。", "2.3"),  # no word of a difference
        ("Beta 在少见词上只升 2.58 分【4】。", "2.58"),  # of two numbers that nothing joins
        ("Beta 的内存从 4.29 GB 降到 0.70 GB，降低 82.7%【1.1, 1.2】。", "82.7%"),
        ("Beta 的内存降低 83.7%【1.1, 1.2】。", "83.7%"),  # neither is told
        ("Beta 在 GSM8K 上比 Alpha 高 2.30 分，达到 92.6【1.1, 1.2】。", "2.30"),  # finer than the paper
        ("Beta 的内存为 0.70 GB，比 Alpha 少 3.7 GB【1.1, 1.2】。", "3.7 GB"),
        ("Beta 每秒解码 553 个词元，是 Alpha 的 2.4 倍【2】。", "2.4 倍"),
        ("Beta 比 Alpha 高 490.3 分，达到 62.7%【2】。", "490.3"),  # a share and a rate
        ("Beta 比 Alpha 高 2 到 3 分，达到 62.7%【2】。", "2 到 3"),
    ],
)
def test_any_other_number_that_the_paper_does_not_hold_is_flagged(sentence: str, flagged: str) -> None:
    assert [flag.text for flag in ground_prose("results_prose", sentence, INDEX).flags] == [flagged]


def test_a_sentence_whose_only_number_is_worked_out_holds() -> None:
    (sentence,) = ground_prose("results_prose", "Beta 在 MATH 上比 Alpha 高 3.8 分【1.1, 1.2】。", INDEX).sentences
    assert sentence.holds


def test_what_is_shown_beside_a_difference_are_the_two_numbers_and_the_row_of_the_other() -> None:
    prose = ground_prose("results_prose", "GSM8K 上比 Alpha 高 2.3 分，达到 92.6【1.1, 1.2】。", INDEX)
    assert [(p.found, p.quote.splitlines()[-1]) for p in prose.places[1:2]] == [
        ("92.6 − 90.3", "| Alpha | 90.3 | 76.6 | 4.29 |")
    ]
