"""Finds where a quote stands in a paper, without ever forgiving a digit, a sign or an exponent."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from pipeline.ground import normal
from pipeline.ground.index import PaperIndex, Stream
from schemas.grounding import Location, LocationRule
from schemas.records import PaperText

MIN_LETTERS = 4  # fewer letters and digits than this are found on every page once spaces are gone
LETTERS_PER_EDIT = 25  # one edit in so many characters; at 20, invented quotes land on true sentences (bench/ground)
MAX_EDITS = 6  # keeps the alignment's band narrow, so that a quote costs under a millisecond
GAP_BLOCKS = 10  # blocks between the two halves of a sentence: a table, its caption and notes, a page's margins
MIN_HALF = 8  # characters of the first half that must end a block
MAX_SEED_HITS = 24  # a piece that is this common says nothing


def locate(quote: str, index: PaperIndex | PaperText) -> Location | None:
    """Where quote stands: exactly, else in normal form, else with a few letters changed; None: nowhere.

    Digits, signs and exponents must agree in every step. A quote that marks an exponent (10^{-4}, 10⁻⁴) is looked
    for with its mark; one that does not (10-4, as PDF text has it) also matches a marked exponent, which is harmless
    because a value is read from the paper at the location, never from the quote.
    """
    index = PaperIndex.of(index)
    if not quote.strip():
        return None
    if quote not in index.located:
        index.located[quote] = (
            _exact(quote, index) or _normalised(quote, index) or _continued(quote, index) or _edited(quote, index)
        )
    return index.located[quote]


def _exact(quote: str, index: PaperIndex) -> Location | None:
    for candidate in (quote, quote.strip()):
        at = index.text.find(candidate)
        if at >= 0:
            return _location(index, at, at + len(candidate))
    return None


def _location(index: PaperIndex, start: int, end: int) -> Location:
    first = bisect_right(index.starts, start) - 1
    last = bisect_right(index.starts, max(start, end - 1)) - 1
    return _make(index, first, start - index.starts[first], last, end - index.starts[last], "exact", 0)


def _make(index: PaperIndex, first: int, start: int, last: int, end: int, rule: LocationRule, edits: int) -> Location:
    block = index.paper.blocks[first]
    return Location(
        page_number=block.page_number, block=first, start=start, last_block=last,
        end=min(end, len(index.paper.blocks[last].text)), bbox=block.bbox, rule=rule, edits=edits,
    )  # fmt: skip


def _streams(quote: str, index: PaperIndex) -> Iterator[Stream]:
    if normal.EXPONENT_RE.search(quote):
        yield index.marked
    else:
        yield index.flat
        yield index.raw  # made only when the first does not hold the quote


def _normalised(quote: str, index: PaperIndex) -> Location | None:
    for stream in _streams(quote, index):
        wanted = stream.form(quote).strip()
        if sum(c.isalnum() for c in wanted) < MIN_LETTERS:
            return None
        at = _find_whole(wanted, stream.text)
        if at is not None:
            return _from_stream(index, stream, at, at + len(wanted), "normalised", 0)
    return None


def _find_whole(wanted: str, text: str) -> int | None:
    """The first place of wanted where neither end cuts a number."""
    at = text.find(wanted)
    while at >= 0:
        if not _cuts_number(text, at, at + len(wanted)):
            return at
        at = text.find(wanted, at + 1)
    return None


def _cuts_number(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 2) : start]
    after = text[end : end + 2]
    if text[start].isdigit() and before and (before[-1].isdigit() or (before[-1] in ".," and before[0].isdigit())):
        return True
    if not text[end - 1].isdigit() or not after:
        return False
    return after[0].isdigit() or (after[0] in ".," and after[1:].isdigit()) or after[0] == "^"


def _from_stream(index: PaperIndex, stream: Stream, start: int, end: int, rule: LocationRule, edits: int) -> Location:
    first = bisect_right(stream.starts, start) - 1
    last = bisect_right(stream.starts, end - 1) - 1
    spans = []
    for block, position in ((first, start), (last, end - 1)):
        offset = stream.offset_in(block, position - stream.starts[block])
        text = index.paper.blocks[block].text
        if stream.sources[block] != text:
            offset = _carry_over(index, block, offset / max(1, len(stream.sources[block])))
        spans.append(min(offset, len(text)))
    return _make(index, first, spans[0], last, spans[1] + 1, rule, edits)


def _carry_over(index: PaperIndex, block: int, share: float) -> int:
    """The place in a block's text of a place in its raw text, by the share of the characters before it."""
    piece = index.flat.piece(block)
    return index.flat.offset_in(block, round(share * len(piece)))


