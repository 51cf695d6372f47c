"""Reads every number of an English or Chinese text as a value with its span, precision and unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from string import ascii_letters
from typing import Literal

from pipeline.ground import patterns as p
from pipeline.ground.equal import equal
from pipeline.ground.number_words import chinese_value
from pipeline.ground.spelled import word_numbers
from pipeline.ground.units import ONE, is_money, scale_after, unit_after
from pipeline.words.vocabulary import pattern
from schemas.bounds import TABLE, with_blanks_for_long_runs
from schemas.grounding import Number, Reading, UnitClass

__all__ = ["equal", "find_numbers"]

MAX_DIGITS = 40  # longer runs are identifiers, and Decimal would take them at quadratic cost
MAX_EXPONENT = 400  # beyond every quantity of a paper; keeps Decimal away from its limits
_GROUPING = str.maketrans(dict.fromkeys(", \u00a0\u2009\u202f", None))
_QUANTA = [Decimal(1).scaleb(-k) for k in range(12)]
LONGEST_NAME = 200  # characters looked at on each side of digits for a name that they are part of
LISTED = 12  # characters between two of "Tables 3, 4 and 5"
MOST_KNOWN = 1_000  # numbers with what stands around them, which are not read again in a text without an end
YEAR_DIGITS = 4
SHORTEST_ID = 10  # characters of an arXiv id, which in a table's cell looks like a decimal
_DIGITS_RE = re.compile("[0-9]+")
_OPENING = "([{'\"*`|"  # before a word
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))  # what a word is made of beside Chinese and its punctuation
_BEGINS_SCALE = frozenset("htmbkKMBT千万亿百十多余")  # 110 多万
_BEGINS_SPREAD = frozenset("_^±+\\")
_BEGINS_RANGE = frozenset("-–~t至到")
_BEGINS_PERCENT = frozenset("%\\")
_BEFORE_SECTION = frozenset(".小节章")  # 3.2 节
_BEGINS_MONTH = frozenset("JFMASOND月")
_ALONE = frozenset("0123456789|")
_JOINERS = "-./_@+'’–:"
_RELATIONS: dict[str, Literal["<", ">", "≤", "≥", "≈"]] = {
    "<": "<", ">": ">", "≤": "≤", "≥": "≥", "≈": "≈", "~": "≈", "⩽": "≤", "⩾": "≥", "≲": "≤", "≳": "≥",
}  # fmt: skip


def find_numbers(text: str, *, with_words: bool = True, cited: int | None = None) -> tuple[Number, ...]:
    """Every number of text in order, without what only looks like one.

    Left out: names and versions (Qwen2.5-VL-7B), citations, section, table and figure numbers, dates, years in
    citations, arXiv ids, URLs, ordinals, list markers, and the ends of runs that have none.
    `with_words=False` leaves out number words (eight, 十二万). `cited` is the highest number of a reference: in
    [256, 480] of a paper with fifty they are quantities; None: not known.
    Never raises; takes under 10 ms a kilobyte (bench/ground).
    """
    plain = p.plain_text(with_blanks_for_long_runs(text))
    found = list(_digit_numbers(text, plain, cited))
    if "次" in plain and (powers := list(_spelled_powers(text, plain))):
        spans = [(n.start, n.end) for n in powers]
        found = sorted([n for n in found if not _overlaps(n.start, n.end, spans)] + powers, key=lambda n: n.start)
    if with_words and (words := list(word_numbers(text, plain))):
        taken = [(n.start, n.end) for n in found]
        extra = [n for n in words if not _overlaps(n.start, n.end, taken)]
        found = sorted(found + extra, key=lambda n: n.start)
    return tuple(found)


def _masks(plain: str, cited: int | None) -> list[tuple[int, int]]:
    """Spans whose digits are no numbers and that begin with no digit: URLs and citations, in order."""
    spans: list[tuple[int, int]] = []
    if "http" in plain or "www." in plain or "10." in plain:
        spans += [m.span() for m in p.URL_RE.finditer(plain)]
    if "[" in plain:
        spans += [m.span() for m in p.CITATION_RE.finditer(plain) if cited is None or _highest(m[0]) <= cited]
        spans.sort()
    return spans


def _highest(citation: str) -> int:
    return max(map(int, _DIGITS_RE.findall(citation)))


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether [start, end) touches one of the spans, which are in order and apart."""
    at = bisect_left(spans, (end, 0)) - 1
    return at >= 0 and spans[at][1] > start


