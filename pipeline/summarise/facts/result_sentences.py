"""Results that a sentence states: "achieves 51.7% on MATH", "improves from 26.1 to 42.5 on Omni-MATH"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.summarise.facts.head_words import COST, is_named
from pipeline.summarise.facts.methods import names_one
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import either, pattern
from schemas.records import Part
from schemas.summary import ResultFact

METRIC = pattern("results.metrics")
_ACCELERATOR = pattern("hardware.accelerators")

FAR, LEADS_IN = 160, 8  # the same where "On Foo, ..." begins the sentence
REACH = 70  # characters between a number and the benchmark that it was measured on
PLACES = 2  # of a score without a point: a longer one is a count
VERSIONED = 40  # characters before a number, where what it may be the version of stands
_VERB = re.compile(rf"\b(?:{either('aspects.results', 'verb')}|{either('aspects.reached')})\w*")
_STATES = re.compile(
    r"\b(?:achiev|reach|attain|obtain|scor|yield|deliver|record|boost|rais)\w*|\b(?:improv|increas|reduc)(?:es?|ing)\b"
)
_NUMBER = r"\d+(?:\.\d+)?"
_VALUE = re.compile(
    rf"(?<![\w.^{{/+@-])(?:(?:from\s+)?(?P<before>{_NUMBER})\s?%?(?:\s+to\s+|\s?(?:→|−→|->)\s?))?(?P<value>{_NUMBER}(?:\s?±\s?[\d.]+)?)"
    r"(?P<unit>\s?%|\s?(?:percentage )?points?\b|\s?pp\b)?"
    r"(?![\w^]|\.\d|-\w|\s?[×x]|\s(?:times|tokens?|(?:milli)?seconds?|ms|minutes?|hours?|days?|bits?|[KMGT]B|per)\b)"
)
_FIRST = r"[A-Z][\w+*-]*(?:[.;]\w+)*(?:['’]\d\d)?"
_NAME = (
    rf"{_FIRST}(?:[\s~](?:[A-Z]{{2,}}[\w+-]*|[A-Z]\d[\w.]*|[A-Z]\w*(?:-\w+)*(?:\s?\d+(?:\.\d+)?)?(?! et al)|"
    r"\d\w*(?:\.\d+)?(?:\s?[×x]\s?\d+)?)){0,3}"
)
_LONG_NAME = r"[A-Z][\w.+*-]*(?:['’]\d\d)?(?:\s[A-Z\d][\w.+*-]*){0,3}"
# "V*Bench (76.4% to 88.5%)", "AIME 2024 (33.5% against 25.8%)": of the name before the bracket alone
_PAIR = re.compile(
    rf"(?P<name>{_LONG_NAME})\s\("
    rf"(?P<first>{_NUMBER})(?P<unit>\s?%)?\s(?P<word>to|against|vs\.?|versus|→)\s(?P<second>{_NUMBER})\s?%?\)"
)
# "accuracy on CIFAR-100 (91.7%), Flowers (98.8%)": each of the name before it
_IN_BRACKETS = re.compile(rf"(?P<name>{_LONG_NAME})\s\((?P<value>{_NUMBER}\s?%)\)")
# "achieves NQ 0.4852, TriviaQA 0.6226 and PopQA 0.4513"
_EACH = r"[A-Z][\w.+*-]*(?: [A-Z\d][\w.+*-]*)? \d+\.\d+%?"
_LISTED = re.compile(rf"\b(?:achiev|reach|obtain|scor)\w* (?P<all>{_EACH}(?:,? (?:and )?{_EACH})+)")
_NAME_VALUE = re.compile(r"(?P<name>[A-Z][\w.+*-]*(?: [A-Z\d][\w.+*-]*)?) (?P<value>\d+\.\d+%?)")
_ON = re.compile(  # "on AIME24", "across A, B, and C"
    r"\b(?P<lead>[Oo]n|[Ii]n|[Aa]cross)\s+"
    r"(?:(?:the|both|challenging|zero[- ]shot|[a-z]+-level|popular|standard|in-domain|out-of-domain|public|"
    r"held-out|unseen|widely used|full|original)\s+){0,3}"
    rf"(?P<names>{_NAME}(?:(?:, (?:the )?{_NAME})*,? (?:and|&) (?:the )?{_NAME}(?![\w ]*\s(?:achiev|reach|obtain)))?)"
)
_BUILT = re.compile(
    r"(?i)\b(?:based|train(?:ed|ing)(?: \w+ly)?|tuned|after (?:fine-?)?(?:train|tun)ing|built|"
    r"runn?\w*|condition\w*|depend\w*|rel(?:y|ies)|focus\w*|swapping)\s$"
)
_WORD_AFTER = re.compile(  # "on the Gaussian manifold"
    r"\s(?!(?:and|or|with|by|while|to|from|under|after|using|in|at|for|when|as|without|over|is|are|which|where|than|but|across|"
    r"compared|outperform\w*|surpass\w*|via|on|of|set|test|val\w*|respectively|setting|alone|only|even|through|up)\b)[a-z]"
)
_ONE_NAME = re.compile(rf"(?:^|, (?:the )?|,? (?:and|&) (?:the )?)(?P<name>{_NAME})")
_DATA_AFTER = re.compile(r"(?:\s[a-z-]+){0,2}\s(?:benchmarks?|data ?sets?|test|tasks?|corpus|suites?|challenge)\b")
_LIST = re.compile(  # what stands between the numbers of a list
    r"%?(?:\s[\w@.-]+){0,3}(?:,|,? and|,? &|/)(?:\s(?!while|but|which|where)[\w@-]+){0,4}\s?"
)
_SCORE_OF = re.compile(rf"(?P<value>{_NUMBER}\s?%?)\s(?P<name>{_NAME})\s(?:[a-z]+\s)?(?:scores?|accuracy)\b")
_RIVAL = re.compile(r"\b(?:over|than|for|against|to|with|of|by)\s$")  # what follows is no benchmark
_BETTER = (
    r"(?:outperform|surpass|exceed|beat|compar)\w*|over|than|against|versus|vs\.?|such as|like|including|relative to"
)
_RIVALS = re.compile(rf"(?i)\b(?:{_BETTER})\b(?![^.;]*\b(?:on|across|in)\b)[^.;]*$")  # a list of these, up to a name
_AGAINST = re.compile(r"\b(?:against|than|versus|vs\.?|compared (?:to|with))\s$")
_FOR_RIVAL = re.compile(r"\s(?:for|of|by)\s[A-Z]")
_GAIN_AFTER = re.compile(
    r"(?i)\s*(?:[\w-]+ ){0,3}(?:improvements?|increases?|reductions?|speed-?ups?|compression|sparsity|savings?)\b|"
    r"\s*(?:absolute |relative |average |overall |accuracy |error |performance |more |of (?:the|all|its|our|"
    r"these|samples) )*\s*"
    r"(?:end-to-end|wall-clock|wall-?time|speed|improvement|gain|increase|reduction|boost|decrease|drop|points?|higher|lower|"
    r"better|faster|fewer|less|more|smaller|of the\b|of all|data\b|gap\b|margin|"
    r"training|parameters|examples|labels|over\b|compared|relative)"
)
_GAIN_BEFORE = re.compile(
    r"(?i)\b(?:loses?|losing|by|gains? of|improvements? of|increases? of|reductions? of|drops? of|margin of|another|"
    r"additional|than|least|with|using|only|on|gap of)"
    r"(?: (?:up to|at least|over|about|around|approximately|an average of|nearly|almost|absolute|only|just))?\s*$|"
    r"\b(?:gains?|improv\w+|boosts?|increas\w+|reduc\w+)[^.;]{0,60}\b(?:up to|of|by|and)\s*$|[+~∼]\s*$"
)
_CHANGES = re.compile(
    r"(?i)\b(?:los[ei]|lost|gain|drop|f[ae]ll|rais|ris[ei]|rose|improv|increas|decreas|reduc|boost|outperform|surpass|exceed)\w*"
)
_REACHES = re.compile(r"(?i)\b(?:to|at|of|(?:reach|achiev|attain|obtain|scor|yield)\w*|results? in)\b")
_OUTDOES = re.compile(r"(?i)\b(?:outperform|surpass|exceed|beat)\w*|\b(?:better|higher|lower) than\b")
_COMES_TO = re.compile(r"(?i)\b(?:to|(?:reach|achiev|attain|obtain|yield)\w*|scor(?:es|ed|ing)|results? in)\b")
_OF_ITS_OWN = re.compile(
    r"(?:/\d[\d.]*%?)?(?: (?!and\b)[a-z]+){0,2} (?:on|in|across) (?!average\b|total\b)"
)  # behind a number: "/94% on a robot"
_CLAUSE = re.compile(r"[,;] (?:and|while|but|whereas)\b|;")
_OPENS = re.compile(r"[;:]|,? (?:while|whereas|but|where|though|although)\b|\. ")  # another clause
_OTHERS = re.compile(
    r"(?i)\b(?:baselines?|prior|previous|existing|state-of-the-art|SOTA|humans?|experts?|competing|competitors?|"
    r"current|frontier|proprietary|advanced|"
    r"all the|strongest|second|next|vanilla|without|removing|w/o|ablat\w+|random|even the best|best[- ]performing)\b"
)
_TUNED = re.compile(r"(?i)\b(?:fine-?|post-?)?(?:tun|train|distill|align)\w*\b")
_MODEL_DOES = re.compile(  # "DeepSeek-R1 achieves": no word of what the paper did with it
    rf"(?<![\w-])(?:{either('models.families')}|{either('models.services')})[\w.-]*(?:\s[\d.]+|\s[A-Z]\w*)*\s(?:only )?"
    r"(?:achiev|reach|attain|obtain|scor|yield)\w*[^.;]*$"
)
_MEASURED_ON = re.compile(r"\b(?:on|over|against|than|in)\s(?:the )?$")
_OURS = re.compile(r"(?i)\b(?:we|our|ours|its?|this|proposed|resulting|the (?:full|final) (?:model|method|system))\b")
_LOOSE = ("reward", "score")  # words that say what is measured only beside a number
_BESIDE_NUMBER = re.compile(r"^.{0,5}\d%? |\s(?:of |to |at |= ?)?\d")
_AT = re.compile(r"(?i)\b(?:at|under)\s$")
_OPERATING = re.compile(
    rf"\b(?:at|under) (?:an? )?(?:fixed )?{METRIC.pattern}(?: threshold)?(?: of)? $"
)  # "at IoU 0.5"
_NOUN_AFTER = re.compile(r"\s(?!on\b|in\b|for\b|and\b|at\b)[a-z]")
_OF_NAME = re.compile(r"(?<![\w-])[A-Z][a-z]\w* $")  # and a verb behind: "Opus 4.5 achieves"
_LETTER_IS = re.compile(r"\b[A-Z]\s?=\s?$")
_BARE = re.compile(r"\s?%?(?:,? (?:and |& )?|/)")  # between the numbers of a list that go with a list of benchmarks
_DOES = re.compile(rf" (?:can|is|has|{either('aspects.results', 'verb')}|{either('aspects.reached')})")
_SECTION = re.compile(r"(?i)\(\s*$|\b(?:section|table|figure|sec\.|fig\.|version|v)\s*$")
_VERSION_OF = re.compile(  # "Claude Opus 4.6", "Terminal-Bench 1.0, 2.0"
    rf"(?:{either('models.families')}|{either('models.services')})[\w.]*(?:[ -][A-Z][\w-]*)*\s(?=\d)|"
    r"(?<!\w)[A-Z]\w*(?:[ -][A-Z]\w*)* \d(?:\.\d)?,? (?:and )?(?=\d\.\d\b(?! ?%))"
)
_COSTS_FROM = re.compile(
    r"(?i)\b(?:steps?|tokens?|parameters?|calls|turns|time|latency|frames|memory|FLOPs|costs?|length|size|examples|samples|tasks)"
    r"(?: (?:on|in) [A-Z][\w-]*)?\s$"
)
_OF_RUN = re.compile(  # "at 15% pruning", "retains 99% of its accuracy": what it was run at, what is left of another
    r"(?i)\b(?:within|below)\s$|"
    r"\b(?:retain|preserv|maintain|recover|keep)\w*(?: (?:up to|over|about|at least|more than|nearly))?"
    r"\s$"
)
_POINTS = re.compile(r"\d\s?(?:percentage |%\s?)?(?:points?|pp)\b")
_METRIC_OF = re.compile(  # "a success rate of 51.7%", "F1 from 71.4 to 79.6"
    rf"(?P<metric>{METRIC.pattern[: METRIC.pattern.rindex('(?!')]})s?\)?(?:\s(?:scores?|rates?))?"
    r"(?:\s(?:of|to|at|is|reach\w*))?(?:\s(?:up to|about|around))?\s*[:=]?\s*$"
)
_NO_BENCHMARK = re.compile(
    rf"(?i)(?:table|tab|figure|fig|section|sec|appendix|eq\w*|algorithm|alg|english|chinese|python|stage|step|phase|[A-Z]|IID|"
    rf"{either('data.abbreviations')})\.?(?:\s.*)?"
)
FIRM = pattern("data.makers")  # whose model or data it is; nothing is measured on them
_SYSTEM = r"[A-Z][\w.+-]*(?:\s(?:[A-Z][\w.+-]*|\d[\w.]*))*"
_ITS = rf"(?P<value>{_NUMBER}\s?%?)"
_RIVAL_VALUES = tuple(  # "surpassing X (36.0%)", "against 40.2% for X", "over X's 40.2%"
    re.compile(said)
    for said in (
        rf"\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|compared (?:to|with)|over|than|against|versus|vs\.?)\s"
        rf"(?:[a-z-]+\s)*?(?P<name>{_SYSTEM})\s\({_ITS}\)",
        rf"\b(?:compared (?:to|with)|than|against|versus|vs\.?)\s(?:only |just )?{_ITS}\s(?:for|of|by|from|with)\s"
        rf"(?:the )?(?P<name>{_SYSTEM})",
        rf"\b(?:compared (?:to|with)|over|than|against|versus|vs\.?|surpassing|outperforming)\s(?P<name>{_SYSTEM})"
        rf"(?:['’]s?| at)\s{_ITS}",
    )
)


class Place(NamedTuple):
    """What a sentence says that numbers were measured on: one benchmark or a list."""

    names: tuple[str, ...]
    start: int
    end: int


def of_sentences(lines: Sequence[Line], parts: Sequence[Part], own: tuple[str, ...] = ()) -> Iterator[ResultFact]:
    """The results of the sentences of these parts that tell of an achievement and name a benchmark.

    `own`: what the paper calls its own method. Behind the abstract a sentence must speak of it, or of "us".
    """
    for line in lines:
        if line.block_kind not in PROSE or line.part not in parts or line.others or not _VERB.search(line.text):
            continue
        if not own or line.part == "abstract" or _OURS.search(line.text) or names_one(line.text, own):
            yield from _beside_rival(line.text, list(_of_sentence(line.text, line.at, own)))


def benchmarks_of(sentence: str, own: tuple[str, ...]) -> Iterator[str]:
    """The benchmarks that a sentence says something was measured on."""
    return (name for place in _places(sentence, own) for name in place.names)


def _of_sentence(sentence: str, at: str, own: tuple[str, ...]) -> Iterator[ResultFact]:
    pairs = list(_PAIR.finditer(sentence))
    places = [m for m in _places(sentence, own) if not any(p.start() <= m.start < p.end() for p in pairs)]
    for pair in pairs:
        name: str | None = pair["name"]
        if _RIVAL.search(sentence[: pair.start()]) or is_model(pair["name"]):
            # "gains 7.7 points on AIME 2024 over GRPO (33.5% against 25.8%)"
            name = next((m.names[-1] for m in reversed(places) if m.end <= pair.start()), None)
        value, before = pair.group("second", "first") if pair["word"] in "to→" else pair.group("first", "second")
        if name is not None:
            yield _result(name, value, pair["unit"], before, sentence, pair.span(), at, own)
    taken = list(pairs)
    for alone in _IN_BRACKETS.finditer(sentence):
        taken.append(alone)
        led = places and not (
            _RIVAL.search(sentence[: alone.start()].removesuffix("on ")) or _RIVALS.search(sentence[: alone.start()])
        )
        if led and is_benchmark(alone["name"], own):
            yield _result(alone["name"], alone["value"], None, None, sentence, alone.span(), at, own)
    for listed in _LISTED.finditer(sentence):
        for each in _NAME_VALUE.finditer(sentence, listed.start("all"), listed.end("all")):
            taken.append(each)
            if METRIC.search(each["name"]):
                continue
            yield _result(each["name"], each["value"], None, None, sentence, each.span(), at, own)
    taken += [m for said in _RIVAL_VALUES for m in said.finditer(sentence)]
    places = [p for p in places if not any(m.start() <= p.start < m.end() for m in taken)]
    numbers = [
        match
        for match in _VALUE.finditer(sentence)
        if not any(m.start() <= match.start() < m.end() for m in taken)
        and not any(p.start <= match.start() < p.end for p in places)  # the 2.0 of a name
    ]
    yield from _placed(sentence, numbers, places, at, own)


def _placed(
    sentence: str, numbers: Sequence[re.Match[str]], places: Sequence[Place], at: str, own: tuple[str, ...]
) -> Iterator[ResultFact]:
    """The numbers, each with the benchmark that it is of: as many in a list as there are benchmarks in another."""
    used = list[Place]()
    differences = bool(_POINTS.search(sentence))  # "2.3 points on GSM8K, 3.8 on MATH500"
    behind: int | None = None  # where the last difference ends
    for group in _lists(sentence, [m for m in numbers if not _is_of_rival(m, sentence, own)], places):
        start, end = group[0].start(), group[-1].end()
        goes_on = behind is not None and not (
            group[0]["before"] or _STATES.search(sentence, behind, start) or _OPENS.search(sentence, behind, start)
        )
        if goes_on or any(_is_no_result(m, differences) for m in group):  # "gains of 2.0% on GSM8K, 4.3% on MATH500"
            behind = end
            continue
        behind = None
        after = next((p for p in places if p.start >= end), None)
        before = next((p for p in reversed(places) if p.end <= start), None)
        if after and (after.start - end > REACH or _parts(sentence[end : after.start])):
            after = None
        if before and (
            start - before.end > (REACH if before.start > LEADS_IN else FAR) or ";" in sentence[before.end : start]
        ):
            before = None
        place = after or before
        if place is None or (place is before and _is_of_another(group[0], place, used)):
            continue
        used.append(place)
        if len(place.names) == len(group):
            joints = (sentence[a.end("value") : b.start()] for a, b in pairwise(group))
            if not all(map(_BARE.fullmatch, joints)):
                continue
            facts = [_of_number(name, number, at, own) for name, number in zip(place.names, group, strict=True)]
            for fact in facts:  # "success rates of 38.2% and 12.0%"
                yield fact if fact.metric else fact.model_copy(update={"metric": facts[0].metric})
        elif len(place.names) == 1:
            found = [_of_kind(_of_number(place.names[0], number, at, own), number) for number in group]
            if len({fact.metric for fact in found if fact.metric}) == len(found):
                yield from found


def _of_kind(fact: ResultFact, number: re.Match[str]) -> ResultFact:
    """The fact with the word before its metric: "a diastolic MAE of 5.91 mmHg and a systolic MAE of 10.12"."""
    kind = re.search(
        rf"\ban? (?P<kind>[a-z]+ic|[a-z]+al) {re.escape(fact.metric)} of $", number.string[: number.start()]
    )
    return fact.model_copy(update={"metric": f"{kind['kind']} {fact.metric}"}) if kind and fact.metric else fact


def _lists(sentence: str, numbers: Sequence[re.Match[str]], places: Sequence[Place]) -> list[list[re.Match[str]]]:
    """The numbers, those of one list together: "51.7%, 60.2% and 70.1%"."""
    groups = list[list[re.Match[str]]]()
    for match in numbers:
        last = groups[-1][-1] if groups else None
        between = sentence[last.end() : match.start()] if last else ""
        broken = last is None or any(last.end() <= p.start < match.start() for p in places)
        if broken or not _LIST.fullmatch(between) or _VERB.search(between):
            groups.append([])
        groups[-1].append(match)
    return groups


def _parts(between: str) -> bool:
    """Whether what stands between a number and a benchmark says that they are of two clauses."""
    return bool(
        re.search(r"[,;]|\b(?:and|drop|loss|gain|improvement)s?\b", between)
        or _OUTDOES.search(between)
        or _OPENS.search(between)
    )


def _places(sentence: str, own: tuple[str, ...]) -> list[Place]:
    found = []
    for match in _ON.finditer(sentence):
        if _BUILT.search(sentence, 0, match.start()):
            continue
        data = bool(_DATA_AFTER.match(sentence, match.end()))
        names = [m["name"] for m in _ONE_NAME.finditer(match["names"]) if is_benchmark(m["name"], own)]
        if not data and (match["lead"].lower() == "in" or _WORD_AFTER.match(sentence, match.end())):
            names = [name for name in names if is_named(name) or " " in name]
        if names:
            found.append(Place(_whole(names), match.start("names"), match.end("names")))
    return found


def _whole(names: Sequence[str]) -> tuple[str, ...]:
    """The names of a list, each with the first word of all: "X-bench Verified, Multilingual and Pro"."""
    first, _, rest = names[0].partition(" ")
    short = [name for name in names[1:] if not is_named(name)]
    return tuple(
        f"{first} {name}" if rest and len(short) == len(names) - 1 and name in short else name for name in names
    )


def is_benchmark(name: str, own: tuple[str, ...]) -> bool:
    """Whether something may be measured on what is named so: not a table, a language, a metric or a model."""
    no_data = (
        FIRM.fullmatch(name)
        or _NO_BENCHMARK.fullmatch(name)
        or METRIC.match(name)
        or is_model(name)
        or _ACCELERATOR.search(name)
    )
    return not (no_data or name in own)


def _is_of_another(number: re.Match[str], place: Place, used: Sequence[Place]) -> bool:
    """Whether a number behind a place is of something else: in a clause of its own, or of what stands behind it.

    "56.8% on RoboTwin 2.0, and 98%/94% on a real robot": another number is of the place.
    """
    between = number.string[place.end : number.start()]
    return bool(_OF_ITS_OWN.match(number.string, number.end()) or (place in used and _CLAUSE.search(between)))


def _is_difference(text: str) -> bool:
    """Whether the last verb before a number says by how much something changes: "loses 2.3 ID and 2.5"."""
    changes = [m.end() for m in _CHANGES.finditer(text)]
    return bool(changes) and not _REACHES.search(text, changes[-1])


def _is_no_result(match: re.Match[str], differences: bool) -> bool:
    """A bare integer is a count, a year or a size; "0.9 points" and "28% improvement" are differences."""
    unit = (match["unit"] or "").strip()
    if match["before"]:
        count = match["value"].isdigit() and len(match["value"]) > PLACES and not unit
        return count or bool(_COSTS_FROM.search(match.string, 0, match.start()))
    sentence, (start, end) = match.string, match.span()
    if (version := _VERSION_OF.search(sentence, max(0, start - VERSIONED), start + 5)) and version.end() == start:
        return True
    if _is_difference(re.split(r";|\. |, (?:while|and|but|which|where)\b", sentence[:start])[-1]):
        return True
    before, after = sentence[:start], sentence[end:]
    if _GAIN_AFTER.match(after) or _GAIN_BEFORE.search(before) or _OF_RUN.search(before):
        return True
    if _LETTER_IS.search(before):
        return True
    versioned = match["value"].endswith(".0") and after.startswith(",")  # "on Foo, Bar 2.0, and real robots"
    if not unit and _OF_NAME.search(before) and (versioned or _DOES.match(after)):
        return True
    if _SECTION.search(before) and not after.startswith(" on "):
        return True
    if _OPERATING.search(before):
        return True
    if _AT.search(before) and _NOUN_AFTER.match(after) and not METRIC.match(after.lstrip()):
        return True
    return unit not in ("", "%") or (not unit and (differences or "." not in match["value"]))


def _is_of_rival(match: re.Match[str], sentence: str, own: tuple[str, ...]) -> bool:
    """Whether it is another method's: "against 57.9%", "59.8% for DAPO", "while the baseline reaches 40.1%"."""
    before = sentence[: match.start()]
    if _AGAINST.search(before) or _FOR_RIVAL.match(sentence[match.end() :]):
        return True
    outdoes = max((m.end() for m in _OUTDOES.finditer(before)), default=None)
    if outdoes is not None and not _COMES_TO.search(before, outdoes):
        return True
    if _MODEL_DOES.search(before) and not (
        _OURS.search(sentence) or names_one(sentence, own) or _TUNED.search(sentence)
    ):
        return True
    clause = _OPENS.split(before)[-1]
    verbs = [m.start() for m in _VERB.finditer(clause)]
    subject = clause[: verbs[-1]] if verbs else clause
    return bool(_OTHERS.search(subject)) and not (_OURS.search(subject) or names_one(subject, own))


