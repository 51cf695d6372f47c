"""A local HTTP server that speaks OpenAI's chat completions and answers with what a test tells it to.

    with FakeLlm(["你好", rate_limited(2), {"title": "…"}]) as llm:   # one reply a request, in order
        client = OpenAI(base_url=llm.url, api_key="x", max_retries=0)
    with FakeLlm(lambda body: ...) as llm:                            # or a function of the request's body

A reply is a text, an object (sent as JSON text) or a Reply. Leaving the context without an error fails when scripted
replies are left over or when more requests came than were scripted.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Json = dict[str, Any]
FinishReason = Literal["stop", "length", "content_filter"]
Format = Literal["json_schema", "json_object", "tool_call"]


@dataclass(frozen=True)
class Reply:
    """One answer, good or bad."""

    content: str | None = ""
    status: int = 200  # anything else is sent as an error with `content` as its message
    code: str | None = None  # the error's code
    finish_reason: FinishReason = "stop"
    refusal: str | None = None
    reasoning: str | None = None  # the field reasoning_content, as DeepSeek and vLLM send it
    retry_after: str | None = None  # a header; None: none
    headers: Mapping[str, str] = field(default_factory=dict)  # of an error, beside it
    stall_s: float = 0.0  # wait this long before the first byte
    reading_s: float = 0.0  # of a stream, wait this long between the role and the first word
    reset: bool = False  # close the connection with RST instead of answering
    raw: bytes | None = None  # a whole body to send instead of a completion
    cut: bool = False  # send half of the body, then close
    usage: Json | None = None  # None: counted from the text: two characters a token of a prompt, four of a reply


Script = Sequence[str | Json | Reply] | Callable[[Json], str | Json | Reply]

RESET = Reply(reset=True)  # no answer: the connection is reset
CUT_BODY = Reply("半句话" * 20, cut=True)  # half of the response, although its Content-Length promised all
FILTERED = Reply(None, finish_reason="content_filter")
EMPTY = Reply("")
ENGLISH = Reply("Sure! Here is a summary of the paper: the authors propose a method that beats all baselines.")
MALFORMED_JSON = Reply("""{'title': "未闭合的引号, "items": [1, 2,}""")
BROKEN_RESPONSE = Reply(raw=b"<html><body>Welcome to nginx!</body></html>")  # as a proxy sends it with status 200


def rate_limited(retry_after: float | str | None = None) -> Reply:
    """429; `retry_after` in seconds or an HTTP date."""
    after = None if retry_after is None else str(retry_after)
    return Reply("Rate limit reached for requests", 429, "rate_limit_exceeded", retry_after=after)


def server_error(status: int = 500) -> Reply:
    """500 or 503."""
    return Reply("The server had an error while processing your request", status, "server_error")


def unauthorized() -> Reply:
    """401, as for a wrong key; OpenAI's own message quotes a part of the key, so this one does, too."""
    return Reply("Incorrect API key provided: sk-wr***ng.", 401, "invalid_api_key")


def no_such_model(model: str = "no-such-model") -> Reply:
    """404."""
    return Reply(f"The model `{model}` does not exist or you do not have access to it.", 404, "model_not_found")


def too_long(limit: int = 4096, asked: int = 9000) -> Reply:
    """400, as for a prompt that exceeds the context."""
    message = f"This model's maximum context length is {limit} tokens, but your messages have {asked} tokens."
    return Reply(message, 400, "context_length_exceeded")


def stall(seconds: float = 30.0) -> Reply:
    """An answer that comes too late; leaving the server's context ends the wait."""
    return Reply("太晚了", stall_s=seconds)


def out_of_tokens(value: Json, keep: float = 0.5) -> Reply:
    """The first part of `value` as JSON, finish_reason "length"."""
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text[: int(len(text) * keep)], finish_reason="length")


def refused(message: str = "I'm sorry, I can't assist with that.") -> Reply:
    """A refusal in the field that structured outputs have for it."""
    return Reply(None, refusal=message)