def _digit_numbers(text: str, plain: str, cited: int | None) -> Iterator[Number]:
    """What is longer than any part of a paper repeats itself: there, what was read is not read again."""
    masks = _masks(plain, cited)
    mask = position = 0
    reference_end = -1  # where the last "Table 3" ended, for "Tables 3 and 4"
    listed = -1  # where the next number of a list begins, of which one was read: 1, 2, 3
    scan = p.NUMBER_RE.search
    endless, known = len(plain) > TABLE, dict[tuple[str, int, int], Number]()
    while (m := scan(plain, position)) is not None:
        start, end = m.span()
        while mask < len(masks) and masks[mask][1] <= start:
            mask += 1
        if mask < len(masks) and masks[mask][0] <= start:
            position = max(masks[mask][1], start + 1)
            continue
        goes_on = start == listed and plain.startswith(", ", end)
        if end - start < SHORTEST_ID and m.lastgroup == "num" and (goes_on or _stands_alone(plain, start, end)):
            if (read := _read_digits(m[0])) is not None:
                value, quantum, digits = read
                yield Number(start, end, text[start:end], value, None, None, quantum, digits, "plain", "", "", "digits")
            position = end
            listed = end + 2 if goes_on else -1
            continue
        around = ("", 0, 0)
        if endless:
            far = min(start, LONGEST_NAME)
            referred = start - reference_end if start - LISTED <= reference_end >= 0 else 0
            around = (plain[start - far : start + LONGEST_NAME], far, referred)
            if (same := known.get(around)) is not None:
                first, position = start + same.start, start + same.end
                yield Number._make((first, position, text[first:position], *same[3:]))
                listed = position + 2 if plain.startswith(", ", position) else -1
                continue
        skip_to = _name_end(plain, start, end)
        if skip_to is None and (skip_to := _not_a_quantity(plain, start, end, reference_end)) is not None:
            reference_end = skip_to
        if skip_to is not None:
            position = skip_to
            continue
        number = _read(text, plain, m)
        if number is None:
            position = end
            continue
        yield number
        if endless:
            if len(known) == MOST_KNOWN:
                known.clear()
            known[around] = number._replace(start=number.start - start, end=number.end - start)
        position = max(number.end, start + 1)
        listed = position + 2 if plain.startswith(", ", position) else -1
    if "le-" in plain or "lE-" in plain:
        for m in p.LETTER_E_RE.finditer(plain):
            value = Decimal(1).scaleb(int(m[1]))
            yield Number(m.start(), m.end(), m[0], value, None, None, value, 1, "plain", "", "", "letter_for_digit")


def _spelled_powers(text: str, plain: str) -> Iterator[Number]:
    """Chinese powers, each read as the notation that it spells: 10 的负四次方 is 10^{-4}."""
    for m in p.SPELLED_POWER_RE.finditer(plain):
        base, exponent = (Decimal(d) if (d := m[g]).isdigit() else chinese_value(d) for g in ("base", "exponent"))
        if base is None or exponent is None:
            continue
        notation = f"{base}^{{{'-' if m['minus'] else ''}{exponent}}}"
        read = find_numbers(f"{m['mantissa']} × {notation}" if m["mantissa"] else notation)
        if len(read) == 1 and read[0].reading == "exponent":
            yield read[0]._replace(start=m.start(), end=m.end(), text=text[m.start() : m.end()])


def _stands_alone(plain: str, start: int, end: int) -> bool:
    """Whether nothing but blanks, strokes and numbers is beside the digits, as in tables and on axes.

    Such digits are a plain number, whatever else is asked; most numbers of a paper are such.
    """
    if start > 1 and not (plain[start - 1] in " \n" and (plain[start - 2] in _ALONE)):
        return False
    if start == 1 and plain[0] not in " \n":
        return False
    following = plain[end : end + 2]
    return not following or (following[0] in " \n" and following[1:] in _ALONE)


