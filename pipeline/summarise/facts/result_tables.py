"""Results of a table's rows or columns that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pipeline.summarise.facts.cells import number_of, plain
from pipeline.summarise.facts.column_results import column_results, own_columns
from pipeline.summarise.facts.comparisons import NOTHING_TOLD, Comparisons
from pipeline.summarise.facts.costs import Cost
from pipeline.summarise.facts.directions import Direction, first_of
from pipeline.summarise.facts.grids import Grid, under_one_head
from pipeline.summarise.facts.head_words import head_of, is_marked
from pipeline.summarise.facts.headers import LABEL, METRIC, metric_labels, names_apart, whole
from pipeline.summarise.facts.own_rows import label_at, label_column, last_label, numbers_in, own_rows
from pipeline.summarise.facts.row_results import all_rows, better_ways, row_results
from pipeline.summarise.facts.win_rates import paired
from pipeline.summarise.lines import Line
from schemas.records import Table
from schemas.summary import ResultFact

NUMERIC_SHARE = 0.4  # of the body's filled cells: less is a table of words
LEAST_CELLS = 2  # numbers; one is no comparison
_NO_RESULTS = re.compile(
    r"(?i)hyper-?param|\bstatistics?\b|implementation detail|notation|\bcomposition of|details of|list of|examples? of|"
    r"number of (?:samples|examples)"
)
_RATED = re.compile(r"(?i)\bexpert (?:evaluation|ratings?|scores?)|\bscores? (?:from |of )?[01]\s?[–-]\s?\d|\blikert\b")
_RUN = re.compile(r"(?i)(?:random )?seeds?(?: \d+)?|run(?: ?(?:id|\d+))|trial(?: \d+)?")
_STATISTIC = re.compile(r"(?i)count|mean|std\.?|min|max|median|\d+%|train size|test size|#?samples")
_MADE = re.compile(r"(?i)\bensembles?\b|\bsingle[- ]models?\b|\b(?:\d+|single|multi)-crop\b")


def is_result_table(table: Table) -> bool:
    """Whether a table's body is mostly numbers, and nothing says that they are no results or of single runs."""
    if any(_RUN.fullmatch(cell.text.strip()) for row in table.rows[: table.header_rows] for cell in row):
        return False
    cells = [c.text.strip() for row in table.rows[table.header_rows :] for c in row[1:] if c.text.strip(" -–—")]
    numeric = sum(number_of(c) is not None for c in cells)
    if (
        numeric < LEAST_CELLS
        or numeric < NUMERIC_SHARE * len(cells)
        or _NO_RESULTS.search(first_of(table.caption)[:160])
    ):
        return False
    if _RATED.search(table.caption):
        return False
    if (
        sum(bool(_STATISTIC.fullmatch(cell.text.strip())) for row in table.rows[: table.header_rows] for cell in row)
        > 1
    ):
        return False
    return any(cell.text.strip() and number_of(cell.text) is None for row in table.rows[:1] for cell in row)


def of_table(
    table: Table,
    rows: Sequence[Line],
    names: tuple[str, ...],
    *,
    costs: frozenset[Cost] = frozenset(),
    comparisons: Comparisons = NOTHING_TOLD,
) -> Iterator[ResultFact]:
    """The numbers of the paper's own best row beside the others of its group, group by group; or of its own column.

    Nothing of a table of the paper's own variants: without a rival it says what a part is worth, not how good it is.
    The system says how all numbers of the table were made, if its caption says it: "X (10-crop)".

    `costs`: the kinds of what something takes that are results, since the paper is about them. `comparisons`: what
    sentences tell of how far the others are.
    """
    grids = _by_measure(_grid(table, rows, names, costs, comparisons))
    return _as_made(table, (fact for grid in grids for fact in _of_grid(grid)))


def claimed_of_table(
    table: Table, rows: Sequence[Line], names: tuple[str, ...], comparisons: Comparisons
) -> Iterator[ResultFact]:
    """The numbers of the paper's own rows that its claims compare with another one of their column."""
    for grid in _by_measure(_grid(table, rows, names, frozenset(), comparisons.of_claims())):
        mine, columns = own_rows(grid.rows, names), own_columns(grid.rows, grid.heads, names, grid.metrics)
        if columns and not mine:
            facts = column_results(grid, columns)
            told = (f for f in facts if grid.comparisons.compares(f.value, f.baseline_value, f.baseline))
            yield from _as_made(table, told)
        elif len(mine) < len(grid.rows):
            yield from _as_made(table, all_rows(grid, mine))


