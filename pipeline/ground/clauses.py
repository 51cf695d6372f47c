"""Tells which of several numbers of a sentence a fact means, by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.ground.context import Rival, bound_rival, comparable, item_rival, list_items, sentence_span
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.terms import ordered_terms, shared, terms
from pipeline.words.vocabulary import either

CLAUSE_MARGIN = 1.5  # how much better another number's words must fit: more than one word beside it
CONTEXT_MARGIN = 3.0  # the same for words of the context, which are vaguer: an adjacent word
BEYOND_COMMA = 0.25  # weight of words before the last comma: they may still name the number
JOIN_CHARACTERS = 14  # the longest link between two numbers of one list, " rather than "
WINDOW_BEFORE = 70  # characters before a number that may say what it is; beyond lies the last clause
WINDOW_AFTER = 40  # characters after a number that may say what it is
_PAUSE_RE = re.compile(r",\s|\sand\s|\swith\s|\swhile\s")
_STOP_RE = re.compile(r"[,;。；，]|\.\s|\sand\s|\swith\s")
_DIGITS_RE = re.compile(r"[0-9.,]+")
_CHANGE_RE = re.compile(r"\b(?:by|of up to|by up to)\s$")
_PLACE_RE = re.compile(r"\s(?:in|on|for|at)\s")
_JOIN_RE = re.compile(r"\b(?:and|or|to|vs|versus|instead of|rather than)\b")
_RESPECTIVELY_RE = re.compile(r",? respectively\b")
_OTHER_RE = re.compile(r"[^\W_]|[=∈]")
_LETTERS_RE = re.compile(r"[A-Za-z]{2}")
_CLAUSE_RE = re.compile(r"[;:。；]|,\s(?:and|while|whereas|but)\s|\.\s")
_OLD = terms("baseline base original previous before initial old default start untrained without reference vanilla")
_FROM_RE = re.compile(r"\b(?:from|beyond)\s(?:(?:about|around|only)\s)?$", re.IGNORECASE)
_TO_RE = re.compile(r"\s?%?\s(?:\w+\s){0,2}to\s(?:(?:about|around|only)\s)?")
_COURSE_RE = re.compile(
    rf"(?i)decay|anneal|schedul|warm|{either('training.schedules', 'path')}|rang|vary|varied|sweep|search"
)
_ON_RE = re.compile(r"\s?%?\s?(?:on|in|for|at|of|respectively on)\s(.{3,120})")
_ITEM_RE = re.compile(r",\s?(?:and\s)?|\sand\s")
_INSTEAD_RE = re.compile(r"\s?%?\s?(?:\w+\s)?(?:instead of|rather than|as opposed to|in place of)\s")


def _changed_rival(
    occurrence: Occurrence,
    groups: Sequence[Sequence[Occurrence]],
    text: str,
    span: tuple[int, int],
    wanted: frozenset[str],
) -> Rival | None:
    """The new value, where this one is what it is compared with: "from 18 to 20", "220 instead of 520"."""
    numbers = [o for group in groups for o in group]
    at = next((i for i, o in enumerate(numbers) if o == occurrence), None)
    if at is None:  # it stands outside of the groups
        return None
    start, end = occurrence.number.start, occurrence.number.end
    if wanted & _OLD:
        return None
    if at + 1 < len(numbers):
        between = text[end : numbers[at + 1].number.start]
        if _COURSE_RE.search(text[span[0] : span[1]]):
            return None  # a schedule has both values
        if _FROM_RE.search(text[span[0] : start]) and _TO_RE.fullmatch(between):
            return Rival(numbers[at + 1], 1.0)
    if at and _INSTEAD_RE.fullmatch(text[numbers[at - 1].number.end : start]):
        return Rival(numbers[at - 1], 1.0)
    return None


def groups_in(numbers: Sequence[Occurrence], text: str) -> list[list[Occurrence]]:
    """Numbers of one text, those that only commas, strokes or "and" part put together: (0.9, 0.95).

    So are those whose unit stands behind the last alone if told of several: "320 and 400 steps, respectively".
    """
    groups: list[list[Occurrence]] = []
    for o in numbers:
        if groups:
            between = text[groups[-1][-1].number.end : o.number.start]
            unit = groups[-1][-1].number.unit
            same_unit = unit == o.number.unit or (unit == "plain" and _RESPECTIVELY_RE.match(text, o.number.end))
            if same_unit and len(between) <= JOIN_CHARACTERS and not _OTHER_RE.search(_JOIN_RE.sub(" ", between)):
                groups[-1].append(o)
                continue
        groups.append([o])
    return groups


Side = Literal["both", "before", "after"]


def label_side(text: str, span: tuple[int, int], groups: Sequence[Sequence[Occurrence]]) -> Side:
    """On which side of its numbers a list such as "epochs 2 batch size 16" puts its words."""
    head = text[span[0] : groups[0][0].number.start]
    tail = text[groups[-1][-1].number.end : span[1]]
    words_before, words_after = _LETTERS_RE.search(head) is not None, _LETTERS_RE.search(tail) is not None
    if words_before == words_after or re.search(r"[.,;]\s", text[span[0] : span[1]]):
        return "both"
    return "before" if words_before else "after"


def beside(text: str, group: Sequence[Occurrence], low: int, high: int, wanted: frozenset[str], side: Side) -> float:
    """How well the words around the numbers of a group are the wanted ones.

    Words in the same clause count one, the two next to the number twice that, words beyond a comma a quarter.
    """
    start, end = group[0].number.start, group[-1].number.end
    before = text[max(low, start - WINDOW_BEFORE) : start] if side != "after" else ""
    after = text[end : min(high, end + WINDOW_AFTER)] if side != "before" else ""
    clause = list(_CLAUSE_RE.finditer(before))
    if clause and clause[-1].end() < len(before) - 3:
        before = before[clause[-1].end() :]
    far, near = _split_last(before)
    if _CHANGE_RE.search(near) and _PLACE_RE.match(after):
        far, near = before, ""  # "by 30.4% in recall": what was compared stands before, what was measured after
    stop = _STOP_RE.search(after)
    unit = _DIGITS_RE.sub(" ", group[-1].number.text)
    near_after = unit + " " + (after[: stop.start()] if stop else after)
    adjacent = frozenset(ordered_terms(near)[-2:]) | frozenset(ordered_terms(near_after)[:2])
    close = terms(near) | terms(near_after)
    distant = (terms(far) | (terms(after[stop.start() :]) if stop else frozenset())) - close
    return len(shared(wanted, adjacent)) + len(shared(wanted, close)) + BEYOND_COMMA * len(shared(wanted, distant))


def _split_last(before: str) -> tuple[str, str]:
    cuts = list(_PAUSE_RE.finditer(before))
    return (before[: cuts[-1].start()], before[cuts[-1].end() :]) if cuts else ("", before)


def sentence_rival(
    occurrence: Occurrence, wanted: frozenset[str], context: frozenset[str], index: PaperIndex, span: tuple[int, int]
) -> Rival | None:
    """A number of the same span of text that the wanted words stand beside, where they do not stand beside this one."""
    text = index.paper.blocks[occurrence.block].text
    inside = [
        o for o in index.at(occurrence.block)
        if span[0] <= o.number.start < span[1]
        and (o == occurrence or o.number.reading != "word" or o.number.value > 1)
        and comparable(occurrence.number, o.number)
    ]  # fmt: skip
    if len(inside) < 2:
        return None
    groups = groups_in(inside, text)
    sentence = sentence_span(text, *span)
    if rival := next((bound_rival(occurrence, group, wanted) for group in groups if occurrence in group), None):
        return rival
    for i, group in enumerate(groups):
        if occurrence in group and len(group) > 1:
            head = text[groups[i - 1][-1].number.end if i else span[0] : group[0].number.start]
            items = list_items(head, len(group)) or _items_after(text[group[-1].number.end : sentence[1]], len(group))
            if items and (rival := item_rival(occurrence, group, items, wanted)):
                return rival
    return _clause_rival(occurrence, groups, text, span, wanted, context - wanted) or _changed_rival(
        occurrence, groups, text, span, wanted | context
    )


def stands_beside(occurrence: Occurrence, wanted: frozenset[str], index: PaperIndex) -> bool:
    """Whether a wanted word stands next to the number, or the number is the only one of its sentence."""
    text = index.paper.blocks[occurrence.block].text
    span = sentence_span(text, occurrence.number.start, occurrence.number.end)
    inside = [o for o in index.at(occurrence.block) if span[0] <= o.number.start < span[1]]
    groups = groups_in(inside, text)
    if len(groups) == 1:
        return True
    own = next(i for i, group in enumerate(groups) if occurrence in group)
    return beside(text, groups[own], *_limits(groups, own, span), wanted, label_side(text, span, groups)) >= 1


def _items_after(text: str, size: int) -> tuple[str, ...]:
    """The names of "33.8%, 38.8% and 42.6% in Recall@20, Recall@50 and Recall@100"."""
    m = _ON_RE.match(text)
    if m is None:
        return ()
    items = tuple(part.strip() for part in _ITEM_RE.split(m[1]) if part.strip())
    return items[:size] if len(items) >= size else ()


def _clause_rival(
    occurrence: Occurrence,
    groups: Sequence[Sequence[Occurrence]],
    text: str,
    span: tuple[int, int],
    wanted: frozenset[str],
    context: frozenset[str],
) -> Rival | None:
    """The number that the name stands beside; of several, the one that the context stands beside."""
    side = label_side(text, span, groups)
    by_name: list[float] = []
    by_context: list[float] = []
    own = 0
    for i, group in enumerate(groups):
        low, high = _limits(groups, i, span)
        by_name.append(beside(text, group, low, high, wanted, side))
        by_context.append(beside(text, group, low, high, context, side))
        if occurrence in group:
            own = i
    best = max(range(len(groups)), key=by_name.__getitem__)
    margin = by_name[best] - by_name[own]
    weak = by_name[own] > 0 and by_name[best] < len(wanted)  # the name is mostly words that neither has beside it
    figures = frozenset(term for term in wanted if term[0].isdigit())
    if weak and figures:  # recall@20 and recall@50: the figure tells them apart
        held = [beside(text, groups[i], *_limits(groups, i, span), figures, side) for i in (own, best)]
        weak = held[1] <= held[0]
    if margin < CLAUSE_MARGIN or weak:
        tied = [i for i, score in enumerate(by_name) if by_name[best] - score < CLAUSE_MARGIN or (weak and score > 0)]
        best = max(tied, key=by_context.__getitem__)
        margin = by_context[best] - by_context[own]
        if margin < CONTEXT_MARGIN:
            return None
    if any(o.number.value == occurrence.number.value for o in groups[best]):
        return None
    return Rival(groups[best][0], margin)


def _limits(groups: Sequence[Sequence[Occurrence]], at: int, span: tuple[int, int]) -> tuple[int, int]:
    """Where the text begins and ends that no other group of numbers parts from this one."""
    low = groups[at - 1][-1].number.end if at else span[0]
    return low, groups[at + 1][0].number.start if at + 1 < len(groups) else span[1]
