"""Puts a digest into Notion as a page below a page."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx2

from pipeline.errors import PipelineError, UsageError, install_extra
from pipeline.messages import _
from pipeline.publish.notion_blocks import notion_blocks, notion_title, requests_of, text_of
from pipeline.sources.http import retry_after_s
from pipeline.store.artefacts import write_atomically
from pipeline.store.ends import Ends
from schemas.digest import Digest
from schemas.records import Record

if TYPE_CHECKING:
    import httpx

TOKEN_VARIABLE = "NOTION_TOKEN"
RETRIES = 5  # after a 429, which Notion sends beyond three requests a second, and after errors of its own
AGAIN = frozenset({409, 429, *range(500, 600)})  # a conflict, too many, errors of its own and of what stands before it
RETRY_AFTER_MAX_S = 60
MOST_LOST = 10  # blocks that Notion refuses: more are no flaw of single ones
_PAGE_ID = re.compile(r"(?i)(?<![0-9a-f])[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])")
MOST_PAGES = 100  # of 100 blocks: of the page that digests are put below
MOST_BYTES = 20_000_000  # of an answer: a hundred blocks have 0.2 MB
MOST_S = 120.0  # for a whole answer
SILENT_S = 60.0
URL_VARIABLE = "NOTION_URL"  # another address of the API, for tests and proxies


T = TypeVar("T")


class NotionError(PipelineError):
    """Notion did not take the page."""


class Put(Record):
    """The page of a digest."""

    page_id: str
    url: str
    created: bool  # False: it was there before, and was left alone
    lost: tuple[str, ...] = ()  # the texts of blocks that Notion refused


def put_digest(
    digest: Digest, parent_id: str, token: str, folder: Path, base_url: str | None = None, drop_failed: bool = False
) -> Put:
    """Make the digest's page below the page `parent_id`, its id or its address, or find the one with its title.

    Raises UsageError without a token or the client library, NotionError where Notion refuses; a page that could not be
    finished is moved to the trash, also by the next run: `folder` holds the id of such a one. A block that Notion
    refuses is left out.
    """
    token = token.strip()
    if not token.isascii() or any(c.isspace() for c in token):
        raise UsageError(TOKEN_VARIABLE, _("is no secret of Notion's"), _("copy it again from the integration's page"))
    parent_id = next(iter(_PAGE_ID.findall(parent_id.partition("?")[0])[-1:]), parent_id)
    if not token:
        raise UsageError(
            TOKEN_VARIABLE, _("is not set"), _("set it to the secret of an integration that may write the page")
        )
    try:
        import httpx
        from notion_client import Client
        from notion_client.client import ClientOptions
        from notion_client.errors import NotionClientErrorBase as Refused
    except ModuleNotFoundError as e:
        raise UsageError("ribao notion", _("needs Notion's client"), install_extra("notion")) from e
    logger = logging.getLogger("ribao.notion")  # the client's own writes to stdout, which is the product's
    logger.addHandler(logging.NullHandler())  # what it would say of an error may hold the secret
    options = ClientOptions(auth=token, logger=logger, retry=False)
    if base_url:
        try:
            parts = urlsplit(base_url)
            well_formed = parts.scheme in ("http", "https") and parts.port != 0 and bool(parts.hostname)
            (parts.hostname or "").encode("idna")
        except ValueError:
            well_formed = False
        if not well_formed:
            raise UsageError(URL_VARIABLE, _("is no address"), _("leave it unset"))
        options.base_url = base_url
    title, blocks = notion_title(digest), notion_blocks(digest, drop_failed)
    ends = Ends(MOST_BYTES, MOST_S)
    with ends.client(SILENT_S) as ours, httpx.Client(transport=_transport(ours, ends)) as http:
        client = Client(options, client=http)  # `with Client` would make one of its own
        try:
            unfinished = folder / hashlib.sha256(f"{parent_id}\0{title}".encode()).hexdigest()[:16]
            _clear(client, unfinished)
            return _kept(client, parent_id, title) or _create(client, parent_id, title, blocks, unfinished)
        except (Refused, httpx.HTTPError) as e:
            told = str(e).replace(token, "…")[:300]
        except (_NoAnswer, ValueError, RecursionError):  # no JSON, or nested without an end
            told = _("what answered is not Notion's API")
    raise NotionError(digest.title, _("Notion: {told}", told=told), _("check --parent and its sharing"))


class _NoAnswer(Exception):
    """What came is no answer of Notion's."""


