"""The day's list from Hugging Face Daily Papers."""

from __future__ import annotations

import ast
import datetime as dt
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from pydantic import TypeAdapter, ValidationError

from pipeline.config import Sources
from pipeline.errors import BadPaperId, ListError, NothingListed, NotYetListed, UsageError, reason_of
from pipeline.machine import server_time
from pipeline.messages import N_, _
from pipeline.paper_id import parse_paper_id
from pipeline.sources.http import (
    RetryableAnswerError,
    Sleep,
    mirrors,
    outage_at,
    raise_for_retry,
    remedy_for,
    retrying,
)
from pipeline.store.ends import Ends
from schemas.records import Paper, WebAddress

PAGE_SIZE = 50  # the API gives at most 50 a page, whatever `limit` says
MAX_ITEMS = 2_000  # entries of a day, on however many pages; the fullest day recorded has 78
MOST_S = 600.0  # for all pages of a list
LOOK_BACK = 5  # days: a long weekend
MAX_PAGE_BYTES = 50_000_000  # the longest recorded page has 0.4 MB
PATIENCE = 4.0  # times the timeout, which is on silence: for a whole page
MAX_ITEM_CHARACTERS = 200_000  # the longest recorded has 55,000
MOST_VOTES = 10**9  # upvotes of a paper, stars of a repository: beyond is no count
MAX_ORGANIZATION = 120  # characters; the longest of 2,912 recorded has 79
_WEEKEND = N_("a weekend day; Hugging Face lists papers on working days")
_ADDRESS: TypeAdapter[str] = TypeAdapter(WebAddress)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """A day as YYYY-MM-DD, "today" or "yesterday" in the reader's time zone. Raises UsageError otherwise.

    A day may also be named that has begun in UTC alone, whose days Hugging Face counts.
    """
    utc = dt.datetime.now(dt.UTC)
    latest = today or max(utc.date(), utc.astimezone().date())
    today = today or utc.astimezone().date()
    if text in ("today", "yesterday"):
        return today - dt.timedelta(days=text == "yesterday")
    try:
        if not _DAY.fullmatch(text):  # fromisoformat reads week dates too
            raise ValueError(text)
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(text[:40], _("is not a date"), _("write it as YYYY-MM-DD")) from None
    if day > latest:
        raise UsageError(text, _("is in the future (it is {latest})", latest=latest), _("give a day that has come"))
    return day


def list_day(
    day: dt.date,
    settings: Sources,
    agent: str,
    warn: Callable[[str], None] = lambda _line: None,
    sleep: Sleep = time.sleep,
    now: Callable[[], dt.datetime] | None = None,
) -> list[Paper]:
    """All papers of `day`, most upvotes first; `warn` is told of entries that name no paper, and of a day not over yet.

    Hugging Face counts days in UTC and fills one until its end: all of 7,077 recorded papers came within their day,
    half of them in its first hour or so, 99.9% in its first nine. `now` is the time; None: as its answers say, since
    this machine's clock may be wrong.

    Raises ListError when Hugging Face cannot be reached or answers with something else than a list, NotYetListed for a
    day not over that has no papers yet, NothingListed for one that has none.
    """
    subject = f"Hugging Face {day}"
    clock = now() if now else dt.datetime.now(dt.UTC)
    if day > clock.date():  # of the reader's time zone: Hugging Face answers 400
        raise _not_yet(subject, day, clock, settings, agent)
    with _asking(settings, agent) as asked:
        try:
            items = _items(asked, day, subject, settings, warn, sleep)
        except _Refused:
            clock = clock if now else asked.clock()
            if day <= clock.date():
                raise
            raise _not_yet(subject, day, clock, settings, agent) from None
        clock = clock if now else asked.clock()
    papers = _named(items, subject, warn)
    if not papers and day == clock.date():
        raise _not_yet(subject, day, clock, settings, agent)
    if not papers:
        raise _nothing(subject, day, settings, agent)
    if day == clock.date():
        warn(
            _(
                "{subject}: {count} papers so far; {fills}; run it again then for those that come later",
                subject=subject,
                count=len(papers),
                fills=_fills(clock),
            )
        )
    return papers


