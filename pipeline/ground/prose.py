"""Checks Chinese prose: its language, and every number and name of a sentence, first of all in the places it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.cited import Sentence, sentences_of
from pipeline.ground.free_text import check_text
from pipeline.ground.index import PaperIndex
from pipeline.ground.language import language_problems
from pipeline.ground.names import search_name
from pipeline.ground.numbers import find_numbers
from pipeline.ground.pointed import hits_of
from pipeline.ground.regions import (
    PROOF_CHARS,
    Region,
    above,
    held_in,
    neighbours,
    numbers_in,
    proof_of,
    regions_of,
    rows_of,
    text_of,
    words_proof,
)
from schemas.digest import Flag, GroundedProse, GroundedSentence, Place
from schemas.grounding import Checked, Number, Proof

_NUMBERED_NAME = re.compile(r"\d")  # Qwen2.5-7B and MATH-500 say a number too
_COUNTING = frozenset({"word", "chinese"})  # 两, 五: the writer's own counts, which no place need state
OPTIONAL = frozenset({"headline"})  # fields that not every way to summarise has


def ground_prose(field: str, text: str, index: PaperIndex, instructions: str = "") -> GroundedProse:
    """The prose without its citations, with a flag on every number and numbered name that the paper does not hold.

    A sentence that states numbers, and cites places that hold none of them, does not hold as a sentence.
    """
    plain, sentences = sentences_of(text)
    checked = [c for c in check_text(plain, index) if c.kind == "number" or _NUMBERED_NAME.search(c.text)]
    flags, places, grounded = list[Flag](), list[Place](), list[GroundedSentence]()
    for sentence in sentences:
        inside = [c for c in checked if sentence.start <= c.start < sentence.end]
        own = _Own(sentence, index)
        for c in inside:
            proof = own.proof_of(c)
            if proof is not None:
                places.append(_place(c, proof[0], proof[1]))
            elif c.verdict.holds:
                places.append(_found_elsewhere(c, index))
            else:
                flags.append(Flag(start=c.start, end=c.end, text=c.text))
        grounded.append(own.grounded([c for c in inside if c.kind == "number"]))
    empty = not plain.strip() and field in OPTIONAL
    return GroundedProse(
        text=plain,
        sentences=tuple(grounded),
        flags=tuple(flags),
        places=tuple(places),
        numbers=len(checked),
        problems=() if empty else language_problems(field, plain, instructions),
    )


class _Own:
    """The places that a sentence cites."""

    def __init__(self, sentence: Sentence, index: PaperIndex) -> None:
        self.sentence, self.index = sentence, index
        self.regions, self.unknown = regions_of(sentence.at, index.places)
        near = [n for r in self.regions for n in (*rows_of(r.block, index), *neighbours(r, index))]
        self.near = list(dict.fromkeys(near))

    def proof_of(self, checked: Checked) -> tuple[str, Proof] | None:
        """The paper's own writing of a number or a name in a cited place, and what shows it; None: it is not there."""
        if checked.kind == "name":
            return next(filter(None, (self._named(checked.text, region) for region in self.regions)), None)
        number = _number_of(checked)
        return None if number is None else next(filter(None, (self._read(number, r) for r in self.regions)), None)

    def _named(self, name: str, region: Region) -> tuple[str, Proof] | None:
        text = text_of(region, self.index)
        span = search_name(name, text)
        if span is None:
            return None
        block = self.index.paper.blocks[region.block]
        start, end = span if block.table is None else (0, 0)
        return text[slice(*span)], words_proof(region, start, end, self.index)

    def _read(self, number: Number, region: Region) -> tuple[str, Proof] | None:
        hits = hits_of(number, [*held_in(region, self.index), *above(region, self.index)], self.index)
        if not hits:
            return None
        best = min(hits, key=lambda hit: hit.rule != "exact").occurrence
        return best.number.text, proof_of(best, self.index)

    def grounded(self, numbers: Sequence[Checked]) -> GroundedSentence:
        """The sentence with its places, and whether they hold any of its numbers."""
        sentence, index = self.sentence, self.index
        stated = [n for c in numbers if (n := _number_of(c)) is not None and n.reading not in _COUNTING]
        held = (self._read(n, r) for n in stated for r in (*self.regions, *self.near))
        return GroundedSentence(
            start=sentence.start,
            end=sentence.end,
            at=tuple(n for n in numbers_in(sentence.at) if n in index.places),
            pages=tuple(dict.fromkeys(index.page_of(region.block) for region in self.regions)),
            holds=not stated or not sentence.at or any(found is not None for found in held),
        )


def _number_of(checked: Checked) -> Number | None:
    return next(iter(find_numbers(checked.text)), None)


def _place(checked: Checked, found: str, proof: Proof) -> Place:
    return Place(start=checked.start, end=checked.end, page_number=proof.page_number, found=found, quote=proof.text)


def _found_elsewhere(checked: Checked, index: PaperIndex) -> Place:
    verdict = checked.verdict
    found = verdict.found or checked.text
    quote = _around(found, verdict.page_number, index)
    return Place(start=checked.start, end=checked.end, page_number=verdict.page_number, found=found, quote=quote)


def _around(found: str, page_number: int | None, index: PaperIndex) -> str:
    """The sentence or the table row of a page that holds `found`; "" where none of PROOF_CHARS at most does."""
    whole = re.compile(rf"(?<![\w.]){re.escape(found)}(?![\w]|\.\d)")
    for at, block in enumerate(index.paper.blocks):
        if block.page_number != page_number or block.kind in ("reference", "header_footer"):
            continue
        match = whole.search(block.text)
        if match is None:
            continue
        if block.kind == "table":
            start = block.text.rfind("\n", 0, match.start()) + 1
            line = block.text[start : (block.text.find("\n", match.start()) + 1 or len(block.text) + 1) - 1]
            return line if len(line) <= PROOF_CHARS else ""
        proof = words_proof(Region(at, None), match.start(), match.end(), index)
        return proof.text if len(proof.text) <= PROOF_CHARS else ""
    return ""
