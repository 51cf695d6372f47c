"""A summary's settings and results as the rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.words.settings import rank_of
from schemas.digest import GroundedFact


class Result(NamedTuple):
    """A result beside one of its baselines."""

    result: GroundedFact
    baseline: GroundedFact | None  # None: there is none


def settings_of(facts: Iterable[GroundedFact]) -> list[GroundedFact]:
    """The settings in the order in which readers look for them; those alike stay in the paper's."""
    return sorted((f for f in facts if f.kind == "hyperparameter"), key=lambda f: rank_of(f.name))


def results_of(facts: Sequence[GroundedFact], drop_failed: bool) -> list[Result]:
    """The results in the summary's order, one with two baselines twice. `drop_failed` leaves out what does not hold."""
    rows: list[Result] = []
    current: GroundedFact | None = None  # the result that a baseline now belongs to; None: it was left out
    for fact in facts:
        shown = fact.verdict.holds or not drop_failed
        if fact.kind == "result":
            current = fact if shown else None
            if shown:
                rows.append(Result(fact, None))
        elif fact.kind == "baseline" and shown and current is not None:
            if rows[-1].baseline is None:
                rows.pop()
            rows.append(Result(current, fact))
    return rows
