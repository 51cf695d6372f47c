"""The sentences that say what a paper's problem, method, training and inference are, for a small model to translate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import either, pattern

Aspect = Literal["problem", "architecture", "training", "inference", "results_prose"]
ASPECTS: tuple[Aspect, ...] = ("problem", "architecture", "results_prose", "training", "inference")

MIN_CHARS, MAX_CHARS = 45, 330  # shorter is a fragment, longer is more than a small model keeps apart
MOST: dict[Aspect, int] = {  # sentences
    "problem": 2,
    "architecture": 3,
    "training": 2,
    "inference": 2,
    "results_prose": 2,
}
LEAST_SCORE = 3.0  # words of the aspect, and a place where papers speak of it
LEAST_OF_ABSTRACT = 1.0
_SOUND = re.compile(r"^(?:\(\d\)\s)?[A-Z][^�]*[.!?]$")
_NOTE_MARK = re.compile(r"\[\^[^\]]{1,12}\]")
_CITATION = re.compile(
    r"\s*\((?:e\.g\.,? |see |cf\. )?[A-Z][^()]{2,120}?\d{4}[a-z]?(?:;[^()]*)?\)|"
    r"\s*\[\d+(?:\s?[,–-]\s?\d+)*\]"
)
_RUN_IN = re.compile(r"^Abstract ?[—–:.-]+ ?")
_WE = re.compile(r"(?:We|It|Our|This (?:paper|work))\b")
_REACHES = re.compile(r"(?i)\b(?:lift|rais|reach|beat|match|lose|loss of|percentage points?)|\d ?%")
_POINTS_ELSEWHERE = re.compile(
    r"(?i)\b(?:figure|fig\.|table|tab\.|appendix|section|sec\.|eq\.|equation|algorithm) ?"
    r"\(?(?:\d|(?-i:[A-Z])\b)|\bet al\b|=|https?:"
)
_PROPOSE = re.compile(
    rf"(?i)\b(?:we|this (?:paper|work)|our (?:work|paper)) (?:\w+ ){{0,2}}{either('aspects.proposal', 'studied')}"
)
_ACHIEVES = pattern("aspects.results")
_WORDS: dict[Aspect, re.Pattern[str]] = {
    "problem": pattern("aspects.problem"),
    "architecture": pattern("aspects.method"),
    "training": pattern("aspects.training"),
    "inference": pattern("aspects.inference"),
    "results_prose": _ACHIEVES,
}
_PLACES: dict[Aspect, re.Pattern[str]] = {
    "problem": pattern("sections.sections", "problem"),
    "architecture": pattern("sections.sections", "abstract", "method"),
    "training": pattern("sections.sections", "training"),
    "inference": pattern("sections.sections", "inference"),
    "results_prose": pattern("sections.sections", "summary", "results"),
}
_ELSEWHERE = pattern("sections.sections", "after")
_OTHERS = pattern("sections.sections", "others")
_AT_INFERENCE = pattern("aspects.inference", "moment")


class KeySentence(NamedTuple):
    """A sentence as it is shown: without citations and note marks."""

    text: str
    page_number: int  # from 1
    score: float
    at: int  # index of its line


def key_sentences(lines: Sequence[Line], names: Sequence[str]) -> Mapping[Aspect, tuple[KeySentence, ...]]:
    """The best sentences of each aspect in the paper's order, at most MOST; empty where none is good enough.

    A sentence stands for the first aspect that takes it. Every abstract says a problem and a method, if not in the
    words that are looked for: its sentences before, or about, what it proposes are then taken. `names`: the method's.
    """
    left, found = list(_sentences(lines)), dict[Aspect, tuple[KeySentence, ...]]()
    for aspect in ASPECTS:
        found[aspect] = _of_aspect(aspect, left, names)
        taken = {s.text for s in found[aspect]}
        left = [s for s in left if s.text not in taken]
    return found


def _of_aspect(aspect: Aspect, found: Sequence[_Sentence], names: Sequence[str]) -> tuple[KeySentence, ...]:
    best = _best(aspect, [s.scored(_score(s.text, aspect, s.heading, s.proposed, names)) for s in found], LEAST_SCORE)
    if not best and aspect in ("problem", "architecture"):
        abstract = [s.scored(_of_abstract(s, aspect, names)) for s in found if s.heading == "abstract"]
        best = _best(aspect, abstract, LEAST_OF_ABSTRACT)
    return tuple(sorted(best, key=lambda s: s.at))


def _best(aspect: Aspect, scored: Sequence[KeySentence], least: float) -> list[KeySentence]:
    best: list[KeySentence] = []
    for sentence in sorted((s for s in scored if s.score >= least), key=lambda s: (-s.score, s.at)):
        if len(best) < MOST[aspect] and not any(_alike(sentence.text, other.text) for other in best):
            best.append(sentence)
    return best


class _Sentence(NamedTuple):
    """A sentence of the body and where it stands."""

    text: str  # as it is shown
    page_number: int
    at: int
    heading: str  # of its section; "abstract"
    proposed: bool  # whether one before it in the same block says what the paper proposes

    def scored(self, score: float) -> KeySentence:
        return KeySentence(self.text, self.page_number, score, self.at)


def _sentences(lines: Sequence[Line]) -> Iterator[_Sentence]:
    block, proposed = -1, False
    for at, line in enumerate(lines):
        if line.block_kind not in PROSE or line.part in ("references", "appendix"):
            continue
        if line.block != block:
            block, proposed = line.block, False
        text = " ".join(_CITATION.sub("", _NOTE_MARK.sub("", line.text)).lstrip("•–- ").split())
        text = _RUN_IN.sub("", text)
        if MIN_CHARS <= len(text) <= MAX_CHARS and _SOUND.match(text) and not _POINTS_ELSEWHERE.search(text):
            heading = "abstract" if line.part == "abstract" else line.heading
            yield _Sentence(text, line.page_number, at, heading, proposed)
        proposed = proposed or bool(_PROPOSE.search(text))


def _of_abstract(sentence: _Sentence, aspect: Aspect, names: Sequence[str]) -> float:
    """1 for an abstract's sentence about the state before the paper, or about what the paper does; 2 if by its name."""
    begins = any(re.match(rf"(?:The |Our )?{re.escape(name)}(?!\w)", sentence.text) for name in names)
    ours = begins or bool(_WE.match(sentence.text))
    if aspect == "problem":
        return float(not (ours or sentence.proposed or any(name in sentence.text for name in names)))
    achieves = bool(_ACHIEVES.search(sentence.text) or _REACHES.search(sentence.text))
    return 0.0 if achieves else float(begins) + float(ours)


