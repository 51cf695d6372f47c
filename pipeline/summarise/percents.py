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

    So have the other values of that metric.

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

    def is_said(one: ResultFact) -> bool:
        named = terms(one.metric)
        values = {value for value, words in said if shared(named, words)}
        return bool(values & {one.value, one.baseline_value}) and _BARE.fullmatch(one.value) is not None

    metrics = {one.metric for one in summary.results if is_said(one)}

    def signed(one: ResultFact) -> ResultFact:
        stays = {(one.metric, one.value), (one.baseline, one.baseline_value)} & confirmed
        if stays or not _BARE.fullmatch(one.value) or not (is_said(one) or (one.metric in metrics and _is_large(one))):
            return one
        rival = f"{one.baseline_value}%" if _BARE.fullmatch(one.baseline_value) else one.baseline_value
        return one.model_copy(update={"value": f"{one.value}%", "baseline_value": rival})

    return summary.model_copy(update={"results": tuple(map(signed, summary.results))})


def _is_large(one: ResultFact) -> bool:
    """Whether a value is no fraction: 68.78 beside 93.78%."""
    return float(one.value) > 1
