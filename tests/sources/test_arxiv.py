"""arXiv's metadata: what it says, how politely it is asked, and what happens when it does not answer."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.config import Config, Download, Sources
from pipeline.errors import ListError
from pipeline.sources import arxiv
from pipeline.sources.arxiv import fetch_metadata, list_query, withdrawn
from pipeline.sources.download import download
from pipeline.sources.files import paper_of
from pipeline.sources.gate import ArxivGate
from schemas.records import Paper
from tests.recorded import RECORDED, needs_corpus
from tests.sample_day import SampleDay, atom_entry, atom_feed
from tests.sample_server import SampleServer
from tests.scripted_server import Exchange, ScriptedServer
from tests.sources.test_gate import run_in_threads

IDS = ("2511.90001", "2511.90002", "2511.90003")


def sources(url: str, tries: int = 3, timeout_s: float = 5) -> Sources:
    return Sources(
        arxiv_api_url=f"{url}/api/query",
        arxiv_pdf_url=f"{url}/pdf",
        huggingface_url=url,
        tries=tries,
        timeout_s=timeout_s,
        outage_s=0,
    )


def fetched(url: str, ids: Sequence[str] = IDS, **more: Any) -> dict[str, Paper]:
    sleep = more.pop("sleep", lambda _s: None)
    return fetch_metadata(ids, sources(url, **more), ArxivGate(0), "ribao/test (me@example.org)", sleep)


def refused(url: str, ids: Sequence[str] = IDS, **more: Any) -> str:
    with pytest.raises(ListError) as caught:
        fetched(url, ids, **more)
    line = str(caught.value)
    assert line.startswith("arXiv API: ")
    return line


def queried(url: str, query: str | None = None, category: str | None = None, **more: Any) -> list[Paper]:
    day, top = more.pop("day", None), more.pop("top", None)
    return list_query(query, category, day, top, sources(url), ArxivGate(0), "ribao/test", lambda _s: None)


def test_what_arxiv_says_of_a_paper() -> None:
    with SampleServer() as server:
        papers = fetched(server.url)
        assert server.requests[0].user_agent == "ribao/test (me@example.org)"
        assert server.stats().count["api"] == 1
    assert [p.version for p in papers.values()] == ["v1", "v1", "v2"]
    assert papers["2511.90001"].categories == ("cs.LG", "cs.CL")
    assert papers["2511.90001"].comment == "4 pages, 1 figure, 4 tables"
    assert papers["2511.90001"].published == "2025-11-20"
    assert papers["2511.90002"].comment is None
    assert papers["2511.90003"].authors
    assert "\n" not in papers["2511.90001"].title + papers["2511.90001"].abstract


def test_a_version_that_is_asked_for_is_the_one_that_comes() -> None:
    with SampleServer() as server:
        assert fetched(server.url, ["2511.90003v1"])["2511.90003"].version == "v1"


def test_an_unknown_id_is_absent() -> None:
    with SampleServer() as server:
        assert list(fetched(server.url, ["2511.99999", "2511.90002", "hep-th/9901001"])) == ["2511.90002"]
        assert fetched(server.url, ["2511.99999"]) == {}
        assert fetched(server.url, []) == {}


def test_many_ids_are_asked_in_pages_and_none_is_lost() -> None:
    record = SampleDay.load().arxiv[IDS[0]]
    ids = [f"2501.{n:05}" for n in range(250)]
    with SampleServer(SampleDay({}, dict.fromkeys(ids, record), {})) as server:
        assert list(fetched(server.url, ids)) == ids
        assert server.stats().count["api"] == 3
        assert max(len(request.path) for request in server.requests) < 2000


@pytest.mark.parametrize("kind", ["429", "503", "500", "reset", "truncate", "html", "empty"])
def test_a_fault_that_passes_costs_a_try(kind: Any) -> None:
    with SampleServer() as server:
        server.fail("api", kind)
        assert set(fetched(server.url)) == set(IDS)
        assert server.stats().count["api"] == 2


def test_retry_after_is_honoured() -> None:
    waits: list[float] = []
    with SampleServer() as server:
        server.fail("api", "429", retry_after="7")
        server.fail("api", "503", retry_after=None)
        assert set(fetched(server.url, sleep=waits.append)) == set(IDS)
    assert waits == [7.0, 2.0]


@pytest.mark.parametrize(
    ("kind", "fact"), [("500", "HTTP 500"), ("html", "no Atom feed"), ("reset", "Connection"), ("429", "HTTP 429")]
)
def test_a_fault_for_ever_is_given_up_after_the_configured_tries(kind: Any, fact: str) -> None:
    with SampleServer() as server:
        server.fail("api", kind, times=None)
        assert fact in refused(server.url, tries=2)
        assert server.stats().count["api"] == 2


def test_a_silent_server_is_left_after_the_timeout_and_tried_again() -> None:
    with SampleServer() as server:
        server.fail("api", "slow", delay_s=30)
        begin = time.monotonic()
        assert set(fetched(server.url, timeout_s=0.3)) == set(IDS)
        server.fail("api", "slow", times=None, delay_s=30)
        assert "(timed out)" in refused(server.url, timeout_s=0.2)
        assert time.monotonic() - begin < 10


def test_a_server_that_stalls_within_its_answer_is_left_too() -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(200, b"<?xml version='1.0'?><feed", {"Content-Length": "1000"})
        exchange.stall(30)

    with ScriptedServer(answer) as server:
        begin = time.monotonic()
        assert "timed out" in refused(server.url, timeout_s=0.2, tries=2)
        assert len(server.exchanges) == 2
        assert time.monotonic() - begin < 10


def test_a_refusal_is_final() -> None:
    with ScriptedServer(lambda e: e.send(400, b"incorrect id")) as server:
        assert "HTTP 400" in refused(server.url)
        assert len(server.exchanges) == 1


def feed(entries: list[str]) -> bytes:
    return atom_feed(entries, total=len(entries), start=0, title="t").encode()


def refuses(*bad: str, named: bool = True) -> Callable[[Exchange], None]:
    """An arXiv that answers 400 to every request that asks for one of these ids."""
    record = SampleDay.load().arxiv[IDS[0]]

    def answer(exchange: Exchange) -> None:
        asked = parse_qs(urlsplit(exchange.path).query)["id_list"][0].split(",")
        wrong = [i for i in asked if i in bad]
        if wrong:
            what = f"incorrect_id_format_for_{wrong[0]}" if named else "malformed"
            body = f"<feed><entry><id>https://arxiv.org/api/errors#{what}</id></entry></feed>"
            exchange.send(400, body.encode())
        else:
            exchange.send(200, feed([atom_entry(i, "v1", record) for i in asked]))

    return answer


@pytest.mark.parametrize(("named", "requests"), [(True, 3), (False, 13)])
def test_an_id_that_arxiv_refuses_costs_the_others_nothing(named: bool, requests: int) -> None:
    ids = [f"2501.{n:05}" for n in range(12)]
    with ScriptedServer(refuses(ids[3], ids[8], named=named)) as server:
        assert set(fetched(server.url, ids)) == set(ids) - {ids[3], ids[8]}
        assert len(server.exchanges) == requests


def test_an_arxiv_that_refuses_every_id_is_not_asked_for_ever() -> None:
    ids = [f"2501.{n:05}" for n in range(200)]
    with ScriptedServer(refuses(*ids, named=False)) as server:
        assert "HTTP 400" in refused(server.url, ids)
        assert len(server.exchanges) < 40


@pytest.mark.parametrize(
    ("comment", "abstract", "says"),
    [
        ("This paper has been withdrawn by the authors due to an error in Lemma 3", "", True),
        ("Withdrawn", "", True),
        ("paper withdrawn; see math/0309136", "", True),
        ("", "This submission has been withdrawn by arXiv administrators", True),
        ("12 pages", "We study how funds are withdrawn from banks", False),
        ("", "", False),
    ],
)
def test_a_withdrawn_paper_is_known_by_its_own_words(comment: str, abstract: str, says: bool) -> None:
    assert withdrawn(Paper(paper_id="2501.00001", title="t", comment=comment, abstract=abstract)) is says


def test_no_request_goes_to_a_host_that_was_not_configured() -> None:
    with ScriptedServer(lambda e: e.send(200, b"")) as foreign:
        to = {"Location": f"{foreign.url}/api/query"}
        with ScriptedServer(lambda e: e.send(302, b"", to)) as server:
            assert "redirects to another host" in refused(server.url)
        assert foreign.exchanges == []


def test_a_redirect_within_the_host_is_followed() -> None:
    with SampleServer() as server:
        server.fail("api", "redirect", location=f"{server.url}/api/query?id_list=2511.90002")
        assert list(fetched(server.url)) == ["2511.90002"]


def test_an_entry_that_is_no_paper_or_has_a_nonsense_date() -> None:
    record = SampleDay.load().arxiv[IDS[0]]
    odd = atom_entry("errors#x", "", record)
    feed = atom_feed([odd, atom_entry(IDS[0], "v1", record)], total=2, start=0, title="t")
    with ScriptedServer(lambda e: e.send(200, feed.encode())) as server:
        assert list(fetched(server.url)) == [IDS[0]]
    with ScriptedServer(lambda e: e.send(200, feed.replace(record["published"], "soon").encode())) as server:
        assert "cannot be read" in refused(server.url)


def test_a_category_and_a_day() -> None:
    with SampleServer() as server:
        everything = queried(server.url, category="cs.LG")
        assert [p.paper_id for p in everything] == ["2511.90001", "2511.90003"]
        assert len(queried(server.url, query="ti:x", category="cs.LG", top=1)) == 1
        assert [p.paper_id for p in queried(server.url, "ti:x", day=dt.date(2025, 11, 17))] == ["2511.90003"]
        assert "search_query=%28ti%3Ax%29+AND+submittedDate%3A%5B202511170000+TO+202511172359%5D" in (
            server.requests[-1].path
        )
        with pytest.raises(ListError, match="nothing matches"):
            queried(server.url, category="math.AG")


def test_a_day_is_listed_whole_and_a_bare_category_is_capped() -> None:
    record = SampleDay.load().arxiv[IDS[0]]
    with SampleServer(SampleDay({}, {f"2501.{n:05}": record for n in range(230)}, {})) as server:
        assert len(queried(server.url, category="cs.LG", day=dt.date(2025, 11, 20))) == 230
        assert len(queried(server.url, category="cs.LG")) == 200
        assert len(queried(server.url, category="cs.LG", top=5)) == 5


def test_metadata_and_downloads_together_keep_the_interval(tmp_path: Path) -> None:
    with SampleServer() as server:
        gate = ArxivGate(0.06)
        settings = sources(server.url)
        config = Config(sources=settings, download=Download(interval_s=0.06))
        server.fail("pdf", "truncate")
        server.fail("pdf", "redirect", location=f"{server.url}/pdf/2511.90001v1.pdf", contains="90001")
        server.fail("api", "503")
        calls: list[Any] = [lambda p=p: download(paper_of(p), config, gate, tmp_path / p, lambda _s: None) for p in IDS]
        calls += [lambda: fetch_metadata(IDS, settings, gate, "ribao/test", lambda _s: None)] * 2
        run_in_threads(calls)
        stats = server.stats()
    assert stats.count["pdf"] == 5
    assert stats.count["api"] == 3
    assert stats.max_arxiv_at_once == 1
    assert stats.min_arxiv_gap_s is not None
    assert stats.min_arxiv_gap_s >= 0.059


@needs_corpus
def test_recorded_answers_are_read() -> None:
    folder = RECORDED / "corpus" / "arxiv_api"
    read = 0
    for path in sorted(folder.glob("id_*.json")):
        recorded = json.loads(path.read_text("utf-8"))
        body, status = recorded["body"].encode(), recorded["status_code"]
        asked = recorded["url"].split("id_list=")[1].split("&")[0].replace("%2F", "/").split(",")
        with ScriptedServer(functools.partial(Exchange.send, status=status, body=body)) as server:
            if status != 200:
                assert f"HTTP {status}" in refused(server.url, asked)
                continue
            found = fetched(server.url, asked)
        assert len(found) == recorded["body"].count("<entry>")
        for paper in found.values():
            assert paper.version
            assert paper.categories
            assert paper.published
            read += 1
    assert read > 0


def slow_head(exchange: Exchange) -> None:
    exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    _bytes_of(exchange)


def slow_body(exchange: Exchange) -> None:
    exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<feed ")
    _bytes_of(exchange)


def _bytes_of(exchange: Exchange) -> None:
    exchange.break_off()
    while not exchange.closing.wait(0.05):
        exchange.handler.wfile.write(b"a")


@pytest.mark.parametrize("slow", [slow_head, slow_body])
def test_an_answer_of_a_byte_at_a_time_has_an_end(slow: Callable[[Exchange], None]) -> None:
    with ScriptedServer(slow) as server:
        begin = time.monotonic()
        assert "did not end within 1 s" in refused(server.url, timeout_s=0.25, tries=1)
        assert time.monotonic() - begin < 10


def test_an_answer_that_is_packed_twice_is_refused() -> None:
    body = gzip.compress(gzip.compress(feed([])))
    with ScriptedServer(lambda e: e.send(200, body, {"Content-Encoding": "gzip, gzip"})) as server:
        assert "gzip, gzip" in refused(server.url, tries=1)


def test_a_list_that_says_that_it_has_a_thousand_million_papers_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is another one: whoever asks on is never done."""
    monkeypatch.setattr(arxiv, "MOST", 250)
    record = SampleDay.load().arxiv["2511.90001"]

    def answer(exchange: Exchange) -> None:
        start = int(parse_qs(urlsplit(exchange.path).query)["start"][0])
        papers = [atom_entry(f"2511.{start + n:05}", "v1", record) for n in range(100)]
        body = atom_feed(papers, total=10**9, start=start, title="t")
        exchange.send(200, body.encode())

    with ScriptedServer(answer) as server:
        assert len(queried(server.url, category="cs.CL", day=dt.date(2025, 11, 24))) == 250
        assert len(queried(server.url, category="cs.CL", top=10**9)) == 250
        assert len(server.exchanges) == 6
