"""Gives the verdict on a fact that names its place: code reads the value there, and next door before it complains."""

from __future__ import annotations

import re

from pipeline.ground.assigned import assigned
from pipeline.ground.candidates import candidates
from pipeline.ground.check_words import names_of
from pipeline.ground.claim import Claim, without_glosses
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.labels import column_label, rival_of, row_label
from pipeline.ground.near import could_be_meant, group_at, name_fit
from pipeline.ground.next_door import SURE_FIT, in_its_cell, next_door
from pipeline.ground.pointed_words import AS_WRITTEN, has_beside, literally, verdict_on_name, verdict_on_words, worded
from pipeline.ground.regions import Region, held_in, proof_of, region_at, text_of
from pipeline.ground.rivals import rival_at
from pipeline.ground.terms import terms
from schemas.grounding import Fact, Location, Number, Verdict, VerdictKind

LISTED = 3  # numbers that stand nowhere in one order by chance
_TIMES = " ?[×x] ?"
_WHOLE_RE = re.compile(
    r"(?:19|20)[0-9]{2} ?[-–] ?(?:19|20)[0-9]{2}|[0-9]+(?: ?: ?[0-9]+){2,}|1/\(?[0-9]?[A-Z]\)?"
)  # years, parts of a split, 1/(4L)
_STACKED_RE = re.compile(r"\^\{(\w+)\}_\{(\w+)\}")  # a fraction in one line of text
_PRODUCT_RE = re.compile(rf"[0-9]{{2,}}(?:{_TIMES}[0-9]{{2,}})+")  # the size of a picture


def check_pointed(fact: Fact, index: PaperIndex, quote: Location | None = None) -> Verdict:
    """The verdict on a fact whose `at` names places of the numbered text that `index.places` maps, or with a quote."""
    claim = Claim(fact, index, quote)
    if not fact.name and not fact.context:
        return verdict_on_name(claim)
    if not claim.numbers or _is_name(fact.value, claim):
        return verdict_on_words(claim)
    return _check_numbers(claim)


def check_labels(fact: Fact, index: PaperIndex, quote: Location) -> Verdict | None:
    """The verdict of the labels of a quoted row against a fact; None: they do not speak against it."""
    claim = Claim(fact, index, quote)
    if not claim.numbers or all(region.row is None for region in claim.regions):
        return None
    read = assigned([candidates(number, claim) for number in claim.numbers], claim)
    rivals = (rival_at(hit, n, claim) for n, hit in zip(claim.numbers, read or (), strict=False))
    rival = next((rival for rival in rivals if rival is not None), None)
    return None if rival is None else _differs(rival, "other_label", index)


def _is_name(value: str, claim: Claim) -> bool:
    """Whether a value with a number in it stands in its place as a whole: "8-bit", "R1 template", a formula."""
    return value[:1].isalpha() and any(literally(value, text_of(r, claim.index)) for r in claim.regions)


def _check_numbers(claim: Claim) -> Verdict:
    if (whole := _whole_product(claim)) is not None:
        return whole
    there = [candidates(number, claim) for number in claim.numbers]
    read = assigned(there, claim)
    kind: VerdictKind = "holds"
    if read is None and (named := _within_a_name(claim)) is not None:
        return named
    if read is None:
        missing = next((n for n, found in zip(claim.numbers, there, strict=True) if not found), claim.numbers[0])
        other = _stated_instead(claim, missing)
        in_form = other is not None and _is_in_form(other.number, missing)
        if other is not None and in_form and not claim.quoted:
            return _differs(other, "other_value", claim.index)
        read = next_door(claim)
        if read is not None and in_form and not all(in_its_cell(hit.occurrence, claim) for hit in read):
            read = None
        if read is None and other is not None and (in_form or other.row is not None):
            return _differs(other, "other_value", claim.index)
        if read is None:
            return _refused(claim)
        kind = "holds_elsewhere"
    for number, hit in zip(claim.numbers, read, strict=True):
        if (rival := rival_at(hit, number, claim)) is not None:
            return _differs(rival, "other_label", claim.index)
    first = read[0].occurrence
    for name in names_of(claim.fact.value, claim.numbers):
        if not has_beside(name, claim, region_at(first)):
            return Verdict(kind="unsupported", rule=f"name {name}", proof=proof_of(first, claim.index))
    return _verdict(kind, next((hit.rule for hit in read if hit.rule != "exact"), None), first, claim.index)


