"""Gives the verdict on a value of words and on a name that name their place."""

from __future__ import annotations

import re

from pipeline.ground import normal
from pipeline.ground.check_words import DESCRIPTION_WORDS, names_of, tokens_together
from pipeline.ground.claim import CJK_RE, LATIN_RE, Claim, latin
from pipeline.ground.labels import IN_BRACKETS_RE
from pipeline.ground.names import listed_names, search_name
from pipeline.ground.regions import Region, neighbours, rows_of, text_of, words_proof
from pipeline.ground.terms import shared, terms
from pipeline.words.sentences import split_sentences
from schemas.grounding import Verdict, VerdictKind

WORDS_SHARE = 0.6  # of a description's words that its place must have
LEAST_WORDS = 3  # of a description, all of which its places say
AS_WRITTEN = "exact"
_FORMULA_RE = re.compile(r"[_^]\{.*[=+−·×-]|[=+−·×-].*[_^]\{")
# what a value says in Chinese or in a word of its own, and what its place may say for it
_NEGATIONS = re.compile(
    r"(?i)\bno\b|\bnone\b|\bnot\b|\bwithout\b|\bw/o\b|\bremov\w+|\bdisabl\w+|\bomit\w*|\bdrop(?:s|ped|ping)?\b|"
    r"\bfree\b|\bexclu\w+|\bcancel\w*|\boff\b|不|无|未|去掉|移除|✗|×"
)


def literally(value: str, text: str) -> bool:
    """Whether a text has the value as it is written, marks and spaces aside."""
    wanted, there = normal.flat(value), normal.flat(text)
    if not wanted:
        return False
    at = there.find(wanted)
    while at >= 0:
        before, after = there[at - 1 : at], there[at + len(wanted) : at + len(wanted) + 1]
        if not (before.isalnum() and wanted[0].isdigit()) and not (after.isdigit() and wanted[-1].isdigit()):
            return True
        at = there.find(wanted, at + 1)
    return False


def verdict_on_words(claim: Claim) -> Verdict:
    """A value of words holds where its place says it; Chinese is a gloss, which no paper can have."""
    index = claim.index
    for region in claim.regions:
        if (rule := _says(claim, text_of(region, index))) is not None:
            return worded("holds", rule, region, claim)
    near = [r for region in claim.regions for r in (*rows_of(region.block, index), *neighbours(region, index))]
    for region in dict.fromkeys(near):
        if (rule := _says_of_name(claim, region)) is not None:
            return worded("holds_elsewhere", rule, region, claim)
    far = [
        (region, rule)
        for place in dict.fromkeys(claim.everywhere)
        if (rule := _says_of_name(claim, region := Region(*place))) is not None
    ]
    if len(far) == 1:
        return worded("holds_elsewhere", far[0][1], far[0][0], claim)
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _says_of_name(claim: Claim, region: Region) -> str | None:
    """The rule by which one sentence, or one row, says a value of words beside every word of the claim's name."""
    block = claim.index.paper.blocks[region.block]
    if block.table is not None and region.row is None:
        return None
    for said in [text_of(region, claim.index)] if region.row is not None else split_sentences(block.text):
        wanted = frozenset(claim.wanted.name)
        if wanted <= shared(wanted, terms(said)) and (rule := _says(claim, said)) in (AS_WRITTEN, "gloss"):
            return rule
    return None


def worded(kind: VerdictKind, rule: str | None, region: Region, claim: Claim) -> Verdict:
    block = claim.index.paper.blocks[region.block]
    span = search_name(latin(claim.fact.value), block.text) if block.table is None else None
    low, high = span or (0, len(block.text))
    proof = words_proof(region, low, high, claim.index)
    found = block.text[low:high] if span else claim.fact.value
    rule = None if rule == AS_WRITTEN else rule
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=found, proof=proof)


def _says(claim: Claim, text: str) -> str | None:
    """The rule by which a text says a value of words, AS_WRITTEN for the plainest; None: it does not."""
    value = latin(claim.fact.value)
    if not LATIN_RE.search(value):
        return _says_in_chinese(claim, text)
    if value.lower() == "none" and any(_denies(sentence, claim) for sentence in split_sentences(text)):
        return "gloss"
    if search_name(value, text) is not None or literally(value, text):
        return AS_WRITTEN if value == claim.fact.value else "gloss"
    names = names_of(value, ())
    if _FORMULA_RE.search(value) or any(
        search_name(n, text) is None and search_name(n, listed_names(text)) is None for n in names
    ):
        return None
    wanted = terms(value)
    held = shared(wanted, terms(text))
    if _NEGATIONS.search(value) and not _NEGATIONS.search(text):
        return None
    return "reworded" if wanted and len(held) >= max(1, WORDS_SHARE * len(wanted)) else None


