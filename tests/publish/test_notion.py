"""A digest becomes one page of Notion: against a local stand-in for its API, through the official client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish.notion_blocks import ITEMS_MAX, TEXT_MAX, _block, notion_blocks, requests_of, text_of
from schemas.digest import Digest
from tests.cli_day import ribao
from tests.publish.site.home import day, paper, save
from tests.render.rendering import NASTY
from tests.render.test_markdown import everywhere

PARENT = "0123456789abcdef0123456789abcdef"
TOKEN = "ntn_secret"
Json = dict[str, Any]


def units(text: str) -> int:
    """What JavaScript calls the length of a text."""
    return len(text.encode("utf-16-le")) // 2


class FakeNotion:
    """Pages and their blocks, with the API's limits: https://developers.notion.com/reference/request-limits"""

    def __init__(self) -> None:
        self.pages: dict[str, Json] = {}
        self.fail_append = self.fail_trash = False
        self.refused: tuple[str, ...] = ()  # blocks with one of these words are refused
        self.endless = False  # each page of blocks names itself as the next
        self.refuse = 0  # so many requests that write are answered 429
        self.odd: list[tuple[str, int, Json, bytes, bool]] = []  # method, status, headers, body, whether it is done
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                asked = f"{self.command} {self.path.removeprefix('/v1/')}"
                odd = next((o for o in fake.odd if asked.startswith(o[0])), None)
                if odd is None or odd[4]:
                    told = fake.reply(self.command, self.path.split("?")[0], body, self.headers["authorization"])
                    status, reply = told
                    data = json.dumps(reply).encode()
                if odd:
                    fake.odd.remove(odd)
                    status, data = odd[1], odd[3]
                if not status:
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in (odd[2] if odd else {}).items():
                    self.send_header(name, value)
                if status == 429 and not odd:
                    self.send_header("retry-after", "1")
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = answer  # noqa: N815 - names of the base class

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, method: str, path: str, body: Json, authorization: str) -> tuple[int, Json]:
        if authorization != f"Bearer {TOKEN}":
            return 401, self.error(401, "unauthorized", "API token is invalid.")
        if self.refuse and method != "GET":
            self.refuse -= 1
            return 429, self.error(429, "rate_limited", "slow down")
        for block in body.get("children", []):
            items = block[block["type"]]["rich_text"]
            if any(word in item["text"]["content"] for word in self.refused for item in items):
                return 400, self.error(400, "validation_error", "body.children[?] is invalid")
            if len(items) > ITEMS_MAX or any(not 0 <= units(i["text"]["content"]) <= TEXT_MAX for i in items):
                return 400, self.error(400, "validation_error", "rich_text is too long")
        if len(body.get("children", [])) > ITEMS_MAX:
            return 400, self.error(400, "validation_error", "body.children.length should be ≤ 100")
        parts = path.strip("/").split("/")[1:]
        if method == "GET" and parts[0] == "blocks" and parts[1] in self.pages:
            return 200, {"object": "list", "results": self.pages[parts[1]]["blocks"], "has_more": False}
        if method == "GET" and parts[0] == "blocks":
            kept = [
                {"id": k, "type": "child_page", "child_page": {"title": p["title"]}, "in_trash": p["trash"]}
                for k, p in self.pages.items()
            ]
            return 200, {"object": "list", "results": kept, "has_more": self.endless, "next_cursor": "again"}
        if method == "POST" and parts == ["pages"]:
            page_id = f"page-{len(self.pages)}"
            title = body["properties"]["title"]["title"][0]["text"]["content"]
            self.pages[page_id] = {"title": title, "parent": body["parent"], "blocks": body["children"], "trash": False}
            return 200, self.page(page_id)
        if method == "PATCH" and parts[0] == "blocks":
            if self.fail_append:
                return 400, self.error(400, "validation_error", "no")
            self.pages[parts[1]]["blocks"] += body["children"]
            return 200, {"object": "list", "results": []}
        if method == "PATCH" and parts[0] == "pages" and self.fail_trash:
            return 403, self.error(403, "restricted_resource", "no")
        if method == "PATCH" and parts[0] == "pages":
            self.pages[parts[1]]["trash"] = body["in_trash"]
        return 200, self.page(parts[1])

    def page(self, page_id: str) -> Json:
        return {"object": "page", "id": page_id, "url": f"https://www.notion.so/{page_id}"}

    def error(self, status: int, code: str, text: str) -> Json:
        return {"object": "error", "status": status, "code": code, "message": text}


