"""llama.cpp's server as an endpoint that is known by its URL alone: every rung, streamed or not, with its usage."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from pipeline.config import load_config
from pipeline.llm.capabilities import LADDER, Capabilities
from pipeline.llm.endpoint import EMBEDDED, ModelIdentity
from pipeline.llm.local import LocalModel
from pipeline.llm.provider import Provider
from pipeline.llm.weights import ensure_weights
from schemas.calls import Call, ResponseFormat
from tests.llm.asking import ASK, SCHEMA

pytestmark = pytest.mark.llm


@pytest.fixture(scope="module")
def server() -> LocalModel:
    config = load_config()
    path = ensure_weights(config.local.model, config.paths.models_dir, config.sources.huggingface_url)
    identity = ModelIdentity(model="any", host=EMBEDDED, passes="focused", context_tokens=2048)
    return LocalModel(path, config.local.model_copy(update={"context_tokens": 2048}), identity)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("rung", LADDER)
def test_every_rung_is_answered(
    server: LocalModel, rung: ResponseFormat, stream: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = server.endpoint()
    monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
    monkeypatch.setenv("OPENAI_API_KEY", running.api_key.get_secret_value())
    environ = {"RIBAO_LLM_MODEL": "any", "RIBAO_PATHS_DATA_DIR": str(tmp_path), "RIBAO_LLM_STREAM": str(stream)}

    async def ask() -> Call:
        provider = Provider(load_config(environ=environ))
        assert not provider.identity.embedded
        client = await provider.client()
        client._known = Capabilities(rung=rung)
        try:
            return await client.complete("single", ASK, SCHEMA, 40)
        finally:
            assert str(provider.cost) == "unknown"  # a server of one's own has no price
            await provider.close()

    call = asyncio.run(ask())
    assert (call.response_format, call.faults, call.cost_usd) == (rung, (), None)
    assert call.outcome in ("ok", "length")
    assert call.usage.prompt > 10
    assert 0 < call.usage.completion <= 40
    if rung == "json_schema" and call.outcome == "ok":
        assert set(json.loads(call.text)) == {"title"}
