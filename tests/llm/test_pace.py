"""Calls at once and calls a minute, against a real server with limits of its own."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from pipeline.llm.pace import Bucket, Pace
from tests.fake_llm import FakeLlm, Reply, rate_limited
from tests.llm.asking import ANSWER_TEXT, ASK, SCHEMA, Asked, endpoint_at


def test_a_bucket_gives_a_minutes_worth_and_then_what_flows_in() -> None:
    bucket = Bucket(60, 0.0)
    for _ in range(60):
        assert bucket.wait_s(1, 0.0) == 0
        bucket.spend(1)
    assert bucket.wait_s(1, 0.0) == 1.0
    assert bucket.wait_s(1, 0.5) == 0.5
    assert bucket.wait_s(1, 1.0) == 0.0
    assert bucket.wait_s(1000, 3600.0) == 0.0  # more than a minute's worth: when the bucket is full


def test_the_window_halves_once_a_burst_and_climbs_by_one_a_window() -> None:
    now = [0.0]
    pace = Pace(8, 16, clock=lambda: now[0])
    now[0] = 1.0
    for _ in range(8):
        pace.slow_down(asked_s=0.5)  # eight calls that were under way together
    assert pace.window == 4
    pace.slow_down(asked_s=1.0)
    assert pace.window == 2
    for _ in range(10):
        now[0] += 1
        pace.slow_down(asked_s=now[0])
    assert pace.window == 1
    for _ in range(200):
        pace.speed_up()
    assert pace.window == 16


def test_turns_are_given_in_order_and_given_back_by_the_cancelled() -> None:
    async def run() -> list[int]:
        pace, order = Pace(1, 1), []

        async def one(number: int) -> None:
            async with pace.turn():
                order.append(number)
                await asyncio.sleep(0)

        async with pace.turn():
            jobs = [asyncio.ensure_future(one(n)) for n in range(5)]
            await asyncio.sleep(0)
            jobs[0].cancel()  # it waits at the turnstile's head
            jobs[3].cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*jobs, return_exceptions=True)
        async with pace.turn():
            return order

    assert asyncio.run(asyncio.wait_for(run(), 10)) == [1, 2, 4]


def test_an_endpoint_that_takes_two_at_once_is_asked_so_and_more_once_it_takes_more() -> None:
    capacity = [2]

    def script(_: dict[str, Any]) -> Reply:
        return rate_limited() if llm._now > capacity[0] else Reply(ANSWER_TEXT, stall_s=0.02)

    with FakeLlm(script) as llm:
        asked = Asked(endpoint_at(llm.url, concurrency=8), tries=12)

        async def phases() -> tuple[float, int, int, float]:
            jobs = [asked.client.complete("p", ASK, SCHEMA, 10) for _ in range(40)]
            busy = await asyncio.gather(*jobs)
            narrow, refused = (
                asked.client.pace.window,
                sum(c.usage.retries for c in busy),
            )
            capacity[0] = 100
            jobs = [asked.client.complete("p", ASK, SCHEMA, 10) for _ in range(80)]
            calm = await asyncio.gather(*jobs)
            await asked.client.close()
            return (
                narrow,
                refused,
                sum(c.usage.retries for c in calm),
                asked.client.pace.window,
            )

        narrow, refused, refused_later, wide = asyncio.run(phases())
    assert 0 < refused < 60  # without backing off, six of eight are refused again and again
    assert narrow < 5
    assert (refused_later, wide) == (0, 8)


def test_a_ceiling_above_the_start_is_climbed_to() -> None:
    with FakeLlm(lambda _: Reply(ANSWER_TEXT, stall_s=0.02)) as llm:
        asked = Asked(endpoint_at(llm.url, concurrency=2, max_concurrency=6))
        asked.calls(60)
    assert llm.most_at_once == 6


def test_retry_after_holds_back_the_calls_that_have_not_begun() -> None:
    with FakeLlm([rate_limited(30), *[Reply(ANSWER_TEXT)] * 6]) as llm:
        asked = Asked(endpoint_at(llm.url, concurrency=1))
        began = asked.now_s()
        asked.calls(6)
    assert len(llm.requests) == 7
    assert asked.now_s() - began >= 30
    assert sum(c > 1 for c in asked.waits) <= 2  # the one that was told, and at most one at the turnstile


def test_requests_and_tokens_a_minute_are_kept_to() -> None:
    with FakeLlm(lambda _: Reply(ANSWER_TEXT)) as llm:
        slow = Asked(endpoint_at(llm.url), rpm=60)
        slow.calls(90)
        metered = Asked(endpoint_at(llm.url), tpm=2000)  # each call asks for 100 and has a prompt of about 150
        metered.calls(24)
    # sixty at once but for the headroom, and the others one a second; seconds that a busy machine takes are not slept
    assert 20 <= slow.slept_s <= 34
    assert 60 < metered.slept_s < 240


def test_without_limits_nothing_waits() -> None:
    with FakeLlm(lambda _: Reply(ANSWER_TEXT)) as llm:
        asked = Asked(endpoint_at(llm.url))
        began = time.monotonic()
        asked.calls(20)
    assert (asked.waits, asked.slept_s) == ([], 0)
    assert time.monotonic() >= began
