"""One request to arXiv at a time, and a least time between two of them."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.config import Config, cache_dir

# arXiv asks for one connection and 3 s between requests: https://info.arxiv.org/help/api/tou.html


class ArxivGate:
    """Shared by everything that talks to arXiv in this process; safe between threads.

    With a `shared` file it is shared by all processes that name the same file, too: the file is locked during a
    request and holds the time of the next one. Its clock must be the machine's, as time.monotonic is.
    """

    def __init__(
        self,
        interval_s: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        shared: Path | None = None,  # None: this process alone
    ) -> None:
        self._interval_s, self._sleep, self._clock, self._path = interval_s, sleep, clock, shared
        self._lock = threading.Lock()
        self._file: int | None = None  # descriptor of the shared file; None: no request is under way, or none is shared
        self._next = 0.0
        self._arrived = False  # whether the request under way has called `arrived`

    @contextmanager
    def request(self) -> Iterator[None]:
        """Hold the only connection until the body has been read.

        The interval to the next request runs from the arrival of the answer's headers, or from the end where
        there was no answer. Counting from the answer, not from the sending, keeps the interval at arXiv's side
        too, where a request arrives later than it was sent.
        """
        with self._lock, self._among_processes():
            # a time that is farther off was written before the machine was started again
            wait_s = min(self._next - self._clock(), self._interval_s)
            if wait_s > 0:
                self._sleep(wait_s)
            self._arrived = False
            self._set_next()  # stands if this process is killed before the answer
            try:
                yield
            finally:
                if not self._arrived:
                    self.arrived()

    def arrived(self) -> None:
        """Call inside `request` when the answer's headers are here: a long body need not delay the next request."""
        self._arrived = True
        self._set_next()

    @contextmanager
    def _among_processes(self) -> Iterator[None]:
        if self._path is None:
            yield
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)  # ends with its process, however that ends
            self._next = max(self._next, _number(os.pread(self._file, 64, 0)))
            yield
        finally:
            os.close(self._file)
            self._file = None

    def _set_next(self) -> None:
        self._next = self._clock() + self._interval_s
        if self._file is not None:
            os.pwrite(self._file, f"{self._next:<63.6f}\n".encode(), 0)


def arxiv_gate(config: Config) -> ArxivGate:
    """arXiv's gate, shared with the other processes of this user; not where one's own server asks for no pause."""
    host = urlsplit(config.sources.arxiv_pdf_url).netloc.replace(":", "_")
    shared = cache_dir().expanduser() / f"{host}.gate" if config.download.interval_s else None
    return ArxivGate(config.download.interval_s, shared=shared)


def _number(written: bytes) -> float:
    try:
        return float(written)
    except ValueError:  # a new file
        return 0.0
