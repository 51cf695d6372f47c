"""A summary's settings and results as the rows of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.words.printed import shown_scope, shown_setting
from pipeline.words.settings import is_detail, rank_of
from pipeline.words.vocabulary import word_list
from schemas.digest import GroundedFact

SETTINGS_SHOWN = 20  # of a paper, in the first table: more is looked up, not read
RESULTS_SHOWN = 8
FEW = 2  # rows above these: they are shown rather than folded once more
ALIKE_SHOWN = 3  # of one setting among them: its values of every model of a grid are looked up, too


class Setting(NamedTuple):
    """One value of a setting, with everything that it holds for."""

    name: str  # Chinese where it has one
    facts: tuple[GroundedFact, ...]  # of one value, in the paper's order

    @property
    def scope(self) -> str:
        """All stages, models or data that it holds for, what ends alike together; "" for all."""
        if any(not fact.note for fact in self.facts):
            return ""
        of: dict[str, list[str]] = {}  # by its last part, such as a stage, the models or data of each
        for fact in self.facts:
            what, _, last = fact.note.rpartition("，")
            of.setdefault(last, []).append(what)
        return shown_scope(
            "；".join(
                "，".join(filter(None, ("、".join(dict.fromkeys(filter(None, what))), last)))
                for last, what in of.items()
            )
        )


class Result(NamedTuple):
    """A result beside one of its baselines."""

    result: GroundedFact
    baseline: GroundedFact | None  # None: there is none


def settings_of(facts: Iterable[GroundedFact]) -> list[Setting]:
    """The settings in the order in which readers look for them; those alike stay in the paper's.

    What is called by several names is called by one, and one value of it is one row. What a baseline or an ablation is
    set to is not the paper's own.
    """
    rows: dict[tuple[str, str, bool], list[GroundedFact]] = {}
    for fact in facts:
        if fact.kind == "hyperparameter" and not _of_others(fact.note):
            key = shown_setting(fact.name), fact.value, fact.verdict.holds
            rows.setdefault(key, []).append(fact)
    named = dict.fromkeys(name for name, _, _ in rows)  # rows of one name stand together
    order = {name: at for at, name in enumerate(named)}
    made = (Setting(name, tuple(alike)) for (name, _, _), alike in rows.items())
    return sorted(made, key=lambda row: (is_detail(row.facts[0].name), rank_of(row.facts[0].name), order[row.name]))


def _of_others(scope: str) -> bool:
    words = word_list("training.others")
    return any(said in scope or words.found(e).search(scope) for e in words.entries for said in e.also)


def first_settings(rows: Sequence[Setting]) -> tuple[list[Setting], list[Setting]]:
    """The rows that are shown first, and the others; those that do not hold are always among the first.

    Details are among the others, unless they are few.
    """
    told = [at for at, row in enumerate(rows) if not is_detail(row.facts[0].name)]
    told = told if len(rows) - len(told) > FEW else list(range(len(rows)))
    if len(told) > SETTINGS_SHOWN + FEW:
        seen: Counter[str] = Counter()
        turn = dict[int, int]()  # of each row, how many of its name stand before it
        for at in told:
            turn[at] = seen[rows[at].name]
            seen[rows[at].name] += 1
        told = sorted(told, key=lambda at: turn[at] >= ALIKE_SHOWN)[:SETTINGS_SHOWN]
    first = {*told, *(at for at, row in enumerate(rows) if not row.facts[0].verdict.holds)}
    return [rows[at] for at in sorted(first)], [row for at, row in enumerate(rows) if at not in first]


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


def first_results(rows: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """The rows that are shown first, and the others; those that do not hold are always among the first."""
    most = RESULTS_SHOWN if len(rows) > RESULTS_SHOWN + FEW else len(rows)
    first = [at for at, row in enumerate(rows) if at < most or not _holds(row)]
    return [rows[at] for at in first], [row for at, row in enumerate(rows) if at not in set(first)]


def _holds(row: Result) -> bool:
    return all(fact.verdict.holds for fact in row if fact is not None)
