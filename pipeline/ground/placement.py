"""Decides whether a number stands where a fact says: in its quote, beside its name, in its row and column."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.ground import context as around
from pipeline.ground.clauses import sentence_rival, stands_beside
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.meant import with_unit
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import shared, terms
from pipeline.words.vocabulary import word_list
from schemas.grounding import Location, Number

NAME_SHARE = 0.5  # of a name's words that must stand with the value: annotators and models reword the rest
LONG_SHARE = 0.3  # the same for a number of four or more digits, which is seldom there by chance
LONG_DIGITS = 4
UNIT_SHARE = 0.2  # the same where the unit says what the number is: "8 H100 GPUs", "27 hours"
_PERCENT_METRICS = frozenset(
    term for metric in word_list("results.metrics").chosen("percent") for term in terms(f"{metric.name} percentage")
)
_MEASURE_RE = re.compile(r"\s?[a-z]+")
_END = sys.maxsize  # of a block, whatever its length


class Placement(NamedTuple):
    """The outcome of looking for a number in its place."""

    hit: Hit | None  # what supports it; None: nothing does
    rival: Occurrence | None  # what stands in its place; None: nothing comparable
    hits: tuple[Hit, ...]  # everywhere the value is
    reason: str | None  # why it is refused; None: it is not, or there is nothing to say


def support(number: Number, name: str, context: str, quote: Location | None, index: PaperIndex) -> Placement:
    """Where the paper supports number as the value of name in context, inside the quote if there is one."""
    context = _without_measures(context)
    if quote is not None:
        held = _numbers_in(quote, index)
        inside = _ranked(number, index.lookup_among(number, held), name, index)
        if inside:
            return _of_inside(terms(name), terms(context), quote, inside, index)
        if number.unit != "percent" and (others := [o for o in held if around.comparable(number, o.number)]):
            return Placement(None, _named(others, terms(name), index), (), "not_in_quote")
    hits = index.lookup(number) + index.lookup_parts(number) or _unsigned_per_cent(number, name, context, index)
    hits = _ranked(number, hits, name, index)
    if quote is not None:
        return _in_quote(number, terms(name), terms(context), quote, hits, index)
    if not name and not context:
        return Placement(hits[0] if hits else None, None, hits, None)
    return _by_name(number, terms(name), terms(context), hits, index)


def _ranked(number: Number, hits: tuple[Hit, ...], name: str, index: PaperIndex) -> tuple[Hit, ...]:
    """The hits that have the number's unit and not another one than the name's, the plainest first."""
    held = [
        hit for hit in with_unit(number, hits, index) if not around.unit_conflicts(hit.occurrence.number, terms(name))
    ]
    return tuple(sorted(held, key=lambda hit: (hit.rule == "part", hit.rule == "rounding", hit.rule != "exact")))


def _without_measures(context: str) -> str:
    """A context without what it measures itself: "TideKV 2.6 bits" says nothing of a column "Bits"."""
    for n in reversed(find_numbers(context)):
        after = _MEASURE_RE.match(context, n.end)
        if after or n.unit != "plain":
            context = context[: n.start] + " " + context[after.end() if after else n.end :]
    return context


def _unsigned_per_cent(number: Number, name: str, context: str, index: PaperIndex) -> tuple[Hit, ...]:
    """A score below one per cent whose sign the table leaves out: 0.6% for a cell "0.6" of an accuracy."""
    if number.unit != "percent" or not (terms(name) | terms(context)) & _PERCENT_METRICS:
        return ()
    return tuple(
        Hit(hit.occurrence, "per_cent_sign")
        for hit in index.lookup(number._replace(unit="plain"))
        if hit.rule == "exact" and hit.occurrence.number.unit == "plain" and _counts_in_hundreds(hit.occurrence, index)
    )


def _counts_in_hundreds(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether most decimals around a number are above one: the table's scores run to 100, not to 1."""
    decimals = [o.number.value for o in index.at(occurrence.block) if o.number.quantum < 1]
    return sum(abs(v) > 1 for v in decimals) * 2 > len(decimals)


def _in_quote(
    number: Number,
    name: frozenset[str],
    context: frozenset[str],
    quote: Location,
    hits: tuple[Hit, ...],
    index: PaperIndex,
) -> Placement:
    inside = [hit for hit in hits if within(hit.occurrence, quote)]
    if not inside:
        held = [o for o in _numbers_in(quote, index) if around.comparable(number, o.number)]
        if held:
            return Placement(None, _named(held, name, index), hits, "not_in_quote")
        inside = [hit for hit in hits if _beside(hit.occurrence, quote, index)]
        if not inside:
            return Placement(None, None, hits, "not_in_quote")
    return _of_inside(name, context, quote, tuple(inside), index)


def _named(held: Sequence[Occurrence], name: frozenset[str], index: PaperIndex) -> Occurrence:
    """What stands in a quote in the place of a value that is not there: a number beside the name, or the first."""
    return next((o for o in held if o.column is not None or stands_beside(o, name, index)), held[0])


def _of_inside(
    name: frozenset[str], context: frozenset[str], quote: Location, inside: tuple[Hit, ...], index: PaperIndex
) -> Placement:
    """The first hit that nothing else in the quote fits better than."""
    rival: around.Rival | None = None
    for hit in inside:
        rival = _rival(hit.occurrence, name, context, quote, index)
        if rival is None:
            return Placement(hit, None, inside, None)
    return Placement(None, rival.occurrence if rival else None, inside, "other_column_or_words")