def thinking(value: str | Json, thoughts: str = "先看摘要。", via: Literal["field", "tags"] = "field") -> Reply:
    """An answer with its reasoning, in reasoning_content or as <think> tags in the content."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Reply(text, reasoning=thoughts) if via == "field" else Reply(f"<think>\n{thoughts}\n</think>\n\n{text}")


def echo(body: Json) -> Reply:
    """The last message of the prompt, sent back; use as a script or call it inside one."""
    return Reply(str(body["messages"][-1]["content"]))


@dataclass(frozen=True)
class Received:
    """One request to /v1/chat/completions."""

    body: Json
    headers: Mapping[str, str]  # names in lower case; authorization's value is "present"
    at_s: float  # time.monotonic()

    @property
    def prompt(self) -> str:
        """The text of all messages."""
        return "\n".join(str(message.get("content")) for message in self.body["messages"])


@dataclass
class FakeLlm:
    """The server; a context manager whose `url` is the base URL for the client, /v1 included."""

    script: Script
    models: Sequence[str] = ("fake-model",)
    max_model_len: int | None = None  # what the list of models says they read; None: it says nothing
    formats: Sequence[Format] = ("json_schema", "json_object", "tool_call")  # others are rejected with 400
    check_script: bool = True
    port: int = 0  # 0: a free one
    first: Reply | None = None  # to the tiny request that tries key and model; None: as a working endpoint
    firsts: int = 0  # such requests
    requests: list[Received] = field(default_factory=list)  # all others, those that were rejected with 400 included
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._lock, self._closing, self._now, self._next, self._surplus = threading.Lock(), threading.Event(), 0, 0, 0
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), type("Handler", (_Handler,), {"llm": self}))
        self._server.daemon_threads = True
        self._server.socket.listen(128)  # the default of 5 delays a burst of connections by a second
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        if kind is None and self.check_script and not callable(self.script):
            assert not self._surplus, f"{self._surplus} requests more than the {len(self.script)} scripted replies"
            assert self._next == len(self.script), f"{len(self.script) - self._next} scripted replies were never used"

    def _reply(self, body: Json) -> Reply:
        """The answer to this request: a check of its form first, then the script."""
        fault = request_fault(body, self.models, self.formats)
        if fault is not None:
            return fault
        if callable(self.script):
            reply = self.script(body)
        else:
            with self._lock:
                index, self._next = self._next, min(self._next + 1, len(self.script))
                self._surplus += index == len(self.script)
            reply = self.script[index] if index < len(self.script) else Reply("The test's script is over", 500)
        if isinstance(reply, Reply):
            return reply
        return Reply(reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False))


def request_fault(body: Json, models: Sequence[str], formats: Sequence[Format]) -> Reply | None:
    """What OpenAI would reject in a request; None: nothing."""
    if not isinstance(body.get("messages"), list) or not body["messages"]:
        return Reply("Missing required parameter: 'messages'.", 400, "missing_required_parameter")
    if body.get("model") not in models:
        return no_such_model(str(body.get("model")))
    asked = body.get("response_format") or {"type": "text"}
    if asked.get("type") not in (*formats, "text"):
        message = (
            f"Invalid parameter: 'response_format' of type '{asked.get('type')}' is not supported with this model."
        )
        return Reply(message, 400, "unsupported_parameter")
    if body.get("tools") and "tool_call" not in formats:
        return Reply("Unsupported parameter: 'tools' is not supported with this model.", 400, "unsupported_parameter")
    if asked["type"] == "json_schema":
        form = asked.get("json_schema") or {}
        if not form.get("name") or not isinstance(form.get("schema"), dict):
            return Reply(
                "Missing required parameter: 'response_format.json_schema'.", 400, "missing_required_parameter"
            )
        if form.get("strict") and (lax := next(lax_objects(form["schema"]), None)):
            return Reply(f"Invalid schema for response_format '{form['name']}': {lax}", 400, "invalid_json_schema")
    return None


def _tool_calls(body: Json, reply: Reply) -> tuple[list[Json], str]:
    """The call of the offered tool with the reply as its arguments, if one was offered, and the finish reason."""
    if not body.get("tools") or not reply.content:
        return [], reply.finish_reason
    function = {"name": body["tools"][0]["function"]["name"], "arguments": reply.content}
    finish = "tool_calls" if reply.finish_reason == "stop" else reply.finish_reason
    return [{"id": "call_1", "type": "function", "function": function}], finish


def _thoughts(reply: Reply) -> Json:
    return {"reasoning_content": reply.reasoning} if reply.reasoning is not None else {}


def completion(body: Json, reply: Reply, name: str) -> Json:
    """The chat completion in one piece that answers `body`."""
    prompt, text = json.dumps(body["messages"], ensure_ascii=False), (reply.content or "") + (reply.reasoning or "")
    counts = {"prompt_tokens": len(prompt) // 2 + 1, "completion_tokens": len(text) // 4 + 1}
    calls, finish = _tool_calls(body, reply)
    content = None if calls else reply.content
    message: Json = {"role": "assistant", "content": content, "refusal": reply.refusal} | _thoughts(reply)
    message |= {"tool_calls": calls} if calls else {}
    return {
        "id": name,
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": reply.usage or counts | {"total_tokens": sum(counts.values())},
    }


def lax_objects(schema: object, where: str = "()") -> Iterator[str]:
    """What OpenAI's strict mode finds wrong: each object forbids other properties and requires all its own."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
            if schema.get("additionalProperties") is not False:
                yield f"In context={where}, 'additionalProperties' is required to be supplied and to be false."
            if missing := sorted(set(schema["properties"]) - set(schema.get("required", []))):
                yield f"In context={where}, 'required' is missing {', '.join(missing)}."
        for key, value in schema.items():
            yield from lax_objects(value, f"{where}.{key}")
    elif isinstance(schema, list):
        for value in schema:
            yield from lax_objects(value, where)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, 40 ms apart otherwise
    llm: FakeLlm

    def log_message(self, *_: object) -> None:
        """Keep stderr quiet."""

    def do_GET(self) -> None:
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "tests"} for name in self.llm.models]
        said = {} if self.llm.max_model_len is None else {"max_model_len": self.llm.max_model_len}
        models = [model | said for model in models]
        known = self.path == "/v1/models"
        self._send(200 if known else 404, json.dumps({"object": "list", "data": models if known else []}).encode())

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path != "/v1/chat/completions":
            return self._send(404, b'{"error": {"message": "Unknown request URL", "type": "invalid_request_error"}}')
        headers = {name.lower(): value for name, value in self.headers.items()}
        headers |= dict.fromkeys(headers.keys() & {"authorization", "api-key"}, "present")
        body, llm = json.loads(data), self.llm
        if body.get("max_tokens") == 1:
            llm.firsts += 1
            reply = llm.first or request_fault(body, llm.models, llm.formats) or Reply("你")
            return self._answer(body, reply, "chatcmpl-first")
        with llm._lock:
            llm.requests.append(Received(body, headers, time.monotonic()))
            llm._now += 1
            llm.most_at_once = max(llm.most_at_once, llm._now)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._answer(body, llm._reply(body), f"chatcmpl-{len(llm.requests)}")
        finally:
            with llm._lock:
                llm._now -= 1
        return None

    def _answer(self, body: Json, reply: Reply, name: str) -> None:
        if reply.stall_s:
            self.llm._closing.wait(reply.stall_s)
        if reply.reset:
            self.close_connection = True  # with SO_LINGER 0 the kernel sends RST instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return None
        if reply.raw is not None:
            return self._send(reply.status, reply.raw, "text/html", cut=reply.cut)
        if reply.status != 200:
            kind = "server_error" if reply.status >= 500 else "invalid_request_error"
            error = {"message": reply.content, "type": kind, "param": None, "code": reply.code}
            headers = {**reply.headers} | ({"Retry-After": reply.retry_after} if reply.retry_after is not None else {})
            return self._send(reply.status, json.dumps({"error": error}).encode(), headers=headers)
        answer = completion(body, reply, name)
        if not body.get("stream"):
            return self._send(200, json.dumps(answer, ensure_ascii=False).encode(), cut=reply.cut)
        head = {k: answer[k] for k in ("id", "created", "model")}
        usage, extra = answer["usage"], _thoughts(reply)
        calls, finish = _tool_calls(body, reply)
        deltas: list[Json] = [{"role": "assistant", "content": ""}, *([extra] if extra else [])]
        deltas += [{"refusal": reply.refusal}] if reply.refusal is not None else []
        pieces = [(reply.content or "")[i : i + 7] for i in range(0, len(reply.content or ""), 7)]
        if calls:
            deltas.append(
                {"tool_calls": [calls[0] | {"index": 0, "function": calls[0]["function"] | {"arguments": ""}}]}
            )
        deltas += [
            {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} if calls else {"content": piece}
            for piece in pieces
        ]
        chunks: list[Json] = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
        chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            chunks.append({"choices": [], "usage": usage})
        head["object"] = "chat.completion.chunk"
        events = [json.dumps(head | chunk, ensure_ascii=False) for chunk in chunks] + ["[DONE]"]
        lines = [f"data: {event}\n\n".encode() for event in events]
        pause = (len(lines[0]), reply.reading_s) if reply.reading_s else None
        return self._send(200, b"".join(lines), "text/event-stream", cut=reply.cut, pause=pause)

    def _send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        *,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
        pause: tuple[int, float] | None = None,
    ) -> None:
        """Send an answer; `cut` promises the whole length, sends half of it and closes the connection.

        `pause`: after so many bytes, wait so many seconds.
        """
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if pause:
            self.wfile.write(body[: pause[0]])
            self.llm._closing.wait(pause[1])
            body = body[pause[0] :]
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut
