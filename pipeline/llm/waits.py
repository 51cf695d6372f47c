"""How long an endpoint asks to wait: in its headers, in its words, in the fields of its error."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import time
from collections.abc import Iterable

from pipeline.machine import server_time

_PARTS = (  # seconds in each unit, from the largest: "1h2m3.5s", "2 分 30 秒", "350ms"
    (86400.0, r"d(?:ays?)?|天"),
    (3600.0, r"h(?:ours?|rs?)?|(?:个)?小时"),
    (60.0, r"m(?!s|illi)(?:in(?:ute)?s?)?|分钟?"),
    (1.0, r"s(?:ec(?:ond)?s?)?|秒钟?"),
    (0.001, r"ms|milli\w*|毫秒"),
)
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_TIME = "".join(rf"(?:({_NUMBER})\s*(?:{unit})\s*)?" for _, unit in _PARTS)
_DURATION = re.compile(rf"\s*(?:PT?)?(?=\d){_TIME}", re.IGNORECASE)  # also of ISO 8601: PT30S
_MOMENT = r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_FIELD = re.compile(
    r'"(?:x-)?(?:retry[_-]?(?:delay|after|in)|wait|reset_(?:in|after)|cool_?down|estimated_time)(?:[_-]?(ms|milliseconds)|\w*)"'
    r':\s*(?:\{[^}]*?"seconds":\s*)?"?([\w.:+-]{1,40})',
    re.IGNORECASE,
)
_LAST_WORDS = re.compile(
    rf"(?:等待?|冷却时间)\D{{0,4}}(?={_NUMBER}){_TIME}|(?={_NUMBER}\s*(?:天|个|小时|分|秒|毫|[smh])){_TIME}(?:后|之后|再)"
)
_WORDS = re.compile(r"(?:again|retry|wait|resets?|available)\b[^\d\"]{0,24}?(?=\d)", re.IGNORECASE)
_POLICY = re.compile(r"(?:\bt|reset)\s*=\s*(\d+)", re.IGNORECASE)  # of the header that the IETF drafts
_RESET = re.compile(r"(?:x-)?ratelimit-(?:\w+-)?reset(?:-\w+)?", re.IGNORECASE)
_RESET_IN_BODY = re.compile(rf'"({_RESET.pattern})":\s*"?([\w.:+-]{{1,40}})', re.IGNORECASE)
EPOCH_S = 1e9  # a larger number is a moment: seconds since 1970, or milliseconds from EPOCH_MS on
EPOCH_MS = 1e12


def seconds_of(value: str, now_s: float | None = None) -> float | None:
    """Seconds of a number, a duration ("6m0s"), a moment (a date, seconds or milliseconds since 1970); None: none.

    `now_s`: since 1970, by the clock of who names the moment; None: by this machine's.
    """
    now_s, value = time.time() if now_s is None else now_s, value.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        number = float(value)
        moment_s = number / 1000 if number >= EPOCH_MS else number
        return max(0.0, moment_s - now_s) if number >= EPOCH_S else number
    found = _DURATION.match(value)
    if found and found.end() == len(value):
        return _sum(found)
    try:
        moment = dt.datetime.fromisoformat(value) if value[:2] == "20" else email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() - now_s)


def _sum(found: re.Match[str]) -> float | None:
    """Seconds of the parts of a time; None: it has none."""
    values = [found.groups()[n :: len(_PARTS)] for n in range(len(_PARTS))]
    parts = [(factor, next(filter(None, said))) for (factor, _), said in zip(_PARTS, values, strict=True) if any(said)]
    return sum(factor * float(part) for factor, part in parts) if parts else None


def wait_in_headers(headers: Iterable[tuple[str, str]]) -> float | None:
    """The longest wait until a limit that is used up is reset; None: the headers name none.

    OpenAI names two limits, of which one has something left; a limit without a count of what is left counts.
    """
    named = {name.lower(): value for name, value in headers}
    waits = []
    for name, value in named.items():
        left = named.get(name.replace("reset", "remaining"), "0")
        if _RESET.search(name) and left.strip() in ("0", ""):
            waits.append(seconds_of(value, server_time(named.get("date"))))
    waits += [float(wait) for wait in _POLICY.findall(named.get("ratelimit", ""))]
    return max((wait for wait in waits if wait is not None), default=None)


def wait_in_body(body: str, now_s: float | None = None) -> float | None:
    """Seconds that an error's text asks to wait; None: it names no time."""
    body = body[:4000]
    if found := _FIELD.search(body):
        wait_s = seconds_of(found.group(2), now_s)
        return wait_s / 1000 if wait_s is not None and found.group(1) else wait_s
    resets = [seconds_of(value, now_s) for _, value in _RESET_IN_BODY.findall(body)]
    if known := [wait for wait in resets if wait is not None]:
        return max(known)
    if found := _LAST_WORDS.search(body):
        return _sum(found)
    for found in _WORDS.finditer(body):
        rest = body[found.end() : found.end() + 60]
        if moment := re.match(_MOMENT, rest):
            return seconds_of(moment.group(), now_s)
        duration = _DURATION.match(rest)
        wait_s = _sum(duration) if duration else None
        if wait_s is not None:
            return wait_s
    seconds = re.search(rf"retry_?delay[^\d]{{0,20}}?seconds\W+({_NUMBER})", body)
    return float(seconds.group(1)) if seconds else None