def _rival(
    occurrence: Occurrence, name: frozenset[str], context: frozenset[str], quote: Location, index: PaperIndex
) -> around.Rival | None:
    if occurrence.column is not None:
        rival = around.column_rival(occurrence, name, context, index) or around.cell_rival(
            occurrence, name, context, index
        )
        if rival is None and _rows_of(quote, index) > 1:
            return around.row_rival(occurrence, name, index, quote)
        return rival
    if quote.block != quote.last_block:
        return None
    return sentence_rival(occurrence, name, context, index, (quote.start, quote.end))


def _rows_of(quote: Location, index: PaperIndex) -> int:
    """How many rows of one table the quote holds numbers of."""
    return len({o.row for o in _numbers_in(quote, index)}) if quote.block == quote.last_block else 0


def within(occurrence: Occurrence, quote: Location) -> bool:
    """Whether the number touches the quote."""
    if occurrence.block in quote.skipped:
        return False
    place = (occurrence.block, occurrence.number.end)
    return (quote.block, quote.start) < place and (occurrence.block, occurrence.number.start) < (
        quote.last_block,
        quote.end,
    )


def _numbers_in(quote: Location, index: PaperIndex) -> list[Occurrence]:
    blocks = (b for b in range(quote.block, quote.last_block + 1) if b not in quote.skipped)
    low, high = (quote.block, quote.start), (quote.last_block, quote.end)
    return [
        o for b in blocks for o in index.between(b, low[1] if b == low[0] else 0, high[1] if b == high[0] else _END)
    ]


def _beside(occurrence: Occurrence, quote: Location, index: PaperIndex) -> bool:
    """Whether the number is in the sentence, or the row, of a quote that holds no number itself."""
    if occurrence.block != quote.block:
        return False
    text = index.paper.blocks[quote.block].text
    if index.paper.blocks[quote.block].table is not None:
        start = text.rfind("\n", 0, quote.start) + 1
        end = text.find("\n", quote.end)
        return start <= occurrence.number.start < (end if end >= 0 else len(text))
    low, high = around.sentence_span(text, quote.start, quote.end)
    return low <= occurrence.number.start < high


def _by_name(
    number: Number, name: frozenset[str], context: frozenset[str], hits: tuple[Hit, ...], index: PaperIndex
) -> Placement:
    wanted = name or context
    scored = []
    for hit in hits:
        n = hit.occurrence.number
        if hit.rule == "part" or (n.reading == "word" and abs(n.value) <= 1):
            continue  # "zero-shot", "one of": without a quote such a number says nothing
        there = around.place_terms(hit.occurrence, index)
        share = len(shared(wanted, there)) / max(1, len(wanted))
        near = hit.occurrence.column is not None or stands_beside(hit.occurrence, wanted, index)
        if (share >= _need(number, hit.occurrence) and near) or _labelled(hit.occurrence, name | context, index):
            extra = len(shared(context, there)) / max(1, len(context))
            scored.append((min(1.0, share) + extra, hit))
    scored.sort(key=lambda pair: -pair[0])
    rival: around.Rival | None = None
    for _, hit in scored:
        rival = _any_rival(hit.occurrence, name, context, index)
        if rival is None:
            return Placement(hit, None, hits, None)
    if rival is not None:
        return Placement(None, rival.occurrence, hits, "other_column_or_words")
    other = _named_elsewhere(number, wanted, index)
    return Placement(None, other, hits, "other_value_there" if other else "not_beside_its_name")


def _need(number: Number, occurrence: Occurrence) -> float:
    """The share of a name's words that must stand with the number."""
    if number.unit == occurrence.number.unit != "plain" and number.unit != "percent":
        return UNIT_SHARE
    return LONG_SHARE if number.digits >= LONG_DIGITS else NAME_SHARE


def _labelled(occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex) -> bool:
    """Whether the row and column of a table are the fact's: one label in full, or something of both."""
    block = index.paper.blocks[occurrence.block]
    if block.table is None or occurrence.row is None or occurrence.column is None:
        return False
    row = around.label_of(occurrence.block, occurrence.row, index)
    column = around.header_text(occurrence.block, occurrence.column, occurrence.row, index)
    if around.fits_partly(row, wanted) and around.fits_partly(column, wanted):
        return True
    return around.fits_whole(row, wanted) and (len(block.table.rows[0]) == 2 or not terms(column))


def _any_rival(
    occurrence: Occurrence, name: frozenset[str], context: frozenset[str], index: PaperIndex
) -> around.Rival | None:
    if occurrence.column is not None:
        wanted = name | context
        return (
            around.column_rival(occurrence, name, context, index)
            or around.row_rival(occurrence, wanted, index)
            or around.cell_rival(occurrence, name, context, index)
        )
    text = index.paper.blocks[occurrence.block].text
    span = around.sentence_span(text, occurrence.number.start, occurrence.number.end)
    return sentence_rival(occurrence, name or context, context, index, span)


def _named_elsewhere(number: Number, wanted: frozenset[str], index: PaperIndex) -> Occurrence | None:
    """A comparable number in a sentence or cell that holds every wanted word."""
    if not wanted:
        return None
    for occurrence in _candidates(wanted, index):
        if not around.comparable(number, occurrence.number):
            continue
        if len(shared(wanted, around.place_terms(occurrence, index))) < len(wanted):
            continue
        if occurrence.column is not None or stands_beside(occurrence, wanted, index):
            return occurrence
    return None


def _candidates(wanted: frozenset[str], index: PaperIndex) -> Sequence[Occurrence]:
    """The numbers of the blocks that hold the longest wanted word, or one of several that are equally long."""
    longest = max(map(len, wanted))
    beginnings = [word[:6] for word in wanted if len(word) == longest]
    return [
        occurrence
        for block in range(len(index.paper.blocks))
        if any(beginning in index.lower_text(block) for beginning in beginnings)
        for occurrence in index.at(block)
    ]
