"""Real model servers behind a URL: every rung, streamed or not, what is cut or refused, and a paper's passes."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from pipeline.config import load_config
from pipeline.errors import ModelUnavailable
from pipeline.llm.capabilities import LADDER, Capabilities
from pipeline.llm.client import LlmClient
from pipeline.llm.provider import Provider
from schemas.calls import Call, Message, ResponseFormat
from schemas.summary import PhrasePass, strict_schema
from tests.llm.asking import ASK, SCHEMA
from tests.llm.servers import CONTEXT_TOKENS, SERVERS, Served
from tests.sample_day import SAMPLE_DIR

pytestmark = pytest.mark.llm
T = TypeVar("T")
PAPER = SAMPLE_DIR / "pdf" / "2511.90001v1.pdf"
TIMEOUT_S = 600  # one paper takes seven seconds on two idle cores
REFUSED_SCHEMA = {**SCHEMA, "properties": {"title": {"type": "no such type"}}}


@pytest.fixture(scope="module", params=list(SERVERS))
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    with SERVERS[request.param]() as served:
        yield served


def used(server: Served, folder: Path, use: Callable[[LlmClient], Awaitable[T]], **environ: str) -> T:
    """What `use` gives with the client of a run that knows no more than the environment of a user."""

    async def run() -> T:
        provider = Provider(load_config(environ=server.environment(folder) | environ))
        assert not provider.identity.embedded
        try:
            answered = await use(await provider.client())
            assert str(provider.cost) == "unknown"  # a server of one's own has no price
            return answered
        finally:
            await provider.close()

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def only_its_environment(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment(tmp_path).items():
        if name.startswith("OPENAI_"):
            monkeypatch.setenv(name, value)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("rung", LADDER)
def test_every_rung_is_answered(server: Served, rung: ResponseFormat, stream: bool, tmp_path: Path) -> None:
    async def ask(client: LlmClient) -> Call:
        client._known = Capabilities(rung=rung)
        return await client.complete("single", ASK, SCHEMA, 40)

    call = used(server, tmp_path, ask, RIBAO_LLM_STREAM=str(stream))
    assert (call.response_format, call.faults, call.cost_usd) == (rung, (), None)
    assert call.outcome in ("ok", "length")
    assert call.usage.prompt > 10
    assert 0 < call.usage.completion <= 40
    if rung == "json_schema" and call.outcome == "ok":
        assert set(json.loads(call.text)) == {"title"}


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_that_the_limit_cuts_is_never_a_whole_one(server: Served, stream: bool, tmp_path: Path) -> None:
    async def ask(client: LlmClient) -> Call:
        return await client.complete("single", ASK, SCHEMA, 3)

    call = used(server, tmp_path, ask, RIBAO_LLM_STREAM=str(stream))
    assert (call.outcome, call.finish_reason, call.usage.completion) == ("length", "length", 3)


def test_the_schema_binds_prose_to_its_names(server: Served, tmp_path: Path) -> None:
    schema = strict_schema(PhrasePass, limits=True, names=["Bert-X"])
    ask = (Message(role="user", content="这篇论文在 GPT-9 上做什么？"),)

    async def bound(client: LlmClient) -> Call:
        return await client.complete("phrase", ask, schema, 200)

    call = used(server, tmp_path, bound)
    assert (call.outcome, call.response_format) == ("ok", "json_schema")
    said = PhrasePass.model_validate_json(call.text)
    assert not re.search("[A-Za-z]", said.translation.replace("Bert-X", ""))


def test_several_at_once_and_the_prefix_that_they_share(server: Served, tmp_path: Path) -> None:
    async def ask(client: LlmClient) -> list[Call]:
        first = await client.complete("single", ASK, SCHEMA, 5)
        return [first, *await asyncio.gather(*(client.complete("single", ASK, SCHEMA, 5) for _ in range(3)))]

    calls = used(server, tmp_path, ask)
    assert [(c.faults, c.usage.calls) for c in calls] == [((), 1)] * 4
    assert all(0 < c.usage.cached <= c.usage.prompt for c in calls[1:])


def test_a_schema_that_it_refuses_is_not_held_against_it(server: Served, tmp_path: Path) -> None:
    async def ask(client: LlmClient) -> tuple[Call, Call]:
        return await client.complete("single", ASK, REFUSED_SCHEMA, 40), await client.complete("single", ASK, SCHEMA, 5)

    refused, _ = used(server, tmp_path, ask)
    assert refused.response_format != "json_schema"
    assert refused.faults == ("HTTP 400",)
    assert not list((tmp_path / "data").glob("endpoints/*"))


def test_what_was_learned_is_known_to_the_next_run(server: Served, tmp_path: Path) -> None:
    """No server here refuses a form, so one is told of a parameter that it does not take."""

    hello = (Message(role="user", content='Answer with this JSON object and nothing else: {"title": "Hello"}'),)

    async def ask(client: LlmClient) -> Call:
        return await client.complete("single", hello, SCHEMA, 100)

    async def learn(client: LlmClient) -> Call:
        client._known = Capabilities(rung="json_object", dropped=("stream_options",))
        return await ask(client)

    assert used(server, tmp_path, learn).outcome == "ok"
    [path] = (tmp_path / "data" / "endpoints").iterdir()
    assert json.loads(path.read_text("utf-8"))["capabilities"]["rung"] == "json_object"
    again = used(server, tmp_path, ask)
    assert (again.response_format, "stream_options" in again.parameters) == ("json_object", False)


def test_a_prompt_beyond_its_window_is_said_with_its_remedy(server: Served, tmp_path: Path) -> None:
    async def ask(client: LlmClient) -> Call:
        long = Message(role="user", content="word " * (CONTEXT_TOKENS + 1000))
        return await client.complete("single", (long,), SCHEMA, 40)

    with pytest.raises(ModelUnavailable) as caught:
        used(server, tmp_path, ask)
    assert caught.value.remedy == "set llm.context_tokens to what the model takes"
    assert "takes no prompt of this length" in caught.value.fact
    assert "4096" in caught.value.fact  # in the server's own words


@pytest.mark.parametrize("server", ["dasllama"], indirect=True)  # llama.cpp's: tests/test_local_model.py
def test_a_papers_focused_passes(server: Served, tmp_path: Path) -> None:
    """A bundled paper by the command line: the window chooses the passes, and nothing but the URL says which server."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "paper", str(PAPER)],
        env=server.environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "学习率 1×10⁻⁶" in done.stdout
    assert "AdamW" in done.stdout
    calls = [Call.model_validate_json(p.read_bytes()) for p in (tmp_path / "data").glob("papers/*/call.*.json")]
    assert {"overview", "translate-problem"} <= {c.prompt for c in calls}
    for call in calls:
        assert (call.response_format, call.faults, call.cost_usd) == ("json_schema", (), None)
        assert call.parameters["stream"] is True
        assert call.usage.prompt > 100
        limit = call.parameters["max_tokens"]
        assert isinstance(limit, int)
        assert 0 < call.usage.completion <= limit
        assert call.outcome == ("length" if call.finish_reason == "length" else "ok")
        if call.outcome == "ok":
            assert isinstance(json.loads(call.text), dict)
    assert any(c.outcome == "ok" for c in calls)
