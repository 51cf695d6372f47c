"""The numbers that a paper's claims give its own method without a benchmark: gains, speedups, correlations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.changes import changes_of
from pipeline.summarise.facts.comparisons import is_claim
from pipeline.summarise.facts.methods import METRIC, names_one
from pipeline.summarise.lines import PROSE, Line
from schemas.summary import ResultFact

_NUMBER = r"\d+(?:\.\d+)?"
_MEASURE = f"(?i:{METRIC.pattern})"
_PHRASE = r"(?:[\w+/-]+ ){0,4}?[\w+/-]+"
_GAIN = r"(?:(?:relative|absolute|average|overall) )?(?:gain|improvement|speed-?up|increase)s?"
_GAINED = re.compile(  # "a +27.9% relative gain in accuracy", and in the list behind it "+33.3% in knowledge QA"
    rf"(?P<value>\+{_NUMBER}(?:\s?%)?)(?P<points>-point|\s?pp| points)?(?: (?P<kind>{_GAIN}))? in (?P<what>{_PHRASE})"
    r"(?=,| over\b| and\b| compared\b|\.|$)"
)
_SPED = re.compile(
    rf"(?P<most>up to )?(?:an? )?(?P<value>{_NUMBER}\s?[×x]) (?:[\w-]+ )?(?P<kind>speed-?up) "
    rf"(?:over|compared (?:to|with)|relative to) (?:the )?(?P<than>{_PHRASE})(?: (?P<at>at {_NUMBER}\s?% [a-z]+))?"
    r"(?=[,.;]|,? while\b|$)"
)
_DOES = r"(?:scor(?:es|ed)|achiev(?:es|ed)|yield(?:s|ed)|show(?:s|ed)|reach(?:es|ed)|attain(?:s|ed)|obtain(?:s|ed))"
_EACH = re.compile(  # "overall performance improvements of 10.4% and 61.9% on A and B"
    rf"(?<![a-z])(?P<what>(?:(?!{_DOES})[a-z]+ ){{1,3}}?)(?P<kind>improvement|gain)s of (?P<one>{_NUMBER}%) "
    rf"and (?P<two>{_NUMBER}%) on (?P<first>[A-Z][\w.-]*) and (?P<second>[A-Z][\w.-]*\w)"
)
_OVER = re.compile(rf"\b(?:over|compared (?:to|with)|relative to) (?:the )?(?P<than>{_PHRASE})\.?$")
_BRACKETED = re.compile(  # "tracks the exact gradient strongly (mean Pearson 0.905)"
    rf"\bthe (?P<what>(?:[\w-]+ ){{1,4}}?)(?:(?:even|more|most|\w+ly) )*"
    rf"\((?P<metric>(?:(?:mean|average|median) )?{_MEASURE}) (?:of )?(?P<value>{_NUMBER}\s?%?)\)"
)
_REACHES = tuple(
    rf"{_DOES} (?:an? )?(?:(?P<metric{n}>{_MEASURE}) of )?(?P<value{n}>{_NUMBER}\s?%?)(?!\w)" for n in (1, 2)
)
_CONTRAST = re.compile(  # "Foo scored Recall@50 of 0.88, while our model, Bar, scored 0.85"
    rf"^(?P<one>[^,;]+?) {_REACHES[0]}, (?:while|whereas|but) (?P<two>(?:[^,;]|, [A-Z][\w-]*,)+?) {_REACHES[1]}"
)
_OURS = re.compile(r"(?i)\b(?:we|our|ours|its?)\b")
_LAST_NAME = re.compile(r"[A-Z][\w-]*[A-Z\d][\w-]*(?=,?$)")


def headline_numbers(lines: Sequence[Line], own: tuple[str, ...], *, stated: bool = False) -> list[ResultFact]:
    """The numbers of the abstract; of introduction and conclusion where it has none.

    `own`: what the paper calls its own method. `stated`: whether the abstract has numbers with a benchmark.
    """
    claims = [line for line in lines if line.block_kind in PROSE and is_claim(line) and not line.others]
    for part in (True,) if stated else (True, False):
        found = [f for line in claims if (line.part == "abstract") == part for f in _of_sentence(line, own)]
        if found:
            return found
    return []


def _of_sentence(line: Line, own: tuple[str, ...]) -> Iterator[ResultFact]:
    sentence = line.text
    if contrast := _CONTRAST.search(sentence):
        yield from _contrasted(contrast, line, own)
        return
    told = list(_in_words(line, own))
    numbers = {fact.value.lstrip("+") for fact in told}
    yield from told
    yield from (fact for fact in changes_of(sentence, own, line.at) if fact.value.lstrip("+") not in numbers)


def _in_words(line: Line, own: tuple[str, ...]) -> Iterator[ResultFact]:
    """The numbers of a sentence, each in its own form of words."""
    sentence = line.text
    system = next((name for name in own if names_one(sentence, (name,))), "")
    for match in _BRACKETED.finditer(sentence):
        yield _fact(match["what"].strip(), match["metric"], match["value"], system, "", line)
    for match in _SPED.finditer(sentence):
        scope = ", ".join(filter(None, ((match["most"] or "").strip(), match["at"] or "")))
        what = f"{match['kind']} ({scope})" if scope else match["kind"]
        yield _fact("speed", what, match["value"], system, match["than"], line)
    if not (_OURS.search(sentence) or system):
        return
    yield from _gained(sentence, system, line)
    for match in _EACH.finditer(sentence):
        for value, model in ((match["one"], match["first"]), (match["two"], match["second"])):
            named = f"{system} ({model})" if system else model
            yield _fact(match["what"].strip(), match["kind"], value, named, "", line)


def _gained(sentence: str, system: str, line: Line) -> Iterator[ResultFact]:
    """The gains of a list, each of the kind that the one before it names, where a sentence ends with their rival."""
    than, kind = _OVER.search(sentence), ""
    for match in _GAINED.finditer(sentence):
        kind = match["kind"] or kind
        if kind:
            named = f"{kind} (points)" if match["points"] else kind
            yield _fact(match["what"], named, match["value"], system, than["than"] if than else "", line)


def _contrasted(match: re.Match[str], line: Line, own: tuple[str, ...]) -> Iterator[ResultFact]:
    """What two clauses tell of the own method and of another, in one metric."""
    metrics = [m for m in match.group("metric1", "metric2") if m]
    ours = [bool(_OURS.search(match[n]) or names_one(match[n], own)) for n in ("one", "two")]
    if len(metrics) != 1 or sum(ours) != 1:
        return
    mine, other = ("1", "2") if ours[0] else ("2", "1")
    clause = {"1": match["one"], "2": match["two"]}
    named = _LAST_NAME.search(clause[mine])
    yield ResultFact(
        benchmark=metrics[0],
        metric="",
        value=match[f"value{mine}"],
        system=named[0] if named else "",
        at=line.at,
        baseline=clause[other].strip(),
        baseline_value=match[f"value{other}"],
    )


def _fact(benchmark: str, metric: str, value: str, system: str, baseline: str, line: Line) -> ResultFact:
    return ResultFact(
        benchmark=benchmark,
        metric=metric,
        value=value.strip(),
        system=system,
        at=line.at,
        baseline=baseline,
        baseline_value="",
    )