def _transport(ours: httpx2.Client, ends: Ends) -> httpx.BaseTransport:
    """Asks with our client, whose answers have an end, for the one that Notion's library knows."""
    import httpx

    class Transport(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sent = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
            try:
                with ends.told():
                    answer = ours.request(request.method, str(request.url), headers=sent, content=request.content)
            except httpx2.DecodingError as e:
                raise httpx.DecodingError(str(e)) from e
            except httpx2.HTTPError as e:
                raise httpx.TransportError(str(e)) from e
            return httpx.Response(answer.status_code, headers=answer.headers.multi_items(), content=answer.content)

    return Transport()


def _asked(call: Callable[[], Any], done: Callable[[], Any] = lambda: None) -> Any:
    """What a request gives, also after errors that pass; `done` says whether one that failed was carried out: None
    where it was not.

    Raises what the client raises.
    """
    import httpx
    from notion_client.errors import HTTPResponseError, RequestTimeoutError

    for attempt in range(RETRIES):
        try:
            return call()
        except HTTPResponseError as e:
            if e.status not in AGAIN:
                raise
            wait_s = retry_after_s(e.headers.get("retry-after"), e.headers.get("date"))
        except (RequestTimeoutError, httpx.TransportError):
            wait_s = None
        time.sleep(min(2.0**attempt if wait_s is None else wait_s, RETRY_AFTER_MAX_S))
        if (found := done()) is not None:
            return found
    return call()


def _of(answer: Any, key: str, kind: type[T]) -> T:
    """A part of an answer. Raises _NoAnswer where it has none."""
    value = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(value, kind):
        raise _NoAnswer
    return value


def _children(client: Any, block_id: str) -> Iterator[dict[str, Any]]:
    """The blocks below one, as far as they can be read."""
    cursor: dict[str, Any] = {}
    for _page in range(MOST_PAGES):
        page = _asked(partial(client.blocks.children.list, block_id, **cursor))
        yield from (block for block in _of(page, "results", list) if isinstance(block, dict))
        if not page.get("has_more") or not page.get("next_cursor"):
            return
        cursor = {"start_cursor": page["next_cursor"]}


def _find(client: Any, parent_id: str, title: str) -> str | None:
    """The id of the page with that title; None: there is none."""
    for block in _children(client, parent_id):
        named = block.get("child_page")
        gone = block.get("in_trash") or block.get("archived")
        if isinstance(named, dict) and named.get("title") == title and not gone:
            return _of(block, "id", str)
    return None


def _kept(client: Any, parent_id: str, title: str) -> Put | None:
    if (found := _find(client, parent_id, title)) is None:
        return None
    page = _asked(lambda: client.pages.retrieve(found))
    return Put(page_id=found, url=_of(page, "url", str), created=False)


def _clear(client: Any, unfinished: Path) -> None:
    """Move the page to the trash that a run which was cut off left there."""
    from notion_client.errors import HTTPResponseError

    if not unfinished.is_file():
        return
    with contextlib.suppress(HTTPResponseError):  # somebody else deleted it
        _trash(client, unfinished.read_text("utf-8", "replace").strip())
    unfinished.unlink(missing_ok=True)


def _trash(client: Any, page_id: str) -> None:
    _asked(lambda: client.pages.update(page_id, in_trash=True))


def _create(client: Any, parent_id: str, title: str, blocks: list[dict[str, Any]], unfinished: Path) -> Put:
    from notion_client.errors import HTTPResponseError

    first, *others = [*requests_of(blocks)] or [[]]
    named = {"title": {"title": [{"type": "text", "text": {"content": title}}]}}
    parent = {"type": "page_id", "page_id": parent_id}

    def made() -> Any:
        found = _find(client, parent_id, title)
        return None if found is None else client.pages.retrieve(found)

    def create(children: list[dict[str, Any]]) -> Any:
        return _asked(lambda: client.pages.create(parent=parent, properties=named, children=children), made)

    there = len(first)
    try:
        page = create(first)
    except HTTPResponseError as e:
        if not first or not _of_a_block(e):
            raise
        page, there, others = create([]), 0, [first, *others]
    page_id, lost = _of(page, "id", str), list[str]()
    try:
        write_atomically(unfinished, page_id, unfinished.parent.parent)
        for more in others:
            there = _append(client, page_id, more, there, lost)
    except Exception:
        with contextlib.suppress(Exception):  # the first error is the one to tell
            _trash(client, page_id)
            unfinished.unlink(missing_ok=True)
        raise
    unfinished.unlink(missing_ok=True)
    return Put(page_id=page_id, url=_of(page, "url", str), created=True, lost=tuple(lost))


def _append(client: Any, page_id: str, blocks: list[dict[str, Any]], there: int, lost: list[str]) -> int:
    """Add blocks to a page that has so many; how many it has then. `lost` gets the texts of those that are refused."""
    from notion_client.errors import HTTPResponseError

    then = there + len(blocks)

    def added() -> bool | None:
        return True if sum(1 for _block in _children(client, page_id)) >= then else None

    try:
        _asked(lambda: client.blocks.children.append(page_id, children=blocks), added)
    except HTTPResponseError as e:
        if not _of_a_block(e) or len(lost) >= MOST_LOST:
            raise
        if len(blocks) == 1:
            lost.append(text_of(blocks[0]))
            return there
        half = len(blocks) // 2
        there = _append(client, page_id, blocks[:half], there, lost)
        return _append(client, page_id, blocks[half:], there, lost)
    return then


def _of_a_block(error: Any) -> bool:
    """Whether a request was refused for what is in it, which may be one block's flaw."""
    return error.status == 400 and getattr(error, "code", "") == "validation_error"
