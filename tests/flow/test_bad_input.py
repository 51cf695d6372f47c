"""A day with a paper of every bad kind: the good ones are done, each bad one is listed with one clear line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf as _pymupdf
import pytest

from pipeline.config import load_config
from pipeline.errors import PipelineError
from pipeline.flow.run import Selection, run
from tests.cli_day import Ran, answer, facts, ribao, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE, SampleDay
from tests.sample_server import SampleServer

pymupdf: Any = _pymupdf  # it has no type hints


def typeset(**save: Any) -> bytes:
    """A small PDF with text."""
    document = pymupdf.open()
    for _ in range(3):
        document.new_page().insert_textbox(pymupdf.Rect(72, 72, 500, 700), "The learning rate is 0.001. " * 40)
    data: bytes = document.tobytes(**save)
    document.close()
    return data


def encrypted() -> bytes:
    return typeset(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")


def scanned() -> bytes:
    """Pages that are pictures of text."""
    with pymupdf.open("pdf", typeset()) as text:
        picture = text[0].get_pixmap(dpi=40).tobytes("png")
    document = pymupdf.open()
    for _ in range(4):
        page = document.new_page()
        page.insert_image(page.rect, stream=picture)
    data: bytes = document.tobytes()
    document.close()
    return data


# By id: what arXiv has for it (None: nothing), and what the digest then says.
BAD: dict[str, tuple[bytes | None, str]] = {
    "2511.80001": (None, "HTTP 404"),
    "2511.80002": (b"<!DOCTYPE html><html><body>No PDF for this paper</body></html>", "an HTML page came instead of"),
    "2511.80003": (b"", "0 bytes"),
    "2511.80004": (encrypted(), "password"),
    "2511.80005": (scanned(), "a scan?"),
    "2511.80006": (typeset()[:700], "cut off"),  # a file that is half there
    "2511.80007": (typeset(), "the download failed"),  # a transfer that never ends well
    "2511.80008": (b"%PDF-1.7\n" + b"not really" * 200, "damaged"),
    "2511.80009": (b"\x00" * 5000, "does not begin with %PDF-"),
}
GOOD = "2511.90001"


def bad_day() -> SampleDay:
    """The first sample paper among bad ones."""
    sample = SampleDay.load()
    [entry] = [e for e in sample.days[SAMPLE_DATE] if e["paper"]["id"] == GOOD]
    entries, arxiv, pdfs = [entry], dict(sample.arxiv), dict(sample.pdfs)
    for upvotes, (paper_id, (pdf, _)) in enumerate(BAD.items()):
        paper = {**entry["paper"], "id": paper_id, "title": f"Bad {paper_id}", "upvotes": upvotes}
        entries.append({**entry, "paper": paper, "title": paper["title"]})
        arxiv[paper_id] = {**sample.arxiv[GOOD], "version": "v1", "paper": paper}
        if pdf is not None:
            pdfs[f"{paper_id}v1"] = pdf
    return dataclasses.replace(sample, days={SAMPLE_DATE: entries}, arxiv=arxiv, pdfs=pdfs)


@pytest.fixture(scope="module")
def bad_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ran, FakeLlm, SampleServer]]:
    with SampleServer(bad_day()) as server, FakeLlm(lambda _: answer(GOOD)) as llm:
        server.fail("pdf", "truncate", times=None, contains="2511.80007")
        arguments = ["run", "--date", SAMPLE_DATE]
        settings: dict[str, Any] = {"download_tries": 2, "extract_ocr": "off"}  # with and without Tesseract, the same
        yield ribao(arguments, tmp_path_factory.mktemp("bad"), server, llm, **settings), llm, server


def test_the_good_paper_is_done_and_the_bad_ones_are_listed(bad_run: tuple[Ran, FakeLlm, SampleServer]) -> None:
    ran, llm, _ = bad_run
    assert ran.code == 3, ran.stderr
    ledger = ran.ledger
    assert (ledger["listed"], ledger["done"], ledger["failed"]) == (len(BAD) + 1, 1, len(BAD))
    assert {f["paper_id"] for f in ledger["failures"]} == set(BAD)
    assert f"Total: {len(BAD) + 1} papers" in ran.digest
    assert f"列出 {len(BAD) + 1} 篇 = 完成 1 + 失败 {len(BAD)}" in ran.digest
    assert facts(GOOD)["title"] in ran.digest
    assert len(llm.requests) == 1  # nothing is asked about a paper that cannot be read


@pytest.mark.parametrize(("paper_id", "fact"), [(i, fact) for i, (_, fact) in BAD.items()])
def test_each_bad_paper_has_one_line_with_its_name_the_fact_and_a_remedy(
    bad_run: tuple[Ran, FakeLlm, SampleServer], paper_id: str, fact: str
) -> None:
    ran, _, _ = bad_run
    [failure] = [f for f in ran.ledger["failures"] if f["paper_id"] == paper_id]
    message = failure["message"]
    assert failure["kind"] != "Bug", message
    assert message.startswith((f"{paper_id}: ", f"{paper_id}v1: "))
    assert fact in message
    assert "\n" not in message
    assert len(message) < 300
    assert "; " in message
    assert ran.stderr.count(f"\nfailed: {message}") == 1
    entry = ran.digest.split(f". Bad {paper_id}", 1)[1].split("\n---\n", 1)[0]
    [reason] = [line for line in entry.splitlines() if line.startswith("**失败**: ")]
    assert paper_id in reason


def test_no_part_of_a_bad_pdf_is_taken_for_a_paper(bad_run: tuple[Ran, FakeLlm, SampleServer]) -> None:
    papers = bad_run[0].home / "data" / "papers"
    assert sorted(p.parent.name for p in papers.glob("*/extract.*.json")) == [GOOD]
    assert not list(papers.rglob("*.tmp"))


def nothing(*_: object) -> None:
    """A callback that is told and does nothing."""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, SampleServer], Any]:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    return lambda home, server: load_config(environ=settings_of(home, server))


@pytest.mark.parametrize(
    ("selection", "code", "said"),
    [
        (Selection(date="2999-01-01"), 2, "2999-01-01: is in the future"),
        (Selection(date="yesterdays"), 2, "yesterdays: is not a date"),
        (Selection(date="2025-13-01"), 2, "2025-13-01: is not a date; write it as YYYY-MM-DD"),
        (Selection(targets=("not-an-id",)), 2, "not-an-id: is no arXiv id"),
        (Selection(targets=("https://example.com/2511.90001",)), 2, "is no address of arXiv"),
        (Selection(targets=("../../no/such",)), 2, "is no arXiv id"),
        (Selection(targets=("missing.pdf",)), 2, "missing.pdf: is not a file"),
        (Selection(ids_file="missing.txt"), 2, "missing.txt: cannot be read"),
    ],
    ids=lambda value: (
        "-".join(map(str, value.model_dump(exclude_defaults=True).values()))[:30]
        if isinstance(value, Selection)
        else ""
    ),
)
def test_what_cannot_be_listed_is_said_before_anything_is_done(
    selection: Selection, code: int, said: str, tmp_path: Path, environment: Callable[[Path, SampleServer], Any]
) -> None:
    with SampleServer() as server:
        config = environment(tmp_path, server)
        with pytest.raises(PipelineError) as caught:
            run(selection, config, nothing, nothing, nothing, nothing)
    assert caught.value.exit_code == code
    assert said in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_of_the_user_that_cannot_be_read_stays(tmp_path: Path) -> None:
    path = tmp_path / "data" / "mine.pdf"
    path.parent.mkdir()
    path.write_bytes(typeset()[:700])
    with SampleServer() as server, FakeLlm(lambda _: answer(GOOD)) as llm:
        ran = ribao(["paper", str(path)], tmp_path, server, llm)
    assert ran.code == 3
    assert "cut off" in ran.stderr + ran.stdout
    assert path.read_bytes() == typeset()[:700]
