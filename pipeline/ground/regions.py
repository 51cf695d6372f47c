"""What a number of the numbered text names: a paragraph, a table, or one row of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.ground import context as around
from pipeline.ground.index import Occurrence, PaperIndex
from schemas.grounding import Location, Places, Proof
from schemas.records import BBox, Table

PROOF_CHARS = 600  # a longer sentence is a failed split, and no reader's proof
MAX_RANGE = 40  # places in "57-96": more are no place
BETWEEN = 10  # blocks of floats and margins between two paragraphs of one text
_AT_RE = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?(?:\s?[-–—~～至到]\s?(?:([0-9]{1,6})\.)?([0-9]{1,6}))?")
_PROSE: frozenset[str] = frozenset({"paragraph", "list", "abstract"})


class Region(NamedTuple):
    """A place of the paper."""

    block: int  # index into PaperText.blocks
    row: int | None  # of the block's table, from 0, header rows included; None: the whole block
    span: tuple[int, int] | None = None  # characters into the block's text; None: all of it


def numbers_in(at: str) -> list[str]:
    """The numbers of places that `at` names: 57 and 58.1 of "57, 58.1", each of "57.1-57.3"."""
    found: list[str] = []
    for match in _AT_RE.finditer(at):
        block, row, last_block, last = match.groups()
        first = f"{block}.{row}" if row else block
        found.append(first)
        if last is None:
            continue
        low = int(row or block)
        stem = f"{block}." if row else ""
        whole = last_block is None or (row is not None and last_block == block)
        if whole and low < int(last) <= low + MAX_RANGE:
            found += [f"{stem}{n}" for n in range(low + 1, int(last) + 1)]
        else:
            found.append(f"{last_block}.{last}" if last_block else last)
    return list(dict.fromkeys(found))


def regions_of(at: str, places: Places) -> tuple[list[Region], list[str]]:
    """The places that `at` names, and those of its numbers that name none."""
    found, unknown = list[Region](), list[str]()
    for number in numbers_in(at):
        if number in places:
            found.append(Region(*places[number]))
        else:
            unknown.append(number)
    return found, unknown


def regions_of_quote(quote: Location, index: PaperIndex) -> list[Region]:
    """The rows and the stretches of text that a quote touches; one that states no number has its whole sentence.

    What a colon announces at the end of a block is the block behind it.
    """
    found: list[Region] = []
    for block in range(quote.block, quote.last_block + 1):
        if block in quote.skipped:
            continue
        text = index.paper.blocks[block].text
        start = quote.start if block == quote.block else 0
        end = quote.end if block == quote.last_block else len(text)
        rows = sorted({o.row for o in index.between(block, start, end) if o.row is not None})
        table = index.paper.blocks[block].table
        if table is not None and table.rows:
            first, last = (text.count("\n", 0, at) - 2 + table.header_rows for at in (start, max(start, end - 1)))
            body = range(max(first, table.header_rows), last + 1)
            found += [Region(block, row) for row in (rows or body)] or [Region(block, None)]
        else:
            whole = index.between(block, start, end)
            found.append(Region(block, None, (start, end) if whole else around.sentence_span(text, start, end)))
    ending = index.paper.blocks[quote.last_block].text
    if (
        ending[: quote.end].endswith(":")
        and not ending[quote.end :].strip()
        and quote.last_block + 1 < len(index.starts)
    ):
        found.append(Region(quote.last_block + 1, None))
    return found


def held_in(region: Region, index: PaperIndex) -> list[Occurrence]:
    """The numbers of a region; of a whole table also those of its caption."""
    if region.span is not None:
        return index.between(region.block, *region.span)
    there = index.at(region.block)
    if region.row is not None:
        return [o for o in there if o.row == region.row]
    return [*there, *index.in_caption(region.block)]


def above(region: Region, index: PaperIndex) -> list[Occurrence]:
    """The numbers of the header and caption that belong to a row."""
    if region.row is None:
        return []
    return [*(o for o in index.at(region.block) if o.row is None), *index.in_caption(region.block)]


def text_of(region: Region, index: PaperIndex) -> str:
    """The words of a region, a row with its group's title, header and caption."""
    block = index.paper.blocks[region.block]
    table = block.table
    if table is None or not table.rows:
        return block.text if region.span is None else block.text[slice(*around.sentence_span(block.text, *region.span))]
    if region.row is None:
        return f"{table.caption}\n{block.text}"
    title = around.group_title(table, region.row)
    return "\n".join((table.caption, *header_lines(table), title, _cells(table, region.row)))


