"""Serves a built site to this machine."""

from __future__ import annotations

import os
import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _

OWN_NAME = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d{1,5})?", re.ASCII)  # a forwarded port may be any


class _Handler(SimpleHTTPRequestHandler):
    timeout = 30.0  # seconds of silence

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # a rebuilt page is shown at once
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_head(self):  # type: ignore[no-untyped-def]  # the base class has no types
        if not self._named_rightly():
            self.send_error(421)  # RFC 9110, 15.5.20
            return None
        try:
            page = self._is_page(Path(self.translate_path(self.path)))
        except (OSError, ValueError):  # a name that no file can have
            page = False
        if not page:
            self.send_error(404)
            return None
        return super().send_head()

    def list_directory(self, path):  # type: ignore[no-untyped-def]  # noqa: ARG002
        self.send_error(404)

    def _named_rightly(self) -> bool:
        """Whether it was asked for by an own name: a page of others may lead its name to this machine."""
        names = self.headers.get_all("Host") or []
        return len(names) == 1 and OWN_NAME.fullmatch(names[0]) is not None

    def _is_page(self, path: Path) -> bool:
        """Whether it is a file or a folder within the folder, where it was not linked to, and not the build's state."""
        folder = Path(self.directory).resolve()
        inner = Path(os.path.relpath(path, self.directory))
        plain = path.is_file() or path.is_dir()  # a pipe would be waited for
        return plain and path.resolve() == folder / inner and not any(part.startswith(".") for part in inner.parts)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr is for errors."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1, to who calls it by that name. Raises UsageError where the port is taken."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as e:
        raise UsageError(
            f"port {port}", _("cannot be listened on ({reason})", reason=reason_of(e)), _("choose another with --port")
        ) from e
