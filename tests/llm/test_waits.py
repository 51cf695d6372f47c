"""How long an endpoint asks to wait, wherever and however it says so."""

from __future__ import annotations

import datetime as dt
import time

import httpx2
import openai
import pytest

from pipeline.llm.faults import retry_after_s
from pipeline.llm.waits import EPOCH_MS, EPOCH_S, seconds_of, wait_in_body, wait_in_headers


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("7s", 7),
        ("6m0s", 360),
        ("1h2m3.5s", 3723.5),
        ("2d", 172_800),
        ("20ms", 0.02),
        ("PT30S", 30),
        ("PT1M30S", 90),
        ("1 分 30 秒", 90),
        ("2小时", 7200),
        ("", None),
        ("soon", None),
        ("7 apples", None),
        (f"{EPOCH_S - 1:.0f}", EPOCH_S - 1),
        (f"{EPOCH_S:.0f}", 0),
        (f"{EPOCH_MS:.0f}", 0),
        ("2020-01-01T00:00:00Z", 0),
    ],
)
def test_a_time_in_any_form_is_seconds(value: str, seconds: float | None) -> None:
    assert seconds_of(value) == seconds


@pytest.mark.parametrize("form", ["{:.0f}", "{:.0f}000"])
def test_a_moment_since_1970_is_waited_for(form: str) -> None:
    waited = seconds_of(form.format(time.time() + 100))
    assert waited is not None
    assert 90 < waited <= 101


def test_a_moment_of_the_calendar_is_waited_for() -> None:
    then = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=100)
    for value in (then.isoformat(), then.strftime("%Y-%m-%dT%H:%M:%SZ")):
        waited = seconds_of(value)
        assert waited is not None
        assert 90 < waited <= 100


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ("Please try again in 1h2m3.4s.", 3723.4),
        ("Please retry after 26 seconds.", 26),
        ("请求过于频繁，请于1分30秒后重试", 90),
        ("请在 2 小时后重试", 7200),
        ('{"retryDelay": {"seconds": 44}}', 44),
        ('{"retry_after": "PT30S"}', 30),
        ('{"message": "quota ... retry_delay {\\n  seconds: 44\\n}"}', 44),
        ("retry at 2020-01-01T00:00:00Z", 0),
        ("请等待20秒", 20),
        ("请于20s后重试", 20),
        ("冷却时间 20 秒", 20),
        ("Quota resets in 20 seconds", 20),
        ("available in 20 seconds", 20),
        ('{"retry-after": 20}', 20),
        ('{"wait_seconds": 20}', 20),
        ('{"reset_in": "20s"}', 20),
        ('{"cooldown": 20}', 20),
        ('{"estimated_time": 20.5}', 20.5),
        ("20 requests per 60 seconds", None),
        ('{"X-RateLimit-Reset": "25", "X-RateLimit-Limit": "20"}', 25),
        ("Limit 100000, Used 99000, Requested 5000", None),
    ],
)
def test_a_wait_stands_anywhere_in_an_error(body: str, seconds: float | None) -> None:
    assert wait_in_body(body) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset-requests": "6m0s", "x-ratelimit-reset-tokens": "20ms"}, 360),
        (
            {
                "x-ratelimit-reset-requests": "6m0s",
                "x-ratelimit-remaining-requests": "9",
                "x-ratelimit-reset-tokens": "20s",
                "x-ratelimit-remaining-tokens": "0",
            },
            20,
        ),
        ({"RateLimit-Reset": "25"}, 25),
        ({"RateLimit": '"default";r=0;t=25'}, 25),
        ({"ratelimit": "limit=9, remaining=0, reset=25"}, 25),
        ({"Anthropic-RateLimit-Requests-Reset": "2020-01-01T00:00:00Z"}, 0),
        ({"date": "25"}, None),
    ],
)
def test_the_limit_that_is_used_up_tells_the_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_in_headers(headers.items()) == seconds


@pytest.mark.parametrize(("status", "seconds"), [(429, 25), (503, None)])
def test_the_headers_of_a_limit_count_for_a_429_alone(status: int, seconds: float | None) -> None:
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    response = httpx2.Response(status, json={}, headers={"x-ratelimit-reset": "25"}, request=request)
    assert retry_after_s(openai.APIStatusError("Error", response=response, body={})) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"x-retry-after": "20"}, 20), ({"x-ms-retry-after-ms": "2500"}, 2.5), ({"retry-after": "-1"}, None)],
)
def test_a_wait_has_headers_of_several_names(headers: dict[str, str], seconds: float | None) -> None:
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    response = httpx2.Response(503, json={}, headers=headers, request=request)
    assert retry_after_s(openai.APIStatusError("Error", response=response, body={})) == seconds


def test_a_moment_is_held_against_the_endpoint_s_own_clock() -> None:
    """Ours may be a day off."""
    request, date = httpx2.Request("POST", "http://127.0.0.1/v1"), "Thu, 02 Jan 2020 00:00:00 GMT"
    for header, value in (("retry-after", "Thu, 02 Jan 2020 00:00:07 GMT"), ("x-ratelimit-reset", "1577923207")):
        response = httpx2.Response(429, json={}, headers={header: value, "date": date}, request=request)
        assert retry_after_s(openai.APIStatusError("Error", response=response, body={})) == 7
