"""Puts a digest into Notion as a page below a page."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from pipeline.errors import PipelineError, UsageError, install_extra
from pipeline.machine import tls
from pipeline.messages import _
from pipeline.publish.notion_blocks import notion_blocks, notion_title, requests_of
from pipeline.sources.http import retry_after_s
from schemas.digest import Digest
from schemas.records import Record

TOKEN_VARIABLE = "NOTION_TOKEN"
RETRIES = 5  # after a 429, which Notion sends beyond three requests a second, and after errors of its own
AGAIN = frozenset({409, 429, *range(500, 600)})  # a conflict, too many, errors of its own and of what stands before it
RETRY_AFTER_MAX_S = 60
MOST_PAGES = 100  # of 100 blocks: of the page that digests are put below
URL_VARIABLE = "NOTION_URL"  # another address of the API, for tests and proxies


T = TypeVar("T")


class NotionError(PipelineError):
    """Notion did not take the page."""


class Put(Record):
    """The page of a digest."""

    page_id: str
    url: str
    created: bool  # False: it was there before, and was left alone


def put_digest(
    digest: Digest, parent_id: str, token: str, base_url: str | None = None, drop_failed: bool = False
) -> Put:
    """Make the digest's page below the page `parent_id`, or find the one with its title.

    Raises UsageError without a token or the client library, NotionError where Notion refuses; a page that could not be
    finished is moved to the trash.
    """
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
        options.base_url = base_url
    title, blocks = notion_title(digest), notion_blocks(digest, drop_failed)
    with httpx.Client(verify=tls()) as http:  # `with Client` would make one of its own
        client = Client(options, client=http)
        try:
            return _kept(client, parent_id, title) or _create(client, parent_id, title, blocks)
        except (Refused, httpx.HTTPError) as e:
            told = str(e).replace(token, "…")[:300]
        except (_NoAnswer, ValueError, RecursionError):  # no JSON, or nested without an end
            told = _("what answered is not Notion's API")
    raise NotionError(digest.title, _("Notion: {told}", told=told), _("check --parent and its sharing"))


class _NoAnswer(Exception):
    """What came is no answer of Notion's."""


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
            wait_s = retry_after_s(e.headers.get("retry-after"))
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
        if isinstance(named, dict) and named.get("title") == title and not block.get("in_trash"):
            return _of(block, "id", str)
    return None


def _kept(client: Any, parent_id: str, title: str) -> Put | None:
    if (found := _find(client, parent_id, title)) is None:
        return None
    page = _asked(lambda: client.pages.retrieve(found))
    return Put(page_id=found, url=_of(page, "url", str), created=False)


def _create(client: Any, parent_id: str, title: str, blocks: list[dict[str, Any]]) -> Put:
    requests = requests_of(blocks)
    first = next(requests, [])
    named = {"title": {"title": [{"type": "text", "text": {"content": title}}]}}
    parent = {"type": "page_id", "page_id": parent_id}

    def made() -> Any:
        found = _find(client, parent_id, title)
        return None if found is None else client.pages.retrieve(found)

    page = _asked(lambda: client.pages.create(parent=parent, properties=named, children=first), made)
    page_id, sent = _of(page, "id", str), len(first)
    try:
        for more in requests:
            sent += len(more)
            _append(client, page_id, more, sent)
    except Exception:
        with contextlib.suppress(Exception):  # the first error is the one to tell
            _asked(lambda: client.pages.update(page_id, in_trash=True))
        raise
    return Put(page_id=page_id, url=_of(page, "url", str), created=True)


def _append(client: Any, page_id: str, blocks: list[dict[str, Any]], then: int) -> None:
    """Add blocks to a page, which has `then` of them after it."""

    def added() -> bool | None:
        return True if sum(1 for _block in _children(client, page_id)) >= then else None

    _asked(lambda: client.blocks.children.append(page_id, children=blocks), added)
