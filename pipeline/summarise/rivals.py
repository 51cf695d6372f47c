"""Sets a model's results against the strongest rival of their column, where the model chose a weaker one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.ground.index import PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.regions import numbers_in
from pipeline.summarise.facts.directions import direction
from pipeline.summarise.facts.read_off import only_held
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern
from schemas.summary import EMPTY, ResultFact, Summary

_REFERENCE = pattern("results.references")


def against_strongest(summary: Summary, lines: Sequence[Line], own: Sequence[str], index: PaperIndex) -> Summary:
    """The summary with the rivals that code reads beside the same cells, where their values are higher.

    What is better the lower it is, or nobody knows which way, stays as the model has it: the strongest in memory or
    time is seldom who is compared. Nor is what a cheaper method is held against, full attention beside a sparse one, a
    rival in the place of one that the model names.
    """
    if not any(result.baseline_value for result in summary.results):
        return summary
    read = only_held(EMPTY.model_copy(update={"results": tuple(results(lines, tuple(own)))}), index)
    beside = {(result.at, _value(result.value)): result for result in read.results if result.baseline_value}
    told = tuple(_with_rival(result, beside) for result in summary.results)
    return summary.model_copy(update={"results": told})


def _with_rival(result: ResultFact, beside: Mapping[tuple[str, Decimal | None], ResultFact]) -> ResultFact:
    found = (beside.get((at, _value(result.value))) for at in numbers_in(result.at))
    other = next((one for one in found if one and direction(f"{one.benchmark} {one.metric}") != "lower"), None)
    mine, theirs = (_value(one.baseline_value) if one else None for one in (result, other))
    if other is None or mine is None or theirs is None or theirs <= mine:
        return result
    if _REFERENCE.fullmatch(other.baseline) and not _REFERENCE.fullmatch(result.baseline):
        return result
    rival = {name: getattr(other, name) for name in ("baseline", "baseline_value", "baseline_at")}
    return result.model_copy(update=rival)


def _value(text: str) -> Decimal | None:
    numbers = find_numbers(text)
    return numbers[0].value if numbers else None
