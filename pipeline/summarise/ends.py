"""What goes into a paper's system and what comes out: which phrases of a small model may be printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import pattern

MIN_CHARS, MAX_CHARS = 40, 330  # of a sentence that is shown beside the abstract
MOST = 5  # such sentences
MOST_WORDS = 10  # of a phrase; a longer one is half a sentence
LEAST_STEM, LONGEST_ENDING = 5, 4  # letters
_BOTH = re.compile(  # what is taken, and behind it what is given
    r"(?i)\b(?:given|takes?|receives?|inputs?|from|maps?)\b.*?"
    r"\b(?:outputs?|predicts?|produces?|generates?|returns?|estimates?|to)\b"
)
_GIVEN = re.compile(r"(?i)\bgiven (?:an?|the|two|\w+s)\b|\bas (?:its |the )?inputs?\b")
_GIVES = re.compile(r"(?i)\b(?:outputs?|predicts?|produces?|generates?|returns?|estimates?)\b")
_FORMULA = re.compile(r"_\{|\^\{|[=∈∑∂∇→]")
_ARTICLE = re.compile(r"(?i)^(?:(?:an?|the|given|input) )+")
_WAY = re.compile(r"(?i)[ ,]+(?:via|through|using|by means of) .*$")
PREPOSITIONS = frozenset({"of", "from", "with", "for", "at", "in", "on", "to", "by", "under", "that", "which", "about"})
_PARTS = re.compile(r",? and |, |/")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def shown_beside(lines: Sequence[Line], abstract: str) -> list[str]:
    """The sentences that best say what a system takes and gives, in the paper's order."""
    method, others = pattern("sections.sections", "method", "problem"), pattern("sections.sections", "others")
    own = (
        line
        for line in lines
        if line.block_kind in PROSE and line.part != "references" and MIN_CHARS <= len(line.text) <= MAX_CHARS
        if not (line.others or others.search(line.heading) or line.text in abstract or _FORMULA.search(line.text))
    )
    found = [(line, _said(line.text)) for line in own]
    scored = [(score + bool(method.search(line.heading)), line) for line, score in found if score > 1]
    best = sorted(scored, key=lambda pair: -pair[0])[:MOST]  # of as good ones the earlier
    return [pair[1].text for pair in scored if pair in best]


def _said(text: str) -> int:
    return 2 * bool(_BOTH.search(text)) + bool(_GIVEN.search(text)) + bool(_GIVES.search(text))


def copied(phrase: str, text: str) -> str:
    """A phrase without its article and the way it is done, where each of its words stands in the text; else "".

    A small model that finds nothing repeats its examples.
    """
    said = " ".join(_WAY.sub("", _ARTICLE.sub("", phrase.strip())).split()).rstrip(".")
    low = text.lower()
    words = _WORD.findall(said.lower())
    whole = words and all(re.search(rf"(?<![a-z]){re.escape(_stem(word))}", low) for word in words)
    return said if whole and len(said.split()) <= MOST_WORDS else ""


def end(phrase: str, task: str, own: Sequence[str]) -> str:
    """A copied phrase where it names what goes in or comes out; "" for a system, what is within one, or the task."""
    inner, models = pattern("tasks.inner"), pattern("models.families")
    heads = map(before_preposition, _PARTS.split(phrase))
    named = models.search(phrase) or any(name in phrase for name in own)
    return "" if named or phrase.lower() in task.lower() or any(inner.search(head) for head in heads) else phrase


def before_preposition(phrase: str) -> str:
    """The part of a phrase that holds its noun."""
    return " ".join(takewhile(lambda word: word not in PREPOSITIONS, phrase.split()))


def as_written(phrase: str, text: str) -> str:
    """A phrase with the capitals of those words that a text never writes in small letters: mamba as Mamba."""

    def written(word: re.Match[str]) -> str:
        whole = re.compile(rf"(?<!\w){word[0]}(?!\w)")
        found = None if whole.search(text) else re.search(f"(?i){whole.pattern}", text)
        return found[0] if found else word[0]

    return _WORD.sub(written, phrase)


def _stem(word: str) -> str:
    """What the forms of a word begin with: removal, remove, removing."""
    return word[: max(LEAST_STEM, len(word) - LONGEST_ENDING)] if len(word) > LEAST_STEM else word.rstrip("s")
