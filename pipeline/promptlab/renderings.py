"""What Chinese may say for the technical terms of an English sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.words.vocabulary import word_list


@cache
def _accepted() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    terms = word_list("terms.field")
    return tuple((tuple(filter(None, (e.zh, *e.also))), terms.found(e)) for e in terms.entries)


def terms_of(sentence: str) -> Iterator[tuple[str, ...]]:
    """For each term of an English sentence, once, what Chinese may say for it; a longer term hides those within it."""
    for renderings, pattern in _accepted():
        if pattern.search(sentence):
            sentence = pattern.sub("\n", sentence)
            yield renderings


def says(chinese: str, renderings: tuple[str, ...]) -> bool:
    """Whether a Chinese text holds one of the renderings."""
    lower = chinese.lower()
    return any(word.lower() in lower for word in renderings)
