"""A day's list comes whole and in order, or is refused with its reason."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.config import Sources
from pipeline.errors import ListError, NothingListed, UsageError
from pipeline.sources import huggingface
from pipeline.sources.huggingface import list_day, parse_date, read_items
from schemas.records import Paper
from tests.recorded import needs_corpus, recorded_days
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer
from tests.scripted_server import Exchange, ScriptedServer

DAY = dt.date.fromisoformat(SAMPLE_DATE)
TODAY = dt.date(2025, 11, 24)


def listed(url: str, day: dt.date = DAY, tries: int = 3, timeout_s: float = 5, **more: Any) -> list[Paper]:
    more.setdefault("sleep", lambda _s: None)
    return list_day(
        day, Sources(huggingface_url=url, tries=tries, timeout_s=timeout_s, outage_s=0), "ribao/test", **more
    )


def refused(url: str, **more: Any) -> str:
    with pytest.raises(ListError) as caught:
        listed(url, **more)
    assert caught.value.exit_code == (4 if isinstance(caught.value, NothingListed) else 5)
    return str(caught.value)


def entry(number: int, upvotes: int = 0) -> dict[str, Any]:
    return {"paper": {"id": f"2511.{number:05}", "title": f"T{number}", "upvotes": upvotes}}


def days(*entries: Any) -> SampleDay:
    return SampleDay({SAMPLE_DATE: entries}, {}, {})


def test_the_sample_day_comes_by_falling_upvotes() -> None:
    with SampleServer() as server:
        papers = listed(server.url)
        assert server.requests[0].user_agent == "ribao/test"
    assert [(p.paper_id, p.upvotes) for p in papers] == [("2511.90001", 87), ("2511.90002", 52), ("2511.90003", 31)]
    assert papers[0].title == (
        "HingePO: Crediting the Hinge Tokens of a Reasoning Chain in Reinforcement Learning with Verifiable Rewards"
    )
    assert papers[0].authors[0] == "Marit Solvang"
    assert papers[0].abstract.startswith("Reinforcement learning")
    assert "\n" not in papers[0].abstract
    assert re.fullmatch(r"2025-11-\d\d", papers[0].published or "")


def test_equal_upvotes_keep_the_order_of_the_list() -> None:
    with SampleServer(days(entry(3, 5), entry(1, 5), entry(2, 9))) as server:
        assert [p.paper_id for p in listed(server.url)] == ["2511.00002", "2511.00003", "2511.00001"]


@pytest.mark.parametrize(("count", "requests"), [(49, 1), (50, 2), (51, 2), (120, 3)])
def test_a_day_of_several_pages_comes_whole(count: int, requests: int) -> None:
    with SampleServer(days(*(entry(n) for n in range(count)))) as server:
        assert len({p.paper_id for p in listed(server.url)}) == count
        assert server.stats().count["hf"] == requests


def test_a_paper_that_moves_to_the_next_page_meanwhile_costs_no_other() -> None:
    pages = [[entry(n) for n in range(50)], [entry(49), *(entry(n) for n in range(50, 60))]]
    with ScriptedServer(lambda e: e.send(200, json.dumps(pages[int(e.path.split("p=")[1][0])]).encode())) as server:
        assert len(listed(server.url)) == 60


def test_a_server_that_ignores_pages_is_asked_twice() -> None:
    body = json.dumps([entry(n) for n in range(50)]).encode()
    with ScriptedServer(lambda e: e.send(200, body)) as server:
        assert len(listed(server.url)) == 50
        assert len(server.exchanges) == 2


def test_missing_and_odd_fields_cost_no_paper() -> None:
    odd: list[Any] = [
        {"paper": {"id": "2511.00001"}},
        {"paper": {"id": "2511.00002", "title": None, "authors": None, "summary": 3, "upvotes": None}, "title": "T"},
        {"paper": {"id": "2511.00003", "authors": ["x", {"name": None}, {"name": " A \n B "}, {}]}, "summary": "s"},
        {"paper": {"id": "2511.00004", "authors": 7, "publishedAt": "soon"}, "publishedAt": 5},
        {"paper": {"id": "2511.00005v2", "title": "a\ud800\u0000b"}},
        entry(1),
    ]
    papers = {p.paper_id: p for p in read_items(odd)}
    assert list(papers) == [f"2511.0000{n}" for n in range(1, 6)]
    assert papers["2511.00001"].title == "2511.00001"
    assert papers["2511.00002"].title == "T"
    assert papers["2511.00003"].authors == ("A B",)
    assert papers["2511.00003"].abstract == "s"
    assert papers["2511.00004"].published is None
    assert papers["2511.00005"].title.encode("utf-8")


def known(**raw: Any) -> Paper:
    """The paper of an entry with these fields."""
    [paper] = read_items([{"paper": {"id": "2511.00001", **raw}}])
    return paper


def test_code_stars_project_and_organisation_are_kept() -> None:
    paper = known(
        githubRepo=" https://github.com/a/\nb ",
        githubStars=1234,
        projectPage="http://a.example/~b?x=(1)",
        organization={"name": "hinge", "fullname": "Hinge  Lab"},
    )
    assert (paper.code_url, paper.code_stars) == ("https://github.com/a/b", 1234)
    assert (paper.project_url, paper.organization) == ("http://a.example/~b?x=(1)", "Hinge Lab")
    assert known(organization={"name": "hinge", "fullname": None}).organization == "hinge"


ODD: tuple[Any, ...] = (
    "javascript:alert(1)",
    "//x.example",
    "https://",
    'https://x.example/"><b>',
    "https://x.example/" + "a" * 300,
    "ftp://x.example",
    "x.example",
    3,
    None,
    {},
    ["https://x.example"],
    True,
    10**12,
    1.5,
    -1,
    "é" * 200,
)


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_address_no_number_and_no_name_is_left_out(odd: Any) -> None:
    paper = known(githubRepo=odd, githubStars=odd if not isinstance(odd, int) else -1, projectPage=odd)
    assert (paper.code_url, paper.code_stars, paper.project_url) == (None, None, None)
    assert known(organization=odd).organization is None
    assert (
        known(organization={"fullname": "é" * 200, "name": odd if not isinstance(odd, str) else ""}).organization
        is None
    )


def test_entries_without_a_paper_are_left_out_and_told() -> None:
    told: list[str] = []
    odd: list[Any] = [{"paper": {"id": "../../etc"}}, {"paper": None}, {}, 3, None, "x", "__import__('os')", "[" * 5000]
    with SampleServer(days(*odd, entry(1))) as server:
        assert [p.paper_id for p in listed(server.url, warn=told.append)] == ["2511.00001"]
    assert told == [f"Hugging Face {SAMPLE_DATE}: 8 of 9 entries name no arXiv paper; they are left out"]
    with SampleServer(days(*odd)) as server:
        assert "none of the 8 entries" in refused(server.url)


def test_a_weekend_says_that_it_is_one() -> None:
    with SampleServer() as server:
        assert "a weekend day" in refused(server.url, day=dt.date(2025, 11, 23))
        line = refused(server.url, day=dt.date(2025, 11, 21))
        later = refused(server.url, day=dt.date(2025, 11, 26))
    assert later == "Hugging Face 2025-11-26: no papers are listed; the last day with papers is 2025-11-24"
    assert line == "Hugging Face 2025-11-21: no papers are listed; try another day"


def at(clock: str) -> Callable[[], dt.datetime]:
    return lambda: dt.datetime.fromisoformat(clock).replace(tzinfo=dt.UTC)


def test_a_day_that_is_not_over_is_told_from_one_that_has_no_papers() -> None:
    with SampleServer() as server:
        open_day = refused(server.url, day=dt.date(2025, 11, 25), now=at("2025-11-25T07:30"))
        over = refused(server.url, day=dt.date(2025, 11, 25), now=at("2025-11-26T00:00"))
        weekend = refused(server.url, day=dt.date(2025, 11, 29), now=at("2025-11-29T07:30"))
    assert open_day == (
        "Hugging Face 2025-11-25: no papers are listed yet; the day fills until 24:00 UTC (it is 07:30); "
        "run it again later; the last day with papers is 2025-11-24"
    )
    assert over == "Hugging Face 2025-11-25: no papers are listed; the last day with papers is 2025-11-24"
    assert "until 24:00 UTC (it is 07:30), but it is a weekend day" in weekend


def test_a_day_that_has_begun_for_the_reader_alone_is_not_asked_for() -> None:
    with SampleServer() as server:
        line = refused(server.url, day=dt.date(2025, 11, 25), now=at("2025-11-24T23:10"))
        assert "date=2025-11-25" not in " ".join(request.path for request in server.requests)
    assert line == (
        "Hugging Face 2025-11-25: has not begun: it begins at 00:00 UTC, and it is 2025-11-24 23:10 UTC; "
        "run it again later; the last day with papers is 2025-11-24"
    )


def test_of_a_day_that_is_not_over_the_reader_is_told_to_come_again() -> None:
    told: list[str] = []
    with SampleServer() as server:
        assert len(listed(server.url, warn=told.append, now=at("2025-11-24T09:05"))) == 3
        assert len(listed(server.url, warn=told.append, now=at("2025-11-25T00:00"))) == 3
    assert told == [
        "Hugging Face 2025-11-24: 3 papers so far; the day fills until 24:00 UTC (it is 09:05); "
        "run it again then for those that come later"
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2025-11-23", dt.date(2025, 11, 23)), ("today", TODAY), ("yesterday", dt.date(2025, 11, 23))],
)
def test_a_day_is_read(text: str, day: dt.date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["2025-11-25", "9999-12-31", "", "tomorrow", "2025-13-01", "2025-02-29", "20251123", "2025-W47-1", "24.11.2025",
     "2025-11-23T00:00", "２０２５-11-23", "2025-1-3", "../../2025", "x" * 200],
)  # fmt: skip
def test_a_day_in_the_future_or_none_at_all_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_date(text, TODAY)
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("kind", ["429", "500", "503", "reset", "truncate"])
def test_a_fault_that_passes_costs_a_try(kind: Any) -> None:
    with SampleServer() as server:
        server.fail("hf", kind)
        assert len(listed(server.url)) == 3
        assert server.stats().count["hf"] == 2


def test_retry_after_is_honoured() -> None:
    waits: list[float] = []
    with SampleServer() as server:
        server.fail("hf", "429", retry_after="7")
        server.fail("hf", "503", retry_after=None)
        assert len(listed(server.url, sleep=waits.append)) == 3
    assert waits == [7.0, 2.0]


def test_a_server_that_asks_for_an_hour_is_not_asked_again() -> None:
    with SampleServer() as server:
        server.fail("hf", "429", times=None, retry_after="3600")
        assert "HTTP 429, and asks to wait 3600 s" in refused(server.url)
        assert server.stats().count["hf"] == 1


def test_a_server_that_fails_for_ever_is_given_up() -> None:
    with SampleServer() as server:
        server.fail("hf", "500", times=None)
        assert "in up to 3 tries (HTTP 500); try again later" in refused(server.url)
        assert server.stats().count["hf"] == 3


def test_a_server_that_is_silent_is_left_after_the_timeout() -> None:
    with SampleServer() as server:
        server.fail("hf", "slow", times=None, delay_s=30)
        begin = time.monotonic()
        assert "no answer" in refused(server.url, timeout_s=0.2, tries=2)
        assert time.monotonic() - begin < 5


def test_nobody_there_is_one_line() -> None:
    with SampleServer() as server:
        url = server.url
    assert "no answer in up to 3 tries" in refused(url)


@pytest.mark.parametrize(
    ("status", "body", "fact"),
    [
        (200, b"<!DOCTYPE html><html></html>", "not JSON"),
        (200, b"", "not JSON"),
        (200, b"\xff\xfe\xfa", "not JSON"),
        (200, b"[" * 200_000, "not JSON"),
        (200, b'{"error": "x"}', "no list"),
        (200, b"3", "no list"),
        (404, b"[]", "HTTP 404"),
        (301, b"", "HTTP 301"),
    ],
)
def test_an_answer_that_is_no_list_is_refused_at_once(status: int, body: bytes, fact: str) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(status, body, {"Location": "http://foreign.invalid/"} if status == 301 else None)

    with ScriptedServer(answer) as server:
        assert fact in refused(server.url)
        assert len(server.exchanges) == 1


def test_entries_recorded_as_text_are_read() -> None:
    as_text = [repr(entry(n) | {"isAuthorParticipating": False}) for n in range(3)]
    with ScriptedServer(lambda e: e.send(200, json.dumps({"count": 3, "data": as_text}).encode())) as server:
        assert len(listed(server.url)) == 3


@needs_corpus
def test_no_paper_of_any_recorded_day_is_lost() -> None:
    count = 0
    for day, answer in recorded_days():
        items = answer["data"] if isinstance(answer, dict) else answer
        # an independent reading: the paper's id is the first of an entry, whether it is JSON or text
        pattern = r"""['"]paper['"]: \{.*?['"]id['"]: ['"]([^'"]+)"""
        ids = [re.search(pattern, item if isinstance(item, str) else repr(item)) for item in items]
        assert None not in ids, day
        papers = read_items(items)
        assert {p.paper_id for p in papers} == {match[1] for match in ids if match}, day
        assert [p.upvotes for p in papers] == sorted((p.upvotes or 0 for p in papers), reverse=True)
        for paper in papers:
            assert paper.title != paper.paper_id, (day, paper.paper_id)
            assert "\n" not in paper.title + paper.abstract
            assert paper.abstract, (day, paper.paper_id)
            assert paper.authors, (day, paper.paper_id)
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", paper.published or "")
        count += len(papers)
    assert count > 0


@pytest.mark.parametrize(
    "spoiled",
    ["{[]}", "{{}: 1}", "{'paper': {'id': 0x" + "f" * 6000 + "}}", "[" * 5000, {"paper": {"id": 2511.90001}}],
    ids=["unhashable", "unhashable key", "huge id", "deep", "an id that is a number"],
)
def test_an_entry_that_cannot_be_read_costs_itself_alone(spoiled: object) -> None:
    assert [p.paper_id for p in read_items([entry(1), spoiled, entry(2)])] == ["2511.00001", "2511.00002"]


@pytest.mark.parametrize("votes", [-1, 10**10, 16**6000, 1.5, "7", None, True], ids=lambda v: type(v).__name__)
def test_upvotes_that_are_no_count_are_none(votes: object) -> None:
    (paper,) = read_items([{"paper": {**entry(1)["paper"], "upvotes": votes}}])
    assert paper.upvotes == 0


def test_a_list_without_an_end_is_left_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface, "MAX_ITEMS", 120)
    told: list[str] = []

    def answer(exchange: Exchange) -> None:
        first = 50 * len(server.exchanges)
        exchange.send(200, json.dumps([entry(first + n) for n in range(50)]).encode())

    with ScriptedServer(answer) as server:
        assert len(listed(server.url, warn=told.append)) == 120
        assert len(server.exchanges) == 3
    assert told == ["Hugging Face 2025-11-24: the list has no end; its first 120 entries are taken"]


def test_a_list_of_a_byte_at_a_time_is_told_as_that() -> None:
    def answer(exchange: Exchange) -> None:
        exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n[")
        exchange.break_off()
        while not exchange.closing.wait(0.05):
            exchange.handler.wfile.write(b" ")

    with ScriptedServer(answer) as server:
        assert "did not end within 1 s" in refused(server.url, timeout_s=0.25, tries=1)


@pytest.mark.parametrize(
    ("status", "date", "said"),
    [
        (200, "Tue, 25 Nov 2025 00:10:00 GMT", "Hugging Face 2025-11-24: no papers are listed; the last"),
        (
            200,
            "Mon, 24 Nov 2025 23:10:00 GMT",
            "Hugging Face 2025-11-24: no papers are listed yet; the day fills until",
        ),
        (
            400,
            "Sun, 23 Nov 2025 23:10:00 GMT",
            "Hugging Face 2025-11-24: has not begun: it begins at 00:00 UTC, and it",
        ),
        (400, "Mon, 24 Nov 2025 23:10:00 GMT", "Hugging Face 2025-11-24: answered HTTP 400"),
    ],
)
def test_whether_a_day_is_over_is_told_by_the_servers_clock_and_not_by_this_machines(
    status: int, date: str, said: str
) -> None:
    def answer(exchange: Exchange) -> None:
        asked_for = "date=2025-11-24" in exchange.path
        body = b"[]" if asked_for else json.dumps([{"paper": {"id": "2511.90001"}}]).encode()
        vars(exchange.handler)["date_time_string"] = lambda: date
        exchange.send(status if asked_for else 200, body)

    with ScriptedServer(answer) as server:
        assert refused(server.url, day=dt.date(2025, 11, 24), now=None).startswith(said)
