"""A paper's text with everything that grounding looks up computed once."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.ground import normal
from pipeline.ground.equal import ROUNDING_DIGITS, equal
from pipeline.ground.numbers import find_numbers
from pipeline.ground.scales import in_list, is_rate, scaled
from pipeline.words.shown import shown_paper
from schemas.grounding import Location, Number, Places, Rule
from schemas.records import Block, PaperText, Table

_REFERENCE_RE = re.compile(r"[\[［]([0-9]+)[\]］]")
_SPLIT_RE = re.compile(r"(?<=[0-9%KMBk万亿])\s?(?:[-−‐–—~～/至到]|to|through)\s?(?=[0-9.])")
_SECTION_NUMBER_RE = re.compile(r"[0-9]+(?:\.[0-9]+)*\.?\s+[^\W\d_]")
_UNREAD: frozenset[str] = frozenset({"reference", "header_footer"})
_PART_RULES = ("exact", "scale", "notation", "per_cent_sign")
NARROW = 3  # columns; in a table of fewer a row of words is a setting and its value
_BINARY = Decimal("1.024")  # 1024 / 1000, for 128K = 131,072


class Occurrence(NamedTuple):
    """A number where it stands in the paper."""

    block: int  # index into PaperText.blocks
    number: Number  # its span is in that block's text
    row: int | None  # of the block's table grid, from 0, header rows included; None: no grid
    column: int | None


class Hit(NamedTuple):
    """An occurrence that agrees with a number that was looked up."""

    occurrence: Occurrence
    rule: Rule


class Stream(NamedTuple):
    """All blocks in one normal form, end to end."""

    text: str
    starts: list[int]  # where each block begins in text
    form: Callable[[str], str]
    sources: list[str]  # what each block was made from

    offsets: dict[int, list[int]]  # of each block that was asked for, filled by offset_in

    def piece(self, block: int) -> str:
        """A block in this form."""
        end = self.starts[block + 1] if block + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[block] : end]

    def offset_in(self, block: int, position: int) -> int:
        """The place in the block's source of the character at `position` of its form."""
        if block not in self.offsets:
            self.offsets[block] = normal.offsets(self.sources[block], self.piece(block))
        found = self.offsets[block]
        return found[min(position, len(found) - 1)] if found else 0