def _items(
    asked: _Asked, day: dt.date, subject: str, settings: Sources, warn: Callable[[str], None], sleep: Sleep
) -> list[Any]:
    """The entries of all pages, MAX_ITEMS at most."""
    items: list[Any] = []
    began = time.monotonic()
    for page in range(MAX_ITEMS):
        batch = _page(asked, settings, day, page, subject, sleep)
        if all(item in items for item in batch):  # none, or a server that ignores `p` and repeats its first page
            break
        items += batch
        if len(batch) < PAGE_SIZE:
            break
        if len(items) >= MAX_ITEMS or time.monotonic() - began > MOST_S:
            items = items[:MAX_ITEMS]
            told = {"subject": subject, "count": len(items)}
            warn(_("{subject}: the list has no end; its first {count} entries are taken", **told))
            break
    return items


def _named(items: list[Any], subject: str, warn: Callable[[str], None]) -> list[Paper]:
    """The papers that entries name. Raises ListError where there are entries and none names one."""
    papers = read_items(items)
    unread = sum(_paper(item) is None for item in items)
    if unread and not papers:
        raise ListError(
            subject,
            _("none of the {unread} entries names an arXiv paper", unread=unread),
            _("check sources.huggingface_url"),
        )
    if unread:
        told = {"subject": subject, "unread": unread, "count": len(items)}
        warn(_("{subject}: {unread} of {count} entries name no arXiv paper; they are left out", **told))
    return papers


def _nothing(subject: str, day: dt.date, settings: Sources, agent: str) -> NothingListed:
    fact = _("no papers are listed")
    if day.weekday() >= 5:
        fact = _("no papers are listed ({why})", why=_(_WEEKEND))
    last = _last_with_papers(day, settings, agent)
    remedy = _("the last day with papers is {last}", last=last) if last else _("try another day")
    return NothingListed(subject, fact, remedy)


def _not_yet(subject: str, day: dt.date, now: dt.datetime, settings: Sources, agent: str) -> NotYetListed:
    last = _last_with_papers(day, settings, agent)
    remedy = _("run it again later")
    if last:
        remedy = _("run it again later; the last day with papers is {last}", last=last)
    if day > now.date():
        fact = _("has not begun: it begins at 00:00 UTC, and it is {now:%Y-%m-%d %H:%M} UTC", now=now)
        return NotYetListed(subject, fact, remedy)
    fact = _("no papers are listed yet; {fills}", fills=_fills(now))
    if day.weekday() >= 5:
        fact = _("no papers are listed yet; {fills}, but it is {why}", fills=_fills(now), why=_(_WEEKEND))
    return NotYetListed(subject, fact, remedy)


def _fills(now: dt.datetime) -> str:
    return _("the day fills until 24:00 UTC (it is {now:%H:%M})", now=now)


def _last_with_papers(day: dt.date, settings: Sources, agent: str) -> dt.date | None:
    """The last day before `day` that has papers; None: none of the LOOK_BACK days before it, or no answer."""
    quick = settings.model_copy(update={"tries": 1, "outage_s": 0.0})
    with _asking(settings, agent) as asked:
        for back in range(1, LOOK_BACK + 1):
            former = day - dt.timedelta(days=back)
            try:
                if read_items(_page(asked, quick, former, 0, "", time.sleep)):
                    return former
            except ListError:
                return None
    return None


class _Refused(ListError):
    """The list was refused, as that of a day is which has not begun."""


class _Asked:
    """Who asks for the pages, what ends their answers, and when the last one was given."""

    def __init__(self, client: httpx2.Client, ends: Ends) -> None:
        self.client, self.ends = client, ends
        self.date: str | None = None  # None: it did not say

    def clock(self) -> dt.datetime:
        """The server's clock; this machine's, where it says nothing."""
        return dt.datetime.fromtimestamp(server_time(self.date), dt.UTC)


@contextmanager
def _asking(settings: Sources, agent: str) -> Iterator[_Asked]:
    ends = Ends(MAX_PAGE_BYTES, PATIENCE * settings.timeout_s)
    with ends.client(settings.timeout_s, {"User-Agent": agent}) as client:
        yield _Asked(client, ends)


