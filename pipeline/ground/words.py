"""Number words: Chinese numerals and English words as values."""

from __future__ import annotations

import re
from decimal import Decimal

CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MAX_NUMERAL = 24  # the longest numeral below 10**12 has 23 characters; longer runs are no quantity
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

ENGLISH = (
    {
        word: value
        for value, word in enumerate(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
                "twenty",
            ]
        )
    }
    | {
        word: 10 * (i + 3)
        for i, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
    }
    | {"twice": 2}
)

_TAIL_RE = re.compile(r"-(?:one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)

# A lone numeral is a number only before a measure word: 统一, 十分, 一般 and 万一 are words.
_AFTER = (
    "个|种|项|类|层|轮|步|张|块|台|次|倍|阶段|组|条|篇|天|小时|分钟|秒|周|维|套|份|大|款|卡|位|路|名|段|幅|帧|万|亿"
)
CHINESE_RE = re.compile(
    r"(?P<percent>百分之)(?P<p>[零〇一二两三四五六七八九十百千点]+)"
    r"|(?<![第数几每好上])(?P<n>[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*"
    r"(?:点[零〇一二三四五六七八九]+[万亿]*)?)"
)
_LONE_RE = re.compile(rf"\s?(?:{_AFTER})")
_TIME_RE = re.compile(r"(?:天|小时|周|年)")  # the measures that make 一 a count, not an article


def chinese_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral such as 十二万 or 三点五亿; None: it is not well formed."""
    if len(text) > MAX_NUMERAL:
        return None
    whole, dot, rest = text.partition("点")
    if dot:
        scale = 1
        while rest and rest[-1] in _LARGE:
            scale *= _LARGE[rest[-1]]
            rest = rest[:-1]
        head = chinese_value(whole)
        if head is None or not rest or any(c not in CHINESE_DIGITS for c in rest):
            return None
        return (head + Decimal("0." + "".join(str(CHINESE_DIGITS[c]) for c in rest))) * scale
    total = section = digit = 0
    last_unit = 0
    if whole and all(c in CHINESE_DIGITS for c in whole):
        return Decimal("".join(str(CHINESE_DIGITS[c]) for c in whole))
    for c in whole:
        if c in CHINESE_DIGITS:
            if digit:
                return None
            digit = CHINESE_DIGITS[c]
        elif c in _SMALL:
            section += (digit or (1 if section == 0 else 0)) * _SMALL[c]
            digit, last_unit = 0, _SMALL[c]
        elif c in _LARGE:
            total = (total + section + digit) * _LARGE[c] if _LARGE[c] == 10**8 else total + (section + digit) * 10**4
            section = digit = 0
            last_unit = _LARGE[c]
        else:
            return None
    if digit and last_unit >= 100 and len(whole) >= 2 and whole[-2] not in "零〇":
        digit *= last_unit // 10  # 三千五 is 3500
    return Decimal(total + section + digit)


def chinese_text(value: int) -> str:
    """A whole number from 0 to 10**12 as Chinese numerals: 120000 is 十二万.

    Raises ValueError outside that range.
    """
    if not 0 <= value < 10**12:
        raise ValueError(f"{value} is not between 0 and 10**12")
    if value == 0:
        return "零"
    parts: list[str] = []
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // scale % 10**4
        if not section:
            continue
        gap = bool(parts) and section < 1000
        parts.append(("零" if gap else "") + _section_text(section) + name)
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _section_text(value: int) -> str:
    out, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = True
    return out


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether the Chinese numeral at [start, end) of text counts something, rather than being part of a word."""
    numeral = text[start:end]
    if numeral in ("十", "百", "千") or len(numeral) == 1:
        if numeral == "一":
            return _TIME_RE.match(text, end) is not None
        return _LONE_RE.match(text, end) is not None and not text.startswith("分之", end)
    return numeral not in ("千万", "百千") and not text.startswith("分之", end)


def english_value(word: str) -> Decimal:
    """The value of an English number word up to ninety-nine.

    Raises KeyError for any other word.
    """
    head, _, tail = word.lower().partition("-")
    return Decimal(ENGLISH[head] + (ENGLISH[tail] if tail else 0))


def english_spans(text: str) -> list[tuple[int, int]]:
    """The spans of English number words in text, in order.

    Each word is searched for on its own, which takes a fifth of the time of one regular expression for all.
    """
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two characters
        lower = text
    spans = []
    for word in ENGLISH:
        at = lower.find(word)
        while at >= 0:
            end = at + len(word)
            compound = lower.startswith("-", end) and ENGLISH[word] <= 1  # zero-shot, one-hot
            if not compound and not _joined(lower, at - 1) and not _joined(lower, end):
                tail = _TAIL_RE.match(lower, end) if ENGLISH[word] >= 20 else None
                spans.append((at, tail.end() if tail else end))
            at = lower.find(word, end)
    spans.sort()
    return [span for i, span in enumerate(spans) if i == 0 or span[0] >= spans[i - 1][1]]


def _joined(text: str, at: int) -> bool:
    return 0 <= at < len(text) and ((text[at].isalnum() and text[at].isascii()) or text[at] == "_")
