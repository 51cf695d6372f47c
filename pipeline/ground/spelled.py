"""Reads numbers that are spelled out: two thousand, half a million, 十二万, 百分之八十五, an A100."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.ground import number_words
from pipeline.ground import patterns as p
from pipeline.ground.units import unit_after
from schemas.grounding import Number, UnitClass

MAX_CHINESE = Decimal(10) ** 18  # 亿亿 and more is a run of characters, not a quantity
_CJK_RE = re.compile("[\u4e00-\u9fff]")
_HALF_RE = re.compile(r"\b[Hh]alf an?(?= (?:minute|hour|day|week|epoch)\b)")
_ABOUT_A_RE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|within|than|takes?|took) (?P<one>an?) "
    r"(?=(?:minute|hour|day|week)\b)"
)  # "an hour" alone may be a rate
_ARTICLE_RE = re.compile(rf"\b[Aa]n?(?= (?:{p.DEVICE}))")  # "on an A100" is one


def word_numbers(text: str, plain: str) -> Iterator[Number]:
    """The spelled numbers of text, English before Chinese; `plain` is the text with plain signs and digits."""
    for start, stop, value in number_words.english_numbers(plain):
        unit, factor, end = unit_after(plain, stop)
        size = len(str(value))
        yield Number(
            start, end, text[start:end], value * factor, None, None, factor, size, unit, "", "", "word", factor
        )
    if "alf a" in plain:
        for m in _HALF_RE.finditer(plain):
            unit, factor, end = unit_after(plain, m.end())
            half = Decimal("0.5") * factor
            yield Number(m.start(), end, text[m.start() : end], half, None, None, half, 1, unit, "", "", "word", factor)
    for m in _ABOUT_A_RE.finditer(plain) if "an hour" in plain or " a " in plain else ():
        unit, factor, end = unit_after(plain, m.end("one"))
        start = m.start("one")
        yield Number(start, end, text[start:end], factor, None, None, factor, 1, unit, "", "", "word", factor)
    if "GPU" in plain or "00" in plain:
        for m in _ARTICLE_RE.finditer(plain):
            one = Decimal(1)
            yield Number(m.start(), m.end(), m[0], one, None, None, one, 1, "devices", "", "", "word")
    if not _CJK_RE.search(plain):
        return
    for m in number_words.CHINESE_RE.finditer(plain):
        percent = m["p"] is not None
        parsed = number_words.chinese_value(m["p"] if percent else m["n"])
        if parsed is None or abs(parsed) > MAX_CHINESE:
            continue
        if not percent and not number_words.is_counted(plain, m.start(), m.end()):
            continue
        unit2: UnitClass = "percent"
        factor, end = Decimal(1), m.end()
        if not percent:
            unit2, factor, end = unit_after(plain, end)
        trimmed = len(parsed.normalize().as_tuple().digits)
        quantum = Decimal(1).scaleb(min(0, int(parsed.as_tuple().exponent)))
        yield Number(
            m.start(),
            end,
            text[m.start() : end],
            parsed * factor,
            None,
            None,
            quantum * factor,
            trimmed,
            unit2,
            "",
            "",
            "chinese",
        )
