"""The rows, headers and labels of a paper's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.records import Block, PaperText, Record, Table


class Row(Record):
    """One body row of a table with the Markdown line that shows it."""

    cells: tuple[str, ...]
    bold: tuple[bool, ...]  # of each cell
    quote: str


def tables(paper: PaperText) -> Iterator[Block]:
    """The blocks that hold a table with rows."""
    return (b for b in paper.blocks if b.kind == "table" and b.table is not None and b.table.rows)


def body_rows(block: Block) -> list[Row]:
    """The rows below the header, each with the Markdown line that shows it."""
    table = block.table
    if table is None:
        return []
    lines = block.text.splitlines()[2:]  # Markdown: the header and the rule come first
    return [
        Row(cells=tuple(cell.text.strip() for cell in row), bold=tuple(cell.bold for cell in row), quote=line)
        for row, line in zip(table.rows[table.header_rows :], lines, strict=False)
    ]


def header_of(table: Table, column: int) -> str:
    """The stacked header of a column (from 0) as one text."""
    parts: Iterable[str] = (row[column].text for row in table.rows[: table.header_rows])
    return " ".join(dict.fromkeys(part for part in parts if part))


def label_of(row: Row) -> str:
    """What a row is about."""
    return row.cells[0]
