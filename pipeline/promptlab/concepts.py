"""What a task, an input or an output is about, read off English annotations and Chinese phrases alike."""

from __future__ import annotations

import re
from functools import cache

from pipeline.words.vocabulary import Entry, word_list


@cache
def _concepts() -> tuple[tuple[Entry, re.Pattern[str]], ...]:
    """Each concept with what finds it in an English annotation."""
    words = word_list("chinese.concepts")
    return tuple((entry, words.found(entry)) for entry in words.entries)


def in_english(text: str) -> frozenset[str]:
    """The concepts of an annotation."""
    return frozenset(entry.name for entry, pattern in _concepts() if pattern.search(text))


def in_chinese(text: str) -> frozenset[str]:
    """The concepts of a Chinese phrase."""
    return frozenset(entry.name for entry, _ in _concepts() if any(said in text for said in entry.also))


def agreement(pairs: tuple[tuple[str, str], ...]) -> float | None:
    """F1 of the concepts of Chinese phrases against those of the English annotations beside them.

    A concept counts in its own phrase only: a model as the input is wrong where it is the output. None: the annotations
    have no concept.
    """
    given = [in_chinese(chinese) for chinese, _ in pairs]
    expected = [in_english(english) for _, english in pairs]
    matched = sum(len(g & e) for g, e in zip(given, expected, strict=True))
    of_both = sum(map(len, given)) + sum(map(len, expected))
    return 2 * matched / of_both if any(expected) else None
