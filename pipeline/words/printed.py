"""Prints the English names of settings, and what they hold for, in Chinese where each of their words has one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.words.settings_zh import setting_name
from pipeline.words.vocabulary import either, word_list
from schemas.bounds import NAME

_STAGE = re.compile(r"(?i)(?:stage|phase) ([0-9]|I{1,3})")
_KEPT = re.compile(
    r"[0-9][\w.,%]*|[A-Z]\w*[A-Z]\w*|[^\W\d_](?:[_^]\{[^{}]*\}|[₀-₉ₐ-ₜ])?(?!\w)"
)  # 7B, LoRA, KL, λ, ε_{l}
_PASSED = re.compile(r"(?i)(?:the|a|an) ")
_LIST = re.compile(r"([，；、]|[,;] )")
_EXCEPT = "except "  # "except X": what holds for all others
_AND = re.compile(r" and ")
_SYMBOL = re.compile(r" \(?([^\W\d_](?:[_^]\{[^{}]*\})?)\)?$")
_BRACKET = re.compile(r"(?<!\s)\s*[(（]((?:[^()（）]|[(（][^()（）]*[)）])+)[)）]\s*$")
_UNIT = re.compile(r"\.? (\([^()]*\))$")  # "Accuracy (%)"
_PER = re.compile(r" per ")
_OF = re.compile(r" of (?:the )?")
_NUMBER_OF = re.compile(r"(?i)number of |num |# ")
_HAN = re.compile(r"[一-鿿]")
_VALUE = re.compile(r"([0-9{][^A-Za-z]*?[kKMB]?)[ -]?([A-Za-z].*)")
_POWER = re.compile(r"\b([0-9]+(?:\.[0-9]+)?)[eE](?:([-−][0-9]{1,2})\b|\^\{([-−][0-9]{1,2})\})")  # 3.75e-3, 1e^{-6}
_IN_DIGITS = re.compile("([A-Za-z]+) ?[(（]([0-9]+)[)）]")  # four（4）
_NO_SPREAD = re.compile(r" ?± ?0(?:\.0+)?\Z")  # less than the last digit
_DOLLARS = re.compile(r"(?:US)?\$ ?([0-9][0-9.,]*[kKMB]?)")
_HOURS_OF = re.compile(r"([0-9][0-9.,]*k?) ([A-Z]\w*[0-9A-Z]\w*)[ -]hours?")  # 96 H100-hours
_END = r"[0-9][0-9.,/]*%?"
_RANGE = re.compile(rf"({_END}) to ({_END}(?: ?[^\s\d.,/%]\S*)?)|between ({_END}) and ({_END})")
_DIGITS = re.compile(r"[0-9]+")
_NOTE_MARKS = re.compile(r"(?<=\w)[*∗†‡]+\Z")
_NAMED = re.compile(r"[A-Z0-9]")
_DIRECTION = "越"  # 越低越好: says nothing of what is measured
_TIED = re.compile(r"(?<=\w)-[A-Z]\w*[A-Z]")
_COINED = re.compile(r"\w*(?:[A-Z]\w*[A-Z]|[0-9])\w*")  # MSMD, 24, GPT4: what a translation keeps as it is


_METRIC = re.compile(
    r"[a-z]*[A-Z][A-Za-z-]*[A-Z][A-Za-z-]*|[A-Za-z]+@[0-9A-Za-z]+"
)  # MSE, rAUEC, PickScore, Pass@N: what a prose calls it by
_COUNTS = {
    "a": "1", "an": "1", "single": "1", "a single": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "sixteen": "16",
}  # fmt: skip


_CAPITAL = re.compile(r"[A-Z][a-z]+\.?")
_OF_ALL = frozenset({"Average", "Avg", "Overall", "Mean", "Total", "All"})


_SQUARE = str.maketrans("［］", "[]")  # as a request writes them beside its own numbers
_PART_OF = re.compile(r"^([0-9][0-9,]*) (?:out )?of ([0-9][0-9,]*)$")


class _Word(NamedTuple):
    found: re.Pattern[str]
    zh: str
    counted: bool


@cache
def _words() -> tuple[_Word, ...]:
    plain, counted = word_list("printed.words"), word_list("printed.counted")
    return (
        *(_Word(plain.found(e), e.zh, False) for e in plain.entries),
        *(_Word(counted.found(e), e.zh, True) for e in counted.entries),
    )


class _Phrase(NamedTuple):
    zh: str
    counted: bool  # whether it ends in several of what can be counted


def _phrase(english: str) -> _Phrase | None:
    """The words of a phrase one by one, numbers and names as they are; None where a word is not known, or none is.

    A word that a hyphen ties to a name is part of it: Video-MME.
    """
    if _TIED.search(english):
        return None
    said, at, known, counted = "", 0, False, False
    while at < len(english):
        if passed := _PASSED.match(english, at):
            at = passed.end()
            continue
        best = max(
            ((m.end(), word) for word in _words() if (m := word.found.match(english, at))),
            key=lambda found: found[0],
            default=None,
        )
        kept = _KEPT.match(english, at)
        if best is not None:
            end, word = best
            said = _beside(said, word.zh)
            counted, known = word.counted and english[end - 1] == "s", True
        elif kept:
            end = kept.end()
            said = _beside(said, english[at:end])
        else:
            return None
        at = end + len(english[end:]) - len(english[end:].lstrip(" -"))
    return _Phrase(said, counted) if known else None


def _beside(said: str, more: str) -> str:
    apart = said and (said[-1].isascii() or more[0].isascii() or not (_HAN.match(said[-1]) and _HAN.match(more[0])))
    return f"{said} {more}" if apart else said + more


def _glossed(text: str) -> tuple[str, str]:
    """A text and what it says in Chinese in brackets at its end: "Draft steps（草图步数）"; "": nothing."""
    bracket = _BRACKET.search(text)
    if bracket is None or not _HAN.search(bracket[1]):
        return text.strip(), ""
    return text[: bracket.start()].strip(), bracket[1]


@lru_cache(maxsize=4096)
def shown_setting(name: str) -> str:
    """The name of a setting as it is printed: in Chinese, be it the model's in brackets, or as the paper writes it."""
    common = setting_name(name)
    if common != name:
        return common
    plain, gloss = _glossed(name)
    symbol = _SYMBOL.search(f" {plain}")
    zh = gloss or _named(plain[: -len(symbol[0])] if symbol else plain)
    return f"{zh} {symbol[1]}" if zh and symbol and symbol[1] not in zh else zh or name


