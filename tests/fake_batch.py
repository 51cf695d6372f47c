"""A FakeLlm that also speaks OpenAI's files and batches: /v1/files, /v1/batches.

    with FakeBatch(right) as llm:        # answers as FakeLlm does, one at a time or in batches
        llm.looks_before_end = 2         # a batch is in progress for two looks
        llm.ending = "expired"           # how it ends

What is sent to /v1/chat/completions is in `requests`, what came in batches in `batched`.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.fake_llm import FakeLlm, Json, Reply, _Handler, completion

PATH = "/v1/chat/completions"


@dataclass
class FakeBatch(FakeLlm):
    """The server. Batches are answered when they end."""

    item_error: Callable[[Json], Json | None] = lambda _body: None  # the "error" of a request; None: null
    unanswered: Callable[[Json], bool] = lambda _body: False  # whether a request is in neither file
    looks_before_end: int = 0
    ending: Literal["completed", "failed", "expired", "cancelled"] = "completed"
    lose_created: bool = False  # the batch is made, and the connection is reset instead of an answer
    looks: int = 0
    batched: list[Json] = field(default_factory=list)  # bodies of all requests in batches
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._server.RequestHandlerClass = type("Handler", (_BatchHandler,), {"llm": self})

    def add_file(self, content: bytes) -> str:
        """Keep a file; its id."""
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return name

    def create(self, asked: Json) -> Json:
        """A new batch, failed where its file is not as OpenAI wants it."""
        name = f"batch_{len(self.batches) + 1}"
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        fault = _fault(lines) or ("" if asked["completion_window"] == "24h" else "completion_window must be 24h")
        self.batched += [line["body"] for line in lines]
        batch = {"id": name, "object": "batch", "created_at": int(time.time()), "status": "validating", **asked}
        batch |= {"request_counts": {"total": len(lines), "completed": 0, "failed": 0}}
        if fault:
            batch |= {"status": "failed", "errors": {"object": "list", "data": [{"code": "invalid", "message": fault}]}}
        self.batches[name] = batch
        return batch

    def look(self, batch: Json) -> Json:
        """The batch as it is now."""
        self.looks += 1
        if batch["status"] not in ("validating", "in_progress"):
            return batch
        if self.looks_before_end > 0:
            self.looks_before_end -= 1
            batch["status"] = "in_progress"
            return batch
        batch["status"] = self.ending
        if self.ending == "failed":
            message = "Enqueued token limit reached"
            batch["errors"] = {"object": "list", "data": [{"code": "token_limit_exceeded", "message": message}]}
            return batch
        self._finish(batch)
        return batch

    def _finish(self, batch: Json) -> None:
        good, bad = list[Json](), list[Json]()
        lines = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]
        for line in reversed(lines):  # the order is not kept
            body, name = line["body"], line["custom_id"]
            if self.unanswered(body):
                continue
            if error := self.item_error(body):
                bad.append({"id": f"r-{name}", "custom_id": name, "response": None, "error": error})
                continue
            reply = self._reply(body)
            answer = completion(body, reply, f"chatcmpl-{name}") if reply.status == 200 else _refusal(reply)
            response = {"status_code": reply.status, "request_id": f"q-{name}", "body": answer}
            one = {"id": f"r-{name}", "custom_id": name, "response": response, "error": None}
            (good if reply.status == 200 else bad).append(one)
        for key, answers in (("output_file_id", good), ("error_file_id", bad)):
            text = "".join(json.dumps(a, ensure_ascii=False) + "\n" for a in answers)
            batch[key] = self.add_file(text.encode()) if answers else None
        batch["request_counts"] |= {"completed": len(good), "failed": len(bad)}


def _refusal(reply: Reply) -> Json:
    return {"error": {"message": reply.content, "type": "invalid_request_error", "code": reply.code}}


def _fault(lines: list[Json]) -> str:
    """What OpenAI's validation finds wrong; "" where nothing is."""
    if len({line["custom_id"] for line in lines}) != len(lines):
        return "a custom_id is there twice"
    if any((line["method"], line["url"]) != ("POST", PATH) for line in lines):
        return "another endpoint than the batch's"
    if len({line["body"]["model"] for line in lines}) != 1:
        return "several models"
    return "streaming is not supported" if any(line["body"].get("stream") for line in lines) else ""


class _BatchHandler(_Handler):
    llm: FakeBatch

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        llm = self.llm
        path = self.path.partition("?")[0]
        if found := re.fullmatch(r"/v1/files/([\w-]+)/content", path):
            known = found[1] in llm.files
            return self._send(200, llm.files[found[1]], "application/octet-stream") if known else self._none()
        if path == "/v1/batches":
            newest = list(reversed(llm.batches.values()))
            return self._json({"object": "list", "data": newest, "has_more": False})
        if found := re.fullmatch(r"/v1/batches/(\w+)", path):
            return self._json(llm.look(llm.batches[found[1]])) if found[1] in llm.batches else self._none()
        return super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        if self.path not in ("/v1/files", "/v1/batches"):
            return super().do_POST()
        data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/v1/files":
            parts = _parts(data, self.headers["Content-Type"])
            assert parts["purpose"] == b"batch"
            name = self.llm.add_file(parts["file"])
            self._json({"id": name, "object": "file", "bytes": len(parts["file"]), "created_at": 0, "purpose": "batch"})
            return None
        with self.llm._lock:
            batch = self.llm.create(json.loads(data))
        if self.llm.lose_created:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return None
        return self._json(batch)

    def _json(self, value: Json) -> None:
        self._send(200, json.dumps(value).encode())

    def _none(self) -> None:
        self._send(404, b'{"error": {"message": "No such object", "type": "invalid_request_error"}}')


def _parts(data: bytes, content_type: str) -> dict[str, bytes]:
    """The fields of a multipart form."""
    [boundary] = re.findall(r'boundary="?([^";]+)', content_type)
    fields = {}
    for part in data.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        [name] = re.findall(rb'[; ]name="([^"]+)"', head)
        fields[name.decode()] = content.removesuffix(b"\r\n")
    return fields