class PaperIndex:
    """A paper, and its numbers and normal forms, computed when first needed."""

    def __init__(self, paper: PaperText, places: Places | None = None) -> None:
        self.paper = shown_paper(paper)  # what a model was shown is what is searched
        self.places = places or {}  # of the numbered text that a model was shown; empty: it was shown none
        self._read: dict[int, list[Occurrence]] = {}
        self._meant: dict[Occurrence, Number | None] = {}
        self._inner_headers: dict[int, list[int]] = {}
        self._looked_up: dict[Number, tuple[Hit, ...]] = {}
        self.near: dict[int, list[Any]] = {}  # the numbers of paragraphs with their words, as ground.near groups them
        self.labels: dict[tuple[int, ...], Any] = {}  # of cells, as ground.labels reads them, by block, row, column …
        self.located: dict[str, Location | None] = {}  # quotes that were looked for: facts of one row share theirs

    @classmethod
    def of(cls, paper: PaperText | PaperIndex) -> PaperIndex:
        """The index of a paper, or the index itself."""
        return paper if isinstance(paper, PaperIndex) else cls(paper)

    @cached_property
    def numbers(self) -> dict[tuple[int, int | None], str]:
        """The number of each place."""
        return {place: number for number, place in self.places.items()}

    @cached_property
    def text(self) -> str:
        """All blocks, each on its own line."""
        return "\n".join(block.text for block in self.paper.blocks)

    @cached_property
    def starts(self) -> list[int]:
        """Where each block begins in `text`."""
        return _starts([len(block.text) + 1 for block in self.paper.blocks])

    @cached_property
    def flat(self) -> Stream:
        """The blocks without exponent marks."""
        return _stream([block.text for block in self.paper.blocks], normal.flat)

    @cached_property
    def marked(self) -> Stream:
        """The blocks with exponent marks."""
        return _stream([block.text for block in self.paper.blocks], normal.marked)

    @cached_property
    def raw(self) -> Stream:
        """What the PDF itself says, without exponent marks."""
        return _stream([block.raw if block.raw is not None else block.text for block in self.paper.blocks], normal.flat)

    def at(self, block: int) -> list[Occurrence]:
        """The numbers of a block in order, read when first asked for; none of references, running heads, page numbers.

        Most facts need the numbers of one block, and reading all of a paper takes longer than all else.
        """
        if block not in self._read:
            there = self.paper.blocks[block]
            self._read[block] = [] if there.kind in _UNREAD else list(_block_numbers(block, there, self.cited))
        return self._read[block]

    @cached_property
    def cited(self) -> int | None:
        """The highest number that a reference has; None: they have none."""
        marks = (_REFERENCE_RE.match(block.text) for block in self.paper.blocks if block.kind == "reference")
        return max((int(mark[1]) for mark in marks if mark), default=None)

    def in_caption(self, block: int) -> list[Occurrence]:
        """The numbers of the caption of a block's table; their spans are the caption's."""
        table = self.paper.blocks[block].table
        return [] if table is None else [Occurrence(block, n, None, None) for n in find_numbers(table.caption)]

    def between(self, block: int, start: int, end: int) -> list[Occurrence]:
        """The numbers of a block that touch [start, end) of its text."""
        there = self.at(block)
        low = bisect_right(there, start, key=lambda o: o.number.end)
        return there[low : bisect_left(there, end, lo=low, key=lambda o: o.number.start)]

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every number of the paper in reading order."""
        return tuple(o for i in range(len(self.paper.blocks)) for o in self.at(i))

    def as_headed(self, occurrence: Occurrence) -> Number | None:
        """A number in the scale or unit that its column, row, caption or list states; None: they state none."""
        block, row, column = self.paper.blocks[occurrence.block], occurrence.row, occurrence.column
        table = block.table
        if table is None:
            return in_list(occurrence.number, block.text)
        if row is None or column is None:
            return None
        if occurrence not in self._meant:
            above = [*range(table.header_rows), *(at for at in self.inner_headers(occurrence.block) if at < row)]
            heads = [table.rows[at][column].text for at in reversed(above)]
            heads += [table.rows[row][0].text] if column else []
            self._meant[occurrence] = scaled(occurrence.number, heads, table.caption) or self._as_rate(
                occurrence, heads
            )
        return self._meant[occurrence]

    def _as_rate(self, occurrence: Occurrence, heads: Sequence[str]) -> Number | None:
        number, table = occurrence.number, self.paper.blocks[occurrence.block].table
        if table is None or number.unit != "plain" or number.reading != "digits" or number.value >= 1:
            return None  # from one on the sign of per cent may be left out anywhere
        column = (o.number.value for o in self.at(occurrence.block) if o.column == occurrence.column)
        return number._replace(unit="percent") if is_rate(heads, table.caption, column) else None

    @cached_property
    def _headed(self) -> list[Occurrence]:
        """The numbers of the paper that as_headed knows more of."""
        return [o for o in self.occurrences if self.as_headed(o) is not None]

    def _agreeing_as_headed(self, number: Number, occurrences: Iterable[Occurrence]) -> Iterator[Hit]:
        """The cells that support number by what stands above them alone."""
        for o in occurrences:
            meant = self.as_headed(o)
            if meant is None or (meant.unit == "percent") != (number.unit == "percent") or equal(number, o.number):
                continue  # a fraction is no number of a column of per cents
            rule = equal(number, meant)
            if rule is not None and not (rule == "rounding" and _finer(number, meant)):
                yield Hit(o, "scale" if rule == "exact" else rule)

    @cached_property
    def _sorted(self) -> tuple[list[float], list[int]]:
        """Every value, and every value as it is written before its unit, with the occurrence it belongs to."""
        pairs = []
        for i, o in enumerate(self.occurrences):
            n = o.number
            pairs.append((float(n.value), i))
            if n.factor != 1:
                pairs.append((float(n.value / n.factor), i))
        pairs.sort()
        return [v for v, _ in pairs], [i for _, i in pairs]

    def lookup(self, number: Number) -> tuple[Hit, ...]:
        """The occurrences that support number, in reading order.

        A number that states more digits than the paper is not supported by rounding: 0.7358 supports 73.6%,
        never the other way round.
        """
        key = number._replace(start=0, end=0, text="")
        if key not in self._looked_up:
            self._looked_up[key] = tuple(self._search(number))
        return self._looked_up[key]

    def _search(self, number: Number) -> Iterator[Hit]:
        values, owners = self._sorted
        base, plain = number.value, number.value / number.factor
        whole = number.quantum == 1 and number.unit != "percent" and number.reading == "digits"
        reach = Decimal(0) if whole or number.digits < ROUNDING_DIGITS else number.quantum / 2
        hundredfold = plain.scaleb(2), reach.scaleb(2)
        near = [(value, reach) for value in (base, plain, plain.scaleb(-2), plain * _BINARY, plain / _BINARY)]
        seen: set[int] = set()
        for value, slack in {*near, hundredfold}:
            low, high = math.nextafter(float(value - slack), -math.inf), math.nextafter(float(value + slack), math.inf)
            seen.update(owners[bisect_left(values, low) : bisect_right(values, high)])
        yield from agreeing(number, [self.occurrences[i] for i in sorted(seen)])
        yield from self._agreeing_as_headed(number, self._headed)

    @cached_property
    def _parts(self) -> dict[Decimal, list[Occurrence]]:
        """The ends of ranges and the two sides of ratios, by value. What stands after ± is no value of its own."""
        found: dict[Decimal, list[Occurrence]] = {}
        for o in self.occurrences:
            for part in _parts_of(o):
                found.setdefault(part.number.value, []).append(part)
        return found

    def lookup_parts(self, number: Number) -> tuple[Hit, ...]:
        """The ranges and ratios of which number is one part: 8 in 7/8, 3.5 in 2.5–3.5."""
        if number.high is not None or number.plus_minus is not None:
            return ()
        return tuple(_agreeing_parts(number, self._parts.get(number.value, [])))

    def first(self, number: Number) -> Hit | None:
        """The first occurrence that supports number, with no more of the paper read than that takes; None: nowhere."""
        if "_sorted" in self.__dict__:
            return next(iter(self.lookup(number)), None)
        hits = (hit for block in range(len(self.paper.blocks)) for hit in agreeing(number, self.at(block)))
        return next(hits, None)

    def written(self, number: Number) -> Hit | None:
        """The first occurrence that is written as number is, of the blocks that hold its characters; None: none is.

        It spares most lookups of a number the reading of the whole paper.
        """
        text = number.text.lower()
        blocks = (at for at in range(len(self.paper.blocks)) if text in self.lower_text(at))
        hits = (hit for block in blocks for hit in agreeing(number, self.at(block)) if hit.rule == "exact")
        return next(hits, None)

    def lookup_among(self, number: Number, occurrences: Sequence[Occurrence]) -> tuple[Hit, ...]:
        """What lookup and lookup_parts find among some occurrences of the paper, without reading the rest of it."""
        hits = (*agreeing(number, occurrences), *self._agreeing_as_headed(number, occurrences))
        if number.high is not None or number.plus_minus is not None:
            return hits
        return hits + tuple(_agreeing_parts(number, [part for o in occurrences for part in _parts_of(o)]))

    def inner_headers(self, block: int) -> list[int]:
        """The rows of a block's table that are read as body and look like a header: names, and no value."""
        if block not in self._inner_headers:
            table = self.paper.blocks[block].table
            self._inner_headers[block] = [] if table is None else inner_headers(table)
        return self._inner_headers[block]

    def lower_text(self, block: int) -> str:
        """The text of a block in lower case."""
        return self._lower[block]

    @cached_property
    def _lower(self) -> list[str]:
        return [block.text.lower() for block in self.paper.blocks]

    def page_of(self, block: int) -> int:
        """The page of a block, from 1."""
        return self.paper.blocks[block].page_number


