"""One request to arXiv at a time, and a least time between two of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.config import Config, cache_dir
from pipeline.errors import StoreError, reason_of
from pipeline.messages import _
from pipeline.store.artefacts import write_atomically
from pipeline.store.lock import locked
from pipeline.store.plain import read_plain

# arXiv asks for one connection and 3 s between requests: https://info.arxiv.org/help/api/tou.html


class ArxivGate:
    """Shared by everything that talks to arXiv in this process; safe between threads.

    With a `shared` file it is shared by all processes that name the same file, too: it holds the time of the next
    request, and a lock beside it is held during one. Its clock must be the machine's, as time.monotonic is.
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
        with ExitStack() as held:
            lock = self._path.with_name(f"{self._path.name}.lock")
            try:
                held.enter_context(locked(lock))
            except OSError as e:
                raise StoreError(
                    str(lock), _("cannot be locked ({reason})", reason=reason_of(e)), _("check the cache directory")
                ) from e
            self._next = max(self._next, _time_in(self._path))
            yield

    def _set_next(self) -> None:
        self._next = self._clock() + self._interval_s
        if self._path is not None:
            write_atomically(self._path, f"{self._next:.6f}\n")


def arxiv_gate(config: Config) -> ArxivGate:
    """arXiv's gate, shared with the other processes of this user; not where one's own server asks for no pause."""
    host = urlsplit(config.sources.arxiv_pdf_url).netloc.replace(":", "_")
    shared = cache_dir() / f"{host}.gate" if config.download.interval_s else None
    return ArxivGate(config.download.interval_s, shared=shared)


def _time_in(path: Path) -> float:
    try:
        return float(read_plain(path))
    except (OSError, ValueError):  # there is none yet
        return 0.0
