"""An SMTP server on a socket of this machine, with one manner that real servers have."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import BinaryIO, Literal

Manner = Literal[
    "plain",
    "junk after QUIT",
    "closes at QUIT",
    "421 at QUIT",
    "no EHLO",
    "closes after the text",
    "552 for the text",
    "450 for readers",
    "550 for the sender",
    "7 bits only",
    "looks through the mail",
    "554 for the text in GBK",
    "552 for the size",
]
LOOKING_S = 0.6


class OddSmtp:
    """A context manager; `mails` are the texts that it took, as they came, and `commands` what was said before."""

    def __init__(
        self, manner: Manner = "plain", tls: ssl.SSLContext | None = None, says: Mapping[str, bytes] | None = None
    ) -> None:
        """`says`: by command, or GREETING, or TEXT for the mail's, or by what an AUTH is answered with; the connection
        ends after an answer that is no whole line."""
        self.manner, self.tls, self.says = manner, tls, dict(says or {})
        self.mails: list[bytes] = []
        self.commands: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> OddSmtp:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):  # SSLError, too: a client that went away
                if self.tls is None:
                    self._talk(connection)
                else:
                    with self.tls.wrap_socket(connection, server_side=True) as secured:
                        self._talk(secured)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            self._answer_all(connection, lines)

    def _answer_all(self, connection: socket.socket, lines: BinaryIO) -> None:
        if not self._said(connection, "GREETING", b"220 odd\r\n"):
            return
        while line := lines.readline():
            said = line.decode("latin-1").strip()
            self.commands.append(said)
            verb = said.upper().partition(" ")[0].partition(":")[0]
            key = next((k for k in self.says if said.upper().startswith(k)), verb)  # RCPT TO:<NOBODY
            if key in self.says and key != "TEXT":
                if not self._said(connection, key, b""):
                    return
            elif verb == "DATA":
                connection.sendall(b"354 go\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += lines.readline()
                if self.manner == "closes after the text":
                    self.mails.append(text)
                    return
                if self.manner == "552 for the text":
                    connection.sendall("552 邮件太大".encode() + b"\r\n")
                    continue
                if self.manner == "554 for the text in GBK":
                    connection.sendall("554 邮件被拒".encode("gbk") + b"\r\n")
                    continue
                if self.manner == "looks through the mail":
                    time.sleep(LOOKING_S)
                self.mails.append(text)
                if not self._said(connection, "TEXT", b"250 queued\r\n"):
                    return
            elif verb == "QUIT":
                ends = {"junk after QUIT": b"\0\0\0\x1a\0\n", "closes at QUIT": b"", "421 at QUIT": b"421 closing\r\n"}
                connection.sendall(ends.get(self.manner, b"221 bye\r\n"))
                return
            else:
                connection.sendall(self._answer(verb))

    def _said(self, connection: socket.socket, key: str, usual: bytes) -> bool:
        """Whether the connection goes on."""
        answer = self.says.get(key, usual)
        connection.sendall(answer)
        return answer.endswith(b"\r\n")

    def _answer(self, verb: str) -> bytes:
        if verb == "EHLO":
            if self.manner == "no EHLO":
                return b"502 what\r\n"
            return (
                b"250 odd\r\n" if self.manner == "7 bits only" else b"250-odd\r\n250-SIZE 73400320\r\n250 8BITMIME\r\n"
            )
        if verb == "RCPT" and self.manner == "450 for readers":
            return b"450 4.2.0 greylisted, come back\r\n"
        if verb == "MAIL" and self.manner == "552 for the size":
            return b"552 too large\r\n"
        if verb == "MAIL" and self.manner == "550 for the sender":
            return b"550 not yours\r\n"
        return b"250 ok\r\n"
