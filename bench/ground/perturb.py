"""Makes a false fact of a true one, in every way that models and extractors get numbers wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from bench.ground.claims import Claim
from bench.ground.forms import forms, percent_forms
from pipeline.ground.numbers import find_numbers
from schemas.grounding import Fact, Number
from schemas.records import PaperText

PAGE_SAMPLES = 3  # other values of the page tried for each fact


class FalseFact(NamedTuple):
    """A false fact and how it was made."""

    kind: str
    fact: Fact


def equivalents(claim: Claim) -> Iterator[tuple[str, Fact]]:
    """The same fact with its value in other forms; only for values that are one plain number."""
    number = _single(claim.fact.value)
    if number is None:
        return
    made = percent_forms(number.value) if claim.unit == "%" and number.value > 1 else forms(number.value)
    for name, text in made.items():
        if claim.unit == "%" and name == "fraction":
            continue  # 0.341 for a cell that says 34.1 is one of the errors below
        yield name, claim.fact.model_copy(update={"value": text})


def _single(value: str) -> Number | None:
    numbers = find_numbers(value)
    if len(numbers) != 1 or (numbers[0].start, numbers[0].end) != (0, len(value)) or numbers[0].unit != "plain":
        return None
    return numbers[0] if numbers[0].reading in ("digits", "exponent") and numbers[0].high is None else None


def digit_errors(claim: Claim) -> Iterator[FalseFact]:
    """Wrong digits, wrong magnitude, wrong exponents, per cent for fraction."""
    number = _single(claim.fact.value)
    if number is None:
        return
    text = claim.fact.value
    seen = {n.value for n in find_numbers(claim.fact.quote or "")} | {number.value}  # its neighbours are made elsewhere
    for kind, wrong in _wrong_texts(text, number, claim.unit, claim.fact.quote or ""):
        read = find_numbers(wrong)
        if len(read) == 1 and read[0].value in seen and read[0].unit == number.unit:
            continue
        yield FalseFact(kind, claim.fact.model_copy(update={"value": wrong}))


def _wrong_texts(text: str, number: Number, unit: str | None, quote: str) -> Iterator[tuple[str, str]]:
    mantissa = re.match(r"[-−]?[0-9.,]+", text)
    head = mantissa[0] if mantissa else text
    tail = text[len(head) :]
    digits = [i for i, c in enumerate(head) if c.isdigit()]
    for kind, at in (("last digit", digits[-1]), ("first digit", digits[0])):
        old = int(head[at])
        new = (old + 1) % 10 or 1
        yield kind, head[:at] + str(new) + head[at + 1 :] + tail
    swaps = [(a, b) for a, b in pairwise(digits) if head[a] != head[b]]
    if swaps:
        a, b = swaps[-1]
        swapped = list(head)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        yield "two digits swapped", "".join(swapped) + tail
    if not tail:
        yield "plus one", f"{number.value + 1:f}"
        yield "times ten", f"{number.value * 10:f}"
    if number.reading == "exponent":
        yield from _exponent_errors(number.value)
    elif unit == "%":
        if number.value:
            yield "per cent and fraction", f"{number.value / 100:f}%"
        if f"{text}%" not in quote.replace(" ", ""):  # beside a printed 79.9%, 0.799 is the same value
            yield "per cent and fraction", f"{number.value / 100:f}"
    elif 0 < number.value < 1:
        yield "per cent and fraction", f"{number.value:f}%"
        yield "per cent and fraction", f"{number.value * 100:f}"


def _exponent_errors(value: Decimal) -> Iterator[tuple[str, str]]:
    k = value.adjusted()
    m = f"{value.scaleb(-k).normalize():f}"
    yield "exponent sign", f"{m}e{-k}"
    yield "exponent sign", f"{m} × 10^{{{-k}}}"
    yield "exponent off by one", f"{m}e{k - 1}"
    yield "exponent off by one", f"{m} × 10^{{{k + 1}}}"
    lead = "" if m == "1" else f"{m} × "
    yield "10^{k} read as 10k", f"{lead}10{abs(k)}"
    if m == "1":
        yield "10^{k} read as 10k", f"10{k}"


def other_values(
    claim: Claim, paper: PaperText, rng: random.Random, truths: set[tuple[str, Decimal]]
) -> Iterator[FalseFact]:
    """Other values of the quote, and other values of its page."""
    number = _single(claim.fact.value)
    if number is None:
        return
    key = f"{claim.fact.name}|{claim.fact.context}"
    row = {n.value: n.text for n in find_numbers(claim.fact.quote or "")}
    for value in row:
        if value != number.value and (key, value) not in truths:
            yield FalseFact("another value of the same row", claim.fact.model_copy(update={"value": f"{value:f}"}))
    page = {
        n.value
        for block in paper.blocks
        if block.page_number == claim.page
        for n in find_numbers(block.text)
        if n.high is None and n.reading in ("digits", "exponent", "scale")
    }
    rest = sorted(v for v in page if v not in row and v != number.value and (key, v) not in truths)
    for value in rng.sample(rest, min(PAGE_SAMPLES, len(rest))):
        yield FalseFact("another value of the same page", claim.fact.model_copy(update={"value": f"{value:f}"}))


def quote_errors(claim: Claim, strangers: list[str], present: str, rng: random.Random) -> Iterator[FalseFact]:
    """Quotes that are not in the paper; `present` is the paper's text without white space."""
    fact = claim.fact
    quote = fact.quote or ""

    def absent(text: str) -> bool:
        return "".join(text.split()) not in present

    stranger = rng.choice(strangers)
    if absent(stranger):
        yield FalseFact("another paper's quote", fact.model_copy(update={"quote": stranger}))
    invented = [f"We set the {fact.name} to {fact.value} in all of our experiments."]
    changed = re.sub(r"[0-9](?=[^0-9]*$)", lambda m: str((int(m[0]) + 1) % 10), quote, count=1)
    words = quote.split()
    if len(words) > 4:
        middle = words[1:-1]
        rng.shuffle(middle)
        invented.append(" ".join([words[0], *middle, words[-1]]))
        invented.append(" ".join(words[: len(words) // 2]) + " significantly outperforms the " + " ".join(words[-1:]))
    if changed != quote:
        invented.append(changed)
    for text in invented:
        if absent(text):
            yield FalseFact("an invented quote", fact.model_copy(update={"quote": text}))


def longer_names(claim: Claim, present: str) -> Iterator[FalseFact]:
    """A longer model name, or the next size of the same model."""
    if claim.section != "backbones":
        return
    name = claim.fact.value
    for longer in (f"{name}-Instruct", f"{name}-XL", f"{name}0B", re.sub(r"([0-9])B\b", r"\g<1>0B", name)):
        if longer != name and "".join(longer.split()).lower() not in present.lower():
            yield FalseFact("a longer model name", claim.fact.model_copy(update={"value": longer}))
