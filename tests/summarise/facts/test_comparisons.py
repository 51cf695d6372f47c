"""Whom a paper's claims compare its numbers with, and what they say first."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.comparisons import Gain
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import lines_of
from schemas.records import Block
from schemas.summary import ResultFact
from tests.papers import paper_text, paragraph, table

ROWS = [
    ["Method", "GSM8K", "#Params"],
    ["Base", "58.2", "66M"],
    ["Older", "61.5", "557M"],
    ["Bo", "60.1", "70M"],
    ["HingeNet", "62.7", "66M"],
]
OTHERS = ("Base", "Older", "Bo")


def abstract(text: str) -> Block:
    return paragraph(text, "abstract")


def found(*blocks: Block) -> tuple[ResultFact, ...]:
    return results(lines_of(paper_text(*blocks)), ("HingeNet",))


@pytest.mark.parametrize(
    ("said", "rival"),
    [
        ("HingeNet is good.", "Older"),
        ("HingeNet improves from 58.2 to 62.7.", "Base"),
        ("HingeNet is 4.5 points over Base.", "Base"),
        ("HingeNet is 4.5 points over another.", "Older"),  # the sentence names nobody of the table
        ("HingeNet is 4.4 points over Base.", "Older"),
        ("HingeNet is 2.6 points over Bo.", "Older"),  # two letters may stand anywhere
        ("HingeNet is 7.7% over Base.", "Base"),  # of 58.2
        ("HingeNet is 7.8% over Base.", "Older"),
        ("HingeNet is +4.5pp over Base.", "Base"),
        ("It is better, where Base loses 4.5 points.", "Older"),
    ],
)
def test_a_number_stands_beside_whom_the_claims_compare_it_with(said: str, rival: str) -> None:
    first = found(abstract(said), table(ROWS, "Accuracy.", cites=OTHERS))[0]
    assert (first.benchmark, first.value, first.baseline) == ("GSM8K", "62.7", rival)


def test_what_the_abstract_says_that_it_saves_comes_first_with_both_numbers() -> None:
    first = found(abstract("HingeNet is 8.4x smaller than Older."), table(ROWS, "Accuracy.", cites=OTHERS))[0]
    assert (first.value, first.baseline, first.baseline_value) == ("66M", "Older", "557M")


@pytest.mark.parametrize(
    ("gain", "mine", "other", "fits"),
    [
        (Gain(1.4, 1, "percent"), 1.2223, 1.2396, True),
        (Gain(1.5, 1, "percent"), 1.2223, 1.2396, False),
        (Gain(37.8, 1, "percent"), 0.63, 0.252, True),  # points of a share
        (Gain(8.4, 1, "ratio"), 66.0, 557.0, True),
        (Gain(8.5, 1, "ratio"), 66.0, 557.0, False),
        (Gain(2.0, 1, "points"), 62.0, 60.0, True),
        (Gain(2.0, 1, "points"), 62.0, 60.02, False),
    ],
)
def test_a_gain_fits_two_numbers_as_far_as_it_is_written(gain: Gain, mine: float, other: float, fits: bool) -> None:
    assert gain.fits(mine, other) is fits


def test_a_row_of_gains_says_whom_the_paper_s_own_is_compared_with() -> None:
    rows = [
        ["Method", "A1 Bench", "B1 Bench"],
        ["Base", "58.2", "40.0"],
        ["Older", "61.5", "44.0"],
        ["HingeNet", "62.7", "45.0"],
    ]
    assert {f.baseline for f in found(table([*rows, ["Δ", "+4.5", "↑5.0"]], "Accuracy.", cites=OTHERS))} == {"Base"}
    assert {f.baseline for f in found(table([*rows, ["Δ", "+4.5", "↓5.0"]], "Accuracy.", cites=OTHERS))} == {
        "Older"
    }  # of one alone


def test_a_model_before_its_training_is_no_rival_where_the_abstract_names_one() -> None:
    rows = [["Method", "GSM8K"], ["Vanilla", "61.5"], ["SFT", "58.2"], ["HingeNet", "62.7"]]
    grid = table(rows, "Accuracy.")
    assert [f.baseline for f in found(grid)] == ["Vanilla"]
    assert [f.baseline for f in found(abstract("It outperforms SFT in generalization."), grid)] == ["SFT"]
    far = "It outperforms " + "many of the others that " * 3 + "were there "
    assert [f.baseline for f in found(abstract(f"{far}SFT too."), grid)] == ["Vanilla"]  # 83 characters behind
    assert [
        f.baseline for f in found(abstract("It outperforms SFT."), table([*rows[:1], ["Older", "61.5"], *rows[2:]]))
    ]


def test_rows_of_each_modality_stand_beside_those_of_the_same() -> None:
    rows = [
        ["Model", "Modality", "GSM8K"],
        ["Moshi", "S→T", "26.6"],
        ["Moshi", "S→S", "9.2"],
        ["HingeNet", "S→T", "32.2"],
        ["HingeNet", "S→S", "15.9"],
    ]
    assert {(f.system, f.value, f.baseline_value) for f in found(table(rows, "Accuracy.", cites=("Moshi",)))} == {
        ("HingeNet (S→T)", "32.2", "26.6"),
        ("HingeNet (S→S)", "15.9", "9.2"),
    }


def test_the_dataset_of_a_group_is_its_benchmark() -> None:
    rows = [
        ["Dataset", "Method", "Accuracy"],
        ["Foo1", "Older", "61.5"],
        ["Foo1", "HingeNet", "62.7"],
        ["Random", "Older", "51.5"],
        ["Random", "HingeNet", "52.7"],
    ]
    assert {(f.benchmark, f.system, f.value) for f in found(table(rows))} == {
        ("Foo1", "HingeNet", "62.7"),
        ("Random", "HingeNet", "52.7"),
    }


def test_what_has_no_comparison_is_left_out_where_others_of_its_row_have_one() -> None:
    rows = [
        ["Method", "PSNR ↑", "LPIPS ↓", "Sparsity"],
        ["Older", "61.5", "0.3", "0.90"],
        ["HingeNet", "62.7", "0.2", "0.91"],
    ]
    caption = "Comparison with other methods on Foo12."
    assert [f.metric for f in found(table(rows, caption))] == ["PSNR", "LPIPS"]


def test_averages_of_two_tables_are_told_apart_by_their_captions() -> None:
    rows = [["Method", "Avg."], ["Older", "61.5"], ["HingeNet", "62.7"]]
    other = [["Method", "Avg."], ["Older", "51.5"], ["HingeNet", "52.7"]]
    tables = table(rows, "Results on multiple hallucination benchmarks."), table(other, "Table 3: MME.")
    assert [f.benchmark for f in found(*tables)] == ["hallucination Avg", "MME Avg"]
