"""Results of a table's columns that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import product
from typing import NamedTuple

from pipeline.summarise.facts.cells import called, number_of, plain
from pipeline.summarise.facts.costs import Cost, cost_of
from pipeline.summarise.facts.directions import direction, directions
from pipeline.summarise.facts.grids import Grid, Rival, fact_of, is_full, strongest
from pipeline.summarise.facts.head_words import (
    ANY_COST,
    AVERAGE,
    KNOWN,
    NAMED,
    SIZE,
    UNIT,
    is_called,
    is_named,
    joined,
    says_something,
)
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.own_rows import CONTROL, MODEL_SIZE, is_plain, label_at, last_label
from pipeline.summarise.facts.row_rivals import compares_others
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern
from schemas.summary import ResultFact

METRIC = pattern("results.metrics")
_SCORED = re.compile(r"(?i)%|\brate\b|\bagree|\bscore\b")  # a row's label that says how something was measured
_ASIDE = re.compile(r"\([^()]+\)$")
_TESTED, _VALIDATED = re.compile(r"(?i)\btest\b"), re.compile(r"(?i)\b(?:dev|val(?:id\w*)?)\b")
_ARROW = re.compile(r"[↑↓]")  # which way a metric is better
_AGREES = re.compile(r"(?i)\bagree")  # of judges with one another: no result


class System(NamedTuple):
    """A row or a column with what it is called."""

    label: str
    at: int  # index among the body's rows, or the column
    best: int  # in how many columns (rows) it has the highest or the only bold number


def own_columns(
    rows: Sequence[Line], heads: Sequence[tuple[str, ...]], names: tuple[str, ...], metrics: Set[str] = frozenset()
) -> list[System]:
    at = _own_at(heads, names)
    shared = _shared(heads, at, metrics)
    own = [
        System(_system(heads[c], shared), c, sum(row.bold[c] for row in rows if c < len(row.bold)))
        for c in sorted(at)
        if not CONTROL.search(joined(heads[c]))
    ]
    if any(_TESTED.search(heads[s.at][0]) for s in own):
        own = [s for s in own if not _VALIDATED.search(heads[s.at][0])]
    plain_ones = [s for s in own if is_plain(_without_models(s.label), names)]
    return sorted(plain_ones or own, key=lambda s: (-s.best, s.at))


def _own_at(heads: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> set[int]:
    """The columns that are headed by the paper's own; a head with an arrow is a metric's, whoever coined it."""
    said = ((column, joined(head)) for column, head in enumerate(heads) if column)
    return {column for column, head in said if is_own(head, names) and not _ARROW.search(head)}


def _without_models(label: str) -> str:
    """A label without the base models before its system: "Llava 7B X" is X."""
    words = label.split()
    while len(words) > 1 and (is_model(words[0]) or MODEL_SIZE.fullmatch(words[0])):
        words = words[1:]
    return " ".join(words)


def _system(head: Sequence[str], shared: Set[str]) -> str:
    """The system that heads a column, without the number of its raters or runs and without what others share."""
    named = [part for i, part in enumerate(head) if number_of(part) is None or (i and is_model(head[0]))]  # GPT | 5
    return joined([part for part in named if part not in shared or is_model(part)] or named)


def column_results(grid: Grid, own: Sequence[System]) -> Iterator[ResultFact]:
    """The numbers of the best of the own columns, then those of the others, each beside the best of the rest."""
    rows, heads = grid.rows, grid.heads
    columns = _own_at(heads, grid.names)
    shared = _shared(heads, columns, grid.metrics)
    beside = {at: _beside(at, columns, heads, shared) for at in columns}
    whats = ((" ".join(row.cells[: last_label(row) + 1]), *grid.what(row.cells[:1])) for row in rows)
    ways = directions(zip(whats, ([_in_row(row)] for row in rows), strict=True), grid.table.caption)
    for system, (i, row) in product(own, _without_tasks(rows)):
        value, (label, model, said) = number_of(row.cells[system.at]), _row_names(rows, i)
        below = "" if said else _metric_below(heads[system.at], shared, grid)
        said, way = said or below, direction(below, grid.table.caption) if below else ways[i]
        if value is None or not (
            _is_asked_of(label, grid.costs) and (said or _is_told(label) or grid.what((label,))[1])
        ):
            continue
        rivals = [
            Rival(other, _system(heads[c], shared), row.cells[c], row.at)
            for c in sorted(beside[system.at])
            if (other := number_of(row.cells[c])) is not None and is_called(heads[c])
            if grid.comparisons.may_be_rival(_system(grid.table.header(c), shared), of_others=compares_others(grid))
        ]
        if _SCORED.search(label) and not AVERAGE.search(label):
            benchmark, metric, name = grid.what(())[0], label, system.label
        elif is_model(label):  # the rows are models, and the caption says what was measured
            benchmark, metric = grid.what(())
            name = f"{label} {system.label}"
        else:
            benchmark, metric = grid.what((label,))
            name = f"{model} {system.label}".strip()
        parts = (part for part in heads[system.at] if part in shared and part != below)
        scope = ", ".join(part for part in parts if not is_model(part))
        benchmark = f"{benchmark} ({scope})" if scope and benchmark else benchmark
        compared = [r for r in rivals if grid.comparisons.compares(row.cells[system.at], r.cell, r.label)]
        rival = compared[0] if len(compared) == 1 else strongest(rivals, way)
        vague = rival is None and (not (way or said or metric) or bool(AVERAGE.fullmatch(benchmark)))
        if rivals and not vague and not (is_full(value, rival) or (rival and rival.value == value)):
            yield fact_of(benchmark, said or metric, row.cells[system.at], name, rival, row.at)


def _metric_below(head: Sequence[str], shared: Set[str], grid: Grid) -> str:
    """The metric that stands below the own name over a column, and below others' over theirs; "": there is none."""
    return next((part for part in head if part in shared and (METRIC.match(part) or part in grid.metrics)), "")


