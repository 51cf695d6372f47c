"""Checks Chinese prose: its language, and every number and name of a sentence, first of all in the places it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.ground.cited import Sentence, sentences_of
from pipeline.ground.composed import composed
from pipeline.ground.context import sentence_span
from pipeline.ground.credible import hits_of, is_sure
from pipeline.ground.derived import derived
from pipeline.ground.formulas import pieces_of
from pipeline.ground.free_text import Stated, name_verdict, number_verdict, stated_in
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.language import language_problems
from pipeline.ground.names import listed_names, search_name
from pipeline.ground.numbers import find_numbers
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
from schemas.grounding import Number, Proof

MOST_SHARED = 30  # words of a paragraph that are tried
SENTENCE_PROOFS = 2  # of a sentence that cites more places, a reader opens the first
_SAID = re.compile(r"[A-Za-z][A-Za-z0-9-]+|[0-9]+(?:\.[0-9]+)?")
_NUMBERED_NAME = re.compile(r"\d")  # Qwen2.5-7B and MATH-500 say a number too
_ONE_OVER = re.compile(r"1/[0-9]+\.[0-9]")  # the 1 of "1/8.4", of which 8.4 is looked for
_PART = re.compile(r"1/([0-9]+)")
_LESS_RE = re.compile("[扣罚降低减少差跌失亏短缩]")  # 扣 0.5 分, of a reward of -0.5; 差为 0.83, of -0.83
_ENDS_RE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_POINTS_RE = re.compile(r"(?: \([^()]+\))?(?: percentage)?[ -]points?\b")
_COUNTING = frozenset({"word", "chinese"})  # 两, 五: the writer's own counts, which no place need state
OPTIONAL = frozenset({"headline"})  # fields that not every way to summarise has


def ground_prose(field: str, text: str, index: PaperIndex, instructions: str = "") -> GroundedProse:
    """The prose without its citations, with a flag on every number and numbered name that the paper does not hold.

    A sentence that states numbers, and cites places that hold none of them, does not hold as a sentence.
    """
    plain, sentences = sentences_of(text)
    stated = [it for it in stated_in(plain) if it.number is not None or _NUMBERED_NAME.search(it.text)]
    flags, places, grounded = list[Flag](), list[Place](), list[GroundedSentence]()
    for sentence in sentences:
        inside = [
            it for it in stated if sentence.start <= it.start < sentence.end and not _ONE_OVER.match(plain, it.start)
        ]
        own = _Own(sentence, plain[sentence.start : sentence.end], index)
        made = False
        for it in inside:
            place = own.place_of(it)
            if place is None and it.number is not None and _LESS_RE.search(own.text):
                place = own.place_of(it._replace(number=_negative(it.number)))
                made = made or place is not None
            if place is None and (place := own.worked_out(it, inside)) is not None:
                made = True
            place = place or _found_elsewhere(it, index) or own.place_in_a_name(it)
            if place is not None:
                places.append(place)
            else:
                flags.append(Flag(start=it.start, end=it.end, text=it.text))
        grounded.append(own.grounded([it.number for it in inside if it.number is not None], made=made))
    empty = not plain.strip() and field in OPTIONAL
    return GroundedProse(
        text=plain,
        sentences=tuple(grounded),
        flags=tuple(flags),
        places=tuple(places),
        numbers=len(stated),
        problems=() if empty else language_problems(field, plain, instructions),
    )


class _Own:
    """The places that a sentence cites."""

    def __init__(self, sentence: Sentence, text: str, index: PaperIndex) -> None:
        self.sentence, self.text, self.index = sentence, text, index
        cited, self.unknown = regions_of(sentence.at, index.places)
        self.regions = list(dict.fromkeys((*cited, *(piece for region in cited for piece in pieces_of(region, index)))))

    def place_of(self, it: Stated) -> Place | None:
        """Where a cited place states a number or a name, and what shows it; None: none does."""
        if it.number is None:
            read = next(filter(None, (self._named(it.text, region) for region in self.regions)), None)
        else:
            read = next(filter(None, (self._read(it.number, region) for region in self.regions)), None)
        if read is None:
            return None
        found, proof = read
        return _placed(it, found, proof)

    def place_in_a_name(self, it: Stated) -> Place | None:
        """Where a word says a number, in the cited places, or anywhere where none is cited; None: nowhere."""
        if it.number is None:
            return None
        every = [Region(at, None) for at, _ in enumerate(self.index.paper.blocks)]
        for region in self.regions or ([] if self.sentence.at else every):
            if in_a_name(it.number, text_of(region, self.index)):
                text = self.index.paper.blocks[region.block].text
                at = max(text.find(it.number.text), 0)
                return _placed(it, it.number.text, words_proof(region, at, at + len(it.number.text), self.index))
        return None

    def worked_out(self, it: Stated, inside: Sequence[Stated]) -> Place | None:
        """The cited numbers that a difference or a multiple is made from; None: it is none, or they do not make it."""
        if it.number is None:
            return None
        others = [o.number for o in inside if o.number is not None and o is not it]
        told = [hit.occurrence for number in others for region in self.regions for hit in self._hits(number, region)]
        beside = [o for region in self.regions for o in held_in(region, self.index)]
        rows = [o for region in self.regions if region.row is not None for o in held_in(region, self.index)]
        made = derived(it.number, self.text[: it.start - self.sentence.start], told, beside, rows, self.index)
        if made is not None:
            return _placed(it, made.written, proof_of(made.second, self.index))
        stated = [o for region in self.regions for o in composed(region, self.index)]
        sure = [o for o in stated if is_sure(it.number) or o.number.reading == "ratio"]
        pieces = hits_of(it.number, sure, self.index)
        return _placed(it, (one := pieces[0].occurrence).number.text, proof_of(one, self.index)) if pieces else None

    def _named(self, name: str, region: Region) -> tuple[str, Proof] | None:
        text = text_of(region, self.index)
        span = search_name(name, text)
        if span is None and search_name(name, listed_names(text)) is not None:
            return name, words_proof(region, 0, 0, self.index)
        if span is None:
            return None
        block = self.index.paper.blocks[region.block]
        start, end = span if block.table is None else (0, 0)
        return text[slice(*span)], words_proof(region, start, end, self.index)

    def _read(self, number: Number, region: Region) -> tuple[str, Proof] | None:
        hits = self._hits(number, region)
        if not hits:
            return None
        best = min(hits, key=lambda hit: hit.rule != "exact").occurrence
        return best.number.text, proof_of(best, self.index)

    def _hits(self, number: Number, region: Region) -> list[Hit]:
        there = [*held_in(region, self.index), *above(region, self.index)]
        part = _PART.fullmatch(number.text)  # 1/8 is said of "8x smaller", too
        times = find_numbers(f"{part[1]}x") if part else ()
        return (
            hits_of(number, there, self.index)
            or [hit for n in times for hit in hits_of(n, there, self.index)]
            or self._points(number, there)
        )

    def _points(self, number: Number, there: Sequence[Occurrence]) -> list[Hit]:
        """Fewer than one percentage point, which a paper writes as "0.18 (s.e. 0.07) points"."""
        if number.unit != "percent" or "点" not in number.text:
            return []
        hits = hits_of(number._replace(unit="plain"), there, self.index)
        return [
            h
            for h in hits
            if _POINTS_RE.match(self.index.paper.blocks[h.occurrence.block].text, h.occurrence.number.end)
        ]

    def grounded(self, numbers: Sequence[Number], *, made: bool) -> GroundedSentence:
        """The sentence with its places, and whether they, or what stands beside them, hold any of its numbers.

        `made`: one of them is worked out from numbers of those places.
        """
        sentence, index = self.sentence, self.index
        counted = [n for n in numbers if n.reading not in _COUNTING]
        return GroundedSentence(
            start=sentence.start,
            end=sentence.end,
            at=tuple(n for n in numbers_in(sentence.at) if n in index.places),
            pages=tuple(dict.fromkeys(index.page_of(region.block) for region in self.regions)),
            proofs=tuple(_most_like(self.text, region, index) for region in self.regions[:SENTENCE_PROOFS]),
            holds=made
            or not counted
            or not sentence.at
            or any(self._hits(n, r) or in_a_name(n, text_of(r, index)) for r in self._around() for n in counted),
        )

    def _around(self) -> Iterator[Region]:
        """The cited places, then the rows of their tables and what stands beside them."""
        yield from self.regions
        near = [n for r in self.regions for n in (*rows_of(r.block, self.index), *neighbours(r, self.index))]
        yield from dict.fromkeys(near)


def _negative(number: Number) -> Number:
    """A number, or a range, with the sign of a loss that its sentence tells in words."""
    if number.high is None:
        return number._replace(value=-number.value)
    low, high = (-end / number.factor for end in (number.high, number.value))
    return number._replace(value=-number.high, high=-number.value, text=f"{low} to {high}")


def in_a_name(number: Number, text: str) -> bool:
    """Whether a word says a number: eight samples by pass@8, O(N^{1.5}), three dimensions by 3D, a rank-64 adapter."""
    said = re.escape(number.text)
    name = rf"[A-Za-z](?:@|\^{{?){said}(?![\w.])|(?<![\w-])[a-z]{{3,}}-{said}(?!\w|-|\.\d)|(?<![\w.]){said}-?D\b"
    if number.unit == "plain" and number.reading == "scale":  # the 1.5B of Qwen2.5-Math-1.5B-Instruct
        name += rf"|[A-Za-z0-9][-_]{said}(?!\w)"
    ends = _ENDS_RE.findall(number.text) if number.high is not None else []
    if len(ends) == 2:  # 3 至 5, of "MATH Level 3–5"
        low, high = map(re.escape, ends)
        name += rf"|(?<![\d.]){low}\s?(?:[-–—~]|to|through)\s?{high}(?![\d]|\.\d)"
    return re.search(name, text) is not None


def _most_like(chinese: str, region: Region, index: PaperIndex) -> Proof:
    """The row of a region, or its paragraph from the sentence that has most of the Chinese one's names and numbers."""
    text, said = index.paper.blocks[region.block].text, set(_SAID.findall(chinese))
    shared = [m.span() for m in _SAID.finditer(text) if m[0] in said][:MOST_SHARED] or [(0, 0)]

    def alike(span: tuple[int, int]) -> int:
        return len(said.intersection(_SAID.findall(text[slice(*sentence_span(text, *span))])))

    start, end = max(shared, key=alike)
    proof = words_proof(region, start, end, index)
    if index.paper.blocks[region.block].table is not None:
        return proof
    low, _ = sentence_span(text, start, end)
    return proof.model_copy(update={"text": " ".join(text[low : low + PROOF_CHARS].split())})


def _found_elsewhere(it: Stated, index: PaperIndex) -> Place | None:
    """Where the paper states a number or a name anywhere; None: nowhere."""
    verdict = name_verdict(it.text, index) if it.number is None else number_verdict(it.number, index)
    if not verdict.holds:
        return None
    found = verdict.found or it.text
    proof = _around(found, verdict.page_number, index)
    if proof is None:
        return Place(start=it.start, end=it.end, page_number=verdict.page_number, found=found)
    return _placed(it, found, proof)


def _placed(it: Stated, found: str, proof: Proof) -> Place:
    return Place(
        start=it.start, end=it.end, page_number=proof.page_number, found=found, quote=proof.text, bbox=proof.bbox
    )


def _around(found: str, page_number: int | None, index: PaperIndex) -> Proof | None:
    """The sentence or the table row of a page that holds `found`; None where none of PROOF_CHARS at most does."""
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
            proof = Proof(text=line, page_number=block.page_number, bbox=block.bbox, at="")
        else:
            proof = words_proof(Region(at, None), match.start(), match.end(), index)
        return proof if len(proof.text) <= PROOF_CHARS else None
    return None
