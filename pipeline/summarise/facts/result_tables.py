"""Results of a table's rows or columns that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.summarise.facts.methods import is_own
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import either, pattern
from schemas.records import Table
from schemas.summary import ResultFact

BOLD_SHARE = 0.5  # of the rows: where more labels are bold, bold is how the table prints labels
NUMERIC_SHARE = 0.4  # of the body's filled cells: less is a table of words
LEAST_CELLS = 2  # numbers; one is no comparison
_CELL_NUMBER = re.compile(
    r"([-−+]?\d[\d,]*(?:\.\d+)?)\s?[%×x]?(?:\s?\(?±\s?[\d.]+\)?)?(?:\^\{[^{}]*\})?(?:\[\^[^\]]*\])?"
)
_MARKS = re.compile(r"\*\*|\^\{[∗*†‡§¶]+\}|\[\^[^\]]{1,12}\]|[∗†‡]")
_AVERAGE = pattern("results.averages")
_SIZE = re.compile(rf"(?<!\w)(?:{either('results.sizes')}|{either('results.costs', 'size')})(?!\w)")
COST = re.compile(rf"(?<!\w)(?:{either('results.metrics', 'cost')}|{either('results.costs')}|#)(?!\w)")
METRIC = pattern("results.metrics")
_METRIC_LAST = re.compile(rf"{METRIC.pattern}[\s()%↑↓.,:]*$")  # "Crawler Recall"
_NAMED = re.compile(r"[A-Z]\w*[A-Z0-9]|\d")
_NO_RESULTS = re.compile(
    r"(?i)hyper-?param|\bstatistics?\b|implementation detail|notation|\bcomposition of|details of|list of|examples? of|"
    r"number of (?:samples|examples)"
)
_ON = re.compile(
    r"\b(?:on|for|of|across)\s+(?:the\s+)?(?P<name>[A-Z][\w+*-]*(?:\.\w[\w+*-]*)*(?:\s(?:[A-Z][\w+-]*|\d\w*)(?:\.\w[\w+-]*)*)*)(?:'s)?"
    r"(?:\s+(?:test|dev|validation|benchmark|dataset|set|data|task))?"
)


class Rival(NamedTuple):
    """A number of another method that stands beside the paper's own."""

    value: float
    label: str
    cell: str
    at: str  # the number of its place


class System(NamedTuple):
    """A row or a column with what it is called."""

    label: str
    at: int  # index among the body's rows, or the column
    best: int  # in how many columns (rows) it has the highest or the only bold number


def is_result_table(table: Table) -> bool:
    """Whether a table's body is mostly numbers and its caption does not say that they are no results."""
    cells = [c.text.strip() for row in table.rows[table.header_rows :] for c in row[1:] if c.text.strip(" -–—")]
    numeric = sum(number_of(c) is not None for c in cells)
    if numeric < LEAST_CELLS or numeric < NUMERIC_SHARE * len(cells) or _NO_RESULTS.search(table.caption[:160]):
        return False
    return any(cell.text.strip() and number_of(cell.text) is None for row in table.rows[:1] for cell in row)


def of_table(table: Table, rows: Sequence[Line], names: tuple[str, ...]) -> Iterator[ResultFact]:
    """The own rows' numbers, the best row first; of a table whose columns are the systems, the own columns'.

    Where no row and no column is known to be the paper's own, the numbers that are printed bold.
    """
    heads = [_head(table, column) for column in range(len(table.rows[0]))]
    own_rows = _own_rows(rows, names)
    own_columns = _own_columns(rows, heads, names)
    if own_columns and (not own_rows or len(own_rows) == len(rows)) and len(own_columns) < len(heads) - 1:
        for system in own_columns:
            yield from _column_results(table, rows, heads, system, {s.at for s in own_columns})
    elif own_rows:
        for system in own_rows:
            yield from _row_results(table, rows, heads, system, {s.at for s in own_rows})
    else:
        yield from _bold_results(table, rows, heads)


