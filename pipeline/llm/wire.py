"""What goes over the wire: the request of each rung, and one reply read from an answer, whole or in pieces."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Any, NamedTuple

import httpx2
import openai

from pipeline.llm.capabilities import Capabilities
from pipeline.llm.error_words import KINDS, text_of, words_in, words_of
from pipeline.llm.fields import count, dict_of, first_of, text_in
from pipeline.llm.json_text import is_whole
from pipeline.llm.thoughts import without_thoughts
from pipeline.llm.usage import usage_of
from pipeline.messages import _
from schemas.calls import Message, Usage
from schemas.records import Record

_TURN = re.compile(  # of ChatML, Llama, Gemma, DeepSeek, GLM and Mistral
    r"(?i)<(?=[|｜]|\w{1,20}[|｜]>|/?s>|bos>|eos>|sop>|(?:start|end)_of_turn>|<SYS>>)"
    r"|\[(?=/?INST\]|/?SYSTEM_PROMPT\]|gMASK\])"
)
SCHEMA_NOTE = "输出的 JSON 须符合此 JSON Schema："
# What endpoints call the end of an answer that is none of its own, in any writing: max_tokens, FinishReason.MAX_TOKENS,
# model_length, model_context_window_exceeded; SAFETY, sensitive; abort, insufficient_system_resource.
_ENDS = (
    (
        "length",
        r"length|max_?(?:new_|output_|completion_)?tokens|token_?limit|\blimit|_limit\b|context_?window|truncat|too_long",
    ),
    (
        "content_filter",
        r"filter|safety|sensitive|prohibit|recitation|blocklist|blocked|\bspii|guardrail|moderat|toxic|violat|risk|refus",
    ),
    ("broken", r"insufficient|abort|cancel|error|network|time_?out|incomplete|malformed|unexpected"),
)


class BrokenReplyError(Exception):
    """An answer that ended in the middle; another try may bring all of it."""

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage  # None: not reported, though it may be charged


class SilentReplyError(BrokenReplyError):
    """An answer that began and then stopped coming."""


class EndlessError(openai.OpenAIError):
    """An answer without an end, or one that is packed twice; the message says so."""


class StatedError(BrokenReplyError):
    """An error that the endpoint states in an answer with status 200; the message is the endpoint's words."""


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
        limit: min(max_tokens, known.most_tokens or max_tokens),
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
    """The messages as sent: an endpoint that is not given the schema is told of it in the first of them.

    Where it knows no system's role, the rules stand before the user's words. The words that a model's template puts
    between turns are none in a message: llama.cpp and others read them there, too, so that a paper could end its turn.
    """
    messages = [m.model_copy(update={"content": _TURN.sub("\\g<0>\u200b", m.content)}) for m in messages]
    if "system" in known.dropped and len(messages) > 1 and messages[0].role == "system":
        both = f"{messages[0].content}\n\n{messages[1].content}"
        messages = [messages[1].model_copy(update={"content": both}), *messages[2:]]
    if known.rung in ("json_schema", "tool_call") or not messages:
        return messages
    first = messages[0]
    note = f"{SCHEMA_NOTE}\n{json.dumps(schema, ensure_ascii=False, separators=(',', ':'))}"
    return [first.model_copy(update={"content": f"{first.content}\n\n{note}"}), *messages[1:]]


async def ask(client: openai.AsyncOpenAI, body: dict[str, Any], stall_s: float) -> Reply:
    """Send a request and read the whole answer.

    Reads bytes, since the SDK takes 70 µs to make a record of every token (bench/llm).
    Raises BrokenReplyError for one that ends or falls silent in the middle, EndlessError, and openai's errors.
    """
    try:
        return await _asked(client, body, stall_s)
    except openai.APIConnectionError as e:
        raise endless(e) or e from e.__cause__


def endless(error: openai.APIConnectionError) -> EndlessError | None:
    """The error of an answer that has no end, or is packed twice: another try brings no other. None: it is another."""
    return EndlessError(str(error.__cause__)) if isinstance(error.__cause__, httpx2.DecodingError) else None


