"""Results of a table's rows that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pipeline.summarise.facts.cells import FOOTNOTE, amount_of, called, number_of, plain
from pipeline.summarise.facts.costs import Cost
from pipeline.summarise.facts.directions import BY_ERROR, Direction, directions
from pipeline.summarise.facts.grids import MAX_TITLE, Grid, Rival, fact_of, is_full, short
from pipeline.summarise.facts.head_words import (
    AVERAGE,
    UNIT,
    head_of,
    is_named,
    is_of_cost,
    is_quality,
    joined,
    says_something,
)
from pipeline.summarise.facts.methods import is_own, names_one
from pipeline.summarise.facts.own_rows import (
    CONTROL,
    groups_of,
    is_plain,
    label_at,
    names_again,
    over,
    title_over,
    without_variants,
)
from pipeline.summarise.facts.row_columns import (
    OF_PART,
    classes,
    counts,
    fused,
    part_metrics,
    parts_of_averages,
    ratios,
)
from pipeline.summarise.facts.row_rivals import (
    OF_DATA,
    compared,
    condition_columns,
    of_all,
    rival_of,
    rivals_among,
    under_same,
)
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern
from schemas.summary import ResultFact

KNOWN = pattern("data.known")

SCOPES = 2  # columns behind the labels, of which one may say for what a row holds
OF_ALL, OF_COST, OF_ONE, OF_SOME = range(4)  # which of a row's numbers come first: averages, then what it takes
ENOUGH = 3  # numbers of a row that stand beside another's: one that stands alone says little there
_COUNTED = re.compile(r"# ?(?:of )?([a-z]{3,12})")  # "# layers"
_OURS_FIRST = re.compile(r"(?i)^ours?\s*[,:]\s*(?=\w)")  # "Ours, X on Y" is X on Y


_SECONDS = re.compile(r"\d\s?m?s$")


class Own(NamedTuple):
    """One of the paper's own rows with what it is called."""

    at: int  # index among the body's rows
    system: str
    others: Sequence[int]  # the rows that it stands beside
    data: str  # the dataset that its group is of; "": the heads say it


def row_results(grid: Grid, own: Sequence[int]) -> Iterator[ResultFact]:
    """The numbers of the best own row of each group."""
    groups = _groups(grid, own)
    ways = _ways(grid, groups)
    for systems in _systems(grid, own, groups, ways):
        for data in dict.fromkeys(system.data for system in systems):
            yield from _of_row(grid, groups, ways, next(system for system in systems if system.data == data))


def all_rows(grid: Grid, own: Sequence[int]) -> Iterator[ResultFact]:
    """The numbers of each own row in each column, whether of quality, cost or size, that a sentence compares."""
    groups = _groups(grid, own)
    ways = _ways(grid, groups)
    for of_group in _systems(grid, own, groups, ways):
        for one, column in product(of_group, range(1, len(grid.heads))):
            cell = grid.rows[one.at].cells[column]
            told = amount_of(cell) is not None and says_something(grid.heads[column]) and not _is_factor(cell)
            if told and (rival := compared(grid, one.at, column, one.others, groups, ways[column])):
                yield _cell(grid, one, column, rival)


def _groups(grid: Grid, own: Sequence[int]) -> list[list[int]]:
    """The rows that stand beside one another."""
    rows, labels = grid.rows, grid.labels
    if column := _scope_column(grid, own):
        return [[i for i in range(len(rows)) if rows[i].cells[column] == said] for said in _said(rows, column)]
    groups = groups_of(rows, labels)
    if not any(is_own(label_at(rows, i, labels), grid.names) for i in own):  # a title says whose they are
        groups = [*([i for i in group if i not in own] for group in groups), list(own)]
        groups = [group for group in groups if group]
    return groups


def _scope_column(grid: Grid, own: Sequence[int]) -> int:
    """The column of words that tells own rows of one label apart, and the others' too: a modality; 0: there is none."""
    rows, labels = grid.rows, grid.labels
    alike = [[i for i in own if label_at(rows, i, labels) == label_at(rows, at, labels)] for at in own]
    same = max(alike, key=len, default=[])
    for column in range(labels + 1, min(labels + 1 + SCOPES, len(grid.heads))):
        mine = [rows[i].cells[column] for i in same]
        others = {rows[i].cells[column] for i in range(len(rows)) if i not in own}
        tells = len(set(mine)) == len(mine) > 1 and all(re.match(r"[A-Za-z]", said) for said in mine)
        if tells and set(mine) <= others:
            return column
    return 0


def _said(rows: Sequence[Line], column: int) -> list[str]:
    """What the cells of a column say, each once."""
    return list(dict.fromkeys(row.cells[column] for row in rows if row.cells[column]))


