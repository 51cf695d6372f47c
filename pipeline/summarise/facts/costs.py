"""What a paper says that it saves, and which columns of its tables show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern

Cost = Literal["time", "memory", "price", "compute"]
_KINDS: tuple[Cost, ...] = ("time", "memory", "price", "compute")


def costs_told(lines: Sequence[Line]) -> frozenset[Cost]:
    """The kinds of cost of which the abstract speaks."""
    said = " ".join(line.text for line in lines if line.part == "abstract")
    return frozenset(kind for kind in _KINDS if pattern("results.savings", kind).search(said))


def cost_of(head: str) -> Cost | None:
    """The kind of cost that a column's head names, of several the first kind; None: it names none."""
    return next((kind for kind in _KINDS if any(said.search(head) for said in _heads(kind))), None)


def _heads(kind: Cost) -> Iterator[re.Pattern[str]]:
    """What heads of a kind say; no metric is of computation alone."""
    yield pattern("results.costs", kind)
    if kind != "compute":
        yield pattern("results.metrics", kind)
