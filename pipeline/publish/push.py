"""Sends a day's list to chats: Feishu, WeCom, DingTalk, Telegram, Slack, ntfy and whatever else Apprise knows."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from pydantic import Field, ValidationError

from pipeline.errors import PipelineError, UsageError, install_extra
from pipeline.messages import N_, _
from pipeline.render.escape import seen
from pipeline.render.view import WARN, headline_field
from pipeline.store.artefacts import record_json, write_atomically
from pipeline.store.ends import PACKINGS, Ends
from pipeline.store.plain import read_plain
from schemas.bounds import one_line
from schemas.digest import Digest, Entry
from schemas.records import Record

if TYPE_CHECKING:
    from apprise import NotifyBase

URLS_VARIABLE = "PUSH_URLS"
SAID_CHARS = 120
MOST_BYTES, MOST_S = 1_000_000, 60.0  # of one answer: services say a code and a word
SPARE = 0.9  # of a service's limit: some write & as &amp;
REMEDY = N_("set PUSH_URLS to addresses as Apprise writes them, such as feishu://TOKEN, with blanks between them")


class PushError(PipelineError):
    """At least one channel did not take the list."""


class Sent(Record):
    """What one channel has been sent of a digest."""

    parts: int  # how many it took
    of: int  # how many there are
    text: str  # the hash of them all: another text is another list


class Pushed(Record):
    """What has been sent of one digest, by the hash of a channel's address; no address is kept."""

    channels: dict[str, Sent] = Field(default_factory=dict)


class Channel(Record):
    """One address."""

    key: str  # a hash of the address, which holds a secret
    name: str  # the service, and its place among the addresses: "Feishu (2)"
    address: str = Field(repr=False)


def channels_of(environ: Mapping[str, str]) -> list[Channel]:
    """The addresses of PUSH_URLS. Raises UsageError where there is none, or one that Apprise does not know."""
    addresses = environ.get(URLS_VARIABLE, "").split()
    if not addresses:
        raise UsageError(URLS_VARIABLE, _("is not set"), _(REMEDY))
    channels = []
    for at, address in enumerate(dict.fromkeys(addresses), 1):
        service = _service(address)
        if service is None:
            raise UsageError(
                _("{variable}, address {at}", variable=URLS_VARIABLE, at=at),
                _("is none that Apprise can use"),
                _(REMEDY),
            )
        key = hashlib.sha256(address.encode()).hexdigest()[:16]
        channels.append(Channel(key=key, name=f"{service.service_name} ({at})", address=address))
    return channels


def push(
    digest: Digest, channels: Sequence[Channel], folder: Path, site_url: str = "", again: bool = False
) -> list[str]:
    """Send the list to each channel that has not had it; a line in Chinese for each. `folder` holds what was sent.

    A list is split between papers where a service takes no longer message. What a channel took is noted after each
    part, so that a run that is cut off goes on where it stopped. Raises PushError when some channel failed, after all
    others were tried.
    """
    path = folder / f"{hashlib.sha256(digest.title.encode()).hexdigest()[:16]}.json"
    lines, failed = [], []
    write_atomically(path, record_json(_pushed(path)), folder.parent)  # what cannot be kept would be sent again
    for channel in channels:
        done = _pushed(path).channels.get(channel.key)
        if done is not None and done.parts >= done.of and not again:
            lines.append(_("{channel}: had it before (--again sends it once more)", channel=channel.name))
            continue
        service = _service(channel.address)
        if service is None:
            raise UsageError(channel.name, _("is none that Apprise can use"), _(REMEDY))
        parts = list(parts_of(digest, service, site_url))
        text = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        first = done.parts if done is not None and done.text == text and done.parts < done.of else 0
        for at, part in enumerate(parts[first:], first + 1):
            refused = _refusal(service, part, title_of(digest, at, len(parts)))
            if refused is not None:
                failed.append(channel.name)
                lines.append(
                    _(
                        "{channel}: failed (message {at} of {count} was not taken{why})",
                        channel=channel.name,
                        at=at,
                        count=len(parts),
                        why=refused and _(": ") + refused,
                    )
                )
                break
            sent = Sent(parts=at, of=len(parts), text=text)
            channels_now = _pushed(path).channels | {channel.key: sent}
            write_atomically(path, record_json(Pushed(channels=channels_now)), folder.parent)
        else:
            lines.append(
                _(
                    "{channel}: {papers} papers sent in {count} messages",
                    channel=channel.name,
                    papers=len(digest.entries),
                    count=len(parts),
                )
            )
    if failed:
        raise PushError(
            digest.title, "; ".join(lines), _("check these addresses, and run it again: the others are done")
        )
    return lines


def title_of(digest: Digest, at: int, of: int) -> str:
    """The title of a part (from 1)."""
    return f"日报 {digest.title}" + (f" ({at}/{of})" if of > 1 else "")


def parts_of(digest: Digest, service: NotifyBase, site_url: str = "") -> Iterator[str]:
    """The list in as few messages as the service's limit allows, each of whole papers.

    The limit is counted in bytes of UTF-8, which no service counts as more than one.
    """
    limit = int(service.body_maxlen * SPARE) - len(title_of(digest, 99, 99).encode()) - 2
    part = ""
    for at, entry in enumerate(digest.entries, 1):
        told = _cut(seen(_told(entry, at, digest, site_url)), limit)
        joined = f"{part}\n\n{told}" if part else told
        if part and len(joined.encode()) > limit:
            yield part
            joined = told
        part = joined
    if part:
        yield part