@pytest.fixture
def notion(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNotion]:
    fake = FakeNotion()
    thread = threading.Thread(target=fake.server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("NOTION_TOKEN", TOKEN)
    monkeypatch.setenv("NOTION_URL", fake.url)
    yield fake
    fake.server.shutdown()
    fake.server.server_close()
    thread.join()


def test_a_digest_becomes_one_page_with_every_block_and_only_once(tmp_path: Path, notion: FakeNotion) -> None:
    digest = day("2025-11-24", *(paper(n) for n in range(12)))
    save(tmp_path, digest)
    for _ in range(2):
        ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
        assert (ran.code, ran.stdout) == (0, "https://www.notion.so/page-0\n"), ran.stderr
    assert "is there already" in ran.stderr
    [page] = notion.pages.values()
    assert page["title"] == "日报 2025-11-24"
    assert page["parent"]["page_id"] == PARENT
    assert page["blocks"] == notion_blocks(digest)
    assert len(page["blocks"]) > ITEMS_MAX
    text = json.dumps(page["blocks"], ensure_ascii=False)
    assert text.count("Llama-9⚠") == 12
    assert "https://arxiv.org/pdf/2511.00003v1" in text


def test_a_page_that_could_not_be_finished_goes_to_the_trash(tmp_path: Path, notion: FakeNotion) -> None:
    save(tmp_path, day("2025-11-24", *(paper(n) for n in range(12))))
    notion.fail_append = True
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert ran.code == 3
    assert [p["trash"] for p in notion.pages.values()] == [True]
    notion.fail_append = False
    assert ribao(["notion", "--parent", PARENT], tmp_path, None, None).stdout == "https://www.notion.so/page-1\n"


def test_a_page_that_a_run_which_was_cut_off_left_is_made_anew(tmp_path: Path, notion: FakeNotion) -> None:
    save(tmp_path, day("2025-11-24", *(paper(n) for n in range(12))))
    notion.fail_append = notion.fail_trash = True
    assert ribao(["notion", "--parent", PARENT], tmp_path, None, None).code == 3
    assert [p["trash"] for p in notion.pages.values()] == [False]
    notion.fail_append = notion.fail_trash = False
    address = f"https://www.notion.so/My-Page-{PARENT}?pvs=4"
    for _ in range(2):
        assert ribao(["notion", "--parent", address], tmp_path, None, None).stdout == "https://www.notion.so/page-1\n"
    assert [p["trash"] for p in notion.pages.values()] == [True, False]
    assert len(notion.pages["page-1"]["blocks"]) > ITEMS_MAX
    assert notion.pages["page-1"]["parent"]["page_id"] == PARENT


@pytest.mark.parametrize("number", [1, 11])  # among the blocks of the first request, and of the last
def test_a_block_that_notion_refuses_is_lost_alone_and_told(tmp_path: Path, notion: FakeNotion, number: int) -> None:
    papers = [paper(n) for n in range(12)]
    papers[number] = papers[number].model_copy(update={"title": "a title that is refused"})
    digest = day("2025-11-24", *papers)
    save(tmp_path, digest)
    notion.refused = ("a title that is refused",)
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stdout) == (0, "https://www.notion.so/page-0\n")
    assert "left out" in ran.stderr
    assert "a title that is refused" in ran.stderr
    wanted = [b for b in notion_blocks(digest) if "a title that is refused" not in text_of(b)]
    assert notion.pages["page-0"]["blocks"] == wanted
    assert len(wanted) == len(notion_blocks(digest)) - 1


