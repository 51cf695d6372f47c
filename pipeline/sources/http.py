"""GET with a timeout, a User-Agent, a few tries and Retry-After."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
RETRY_AFTER_MAX_S = 120.0  # a server that asks for more is treated as down
VERSION = "0.1.0"


def user_agent(contact: str) -> str:
    """The User-Agent sent to arXiv and Hugging Face, with a way to reach the person who runs this."""
    return f"ribao/{VERSION} ({contact})" if contact else f"ribao/{VERSION}"


class RetryableStatusError(Exception):
    """A status worth another try. `retry_after_s` is what the server asked for, None: it did not."""

    def __init__(self, status: int, retry_after_s: float | None) -> None:
        super().__init__(status, retry_after_s)
        self.status, self.retry_after_s = status, retry_after_s

    def __str__(self) -> str:
        return f"HTTP {self.status}"


def retry_after_s(value: str | None) -> float | None:
    """Seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None: absent or unreadable."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, when.timestamp() - time.time())


def wait_s(state: RetryCallState) -> float:
    """Retry-After where the server gave one, else 1, 2, 4, … seconds, at most 30."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryableStatusError) and error.retry_after_s is not None:
        return min(error.retry_after_s, RETRY_AFTER_MAX_S)
    return float(min(2 ** (state.attempt_number - 1), 30))


def retrying(tries: int, sleep: Callable[[float], None] = time.sleep) -> Retrying:
    """Tries for transport errors and RETRY_STATUS; the last error is raised as it is."""
    return Retrying(
        stop=stop_after_attempt(tries),
        wait=wait_s,
        retry=retry_if_exception_type((httpx2.TransportError, RetryableStatusError)),
        sleep=sleep,
        reraise=True,
    )


def raise_for_retry(status: int, headers: httpx2.Headers) -> None:
    """Raise RetryableStatusError for a status that a later try may mend."""
    if status in RETRY_STATUS:
        raise RetryableStatusError(status, retry_after_s(headers.get("retry-after")))
