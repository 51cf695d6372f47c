"""One request to arXiv at a time, and a least time between two of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# arXiv asks for one connection and 3 s between requests: https://info.arxiv.org/help/api/tou.html


class ArxivGate:
    """Shared by everything that talks to arXiv in this process; safe between threads."""

    def __init__(
        self,
        interval_s: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval_s, self._sleep, self._clock = interval_s, sleep, clock
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
        with self._lock:
            wait_s = self._next - self._clock()
            if wait_s > 0:
                self._sleep(wait_s)
            self._arrived = False
            try:
                yield
            finally:
                if not self._arrived:
                    self.arrived()

    def arrived(self) -> None:
        """Call inside `request` when the answer's headers are here: a long body need not delay the next request."""
        self._arrived = True
        self._next = self._clock() + self._interval_s