@pytest.mark.parametrize("token", ["ntn_秘密", "ntn_a b"])
def test_a_secret_that_can_be_none_is_one_line(
    tmp_path: Path, notion: FakeNotion, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    save(tmp_path, day("2025-11-24"))
    monkeypatch.setenv("NOTION_TOKEN", token)
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stderr.count("\n"), notion.pages) == (2, 1, {})
    assert token not in ran.stderr
    monkeypatch.setenv("NOTION_TOKEN", f" {TOKEN}\n")  # as a file of secrets gives it
    assert ribao(["notion", "--parent", PARENT], tmp_path, None, None).code == 0


@pytest.mark.parametrize("url", ["nonsense", "http://[::1", "http://127.0.0.1:99999", "http://a..b"])
def test_an_address_that_is_none_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    save(tmp_path, day("2025-11-24"))
    monkeypatch.setenv("NOTION_TOKEN", TOKEN)
    monkeypatch.setenv("NOTION_URL", url)
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stderr.count("\n")) == (2, 1)
    assert "NOTION_URL: is no address" in ran.stderr


def test_a_text_of_more_parts_than_a_block_holds_is_several_blocks_and_none_is_lost() -> None:
    items: list[Json] = [{"type": "text", "text": {"content": f"{n} " + "长" * 1999, "link": None}} for n in range(120)]
    blocks = list(_block("paragraph", items))
    assert [len(b["paragraph"]["rich_text"]) for b in blocks] == [100, 100, 40]
    assert "".join(map(text_of, blocks)) == "".join(i["text"]["content"] for i in items)


def test_a_wrong_token_is_said_and_not_shown(
    tmp_path: Path, notion: FakeNotion, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, day("2025-11-24"))
    monkeypatch.setenv("NOTION_TOKEN", "ntn_other")
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stdout) == (3, "")
    assert "API token is invalid" in ran.stderr
    assert "ntn_other" not in ran.stderr
    monkeypatch.delenv("NOTION_TOKEN")
    assert ribao(["notion", "--parent", PARENT], tmp_path, None, None).code == 2
    assert notion.pages == {}


@pytest.mark.parametrize("text", [*NASTY, "长" * 5000])
def test_hostile_and_long_texts_fit_the_limits(text: str) -> None:
    for block in notion_blocks(everywhere(text)):
        items = block[block["type"]]["rich_text"]
        assert len(items) <= ITEMS_MAX
        assert all(len(i["text"]["content"]) <= TEXT_MAX for i in items)
        json.dumps(block, ensure_ascii=False).encode("utf-8")


def test_pages_that_were_not_read_are_told() -> None:
    [entry] = day("2025-11-24").entries[:1]
    assert entry.summary is not None
    receipt = entry.summary.receipt.model_copy(update={"pages": 500, "unread_pages": 200})
    cut = entry.model_copy(update={"summary": entry.summary.model_copy(update={"receipt": receipt})})
    said = json.dumps(notion_blocks(Digest(title="2025-11-24", entries=(cut,))), ensure_ascii=False)
    assert "最后 200 页超出上限，没有读" in said
    assert "已查前 300 页" in said


def test_letters_that_notion_counts_twice_are_parted_and_none_is_lost(tmp_path: Path, notion: FakeNotion) -> None:
    title = " ".join("𝑥" * n for n in (333, 333, 332))  # as long as a title may be: 2,001 units with its number
    save(tmp_path, day("2025-11-24", paper(1).model_copy(update={"title": title})))
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert ran.code == 0, ran.stderr
    [page] = notion.pages.values()
    texts = [item["text"]["content"] for item in page["blocks"][0]["heading_2"]["rich_text"]]
    assert "".join(texts) == f"1. {title}"
    assert max(map(units, texts)) <= TEXT_MAX


