"""Which columns of a row of results are left out, since another one says more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.cells import number_of
from pipeline.summarise.facts.grids import Grid
from pipeline.summarise.facts.head_words import AVERAGE, COST, LABEL, NAMED, is_marked, is_named, joined
from pipeline.words.vocabulary import pattern

METRIC = pattern("results.metrics")
RATIO = 2  # numbers of one
OF_PART = re.compile(r"_\{?[a-z]\}?$")  # AP_{s}: of the small objects alone
_PART_OF_F1 = re.compile(r"(?i)pre?(?:c(?:ision)?)?\.?|rec?(?:all)?\.?|[pr]")
_OVER_PARTS = re.compile(r"(?i)\bf1\b|\bf-|\bacc")
_OVER_CLASSES = re.compile(r"mAP|mIoU|(?:[Mm]ean|[Aa]vg\.?|[Aa]verage) (?:AP|IoU|Dice|DSC)")
_COUNT = re.compile(r"\d{2,}|\d[\d,]*,\d{3}")  # 392, 1,024
_CLASS = re.compile(r"[A-Z]?[a-z]+\.?|(?:[A-Z]\.)+")


def parts_of_averages(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns below the name of a benchmark that has one for their average too, and tasks beside an average."""
    whole = {head[:-1] for head in heads if head and AVERAGE.search(head[-1])}
    named = {over for over in whole if over and NAMED.search(over[-1])}
    return {
        c
        for c, head in enumerate(heads)
        if head and not AVERAGE.search(head[-1])
        if head[:-1] in named
        or ((head[:-1] in whole or () in whole) and _is_task(head[-1]) and not any(map(is_named, head[:-1])))
    }


def _is_task(label: str) -> bool:
    """Whether a label is neither a benchmark's name nor a metric: "Code Generation"."""
    return not (
        is_named(label) or METRIC.search(label) or LABEL.fullmatch(label) or COST.search(label) or is_marked(label)
    )


def part_metrics(grid: Grid) -> set[int]:
    """The columns of what a benchmark's main metric is made of: precision beside F1, small objects beside all."""
    what = [grid.what(head) for head in grid.heads]
    parts = set[int]()
    for c, (benchmark, metric) in enumerate(what):
        beside = [other for i, (name, other) in enumerate(what) if i != c and name == benchmark and other]
        if _PART_OF_F1.fullmatch(metric):
            parts |= {c} if any(_OVER_PARTS.search(other) for other in beside) else set()
        elif (whole_one := OF_PART.sub("", metric)) != metric:
            parts |= {c} if whole_one in beside else set()
    return parts


def fused(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns whose head begins with that of one beside them, where several do: a neighbour's name is torn in.

    "Hop Seal | Hop | Hop Frames": of one, as "ImageNet | ImageNet ReaL", it may be the name. Or in whose stack of heads
    the last one of a column beside it stands.
    """
    last = {(head[0], head[-1]): c for c, head in enumerate(heads) if len(head) > 1}
    found = {c for c, head in enumerate(heads) if any((head[0], part) in last for part in head[1:-1])}
    for whole in {head for head in heads if len(head) == 1}:
        longer = {c for c, head in enumerate(heads) if len(head) == 1 and head[0].startswith(f"{whole[0]} ")}
        found |= longer if len(longer) > 1 else set()
    return found


def classes(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns headed by everyday words beside one of a mean over classes: "mAP | Car | Truck"."""
    if not any(_OVER_CLASSES.fullmatch(joined(head)) for head in heads):
        return set()
    said = [joined(head) for head in heads]
    return {
        c for c, head in enumerate(said) if _CLASS.fullmatch(head) and not (METRIC.search(head) or COST.search(head))
    }


def counts(grid: Grid) -> set[int]:
    """The columns of whole numbers under a head that is no metric, beside one of fractions: "Final patches | Top-1"."""
    numbers = [
        [row.cells[c] for row in grid.rows if number_of(row.cells[c]) is not None] for c in range(len(grid.heads))
    ]
    whole = {c for c, cells in enumerate(numbers) if cells and all(map(_COUNT.fullmatch, cells))}
    if len(whole) == sum(map(bool, numbers)):
        return set()
    said = {c: joined(grid.heads[c]) for c in whole}
    return {c for c in whole if not (METRIC.search(said[c]) or is_named(said[c]) or is_marked(said[c]))}


def ratios(heads: Sequence[tuple[str, ...]]) -> set[int]:
    """The columns of what two others are to one another: "Score | Length | Score/Length"."""
    said = [joined(head).lower() for head in heads]
    parts = [[part.strip() for part in head.split("/")] for head in said]
    return {c for c, two in enumerate(parts) if len(two) == RATIO and {*two} <= {*said}}
