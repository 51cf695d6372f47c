"""Results that a sentence states: "achieves 51.7% on MATH", "improves from 26.1 to 42.5 on Omni-MATH"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.candidates.result_tables import METRIC
from pipeline.sentences import split_sentences
from schemas.records import PaperText
from schemas.summary import ResultFact

REACH = 70  # characters between a number and the benchmark that it was measured on
_VERB = re.compile(
    r"(?i)\b(?:achiev|reach|attain|obtain|yield|improv|surpass|outperform|scor|increas|rais|boost|reduc|drop|gain|exceed|"
    r"deliver|record|rang|result)\w*"
)
_VALUE = re.compile(
    r"(?<![\w.^{/-])(?:from\s+(?P<before>\d+(?:\.\d+)?)\s?%?\s+to\s+)?(?P<value>\d+(?:\.\d+)?(?:\s?±\s?[\d.]+)?)(?P<unit>\s?%|\s?points?\b|\s?pp\b)?"
    r"(?![\w^]|\.\d|-\w)"
)
_ON = re.compile(
    r"\b(?:on|in)\s+(?:(?:the|both|challenging|[a-z]+-level|popular|standard|in-domain|out-of-domain)\s+){0,3}"
    r"(?P<name>[A-Z][\w.+*-]*(?:\s(?:[A-Z]{2,}[\w.+-]*|[A-Z][a-z]+(?:\s?\d+)?|\d[\w.]*))?)"
)
_NO_BENCHMARK = re.compile(
    r"(?i)(?:table|tab|figure|fig|section|sec|appendix|eq\w*|algorithm|alg|english|chinese|python|stage|step|phase|[A-Z])\.?(?:\s.*)?"
)


def of_sentences(paper: PaperText, parts: Sequence[str]) -> Iterator[ResultFact]:
    """The results of the sentences of these parts that tell of an achievement and name a benchmark."""
    for block in paper.blocks:
        part = paper.sections[block.section].part if block.section is not None else "front"
        part = "abstract" if block.kind == "abstract" else part
        if block.kind not in ("abstract", "paragraph", "list") or part not in parts:
            continue
        if block.section is not None and re.search(
            r"(?i)related|background|preliminar", paper.sections[block.section].title
        ):
            continue
        for sentence in split_sentences(block.text):
            if _VERB.search(sentence):
                yield from _of_sentence(sentence)


def _of_sentence(sentence: str) -> Iterator[ResultFact]:
    places = [m for m in _ON.finditer(sentence) if not _NO_BENCHMARK.fullmatch(m["name"])]
    for match in _VALUE.finditer(sentence):
        if not match["unit"] and "." not in match["value"] and not match["before"]:
            continue  # a bare integer is a count, a year or a size
        after = [p for p in places if 0 <= p.start() - match.end() <= REACH]
        before = [p for p in places if 0 <= match.start() - p.end() <= REACH]
        place = after[0] if after else before[-1] if before else None
        if place is None:
            continue
        metric = METRIC.search(sentence[match.end() : match.end() + 30]) or METRIC.search(sentence)
        yield ResultFact(
            benchmark=place["name"].rstrip(".,"),
            metric=metric[0] if metric else "",
            value=(match["value"] + ("%" if (match["unit"] or "").strip() == "%" else "")).strip(),
            system="",
            baseline="",
            baseline_value=match["before"] or "",
            quote=sentence,
        )
