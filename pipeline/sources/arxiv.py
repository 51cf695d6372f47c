"""Metadata and lists from the arXiv API, through the `arxiv` package with a timeout and the shared gate."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import httpx2

from pipeline.config import Sources
from pipeline.errors import BadPaperId, ListError, NothingListed, reason_of
from pipeline.messages import _
from pipeline.paper_id import parse_paper_id
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import (
    RetryableAnswerError,
    Sleep,
    outage_at,
    raise_for_retry,
    remedy_for,
    retrying,
    same_site,
)
from pipeline.store.ends import Ends
from schemas.records import Paper

if TYPE_CHECKING:
    import arxiv
    import requests

PAGE_SIZE = 100  # ids a request; the URL stays under 2 kB
MAX_ANSWER_BYTES = 50_000_000  # 100 entries have 0.3 MB
PATIENCE = 4.0  # times the timeout, which is on silence: for a whole answer, its head too
REFUSALS_MAX = 30  # requests that are asked again without some ids: halves of 100 ids find two bad ones in 14 each
DEFAULT_TOP = 200  # papers of a query without a day: a category alone may hold 100,000
MOST = 5_000  # papers of an answer, whatever number it says it has: all of arXiv gets 1,500 on its fullest days


def fetch_metadata(
    ids: Sequence[str], settings: Sources, gate: ArxivGate, agent: str, sleep: Sleep = time.sleep
) -> dict[str, Paper]:
    """arXiv's record of each id (with or without a version), by id without version.

    Unknown ids are absent, and so are those that arXiv refuses, for each of which it refuses a whole request: the
    others are asked for again. Raises ListError when arXiv does not answer, or refuses all of them.
    """
    import arxiv

    found: dict[str, Paper] = {}
    refusals: list[_RefusedIds] = []
    chunks = [list(ids[start : start + PAGE_SIZE]) for start in range(0, len(ids), PAGE_SIZE)]
    while chunks:
        chunk = chunks.pop(0)
        search = arxiv.Search(id_list=chunk, max_results=len(chunk))
        try:
            papers = _results(search, settings, gate, agent, sleep)
        except _RefusedIds as e:
            refusals.append(e)
            if len(refusals) > REFUSALS_MAX:
                raise
            chunks[:0] = _without(chunk, e.said)
            continue
        found |= {paper.paper_id: paper for paper in papers}
    if refusals and not found:
        raise refusals[0]
    return found


class _RefusedIds(ListError):
    """arXiv refuses a request for one of its ids."""

    said = ""  # the body

    @classmethod
    def saying(cls, said: str) -> _RefusedIds:
        error = cls("arXiv API", _("answered HTTP {status_code}", status_code=400), _("check the ids or the query"))
        error.said = said
        return error


def _without(chunk: list[str], said: str) -> list[list[str]]:
    """What to ask for instead of a refused request: all but the ids that the refusal names, else its halves."""
    named = {i for i in chunk if re.search(rf"(?<![\w.]){re.escape(i)}(?![\w.])", said.replace("_", " "))}
    left = [i for i in chunk if i not in named]
    if named and left:
        return [left]
    half = len(left) // 2
    return [left[:half], left[half:]] if half else []


_WITHDRAWN = re.compile(
    r"(?i)\b(?:has|have) been (?:temporarily )?withdrawn\b|\bwithdrawn (?:by|due|because|from)\b|\A\W*withdrawn\b|"
    r"\b(?:paper|article|submission|manuscript|version) (?:is )?withdrawn\b"
)

_NO_ABSTRACT = re.compile(r"(?i)\W*(?:this \w+ has been )?withdrawn\b")


def withdrawn(paper: Paper) -> bool:
    """Whether the comment, or the beginning of the abstract, says that the paper was withdrawn."""
    return bool(_WITHDRAWN.search(paper.comment or "") or _NO_ABSTRACT.match(paper.abstract))


def list_query(
    query: str | None,
    category: str | None,
    day: dt.date | None,
    top: int | None,
    settings: Sources,
    gate: ArxivGate,
    agent: str,
    sleep: Sleep = time.sleep,
) -> list[Paper]:
    """Papers that match an arXiv query, a category, or both, newest first; of one day (UTC, by submission) if given.

    At most `top` papers; where it is None, all of the day, or DEFAULT_TOP without a day; never more than MOST.
    Raises ListError when arXiv does not answer, NothingListed when nothing matches.
    """
    import arxiv

    parts = [f"({query})"] if query else []
    if category:
        parts.append(f"cat:{category}")
    if day:
        parts.append(f"submittedDate:[{day:%Y%m%d}0000 TO {day:%Y%m%d}2359]")
    text = " AND ".join(parts)
    limit = min(top or (MOST if day else DEFAULT_TOP), MOST)
    search = arxiv.Search(query=text, max_results=limit, sort_by=arxiv.SortCriterion.SubmittedDate)
    papers = _results(search, settings, gate, agent, sleep)
    if not papers:
        raise NothingListed(f"arXiv {text}", _("nothing matches"), _("try another day, query or category"))
    return papers


def _results(search: arxiv.Search, settings: Sources, gate: ArxivGate, agent: str, sleep: Sleep) -> list[Paper]:
    import arxiv
    import requests

    # the package's own tries are left to pages that are empty by mistake; everything else is retried in the adapter
    client = arxiv.Client(page_size=PAGE_SIZE, delay_seconds=0, num_retries=settings.tries - 1)
    client.query_url_format = settings.arxiv_api_url + "?{}"
    # the package offers no timeout and no User-Agent, and its answers have no end; its session is the one way in
    adapter = _polite_adapter(gate, settings, agent, sleep)
    client._session.mount("http://", adapter)
    client._session.mount("https://", adapter)
    try:
        papers = [_paper(result) for result in client.results(search)]
        if search.id_list and papers == [None]:  # an error with status 200
            raise _RefusedIds.saying("")
    except (arxiv.ArxivError, requests.RequestException) as e:
        raise _given_up(settings, e) from e
    except ValueError as e:  # the package raises it for an entry whose date is none
        raise ListError(
            "arXiv API", _("answered with an entry that cannot be read ({reason})", reason=str(e)[:120])
        ) from e
    finally:
        client._session.close()
    return [p for p in papers if p is not None]


def _polite_adapter(gate: ArxivGate, settings: Sources, agent: str, sleep: Sleep) -> Any:
    import requests
    from requests.adapters import BaseAdapter

    ends = Ends(MAX_ANSWER_BYTES, PATIENCE * settings.timeout_s)
    http = ends.client(settings.timeout_s, {"User-Agent": agent})

    class PoliteAdapter(BaseAdapter):
        """Asks with our own client: with its ends, the gate, the tries, and a look at what came."""

        def send(self, request: requests.PreparedRequest, *_args: Any, **_named: Any) -> requests.Response:
            url = str(request.url)
            if not same_site(url, (settings.arxiv_api_url,)):
                raise ListError("arXiv API", _("redirects to another host"), _("check sources.arxiv_api_url"))
            outage = outage_at(settings.arxiv_api_url, settings.outage_s)
            try:
                for attempt in retrying(settings.tries, sleep, outage=outage):
                    with attempt:
                        answer = self._asked(request, url)
                        raise_for_retry(answer.status_code, answer.headers)
                        if answer.status_code == 200 and not _is_feed(answer.content):
                            raise RetryableAnswerError(_("the answer is no Atom feed, or a cut one"))
                outage.answered()
            except (RetryableAnswerError, httpx2.HTTPError, httpx2.InvalidURL) as e:
                raise _given_up(settings, e) from e  # here: the package would begin all tries again
            if answer.status_code == 400 and b"api/errors" in answer.content:
                raise _RefusedIds.saying(answer.content[:20_000].decode("utf-8", "replace"))
            if answer.status_code >= 400:
                raise ListError(
                    "arXiv API",
                    _("answered HTTP {status_code}", status_code=answer.status_code),
                    _("check the ids or the query"),
                )
            return answer

        def _asked(self, request: requests.PreparedRequest, url: str) -> requests.Response:
            """The answer as the package reads it."""
            found = requests.Response()
            with gate.request(), ends.told(), http.stream("GET", url) as answer:
                gate.arrived()
                found._content = answer.read()
            found.status_code, found.url, found.request = answer.status_code, url, request
            found.headers.update(answer.headers)
            return found

        def close(self) -> None:
            http.close()

    return PoliteAdapter()


def _given_up(settings: Sources, error: Exception) -> ListError:
    reason = reason_of(error)[:120]
    fact = _("no usable answer in up to {tries} tries ({reason})", tries=settings.tries, reason=reason)
    return ListError("arXiv API", fact, remedy_for(str(error)))


def _is_feed(body: bytes) -> bool:
    """Whether it is a whole Atom feed; the package reads an HTML page as a feed without entries."""
    return b"<feed" in body[:2048] and body.rstrip().endswith(b"</feed>")


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
