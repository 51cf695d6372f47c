"""Works out the numbers that a text states in pieces: 8 × 4 GPUs, 36 of 48 trials, three quarters, two points above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.ground.context import sentence_span
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.regions import Region, held_in
from schemas.grounding import Number

MOST_FACTORS = 3
REACH = 80  # characters from a number to what is half of it
_EXACT = Decimal("1e-12")  # the last digit of a share, which is exact whatever decimal it is written as
_EXACT_DIGITS = 12
_TIMES_RE = re.compile(r"\s?[×xX*·]\s?|\s(?:nodes?|machines?|servers?|hosts?|groups?)(?:,? each)? (?:with|of|having)\s")
_PLUS_RE = re.compile(r"\s?\+\s?|\splus\s")
_AND_RE = re.compile(r",? (?:and )?")
_EACH_RE = re.compile(r"(?i)\beach of (?:the|our|these) \Z")
_HAS_RE = re.compile(r" [a-z]+ (?:has|have|holds?|contains?|uses?|runs?|with) ")
_OF_RE = re.compile(r"(?: [a-z]+){0,2} (?:of|in)(?: (?:the|all|every))? |\s?/\s?")
_OUT_OF_RE = re.compile(r"(?:\A|[.;] )(?:Of|Out of|Among) (?:the |all |these |our )?\Z")
_MORE_RE = re.compile(
    r"%?(?:\s?[A-Za-z]+){0,3}\s(?P<more>above|over|higher|more|better|greater|larger|ahead)\b|"
    r"%?(?:\s?[A-Za-z]+){0,3}\s(?P<less>below|under|lower|less|fewer|worse|smaller|behind)\b"
)
_COUNTS = {"one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10,
}  # fmt: skip
_SHARE_RE = re.compile(
    rf"\b(?:({'|'.join(_COUNTS)})[ -])?({'|'.join(_PARTS)})s?\b(?! (?:epoch|step|layer|stage|run))", re.I
)
_THAT_RE = re.compile(r"(?i)\b(half|twice|double|third|quarter|tenth) (?:of )?(?:that|this)\b")
_AND_A_HALF_RE = re.compile(r"\b(?:an?|one) (?P<unit>hour|day|week|minute|year)s? and a half\b")


def composed(region: Region, index: PaperIndex) -> Iterator[Occurrence]:
    """What the numbers of a place make together, and the shares that it states in words."""
    stated = held_in(region, index)
    for at, one in enumerate(stated):
        yield from _product(stated[at : at + MOST_FACTORS], index)
        text = _text(one, index)
        for other in stated[at + 1 : at + 2]:
            between = text[one.number.end : other.number.start]
            if _text(other, index) is not text or (one.row, one.column) != (other.row, other.column):
                continue
            if _PLUS_RE.fullmatch(between):
                quantum = min(one.number.quantum, other.number.quantum)
                yield _made(one, other, one.number.value + other.number.value, text, quantum=quantum)
            timed = one.number.unit == other.number.unit == "time" and one.number.factor > other.number.factor
            if timed and _AND_RE.fullmatch(between):  # 2 h 40 min
                yield _made(one, other, one.number.value + other.number.value, text, quantum=other.number.quantum)
            each = _EACH_RE.search(text[: one.number.start]) and _HAS_RE.fullmatch(between)
            if each and "plain" in (one.number.unit, other.number.unit):
                yield _made(one, other, one.number.value * other.number.value, text)
            if _OF_RE.fullmatch(between):
                yield from _share(one, other, one, other, text)
        if _OUT_OF_RE.search(text[: one.number.start]):  # Of the 48 trials, 36 succeeded
            _, high = sentence_span(text, one.number.start, one.number.end)
            for other in stated[at + 1 :]:
                if other.block == one.block and other.row == one.row and other.number.end <= high:
                    yield from _share(other, one, one, other, text)
        yield from _apart(one, stated[:at], text)
    yield from _in_words(region.block, index)
    yield from _of_that(stated, index)


def _text(occurrence: Occurrence, index: PaperIndex) -> str:
    return index.paper.blocks[occurrence.block].text


def _made(
    first: Occurrence, last: Occurrence, value: Decimal, text: str, *, quantum: Decimal = Decimal(1), digits: int = 3
) -> Occurrence:
    start, end = first.number.start, last.number.end
    number = last.number._replace(
        start=start, end=end, text=text[start:end], value=value, high=None, plus_minus=None, quantum=quantum,
        digits=digits, sign="", relation="", reading="digits",
    )  # fmt: skip
    return first._replace(number=number)


def _product(factors: Sequence[Occurrence], index: PaperIndex) -> Iterator[Occurrence]:
    """8 × 4, two nodes with eight H100s each; three factors at most."""
    if not factors:
        return
    first, text, value = factors[0], _text(factors[0], index), factors[0].number.value
    for last, other in pairwise(factors):
        same = (last.block, last.row, last.column) == (other.block, other.row, other.column)
        if not same or not _TIMES_RE.fullmatch(text[last.number.end : other.number.start]):
            return
        value *= other.number.value
        yield _made(first, other, value, text)


def _share(part: Occurrence, whole: Occurrence, first: Occurrence, last: Occurrence, text: str) -> Iterator[Occurrence]:
    a, b = part.number, whole.number
    if not 0 < a.value < b.value or a.unit not in ("plain", b.unit) or a.quantum < 1 or b.quantum < 1:
        return
    made = _made(first, last, a.value / b.value, text, quantum=_EXACT, digits=_EXACT_DIGITS)
    yield made._replace(number=made.number._replace(unit="plain", reading="ratio"))


def _apart(gap: Occurrence, before: Sequence[Occurrence], text: str) -> Iterator[Occurrence]:
    """What a score is compared with: 29.1 of "31.4, 2.3 points above the cascade"; the score is told before the gap."""
    match = _MORE_RE.match(text, gap.number.end)
    if match is None or gap.row is not None:
        return
    low, _ = sentence_span(text, gap.number.start, gap.number.end)
    for one in reversed(before):
        if one.number.start < low or one.block != gap.block:
            return
        if one.number.quantum > gap.number.quantum and gap.number.quantum < 1:
            continue
        value = one.number.value + (-gap.number.value if match["more"] else gap.number.value)
        made = _made(one, gap, value, text, quantum=max(one.number.quantum, gap.number.quantum))
        yield made._replace(number=made.number._replace(unit=one.number.unit, factor=one.number.factor))
        return


def _of_that(stated: Sequence[Occurrence], index: PaperIndex) -> Iterator[Occurrence]:
    """4e-4 for the former, and half of that for the latter."""
    for at, one in enumerate(stated):
        text, after = _text(one, index), stated[at + 1 : at + 2]
        m = _THAT_RE.search(text, one.number.end, after[0].number.start if after else one.number.end + REACH)
        if m is not None and one.row is None:
            times = 2 if m[1].lower() in ("twice", "double") else Decimal(1) / _PARTS[m[1].lower()]
            number = one.number._replace(end=m.end(), text=text[one.number.start : m.end()])
            yield one._replace(number=number._replace(value=one.number.value * times, quantum=_EXACT, digits=3))


def _in_words(block: int, index: PaperIndex) -> Iterator[Occurrence]:
    """Three quarters, a third, an hour and a half."""
    there = index.paper.blocks[block]
    if there.table is not None:
        return
    for m in _SHARE_RE.finditer(there.text):
        count, part = _COUNTS[(m[1] or "a").lower()], _PARTS[m[2].lower()]
        if count < part:
            yield Occurrence(block, _number(m, Decimal(count) / part), None, None)
    for m in _AND_A_HALF_RE.finditer(there.text):
        seconds = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "year": 31557600}[m["unit"]]
        number = _number(m, Decimal("1.5") * seconds)
        yield Occurrence(block, number._replace(unit="time", factor=Decimal(seconds), reading="word"), None, None)


def _number(m: re.Match[str], value: Decimal) -> Number:
    return Number(m.start(), m.end(), m[0], value, None, None, _EXACT, _EXACT_DIGITS, "plain", "", "", "ratio")
