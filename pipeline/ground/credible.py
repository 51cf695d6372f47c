"""Finds where a named place states a number that may be a claim's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.ground import context as around
from pipeline.ground.arguments import argument_at, says_argument
from pipeline.ground.claim import LATIN_RE, LIST_RE, Claim
from pipeline.ground.index import Hit, Occurrence, PaperIndex, parts_of
from pipeline.ground.labels import column_words, is_in_label, row_words
from pipeline.ground.near import context_fit, group_at, name_fit
from pipeline.ground.regions import Region, neighbours, region_at, text_of
from pipeline.ground.terms import shared, terms
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.grounding import Number, Rule

SURE_DIGITS = 2  # a number of so many digits is seldom in a place by chance
SURE_SIZE = 1000  # nor is one of this size: 2 万, 20k
NAME_FIT = 0.4  # how well the words beside a number must be a name's, where the value is written in another way
CONVERTED: frozenset[Rule] = frozenset({"per_cent_and_fraction", "number_word", "part", "ratio", "unit"})
WORDLESS_DIGITS = 3  # a number of so many digits is not in a formula by chance
_SET_RE = re.compile(r"∈ ?\{ ?\Z")
_RATE_OF_RE = re.compile(  # "Adam at a constant ", "η=", "cosine decay from "
    rf"(?:{either('training.optimizers')}(?: optimizer)?(?: \(| at| with| using)?(?: an?)?"
    r"(?: (?:constant|fixed|peak|initial))? ?|"
    rf"{either('training.schedules')}(?:[ -](?:decay|annealing|schedule))?(?: starting)?(?: from| at) |"
    r"(?<!\w)η ?= ?)\Z"
)


_BETA_RE = re.compile(r"(?:β|beta)[ _]?\{?([12])", re.IGNORECASE)
_ADAM_PAIR_RE = re.compile(r"\bAdamW?\b[^.;()]*\((0\.[0-9]+), ?(0\.[0-9]+)\)")


def hits_of(number: Number, there: Sequence[Occurrence], index: PaperIndex) -> list[Hit]:
    if number.reading == "bare_flattened":
        return []
    hits = index.lookup_among(number, there)
    if hits or (number.high is None and number.reading != "ratio"):
        return list(hits)
    ends = [index.lookup_among(end, there) for end in parts_of(number)]  # "0.0 to 1.0" beside "from 0.0 to 1.0"
    return [ends[0][0]] if len(ends) == 2 and all(ends) else []


def credible(hit: Hit, number: Number, region: Region, claim: Claim) -> bool:
    """Whether a number of a place may be the claim's by its unit, and by some word that both have."""
    occurrence = hit.occurrence
    alone = claim.quoted and len(claim.numbers) == 1
    if (number.unit == "plain" or alone) and around.unit_conflicts(occurrence.number, claim.name):
        return False
    if occurrence.row is None and claim.index.paper.blocks[occurrence.block].table is None:
        group = group_at(occurrence, claim.index)
        if _is_whole_list([o.number for o in group.numbers], claim):
            return True
        if number.reading == "ratio" and hit.rule == "exact":
            return True  # both sides stand there
        if number.digits >= WORDLESS_DIGITS and not LATIN_RE.search(claim.index.paper.blocks[occurrence.block].text):
            return True  # a line of a formula says nothing of its number
        if _SET_RE.search(claim.index.paper.blocks[occurrence.block].text[: group.numbers[0].number.start]):
            return touches(claim, region)  # "α ∈ {0, 1}" says all that its symbol can be
        if setting_of(claim.fact.name or "") == "learning rate" and _states_rate(occurrence, claim.index):
            return True
        if is_argument(occurrence, claim) or _is_beta(occurrence, claim):
            return True
        fit = name_fit(claim.wanted, group)
        same_unit = number.unit == occurrence.number.unit != "plain"
        if hit.rule in CONVERTED and fit < NAME_FIT and not same_unit:
            return False
        named = any(len(word) > 1 for word in claim.wanted.name)  # a symbol says little of what it stands for
        if not fit and named and context_fit(claim.wanted, group) < NAME_FIT:
            return is_sure(number) and (number.unit == hit.occurrence.number.unit != "plain" or touches(claim, region))
    elif occurrence.column is not None:
        if number.value in claim.wanted.conditions and is_in_label(occurrence, claim.index):
            return False
        if number.unit == occurrence.number.unit == "devices":
            return True  # "4 H20 training" says by itself that it is a GPU
        if _is_beta(occurrence, claim):
            return True
        cell = claim.index.paper.blocks[occurrence.block].table
        said = cell.rows[occurrence.row][occurrence.column].text if cell and occurrence.row is not None else ""
        labels = (*row_words(occurrence, claim.index), *column_words(occurrence, claim.index), said)
        return touches(claim, Region(region.block, None), " ".join(labels))
    return touches(claim, region, sure=is_sure(number) and number.quantum < 1)


def _states_rate(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number is a learning rate that is not called one: "Adam at a constant 10^{-3}", "η=2×10^{-4}"."""
    number = occurrence.number
    written_so = number.reading == "exponent" or "." in number.text
    return written_so and _RATE_OF_RE.search(index.paper.blocks[occurrence.block].text, 0, number.start) is not None


def _is_beta(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number is the claim's β of a pair that an optimizer has: the second of "AdamW (0.9, 0.999)"."""
    beta = _BETA_RE.search(claim.fact.name or "")
    text, start = claim.index.paper.blocks[occurrence.block].text, occurrence.number.start
    return beta is not None and any(m.start(int(beta[1])) == start for m in _ADAM_PAIR_RE.finditer(text))


def is_argument(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number is the argument of a function that its definition, there or beside, calls as the claim does."""
    index, number = claim.index, occurrence.number
    argument = argument_at(index.paper.blocks[occurrence.block].text, number.start, number.end)
    if argument is None:
        return False
    own = region_at(occurrence)
    regions = dict.fromkeys((own, *claim.regions, *neighbours(own, index)))
    return says_argument(argument, frozenset(claim.wanted.name), (text_of(region, index) for region in regions))


def _is_whole_list(stated: Sequence[Number], claim: Claim) -> bool:
    """Whether numbers that stand together are just those of the claim's list or range.

    "5 and 10" is sure enough of {5, 10}, and "between 1 and 10" of 1 to 10.
    """
    ends = [part for n in claim.numbers for part in ((n.value,) if n.high is None else (n.value, n.high))]
    listed = len(claim.numbers) < len(ends) or LIST_RE.fullmatch(claim.fact.value.strip()) is not None
    return listed and Counter(n.value for n in stated) == Counter(ends)


def is_sure(number: Number) -> bool:
    """Whether a number hardly stands in a place by chance: by its digits, its exponent or its unit."""
    if number.quantum < 1 or number.reading == "exponent" or number.unit not in ("plain", "percent"):
        return True
    return number.digits >= SURE_DIGITS or number.value >= SURE_SIZE


def touches(claim: Claim, region: Region, labels: str | None = None, *, sure: bool = False) -> bool:
    """Whether a place has a word of the claim; of a cell, its labels or the table's caption.

    A claim in words that no English paper can have touches every place.
    """
    if labels is None:
        if sure and not claim.wanted.name:
            return True  # a name in Chinese, of a system that the place need not name
        text = text_of(region, claim.index)
    else:
        table = claim.index.paper.blocks[region.block].table
        text = f"{labels} {table.caption if table else ''}"
    return not claim.words or bool(shared(claim.words, terms(text)))
