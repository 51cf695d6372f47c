"""Finds where a named place states a number that may be a claim's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.ground import context as around
from pipeline.ground.arguments import argument_at, says_argument
from pipeline.ground.claim import LATIN_RE, LIST_RE, Claim
from pipeline.ground.composed import composed
from pipeline.ground.formulas import pieces_of
from pipeline.ground.index import Hit, Occurrence, PaperIndex, parts_of
from pipeline.ground.labels import column_words, is_in_label, row_words
from pipeline.ground.near import context_fit, group_at, name_fit
from pipeline.ground.regions import Region, above, held_in, neighbours, region_at, text_of
from pipeline.ground.terms import shared, terms
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.grounding import Number, Rule

SURE_DIGITS = 2  # a number of so many digits is seldom in a place by chance
SURE_SIZE = 1000  # nor is one of this size: 2 万, 20k
NAME_FIT = 0.4  # how well the words beside a number must be a name's, where the value is written in another way
CONVERTED: frozenset[Rule] = frozenset({"per_cent_and_fraction", "number_word", "part", "ratio", "unit"})
WORDLESS_DIGITS = 3  # a number of so many digits is not in a formula by chance
ABOVE = 40  # characters beside a number of a caption that may say what it is
_SET_RE = re.compile(r"∈ ?\{ ?\Z")
_RATE_OF_RE = re.compile(  # "Adam at a constant ", "η=", "cosine decay from "
    rf"(?:{either('training.optimizers')}(?: optimizer)?(?: \(| at| with| using)?(?: an?)?"
    r"(?: (?:constant|fixed|peak|initial))? ?|"
    rf"{either('training.schedules')}(?:[ -](?:decay|annealing|schedule))?(?: starting)?(?: from| at) |"
    r"(?<!\w)η ?= ?)\Z"
)


_PER_DEVICE_RE = re.compile(
    r"(?i)\bper[- ](?:device|gpu|card|worker|rank|accelerator)\b|/ ?gpu\b|\beach (?:gpu|device)\b"
)
_OF_CASE_RE = re.compile("[\uf8eb-\uf8fe⎛-⎭] ?\\Z")  # a brace stands before a value by itself
_BETA_RE = re.compile(r"(?:β|beta)[ _]?\{?([12])", re.IGNORECASE)
_ADAM_PAIR_RE = re.compile(r"\bAdamW?\b[^.;()]*\((0\.[0-9]+), ?(0\.[0-9]+)\)")
_DIGIT_OR_STOP_RE = re.compile(r"[0-9.;]")
_LOSS_RE = re.compile(
    r"(?i)\b(?:lower|reduc|decreas|declin|drop|fall|fell|los[et]|cut|shrink|worsen|degrad|subtract|minus)\w*\b[^.;,]*\Z"
)


def candidates(number: Number, claim: Claim) -> list[Hit]:
    """Where the named places state a number that may be the claim's, the plainest first."""
    found: list[Hit] = []
    for region in claim.regions:
        inside = [
            h for h in hits_of(number, held_in(region, claim.index), claim.index) if _credible(h, number, region, claim)
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
    """The very value in a paragraph that is named, which no other number is by chance, whatever it is called there."""
    if number.reading != "exponent" and number.digits < WORDLESS_DIGITS:
        return []
    named = [region for region in claim.regions if region.row is None and not claim.quoted]
    hits = (hit for region in named for hit in hits_of(number, held_in(region, claim.index), claim.index))
    return [hit for hit in hits if hit.rule == "exact" and not around.unit_conflicts(hit.occurrence.number, claim.name)]


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
    told = [hit for hit in hits if _says_itself(hit, number) or _touches(claim, region_at(hit.occurrence))]
    return [hit._replace(rule="worked_out") for hit in (*told, *_global_batch(number, claim))]


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


def _as_loss(number: Number, claim: Claim) -> list[Hit]:
    """A negative number that a place tells by a verb: -0.18 of "lowers employment by 0.18"."""
    if number.sign != "-":
        return []
    positive = number._replace(value=-number.value, sign="")
    hits = [hit for r in claim.regions for hit in hits_of(positive, held_in(r, claim.index), claim.index)]
    texts = [claim.index.paper.blocks[hit.occurrence.block].text for hit in hits]
    return [h for h, text in zip(hits, texts, strict=True) if _LOSS_RE.search(text, 0, h.occurrence.number.start)]


def _in_header(number: Number, region: Region, claim: Claim) -> list[Hit]:
    """The same in the caption and header that belong to a row which is named; a quote is its own words alone."""
    there = [] if claim.quoted else above(region, claim.index)
    return [hit for hit in hits_of(number, there, claim.index) if _in_words_above(hit.occurrence, claim)]


def hits_of(number: Number, there: Sequence[Occurrence], index: PaperIndex) -> list[Hit]:
    if number.reading == "bare_flattened":
        return []
    hits = index.lookup_among(number, there)
    if hits or (number.high is None and number.reading != "ratio"):
        return list(hits)
    ends = [index.lookup_among(end, there) for end in parts_of(number)]  # "0.0 to 1.0" beside "from 0.0 to 1.0"
    return [ends[0][0]] if len(ends) == 2 and all(ends) else []


def _credible(hit: Hit, number: Number, region: Region, claim: Claim) -> bool:
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
            return _touches(claim, region)  # "α ∈ {0, 1}" says all that its symbol can be
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
            return is_sure(number) and (number.unit == hit.occurrence.number.unit != "plain" or _touches(claim, region))
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
        return _touches(claim, Region(region.block, None), " ".join(labels))
    return _touches(claim, region, sure=is_sure(number) and number.quantum < 1)


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


def _in_words_above(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a number of a table's caption or header stands beside the claim's name."""
    table = claim.index.paper.blocks[occurrence.block].table
    assert table is not None
    caption = occurrence in claim.index.in_caption(occurrence.block)
    text = table.caption if caption else claim.index.paper.blocks[occurrence.block].text
    start, end = occurrence.number.start, occurrence.number.end
    beside = terms(text[max(0, start - ABOVE) : start]) | terms(text[end : end + ABOVE])
    return bool(claim.name) and len(shared(claim.name, beside)) >= NAME_FIT * len(claim.name)


def is_sure(number: Number) -> bool:
    """Whether a number hardly stands in a place by chance: by its digits, its exponent or its unit."""
    if number.quantum < 1 or number.reading == "exponent" or number.unit not in ("plain", "percent"):
        return True
    return number.digits >= SURE_DIGITS or number.value >= SURE_SIZE


def _touches(claim: Claim, region: Region, labels: str | None = None, *, sure: bool = False) -> bool:
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
