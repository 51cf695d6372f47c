"""Results that a sentence states of one system against another: "preferred to GPT-3 85 ± 3% of the time"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.methods import names_one
from pipeline.summarise.lines import PROSE, Line
from schemas.records import Part
from schemas.summary import ResultFact

_SHARE = r"(?P<value>\d+(?:\.\d+)?(?:\s?±\s?\d+(?:\.\d+)?)?\s?%)"
_CAPITAL = r"[\w-]*[A-Z][\w-]*(?:\.\d[\w-]*)?"
_OTHER = (
    r"(?:(?:the|an?|our|their)\s)?"
    rf"(?P<other>(?:(?!(?:of|for|on|in|and|as|often|much|than)\b)[\w-]+\s){{0,2}}?{_CAPITAL}(?:\s{_CAPITAL})*)"
)
_OUTPUTS = r"(?:\s(?:outputs?|responses?|answers?|summaries|generations|baselines?|models?|polic(?:y|ies)))?"
_PREFERRED = (
    re.compile(rf"\bprefer\w* (?:\w+ ){{0,2}}?(?:to|over) {_OTHER}{_OUTPUTS},? {_SHARE} of the time"),
    re.compile(rf"\bprefer\w* (?:\w+ ){{0,2}}?{_SHARE} of the time,? (?:to|over) {_OTHER}"),
)
_WINS = (
    re.compile(rf"(?i:\bwin[ -]?rate) of {_SHARE} (?:over|against|vs\.?|versus) {_OTHER}"),
    re.compile(rf"\b{_SHARE} (?i:win[ -]?rate) (?:over|against|vs\.?|versus) {_OTHER}"),
)
_BESIDE = (  # "half as often as GPT-3 (a 21% vs. 41% hallucination rate, respectively)"
    re.compile(
        rf"\b(?:than|as|over|to) {_OTHER}{_OUTPUTS} \((?:an? )?{_SHARE} (?:vs\.?|versus|against|compared to) "
        r"(?P<second>\d+(?:\.\d+)?\s?%) (?P<what>[a-z-]+ (?:rate|accuracy|error|score))\b"
    ),
)
_SEVERAL = re.compile(r"\b(?:and|or) [\w.-]+ (?:are|were|is|was)(?: \w+)? preferred\b|\d\s?% (?:and|or) \d")


def of_preferences(lines: Sequence[Line], parts: Sequence[Part], own: tuple[str, ...]) -> list[ResultFact]:
    """How often the paper's own system is preferred to another, or wins over it, by the sentences of these parts.

    `own`: what the paper calls its own method; the sentence names it before the number.
    """
    found: list[ResultFact] = []
    for line in lines:
        if line.block_kind not in PROSE or line.part not in parts or line.others or _SEVERAL.search(line.text):
            continue
        for fact in _of_sentence(line, own):
            if not any(f.value == fact.value and f.benchmark.split()[-1] == fact.benchmark.split()[-1] for f in found):
                found.append(fact)
    return found


def _of_sentence(line: Line, own: tuple[str, ...]) -> Iterator[ResultFact]:
    for kind, patterns in (("preference over", _PREFERRED), ("win rate over", _WINS), ("", _BESIDE)):
        for match in (m for pattern in patterns for m in pattern.finditer(line.text)):
            system = _last_named(line.text[: match.start()], own)
            if system and not names_one(match["other"], own):
                beside = match.groupdict()
                yield ResultFact(
                    benchmark=f"{kind} {match['other']}" if kind else match["what"],
                    metric="",
                    value=match["value"],
                    system=system,
                    baseline="" if kind else match["other"],
                    baseline_value=beside.get("second") or "",
                    at=line.at,
                )


def _last_named(text: str, own: tuple[str, ...]) -> str:
    """The paper's own system that a text names last, with its size; "" where it names none."""
    names = "|".join(re.escape(name) for name in own)
    found = list(re.finditer(rf"(?<![\w-])(?:\d[\d.]*[BM] )?(?:{names})(?!\w)", text)) if own else []
    return found[-1][0] if found else ""