def _in_row(row: Line) -> list[tuple[float, bool]]:
    """The numbers of a row, each with whether it is bold."""
    return [
        (n, bold)
        for cell, bold in list(zip(row.cells, row.bold, strict=True))[1:]
        if (n := number_of(cell)) is not None
    ]


def _is_told(label: str) -> bool:
    """Whether a row's label is a benchmark, a metric or a cost: no class of a data set ("Tomato")."""
    words = METRIC.search(label) or KNOWN.search(label) or ANY_COST.search(label) or _SCORED.search(label)
    return bool(words or AVERAGE.search(label) or is_model(label) or NAMED.search(label))


def _is_asked_of(label: str, costs: frozenset[Cost]) -> bool:
    """Whether a row's label says how good something is, or what of `costs` it takes."""
    size = SIZE.search(label) or ANY_COST.search(label)
    if not says_something((label,)) or _AGREES.search(label):
        return False
    return not size or (cost_of(label) in costs and bool(UNIT.search(label)))


def _without_tasks(rows: Sequence[Line]) -> list[tuple[int, Line]]:
    """The rows, the average before the benchmarks that it is of; tasks that it is of say little beside it."""
    numbered = list(enumerate(rows))
    said = [plain(row.cells[last_label(row)]) for row in rows]
    if sum(bool(AVERAGE.match(one)) for one in said) > len(said) / 2:  # one metric of each, "Mean"
        said = [plain(row.cells[0]) for row in rows]
    over = [(i, row) for i, row in numbered if AVERAGE.match(said[i])]
    if not over:
        return numbered
    return [*over, *((i, row) for i, row in numbered if (i, row) not in over and is_named(said[i]))]


def _row_names(rows: Sequence[Line], at: int) -> tuple[str, str, str]:
    """What a row is called, the model that it names beside that, and its metric: "geometry3k | Qwen2-VL | pass@8"."""
    last = last_label(rows[at])
    columns = [c for c in range(last + 1) if rows[at].cells[c]]
    model, metric = "", ""
    if len(columns) > 1 and METRIC.match(rows[at].cells[columns[-1]]):
        metric = plain(rows[at].cells[columns.pop()])
    if len(columns) > 1 and is_model(rows[at].cells[columns[-1]]):
        model = called(rows[at].cells[columns.pop()])
    label = label_at(rows, at, columns[-1] if columns else last)
    if AVERAGE.match(label) and not rows[at].cells[0]:  # of the group above
        label = f"{next((called(row.cells[0]) for row in reversed(rows[:at]) if row.cells[0]), '')} {label}".strip()
    again = sum(row.cells[columns[-1]] == rows[at].cells[columns[-1]] for row in rows) > 1 if columns[1:] else False
    return f"{called(rows[at].cells[columns[0]])} {label}" if again else label, model, metric  # "CIFAR-10 | IID"


def _shared(heads: Sequence[tuple[str, ...]], own: set[int], metrics: Set[str]) -> set[str]:
    """The parts of the own columns' heads that others' have too, and under which a system comes again, or `metrics`.

    Splits, domains and base models; but not a kind of methods.
    """
    of_own, of_others = (
        {part for c, head in enumerate(heads) if c and (c in own) == mine and len(head) > 1 for part in head}
        for mine in (True, False)
    )
    rests: dict[tuple[str, ...], set[str]] = {}
    for head in heads[1:]:
        for part in head:
            rests.setdefault(tuple(other for other in head if other != part), set()).add(part)
    again = {part for rest, parts in rests.items() if rest and len(parts) > 1 for part in parts}
    return of_own & of_others & (again | metrics)


def _beside(at: int, own: set[int], heads: Sequence[tuple[str, ...]], shared: set[str]) -> set[int]:
    """The columns that stand beside an own one: those of others for the same split, domain or base model.

    The validation set's number is no rival of the test set's.
    """
    others = {c for c in range(1, len(heads)) if c not in own}
    aside = {c: m[0] for c, head in enumerate(heads) if (m := _ASIDE.search(joined(head)))}
    if at in aside:  # the mean's rival is no maximum
        others = {c for c in others if aside.get(c, aside[at]) == aside[at] or aside[c] not in map(aside.get, own)}
    same = {c for c in others if shared & {*heads[c]} == shared & {*heads[at]}}
    return same or others
