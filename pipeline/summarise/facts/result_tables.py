"""Results of a table's rows or columns that are the paper's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import product
from typing import NamedTuple

from pipeline.summarise.facts.caption_metrics import metric_of
from pipeline.summarise.facts.costs import Cost, cost_of
from pipeline.summarise.facts.directions import BY_ERROR, Direction, directions, first_of
from pipeline.summarise.facts.headers import metric_labels, whole
from pipeline.summarise.facts.methods import is_own, names_one, without_names
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import either, pattern
from schemas.records import Table
from schemas.summary import ResultFact

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")

COST_WORDS = 4  # of a head; a longer one has two torn together, "Size English Benchmarks GSM8K"
MARKED_WORDS = 3  # of a metric's head with its arrow: "Hal rate ↓"
LABEL_COLUMNS = 3  # of a table, in which its systems may be named
MAX_TITLE = 30  # characters of a group's title that tells systems apart
NUMERIC_SHARE = 0.4  # of the body's filled cells: less is a table of words
LEAST_CELLS = 2  # numbers; one is no comparison
OF_ALL, OF_COST, OF_ONE, OF_SOME = range(4)  # which of a row's numbers come first: averages, then what it takes
_CELL_NUMBER = re.compile(
    r"([-−+]?\d[\d,]*(?:\.\d+)?)(?:\s?[%×x]|\s(?:days?|hours?|min(?:ute)?s?|sec(?:ond)?s?|[smh]|ms|GB))?(?:\s\(\d[\d.]*\s?[×x]\))?(?:\s?\(?±\s?[\d.]+\)?|\s?\([\d.]+\s?±\s?[\d.]+\))?(?:\s?\(\s?[↑↓+−-]\s?[\d.]+\s?%?\)|\s?\([\d.]+\s?%?\s?[↑↓]\)|\s?[↑↓]\s?[\d.]+\s?%?|_\{\s?[↑↓+−-]\s?[\d.]+\s?%?\})?(?:\^\{[^{}]*\})?(?:\[\^[^\]]*\])?"
)
_MARKS = re.compile(r"\*\*|\^\{[∗*†‡§¶]+\}|\[\^[^\]]{1,12}\]|[∗†‡]")
AVERAGE = re.compile(r"(?i)\b(?:avg|average|mean|overall)\b|^total$")
_SHORT_METRIC = re.compile(r"A[PR](?:[@_^]\S+)?")  # average precision, average recall
_OF_PART = re.compile(r"_\{?[a-z]\}?$")  # AP_{s}: of the small objects alone
SAME = 1e-6  # of two differences
_PART_OF_F1 = re.compile(r"(?i)pre(?:c(?:ision)?)?\.?|rec(?:all)?\.?")
_OVER_PARTS = re.compile(r"(?i)\bf1\b|\bacc")
_DIFFERENCE = re.compile(r"(?i)\b(?:reduction|improvement|gain|increase|decrease)s?\b|[Δ∆]")
_COUNT = re.compile(r"(?i)\b(?:len(?:gth)?|number|count|rank|steps)\b|#")  # no share of anything
_UNIT = re.compile(  # of a cost
    r"(?i)\([^()]+\)|/|\bper\b|\b(?:m?s|sec|seconds?|min|minutes?|h|hours?|days?|[gmk]i?b|[gmtp]?flops|fps|tokens)\b|[%$×]|\dx\b|speed-?up"
)
_SIZE = re.compile(rf"(?<!\w)(?:{either('results.sizes')}|{either('results.costs', 'size')})(?!\w)")
_PART_OF_COST = re.compile(r"(?i)\bratio\b|\bΔ|\bm(?:ul|ac)s?\b|\blength\b|\bRM\b")
COST = re.compile(  # a metric of what something takes, not of how good it is
    rf"(?<!\w)(?:{either('results.metrics', 'cost')}|{either('results.costs')})(?!\w)"
)
_COST = re.compile(rf"{COST.pattern}|(?<!\w)#(?!\w)")
_VAGUE = re.compile(r"(?i)score|reward|time|tokens|# ?tokens|win[ -]?rate|speed-?up|latency|memory")  # in a caption
_METRIC_LAST = re.compile(rf"{METRIC.pattern}[\s()%↑↓.,:]*$")  # "Crawler Recall"
_NAME = re.compile(r"[\w'-]*(?:[A-Z][\w-]*[A-Z\d]|[A-Za-z]-?\d)")
_NAMED = re.compile(r"[A-Z]\w*[A-Z0-9]|\d")
_OF_SPLIT = re.compile(r"(?i)\s*\((?:val(?:idation)?|test|dev)\)$")
_TELLS = re.compile(r"\d{1,2}[A-Za-z]|[A-Z]?\d|[A-Z]{1,2}")  # below a head over heads: "2d" of a multiplication, L2
_NOTHING = re.compile(
    r"(?i)rates?|values?|ours?|results?|(?:.* )?(?:methods?|models?|names?)"
)  # a benchmark that says of nothing what it is
_NO_RESULTS = re.compile(
    r"(?i)hyper-?param|\bstatistics?\b|implementation detail|notation|\bcomposition of|details of|list of|examples? of|"
    r"number of (?:samples|examples)"
)
_STATISTIC = re.compile(r"(?i)count|mean|std\.?|min|max|median|\d+%|train size|test size|#?samples")
_GENERIC = re.compile(
    r"(?i)(?:[\w-]+ ){0,3}(?:benchmarks?|tasks?|datasets?|results?|metrics?|performance|evaluation)"
)  # a head over heads
_OVER_COSTS = re.compile(r"(?i)costs?|efficiency")  # above "Memory (GB)"
_SPLIT = re.compile(r"(?i)(?:val(?:idation)?|test|dev|train|trainval|test-dev|test-std|mean|all|total)\W?\d?")
_SHARE = re.compile(r"(?i)(?:un)?seen(?:\W(?:un)?seen)?\W*\d+\s?%\W*")  # of the data: "Seen (50%)"
_ON = re.compile(
    r"\b(?:on|for|of|across)\s+(?:the\s+)?(?P<name>[A-Z][\w+*-]*(?:[.;]\w[\w+*-]*)*(?:\s(?:[A-Z][\w+-]*|\d\w*)(?:\.\w[\w+-]*)*)*)(?:'s)?"
    r"(?:\s+(?:test|dev|validation|benchmark|dataset|set|data|task))?"
)


_OVER_CLASSES = re.compile(r"mAP|mIoU|(?:[Mm]ean|[Aa]vg\.?|[Aa]verage) (?:AP|IoU|Dice|DSC)")
_CLASS = re.compile(r"[A-Z]?[a-z]+\.?|(?:[A-Z]\.)+")
_SCORED = re.compile(r"(?i)%|\brate\b|\bagree|\bscore\b")  # a row's label that says how something was measured
_ASIDE = re.compile(r"\([^()]+\)$")
_TESTED, _VALIDATED = re.compile(r"(?i)\btest\b"), re.compile(r"(?i)\b(?:dev|val(?:id\w*)?)\b")
_AND = re.compile(r"\band (?:[\w-]+ ){0,2}$")  # "Utility and Attack Success Rate": of the one half it is none
_MODEL_SIZE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[BM](?!\w)")
_COUNTED = re.compile(r"# ?(?:of )?([a-z]{3,12})")  # "# layers"
_MADE = re.compile(r"(?i)\bensembles?\b|\bsingle[- ]models?\b|\b(?:\d+|single|multi)-crop\b")
_WIN_RATE = re.compile(r"(?i)\bwin(?:ning)?[ -]?rates?\b|\bpreferred\b")
_VERSUS = re.compile(r"(.+?)\s(?:vs\.?|versus|against)\s(.+)")
_TASKS = re.compile(r"\btasks?\b")
_TASK = re.compile(r"\bfor the (?P<task>[a-z][a-z -]{3,40}) task\b|\b(?:in|on) the (?P<data>[A-Z][\w-]+) dataset\b")
_OURS_FIRST = re.compile(r"(?i)^ours?\s*[,:]\s*(?=\w)")  # "Ours, X on Y" is X on Y
_CITED = re.compile(
    r"^\d+\.\s|^\([a-z*]\)\s|\s*\[\d[\d, –-]*\]|\s*\((?:[A-Z][^()]{2,60}\b)?(?:19|20)\d\d[a-z]?\)|\s*\(ILSVRC[^()]*\)"
)
_CITATION = re.compile(r"\[\d[\d, –-]*\]|\([^()]*(?:19|20)\d\d[a-z]?\)|\bet al\b")
CONTROL = re.compile(  # a row without a part of the method, or with only one: a step of an ablation
    r"(?i)^\W*(?:w/o|w\.o\.|without|no |-\s)|\b(?:w/o|without|only|no|minus|random\w*|shuffl\w+|"
    r"frozen|ablat\w+|variant|naive|"
    r"oracle|upper bound|baseline)\b"
)
_AGREES = re.compile(r"(?i)\bagree")  # of judges with one another: no result
_NO_RIVAL = re.compile(
    r"(?i)^\W*(?:w/o|without)\b|"
    r"\b(?:human|oracle|upper bound|ground truth|random|chance|gain|improvement|delta|difference)\b|^Δ"
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
    if (
        sum(bool(_STATISTIC.fullmatch(cell.text.strip())) for row in table.rows[: table.header_rows] for cell in row)
        > 1
    ):
        return False
    return any(cell.text.strip() and number_of(cell.text) is None for row in table.rows[:1] for cell in row)


class Compared(NamedTuple):
    """What a paper's sentences tell of how far its own number is from another's."""

    gains: frozenset[float] = frozenset()  # over the best of the others
    together: tuple[frozenset[float], ...] = ()  # numbers of one sentence of a claim: "from 241 to 553 tokens"


NOTHING_TOLD = Compared()


class Grid(NamedTuple):
    """A table of results with what its columns are headed by."""

    table: Table
    rows: Sequence[Line]
    heads: Sequence[tuple[str, ...]]
    metrics: frozenset[str]  # labels that are metrics by where they stand
    names: tuple[str, ...]  # of the paper's own method
    costs: frozenset[Cost]
    compared: Compared

    def what(self, head: Sequence[str]) -> tuple[str, str]:
        """Benchmark and metric of a head."""
        benchmark, metric = _what(head, self.table.caption, self.rows[0].heading, self.metrics)
        return benchmark, metric or metric_of(benchmark, self.table.caption)


def of_table(
    table: Table,
    rows: Sequence[Line],
    names: tuple[str, ...],
    *,
    costs: frozenset[Cost] = frozenset(),
    compared: Compared = NOTHING_TOLD,
) -> Iterator[ResultFact]:
    """The numbers of the paper's own best row beside the others of its group, group by group; or of its own column.

    Nothing of a table of the paper's own variants: without a rival it says what a part is worth, not how good it is.
    The system says how all numbers of the table were made, if its caption says it: "X (10-crop)".

    `costs`: the kinds of what something takes that are results, since the paper is about them. `compared`: what
    sentences tell of how far the others are.
    """
    made = {
        re.sub(r"s$", "", m[0].lower().replace("-model", " model")) for m in _MADE.finditer(first_of(table.caption))
    }
    table, rows = whole(table, rows)
    heads = [_head(table, column) for column in range(len(table.rows[0]))]
    grid = Grid(table, _under_one_head(table, rows), heads, metric_labels(table), names, costs, compared)
    for fact in _of_grid(grid):
        told = len(made) != 1 or _MADE.search(f"{fact.system} {fact.benchmark} {fact.metric}")
        yield fact if told else fact.model_copy(update={"system": f"{fact.system} ({next(iter(made))})"})


def _of_grid(grid: Grid) -> Iterator[ResultFact]:
    rows, heads, names = grid.rows, grid.heads, grid.names
    if paired := list(_paired(grid.table, rows, heads, names)):
        yield from paired
        return
    own_rows = _own_rows(rows, names)
    own_columns = _own_columns(rows, heads, names)
    if own_columns and (not own_rows or len(own_rows) == len(rows)) and len(own_columns) < len(heads) - 1:
        yield from _column_results(grid, own_columns)
    elif own_rows:
        yield from _row_results(grid, own_rows)


def _paired(
    table: Table, rows: Sequence[Line], heads: Sequence[tuple[str, ...]], names: tuple[str, ...]
) -> Iterator[ResultFact]:
    """The win rates of a table whose every row is of one system against another: "X vs SFT", or "Ours | SFT".

    Who judges heads a column, and stands as the benchmark's scope.
    """
    if not _WIN_RATE.search(f"{table.caption} {' '.join(map(_joined, heads))}"):
        return
    several = len(_TASKS.findall(table.caption)) > 1  # each column is of one
    if several and any(number_of(cell) is None and cell.strip("-–") for row in rows for cell in row.cells[1:]):
        return  # another table stands beside this one
    task = m["task"] or m["data"] if (m := _TASK.search(table.caption)) and not several else ""
    beside = len(rows[0].cells) > LEAST_CELLS and all(number_of(row.cells[1]) is None for row in rows)
    for row in rows:
        versus = _VERSUS.fullmatch(called(row.cells[0]))
        system, other = (
            (versus[1], versus[2]) if versus else (called(row.cells[0]), called(row.cells[1]) if beside else "")
        )
        if not ((task or several) and other and is_own(system, names)) or is_own(other, names):
            continue
        for column in range(1 if versus else 2, len(heads)):
            if number_of(row.cells[column]) is None:
                break  # another table may stand beside this one
            said = [part for part in heads[column] if not (several and _WIN_RATE.search(part))]
            if _says_something(said):
                judge = "" if several or _WIN_RATE.search(_joined(said)) else f" ({_joined(said)})"
                benchmark = _joined(said) if several else f"{task}{judge}"
                yield _fact(benchmark, f"win rate over {other}", row.cells[column], system, None, row.at)


def _under_one_head(table: Table, rows: Sequence[Line]) -> Sequence[Line]:
    """The rows above one that repeats the head's first label: below it stand other columns."""
    first = {row[0].text.strip().lower() for row in table.rows[: table.header_rows]} - {""}
    again = next((i for i, row in enumerate(rows) if row.cells[0].lower() in first), len(rows))
    return rows[:again] or rows