def header_lines(table: Table) -> list[str]:
    """The header rows of a table that say something."""
    rows = range(table.header_rows)
    return [_cells(table, row) for row in rows if any(cell.text for cell in table.rows[row])]


def _cells(table: Table, row: int) -> str:
    return "| " + " | ".join(cell.text for cell in table.rows[row]) + " |"


def neighbours(region: Region, index: PaperIndex) -> list[Region]:
    """The paragraphs before and after a region, floats and margins passed over, and what stands right beside it."""
    blocks = index.paper.blocks
    found: list[int] = []
    for step in (-1, 1):
        beside = region.block + step
        if not 0 <= beside < len(blocks):
            continue
        found.append(beside)
        beyond = range(beside, beside + step * BETWEEN, step)
        found += next(([b] for b in beyond if 0 <= b < len(blocks) and blocks[b].kind in _PROSE), [])
    return [Region(b, None) for b in dict.fromkeys(found)]


def region_at(occurrence: Occurrence) -> Region:
    """The smallest place that holds a number."""
    return Region(occurrence.block, occurrence.row)


def proof_of(occurrence: Occurrence, index: PaperIndex) -> Proof:
    """The sentence or the row that holds a number, for a reader."""
    block = index.paper.blocks[occurrence.block]
    table = block.table
    if table is None or not table.rows:
        return words_proof(Region(occurrence.block, None), occurrence.number.start, occurrence.number.end, index)
    if occurrence.row is None or occurrence.column is None:
        return row_proof(Region(occurrence.block, None), index)
    row = around.label_of(occurrence.block, occurrence.row, index)
    column = around.header_text(occurrence.block, occurrence.column, occurrence.row, index)
    return row_proof(region_at(occurrence), index).model_copy(update={"row": row, "column": column})


def words_proof(region: Region, start: int, end: int, index: PaperIndex) -> Proof:
    """The sentence of a block, or the row of a table, that holds the characters from start to end of it."""
    block = index.paper.blocks[region.block]
    if block.table is not None and block.table.rows:
        return row_proof(region, index)
    low, high = around.sentence_span(block.text, start, end)
    if high - low > PROOF_CHARS:
        low, high = max(low, start - PROOF_CHARS // 2), min(high, end + PROOF_CHARS // 2)
    return Proof(
        text=" ".join(block.text[low:high].split()),
        page_number=block.page_number,
        bbox=block.bbox,
        at=index.numbers.get((region.block, None), ""),
    )


def row_proof(region: Region, index: PaperIndex) -> Proof:
    """A row with its header, or a table's caption and header."""
    block = index.paper.blocks[region.block]
    table = block.table
    assert table is not None
    lines = [*header_lines(table), *([] if region.row is None else [_cells(table, region.row)])]
    if region.row is None and table.caption:
        lines = [table.caption]
    return Proof(
        text="\n".join(lines),
        page_number=block.page_number,
        bbox=_row_box(table, region.row) or block.bbox,
        at=index.numbers.get((region.block, region.row), index.numbers.get((region.block, None), "")),
    )


def _row_box(table: Table, row: int | None) -> BBox | None:
    boxes = [] if row is None else [cell.bbox for cell in table.rows[row] if cell.bbox is not None]
    return union(boxes) if boxes else None


def union(boxes: Sequence[BBox]) -> BBox:
    """The smallest box around all."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def rows_of(block: int, index: PaperIndex) -> Iterator[Region]:
    """The body rows of a block's table."""
    table = index.paper.blocks[block].table
    if table is not None and table.rows:
        yield from (Region(block, row) for row in range(table.header_rows, len(table.rows)))