def _named(name: str) -> str | None:
    if len(name) > NAME:
        return None
    number = _NUMBER_OF.match(name)
    name = name[number.end() :] if number else name
    if whole := _phrase(name):
        unit = whole.zh in ("小时", "天")
        return f"训练时长（{whole.zh}）" if unit else f"{whole.zh}{'数' if number or whole.counted else ''}"
    counted, *per = _PER.split(name)
    if len(per) == 1 and (what := _phrase(counted)) and (each := _phrase(per[0])):
        several = _phrase(f"{counted}s") or what  # "epoch per step" counts them, too
        return f"每{each.zh}{what.zh}{'数' if what.counted or several.counted else ''}"
    parts = [_phrase(part) for part in _OF.split(name)]
    if len(parts) == 2 and (what := parts[0]) and (whole := parts[1]):
        return f"{whole.zh}的{what.zh}"
    return None


@lru_cache(maxsize=4096)
def shown_measure(text: str) -> str:
    """A benchmark or a metric as it is printed: a name stays, words such as "Accuracy (%)" are said in Chinese.

    The model's Chinese in brackets says all where it keeps what is coined.
    """
    plain, gloss = _glossed(text)
    if gloss.startswith(_DIRECTION):
        return f"{shown_measure(plain)}（{gloss}）"
    if gloss and all(coined in gloss for coined in _COINED.findall(plain)) and " " in plain:
        return gloss
    text = _NOTE_MARKS.sub("", shown_name(text))
    unit = _UNIT.search(text)
    zh = _named(text[: unit.start()] if unit else text.strip(" ."))
    return f"{zh} {unit[1]}" if zh and unit else zh or text


def shown_benchmark(text: str) -> str:
    """The same of a benchmark: a word with a capital is its name, whatever it means elsewhere: Run, but Average."""
    return text if _CAPITAL.fullmatch(text) and text.rstrip(".") not in _OF_ALL else shown_measure(text)


def shown_metric(text: str) -> str:
    """The same of a metric, of which the model's Chinese in brackets says all: "Top-1 acc（准确率）"; a name stays."""
    plain, gloss = _glossed(text)
    if not gloss or gloss.startswith(_DIRECTION):
        return shown_measure(text)
    return f"{plain}（{gloss}）" if _METRIC.fullmatch(plain) else gloss


def shown_name(text: str) -> str:
    """What is called by plain words as the model's Chinese in brackets has it; a name as it is."""
    plain, gloss = _glossed(text)
    return gloss if gloss and not _NAMED.search(plain) else text


@lru_cache(maxsize=4096)
def shown_scope(scope: str) -> str:
    """What a setting holds for as it is printed: each part of a list in Chinese, or as it is written."""
    if scope.startswith(_EXCEPT):
        return f"除 {scope.removeprefix(_EXCEPT).replace(' and ', '、')} 外"
    if len(scope) > NAME:
        return scope
    parts = _LIST.split(scope.strip())
    return "".join(
        {", ": "，", "; ": "；"}.get(part, part) if at % 2 else _parts(part) for at, part in enumerate(parts)
    )


