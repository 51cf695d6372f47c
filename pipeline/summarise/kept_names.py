"""The words that a paper uses as names of its own things, which stay as they are in Chinese: Global, Tweedie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.words import glossary
from pipeline.words.vocabulary import pattern

LEAST_TIMES = 3  # within sentences, in capitals: once is a slip or somebody's name
MOSTLY = 0.5  # of the times that a word stands within sentences, in capitals
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
# alone between words in small letters; two in capitals side by side are a title or a person
_ALONE = re.compile(r"(?:(?<=[a-z,;] )|(?<= \())(?P<name>[A-Z][a-z]{2,})(?= [a-z]|[,;)]|[-–][a-z])")
_DEFINED = re.compile(r"(?<=[a-z] \()(?P<name>[A-Z][a-z]{2,})(?=\))")  # "masked-language-model scoring (Text)"
_SMALL = re.compile(r"(?<![\w-])[a-z]{3,}(?![\w-])")
_CITED = re.compile(r"\([^()]*\d{4}[a-z]?[^()]*\)|\bet al\b")
_STARTS = re.compile(r"^(?P<name>[A-Z][a-z]{2,}) (?:is|was|has|can|[a-z]{2,}[a-rt-z]s)\b")


def kept_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The words, of sentences in reading order, that stand in capitals within sentences again and again."""
    written, small, defined = Counter[str](), Counter[str](), set[str]()
    for text in texts:
        if not _CITED.search(text):
            written.update(m["name"] for m in _ALONE.finditer(text))
            defined.update(m["name"] for m in _DEFINED.finditer(text))
        small.update(_SMALL.findall(text))
    return tuple(
        word
        for word, times in written.items()
        if times >= LEAST_TIMES
        and (word in defined or (times >= MOSTLY * (times + small[word.lower()]) and not _is_common(word)))
    )


def kept_in(sentence: str, kept: Sequence[str]) -> list[str]:
    """Those of the names that stand in a sentence as names: within it, or at its beginning before a verb."""
    found = {m["name"] for of in (_ALONE, _STARTS) for m in of.finditer(sentence)}
    return [name for name in kept if name in found]


def _is_common(word: str) -> bool:
    """Whether a word has its capital anywhere, or has a Chinese name: a language, Table, Gaussian."""
    return bool(glossary.term(word) or glossary.term(word.lower())) or any(
        pattern(*of).fullmatch(word) for of in (("data.languages",), ("sections.pointers",))
    )
