"""Runs extractions in worker processes that can be killed."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from concurrent.futures import Future
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import Literal

from pipeline.errors import ExtractLimit, PipelineError
from pipeline.extract.settings import ExtractSettings
from schemas.records import Failure, PaperText, Pdf

STAGE = "extract"
WATCH_S = 0.05  # a worker that allocates 2 GB/s is then seen at most 100 MB over its limit
STARTUP_S = 60.0  # importing pymupdf takes 0.5 s; on a loaded machine with a cold disk, many times that
_PR_SET_PDEATHSIG = 1  # linux/prctl.h

Extraction = PaperText | Failure


class ExtractPool:
    """Worker processes that are reused from paper to paper, each under one thread of this process.

    The death of a worker, or its end by a limit, is the Failure of the one paper it was at.
    """

    def __init__(self, workers: int, settings: ExtractSettings = ExtractSettings()) -> None:  # noqa: B008 - frozen
        if workers < 1:
            raise ValueError("at least one worker")
        self._settings = settings
        self._jobs: queue.SimpleQueue[tuple[Pdf, Future[Extraction]] | Literal["warm"] | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._starting = _Starting()
        self._workers, self._free = workers, 0  # threads that are at no paper
        self._threads: list[threading.Thread] = []  # started when those there are at work: a warm worker is used first

    def __enter__(self) -> ExtractPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def submit(self, pdf: Pdf) -> Future[Extraction]:
        """The future text of `pdf`, or its Failure. Thread-safe. Raises RuntimeError after close()."""
        future: Future[Extraction] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._jobs.put((pdf, future))
            self._enough()
        return future

    def warm(self) -> None:
        """Start a worker before there is work, which takes half a second. Raises RuntimeError after close()."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._jobs.put("warm")
            self._enough()

    def _enough(self) -> None:
        """Start one more thread where jobs wait for none that is free; the lock is held."""
        if self._jobs.qsize() > self._free and len(self._threads) < self._workers and not self._closed:
            self._free += 1
            self._threads.append(threading.Thread(target=self._serve, name="extract", daemon=True))
            self._threads[-1].start()

    def _at_work(self, change: int) -> None:
        with self._lock:
            self._free -= change
            self._enough()

    def close(self) -> None:
        """Cancels what has not begun, waits for what has, and leaves no process behind."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._starting.over = True
        with contextlib.suppress(queue.Empty):
            while job := self._jobs.get_nowait():
                if job != "warm":
                    job[1].cancel()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        worker = _Worker(self._settings, self._starting)
        try:
            while job := self._jobs.get():
                if job == "warm":
                    with contextlib.suppress(Exception):  # the first paper tries again, and its error is told
                        worker.start()
                    continue
                pdf, future = job
                if not future.set_running_or_notify_cancel():
                    continue
                self._at_work(1)
                try:
                    future.set_result(worker.extract(pdf))
                except BaseException as e:  # noqa: BLE001 - a bug: its traceback goes to the caller
                    worker.stop()
                    future.set_exception(e)
                self._at_work(-1)
        finally:
            worker.stop()


class _Starting:
    """Workers start one after another: the first is at work sooner than two that share a core."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.over = False  # True: the pool closes, and nobody waits for a worker any more


