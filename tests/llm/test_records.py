"""What a call leaves behind: all that was asked, answered and paid; and never a key."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.config import Price, Prices, load_config
from pipeline.errors import ModelUnavailable
from pipeline.llm.capabilities import Memory
from pipeline.llm.endpoint import EMBEDDED, remote_endpoint
from pipeline.llm.provider import Provider
from schemas.calls import Call
from tests.cli_day import PAPERS, right
from tests.fake_llm import CUT_BODY, FakeLlm, Reply, rate_limited, server_error, stall, thinking
from tests.flow.test_run import Home
from tests.llm.asking import ANSWER, ANSWER_TEXT, ASK, KEY, SCHEMA, Asked, endpoint_at
from tests.sample_server import SampleServer

PRICES = Prices(
    date="2026-11-22", models=(Price(model="fake-model", host="fake", input=Decimal(1), output=Decimal(4)),)
)
USED = {
    "prompt_tokens": 1000,
    "completion_tokens": 100,
    "total_tokens": 1100,
    "completion_tokens_details": {"reasoning_tokens": 60},
}


def test_a_call_says_how_it_was_asked_what_was_thought_and_what_it_cost() -> None:
    reply = Reply(ANSWER_TEXT, reasoning="先看摘要。", usage=USED)
    with FakeLlm([rate_limited(2), server_error(503), reply]) as llm:
        call = Asked(endpoint_at(llm.url), PRICES, temperature=0.5).call()
    assert Call.model_validate_json(call.model_dump_json()) == call
    assert (call.text, call.reasoning, call.finish_reason) == (ANSWER_TEXT, "先看摘要。", "stop")
    assert call.faults == ("HTTP 429", "HTTP 503")
    assert (call.usage.retries, call.usage.reasoning, call.usage.unmetered) == (2, 60, 0)
    assert call.cost_usd == 0.0014
    assert call.usage.seconds >= 2
    assert call.parameters == {
        "model": "fake-model",
        "max_tokens": 100,
        "temperature": 0.5,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert len(call.prompt_hash) == 16


def test_another_question_or_schema_has_another_hash_and_another_limit_has_not() -> None:
    async def hashes(asked: Asked) -> list[str]:
        other = (ASK[0], ASK[1].model_copy(update={"content": "别的"}))
        calls = [
            await asked.client.complete("p", ASK, SCHEMA, 100),
            await asked.client.complete("p", ASK, SCHEMA, 200),
            await asked.client.complete("p", other, SCHEMA, 100),
            await asked.client.complete("p", ASK, {**SCHEMA, "description": "x"}, 100),
        ]
        await asked.client.close()
        return [c.prompt_hash for c in calls]

    with FakeLlm(lambda _: ANSWER) as llm:
        first, same, other, schema = asyncio.run(hashes(Asked(endpoint_at(llm.url))))
    assert first == same
    assert len({first, other, schema}) == 3


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (USED, (1000, 100, 0, 60)),
        ({**USED, "total_tokens": 1160}, (1000, 160, 0, 60)),  # reasoning counted beside the completion
        (
            {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 5}},
            (9, 1, 5, 0),
        ),
        ({"prompt_tokens": 9, "completion_tokens": 1, "prompt_cache_hit_tokens": 4}, (9, 1, 4, 0)),  # DeepSeek
        ({"prompt_tokens": 9, "completion_tokens": None, "prompt_tokens_details": None}, (9, 0, 0, 0)),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_every_way_to_report_tokens_is_read(
    usage: dict[str, Any], expected: tuple[int, int, int, int], stream: bool
) -> None:
    with FakeLlm([Reply(ANSWER_TEXT, usage=usage)]) as llm:
        used = Asked(endpoint_at(llm.url), stream=stream).call().usage
    assert (used.prompt, used.completion, used.cached, used.reasoning) == expected
    assert used.unmetered == 0


@pytest.mark.parametrize("fault", [CUT_BODY, stall()], ids=["cut", "stalled"])
def test_a_try_that_may_have_been_charged_makes_the_cost_unknown(fault: Reply) -> None:
    with FakeLlm([fault, ANSWER]) as llm:
        asked = Asked(endpoint_at(llm.url, timeout_s=0.4), PRICES)
        call = asked.call()
    assert (call.outcome, call.cost_usd, call.usage.unmetered) == ("ok", None, 1)
    assert asked.client.usage.unmetered == 1


@pytest.mark.parametrize("fault", [rate_limited(1), server_error(502)], ids=["429", "502"])
def test_a_try_that_was_turned_away_is_not_paid_for(fault: Reply) -> None:
    with FakeLlm([fault, ANSWER]) as llm:
        call = Asked(endpoint_at(llm.url), PRICES).call()
    assert call.cost_usd is not None
    assert call.cost_usd > 0


def test_an_endpoint_that_reports_no_usage_has_an_unknown_cost() -> None:
    body = {"choices": [{"message": {"content": ANSWER_TEXT}, "finish_reason": "stop"}]}
    with FakeLlm([Reply(raw=json.dumps(body).encode())]) as llm:
        call = Asked(endpoint_at(llm.url), PRICES).call()
    assert (call.text, call.cost_usd) == (ANSWER_TEXT, None)


def test_the_embedded_model_costs_nothing() -> None:
    with FakeLlm([ANSWER]) as llm:
        assert Asked(endpoint_at(llm.url, host=EMBEDDED)).call().cost_usd == 0.0


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("via", ["field", "tags"])
def test_thoughts_are_kept_apart_from_the_answer(stream: bool, via: Any) -> None:
    with FakeLlm([thinking(ANSWER, thoughts="甲乙", via=via)]) as llm:
        call = Asked(endpoint_at(llm.url), stream=stream).call()
    assert (call.text, "甲乙" in call.reasoning) == (ANSWER_TEXT, True)


@pytest.fixture(scope="module")
def server() -> Any:
    with SampleServer() as server:
        yield server


def test_a_run_leaves_the_key_nowhere_even_when_the_endpoint_sends_it_back(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-proj-0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    monkeypatch.setattr("tests.flow.test_run.KEY", key)
    seen: list[str] = []

    def script(body: dict[str, Any]) -> Reply:
        seen.append(body["model"])
        if len(seen) % 3 == 1:
            return Reply(f'{{"headers": {{"Authorization": "Bearer {key}"}}}}', 500)
        if len(seen) % 3 == 2:
            return Reply(f"Invalid header 'Authorization: Bearer {key[:12]}***'", 400 if len(seen) > 6 else 503)
        answer = right(body)
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        return Reply(text, reasoning=f"我的密钥是 {key}")

    home = Home(tmp_path, server)
    with FakeLlm(script) as llm:
        result = home.run(llm, llm_tries=3)
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert any(p.name.startswith("call.") for p in files)
    assert any("[key]" in p.read_text("utf-8", "replace") for p in files)
    everything = "\n".join([*(p.read_text("utf-8", "replace") for p in files), caplog.text, *home.lines, repr(result)])
    assert len(PAPERS) == result.ledger.listed
    for part in (key, key[:12], key[-12:]):
        assert part not in everything


def test_a_login_that_comes_back_in_an_error_is_not_told() -> None:
    pair = base64.b64encode(b"me:secret-word-1").decode()
    with FakeLlm(lambda _: Reply(f"bad header: Basic {pair}, user me, password secret-word-1", 400)) as llm:
        endpoint = endpoint_at(llm.url).model_copy(update={"login": SecretStr("me:secret-word-1")})
        error = Asked(endpoint).error()
    assert isinstance(error, ModelUnavailable)
    assert "secret-word-1" not in repr(error)
    assert pair not in repr(error)


def test_what_is_remembered_of_an_endpoint_holds_no_part_of_its_address_s_secrets(tmp_path: Path) -> None:
    environ = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://me:secret-word-1@h.example/v1?api-key=secret-query"}
    endpoint = remote_endpoint(load_config(environ={"RIBAO_LLM_MODEL": "m"}), environ)
    assert endpoint is not None
    memory = Memory(tmp_path)
    memory.keep(endpoint, memory.recall(endpoint).without("temperature"))
    [path] = tmp_path.iterdir()
    text = path.name + path.read_text("utf-8")
    assert not [part for part in (KEY, "secret", "me:") if part in text]


def test_the_ledgers_cost_is_that_of_the_calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    provider = Provider(load_config(environ={"RIBAO_LLM_MODEL": "m", "RIBAO_PATHS_DATA_DIR": str(tmp_path)}))
    assert (str(provider.cost), provider.cost.usd) == ("0 USD", 0.0)  # nothing was asked
