"""Finds what stops the reader of an entry: comparisons without an end, words for nothing, packed sentences, echoes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from pipeline.ground.cited import sentences_of
from pipeline.ground.named import names_in
from pipeline.ground.numbers import find_numbers
from pipeline.messages.width import width_of
from pipeline.summarise.facts.methods import KNOWN, METRIC
from pipeline.summarise.facts.model_names import is_model
from pipeline.words.glossary import term
from pipeline.words.lengths import LINE, MOST, PHRASES, beyond, length
from pipeline.words.vocabulary import pattern
from schemas.digest import PROSE_FIELDS, ProseField
from schemas.grounding import Number
from schemas.summary import SAYS_NOTHING

SAME = 7  # characters on end that two fields share by no chance
MOST_WIDE = 60  # of a sentence that is read once, in the width of Chinese characters: a letter is half of one
MOST_NUMBERS = 4  # of a sentence
MOST_COMPARED = 3  # of one that compares: two, and a condition
LEAST_DIGITS = 3  # of a number that is said twice: fewer are a count, or the same condition
MOST_SHORT = 3
EVERYDAY = frozenset({"JSON", "SQL", "PDF", "API", "VAE", "CNN", "RNN", "MLP", "PPO", "DPO", "GRPO", "RLOO", "DAPO"})
COUNTED = frozenset({"word", "chinese"})  # 两项, 三步
_GAIN = re.compile(
    "提[高升]|升[至到]|降[低至到]|归零|减半|翻倍|减少|增加|领先|落后|超过|[优高低快慢好差]于|不如|胜过|比[^，。；]{1,40}(?:[高低多少快慢好差]|准(?!确))"
)
_SAYS = re.compile("[更最能赢输未：]|相当|持平|没有")  # what makes a verdict, beside a gain
_UNNAMED = re.compile(r"(?<=[对比])\s?[0-9][0-9.,]*\s?[%％]?\Z")  # "…47.16 对 45.85"
_SYMBOL = re.compile(r"(?<![\w^_{-])[α-ωΑ-Ω](?![\w-])|(?<![\w-])[A-Za-z](?:_\{[^{}]*\})? ?= ?[\w.]+")
_NOBODY = re.compile("(?:其他|现有|以往|已有|所有|最强)的?(?:方法|模型|系统|对手|做法|工作)|基线")
_SUPERLATIVE = re.compile("最(?:管用|起作用|有效|重要|关键|有用|要紧)")
_PROTOCOL = re.compile("种子|重复(?!使用)|独立(?:采样|运行)|各做|评测时?取|[0-9]%[^，。；]*的(?:点|数据|样本)")
_LESS_IS_BETTER = re.compile(r"(?<![A-Za-z])(?:R?MSE|MAE|FID|MMD|PPL|[WC]ER|LPIPS)(?![A-Za-z])|困惑度|误差")
_PAIRED = re.compile(r"[0-9][0-9.]*[%％]? ?[和与] ?[0-9][0-9.]*[%％]?(?![0-9A-Za-z.])")  # "Y 为 0.3 和 0.8"
_NO_GAIN = re.compile(
    "不(?:比|[高低优快好]于)|没有[^，。；]{0,4}[提降变高低]|并?未[提降变高低]"
)  # 不比 X 高: needs no number
_FALLS = re.compile("[降低减少小]")
_EVEN = re.compile("[互各]有(?:胜负|优劣|高下|千秋|长短|输赢)")
_SIZE = re.compile(r"[0-9.]+[BM](?![A-Za-z])")  # 4B, a model by its size
_UNMEASURED = re.compile("(误差|得分|偏好分|距离|错误)")
_SHORT = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{2,5}(?![A-Za-z0-9-])")
_VAGUE = re.compile(
    "基线|(?<![样基版成文])[本该]方法|[前后]者|分别|(?<![其利排吉])它们?|(?<![相同对平均何])等(?=[，。；）]|[一-鿿]{2})"
)


def stumbles(texts: Mapping[ProseField, str]) -> tuple[str, ...]:
    """What of the prose, given without its citations, may stop a reader, a line each, as an editor is told it."""
    said = {field: text for field, text in texts.items() if text.strip(" 。") not in ("", *SAYS_NOTHING)}
    told = (
        _too_long,
        _headline,
        _verdict,
        _untold,
        _superlative,
        _half_compared,
        _protocol,
        _packed,
        _symbols,
        _short_names,
        _vague,
        _twice,
    )
    return tuple(line for find in told for line in find(said))


def _too_long(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for field in beyond(texts):
        yield f"{field} 有 {length(field, texts[field])} 字，要在 {MOST[field]} 字以内"


def _headline(texts: Mapping[ProseField, str]) -> Iterator[str]:
    text = texts.get(LINE, "")
    if text and ("；" in text or len(_GAIN.findall(text)) > 1):
        yield "headline 像是说了两件事"
    if text and _GAIN.search(text) and len(_measured(text)) == 1:
        yield "headline 的比较只有一头的数字"
    if text and not _measured(text) and _measured(texts.get("results_prose", "")):
        yield "headline 没有数字"
    vague = _UNMEASURED.search(text)
    if vague and _is_named(vague[1], texts.get("results_prose", "")):
        yield f"headline 的“{vague[1]}”要写出指标的名称"
    if (metric := _LESS_IS_BETTER.search(text)) and not _FALLS.search(text):
        yield f"headline 的 {metric[0]} 越低越好，要让人看出谁好"
    task = texts.get("task", "")
    if text and task and not _pairs(text) & _pairs(task):
        yield f"headline 没有说做的是什么事（{task.strip(' 。')}）"
    if rival := _UNNAMED.search(text):
        yield f"headline 没有说“{rival[0]}”是谁的"


def _pairs(text: str) -> set[str]:
    """The names of a text, and each two Chinese characters that follow one another."""
    names = {text[start:end].lower() for start, end in names_in(text)}
    return names | {run[at : at + 2] for run in re.findall("[一-鿿]+", text) for at in range(len(run) - 1)}


def _is_named(measure: str, prose: str) -> bool:
    """Whether the results say the name of what the headline calls an error or a score: 系数误差 MSE."""
    return re.search(rf"{measure}[^，。；]{{0,4}}?[A-Z][A-Za-z-]*[A-Z]", prose) is not None


def _verdict(texts: Mapping[ProseField, str]) -> Iterator[str]:
    first = next(_sentences(texts.get("results_prose", "")), "")
    numbers = [n for n in _measured(first) if n.quantum < 1 or n.unit == "percent"]  # scores, no conditions
    said = first[: numbers[0].start] if numbers else ""
    if numbers and not (_SAYS.search(said) or _GAIN.search(said)):
        yield f"results_prose 先写了数字，没有先说结论：“{first[: numbers[0].end]}”"


def _untold(texts: Mapping[ProseField, str]) -> Iterator[str]:
    """Verdicts and numbers of which a reader must find out himself what is whose."""
    for sentence in _sentences(texts.get("results_prose", "")):
        if even := _EVEN.search(sentence):
            yield f"results_prose 的“{even[0]}”要写明赢在哪里、输在哪里"
        if pair := _PAIRED.search(sentence):
            yield f"results_prose 的“{pair[0]}”要读者自己去对，每个数字要紧跟它的名字：“{sentence}”"


def _superlative(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for match in _SUPERLATIVE.finditer(texts.get("results_prose", "")):
        yield f"results_prose 的“{match[0]}”要写明按哪个指标；别的指标不是这样，就只写去掉它变差多少"


def _protocol(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for sentence in _sentences(texts.get("inference", "")):
        if match := _PROTOCOL.search(sentence):
            yield f"inference 的“{match[0]}”像是评测怎样做，要写测试时一步步怎样走：“{sentence}”"


def _short_names(texts: Mapping[ProseField, str]) -> Iterator[str]:
    """Abbreviations that no colleague knows by themselves; the method's own name stands in the headline."""
    found = dict.fromkeys(m[0] for text in texts.values() for m in _SHORT.finditer(text))
    own = texts.get(LINE, "")
    names = [name for name in found if name not in own and name not in EVERYDAY and not is_common(name)]
    if len(names) > MOST_SHORT:
        yield f"自造的缩写有 {len(names)} 个：{'、'.join(names)}，至多留 {MOST_SHORT} 个，其余写它做什么"


