"""A result stands against the strongest rival of its column, whichever the model chose."""

from __future__ import annotations

import pytest

from pipeline.summarise.lines import lines_of
from pipeline.summarise.rivals import against_strongest
from schemas.summary import EMPTY, ResultFact
from tests.papers import paper_text, table
from tests.places import indexed

PAPER = paper_text(
    table(
        [
            ["Method", "GSM8K", "MATH", "Perplexity ↓", "Bias"],
            ["Base", "58.2", "52.4", "9.0", "0.1"],
            ["Alpha", "90.3±0.3", "78.2", "7.0", "0.3"],
            ["Beta", "91.1", "76.6", "6.0", "0.2"],
            ["Ours", "92.6", "75.0", "5.0", "0.4"],
        ],
        "Comparison with other methods: accuracy (%) on two benchmarks, and perplexity.",
    )
)


def rival(result: ResultFact) -> tuple[str, str, str]:
    """What a result is set against in the end."""
    summary = EMPTY.model_copy(update={"results": (result,)})
    [told] = against_strongest(summary, lines_of(PAPER), (), indexed(PAPER)).results
    assert told.model_copy(update={"baseline": "", "baseline_value": "", "baseline_at": ""}) == result.model_copy(
        update={"baseline": "", "baseline_value": "", "baseline_at": ""}
    )
    return told.baseline, told.baseline_value, told.baseline_at


def result(benchmark: str, value: str, baseline: str, baseline_value: str, at: str = "1.4") -> ResultFact:
    """What a model told of the last row."""
    row = {"Base": "1.1", "Alpha": "1.2", "Beta": "1.3"}.get(baseline, "")
    return ResultFact(
        benchmark=benchmark,
        metric="Accuracy",
        value=value,
        at=at,
        baseline=baseline,
        baseline_value=baseline_value,
        baseline_at=row,
    )


@pytest.mark.parametrize(
    ("told", "strongest"),
    [
        (result("GSM8K", "92.6", "Base", "58.2"), ("Beta", "91.1", "1.3")),
        (result("GSM8K", "92.6", "Alpha", "90.3±0.3", at="1.4, 1"), ("Beta", "91.1", "1.3")),
        (result("GSM8K", "92.6", "Beta", "91.1"), ("Beta", "91.1", "1.3")),
        (result("MATH", "75.0", "Base", "52.4"), ("Alpha", "78.2", "1.2")),  # one that wins
        (result("Perplexity", "5.0", "Base", "9.0"), ("Base", "9.0", "1.1")),  # lower is better: as it was told
        (result("Perplexity", "5.0", "Gamma", "4.5"), ("Gamma", "4.5", "")),  # of another table
        (result("Bias", "0.4", "Base", "0.1"), ("Base", "0.1", "1.1")),  # nobody knows which way is better
        (result("GSM8K", "92.6", "", ""), ("", "", "")),  # set against nothing
        (result("GSM8K", "92.6", "Gamma", "best"), ("Gamma", "best", "")),  # no number
        (result("GSM8K", "92.5", "Base", "58.2"), ("Base", "58.2", "1.1")),  # another cell
        (result("GSM8K", "92.6", "Base", "58.2", at="1.3"), ("Base", "58.2", "1.1")),  # another row
    ],
)
def test_a_result_stands_against_the_strongest_rival_of_its_column(
    told: ResultFact, strongest: tuple[str, str, str]
) -> None:
    assert rival(told) == strongest


SPARSE = paper_text(
    table(
        [
            ["Method", "VBench ↑"],
            ["Full attention", "69.18"],
            ["Alpha", "66.14"],
            ["Ours", "67.76"],
        ],
        "Comparison with other sparse methods (accuracy, %).",
    )
)


@pytest.mark.parametrize(
    ("baseline", "value", "at"), [("Alpha（稀疏度 0.87）", "66.14", "1.2"), ("Full attention", "69.18", "1.1")]
)
def test_what_a_cheaper_method_is_held_against_takes_no_named_rivals_place(baseline: str, value: str, at: str) -> None:
    told = ResultFact(
        benchmark="VBench",
        metric="得分",
        value="67.76",
        at="1.3",
        baseline=baseline,
        baseline_value=value,
        baseline_at=at,
    )
    summary = EMPTY.model_copy(update={"results": (told,)})
    [kept] = against_strongest(summary, lines_of(SPARSE), (), indexed(SPARSE)).results
    assert kept == told