def test_a_request_is_no_larger_than_notion_takes() -> None:
    blocks = [{"type": "paragraph", "paragraph": {"rich_text": ["字" * 2000] * 3}} for _ in range(150)]
    sent = list(requests_of(blocks))
    assert [block for batch in sent for block in batch] == blocks
    assert max(len(json.dumps(batch)) for batch in sent) < 500_000
    assert list(requests_of([{"n": n} for n in range(250)])) == [
        [{"n": n} for n in range(at, min(at + 100, 250))] for at in (0, 100, 200)
    ]


def test_a_notion_that_asks_to_wait_is_asked_again(tmp_path: Path, notion: FakeNotion) -> None:
    save(tmp_path, day("2025-11-24"))
    notion.refuse = 1
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert ran.code == 0, ran.stderr
    assert len(notion.pages) == 1


def test_a_page_whose_next_page_is_itself_is_left(tmp_path: Path, notion: FakeNotion) -> None:
    notion.endless = True
    save(tmp_path, day("2025-11-24", paper(1)))
    assert ribao(["notion", "--parent", PARENT], tmp_path, None, None).code == 0


@pytest.mark.parametrize(
    ("request_", "status", "headers", "body", "done"),
    [
        ("POST pages", 429, {}, b"<html>slow down</html>", False),
        ("POST pages", 429, {"retry-after": "0.1"}, b"{}", False),
        ("POST pages", 409, {}, b'{"object": "error", "code": "conflict_error", "message": "try again"}', False),
        ("POST pages", 502, {}, b"<html>Bad gateway</html>", True),
        ("POST pages", 0, {}, b"", True),
        ("POST pages", 529, {}, b"", False),
        ("GET blocks", 503, {}, b"", False),
        ("GET blocks", 0, {}, b"", False),
        ("PATCH blocks", 504, {}, b"", True),
        ("PATCH blocks", 500, {}, b"", False),
        ("PATCH blocks", 0, {}, b"", True),
    ],
)
def test_a_request_that_notion_failed_at_is_done_once(
    tmp_path: Path, notion: FakeNotion, request_: str, status: int, headers: Json, body: bytes, done: bool
) -> None:
    """Whether it was carried out before the answer was lost, or not."""
    digest = day("2025-11-24", *(paper(n) for n in range(12)))
    save(tmp_path, digest)
    notion.odd = [(request_, status, headers, body, done)]
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stdout, ran.stderr) == (0, "https://www.notion.so/page-0\n", "")
    assert notion.odd == []
    [page] = notion.pages.values()
    assert page["blocks"] == notion_blocks(digest)


@pytest.mark.parametrize(
    "body",
    [b"<html>log in</html>", b"[]", b"{}", b"[" * 100_000, b'{"results": {}}', b'{"results": [1], "object": null'],
)
@pytest.mark.parametrize("request_", ["GET blocks", "POST pages"])
def test_what_is_no_answer_of_notions_is_one_line(
    tmp_path: Path, notion: FakeNotion, request_: str, body: bytes
) -> None:
    save(tmp_path, day("2025-11-24"))
    notion.odd = [(request_, 200, {}, body, False)]
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert (ran.code, ran.stdout) == (3, "")
    assert ran.stderr.count("\n") == 1
    assert "what answered is not Notion's API" in ran.stderr


def test_odd_blocks_below_the_page_are_passed_over_and_a_secret_is_never_told(
    tmp_path: Path, notion: FakeNotion
) -> None:
    save(tmp_path, day("2025-11-24"))
    blocks = [None, 1, {"id": "x"}, {"type": "child_page"}, {"type": "child_page", "child_page": None}]
    listed = json.dumps({"results": blocks, "has_more": True, "next_cursor": None}).encode()
    refused = json.dumps(notion.error(401, "unauthorized", f"{TOKEN} is invalid")).encode()
    notion.odd = [("GET blocks", 200, {}, listed, False), ("POST pages", 401, {}, refused, False)]
    ran = ribao(["notion", "--parent", PARENT], tmp_path, None, None)
    assert ran.code == 3
    assert "… is invalid" in ran.stderr
    assert TOKEN not in ran.stderr