def _not_a_quantity(plain: str, start: int, end: int, reference_end: int) -> int | None:
    """Where to go on when the digits at start are a date, a year, a reference or a list mark; None: they are not."""
    short = end - start < YEAR_DIGITS  # a day at most
    following = plain[end : end + 1]
    beyond = plain[end + 1 : end + 2] if following.isspace() else following
    may_be_date = not short or beyond in _BEGINS_MONTH
    if may_be_date and (date := p.DATE_RE.match(plain, start)) is not None:
        return date.end()
    slice_before = plain[max(0, start - 24) : start]
    words_before = slice_before.rstrip()
    before = words_before[-1:]
    listed = 0 <= reference_end < start <= reference_end + LISTED
    leads = bool(before) and _may_lead(words_before)
    pointed = (
        (listed or leads or beyond in _BEFORE_SECTION)
        and p.POINTED_RE.match(plain, start) is not None
        and not p.MEASURED_RE.match(plain, end)
        and not (end - start > 1 and p.COUNTED_RE.match(plain, end) and p.PHASE_RE.search(slice_before))
    )
    if pointed and p.CHINESE_SECTION_RE.match(plain, end):
        return _run_end(plain, start)
    if before and (before.isalpha() or before in "(.,&;'’~"):
        if (
            not short
            and (year := p.YEAR_RE.match(plain, start)) is not None
            and _is_year(slice_before, plain, year.end())
        ):
            return year.end()
        joint = slice_before.rstrip()[-2:-1] if before == "(" else before  # 公式(5)
        if "\u3400" <= joint <= "\u9fff":
            if pointed and p.CHINESE_REFERENCE_RE.search(slice_before):
                return _run_end(plain, start)
        elif not leads:
            pass
        elif pointed and (word := p.REFERENCE_RE.search(slice_before)) and _points(word[1]):
            return _run_end(plain, start)
        elif (p.MONTH_BEFORE_RE.search(slice_before) and (day := p.DAY_RE.match(plain, start))) is not None and day:
            return day.end()
        if before in ":vV" and p.ARXIV_BEFORE_RE.search(slice_before):
            return _run_end(plain, start)
    rises = "." in plain[start:end] and plain[reference_end:start] == " to "  # "in Table 1 to 37.74"
    if listed and pointed and not rises and p.REFERENCE_LIST_RE.fullmatch(plain, reference_end, start):
        return _run_end(plain, start)
    if following in (".", ")", "、") and end - start <= 2 and _is_list_mark(plain, start):
        return end
    return None


def _may_lead(before: str) -> bool:
    """Whether what stands before digits may be a pointer or a month; most words are neither."""
    last = before[-1]
    if last == "(":
        before = before[:-1].rstrip(" ~\n\t").rstrip(".")
        last = before[-1:]
        if not last:
            return False
    if last >= "\u3400":
        return True
    if last.isalpha():
        return _leads(before[len(before.rstrip(ascii_letters)) :])
    if last == ",":  # a day of a month
        month = before[:-1].rstrip("stndrh0123456789").rstrip()
        return month[-1:] == "." or month[-1:].isalpha()
    return True


@lru_cache(maxsize=8192)
def _leads(word: str) -> bool:
    """Whether digits right behind a word may be the place that it points at, or a day of it."""
    return word in ("st", "nd", "rd", "th") or _points(word) or p.MONTH_BEFORE_RE.search(f"{word} ") is not None


def _is_year(before: str, plain: str, end: int) -> bool:
    if p.YEAR_BEFORE_RE.search(before):
        return True
    return p.YEAR_WORD_RE.search(before) is not None and p.YEAR_AFTER_RE.match(plain, end) is not None


def _is_list_mark(plain: str, start: int) -> bool:
    before = plain[start - 1] if start else "\n"
    if before == "\n" and p.LIST_ITEM_RE.match(plain, start):
        return True
    return before in " \n:：。；;，,#（(" and p.LIST_MARK_RE.match(plain, start) is not None


