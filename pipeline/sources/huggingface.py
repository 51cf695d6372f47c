"""The day's list from Hugging Face Daily Papers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx2

from pipeline.config import Sources
from pipeline.errors import BadPaperId, ListError, UsageError
from pipeline.paper_id import parse_paper_id
from pipeline.sources.http import RetryableStatusError, raise_for_retry, retrying
from schemas.records import Paper

PAGE_SIZE = 50  # the API gives at most 50 a page, whatever `limit` says
MAX_PAGES = 40  # 2,000 papers; the fullest day recorded has 78


def parse_date(text: str, today: dt.date | None = None) -> dt.date:
    """A day as YYYY-MM-DD, "today" or "yesterday" (UTC, which Hugging Face uses). Raises UsageError otherwise."""
    today = today or dt.datetime.now(dt.UTC).date()
    if text in ("today", "yesterday"):
        return today - dt.timedelta(days=text == "yesterday")
    try:
        if len(text) != 10:
            raise ValueError(text)
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(text[:40], "is not a date", "write it as YYYY-MM-DD") from None
    if day > today:
        raise UsageError(text, f"is in the future (it is {today} in UTC)", "give a day that has come")
    return day


def list_day(day: dt.date, settings: Sources, agent: str) -> list[Paper]:
    """All papers of `day`, most upvotes first.

    Raises ListError when Hugging Face cannot be reached, answers with something else than a list, or lists nothing.
    """
    subject = f"Hugging Face {day}"
    items: list[Any] = []
    with httpx2.Client(timeout=settings.timeout_s, headers={"user-agent": agent}) as client:
        for page in range(MAX_PAGES):
            batch = _page(client, settings, day, page, subject)
            if len(batch) == 0 or batch[0] in items:  # a server that ignores `p` repeats its first page
                break
            items += batch
            if len(batch) < PAGE_SIZE:
                break
    papers = read_items(items)
    if not papers:
        weekend = " (a weekend day; Hugging Face lists papers on working days)" if day.weekday() >= 5 else ""
        raise ListError(subject, f"no papers are listed{weekend}", "try another day")
    return papers


def _page(client: httpx2.Client, settings: Sources, day: dt.date, page: int, subject: str) -> list[Any]:
    url = f"{settings.huggingface_url.rstrip('/')}/api/daily_papers"
    params = {"date": day.isoformat(), "p": str(page), "limit": str(PAGE_SIZE)}
    try:
        for attempt in retrying(settings.tries):
            with attempt:
                response = client.get(url, params=params)
                raise_for_retry(response.status_code, response.headers)
    except (httpx2.HTTPError, RetryableStatusError) as e:
        reason = str(e) or type(e).__name__
        raise ListError(subject, f"no answer after {settings.tries} tries ({reason})", "try again later") from e
    if response.status_code != 200:
        raise ListError(subject, f"answered HTTP {response.status_code}", "check the date and sources.huggingface_url")
    try:
        items = response.json()
    except ValueError as e:
        raise ListError(subject, "answered with something that is not JSON", "check sources.huggingface_url") from e
    if not isinstance(items, list):
        raise ListError(subject, "answered with JSON that is no list", "check sources.huggingface_url")
    return items


def read_items(items: list[Any]) -> list[Paper]:
    """Papers of the API's items by falling upvotes, then as listed; a repeated or unreadable item is left out."""
    papers: dict[str, Paper] = {}
    for item in items:
        paper = _paper(item)
        if paper is not None:
            papers.setdefault(paper.paper_id, paper)
    return sorted(papers.values(), key=lambda p: -(p.upvotes or 0))


def _paper(item: Any) -> Paper | None:  # None: the item names no arXiv paper
    raw = item.get("paper") if isinstance(item, dict) else None
    if not isinstance(raw, dict):
        return None
    try:
        paper_id, _ = parse_paper_id(str(raw.get("id")))
    except BadPaperId:
        return None
    authors = raw.get("authors") or []
    names = (_line(a.get("name")) for a in authors if isinstance(a, dict))
    upvotes = raw.get("upvotes")
    published = raw.get("publishedAt") or item.get("publishedAt")
    return Paper(
        paper_id=paper_id,
        title=_line(raw.get("title") or item.get("title")) or paper_id,
        authors=tuple(name for name in names if name),
        abstract=_line(raw.get("summary") or item.get("summary")),
        upvotes=upvotes if isinstance(upvotes, int) else 0,
        published=published[:10] if isinstance(published, str) else None,
    )


def _line(text: object) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""
