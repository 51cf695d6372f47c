"""The header of a result table made whole: rows of words above its numbers, names over several columns, metrics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern
from schemas.records import Cell, Table

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")
COSTS = pattern("results.costs")
LABEL = pattern("results.labels")

_DENOTED = 40  # characters between a short name and "denote", where others may stand
METRIC_CHARS = 16  # of a label that is a metric since those beside it are: "Pre", "HUMAN"
_A_VALUE = re.compile(r"[-−+]?\d[\d.,]*(?![\w.,])|[-–—]+$")  # "3V" is a head
_REST = re.compile(r"-[a-z]")
_AVERAGE = re.compile(r"(?i)(?:avg|average|mean|overall)\b")


def whole(table: Table, rows: Sequence[Line]) -> tuple[Table, Sequence[Line]]:
    """A table whose header has every row of words above the numbers, each name over all columns that it is of."""
    lower = 0
    while lower < len(rows) - 1 and _is_head(table, rows[lower]):
        lower += 1
    if lower or table.header_rows > 1:
        fields = {name: getattr(table, name) for name in Table.model_fields}
        head = _mended([*table.rows[: table.header_rows + lower]])
        fields |= {
            "header_rows": len(head),
            "rows": (
                *(_spread(one, head[-1]) for one in head[:-1]),
                head[-1],
                *table.rows[table.header_rows + lower :],
            ),
        }
        table = Table(**fields)  # a copy would keep the paths that are computed once
    return table, rows[lower:]


def _mended(head: Sequence[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """The rows of a header without those that only end the words of the one above: "Summa | -rization"."""
    kept: list[tuple[Cell, ...]] = []
    for row in head:
        if kept and any(_REST.match(cell.text) for cell in row):
            kept[-1] = tuple(_one(above, cell) for above, cell in zip(kept[-1], row, strict=True))
        else:
            kept.append(row)
    return kept


def _one(above: Cell, cell: Cell) -> Cell:
    if not cell.text or cell.text == above.text:
        return above
    joined = f"{above.text}{cell.text[1:]}" if _REST.match(cell.text) else f"{above.text} {cell.text}"
    return above.model_copy(update={"text": joined.strip()})


def _is_head(table: Table, row: Line) -> bool:
    """Whether a row of the body names columns: words alone, which come again under the names over them."""
    filled = [cell for cell in row.cells[1:] if cell]
    if len(filled) < max(2, len(row.cells) / 2) or any(_A_VALUE.match(cell) for cell in filled):
        return False
    above = [cell.text for cell in table.rows[table.header_rows - 1][1:]]
    return len(set(row.cells)) > 1 and len(set(filter(None, above))) < len(above) and set(above) != set(row.cells[1:])


def _spread(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The upper row with each name over all of its columns, where the lower one says which those are.

    It begins a new group where a label comes again: "Clean | DR | Clean | DR" is of two.
    """
    names = [cell for i, cell in enumerate(upper) if i and cell.text and cell.text != upper[i - 1].text]
    groups: list[list[int]] = [[]]
    said: set[str] = set()
    for i, cell in enumerate(lower[1:], 1):
        if cell.text in said:
            groups.append([])
            said = set()
        groups[-1].append(i)
        said.add(cell.text)
    if all(cell.text for cell in upper[1:]) or len(groups) != len(names) or len(groups) == 1:
        return upper
    over = {i: name for group, name in zip(groups, names, strict=True) for i in group}
    if any(cell.text and cell.text != over[i].text for i, cell in enumerate(upper) if i):
        return upper
    return (upper[0], *(over[i] for i in range(1, len(upper))))


def metric_labels(table: Table) -> frozenset[str]:
    """The labels that are metrics since most of those beside them are: "Pre" of "Acc | Pre | Rec | F1".

    Or since the caption says what they denote, and they come again under each benchmark: "TM and SR denote".
    """
    below = _below(table)
    stems = Counter(stem_of(label) for label in below.elements())
    found = {label for label in below if stems[stem_of(label)] > 1 and _denoted(label, table.caption)}
    for row in table.rows[: table.header_rows]:
        labels = {cell.text.strip() for cell in row[1:]} - {""}
        sure = {label for label in labels if _is_metric(label)}
        others = {label for label in labels - sure if not COSTS.search(label) and not _AVERAGE.match(label)}
        others -= {label for label in others if LABEL.fullmatch(label.rpartition(" ")[2])}  # "MOSI BA"
        if len(sure) > 1 and len(sure) >= len(others):
            found |= {label for label in others if len(label) <= METRIC_CHARS and not KNOWN.search(label)}
    return frozenset(found)


def _is_metric(label: str) -> bool:
    return bool(LABEL.fullmatch(label) or METRIC.search(label)) and not KNOWN.search(label)


def _below(table: Table) -> Counter[str]:
    """How often each label stands in the last row of a stacked header."""
    last = table.rows[table.header_rows - 1][1:] if table.header_rows > 1 else ()
    return Counter(cell.text.strip() for cell in last if cell.text.strip())


def stem_of(label: str) -> str:
    """A short name without what stands below the line: the TM of TM_{m}, which is the mean of the others."""
    return re.sub(r"_\{?\w+\}?$", "", label)


def _denoted(label: str, caption: str) -> bool:
    """Whether a caption says what a short name denotes."""
    stem = re.escape(stem_of(label))
    return bool(
        re.search(
            rf"(?<!\w){stem}(?![a-z])[^.;]{{0,{_DENOTED}}}? (?:denotes?|means?|stands? for|refers? to|is the)\b",
            caption,
        )
    )


def names_apart(
    heads: Sequence[tuple[str, ...]], metrics: frozenset[str], names: tuple[str, ...]
) -> tuple[list[tuple[str, ...]], frozenset[str]]:
    """The heads, a name apart from the metric that its own columns and others' end with: "PCA ARI | X ARI".

    The name of one of the paper's own systems, or of data of which each is measured in several ways.
    """
    ends = Counter(head[0].partition(" ")[2] for head in heads[1:] if len(head) == 1)
    own = {head[0].partition(" ")[2] for head in heads[1:] if len(head) == 1 and head[0].partition(" ")[0] in names}
    shared = {end for end in own if end and ends[end] > 1}
    parted = [
        tuple(filter(None, head[0].partition(" ")[::2])) if head and head[0].partition(" ")[2] in shared else head
        for head in heads
    ]
    return _data_apart(parted), metrics | shared


def _data_apart(heads: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The heads, the name of the data apart from the metric: "Wind MAE | Wind RMSE | Sun MAE | Sun RMSE"."""
    said = [head[0].rpartition(" ")[::2] if len(head) == 1 else ("", "") for head in heads]
    parts = {(name, metric) for name, metric in said if name and _is_metric(metric)}
    names, metrics = Counter(name for name, _ in parts), Counter(metric for _, metric in parts)
    if not all(counted and min(counted.values()) > 1 for counted in (names, metrics)):
        return heads
    return [part if part in parts else head for part, head in zip(said, heads, strict=True)]