async def _asked(client: openai.AsyncOpenAI, body: dict[str, Any], stall_s: float) -> Reply:
    async with client.chat.completions.with_streaming_response.create(**body) as response:
        http = response.http_response
        try:
            if "event-stream" in http.headers.get("content-type", "") or body.get("stream"):
                return await _read_stream(http, stall_s)
            return _read_whole(await http.aread())
        except httpx2.TimeoutException as e:
            raise openai.APITimeoutError(request=http.request) from e
        except httpx2.HTTPError as e:
            raise openai.APIConnectionError(request=http.request) from e


def _read_whole(body: bytes) -> Reply:
    """The reply of an answer in one piece; also of one that was to come in pieces."""
    body = body.strip().removeprefix(b"\xef\xbb\xbf")
    if not body.startswith((b"{", b"[")):
        said = words_of(text_of(body)[:2000])[:80]
        raise openai.OpenAIError(_("it is no chat completion: {said}", said=said) if said else _("it is empty"))
    try:
        answer = _unwrapped(json.loads(text_of(body)))
    except (ValueError, RecursionError):  # also of a number of 5,000 digits
        raise BrokenReplyError(_("the answer's JSON breaks off")) from None
    if not answer.get("choices"):
        _raise_stated(answer)
    if "choices" not in answer:
        raise openai.OpenAIError(_("it is no chat completion, but has {keys}", keys=", ".join(answer)[:80]))
    return reply_of(answer)


def _unwrapped(answer: Any) -> dict[str, Any]:
    """A gateway may put the completion into a list, or beside its own code, as `data` or `output`."""
    outer = first_of(answer)
    if "choices" in outer:
        return outer
    return next((one for one in map(dict_of, outer.values()) if one.get("choices")), outer)


def _raise_stated(answer: dict[str, Any]) -> None:
    """Raise StatedError for an error with status 200: OpenAI's form, MiniMax's base_resp, a code with a message."""
    error = answer.get("error")
    words = words_of(answer if error else {k: v for k, v in answer.items() if k.lower() not in KINDS})
    if error or words:
        raise StatedError(words or words_in(answer))


def reply_of(answer: dict[str, Any]) -> Reply:
    """The reply in a chat completion. Raises BrokenReplyError for one that the endpoint broke off."""
    choice = _choice(answer.get("choices"))
    if choice.get("error"):
        raise StatedError(words_in(choice["error"]))
    message = first_of(choice.get("message") or choice.get("delta"))
    return _reply(
        _called(first_of(message.get("tool_calls")) or {"function": message.get("function_call")})
        or _content(message.get("content"))
        or text_in(message.get("text"))
        or text_in(choice.get("text"))
        or _content(message.get("parsed")),
        _thoughts(message),
        _refusal(message) or None,
        text_in(choice.get("finish_reason")) or None,
        text_in(answer.get("model")) or None,
        usage_of(answer.get("usage")),
    )


async def _read_stream(http: httpx2.Response, stall_s: float) -> Reply:
    async with contextlib.aclosing(_read(http)) as lines:
        return await _read_events(_Events(lines), stall_s)