def _denies(sentence: str, claim: Claim) -> bool:
    """Whether a sentence denies what the claim names, word for word: "No warm-up is used"."""
    return bool(claim.name) and bool(_NEGATIONS.search(sentence)) and claim.name <= shared(claim.name, terms(sentence))


def _says_in_chinese(claim: Claim, text: str) -> str | None:
    """A value in Chinese alone holds where its place names what it is of, and denies what it denies."""
    if _NEGATIONS.search(claim.fact.value) and not _NEGATIONS.search(text):
        return None
    wanted = terms(claim.fact.value)
    if wanted and shared(wanted, terms(text)):
        return "gloss"
    return "gloss" if not claim.words or shared(claim.words, terms(text)) else None


def has_beside(name: str, claim: Claim, region: Region) -> bool:
    """Whether the place of a number, or what stands beside it, has a name that the value puts beside it."""
    places = [*claim.regions, region]
    regions = [*places, *(n for r in places for n in neighbours(r, claim.index))]
    return any(_has_name(name, text_of(r, claim.index)) for r in dict.fromkeys(regions))


def _has_name(name: str, text: str) -> bool:
    return search_name(name, text) is not None or tokens_together(name, text)


def verdict_on_name(claim: Claim) -> Verdict:
    """A model or a dataset holds where its place names it; else where the paper first does."""
    value, index = claim.fact.value, claim.index
    for form in _forms(value):
        for region in claim.regions:
            text = text_of(region, index)
            named = search_name(form, text) is not None or search_name(form, listed_names(text)) is not None
            if named and _has_asides(form, value, text):
                return _named("holds", form, region, claim)
        for region in (n for r in claim.regions for n in neighbours(r, index)):
            text = text_of(region, index)
            if search_name(form, text) is not None and _has_asides(form, value, text):
                return _named("holds_elsewhere", form, region, claim)
    if len(value.split()) >= DESCRIPTION_WORDS:  # no name, but a description: "9,600 questions on which stage 1 errs"
        for region in claim.regions:
            if (rule := _says(claim, text_of(region, index))) is not None:
                return worded("holds", rule, region, claim)
    if (described := _described(claim)) is not None:
        return worded("holds", "reworded", described, claim)
    for form in _forms(value):
        for block, _ in dict.fromkeys(claim.everywhere):
            text = index.paper.blocks[block].text
            if search_name(form, text) is not None and _has_asides(form, value, text):
                return _named("holds_elsewhere", form, Region(block, None), claim)
    return Verdict(kind="unsupported", rule="no_place" if claim.unknown and not claim.regions else "not_at_place")


def _described(claim: Claim) -> Region | None:
    """The first named place, where these say every word of a name that is a description: "Binary FNO fields".

    A number makes it a name of its own.
    """
    value = latin(claim.fact.value)
    words = terms(value)
    if len(value.split()) < LEAST_WORDS or any(c.isdigit() for c in value):
        return None
    said = terms(" ".join(text_of(region, claim.index) for region in claim.regions))
    return claim.regions[0] if words and words <= shared(words, said) else None


def _has_asides(form: str, value: str, text: str) -> bool:
    """Whether a place has what a name says in brackets with a number, which its form leaves out: Llama 3.2 (1B)."""
    asides = (inside.strip("（()） ") for inside in IN_BRACKETS_RE.findall(value))
    return all(
        inside in form or search_name(inside, text) is not None
        for inside in asides
        if any(c.isdigit() for c in inside) and not CJK_RE.search(inside)
    )


def _forms(value: str) -> list[str]:
    """A name as it is given, without its glosses, and the short and the long form of "Big Name (BN)"."""
    bare = latin(value)
    short = [inside.strip("（()） ") for inside in IN_BRACKETS_RE.findall(bare)]
    main = " ".join(IN_BRACKETS_RE.sub(" ", bare).split())
    return [form for form in dict.fromkeys((value, bare, main, *short)) if any(c.isalpha() for c in form)]


def _named(kind: VerdictKind, form: str, region: Region, claim: Claim) -> Verdict:
    block = claim.index.paper.blocks[region.block]
    span = search_name(form, block.text)
    low, high = span or (0, len(block.text))
    proof = words_proof(region, low, high, claim.index)
    found = block.text[low:high] if span else form
    rule = None if found == claim.fact.value else "spelling" if form == claim.fact.value else "gloss"
    return Verdict(kind=kind, rule=rule, page_number=proof.page_number, found=found, proof=proof)
