"""Finds the two numbers of a paper from which a sentence works out a difference or a multiple."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.labels import column_label
from schemas.grounding import Number

_APART = re.compile(
    r"[高低多少大小快慢长短升降减增加涨跌差先后失][了出约近]? ?\Z|差距[^，。；]{0,4}[到为] ?\Z"
)  # before a difference: "比 X 高 2.9 分", "差距缩到 0.7 分"


_TO = re.compile(r"\s?(?:%|[A-Za-z]+)?\sto\s")


class Derived(NamedTuple):
    """Two numbers, and how they are written as one."""

    first: Occurrence
    second: Occurrence
    written: str  # "62.7 − 59.8"


def derived(
    number: Number,
    before: str,
    told: Sequence[Occurrence],
    beside: Sequence[Occurrence],
    rows: Sequence[Occurrence],
    index: PaperIndex,
) -> Derived | None:
    """The numbers that `number` is made from; None: there are none.

    `before` is what stands before it in its sentence, `told` where the sentence's other numbers stand, `beside` are all
    numbers of the places that it cites, and `rows` those of the rows that it cites one by one. Numbers of tables are
    compared within a column or a row, others where no two units stand against it. One of the two must be told, so that
    not any pair of a page will do; two rows that are cited speak for their columns.
    """
    if number.high is not None or not (number.unit == "multiple" or _APART.search(before)):
        return None
    pairs = ((one, other) for one in told for other in beside if _comparable(one, other, index))
    columns = [(one, other) for one, other in combinations(rows, 2) if _one_column(one, other, index)]
    steps = [(one, other) for one, other in pairwise(beside) if _from_to(one, other, index)]
    for one, other in chain(pairs, columns, steps):
        if makes(number, one.number, other.number):
            sign = "÷" if number.unit == "multiple" else "−"
            large, small = sorted((one, other), key=lambda o: _written(o.number), reverse=True)
            return Derived(one, other, f"{large.number.text} {sign} {small.number.text}")
    if number.unit == "percent":
        both = ((one, other) for one, other in combinations(told, 2) if _comparable(one, other, index))
        for one, other in chain(both, steps):
            if _relates(number, one.number, other.number):
                return Derived(one, other, f"{one.number.text} → {other.number.text}")
    return None


def _from_to(one: Occurrence, other: Occurrence, index: PaperIndex) -> bool:
    """Whether a sentence goes from one number to the next: "from 19.41 to 22.99"."""
    if one.block != other.block or one.row is not None or other.row is not None:
        return False
    text = index.paper.blocks[one.block].text
    begun = text[: one.number.start].rstrip().lower().endswith("from")
    return begun and _TO.fullmatch(text[one.number.end : other.number.start]) is not None


def _relates(number: Number, one: Number, other: Number) -> bool:
    """Whether one of two numbers is by so many per cent more or less than the other."""
    first, second = _written(one), _written(other)
    gap = abs(first - second)
    return any(base > 0 and _rounds_to(100 * gap / base, number) for base in (first, second))


def _comparable(one: Occurrence, other: Occurrence, index: PaperIndex) -> bool:
    if one.row is not None or other.row is not None:
        return _one_column(one, other, index) or (
            (one.block, one.row) == (other.block, other.row) and one.column != other.column
        )
    return one.number.unit == other.number.unit or "plain" in (one.number.unit, other.number.unit)


def _one_column(one: Occurrence, other: Occurrence, index: PaperIndex) -> bool:
    """Whether two cells stand under one another, or in two tables under the same head."""
    if None in (one.row, other.row, one.column, other.column):
        return False
    if one.block == other.block:
        return one.column == other.column and one.row != other.row
    heads = [column_label(o, index).cells[:1] for o in (one, other)]
    return heads[0] == heads[1] != ((),)


def makes(number: Number, one: Number, other: Number) -> bool:
    """Whether two numbers differ by a third, or the larger is so many times the smaller, to its last digit."""
    large, small = sorted(map(_written, (one, other)), reverse=True)
    if number.unit == "multiple":
        return small > 0 and _rounds_to(large / small, number)
    finest = min(n.quantum / n.factor for n in (one, other))
    return number.quantum / number.factor >= finest and _rounds_to(large - small, number)


def _rounds_to(value: Decimal, number: Number) -> bool:
    return abs(value - _written(number)) * 2 <= number.quantum / number.factor


def _written(number: Number) -> Decimal:
    """As it stands before its unit: a table's cells and a sentence need not name one."""
    return number.value / number.factor