def _name_end(plain: str, start: int, end: int) -> int | None:
    """Where to go on when the digits at [start, end) belong to a name, an ordinal or a version; None: they do not."""
    before = plain[start - 1] if start else " "
    if before == " ":
        return _run_end(plain, start) if _goes_on(plain, end) or _named_before(plain, start, end) else None
    if before.isalpha() and not "\u3400" <= before <= "\u9fff":
        if before in "xX" and start > 1 and plain[start - 2] in "0123456789 ":
            return None  # 16x16
        if before in "pnkNKcCdrRDLTBHMmst" and plain[start - 2 : start - 1] in ("=",):
            return None
        return _run_end(plain, start)
    if before in _JOINERS and start > 1:
        first, furthest = start - 1, max(0, start - LONGEST_NAME)
        while first > furthest and (
            (plain[first - 1].isalnum() and plain[first - 1].isascii()) or plain[first - 1] in "-._@"
        ):
            first -= 1
        listed = p.LISTED_RE.fullmatch(plain, first, start)  # 110M/340M
        if any(c.isalpha() for c in plain[first:start]) and not (
            listed or _is_negative_after_word(plain, first, start)
        ):
            return _run_end(plain, start)
        if before == "." and plain[start - 2].isdigit():
            return _run_end(plain, start)
    if before in "_^" or (plain.startswith(("_{", "^{"), start - 2) and start >= 2):
        return end if not plain.startswith("±", start) else None
    return _run_end(plain, start) if _goes_on(plain, end) else None


def _goes_on(plain: str, end: int) -> bool:
    """Whether what ends there is the beginning of a name or of a version: 3D, 1.2.3."""
    rest = plain[end : end + 2]
    if rest[:1] == ".":
        return rest[1:].isdigit()
    return rest[:1].isalpha() and rest[0].isascii() and not _unit_follows(plain, end)


def _is_negative_after_word(plain: str, first: int, start: int) -> bool:
    """ "score:-0.5", "+5%" and "accuracy/34.1": a sign or a stroke that joins no name."""
    run = plain[first:start]
    if run[-1] in ":'’" and not run[-2:-1].isdigit():
        return True
    return run[-1] == "/" and len(run) > 3 and run[:-1].islower()


def _run_end(plain: str, start: int) -> int:
    end = start
    size = min(len(plain), start + LONGEST_NAME)
    while end < size and (
        (plain[end].isalnum() and plain[end].isascii())
        or (plain[end] in "-./_@+" and end + 1 < size and plain[end + 1].isalnum() and plain[end + 1].isascii())
    ):
        end += 1
    return max(end, start + 1)


def _unit_follows(plain: str, end: int) -> bool:
    scale = p.SCALE_RE.match(plain, end)
    if scale:
        return True
    unit = p.UNIT_RE.match(plain, end)
    if unit:
        return True
    return plain[end] in "xX" and plain[end + 1 : end + 2].isdigit()


def _named_before(plain: str, start: int, end: int) -> bool:
    """ "Llama 3-8B", "AIME 2024": the number belongs to the word before it; not in "Llama 30000" or "BERT 3 层"."""
    last = plain[start - 2] if start > 1 else ""
    if not last.isalpha() or not last.isascii():
        return False
    before = plain[max(0, start - 14) : start - 1]
    if not before[len(before.rstrip(_PRINTABLE)) :].lstrip(_OPENING)[:1].isupper():
        return False
    if p.VERSION_RE.match(plain, start) is None or p.MEASURED_RE.match(plain, end):
        return False
    name = p.NAME_RE.search(plain, max(0, start - 14), start)
    return name is not None and _has_versions(name["name"]) and plain[end : end + 1] != "%"


@lru_cache(maxsize=8192)
def _has_versions(name: str) -> bool:
    """Whether a number behind a name is its version: Llama 3, Claude Opus 4, Python 3.11, RTX 4090, Experiment 2."""
    lists = ("models.families", "models.services", "models.software", "models.numbered", "hardware.series")
    return bool(pattern("models.variants", "versioned").fullmatch(name)) or any(
        pattern(words).fullmatch(name) for words in lists
    )


