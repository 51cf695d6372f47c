"""Who we say we are, what is tried again, and when."""

from __future__ import annotations

import email.utils
import time

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.machine import Outage
from pipeline.sources.http import (
    RetryableAnswerError,
    mirrors,
    outage_at,
    raise_for_retry,
    retry_after_s,
    retrying,
    same_site,
    user_agent,
)


def test_the_user_agent_carries_the_contact() -> None:
    assert user_agent("").startswith("ribao/")
    assert user_agent("me@example.org").endswith(" (me@example.org)")
    assert user_agent("https://example.org/~me").endswith(" (https://example.org/~me)")


@given(st.text(st.characters(codec=None)))
def test_any_contact_fits_in_a_header(contact: str) -> None:
    agent = user_agent(contact)
    assert agent.isascii()
    assert agent.isprintable()
    assert httpx2.Headers({"user-agent": agent})["user-agent"] == agent


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, None), ("7", 7.0), (" 0.5 ", 0.5), ("-3", 0.0), ("", None), ("soon", None), ("nan", 0.0)],
)
def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after_s(value) == seconds


def test_retry_after_as_a_date() -> None:
    ahead = retry_after_s(email.utils.formatdate(time.time() + 60, usegmt=True))
    assert ahead is not None
    assert 55 < ahead <= 60
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0


@given(st.text(max_size=40))
def test_any_retry_after_is_seconds_or_nothing(value: str) -> None:
    seconds = retry_after_s(value)
    assert seconds is None or seconds >= 0


def attempts(error: Exception, tries: int = 4) -> list[float]:
    """The waits before `error` is given up."""
    waits: list[float] = []

    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        retrying(tries, waits.append)(fail)
    return waits


def test_waits_double_unless_the_server_says_how_long() -> None:
    assert attempts(httpx2.ReadTimeout("x")) == [1, 2, 4]
    assert attempts(httpx2.ConnectError("x"), tries=8) == [1, 2, 4, 8, 16, 30, 30]
    assert attempts(RetryableAnswerError("HTTP 429", 5.0), tries=3) == [5, 5]


@pytest.mark.parametrize(("proxy", "waits"), [("", True), ("socks5://127.0.0.1:9", False)])
def test_what_cannot_be_reached_is_waited_for_unless_a_proxy_stands_between(
    proxy: str, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    if proxy:
        monkeypatch.setenv("ALL_PROXY", proxy)
    asked = list[float]()
    outage = Outage("lists.test", 10.0, lambda: float(len(asked)))
    with pytest.raises(httpx2.ConnectError):  # noqa: PT012 - the loop is what raises
        for attempt in retrying(2, lambda _: None, outage=outage):
            with attempt:
                asked.append(0.0)
                raise httpx2.ConnectError("refused")
    assert (len(asked) > 2) is waits


@pytest.mark.parametrize(("limit_s", "asked"), [(0.0, 4), (2.5, 2), (4.5, 3)])
def test_a_server_is_waited_for_no_longer_than_was_said(limit_s: float, asked: int) -> None:
    """Tries come after 1, 2, 4 seconds; where no outage is waited for, there are as many as are allowed."""
    clock = [0.0]
    outage = Outage("lists.test", limit_s, lambda: clock[0])
    tries = list[float]()

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    with pytest.raises(RetryableAnswerError):  # noqa: PT012 - the loop is what raises
        for attempt in retrying(4, sleep, outage=outage):
            with attempt:
                tries.append(clock[0])
                raise RetryableAnswerError("HTTP 503", down=True)
    assert len(tries) == asked


def test_an_outage_is_told_after_two_seconds_and_then_each_minute(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    outage = Outage("lists.test", 300.0, lambda: clock[0])
    for clock[0] in (0.0, 1.9, 2.0, 61.9, 62.0, 100.0):
        outage.left_s("refused")
    assert [record.getMessage()[-6:] for record in caplog.records] == [" 298 s", " 238 s"]


def test_the_mirror_is_named_where_hugging_face_cannot_be_reached() -> None:
    assert "HF_ENDPOINT" in mirrors("https://huggingface.co/api/daily_papers")
    assert mirrors("https://hf-mirror.test/api/daily_papers") == ""
    assert "HF_ENDPOINT" in outage_at("https://huggingface.co/x", 5.0).remedy


def test_what_no_try_can_mend_is_raised_at_once() -> None:
    assert attempts(httpx2.UnsupportedProtocol("x")) == []
    assert attempts(RetryableAnswerError("HTTP 429", 3600.0)) == []
    assert attempts(ValueError("x")) == []


@pytest.mark.parametrize("status", [200, 206, 301, 400, 401, 403, 404, 416])
def test_a_status_that_is_final_passes(status: int) -> None:
    try:
        raise_for_retry(status, {"retry-after": "1"})
    except RetryableAnswerError:
        pytest.fail(f"{status} is asked for again")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_status_that_may_pass_is_retried(status: int) -> None:
    with pytest.raises(RetryableAnswerError, match=f"HTTP {status}"):
        raise_for_retry(status, {})


BASES = ("https://arxiv.org/pdf", "http://127.0.0.1:8080/api")


@pytest.mark.parametrize(
    "url", ["https://arxiv.org/x", "https://ARXIV.org:443/", "http://127.0.0.1:8080/", "https://127.0.0.1:8080/y"]
)
def test_the_configured_sites_are_ours(url: str) -> None:
    assert same_site(url, BASES)


@pytest.mark.parametrize(
    "url",
    [
        "http://arxiv.org/x",  # no way back to plain text
        "https://arxiv.org.evil.example/",
        "https://arxiv.org@evil.example/",
        "https://evil.example/arxiv.org",
        "https://arxiv.org:8443/",
        "http://127.0.0.1:8081/",
        "http://127.0.0.1/",
        "ftp://arxiv.org/",
        "//arxiv.org/",
        "",
        "http://[::1",
        "https://arxiv.org:port/",
    ],
)
def test_other_sites_are_not(url: str) -> None:
    assert not same_site(url, BASES)


def test_a_date_to_wait_for_is_held_against_the_server_s_own_clock() -> None:
    """Ours may be a day off."""
    assert retry_after_s("Thu, 02 Jan 2020 00:00:07 GMT", "Thu, 02 Jan 2020 00:00:00 GMT") == 7
    assert retry_after_s("Thu, 02 Jan 2120 00:00:07 GMT", "Thu, 02 Jan 2120 00:00:00 GMT") == 7
    assert retry_after_s("Thu, 02 Jan 2020 00:00:07 GMT", "yesterday") == 0
