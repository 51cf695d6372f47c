"""The words by which a fact names its place: stems, with Chinese and abbreviated spellings made one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.words.vocabulary import word_list
from schemas.bounds import compatible

_SAME = ("training.settings", "training.greek", "chinese.synonyms")  # what is said for one another
_STOP = frozenset(
    """
    the a an of in on for to with by and or per at is are be we our as from number set setting use used using
    value its it this that each all vs no not was were which
    """.split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
)
# a size is one word: the 8 of Llama-3.1-8B is not the 8 of a column "8K"
_WORD_RE = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)*(?:[BMKbmk](?![A-Za-z]))?|[α-ωϵ]|[\u4e00-\u9fff]{2,}")
_CJK = re.compile("[\u4e00-\u9fff#]")


_IRREGULAR = {"kept": "keep", "drawn": "draw", "chosen": "choos", "frozen": "freez"}


def _stem(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for suffix in ("ings", "ing", "ies", "ers", "ed", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


@cache
def _same() -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """By its stem, the words that a word stands for; and phrases, the longer first, each with the same.

    Only entries with other names: the Chinese of the rest can say more than the name (LoRA 秩 of rank).
    """
    alias: dict[str, str] = {}
    phrases: list[tuple[re.Pattern[str], str]] = []
    entries = (e for name in _SAME for e in word_list(name).entries if e.also)
    for entry in entries:
        name = entry.name.lower()
        stems = " ".join(_stem(word) for word in name.split())
        for other in filter(None, (entry.zh, *entry.also)):
            if _CJK.search(other) or " " in other or "-" in other:
                phrases.append((re.compile(re.escape(other), re.IGNORECASE), f" {name} "))
            else:
                alias[_stem(other.lower())] = stems
        alias.setdefault(_stem(name), stems)
    return alias, tuple(sorted(phrases, key=lambda pair: -len(pair[0].pattern)))


@lru_cache(maxsize=16384)
def terms(text: str) -> frozenset[str]:
    """The stems of the words, names' parts and digits of text, without stop words."""
    return frozenset(ordered_terms(text))


@lru_cache(maxsize=16384)
def ordered_terms(text: str) -> tuple[str, ...]:
    """The same in the order of the text, repetitions kept."""
    if not text.isascii():
        text = compatible(text)
        for pattern, words in _same()[1]:
            text = pattern.sub(words, text)
    alias, found = _same()[0], list[str]()
    for word in _WORD_RE.findall(text):
        lower = (word[:-1] if word[-1] == "s" and word[:-1].isupper() else word).lower()  # GPUs
        if lower in _STOP:
            continue
        stem = _stem(lower)
        found.extend(alias.get(stem, stem).split(" "))
    return tuple(found)


def shared(wanted: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """The terms of `there` that are wanted, an abbreviation of four letters or more counting as its word."""
    found = wanted & there
    rest = there - found
    if not rest:
        return found
    beginnings = {word[:4] for word in wanted}  # a shorter one is found already, or begins nothing
    longer = {
        t for t in rest
        if t[:4] in beginnings and t.isalpha()
        and any(w.startswith(t) or (len(w) >= 4 and t.startswith(w)) for w in wanted)
    }  # fmt: skip
    return found | longer if longer else found