def _told(entry: Entry, at: int, digest: Digest, site_url: str) -> str:
    """One paper: its title, its headline, why it is of interest, and where it is read."""
    if entry.paper is None:
        return f"{at}. {entry.failure.paper_id if entry.failure else '?'}（失败）"
    lines = [f"{at}. {' '.join(entry.paper.title.split())}"]
    if entry.summary is None:
        lines[0] += "（跳过）" if entry.skipped else "（失败）"
    elif field := headline_field(entry.summary):
        prose = entry.summary.prose[field]
        lines.append(" ".join(prose.text.replace(WARN, "").split()) + (WARN if prose.flags or prose.marked else ""))
    if entry.why:
        lines.append(f"为什么给你: {entry.why}")
    if site_url:
        lines.append(f"{site_url.rstrip('/')}/day/{digest.title}.html#p{at}")
    elif entry.paper.pdf_path is None:
        lines.append(f"https://arxiv.org/abs/{entry.paper.paper_id}")
    return "\n".join(lines)


class _Heard:
    """Stands for the module requests in a service's own module: its answers have an end, and those of POST are kept."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests
        self.answers: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        if name in ("get", "options", "head", "post", "put", "patch", "delete"):
            return partial(self.request, name)
        return getattr(self._requests, name)

    def request(self, method: str, *args: Any, **kwargs: Any) -> Any:
        with self._requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, _bounded_adapter())
            answer = session.request(method, *args, **kwargs)
        if method.lower() == "post":
            self.answers.append(answer)
        return answer


def _bounded_adapter() -> Any:
    """What asks with our client, whose answers have an end, for the one that Apprise knows."""
    import requests
    from requests.adapters import BaseAdapter

    class Adapter(BaseAdapter):
        def send(
            self, request: requests.PreparedRequest, *_args: Any, timeout: Any = None, verify: Any = True, **_named: Any
        ) -> requests.Response:
            connect_s, silent_s = timeout if isinstance(timeout, tuple) else (timeout, timeout)
            silence = httpx2.Timeout(silent_s or MOST_S, connect=connect_s)
            more: Any = {} if verify else {"verify": False}  # as its address asks: verify=no
            sent: Any = {**request.headers, **PACKINGS}
            body: Any = request.body or b""
            ends, found = Ends(MOST_BYTES, MOST_S), requests.Response()
            try:
                with ends.client(silence, **more) as client, ends.told():
                    answer = client.request(str(request.method), str(request.url), headers=sent, content=body)
            except httpx2.TimeoutException as e:
                raise requests.exceptions.Timeout(str(e)) from e
            except (httpx2.HTTPError, httpx2.InvalidURL) as e:
                raise requests.exceptions.ConnectionError(str(e)) from e
            found.status_code, found.url, found.request = answer.status_code, str(request.url), request
            found._content, found.reason = answer.content, answer.reason_phrase
            found.headers.update(answer.headers)
            return found

        def close(self) -> None:
            """Each request has a client of its own."""

    return Adapter()


def _refusal(service: NotifyBase, body: str, title: str) -> str | None:
    """Send one message; None: it was taken; else what the service said, "" where it said nothing.

    WeCom, DingTalk and Feishu refuse with status 200 and an errcode or a code in the body, which Apprise 2.3 takes for
    success with the first two: so what they answer is read here, too.
    """
    module = sys.modules[type(service).__module__]
    requests = getattr(module, "requests", None)
    heard = _Heard(requests)
    if requests is not None:
        vars(module)["requests"] = heard
    try:
        taken = service.notify(body=body, title=title, body_format="text")
    finally:
        if requests is not None:
            vars(module)["requests"] = requests
    said = [reason for answer in heard.answers if (reason := _said(answer)) is not None]
    if taken and not said:
        return None
    return one_line(said[0])[:SAID_CHARS] if said else ""


def _said(answer: Any) -> str | None:
    """Why a service refused, in its own words; None: it did not, or does not say so."""
    try:
        told = answer.json()
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    codes = [told[key] for key in ("errcode", "code", "StatusCode", "error_code") if isinstance(told.get(key), int)]
    if told.get("ok") is not False and not any(code not in (0, 200) for code in codes):
        return None
    words = (told.get(key) for key in ("errmsg", "msg", "description", "message", "error"))
    return next((str(word) for word in words if word), "")


def _cut(text: str, limit: int) -> str:
    """A paper that alone is longer than a message: what fits, which no paper of 580 recorded days needed."""
    return text if len(text.encode()) <= limit else text.encode()[: limit - 3].decode("utf-8", "ignore") + "…"


def _pushed(path: Path) -> Pushed:
    try:
        return Pushed.model_validate_json(read_plain(path))
    except (OSError, ValidationError):
        return Pushed()


def _service(address: str) -> NotifyBase | None:
    try:
        from apprise import Apprise
    except ModuleNotFoundError as e:
        raise UsageError("ribao push", _("needs Apprise"), install_extra("push")) from e
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings quote what a service answers
    if not urlsplit(address).scheme:
        return None
    service: NotifyBase | None = Apprise.instantiate(address, suppress_exceptions=True)
    return service
