"""What an abstract claims of a method with two numbers or a multiple, told in Chinese by code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.summarise.facts.model_names import latin_names
from pipeline.summarise.lines import Line
from pipeline.words.sentences import split_sentences
from pipeline.words.vocabulary import pattern, word_list

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNIT = r"%| ?(?:GB|MB|ms|bits|points|(?:tokens per )?seconds?|minutes|hours|days)\b"
_FROM_TO = re.compile(
    rf"(?i)\b(?:reduc|cut|lower|shrink|rais|increas|lift|improv|boost)\w* (?P<what>[^.;,:()]+(?:\.\d[^.;,:()]*)*?) "
    rf"from (?P<before>{_NUMBER})(?P<unit_before>{_UNIT})? to (?P<after>{_NUMBER})(?P<unit>{_UNIT})?"
    rf"(?: \((?P<times>{_NUMBER}) ?[×x]\))?"
)
_SPEEDUP = re.compile(
    rf"(?i)(?P<times>{_NUMBER}(?:%| ?[×x])) (?:[\w-]+ ){{0,2}}?speed-?up on (?P<on>(?-i:[A-Z])[\w.-]*\w)"
)
_HOW = {"faster": "快", "smaller": "小", "fewer parameters": "参数少", "less memory": "内存少"}
_TIMES = re.compile(rf"(?i)(?P<times>{_NUMBER}) ?[×x] (?P<how>{'|'.join(_HOW)})\b")
_RIVAL = re.compile(r"\bthan (?:[a-z]+ ){0,3}(?P<name>[A-Z][\w-]*\w)")
_CONTEXT = re.compile(r"(?i)\bat a context(?: length)? of (?P<tokens>\d+K?) tokens\b")
_BASELINE = re.compile(r" of (?:an?|the|our) (?:[a-z-]+ )*(?P<name>\S+) baseline$")
_ON = re.compile(r"^On (?:all )?(?:[a-z]+ )?(?P<on>[A-Z]\S*(?: [A-Z]\S*)*)(?: [a-z]+)?, ")
_SMALL_WORDS = re.compile(r"(?i)\b(?:the|its|an?|of|on|in|for|our)\b")


class Claim(NamedTuple):
    """A clause of Chinese, the place that states it, and whether a cost is what it is about."""

    text: str
    at: str
    of_cost: bool
    head: str = ""  # the same as a headline has it; "": it is too long for one


def claims(lines: Sequence[Line]) -> tuple[Claim, ...]:
    """The claims of the abstract in its order; those that code cannot tell whole are left out."""
    own = [line for line in lines if line.part == "abstract" and line.kind == "sentence"]
    whole = " ".join(line.text for line in own)  # a sentence that goes on in the next column
    return tuple(claim for sentence in split_sentences(whole) for claim in _of_sentence(sentence, own))


def _of_sentence(sentence: str, own: Sequence[Line]) -> Iterator[Claim]:
    named = _ON.match(sentence)
    on = f"在 {named['on']} 上" if named else ""
    for match in _FROM_TO.finditer(sentence):
        what = _what(match["what"])
        unit, unit_before = _unit(match["unit"]), _unit(match["unit_before"])
        if what is not None:
            way = "提高到" if _value(match["after"]) > _value(match["before"]) else "降到"
            times = f"（{match['times']}×）" if match["times"] else ""
            space = "" if "一" <= what[0][:1] <= "龥" else " "
            change = f"从 {match['before']}{unit_before} {way} {match['after']}{unit}{times}"
            yield Claim(
                f"{on}使{space}{what[0]}{change}",
                _at(match["after"], own),
                what[1] and match["unit"] != "%",
                _head(match, named),
            )
    sped = list(_SPEEDUP.finditer(sentence))
    if sped:
        each = "、".join(f"{m['on']} 上 {m['times'].replace('x', '×')}" for m in sped)
        yield Claim(f"提速：{each}", _at(sped[0]["times"], own), of_cost=True)
    rival = _RIVAL.search(sentence)
    better = list(_TIMES.finditer(sentence)) if rival else []
    if rival and better:
        each = "、".join(f"{_HOW[m['how'].lower()]} {m['times']} 倍" for m in better)
        yield Claim(f"比 {rival['name']} {each}", _at(better[0]["times"], own), of_cost=True)


def _head(match: re.Match[str], on: re.Match[str] | None) -> str:
    """ "LIBERO 成功率 70.9%→84.3%": the measure, where it is one, and both numbers."""
    measures = word_list("claims.measures")
    measure = next((entry.zh for entry in measures.entries if measures.found(entry).search(match["what"])), "")
    before = match["before"] + ("%" if match["unit_before"] == "%" else "")
    change = f"{before}→{match['after']}{_unit(match['unit'])}"
    return " ".join(filter(None, (on["on"] if on else "", measure, change))) if measure else ""


def _what(phrase: str) -> tuple[str, bool] | None:
    """What a number is of, in Chinese, and whether that is a cost; None: something of it cannot be said."""
    baseline = _BASELINE.search(phrase)
    if baseline is not None:
        phrase = phrase[: baseline.start()]
    names = latin_names(phrase)
    measures = word_list("claims.measures")
    measure = next((entry for entry in measures.entries if measures.found(entry).search(phrase)), None)
    context = _CONTEXT.search(phrase)
    left = _CONTEXT.sub("", phrase)
    for name in names:
        left = left.replace(name, " ")
    if measure is not None:
        left = measures.found(measure).sub(" ", left, count=1)
    if _SMALL_WORDS.sub("", left).strip(" ’'s") or len(names) > 1 or not (names or measure):
        return None
    of = f"{names[0]} 的" if names and measure else names[0] if names else ""
    of = f"{baseline['name']} 基线的" if baseline and measure and not names else of
    condition = f"（上下文 {context['tokens']} 词元）" if context else ""
    said = f"{of}{measure.zh if measure else ''}{condition}"
    cost = measure is not None and not pattern("results.metrics", "percent").search(phrase)
    return f"{said}{'' if measure else ' '}", cost


def _unit(written: str | None) -> str:
    unit = (written or "").strip()
    words = word_list("claims.units")
    said = next((entry.zh for entry in words.entries if words.found(entry).fullmatch(unit)), unit)
    return said if said in ("", "%") else f" {said}"


def _value(written: str) -> Decimal:
    return Decimal(written.replace(",", ""))


def _at(number: str, own: Sequence[Line]) -> str:
    """The place of the abstract that holds a number."""
    return next((line.at for line in own if number in line.text), "")


def measure_zh(name: str) -> str:
    """The Chinese name of a measure that a table's column is of; "" where it is none that is known."""
    measures = word_list("claims.measures")
    return next((entry.zh for entry in measures.entries if measures.found(entry).fullmatch(name)), "")
