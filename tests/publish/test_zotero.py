"""Papers go into Zotero: through its official-manner client, against a local stand-in for its API."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from pipeline.errors import UsageError
from pipeline.interests.likes import named_papers
from pipeline.interests.profile import load_interests
from pipeline.publish import zotero
from pipeline.publish.zotero import ZoteroError, put_papers, read_library
from tests.cli_day import ribao_here
from tests.publish.site.home import day, paper, save

KEY = "zotero-secret-key-0123456"
Json = Any


class FakeZotero:
    """One library: https://www.zotero.org/support/dev/web_api/v3/write_requests"""

    def __init__(self) -> None:
        self.collections: list[Json] = []
        self.items: list[Json] = []
        self.library: list[str] = []  # RIS
        self.said: str | None = None  # instead of how many there are; None: the truth
        self.endless = False  # each answer names itself as the next
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length) or b"null")
                allowed = self.headers.get("authorization") == f"Bearer {KEY}"
                status, reply = fake.reply(self.command, self.path, body) if allowed else (403, "Invalid key")
                ris = "format=ris" in self.path
                data = "\n".join(reply).encode() if ris and allowed else json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                of = fake.library if ris and "/collections/" not in self.path else reply
                self.send_header("total-results", fake.said or str(len(of)))
                if fake.endless:
                    self.send_header("link", f'<{fake.url}{self.path}>; rel="next"')
                self.send_header("last-modified-version", "1")
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer  # noqa: N815 - names of the base class

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, method: str, address: str, body: Json) -> tuple[int, Json]:
        path = urlsplit(address).path.removeprefix("/users/123")
        query = dict(parse_qsl(urlsplit(address).query))
        if query.get("format") == "ris":
            of = self.library if "/collections/" not in path else self.library[:1]
            start = int(query["start"])
            return 200, of[start : start + int(query["limit"])]
        if method == "POST" and path == "/collections":
            self.collections.append({"key": "COLL0001", "data": {"name": body[0]["name"], "key": "COLL0001"}})
            return 200, {"successful": {"0": self.collections[-1]}, "success": {}, "unchanged": {}, "failed": {}}
        if method == "POST" and path == "/items":
            if len(body) > 50:
                return 413, "too many"
            self.items += body
            return 200, {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
        if path == "/collections":
            return 200, self.collections
        return 200, [{"key": str(at), "data": item} for at, item in enumerate(self.items)]


@pytest.fixture
def fake() -> Iterator[FakeZotero]:
    fake = FakeZotero()
    Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield fake
    fake.server.shutdown()
    fake.server.server_close()


def test_papers_are_added_once(fake: FakeZotero) -> None:
    sixty = day("2025-11-24", *(paper(n) for n in range(60)))
    put = put_papers(sixty, "user:123", KEY, "daily", fake.url)
    assert (put.added, put.there) == (60, 0)
    assert [c["data"]["name"] for c in fake.collections] == ["daily"]
    assert fake.items[0]["archiveID"] == "arXiv:2511.00000"
    put = put_papers(day("2025-11-25", paper(1), paper(99)), "user:123", KEY, "daily", fake.url)
    assert (put.added, put.there, len(fake.items), len(fake.collections)) == (1, 1, 61, 1)


def test_a_refused_key_is_told_without_it(fake: FakeZotero) -> None:
    with pytest.raises(ZoteroError) as caught:
        put_papers(day("2025-11-24", paper(1)), "user:123", "wrong-key-abcdef", "daily", fake.url)
    assert "wrong-key-abcdef" not in str(caught.value)
    assert "check the key" in str(caught.value)


@pytest.mark.parametrize(("library", "key"), [("", KEY), ("user:x", KEY), ("me:1", KEY), ("user:1", "")])
def test_what_is_missing_is_told(library: str, key: str) -> None:
    with pytest.raises(UsageError, match="is not set"):
        put_papers(day("2025-11-24", paper(1)), library, key, "daily")


def test_the_commands(fake: FakeZotero, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, day("2025-11-24", paper(1)))
    for name, value in {"ZOTERO_LIBRARY": "user:123", "ZOTERO_API_KEY": KEY, "ZOTERO_URL": fake.url}.items():
        monkeypatch.setenv(name, value)
    assert ribao_here(["zotero"], tmp_path, None, None).stdout == "2025-11-24: 1 added, 0 already there\n"
    for kind, begins in (("bibtex", "@misc{"), ("ris", "TY  - "), ("csl", "[\n")):
        assert ribao_here(["export", "--format", kind], tmp_path, None, None).stdout.startswith(begins)
    assert ribao_here(["export", "--format", "epub"], tmp_path, None, None).code == 2
    out = tmp_path / "day.epub"
    assert ribao_here(["export", "--format", "epub", "--out", str(out)], tmp_path, None, None).stdout == f"{out}\n"
    assert ribao_here(["notes", str(tmp_path / "vault")], tmp_path, None, None).stdout.endswith("vault/2511.00001.md\n")


def ris(number: int) -> str:
    """An item as Zotero writes it; every other one has an arXiv address."""
    address = f"UR  - http://arxiv.org/abs/2511.{number:05}\n" if number % 2 else ""
    return f"TY  - JOUR\nTI  - Paper {number}\nAU  - Li, Bo\nAB  - Of diffusion.\n{address}ER  - \n"


def test_a_library_is_learned_as_liked_and_needs_no_extra(
    fake: FakeZotero, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.library = [ris(number) for number in range(1, 252)]  # three pages
    fake.collections = [{"key": "C1", "data": {"name": "To read", "key": "C1"}}]
    monkeypatch.setenv("ZOTERO_LIBRARY", "user:123")
    monkeypatch.setenv("ZOTERO_API_KEY", KEY)
    monkeypatch.setenv("ZOTERO_URL", fake.url)
    monkeypatch.setitem(sys.modules, "pyzotero", None)
    for _again in range(2):
        ran = ribao_here(["interests", "learn", "zotero:"], tmp_path, None, None)
        assert ran.code == 0, ran.stderr
        assert "zotero.ris: 251 items of Zotero" in ran.stdout
    interests = load_interests(tmp_path / "interests.toml")
    assert interests is not None
    assert interests.like == ("zotero.ris",)
    papers = named_papers(interests.like, tmp_path)
    assert len(papers) == 251
    assert (papers[0].paper_id, papers[0].title, papers[0].authors) == ("2511.00001", "Paper 1", ("Bo Li",))
    assert papers[1].abstract == "Of diffusion."
    ran = ribao_here(["interests", "learn", "zotero:To read", "--dislike"], tmp_path, None, None)
    assert "1 items" in ran.stdout, ran.stderr
    shown = ribao_here(["interests", "learn", "zotero:Nothing"], tmp_path, None, None)
    assert (shown.code, "To read" in shown.stderr) == (2, True)


def test_a_library_that_refuses_the_key_is_left(
    fake: FakeZotero, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOTERO_LIBRARY", "user:123")
    monkeypatch.setenv("ZOTERO_API_KEY", "wrong-key")
    monkeypatch.setenv("ZOTERO_URL", fake.url)
    ran = ribao_here(["interests", "learn", "zotero:"], tmp_path, None, None)
    assert ran.code == 3
    assert "HTTP 403" in ran.stderr
    assert "wrong-key" not in ran.stderr
    assert not (tmp_path / "interests.toml").exists()


def test_a_collection_whose_next_page_is_itself_is_left(fake: FakeZotero, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zotero, "MOST_ITEMS", 5)
    fake.endless = True
    fake.collections = [{"key": "C1", "data": {"name": "ribao", "key": "C1"}}]
    fake.items = [{"archiveID": "arXiv:1"}]
    assert put_papers(day("2025-11-24", paper(1)), "user:123", KEY, "ribao", fake.url).added == 1


@pytest.mark.parametrize("said", ["9" * 5000, "-1", "many"])
def test_a_number_of_items_that_is_none_ends_the_library(fake: FakeZotero, said: str) -> None:
    fake.library, fake.said = [ris(1)], said
    assert read_library("user:123", KEY, "", fake.url)[0].count("TI  -") == 1


def test_collections_that_are_none_are_told(fake: FakeZotero) -> None:
    fake.collections = ["a string"]
    with pytest.raises(ZoteroError, match="something else than a library"):
        read_library("user:123", KEY, "ribao", fake.url)
