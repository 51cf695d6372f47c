"""GET with a timeout, a User-Agent, a few tries and Retry-After."""

from __future__ import annotations

import contextlib
import email.utils
import math
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception

from pipeline.errors import reason_of
from pipeline.machine import Outage, outage_of, server_time
from pipeline.messages import _
from pipeline.store.ends import Ends

RETRY_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})
DOWN_STATUS = frozenset({502, 503, 504})  # of a server that is down, or of what stands before it
RETRY_AFTER_MAX_S = 120.0  # a server that asks for more is treated as down: asking sooner would be rude
MOST_OF_PROBE = 1_000_000  # bytes
VERSION = "0.1.0"

Sleep = Callable[[float], None]
"""Waits so many seconds; tests pass one that does not."""


def user_agent(contact: str) -> str:
    """The User-Agent sent to arXiv and Hugging Face, with a way to reach the person who runs this.

    A header holds ASCII only (RFC 9110, 5.5): other characters of `contact` are percent-encoded.
    """
    written = quote(" ".join(contact.split()), safe=" !#$&'*+,-./:;=?@[]^_`{|}~<>", errors="replace")
    return f"ribao/{VERSION} ({written})" if written else f"ribao/{VERSION}"


class RetryableAnswerError(Exception):
    """An answer that another try may mend. `retry_after_s` is what the server asked for, None: it did not.

    `down`: it is of a server that is down.
    """

    def __init__(self, fact: str, retry_after_s: float | None = None, down: bool = False) -> None:
        super().__init__(fact, retry_after_s, down)
        self.fact, self.retry_after_s, self.down = fact, retry_after_s, down

    def __str__(self) -> str:
        if self.retry_after_s is not None and self.retry_after_s > RETRY_AFTER_MAX_S:
            return _("{fact}, and asks to wait {seconds:.0f} s", fact=self.fact, seconds=self.retry_after_s)
        return self.fact


def retry_after_s(value: str | None, date: str | None = None) -> float | None:
    """Seconds of a Retry-After header, a number or a date (RFC 9110, 10.2.3); None: absent or unreadable.

    `date`: the answer's own, which the date is held against.
    """
    if value is None:
        return None
    with contextlib.suppress(ValueError):  # a date, then
        return max(0.0, float(value))
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - server_time(date))
    except (ValueError, TypeError, OverflowError):
        return None


def wait_s(state: RetryCallState) -> float:
    """Retry-After where the server gave one, else 1, 2, 4, … seconds, at most 30."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RetryableAnswerError) and error.retry_after_s is not None:
        return error.retry_after_s
    return float(min(2 ** (state.attempt_number - 1), 30))


def retrying(
    tries: int,
    sleep: Sleep = time.sleep,
    transport: tuple[type[Exception], ...] = (httpx2.TransportError,),
    unreachable: tuple[type[Exception], ...] = (httpx2.ConnectError, httpx2.ConnectTimeout),
    outage: Outage | None = None,  # None: none is waited out
    most_s: float = math.inf,
) -> Retrying:
    """Tries for the errors of `transport` and for RetryableAnswerError; the last error is raised as it is.

    A server that is down, or errors of `unreachable`, is asked again as long as the outage allows and no longer; behind
    a proxy the latter may be a wrong address of the proxy, and are told after `tries`. All waits together take `most_s`
    at most.
    Given up at once: an address that cannot be asked, and a server that asks for more than RETRY_AFTER_MAX_S.
    """
    down = 0  # tries of an outage, which do not count
    direct = not getproxies().keys() & {"http", "https", "all"}

    def mendable(error: BaseException) -> bool:
        if isinstance(error, RetryableAnswerError):
            return (error.retry_after_s or 0.0) <= RETRY_AFTER_MAX_S
        return isinstance(error, transport) and not isinstance(error, httpx2.UnsupportedProtocol)

    def over(state: RetryCallState) -> bool:
        nonlocal down
        error = state.outcome.exception() if state.outcome else None
        is_down = error.down if isinstance(error, RetryableAnswerError) else isinstance(error, unreachable) and direct
        if outage is not None and isinstance(error, RetryableAnswerError) and not is_down:
            outage.answered()
        left_s = outage.left_s(reason_of(error)) if outage is not None and is_down and error is not None else 0.0
        if state.idle_for + state.upcoming_sleep > most_s:
            return True
        if state.upcoming_sleep < left_s:
            down += 1
            return False
        waited_out = is_down and outage is not None and outage.limit_s > 0
        return waited_out or state.attempt_number - down >= tries

    return Retrying(
        stop=over,
        wait=wait_s,
        retry=retry_if_exception(mendable),
        sleep=sleep,
        reraise=True,
    )


def outage_at(url: str, limit_s: float) -> Outage:
    """The outage of the server of an address."""
    return outage_of(urlsplit(url).netloc.rpartition("@")[2], limit_s, mirrors(url))


def mirrors(url: str) -> str:
    """What helps where huggingface.co cannot be reached, as in China; "" for any other address."""
    if urlsplit(url).hostname != "huggingface.co":
        return ""
    return _("in China set HF_ENDPOINT to a mirror, or RIBAO_SOURCES_HUGGINGFACE_URL: docs/mainland.md")


def raise_for_retry(status: int, headers: Mapping[str, str]) -> None:
    """Raise RetryableAnswerError for a status that a later try may mend."""
    if status in RETRY_STATUS:
        down = status in DOWN_STATUS
        wait_s = retry_after_s(headers.get("retry-after"), headers.get("date"))
        raise RetryableAnswerError(_("HTTP {status}", status=status), wait_s, down)


def reach(url: str, contact: str, timeout_s: float) -> None:
    """Ask for an address once. Raises RetryableAnswerError for any answer but 200, and httpx2's errors."""
    ends = Ends(MOST_OF_PROBE, timeout_s)
    with (
        ends.client(timeout_s, {"User-Agent": user_agent(contact)}, follow_redirects=True, max_redirects=5) as client,
        ends.told(),
        client.stream("GET", url) as answer,  # its body is not read
    ):
        if answer.status_code != 200:
            raise RetryableAnswerError(_("HTTP {status}", status=answer.status_code))


def remedy_for(reason: str, later: str = "") -> str:
    """What a person can do about a connection that failed for this reason; `later`: instead of trying again later."""
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        return _("set SSL_CERT_FILE to your organisation's certificates")
    return later or _("try again later")


def same_site(url: str, bases: tuple[str, ...]) -> bool:
    """Whether `url` is on the scheme, host and port of one of `bases`; https in the place of http is welcome."""
    try:
        return _origin(url) in {o for base in bases for o in (_origin(base), ("https", *_origin(base)[1:]))}
    except ValueError:  # a port that is no number, a broken IPv6 address
        return False


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = parts.port or default
    return parts.scheme, parts.hostname or "", None if port == default else port
