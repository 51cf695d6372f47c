"""Servers that are down for a while: a run waits for them, says so, and loses no paper; seconds stand for minutes."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli_day import Answer, Json, ribao, ribao_here, right
from tests.fake_llm import FakeLlm, server_error
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer
from tests.scripted_server import Exchange, ScriptedServer

DAY = ["run", "--date", SAMPLE_DATE]
DOWN_S = 4.0  # longer than two tries take, which wait for a second
PATIENT: dict[str, Any] = {
    "llm_outage_s": 60,
    "sources_outage_s": 60,
    "llm_tries": 2,
    "sources_tries": 2,
    "download_tries": 2,
}
ONE_TRY: dict[str, Any] = {"sources_tries": 1, "download_tries": 1}


def test_an_endpoint_that_answers_503_for_a_while_is_waited_for_and_told(tmp_path: Path) -> None:
    began: list[float] = []

    def busy_at_first(body: Json) -> Answer:
        began.append(time.monotonic())
        return server_error(503) if began[-1] < began[0] + DOWN_S else right(body)

    with SampleServer() as server, FakeLlm(busy_at_first) as llm:
        ran = ribao(DAY, tmp_path, server, llm, **PATIENT)
        host = llm.url.split("/")[2]
    assert (ran.code, ran.ledger["done"]) == (0, 3)
    assert f"{host} does not answer (HTTP 503); it is waited for, up to " in ran.stderr
    assert f"{host} answers again, after " in ran.stderr
    assert ran.stderr.count("does not answer") == 1  # once for three papers


def test_an_endpoint_that_is_gone_for_a_while_is_waited_for(tmp_path: Path) -> None:
    with SampleServer() as server:
        with FakeLlm(right) as llm:
            ribao_here([*DAY, "--top", "1"], tmp_path, server, llm)  # it is known to work
        port = int(llm.url.split(":")[2].split("/")[0])
        opened: list[FakeLlm] = []

        def open_again() -> None:
            time.sleep(DOWN_S)
            opened.append(FakeLlm(right, port=port).__enter__())

        thread = threading.Thread(target=open_again)
        thread.start()
        ran = ribao(DAY, tmp_path, server, llm, **PATIENT)
        thread.join()
        opened[0].__exit__(None)
    assert (ran.code, ran.ledger["done"]) == (0, 3)
    assert len(opened[0].requests) == 2


def test_a_name_that_is_not_found_for_a_while_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, began = socket.getaddrinfo, time.monotonic()

    def lookup(host: Any, *rest: Any, **more: Any) -> Any:
        if host not in ("lists.test", b"lists.test"):
            return found(host, *rest, **more)
        if time.monotonic() < began + DOWN_S:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return found("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with SampleServer() as server, FakeLlm(right) as llm:
        url = server.url.replace("127.0.0.1", "lists.test")
        sources = {"sources_huggingface_url": url, "sources_arxiv_pdf_url": f"{url}/pdf"}
        ran = ribao_here(DAY, tmp_path, server, llm, **PATIENT, **sources)
    assert (ran.code, ran.ledger["done"]) == (0, 3)


def test_lists_metadata_and_pdfs_wait_for_a_server_that_is_down(tmp_path: Path) -> None:
    with SampleServer() as server, FakeLlm(right) as llm:
        for route in ("hf", "api", "pdf"):
            server.fail(route, "503", times=2, retry_after=None)
        ran = ribao_here(DAY, tmp_path, server, llm, **PATIENT | ONE_TRY)
    assert (ran.code, ran.ledger["done"]) == (0, 3)


def test_an_outage_that_does_not_end_is_waited_for_once_and_not_by_each_paper(tmp_path: Path) -> None:
    with SampleServer() as server, FakeLlm(right) as llm:
        server.fail("pdf", "503", times=None, retry_after=None)
        ran = ribao_here(DAY, tmp_path, server, llm, **PATIENT | ONE_TRY | {"sources_outage_s": 2})
        assert server.stats().count["pdf"] == 2 + 1 + 1
    assert (ran.code, ran.ledger["failed"]) == (3, 3)
    assert llm.requests == []


def test_a_new_endpoint_that_cannot_be_reached_is_told_at_once(tmp_path: Path) -> None:
    """Its address may be wrong."""
    with FakeLlm(right) as gone:
        pass
    with SampleServer() as server:
        ran = ribao_here(DAY, tmp_path, server, gone, **PATIENT)
    assert ran.code == 2
    assert "cannot be reached, 3 tries" in ran.stderr


def test_a_pdf_is_not_waited_for_beyond_its_deadline(tmp_path: Path) -> None:
    def down(exchange: Exchange) -> None:
        exchange.send(503)

    with SampleServer() as server, FakeLlm(right) as llm, ScriptedServer(down) as pdfs:
        settings = PATIENT | {"sources_arxiv_pdf_url": f"{pdfs.url}/pdf", "download_deadline_s": 2}
        ran = ribao_here([*DAY, "--top", "1"], tmp_path, server, llm, **settings)
    assert ran.code == 3
    assert len(pdfs.exchanges) == 2
