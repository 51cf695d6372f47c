"""The win rates of a table whose every row is of one system against another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.cells import called, number_of
from pipeline.summarise.facts.grids import fact_of
from pipeline.summarise.facts.head_words import joined, says_something
from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.own_rows import VERSUS
from pipeline.summarise.lines import Line
from schemas.records import Table
from schemas.summary import ResultFact

PAIR = 2  # systems that a row may name before its first number
_WIN_RATE = re.compile(r"(?i)\bwin(?:ning)?[ -]?rates?\b|\bpreferred\b")
_TASKS = re.compile(r"\btasks?\b")
_TASK = re.compile(r"\bfor the (?P<task>[a-z][a-z -]{3,40}) task\b|\b(?:in|on) the (?P<data>[A-Z][\w-]+) dataset\b")


def paired(
    table: Table, rows: Sequence[Line], heads: Sequence[tuple[str, ...]], names: tuple[str, ...]
) -> Iterator[ResultFact]:
    """The win rates of a table whose every row is of one system against another: "X vs SFT", or "Ours | SFT".

    Who judges heads a column, and stands as the benchmark's scope.
    """
    if not _WIN_RATE.search(f"{table.caption} {' '.join(map(joined, heads))}"):
        return
    several = len(_TASKS.findall(table.caption)) > 1  # each column is of one
    if several and any(number_of(cell) is None and cell.strip("-–") for row in rows for cell in row.cells[1:]):
        return  # another table stands beside this one
    task = m["task"] or m["data"] if (m := _TASK.search(table.caption)) and not several else ""
    beside = len(rows[0].cells) > PAIR and all(number_of(row.cells[1]) is None for row in rows)
    for row in rows:
        versus = VERSUS.fullmatch(called(row.cells[0]))
        system, other = (
            (versus[1], versus[2]) if versus else (called(row.cells[0]), called(row.cells[1]) if beside else "")
        )
        if not ((task or several) and other and is_own(system, names)) or is_own(other, names):
            continue
        for column in range(1 if versus else 2, len(heads)):
            if number_of(row.cells[column]) is None:
                break  # another table may stand beside this one
            said = [part for part in heads[column] if not (several and _WIN_RATE.search(part))]
            if says_something(said):
                judge = "" if several or _WIN_RATE.search(joined(said)) else f" ({joined(said)})"
                benchmark = joined(said) if several else f"{task}{judge}"
                yield fact_of(benchmark, f"win rate over {other}", row.cells[column], system, None, row.at)