def agreeing(number: Number, occurrences: Iterable[Occurrence]) -> Iterator[Hit]:
    """The occurrences that support number."""
    rules: dict[tuple[object, ...], Rule | None] = {}  # the same number stands in many places
    for occurrence in occurrences:
        what = occurrence.number[3:]
        if what not in rules:
            rules[what] = equal(number, occurrence.number)
        rule = rules[what]
        if rule is not None and not (rule == "rounding" and _finer(number, occurrence.number)):
            yield Hit(occurrence, rule)


def _parts_of(occurrence: Occurrence) -> Iterator[Occurrence]:
    """The ends of a range, or the two sides of a ratio."""
    n = occurrence.number
    if n.high is None and n.reading != "ratio":
        return
    for part in parts_of(n):
        yield occurrence._replace(number=part._replace(start=n.start, end=n.end, text=n.text))


def parts_of(number: Number) -> tuple[Number, ...]:
    """The ends of a range, or the two sides of a ratio, each with the unit of the whole."""
    parts = find_numbers(_SPLIT_RE.sub("  ;  ", number.text))
    return tuple(p if p.unit != "plain" else p._replace(unit=number.unit) for p in parts)


def _agreeing_parts(number: Number, parts: Iterable[Occurrence]) -> Iterator[Hit]:
    return (Hit(o, "part") for o in parts if equal(number, o.number) in _PART_RULES)


