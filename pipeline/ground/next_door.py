"""Looks for all numbers of a claim under its own words where its place does not state them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ground import context as around
from pipeline.ground.assigned import assigned
from pipeline.ground.claim import Claim
from pipeline.ground.credible import CONVERTED, hits_of, is_argument
from pipeline.ground.index import Hit, Occurrence
from pipeline.ground.labels import column_label, column_words, is_ours, rival_of, row_label, row_words
from pipeline.ground.near import group_at, name_fit, rival_beside
from pipeline.ground.regions import held_in, neighbours, region_at, rows_of
from pipeline.ground.terms import shared, terms

SURE_FIT = 0.7  # the same where no place was named for it
# words of metrics, which many a table of scores leaves unsaid
_METRICS = terms("accuracy score rate percentage performance result top top1 few shot zero success pass")


MOST_LOOKED_AT = 2_000  # numbers of the paper, for one fact; what stands in more places than these points at none


def next_door(claim: Claim) -> list[Hit] | None:
    """Where all numbers stand under the claim's own words: the same table, the paragraphs beside, then anywhere."""
    index = claim.index
    near = [r for region in claim.regions for r in rows_of(region.block, index)]
    beside = [r for region in claim.regions for r in neighbours(region, index)]
    for regions in (near, beside):
        there = [
            [h for region in dict.fromkeys(regions) for h in hits_of(n, held_in(region, index), index)]
            for n in claim.numbers
        ]
        if (found := _only(there, claim)) is not None:
            return found
    return _only([list(index.lookup(n)) for n in claim.numbers], claim)


def _only(there: Sequence[Sequence[Hit]], claim: Claim) -> list[Hit] | None:
    """A hit for each number, where one place has them under the claim's words: the one paragraph, or the first row."""
    if sum(map(len, there)) > MOST_LOOKED_AT:
        return None
    fitting = [[hit for hit in hits if _fits(hit, claim)] for hits in there]
    places = [dict.fromkeys(region_at(hit.occurrence) for hit in hits) for hits in fitting]
    common = [place for place in places[0] if all(place in others for others in places[1:])]
    if not common or (len(common) > 1 and any(place.row is None for place in common)):
        return None
    return assigned([[h for h in hits if region_at(h.occurrence) == common[0]] for hits in fitting], claim)


def _fits(hit: Hit, claim: Claim) -> bool:
    """Whether a number stands where the claim says, word for word: under its labels, or beside its name."""
    occurrence, index = hit.occurrence, claim.index
    number = occurrence.number
    if around.unit_conflicts(number, claim.name) or number.reading in ("word", "chinese"):
        return False
    block = index.paper.blocks[occurrence.block]
    if occurrence.row is not None and occurrence.column is not None:
        return _labelled(occurrence, claim) and rival_of(occurrence, claim.wording, index) is None
    if block.table is not None or not claim.wanted.name or hit.rule in CONVERTED:
        return False
    group = group_at(occurrence, index)
    low, high = around.sentence_span(block.text, number.start, number.end)
    said = terms(block.text[low:high])
    return is_argument(occurrence, claim) or (
        name_fit(claim.wanted, group) >= SURE_FIT
        and claim.wanted.context <= shared(claim.wanted.context, said)
        and rival_beside(occurrence, number, claim.wanted, index) is None
    )


def _labelled(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether the labels of a cell, with the table's caption, have every word of the claim."""
    table = claim.index.paper.blocks[occurrence.block].table
    if table is None:
        return False
    labels = (row_words(occurrence, claim.index), column_words(occurrence, claim.index))
    ours = all(map(is_ours, row_label(occurrence, claim.index).own))
    if not (ours or any(map(claim.wording.says, labels[0]))):
        return False
    said = terms(" ".join((*labels[0], *labels[1], table.caption)))
    wanted = frozenset(claim.wanted.name.keys() | claim.wanted.context) - _METRICS - claim.glossed
    left = wanted - shared(wanted, said)
    return bool(wanted) and (not left or _is_ours(occurrence, left, claim))


def in_its_cell(occurrence: Occurrence, claim: Claim) -> bool:
    """Whether a cell of a named table stands where the claim says: its column in every word, its row too, or "Ours"."""
    if occurrence.block not in {region.block for region in claim.regions}:
        return False
    row, column = row_label(occurrence, claim.index).own, column_label(occurrence, claim.index).own
    of_row = claim.wording.says_all(row) or all(map(is_ours, row))
    return bool(row and column) and of_row and claim.wording.says_all(column)


def _is_ours(occurrence: Occurrence, left: frozenset[str], claim: Claim) -> bool:
    """Whether words are a system's own name, for which a row says "Ours": its column is named, and no other row is."""
    row, column = row_label(occurrence, claim.index).own, column_label(occurrence, claim.index).own
    if not (row and all(map(is_ours, row)) and column and claim.wording.says_all(column)):
        return False
    others = (o for o in claim.index.at(occurrence.block) if o.row != occurrence.row)
    return not any(shared(left, terms(" ".join(row_words(o, claim.index)))) for o in others)
