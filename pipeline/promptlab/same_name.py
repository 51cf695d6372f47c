"""Decides whether two names mean the same setting, model, dataset or benchmark."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from pipeline.ground.names import search_name
from pipeline.ground.terms import terms
from pipeline.words.settings import contrasts_of, setting_of, without_brackets
from pipeline.words.vocabulary import either, word_list

_OF_CONCEPT = {  # contrasts that are the concept's own word
    "warm up": frozenset({"warm", "decay", "low", "high", "lora"}),
    "weight decay": frozenset({"decay"}),
    "schedule": frozenset({"decay", "warm"}),
    "learning rate decay": frozenset({"decay"}),
    "learning rate": frozenset({"lora"}),  # what it is the rate of, as a scope
    "GPUs": frozenset({"device", "test"}),
    "memory": frozenset({"device"}),
    "compute": frozenset({"device"}),
    "training time": frozenset({"device"}),
    "rank": frozenset({"lora"}),
    "LoRA alpha": frozenset({"lora"}),
    "temperature": frozenset({"test"}),
}
# Words that say nothing against another name of the same concept.
_NEUTRAL = frozenset(
    re.findall(
        r"\w+",
        "adam adamw optimizer optimiser momentum peak initial base maximum max default global effective total training "
        "train fine tuning rate size number num n of the in a for per value coefficient coef weight parameter steps "
        "step iterations updates fraction proportion linear learning lr norm g k t r hours days time gpu gpus type "
        "name count sampling rollout rollouts schedule scheduler decay device lora up ratio",
    )
)
_SAME_WORDS = {"max": "maximum", "min": "minimum", "num": "number", "coef": "coefficient", "len": "length"}
_SYMBOLS = frozenset({*(entry.name for entry in word_list("training.greek").entries), "kl"})
HALF = 0.5  # of the longer name's words must stand in the shorter: "length" is not "maximum response length"


class SettingName(NamedTuple):
    """A setting's name taken apart."""

    concept: str  # "": none that is known
    contrasts: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=4096)
def setting_name(name: str) -> SettingName:
    """The concept, the contrasts and the words of a setting's name; what stands in brackets is left out."""
    concept, words = setting_of(name), without_brackets(name).split()
    own = _OF_CONCEPT.get(concept, frozenset())
    contrasts = contrasts_of(name) - own
    return SettingName(concept, contrasts, frozenset(_SAME_WORDS.get(w, _singular(w)) for w in words))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_NEUTRAL_STEMS = frozenset(_singular(w) for w in _NEUTRAL) | _NEUTRAL


def same_setting(one: str, other: str) -> bool:
    """Whether two names can be of the same setting.

    Known concepts must be the same, with the same contrasts (minimum, mini, evaluation, …), and where both say more,
    one must say all that the other says. Unknown names must have the same words, or one all words of the other and at
    least half of its own besides; a lone symbol agrees with a name that holds it.
    """
    a, b = setting_name(one), setting_name(other)
    if _lone_symbol(a, b) or _lone_symbol(b, a):
        return True
    if a.concept != b.concept or a.contrasts != b.contrasts:
        return False
    if a.concept:
        said = _NEUTRAL_STEMS | _concept_words(a.concept)
        mine, others = (frozenset(w for w in words - said if not contrasts_of(w)) for words in (a.words, b.words))
        return mine <= others or others <= mine
    small, large = sorted((a.words, b.words), key=len)
    return bool(small) and small <= large and len(small) >= HALF * len(large)


def _lone_symbol(a: SettingName, b: SettingName) -> bool:
    """β beside "KL penalty coefficient β": the symbol, with its index, is all that `a` says."""
    return bool(a.words & _SYMBOLS) and all(w in _SYMBOLS or len(w) <= 2 for w in a.words) and a.words <= b.words


@lru_cache(maxsize=256)
def _concept_words(concept: str) -> frozenset[str]:
    extra = {
        "batch size": "batch problem per",
        "group size": "group rollout response sample solution generation completion output per question prompt problem "
        "query",
        "GPUs": "gpu tpu accelerator hardware",
        "warm up": "warm up warmup",
        "gradient clipping": "gradient grad clipping clip",
        "clip range": "clip clipping range epsilon ratio parameter policy",
        "steps": "gradient optimization optimizer update",
        "KL": "kl lambda beta",
        "training time": "wall clock run duration",
    }.get(concept, "")
    return frozenset(_singular(w) for w in f"{concept.lower()} {extra}".split())


_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_SEPARATORS = re.compile(r"[\s\-_./‐‑–—:]+")
_DATA_WORDS = re.compile(rf"\b{either('data.data', 'part')}\b")
_SIZE = re.compile(r"^\d+(?:\.\d+)?[bm]$")
_YEAR = re.compile(r"(?<=[a-z])20(\d\d)$")


@lru_cache(maxsize=4096)
def _squeezed(name: str) -> str:
    text = unicodedata.normalize("NFKC", _BRACKETS.sub("", name)).lower()
    return _YEAR.sub(r"\1", _SEPARATORS.sub("", text.replace("*", "")))


def same_model(one: str, other: str) -> bool:
    """Whether two names are of the same model: versions and variants count, case and separators do not.

    What stands in brackets is left out. One of the names may leave the size out ("GPT-2" is not "GPT-2-large", whose
    "large" is no number).
    """
    if _squeezed(one) == _squeezed(other):
        return bool(_squeezed(one))
    a, b = _model_words(one), _model_words(other)
    small, large = sorted((a, b), key=len)
    return bool(small) and small < large and all(_SIZE.match(word) for word in large - small)


def _model_words(name: str) -> frozenset[str]:
    text = unicodedata.normalize("NFKC", _BRACKETS.sub("", name)).lower()
    return frozenset(
        re.sub(r"(?<=[a-z])-?(?=\d)", "", word) for word in re.split(r"[\s_/-]+(?!\d+\.\d+\b)", text) if word
    )


def same_dataset(one: str, other: str) -> bool:
    """Whether two names are of the same dataset: without brackets, "dataset", "test set" and the like.

    MATH is not MATH-500, and AIME 2024 is AIME24.
    """
    a, b = (_squeezed(_DATA_WORDS.sub(" ", _BRACKETS.sub("", name))) or _squeezed(name) for name in (one, other))
    return bool(a) and a == b


_AVERAGE = frozenset(t for entry in word_list("results.averages").entries for t in terms(entry.word))
_GENERIC = _AVERAGE | terms("accuracy score total main result results test set benchmark all")


def same_benchmark(found: str, expected: str) -> bool:
    """Whether a result's benchmark is the expected one.

    The expected name stands in the found one as whole words ("English Benchmarks GSM8K"), or the found one is part of
    the expected one and says more than "average". MATH does not stand in MATH-500.
    """
    expected_bare = _BRACKETS.sub("", expected)
    if same_dataset(found, expected):
        return True
    span = search_name(expected_bare, found)
    if span is not None:
        return not re.match(r"\s*\d", found[span[1] :])
    small, large = terms(found), terms(expected)
    numbers = {t for t in small ^ large if t[0].isdigit()}
    if small <= _GENERIC:
        return bool(small) and bool(small & _AVERAGE) and bool(large & _AVERAGE) and not large - _GENERIC - _COUNTS
    return small <= large and not numbers


_COUNTS = frozenset(terms("two three four five six seven eight nine ten benchmarks"))
