"""Gives results the per cent sign that the paper's sentences write behind them: a false-positive rate of 0.11%."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.ground.index import PaperIndex
from pipeline.ground.summary import claims_of, key_of
from pipeline.ground.terms import shared, terms
from pipeline.words.sentences import split_sentences
from schemas.summary import ResultFact, Summary

_BARE = re.compile(r"[0-9]+\.[0-9]+")
_SHARE = re.compile(r"(?<![\w.])([0-9]+\.[0-9]+) ?\\?%")
_PROSE = frozenset({"abstract", "paragraph", "list", "caption"})


def with_percents(summary: Summary, index: PaperIndex, kept: Collection[str] = ()) -> Summary:
    """The results with "%" behind values that a sentence which names their metric writes so, and their baselines.

    `kept`: keys of facts that were confirmed as they stand.
    """
    said = [
        (m[1], terms(sentence))
        for block in index.paper.blocks
        if block.kind in _PROSE and "%" in block.text
        for sentence in split_sentences(block.text)
        for m in _SHARE.finditer(sentence)
    ]
    confirmed = {(c.name, c.value) for c in claims_of(summary) if key_of(c) in kept}

    def signed(one: ResultFact) -> ResultFact:
        if {(one.metric, one.value), (one.baseline, one.baseline_value)} & confirmed or not _BARE.fullmatch(one.value):
            return one
        named = terms(one.metric)
        values = {value for value, words in said if shared(named, words)}
        if not values & {one.value, one.baseline_value}:
            return one
        rival = f"{one.baseline_value}%" if _BARE.fullmatch(one.baseline_value) else one.baseline_value
        return one.model_copy(update={"value": f"{one.value}%", "baseline_value": rival})

    return summary.model_copy(update={"results": tuple(map(signed, summary.results))})
