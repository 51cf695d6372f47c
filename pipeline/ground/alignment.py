"""Tells which number of a list is said of which of as many names: 110M/340M for base/large."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.ground.context import sentence_span
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.labels import Wording, all_words

LONGEST = 6  # numbers of a list
REACH = 80  # characters between a list and its names
_JOIN_RE = re.compile(r"\s?(?:[A-Za-z%]{1,4})?(?:\s?/\s?|,? and |, )")  # a unit may stand at each
_SLASHED_RE = re.compile(r"(?<![\w/])[A-Za-z][\w.+-]*(?:/[A-Za-z][\w.+-]*)+(?![\w/])")
_ITEM = r"[^\s,;:.()]+(?:[ ][^\s,;:.()]+){0,2}"
_ITEMS_RE = re.compile(rf"{_ITEM}(?:, {_ITEM})*,? and {_ITEM}")
_PLACE_RE = re.compile(r"[^.;,]*?\b(?:for|on|in|at|with|of|to)\s(?:the )?")
_BRACKET_RE = re.compile(r"\s?\(([A-Za-z][^()]+)\)")
_STAGES_RE = re.compile(
    r"\b(?:stages|phases|rounds) (?:1|I|one)(?: ?(?:to|–|-) ?| through |, (?:2|II),? and |,? and )"
    r"(?:[2-9]|II|III|IV|two|three|four)\b"
)
_STAGE_RE = re.compile(
    r"第([一二三四五六])(?:个)?(?:阶段|轮|步)|\b(?:stage|phase|round) ?([1-6]|IV|III?|I)(?![\w.])", re.IGNORECASE
)
_ORDER = {name: at for names in ("一二三四五六", "123456", ("i", "ii", "iii", "iv")) for at, name in enumerate(names)}


def aligned(occurrence: Occurrence, fact: Wording, index: PaperIndex) -> Occurrence | None:
    """The number of the list of `occurrence` that is said of what the fact names; None: there are no such names."""
    text = index.paper.blocks[occurrence.block].text
    numbers = _list_of(occurrence, index)
    if not 1 < len(numbers) <= LONGEST:
        return _by_bracket(occurrence, fact, index)
    low, high = sentence_span(text, numbers[0].number.start, numbers[-1].number.end)
    before, after = text[low : numbers[0].number.start], text[numbers[-1].number.end : high]
    stages = {_ORDER[(m[1] or m[2]).lower()] for m in _STAGE_RE.finditer(fact.text)}
    if len(stages) == 1 and (_STAGES_RE.search(before) or _STAGES_RE.search(after)):
        at = stages.pop()
        return numbers[at] if at < len(numbers) else None
    for items in _names(before, after, len(numbers)):
        words = [all_words(item) for item in items]
        common = set.intersection(*({w.lower() for w in said} for said in words))
        said = [at for at, item in enumerate(words) if _is_said([w for w in item if w.lower() not in common], fact)]
        if len(said) == 1:
            return numbers[said[0]]
    return None


def _is_said(words: Sequence[str], fact: Wording) -> bool:
    return bool(words) and any(fact.says(word) for word in words)


def _list_of(occurrence: Occurrence, index: PaperIndex) -> list[Occurrence]:
    """The numbers that commas, strokes and "and" put beside one of them."""
    text = index.paper.blocks[occurrence.block].text
    runs: list[list[Occurrence]] = []
    strokes = False  # whether it is strokes that part the last list
    for one in index.at(occurrence.block):
        joined = _JOIN_RE.fullmatch(text[runs[-1][-1].number.end : one.number.start]) if runs else None
        if joined and (len(runs[-1]) == 1 or strokes == ("/" in joined[0])):
            runs[-1].append(one)
            strokes = "/" in joined[0]
        elif joined and "/" in joined[0]:  # "12 layers, and 110M/340M": the last of one list is the first of another
            runs.append([runs[-1].pop(), one])
            strokes = True
        else:
            runs.append([one])
    return next((run for run in runs if occurrence in run), [])


def _names(before: str, after: str, size: int) -> Iterator[list[str]]:
    """The lists of as many names in a sentence, those behind its numbers first."""
    for text in (after[:REACH], before[-REACH:]):
        for m in _SLASHED_RE.finditer(text):
            if len(items := m[0].split("/")) == size:
                yield items
    place = _PLACE_RE.match(after)
    for text in (after[place.end() :] if place else "", before[-REACH:]):
        for m in _ITEMS_RE.finditer(text):
            items = re.split(r",? and |, ", m[0])
            if len(items) == size and not any(item[:1].isdigit() for item in items):
                yield items


def _by_bracket(occurrence: Occurrence, fact: Wording, index: PaperIndex) -> Occurrence | None:
    """The same where each number has its name in brackets behind it: "6e-4 (encoder), 6e-5 (decoder)"."""
    text = index.paper.blocks[occurrence.block].text
    span = sentence_span(text, occurrence.number.start, occurrence.number.end)
    there = index.between(occurrence.block, *span)
    named = [(one, all_words(m[1])) for one in there if (m := _BRACKET_RE.match(text, one.number.end))]
    if len(named) < 2 or occurrence not in [one for one, _ in named]:
        return None
    said = [one for one, words in named if words and all(fact.says(word) for word in words)]
    return said[0] if len(said) == 1 else None