def _finer(claim: Number, paper: Number) -> bool:
    """Whether the claim states more digits than the paper."""
    claimed = claim.quantum.scaleb(-2) if claim.unit == "percent" != paper.unit else claim.quantum
    stated = paper.quantum.scaleb(-2) if paper.unit == "percent" != claim.unit else paper.quantum
    if claim.unit != paper.unit:  # compared as they are written before their units
        claimed, stated = claimed / claim.factor, stated / paper.factor
    return claimed < stated


def _starts(lengths: list[int]) -> list[int]:
    starts, total = [], 0
    for length in lengths:
        starts.append(total)
        total += length
    return starts


def _stream(sources: list[str], form: Callable[[str], str]) -> Stream:
    pieces: list[str] = []
    last = ""
    for piece in normal.all_of(sources, form):
        if piece[:1].isdigit() and (last.isdigit() or last in ".,"):
            piece = " " + piece  # numbers in neighbouring blocks stay apart
        pieces.append(piece)
        last = piece[-1:] or last
    return Stream("".join(pieces), _starts([len(piece) for piece in pieces]), form, sources, {})


def _block_numbers(index: int, block: Block, cited: int | None) -> Iterator[Occurrence]:
    numbers = find_numbers(block.text, cited=cited)
    if block.kind == "heading" and _SECTION_NUMBER_RE.match(block.text):
        numbers = tuple(n for n in numbers if n.start)  # "3.5 Positional Encoding"
    if not numbers:
        return
    cells = cell_spans(block)
    if not cells:
        for number in numbers:
            yield Occurrence(index, number, None, None)
        return
    begins = [span[0] for span in cells]
    for number in numbers:
        at = bisect_right(begins, number.start) - 1
        if at >= 0 and number.start < cells[at][1]:
            yield Occurrence(index, number, cells[at][2], cells[at][3])
        else:
            yield Occurrence(index, number, None, None)


def cell_spans(block: Block) -> list[tuple[int, int, int, int]]:
    """(start, end, row, column) of each body cell in the text of a table block; empty where there is no grid."""
    table = block.table
    if table is None or not table.rows or block.text != table.markdown():
        return []
    width = len(table.rows[0])
    lines = block.text.split("\n")
    position = len(lines[0]) + 1 + len("|" + "---|" * width) + 1
    if sum(text.text.count("\n") for row in table.rows for text in row):
        return []
    spans = []
    for r in range(table.header_rows, len(table.rows)):
        position += 2
        for c, cell in enumerate(table.rows[r]):
            size = len(cell.text) + (len("****") if cell.bold and cell.text else 0)
            spans.append((position, position + size, r, c))
            position += size + 3
    return spans


def inner_headers(table: Table) -> list[int]:
    """The rows of a table's body that look like a header row."""
    if not table.rows or len(table.rows[0]) < NARROW:
        return []
    first, found = table.rows[0][0].text, []
    for at in range(table.header_rows, len(table.rows)):
        cells = [cell.text for cell in table.rows[at]]
        worded = sum(any(c.isalpha() for c in text) for text in cells) >= NARROW - 1
        if worded and cells[0] in ("", first) and not any(map(_starts_as_value, cells)):
            found.append(at)
    return found


def _starts_as_value(text: str) -> bool:
    return text.lstrip("*-−+±~<>≈$(")[:1].isdigit()
