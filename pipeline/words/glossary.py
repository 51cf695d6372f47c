"""The terms of a sentence, and the Chinese by which a small model is told to call each."""

from __future__ import annotations

import re
from functools import cache

from pipeline.words.vocabulary import word_list

MOST_TERMS = 8  # told for one question: a longer list is more than a small model heeds


@cache
def _told() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The Chinese of each term and setting that is told, and what finds it."""
    terms = word_list("terms.field")
    entries = [e for e in terms.entries if e.zh] + list(word_list("training.settings").chosen("told"))
    return tuple((e.zh, terms.found(e)) for e in entries)


def terms_of(text: str) -> tuple[tuple[str, str], ...]:
    """The terms of a text as it writes them, in small letters but for abbreviations, each with its Chinese.

    In the order of the text, at most MOST_TERMS, the longer before the shorter. A term within a longer one counts as
    the longer one alone.
    """
    found: dict[str, tuple[int, str]] = {}  # by the Chinese: a plural is no second term
    for chinese, pattern in _told():
        match = pattern.search(text)
        if match is not None:
            found.setdefault(chinese, (match.start(), match[0] if match[0].isupper() else match[0].lower()))
            text = pattern.sub(lambda m: "\n" * len(m[0]), text)
    first = sorted((start, english, chinese) for chinese, (start, english) in list(found.items())[:MOST_TERMS])
    return tuple((english, chinese) for _, english, chinese in first)


def told(text: str) -> str:
    """The terms of a text as a small model is told them."""
    return "；".join(f"{english} 译作{chinese}" for english, chinese in terms_of(text)) or "（无）"


def corrected(english: str, chinese: str) -> str:
    """The Chinese of an English text, in which known wrong names of its terms are the right ones."""
    words = word_list("terms.field")
    for entry in words.entries:
        if any(wrong in chinese for wrong in entry.wrong) and words.found(entry).search(english):
            for wrong in entry.wrong:
                chinese = chinese.replace(wrong, entry.zh)
    return chinese
