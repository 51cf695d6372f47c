"""What an abstract claims in numbers, told in Chinese by code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.summarise.facts.abstract_claims import change_of
from pipeline.summarise.facts.cells import amount_of
from pipeline.summarise.facts.directions import direction
from pipeline.summarise.facts.head_words import COST
from pipeline.words.glossary import term
from pipeline.words.printed import shown_benchmark, shown_measure
from pipeline.words.vocabulary import pattern, word_list
from schemas.summary import ResultFact

MOST_CLAUSES = 3  # of a sentence
MOST_SENTENCES = 3
_BOUND = re.compile(r"(?P<what>.*?) ?\((?P<told>[^()]*)\)")
_HAN = re.compile(r"[一-鿿]")
_AT_AVERAGE = re.compile(r"在 ([一-鿿]*平均) 上")  # "平均准确率为 82.4"
_BETWEEN_HAN = re.compile(r"(?<=[一-鿿]) (?=[一-鿿])")
_TIMES = re.compile(r"(?P<number>[\d.,–-]+)×")
_PART = re.compile(r"(?P<some>\d+) of (?P<all>\d+)")
_IN = re.compile(r"(?:on|at|under|in|across|for) (?:the |an? )?(?P<what>.*)")
MEASURE = re.compile(r"(?i)\b(?:score|rate|accuracy|recall|precision|F1|AUC|AUROC|FID|PSNR|PCK\S*|MCS|\w+@\S+)$")
_HUMAN = re.compile(r"(?i)\b(?:humans?|experts?|radiologists?|physicians?|clinicians?|doctors?|annotators?)\b")
RIVAL = "对手"  # who has a name that there is no room for


def measure_zh(name: str) -> str:
    """The Chinese name of a measure that a table's column is of; "" where it is none that is known."""
    measures = word_list("claims.measures")
    return next((entry.zh for entry in measures.entries if measures.found(entry).fullmatch(name)), "")


@lru_cache(maxsize=4096)
def said_of(phrase: str) -> str:
    """What is measured as a sentence has it: in Chinese where each of its words has some, else as it is."""
    if whole := measure_zh(phrase):
        return whole
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", phrase).split()
    said, at = "", 0
    while at < len(words):
        end = next((e for e in range(len(words), at, -1) if _zh(" ".join(words[at:e]))), None)
        if end is None:
            return phrase
        zh = _zh(" ".join(words[at:end]))
        zh = zh.removesuffix("的")
        apart = said and not (_HAN.match(said[-1]) and _HAN.match(zh[0]))
        said, at = f"{said} {zh}" if apart else said + zh, end
    return said


def _zh(words: str) -> str:
    """The Chinese of some words together; a name stays; "": it is not known."""
    parts = word_list("claims.parts")
    known = next((entry.zh for entry in parts.entries if parts.found(entry).fullmatch(words)), "")
    if known or (known := measure_zh(words)):
        return known
    shown = shown_measure(words)
    if _HAN.search(shown):
        return shown
    glossed = term(words.lower())
    if glossed and _HAN.search(glossed):
        return glossed
    return words if re.search(r"[A-Z\d]", words) and " " not in words else ""


def told(claims: Sequence[ResultFact], name: str) -> list[tuple[str, list[ResultFact]]]:
    """The sentences on what the abstract claims, without places, each with its facts: one for each system in turn.

    `name`: the method's, which stands for a system that has none.
    """
    groups: list[list[ResultFact]] = []
    for claim in claims:
        last = groups[-1] if groups else []
        if last and len(last) < MOST_CLAUSES and _whose(last[0], name) == _whose(claim, name):
            last.append(claim)
        else:
            groups.append([claim])
    return [(_sentence(group, name), group) for group in groups[:MOST_SENTENCES]]


