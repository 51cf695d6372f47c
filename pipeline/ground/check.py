"""Gives the verdict on one fact: whether the paper states this value, of this thing, in this place."""

from __future__ import annotations

import re

from pipeline.ground.absent import absent
from pipeline.ground.check_words import check_names, check_words, names_of
from pipeline.ground.context import place_terms
from pipeline.ground.free_text import check_text, differing, verdict_of
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.names import unsaid_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.placement import support
from pipeline.ground.pointed import check_labels, check_pointed
from pipeline.ground.quotes import locate
from pipeline.ground.regions import proof_of
from pipeline.ground.scopes import Scopes, meant_instead, said_of, scopes_in
from pipeline.ground.terms import shared, terms
from schemas.grounding import Fact, Location, Number, Verdict
from schemas.records import PaperText

__all__ = ["absent", "check", "check_text"]

OWN_WORDS = 2  # a value with so many words beside its number is a description of its own
_GREEK_RE = re.compile("[α-ωϵ]")
_RIVALS = ("other_column_or_words", "other_value_there", "not_beside_its_name")
_ORDER = ("holds", "holds_elsewhere", "differs", "unsupported")  # of several verdicts the last one counts


def check(fact: Fact, paper: PaperIndex | PaperText) -> Verdict:
    """The verdict on a fact: as _read_there says, unless a coined word of its name (LoRA, BLEU) is not in the paper."""
    index = PaperIndex.of(paper)
    verdict = _read_there(fact, index)
    if verdict.holds and fact.name and find_numbers(fact.value):
        unsaid = unsaid_name(fact.name, index)
        if unsaid is not None and not _is_of_symbol(fact.name, verdict):
            return verdict.model_copy(update={"kind": "unsupported", "rule": f"name {unsaid}"})
        other = _meant_instead(fact, verdict.quote, index)
        if other is not None:
            return differing(other, index).model_copy(update={"quote": verdict.quote, "proof": proof_of(other, index)})
    return verdict


def _is_of_symbol(name: str, verdict: Verdict) -> bool:
    """Whether the place sets the name's symbol equal to the value: λ = 0.95 of "GAE λ", whoever calls it so."""
    if verdict.proof is None or not verdict.found:
        return False
    said = verdict.proof.text
    return any(
        re.search(rf"{re.escape(symbol)} ?= ?{re.escape(verdict.found)}", said) for symbol in _GREEK_RE.findall(name)
    )


def _meant_instead(fact: Fact, quote: Location | None, index: PaperIndex) -> Occurrence | None:
    """The number that the paper says of the size, stage or pair that a fact is of, where it says the fact's of another.

    None: there is none, or a fact of several numbers. A block that has the quote and nothing of the other kind says
    none of another: the whole paper need not be searched then.
    """
    numbers, words = find_numbers(fact.value), terms(fact.name or "")
    said = said_of(f"{fact.name} ; {fact.context or ''}", f"{fact.name} = ")
    if len(numbers) != 1 or not said or (quote is not None and not _others_in(quote.block, said, index)):
        return None
    hits = [hit for hit in index.lookup(numbers[0]) if shared(words, place_terms(hit.occurrence, index))]
    return meant_instead(numbers[0], said, words, hits, (), index)


def _others_in(block: int, said: Scopes, index: PaperIndex) -> bool:
    """Whether a block says another scope of a kind than the claim; a symbol is not looked for."""
    there = scopes_in(index.paper.blocks[block].text)
    return any(kind.startswith("symbol") or there.get(kind, frozenset()) - mine for kind, mine in said.items())


