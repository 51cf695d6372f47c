"""A local HTTP server that answers like huggingface.co and arxiv.org with the sample day of tests/fixtures/sample.

As a command:  python -m tests.sample_server --port 0 [--fault pdf:truncate:1 ...]  (the first line printed is its URL)
In a test:     with SampleServer() as server: ... server.url ... server.fail("pdf", "429") ... server.stats()
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, get_args
from urllib.parse import parse_qs, urlsplit

from tests.sample_day import ARXIV_ID, PAGE_CAP, SAMPLE_DATE, SampleDay, atom_entry, atom_error, atom_feed, byte_span

Route = Literal["hf", "api", "pdf"]
FaultKind = Literal["429", "500", "503", "reset", "truncate", "html", "empty", "redirect", "slow"]
ROUTES: tuple[Route, ...] = get_args(Route)
FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next requests of a route."""

    route: Route
    kind: FaultKind
    times: int | None = 1  # None: every time
    contains: str = ""  # only requests whose path and query contain this, for example a paper's id
    retry_after: str | None = "1"  # the header of a 429 or 503, seconds or an HTTP date; None: no header
    location: str = "http://foreign.invalid/paper.pdf"  # where "redirect" points
    delay_s: float = 5.0  # how long "slow" waits


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    path: str  # with the query
    user_agent: str
    range_header: str | None
    at_s: float  # time.monotonic()


@dataclass(frozen=True)
class Stats:
    """How the client behaved so far."""

    count: Mapping[str, int]  # requests by route
    min_arxiv_gap_s: float | None  # shortest time between the starts of two requests to arXiv; None: fewer than two
    max_arxiv_at_once: int


