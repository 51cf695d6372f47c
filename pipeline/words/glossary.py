"""The terms of a sentence, and the Chinese by which a small model is told to call each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.words.vocabulary import word_list
from schemas.bounds import SENTENCE

WIDE = Path(__file__).parent / "wide.toml"
THINGS = ("medicine", "biology", "physics", "economics")  # fields whose nouns mean one thing
LEAST_THING = 2  # characters: one alone stands within other words
_SIGN = re.compile(r"[\u3400-\u9fffA-Z](?<!的)")
MOST_TERMS = 8  # told for one question: a longer list is more than a small model heeds


@cache
def _told() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The Chinese of each term and setting that is told, and what finds it."""
    terms = word_list("terms.field")
    entries = [e for e in terms.entries if e.zh] + list(word_list("training.settings").chosen("told"))
    return (*((e.zh, terms.found(e)) for e in entries), *_nouns())


@cache
def wide(*fields: str) -> Mapping[str, str]:
    """The Chinese of the nouns of these fields, of all where none is named, by what English calls them."""
    known = tomllib.loads(WIDE.read_text("utf-8"))
    return {english: zh for field in fields or known for english, zh in known[field].items()}


@cache
def noun(english: str) -> re.Pattern[str]:
    """What finds a noun with a blank or a hyphen between its words, and its plural."""
    *first, last = re.split(r"[ -]", english)
    ending = f"{re.escape(last[:-1])}(?:y|ies)" if last.endswith("y") else f"{re.escape(last)}(?:e?s)?"
    return re.compile(rf"(?i)(?<![\w-]){'[- ]'.join([*map(re.escape, first), ending])}(?![\w-])")


@cache
def _nouns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The nouns of wide() but the abbreviations, which may stay as they are; the longer before those within them."""
    longest_first = sorted(wide().items(), key=lambda pair: -len(pair[0]))
    return tuple((zh, noun(english)) for english, zh in longest_first if not english.isupper())


@cache
def term(english: str) -> str:
    """The Chinese of a term, whole and of any field; "": it is none."""
    words = word_list("terms.field")
    known = next((e.zh or english for e in words.entries if words.found(e).fullmatch(english)), "")
    return known or wide().get(english, "") or next((zh for zh, noun in _nouns() if noun.fullmatch(english)), "")


def terms_of(text: str) -> tuple[tuple[str, str], ...]:
    """The terms of a text as it writes them, in small letters but for abbreviations, each with its Chinese.

    In the order of the text, at most MOST_TERMS, of more the longest. A term within a longer one counts as
    the longer one alone.
    """
    matches = [(match, zh) for zh, pattern in _told() for match in pattern.finditer(text[:SENTENCE])]
    found: dict[str, re.Match[str]] = {}  # by the Chinese: a plural is no second term
    taken: list[re.Match[str]] = []
    for match, zh in sorted(matches, key=lambda pair: -len(pair[0][0])):
        if not any(match.start() < other.end() and other.start() < match.end() for other in taken):
            taken.append(match)
            found[zh] = min(match, found.get(zh, match), key=re.Match.start)
    most = list(found.items())[:MOST_TERMS]
    first = sorted((m.start(), m[0] if m[0].isupper() else m[0].lower(), zh) for zh, m in most)
    return tuple((english, chinese) for _, english, chinese in first)


def told(text: str) -> str:
    """The terms of a text as a small model is told them."""
    return "；".join(f"{english} 译作{chinese}" for english, chinese in terms_of(text)) or "（无）"


def mixed(text: str) -> str:
    """The text with the Chinese of its terms in their place; one that Chinese keeps in English stays."""
    for english, zh in sorted(terms_of(text), key=lambda pair: -len(pair[0])):
        if not zh.isascii():
            text = re.sub(rf"(?i)(?<![\w-]){re.escape(english)}(?![\w-])", zh, text)
    return text


def corrected(english: str, chinese: str) -> str:
    """The Chinese of an English text, in which known wrong names of its terms are the right ones."""
    words = word_list("terms.field")
    for entry in words.entries:
        if any(wrong in chinese for wrong in entry.wrong) and words.found(entry).search(english):
            for wrong in entry.wrong:
                chinese = chinese.replace(wrong, entry.zh)
    return chinese


def lost(english: str, chinese: str) -> tuple[tuple[str, str], ...]:
    """The nouns of an English sentence of whose Chinese not one character stands in its translation, with that Chinese.

    A noun that the translation keeps in English is not lost.
    """
    found, english, plain = list[tuple[str, str]](), english[:SENTENCE], chinese.lower()
    for zh, noun in _nouns():
        match = noun.search(english)
        if match is not None:
            english = noun.sub("\n", english)
            if match[0].lower() not in plain and not set(_SIGN.findall(zh)) & set(chinese):
                found.append((match[0], zh))
    return tuple(found)


def foreign(english: str, chinese: str) -> tuple[str, ...]:
    """The things of another field that a translation names and its sentence does not: a disease, a particle."""
    english = english[:SENTENCE]
    told = [zh for zh, term in _told() if term.search(english)]
    named = (noun.rstrip("的") for noun in wide(*THINGS).values())
    things = dict.fromkeys(n for n in named if len(n) >= LEAST_THING and n in chinese)
    return tuple(n for n in things if not any(n in zh for zh in told) and not _says(n, english))


def _says(thing: str, english: str) -> bool:
    """Whether an English text has a noun that is called so, an abbreviation too."""
    return any(
        zh.rstrip("的") == thing and re.search(rf"(?i)(?<![A-Za-z]){re.escape(noun)}", english)
        for noun, zh in wide().items()
    )
