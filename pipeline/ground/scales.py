"""Reads what the head of a cell, or its caption, says of the size and the unit of the bare number in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from pipeline.ground import patterns as p
from pipeline.ground.terms import terms
from schemas.grounding import Number, UnitClass

_POWER_RE = re.compile(
    r"(?:[×x·*]\s?|[(\[])10\s?\^\s?\{?\s?([+−-]?[0-9]{1,2})\s?\}?|(?:[×x*]\s?|[(\[])1?[eE]([+−-]?[0-9]{1,2})\b"
)
_LETTER_RE = re.compile(r"\w\S*[,\s]*[(\[]\s?(?:in\s)?([KkMBTG])\s?[)\]]|\b([MGT])(?=FLOP|MAC|Param)|\S, ([KMB])\Z")
_WORD_RE = re.compile(r"\b(thousand|million|billion|trillion)s?\b", re.IGNORECASE)
_IN_WORDS_RE = re.compile(r"\bin (thousand|million|billion)s\b", re.IGNORECASE)
_SAYS_PER_CENT_RE = re.compile(
    r"\b(?:in|as) per\s?cent(?:ages?)?\b|\bare percentage(?:s| points)\b|[(\[](?:per\s?cent(?:ages?)?|pct\.?)[)\]]|"
    r"[(\[]%[)\]]|\bin %|(?:×|\b(?:multiplied|scaled) by) ?100\b",
    re.IGNORECASE,
)
# what follows the first of several numbers that share a sign of per cent: "0.4 and 12.5%", "0.4 / 3.5 / 8.1 percent"
_LISTED_PER_CENT_RE = re.compile(
    r"(?:(?:,? (?:and|or|to|vs\.?|versus) |, ?| ?[/–-] ?)[0-9]+(?:\.[0-9]+)?){1,6}+"
    r"(?:[)\]] ?|,? respectively,? ?| )?(?:\\?%|per\s?cent|[(\[](?:in )?(?:%|per\s?cent))",
    re.IGNORECASE,
)
_RATES = terms("accuracy precision recall pass success win solve percent percentage")
_WHOLE = 100  # per cent
_PER_CENT_RE = re.compile(r"(?<![0-9])(?<![0-9]\s)([%‰])")
_UNIT_RE = re.compile(r"(?:\A|\s)[(\[]\s?(?:in\s)?([^()\[\]]+?)\s?[)\]]\s*\Z")
_FACTORS = p.SCALES | {"G": 10**9}
_MEASURED: frozenset[UnitClass] = frozenset({"time", "gpu_time", "bytes"})
LONGEST_HEAD = 300  # characters; what is longer is a paragraph
_PER_MILLE = Decimal("0.1")  # per cent

Scale = tuple[UnitClass, Decimal]  # the unit of a bare number, and what it is multiplied by for its base


@lru_cache(maxsize=4096)
def scale_of(head: str) -> Scale | None:
    """What a column's or row's head says of its numbers: "params ×10^{6}", "FLOPs (G)", "Acc. (%)", "time (ms)"."""
    if len(head) > LONGEST_HEAD:
        return None
    if (power := _POWER_RE.search(head)) is not None:
        return "plain", Decimal(1).scaleb(int((power[1] or power[2]).replace("−", "-")))
    if (letter := _LETTER_RE.search(head)) is not None:
        return "plain", Decimal(_FACTORS[letter[1] or letter[2] or letter[3]])
    if (word := _WORD_RE.search(head)) is not None:
        return "plain", Decimal(_FACTORS[word[1].lower()])
    if _SAYS_PER_CENT_RE.search(head):
        return "percent", Decimal(1)
    if (sign := _PER_CENT_RE.search(head)) is not None:
        return "percent", Decimal(1) if sign[1] == "%" else _PER_MILLE
    named = _UNIT_RE.search(head)
    unit = p.UNIT_RE.fullmatch(named[1]) if named else None
    if unit is None or unit.lastgroup is None or p.UNIT_OF[unit.lastgroup][0] not in _MEASURED:
        return None
    return p.UNIT_OF[unit.lastgroup]


def scale_in_words(caption: str) -> Scale | None:
    """What a caption says of all numbers of its table: "in thousands", "reported in percent"."""
    if _SAYS_PER_CENT_RE.search(caption):
        return "percent", Decimal(1)
    word = _IN_WORDS_RE.search(caption)
    return None if word is None else ("plain", Decimal(_FACTORS[word[1].lower()]))


def is_rate(heads: Iterable[str], caption: str, column: Iterable[Decimal]) -> bool:
    """Whether a column of bare numbers can be nothing but per cents: of a rate, some beyond one, and none beyond all.

    Its 0.4 is 0.4%, and no fraction.
    """
    values = tuple(column)
    beyond = any(value > 1 for value in values) and all(0 <= value <= _WHOLE for value in values)
    return beyond and bool(terms(" ".join((*heads, caption))) & _RATES)


def in_list(number: Number, text: str) -> Number | None:
    """A bare number below one of a list whose last one alone has the sign of per cent; None: it stands in none."""
    if (
        number.value >= 1
        or number.unit != "plain"
        or number.reading != "digits"
        or not _LISTED_PER_CENT_RE.match(text, number.end)
    ):
        return None
    return number._replace(unit="percent")


def scaled(number: Number, heads: Iterable[str], caption: str) -> Number | None:
    """A cell's bare number as its heads, the nearest first, and its caption mean it; None: they say nothing more."""
    if number.unit != "plain" or number.reading != "digits":
        return None
    scale = next(filter(None, map(scale_of, heads)), None) or scale_in_words(caption)
    if scale is None:
        return None
    unit, factor = scale
    return number._replace(
        value=number.value * factor,
        high=None if number.high is None else number.high * factor,
        plus_minus=None if number.plus_minus is None else number.plus_minus * factor,
        quantum=number.quantum * factor,
        unit=unit,
        factor=factor if unit in _MEASURED else Decimal(1),
        reading="digits" if unit != "plain" else "scale",
    )
