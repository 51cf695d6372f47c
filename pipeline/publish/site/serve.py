"""Serves a built site to this machine."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # a rebuilt page is shown at once
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_head(self):  # type: ignore[no-untyped-def]  # the base class has no types
        if any(part.startswith(".") for part in self.path.split("?")[0].split("/") if part):
            self.send_error(404)  # the build's own state is no page
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr is for errors."""


def site_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of `folder` on 127.0.0.1. Raises UsageError where the port is taken."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as e:
        raise UsageError(
            f"port {port}", _("cannot be listened on ({reason})", reason=reason_of(e)), _("choose another with --port")
        ) from e
