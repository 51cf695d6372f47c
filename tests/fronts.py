"""What stands before a server of the tests: a SOCKS5 proxy (RFC 1928) that leads every name to it, and TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from typing import Self


class _Front:
    """A context manager: a local port, each of whose clients is served by a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        raise NotImplementedError


class SocksProxy(_Front):
    """Answers as a SOCKS 5 proxy; `asked` are the hosts and ports that clients wanted."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.asked: list[tuple[str, int]] = []

    def _relay(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            _, methods = _exactly(client, 2)
            _exactly(client, methods)
            client.sendall(b"\x05\x00")
            _, _, _, kind = _exactly(client, 4)
            host = (
                socket.inet_ntoa(_exactly(client, 4))
                if kind == 1
                else _exactly(client, _exactly(client, 1)[0]).decode()
            )
            self.asked.append((host, int.from_bytes(_exactly(client, 2))))
            client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            _join(client, self.target)


class TlsFront(_Front):
    """What comes over TLS goes to the local port as it is."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(port)
        self.context = context

    def _relay(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), self.context.wrap_socket(client, server_side=True) as secured:
            _join(secured, self.target)


def _join(client: socket.socket, port: int) -> None:
    """Hand on what either side says until both are done."""
    with socket.create_connection(("127.0.0.1", port)) as server:
        back = threading.Thread(target=_copy, args=(server, client), daemon=True)
        back.start()
        _copy(client, server)
        back.join(5)


def _exactly(connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        got += connection.recv(count - len(got)) or _gone()
    return got


def _gone() -> bytes:
    raise ConnectionError("the client went away")


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
