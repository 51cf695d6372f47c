"""Number words: Chinese numerals and English words as values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MOST_HUNDREDS = 1000  # what "hundred" and "dozen" may count: twelve hundred, not "one hundred and" said ten times
MAX_NUMERAL = 24  # the longest numeral below 10**12 has 23 characters; longer runs are no quantity
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

_TO_TWENTY = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
""".split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH = (
    {word: value for value, word in enumerate(_TO_TWENTY)}
    | {word: 10 * (i + 3) for i, word in enumerate(_TENS)}
    | {"twice": 2, "single": 1}
)
COUNT_WORD = f"(?:{'|'.join(sorted((*_TO_TWENTY[1:], *_TENS), key=len, reverse=True))})"  # a pattern; the longer first
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ALL = (*ENGLISH, *_SCALES)
_ARTICLE_RE = re.compile(r"\b(half )?an? $", re.IGNORECASE)

# A lone numeral is a number only before a measure word: 统一, 十分, 一般 and 万一 are words.
_AFTER = (
    "个|种|项|类|层|轮|步|张|块|台|次|倍|阶段|组|条|篇|天|小时|分钟|秒|周|维|套|份|大|款|卡|位|路|名|段|幅|帧|万|亿"
)
CHINESE_RE = re.compile(
    r"(?P<percent>百分之)(?P<p>[零〇一二两三四五六七八九十百千点]+)"
    r"|(?<![第数几每好上])(?!两两|一一)(?P<n>[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*"
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
    last_unit = 1
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
    if digit and whole[-2] not in "零〇":
        digit *= last_unit // 10  # 三千五 is 3500
    return Decimal(total + section + digit)


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether the Chinese numeral at [start, end) of text counts something, rather than being part of a word."""
    numeral = text[start:end]
    if len(numeral) == 1:
        if numeral == "一":
            return _TIME_RE.match(text, end) is not None
        return _LONE_RE.match(text, end) is not None and not text.startswith("分之", end)
    return numeral not in ("千万", "百千") and not text.startswith("分之", end)


def english_numbers(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """(start, end, value) of every English number word or run of them in text: "two thousand five hundred" is 2500."""
    run: list[tuple[int, int, str]] = []
    for start, end, word in english_words(text):
        if run and not _goes_on(text[run[-1][1] : start], run[-1][2]):
            yield from _parse(text, run)
            run = []
        run.append((start, end, word))
    yield from _parse(text, run)


def _goes_on(between: str, last: str) -> bool:
    return between in (" ", "-", "\n") or (between == " and " and last in _SCALES)


def _parse(text: str, run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, Decimal]]:
    """The numbers of a run of number words, most often one; words that do not fit together begin another."""
    total, section, begin, stop = Decimal(0), Decimal(0), -1, -1
    limit = Decimal("Infinity")  # scale words must fall: "five thousand two million" is two numbers
    for start, end, word in run:
        scale = _SCALES.get(word)
        if scale is None:
            value, tens = Decimal(ENGLISH[word]), section % 100
            fits = begin < 0 or (value > 0 and (tens == 0 or (tens >= 20 and tens % 10 == 0 and value < 10)))
            if begin >= 0 and (not fits or (section == 0 and total == 0)):
                yield begin, stop, total + section
                total, section, begin, limit = Decimal(0), Decimal(0), -1, Decimal("Infinity")
            section, begin = section + value, start if begin < 0 else begin
        else:
            if begin < 0:
                article = _ARTICLE_RE.search(text, max(0, start - 8), start)
                if article is None:
                    continue  # "hundreds", "millions of": no number of its own
                section, begin = Decimal("0.5") if article[1] else Decimal(1), article.start()
            if word in ("dozen", "hundred") and section < MOST_HUNDREDS:
                section *= scale
            elif scale < limit and section:
                total, section, limit = total + section * scale, Decimal(0), Decimal(scale)
            else:  # words that make no number together
                yield begin, stop, total + section
                total, section, begin, limit = Decimal(0), Decimal(0), -1, Decimal("Infinity")
                continue
        stop = end
    if begin >= 0:
        yield begin, stop, total + section


def english_words(text: str) -> list[tuple[int, int, str]]:
    """The English number words of text with their spans, in order.

    Each word is searched for on its own, which takes a fifth of the time of one regular expression for all.
    """
    lower = text.lower()
    if len(lower) != len(text):  # İ becomes two characters
        lower = text
    found = []
    for word in _ALL:
        at = lower.find(word)
        while at >= 0:
            end = at + len(word)
            compound = lower.startswith("-", end) and ENGLISH.get(word, 2) <= 1  # zero-shot, one-hot
            if not compound and not _joined(lower, at - 1) and not _joined(lower, end):
                found.append((at, end, word))
            at = lower.find(word, end)
    found.sort()
    return found


def _joined(text: str, at: int) -> bool:
    return 0 <= at < len(text) and ((text[at].isalnum() and text[at].isascii()) or text[at] == "_")
