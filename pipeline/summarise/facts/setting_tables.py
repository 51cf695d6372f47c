"""Training settings that tables state: one a row, two pairs a row, or one a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.lines import Line, tables_of
from pipeline.words.settings import is_setting, plain
from pipeline.words.vocabulary import pattern
from schemas.summary import HyperparameterFact

MAX_CELL = 40  # characters: a longer value is a sentence, not a setting
MIN_ROWS = 2
MIN_COLUMNS = 2  # one column named "Epochs" stands in many a table of results
_COLUMN = pattern("training.settings", "column")
_SETTINGS_CAPTION = re.compile(
    r"(?i)hyper-?parameter|implementation detail|training (?:detail|setting|config|setup)|configuration"
)
_SETTINGS_HEADER = re.compile(r"(?i)^(?:config\w*|hyper-?parameters?|parameters?|settings?|values?|name)$")
_NO_VALUE = re.compile(r"[-–—/✓✗×\s]*|N/?A", re.IGNORECASE)
_TUPLE = re.compile(r"[^()]*\(([^()]+)\)\s*")


def of_tables(lines: Sequence[Line]) -> Iterator[HyperparameterFact]:
    """The settings of every table that is one of settings."""
    for table, rows in tables_of(lines):
        header = [" ".join(table.header(column)) for column in range(len(table.rows[0]))]
        called = bool(_SETTINGS_CAPTION.search(table.caption))
        columns = [i for i, head in enumerate(header) if _COLUMN.search(plain(head))]
        named = sum(is_setting(row.cells[0]) for row in rows)
        if len(columns) >= MIN_COLUMNS and named < len(rows) / 3:
            yield from _by_column(rows, header, columns)
        elif (
            len(rows) >= MIN_ROWS
            and named >= len(rows) / 3
            and (called or any(_SETTINGS_HEADER.match(h) for h in header))
        ):
            yield from _by_row(rows, header)


def _by_row(rows: Sequence[Line], header: Sequence[str]) -> Iterator[HyperparameterFact]:
    """Each row a setting; a row without values is the scope of those below it, and so is a column's head."""
    paired = len(header) % 2 == 0 and len(header) > 2 and header[0] == header[2]
    names = next((i for i, head in enumerate(header) if head != header[0]), 1)  # columns under one header
    scope = ""
    for row in rows:
        if row.cells[0] and not any(row.cells[1:]):
            scope = row.cells[0]
            continue
        label = " ".join(dict.fromkeys(cell for cell in row.cells[:names] if cell))
        pairs = (
            [(row.cells[i], row.cells[i + 1], "") for i in range(0, len(header), 2)]
            if paired
            else [(label, value, header[i]) for i, value in enumerate(row.cells[names:], names)]
        )
        for name, value, head in pairs:
            column = "" if _SETTINGS_HEADER.match(head) or len(pairs) == 1 else head
            yield from _facts(name, value, scope or column, row.at)


def _by_column(rows: Sequence[Line], header: Sequence[str], columns: Sequence[int]) -> Iterator[HyperparameterFact]:
    """Each column a setting; the cells before the first such column say what a row holds for."""
    said: set[tuple[int, str]] = set()
    for row in rows:
        scope = " ".join(cell for cell in row.cells[: columns[0]] if cell)
        for column in columns:
            if (column, row.cells[column]) not in said:
                said.add((column, row.cells[column]))  # the first row that has a value stands for those below
                yield from _facts(header[column], row.cells[column], scope[:MAX_CELL], row.at)


def _facts(name: str, value: str, scope: str, at: str) -> Iterator[HyperparameterFact]:
    """One setting, or one a part where name and value are lists in brackets: (β_{1}, β_{2}) = (0.9, 0.95)."""
    value = value.strip("* ")
    if not name or _NO_VALUE.fullmatch(value) or len(value) > MAX_CELL or len(name) > MAX_CELL:
        return
    names, values = _TUPLE.fullmatch(name), _TUPLE.fullmatch(value)
    if names and values:
        parts = [p.strip() for p in names[1].split(",")], [p.strip() for p in values[1].split(",")]
        if len(parts[0]) == len(parts[1]):
            for part, part_value in zip(*parts, strict=True):
                yield HyperparameterFact(name=part, value=part_value, scope=scope, at=at)
            return
    yield HyperparameterFact(name=name, value=value, scope=scope, at=at)