def _systems(
    grid: Grid, own: Sequence[int], groups: Sequence[Sequence[int]], ways: Sequence[Direction | None]
) -> Iterator[list[Own]]:
    """The own rows of each group, the best first."""
    rows, names, labels = grid.rows, grid.names, grid.labels
    several = sum(any(i in own for i in group) for group in groups) > 1
    beside_all = of_all(rows, groups, own, labels) if not labels else []
    of_data = bool(labels) and bool(OF_DATA.fullmatch(joined(grid.heads[0])))
    data_column = next((c for c in condition_columns(grid) if OF_DATA.fullmatch(joined(grid.heads[c]))), 0)
    for group, title in zip(groups, (short(called(t)) for t in _titles(grid, groups, own, labels)), strict=True):
        mine = [i for i in group if i in own and not CONTROL.search(plain(rows[i].cells[labels]))]
        mine = without_variants(mine, rows, labels)
        if not mine or (several and not of_data and CONTROL.search(title)):
            continue
        beside = [i for i in beside_all if not title_over(rows, [i])] if rivals_among(grid, group, own) else beside_all
        rivals = [*rivals_among(grid, group, own), *rivals_among(grid, beside, own)]
        if not rivals and not several:
            rivals = rivals_among(grid, range(len(rows)), own)
        if not rivals:
            continue
        best = max(mine, key=lambda i: (is_plain(label_at(rows, i, labels), names), *_wins(grid, ways, mine, i), i))
        found = []
        for i in (best, *(i for i in mine if i != best)):
            data = plain(rows[i].cells[data_column]) if data_column else title if of_data else ""
            alike = [j for j in mine if not data_column or rows[j].cells[data_column] == rows[i].cells[data_column]]
            label = f"{_added_up(rows, i, labels, own)}{_told_by(grid, alike, i)}"
            without = _OURS_FIRST.sub("", label)
            label = without if names_one(without, names) else label
            by_title = not is_own(label, names) and names_one(title, names)  # what its rows are parts of
            tells = (several or by_title) and title and title not in label and title != data
            system = f"{label} ({title})" if tells else label
            if not is_own(label, names) and not names_one(system, names):
                over_it = title_over(rows, group)
                system = next((f"{name} ({label})" for name in names if names_one(over_it, (name,))), system)
            found.append(Own(i, system, under_same(grid, i, rivals), data))
        yield found


def better_ways(grid: Grid) -> dict[tuple[str, str], Direction]:
    """Which way what each column is of, its benchmark and metric, is better, where something tells."""
    ways = _ways(grid, groups_of(grid.rows, grid.labels))
    return {grid.what(head): way for head, way in list(zip(grid.heads, ways, strict=True))[1:] if way}


def _ways(grid: Grid, groups: Sequence[Sequence[int]]) -> list[Direction | None]:
    """Which way each column is better."""
    whats = ((joined(head), *grid.what(head)) if column else ("", "", "") for column, head in enumerate(grid.heads))
    numbers = (_numbered(grid.rows, groups, column) for column in range(len(grid.heads)))
    return directions(zip(whats, numbers, strict=True), grid.table.caption)


def _titles(grid: Grid, groups: Sequence[Sequence[int]], own: Sequence[int], labels: int) -> list[str]:
    """The title over each group; where another group with own rows has the same one, that over it."""
    rows = grid.rows
    if column := _scope_column(grid, own):
        return _said(rows, column)
    if labels:
        return [over(rows, group) for group in groups]
    found = [title_over(rows, group) for group in groups]
    of_own = [title for title, group in zip(found, groups, strict=True) if any(i in own for i in group)]
    first = len(grid.table.rows) - len(rows)
    return [
        plain(path[0]) if of_own.count(title) > 1 and len(path := grid.table.row_path(first + group[0])) > 2 else title
        for title, group in zip(found, groups, strict=True)
    ]


def _added_up(rows: Sequence[Line], at: int, labels: int, own: Sequence[int]) -> str:
    """What an own row is called: one that adds to others of the paper's own ("+ x") has all that they have added."""
    first = at
    while first and called(rows[first].cells[labels]).startswith("+"):
        first -= 1
    if first == at or not all(i in own for i in range(first, at)):  # of rows beside the others' each adds alone
        return label_at(rows, at, labels)
    return " ".join(called(rows[i].cells[labels]) for i in range(first, at + 1))


def _told_by(grid: Grid, mine: Sequence[int], best: int) -> str:
    """What tells a row from the own ones of the same label: " (110 layers)" of a column "# layers"; "" if nothing.

    Or " (Context length 4k)" of a column of words, " (Sparsity 80%)" of one of conditions.
    """
    table, rows, labels = grid.table, grid.rows, grid.labels
    conditions = condition_columns(grid)
    alike = [i for i in mine if label_at(rows, i, labels) == label_at(rows, best, labels)]
    if len(alike) == 1:
        return ""
    for column in range(labels + 1, len(rows[best].cells)):
        heads = [*head_of(table, column), *(plain(row.cells[column]) for row in rows)]
        name = next((m[1] for head in heads if (m := _COUNTED.fullmatch(head))), "")
        tells = len({rows[i].cells[column] for i in alike}) == len(alike)
        if name and tells:
            return f" ({plain(rows[best].cells[column])} {name})"
        head, cell = joined(head_of(table, column)), plain(rows[best].cells[column])
        words = number_of(cell) is None or column in conditions
        if tells and cell and words and len(head) + len(cell) <= MAX_TITLE:
            return f" ({cell})" if re.search(r"[A-Za-z]{3}", cell) else f" ({head} {cell})"
    return ""


