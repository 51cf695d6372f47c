"""What a paper says that it saves, and which columns of its tables show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.summarise.lines import Line
from pipeline.words.vocabulary import pattern

Cost = Literal["time", "memory", "price", "compute"]
_SAID: dict[Cost, re.Pattern[str]] = {
    "time": pattern("results.savings", "time"),
    "memory": pattern("results.savings", "memory"),
    "price": pattern("results.savings", "price"),
    "compute": pattern("results.savings", "compute"),
}
_HEADS: dict[Cost, tuple[re.Pattern[str], ...]] = {  # of several kinds the first is meant: "tokens/s" is of time
    "time": (pattern("results.costs", "time"), pattern("results.metrics", "time")),
    "memory": (pattern("results.costs", "memory"), pattern("results.metrics", "memory")),
    "price": (pattern("results.costs", "price"), pattern("results.metrics", "price")),
    "compute": (pattern("results.costs", "compute"),),
}


def costs_told(lines: Sequence[Line]) -> frozenset[Cost]:
    """The kinds of cost of which the abstract speaks."""
    abstract = " ".join(line.text for line in lines if line.part == "abstract")
    return frozenset(kind for kind, said in _SAID.items() if said.search(abstract))


def cost_of(head: str) -> Cost | None:
    """The kind of cost that a column's head names; None: it names none."""
    return next((kind for kind, found in _HEADS.items() if any(said.search(head) for said in found)), None)
