"""Tells whether a number is said of the very thing that the paper says another number of: base for big, β1 for β2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from pipeline.ground.context import comparable, group_title, header_text, label_of, place_terms, sentence_span
from pipeline.ground.equal import equal
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.terms import shared
from pipeline.words.vocabulary import either, word_list
from schemas.grounding import Number

NAMED = 0.5  # of the words of a name that must stand with the number that is meant instead
_KINDS = (
    "scopes.sizes", "scopes.stages", "scopes.order", "scopes.splits", "scopes.modules", "scopes.players",
    "scopes.pupils",
)  # fmt: skip
_PAIR_RE = re.compile(
    rf"(?<!\w)({either('scopes.languages')})\s?(?:-to-|→|–|-| to )\s?({either('scopes.languages')})(?!\w)"
)
_SYMBOL_RE = re.compile(r"([A-Za-zα-ωϵ])\s?(?:_\s?\{?\s?([0-9a-z]+)\}?|([0-9₀-₉]))\s?(?:=|为|是|:|：|取)\s?\Z")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BEFORE = 24  # characters before a number in which its symbol stands

Scopes = Mapping[str, frozenset[str]]  # by their kind, what a text says that its numbers hold for


@cache
def _pair_in_chinese() -> tuple[re.Pattern[str], Mapping[str, str]]:
    names = {zh: entry.name for entry in word_list("scopes.languages").entries for zh in entry.also}
    one = f"([{''.join(names)}])"
    return re.compile(rf"{one}(?:语?(?:到|译|→|-))?{one}(?!文)"), names


@lru_cache(maxsize=4096)
def scopes_in(text: str) -> Scopes:
    """What a text says that its numbers hold for: size, stage, order, split, module, pair of languages."""
    found: dict[str, frozenset[str]] = {}
    for kind in _KINDS:
        words = word_list(kind)
        said = (e.name for e in words.entries if any(zh in text for zh in e.also) or words.found(e).search(text))
        if told := frozenset(said):
            found[kind] = told
    pairs = {(_language(m[1]), _language(m[2])) for m in _PAIR_RE.finditer(text)}
    chinese, names = _pair_in_chinese()
    pairs |= {(names[m[1]], names[m[2]]) for m in chinese.finditer(text)}
    if pairs := {pair for pair in pairs if pair[0] != pair[1]}:
        found["pair"] = frozenset("-".join(pair) for pair in pairs)
    return found


@cache
def _language(word: str) -> str:
    words = word_list("scopes.languages")
    return next(e.name for e in words.entries if words.found(e).fullmatch(word))


def _symbol(before: str) -> Scopes:
    """The index of the symbol that is set equal to what follows: 1 of "β_{1} = "."""
    m = _SYMBOL_RE.search(before[-_BEFORE:])
    return {} if m is None else {f"symbol {m[1]}": frozenset(((m[2] or m[3]).translate(_SUBSCRIPTS),))}


def said_of(clause: str, before: str) -> Scopes:
    """What a clause says that one number of it, with the text before it, holds for."""
    return {**scopes_in(clause), **_symbol(before)}


def _place(occurrence: Occurrence, index: PaperIndex) -> Scopes:
    """The same of a number of the paper: its row and column, or its sentence. A caption speaks of all rows."""
    block, row, column = index.paper.blocks[occurrence.block], occurrence.row, occurrence.column
    if block.table is not None and row is not None and column is not None:
        head = header_text(occurrence.block, column, row, index)
        labels = f"{label_of(occurrence.block, row, index)} ; {group_title(block.table, row)} ; {head}"
        return scopes_in(labels)
    text, start = block.text, occurrence.number.start
    low, high = sentence_span(text, start, occurrence.number.end)
    return said_of(text[low:high], text[low:start])


def meant_instead(
    number: Number,
    said: Scopes,
    words: frozenset[str],
    meant: Sequence[Hit],
    everywhere: Iterable[Hit],
    index: PaperIndex,
) -> Occurrence | None:
    """The number that the paper says of what a claim says its own number of; None: there is none, or it cannot be told.

    Every place that may be `meant` says the claim's number of the opposite: another one of its kind of scope stands in
    each, and the claim's own in none, nor in any place of its number `everywhere` that has a word of the claim. `words`
    are those of the claim, of which the other number has half.
    """
    places = [_place(hit.occurrence, index) for hit in meant]
    for kind, mine in said.items():
        if len(mine) != 1 or not places or any(not p.get(kind) or p[kind] & mine for p in places):
            continue
        if any(
            _place(h.occurrence, index).get(kind) == mine and _is_named(h.occurrence, words, index, 0)
            for h in everywhere
        ):
            continue
        for other in _others(number, meant, index):
            if _place(other, index).get(kind) == mine and (
                kind[:6] == "symbol" or _is_named(other, words, index, NAMED)
            ):
                return other
    return None


def _others(number: Number, hits: Sequence[Hit], index: PaperIndex) -> Iterable[Occurrence]:
    """The numbers of other values that could stand where a claim's number does, those of its own blocks first."""
    own = dict.fromkeys(hit.occurrence.block for hit in hits)
    rest = (block for block in range(len(index.paper.blocks)) if block not in own)
    like = hits[0].occurrence.number
    for block in (*own, *rest):
        for other in index.at(block):
            alike = other.number.unit == like.unit and (other.number.quantum < 1) == (like.quantum < 1)
            alike = alike or other.number.unit == number.unit != "plain"
            if alike and comparable(number, other.number) and equal(number, other.number) is None:
                yield other


def _is_named(occurrence: Occurrence, words: frozenset[str], index: PaperIndex, share: float) -> bool:
    """Whether a number of the paper stands with more than none, and at least a share, of some words."""
    held = len(shared(words, place_terms(occurrence, index)))
    return held > 0 and held >= share * len(words)