def _score(text: str, aspect: Aspect, heading: str, proposed: bool, names: Sequence[str]) -> float:
    """Words of the aspect, its places, and for the method the sentences that propose it and name it."""
    hits = len({m[0].lower() for m in _WORDS[aspect].finditer(text)})
    proposes = bool(_PROPOSE.search(text))
    named = any(re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", text) for name in names)
    if not hits and not (aspect == "architecture" and proposes):
        return 0.0
    score = min(hits, 3) + 2.0 * bool(_PLACES[aspect].search(heading))
    if aspect == "results_prose":
        return score + 2.0 * (heading == "abstract") + 1.0 * named - 2.0 * bool(_OTHERS.search(heading))
    score -= 3.0 * bool(_ELSEWHERE.search(heading))
    if aspect == "problem":
        return score + 1.5 * (heading == "abstract" and not proposed) - 3.0 * (proposes or proposed or named)
    score += 1.0 * named + 0.5 * bool(re.search(r"(?i)\bwe\b|\bour\b", text)) - 0.5 * bool(re.search(r"\d", text))
    if aspect == "architecture":
        score += 2.5 * proposes + 1.0 * (heading == "abstract" and proposed)
    if aspect == "inference":
        score += 2.0 * bool(_AT_INFERENCE.search(text))
    if aspect == "training":
        score += 1.0 * bool(
            re.search(
                r"(?i)\bwe (?:\w+ )?(?:train|fine-?tune|optimi[sz]e|initiali[sz]e)|\bis trained|\bare trained", text
            )
        )
    return score


def _alike(one: str, other: str) -> bool:
    a, b = (set(re.findall(r"[a-z]{4,}", text.lower())) for text in (one, other))
    return len(a & b) > ALIKE * min(len(a), len(b))


ALIKE = 0.6  # of the shorter one's words: the introduction says again what the abstract says
