"""Which model answers, from the environment and config.toml; a login or key in either stays where it is."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Config, Llm, Local, load_config
from pipeline.errors import ModelUnavailable, UsageError
from pipeline.llm.client import LlmClient
from pipeline.llm.endpoint import EMBEDDED, NO_KEY, remote_endpoint
from pipeline.llm.provider import Provider
from schemas.calls import Message
from tests.fake_llm import FakeLlm, Reply, server_error

KEY = "sk-live-0123456789abcdef"


def config(**llm: Any) -> Config:
    return Config(llm=Llm(**llm))


def test_without_key_and_url_the_embedded_model_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, " ")
    assert remote_endpoint(config()) is None
    assert remote_endpoint(config(model="gpt-5-mini"), {}) is None  # a name alone is no endpoint
    identity = Provider(config()).identity
    assert (identity.model, identity.host, identity.passes) == (
        "qwen2.5-coder-1.5b",
        EMBEDDED,
        "focused",
    )
    assert identity.embedded


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("qwen2.5-coder-0.5b", "qwen2.5-coder-0.5b"),
        ("weights/other-7b.Q4_K_M.gguf", "other-7b.Q4_K_M"),
        ("hub:owner/repo/tiny.gguf", "tiny"),
    ],
)
def test_a_local_model_is_known_by_name_before_anything_is_loaded(
    model: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    identity = Provider(Config(local=Local(model=model, context_tokens=4096))).identity
    assert (identity.model, identity.context_tokens) == (name, 4096)


def test_a_key_alone_means_openai() -> None:
    endpoint = remote_endpoint(config(), {"OPENAI_API_KEY": KEY})
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.identity.host) == (
        "https://api.openai.com/v1",
        "api.openai.com",
    )
    assert (endpoint.identity.model, endpoint.identity.passes) == (
        "gpt-5-mini",
        "single",
    )
    assert endpoint.api_key.get_secret_value() == KEY
    assert KEY not in f"{endpoint!r} {endpoint} {endpoint.model_dump_json()}"


@pytest.mark.parametrize("url", ["https://api.openai.com/v1/", "https://api.openai.com/v1"])
def test_openai_named_by_its_url_has_the_same_default_model(url: str) -> None:
    endpoint = remote_endpoint(config(), {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": url})
    assert endpoint is not None
    assert endpoint.identity.model == "gpt-5-mini"


def test_the_environments_url_wins_over_the_configs() -> None:
    settings = config(
        base_url="http://10.0.0.1:8000/v1",
        model="m",
        timeout_s=7,
        concurrency=2,
        context_tokens=9000,
    )
    from_config = remote_endpoint(settings, {})
    from_environment = remote_endpoint(settings, {"OPENAI_BASE_URL": "https://api.deepseek.com/v1"})
    assert from_config is not None
    assert from_environment is not None
    assert (from_config.identity.host, from_config.api_key.get_secret_value()) == (
        "10.0.0.1:8000",
        NO_KEY,
    )
    assert (
        from_config.timeout_s,
        from_config.concurrency,
        from_config.identity.context_tokens,
    ) == (7, 2, 9000)
    assert from_environment.base_url == "https://api.deepseek.com/v1"


@pytest.mark.parametrize(
    ("passes", "used"),
    [("auto", "single"), ("single", "single"), ("focused", "focused")],
)
def test_a_configured_endpoint_takes_the_whole_paper_unless_told_otherwise(passes: str, used: str) -> None:
    endpoint = remote_endpoint(config(model="m", passes=passes), {"OPENAI_BASE_URL": "http://h/v1"})
    assert endpoint is not None
    assert endpoint.identity.passes == used


@pytest.mark.parametrize(
    "url",
    [
        "api.openai.com/v1",
        "ftp://h/v1",
        "http://",
        "http://h:port/v1",
        "http://[::1/v1",
        "http://me:word@/v1",
    ],
)
def test_a_url_that_is_none_is_a_usage_error_without_its_login(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        remote_endpoint(config(model="m"), {"OPENAI_BASE_URL": url})
    assert caught.value.subject == "OPENAI_BASE_URL"
    assert "word" not in repr(caught.value)


@pytest.mark.parametrize("key", ["sk-你的密钥", "sk-two parts", "sk-line\nbreak"])
def test_a_key_that_cannot_be_sent_is_a_usage_error_without_the_key(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        remote_endpoint(config(), {"OPENAI_API_KEY": key})
    assert caught.value.subject == "OPENAI_API_KEY"
    assert key not in repr(caught.value)


def test_an_endpoint_of_ones_own_needs_a_models_name_and_its_login_is_not_told() -> None:
    with pytest.raises(UsageError) as caught:
        remote_endpoint(config(), {"OPENAI_BASE_URL": "http://me:secret-word@h:8000/v1"})
    assert str(caught.value) == "llm.model: no model is named for h:8000; give --model, or llm.model in config.toml"


@pytest.mark.parametrize("script", [lambda _: {"a": 1}, lambda _: server_error(), lambda _: Reply("", 404)])
def test_a_login_in_the_url_is_used_and_never_shown(
    script: Callable[[Any], Any],
) -> None:
    with FakeLlm(script) as llm:
        url = llm.url.replace("//", "//me:secret%40word@")
        endpoint = remote_endpoint(config(model="fake-model", tries=1), {"OPENAI_BASE_URL": url})
        assert endpoint is not None
        client = LlmClient(endpoint, Llm(tries=1))

        async def ask() -> str:
            try:
                call = await client.complete("p", (Message(role="user", content="x"),), {"type": "object"}, 9)
                return call.model_dump_json()
            except ModelUnavailable as e:
                return repr(e)
            finally:
                await client.close()

        said = asyncio.run(ask()) + repr(endpoint) + endpoint.model_dump_json() + repr(client.identity)
        assert llm.requests[-1].headers["authorization"] == "present"
    assert endpoint.identity.host == llm.url.split("/")[2]
    assert endpoint.login is not None
    assert endpoint.login.get_secret_value() == "me:secret@word"
    for secret in ("secret", "me:", base64.b64encode(b"me:secret@word").decode()):
        assert secret not in said


def test_a_config_of_the_working_folder_gets_no_key_until_it_was_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    folder = tmp_path / "cloned"
    folder.mkdir()
    monkeypatch.chdir(folder)
    file = folder / "config.toml"
    file.write_text('[llm]\nbase_url = "https://collector.example/v1"\nmodel = "m"\n', "utf-8")
    key = {"OPENAI_API_KEY": "sk-0123456789"}
    with pytest.raises(UsageError, match=r"your OPENAI_API_KEY to collector\.example; .* --config") as caught:
        remote_endpoint(load_config(environ=key), key)
    assert "sk-0123456789" not in str(caught.value)
    assert remote_endpoint(load_config(environ={}), {}) is not None  # nothing is sent that is secret
    own = key | {"OPENAI_BASE_URL": "https://api.example/v1"}
    assert remote_endpoint(load_config(environ=own), own) is not None
    assert remote_endpoint(load_config(file, key), key) is not None  # named
    assert remote_endpoint(load_config(environ=key), key) is not None  # and remembered
    file.write_text('[llm]\nbase_url = "https://another.example/v1"\nmodel = "m"\n', "utf-8")
    with pytest.raises(UsageError, match=r"another\.example"):
        remote_endpoint(load_config(environ=key), key)