def stated(found: Sequence[ResultFact], abstract: str) -> list[ResultFact]:
    """Those of the results whose number an abstract has."""
    told: dict[tuple[str, ...], ResultFact] = {}
    for fact in found:
        if _stands_in(fact.value, abstract) and ("." not in fact.at or "." in fact.value):
            bare = re.sub(r"0*(?=[%× ]|$)", "", fact.value)
            told.setdefault(
                (bare,) if "×" in bare else (bare, fact.system, fact.baseline_value or fact.benchmark), fact
            )
    return list(told.values())


def _stands_in(value: str, text: str) -> bool:
    number = re.search(r"\d[\d.,]*", value)
    bare = re.sub(r"(?<=\.\d)0+$", "", number[0].rstrip(".,")) if number else ""
    return bool(bare) and re.search(rf"(?<![\w.]){re.escape(bare)}0*(?![\w]|\.\d)", text) is not None


Head = tuple[str, str, str]  # a number, its rival with its value, and without a name


def heads(claims: Sequence[ResultFact], own: Sequence[str]) -> tuple[list[Head], list[Head]]:
    """What a headline may say of each claim, the best first; and apart from these what is no more than an aside.

    An aside is of a cost, of what is left of another's, or of what loses, without whom. One in Chinese and names goes
    before one with English words, one that compares before one that does not, one with a benchmark before one without.
    """
    said = [(_rank(claim), at, _head(claim, claims[at + 1 : at + 2], own)) for at, claim in enumerate(claims)]
    said = sorted((s for s in said if s[2][0]), key=lambda s: (s[0], s[1]))
    return [head for rank, _, head in said if not rank[0]], [head for rank, _, head in said if rank[0]]


def _rank(claim: ResultFact) -> tuple[bool, bool, bool, bool]:
    text = clause(claim, than=False)
    english = re.search(r"[a-z]{3,}[ -][A-Za-z]{3,}", text) is not None
    of_cost = COST.search(f"{claim.benchmark} {claim.metric}") is not None or "overhead" in claim.metric
    aside = claim.metric.startswith("retained") or (of_cost and not change_of(claim))
    return aside or _behind(claim), english, not (claim.baseline or claim.baseline_value), not re.match("在|平均", text)


def _behind(claim: ResultFact) -> bool:
    """Whether the value that a claim is beside is the better one, as far as that can be told."""
    if not claim.baseline or not claim.baseline_value or _HUMAN.search(claim.baseline):
        return False
    one, two = amount_of(claim.value.rstrip("% ")), amount_of(claim.baseline_value.rstrip("% "))
    lower = direction(f"{claim.benchmark} {claim.metric}") == "lower"
    return one is not None and two is not None and (one > two if lower else one < two)


def _head(claim: ResultFact, behind: Sequence[ResultFact], own: Sequence[str]) -> tuple[str, str, str]:
    text = re.sub(r"^在 (.+?) 上从? ?", r"\1 ", clause(claim, than=False))
    text = re.sub(r"从 (\S+) (?:提高到|降到|变为) (\S+)", r" \1→\2", text)
    text = re.sub(r" ?为 (?=\d)", " ", text)
    text = re.sub(r"^(\S+) (\S+) (?:提高到|降到|变为) (\S+)", r"\1 \2→\3", text)
    if change_of(claim) and behind and behind[0].metric.startswith("retained") and behind[0].system == claim.system:
        text += f"，{clause(behind[0])}"  # what it saves and what is left belong together
    if claim.system and claim.system not in own and not any(claim.system.startswith(name) for name in own):
        who = _system(claim.system)
        text = f"{who}{'' if _HAN.match(who) and _HAN.match(text) else ' '}{text}"
    text = _BETWEEN_HAN.sub("", text.replace("  ", " "))
    rival = "" if _behind(claim) else _system(claim.baseline)
    if not rival:
        return text, "", ""
    beside = f"（{rival} {_of_baseline(claim)}）" if claim.baseline_value else f"（{_against(rival)}）"
    opposed = f"（{RIVAL} {_of_baseline(claim)}）" if claim.baseline_value else ""
    return text, beside, opposed