async def _read_events(events: _Events, stall_s: float) -> Reply:
    text, own, thoughts, refusal, called = [], [], [], [], []  # own: of several choices, the first's
    finish_reason, model, usage, first, first_call = "", "", None, None, None
    begun = spoken = ended = False
    while True:
        try:
            # a model may read for minutes before its first word, but not think between two; many servers send
            # the role at once, before they have read the prompt, or even while the request waits in their queue
            async with asyncio.timeout(stall_s if spoken else None):
                chunk = await events.next()
        except StopAsyncIteration:
            ended = events.done
            break
        except (TimeoutError, httpx2.HTTPError) as e:
            if finish_reason:  # all is here but the usage and the closing line
                break
            if isinstance(e, TimeoutError):
                raise SilentReplyError(
                    _("nothing came for {seconds:g} s in the middle of the answer", seconds=stall_s)
                ) from None
            raise
        # some count the prompt at the start and the answer at the end, where the prompt is 0
        usage = (usage or {}) | {word: tokens for word, tokens in dict_of(chunk.get("usage")).items() if tokens}
        model = text_in(chunk.get("model")) or model
        choice = _choice(chunk.get("choices"))
        if not choice:
            continue
        if choice.get("error"):
            raise StatedError(words_in(choice["error"]))
        begun = True
        delta = dict_of(choice.get("delta") or choice.get("message"))
        text.append(_content(delta.get("content")) or text_in(choice.get("text")))
        first = first if len(text) > 1 else choice.get("index")
        own.append(text[-1] if choice.get("index") == first else "")
        thoughts.append(_thoughts(delta))
        refusal.append(_refusal(delta))
        call = first_of(delta.get("tool_calls")) or {"function": delta.get("function_call")}
        first_call = call.get("index") if first_call is None else first_call
        if call.get("index") in (None, first_call):  # of several calls, the first
            called.append(_called(call))
        spoken = spoken or any(part and part[-1] for part in (text, thoughts, refusal, called))
        finish_reason = text_in(choice.get("finish_reason")) or finish_reason
    if events.whole is not None:  # it was asked for in pieces and came in one
        return _read_whole(events.whole)
    alone = "".join(own)
    answer = "".join(called) or (alone if own != text and is_whole(alone) else "".join(text))
    # some servers never name a reason: then the closing line says that all is here, or the object that is whole
    if not finish_reason and not (begun and answer and (ended or is_whole(answer))):
        raise BrokenReplyError(
            _("the stream ended in the middle of the answer") if begun else _("the stream was empty")
        )
    return _reply(
        answer,
        "".join(thoughts),
        "".join(refusal) or None,
        finish_reason or None,
        model or None,
        usage_of(usage),
    )


class _Events:
    """The server-sent events of an answer, each one line of JSON here, under whatever content type they come."""

    def __init__(self, lines: AsyncIterator[bytes | _Whole]) -> None:
        self._lines = lines
        self.done = False  # whether the closing line has come
        self.whole: bytes | None = None  # an answer in one piece instead of events

    async def next(self) -> dict[str, Any]:
        """The next event. Raises StopAsyncIteration at the end, BrokenReplyError for one that is no JSON."""
        while True:
            line = await anext(self._lines)
            if isinstance(line, _Whole):
                self.whole = line.body
                raise StopAsyncIteration
            data = line.removeprefix(b"data:").strip()
            if not line.startswith(b"data:") or not data:  # comments keep a connection open
                continue
            if data.strip(b'"[] ').upper() == b"DONE":
                self.done = True
                raise StopAsyncIteration
            event = await self._event(data)
            if event is None:
                continue
            if not isinstance(event, dict):
                raise StatedError(words_of(event) or _("an error without words"))
            if event.get("error") or not (event.get("choices") or event.get("usage")):  # the status was 200 already
                if not event.get("error") and _is_sign_of_life(event):
                    continue
                _raise_stated(event)
            return event

    async def _event(self, data: bytes) -> Any:
        """An event's JSON, which may stand in several lines."""
        for _line in range(EVENT_LINES):
            try:
                return json.loads(text_of(data))
            except RecursionError:
                break
            except ValueError:
                line = await anext(self._lines, b"")
                if isinstance(line, _Whole) or not line.startswith(b"data:"):
                    break
                data += b"\n" + line.removeprefix(b"data:")
        raise BrokenReplyError(_("a piece of the answer is no JSON"))


def _is_sign_of_life(event: dict[str, Any]) -> bool:
    """Whether an event only says that somebody still works on the answer."""
    kind = " ".join(text_in(event.get(key)) for key in ("type", "object", "event", "status"))
    return bool(re.search(r"(?i)ping|keep.?alive|heart.?beat|queu|progress|processing|pending", kind))


class _Whole(NamedTuple):
    """An answer in one piece where events were asked for."""

    body: bytes


async def _read(http: httpx2.Response) -> AsyncGenerator[bytes | _Whole]:
    """The lines of a stream, or the whole of an answer that is none."""
    rest, begun = b"", False
    async with contextlib.aclosing(http.aiter_bytes()) as pieces:
        async for piece in pieces:
            rest += piece
            if not begun:
                rest = rest.lstrip(b"\xef\xbb\xbf \t\r\n")
                if not rest:
                    continue
                begun = True
                if not _EVENT.match(rest):
                    whole = rest + b"".join([p async for p in pieces])
                    lines = whole.splitlines()
                    if len(lines) > 1 and all(line.startswith(b"{") and line.endswith(b"}") for line in lines if line):
                        for line in lines:  # JSON lines: events without their names
                            yield b"data:" + line
                    else:
                        yield _Whole(whole)
                    return
            # a return is a line's end, too, and none stands in JSON; not splitlines: a JSON text may hold U+2028
            *lines, rest = rest.replace(b"\r", b"\n").split(b"\n")
            for line in lines:
                yield line
    if rest:
        yield rest


