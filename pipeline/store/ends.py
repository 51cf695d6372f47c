"""Ends the answers of servers: so many bytes, so many seconds."""

from __future__ import annotations

import contextlib
import socket
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import httpx2

from pipeline.machine import tls
from pipeline.messages import _

PIECE = 1_000_000  # bytes: what is unpacked of an answer at once
PACKINGS = {"Accept-Encoding": "gzip, deflate"}  # that are undone: httpx2 asks for what else is installed, too


class Ends:
    """What ends the answers of a client: so many bytes once they are unpacked, and so many seconds for each as a whole.

    A timeout of httpx2 is on silence alone: a header of a byte a second never ends by it. A broken end is an
    httpx2.HTTPError. One packing is undone, none within another.
    """

    def __init__(self, most_bytes: int, within_s: float) -> None:
        self.most_bytes, self.within_s = most_bytes, within_s
        self._sockets: list[Any] = []
        self._timer: threading.Timer | None = None
        self._late = False

    def client(
        self, silent_s: float | httpx2.Timeout, headers: Mapping[str, str] = MappingProxyType({}), **more: Any
    ) -> httpx2.Client:
        """A client whose answers end here; it may ask one thing at a time. `more`: of httpx2.Client."""
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [self._begin], "response": [self._bound]}
        more = {"verify": tls(), "timeout": silent_s, "headers": {**PACKINGS, **headers}, "event_hooks": hooks} | more
        return httpx2.Client(**more)

    def _begin(self, request: httpx2.Request) -> None:
        request.extensions["trace"] = self._trace
        self.stop()
        self._late = False
        self._timer = threading.Timer(self.within_s, self._shut)
        self._timer.daemon = True
        self._timer.start()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):  # of a proxy, too
            self._sockets.append(info["return_value"].get_extra_info("socket"))

    def _shut(self) -> None:
        self._late = True
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """The answer is over."""
        if self._timer is not None:
            self._timer.cancel()

    def check(self) -> None:
        """Raise httpx2.ReadTimeout where the answer has ended because its time was over."""
        if self._late:
            raise httpx2.ReadTimeout(_("the answer did not end within {seconds:g} s", seconds=self.within_s))

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Around a request: what breaks because its time is over is told as that."""
        try:
            yield
        except httpx2.TransportError:
            self.check()
            raise

    def _bound(self, response: httpx2.Response) -> None:
        response.stream = _Unpacked(response, self.most_bytes, self)


async def end_at(most_bytes: int, response: httpx2.Response) -> None:
    """The same bound on bytes as a hook of an asynchronous client, whose requests have their own deadline."""
    response.stream = _Unpacked(response, most_bytes)


class _Unpacked(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of an answer, unpacked and counted, in pieces of PIECE bytes at most."""

    def __init__(self, response: httpx2.Response, most_bytes: int, ends: Ends | None = None) -> None:
        self._inner: Any = response.stream  # of either kind, as the client is
        self._most, self._ends = most_bytes, ends
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise httpx2.DecodingError(_("it is packed in a way that was not asked for ({packed})", packed=packed[:40]))
        self._unpack = zlib.decompressobj(47) if packed not in ("identity", "") else None  # gzip or zlib, by its head
        if self._unpack is not None:  # what they say is of the packed bytes
            for name in ("content-encoding", "content-length", "etag"):
                response.headers.pop(name, None)

    def _pieces(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            out = piece if self._unpack is None else self._unpacked(piece)
            piece = b"" if self._unpack is None else self._unpack.unconsumed_tail
            self._most -= len(out)
            if self._most < 0:
                raise httpx2.DecodingError(_("the answer has no end within what is read of one"))
            yield out

    def _unpacked(self, piece: bytes) -> bytes:
        assert self._unpack is not None
        try:
            return self._unpack.decompress(piece, PIECE)
        except zlib.error as e:
            raise httpx2.DecodingError(str(e)) from e

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._inner:
            yield from self._pieces(piece)
        if self._ends is not None:  # a body without a length ends where the connection does
            self._ends.check()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            for out in self._pieces(piece):
                yield out

    def close(self) -> None:
        if self._ends is not None:
            self._ends.stop()
        self._inner.close()

    async def aclose(self) -> None:
        await self._inner.aclose()