def _continued(quote: str, index: PaperIndex) -> Location | None:
    """A quote whose sentence goes on after a float: it ends one block and begins another."""
    for stream in islice(_streams(quote, index), 1):
        wanted = stream.form(quote).strip()
        seed = wanted[:MIN_HALF]
        if len(wanted) < 2 * MIN_HALF:
            return None
        at = stream.text.find(seed)
        while at >= 0:
            first = bisect_right(stream.starts, at) - 1
            half = stream.piece(first)[at - stream.starts[first] :].rstrip("-")
            if wanted.startswith(half) and len(half) < len(wanted):
                rest = wanted[len(half) :].lstrip()
                for last in range(first + 2, min(first + 2 + GAP_BLOCKS, len(stream.starts))):
                    text = stream.piece(last).lstrip()
                    if text.startswith(rest) and not _cuts_number(text, 0, len(rest)):
                        begin = _from_stream(index, stream, at, at + 1, "normalised", 0)
                        offset = stream.offset_in(last, len(rest) - 1)
                        joined = {"last_block": last, "end": offset + 1, "skipped": tuple(range(first + 1, last))}
                        return begin.model_copy(update=joined)
            at = stream.text.find(seed, at + 1)
    return None


def _edited(quote: str, index: PaperIndex) -> Location | None:
    for stream in _streams(quote, index):
        wanted = stream.form(quote).strip()
        edits = min(MAX_EDITS, len(wanted) // LETTERS_PER_EDIT)
        if edits == 0:
            continue
        size = len(wanted) // (edits + 1)
        best: tuple[int, int, int] | None = None
        for k in range(edits + 1):
            seed = wanted[k * size : (k + 1) * size]
            hits = 0
            at = stream.text.find(seed)
            while at >= 0 and hits < MAX_SEED_HITS:
                hits += 1
                start = max(0, at - k * size - edits)
                window = stream.text[start : at - k * size + len(wanted) + edits]
                aligned = _align(wanted, window, edits)
                if aligned is not None and (best is None or aligned[0] < best[0]):
                    best = (aligned[0], start + aligned[1], start + aligned[2])
                at = stream.text.find(seed, at + 1)
        if best is not None and not _cuts_number(stream.text, best[1], best[2]):
            return _from_stream(index, stream, best[1], best[2], "letters_edited", best[0])
    return None


def _is_letter(char: str) -> bool:
    """What an edit may touch: no digit, no sign, nothing that changes a quantity."""
    return char.isalpha() or char in " ,;:()[]{}/"


def _align(wanted: str, window: str, limit: int) -> tuple[int, int, int] | None:
    """(edits, start, end) of the best place of wanted in window within limit letter edits; None: nowhere."""
    width = 2 * limit + 1
    previous = {j: (0, j) for j in range(0, width)}
    for i, a in enumerate(wanted, 1):
        current: dict[int, tuple[int, int]] = {}
        for j in range(max(0, i - 1), min(len(window), i + width) + 1):
            options = []
            if j and j - 1 in previous:
                cost, start = previous[j - 1]
                b = window[j - 1]
                if a == b:
                    options.append((cost, start))
                elif _is_letter(a) and _is_letter(b):
                    options.append((cost + 1, start))
            if j in previous and _is_letter(a):
                options.append((previous[j][0] + 1, previous[j][1]))
            if j and j - 1 in current and _is_letter(window[j - 1]):
                options.append((current[j - 1][0] + 1, current[j - 1][1]))
            if options:
                best = min(options)
                if best[0] <= limit:
                    current[j] = best
        if not current:
            return None
        previous = current
    end, (cost, start) = min(previous.items(), key=lambda item: (item[1][0], item[0]))
    return (cost, start, end) if end > start else None