def columns_are_systems(table: Table, rows: Sequence[Line], names: tuple[str, ...]) -> bool:
    """Whether the paper's own method is a column of a table and none of its rows."""
    heads = [_head(table, column) for column in range(len(table.rows[0]))]
    return bool(_own_columns(rows, heads, names)) and not _own_rows(rows, names)


def measured_on(
    table: Table, rows: Sequence[Line], names: tuple[str, ...], is_data: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """The benchmarks of a table of results, its columns or its rows, and the number of the place that shows each.

    `is_data`: whether a head may be a dataset's name.
    """
    heads = [_head(table, column) for column in range(len(table.rows[0]))]
    if columns_are_systems(table, rows, names):
        for i, row in enumerate(rows):
            labels = [label_at(rows, i, c) for c in range(_last_label(row) + 1)] if _numbers(row) else []
            yield from ((label, row.at) for label in [*filter(is_data, labels), *labels[-1:]][:1])
    elif next(_paired(table, rows, heads, names), None) is None:  # of win rates the columns are judges
        top, metrics = rows[0].at.partition(".")[0], metric_labels(table)
        for head in heads[1:]:
            named = [part for part in head if number_of(part) is None]
            named = [part for part in named if not (is_marked(part) or part in metrics)]
            whole = next((part for part in named if is_data(part)), None)  # what stands below it is a part of it
            yield from ((part, top) for part in ([whole] if whole else named))


def _own_rows(rows: Sequence[Line], names: tuple[str, ...]) -> list[int]:
    at = label_column(rows, names)
    labelled = [
        i
        for i in range(len(rows))
        if _numbers(rows[i]) and is_own(label := label_at(rows, i, at), names) and not _VERSUS.fullmatch(label)
    ]
    return labelled or _under_own_title(rows, names)


def _under_own_title(rows: Sequence[Line], names: tuple[str, ...]) -> list[int]:
    """The rows of the groups whose title is the paper's own method, where they stand beside cited ones."""
    own = [
        i
        for group in _groups(rows, 0)
        if names_one(_title_over(rows, group), names)
        for i in group
        if _numbers(rows[i])
    ]
    cited = [is_cited(row.cells[0]) for row in rows]
    return own if any(cited) and not any(cited[i] for i in own) else []


def bases_of(rows: Sequence[Line], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What may name the base models of the paper's own rows: their groups' titles and their labels, with their places.

    Of the labels what stands beside the own name: "InternVL2-8B-" of "InternVL2-8B-MPO".
    """
    own, labels = _own_rows(rows, names), label_column(rows, names)
    for group in _groups(rows, labels):
        mine = [i for i in group if i in own and not CONTROL.search(_plain(rows[i].cells[labels]))]
        if mine:
            yield _over(rows, group) if labels else _title_over(rows, group), rows[mine[0]].at
        for i in mine:
            yield without_names(label_at(rows, i, labels), names), rows[i].at


def _title_over(rows: Sequence[Line], group: Sequence[int]) -> str:
    """The title of the group or of those that it is a part of; "": it has none."""
    above = next((row for row in reversed(rows[: group[0]]) if _is_title(row)), None)
    return _plain(above.cells[0]).rstrip(" :") if above else ""


def label_column(rows: Sequence[Line], names: tuple[str, ...]) -> int:
    """The column that says which system a row is of: the first in which the paper's own stands; 0 where none does."""
    columns = range(min(LABEL_COLUMNS, len(rows[0].cells)))
    labels = [[called(row.cells[c]) for row in rows if _numbers(row)] for c in columns]
    named = (c for c in columns if any(names_one(label, names) for label in labels[c]))  # rather than "Proposed"
    return next(named, next((c for c in columns if any(is_own(label, names) for label in labels[c])), 0))


def _own_columns(rows: Sequence[Line], heads: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> list[System]:
    at = {c for c, head in enumerate(heads) if c and is_own(_joined(head), names)}
    shared = _shared(heads, at)
    own = [
        System(_system(heads[c], shared), c, sum(row.bold[c] for row in rows if c < len(row.bold)))
        for c in sorted(at)
        if not CONTROL.search(_joined(heads[c]))
    ]
    if any(_TESTED.search(heads[s.at][0]) for s in own):
        own = [s for s in own if not _VALIDATED.search(heads[s.at][0])]
    return sorted(own, key=lambda s: (-s.best, s.at))


def label_at(rows: Sequence[Line], at: int, column: int = 0) -> str:
    """What a row is called; a row that is only an addition ("+ RL") is called after the one above it too."""
    label = called(rows[at].cells[column])
    if not label.startswith(("+", "-", "w/")):
        return label
    above = next(
        (
            called(r.cells[column])
            for r in reversed(rows[:at])
            if not called(r.cells[column]).startswith(("+", "-", "w/"))
        ),
        "",
    )
    return f"{above} {label}".strip()


def number_of(cell: str) -> float | None:
    """The number of a cell; None: it states none, or more than one."""
    match = _CELL_NUMBER.fullmatch(_plain(cell))
    return float(match[1].replace(",", "").replace("−", "-")) if match else None


def _plain(cell: str) -> str:
    return _MARKS.sub("", cell).strip()


def _value(cell: str) -> str:
    """A cell's number without the gain that stands behind it: 58.60 (↑ 4.33%), 58.60 ↑4.33."""
    return re.sub(r"\s?\([^()]*\)$|\s?[↑↓]\s?[\d.]+\s?%?$|_\{[^{}]*\}$", "", _plain(cell))


def called(cell: str) -> str:
    """What a row is called, without its rank and its citations, a name over two lines as one."""
    called = _CITED.sub("", _plain(cell)).strip() or _plain(cell)
    return re.sub(r"(?<=\w-)\s+(?=[A-Z\d])", "", called)


def is_cited(label: str) -> bool:
    """Whether a row's label cites the work that its system is of."""
    return bool(_CITATION.search(label))


def _numbers(row: Line) -> int:
    return sum(number_of(cell) is not None for cell in row.cells[1:])


def _head(table: Table, column: int) -> tuple[str, ...]:
    """The stacked header of a column without marks and citations."""
    return tuple(dict.fromkeys(t for text in table.header(column) if (t := called(text))))


def _joined(head: Sequence[str]) -> str:
    return " ".join(head)


def _system(head: Sequence[str], shared: Set[str]) -> str:
    """The system that heads a column, without the number of its raters or runs and without what others share."""
    named = [part for i, part in enumerate(head) if number_of(part) is None or (i and is_model(head[0]))]  # GPT | 5
    return _joined([part for part in named if part not in shared or is_model(part)] or named)


def _row_results(grid: Grid, own: Sequence[int]) -> Iterator[ResultFact]:
    rows, names = grid.rows, grid.names
    labels = label_column(rows, names)
    groups = _groups(rows, labels)
    if not any(is_own(label_at(rows, i, labels), names) for i in own):  # a title says whose they are
        groups = [*([i for i in group if i not in own] for group in groups), list(own)]
        groups = [group for group in groups if group]
    several = sum(any(i in own for i in group) for group in groups) > 1
    of_all = _of_all(rows, groups, own, labels) if not labels else []
    ways = _ways(grid, groups)
    titles = _titles(grid, groups, own, labels)
    for group, title in zip(groups, titles, strict=True):
        mine = _whole(
            [i for i in group if i in own and not CONTROL.search(_plain(rows[i].cells[labels]))], rows, labels
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
    whats = ((_joined(head), *grid.what(head)) if column else ("", "", "") for column, head in enumerate(grid.heads))
    numbers = (_numbered(grid.rows, groups, column) for column in range(len(grid.heads)))
    return directions(zip(whats, numbers, strict=True), grid.table.caption)


def _titles(grid: Grid, groups: Sequence[Sequence[int]], own: Sequence[int], labels: int) -> list[str]:
    """The title over each group; where another group with own rows has the same one, that over it."""
    rows = grid.rows
    if labels:
        return [_over(rows, group) for group in groups]
    found = [_title_over(rows, group) for group in groups]
    of_own = [title for title, group in zip(found, groups, strict=True) if any(i in own for i in group)]
    first = len(grid.table.rows) - len(rows)
    return [
        _plain(path[0]) if of_own.count(title) > 1 and len(path := grid.table.row_path(first + group[0])) > 2 else title
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
    titles = [_title_over(rows, group) for group in groups]
    if not any(titles) or len(mine) == len(groups):
        return []
    of_size = {m[0].lower() for group in mine for m in _MODEL_SIZE.finditer(_title_over(rows, group))}
    services = pattern("models.services")
    return [
        i
        for group, title in zip(groups, titles, strict=True)
        if group not in mine and (len(mine) == 1 or not title)
        if {m[0].lower() for m in _MODEL_SIZE.finditer(title)} <= of_size
        for i in group
        if not services.search(rows[i].cells[labels])
    ]


def _names_again(rows: Sequence[Line], labels: int, at: int, names: tuple[str, ...]) -> bool:
    """Whether a column behind numbers names the paper's own again: another table stands beside this one."""
    own = (row for row in rows if is_own(called(row.cells[at]), names))
    return any(number_of(cell) is not None for row in own for cell in row.cells[labels + 1 : at])


def _whole(mine: Sequence[int], rows: Sequence[Line], labels: int) -> list[int]:
    """The own rows without those that a star makes a variant of another: "X-7B*" beside "X-7B"."""
    plain = {rows[i].cells[labels].strip("* ") for i in mine if not _MARKS.search(rows[i].cells[labels].strip("* "))}
    return [i for i in mine if called(rows[i].cells[labels]) not in plain or rows[i].cells[labels].strip("* ") in plain]


def _told_by(table: Table, rows: Sequence[Line], mine: Sequence[int], best: int, labels: int) -> str:
    """What tells a row from the own ones of the same label: " (110 layers)" of a column "# layers"; "" if nothing.

    Or " (Context length 4k)" of a column of words.
    """
    alike = [i for i in mine if label_at(rows, i, labels) == label_at(rows, best, labels)]
    if len(alike) == 1:
        return ""
    for column in range(labels + 1, len(rows[best].cells)):
        heads = [*_head(table, column), *(_plain(row.cells[column]) for row in rows)]
        name = next((m[1] for head in heads if (m := _COUNTED.fullmatch(head))), "")
        tells = len({rows[i].cells[column] for i in alike}) == len(alike)
        if name and tells:
            return f" ({_plain(rows[best].cells[column])} {name})"
        head, cell = _joined(_head(table, column)), _plain(rows[best].cells[column])
        if tells and cell and number_of(cell) is None and len(head) + len(cell) <= MAX_TITLE:
            return f" ({cell})" if re.search(r"[A-Za-z]{3}", cell) else f" ({head} {cell})"
    return ""


def _over(rows: Sequence[Line], group: Sequence[int]) -> str:
    """What the first cells of a group say, whether in each of its rows or over all of them: "Llama-3.1-", "8B"."""
    said = " ".join(dict.fromkeys(text for i in group if (text := _plain(rows[i].cells[0]))))
    return re.sub(r"(?<=\w-) ", "", said)


def _rivals(rows: Sequence[Line], among: Sequence[int], own: Sequence[int], labels: int) -> list[int]:
    return [i for i in among if i not in own and _numbers(rows[i]) and not _NO_RIVAL.search(label_at(rows, i, labels))]


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
    end = next((c for c in range(labels + 1, len(heads)) if _names_again(rows, labels, c, grid.names)), len(heads))
    parts = _parts_of_averages(heads) | _classes(heads) | _part_metrics(grid)
    row = rows[at]
    read = [c for c in range(1, end) if c not in parts and _is_result(row.cells[c], heads[c], costs=grid.costs)]
    facts: list[tuple[int, ResultFact]] = []
    for column in sorted(read, key=lambda c: (_is_of_cost(heads[c], grid.costs), _rank(heads[c]))):
        head, cost = heads[column], _is_of_cost(heads[column], grid.costs)
        benchmark, metric = grid.what(head)
        rival = _strongest(_rivals_in(rows, column, others, labels), ways[column])
        if cost:
            rival = _told_beside(grid, at, column, others, labels) or rival
        else:
            rival = _told_rival(grid, groups, at, column, labels, rival) or rival
        if not number_of(row.cells[column]) and rival and not rival.value:
            continue  # nobody solves any of it
        if not (metric or ways[column]) and BY_ERROR.search(benchmark) and "%" not in row.cells[column]:
            continue  # nothing tells whether it is a gain or a loss
        facts.append(
            (OF_COST if cost else _rank(head), _fact(benchmark, metric, row.cells[column], system, rival, row.at))
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
        title = _title_over(grid.rows, group)
        for other in _rivals_in(grid.rows, column, group, labels):
            far = any(abs(abs(mine - other.value) - gain) < SAME for gain in grid.compared.gains)
            if far and abs(mine - other.value) < abs(mine - rival.value) and not is_own(other.label, grid.names):
                tells = title and len(title) <= MAX_TITLE
                return other._replace(label=f"{other.label} ({title})") if tells else other
    return None


def _is_result(cell: str, head: Sequence[str], *, costs: frozenset[Cost]) -> bool:
    """Whether a cell is a number under a head that says what it is of; "2.3x" is a factor, a speed has a unit."""
    if number_of(cell) is None or not _is_quality(head, costs=costs):
        return False
    if _is_of_cost(head, costs):
        return bool(_UNIT.search(f"{_joined(head)} {cell}"))
    return not re.search(r"[×x]$", cell.strip("* "))


def _rank(head: Sequence[str]) -> int:
    """Which of a row's numbers come first."""
    if AVERAGE.search(_joined(head)):
        return OF_ALL
    return OF_SOME if _OF_PART.search(_joined(head)) else OF_ONE


def _parts_of_averages(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns below the name of a benchmark that has one for their average too, and tasks beside an average."""
    whole = {head[:-1] for head in heads if head and AVERAGE.search(head[-1])}
    named = {over for over in whole if over and _NAMED.search(over[-1])}
    return {
        c
        for c, head in enumerate(heads)
        if head and not AVERAGE.search(head[-1])
        if head[:-1] in named
        or ((head[:-1] in whole or () in whole) and _is_task(head[-1]) and not any(map(_is_named, head[:-1])))
    }


def _is_task(label: str) -> bool:
    """Whether a label is neither a benchmark's name nor a metric: "Code Generation"."""
    return not (_is_named(label) or METRIC.search(label) or COST.search(label) or is_marked(label))


def _part_metrics(grid: Grid) -> set[int]:
    """The columns of what a benchmark's main metric is made of: precision beside F1, small objects beside all."""
    what = [grid.what(head) for head in grid.heads]
    parts = set[int]()
    for c, (benchmark, metric) in enumerate(what):
        beside = [other for i, (name, other) in enumerate(what) if i != c and name == benchmark and other]
        if _PART_OF_F1.fullmatch(metric):
            parts |= {c} if any(_OVER_PARTS.search(other) for other in beside) else set()
        elif (whole_one := _OF_PART.sub("", metric)) != metric:
            parts |= {c} if whole_one in beside else set()
    return parts


def _classes(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns headed by everyday words beside one of a mean over classes: "mAP | Car | Truck"."""
    if not any(_OVER_CLASSES.fullmatch(_joined(head)) for head in heads):
        return set()
    said = [_joined(head) for head in heads]
    return {
        c for c, head in enumerate(said) if _CLASS.fullmatch(head) and not (METRIC.search(head) or COST.search(head))
    }


def _is_quality(head: Sequence[str], *, costs: frozenset[Cost] = frozenset()) -> bool:
    """Whether a column's head says how good something is, or what of `costs` it takes, but not how large it is."""
    if _NOTHING.fullmatch(_joined(head)) or _DIFFERENCE.search(_joined(head)) or not _says_something(head):
        return False
    return _is_of_cost(head, costs) or not any(_is_cost(part) for part in head)


def _is_of_cost(head: Sequence[str], costs: frozenset[Cost]) -> bool:
    """Whether a column is of one of these costs."""
    return cost_of(_joined(head)) in costs and any(_is_cost(part) for part in head)


def _is_cost(head: str) -> bool:
    """Whether a head says what something takes or how large it is, not how good it is."""
    costs = (_SIZE, _COST, _PART_OF_COST)
    quality = any(not any(cost.search(m[0]) for cost in costs) for m in METRIC.finditer(head))
    torn = len(head.split()) > COST_WORDS or _GENERIC.search(head)
    return not torn and any(cost.search(head) for cost in costs) and not quality


def _column_results(grid: Grid, own: Sequence[System]) -> Iterator[ResultFact]:
    """The numbers of the best of the own columns, then those of the others, each beside the best of the rest."""
    rows, heads = grid.rows, grid.heads
    columns = {c for c, head in enumerate(heads) if c and is_own(_joined(head), grid.names)}
    shared = _shared(heads, columns)
    beside = {at: _beside(at, columns, heads, shared) for at in columns}
    whats = ((" ".join(row.cells[: _last_label(row) + 1]), *grid.what(row.cells[:1])) for row in rows)
    ways = directions(zip(whats, ([_in_row(row)] for row in rows), strict=True), grid.table.caption)
    for system, (i, row) in product(own, _without_tasks(rows)):
        value, (label, model, said) = number_of(row.cells[system.at]), _row_names(rows, i)
        if value is None or not _is_asked_of(label, grid.costs):
            continue
        rivals = [
            Rival(other, _system(heads[c], shared), row.cells[c], row.at)
            for c in sorted(beside[system.at])
            if (other := number_of(row.cells[c])) is not None and _is_called(heads[c])
        ]
        if _SCORED.search(label) and not AVERAGE.match(label):
            benchmark, metric, name = grid.what(())[0], label, system.label
        elif is_model(label):  # the rows are models, and the caption says what was measured
            benchmark, metric = grid.what(())
            name = f"{label} {system.label}"
        else:
            benchmark, metric = grid.what((label,))
            name = f"{model} {system.label}".strip()
        scope = ", ".join(part for part in heads[system.at] if part in shared and not is_model(part))
        benchmark = f"{benchmark} ({scope})" if scope and benchmark else benchmark
        rival = _strongest(rivals, ways[i])
        if rivals and (value or any(other.value for other in rivals)):
            yield _fact(benchmark, said or metric, row.cells[system.at], name, rival, row.at)


def _in_row(row: Line) -> list[tuple[float, bool]]:
    """The numbers of a row, each with whether it is bold."""
    return [
        (n, bold)
        for cell, bold in list(zip(row.cells, row.bold, strict=True))[1:]
        if (n := number_of(cell)) is not None
    ]


def _is_asked_of(label: str, costs: frozenset[Cost]) -> bool:
    """Whether a row's label says how good something is, or what of `costs` it takes."""
    size = _SIZE.search(label) or _COST.search(label)
    if not _says_something((label,)) or _AGREES.search(label):
        return False
    return not size or (cost_of(label) in costs and bool(_UNIT.search(label)))


def _without_tasks(rows: Sequence[Line]) -> list[tuple[int, Line]]:
    """The rows, the average before the benchmarks that it is of; tasks that it is of say little beside it."""
    numbered = list(enumerate(rows))
    over = [(i, row) for i, row in numbered if AVERAGE.match(_plain(row.cells[0]))]
    if not over:
        return numbered
    return [*over, *((i, row) for i, row in numbered if (i, row) not in over and _is_named(_plain(row.cells[0])))]


def _is_named(label: str) -> bool:
    """Whether a label begins with a benchmark's name, and is no task in words: ARC-c, but not "Open Laptop"."""
    return bool(KNOWN.search(label) or _NAME.match(label))


def _is_generic(head: str) -> bool:
    """Whether a head speaks of benchmarks or results without a name: not "B12 dataset"."""
    return bool(_GENERIC.fullmatch(head)) and not _is_named(head)


def _row_names(rows: Sequence[Line], at: int) -> tuple[str, str, str]:
    """What a row is called, the model that it names beside that, and its metric: "geometry3k | Qwen2-VL | pass@8"."""
    last = _last_label(rows[at])
    columns = [c for c in range(last + 1) if rows[at].cells[c]]
    model, metric = "", ""
    if len(columns) > 1 and METRIC.match(rows[at].cells[columns[-1]]):
        metric = _plain(rows[at].cells[columns.pop()])
    if len(columns) > 1 and is_model(rows[at].cells[columns[-1]]):
        model = called(rows[at].cells[columns.pop()])
    label = label_at(rows, at, columns[-1] if columns else last)
    again = sum(row.cells[columns[-1]] == rows[at].cells[columns[-1]] for row in rows) > 1 if columns[1:] else False
    return f"{called(rows[at].cells[columns[0]])} {label}" if again else label, model, metric  # "CIFAR-10 | IID"


def _shared(heads: Sequence[tuple[str, ...]], own: set[int]) -> set[str]:
    """The parts of the own columns' heads that others' have too, and under which a system comes again.

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
    return of_own & of_others & again


def _beside(at: int, own: set[int], heads: Sequence[tuple[str, ...]], shared: set[str]) -> set[int]:
    """The columns that stand beside an own one: those of others for the same split, domain or base model.

    The validation set's number is no rival of the test set's.
    """
    others = {c for c in range(1, len(heads)) if c not in own}
    aside = {c: m[0] for c, head in enumerate(heads) if (m := _ASIDE.search(_joined(head)))}
    if at in aside:  # the mean's rival is no maximum
        others = {c for c in others if aside.get(c, aside[at]) == aside[at] or aside[c] not in map(aside.get, own)}
    same = {c for c in others if shared & {*heads[c]} == shared & {*heads[at]}}
    return same or others


def _last_label(row: Line) -> int:
    """The last column before a row's numbers: "English | MMLU | 88.3" is of MMLU."""
    first = next((i for i, cell in enumerate(row.cells) if i and number_of(cell) is not None), 1)
    return max((i for i in range(first) if re.search(r"[A-Za-z]", row.cells[i])), default=0)


def _groups(rows: Sequence[Line], labels: int) -> list[list[int]]:
    """The rows between the titles of groups; and within these a row with those that add to it ("+ RL").

    `labels`: the column of the systems' names. What stands before it parts groups too; where it has holes, as a cell
    over several rows has, the groups are parted where their first system comes again.
    """
    names = [called(row.cells[labels]) for row in rows]
    if by_base := _of_bases(names):
        return by_base
    adds = [name.startswith(("+", "w/ ")) for name in names]
    titles = [_is_title(row) and (not labels or len(set(row.cells)) == 1) for row in rows]
    whole = all(all(row.cells[:labels]) for row, title in zip(rows, titles, strict=True) if not title)
    groups: list[list[int]] = [[]]
    for i, row in enumerate(rows):
        if titles[i]:
            groups.append([])
            continue
        group = groups[-1]
        is_base = not adds[i] and any(adds[i + 1 : i + 2])
        if whole:
            parts = bool(labels and group) and row.cells[:labels] != rows[group[-1]].cells[:labels]
        else:
            parts = bool(group and names[i]) and names[i] == names[group[0]]
        if is_base or parts:
            groups.append([])
        groups[-1].append(i)
    return [group for group in groups if group]


def _of_bases(names: Sequence[str]) -> list[list[int]]:
    """The rows of each base model or size, where every row names one and there are several.

    "GPT-2 small - FlashAttention", "X-7B".
    """
    for base in (
        [name.partition(" - ")[0] if " - " in name else "" for name in names],
        [m[0].lower() if (m := _MODEL_SIZE.search(name)) else "" for name in names],
    ):
        rows: dict[str, list[int]] = {}
        for i, said in enumerate(base):
            rows.setdefault(said, []).append(i)
        if len(rows) > 1 and all(base) and all(len(of_one) > 1 for of_one in rows.values()):
            return list(rows.values())
    return []


def _is_title(row: Line) -> bool:
    """Whether a row names a group: one cell alone, or the same text over all columns."""
    filled = [cell for cell in row.cells if cell]
    return (
        bool(filled)
        and number_of(filled[0]) is None
        and ((len(filled) == 1 and bool(row.cells[0])) or (len(row.cells) > 1 and len(set(row.cells)) == 1))
    )


def _wins(grid: Grid, ways: Sequence[Direction | None], among: Sequence[int], at: int) -> int:
    """In how many columns a row is the best of the own ones."""
    wins = 0
    for column in range(1, len(grid.rows[at].cells)):
        is_quality = _is_quality(grid.heads[column], costs=grid.costs)
        value = number_of(grid.rows[at].cells[column]) if is_quality else None
        others = [n for i in among if (n := number_of(grid.rows[i].cells[column])) is not None]
        wins += value is not None and value == (min if ways[column] == "lower" else max)(others)
    return wins


def _says_something(head: Sequence[str]) -> bool:
    """Whether a head is a name, not a number or a torn formula: "77.8% 79.1%", "t p s ,"."""
    words = re.findall(
        r"[A-Za-z]{3,}|[A-Za-z]+@?\d|[A-Z]{2,}(?=-)|\bF1\b|\b[A-Z]{2}\b(?=.*\b[A-Za-z]{3,})", _joined(head)
    )
    numbers = re.findall(r"(?<![\w.-])[∼~]?\d[\d.,]*%?(?![\w-])", _joined(head))
    return (bool(words) and len(numbers) <= len(words)) or bool(_SHORT_METRIC.fullmatch(_joined(head)))


def _is_called(head: Sequence[str]) -> bool:
    """Whether a column's head names a system, if only by two letters or a Greek one: DP, π_{0.5}."""
    return any(re.match(r"[A-Z]\w|[α-ω]", part) for part in head) or _says_something(head)


def _strongest(others: Sequence[Rival], way: Direction | None) -> Rival | None:
    """The best of the others; None: there is none, or nothing tells which is better."""
    if way is None:
        return None
    return (min if way == "lower" else max)(others, key=lambda other: other.value, default=None)


def _numbered(rows: Sequence[Line], groups: Sequence[Sequence[int]], column: int) -> Iterator[list[tuple[float, bool]]]:
    """The numbers of a column, group by group, each with whether it is bold."""
    for group in groups:
        yield [(n, rows[i].bold[column]) for i in group if (n := number_of(rows[i].cells[column])) is not None]


def _what(parts: Sequence[str], caption: str, heading: str, metrics: Set[str] = frozenset()) -> tuple[str, str]:
    """Benchmark and metric of a stacked header; what it does not say, caption or section may, if it says one thing."""
    split = [("", _bare(p)) if p in metrics else _name_and_metric(p) for p in parts]
    names = [
        name
        for i, (name, _) in enumerate(split)
        if (_says_something((name,)) and not (_is_generic(name) or _OVER_COSTS.fullmatch(name)))
        or (i and _TELLS.fullmatch(name))
    ]
    metric = " ".join(filter(None, (metric for _, metric in split)))
    if not metric and not COST.search(_joined(parts)) and not _COUNT.search(_joined(parts)):
        metric = _one_metric(caption)
    benchmark = " ".join(names)
    vague = any((AVERAGE.match(benchmark), _SPLIT.fullmatch(benchmark), _SHARE.fullmatch(benchmark)))
    if vague or not re.search(r"[A-Z].*[A-Z]|\d", benchmark):
        named = _ON.search(caption)
        lists = named and re.match(
            r"\s*(?:,|and\b|&)\s*[A-Z]", caption[named.end() :]
        )  # "on COMT, Jigsaw and SAT": of each its own
        if named and (lists or _GENERIC.fullmatch(named["name"]) or named["name"].lower() in benchmark.lower()):
            named = None
        benchmark = " ".join(filter(None, (named["name"] if named else "", benchmark)))
    known = list(dict.fromkeys(KNOWN.findall(caption) or KNOWN.findall(heading)))
    if len(known) == 1 and not KNOWN.search(benchmark) and (not benchmark or METRIC.search(benchmark)):
        benchmark = f"{known[0]} {benchmark}".strip()
    return benchmark.strip(" .,"), re.sub(r"_\{@([\d.]+)\}", r"@\1", metric)  # AP_{@.5}


def _name_and_metric(part: str) -> tuple[str, str]:
    """What one part of a head names and the metric that ends it: "WSJ 23 F1", "MMLU (Pass@1)", "Crawler Recall".

    A head that says which way is better is a metric, whatever it is called: "Hal rate ↓".
    """
    marked = is_marked(part)
    part = _OF_SPLIT.sub("", _bare(part))
    found = _METRIC_LAST.search(part)
    if found is None:
        return ("", part) if marked else (part, "")
    if not _NAMED.search(METRIC.sub("", part)):
        return "", part
    return re.sub(r"\s*\([^()]*$", "", part[: found.start()]).strip(" -_,"), found[0].strip(" ().,:")


def _bare(head: str) -> str:
    """A head without its arrow and its unit of a hundred."""
    return re.sub(r"\s*\(?[↑↓]\)?|\s*\(%\)|\s*/\s?%$|\s*\(speed-?up\)$", "", head).strip()


def is_marked(head: str) -> bool:
    """Whether a head has an arrow for what is better, and is neither a known benchmark nor several torn together."""
    return bool(re.search(r"[↑↓]", head)) and not KNOWN.search(head) and len(head.split()) <= MARKED_WORDS


def _one_metric(caption: str) -> str:
    """The metric that a caption names, where it names one alone; "" where it names several or none."""
    caption = re.sub(r"(?<=\brate)s\b", "", caption)  # "success rates"
    found = [m for m in METRIC.finditer(caption) if not _VAGUE.fullmatch(m[0])]
    alone = len({m[0].lower() for m in found}) == 1 and not _AND.search(caption[: found[0].start()])
    return found[0][0] if alone else ""


def _fact(benchmark: str, metric: str, value: str, system: str, rival: Rival | None, at: str) -> ResultFact:
    return ResultFact(
        benchmark=benchmark or metric,
        metric=metric if benchmark else "",
        value=_value(value),
        system=system,
        at=at,
        baseline=rival.label if rival else "",
        baseline_value=_value(rival.cell) if rival else "",
        baseline_at=rival.at if rival else "",
    )
