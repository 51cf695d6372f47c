"""What a call to a model was and what it cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from schemas.records import Record

Finish = Literal["ok", "length", "content_filter", "refusal", "empty"]
ResponseFormat = Literal["json_schema", "json_object", "tool_call", "text"]


class Message(Record):
    role: Literal["system", "user", "assistant"]
    content: str


class Usage(Record):
    """Tokens of one or more calls. `cached` and `reasoning` are parts of `prompt` and `completion`."""

    calls: int = 0
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    reasoning: int = 0
    retries: int = 0
    seconds: float = 0.0
    unmetered: int = 0  # requests whose tokens the endpoint did not report, broken-off ones included

    def __add__(self, other: Usage) -> Usage:
        """Sum, field by field."""
        return Usage(**{name: getattr(self, name) + getattr(other, name) for name in Usage.model_fields})


class Call(Record):
    """One recorded call: what was asked, what came back. It never holds a key."""

    prompt: str  # name of the prompt
    messages: tuple[Message, ...]  # as sent
    model: str  # as the endpoint names it
    response_format: ResponseFormat
    outcome: Finish
    text: str  # the raw reply, without reasoning
    reasoning: str = ""  # what a model that thinks first has shown of it
    refusal: str | None = None  # None: the model did not refuse
    finish_reason: str | None = None  # the endpoint's own word; None: it gave none
    usage: Usage = Usage()  # tries and replies that could not be used included
    cost_usd: float | None = None  # by the prices of the day; None: unknown
    prompt_hash: str = ""  # of the messages as sent and the schema
    parameters: dict[str, JsonValue] = Field(default_factory=dict)  # of the request, but for messages, schema and tools
    faults: tuple[str, ...] = ()  # what went wrong in the tries before this reply, in order
