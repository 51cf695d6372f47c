"""A streamed answer, split between bytes at random, through a real server on a socket."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import openai

from pipeline.llm import wire

LINE_ENDS = ("\n", "\r\n", "\r")
BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "?"}], "stream": True}


def events(answer: str, dice: random.Random) -> bytes:
    """The answer as server-sent events, in pieces of any length, with one kind of line ends, comments between."""
    end, sent, at = dice.choice(LINE_ENDS), [], 0
    while at < len(answer):
        piece = answer[at : at + dice.randrange(1, 60)]
        at += len(piece)
        said = json.dumps({"choices": [{"index": 0, "delta": {"content": piece}}]}, ensure_ascii=dice.random() < 0.5)
        sent.append(f"data:{dice.choice((' ', ''))}{said}{end}{end}")
        if dice.random() < 0.1:
            sent.append(f": ping{end}{end}")
    sent.append(f'data: {{"choices": [{{"index": 0, "delta": {{}}, "finish_reason": "stop"}}]}}{end}{end}')
    sent.append(f"data: [DONE]{end}{end}")
    return "".join(sent).encode()


@contextmanager
def served(bodies: list[list[bytes]]) -> Iterator[str]:
    """The URL of a server that gives one body after another, each in its pieces."""
    left = iter(bodies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for piece in next(left):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """The client goes away at the end."""

    server = Server(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


def split(body: bytes, dice: random.Random) -> list[bytes]:
    """The body in pieces of up to 200 bytes, which end in the middle of letters and of line ends too."""
    pieces, at = [], 0
    while at < len(body):
        pieces.append(body[at : at + dice.choice((1, 2, 3, 7, 50, 200))])
        at += len(pieces[-1])
    return pieces


def wrong_streams(answers: list[str], count: int, seed: int = 1) -> int:
    """How many of so many streamed answers were not read as they were sent."""
    dice = random.Random(seed)
    sent = [dice.choice(answers)[: dice.randrange(50, 1500)] for _ in range(count)]
    bodies = [split(events(answer, dice), dice) for answer in sent]
    with served(bodies) as url:
        return asyncio.run(_ask_all(url, sent))


async def _ask_all(url: str, sent: list[str]) -> int:
    wrong = 0
    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
        for answer in sent:
            reply = await wire.ask(client, BODY, stall_s=10)
            wrong += (reply.text, reply.finish_reason) != (answer.strip(), "stop")
    return wrong