@dataclass
class SampleServer:
    """The server; a context manager whose `url` is the base URL of both sites."""

    day: SampleDay = field(default_factory=SampleDay.load, repr=False)
    port: int = 0  # 0: a free one
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock, self._closing, self._faults = threading.Lock(), threading.Event(), list[Fault]()
        self._count: dict[str, int] = dict.fromkeys(ROUTES, 0)
        self._gap_s, self._last_s, self._now, self._most = float("inf"), float("-inf"), 0, 0
        handler = type("Handler", (_Handler,), {"sample": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self._server.socket.listen(128)  # the default of 5 delays a burst of connections by a second
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> SampleServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def fail(self, route: Route, kind: FaultKind, **details: Any) -> None:
        """Let the next requests of `route` go wrong; `details` are Fault's other fields. Faults queue up in order."""
        with self._lock:
            self._faults.append(Fault(route, kind, **details))

    def stats(self) -> Stats:
        """The statistics so far; also at /_stats as JSON."""
        with self._lock:
            gap_s = None if self._gap_s == float("inf") else round(self._gap_s, 3)
            return Stats(dict(self._count), gap_s, self._most)

    def _begin(self, route: Route, request: Request) -> Fault | None:
        with self._lock:
            self.requests.append(request)
            self._count[route] += 1
            if route != "hf":
                self._now += 1
                self._most = max(self._most, self._now)
                self._gap_s = min(self._gap_s, request.at_s - self._last_s)
                self._last_s = request.at_s
            for index, fault in enumerate(self._faults):
                if fault.times != 0 and fault.route == route and fault.contains in request.path:
                    self._faults[index] = replace(fault, times=None if fault.times is None else fault.times - 1)
                    return fault
            return None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, 40 ms apart otherwise
    sample: SampleServer

    def log_message(self, *_: object) -> None:
        """Keep stderr quiet."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        routes: dict[str, Route] = {"/api/daily_papers": "hf", "/api/query": "api"}
        route = "pdf" if url.path.startswith("/pdf/") else routes.get(url.path)
        if route is None:
            found = url.path == "/_stats"
            body = json.dumps(asdict(self.sample.stats()) if found else {"error": "not found"})
            return self._send(200 if found else 404, body.encode(), "application/json")
        asked = (self.command, self.path, self.headers.get("User-Agent", ""), self.headers.get("Range"))
        fault = self.sample._begin(route, Request(*asked, time.monotonic()))
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                if not self._break(fault):
                    query = {key: values[0] for key, values in parse_qs(url.query).items()}
                    answer = {"hf": self._daily_papers, "api": self._query, "pdf": self._pdf}[route]
                    answer(query, cut=fault is not None and fault.kind == "truncate")
        finally:
            with self.sample._lock:
                self.sample._now -= route != "hf"
        return None

    do_HEAD = do_GET  # noqa: N815 (the name is http.server's)

    def _break(self, fault: Fault | None) -> bool:
        """Answer with the fault; False: the ordinary answer is still to be sent."""
        match fault.kind if fault else None:
            case "429" | "503" | "500" as status if fault:
                retry = {"Retry-After": fault.retry_after} if fault.retry_after and status != "500" else {}
                self._send(int(status), b"Rate exceeded." if status == "429" else b"Sorry.", "text/plain", retry)
            case "reset":
                self.close_connection = True  # with SO_LINGER 0 the kernel sends RST instead of FIN
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case "html":
                self._send(200, b"<!DOCTYPE html><html><body>PDF is being generated.</body></html>", "text/html")
            case "empty":
                self._send(200, b"", "application/pdf")
            case "redirect" if fault:
                self._send(302, b"", "text/plain", {"Location": fault.location})
            case "slow" if fault:
                self.sample._closing.wait(fault.delay_s)
                return False
            case _:
                return False
        return True

    def _daily_papers(self, query: Mapping[str, str], *, cut: bool) -> None:
        date = query.get("date", SAMPLE_DATE)
        try:
            time.strptime(date, "%Y-%m-%d")
            page, limit = int(query.get("p", "0")), min(int(query.get("limit", "50")), PAGE_CAP)
        except ValueError as e:
            return self._send(400, json.dumps({"error": str(e)}).encode(), "application/json")
        entries = self.sample.day.days.get(date, [])[page * limit : (page + 1) * limit]
        return self._send(200, json.dumps(entries, ensure_ascii=False).encode(), "application/json", cut=cut)

    def _query(self, query: Mapping[str, str], *, cut: bool) -> None:
        day, names = self.sample.day, [name for name in query.get("id_list", "").split(",") if name]
        if bad := [name for name in names if not ARXIV_ID.fullmatch(name)]:
            return self._send(400, atom_error(bad[0]).encode(), "application/atom+xml; charset=utf-8")
        asked = [ARXIV_ID.fullmatch(name) for name in names or day.search(query.get("search_query", ""))]
        known = [(match["id"], match["version"]) for match in asked if match and match["id"] in day.arxiv]
        start, limit = int(query.get("start", "0")), int(query.get("max_results", "10"))
        page = [atom_entry(i, v or day.arxiv[i]["version"], day.arxiv[i]) for i, v in known[start : start + limit]]
        feed = atom_feed(page, total=len(known), start=start, title=f"arXiv Query: {urlsplit(self.path).query}")
        return self._send(200, feed.encode(), "application/atom+xml; charset=utf-8", cut=cut)

    def _pdf(self, _: Mapping[str, str], *, cut: bool) -> None:
        data = self.sample.day.pdf(urlsplit(self.path).path.removeprefix("/pdf/").removesuffix(".pdf"))
        if data is None:
            return self._send(404, b"<html><body>No paper of that name.</body></html>", "text/html")
        tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        extra = {"ETag": tag, "Accept-Ranges": "bytes"}
        if self.headers.get("If-None-Match") == tag:
            return self._send(304, b"", "application/pdf", extra)
        span = byte_span(self.headers.get("Range", ""), len(data)) if self.headers.get("If-Range", tag) == tag else None
        if span == range(0):
            return self._send(416, b"", "text/plain", extra | {"Content-Range": f"bytes */{len(data)}"})
        if span is not None:
            extra["Content-Range"] = f"bytes {span[0]}-{span[-1]}/{len(data)}"
            return self._send(206, data[span.start : span.stop], "application/pdf", extra, cut=cut)
        return self._send(200, data, "application/pdf", extra, cut=cut)

    def _send(
        self, status: int, body: bytes, kind: str, extra: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        """Send an answer; `cut` promises the whole length, sends half of it and closes the connection."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


def parse_fault(text: str) -> Fault:
    """Read ROUTE:KIND[:TIMES], for example pdf:truncate:2; without TIMES it happens every time."""
    known = {f"{route}:{kind}": Fault(route, kind, times=None) for route in ROUTES for kind in FAULTS}
    name, times = text.rsplit(":", 1) if text.count(":") == 2 else (text, "")
    if name not in known or (times and not times.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} is no fault: write ROUTE:KIND[:TIMES] with one of {', '.join(known)}")
    return replace(known[name], times=int(times) if times else None)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.sample_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--fault", type=parse_fault, action="append", default=[], metavar="ROUTE:KIND[:TIMES]")
    options = parser.parse_args()
    with SampleServer(port=options.port) as server:
        server._faults.extend(options.fault)
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