@lru_cache(maxsize=8192)
def _points(word: str) -> bool:
    """Whether a number behind a word is the place that it points at: Table 3."""
    return pattern("sections.pointers").fullmatch(word) is not None


def _decimal(text: str) -> Decimal | None:
    if not text.isdigit():
        text = text.translate(_GROUPING)
    if len(text) > MAX_DIGITS:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # a run such as "1 .5"
        return None


def _quantum(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return Decimal(1)
    return _QUANTA[-exponent] if -len(_QUANTA) < exponent <= 0 else Decimal(1).scaleb(exponent)


def _digits_stated(value: Decimal) -> int:
    return len(value.as_tuple().digits) if value else 1


@lru_cache(maxsize=8192)
def _read_digits(written: str) -> tuple[Decimal, Decimal, int] | None:
    """The value, the step of the last digit and the number of significant digits; None: an identifier."""
    value = _decimal(written)
    return None if value is None else (value, _quantum(value), _digits_stated(value))


def _read(text: str, plain: str, m: re.Match[str]) -> Number | None:
    written = m["num"]
    read = _read_digits(written)
    if read is None:
        return None
    value, quantum, digits = read
    start, end = m.span()
    reading: Reading = "digits"
    factor = ONE
    if m.lastgroup != "num":
        exponent, reading, power = _exponent(m, value)
        if reading == "digits":
            end = m.end("num")
        elif power is not None:
            value, quantum, digits = power, _quantum(power) if power < 1 else Decimal(1), 1
        elif abs(exponent) > MAX_EXPONENT:
            return None
        else:
            factor = Decimal(1).scaleb(exponent)
    elif written == "10" and (flat := p.BARE_FLAT_RE.match(plain, end)) and int(flat[1]) > 0:
        value = Decimal(1).scaleb(-int(flat[1]))
        return Number(
            start, flat.end(), text[start : flat.end()], value, None, None, value, 1, "plain", "", "", "bare_flattened"
        )
    return _with_tail(text, plain, start, end, value * factor, quantum * factor, digits, reading)


def _exponent(m: re.Match[str], value: Decimal) -> tuple[int, Reading, Decimal | None]:
    """The power of ten, how it was read, and the value when the whole is a power such as 10^{-4} or 2^{16}."""
    if m["e"]:
        return int(m["ee"]), "exponent", None
    if m["flat"]:
        return -int(m["fe"]), "flattened", None
    raw = m["s1"] or m["s2"] or m["s3"] or m["p1"] or m["p2"] or m["p3"]
    exponent = int(raw.translate(p.SUPERSCRIPTS).replace(" ", ""))
    if m["sci"]:
        return exponent, "exponent", None
    if value == 10 and m["num"] == "10" and abs(exponent) <= MAX_EXPONENT:
        return 0, "exponent", Decimal(1).scaleb(exponent)
    if value == 2 and m["num"] == "2" and 2 < abs(exponent) <= 64:
        return 0, "exponent", Decimal(2) ** exponent
    return 0, "digits", None  # a footnote mark, or a square


def _with_tail(
    text: str, plain: str, start: int, end: int, value: Decimal, quantum: Decimal, digits: int, reading: Reading
) -> Number:
    """The number with what stands around it: sign, relation, scale word, ±, range, ratio, unit."""
    following = plain[end : end + 2]
    if (
        not following
        or following[0] in ",;)|"
        or following == " |"
        or (following[0] == " " and following[1:].isdigit())
    ):
        start, sign, relation = _before(plain, start)
        unit: UnitClass = "money" if is_money(plain, start, end) else "plain"
        signed = -value if sign == "-" else value
        return Number(start, end, text[start:end], signed, None, None, quantum, digits, unit, sign, relation, reading)
    begins = following.lstrip()[:1]
    scale = 1
    if begins in _BEGINS_SCALE or (begins == "-" and following[1:] in _BEGINS_SCALE):  # 7-billion-parameter
        scale, end = scale_after(plain, end)
        if scale != 1:
            value, quantum = value * scale, quantum * scale
            reading = "scale" if reading == "digits" else reading
            begins = plain[end : end + 2].lstrip()[:1]
    unit, factor = "plain", ONE
    if begins in _BEGINS_PERCENT:
        unit, factor, end = unit_after(plain, end, attached_only=True)
        begins = plain[end : end + 2].lstrip()[:1]
    plus_minus: Decimal | None = None
    high: Decimal | None = None
    if begins in _BEGINS_SPREAD and (pm := p.PLUS_MINUS_RE.match(plain, end)):
        spread = _decimal(pm["pm"])
        if spread is not None:
            plus_minus, end = spread * scale, pm.end()
            if plain[end : end + 1] == "}":
                end += 1
    elif begins in _BEGINS_RANGE and reading in ("digits", "scale") and (r := p.RANGE_RE.match(plain, end)):
        value, quantum, high, end = _range(plain, start, r, value, quantum, scale, end)
        if high is not None and unit == "percent":
            end = unit_after(plain, end, attached_only=True)[2]
    elif begins == "/" and reading == "digits" and scale == 1 and unit == "plain" and plain[start:end].isdigit():
        ratio = p.RATIO_RE.match(plain, end)
        if ratio and int(ratio[1]) > value and not plain[:start].rstrip().endswith("/"):  # 22 / 86 / 632
            value, end, reading = value / int(ratio[1]), ratio.end(), "ratio"
            quantum, digits = Decimal("1e-12"), 12  # a ratio is exact, whatever decimal it is written as
    if unit == "plain":
        unit, factor, end = unit_after(plain, end)
    start, sign, relation = _before(plain, start)
    if sign == "-":
        value = -value
    if unit == "plain" and is_money(plain, start, end):
        unit = "money"
    if factor != 1:
        value, quantum = value * factor, quantum * factor
        high = None if high is None else high * factor
        plus_minus = None if plus_minus is None else plus_minus * factor
    return Number(
        start, end, text[start:end], value, high, plus_minus, quantum, digits, unit, sign, relation, reading, factor
    )


def _range(
    plain: str, start: int, r: re.Match[str], value: Decimal, quantum: Decimal, scale: int, end: int
) -> tuple[Decimal, Decimal, Decimal | None, int]:
    """ "2.5–3.5" and "3-5K"; what runs down or is not a range stays one number."""
    read = _read_digits(r["num"])
    if read is None or (scale == 1 and read[0] <= value) or _name_like(plain, r.end()):
        return value, quantum, None, end
    high = read[0]
    high_scale, high_end = scale_after(plain, r.end())
    low, low_quantum = value, quantum
    if high_scale != 1 and scale == 1:
        low, low_quantum = value * high_scale, quantum * high_scale
    if high * high_scale <= low or _is_change(plain, start, r):
        return value, quantum, None, end
    return low, low_quantum, high * high_scale, high_end


def _is_change(plain: str, start: int, r: re.Match[str]) -> bool:
    """ "from 26.1 to 42.5" and "从26.1提升到42.5" tell of two values, not of a range."""
    return r[0].lstrip()[:1] in "t至到" and plain[max(0, start - 6) : start].rstrip().endswith(("from", "从", "由"))


def _name_like(plain: str, end: int) -> bool:
    return plain[end : end + 1].isalpha() and plain[end : end + 1].isascii() and not _unit_follows(plain, end)


def _before(plain: str, start: int) -> tuple[int, Literal["", "+", "-"], Literal["", "<", ">", "≤", "≥", "≈"]]:
    sign: Literal["", "+", "-"] = ""
    before = plain[start - 1] if start else " "
    if before == " " and start > 1:
        return start, sign, _RELATIONS.get(plain[start - 2], "")
    if before in "+-":
        left = plain[start - 2] if start > 1 else " "
        if not (left.isalnum() or left in ")]}%±."):
            sign = "+" if before == "+" else "-"
            start -= 1
    position = start
    if position and plain[position - 1] == " ":
        position -= 1
    relation = _RELATIONS.get(plain[position - 1]) if position else None
    return start, sign, relation or ""