def _of_number(name: str, number: re.Match[str], at: str, own: tuple[str, ...]) -> ResultFact:
    span = number.span()
    return _result(name, number["value"], number["unit"], number["before"], number.string, span, at, own)


def _result(
    name: str,
    value: str,
    unit: str | None,
    before: str | None,
    sentence: str,
    span: tuple[int, int],
    at: str,
    own: tuple[str, ...],
) -> ResultFact:
    """The fact of a value at a place of its sentence; `before` is what it was raised or lowered from."""
    return ResultFact(
        benchmark=name.rstrip(".,").replace("~", " "),
        metric=metric_of(sentence, *span),
        value=(value.strip() + ("%" if (unit or "").strip() == "%" else "")).strip(),
        system=system_named(sentence, span[0], own),
        baseline="",
        baseline_value=before or "",
        at=at,
    )


def metric_of(sentence: str, start: int, end: int) -> str:
    """What a number is measured in: the metric beside it, or the only one of its sentence."""
    if beside := _beside(sentence, start, end):
        return beside
    found = [  # neither of something else in the sentence nor of a later number
        m
        for m in METRIC.finditer(sentence)
        if not (
            COST.search(m[0])
            or m[0].lower() in _LOOSE
            or (m.start() > end and _BESIDE_NUMBER.search(sentence[m.start() - 6 : m.end() + 6]))
        )
    ]
    return found[0][0] if len({m[0].lower() for m in found}) == 1 else ""


