"""Puts the papers of a digest into a collection of a Zotero library, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, UsageError, install_extra
from pipeline.messages import _
from pipeline.render.richtext import plain
from pipeline.store.ends import Ends
from schemas.bounds import one_line
from schemas.digest import Digest
from schemas.records import Paper, Record

if TYPE_CHECKING:
    import httpx2

KEY_VARIABLE, LIBRARY_VARIABLE = "ZOTERO_API_KEY", "ZOTERO_LIBRARY"
URL_VARIABLE = "ZOTERO_URL"  # another address of the API, for tests and proxies
API, TIMEOUT_S = "https://api.zotero.org", 30.0
MOST_BYTES, MOST_S = 50_000_000, 120.0  # of one answer
PAGE, MOST_ITEMS = 100, 20_000  # items of an answer at most, and of a library that we read
AT_ONCE = 50  # items of a request: https://www.zotero.org/support/dev/web_api/v3/write_requests


class ZoteroError(PipelineError):
    """Zotero did not take the papers."""


class PutPapers(Record):
    """What became of the papers."""

    added: int
    there: int  # in the collection before, and left alone


def put_papers(digest: Digest, library: str, key: str, collection: str, base_url: str | None = None) -> PutPapers:
    """Add what is missing of the digest's papers to `collection`, which is made where there is none.

    `library` is "user:123" or "group:456". Raises UsageError without a key, a library or the client, ZoteroError where
    Zotero refuses.
    """
    kind, number = _checked(library, key)
    try:
        import httpx2
        from pyzotero import errors, zotero
    except ModuleNotFoundError as e:
        raise UsageError("ribao zotero", _("needs Zotero's client"), install_extra("zotero")) from e
    with Ends(MOST_BYTES, MOST_S).client(TIMEOUT_S) as http:
        client = zotero.Zotero(number, kind, key, client=http)
        if base_url:
            client.endpoint = base_url
        try:
            return _put(client, digest, collection)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # pyzotero's, of odd answers
            told = _("answered with something else than a library")
            raise ZoteroError(digest.title, told, _("check the network")) from None
        except (errors.PyZoteroError, httpx2.HTTPError) as e:
            told = one_line(str(e)).replace(key, "…")[:200] or type(e).__name__
            raise ZoteroError(digest.title, f"Zotero: {told}", _("check the key and the library")) from None


def _checked(library: str, key: str) -> tuple[str, str]:
    """Kind and number of a library. Raises UsageError without them, or without a key."""
    kind, _colon, number = library.partition(":")
    if kind not in ("user", "group") or not number.isdigit():
        raise UsageError(
            LIBRARY_VARIABLE, _("is not set"), _("set it to user:NUMBER or group:NUMBER (zotero.org/settings/keys)")
        )
    if not key:
        raise UsageError(KEY_VARIABLE, _("is not set"), _("make a key that may write: zotero.org/settings/keys"))
    return kind, number


def read_library(library: str, key: str, collection: str, base_url: str | None = None) -> tuple[str, int]:
    """The items of a collection ("": of the whole library) as RIS, and how many they are.

    Needs no extra: https://www.zotero.org/support/dev/web_api/v3/basics. Raises as put_papers does.
    """
    import httpx2

    kind, number = _checked(library, key)
    address = f"{base_url or API}/{kind}s/{number}"
    headers = {"Authorization": f"Bearer {key}", "Zotero-API-Version": "3"}
    try:
        ends = Ends(MOST_BYTES, MOST_S)
        with ends.client(TIMEOUT_S, headers) as client:
            where = f"{address}{_path_of(client, address, collection) if collection else ''}/items/top"
            texts, count = [], 1
            for start in range(0, MOST_ITEMS, PAGE):
                if start >= count:
                    break
                answer = client.get(where, params={"format": "ris", "limit": PAGE, "start": start}).raise_for_status()
                texts.append(answer.text)
                count = _total(answer)
    except httpx2.HTTPStatusError as e:
        said = _("Zotero: HTTP {status}", status=e.response.status_code)
        raise ZoteroError(library, said, _("check the key and the library")) from None
    except httpx2.HTTPError as e:
        raise ZoteroError(library, f"Zotero: {type(e).__name__}", _("check the network")) from e
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ZoteroError(library, _("answered with something else than a library"), _("check the network")) from None
    return "\n".join(texts), count


def _total(answer: httpx2.Response) -> int:
    """Items in all, as an answer says. Raises KeyError where it says nothing."""
    said = answer.headers["Total-Results"]
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def _path_of(client: Any, address: str, collection: str) -> str:
    """The path of the collection of that name. Raises UsageError."""
    found = dict[str, str]()
    for start in range(0, MOST_ITEMS, PAGE):
        answer = client.get(f"{address}/collections", params={"limit": PAGE, "start": start}).raise_for_status()
        found |= {c["data"]["name"]: c["key"] for c in answer.json()}
        if start + PAGE >= _total(answer):
            break
    if collection not in found:
        names = ", ".join(sorted(found))
        raise UsageError(collection, _("is no collection of the library"), _("valid are {names}", names=names))
    return f"/collections/{found[collection]}"


def _put(client: Any, digest: Digest, collection: str) -> PutPapers:
    found = {c["data"]["name"]: c["key"] for c in _all(client, client.collections())}
    name = found.get(collection) or client.create_collections([{"name": collection}])["successful"]["0"]["key"]
    there = {item["data"].get("archiveID") for item in _all(client, client.collection_items(name))}
    papers = [entry.paper for entry in digest.entries if entry.paper and not entry.paper.pdf_path]
    new = [_item(paper, name) for paper in papers if f"arXiv:{paper.paper_id}" not in there]
    for start in range(0, len(new), AT_ONCE):
        failed = client.create_items(new[start : start + AT_ONCE])["failed"]
        if failed:
            raise ZoteroError(
                digest.title,
                _("Zotero refuses {count} papers ({failed})", count=len(failed), failed=failed)[:200],
                _("try again"),
            )
    return PutPapers(added=len(new), there=len(papers) - len(new))


def _all(client: Any, page: list[Any]) -> list[Any]:
    """A page and those that follow it, MOST_ITEMS at most: a page may name itself as the next."""
    found = list(page)
    while len(found) < MOST_ITEMS and page and (page := client.follow() or []):
        found += page
    return found


def _item(paper: Paper, collection: str) -> dict[str, Any]:
    return {
        "itemType": "preprint",
        "title": one_line(plain(paper.title)),
        "creators": [{"creatorType": "author", "name": one_line(name)} for name in paper.authors],
        "abstractNote": one_line(plain(paper.abstract)),
        "repository": "arXiv",
        "archiveID": f"arXiv:{paper.paper_id}",
        "date": paper.published or "",
        "url": f"https://arxiv.org/abs/{paper.paper_id}",
        "extra": f"Code: {paper.code_url}" if paper.code_url else "",
        "collections": [collection],
        "tags": [{"tag": "ribao"}],
    }
