"""Sentences as strings of tags, a letter a word, so that what an abstract claims is found by the shape of a clause.

N a number with its unit, b what bounds it (up to), m a measure, c a name, x another word, ( ) , ; as they stand;
R verbs of reaching, U of raising, D of lowering, O of being better, K of keeping, V others;
G nouns of change (gain), M comparatives (faster); h what compares (than, against), n where (on, in, over), @ at,
f from, t to, y by, o of, w with, p other prepositions; & and, | or, a as, W while, T that, q respectively.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.words.vocabulary import either, pattern

METRIC = pattern("results.metrics")
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SPREAD = rf"{NUMBER}(?:\s?±\s?{NUMBER})?"
_AMOUNT, _ONE = (
    re.compile(
        rf"[~∼≈]?(?P<value>[+−]?{_SPREAD}{more})(?P<unit>\s?%|{either('claims.amounts')}|\s?[×x](?![\w×]))?(?![\w^/:]|[.,]\d|[-–][A-Za-z])"
    )
    for more in (rf"(?:\s?[%×x]?\s?(?:[-–]|to\s)\s?{NUMBER})?", "")
)
_BEFORE_AMOUNT = re.compile(r"[\w.,@/^_{:+-]$|\d ?[×x] ?$")
_WORD = re.compile(r"[^\W_](?:[\w@+*/'’.^{}-]*[\w@+*%}])?|\S")
_ARTICLES = frozenset({"a", "an", "the", "its", "their", "our", "this", "these", "both", "all", "each", "respectively"})
_VERSION = re.compile(r"(?:19|20)\d\d|\d(?:\.\d)?")
_NAME = re.compile(r"[^\W\d_]*[A-Z]|\w+-[A-Z\d]|[α-ω]|\d+[BM]$")
_PLAIN = {"to": "t", "→": "t", "from": "f", "by": "y", "of": "o", "and": "&", "&": "&", "with": "w", "at": "@"}
_PLAIN |= {",": ",", ";": ";", ":": ";", "(": "(", ")": ")", "or": "|", "as": "a", "respectively": "q"}
_PLAIN |= dict.fromkeys(("on", "in", "across", "for", "under", "during", "over", "within"), "n")
_PLAIN |= dict.fromkeys(
    (
        "without",
        "despite",
        "through",
        "via",
        "after",
        "before",
        "into",
        "onto",
        "per",
        "between",
        "among",
        "due",
        "if",
        "along",
    ),
    "p",
)
_PLAIN |= dict.fromkeys(("while", "whereas", "but", "although", "though", "yet"), "W")
_PLAIN |= dict.fromkeys(("that", "which", "where", "who", "when"), "T")


class Word(NamedTuple):
    """A word of a sentence, or a number with its unit, and what it is in the clause."""

    tag: str
    text: str
    start: int
    end: int
    value: str = ""  # of a number, as the paper writes it
    unit: str = ""


class Tagged(NamedTuple):
    """A sentence with its words and their tags as one string."""

    text: str
    words: tuple[Word, ...]
    tags: str

    def said(self, start: int, end: int) -> str:
        """The text of some words."""
        return self.text[self.words[start].start : self.words[end - 1].end] if start < end else ""


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What tells the tag of words that a list holds, the surer first."""
    return (
        ("h", re.compile(rf"{either('claims.beside')}(?!\w)")),
        ("b", re.compile(rf"{either('claims.bounds')}(?= [~∼≈+]?\d| an? \d)")),
        ("b", re.compile(r"(?:(?:only|just|merely|an?|the|overall|average|mean) )+(?=[~∼≈+]?\d)")),
        ("G", re.compile(rf"{either('claims.differences')}s?(?!\w)")),
        ("R", re.compile(rf"{either('claims.reaches')}(?:e|es|ed|s|ing|y|ies|ied|ying)?(?!\w)")),
        ("m", re.compile(rf"{either('results.metrics')}s?(?![\w-])")),
        ("O", re.compile(rf"{either('claims.outdoes')}(?!\w)")),
        ("M", re.compile(rf"{either('claims.comparatives')}(?!\w)")),
        ("U", re.compile(rf"{either('claims.changes', 'raises')}(?:e|es|ed|ing|s)?(?!\w)")),
        ("D", re.compile(rf"{either('claims.changes', 'lowers')}(?:e|es|ed|ing|s)?(?!\w)")),
        ("K", re.compile(rf"{either('claims.keeps')}(?!\w)")),
        ("V", re.compile(rf"{either('claims.verbs')}(?!\w)")),
    )


def tagged(sentence: str) -> Tagged:
    """The sentence with a tag for each of its words but the articles."""
    words = list[Word]()
    at = 0
    while at < len(sentence):
        if sentence[at].isspace():
            at += 1
            continue
        word = _word(sentence, at, words)
        at = word.end
        if word.text.lower() not in _ARTICLES:
            words.append(word)
    return Tagged(sentence, tuple(words), "".join(word.tag for word in words))


def _word(sentence: str, at: int, before: Sequence[Word]) -> Word:
    amount = (_ONE if before and before[-1].tag == "f" else _AMOUNT).match(sentence, at)
    if amount and not _BEFORE_AMOUNT.search(sentence[:at]) and not _is_version(amount, before):
        unit = (amount["unit"] or "").strip()
        return Word("N", amount[0], at, amount.end(), amount["value"], unit)
    for tag, found in _phrases():
        if match := found.match(sentence, at):
            return Word(tag, match[0], at, match.end())
    match = _WORD.match(sentence, at)
    assert match is not None  # something stands there
    text = match[0]
    plain = _PLAIN.get(text.lower()) or ("" if re.match(r"\w", text) else ".")
    return Word(plain or _kind(text, first=not before), text, at, match.end())


def _kind(text: str, *, first: bool) -> str:
    """m: a measure; c: a name; x: another word."""
    if METRIC.fullmatch(text) or pattern("claims.measured").fullmatch(text) or re.search(r"\w@\d", text):
        return "m"
    if text[:1].isdigit() or (_NAME.match(text) and not (first and re.fullmatch(r"[A-Z]?[a-z]+(?:-[a-z]+)*", text))):
        return "c"
    return "x"


def _is_version(amount: re.Match[str], before: Sequence[Word]) -> bool:
    """Whether a number belongs to the name before it: AIME 2025, Terminal-Bench 2.1, Claude Opus 4.7."""
    if before and pattern("sections.pointers").fullmatch(before[-1].text.rstrip(".")):
        return True  # "Section 4.2"
    if not before or before[-1].tag not in "c" or before[-1].end + 1 != amount.start():
        return False
    if amount["unit"] or not _VERSION.fullmatch(amount["value"]):
        return False
    return not METRIC.fullmatch(before[-1].text)
