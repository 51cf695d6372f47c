"""Results that a sentence states: "achieves 51.7% on MATH", "improves from 26.1 to 42.5 on Omni-MATH"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.summarise.facts.head_words import COST
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import either, pattern
from schemas.records import Part
from schemas.summary import ResultFact

METRIC = pattern("results.metrics")

REACH = 70  # characters between a number and the benchmark that it was measured on
_VERB = re.compile(rf"\b(?:{either('aspects.results', 'verb')}|{either('aspects.reached')})\w*")
_VALUE = re.compile(
    r"(?<![\w.^{/+-])(?:from\s+(?P<before>\d+(?:\.\d+)?)\s?%?\s+to\s+)?(?P<value>\d+(?:\.\d+)?(?:\s?±\s?[\d.]+)?)(?P<unit>\s?%|\s?points?\b|\s?pp\b)?"
    r"(?![\w^]|\.\d|-\w|\s?[×x]|\s(?:times|tokens?|(?:milli)?seconds?|ms|minutes?|hours?|days?|bits?|[KMGT]B|per)\b)"
)
# "V*Bench (76.4% to 88.5%)", "AIME 2024 (33.5% against 25.8%)": of the name before the bracket alone
_PAIR = re.compile(
    r"(?P<name>[A-Z][\w.+*-]*(?:\s[A-Z\d][\w.+*-]*){0,3})\s\("
    r"(?P<first>\d+(?:\.\d+)?)(?P<unit>\s?%)?\s(?P<word>to|against|vs\.?|versus)\s(?P<second>\d+(?:\.\d+)?)\s?%?\)"
)
# "accuracy on CIFAR-100 (91.7%), Flowers (98.8%)": each of the name before it
_IN_BRACKETS = re.compile(r"(?P<name>[A-Z][\w.+*-]*(?:\s[A-Z\d][\w.+*-]*){0,3})\s\((?P<value>\d+(?:\.\d+)?\s?%)\)")
# "achieves NQ 0.4852, TriviaQA 0.6226 and PopQA 0.4513"
_EACH = r"[A-Z][\w.+*-]*(?: [A-Z\d][\w.+*-]*)? \d+\.\d+%?"
_LISTED = re.compile(rf"\b(?:achiev|reach|obtain|scor)\w* (?P<all>{_EACH}(?:,? (?:and )?{_EACH})+)")
_NAME_VALUE = re.compile(r"(?P<name>[A-Z][\w.+*-]*(?: [A-Z\d][\w.+*-]*)?) (?P<value>\d+\.\d+%?)")
_ON = re.compile(
    r"\b(?:on|in)\s+(?:(?:the|both|challenging|[a-z]+-level|popular|standard|in-domain|out-of-domain)\s+){0,3}"
    r"(?P<name>[A-Z][\w+*-]*(?:[.;]\w+)*(?:\s(?:[A-Z]{2,}[\w+-]*|[A-Z][a-z]+(?:\s?\d+)?|\d\w*(?:\.\d+)?))?)"
)
_RIVAL = re.compile(r"\b(?:over|than|for|against|to|with|of|by)\s$")  # what follows is no benchmark
_AGAINST = re.compile(r"\b(?:against|than|versus|vs\.?|compared (?:to|with))\s$")
_FOR_RIVAL = re.compile(r"\s(?:for|of|by)\s[A-Z]")
_GAIN_AFTER = re.compile(
    r"(?i)\s*(?:absolute |relative |average |overall |accuracy |error |performance |more |of (?:the|all|its|our|"
    r"these|samples) )*\s*"
    r"(?:end-to-end|wall-clock|speed|improvement|gain|increase|reduction|boost|decrease|drop|points?|higher|lower|better|faster|fewer|"
    r"less|more|smaller|of the\b|of all|data\b|"
    r"training|parameters|examples|labels|over\b|compared|relative)"
)
_GAIN_BEFORE = re.compile(
    r"(?i)\b(?:loses?|losing|by|gains? of|improvements? of|increases? of|reductions? of|drops? of|margin of|another|"
    r"additional|than|least|with|using|only|on)"
    r"(?: (?:up to|at least|over|about|around|approximately|an average of|nearly|almost|absolute|only|just))?\s*$|"
    r"\b(?:gains?|improv\w+|boosts?|increas\w+|reduc\w+)[^.;]{0,60}\b(?:up to|of|by|and)\s*$"
)
_CHANGES = re.compile(
    r"(?i)\b(?:los[ei]|lost|gain|drop|f[ae]ll|rais|ris[ei]|rose|improv|increas|decreas|reduc|boost|outperform|surpass|exceed)\w*"
)
_REACHES = re.compile(r"(?i)\b(?:to|at|of|(?:reach|achiev|attain|obtain|scor|yield)\w*|results? in)\b")
_OF_ITS_OWN = re.compile(r"(?:/\d[\d.]*%?)? on (?!average\b)")  # behind a number: "/94% on a robot"
_CLAUSE = re.compile(r"[,;] (?:and|while|but|whereas)\b|;")
_SECTION = re.compile(r"(?i)\(\s*$|\b(?:section|table|figure|sec\.|fig\.|version|v)\s*$")
_POINTS = re.compile(r"\d\s?(?:points?|pp)\b")
_NO_BENCHMARK = re.compile(
    r"(?i)(?:table|tab|figure|fig|section|sec|appendix|eq\w*|algorithm|alg|english|chinese|python|stage|step|phase|[A-Z])\.?(?:\s.*)?"
)


def of_sentences(lines: Sequence[Line], parts: Sequence[Part]) -> Iterator[ResultFact]:
    """The results of the sentences of these parts that tell of an achievement and name a benchmark."""
    for line in lines:
        if line.block_kind not in PROSE or line.part not in parts:
            continue
        if not line.others and _VERB.search(line.text):
            yield from _of_sentence(line.text, line.at)


def _of_sentence(sentence: str, at: str) -> Iterator[ResultFact]:
    pairs = list(_PAIR.finditer(sentence))

    def paired(start: int) -> bool:
        return any(pair.start() <= start < pair.end() for pair in pairs)

    found = [m for m in _ON.finditer(sentence) if _is_benchmark(m["name"])]
    for pair in pairs:
        name: str | None = pair["name"]
        if _RIVAL.search(sentence[: pair.start()]):  # "gains 7.7 points on AIME 2024 over GRPO (33.5% against 25.8%)"
            name = next((m["name"] for m in reversed(found) if m.end() <= pair.start()), None)
        value, before = pair.group("second", "first") if pair["word"] == "to" else pair.group("first", "second")
        if name is not None:
            yield _result(name, value, pair["unit"], before, sentence, pair.end(), at)
    for alone in _IN_BRACKETS.finditer(sentence):
        if found and not _RIVAL.search(sentence[: alone.start()].removesuffix("on ")):
            pairs.append(alone)
            yield _result(alone["name"], alone["value"], None, None, sentence, alone.end(), at)
    for listed in _LISTED.finditer(sentence):
        for each in _NAME_VALUE.finditer(sentence, listed.start("all"), listed.end("all")):
            pairs.append(each)
            yield _result(each["name"], each["value"], None, None, sentence, each.end(), at)
    places = [m for m in found if not paired(m.start("name"))]
    taken = list[re.Match[str]]()  # places that numbers before them are of
    differences = bool(_POINTS.search(sentence))  # "2.3 points on GSM8K, 3.8 on MATH500"
    for match in _VALUE.finditer(sentence):
        of_name = any(p.start() <= match.start() < p.end() for p in places)  # the 2.0 of its own name
        if of_name or paired(match.start()) or _is_no_result(match, differences) or _is_of_rival(match, sentence):
            continue
        after = [
            p for p in places if 0 <= p.start() - match.end() <= REACH and ";" not in sentence[match.end() : p.start()]
        ]
        before_it = [
            p for p in places if 0 <= match.start() - p.end() <= REACH and ";" not in sentence[p.end() : match.start()]
        ]
        place = after[0] if after else before_it[-1] if before_it else None
        if place is not None and not (place in before_it and _is_of_another(match, place, taken)):
            taken.append(place)
            yield _result(place["name"], match["value"], match["unit"], match["before"], sentence, match.end(), at)


def _is_benchmark(name: str) -> bool:
    """Whether something may be measured on what is named so: not a table, a language, a metric or a model."""
    return not (_NO_BENCHMARK.fullmatch(name) or METRIC.match(name) or is_model(name))


def _is_of_another(number: re.Match[str], place: re.Match[str], taken: Sequence[re.Match[str]]) -> bool:
    """Whether a number behind a place is of something else: in a clause of its own, or of what stands behind it.

    "56.8% on RoboTwin 2.0, and 98%/94% on a real robot": another number is of the place.
    """
    between = number.string[place.end() : number.start()]
    return bool(_OF_ITS_OWN.match(number.string, number.end()) or (place in taken and _CLAUSE.search(between)))


def _is_difference(text: str) -> bool:
    """Whether the last verb before a number says by how much something changes: "loses 2.3 ID and 2.5"."""
    changes = [m.end() for m in _CHANGES.finditer(text)]
    return bool(changes) and not _REACHES.search(text, changes[-1])


def _is_no_result(match: re.Match[str], differences: bool) -> bool:
    """A bare integer is a count, a year or a size; "0.9 points" and "28% improvement" are differences."""
    unit = (match["unit"] or "").strip()
    if match["before"]:
        return False
    sentence, (start, end) = match.string, match.span()
    if _is_difference(re.split(r";|\. |, (?:while|and|but|which|where)\b", sentence[:start])[-1]):
        return True
    if _GAIN_AFTER.match(sentence[end:]) or _GAIN_BEFORE.search(sentence[:start]) or _SECTION.search(sentence[:start]):
        return True
    return unit not in ("", "%") or (not unit and (differences or "." not in match["value"]))


def _is_of_rival(match: re.Match[str], sentence: str) -> bool:
    """Whether it is another method's: "against 57.9%", "59.8% for DAPO"."""
    return bool(_AGAINST.search(sentence[: match.start()]) or _FOR_RIVAL.match(sentence[match.end() :]))


def _result(
    name: str, value: str, unit: str | None, before: str | None, sentence: str, end: int, at: str
) -> ResultFact:
    """The fact of a value that ends at `end` of its sentence; `before` is what it was raised or lowered from."""
    elsewhere = (m for m in METRIC.finditer(sentence) if not COST.search(m[0]))  # of something else in the sentence
    one = {m[0].lower() for m in elsewhere}
    near = METRIC.search(sentence[end : end + 30])
    metric = near if near or len(one) != 1 else next(m for m in METRIC.finditer(sentence) if not COST.search(m[0]))
    return ResultFact(
        benchmark=name.rstrip(".,"),
        metric=metric[0] if metric else "",
        value=(value + ("%" if (unit or "").strip() == "%" else "")).strip(),
        system="",
        baseline="",
        baseline_value=before or "",
        at=at,
    )