def _parts(text: str) -> str:
    """A part that joins others by "and" as a list, unless "and" may belong to a name."""
    parts = _AND.split(text)
    said = [_part(part) for part in parts]
    names = all(any(c.isdigit() for c in part) for part in parts)
    return "、".join(said) if names or said != parts else _part(text)


def _part(part: str) -> str:
    if _HAN.search(part):
        return part
    if stage := _STAGE.fullmatch(part):
        return f"第 {stage[1] if stage[1].isdigit() else len(stage[1])} 阶段"
    phrase = _phrase(part)
    return phrase.zh if phrase else part


def _value_of(plain: str, gloss: str) -> str | None:
    """A value as its gloss says it, which has its numbers or none: 17.4 minutes（分钟）; None: they say two things."""
    said = _DIGITS.findall(gloss)
    counts = [_COUNTS[word] for word in re.split("[ -]", plain.lower()) if word in _COUNTS]
    if counts and sorted(said) == sorted((*counts, *_DIGITS.findall(plain))):
        return gloss  # eight H20 GPUs（8 张 H20）
    if sorted(said) == sorted(_DIGITS.findall(plain)) or (said and said == _DIGITS.findall(shown_value(plain))):
        return gloss
    if _DIGITS.search(gloss):
        return None
    if (known := shown_value(plain)) != plain:
        return known
    number = _VALUE.fullmatch(plain)
    return f"{number[1]} {gloss}" if number and "(" not in plain else None


def _opened(name: str, value: str) -> tuple[str, str] | None:
    """The Chinese of the list's word that opens a value, and the rest; None: none does."""
    words = word_list(name)
    found = ((e.zh, m.end()) for e in words.entries if (m := words.found(e).match(value)))
    zh, end = max(found, key=lambda pair: pair[1], default=("", 0))
    return (zh, value[end:].strip()) if zh else None


@cache
def _gpus() -> re.Pattern[str]:
    """So many GPUs of a model: 8 H100 GPUs, eight NVIDIA A100s, 4 × RTX 4090."""
    makers, models = either("hardware.makers"), either("hardware.accelerators")
    model = rf"(?:{makers}[ -]){{0,2}}(?!TPU)(?:{models})(?:[ -][0-9]+ ?GB)?"
    return re.compile(rf"(?i:([0-9]+|{'|'.join(_COUNTS)}))(?: ?[×x] ?| )({model})s?(?: GPUs?)?")


@lru_cache(maxsize=4096)
def shown_value(value: str) -> str:
    """A value as it is printed: its number as it is, its unit or its word in Chinese where that is known.

    What else it says is said as the model has it in brackets.
    """
    value = _POWER.sub(lambda m: f"{m[1]}×10^{{{m[2] or m[3]}}}".removeprefix("1×"), value)
    value = _NO_SPREAD.sub("", value)
    if (word := _IN_DIGITS.fullmatch(value)) and _COUNTS.get(word[1].lower()) == word[2]:
        return word[2]
    if dollars := _DOLLARS.fullmatch(value):
        return f"{dollars[1]} 美元"
    if hours := _HOURS_OF.fullmatch(value):
        return f"{hours[1]} {hours[2]} 小时"
    value = _PART_OF.sub(r"\1/\2", value.translate(_SQUARE))
    plain, gloss = _glossed(value)
    if gloss:
        return _value_of(plain, gloss) or value
    if (gpus := _gpus().fullmatch(value)) is not None:
        return f"{_COUNTS.get(gpus[1].lower(), gpus[1])} 张 {gpus[2]}"
    if ends := _RANGE.fullmatch(value):
        return f"{ends[1] or ends[3]} 到 {shown_value(ends[2] or ends[4])}"
    if (bound := _opened("printed.bounds", value)) and bound[1][:1].isdigit():
        return f"{bound[0]} {shown_value(bound[1])}"
    if (counted := _opened("printed.numbers", value)) and (not counted[1] or shown_value(counted[1]) != counted[1]):
        return shown_value(f"{counted[0]} {counted[1]}".strip())
    words = word_list("printed.values")
    number = _VALUE.fullmatch(value)
    before, said = (number[1], number[2]) if number else ("", value)
    zh = next((e.zh for e in words.entries if words.found(e).fullmatch(said.strip())), "")
    if number and not zh and len(said) <= NAME and (phrase := _phrase(said.strip())):
        zh = phrase.zh
    return f"{before} {zh}".strip() if zh else value
