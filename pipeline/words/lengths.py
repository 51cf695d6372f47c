"""How long each field of prose may be, as prompts/single.md asks, and how long it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schemas.digest import ProseField

MOST: Mapping[ProseField, int] = MappingProxyType(
    {
        "headline": 32,
        "task": 20,
        "input": 20,
        "output": 20,
        "problem": 60,
        "architecture": 130,
        "training": 100,
        "inference": 60,
        "results_prose": 200,
    }
)  # characters as length() counts them
SLACK = 1.5  # what is a little longer costs the reader a second; asking for less costs a call, and may lose a fact
PHRASE_SLACK = 2.5  # of the phrases, which names make long
ALL = 620  # of all fields but the headline: with labels and names an entry has 900 at most
ALL_SLACK = 1.1  # of a field, where all together have more
PHRASES: tuple[ProseField, ...] = ("task", "input", "output")
LINE: ProseField = "headline"  # stands in a list that is read at a glance
LINE_SLACK = 1.25  # one line of a page, 40 characters of Chinese


def too_long(texts: Mapping[ProseField, str]) -> tuple[ProseField, ...]:
    """The fields, without their citations, that are too long by themselves, or are a reason that all together are."""
    lengths = {field: length(field, text) for field, text in texts.items()}
    too_much = sum(chars for field, chars in lengths.items() if field != LINE) > ALL
    return tuple(
        field
        for field, chars in lengths.items()
        if overruns(field, texts[field])
        or (too_much and field not in (LINE, *PHRASES) and chars > MOST[field] * ALL_SLACK)
    )


def beyond(texts: Mapping[ProseField, str]) -> tuple[ProseField, ...]:
    """The fields, without their citations, that are longer than was asked: worth a wish, if not a question."""
    return tuple(field for field, text in texts.items() if length(field, text) > MOST[field])


def overruns(field: ProseField, text: str) -> bool:
    """Whether prose without its citations is too long to be let pass."""
    slack = LINE_SLACK if field == LINE else PHRASE_SLACK if field in PHRASES else SLACK
    return length(field, text) > MOST[field] * slack


def length(field: ProseField, text: str) -> int:
    """Characters of prose without its citations; no spaces, which code sets between Chinese and names.

    In the headline, a line that names fill, two Latin letters, digits or spaces are one.
    """
    if field == LINE:
        line = text.strip(" 。")
        return len(line) - sum(map(str.isascii, line)) // 2
    return len("".join(text.strip(" 。").split()))
