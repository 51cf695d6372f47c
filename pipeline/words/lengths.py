"""How long each field of prose may be, as prompts/single.md asks, and how long it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schemas.digest import ProseField

MOST: Mapping[ProseField, int] = MappingProxyType(
    {
        "headline": 40,
        "task": 20,
        "input": 20,
        "output": 20,
        "problem": 60,
        "architecture": 130,
        "training": 130,
        "inference": 60,
        "results_prose": 240,
    }
)  # characters as length() counts them
SLACK = 1.5  # what is a little longer costs the reader a second; asking for less costs a call, and may lose a fact
PHRASE_SLACK = 2.5  # of the phrases, which names make long
ALL = 720  # of all fields but the headline: with labels and names an entry has 900 at most
ALL_SLACK = 1.1  # of a field, where all together have more
PHRASES: tuple[ProseField, ...] = ("task", "input", "output")
LINE: ProseField = "headline"  # stands in a list that is read at a glance: nothing is let pass


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
    slack = 1 if field == LINE else PHRASE_SLACK if field in PHRASES else SLACK
    return length(field, text) > MOST[field] * slack


def length(field: ProseField, text: str) -> int:
    """Characters of prose without its citations; no spaces, which code sets between Chinese and names.

    In the headline, a line that names fill, two Latin letters or digits are one.
    """
    said = "".join(text.strip(" 。").split())
    latin = sum(map(str.isascii, said)) if field == LINE else 0
    return len(said) - latin // 2
