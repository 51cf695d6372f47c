"""Abbreviations: a small model is shown the short form alone, and code says once what it stands for.

Shown "Proactive Experience Pool (PEP)", a small model makes a name of its own of the words, and beside a bare
abbreviation it invents what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.words.glossary import term

MOST_WORDS = 9  # between a long form's first word and its short form
LEAST_CAPITALS = 2  # of a short form: GUI, AutoTSG; fewer are a name in brackets
MOST_CHARS = 60  # of a long form that prose says
_BRACKET = re.compile(r" ?\((?P<name>[A-Za-z][\w.+-]+?)(?P<plural>s?)\)")
_SPELLED = re.compile(r"(?<![\w-])(?P<name>[A-Za-z][\w.+-]+) \((?P<long>[A-Z][\w’'-]*(?: [\w’'-]+)+)\)")
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_SMALL = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "via", "with"})


def long_forms(sentences: Iterable[str]) -> dict[str, str]:
    """What the short forms of these sentences stand for, as the first that says it writes it."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for match in _BRACKET.finditer(sentence):
            long = _long(sentence[: match.start()], match["name"])
            if long:
                found.setdefault(match["name"], long)
        for match in _SPELLED.finditer(sentence):
            if _spells(match["long"], match["name"]):
                found.setdefault(match["name"], match["long"])
    return found


def shortened(sentence: str) -> str:
    """The sentence with the short form alone where it has both, and the long one is no term of the field."""
    sentence = _SPELLED.sub(lambda m: m["name"] if _spells(m["long"], m["name"]) else m[0], sentence)
    for match in reversed(list(_BRACKET.finditer(sentence))):
        long = _long(sentence[: match.start()], match["name"])
        if long and not term(long):
            start = match.start() - len(long)
            sentence = f"{sentence[:start]}{match['name']}{match['plural']}{sentence[match.end() :]}"
    return sentence


def spelled_once(prose: str, longs: Mapping[str, str], said: set[str]) -> str:
    """Chinese prose in which each abbreviation has behind its first mention what it stands for.

    In Chinese where the glossary has it, else as the paper writes it; `said` grows by what has been said.
    """
    for short, long in longs.items():
        found = re.search(rf"(?<![A-Za-z0-9_-]){re.escape(short)}(?![A-Za-z0-9_-])", prose)
        if found is None or short in said or term(short) or len(long) > MOST_CHARS:
            continue
        said.add(short)
        shown = term(long) or long
        if prose[found.end() : found.end() + 1] not in ("（", "）") and shown not in prose:
            prose = f"{prose[: found.end()]}（{shown}）{prose[found.end() :].lstrip(' ')}"
    return prose


def _long(before: str, short: str) -> str:
    """The words that end `before` and begin with the letters of a short form: "multi-head attention" of MHA; or ""."""
    letters = _letters(short)
    if len(letters) < LEAST_CAPITALS:
        return ""
    words = list(_WORD.finditer(before))[-MOST_WORDS:]
    if not words or before[words[-1].end() :].strip():
        return ""
    for word in reversed(words):
        long = before[word.start() :].rstrip()
        if word[0][0].lower() == letters[0] and word[0] not in _SMALL and _initials(long) == letters:
            return long
    return ""


def _spells(long: str, short: str) -> bool:
    """Whether the words in a bracket begin with the letters of the name before it, in their order, others between."""
    letters, left = _letters(short), iter(_initials(long))
    return len(letters) >= LEAST_CAPITALS and all(letter in left for letter in letters)


def _letters(short: str) -> list[str]:
    return [letter.lower() for letter in short if letter.isupper()]


def _initials(long: str) -> list[str]:
    """The first letters of the words of a long form, of parts behind a hyphen too, small words aside."""
    parts = (part for part in re.split(r"[\s-]+", long) if part and part.lower() not in _SMALL)
    return [part[0].lower() for part in parts]
