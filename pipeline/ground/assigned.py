"""Chooses a place for each number of a claim, of several those that nothing speaks against."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.claim import LIST_RE, Claim
from pipeline.ground.index import Hit, Occurrence, PaperIndex
from pipeline.ground.near import group_at, groups_of
from pipeline.ground.rivals import rival_at

_IS_NEXT_RE = re.compile(r" ?(?:\([0-9.]+%\))?[,;](?: and)? [^\s,;.]+ ?= ?")  # from one symbol's number to the next
_GOES_ON_RE = re.compile(r", (?:and )?| and ")  # from one number of a list to the next


def assigned(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number, no occurrence for two, those of a list in one list; None: there is no such choice.

    Of several hits one is taken that neither labels nor words speak against.
    """
    if not all(there):
        return None
    if LIST_RE.fullmatch(claim.fact.value.strip()) and len(there) > 1:
        return _in_one_list(there, claim)
    taken: list[Hit] = []
    for number, hits in zip(claim.numbers, there, strict=True):
        free = [hit for hit in hits if not any(_same(hit, other) for other in taken)]
        if not free:
            return None
        standing = (hit for hit in free if rival_at(hit, number, claim) is None)
        taken.append(next(standing, free[0]))
    return taken


def _same(a: Hit, b: Hit) -> bool:
    return a.occurrence == b.occurrence


def _in_one_list(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number in one cell or one list of a sentence."""
    for first in there[0]:
        taken: list[Hit] = [first]
        for hits in there[1:]:
            fresh = (h for h in hits if _list_of(h, claim) == _list_of(first, claim) and h not in taken)
            if (hit := next(fresh, None)) is None:
                break
            taken.append(hit)
        else:
            return taken
    return _in_turn(there, claim)


def _in_turn(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number of a list where a sentence sets one symbol after another: "a = 0.1, b = 2.0, c = 0.5"."""
    for first in there[0]:
        taken = [first]
        for hits in there[1:]:
            last = taken[-1].occurrence
            text = claim.index.paper.blocks[last.block].text
            behind = (h for h in hits if h.occurrence.block == last.block and h.occurrence.row is None)
            fresh = (h for h in behind if _IS_NEXT_RE.fullmatch(text[last.number.end : h.occurrence.number.start]))
            if (hit := next(fresh, None)) is None:
                break
            taken.append(hit)
        else:
            return taken
    return None


def _list_of(hit: Hit, claim: Claim) -> tuple[int, int | None, int | None]:
    """What tells one list of numbers from another: the cell, or the start of the list.

    Where as many rows are cited as there are numbers, a column is one list.
    """
    o = hit.occurrence
    if o.row is not None or claim.index.paper.blocks[o.block].table is not None:
        rows = [region for region in claim.regions if region.row is not None and region.block == o.block]
        return o.block, None if len(rows) >= len(claim.numbers) else o.row, o.column
    return o.block, None, _start_of_list(o, claim.index)


def _start_of_list(occurrence: Occurrence, index: PaperIndex) -> int:
    """Where the list of a number begins; its last number may have the unit of all: 1, 2 and 4 layers."""
    groups = groups_of(occurrence.block, index)
    own = group_at(occurrence, index)
    at = groups.index(own)
    before = groups[at - 1].numbers if at else ()
    between = (
        index.paper.blocks[occurrence.block].text[before[-1].number.end : own.numbers[0].number.start] if at else ""
    )
    if len(before) > 1 and before[-1].number.unit == "plain" and _GOES_ON_RE.fullmatch(between):
        return before[0].number.start
    return own.numbers[0].number.start
