"""Which way the numbers of a column are better: by an arrow, the caption, the metric or what is bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from typing import Literal

from pipeline.words.vocabulary import pattern

METRIC = pattern("results.metrics")
KNOWN = pattern("data.known")
_LOWER_METRIC = pattern("results.metrics", "lower")
_LOWER_LABEL = pattern("results.labels", "lower")
_LABEL_LAST = re.compile(rf"{pattern('results.labels').pattern}[\s()%]*$")

Direction = Literal["higher", "lower"]
_WAYS: tuple[Direction, ...] = ("higher", "lower")
LEAST_COMPARED = 3  # numbers of which one is bold: of two each is the highest or the lowest
_LOWER = re.compile(
    r"(?i)\b(?:err(?:or)?s?\b|loss|kid|latency|regret|distance|bpb|bpc|"
    r"hallucinat\w+(?! (?:eval|bench))|toxicity)(?!\w)"
)
_TAKES = re.compile(
    r"(?i)\b(?:run-?time|time|days|hours|minutes|seconds|(?-i:ms)|memory|costs?|[gmt]?flops|[gm]i?b|tokens|param(?:eter)?s)\b"
)
_A_SECOND = re.compile(r"(?i)\bfps\b|\bthroughput\b|\bspeed-?ups?\b|(?:/|\bper )\s?s(?:ec(?:ond)?)?\b")
_EITHER = re.compile(  # good for one paper and bad for another
    r"(?i)\b(?:attack\w*|ASR|refus\w+|bias|forget\w*|gap|length|ratio|variance|diversity|similarity)\b"
)
BY_ERROR = re.compile(  # what is measured on it is an error or a perplexity, if nothing else is said
    r"(?i)\b(?:libri(?:speech|tts)|aishell|common ?voice|ted-?lium|switchboard|gigaspeech|seed-tts|wikitext|"
    r"penn treebank)"
)
_HARM = re.compile(
    r"(?i)\b(?:leak|attack|jailbreak|poison|unlearn|privacy)"
)  # of what a method is to prevent, or to do
_BETTER: tuple[tuple[re.Pattern[str], Direction], ...] = (
    (re.compile(r"(?i)higher (?:values? )?(?:is|are) better|↑"), "higher"),
    (re.compile(r"(?i)lower (?:values? )?(?:is|are) better|↓"), "lower"),
)


def directions(
    heads: Iterable[tuple[tuple[str, str, str], Iterable[Sequence[tuple[float, bool]]]]], caption: str
) -> list[Direction | None]:
    """Which way each of a table's columns is better; a benchmark without a metric is as all the others are.

    A metric that comes again is everywhere as it is where something tells.

    `heads`: what heads each column, as it stands and as benchmark and metric, and its numbers.
    """
    named = [(said, direction(" ".join(said), caption, groups)) for said, groups in heads]
    of_metric = {(said[2], way) for said, way in named if said[2] and way}
    named = [(said, way or next((w for w in _WAYS if _only(said[2], w, of_metric)), None)) for said, way in named]
    told = {way for _, way in named} - {None}
    alike = told.pop() if len(told) == 1 and not _HARM.search(first_of(caption)) else None
    return [way or (None if said[2] or _EITHER.search(said[0]) else alike) for said, way in named]


def _only(metric: str, way: Direction, told: Set[tuple[str, Direction]]) -> bool:
    """Whether a metric is better this way and no other, by what is told of its columns."""
    return {found for name, found in told if name == metric} == {way}


def direction(what: str, caption: str = "", groups: Iterable[Sequence[tuple[float, bool]]] = ()) -> Direction | None:
    """Which way what a head, a metric or a benchmark names is better; None: nothing tells.

    `groups`: the column's numbers that stand beside one another, each with whether it is bold.
    """
    for said in (what, caption):
        told = {way for found, way in _BETTER if found.search(said)}
        if len(told) == 1:
            return told.pop()
    by_bold = _of_bold(groups)
    if _EITHER.search(what) or _HARM.search(first_of(caption)):
        return by_bold
    if _A_SECOND.search(what):
        return "higher"
    if any(lower.search(what) for lower in (_LOWER, _LOWER_METRIC, _LOWER_LABEL, _TAKES)):
        return "lower"
    if METRIC.search(what) or _LABEL_LAST.search(what):
        return "higher"
    return "higher" if KNOWN.search(what) and not BY_ERROR.search(what) else by_bold


def first_of(caption: str) -> str:
    """The caption's first sentence, which is of the whole table."""
    return re.split(r"\.\s(?=[A-Z])", re.sub(r"^(?:Table|Tab\.?)\s*\w+\s*[.:|]?\s*", "", caption))[0]


def _of_bold(groups: Iterable[Sequence[tuple[float, bool]]]) -> Direction | None:
    """Which end of each group of numbers is bold; None: neither in all."""
    ways: set[Direction | None] = set()
    for group in groups:
        numbers, bold = [number for number, _ in group], {number for number, is_bold in group if is_bold}
        if len(numbers) >= LEAST_COMPARED and len(bold) == 1:
            ways.add("higher" if bold == {max(numbers)} else "lower" if bold == {min(numbers)} else None)
    return ways.pop() if len(ways) == 1 else None
