"""Finds where a named place states a number that may be a claim's: plainly, above a row, in pieces, or by a verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.ground import context as around
from pipeline.ground.claim import LIST_RE, Claim
from pipeline.ground.composed import composed
from pipeline.ground.credible import NAME_FIT, WORDLESS_DIGITS, credible, hits_of, is_sure, touches
from pipeline.ground.formulas import pieces_of
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.labels import column_words
from pipeline.ground.regions import Region, above, held_in, region_at, text_of
from pipeline.ground.terms import shared, terms
from pipeline.words.settings import setting_of
from schemas.grounding import Number

_PER_DEVICE_RE = re.compile(
    r"(?i)\bper[- ](?:device|gpu|card|worker|rank|accelerator)\b|/ ?gpu\b|\beach (?:gpu|device)\b"
)
_SCALED_RE = re.compile(r"(?i)\bbatch[ _]?(?:size)?\)? ?/ ?([0-9]+)")
_OF_CASE_RE = re.compile("[\uf8eb-\uf8fe⎛-⎭] ?\\Z")  # a brace stands before a value by itself
_DIGIT_OR_STOP_RE = re.compile(r"[0-9.;]")
_LOSS_RE = re.compile(
    r"(?i)\b(?:lower|reduc|decreas|declin|drop|fall|fell|los[et]|cut|shrink|worsen|degrad|subtract|minus)\w*\b[^.;,]*\Z"
)
TELLING = 100  # whatever its last digits are
_COUNTED_RE = re.compile(r"\b[nN] ?= ?\Z")
_PEOPLE = terms("participants patients subjects students people samples cases trials group size")  # what n = 214 counts
ABOVE = 40  # characters beside a number of a caption that may say what it is


def candidates(number: Number, claim: Claim) -> list[Hit]:
    """Where the named places state a number that may be the claim's, the plainest first."""
    found: list[Hit] = []
    for region in claim.regions:
        inside = [
            h for h in hits_of(number, held_in(region, claim.index), claim.index) if credible(h, number, region, claim)
        ]
        found += inside or _in_header(number, region, claim) or _in_formula(number, region, claim)
    plainest = sorted(found, key=lambda hit: hit.rule != "exact")
    return (
        plainest
        or _spanned(number, claim)
        or _as_loss(number, claim)
        or _worked_out(number, claim)
        or _telling(number, claim)
    )


def _in_formula(number: Number, region: Region, claim: Claim) -> list[Hit]:
    """The same in the pieces of the formula that a place is one of: they say nothing of each number."""
    pieces = pieces_of(region, claim.index)
    hits = [hit for piece in pieces for hit in hits_of(number, held_in(piece, claim.index), claim.index)]
    return [hit for hit in hits if _is_value(hit.occurrence, claim.index)]


