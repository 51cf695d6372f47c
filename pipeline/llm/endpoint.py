"""Which model answers: a configured endpoint, OpenAI, or the embedded local model."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.messages import _
from schemas.records import Record

OPENAI_HOST = "api.openai.com"
OPENAI_URL = f"https://{OPENAI_HOST}/v1"
OPENAI_MODEL = "gpt-5-mini"
EMBEDDED = "embedded"
SINGLE_CONTEXT = 32_000  # tokens; a paper with its appendix has 10,000 to 30,000, and a smaller window would cut it
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
    base_url: str  # without a login
    api_key: SecretStr
    login: SecretStr | None = None  # "user:password" of the configured URL; None: it has none
    timeout_s: float
    concurrency: int
    max_concurrency: int = 0  # 0: no more than concurrency


def _passes(config: Config) -> Literal["single", "focused"]:
    if config.llm.passes != "auto":
        return config.llm.passes
    return "single" if config.llm.context_tokens >= SINGLE_CONTEXT else "focused"


def remote_endpoint(config: Config, environ: Mapping[str, str] | None = None) -> Endpoint | None:
    """The endpoint that the environment and config.toml name; None: neither a key nor a URL, so use the embedded model.

    Raises UsageError for a URL or a key that is none, and for an own endpoint without a model's name. No message
    holds a login or a key.
    """
    environ = os.environ if environ is None else environ
    key = environ.get("OPENAI_API_KEY", "").strip()
    if not re.fullmatch(r"[\x21-\x7e]*", key):
        raise UsageError(
            "OPENAI_API_KEY", _("holds characters that no key has"), _("set it to the endpoint's key alone")
        )
    from_environment = environ.get("OPENAI_BASE_URL", "").strip()
    base_url = from_environment or config.llm.base_url.strip()
    if not key and not base_url:
        return None
    if key and config.unconfirmed and not from_environment:
        raise UsageError(
            str(config.unconfirmed),
            _("would send your OPENAI_API_KEY to {host}", host=_parts(base_url, "llm.base_url")[1]),
            _("if you want that, name the file once: --config config.toml; it is remembered"),
        )
    base_url, host, login = _parts(base_url or OPENAI_URL, "OPENAI_BASE_URL" if from_environment else "llm.base_url")
    model = config.llm.model or (OPENAI_MODEL if host == OPENAI_HOST else "")
    if not model:
        raise UsageError(
            "llm.model", _("no model is named for {host}", host=host), _("give --model, or llm.model in config.toml")
        )
    return Endpoint(
        identity=ModelIdentity(
            model=model,
            host=host,
            passes=_passes(config),
            context_tokens=config.llm.context_tokens,
        ),
        base_url=base_url,
        api_key=SecretStr(key or NO_KEY),
        login=SecretStr(login) if login else None,
        timeout_s=config.llm.timeout_s,
        concurrency=config.llm.concurrency,
        max_concurrency=config.llm.max_concurrency,
    )


def _parts(url: str, name: str) -> tuple[str, str, str]:
    """The URL without its login, its host with the port, and the login ("" where there is none)."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or half an IPv6 address
        usable = False
    if not usable:
        raise UsageError(name, _("is no http(s) address"), _("write it like https://api.deepseek.com/v1"))
    login, _at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=host).geturl(), host, unquote(login)