def _page(asked: _Asked, settings: Sources, day: dt.date, page: int, subject: str, sleep: Sleep) -> list[Any]:
    url = f"{settings.huggingface_url.rstrip('/')}/api/daily_papers"
    params = {"date": day.isoformat(), "p": str(page), "limit": str(PAGE_SIZE)}
    try:
        outage = outage_at(url, settings.outage_s)
        for attempt in retrying(settings.tries, sleep, outage=outage):
            with attempt:
                with asked.ends.told():
                    response = asked.client.get(url, params=params)
                raise_for_retry(response.status_code, response.headers)
        outage.answered()
        asked.date = response.headers.get("date")
    except (httpx2.HTTPError, httpx2.InvalidURL, RetryableAnswerError) as e:
        raise ListError(
            subject,
            _("no answer in up to {tries} tries ({reason})", tries=settings.tries, reason=reason_of(e)),
            remedy_for(str(e), mirrors(url)),
        ) from e
    if response.status_code != 200:
        raise _Refused(
            subject,
            _("answered HTTP {status_code}", status_code=response.status_code),
            _("check the date and sources.huggingface_url"),
        )
    try:
        answer = response.json()
    except (ValueError, RecursionError) as e:
        raise ListError(
            subject, _("answered with something that is not JSON"), _("check sources.huggingface_url")
        ) from e
    items = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(items, list):
        raise ListError(subject, _("answered with JSON that is no list"), _("check sources.huggingface_url"))
    return items


def read_items(items: list[Any]) -> list[Paper]:
    """Papers of the API's items by falling upvotes, then as listed; a repeated or unreadable item is left out."""
    papers: dict[str, Paper] = {}
    for item in items:
        paper = _paper(item)
        if paper is not None:
            papers.setdefault(paper.paper_id, paper)
    return sorted(papers.values(), key=lambda p: -(p.upvotes or 0))


def _entry(item: Any) -> Any:
    """An item as the API gives it; archives of recorded days hold some as text, written by Python's repr()."""
    if not isinstance(item, str):
        return item
    try:
        return ast.literal_eval(item[:MAX_ITEM_CHARACTERS])
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):  # TypeError: {[]}
        return None


def _paper(item: Any) -> Paper | None:  # None: the item names no arXiv paper
    item = _entry(item)
    raw = item.get("paper") if isinstance(item, dict) else None
    if not isinstance(raw, dict):
        return None
    try:
        paper_id, _ = parse_paper_id(_line(raw.get("id")))
    except BadPaperId:
        return None
    authors = raw.get("authors")
    names = (_line(a.get("name")) for a in authors if isinstance(a, dict)) if isinstance(authors, list) else ()
    upvotes = raw.get("upvotes")
    published = raw.get("publishedAt") or item.get("publishedAt")
    return Paper(
        paper_id=paper_id,
        title=_line(raw.get("title")) or _line(item.get("title")) or paper_id,
        authors=tuple(name for name in names if name),
        abstract=_line(raw.get("summary")) or _line(item.get("summary")),
        upvotes=_count(upvotes) or 0,
        published=published[:10] if isinstance(published, str) and _DAY.match(published) else None,
        **_known(raw, item),
    )


def _known(raw: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """Code, project page and organisation; None for what is not there or is nothing of that kind."""
    organization = raw.get("organization") or item.get("organization")
    names = [organization.get(key) for key in ("fullname", "name")] if isinstance(organization, dict) else []
    named = next((name for name in map(_line, names) if 0 < len(name) <= MAX_ORGANIZATION), None)
    return {
        "code_url": _address(raw.get("githubRepo")),
        "code_stars": _count(raw.get("githubStars")),
        "project_url": _address(raw.get("projectPage")),
        "organization": named,
    }


def _count(said: object) -> int | None:
    """What people gave a thing, or None: nothing that could be one."""
    return said if type(said) is int and 0 <= said <= MOST_VOTES else None


def _address(said: object) -> str | None:
    try:
        return _ADDRESS.validate_python("".join(_line(said).split()))
    except ValidationError:
        return None


def _line(text: object) -> str:
    """Text on one line, without the lone surrogates that JSON's \\u escapes can make and UTF-8 cannot hold."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split()) if isinstance(text, str) else ""
