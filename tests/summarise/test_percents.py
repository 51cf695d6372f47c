"""A result has the per cent sign that a sentence about its metric writes behind it."""

from __future__ import annotations

import pytest

from pipeline.ground.summary import claims_of, key_of
from pipeline.summarise.percents import with_percents
from schemas.summary import ResultFact, Summary
from tests.papers import paper_text, paragraph
from tests.places import indexed

INDEX = indexed(
    paper_text(paragraph("Sieve has a false-positive rate (FPR) of 0.11%. Its loss is 0.25. It saves 3.52%."))
)
EMPTY = dict.fromkeys(
    ("headline", "task", "input", "output", "problem", "architecture", "training", "inference", "results_prose"), ""
) | {"backbones": (), "datasets": (), "hyperparameters": ()}


def shown(metric: str, value: str, baseline: str = "2.10", kept: bool = False) -> tuple[str, str]:
    fact = ResultFact(
        benchmark="Nine", metric=metric, system="Sieve", value=value, at="1", baseline="X", baseline_value=baseline,
        baseline_at="1",
    )  # fmt: skip
    summary = Summary.model_validate(EMPTY | {"results": (fact,)})
    keys = [key_of(claimed) for claimed in claims_of(summary)] if kept else []
    [result] = with_percents(summary, INDEX, keys).results
    return result.value, result.baseline_value


@pytest.mark.parametrize(
    ("metric", "value", "printed"),
    [
        ("FPR（误报率）", "0.11", ("0.11%", "2.10%")),
        ("FPR（误报率）", "0.12", ("0.12", "2.10")),
        ("FPR（误报率）", "0.11%", ("0.11%", "2.10")),
        ("loss（损失）", "0.25", ("0.25", "2.10")),
        ("FPR（误报率）", "3.52", ("3.52", "2.10")),  # a share of something else
    ],
)
def test_a_value_has_the_sign_of_its_sentence(metric: str, value: str, printed: tuple[str, str]) -> None:
    assert shown(metric, value) == printed


def test_what_was_confirmed_stays() -> None:
    assert shown("FPR（误报率）", "0.11", kept=True) == ("0.11", "2.10")


@pytest.mark.parametrize(("value", "printed"), [("68.78", "68.78%"), ("0.68", "0.68")])
def test_other_values_of_the_metric_have_it_too(value: str, printed: str) -> None:
    first, other = (
        ResultFact(
            benchmark="Nine", metric="FPR", system="Sieve", value=v, at="1", baseline="", baseline_value="",
            baseline_at="",
        )
        for v in ("0.11", value)
    )  # fmt: skip
    made = with_percents(Summary.model_validate(EMPTY | {"results": (first, other)}), INDEX).results
    assert [one.value for one in made] == ["0.11%", printed]
