"""Puts a digest into Notion as a page below a page."""

from __future__ import annotations

import logging
from typing import Any

from pipeline.errors import PipelineError, UsageError, install_extra
from pipeline.machine import tls
from pipeline.messages import _
from pipeline.publish.notion_blocks import notion_blocks, notion_title, requests_of
from schemas.digest import Digest
from schemas.records import Record

TOKEN_VARIABLE = "NOTION_TOKEN"
RETRIES = 5  # after a 429, which Notion sends beyond three requests a second, and after errors of its own
RETRY_AFTER_MAX_S = 60
MOST_PAGES = 100  # of 100 blocks: of the page that digests are put below
URL_VARIABLE = "NOTION_URL"  # another address of the API, for tests and proxies


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
        from notion_client.client import ClientOptions, RetryOptions
        from notion_client.errors import NotionClientErrorBase as Refused
    except ModuleNotFoundError as e:
        raise UsageError("ribao notion", _("needs Notion's client"), install_extra("notion")) from e
    logger = logging.getLogger("ribao.notion")  # the client's own writes to stdout, which is the product's
    retry = RetryOptions(max_retries=RETRIES, max_retry_delay_ms=1000 * RETRY_AFTER_MAX_S)
    options = ClientOptions(auth=token, logger=logger, retry=retry)
    if base_url:
        options.base_url = base_url
    with httpx.Client(verify=tls()) as http:  # `with Client` would make one of its own
        client = Client(options, client=http)
        try:
            title = notion_title(digest)
            kept = _kept(client, parent_id, title)
            return kept or _create(client, parent_id, title, notion_blocks(digest, drop_failed))
        except (Refused, httpx.HTTPError) as e:
            raise NotionError(
                digest.title, _("Notion: {told}", told=_told(e, token)), _("check --parent and its sharing")
            ) from None


def _told(error: Exception, token: str) -> str:
    return str(error).replace(token, "…")[:300]


def _kept(client: Any, parent_id: str, title: str) -> Put | None:
    cursor: str | None = None
    for _page in range(MOST_PAGES):
        page = client.blocks.children.list(parent_id, **({"start_cursor": cursor} if cursor else {}))
        for block in page["results"]:
            if block["type"] == "child_page" and block["child_page"]["title"] == title and not block.get("in_trash"):
                found = client.pages.retrieve(block["id"])
                return Put(page_id=block["id"], url=found["url"], created=False)
        if not page.get("has_more"):
            return None
        cursor = page["next_cursor"]
    return None


def _create(client: Any, parent_id: str, title: str, blocks: list[dict[str, Any]]) -> Put:
    requests = requests_of(blocks)
    page = client.pages.create(
        parent={"type": "page_id", "page_id": parent_id},
        properties={"title": {"title": [{"type": "text", "text": {"content": title}}]}},
        children=next(requests, []),
    )
    try:
        for more in requests:
            client.blocks.children.append(page["id"], children=more)
    except Exception:
        client.pages.update(page["id"], in_trash=True)
        raise
    return Put(page_id=page["id"], url=page["url"], created=True)
