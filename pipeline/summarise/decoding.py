"""How answers are drawn in evaluation, read off the sentences in which the authors say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.summarise.lines import PROSE, Line

_SAYS_HOW = re.compile(
    r"(?i)\bwe (?:\w+ )?(?:use|used|set|decode|sample|report|generate|employ|limit|evaluate)\b|"
    r"\b(?:at|during|for) (?:inference|test|testing|evaluation|decoding|sampling)\b|"
    r"^sampling is\b|"
    r"\buses? \d+ (?:denoising|sampling|inference) steps\b|"
    r"\bexperiments are performed\b|\b(?:generation|decoding|sampling) settings\b|"
    r"\b(?:temperature|penalty|top-p) (?:is|are|was|were) set\b|"
    r"\bgreedy (?:[\w-]+ ){0,4}decoding (?:use|is|are)\w*\b|\bevaluated? (?:on|with)\b"
)
_EVALUATED = re.compile(r"(?i).*?\bevaluated? (?:on|with)\b")  # behind how it is trained
_NOT_SO = re.compile(
    r"(?i)\b(?:roll-?outs?|train\w*|reward models?|preference|explor\w+|baselines?|label\w*|batch|pair(?:s|ed)?|"
    r"dataset)\b"
)
# of a heading: data are made there, or a model is trained or judged
_MADE_THERE = re.compile(
    r"(?i)synthesi[sz]|annotat|curat|\bdata(?:set)? (?:generation|construction|collection)|\btraining\b|fine-?tun|judge"
)
_WORD = r"(?P<word>two|three|four|five|six|eight|ten)"
_NUMBER = r"(?P<n>\d[\d,.]*\d|\d)[kK]?"
GREEDY = "贪心解码"
_GREEDY = re.compile(r"(?i)\bgreed(?:y|ily)\b(?! search)")
_BEAM = re.compile(rf"(?i)\bbeam (?:size|width) (?:of |=? ?)?{_NUMBER}|\bwidth-{_WORD} beam")
_PENALTY = re.compile(rf"(?i)\blength penalty (?:\S+ = |of ){_NUMBER}")
_TEMPERATURE = re.compile(
    rf"(?i)\btemperatures?(?: is)?(?: and top[-_ ]?p both)?(?: set)?(?: to| of| [Tτ]?\s?=|=)? ?{_NUMBER}"
)
_TOP_P = re.compile(rf"(?i)\btop[-_ ]?p(?: value)?(?: both)?(?: set)?(?: to| of|=| =)? ?{_NUMBER}")
_SAMPLES = re.compile(
    r"(?i)(?<![\w.,(])(?P<n>\d{1,3}) (?:\w+ )?(?:responses|samples|solutions|completions|generations)\b"
)
_LENGTH = re.compile(
    r"(?i)\b(?:at most|up to|max(?:imum)?(?: \w+){0,3}|budget to|limit) "
    rf"{_NUMBER} (?:new )?tokens"
)
_LENGTH_SET = re.compile(
    r"(?i)\bmax(?:imum)? (?:(?!context|sequence|input|prompt)\w+ ){0,3}length "
    rf"(?:is |was )?(?:set )?(?:to|of) {_NUMBER}"
)
_SHOTS = re.compile(r"(?i)\b(?P<n>zero|one|few|\d{1,2})-shot (?:[\w-]+ ){0,2}(?:prompt|setting|evaluation|manner)")
_CROPS = re.compile(r"(?i)\b(?P<n>\d{1,2})-crop test")
_STEPS = re.compile(r"\b(?P<sampler>DDIM|DDPM|DPM-Solver(?:\+\+)?|Euler)(?: \w+){0,3} (?P<n>\d{1,4}) (?:\w+ )?steps")
_DENOISED = re.compile(rf"(?i)\b(?:(?P<n>\d+)|{_WORD}) (?:flow-matching )?(?:denoising|sampling|inference) steps")
_EVALUATIONS = re.compile(r"\bNFE (?:of |= ?|∈ ?)?\{?(?P<n>\d+(?:, ?\d+)*)(?![\d.–-])")
_ONE_DEVICE = re.compile(
    r"(?i)\b(?:during|at|for) inference,? (?:we )?use (?:a |one )?(?:single )?(?:NVIDIA )?"
    r"(?P<n>(?-i:[A-Z]+\d+|RTX \d+))(?!s)"
)
_GUIDANCE = re.compile(rf"(?i)\bguidance (?:scale|weight|strength)(?: \S)?(?: is)?(?: set)?(?: to| of| ?=)? ?{_NUMBER}")
_REPETITION = re.compile(rf"(?i)\brepetition penalty (?:is )?(?:set )?(?:to|of|=) ?{_NUMBER}")
_PASS_OF_SEVERAL = re.compile(r"pass@(?!1\b)\d")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHOTS_ZH = {"zero": "零", "one": "单", "few": "少"}
_OF_EACH = re.compile(
    r"(?i)\b(?:per|each|every|mean|averag\w*|greedy)\b|pass@|avg@"
)  # what so many samples are drawn of
_ONE_AT_ONCE = re.compile(r"(?i)\bbatch size (?:to|of) 1\b")  # how speed is measured
_MEAN = re.compile(r"(?i)\b(?:mean|average|averaged)\b")


class Told(NamedTuple):
    """A clause of Chinese and the place that says it."""

    text: str
    at: str


def decoding(lines: Sequence[Line]) -> Mapping[str, Told]:
    """The clauses by what they are about, of the sentence that says most and of others of its section."""
    found = [(line, dict(_clauses(line))) for line in lines if _may_say(line)]
    best = max(found, key=lambda pair: len(pair[1]), default=None)
    if best is None:
        return {}
    told = dict(best[1])
    for line, clauses in found:
        if line.heading == best[0].heading:
            told = {**clauses, **told}
    return _parted(told, best[0])


def _may_say(line: Line) -> bool:
    if (
        line.kind != "sentence"
        or line.others
        or line.block_kind not in PROSE
        or line.part in ("references", "abstract")
        or _MADE_THERE.search(line.heading)
    ):
        return False
    said = _EVALUATED.sub("", _ONE_AT_ONCE.sub("", line.text))
    return bool(_SAYS_HOW.search(line.text)) and not _NOT_SO.search(said)


def _clauses(line: Line) -> Iterator[tuple[str, Told]]:
    forms = (
        ("shots", _SHOTS, "用 {} 样本提示"),
        ("crops", _CROPS, "{}-crop 测试"),
        ("steps", _STEPS, "采样 {} 步"),
        ("steps", _DENOISED, "采样 {} 步"),
        ("steps", _EVALUATIONS, "采样 NFE 为 {}"),
        ("device", _ONE_DEVICE, "单张 {}"),
        ("guidance", _GUIDANCE, "引导强度 {}"),
        ("beam", _BEAM, "束宽 {}"),
        ("penalty", _PENALTY, "长度惩罚 {}"),
        ("temperature", _TEMPERATURE, "温度 {}"),
        ("top-p", _TOP_P, "top-p {}"),
        ("samples", _SAMPLES, "每题采样 {} 次"),
        ("repetition", _REPETITION, "重复惩罚 {}"),
        ("length", _LENGTH_SET, "最多生成 {} 个词元"),
        ("length", _LENGTH, "最多生成 {} 个词元"),
    )
    if _GREEDY.search(line.text):
        some = _PASS_OF_SEVERAL.search(line.text) or "beam" in line.text  # which are not greedy
        yield "greedy", Told(f"部分{GREEDY}" if some else GREEDY, line.at)
    for key, pattern, said in forms:
        match = pattern.search(line.text)
        if match is not None and (key != "samples" or _OF_EACH.search(line.text)):
            number = line.text[match.start("n") :].split()[0].rstrip(".,;)") if key == "length" else _digits(match)
            yield key, Told(_said(said, number), line.at)


def _digits(match: re.Match[str]) -> str:
    """The number that was found, in digits."""
    said = match.groupdict().get("word")
    return str(_WORDS.index(said.lower())) if said else match["n"]


def _said(form: str, number: str) -> str:
    """The clause with its number, which Chinese writes close to a noun where it is a word."""
    word = _SHOTS_ZH.get(number.lower())
    return form.format(number) if word is None else form.replace("用 {} ", f"用{word}")


def _parted(told: Mapping[str, Told], line: Line) -> Mapping[str, Told]:
    """Greedy decoding and samples in one sentence are of several benchmarks."""
    if not {"greedy", "samples"} <= set(told):
        return told
    count, warm = told["samples"].text.removeprefix("每题"), told.get("temperature")
    mean = "取平均" if _MEAN.search(line.text) else ""
    rest = {key: said for key, said in told.items() if key not in ("greedy", "samples", "temperature")}
    some = f"部分基准贪心解码，其余{f'以{warm.text} ' if warm else ''}{count}{mean}"
    return {"greedy": Told(some, told["greedy"].at), **rest}
