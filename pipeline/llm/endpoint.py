"""Which model answers: a configured endpoint, OpenAI, or the embedded local model."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from pipeline.config import Config
from pipeline.errors import UsageError
from schemas.records import Record

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-5-mini"
EMBEDDED = "embedded"
NO_KEY = "none"  # servers on one's own machine want some key and accept any


class ModelIdentity(Record):
    """Which model answers, known before anything is loaded or asked: part of an artefact's key."""

    model: str
    host: str  # host and port of the endpoint, or EMBEDDED
    passes: Literal["single", "focused"]
    context_tokens: int

    @property
    def embedded(self) -> bool:
        """Whether it is the local model that ribao starts itself."""
        return self.host == EMBEDDED


class Endpoint(Record):
    """A running OpenAI-compatible server and how to use it."""

    identity: ModelIdentity
    base_url: str
    api_key: SecretStr
    timeout_s: float
    concurrency: int


def remote_endpoint(config: Config, environ: Mapping[str, str] | None = None) -> Endpoint | None:
    """The endpoint that the environment and config.toml name; None: neither a key nor a URL, so use the embedded model.

    Raises UsageError for a URL that is none, and for an own endpoint without a model's name.
    """
    environ = os.environ if environ is None else environ
    key = environ.get("OPENAI_API_KEY", "").strip()
    base_url = environ.get("OPENAI_BASE_URL", "").strip() or config.llm.base_url.strip()
    if not key and not base_url:
        return None
    base_url = base_url or OPENAI_URL
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("llm.base_url", "is no http(s) address", "write it like https://api.deepseek.com/v1")
    model = config.llm.model or (OPENAI_MODEL if base_url == OPENAI_URL else "")
    if not model:
        raise UsageError(
            "llm.model", f"no model is named for {parts.netloc}", "give --model, or llm.model in config.toml"
        )
    return Endpoint(
        identity=ModelIdentity(
            model=model,
            host=parts.netloc.rpartition("@")[2],
            passes="focused" if config.llm.passes == "focused" else "single",
            context_tokens=config.llm.context_tokens,
        ),
        base_url=base_url,
        api_key=SecretStr(key or NO_KEY),
        timeout_s=config.llm.timeout_s,
        concurrency=config.llm.concurrency,
    )