class _Worker:
    """One process, started when there is work."""

    def __init__(self, settings: ExtractSettings, starting: _Starting) -> None:
        self._settings, self._starting = settings, starting
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def extract(self, pdf: Pdf) -> Extraction:
        pipe = self.start()
        pipe.send_bytes(pdf.model_dump_json().encode())
        fact = self._wait(pipe)
        if fact is None:
            try:
                reply = pipe.recv_bytes()
            except (EOFError, OSError):
                fact = "the worker died (a crash in the PDF library)"
            else:
                return self._outcome(reply)
        self.stop()
        subject = f"{pdf.paper_id}{pdf.version or ''}"
        return ExtractLimit(subject, fact, "exclude it, or raise the limit").failure(pdf.paper_id, STAGE)

    def _outcome(self, reply: bytes) -> Extraction:
        tag, body = reply[:1], reply[1:]
        if tag == b"T":
            return PaperText.model_validate_json(body)
        if tag == b"M":  # out of memory: what is left of the worker is not to be trusted
            self.stop()
        if tag == b"B":
            self.stop()
            raise RuntimeError(f"a bug in the extraction:\n{body.decode()}")
        return Failure.model_validate_json(body)

    def _wait(self, pipe: Connection) -> str | None:
        """None: there is something to read; otherwise why the worker has to go."""
        assert self._process is not None
        assert self._process.pid is not None
        limit = self._settings
        deadline = time.monotonic() + limit.time_limit_s
        while not pipe.poll(WATCH_S):
            if time.monotonic() > deadline:
                return f"not read within {limit.time_limit_s:g} s"
            used = rss_mb(self._process.pid)
            if used > limit.memory_limit_mb:
                return f"took more than {limit.memory_limit_mb} MB of memory"
        return None

    def start(self) -> Connection:
        """The pipe to the process, which is started where there is none. Raises RuntimeError."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        with self._starting.lock:
            return self._spawn()

    def _spawn(self) -> Connection:
        context = multiprocessing.get_context("spawn")  # fork would copy the caller's threads' locks
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._settings, os.getpid()), daemon=True)
        with theirs:  # the worker has its own copy
            process.start()
        self._process = process  # not before: what was never started cannot be joined
        deadline = time.monotonic() + STARTUP_S
        while not self._pipe.poll(WATCH_S):
            if self._starting.over or time.monotonic() > deadline:
                self.stop()
                why = "the pool is closed" if self._starting.over else f"it took more than {STARTUP_S:g} s"
                raise RuntimeError(f"an extraction worker did not start: {why}")
        self._pipe.recv_bytes()
        return self._pipe

    def stop(self) -> None:
        """Ends the process, which holds nothing worth keeping, and reaps it."""
        process, pipe, self._process, self._pipe = self._process, self._pipe, None, None
        if pipe is not None:
            pipe.close()
        if process is None:
            return
        process.kill()
        process.join()
        process.close()


def rss_mb(pid: int) -> float:
    """Resident memory of a process in MB; 0 where the system does not say (then RLIMIT_AS alone holds)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _work(pipe: Connection, settings: ExtractSettings, parent: int) -> None:
    """The worker's loop: a Pdf in, one reply out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's to handle
    _die_with(parent)
    from pipeline.extract import reader  # the import that takes time

    del reader
    _limit_memory(settings)
    pipe.send_bytes(b"ready")
    while True:
        try:
            request = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(_reply(Pdf.model_validate_json(request), settings))


def _reply(pdf: Pdf, settings: ExtractSettings) -> bytes:
    from pipeline.extract import extract

    try:
        return b"T" + extract(pdf, settings).model_dump_json().encode()
    except PipelineError as e:
        return b"F" + e.failure(pdf.paper_id, STAGE).model_dump_json().encode()
    except MemoryError:
        subject = f"{pdf.paper_id}{pdf.version or ''}"
        limit = ExtractLimit(subject, f"took more than {settings.memory_limit_mb} MB of memory", "exclude it")
        return b"M" + limit.failure(pdf.paper_id, STAGE).model_dump_json().encode()
    except Exception:  # noqa: BLE001 - crosses as text: many foreign exceptions do not pickle
        import traceback

        return b"B" + traceback.format_exc().encode("utf-8", "replace")


def _die_with(parent: int) -> None:
    """Ends this process when its parent is gone, even by SIGKILL while C code runs here."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _limit_memory(settings: ExtractSettings) -> None:
    """An allocation far over the limit fails at once, between two looks of the watch."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size = pages * os.sysconf("SC_PAGE_SIZE") + settings.memory_limit_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
