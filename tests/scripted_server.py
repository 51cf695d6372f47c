"""A local HTTP server whose answers a test writes itself, for what the sample server never does."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    closing: threading.Event

    def __post_init__(self) -> None:
        # copied: the next request of the connection has the same handler
        self.method, self.path, self._headers = self.handler.command, self.handler.path, self.handler.headers

    def header(self, name: str) -> str | None:  # None: absent
        value = self._headers.get(name)
        return None if value is None else str(value)

    def send(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """A whole answer; `headers` may overrule Content-Length."""
        self.handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers or {})).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        if self.method != "HEAD":
            self.handler.wfile.write(body)

    def break_off(self) -> None:
        """Close the connection after this answer."""
        self.handler.close_connection = True

    def stall(self, seconds: float) -> None:
        """Say nothing for so long, or until the server closes."""
        self.closing.wait(seconds)


class ScriptedServer:
    """A context manager whose `url` answers with what `answer` sends; every exchange is kept."""

    def __init__(self, answer: Answer) -> None:
        self.exchanges: list[Exchange] = []
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                """Keep stderr quiet."""

            def do_GET(self) -> None:
                exchange = Exchange(self, outer.closing)
                outer.exchanges.append(exchange)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    answer(exchange)

            do_HEAD = do_POST = do_GET  # noqa: N815 (the names are http.server's)

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that went away is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