_EVENT = re.compile(rb"data:|event:|id:|retry:|:|[a-z]{0,5}\Z")  # what a stream begins with; the last: a part of it
EVENT_LINES = 200  # of one event; each more is read with all before it


def _choice(value: Any) -> dict[str, Any]:
    """The choice of the lowest index that says something; {}: there is none."""
    listed = value if isinstance(value, list) else [value]
    if len(listed) == 1 and isinstance(value, list):
        return dict_of(value[0])
    if isinstance(value, dict) and value and all(key.isdigit() for key in value):
        listed = list(value.values())  # a list of PHP
    choices = sorted((one for one in listed if isinstance(one, dict)), key=lambda one: count(one.get("index")))
    messages = ((one, first_of(one.get("message"))) for one in choices)
    return next((one for one, m in messages if m.get("content") or m.get("tool_calls")), choices[0] if choices else {})


def _called(call: dict[str, Any]) -> str:
    """The arguments of a tool's call, which are its own or its function's, and which Anthropic calls its input."""
    function = dict_of(call.get("function"))
    said = (one.get(key) for one in (function, call) for key in ("arguments", "input", "parameters"))
    return next(filter(None, map(_arguments, said)), "")


def _refusal(message: dict[str, Any]) -> str:
    parts = message.get("content") if isinstance(message.get("content"), list) else []
    return text_in(message.get("refusal")) or "".join(text_in(dict_of(part).get("refusal")) for part in parts or ())


def _content(value: Any) -> str:
    """A message's content: a string, typed parts, of which those of text count, or the answer as an object."""
    if isinstance(value, list):
        return "".join(map(_content, value))
    if not isinstance(value, dict):
        return text_in(value)
    if not value.keys() & {"type", "text"}:
        return json.dumps(value, ensure_ascii=False) if value else ""
    if value.get("type") in ("tool_use", "json", "output_json"):
        return _arguments(value.get("input") or value.get("json"))
    text = value.get("text") if value.get("type", "text") in ("text", "output_text") else ""
    return text_in(text) or text_in(dict_of(text).get("value"))


def _arguments(value: Any) -> str:
    """The arguments of a tool's call: JSON as a string, or the object itself; "" for none."""
    text = json.dumps(first_of(value), ensure_ascii=False) if isinstance(value, dict | list) else text_in(value)
    return "" if text.strip() == "{}" else text


def _reply(
    text: str, reasoning: str, refusal: str | None, finish_reason: str | None, model: str | None, usage: Usage
) -> Reply:
    said = finish_reason or ""
    finish_reason = next((end for end, words in _ENDS if re.search(words, said, re.IGNORECASE)), finish_reason)
    if finish_reason == "broken":
        raise BrokenReplyError(_("the endpoint stopped in the middle of the answer ({reason})", reason=said), usage)
    thought, answer = without_thoughts(text)
    if not answer.strip() and not refusal and finish_reason != "length" and is_whole(reasoning):
        answer = reasoning  # some servers sort the whole answer under the thoughts
    return Reply(
        text=answer.strip(),
        reasoning=reasoning or thought,
        refusal=refusal,
        finish_reason=finish_reason,
        model=model,
        usage=usage,
    )


def _thoughts(message: dict[str, Any]) -> str:
    """DeepSeek and llama.cpp call it reasoning_content, newer vLLM reasoning, OpenRouter has details of it."""
    return next(filter(None, (_thought(message.get(k)) for k in _THOUGHTS)), "")


_THOUGHTS = ("reasoning_content", "reasoning", "reasoning_text", "thinking", "reasoning_details")


def _thought(value: Any) -> str:
    parts = value if isinstance(value, list) else [value]
    return "".join(text_in(p) or text_in(dict_of(p).get("text") or dict_of(p).get("content")) for p in parts)
