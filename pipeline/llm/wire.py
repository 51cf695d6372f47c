"""What goes over the wire: the request of each rung, and one reply read from an answer, whole or in pieces."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx2
import openai

from pipeline.llm.capabilities import Capabilities
from schemas.calls import Message, Usage
from schemas.records import Record

SCHEMA_NOTE = "输出的 JSON 须符合此 JSON Schema："
# Only before the answer: a paper on reasoning models has <think> in its prose. Some templates open the tag themselves.
_THINK = re.compile(r"\A(?:\s*<think>.*?(?:</think>|\Z))+|\A(?!\s*[{`]).*?</think>", re.DOTALL)
_BROKEN_OFF = "insufficient_system_resource"  # DeepSeek's finish_reason for an answer that it stopped in the middle


class BrokenReplyError(Exception):
    """An answer that ended in the middle; another try may bring all of it."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage  # None: not reported, though it may be charged


class SilentReplyError(BrokenReplyError):
    """An answer that began and then stopped coming."""


class Reply(Record):
    """One whole answer."""

    text: str
    reasoning: str = ""
    refusal: str | None = None  # None: it did not refuse
    finish_reason: str | None = None
    model: str | None = None  # None: the endpoint did not say
    usage: Usage


def request(
    prompt: str,
    model: str,
    messages: Sequence[Message],
    schema: dict[str, Any],
    max_tokens: int,
    temperature: float,
    known: Capabilities,
    *,
    stream: bool,
) -> dict[str, Any]:
    """The body of a request, as the endpoint is known to take it."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", prompt)[:64]
    limit = "max_completion_tokens" if "max_tokens" in known.dropped else "max_tokens"
    body: dict[str, Any] = {
        "model": model,
        "messages": [m.model_dump() for m in as_sent(messages, schema, known)],
        limit: max_tokens,
    }
    if "temperature" not in known.dropped:
        body["temperature"] = temperature
    if known.rung == "json_schema":
        form = {"name": name, "schema": schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    elif known.rung == "json_object":
        body["response_format"] = {"type": "json_object"}
    elif known.rung == "tool_call":
        body["tools"] = [{"type": "function", "function": {"name": name, "parameters": schema}}]
        if "tool_choice" not in known.dropped:
            body["tool_choice"] = {"type": "function", "function": {"name": name}}
    if stream and "stream" not in known.dropped:
        body["stream"] = True
        if "stream_options" not in known.dropped:
            body["stream_options"] = {"include_usage": True}
    return body


def as_sent(messages: Sequence[Message], schema: dict[str, Any], known: Capabilities) -> Sequence[Message]:
    """The messages as sent: an endpoint that is not given the schema is told of it in the first of them."""
    if known.rung in ("json_schema", "tool_call") or not messages:
        return messages
    first = messages[0]
    note = f"{SCHEMA_NOTE}\n{json.dumps(schema, ensure_ascii=False, separators=(',', ':'))}"
    return (first.model_copy(update={"content": f"{first.content}\n\n{note}"}), *messages[1:])


async def ask(client: openai.AsyncOpenAI, body: dict[str, Any], stall_s: float) -> Reply:
    """Send a request and read the whole answer.

    Reads bytes, since the SDK takes 70 µs to make a record of every token (bench/llm).
    Raises BrokenReplyError for one that ends or falls silent in the middle, and openai's errors.
    """
    async with client.chat.completions.with_streaming_response.create(**body) as response:
        http = response.http_response
        try:
            if "event-stream" in http.headers.get("content-type", ""):
                return await _read_stream(http, stall_s)
            return _read_whole(await http.aread())
        except httpx2.TimeoutException as e:
            raise openai.APITimeoutError(request=http.request) from e
        except httpx2.HTTPError as e:
            raise openai.APIConnectionError(request=http.request) from e


def _read_whole(body: bytes) -> Reply:
    """The reply of an answer in one piece; also of one that was to come in pieces."""
    if not body.strip().startswith(b"{"):
        raise openai.OpenAIError("it is no chat completion")
    try:
        return reply_of(json.loads(body))
    except ValueError:  # UnicodeDecodeError, too
        raise BrokenReplyError("the answer's JSON breaks off") from None


def reply_of(answer: dict[str, Any]) -> Reply:
    """The reply in a chat completion. Raises BrokenReplyError for one that the endpoint broke off."""
    choice = _first(answer.get("choices"))
    message = _dict(choice.get("message"))
    called = _dict(_first(message.get("tool_calls")).get("function")).get("arguments")
    return _reply(
        _text(called) or _text(message.get("content")),
        _thoughts(message),
        _text(message.get("refusal")) or None,
        _text(choice.get("finish_reason")) or None,
        _text(answer.get("model")) or None,
        usage_of(answer.get("usage")),
    )


async def _read_stream(http: httpx2.Response, stall_s: float) -> Reply:
    text, thoughts, refusal, called = [], [], [], []
    finish_reason, model, usage = "", "", None
    begun = spoken = False
    events = _events(http)
    while True:
        try:
            # a model may read for minutes before its first word, but not think between two; many servers send
            # the role at once, before they have read the prompt, or even while the request waits in their queue
            async with asyncio.timeout(stall_s if spoken else None):
                chunk = await anext(events)
        except StopAsyncIteration:
            break
        except (TimeoutError, httpx2.HTTPError) as e:
            if finish_reason:  # all is here but the usage and the closing line
                break
            if isinstance(e, TimeoutError):
                raise SilentReplyError(f"nothing came for {stall_s:g} s in the middle of the answer") from None
            raise
        usage = chunk.get("usage") or usage
        model = _text(chunk.get("model")) or model
        choice = _first(chunk.get("choices"))
        if not choice:
            continue
        begun = True
        delta = _dict(choice.get("delta"))
        text.append(_text(delta.get("content")))
        thoughts.append(_thoughts(delta))
        refusal.append(_text(delta.get("refusal")))
        call = _first(delta.get("tool_calls"))
        if not call.get("index"):  # of several calls, the first
            called.append(_text(_dict(call.get("function")).get("arguments")))
        spoken = spoken or any(part and part[-1] for part in (text, thoughts, refusal, called))
        finish_reason = _text(choice.get("finish_reason")) or finish_reason
    if not finish_reason:
        raise BrokenReplyError("the stream ended in the middle of the answer" if begun else "the stream was empty")
    return _reply(
        "".join(called) or "".join(text),
        "".join(thoughts),
        "".join(refusal) or None,
        finish_reason,
        model or None,
        usage_of(usage),
    )


async def _events(http: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    """The JSON of each server-sent event; each is one line here. Raises BrokenReplyError for one that is none."""
    rest = b""
    async for piece in http.aiter_bytes():
        *lines, rest = (rest + piece).split(b"\n")  # not splitlines: a JSON text may hold U+2028
        for line in lines:
            data = line.removeprefix(b"data:").strip()
            if not line.startswith(b"data:") or not data:  # comments keep a connection open
                continue
            if data == b"[DONE]":
                return
            try:
                event = json.loads(data)
            except ValueError:
                raise BrokenReplyError("a piece of the answer is no JSON") from None
            if not isinstance(event, dict) or event.get("error"):  # the status was 200 already
                raise BrokenReplyError(f"the endpoint stopped with an error: {str(event)[:200]}")
            yield event


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(value: Any) -> dict[str, Any]:
    return _dict(value[0]) if isinstance(value, list) and value else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _reply(
    text: str, reasoning: str, refusal: str | None, finish_reason: str | None, model: str | None, usage: Usage
) -> Reply:
    if finish_reason == _BROKEN_OFF:
        raise BrokenReplyError(f"the endpoint stopped in the middle of the answer ({_BROKEN_OFF})", usage)
    thought = _THINK.match(text)
    answer = text[thought.end() :] if thought else text
    return Reply(
        text=answer.strip(),
        reasoning=reasoning or (thought.group().strip() if thought else ""),
        refusal=refusal,
        finish_reason=finish_reason,
        model=model,
        usage=usage,
    )


def _thoughts(message: dict[str, Any]) -> str:
    """DeepSeek and llama.cpp call it reasoning_content, newer vLLM and routers reasoning."""
    return _text(message.get("reasoning_content")) or _text(message.get("reasoning"))


def usage_of(raw: Any) -> Usage:
    """The usage that an endpoint reports; one that reports none is unmetered.

    Some count reasoning beside the completion and not in it; the total tells. DeepSeek has its own word for cached.
    """
    reported = _dict(raw)
    if not isinstance(reported.get("prompt_tokens"), int):
        return Usage(calls=1, unmetered=1)
    prompt, completion = _count(reported["prompt_tokens"]), _count(reported.get("completion_tokens"))
    cached = _count(_dict(reported.get("prompt_tokens_details")).get("cached_tokens"))
    reasoning = _count(_dict(reported.get("completion_tokens_details")).get("reasoning_tokens"))
    if reasoning and reported.get("total_tokens") == prompt + completion + reasoning:
        completion += reasoning
    return Usage(
        calls=1,
        prompt=prompt,
        completion=completion,
        cached=cached or _count(reported.get("prompt_cache_hit_tokens")),
        reasoning=reasoning,
    )
