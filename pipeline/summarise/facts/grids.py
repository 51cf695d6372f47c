"""A table of results with what its columns are headed by, and the fact of one of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.summarise.facts.benchmarks import KNOWN, data_of, what_of
from pipeline.summarise.facts.caption_metrics import metric_of
from pipeline.summarise.facts.cells import value_of
from pipeline.summarise.facts.comparisons import Comparisons
from pipeline.summarise.facts.costs import Cost
from pipeline.summarise.facts.directions import Direction
from pipeline.summarise.facts.methods import names_one
from pipeline.summarise.lines import Line
from schemas.records import Table
from schemas.summary import ResultFact

MAX_TITLE = 30  # characters of a group's title that tells systems apart


class Rival(NamedTuple):
    """A number of another method that stands beside the paper's own."""

    value: float
    label: str
    cell: str
    at: str  # the number of its place
    row: int = -1  # index among the body's rows; -1: it is a column


class Grid(NamedTuple):
    """A table of results with what its columns are headed by."""

    table: Table
    rows: Sequence[Line]
    heads: Sequence[tuple[str, ...]]
    metrics: frozenset[str]  # labels that are metrics by where they stand
    names: tuple[str, ...]  # of the paper's own method
    costs: frozenset[Cost]
    comparisons: Comparisons
    labels: int  # the column that says which system a row is of

    def what(self, head: Sequence[str]) -> tuple[str, str]:
        """Benchmark and metric of a head."""
        benchmark, metric = what_of(head, self.table.caption, self.rows[0].heading, self.metrics)
        return self._on_data(benchmark), metric or metric_of(benchmark, self.table.caption)

    def _on_data(self, benchmark: str) -> str:
        """A part of a benchmark behind the benchmark that the caption names: "DSLR" of "on Office-31"."""
        data = data_of(self.table.caption)
        heads = " ".join(part for head in self.heads for part in head)
        apart = data and not (data.lower() in f"{benchmark} {heads}".lower() or names_one(data, self.names))
        return f"{data} {benchmark}" if apart and benchmark and not KNOWN.search(benchmark) else benchmark


def under_one_head(table: Table, rows: Sequence[Line]) -> Sequence[Line]:
    """The rows above one that repeats the head's first label: below it stand other columns."""
    first = {row[0].text.strip().lower() for row in table.rows[: table.header_rows]} - {""}
    again = next((i for i, row in enumerate(rows) if row.cells[0].lower() in first), len(rows))
    return rows[:again] or rows


def strongest(others: Sequence[Rival], way: Direction | None) -> Rival | None:
    """The best of the others; None: there is none, or nothing tells which of several is better."""
    if way is None:
        return others[0] if len(others) == 1 else None
    return (min if way == "lower" else max)(others, key=lambda other: other.value, default=None)


def is_full(value: float, rival: Rival | None) -> bool:
    """Whether both reach all that can be reached, or both nothing: that tells nothing."""
    return rival is not None and value == rival.value and value in (0, 1, 100)


def fact_of(benchmark: str, metric: str, value: str, system: str, rival: Rival | None, at: str) -> ResultFact:
    return ResultFact(
        benchmark=benchmark or metric,
        metric=metric if benchmark else "",
        value=value_of(value),
        system=system,
        at=at,
        baseline=rival.label if rival else "",
        baseline_value=value_of(rival.cell) if rival else "",
        baseline_at=rival.at if rival else "",
    )


def short(title: str) -> str:
    """A group's title in few words, "Setting I" of "Setting I: Synthetic images"; "": it has too many."""
    brief = title if len(title) <= MAX_TITLE else re.split(r":\s|\s\(|,\s", title)[0]
    return brief if len(brief) <= MAX_TITLE else ""
