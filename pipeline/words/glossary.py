"""The terms of a sentence, and the Chinese by which a small model is told to call each."""

from __future__ import annotations

import re
from functools import cache

from pipeline.words.vocabulary import word_list

MOST_TERMS = 8  # told for one question: a longer list is more than a small model heeds


@cache
def _told() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The Chinese of each term and setting that is told, and what finds it."""
    terms = word_list("chinese.terms")
    entries = [e for e in terms.entries if e.zh] + list(word_list("training.settings").chosen("told"))
    return tuple((e.zh, terms.found(e)) for e in entries)


def terms_of(text: str) -> tuple[tuple[str, str], ...]:
    """The terms of a text as it writes them, in small letters but for abbreviations, each with its Chinese.

    In the order of the list, at most MOST_TERMS. A term within a longer one counts as the longer one alone.
    """
    found: dict[str, str] = {}  # by the Chinese: a plural is no second term
    for chinese, pattern in _told():
        match = pattern.search(text)
        if match is not None:
            found.setdefault(chinese, match[0] if match[0].isupper() else match[0].lower())
            text = pattern.sub("\n", text)
    return tuple((english, chinese) for chinese, english in found.items())[:MOST_TERMS]