def _beside(sentence: str, start: int, end: int) -> str:
    """The metric right before or behind a number; "": there is none."""
    before = _METRIC_OF.search(sentence[:start])
    if before and not (COST.search(before[0]) or re.search(r"\bscor(?:es?|ed|ing)\s$", before[0])):  # a verb
        return before["metric"]
    near = METRIC.search(re.split(r"[,;)]|\s(?:\d|and\b)", sentence[end : end + 30])[0])
    return near[0] if near else ""


def system_named(sentence: str, start: int, own: tuple[str, ...]) -> str:
    """Which of the paper's own systems a sentence names: "X-7B"; "" where it names none."""
    names = "|".join(re.escape(name) for name in own)
    said = re.compile(rf"(?<![\w-])(?:{names})(?:-[A-Z\d][\w.]*)*(?!\w|-[a-z])")
    found = said.finditer(sentence) if own else ()
    before = [m[0] for m in found if m.start() < start and not _MEASURED_ON.search(sentence[: m.start()])]
    return before[-1] if before else ""


def _beside_rival(sentence: str, found: Sequence[ResultFact]) -> Iterator[ResultFact]:
    """The results of a sentence; one alone stands beside the number of the first rival that has one."""
    rivals = sorted((m for said in _RIVAL_VALUES for m in said.finditer(sentence)), key=lambda m: m.start())
    if len(found) == 1 and not found[0].baseline_value and rivals and _DATA_AFTER.match(rivals[0]["name"]) is None:
        value = rivals[0]["value"].strip()
        if value.endswith("%") == found[0].value.endswith("%"):
            yield found[0].model_copy(update={"baseline": rivals[0]["name"].rstrip("."), "baseline_value": value})
            return
    yield from found
