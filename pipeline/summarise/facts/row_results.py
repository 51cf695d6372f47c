"""Results of a table's rows that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.cells import called, number_of, plain
from pipeline.summarise.facts.costs import Cost
from pipeline.summarise.facts.directions import BY_ERROR, Direction, directions
from pipeline.summarise.facts.grids import Grid, Rival, fact_of, strongest
from pipeline.summarise.facts.head_words import AVERAGE, UNIT, head_of, is_of_cost, is_quality, joined
from pipeline.summarise.facts.methods import is_own, names_one
from pipeline.summarise.facts.own_rows import (
    CONTROL,
    MODEL_SIZE,
    groups_of,
    label_at,
    label_column,
    names_again,
    numbers_in,
    over,
    title_over,
    without_variants,
)
from pipeline.summarise.facts.row_columns import OF_PART, classes, part_metrics, parts_of_averages
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern
from schemas.records import Table
from schemas.summary import ResultFact

MAX_TITLE = 30  # characters of a group's title that tells systems apart
OF_ALL, OF_COST, OF_ONE, OF_SOME = range(4)  # which of a row's numbers come first: averages, then what it takes
SAME = 1e-6  # of two differences
_COUNTED = re.compile(r"# ?(?:of )?([a-z]{3,12})")  # "# layers"
_OURS_FIRST = re.compile(r"(?i)^ours?\s*[,:]\s*(?=\w)")  # "Ours, X on Y" is X on Y
_NO_RIVAL = re.compile(
    r"(?i)^\W*(?:w/o|without)\b|"
    r"\b(?:human|oracle|upper bound|ground truth|random|chance|gain|improvement|delta|difference)\b|^Δ"
)


def row_results(grid: Grid, own: Sequence[int]) -> Iterator[ResultFact]:
    rows, names = grid.rows, grid.names
    labels = label_column(rows, names)
    groups = groups_of(rows, labels)
    if not any(is_own(label_at(rows, i, labels), names) for i in own):  # a title says whose they are
        groups = [*([i for i in group if i not in own] for group in groups), list(own)]
        groups = [group for group in groups if group]
    several = sum(any(i in own for i in group) for group in groups) > 1
    of_all = _of_all(rows, groups, own, labels) if not labels else []
    ways = _ways(grid, groups)
    titles = _titles(grid, groups, own, labels)
    for group, title in zip(groups, titles, strict=True):
        mine = without_variants(
            [i for i in group if i in own and not CONTROL.search(plain(rows[i].cells[labels]))], rows, labels
        )
        if not mine or (several and CONTROL.search(title)):
            continue
        rivals = [*_rivals(rows, group, own, labels), *_rivals(rows, of_all, own, labels)]
        if not rivals and not several:
            rivals = _rivals(rows, range(len(rows)), own, labels)
        if not rivals:
            continue
        best = max(mine, key=lambda i: (_is_plain(label_at(rows, i, labels), names), _wins(grid, ways, mine, i), i))
        label = f"{_added_up(rows, best, labels, own)}{_told_by(grid.table, rows, mine, best, labels)}"
        without = _OURS_FIRST.sub("", label)
        label = without if names_one(without, names) else label
        by_title = not is_own(label, names) and names_one(title, names)  # what its rows are parts of
        tells = (several or by_title) and title and title not in label and len(title) <= MAX_TITLE
        system = f"{label} ({title})" if tells else label
        yield from _of_row(grid, groups, ways, best, labels, rivals, system)


def _ways(grid: Grid, groups: Sequence[Sequence[int]]) -> list[Direction | None]:
    """Which way each column is better."""
    whats = ((joined(head), *grid.what(head)) if column else ("", "", "") for column, head in enumerate(grid.heads))
    numbers = (_numbered(grid.rows, groups, column) for column in range(len(grid.heads)))
    return directions(zip(whats, numbers, strict=True), grid.table.caption)


def _titles(grid: Grid, groups: Sequence[Sequence[int]], own: Sequence[int], labels: int) -> list[str]:
    """The title over each group; where another group with own rows has the same one, that over it."""
    rows = grid.rows
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


def _of_all(rows: Sequence[Line], groups: Sequence[Sequence[int]], own: Sequence[int], labels: int) -> list[int]:
    """The rows that stand beside each group: those above all titles, or all where only one group has own rows.

    Not those of firms' models, nor of another size.
    """
    mine = [group for group in groups if any(i in own for i in group)]
    titles = [title_over(rows, group) for group in groups]
    if not any(titles) or len(mine) == len(groups):
        return []
    of_size = {m[0].lower() for group in mine for m in MODEL_SIZE.finditer(title_over(rows, group))}
    services = pattern("models.services")
    return [
        i
        for group, title in zip(groups, titles, strict=True)
        if group not in mine and (len(mine) == 1 or not title)
        if {m[0].lower() for m in MODEL_SIZE.finditer(title)} <= of_size
        for i in group
        if not services.search(rows[i].cells[labels])
    ]


def _told_by(table: Table, rows: Sequence[Line], mine: Sequence[int], best: int, labels: int) -> str:
    """What tells a row from the own ones of the same label: " (110 layers)" of a column "# layers"; "" if nothing.

    Or " (Context length 4k)" of a column of words.
    """
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
        if tells and cell and number_of(cell) is None and len(head) + len(cell) <= MAX_TITLE:
            return f" ({cell})" if re.search(r"[A-Za-z]{3}", cell) else f" ({head} {cell})"
    return ""


def _rivals(rows: Sequence[Line], among: Sequence[int], own: Sequence[int], labels: int) -> list[int]:
    return [
        i for i in among if i not in own and numbers_in(rows[i]) and not _NO_RIVAL.search(label_at(rows, i, labels))
    ]


def _is_plain(label: str, names: tuple[str, ...]) -> bool:
    """Whether a label is the method's name and no more than a size or "ours": not "PaSa-7b-ensemble"."""
    rest = re.sub(r"(?i)\bours?\b|\bproposed\b|[-\s(]\d+(?:\.\d+)?[bm]\b", "", label)
    for name in names:
        rest = re.sub(rf"(?i){re.escape(name)}", "", rest)
    return not re.search(r"\w", rest)


