"""What this machine offers (cores, a way to the network) and what this process has used of it."""

from __future__ import annotations

import email.utils
import errno
import functools
import logging
import os
import re
import sys
import time
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _

if TYPE_CHECKING:
    import ssl

OUTAGE_TOLD_S = 2.0  # a shorter one is over before it could be read
OUTAGE_AGAIN_S = 60.0  # so often is it told that the waiting goes on
_LOG = logging.getLogger("ribao")
_PROXIES = ("http", "https", "all")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")  # what httpx2 and pip both speak


def server_time(date: str | None) -> float:
    """A server's clock by its answer's Date, in seconds since 1970; this machine's, which may be wrong, without one."""
    try:
        return email.utils.parsedate_to_datetime(date or "").timestamp()
    except (ValueError, OverflowError):
        return time.time()


def usable_cores() -> int:
    """Cores that this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):  # Linux only
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_memory_mb() -> float | None:
    """The most memory that this process, without its workers, has held at once, in MB; None: nobody tells."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1e6 if sys.platform == "darwin" else 1e3  # macOS counts bytes, Linux kilobytes (getrusage(2))
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


@functools.cache
def tls() -> ssl.SSLContext:
    """The certificates that a client trusts, read once: it takes a twentieth of a second, and a day has 50 clients.

    The system's own and those of REQUESTS_CA_BUNDLE, or those of SSL_CERT_FILE or SSL_CERT_DIR alone. Raises UsageError
    for a file that is none, and for a proxy of the environment that cannot be used.
    """
    import httpx2

    check_proxies()
    name, bundle = next(((n, os.environ[n]) for n in _CERTIFICATES if os.environ.get(n)), ("", ""))
    try:
        if name == "SSL_CERT_DIR" and not any(Path(folder).is_dir() for folder in bundle.split(os.pathsep)):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), bundle)
        context = httpx2.create_ssl_context()
        if name == "REQUESTS_CA_BUNDLE":
            context.load_verify_locations(**{"capath" if Path(bundle).is_dir() else "cafile": bundle})
        return context
    except OSError as e:  # SSLError, too
        raise UsageError(
            name, _("names no certificates ({reason})", reason=reason_of(e)), _("name a PEM file that exists")
        ) from e


def check_proxies(environ: MutableMapping[str, str] = os.environ) -> None:
    """Raise UsageError, without the proxy's login, for a proxy of the environment that no client can use.

    socks:// of some desktops becomes socks5h://, which is what they mean by it; blanks around it go. In NO_PROXY blanks
    and semicolons become commas, and a scheme's own port goes.
    """
    from urllib.request import getproxies  # 30 ms; most commands need no network

    for name in [n for n in environ if n.lower() in {f"{kind}_proxy" for kind in _PROXIES}]:
        environ[name] = environ[name].strip()
        if environ[name].lower().startswith("socks://"):
            environ[name] = f"socks5h{environ[name][5:]}"
    for name in [n for n in environ if n.lower() == "no_proxy"]:  # curl takes blanks for commas, the clients do not
        hosts = filter(None, re.split(r"[\s,;]+", environ[name]))
        environ[name] = ",".join(re.sub(r"^([^:]+)(?::(?:80|443)|/)$", r"\1", host) for host in hosts)
    for kind, address in getproxies().items():
        if kind not in _PROXIES or not address:
            continue
        try:
            parts = urlsplit(address if "://" in address else f"http://{address}")
            usable = parts.scheme.lower() in _PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0
            usable = usable and parts.path in ("", "/") and not re.search(r"\s", parts.netloc)
        except ValueError:  # a port that is no number
            usable = False
        if not usable:
            remedy = _("write it as {names}://host:port, or unset it", names="://, ".join(_PROXY_SCHEMES))
            raise UsageError(f"{kind.upper()}_PROXY", _("names no proxy that ribao can use"), remedy)


class Outage:
    """A server that is down or cannot be reached: waited out once for all who ask it, and told; safe between threads.

    It begins with the first failure and ends with the next answer. Whoever fails after `limit_s` of it waits no more.
    `remedy` is told with it: what else may help.
    """

    def __init__(
        self, server: str, limit_s: float, clock: Callable[[], float] = time.monotonic, remedy: str = ""
    ) -> None:
        self.server, self.limit_s, self._clock, self.remedy = server, limit_s, clock, remedy
        self._since_s: float | None = None  # None: it answers
        self._told_s: float | None = None  # None: nobody has heard of it

    def left_s(self, reason: str) -> float:
        """Call at each failure: the seconds for which it is still worth waiting; 0: it is over, or never was."""
        now_s = self._clock()
        self._since_s = now_s if self._since_s is None else self._since_s
        down_s = now_s - self._since_s
        told_long_ago = self._told_s is None or now_s - self._told_s >= OUTAGE_AGAIN_S
        if self.limit_s > down_s >= OUTAGE_TOLD_S and told_long_ago:
            self._told_s = now_s
            wait = {"server": self.server, "reason": reason, "seconds": self.limit_s - down_s}
            said = _("{server} does not answer ({reason}); it is waited for, up to {seconds:.0f} s", **wait)
            _LOG.warning("%s", said + (_("; ") + self.remedy if self.remedy else ""))
        return max(0.0, self.limit_s - down_s)

    def answered(self) -> None:
        """Call at each answer."""
        if self._told_s is not None and self._since_s is not None:
            down_s = self._clock() - self._since_s
            _LOG.warning(_("{server} answers again, after {seconds:.0f} s", server=self.server, seconds=down_s))
        self._since_s = self._told_s = None


@functools.cache
def outage_of(server: str, limit_s: float, remedy: str = "") -> Outage:
    """The outage of a server that all of this process share."""
    return Outage(server, limit_s, remedy=remedy)