def _packed(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for field in PROSE_FIELDS:
        for sentence in _sentences(texts.get(field, "")) if field not in (LINE, *PHRASES) else ():
            numbers, most = len(_measured(sentence)), MOST_COMPARED if field == "results_prose" else MOST_NUMBERS
            if width_of(sentence) / 2 > MOST_WIDE:
                yield f"{field} 的一句太长：“{sentence}”"
            elif numbers > most:
                yield f"{field} 的一句有 {numbers} 个数字：“{sentence}”"


def _symbols(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for field, text in texts.items():
        symbols = list(dict.fromkeys(m[0] for m in _SYMBOL.finditer(text)))
        if symbols:
            yield f"{field} 里的符号“{'”“'.join(symbols)}”要换成它的意思"


def _half_compared(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for sentence in _sentences(texts.get("results_prose", "")):
        if not _GAIN.search(sentence) or _NO_GAIN.search(sentence):
            continue
        numbers, nobody = _measured(sentence), _NOBODY.search(sentence)
        if len(numbers) == 1:
            yield f"results_prose 的比较只有一头的数字：“{sentence}”"
        elif not numbers:
            yield f"results_prose 的比较没有数字：“{sentence}”"
        if nobody and not any(names_in(sentence[nobody.end() : nobody.end() + 12])):
            yield f"results_prose 没有说对手是谁：“{nobody[0]}”"


def _vague(texts: Mapping[ProseField, str]) -> Iterator[str]:
    for field, text in texts.items():
        words = list(dict.fromkeys(match[0] for match in _VAGUE.finditer(text)))
        if words:
            yield f"{field} 里的“{'”“'.join(words)}”要写明是什么"


def _twice(texts: Mapping[ProseField, str]) -> Iterator[str]:
    fields = [field for field in PROSE_FIELDS if field in texts and field != LINE]
    for one, other in combinations(fields, 2):
        same = _longest_common(texts[one], texts[other])
        if len(same) >= SAME and not any(field in PHRASES for field in (one, other)):
            yield f"{one} 与 {other} 都说了“{same}”"
        numbers = [n.text for n in _measured(texts[one]) if sum(map(str.isdigit, n.text)) >= LEAST_DIGITS]
        there = {n.text for n in _measured(texts[other])}
        if twice := [text for text in dict.fromkeys(numbers) if text in there]:
            yield f"{one} 与 {other} 都写了 {'、'.join(twice)}"


def _longest_common(one: str, other: str) -> str:
    """The longest run of Chinese that two texts have in common."""
    runs = (run for run in re.findall("[一-鿿]+", one) if len(run) >= SAME)
    found = (run[a:b] for run in runs for a in range(len(run)) for b in range(a + SAME, len(run) + 1))
    return max((part for part in found if part in other), key=len, default="")


def _sentences(text: str) -> Iterator[str]:
    plain, sentences = sentences_of(text)
    yield from (plain[s.start : s.end].strip(" 。") for s in sentences)


def _measured(text: str) -> list[Number]:
    """The numbers of a text that are measured or set, not counted in words, and no part of a name or a size."""
    names = [*names_in(text), *(m.span() for m in _SIZE.finditer(text))]
    return [
        n
        for n in find_numbers(text)
        if n.reading not in COUNTED and not any(a <= n.start and n.end <= b for a, b in names)
    ]


def is_common(name: str) -> bool:
    """Whether colleagues know a name without a word beside it."""
    return bool(
        term(name)
        or METRIC.fullmatch(name)
        or KNOWN.fullmatch(name)
        or is_model(name)
        or pattern("training.optimizers").fullmatch(name)
        or pattern("hardware.accelerators").search(name)
    )
