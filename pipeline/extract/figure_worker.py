"""Draws first figures in a process that can be killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from types import TracebackType

from pipeline.extract.first_figure import NoPicture, Picture, Spot
from pipeline.extract.settings import ExtractSettings
from pipeline.extract.worker import STARTUP_S, WATCH_S, _die_with, _limit_memory, rss_mb


class FigureWorker:
    """One process for many PDFs, started when there is work; a PDF that takes it down or too long costs only itself."""

    def __init__(self, settings: ExtractSettings) -> None:
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> FigureWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def draw(self, path: str, spot: Spot) -> Picture | NoPicture:
        """The figure, or why there is none."""
        pipe = self._start()
        pipe.send((path, spot.model_dump_json()))
        reason = self._wait(pipe)
        if reason is None:
            try:
                reply: bytes = pipe.recv_bytes()
            except (EOFError, OSError):
                reason = "the worker died (a crash in the PDF library)"
            else:
                kind = Picture if reply[:1] == b"P" else NoPicture
                return kind.model_validate_json(reply[1:])
        self.stop()
        return NoPicture(reason=reason)

    def _wait(self, pipe: Connection) -> str | None:
        """None: there is something to read; otherwise why the worker has to go."""
        assert self._process is not None
        assert self._process.pid is not None
        deadline = time.monotonic() + self._settings.time_limit_s
        while not pipe.poll(WATCH_S):
            if time.monotonic() > deadline:
                return f"not drawn within {self._settings.time_limit_s:g} s"
            if rss_mb(self._process.pid) > self._settings.memory_limit_mb:
                return f"took more than {self._settings.memory_limit_mb} MB of memory"
        return None

    def _start(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, self._settings, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(STARTUP_S):
            self.stop()
            raise RuntimeError(f"a drawing worker did not start within {STARTUP_S:g} s")
        self._pipe.recv_bytes()
        return self._pipe

    def stop(self) -> None:
        """Ends the process, reaps it."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()


def _work(pipe: Connection, settings: ExtractSettings, parent: int) -> None:
    """The worker's loop: a path and a spot in, one reply out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's to handle
    _die_with(parent)
    from PIL import Image

    from pipeline.extract.first_figure import draw, pdf_library

    del Image
    pdf_library()  # before the memory limit, which counts from here
    _limit_memory(settings)
    pipe.send_bytes(b"ready")
    while True:
        try:
            path, spot = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            outcome: Picture | NoPicture = draw(path, Spot.model_validate_json(spot))
        except MemoryError:
            os._exit(1)  # what is left of this process is not to be trusted
        except Exception as e:  # noqa: BLE001 - a broken page: the site goes without its picture, and says so
            outcome = NoPicture(reason=" ".join(f"{type(e).__name__}: {e}".split())[:200])
        tag = b"P" if isinstance(outcome, Picture) else b"N"
        pipe.send_bytes(tag + outcome.model_dump_json().encode())
