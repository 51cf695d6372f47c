"""Metadata and lists from the arXiv API, through the `arxiv` package with a timeout and the shared gate."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.config import Sources
from pipeline.errors import BadPaperId, ListError
from pipeline.paper_id import parse_paper_id
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import RETRY_AFTER_MAX_S, RETRY_STATUS, retry_after_s
from schemas.records import Paper

if TYPE_CHECKING:
    import arxiv

PAGE_SIZE = 100  # ids a request; the URL stays under 2 kB


def fetch_metadata(ids: Sequence[str], settings: Sources, gate: ArxivGate, agent: str) -> dict[str, Paper]:
    """arXiv's record of each id (with or without a version), by id without version; unknown ids are absent.

    Raises ListError when arXiv does not answer.
    """
    import arxiv

    found: dict[str, Paper] = {}
    for start in range(0, len(ids), PAGE_SIZE):
        chunk = list(ids[start : start + PAGE_SIZE])
        for paper in _results(arxiv.Search(id_list=chunk, max_results=len(chunk)), settings, gate, agent):
            found[paper.paper_id] = paper
    return found


def list_query(
    query: str | None,
    category: str | None,
    day: dt.date | None,
    top: int | None,
    settings: Sources,
    gate: ArxivGate,
    agent: str,
) -> list[Paper]:
    """Papers that match an arXiv query, a category, or both, newest first; of one day (UTC, by submission) if given.

    At most `top` papers, or 200 where it is None. Raises ListError when arXiv does not answer or nothing matches.
    """
    import arxiv

    parts = [f"({query})"] if query else []
    if category:
        parts.append(f"cat:{category}")
    if day:
        parts.append(f"submittedDate:[{day:%Y%m%d}0000 TO {day:%Y%m%d}2359]")
    text = " AND ".join(parts)
    search = arxiv.Search(query=text, max_results=top or 200, sort_by=arxiv.SortCriterion.SubmittedDate)
    papers = _results(search, settings, gate, agent)
    if not papers:
        raise ListError(f"arXiv {text}", "nothing matches", "try another day, query or category")
    return papers


def _results(search: arxiv.Search, settings: Sources, gate: ArxivGate, agent: str) -> list[Paper]:
    import arxiv
    import requests

    client = arxiv.Client(page_size=PAGE_SIZE, delay_seconds=0, num_retries=settings.tries - 1)
    client.query_url_format = settings.arxiv_api_url + "?{}"
    # the package offers no timeout and no User-Agent; its session is the one place to set them
    adapter = _polite_adapter(gate, settings, agent)
    client._session.mount("http://", adapter)
    client._session.mount("https://", adapter)
    try:
        papers = [_paper(result) for result in client.results(search)]
    except (arxiv.ArxivError, requests.RequestException) as e:
        fact = f"no usable answer after {settings.tries} tries ({type(e).__name__}: {str(e)[:120]})"
        raise ListError("arXiv API", fact, "try again later") from e
    return [p for p in papers if p is not None]


def _polite_adapter(gate: ArxivGate, settings: Sources, agent: str) -> Any:
    import requests
    from requests.adapters import HTTPAdapter

    class PoliteAdapter(HTTPAdapter):
        """Adds the timeout, the User-Agent, the gate, and a pause where arXiv asks for one."""

        def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
            request.headers["User-Agent"] = agent
            kwargs["timeout"] = settings.timeout_s
            with gate.request():
                response = super().send(request, *args, **kwargs)
            if response.status_code in RETRY_STATUS:
                time.sleep(min(retry_after_s(response.headers.get("retry-after")) or 0.0, RETRY_AFTER_MAX_S))
            return response

    return PoliteAdapter()


def _paper(result: arxiv.Result) -> Paper | None:  # None: an entry that is no paper, such as the API's error entry
    try:
        paper_id, version = parse_paper_id(result.entry_id.split("/abs/")[-1])
    except BadPaperId:
        return None
    return Paper(
        paper_id=paper_id,
        version=version,
        title=" ".join(result.title.split()),
        authors=tuple(" ".join(a.name.split()) for a in result.authors),
        abstract=" ".join(result.summary.split()),
        published=result.published.date().isoformat() if result.published.year > 1 else None,
        categories=tuple(result.categories),
        comment=" ".join(result.comment.split()) if result.comment else None,
    )
