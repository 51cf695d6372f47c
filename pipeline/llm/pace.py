"""How fast an endpoint is asked: calls at once that adapt to it, requests and tokens a minute that are kept to."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LEAST_WAIT_S = 0.001  # a shorter sleep may end before its time has come
HEADROOM = 0.98  # of a limit is used: the endpoint's clock starts a little after ours


class Bucket:
    """What may be spent in a minute; it refills all the time, as endpoints' own limits do."""

    def __init__(self, per_minute: float, now_s: float) -> None:
        self.capacity, self.level, self._filled_s = max(1.0, per_minute), max(1.0, per_minute), now_s

    def wait_s(self, amount: float, now_s: float) -> float:
        """Seconds until `amount` can be spent. More than a whole minute's worth waits for the full bucket."""
        self.level = min(self.capacity, self.level + (now_s - self._filled_s) * self.capacity / 60)
        self._filled_s = now_s
        return max(0.0, (min(amount, self.capacity) - self.level) * 60 / self.capacity)

    def spend(self, amount: float) -> None:
        """Take it out; wait_s has said that it is there."""
        self.level -= min(amount, self.capacity)


class Pace:
    """Lets calls through one after another, as many at once as the endpoint takes.

    Additive increase, multiplicative decrease: a 429 halves the window, once for all calls that were under way;
    every window of answers adds one to it, up to the ceiling. A Retry-After holds back all calls.
    """

    def __init__(
        self,
        start: int,
        ceiling: int,
        requests_per_minute: int = 0,
        tokens_per_minute: int = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Limits a minute of 0 are none."""
        self.window, self.ceiling = float(start), max(start, ceiling)
        self._clock, self._sleep = clock, sleep
        self._requests = Bucket(HEADROOM * requests_per_minute, clock()) if requests_per_minute else None
        self._tokens = Bucket(HEADROOM * tokens_per_minute, clock()) if tokens_per_minute else None
        self._active, self._hold_until_s, self._cut_s = 0, 0.0, float("-inf")
        self._turnstile, self._freed = asyncio.Lock(), asyncio.Event()

    @asynccontextmanager
    async def turn(self, tokens: int = 0) -> AsyncIterator[float]:
        """One request of so many tokens, prompt and limit; gives the seconds that it had to wait."""
        began_s = self._clock()
        async with self._turnstile:  # first come, first served
            while True:
                self._freed.clear()
                if self._active >= max(1, int(self.window)):
                    await self._freed.wait()
                elif (wait_s := self._wait_s(tokens)) > 0:
                    await self._sleep(max(wait_s, LEAST_WAIT_S))
                else:
                    break
            for bucket, amount in ((self._requests, 1), (self._tokens, tokens)):
                if bucket is not None:
                    bucket.spend(amount)
            self._active += 1
        try:
            yield self._clock() - began_s
        finally:
            self._active -= 1
            self._freed.set()

    def _wait_s(self, tokens: int) -> float:
        now_s = self._clock()
        waits = [self._hold_until_s - now_s]
        waits += [self._requests.wait_s(1, now_s)] if self._requests else []
        waits += [self._tokens.wait_s(tokens, now_s)] if self._tokens else []
        return max(waits)

    def slow_down(self, asked_s: float) -> None:
        """After a 429 to a request of that time (the clock's)."""
        if asked_s >= self._cut_s:  # one burst of refusals is one sign
            self.window = max(1.0, self.window / 2)
            self._cut_s = self._clock()

    def hold(self, seconds: float) -> None:
        """After a Retry-After."""
        self._hold_until_s = max(self._hold_until_s, self._clock() + seconds)

    def speed_up(self) -> None:
        """After an answer."""
        self.window = min(float(self.ceiling), self.window + 1 / self.window)
        self._freed.set()
