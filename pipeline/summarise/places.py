"""Numbers the paragraphs and table rows of a paper, so that a model can name the place of what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from pipeline.words.shown import shown_paper
from pipeline.words.tokens import at_most_tokens
from schemas.grounding import Places
from schemas.records import Block, PaperText, Record, Table

LEFT_OUT = frozenset({"reference", "figure_text", "header_footer", "author"})


Numbers = dict[tuple[int, int | None], str]  # by block, and row of its table's grid
_NONE = Table(page_number=1, bbox=(0, 0, 0, 0))


class Unit(Record):
    """A paragraph, heading or table with the numbers of its places; it is shown as a whole or by rows."""

    block: int  # index into PaperText.blocks
    page_number: int  # from 1
    head: str  # the paragraph, or a table's caption and header
    rows: tuple[str, ...] = ()  # of a table
    numbers: tuple[str, ...] = ()  # of the head and of each row; empty: a heading has none
    grid_rows: tuple[int, ...] = ()  # of each row: its place in the grid, header rows included

    @property
    def text(self) -> str:
        """All of it as a model is shown it."""
        return "\n".join((self.head, *self.rows))


class Numbered(Record):
    """A paper's text in numbered places."""

    units: tuple[Unit, ...]
    captions: dict[int, str] = Field(
        default_factory=dict
    )  # of captions that stand at the head of their table: its number

    @property
    def text(self) -> str:
        """All of it as a model is shown it."""
        return joined(self.units)

    @property
    def places(self) -> Places:
        """Where each number stands in the paper."""
        found: Places = {}
        for unit in self.units:
            if unit.numbers:
                found[unit.numbers[0]] = (unit.block, None)
                found |= {n: (unit.block, r) for n, r in zip(unit.numbers[1:], unit.grid_rows, strict=True)}
        return found

    @property
    def numbers(self) -> Numbers:
        """The number of each block and row; a caption that stands at the head of its table has the table's."""
        captions: Numbers = {(block, None): number for block, number in self.captions.items()}
        return captions | {place: number for number, place in self.places.items()}


def numbered(paper: PaperText) -> Numbered:
    """The paper in reading order without references, figure text and page furniture: "[57] …", a row "[57.3] | … |"."""
    blocks = shown_paper(paper).blocks
    tables = {block.table.caption for block in blocks if block.table is not None and block.table.rows}
    units, left = list[Unit](), list[int]()
    count = 0
    for at, block in enumerate(blocks):
        if block.kind in LEFT_OUT or not block.text.strip():
            continue
        if block.kind == "caption" and block.text in tables:
            left.append(at)
            continue
        count += block.kind != "heading"
        units.append(_unit(at, block, count))
    heads = {(blocks[unit.block].table or _NONE).caption: unit.numbers[0] for unit in units if unit.rows}
    captions = {at: heads[blocks[at].text] for at in left if blocks[at].text in heads}
    return Numbered(units=tuple(units), captions=captions)


def joined(units: Sequence[Unit]) -> str:
    """The units as a model is shown them."""
    return "\n".join(unit.text for unit in units).strip("\n")


def _unit(at: int, block: Block, number: int) -> Unit:
    if block.kind == "heading":
        return Unit(block=at, page_number=block.page_number, head=f"\n## {_line(block.text)}")
    table = block.table
    if table is None or not table.rows:
        head = f"[{number}] {_line(block.text)}"
        return Unit(block=at, page_number=block.page_number, head=head, numbers=(str(number),))
    lines = ["| " + " | ".join(_line(cell.text) for cell in row) + " |" for row in table.rows]
    header, body = lines[: table.header_rows], lines[table.header_rows :]
    caption = f"：{_line(table.caption)}" if table.caption else ""
    head = "\n".join((f"[{number}] 表{caption}", *(f"   {line}" for line in header)))
    return Unit(
        block=at,
        page_number=block.page_number,
        head=head,
        rows=tuple(f"[{number}.{k}] {line}" for k, line in enumerate(body, 1)),
        numbers=(str(number), *(f"{number}.{k}" for k in range(1, len(body) + 1))),
        grid_rows=tuple(range(table.header_rows, len(table.rows))),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def pieces(paper: Numbered, budget_tokens: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paper in as few stretches of whole units as fit, the numbers going on; and what fits into none.

    A table that is too long by itself is cut between rows, its caption and header said again.
    """
    stretches: list[str] = []
    cut: list[str] = []
    held: list[Unit] = []
    used = 0
    for unit in paper.units:
        for part in _fitting(unit, budget_tokens):
            cost = at_most_tokens(part.text) + 1
            if cost > budget_tokens:
                cut.append(f"第 {unit.page_number} 页的一段：超出模型窗口的 {budget_tokens} 个 token")
                continue
            if held and used + cost > budget_tokens:
                stretches.append(joined(held))
                held, used = [], 0
            held.append(part)
            used += cost
    return (*stretches, *([joined(held)] if held else [])), tuple(cut)


def _fitting(unit: Unit, budget_tokens: int) -> Iterator[Unit]:
    """The unit, or as many of its rows at a time as fit below its head."""
    if not unit.rows or at_most_tokens(unit.text) < budget_tokens:
        yield unit
        return
    head = at_most_tokens(unit.head) + 1
    rows: list[str] = []
    used = head
    for row in unit.rows:
        cost = at_most_tokens(row) + 1
        if rows and used + cost >= budget_tokens:
            yield unit.model_copy(update={"rows": tuple(rows)})
            rows, used = [], head
        rows.append(row)
        used += cost
    yield unit.model_copy(update={"rows": tuple(rows)})


def shown_at(number: str, paper: Numbered) -> str:
    """A place as a model was shown it; a row with its table's caption and header. "" where there is no such place."""
    for unit in paper.units:
        if number not in unit.numbers:
            continue
        at = unit.numbers.index(number)
        return unit.text if at == 0 else f"{unit.head}\n{unit.rows[at - 1]}"
    return ""
