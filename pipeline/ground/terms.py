"""The words by which a fact names its place: stems, with Chinese and abbreviated spellings made one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What papers and Chinese digests call the same thing; the first is the stem that the others become.
_SAME: tuple[tuple[str, ...], ...] = (
    ("learning rate", "学习率", "lr"),
    ("batch size", "批大小", "批次大小", "批量大小", "批尺寸", "batchsize", "bs"),
    ("epoch", "轮数", "训练轮", "轮次"),
    ("step", "iteration", "步数", "训练步", "迭代"),
    ("weight decay", "权重衰减"),
    ("dropout", "丢弃率"),
    ("temperature", "温度", "temp"),
    ("warmup", "warm-up", "预热", "warm up"),
    ("optimizer", "optimiser", "优化器"),
    ("schedule", "scheduler", "调度"),
    ("accuracy", "acc", "准确率", "精度", "正确率"),
    ("average", "avg", "平均", "mean"),
    ("parameter", "params", "参数量", "参数"),
    ("token", "词元"),
    ("layer", "层数", "层"),
    ("hour", "小时", "hrs", "hr"),
    ("day", "天"),
    ("gpu", "显卡"),
    ("sample", "样本", "rollout"),
    ("precision", "prec", "精确率", "查准率"),
    ("recall", "召回率"),
    ("rate", "率", "ratio"),
    ("length", "长度", "len"),
    ("maximum", "max", "最大"),
    ("minimum", "min", "最小"),
    ("number", "数量", "num", "no", "#"),
    ("size", "大小", "规模"),
    ("dimension", "dim", "维度"),
    ("head", "注意力头", "heads"),
    ("rank", "秩"),
    ("coefficient", "coef", "系数", "weight"),
    ("score", "得分", "分数"),
    ("time", "时间", "用时"),
    ("resolution", "分辨率"),
    ("momentum", "动量"),
    ("seed", "种子"),
    ("baseline", "基线"),
    ("train", "training", "训练"),
    ("test", "测试"),
    ("validation", "val", "验证"),
    ("inference", "推理"),
    ("dataset", "数据集"),
    ("beta", "β"),
    ("alpha", "α"),
    ("epsilon", "ε", "ϵ", "eps"),
    ("gamma", "γ"),
    ("eta", "η"),
    ("sigma", "σ"),
    ("delta", "δ"),
    ("tau", "τ"),
    ("mu", "μ"),
    ("rho", "ρ"),
    ("lambda", "λ"),
    ("instruct", "instruction"),
)
_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "for",
        "to",
        "with",
        "by",
        "and",
        "or",
        "per",
        "at",
        "is",
        "are",
        "be",
        "we",
        "our",
        "as",
        "from",
        "number",
        "set",
        "setting",
        "use",
        "used",
        "using",
        "value",
        "its",
        "it",
        "this",
        "that",
        "each",
        "all",
        "vs",
        "no",
        "not",
        "was",
        "were",
        "which",
    ]
)
# a size is one word: the 8 of Llama-3.1-8B is not the 8 of a column "8K"
_WORD_RE = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)*(?:[BMKbmk](?![A-Za-z]))?|[α-ωϵ]|[\u4e00-\u9fff]{2,}")
_CJK = re.compile("[\u4e00-\u9fff#]")


def _stem(word: str) -> str:
    for suffix in ("ings", "ing", "ies", "ers", "ed", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


_ALIAS: dict[str, str] = {}
_PHRASE: list[tuple[re.Pattern[str], str]] = []
for _group in _SAME:
    for _other in _group[1:]:
        if _CJK.search(_other) or " " in _other or "-" in _other:
            _PHRASE.append((re.compile(re.escape(_other), re.IGNORECASE), f" {_group[0]} "))
        else:
            _ALIAS[_stem(_other)] = " ".join(_stem(w) for w in _group[0].split())
    _ALIAS.setdefault(_stem(_group[0]), " ".join(_stem(w) for w in _group[0].split()))
_PHRASE.sort(key=lambda pair: -len(pair[0].pattern))


@lru_cache(maxsize=16384)
def terms(text: str) -> frozenset[str]:
    """The stems of the words, names' parts and digits of text, without stop words."""
    return frozenset(ordered_terms(text))


@lru_cache(maxsize=16384)
def ordered_terms(text: str) -> tuple[str, ...]:
    """The same in the order of the text, repetitions kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for pattern, words in _PHRASE:
            text = pattern.sub(words, text)
    found: list[str] = []
    for word in _WORD_RE.findall(text):
        lower = word.lower()
        if lower in _STOP:
            continue
        stem = _stem(lower)
        found.extend(_ALIAS.get(stem, stem).split(" "))
    return tuple(found)


def shared(wanted: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """The terms of `there` that are wanted, an abbreviation of four letters or more counting as its word."""
    found = wanted & there
    rest = there - found
    if not rest:
        return found
    longer = {
        t for t in rest
        if len(t) >= 4 and t.isalpha() and any(w.startswith(t) or (len(w) >= 4 and t.startswith(w)) for w in wanted)
    }  # fmt: skip
    return found | longer if longer else found


@lru_cache(maxsize=4096)
def initials(text: str) -> frozenset[str]:
    """What the neighbouring words of text may be shortened to: sr for "success rate"."""
    letters = "".join(term[0] for term in ordered_terms(text) if term[0].isalpha())
    return frozenset(letters[i : i + n] for n in (2, 3, 4) for i in range(len(letters) - n + 1))
