"""The sample server answers over real sockets like the sites it stands for."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import arxiv
import pytest

from tests.sample_day import SAMPLE_DATE, SampleDay, byte_span
from tests.sample_server import Fault, SampleServer, parse_fault

PAPER = "2511.90001"


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


def ask(
    server: SampleServer, path: str, method: str = "GET", **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request on its own connection; underscores in header names become hyphens."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def listed(server: SampleServer, query: str) -> Any:
    status, _, body = ask(server, f"/api/daily_papers?{query}")
    assert status == 200
    return json.loads(body)


def results(server: SampleServer, search: arxiv.Search, retries: int = 0) -> list[arxiv.Result]:
    client = arxiv.Client(page_size=2, delay_seconds=0, num_retries=retries)
    client.query_url_format = server.url + "/api/query?{}"
    try:
        return list(client.results(search))
    finally:
        client._session.close()


def test_the_sample_day_has_its_papers_and_a_weekend_has_none(server: SampleServer) -> None:
    entries = listed(server, f"date={SAMPLE_DATE}")
    assert {entry["paper"]["id"] for entry in entries} == set(SampleDay.load().arxiv)
    assert any("\n" in entry["title"] for entry in entries)
    assert any("submittedBy" not in entry for entry in entries)
    assert listed(server, "date=2025-11-23") == []


def test_what_is_no_date_is_answered_with_400(server: SampleServer) -> None:
    assert ask(server, "/api/daily_papers?date=yesterday")[0] == 400


def test_a_page_has_at_most_fifty_entries() -> None:
    entry = SampleDay.load().days[SAMPLE_DATE][0]
    day = SampleDay({"2025-11-25": [entry] * 120}, {}, {})
    with SampleServer(day) as server:
        pages = [len(listed(server, f"date=2025-11-25&p={page}&limit=100")) for page in range(4)]
        assert pages == [50, 50, 20, 0]
        assert len(listed(server, "date=2025-11-25&limit=7")) == 7


def test_the_arxiv_package_reads_the_answer(server: SampleServer) -> None:
    ids = sorted(SampleDay.load().arxiv)
    found = results(server, arxiv.Search(id_list=[*ids, "2511.99999"]))
    assert [result.get_short_id() for result in found] == [f"{i}{SampleDay.load().arxiv[i]['version']}" for i in ids]
    first = found[0]
    assert first.title.startswith("HingePO")
    assert "\n" not in first.title
    assert first.primary_category == first.categories[0] == "cs.LG"
    assert first.comment is not None
    assert first.pdf_url is not None
    assert first.pdf_url.endswith("/pdf/2511.90001v1")
    assert first.authors[0].name == "Marit Solvang"
    assert first.summary.startswith("Reinforcement learning")


def test_a_category_and_a_day_select_papers(server: SampleServer) -> None:
    by_category = results(server, arxiv.Search("cat:cs.CV", max_results=None))
    assert all("cs.CV" in result.categories for result in by_category)
    assert 0 < len(by_category) < len(SampleDay.load().arxiv)
    assert results(server, arxiv.Search("submittedDate:[202501010000 TO 202501022359]")) == []
    in_november = "submittedDate:[202511010000 TO 202511302359]"
    assert len(results(server, arxiv.Search(in_november))) == len(SampleDay.load().arxiv)


def test_an_id_that_is_none_is_answered_like_arxiv(server: SampleServer) -> None:
    status, _, body = ask(server, "/api/query?id_list=abc")
    assert (status, b"incorrect id format for abc" in body) == (400, True)


def test_a_pdf_comes_whole_in_parts_or_not_at_all(server: SampleServer) -> None:
    status, headers, whole = ask(server, f"/pdf/{PAPER}")
    assert (status, whole[:5], headers["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert ask(server, f"/pdf/{PAPER}v1.pdf")[2] == whole
    status, part, rest = ask(server, f"/pdf/{PAPER}v1", Range="bytes=1000-", If_Range=headers["ETag"])
    assert (status, rest) == (206, whole[1000:])
    assert part["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    assert ask(server, f"/pdf/{PAPER}", Range="bytes=1000-", If_Range='"other"')[2] == whole
    assert ask(server, f"/pdf/{PAPER}", Range=f"bytes={len(whole)}-")[0] == 416
    assert ask(server, f"/pdf/{PAPER}", If_None_Match=headers["ETag"])[0] == 304
    assert ask(server, "/pdf/2511.99999")[0] == 404
    assert ask(server, f"/pdf/{PAPER}v9")[0] == 404
    status, head, body = ask(server, f"/pdf/{PAPER}", "HEAD")
    assert (status, head["Content-Length"], body) == (200, str(len(whole)), b"")


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=-3", range(7, 10)),
        ("bytes=4-99", range(4, 10)),
        ("bytes=10-", range(0)),
        ("bytes=5-4", range(0)),
        ("bytes=-", None),
        ("lines=1-2", None),
        ("", None),
    ],
)
def test_byte_span(header: str, span: range | None) -> None:
    assert byte_span(header, 10) == span


def test_rate_limit_names_its_pause_and_ends(server: SampleServer) -> None:
    server.fail("pdf", "429", times=2, retry_after="7")
    answers = [ask(server, f"/pdf/{PAPER}") for _ in range(3)]
    assert [status for status, _, _ in answers] == [429, 429, 200]
    assert answers[0][1]["Retry-After"] == "7"


def test_faults_keep_to_their_route_and_paper(server: SampleServer) -> None:
    server.fail("pdf", "500", times=None, contains="2511.90002")
    assert ask(server, f"/pdf/{PAPER}")[0] == 200
    assert [ask(server, "/pdf/2511.90002")[0] for _ in range(2)] == [500, 500]
    assert listed(server, f"date={SAMPLE_DATE}")


def test_truncation_promises_more_than_it_sends(server: SampleServer) -> None:
    server.fail("pdf", "truncate")
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(server, f"/pdf/{PAPER}")
    assert caught.value.partial.startswith(b"%PDF-")
    rest = ask(server, f"/pdf/{PAPER}", Range=f"bytes={len(caught.value.partial)}-")[2]
    assert caught.value.partial + rest == ask(server, f"/pdf/{PAPER}")[2]


def test_reset_html_empty_and_redirect(server: SampleServer) -> None:
    server.fail("pdf", "reset")
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        ask(server, f"/pdf/{PAPER}")
    server.fail("pdf", "html")
    assert ask(server, f"/pdf/{PAPER}")[2].startswith(b"<!DOCTYPE html>")
    server.fail("pdf", "empty")
    assert ask(server, f"/pdf/{PAPER}")[2] == b""
    server.fail("pdf", "redirect")
    status, headers, _ = ask(server, f"/pdf/{PAPER}")
    assert (status, headers["Location"]) == (302, "http://foreign.invalid/paper.pdf")


def test_a_failing_api_is_retried_by_the_arxiv_package(server: SampleServer) -> None:
    server.fail("api", "503")
    assert results(server, arxiv.Search(id_list=[PAPER]), retries=1)[0].get_short_id() == "2511.90001v1"
    assert server.stats().count["api"] == 2


def test_statistics_see_requests_that_are_too_close_or_at_once(server: SampleServer) -> None:
    assert server.stats().min_arxiv_gap_s is None
    server.fail("pdf", "slow", times=2, delay_s=0.3)
    threads = [threading.Thread(target=ask, args=(server, f"/pdf/{PAPER}")) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed(server, f"date={SAMPLE_DATE}")
    stats = json.loads(ask(server, "/_stats")[2])
    assert stats["count"] == {"hf": 1, "api": 0, "pdf": 2}
    assert stats["max_arxiv_at_once"] == 2
    assert 0 <= stats["min_arxiv_gap_s"] < 0.3


def test_requests_are_kept_with_what_the_client_said(server: SampleServer) -> None:
    ask(server, f"/pdf/{PAPER}", User_Agent="ribao/test", Range="bytes=5-")
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", f"/pdf/{PAPER}")
    assert (request.user_agent, request.range_header) == ("ribao/test", "bytes=5-")


def test_a_fault_is_written_as_route_kind_and_times() -> None:
    assert parse_fault("pdf:truncate:2") == Fault("pdf", "truncate", times=2)
    assert parse_fault("hf:500") == Fault("hf", "500", times=None)
    for text in ("pdf", "pdf:nonsense", "ftp:500", "pdf:500:x"):
        with pytest.raises(Exception, match="is no fault"):
            parse_fault(text)


def test_the_command_prints_its_url_first() -> None:
    command = [sys.executable, "-m", "tests.sample_server", "--port", "0", "--fault", "hf:500:1"]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(f"{url}/api/daily_papers?date={SAMPLE_DATE}", timeout=5)
            caught.value.close()
            with urllib.request.urlopen(f"{url}/api/daily_papers?date={SAMPLE_DATE}", timeout=5) as response:
                assert json.load(response)
        finally:
            process.terminate()