def _read_there(fact: Fact, index: PaperIndex) -> Verdict:
    """What the paper says of the fact's value in its place.

    With a quote: the quote must be in the paper, and the value must be read inside it, in the column and beside the
    words that the fact names. Without one: the value must stand in a sentence, or in a row and column, that holds most
    words of the name. With neither quote, name nor context: anywhere. Of several numbers in a value the worst counts.
    """
    if fact.at is not None:
        return check_pointed(fact, index)
    given = bool(fact.quote and fact.quote.strip())
    quote = locate(fact.quote, index) if fact.quote and given else None
    numbers = find_numbers(fact.value)
    if given and quote is None:
        return _without_its_quote(fact, numbers, index)
    words = check_words(fact.value, quote, index, fact.quote or "") if not numbers or fact.value[:1].isalpha() else None
    if words is not None and (not numbers or (words.holds and words.rule in (None, "spelling"))):
        verdict = words  # "qwen2.5 7B" is a name, although 7B alone is a number
    else:
        described = _described(fact, numbers)
        verdicts = [_check_number(n, described, quote, index) for n in numbers]
        if words is not None:
            verdicts = [_spelled_out(n, fact, v) for n, v in zip(numbers, verdicts, strict=True)]
        names = names_of(fact.value, numbers)
        if names and all(v.holds for v in verdicts):
            verdicts.append(check_names(fact.value, names, quote, verdicts[0], index))
        verdict = max(verdicts, key=lambda v: _ORDER.index(v.kind))
    if verdict.holds and quote is not None:
        verdict = check_labels(fact, index, quote) or verdict
    elif not verdict.holds:
        read = check_pointed(fact, index, quote)
        verdict = read if read.holds and not _is_refuted(verdict, read, fact, given) else verdict
    return verdict.model_copy(update={"quote": quote})


def _is_refuted(verdict: Verdict, read: Verdict, fact: Fact, given: bool) -> bool:
    """Whether a verdict has a number against a fact that is of its kind, and is not one that the fact itself states.

    "0" of "from 0 to 1e-6 over 150 steps" says nothing against 150 steps, nor 1 against what is so "at k = 1".
    """
    if verdict.rule == "lost_exponent" or (verdict.rule or "").startswith("name "):
        return True
    if verdict.rule not in _RIVALS:
        return False
    if not given and read.proof is not None and read.proof.column:
        return False  # the cell under every word of the fact
    value, there, other = (find_numbers(text or "") for text in (fact.value, read.found, verdict.found))
    if not value or not there or not other or value[0].unit != there[0].unit:
        return True
    if value[0].unit not in ("plain", other[0].unit):
        return False
    stated = {n.value for n in find_numbers(fact.name or "")} - {value[0].value}
    return other[0].value not in stated


def _described(fact: Fact, numbers: tuple[Number, ...]) -> Fact:
    """The fact with its value's own words as the name, where they say more: "500 questions sampled from MATH"."""
    rest = fact.value
    for n in reversed(numbers):
        rest = rest[: n.start] + " " + rest[n.end :]
    return fact.model_copy(update={"name": rest}) if len(terms(rest)) >= OWN_WORDS else fact


def _spelled_out(number: Number, fact: Fact, verdict: Verdict) -> Verdict:
    """A size in a name is part of the name: the same value in other digits, 1.30B for 1.3B, is no name of the paper."""
    if number.reading != "scale" or not verdict.holds or _digits(number.text) == _digits(verdict.found or ""):
        return verdict
    return verdict.model_copy(update={"kind": "unsupported", "rule": f"name {fact.value}"})


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == ".")


def _without_its_quote(fact: Fact, numbers: tuple[Number, ...], index: PaperIndex) -> Verdict:
    """A quote that is not in the paper supports nothing, whatever the value."""
    if numbers:
        hits = [index.first(n) for n in numbers]
        if hits[0] is not None and None not in hits:
            place = verdict_of(hits[0], index)
            return place.model_copy(update={"kind": "unsupported", "rule": "quote_not_found"})
        return Verdict(kind="unsupported", rule="quote_not_found")
    verdict = check_words(fact.value, None, index)
    return verdict.model_copy(update={"kind": "unsupported", "rule": "quote_not_found"})


def _check_number(number: Number, fact: Fact, quote: Location | None, index: PaperIndex) -> Verdict:
    if number.reading == "bare_flattened":
        return Verdict(kind="unsupported", rule="lost_exponent")
    place = support(number, fact.name or "", fact.context or "", quote, index)
    if place.hit is not None:
        return verdict_of(place.hit, index)
    if place.rival is not None:
        return Verdict(
            kind="differs",
            rule=place.reason,
            page_number=index.page_of(place.rival.block),
            found=place.rival.number.text,
        )
    if place.hits:
        verdict = verdict_of(place.hits[0], index)
        return verdict.model_copy(update={"kind": "unsupported", "rule": place.reason})
    return Verdict(kind="unsupported", rule=place.reason)