def ways_of(table: Table, rows: Sequence[Line], names: tuple[str, ...]) -> dict[tuple[str, str], Direction]:
    """Which way each benchmark's metric of a table is better, where something tells."""
    return better_ways(_grid(table, rows, names, frozenset(), NOTHING_TOLD))


def _grid(
    table: Table, rows: Sequence[Line], names: tuple[str, ...], costs: frozenset[Cost], comparisons: Comparisons
) -> Grid:
    table, rows = whole(table, rows)
    heads = [head_of(table, column) for column in range(len(table.rows[0]))]
    rows = under_one_head(table, rows)
    told = {part for head in heads for part in head if re.split(r"[ _@(]", part)[0] in comparisons.measures}
    heads, metrics = names_apart(heads, metric_labels(table) | told, names)
    return Grid(table, rows, heads, metrics, names, costs, comparisons, label_column(rows, names))


def _by_measure(grid: Grid) -> Iterator[Grid]:
    """The grid, or one for each metric where the first column names those: "Acc ↑ | X", "Harm ↓ | X"."""
    said = [row.cells[0] for row in grid.rows if numbers_in(row)]
    measures = list(dict.fromkeys(said))
    if not (
        grid.labels
        and len(measures) > 1
        and all(is_marked(m) or METRIC.fullmatch(plain(m)) or LABEL.fullmatch(plain(m)) for m in measures)
    ):
        yield grid
        return
    for measure in measures:
        rows = [row for row in grid.rows if row.cells[0] == measure]
        yield grid._replace(rows=rows, heads=[grid.heads[0], *((*head, measure) for head in grid.heads[1:])])


def _as_made(table: Table, facts: Iterable[ResultFact]) -> Iterator[ResultFact]:
    """The facts, each system with how all numbers of the table were made, if the caption says it: "X (10-crop)"."""
    made = {
        re.sub(r"s$", "", m[0].lower().replace("-model", " model")) for m in _MADE.finditer(first_of(table.caption))
    }
    for fact in facts:
        told = len(made) != 1 or _MADE.search(f"{fact.system} {fact.benchmark} {fact.metric}")
        yield fact if told else fact.model_copy(update={"system": f"{fact.system} ({next(iter(made))})"})


def _of_grid(grid: Grid) -> Iterator[ResultFact]:
    rows, heads, names = grid.rows, grid.heads, grid.names
    if of_pairs := list(paired(grid.table, rows, heads, names)):
        yield from of_pairs
        return
    columns = own_columns(rows, heads, names, grid.metrics)
    mine = own_rows(rows, names)
    if columns and (not mine or len(mine) == len(rows)) and len(columns) < len(heads) - 1:
        yield from column_results(grid, columns)
    elif mine:
        yield from row_results(grid, mine)


def columns_are_systems(table: Table, rows: Sequence[Line], names: tuple[str, ...]) -> bool:
    """Whether the paper's own method is a column of a table and none of its rows."""
    heads = [head_of(table, column) for column in range(len(table.rows[0]))]
    return bool(own_columns(rows, heads, names)) and not own_rows(rows, names)


def measured_on(
    table: Table, rows: Sequence[Line], names: tuple[str, ...], is_data: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """The benchmarks of a table of results, its columns or its rows, and the number of the place that shows each.

    `is_data`: whether a head may be a dataset's name.
    """
    heads = [head_of(table, column) for column in range(len(table.rows[0]))]
    if columns_are_systems(table, rows, names):
        for i, row in enumerate(rows):
            labels = [label_at(rows, i, c) for c in range(last_label(row) + 1)] if numbers_in(row) else []
            yield from ((label, row.at) for label in [*filter(is_data, labels), *labels[-1:]][:1])
    elif next(paired(table, rows, heads, names), None) is None:  # of win rates the columns are judges
        top, metrics = rows[0].at.partition(".")[0], metric_labels(table)
        for head in heads[1:]:
            named = [part for part in head if number_of(part) is None]
            named = [part for part in named if not (is_marked(part) or part in metrics)]
            whole = next((part for part in named if is_data(part)), None)  # what stands below it is a part of it
            yield from ((part, top) for part in ([whole] if whole else named))