def _of_row(
    grid: Grid,
    groups: Sequence[Sequence[int]],
    ways: Sequence[Direction | None],
    at: int,
    labels: int,
    others: Sequence[int],
    system: str,
) -> Iterator[ResultFact]:
    """A row's numbers under heads that say what they are; averages first, then costs.

    What is of a part of another column's is left out, each number stands beside the best of the others in its column.
    """
    rows, heads = grid.rows, grid.heads
    end = next((c for c in range(labels + 1, len(heads)) if names_again(rows, labels, c, grid.names)), len(heads))
    parts = parts_of_averages(heads) | classes(heads) | part_metrics(grid)
    row = rows[at]
    read = [c for c in range(1, end) if c not in parts and _is_result(row.cells[c], heads[c], costs=grid.costs)]
    facts: list[tuple[int, ResultFact]] = []
    for column in sorted(read, key=lambda c: (is_of_cost(heads[c], grid.costs), _rank(heads[c]))):
        head, cost = heads[column], is_of_cost(heads[column], grid.costs)
        benchmark, metric = grid.what(head)
        rival = strongest(_rivals_in(rows, column, others, labels), ways[column])
        if cost:
            rival = _told_beside(grid, at, column, others, labels) or rival
        else:
            rival = _told_rival(grid, groups, at, column, labels, rival) or rival
        if not number_of(row.cells[column]) and rival and not rival.value:
            continue  # nobody solves any of it
        if not (metric or ways[column]) and BY_ERROR.search(benchmark) and "%" not in row.cells[column]:
            continue  # nothing tells whether it is a gain or a loss
        facts.append(
            (OF_COST if cost else _rank(head), fact_of(benchmark, metric, row.cells[column], system, rival, row.at))
        )
    yield from (fact for _, fact in sorted(facts, key=lambda ranked: ranked[0]))


def _rivals_in(rows: Sequence[Line], column: int, others: Sequence[int], labels: int) -> list[Rival]:
    """What the others reach in a column."""
    return [
        Rival(n, label, rows[i].cells[column], rows[i].at)
        for i in others
        if (label := label_at(rows, i, labels)) and (n := number_of(rows[i].cells[column])) is not None
    ]


def _told_beside(grid: Grid, at: int, column: int, others: Sequence[int], labels: int) -> Rival | None:
    """The one rival whose number a claim tells together with the own one; None: there is none, or several."""
    mine = number_of(grid.rows[at].cells[column])
    said = [numbers for numbers in grid.compared.together if mine in numbers]
    found = [r for r in _rivals_in(grid.rows, column, others, labels) if any(r.value in numbers for numbers in said)]
    return found[0] if len(found) == 1 else None


def _told_rival(
    grid: Grid, groups: Sequence[Sequence[int]], at: int, column: int, labels: int, rival: Rival | None
) -> Rival | None:
    """The rival of another group whose distance a sentence tells: "the best baseline by 5.65"; None: there is none."""
    mine = number_of(grid.rows[at].cells[column])
    if rival is None or mine is None:
        return None
    for group in groups:
        title = title_over(grid.rows, group)
        for other in _rivals_in(grid.rows, column, group, labels):
            far = any(abs(abs(mine - other.value) - gain) < SAME for gain in grid.compared.gains)
            if far and abs(mine - other.value) < abs(mine - rival.value) and not is_own(other.label, grid.names):
                tells = title and len(title) <= MAX_TITLE
                return other._replace(label=f"{other.label} ({title})") if tells else other
    return None


def _is_result(cell: str, head: Sequence[str], *, costs: frozenset[Cost]) -> bool:
    """Whether a cell is a number under a head that says what it is of; "2.3x" is a factor, a speed has a unit."""
    if number_of(cell) is None or not is_quality(head, costs=costs):
        return False
    if is_of_cost(head, costs):
        return bool(UNIT.search(f"{joined(head)} {cell}"))
    return not re.search(r"[×x]$", cell.strip("* "))


def _rank(head: Sequence[str]) -> int:
    """Which of a row's numbers come first."""
    if AVERAGE.search(joined(head)):
        return OF_ALL
    return OF_SOME if OF_PART.search(joined(head)) else OF_ONE


def _wins(grid: Grid, ways: Sequence[Direction | None], among: Sequence[int], at: int) -> int:
    """In how many columns a row is the best of the own ones."""
    wins = 0
    for column in range(1, len(grid.rows[at].cells)):
        of_quality = is_quality(grid.heads[column], costs=grid.costs)
        value = number_of(grid.rows[at].cells[column]) if of_quality else None
        others = [n for i in among if (n := number_of(grid.rows[i].cells[column])) is not None]
        wins += value is not None and value == (min if ways[column] == "lower" else max)(others)
    return wins


def _numbered(rows: Sequence[Line], groups: Sequence[Sequence[int]], column: int) -> Iterator[list[tuple[float, bool]]]:
    """The numbers of a column, group by group, each with whether it is bold."""
    for group in groups:
        yield [(n, rows[i].bold[column]) for i in group if (n := number_of(rows[i].cells[column])) is not None]
