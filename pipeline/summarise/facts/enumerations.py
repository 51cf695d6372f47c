"""The names that a sentence lists: "the large A [3], B (a set of streets) for driving; and (iii) C"."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

MOST_WORDS = 9  # between "on" and the first name: "on three widely used data sets of street scenes: "
_TOKEN = (
    r"(?:[A-Z][\w&]*|\d+[A-Z][a-z]{2}\w*|[a-z]+\d*[A-Z]\w*|[a-z]+(?:-[a-z]+)*-(?:\d+\w*|[A-Z]\w+))"
    r"(?:(?:[-–+./@*](?=[\w+])|[’'](?=\d))[\w&]+)*\+*"
)
NAME = rf"{_TOKEN}(?: (?:{_TOKEN}|\d+(?:\.\d+)?[BMkK]?(?!\w|\.\d)|v\d[\w.]*)){{0,3}}"
_NAME = re.compile(rf"(?<![\w/-])(?P<name>{NAME})(?:[’']s\b)?(?![\w!-])")
_BRACKET = r"\s*(?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])"
BRACKETS = re.compile(rf"(?:{_BRACKET}(?: [Vv]\d[\w.]*)?)*")
_CITED = re.compile(r"\[\d|\b(?:19|20)\d\d[a-z]?\)|et al")
_MARK = r"\(?(?:[ivx]+|\d|[a-h])\)\s+"
_AND = re.compile(
    rf"(?:[,;]? (?:and|or|&) |[,;] |/)(?:{_MARK})?(?:(?:[a-z-]+ ){{0,4}}?(?:benchmark|dataset) |"
    r"(?:[\w-]+ )?collections (?:drawn )?from |"
    r"its (?:\w+ )?(?:extension|variant|version) |(?:the|an?) |\d[\d.,]*[BMkK]? )?(?:[a-z]+-based )?"
)
_KIND = r"(?: [a-z-]+){0,3}? (?:benchmarks?|corpus|data ?sets?|data|library|resource|suites?|(?:test|training) sets?)"
_ASIDE = re.compile(rf"{_KIND}(?![\w-])(?:{_BRACKET})*")
_GLOSS = re.compile(  # what is said of one, up to where the next begins
    rf"(?: (?:for|from|in|of|that|which|with|[a-z]+ing) [^,;:.()]*(?=[,;] )|(?:,| —|:) (?:an?|the|with|where)\b[^;]*?"
    rf"(?=;? (?:and )?{_MARK}|; ))"
)
_FILL = re.compile(r"(?:[a-z][\w-]*|[A-Z]?[a-z]+-[a-z-]+|\d[\d,.]*[kKMx]?)(?:\s\(|,(?= i\.e| namely| incl)|:)?\s+")
_CLASS = re.compile(r" (?:benchmark|dataset)s?: ")
_FIRST = re.compile(rf"(?:{_MARK})?(?:both |the )?(?:[a-z]+-based )?")


class Item(NamedTuple):
    name: str
    cited: bool
    end: int  # of the name


def listed(text: str, start: int) -> list[Item]:
    """The names of the list that begins at `start`, each whatever it names; []: none does."""
    found: list[Item] = []
    if first := _FIRST.match(text, start):
        start = first.end()
    while match := _NAME.match(text, start):
        if kind := _CLASS.match(text, match.end()):  # "(i) Image dataset: CIFAR-10"
            start = kind.end()
            continue
        behind = BRACKETS.match(text, match.end())
        end = behind.end() if behind else match.end()
        found.append(Item(match["name"], bool(_CITED.search(text, match.end(), end)), match.end("name")))
        for more in (_ASIDE, _GLOSS):
            if said := more.match(text, end):
                end = said.end()
        gap = _AND.match(text, end)
        if gap is None:
            break
        start = gap.end()
    return found


def first_name(text: str, start: int, *, stops: Container[str]) -> tuple[int, str] | None:
    """Where the first name from `start` on begins, and the plain words before it.

    None: there is none within MOST_WORDS, or one of `stops` comes before it.
    """
    at = start
    for _ in range(MOST_WORDS):
        mark = _FIRST.match(text, at)
        if _NAME.match(text, mark.end() if mark else at):
            return at, text[start:at]
        word = _FILL.match(text, at)
        if word is None or word[0].strip(" (,:") in stops:
            return None
        at = word.end()
    return None