def _whose(claim: ResultFact, name: str) -> str:
    return re.sub(r"(?i)\s*\((?:ours|proposed)\)", "", claim.system) or name


def _sentence(group: Sequence[ResultFact], name: str) -> str:
    """ "X 在 Y 上准确率为 71.1%，Z 上为 19.1%" """
    whose = _system(_whose(group[0], name))
    rivals = {claim.baseline for claim in group}
    shared = rivals.pop() if len(rivals) == 1 and all(change_of(claim) for claim in group) and len(group) > 1 else ""
    clauses = [clause(claim, than=not shared) for claim in group]
    than = f"{_against(_system(shared))}，" if shared else ""
    for i in range(len(clauses) - 1, 0, -1):  # "吞吐量为 X 的 2 倍，为 Y 的 3 倍"
        first = re.match(r"[^在为]*(?=为 )", clauses[i - 1])
        clauses[i] = clauses[i].removeprefix(first[0]) if first else clauses[i]
    for i in range(len(clauses) - 1, 0, -1):  # "在 X 上召回率为 2，精确率为 3"
        first = re.match(r"在 .+? 上", clauses[i - 1])
        clauses[i] = clauses[i].removeprefix(first[0]).lstrip() if first else clauses[i]
    rest = _AT_AVERAGE.sub(r"\1", than + "，".join(clauses))
    apart = whose and (whose[-1].isascii() or rest[0].isascii()) and rest[0] != " "
    return f"{whose}{' ' if apart else ''}{rest}"


def _system(name: str) -> str:
    """A system's name; plain words for one in Chinese."""
    words = word_list("claims.systems")
    return next((entry.zh for entry in words.entries if words.found(entry).fullmatch(name)), name)


def clause(claim: ResultFact, *, than: bool = True) -> str:
    """A claim without whose it is. `than`: with whom it is compared with."""
    value = _value(claim)
    rival = _system(claim.baseline)
    kind = change_of(claim)
    bracket = _BOUND.fullmatch(claim.metric)
    what, told = (bracket["what"], bracket["told"]) if bracket else (claim.metric, "")
    scope = _bracketed(_scope(told))
    if part := _PART.fullmatch(claim.value):
        beaten = f"优于 {rival}" if rival else "领先"
        return f"在 {part['all']} 项{_kind_of_thing(claim.benchmark)}中的 {part['some']} 项上{beaten}"
    if claim.metric.endswith("retained") or what == "retained":
        return f"保留{_bound(told)} {value} 的{_of(claim.benchmark)}{scope}"
    if what == "ratio":
        return (
            f"{_of(claim.benchmark)}为 {rival} 的 {_times(value)} 倍" if rival else f"{_of(claim.benchmark)}为 {value}"
        )
    named = (what and what != kind) or not measure_like(claim.benchmark)
    place, measure = (claim.benchmark, what.removesuffix(kind)) if named else ("", claim.benchmark)
    if kind:
        return _changed(claim, kind, place, measure.removesuffix(kind).strip(), told, rival if than else "")
    if done := re.fullmatch(r"(?P<what>.+) (?P<done>\w+ed)", measure):
        entries = word_list("claims.done").entries
        if zh := next((e.zh for e in entries if e.name == done["done"]), ""):
            at = f"在 {place} 上" if place else ""
            return f"{at}{zh} {value} 的{said_of(done['what'])}"
    at = f"在 {_place(place)} 上" if place else ""
    said = said_of(measure) if measure else ""
    said = f" {said} " if said and at and said[0].isascii() else f"{said} " if said and said[-1].isascii() else said
    if claim.baseline_value and not claim.baseline:
        return f"{at}{said}从 {_of_baseline(claim)} {_moved(claim)} {value}{scope}"
    bound = _bound(told)
    lower = "越低越好" if direction(f"{place} {measure}") == "lower" and than else ""
    beside = f"{rival} {_of_baseline(claim)}" if claim.baseline_value and than else ""
    return f"{at}{said}{bound if bound else '为'} {value}{_bracketed(_scope(told), lower, beside)}"


