"""Whoever is asked may answer without an end: each client gives up, and one line says so."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import Config, Sources
from pipeline.errors import PipelineError
from pipeline.flow.doctor import _reached
from pipeline.llm.weights import ensure_weights
from pipeline.publish.notion import put_digest
from pipeline.publish.push import channels_of, push
from pipeline.publish.smtp import SmtpServer, try_server
from pipeline.publish.zotero import put_papers, read_library
from pipeline.sources.arxiv import fetch_metadata
from pipeline.sources.gate import ArxivGate
from pipeline.sources.huggingface import list_day
from tests.endless import Answer, endless, packed, server, slowly, whole
from tests.llm.asking import Asked, endpoint_at
from tests.publish.site.home import day, paper
from tests.sources.test_download import fetched

MB = 1_000_000
LARGE = b"[" + b" " * 60 * MB
Client = Callable[[str, Path], object]


def _sources(url: str) -> Sources:
    return Sources(huggingface_url=url, arxiv_api_url=f"{url}/api/query", tries=1, timeout_s=0.2, outage_s=0)


def _pushed(url: str, folder: Path) -> object:
    address = url.replace("http://", "json://")
    return push(day("2025-11-24", paper(1)), channels_of({"PUSH_URLS": address}), folder)


def _asked(url: str, _folder: Path) -> object:
    asked = Asked(endpoint_at(f"{url}/v1", timeout_s=1.0), tries=1)
    [told] = asyncio.run(asked.several(1))
    if isinstance(told, BaseException):
        raise told
    return told


CLIENTS: dict[str, Client] = {
    "list": lambda url, _: list_day(dt.date(2025, 11, 24), _sources(url), "ribao/test"),
    "metadata": lambda url, _: fetch_metadata(["2511.90001"], _sources(url), ArxivGate(0), "ribao/test"),
    "PDF": lambda url, folder: fetched(url, folder, tries=1, timeout_s=0.2, deadline_s=0.5, max_mb=1),
    "model": _asked,
    "weights": lambda url, folder: ensure_weights("hub:owner/repo/m.gguf", folder, url, trusted=lambda: True),
    "Notion": lambda url, folder: put_digest(day("2025-11-24", paper(1)), "0" * 32, "ntn_secret", folder, url),
    "chats": _pushed,
    "Zotero": lambda url, _: put_papers(day("2025-11-24", paper(1)), "user:1", "key", "c", url),
    "Zotero's library": lambda url, _: read_library("user:1", "key", "", url),
    "doctor": lambda url, _: _reached(url, url, Config(sources=_sources(url)), ""),
}
PACKED: dict[str, Answer] = {
    "gzip": whole(packed(LARGE, 1), "Content-Encoding: gzip"),
    "gzip in gzip": whole(packed(LARGE, 2), "Content-Encoding: gzip, gzip"),
    "two headers": whole(packed(LARGE, 2), "Content-Encoding: gzip", "Content-Encoding: gzip"),
    "gzip three times, told once": whole(packed(LARGE, 3), "Content-Encoding: gzip"),
    "deflate": whole(zlib.compress(LARGE), "Content-Encoding: deflate"),
    "bare deflate": whole(zlib.compress(LARGE)[2:-4], "Content-Encoding: deflate"),
    "br": whole(gzip.compress(LARGE), "Content-Encoding: br"),
    "zstd": whole(gzip.compress(LARGE), "Content-Encoding: zstd"),
    "a redirect to itself": whole(b"", "Location: /again", status="302 Found"),
    "an error, packed": whole(packed(LARGE, 1), "Content-Encoding: gzip", status="500 no"),
}
OPEN: dict[str, Answer] = {
    "no end": endless,
    "a head of a letter at a time": slowly(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "heads without end": slowly(b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n"),
    "interim answers": slowly(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body of a letter at a time": slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[", b" "),
    "chunks of a letter": slowly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}
_NO_BODY = ("gzip", "gzip three times, told once", "deflate", "bare deflate", "no end")
TAKEN = {  # nothing is read of the body, or nothing is asked of what it says
    "doctor": (*_NO_BODY, "a body of a letter at a time", "chunks of a letter"),
    "chats": ("gzip three times, told once",),
}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pipeline.publish.notion", "pipeline.publish.push", "pipeline.publish.zotero"):
        monkeypatch.setattr(f"{module}.MOST_S", 0.7)
    monkeypatch.setattr("pipeline.publish.notion.RETRIES", 1)
    monkeypatch.setattr("pipeline.publish.notion.RETRY_AFTER_MAX_S", 0)
    monkeypatch.setattr("pipeline.sources.download.HEAD_S", 0.3)
    monkeypatch.setattr("pipeline.llm.weights.WEIGHTS_MOST_S", 0.7)
    monkeypatch.setattr("pipeline.llm.weights.WEIGHTS_MAX_BYTES", 10 * MB)
    monkeypatch.setattr("pipeline.llm.weights.HUB_CONNECT_S", 0.5)


@pytest.mark.parametrize(
    ("name", "manner"),
    [(name, manner) for name in CLIENTS for manner in PACKED | OPEN if manner not in TAKEN.get(name, ())],
)
def test_every_client_gives_up_an_answer_without_an_end(name: str, manner: str, tmp_path: Path) -> None:
    answer = (PACKED | OPEN)[manner]
    with server(answer) as address, pytest.raises(PipelineError) as caught:
        CLIENTS[name](address, tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("said", [b"220-odd\r\n", b"2", b"220 " + b"x" * 9000 + b"\r\n"])
def test_a_mail_server_that_never_ends_its_greeting_is_left(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publish.smtp.TIMEOUT_S", 0.4)
    with server(slowly(said, said), first=True) as address, pytest.raises(PipelineError, match="did not take"):
        try_server(SmtpServer(host="127.0.0.1", port=int(address.rpartition(":")[2]), tls=False, plain=True))


def test_a_mail_server_whose_greeting_is_a_flood_is_left() -> None:
    with server(slowly(b"", b"220-odd\r\n" * 20_000), first=True) as address, pytest.raises(PipelineError):
        try_server(SmtpServer(host="127.0.0.1", port=int(address.rpartition(":")[2]), tls=False, plain=True))