def _whole_product(claim: Claim) -> Verdict | None:
    """The verdict on a size such as 1280 × 704 that stands in its place as a whole, as it does of one thing alone."""
    value = without_glosses(claim.fact.value).strip()
    if _WHOLE_RE.fullmatch(value):
        for region in claim.regions:
            text = _STACKED_RE.sub(r"\1/\2", text_of(region, claim.index))
            if literally(value, text) or literally(_without_brackets(value), text):
                return worded("holds", AS_WRITTEN, region, claim)
    if len(claim.numbers) >= LISTED or any(number.high is not None for number in claim.numbers):
        for region in claim.regions:
            if literally(value, text_of(region, claim.index)):
                return worded("holds", AS_WRITTEN, region, claim)
    if _PRODUCT_RE.fullmatch(value):
        whole = re.compile(rf"(?<![0-9.]){_TIMES.join(re.split(_TIMES, value))}(?!\.?[0-9])")
        for region in claim.regions:
            if whole.search(text_of(region, claim.index)):
                return worded("holds", AS_WRITTEN, region, claim)
    return None


def _without_brackets(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _verdict(kind: VerdictKind, rule: str | None, occurrence: Occurrence, index: PaperIndex) -> Verdict:
    proof = proof_of(occurrence, index)
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=occurrence.number.text, proof=proof)


def _within_a_name(claim: Claim) -> Verdict | None:
    """The verdict on a number that a place has as part of a name that is also the claim's: the 450 of GRPO-step450.

    The 8 of "mean@8" is how many were drawn, whatever it is called.
    """
    if len(claim.numbers) != 1:
        return None
    whole = re.compile(rf"([A-Za-z]+)([-_@]?){re.escape(claim.numbers[0].text)}(?!\w|\.\w)")
    for region in claim.regions:
        for match in whole.finditer(text_of(region, claim.index)):
            if match[2] == "@" or terms(match[1]) <= claim.wanted.name.keys():
                return worded("holds", "within_a_name", region, claim)
    return None


def _refused(claim: Claim) -> Verdict:
    if any(number.reading == "bare_flattened" for number in claim.numbers):
        return Verdict(kind="unsupported", rule="lost_exponent")
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _stated_instead(claim: Claim, number: Number) -> Occurrence | None:
    """Another value that the named places state of what the claim names; None: they state none."""
    for region in claim.regions:
        for other in held_in(region, claim.index):
            if could_be_meant(other, number, claim.wanted) and _names_it(other, region, claim):
                return other
    return None


def _is_in_form(other: Number, number: Number) -> bool:
    """Whether two numbers are written alike, so that one is hardly a difference or a share of the other."""
    return (other.unit, other.reading, other.quantum < 1) == (number.unit, number.reading, number.quantum < 1)


def _names_it(occurrence: Occurrence, region: Region, claim: Claim) -> bool:
    """Whether a number of a named place is what the claim names: of a named row, the cell of its column."""
    index = claim.index
    if occurrence.row is not None and occurrence.column is not None:
        row, column = row_label(occurrence, index).own, column_label(occurrence, index).own
        said = [bool(words) and claim.wording.says_all(words) for words in (row, column)]
        whole = any(said) if region.row is not None else all(said) or (said[0] and not column) or (said[1] and not row)
        return whole and rival_of(occurrence, claim.wording, index) is None
    if index.paper.blocks[occurrence.block].table is not None:
        return False
    return name_fit(claim.wanted, group_at(occurrence, index)) >= SURE_FIT


def _differs(rival: Occurrence, rule: str, index: PaperIndex) -> Verdict:
    return _verdict("differs", rule, rival, index)
