"""How long each field of prose may be, as prompts/single.md asks."""

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
        "results_prose": 220,
    }
)  # characters without citations
SLACK = 1.5  # what is a little longer costs the reader a second; asking for less costs a call, and may lose a fact
PHRASE_SLACK = 2.5  # of the phrases, which names make long
ALL = 700  # of all fields but the headline: with labels and names an entry has 900 at most
ALL_SLACK = 1.1  # of a field, where all together have more
PHRASES: tuple[ProseField, ...] = ("task", "input", "output")
LINE: ProseField = "headline"  # stands in a list that is read at a glance: nothing is let pass


def too_long(texts: Mapping[ProseField, str]) -> tuple[ProseField, ...]:
    """The fields, without their citations, that are too long by themselves, or are a reason that all together are."""
    lengths = {field: len(text.strip(" 。")) for field, text in texts.items()}
    too_much = sum(length for field, length in lengths.items() if field != LINE) > ALL
    return tuple(
        field
        for field, length in lengths.items()
        if overruns(field, texts[field])
        or (too_much and field not in (LINE, *PHRASES) and length > MOST[field] * ALL_SLACK)
    )


def beyond(texts: Mapping[ProseField, str]) -> tuple[ProseField, ...]:
    """The fields, without their citations, that are longer than was asked: worth a wish, if not a question."""
    return tuple(field for field, text in texts.items() if len(text.strip(" 。")) > MOST[field])


def overruns(field: ProseField, text: str) -> bool:
    """Whether prose without its citations is too long to be let pass."""
    slack = 1 if field == LINE else PHRASE_SLACK if field in PHRASES else SLACK
    return len(text.strip(" 。")) > MOST[field] * slack
