"""Makes wrong claims of a right one: a digit, a factor, another row, another column, another paper's value."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.ground import context as around
from pipeline.ground.check import check
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.names import find_name
from pipeline.ground.numbers import equal, find_numbers
from pipeline.ground.regions import regions_of
from schemas.grounding import Fact, Number

DIGIT_KINDS = ("last digit", "first digit", "times ten", "exponent", "per cent for fraction")


class Wrong(NamedTuple):
    """A wrong claim and how it was made."""

    kind: str
    fact: Fact


def of_digits(fact: Fact) -> Iterator[Wrong]:
    """The fact with its place and one number of its value wrong: the first."""
    numbers = find_numbers(fact.value)
    if not numbers or numbers[0].reading in ("word", "chinese"):
        return
    number = numbers[0]
    for kind, text in _wrong_texts(number):
        read = find_numbers(text)
        if len(read) == 1 and equal(read[0], number) is None:
            value = fact.value[: number.start] + text + fact.value[number.end :]
            yield Wrong(kind, fact.model_copy(update={"value": value}))


def _wrong_texts(number: Number) -> Iterator[tuple[str, str]]:
    text = number.text
    mantissa = [i for i, c in enumerate(text) if c.isdigit()]
    end = next(
        (
            i
            for i in mantissa
            if not text[: i + 1].strip("-+−<>≈~ ").replace(",", "").replace(".", "").replace(" ", "").isdigit()
        ),
        None,
    )
    head = [i for i in mantissa if end is None or i < end]
    if not head:
        return
    yield "last digit", _changed(text, head[-1])
    yield "first digit", _changed(text, head[0])
    if number.reading == "digits" and number.high is None and number.plus_minus is None:
        tail = text[head[-1] + 1 :]
        yield "times ten", f"{_mantissa(text, head) * 10:f}{tail}"
        if number.unit == "percent":
            yield "per cent for fraction", f"{_mantissa(text, head) / 100:f}%"
        elif number.unit == "plain" and 0 < number.value < 1:
            yield "per cent for fraction", f"{text}%"
    if number.reading == "exponent" and 0 < number.value < 1:
        for off in (1, -1):
            power = number.value.scaleb(off)
            yield "exponent", f"{power:e}".replace("E", "e") if power else text
        yield "exponent", f"{(1 / number.value).normalize():f}"


def _mantissa(text: str, head: Sequence[int]) -> Decimal:
    return Decimal(text[head[0] : head[-1] + 1].replace(",", "").replace(" ", ""))


def _changed(text: str, at: int) -> str:
    return text[:at] + str((int(text[at]) + 1) % 10 or 1) + text[at + 1 :]


def of_rows(fact: Fact, index: PaperIndex) -> Iterator[Wrong]:
    """The fact with place and value of every other row of its table that has another value in its column."""
    cell = _cell(fact, index)
    if cell is None:
        return
    for other in index.at(cell.block):
        if other.column == cell.column and other.row != cell.row and _differs(other, cell):
            number = index.numbers.get((other.block, other.row))
            if number is not None:
                update = {"value": _as(other, fact), "at": number}
                yield Wrong("another row of the same table", fact.model_copy(update=update))


def of_columns(fact: Fact, index: PaperIndex) -> Iterator[Wrong]:
    """The fact with the value of every other column of its row."""
    cell = _cell(fact, index)
    if cell is None:
        return
    for other in index.at(cell.block):
        if other.row == cell.row and other.column != cell.column and _differs(other, cell):
            yield Wrong("another column of the right row", fact.model_copy(update={"value": _as(other, fact)}))


def _as(other: Occurrence, fact: Fact) -> str:
    sign = "%" if fact.value.rstrip().endswith("%") and "%" not in other.number.text else ""
    return other.number.text + sign


def _differs(a: Occurrence, b: Occurrence) -> bool:
    return around.comparable(a.number, b.number) and equal(a.number, b.number) is None


def _cell(fact: Fact, index: PaperIndex) -> Occurrence | None:
    """The cell that a right fact takes its one number from; None: it is not in a table's row."""
    numbers, (regions, _) = find_numbers(fact.value), regions_of(fact.at or "", index.places)
    if len(numbers) != 1 or len(regions) != 1 or regions[0].row is None:
        return None
    verdict = check(fact, index)
    if not verdict.holds or verdict.proof is None:
        return None
    hits = [h.occurrence for h in index.lookup_among(numbers[0], index.at(regions[0].block))]
    there = [o for o in hits if o.row == regions[0].row and o.column is not None]
    return next(
        (o for o in there if around.header_text(o.block, o.column or 0, o.row or 0, index) == verdict.proof.column),
        None,
    )


def of_strangers(fact: Fact, strangers: Sequence[Fact], index: PaperIndex, rng: random.Random) -> Wrong | None:
    """The fact with another paper's value of the same kind, and a place at random.

    A name that this paper has, too, makes no wrong claim.
    """
    own = find_numbers(fact.value)
    for _ in range(20):
        other = rng.choice(strangers)
        theirs = find_numbers(other.value)
        same = (own and theirs and equal(own[0], theirs[0])) or other.value.lower() == fact.value.lower()
        if other.id == fact.id and not same and (fact.name or find_name(other.value, index) is None):
            at = rng.choice(list(index.places))
            return Wrong(
                "another paper's value, a place at random", fact.model_copy(update={"value": other.value, "at": at})
            )
    return None