def _of_row(
    grid: Grid, groups: Sequence[Sequence[int]], ways: Sequence[Direction | None], own: Own
) -> Iterator[ResultFact]:
    """A row's numbers under heads that say what they are; averages first, then costs.

    What is of a part of another column's is left out, each number stands beside another one of its column.
    """
    heads, labels = grid.heads, grid.labels
    end = next((c for c in range(labels + 1, len(heads)) if names_again(grid.rows, labels, c, grid.names)), len(heads))
    parts = {
        *parts_of_averages(heads),
        *classes(heads),
        *fused(heads),
        *ratios(heads),
        *counts(grid),
        *part_metrics(grid),
        *condition_columns(grid),
    }
    row = grid.rows[own.at]
    read = [c for c in range(1, end) if c not in parts and _is_result(row.cells[c], heads[c], costs=grid.costs)]
    facts: list[tuple[int, ResultFact, bool]] = []
    for column in sorted(read, key=lambda c: (is_of_cost(heads[c], grid.costs), _rank(heads[c]), not row.bold[c])):
        head = heads[column]
        rival = rival_of(grid, own.at, column, own.others, groups, ways[column])
        value = number_of(row.cells[column])
        if value is None or is_full(value, rival):
            continue
        level = rival is not None and rival.value == value
        fact = _cell(grid, own, column, None if level else rival)
        if not (fact.metric or ways[column]) and BY_ERROR.search(fact.benchmark) and "%" not in row.cells[column]:
            continue  # nothing tells whether it is a gain or a loss
        unknown = ways[column] is None and number_of(fact.value) not in grid.comparisons.in_abstract()
        if unknown and not (fact.metric or is_named(fact.benchmark) or AVERAGE.search(fact.benchmark)):
            continue  # a number of nobody knows what
        rank = OF_COST if is_of_cost(head, grid.costs) else _rank(head)
        facts.append((rank, fact, unknown or level))
    compared = sum(bool(fact.baseline) for _, fact, _ in facts)
    for _, fact, unknown in sorted(facts, key=lambda ranked: ranked[0]):
        told = fact.metric or is_named(fact.benchmark) or AVERAGE.search(fact.benchmark)
        # else what it was run at, its sparsity, or no more than a rival reaches too
        alone = told and not (unknown and compared)
        in_claims = number_of(fact.value) in grid.comparisons.in_abstract()
        known = AVERAGE.search(fact.benchmark) or KNOWN.search(fact.benchmark)
        if fact.baseline or (alone and (compared < ENOUGH or in_claims or known)):
            yield fact


def _cell(grid: Grid, own: Own, column: int, rival: Rival | None) -> ResultFact:
    benchmark, metric = grid.what(grid.heads[column])
    if own.data and own.data.lower() not in benchmark.lower():
        of_caption = KNOWN.fullmatch(benchmark) and KNOWN.search(own.data)  # the first of those that its groups are of
        benchmark = own.data if of_caption else f"{own.data} {benchmark}".strip()
    row = grid.rows[own.at]
    return fact_of(benchmark, metric, row.cells[column], own.system, rival, row.at)


def _is_result(cell: str, head: Sequence[str], *, costs: frozenset[Cost]) -> bool:
    """Whether a cell is a number under a head that says what it is of; "2.3x" is a factor, a speed has a unit."""
    if number_of(cell) is None or FOOTNOTE.search(cell) or not is_quality(head, costs=costs):
        return False
    if is_of_cost(head, costs):
        return bool(UNIT.search(f"{joined(head)} {cell}"))
    return not (_is_factor(cell) or _SECONDS.search(cell))


def _is_factor(cell: str) -> bool:
    return bool(re.search(r"[×x]$", cell.strip("* ")))


def _rank(head: Sequence[str]) -> int:
    """Which of a row's numbers come first."""
    if AVERAGE.search(joined(head)):
        return OF_ALL
    return OF_SOME if OF_PART.search(joined(head)) else OF_ONE


def _wins(grid: Grid, ways: Sequence[Direction | None], among: Sequence[int], at: int) -> tuple[int, int]:
    """In how many columns of averages, and in how many of all, a row is the best of the own ones."""
    wins, of_averages = 0, 0
    for column in range(1, len(grid.rows[at].cells)):
        of_quality = is_quality(grid.heads[column], costs=grid.costs)
        value = number_of(grid.rows[at].cells[column]) if of_quality else None
        others = [n for i in among if (n := number_of(grid.rows[i].cells[column])) is not None]
        best = value is not None and value == (min if ways[column] == "lower" else max)(others)
        wins += best
        of_averages += best and bool(AVERAGE.search(joined(grid.heads[column])))
    return of_averages, wins


def _numbered(rows: Sequence[Line], groups: Sequence[Sequence[int]], column: int) -> Iterator[list[tuple[float, bool]]]:
    """The numbers of a column, group by group, each with whether it is bold."""
    for group in groups:
        yield [(n, rows[i].bold[column]) for i in group if (n := number_of(rows[i].cells[column])) is not None]
