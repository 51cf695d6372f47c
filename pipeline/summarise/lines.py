"""A paper's sentences and table rows, read once for everything that walks over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, pairwise
from typing import Literal

from pipeline.summarise.places import Numbers, numbered
from pipeline.words.sentences import split_sentences
from pipeline.words.vocabulary import pattern
from schemas.records import Block, BlockKind, PaperText, Part, Record, Section, Table

PROSE: frozenset[BlockKind] = frozenset({"abstract", "paragraph", "list"})
NO_LINES: frozenset[BlockKind] = frozenset({"title", "author", "heading", "reference", "figure_text", "header_footer"})

LONGEST = 1200  # characters of a line: papers' longest have 1,000; what is longer is made to be slow, and is left out
LEAST_COLUMNS = 3  # of a table whose labels may stand in two
_OTHERS_WORK = pattern("sections.sections", "others")
_BEGUN = re.compile(r"\d\.$")
_REST = re.compile(r"\d{1,4}")


class Line(Record):
    """A sentence, or a row of a table's body, as the paper writes it."""

    kind: Literal["sentence", "row"]
    text: str  # of a row: its line of Markdown
    block: int  # index into PaperText.blocks
    at: str = ""  # the number of its place in the numbered text; "": the numbered text leaves it out
    block_kind: BlockKind
    page_number: int  # from 1
    heading: str  # of its section; "" before the first heading
    others: bool = False  # of a section, or of one within a section, that tells of others' work
    part: Part
    table: Table | None = None  # that a row stands in; None: it is a sentence
    cells: tuple[str, ...] = ()  # of a row
    bold: tuple[bool, ...] = ()  # of a row: whether each cell is


def lines_of(paper: PaperText) -> tuple[Line, ...]:
    """The lines of all text but titles, headings, authors, references, figures and running heads, in its order.

    A table without a grid has a sentence a line.
    """
    places = numbered(paper)
    found = (line for at, block in enumerate(paper.blocks) for line in _of_block(at, block, paper, places.numbers))
    return tuple(line for line in found if len(line.text) <= LONGEST)


def tables_of(lines: Iterable[Line]) -> Iterator[tuple[Table, tuple[Line, ...]]]:
    """Each table with the rows of its body."""
    rows = (line for line in lines if line.kind == "row")
    for _, of_table in groupby(rows, key=lambda line: line.block):
        body = tuple(of_table)
        if (table := body[0].table) is not None:
            yield _one_label(table, body)


def _one_label(table: Table, rows: tuple[Line, ...]) -> tuple[Table, tuple[Line, ...]]:
    """The table with its first two columns as one where one head stands over both: "α | (Equation 1)"."""
    heads = table.header_paths[:2]
    labels = [row.cells[0] for row in rows if row.cells[0]]
    parts = len(set(labels)) < len(labels)  # "English | MMLU", "English | DROP": the first is a group
    if len(table.rows[0]) < LEAST_COLUMNS or parts or not heads[0] or heads[0] != heads[1]:
        return table, rows
    merged = tuple(
        (row[0].model_copy(update={"text": _beside(row[0].text, row[1].text)}), *row[2:]) for row in table.rows
    )
    shown = (
        row.model_copy(
            update={"cells": (_beside(*row.cells[:2]), *row.cells[2:]), "bold": (row.bold[0], *row.bold[2:])}
        )
        for row in rows
    )
    fields = {name: getattr(table, name) for name in Table.model_fields}
    return Table(**{**fields, "rows": merged}), tuple(shown)  # a copy would keep the paths that are computed once


def _beside(one: str, other: str) -> str:
    """Two cells of a label as one; a cell over both stands once."""
    return one if one == other else f"{one} {other}".strip()


def _of_block(at: int, block: Block, paper: PaperText, numbers: Numbers) -> Iterator[Line]:
    if block.kind in NO_LINES:
        return
    section = paper.section_of(block)
    others = section is not None and any(_OTHERS_WORK.search(title) for title in _titles(section, paper))
    line = partial(
        Line,
        block=at,
        block_kind=block.kind,
        page_number=block.page_number,
        heading=section.title if section else "",
        others=others,
        part=paper.part_of(block),
    )
    table = block.table
    if table is None or not table.rows:
        texts = block.text.splitlines() if block.kind == "table" else split_sentences(block.text)
        yield from (line(kind="sentence", text=text, at=numbers.get((at, None), "")) for text in texts)
        return
    rows = zip(table.rows[table.header_rows :], block.text.splitlines()[2:], strict=False)  # 2: head and rule
    for row_at, (row, text) in enumerate(rows, table.header_rows):
        cells, bold = _without_torn([cell.text.strip() for cell in row]), tuple(cell.bold for cell in row)
        yield line(kind="row", text=text, table=table, cells=cells, bold=bold, at=numbers.get((at, row_at), ""))


def _without_torn(cells: list[str]) -> tuple[str, ...]:
    """The cells of a row, a number that goes on in the next cell being in that: "923.75±3." and "09"."""
    for i, (begun, rest) in enumerate(pairwise(cells)):
        if _BEGUN.search(begun) and _REST.fullmatch(rest):
            cells[i : i + 2] = ["", begun + rest]
    return tuple(cells)


def _titles(section: Section, paper: PaperText) -> Iterator[str]:
    """The titles of a section and of the sections that it stands in, the nearest first."""
    level = section.level + 1
    for other in reversed(paper.sections[: paper.sections.index(section) + 1]):
        if other.level < level:
            level = other.level
            yield other.title
