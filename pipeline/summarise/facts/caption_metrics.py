"""The metric that a caption gives one benchmark: "LibriSpeech is measured with WER and AISHELL-1 with CER"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from pipeline.words.vocabulary import pattern

METRIC = pattern("results.metrics")

LEAST_NAME = 3  # capitals of a short word that a benchmark's name may hold: the TTS of "LibriTTS"
_BY = re.compile(r"\b(?:measured|evaluated|scored|reported|assessed)\b[^.;]* (?:with|by|in|using|as)\b")
_OF = re.compile(r"\s?\)? (?:is |are )?(?:reported |used |given )?(?:on|for) ")
_SPELLED = re.compile(r"[-\w ]{0,12}\(")  # between a metric's words and its short name: "error-rate (WER"
_NAME = re.compile(r"[A-Za-z][\w-]*[A-Z][\w-]*|[A-Z]\w*(?:-\w+)+")
_SHORT = re.compile(rf"(?<![\w-])[A-Z]{{{LEAST_NAME},}}(?![\w-])")


def metric_of(benchmark: str, caption: str) -> str:
    """The one metric that a caption gives a benchmark that it names; "": it gives none, or several."""
    given = {metric for what, metric in _given(caption) if _names(what, benchmark)}
    return given.pop() if len(given) == 1 else ""


def _given(caption: str) -> Iterator[tuple[str, str]]:
    """Each metric of a caption behind the words that say what is measured with it."""
    for sentence in re.split(r"[.;]\s", caption):
        found = metrics_in(sentence)
        ends = [0, *(m.end() for m in found)]
        starts = [*(m.start() for m in found), len(sentence)]
        for i, metric in enumerate(found):
            if _OF.match(sentence, metric.end()):
                yield sentence[metric.end() : starts[i + 1]], metric[0]
            elif _BY.search(sentence[: metric.start()]):
                yield sentence[ends[i] : metric.start()], metric[0]


def metrics_in(sentence: str) -> list[re.Match[str]]:
    """The metrics that a sentence names, one that is spelled out by its short name alone."""
    found = list(METRIC.finditer(sentence))
    return [
        m
        for m, behind in zip_longest(found, found[1:])
        if not (behind and _SPELLED.fullmatch(sentence, m.end(), behind.start()))
    ]


def _names(what: str, benchmark: str) -> bool:
    """Whether words name a benchmark, or hold a short name that is a part of its own."""
    said = METRIC.sub("", what)
    alike = any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said) for name in _NAME.findall(benchmark))
    return alike or any(re.search(rf"{short}(?![A-Za-z])", benchmark) for short in _SHORT.findall(said))
