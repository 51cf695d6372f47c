"""Tells by the words beside the numbers of a paragraph whether another one of them is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from pipeline.ground import context as around
from pipeline.ground.clauses import groups_in
from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import ordered_terms, shared, terms
from schemas.grounding import Number, UnitClass

# How much a word says of a number: the word next to it, one of its phrase, one of its clause, one of its sentence.
NEXT, PHRASE, CLAUSE, SENTENCE = 1.0, 0.9, 0.5, 0.2
PER_WEIGHT = 0.3  # of the words after "per" in a name: four completions per prefix are completions
BEFORE, AFTER = 90, 60  # characters beside a number that may say what it is
NAME_MARGIN = 0.3  # how much better a name must fit another number
LEAST_RIVAL = 0.55  # how well it must fit that one
CONTEXT_EXCUSE = 0.25  # how much better the context may then fit the number itself
CONTEXT_MARGIN = 0.45  # how much better a context must fit another number where the name fits both
WHOLE_NAME = 0.85  # how well the words beside a number are a whole name
SPOKEN_FOR = 0.5  # how well a name must fit a number that no other is meant instead of
TIE = 0.1  # names that fit so nearly alike fit alike
PERCENT = 100
INHERITED = 0.65  # the words before the first of two numbers that "and" joins also say what the second is
_PAUSE_RE = re.compile(r"[(]|[,;:]\s|\s(?:and|with|while|for|by|on|in)\s")
_BREAK_RE = re.compile(r"[(]|[,;:]\s|\s(?:and|with|while)\s")  # the same where the number is what the subject is
_IS_RE = re.compile(
    r"\s(?:is|are|was|were)(?:\s(?:set|fixed|kept|chosen|tuned|initiali[sz]ed))?(?:\s(?:to|at|as|equal to))?\Z"
)
_PRONOUN_RE = re.compile(r"\b(?:it|this|which|that)\Z")  # a subject that was named before
_JOINED_RE = re.compile(
    r"(?:\b(?:and|or|to|vs\.?|versus|then)|[,/])\s*(?:(?:a|an|the|about|around|approximately|up to)\s)?\Z"
)
_PREPOSITION_RE = re.compile(r"\s(?:for|on|in|with|at|of|under)\s")
_BOUND_RE = re.compile(
    r"\b(?:above|below|over|under|beyond|exceed\w*|(?:at|the) (?:least|most)|"
    r"(?:more|less|fewer|greater|larger|smaller) than)\s\Z"
)
_FROM_RE = re.compile(r"\bfrom\b[^.;]{0,40}\Z")
_TO_RE = re.compile(r"\A[^.;]{0,6}\bto\b")
_WORD_BEFORE_RE = re.compile(r"([A-Za-z]+)\s(?:(?:a|an|the|about|around|only)\s)?\Z")
_NOUN_RE = re.compile(r"\s([A-Za-z]{3,})\b")
_BARE_RE = re.compile(r"\s?%?\s?(?:[,;.)]|\Z)")
_CJK_RE = re.compile("[\u3400-\u9fff]")
_STOP_RE = re.compile(r"[,;。；，)]|\.\s|\s(?:and|with|while)\s")
# what follows is said of the next number
_EXCEPT_RE = re.compile(r",?\s(?:except|apart from|other than|excluding|unlike|but (?=in|on))\b")  # said of the next
_TRAILING = " \t\n({[=:∈≈~<>≤≥$"
_DIGITS_RE = re.compile(r"[0-9.,]+")
_ARGUMENT_RE = re.compile(r"\)\s?=|\s?×\s?[0-9]")
_SYMBOL_RE = re.compile(r"(?<![\w^])([A-Za-z])\s?=\s?\Z")
_DIVISOR_RE = re.compile(r"[A-Za-z)] ?/ ?\Z")
_PARTED_RE = re.compile(r"[,;.]\s|\sand\s")
_PER_RE = re.compile(r"\b(?:per|for each|of each|in each|each)\b|每")


_COUNTED: dict[UnitClass, frozenset[str]] = {  # what a bare number is not, unless the fact's words say so
    "epochs": terms("epoch"),
    "steps": terms("step iteration update"),
    "tokens": terms("token length context"),
    "layers": terms("layer"),
    "devices": terms("gpu tpu device hardware"),
    "time": terms("time hour day minute duration"),
    "gpu_time": terms("time hour day compute cost"),
}


class Group(NamedTuple):
    """Numbers that stand together, and how much each word of their sentence says of them."""

    numbers: tuple[Occurrence, ...]
    words: Mapping[str, float]
    before: Mapping[str, float]  # of these, the words before them
    bound: bool  # "above 40", "at least 3": no value of anything


class Wanted(NamedTuple):
    """The words of a fact: of its name, each with its weight, and of what it holds for."""

    name: Mapping[str, float]
    context: frozenset[str]
    conditions: frozenset[Decimal]  # numbers of its name and context: the 64 of "64 samples"
    values: frozenset[Decimal]  # numbers of its value


def wanted_of(name: str, context: str, value: str) -> Wanted:
    """The words of a fact; those of its value that are no number belong to its name."""
    numbers = find_numbers(value)
    rest_of_value = "".join(" " if any(n.start <= i < n.end for n in numbers) else c for i, c in enumerate(value))
    head, *rest = _PER_RE.split(name, maxsplit=1)
    weights = dict.fromkeys(_known(" ".join(rest)), PER_WEIGHT) | dict.fromkeys(_known(f"{head} {rest_of_value}"), 1.0)
    conditions = frozenset(n.value for n in find_numbers(f"{name} ; {context}"))
    return Wanted(weights, _known(context) - weights.keys(), conditions, frozenset(n.value for n in numbers))


def _known(text: str) -> frozenset[str]:
    """The words that an English paper can have: Chinese that no table of words translates is a gloss."""
    return frozenset(word for word in terms(text) if not _CJK_RE.search(word))


def groups_of(block: int, index: PaperIndex) -> list[Group]:
    """The numbers of a paragraph in groups."""
    if block not in index.near:
        text = index.paper.blocks[block].text
        groups = groups_in(index.at(block), text)
        found: list[Group] = []
        for at, numbers in enumerate(groups):
            group = _group(at, groups, text)
            handed = {} if _is_said(numbers, text) else _handed(at, groups, found, text)
            words = {w: max(handed.get(w, 0.0), group.words.get(w, 0.0)) for w in {**handed, **group.words}}
            found.append(group._replace(words=words, before=handed | dict(group.before)))
        index.near[block] = found
    return index.near[block]


def _handed(at: int, groups: Sequence[Sequence[Occurrence]], found: Sequence[Group], text: str) -> dict[str, float]:
    """The words that groups before one hand down to it; a number that its own subject "is set to" gets none."""
    if at and _is_joined(groups[at - 1], groups[at], text):
        left_out = dict.fromkeys(terms(_left_out(groups[at - 1], groups[at], text)), INHERITED)
        return {word: min(weight, INHERITED) for word, weight in found[-1].before.items()} | left_out
    if (like := _parallel(at, groups, text)) is not None:
        return {word: min(w, INHERITED) for word, w in found[like].words.items() if w >= PHRASE}
    if (same := _repeated(at, groups, text)) is not None:
        after = found[same].words.items() - found[same].before.items()
        return {word: min(w, INHERITED) for word, w in after if w >= PHRASE}
    return {}


def _group(at: int, groups: Sequence[Sequence[Occurrence]], text: str) -> Group:
    start, end = groups[at][0].number.start, groups[at][-1].number.end
    low, high = around.sentence_span(text, start, end)
    first = max(low, start - BEFORE, groups[at - 1][-1].number.end if at else 0)
    last = min(high, end + AFTER, groups[at + 1][0].number.start if at + 1 < len(groups) else len(text))
    left, right = text[first:start], text[end:last]
    if (left_out := _EXCEPT_RE.search(right)) is not None:
        last, right = end + left_out.start(), right[: left_out.start()]
    unit = _DIGITS_RE.sub(" ", " ".join(o.number.text for o in groups[at]))
    pause = _BREAK_RE if _is_said(groups[at], text) else _PAUSE_RE  # "the rate for both is set to 5e-6"
    cuts = list(pause.finditer(left.rstrip(_TRAILING)))
    near_left = left[cuts[-1].end() :] if cuts else left
    stop = _STOP_RE.search(right)
    near_right = f"{unit} {right[: stop.start()] if stop else right}"
    before = dict.fromkeys(terms(left), CLAUSE) | dict.fromkeys(terms(near_left), PHRASE)
    before |= dict.fromkeys(ordered_terms(near_left)[-1:], NEXT)
    words = dict.fromkeys(terms(text[low:high]), SENTENCE)
    words |= dict.fromkeys(terms(near_right), PHRASE) | dict.fromkeys(ordered_terms(near_right)[:1], NEXT)
    words = {word: max(words.get(word, 0.0), before.get(word, 0.0)) for word in {**words, **before}}
    return Group(tuple(groups[at]), words, before, bool(_BOUND_RE.search(left)))


def _is_said(numbers: Sequence[Occurrence], text: str) -> bool:
    """Whether some numbers are what a subject is, or is set to."""
    start = numbers[0].number.start
    said = _IS_RE.search(before := text[max(0, start - BEFORE) : start].rstrip(_TRAILING))
    return said is not None and not _PRONOUN_RE.search(before, 0, said.start())


def _is_joined(first: Sequence[Occurrence], second: Sequence[Occurrence], text: str) -> bool:
    """Whether two numbers are of one kind: "512 for L and 518 for H", "from A's 43.9 to B's 42.6"."""
    between = text[first[-1].number.end : second[0].number.start]
    if len(between) > BEFORE or ". " in between:
        return False
    if _EXCEPT_RE.search(between):
        return True  # "0.1 except in the decoder, where it is 0.3"
    before = text[max(0, first[0].number.start - BEFORE) : first[0].number.start]
    return bool(_JOINED_RE.search(between)) or bool(_FROM_RE.search(before) and _TO_RE.search(between))


def _left_out(first: Sequence[Occurrence], second: Sequence[Occurrence], text: str) -> str:
    """What the second of two joined numbers counts, said of the first alone: "1,310 tokens for A and 1,792 for B"."""
    preposition = _PREPOSITION_RE.match(text, second[-1].number.end)
    if preposition is None:
        return ""
    said = text[first[-1].number.end : second[0].number.start]
    return said.partition(preposition[0])[0] if preposition[0] in said else ""


def _parallel(at: int, groups: Sequence[Sequence[Occurrence]], text: str) -> int | None:
    """The group before that a bare number repeats the words of: "A takes 12 hours with 5 GPUs, B takes 9 with 4"."""
    start, end = groups[at][0].number.start, groups[at][-1].number.end
    word = _WORD_BEFORE_RE.search(text, max(0, start - BEFORE), start)
    if word is None or groups[at][0].number.unit != "plain" or not _BARE_RE.match(text, end):
        return None
    low, _ = around.sentence_span(text, start, end)
    for other in range(at - 1, -1, -1):
        begin = groups[other][0].number.start
        if begin < low:
            return None
        same = _WORD_BEFORE_RE.search(text, max(0, begin - BEFORE), begin)
        if same is not None and same[1].lower() == word[1].lower() and groups[other][0].number.unit == "plain":
            return other
    return None


def _repeated(at: int, groups: Sequence[Sequence[Occurrence]], text: str) -> int | None:
    """The group before whose noun a number repeats as its clause's last word.

    "A gets 10 digits of the sum right, while B gets 8 digits": what follows the first noun is said of both.
    """
    first, end = groups[at][0].number, groups[at][-1].number.end
    noun = _NOUN_RE.match(text, end)
    if noun is None or not _BARE_RE.match(text, noun.end()):
        return None
    low, _ = around.sentence_span(text, first.start, end)
    for other in range(at - 1, -1, -1):
        if groups[other][0].number.start < low:
            return None
        same = _NOUN_RE.match(text, groups[other][-1].number.end)
        if same is not None and same[1] == noun[1] and groups[other][0].number.unit == first.unit:
            return other
    return None


def name_fit(wanted: Wanted, group: Group) -> float:
    """How well the words beside some numbers are those of a name, from 0 to 1."""
    total = sum(wanted.name.values())
    return sum(weight * _held(word, group) for word, weight in wanted.name.items()) / total if total else 0.0


def context_fit(wanted: Wanted, group: Group) -> float:
    """The same for the words of what a fact holds for."""
    return sum(_held(word, group) for word in wanted.context) / len(wanted.context) if wanted.context else 0.0


def _held(word: str, group: Group) -> float:
    if len(word) == 1:  # a symbol says something of the number behind it alone: c = 2, but not 3 × c
        return NEXT if group.before.get(word, 0.0) >= NEXT else 0.0
    if word in group.words:
        return group.words[word]
    return max((group.words[w] for w in shared(frozenset((word,)), frozenset(group.words))), default=0.0)


def group_at(occurrence: Occurrence, index: PaperIndex) -> Group:
    """The group that holds a number of a paragraph."""
    start = occurrence.number.start  # the end of a range has the range's span
    return next(g for g in groups_of(occurrence.block, index) if any(o.number.start == start for o in g.numbers))


def rival_beside(occurrence: Occurrence, number: Number, wanted: Wanted, index: PaperIndex) -> Occurrence | None:
    """The number of the same paragraph that a fact's words fit clearly better than the one that agrees with `number`.

    None: there is none.
    """
    groups = groups_of(occurrence.block, index)
    own = group_at(occurrence, index)
    name, context = name_fit(wanted, own), context_fit(wanted, own)
    text = index.paper.blocks[occurrence.block].text
    asked = around.units_of(frozenset(wanted.name))  # "55.5M tokens" are the tokens that a name asks for
    same_unit = occurrence.number.unit in {number.unit, *asked} - {"plain"}  # minutes are a time, whatever else is said
    conditions = _has_condition, partial(_has_condition, text=text)
    best: tuple[float, Occurrence] | None = None
    for group in groups:
        if group is own or any(o.number.value == occurrence.number.value for o in group.numbers):
            continue
        other = next((o for o in group.numbers if could_be_meant(o, number, wanted)), None)
        if group.bound or (other is not None and (_is_of_else(other, text, wanted) or _is_range(other.number, number))):
            continue
        if other is None or any(h(own, groups, wanted) and not h(group, groups, wanted) for h in conditions):
            continue
        more, about = name_fit(wanted, group) - name, context_fit(wanted, group) - context
        excused = about <= -CONTEXT_EXCUSE or (
            _has_of_context(wanted, own, group) and not _has_of_context(wanted, group, own)
        )
        named = (
            more >= NAME_MARGIN and name + more >= LEAST_RIVAL and not excused and not same_unit and name < SPOKEN_FOR
        )
        placed = more >= -TIE and name + more >= WHOLE_NAME and about >= CONTEXT_MARGIN
        missing = about > -CONTEXT_MARGIN and not excused and not same_unit and _has_missing(wanted, group, own)
        if (named or placed or missing) and (best is None or more + about > best[0]):
            best = more + about, other
    return best[1] if best else None


def _has_of_context(wanted: Wanted, group: Group, other: Group) -> bool:
    """Whether a group has a word of the context in its clause that the other has not, or all in its sentence alone."""
    here, there = ([_held(word, g) for word in wanted.context] for g in (group, other))
    return any(b <= SENTENCE < CLAUSE <= a for a, b in zip(here, there, strict=True)) or all(here) > any(there)


def _has_missing(wanted: Wanted, group: Group, own: Group) -> bool:
    """Whether a group has the whole name beside it, and of one of its words the other has nothing: initial LR."""
    if name_fit(wanted, group) < WHOLE_NAME:
        return False
    ours = (word for word, weight in wanted.name.items() if weight > PER_WEIGHT)
    return any(_held(word, own) <= CLAUSE < PHRASE <= _held(word, group) for word in ours)


def _is_of_else(occurrence: Occurrence, text: str, wanted: Wanted) -> bool:
    """Whether a number is what a function is taken of, P(1) = 0.125, a side of 1024×768, or a symbol's own: T = 70.

    So is what something is divided by: "batch size / 256".
    """
    symbol = _SYMBOL_RE.search(text, 0, occurrence.number.start)
    if _DIVISOR_RE.search(text, 0, occurrence.number.start):
        return True
    other = symbol is not None and symbol[1].lower() not in wanted.name
    return other or bool(_ARGUMENT_RE.match(text, occurrence.number.end))


def _is_range(other: Number, number: Number) -> bool:
    """Whether one of two numbers is a range: "digits 1-5" are not 16 iterations."""
    return (other.high is None) != (number.high is None)


def _has_condition(group: Group, groups: Sequence[Group], wanted: Wanted, text: str | None = None) -> bool:
    """Whether a number that the fact states as a condition stands next to a group: 31.6% after 80%.

    With the paragraph's `text` nothing may part them: 20k belongs to 0.002 in "0.02 for 60k, and 0.002 for 20k".
    """
    at = groups.index(group)
    beside = (*groups[max(0, at - 1) : at], *groups[at + 1 : at + 2])
    return any(
        o.number.value in wanted.conditions and (text is None or not _PARTED_RE.search(_between(g, group, text)))
        for g in beside
        for o in g.numbers
    )


def _between(one: Group, other: Group, text: str) -> str:
    first, second = sorted((one, other), key=lambda g: g.numbers[0].number.start)
    return text[first.numbers[-1].number.end : second.numbers[0].number.start]


def could_be_meant(other: Occurrence, number: Number, wanted: Wanted) -> bool:
    """Whether a number of the paper is of the kind that a fact's number is, and not one that the fact has itself."""
    a, b = number, other.number
    if (a.reading == "ratio") != (b.reading == "ratio") and a.unit == b.unit:
        return False  # 13/435 of them is no mean of 0.356
    if a.quantum < 1 <= b.quantum and b.unit == "plain" and b.reading != "exponent":
        return False  # 5 of them is no rate of 5e-6
    if b.unit == "percent" and a.unit == "plain" and a.value > PERCENT:
        return False  # 10,000 of them are no 95%
    if b.value in wanted.conditions or b.value in wanted.values or (b.reading == "word" and abs(b.value) <= 1):
        return False
    if a.unit == b.unit:
        return True
    return a.unit == "plain" and (b.unit not in _COUNTED or bool(_COUNTED[b.unit] & wanted.name.keys()))
