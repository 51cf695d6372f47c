"""Tells which number of the same table or paragraph a claim names instead of the one that agrees with it."""

from __future__ import annotations

import re

from pipeline.ground import context as around
from pipeline.ground.alignment import aligned
from pipeline.ground.claim import LIST_RE, Claim
from pipeline.ground.formulas import is_torn
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.labels import rival_of
from pipeline.ground.near import rival_beside
from pipeline.ground.regions import region_at
from pipeline.ground.terms import shared, terms
from schemas.grounding import Number

LONG_LIST = 3  # numbers of a list: no number beside it can be meant instead of so many
_UNIT_BEHIND_RE = re.compile(r" ?([A-Za-zµμ°]+(?:[/^][A-Za-z0-9{}-]+)?)")  # of physics as well: GeV, fm/c
_SYMBOL = r"(?<![^\W_])([^\W\d_](?:_\{[^{}]*\})?)"
_SYMBOL_RE = re.compile(rf"{_SYMBOL}(?!\w)")
_SYMBOL_SET_RE = re.compile(rf"{_SYMBOL} ?= ?\Z")
_LEFT_OUT_ZH_RE = re.compile("去掉|去除|移除|不用|不含|没有|消融|换成|只用|删去")
_LEFT_OUT_RE = re.compile(r"(?i)\bwithout\b|\bw/o\b|\bremov|\bablat|\bdrop(?:ped|ping)\b|\breplac|\bdisabl|\bonly\b")
_ENDS_RE = re.compile(r"[.!?:;。](?:[”\"')\]]|\s)*\Z")


def rival_at(hit: Hit, number: Number, claim: Claim) -> Occurrence | None:
    """The number of the same table or paragraph that the claim names instead; None: there is none."""
    if hit.rule == "worked_out":
        return None  # it is said as a whole
    occurrence = hit.occurrence
    key = (occurrence, number)
    if key not in claim.rivals:
        rival = _rival_in(occurrence, number, claim)
        claim.rivals[key] = None if rival and _is_of_another_unit(rival, occurrence, number, claim) else rival
    return claim.rivals[key]


def _is_of_another_unit(rival: Occurrence, own: Occurrence, number: Number, claim: Claim) -> bool:
    """Whether the claim and its own number have a unit behind them that the rival lacks: 0.513 GeV is no 12.20 fm/c."""
    unit = _UNIT_BEHIND_RE.match(claim.fact.value, number.end)
    if unit is None:
        return False
    ours, others = (_UNIT_BEHIND_RE.match(claim.index.paper.blocks[o.block].text, o.number.end) for o in (own, rival))
    return ours is not None and ours[1] == unit[1] and (others is None or others[1] != unit[1])


def _rival_in(occurrence: Occurrence, number: Number, claim: Claim) -> Occurrence | None:
    if occurrence.row is not None:
        beside = around.cell_rival(occurrence, claim.name, claim.wanted.context, claim.index)
        if beside and beside.occurrence.number.value not in claim.wanted.values:  # "8 × H100 80GB" is said as a whole
            return beside.occurrence
        return rival_of(occurrence, claim.wording, claim.index)
    if claim.index.paper.blocks[occurrence.block].table is not None or _is_cut(occurrence, claim.index):
        return None
    if len(claim.numbers) >= LONG_LIST and LIST_RE.fullmatch(claim.fact.value.strip()):
        return None  # it stands there as one list
    if _is_of_its_symbol(occurrence, claim) or is_torn(region_at(occurrence), claim.index):
        return None
    if (meant := aligned(occurrence, claim.wording, claim.index)) is not None:
        return None if meant.number.value == occurrence.number.value else meant
    if _is_variant(occurrence, claim):
        return None
    other = rival_beside(occurrence, number, claim.wanted, claim.index)
    if other and _is_of_another_sentence(other, occurrence, claim):
        return None
    return None if other and _is_compared(other, occurrence, number, claim) else other


def _is_variant(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a sentence and a claim, this one in Chinese, leave something out: X（去掉图分支）, "without the graph".

    The name of the whole method says nothing of it.
    """
    text = claim.index.paper.blocks[occurrence.block].text
    low, high = around.sentence_span(text, occurrence.number.start, occurrence.number.end)
    return bool(_LEFT_OUT_ZH_RE.search(claim.fact.context or "")) and bool(_LEFT_OUT_RE.search(text[low:high]))


def _is_of_another_sentence(other: Occurrence, own: Occurrence, claim: Claim) -> bool:
    """Whether the claim's system, data or stage is said beside its own number, and not in the sentence of the other."""
    text = claim.index.paper.blocks[own.block].text
    mine, others = (around.sentence_span(text, o.number.start, o.number.end) for o in (own, other))
    here, there = (shared(claim.wanted.context, terms(text[low:high])) for low, high in (mine, others))
    return mine != others and bool(here) and not there


def _is_compared(other: Occurrence, own: Occurrence, number: Number, claim: Claim) -> bool:
    """Whether a sentence compares two scores, and the claim has their systems in Chinese alone: from 12 nM to 2 nM.

    Which of the two it means cannot be told then.
    """
    if claim.fact.id not in ("result", "baseline") or claim.wanted.context:
        return False
    first, second = sorted((own, other), key=lambda o: o.number.start)
    between = claim.index.between(own.block, first.number.end, second.number.start)
    text = claim.index.paper.blocks[own.block].text
    same = around.sentence_span(text, first.number.start, second.number.end)
    within = same[0] <= first.number.start and second.number.end <= same[1]
    unit = _UNIT_BEHIND_RE.match(claim.fact.value, number.end)
    others = [o for o in between if o not in (own, other)]
    if unit is not None:  # "0.31 kcal/mol" between two numbers of meV/Å is no score of theirs
        others = [o for o in others if text.startswith(unit[1], o.number.end + 1)]
    return within and own.number.unit == other.number.unit and not others


def _is_of_its_symbol(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether the text sets the claim's own symbol equal to the number: "K = 20 steps" of "K (number of steps)"."""
    before = claim.index.paper.blocks[occurrence.block].text[: occurrence.number.start]
    set_equal = _SYMBOL_SET_RE.search(before)
    return set_equal is not None and set_equal[1] in _SYMBOL_RE.findall(claim.fact.name or "")


def _is_cut(occurrence: Occurrence, index: PaperIndex) -> bool:
    """Whether a number stands in half a sentence, which goes on in another paragraph: its words tell little."""
    text = index.paper.blocks[occurrence.block].text
    low, high = around.sentence_span(text, occurrence.number.start, occurrence.number.end)
    first = text.lstrip()[:1]
    begun = not text[:low].strip() and (first.islower() or first.isdigit())
    ended = not text[high:].strip() and not _ENDS_RE.search(text)
    return begun or ended