def measure_like(said: str) -> bool:
    """Whether what stands for a benchmark is the measure itself: it is no name."""
    named = re.match(r"[A-Z0-9].*[A-Z0-9]|[A-Z][a-z]+$", said)
    if pattern("results.metrics").fullmatch(said):
        return True
    return not named or bool(measure_zh(said)) or MEASURE.search(said) is not None


def _changed(claim: ResultFact, kind: str, place: str, measure: str, told: str, rival: str) -> str:
    zh = next(
        (
            e.zh
            for n in ("differences", "comparatives")
            for e in word_list(f"claims.{n}").entries
            if re.fullmatch(f"(?:{e.pattern})s?", kind)
        ),
        kind,
    )
    relative = "相对" if re.search(r"(?i)\brelative\b", f"{measure} {claim.metric}") else ""
    measure = re.sub(r"(?i) ?\b(?:relative|absolute|average|overall)$", "", measure)
    said = "" if measure in ("speed", kind) else said_of(measure)
    at = f"在 {_place(place)} 上" if place else ""
    if said and at and said[0].isascii():
        said = f" {said}"
    gap = " " if (said or at)[-1:].isascii() and (said or at) else ""
    points = " 分" if "points" in told.split(", ") else ""
    mean = "平均" if "an average of" in told.split(", ") else ""
    against = _against(rival) if rival else ""
    by = f"{_value(claim).lstrip('+')}{points}{_bracketed(_scope(told), against)}"
    return f"{at}{said}{gap}{mean}{relative}{zh}{_bound(told)} {by}"


def _value(claim: ResultFact) -> str:
    units = word_list("claims.units")
    value, _, unit = re.sub(r"\s*±.*", "", claim.value).strip(" *").partition(" ")
    zh = next((e.zh for e in units.entries if units.found(e).fullmatch(unit)), unit)
    return f"{value} {zh}".strip().replace("^{◦}", "°")


def _times(value: str) -> str:
    found = _TIMES.fullmatch(value)
    return found["number"] if found else value


def _of_baseline(claim: ResultFact) -> str:
    value = re.sub(r"\s*±.*", "", claim.baseline_value).strip(" *").replace("^{◦}", "°")
    return f"{value}%" if claim.value.endswith("%") and re.fullmatch(r"[\d.]+", value) else value


def _moved(claim: ResultFact) -> str:
    one, two = (re.match(r"[\d.]+", v.replace(",", "")) for v in (_of_baseline(claim), claim.value))
    if one is None or two is None:
        return "变为"
    return "提高到" if float(two[0]) > float(one[0]) else "降到"


def _bound(told: str) -> str:
    words = word_list("claims.bounds")
    first = told.split(", ")[0]
    return next((e.zh for e in words.entries if words.found(e).fullmatch(first) and e.zh != "平均"), "")


def _scope(told: str) -> str:
    """What a claim holds for, behind it in brackets."""
    found = _IN.fullmatch(next((part for part in told.split(", ") if _IN.match(part)), ""))
    said = said_of(found["what"]) if found else ""
    return "" if found is None else said if _HAN.search(said) else found[0]


def _bracketed(*said: str) -> str:
    return f"（{'，'.join(filter(None, said))}）" if any(said) else ""


def _against(rival: str) -> str:
    return f"相比{'' if _HAN.match(rival) else ' '}{rival}"


def _of(what: str) -> str:
    said = said_of(what)
    return f" {said}" if said and said[0].isascii() else said


def _place(name: str) -> str:
    return shown_benchmark(name).replace(", ", "、")


def _kind_of_thing(words: str) -> str:
    said = said_of(words)
    return said if _HAN.search(said) else f" {words} "