def _is_value(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number of a formula is no index, bound or power, and not the formula's own: (10)."""
    number = occurrence.number
    text = index.paper.blocks[occurrence.block].text
    if text[number.start - 1 : number.start] == "(" and text[number.end : number.end + 1] == ")":
        return False
    return number.quantum < 1 or number.digits > 1 or bool(_OF_CASE_RE.search(text[: number.start]))


def _worked_out(number: Number, claim: Claim) -> list[Hit]:
    """Where the named places state a number in pieces: 32 of "8 × 4 GPUs", 75% of "36 of 48"."""
    if number.high is not None or LIST_RE.fullmatch(claim.fact.value.strip()):
        return []
    made = [o for region in claim.regions for o in composed(region, claim.index)]
    if not is_sure(number) and number.reading != "ratio":
        made = [o for o in made if o.number.reading == "ratio"]  # 6 is a product by chance
    hits = [hit for hit in claim.index.lookup_among(number, made) if hit.rule != "part"]
    told = [hit for hit in hits if _says_itself(hit, number) or touches(claim, region_at(hit.occurrence))]
    ruled = (*_global_batch(number, claim), *_scaled_rate(number, claim))
    return [hit._replace(rule="worked_out") for hit in (*told, *ruled)]


def _says_itself(hit: Hit, number: Number) -> bool:
    """Whether a share, or a number of GPUs, needs no word beside it."""
    made = hit.occurrence.number
    return made.reading == "ratio" or made.unit == number.unit == "devices"


def _global_batch(number: Number, claim: Claim) -> Iterator[Hit]:
    """A global batch is that of one device times the devices, wherever the named places say either."""
    if setting_of(claim.fact.name or "") != "batch size" or number.quantum != 1:
        return
    stated = [o for region in claim.regions for o in held_in(region, claim.index)]
    made = [o for region in claim.regions for o in composed(region, claim.index)]
    devices = {o.number.value for o in made if o.number.unit == "devices"} or {
        o.number.value for o in stated if o.number.unit == "devices"
    }
    for one in stated:
        text = claim.index.paper.blocks[one.block].text
        each = _PER_DEVICE_RE.search(text, one.number.end)
        alone = each is not None and not _DIGIT_OR_STOP_RE.search(text, one.number.end, each.start())
        if alone and one.number.unit != "devices" and any(one.number.value * n == number.value for n in devices):
            yield Hit(one, "worked_out")


def _scaled_rate(number: Number, claim: Claim) -> Iterator[Hit]:
    """A learning rate that a place tells by the rule that scales it: "1.5e-4 × batch size / 256", with batch 2048."""
    if setting_of(claim.fact.name or "") != "learning rate":
        return
    stated = [o for region in claim.regions for o in held_in(region, claim.index)]
    rules = (_SCALED_RE.search(text_of(region, claim.index)) for region in claim.regions)
    divisors = {Decimal(rule[1]) for rule in rules if rule}
    batches = [o.number.value for o in stated if o.number.quantum >= 1 and o.number.value not in divisors]
    for one in stated:
        scaled = (one.number.value * batch / by for batch in batches for by in divisors)
        if one.number.value < 1 and any(value == number.value for value in scaled):
            yield Hit(one, "worked_out")


def _as_loss(number: Number, claim: Claim) -> list[Hit]:
    """A negative number that a place tells by a verb: -0.18 of "lowers employment by 0.18"."""
    if number.sign != "-":
        return []
    positive = number._replace(value=-number.value, sign="")
    hits = [hit for r in claim.regions for hit in hits_of(positive, held_in(r, claim.index), claim.index)]
    texts = [claim.index.paper.blocks[hit.occurrence.block].text for hit in hits]
    return [h for h, text in zip(hits, texts, strict=True) if _LOSS_RE.search(text, 0, h.occurrence.number.start)]


def _spanned(number: Number, claim: Claim) -> list[Hit]:
    """A cell that spans rows and is written beside one of them, where the named row's own is empty."""
    found = []
    for region in claim.regions:
        table = claim.index.paper.blocks[region.block].table
        if table is None or region.row is None:
            continue
        for hit in hits_of(number, claim.index.at(region.block), claim.index):
            row, column = hit.occurrence.row, hit.occurrence.column
            if row is None or column is None or row == region.row:
                continue
            between = range(min(row, region.row), max(row, region.row) + 1)
            empty = all(not table.rows[at][column].text for at in between if at != row)
            head = terms(" ".join(column_words(hit.occurrence, claim.index)))
            if empty and head and head <= shared(claim.words, head):
                found.append(hit)
    return found


def _telling(number: Number, claim: Claim) -> list[Hit]:
    """The very value in a place that is named, which no other number is by chance, whatever it is called there."""
    if number.reading != "exponent" and number.digits < WORDLESS_DIGITS and number.value < TELLING:
        return []
    named = [] if claim.quoted else [r for r in claim.regions if r.row is None or _goes_on(r, claim)]
    hits = (hit for region in named for hit in hits_of(number, held_in(region, claim.index), claim.index))
    return [hit for hit in hits if hit.rule == "exact" and not around.unit_conflicts(hit.occurrence.number, claim.name)]


def _goes_on(region: Region, claim: Claim) -> bool:
    """Whether a row has no label of its own, and the row above is named, too: what it says goes on there."""
    table = claim.index.paper.blocks[region.block].table
    if table is None or region.row is None or table.rows[region.row][0].text:
        return False
    return any(other.block == region.block and other.row == region.row - 1 for other in claim.regions)


def _in_header(number: Number, region: Region, claim: Claim) -> list[Hit]:
    """The same in the caption and header that belong to a row which is named; a quote is its own words alone."""
    there = [] if claim.quoted else above(region, claim.index)
    return [hit for hit in hits_of(number, there, claim.index) if _in_words_above(hit.occurrence, claim)]


def _in_words_above(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number of a table's caption or header stands beside the claim's name."""
    table = claim.index.paper.blocks[occurrence.block].table
    assert table is not None
    caption = occurrence in claim.index.in_caption(occurrence.block)
    text = table.caption if caption else claim.index.paper.blocks[occurrence.block].text
    start, end = occurrence.number.start, occurrence.number.end
    if _COUNTED_RE.search(text, 0, start):
        return bool(_PEOPLE & claim.wanted.name.keys())
    beside = terms(text[max(0, start - ABOVE) : start]) | terms(text[end : end + ABOVE])
    return bool(claim.name) and len(shared(claim.name, beside)) >= NAME_FIT * len(claim.name)
