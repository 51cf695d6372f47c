"""llmock breaks the endpoint as real ones break, and judges how a client bears it: ours, and the SDK on its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Literal

import openai
import pytest
from llmock.ratelimit import LimitSettings
from llmock.scenarios import Behavior, Fail, Reply, StreamFault
from llmock.testing import LLMockServer

from pipeline.config import Llm
from pipeline.errors import ModelUnavailable
from pipeline.llm.client import LlmClient
from schemas.calls import Call
from tests.llm.asking import ASK, KEY, SCHEMA, endpoint_at

Kind = Literal["truncate", "malformed", "disconnect", "stall"]
STALL_S = 20.0  # how long the server is silent; the clients give up long before


@pytest.fixture(scope="module")
def running() -> Iterator[LLMockServer]:
    with LLMockServer() as server:
        yield server


@pytest.fixture
def server(running: LLMockServer) -> LLMockServer:
    running.state.reset()
    running.state.limiter.configure(LimitSettings())
    return running


def report(server: LLMockServer) -> subprocess.CompletedProcess[str]:
    """`llmock report --strict`: exit code 0 when the client did nothing wrong."""
    command = [
        sys.executable,
        "-c",
        "from llmock.cli import app; app()",
        "report",
        "--strict",
        "--url",
        server.url,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def ours(server: LLMockServer, count: int = 1, **settings: Any) -> list[Call | BaseException]:
    """Calls of our client, different ones, in turn."""

    async def run() -> list[Call | BaseException]:
        endpoint = endpoint_at(server.base_url(), timeout_s=10)
        client = LlmClient(endpoint, Llm(**{"tries": 4, "stall_s": 0.4, **settings}))

        async def one(number: int) -> Call:
            messages = (
                ASK[0],
                ASK[1].model_copy(update={"content": f"总结第 {number} 篇论文。"}),
            )
            return await client.complete("single", messages, SCHEMA, 100)

        try:
            return await asyncio.gather(*(one(n) for n in range(count)), return_exceptions=True)
        finally:
            await client.close()

    return asyncio.run(run())


def stock(server: LLMockServer) -> str:
    """A question by the openai package as it comes, the answer put together from its pieces."""

    async def run() -> str:
        async with openai.AsyncOpenAI(base_url=server.base_url(), api_key=KEY, timeout=30) as client:
            stream = await client.chat.completions.create(
                model="fake-model",
                messages=[{"role": "user", "content": "总结这篇论文。"}],
                max_tokens=100,
                stream=True,
            )
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    return asyncio.run(run())


def fault(kind: Kind, times: int = 1) -> StreamFault:
    return StreamFault(kind, after_chunks=2, stall_seconds=STALL_S, times=times)


FAULTS: dict[str, list[Behavior]] = {
    "429 with Retry-After": [Fail(429, retry_after=0.6, times=2)],
    "429 without": [Fail(429)],
    "503": [Fail(503, times=2)],
    "truncated stream": [fault("truncate")],
    "empty stream": [StreamFault("truncate", after_chunks=0)],
    "malformed JSON": [fault("malformed")],
    "lost connection": [fault("disconnect")],
    "stalled stream": [fault("stall")],
    "one after another": [Fail(429, retry_after=0.3), fault("truncate")],
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_passes_is_borne_without_a_remark(server: LLMockServer, name: str) -> None:
    server.state.scenarios.add(*FAULTS[name])
    [call] = ours(server)
    judged = report(server)
    assert isinstance(call, Call), repr(call)
    assert (call.outcome, len(call.faults)) == ("ok", call.usage.retries)
    assert call.faults
    assert server.state.scenarios.pending() == []
    if name == "malformed JSON" and "malformed_chunk_ignored" in judged.stdout:
        # a busy machine's server has sent the rest before the client, which did ask again, could stop reading
        assert "0 error(s), 1 warning(s)" in judged.stdout
        return
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        (
            "truncate",
            "broke off its answer, 2 tries (the stream ended in the middle of the answer)",
        ),
        (
            "malformed",
            "broke off its answer, 2 tries (a piece of the answer is no JSON)",
        ),
        ("disconnect", "cannot be reached, 2 tries"),
        (
            "stall",
            "fell silent, 2 tries (nothing came for 0.4 s in the middle of the answer)",
        ),
    ],
)
def test_a_stream_that_stays_broken_is_no_answer_and_each_way_has_its_own_line(
    server: LLMockServer, kind: Kind, fact: str
) -> None:
    server.state.scenarios.add(fault(kind, 9))
    [error] = ours(server, tries=2)
    assert isinstance(error, ModelUnavailable)
    assert error.fact == fact


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_cannot_be_mended_is_asked_once(server: LLMockServer, status: int) -> None:
    server.state.scenarios.add(Fail(status, times=9))
    [error] = ours(server)
    assert isinstance(error, ModelUnavailable)
    assert len(server.state.journal.records()) == 1
    assert report(server).returncode == 0


def test_an_answer_that_is_cut_at_the_limit_is_its_own_outcome(
    server: LLMockServer,
) -> None:
    server.state.scenarios.add(Reply(text='{"title": "半', finish_reason="length"))
    [call] = ours(server)
    assert isinstance(call, Call)
    assert call.outcome == "length"


@pytest.mark.parametrize(
    ("limits", "settings", "count"),
    [
        (LimitSettings(rpm=60), {"rpm": 60}, 63),
        (
            LimitSettings(tpm=12_000),
            {"tpm": 12_000},
            45,
        ),  # each asks for about 300, a fifth of a second's worth
    ],
    ids=["requests", "tokens"],
)
def test_with_the_accounts_limits_configured_no_request_is_refused(
    server: LLMockServer, limits: LimitSettings, settings: dict[str, int], count: int
) -> None:
    server.state.limiter.configure(limits)
    calls = ours(server, count, **settings)
    assert [c.outcome for c in calls if isinstance(c, Call)] == ["ok"] * count
    assert {r.status for r in server.state.journal.records()} == {200}
    assert report(server).returncode == 0


def test_limits_that_are_not_configured_are_found_by_backing_off(
    server: LLMockServer,
) -> None:
    server.state.limiter.configure(LimitSettings(rpm=60))
    while server.state.limiter.admit("openai", f"Bearer {KEY}", 0).allowed:
        pass  # somebody else with this key has just used it up
    calls = ours(server, 4, tries=8)
    assert [c.outcome for c in calls if isinstance(c, Call)] == ["ok"] * 4
    assert 429 in {r.status for r in server.state.journal.records()}
    judged = report(server)
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("kind", ["truncate", "stall"])
def test_the_sdk_on_its_own_fails_the_same_judge(server: LLMockServer, kind: Kind) -> None:
    server.state.scenarios.add(StreamFault(kind, after_chunks=2, stall_seconds=1.2))
    assert stock(server)  # half an answer, or one that was waited for: it raises nothing
    judged = report(server)
    assert judged.returncode == 1
    assert {"truncate": "truncated_stream_accepted", "stall": "no_read_timeout"}[kind] in judged.stdout
