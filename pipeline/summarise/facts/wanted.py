"""The settings that a reader looks for, each with the names and the values that it may have."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from pipeline.words.vocabulary import Entry, word_list
from schemas.records import Record

Kind = Literal["rate", "share", "number", "count", "length", "word"]

NUMBER = (
    r"(?:(?:\d+(?:\.\d+)?\s?[×x·*∗]\s?)?10\^\{[-−]\d+\}|\d+(?:\.\d+)?\s?e\s?[-−]\s?\d+|\d+(?:\.\d+)?\s?e\^\{[-−]\d+\}|"
    r"\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?[×x·]\s?10\^\{\d+\}|\s?(?:[kKMB]|million|billion)(?!\w)|\s?%)?|\.\d+)"
)
WORD_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|ten|twelve|a single)"
LEAST_NUMBER = 1e-3  # of a temperature, a clipping or a warm-up; "warm-up 1e-6" is of its learning rate
LEAST_LENGTH = 16  # tokens or pixels: a shorter length is an index
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9, "million": 1e6, "billion": 1e9}


_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_ITS_SYMBOL = re.compile(r"\s+(?:[A-Za-zα-ωϵ](?:_\{?\w+\}?)?)$")  # "Learning rate η"
_SPELLED = re.compile(
    r"(?:(\d*\.?\d+)\s?[×x·*∗]\s?)?10\^\{(-?\d+)\}|(\d*\.?\d+)\s?e\s?([-+]?\s?\d+)|"
    r"(\d*\.?\d+)\s?(k|m|b|million|billion)?(%)?"
)


class Wanted(Record):
    """One setting: what papers call it and what its value is."""

    name: str  # as it is printed
    said: str  # pattern of its names, in any case
    kind: Kind
    behind: bool  # whether the value may stand before the name: "3 epochs"
    training: bool  # whether it is of training alone; False: of sampling or evaluation too


_KINDS: dict[Kind, tuple[Entry, ...]] = {
    "rate": word_list("training.wanted").chosen("rate"),
    "share": word_list("training.wanted").chosen("share"),
    "number": word_list("training.wanted").chosen("number"),
    "count": word_list("training.wanted").chosen("count"),
    "length": word_list("training.wanted").chosen("length"),
    "word": word_list("training.wanted").chosen("word"),
}
_BEHIND = word_list("training.wanted").chosen("behind")
_SAMPLING = word_list("training.wanted").chosen("sampling")
WANTED: tuple[Wanted, ...] = tuple(
    Wanted(
        name=entry.name,
        said=entry.word,
        kind=next(kind for kind, entries in _KINDS.items() if entry in entries),
        behind=entry in _BEHIND,
        training=entry not in _SAMPLING,
    )
    for entry in word_list("training.wanted").entries
)


@cache
def named(label: str) -> Wanted | None:
    """The setting that a table's label names as a whole; None: it names none of these."""
    bare = _IN_BRACKETS.sub(" ", label).strip(" :*").replace("−", "-")
    bare = re.sub(r"(?<=[a-z])\s*[,/].*$", "", bare)
    without_symbol = _ITS_SYMBOL.sub("", bare)
    return _whole(bare) or _whole(without_symbol)


def _whole(label: str) -> Wanted | None:
    return next((w for w in WANTED if re.fullmatch(f"(?:the )?(?:{w.said})", label, re.IGNORECASE)), None)


def number(text: str) -> float | None:
    """The number that a value writes: "2 × 10^{-5}", "5e-6", "8,192", "4M", "10%", "three"; None: it writes none."""
    bare = text.strip().lower().replace("−", "-")
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "", "ten", "", "twelve")
    if bare == "a single":
        return 1.0
    if bare and bare in words:
        return float(words.index(bare) + 1)
    bare = re.sub(r"(?<=\d)[,\s](?=\d{3}(?!\d))", "", bare)
    bare = re.sub(r"(?<=\d)\s?e\^\{(-\d+)\}$", r"e\1", bare)
    match = _SPELLED.fullmatch(bare)
    if match is None:
        return None
    if match[2]:
        return float(f"{match[1] or 1}e{match[2]}")
    if match[3]:
        return float(f"{match[3]}e{match[4].replace(' ', '')}")
    return float(match[5]) * _SCALE.get(match[6] or "", 1.0) * (0.01 if match[7] else 1.0)


def fits(wanted: Wanted, value: str) -> bool:
    """Whether a value is one that the setting may have."""
    found = number(value)
    if wanted.kind == "word":
        return bool(re.search(r"[A-Za-z\d]", value))
    if found is None:
        return False
    if wanted.kind == "rate":
        return 0 < found < 1 and not value.strip().endswith("%")
    if wanted.kind == "share":
        return 0 <= found <= 1
    if wanted.kind == "count":
        return found >= 1 and found.is_integer() and "%" not in value
    if wanted.kind == "length":
        return found >= LEAST_LENGTH and found.is_integer()
    return found == 0 or found >= LEAST_NUMBER
