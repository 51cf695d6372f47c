"""What an endpoint can do: found out by asking, and remembered for the next runs."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import StoreError
from pipeline.llm import limits as limits_of
from pipeline.llm.endpoint import Endpoint
from pipeline.store.artefacts import record_json, write_atomically
from pipeline.store.plain import read_plain
from schemas.calls import ResponseFormat
from schemas.records import Record

LADDER: tuple[ResponseFormat, ...] = ("json_schema", "json_object", "tool_call", "text")
LIMITS = "limits"  # of a schema: dropped like a parameter by an endpoint that refuses them, as OpenAI's does
REMEMBERED_DAYS = 30  # endpoints are upgraded: once a month each is asked anew for what it refused
_LOG = logging.getLogger("ribao")

# Parameters that a 400 may name, and that can be left out; "stream" also where a model may not be streamed, "system"
# where the rules are to stand in the user's message.
_DROPPABLE = {
    name: re.compile(words, re.ASCII)  # ASCII: a Chinese word may follow a name at once
    for name, words in {
        "max_tokens": r"\bmax_tokens\b",
        "temperature": r"(?i)\btemperature\b",
        "stream_options": r"(?i)\bstream_?options\b|\binclude_usage\b",
        "stream": r"(?i)\bstream(?:ed|ing)?\b|流式",
        "tool_choice": r"\btool_choice\b",
        "system": r"(?i)\bsystem['\"]? ?(?:role|message|instruction|prompt|not allowed|角色|消息)"
        r"|\broles?['\"]?.{0,30}\bsystem\b|\bgot ['\"]?system\b|developer instruction",
    }.items()
}
_FORMAT = re.compile(
    r"response_?format|response_?schema|json_schema|json_object|json mode|schema|grammar|structured|\btools?\b|function"
    r"|additionalProperties|generate (?:valid )?JSON|No endpoints found|format-enforcer|outlines|text\.format"
    r"|结构化|JSON ?模式|工具|函数调用",
    re.ASCII | re.IGNORECASE,
)
# OpenAI's words, those of llama.cpp before and after it changed its parser, and dasLLAMA's
_OUR_SCHEMA = re.compile(
    r"invalid schema|invalid_json_schema|failed to parse grammar|json schema(?: error\b|:)|failed to generate JSON",
    re.IGNORECASE,
)


class Capabilities(Record):
    """How an endpoint and model are asked."""

    rung: ResponseFormat = "json_schema"
    dropped: tuple[str, ...] = ()  # parameters that were refused, sorted
    thinks: bool = False  # its answers come after reasoning, which counts against the limit of tokens
    most_tokens: int | None = None  # of an answer; None: it did not say
    window: int | None = None  # tokens of a prompt that it read, and no more; None: it has read all so far

    @property
    def takes_limits(self) -> bool:
        """Whether a schema may have patterns and lengths: they bind a grammar, and in words they only confuse."""
        return LIMITS not in self.dropped and self.rung in ("json_schema", "tool_call")

    def without(self, parameter: str) -> Capabilities:
        """The same without a parameter. A model that refuses max_tokens is one that thinks."""
        thinks = self.thinks or parameter == "max_tokens"
        return self.model_copy(update={"dropped": tuple(sorted({*self.dropped, parameter})), "thinks": thinks})

    def lower(self) -> Capabilities | None:
        """The next rung of the ladder; None: this is the last."""
        index = LADDER.index(self.rung) + 1
        return self.model_copy(update={"rung": LADDER[index]}) if index < len(LADDER) else None


def after_refusal(message: str, known: Capabilities, *, streamed: bool, limits: bool = False) -> Capabilities | None:
    """What is known after an error with that message; None: it names nothing that can be asked differently.

    `limits`: there is the same schema without patterns and lengths, which is tried before another rung.
    """
    most = limits_of.answer_limit(message)
    if most is not None and (known.most_tokens is None or most < known.most_tokens):
        return known.model_copy(update={"most_tokens": most})
    if limits_of.TOO_LONG.search(message):
        return None
    for parameter, named in _DROPPABLE.items():
        if parameter in known.dropped or not named.search(message):
            continue
        if parameter.startswith("stream") and not streamed:
            continue
        if parameter == "tool_choice" and known.rung != "tool_call":
            continue
        return known.without(parameter)
    if not names_format(message):
        return None
    return known.without(LIMITS) if limits and known.takes_limits else known.lower()


def names_format(message: str) -> bool:
    """Whether an error is about the form in which the answer was asked for."""
    return bool(_FORMAT.search(message))


def about_our_schema(message: str) -> bool:
    """Whether it is one schema that was refused: another may be taken, so that is not remembered."""
    return bool(_OUR_SCHEMA.search(message))


class _Remembered(Record):
    host: str
    model: str
    learned: str  # ISO time, UTC
    capabilities: Capabilities


class Memory:
    """Capabilities of endpoints on disk, one small file each, without a secret; nothing where `folder` is None."""

    def __init__(self, folder: Path | None, now: Callable[[], float] = time.time) -> None:
        self._folder, self._now = folder, now

    def path(self, endpoint: Endpoint) -> Path | None:
        """The file of an endpoint and model, another one for another URL; None: it is not remembered."""
        if self._folder is None or endpoint.identity.embedded:
            return None
        name = hashlib.sha256(f"{endpoint.base_url}\n{endpoint.identity.model}".encode()).hexdigest()[:16]
        return self._folder / f"{name}.json"

    def recall(self, endpoint: Endpoint) -> Capabilities:
        """What an earlier run learned in the last REMEMBERED_DAYS; the best that there is where none did."""
        path = self.path(endpoint)
        if path is None:
            return Capabilities()
        try:
            kept = _Remembered.model_validate_json(read_plain(path))
            age_s = self._now() - dt.datetime.fromisoformat(kept.learned).timestamp()
        except (OSError, ValidationError, ValueError):  # none, or one that this version cannot read
            return Capabilities()
        return kept.capabilities if 0 <= age_s < REMEMBERED_DAYS * 86_400 else Capabilities()

    def holds(self, endpoint: Endpoint) -> bool:
        """Whether something was ever kept of it."""
        path = self.path(endpoint)
        return path is not None and path.is_file()

    def keep(self, endpoint: Endpoint, known: Capabilities) -> None:
        """Write it atomically. Where the disk takes nothing, the next run asks anew: a warning is enough."""
        path = self.path(endpoint)
        if path is None:
            return
        record = _Remembered(
            host=endpoint.identity.host,
            model=endpoint.identity.model,
            learned=dt.datetime.fromtimestamp(self._now(), dt.UTC).isoformat(timespec="seconds"),
            capabilities=known,
        )
        try:
            write_atomically(path, record_json(record), path.parent.parent)
        except StoreError as e:
            _LOG.warning("%s: what %s can do is not remembered (%s)", path.parent, record.host, e.fact)