def measured_on(table: Table, rows: Sequence[Line], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The benchmarks of a table of results, its columns or its rows, and the number of the place that shows each."""
    heads = [_head(table, column) for column in range(len(table.rows[0]))]
    if _own_columns(rows, heads, names) and not _own_rows(rows, names):
        yield from ((label_at(rows, i), row.at) for i, row in enumerate(rows) if _numbers(row))
    else:
        top = rows[0].at.partition(".")[0]
        yield from ((part, top) for head in heads[1:] for part in head if number_of(part) is None)


def _own_rows(rows: Sequence[Line], names: tuple[str, ...]) -> list[System]:
    """The paper's own rows, the best first and those without a part of the method last; a bold label is one too."""
    numeric = [(i, label_at(rows, i)) for i, row in enumerate(rows) if _numbers(row)]
    own = [(i, label) for i, label in numeric if is_own(label, names)]
    bold = [(i, label) for i, label in numeric if rows[i].bold[_name(rows[i])]]
    if len(bold) <= len(numeric) * BOLD_SHARE:
        own = sorted({*own, *bold})
    best = [System(label, i, sum(_is_best(rows, i, c) for c in range(1, len(rows[i].cells)))) for i, label in own]
    return sorted(best, key=lambda s: (bool(_WITHOUT.search(_label(rows[s.at]))), -s.best, s.at))


def _is_best(rows: Sequence[Line], at: int, column: int) -> bool:
    value = number_of(rows[at].cells[column])
    others = [n for row in rows if (n := number_of(row.cells[column])) is not None]
    return value is not None and (rows[at].bold[column] or value == max(others))


def _own_columns(rows: Sequence[Line], heads: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> list[System]:
    own = [
        System(_joined(head), c, sum(row.bold[c] for row in rows))
        for c, head in enumerate(heads)
        if c and is_own(_joined(head), names)
    ]
    return sorted(own, key=lambda s: (-s.best, s.at))


_WITHOUT = re.compile(r"(?i)^\W*(?:w/o|without|no |-)")


def label_at(rows: Sequence[Line], at: int) -> str:
    """What a row is called; a row that is only an addition ("+ RL") is called after the one above it too."""
    label = _plain(_label(rows[at]))
    if not label.startswith(("+", "-", "w/")):
        return label
    others = (_plain(_label(row)) for row in reversed(rows[:at]))
    above = next((other for other in others if not other.startswith(("+", "-", "w/"))), "")
    return f"{above} {label}".strip()


def _label(row: Line) -> str:
    """What a row is about; the first cell, where its own label is blank."""
    return row.cells[_name(row)] or row.cells[0]


def _name(row: Line) -> int:
    """The column that says what a row is about."""
    return row.table.name_column if row.table else 0


def number_of(cell: str) -> float | None:
    """The number of a cell; None: it states none, or more than one."""
    match = _CELL_NUMBER.fullmatch(_plain(cell))
    return float(match[1].replace(",", "").replace("−", "-")) if match else None


def _plain(cell: str) -> str:
    return _MARKS.sub("", cell).strip()


def _numbers(row: Line) -> int:
    return sum(number_of(cell) is not None for cell in row.cells[1:])


def _head(table: Table, column: int) -> tuple[str, ...]:
    """The stacked header of a column without marks."""
    return tuple(dict.fromkeys(t for text in table.header(column) if (t := _plain(text))))


def _joined(head: Sequence[str]) -> str:
    return " ".join(head)


def _row_results(
    table: Table, rows: Sequence[Line], heads: Sequence[tuple[str, ...]], system: System, own: set[int]
) -> Iterator[ResultFact]:
    row = rows[system.at]
    first = max((i + 1 for i in range(system.at) if not any(rows[i].cells[1:])), default=0)  # an empty row parts groups
    facts = []
    for column in range(1, len(row.cells)):
        value = number_of(row.cells[column])
        if value is None or not heads[column] or _SIZE.search(_joined(heads[column])):
            continue
        rivals = [
            Rival(other, label_at(rows, i), rows[i].cells[column], rows[i].at)
            for i in range(first, len(rows))
            if i not in own and (other := number_of(rows[i].cells[column])) is not None and rows[i].cells[0]
        ]
        benchmark, metric = _what(heads[column], table.caption)
        if not benchmark and COST.search(metric):
            continue  # of no benchmark: what a method needs, not what it achieves
        facts.append(_fact(benchmark, metric, row.cells[column], system.label, _rival(value, rivals), row.at))
    costs = [bool(COST.search(f"{f.benchmark} {f.metric}")) for f in facts]
    averages = [bool(_AVERAGE.search(f.benchmark)) for f in facts]
    yield from (
        f for _, _, _, f in sorted(zip(costs, [not a for a in averages], range(len(facts)), facts, strict=True))
    )


def _column_results(
    table: Table, rows: Sequence[Line], heads: Sequence[tuple[str, ...]], system: System, own: set[int]
) -> Iterator[ResultFact]:
    for i, row in enumerate(rows):
        value, label = number_of(row.cells[system.at]), label_at(rows, i)
        if value is None or not label or _SIZE.search(label) or COST.search(label):
            continue
        rivals = [
            Rival(other, _joined(heads[c]), row.cells[c], row.at)
            for c in range(1, len(heads))
            if c not in own and (other := number_of(row.cells[c])) is not None and heads[c]
        ]
        if is_model(label):  # the rows are models, and the caption says what was measured
            benchmark, metric = _what((), table.caption)
            name = f"{label} {system.label}"
        else:
            benchmark, metric = _what((label,), table.caption)
            name = system.label
        yield _fact(benchmark, metric, row.cells[system.at], name, _rival(value, rivals), row.at)


def _bold_results(table: Table, rows: Sequence[Line], heads: Sequence[tuple[str, ...]]) -> Iterator[ResultFact]:
    for i, row in enumerate(rows):
        for column in range(1, len(row.cells)):
            if row.bold[column] and number_of(row.cells[column]) is not None and heads[column] and label_at(rows, i):
                benchmark, metric = _what(heads[column], table.caption)
                yield _fact(benchmark, metric, row.cells[column], label_at(rows, i), None, row.at)


def _what(parts: Sequence[str], caption: str) -> tuple[str, str]:
    """Benchmark and metric of a stacked header; what it does not say, the caption may."""
    metrics = [p for p in parts if _METRIC_LAST.search(p) and not _NAMED.search(METRIC.sub("", p))]
    names = [p for p in parts if p not in metrics]
    metric = " ".join(metrics) or (found[0] if (found := METRIC.search(caption)) else "")
    benchmark = " ".join(names)
    if not benchmark or _AVERAGE.fullmatch(benchmark):
        named = _ON.search(caption)
        benchmark = " ".join(filter(None, (named["name"] if named else "", benchmark)))
    return benchmark.strip(), re.sub(r"[↑↓]|\(%\)", "", metric).strip()


def _fact(benchmark: str, metric: str, value: str, system: str, rival: Rival | None, at: str) -> ResultFact:
    return ResultFact(
        benchmark=benchmark or metric,
        metric=metric if benchmark else "",
        value=_plain(value),
        system=system,
        at=at,
        baseline=rival.label if rival else "",
        baseline_value=_plain(rival.cell) if rival else "",
        baseline_at=rival.at if rival else "",
    )


def _rival(number: float, others: Sequence[Rival]) -> Rival | None:
    """The one nearest to `number` where all are on one side of it; None: it is not the best, or there is none."""
    values = [other.value for other in others]
    if not values or min(values) <= number <= max(values):
        return None
    return min(others, key=lambda other: abs(other.value - number))
