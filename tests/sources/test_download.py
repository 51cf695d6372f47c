"""A PDF comes whole, once, politely, from where it should; or one line says why not."""

from __future__ import annotations

import gzip
import hashlib
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import Config, Download, Sources
from pipeline.errors import DownloadError, NotAPdf, PdfUnreadable, PipelineError, StoreError
from pipeline.sources.download import download, pdf_name
from pipeline.sources.files import paper_of
from pipeline.sources.gate import ArxivGate
from schemas.records import Paper, Pdf
from tests.sample_day import SampleDay
from tests.sample_server import SampleServer
from tests.scripted_server import Exchange, ScriptedServer

ROOT = Path(__file__).parents[2]
PAPER = Paper(paper_id="2511.90001", version="v1", title="t")
BODY = SampleDay.load().pdfs["2511.90001v1"]
NAME = "2511.90001v1.pdf"


def configured(url: str, **settings: Any) -> Config:
    sources = Sources(arxiv_pdf_url=f"{url}/pdf", arxiv_api_url=f"{url}/api/query", huggingface_url=url, outage_s=0)
    return Config(sources=sources, download=Download(**({"tries": 3, "timeout_s": 5} | settings)))


def fetched(url: str, folder: Path, paper: Paper = PAPER, **settings: Any) -> Pdf:
    sleep = settings.pop("sleep", lambda _s: None)
    return download(paper, configured(url, **settings), ArxivGate(0), folder, sleep)


def refused(url: str, folder: Path, paper: Paper = PAPER, **settings: Any) -> PipelineError:
    """The error, which is one line that names the paper, the fact and the remedy."""
    with pytest.raises(PipelineError) as caught:
        fetched(url, folder, paper, **settings)
    error = caught.value
    assert str(error).startswith(paper.paper_id)
    assert "\n" not in str(error)
    assert error.fact
    assert error.remedy
    assert error.exit_code == 3
    assert list(folder.glob("*.pdf")) == []
    return error


@pytest.fixture
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


def test_a_folder_in_the_place_of_a_pdf_is_set_aside_and_the_pdf_fetched(tmp_path: Path) -> None:
    (tmp_path / NAME / "notes").mkdir(parents=True)
    with SampleServer() as server:
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
    assert (tmp_path / f"{NAME}.damaged" / "notes").is_dir()


def test_a_pdf_comes_whole_with_its_record(server: SampleServer, tmp_path: Path) -> None:
    pdf = fetched(server.url, tmp_path, contact="我 <me@example.org>")
    assert Path(pdf.path) == tmp_path / NAME
    assert Path(pdf.path).read_bytes() == BODY
    assert (pdf.paper_id, pdf.version, pdf.size_bytes) == ("2511.90001", "v1", len(BODY))
    assert pdf.sha256 == hashlib.sha256(BODY).hexdigest()
    assert pdf.url == f"{server.url}/pdf/2511.90001v1"
    (request,) = server.requests
    assert request.user_agent.endswith("<me@example.org>)")
    assert request.range_header is None
    assert {p.name for p in tmp_path.iterdir()} == {NAME, "download.lock", "SHA256SUMS"}


def test_a_pdf_that_is_here_is_not_fetched_again(server: SampleServer, tmp_path: Path) -> None:
    first = fetched(server.url, tmp_path)
    second = fetched(server.url, tmp_path)
    assert second == first.model_copy(update={"url": None})
    assert server.stats().count["pdf"] == 1


def test_a_kept_pdf_with_a_flipped_bit_is_set_aside_and_fetched_again(server: SampleServer, tmp_path: Path) -> None:
    path = Path(fetched(server.url, tmp_path).path)
    path.write_bytes(BODY[:-9] + bytes([BODY[-9] ^ 1]) + BODY[-8:])
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
    assert len(server.requests) == 2
    assert (tmp_path / f"{NAME}.damaged").exists()


def test_another_version_is_another_file(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / "2511.90003v1.pdf").write_bytes(b"%PDF- the first version")
    pdf = fetched(server.url, tmp_path, Paper(paper_id="2511.90003", version="v2", title="t"))
    assert Path(pdf.path).name == "2511.90003v2.pdf"
    assert (tmp_path / "2511.90003v1.pdf").read_bytes() == b"%PDF- the first version"


def test_old_ids_stay_in_their_folder(tmp_path: Path) -> None:
    with ScriptedServer(lambda e: e.send(200, BODY)) as server:
        pdf = fetched(server.url, tmp_path, Paper(paper_id="hep-th/9901001", version="v2", title="t"))
        assert server.exchanges[0].path == "/pdf/hep-th/9901001v2"
    assert Path(pdf.path) == tmp_path / "hep-th%2F9901001v2.pdf"


@pytest.mark.parametrize(
    ("disposition", "version"),
    [
        ('inline; filename="2511.90001v3.pdf"', "v3"),
        ('inline; filename="2511.90001.pdf"', None),
        ('inline; filename="../../v2.pdf/../x"', "v2"),
        (None, None),
    ],
)
def test_the_version_that_came_is_recorded(tmp_path: Path, disposition: str | None, version: str | None) -> None:
    headers = {"Content-Disposition": disposition} if disposition else {}
    with ScriptedServer(lambda e: e.send(200, BODY, headers)) as server:
        pdf = fetched(server.url, tmp_path, Paper(paper_id="2511.90001", title="t"))
    assert pdf.version == version
    assert Path(pdf.path) == tmp_path / pdf_name("2511.90001", version)


def test_the_newest_version_is_not_read_again_when_it_is_here(tmp_path: Path) -> None:
    unversioned = Paper(paper_id="2511.90001", title="t")
    large = {"Content-Disposition": 'inline; filename="2511.90001v1.pdf"', "Content-Length": "50000000"}

    def answer(exchange: Exchange) -> None:
        exchange.send(200, b"%PDF-", large)
        exchange.stall(30)

    with ScriptedServer(lambda e: e.send(200, BODY, large | {"Content-Length": str(len(BODY))})) as server:
        first = fetched(server.url, tmp_path, unversioned)
    with ScriptedServer(answer) as server:
        again = fetched(server.url, tmp_path, unversioned)
    assert again == first.model_copy(update={"url": None})
    assert {p.name for p in tmp_path.iterdir()} == {NAME, "download.lock", "SHA256SUMS"}


def test_a_broken_transfer_goes_on_where_it_stopped(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "truncate")
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
    first, second = server.requests
    assert (first.range_header, second.range_header) == (None, f"bytes={len(BODY) // 2}-")


def test_several_breaks_in_a_row_lose_nothing(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "truncate", times=3)
    server.fail("pdf", "reset")
    assert Path(fetched(server.url, tmp_path, tries=6).path).read_bytes() == BODY
    offsets = [int((r.range_header or "bytes=0-")[6:-1]) for r in server.requests]
    assert offsets == sorted(offsets)
    assert offsets[3] > offsets[1] > 0


def test_a_later_run_goes_on_from_the_kept_part(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "truncate")
    error = refused(server.url, tmp_path, tries=1)
    assert "what came so far is kept" in error.remedy
    assert (tmp_path / f"{NAME}.part").stat().st_size == len(BODY) // 2
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
    assert server.requests[-1].range_header == f"bytes={len(BODY) // 2}-"


def test_a_process_that_is_killed_leaves_a_part_to_go_on_from(tmp_path: Path) -> None:
    tag = {"ETag": '"x"'}

    def answer(exchange: Exchange) -> None:
        asked = exchange.header("Range")
        if asked:
            begin = int(asked[6:-1])
            exchange.send(206, BODY[begin:], tag | {"Content-Range": f"bytes {begin}-{len(BODY) - 1}/{len(BODY)}"})
        else:
            exchange.send(200, BODY[:20_000], tag | {"Content-Length": str(len(BODY))})
            exchange.stall(30)

    part = tmp_path / f"{NAME}.part"
    with ScriptedServer(answer) as server:
        with child(server.url, tmp_path) as process:
            wait_until(lambda: part.exists() and part.stat().st_size >= 4096)
            process.send_signal(signal.SIGKILL)
        kept = part.stat().st_size
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
        assert server.exchanges[-1].header("Range") == f"bytes={kept}-"
        assert server.exchanges[-1].header("If-Range") == '"x"'


def test_two_processes_fetch_a_paper_once(tmp_path: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.stall(0.5)
        exchange.send(200, BODY)

    with ScriptedServer(answer) as server:
        processes = [child(server.url, tmp_path) for _ in range(2)]
        assert [p.wait(20) for p in processes] == [0, 0]
        assert len(server.exchanges) == 1
    assert (tmp_path / NAME).read_bytes() == BODY


def child(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """Another process that fetches PAPER."""
    program = (
        "import sys; from pathlib import Path; from tests.sources.test_download import fetched;"
        "fetched(sys.argv[1], Path(sys.argv[2]), timeout_s=60)"
    )
    return subprocess.Popen([sys.executable, "-c", program, url, str(folder)], cwd=ROOT)


def wait_until(reached: Any, limit_s: float = 20) -> None:
    end = time.monotonic() + limit_s
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"%PDF- old half")
    (tmp_path / f"{NAME}.etag").write_text('"old"')
    with SampleServer() as server:
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
        assert server.requests[0].range_header == "bytes=14-"
        assert server.stats().count["pdf"] == 1


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_a_part_without_a_strong_tag_is_not_gone_on_from(tmp_path: Path, etag: str | None) -> None:
    answers = iter([len(BODY) // 2, len(BODY)])

    def answer(exchange: Exchange) -> None:
        exchange.send(200, BODY[: next(answers)], {"Content-Length": str(len(BODY))} | ({"ETag": etag} if etag else {}))
        exchange.break_off()

    (tmp_path / f"{NAME}.part").write_bytes(b"of another answer")
    (tmp_path / f"{NAME}.etag").write_text('"another"')
    with ScriptedServer(answer) as server:
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
        assert [e.header("Range") for e in server.exchanges] == ["bytes=17-", None]


def test_a_part_that_was_whole_already_is_used(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(BODY)
    (tmp_path / f"{NAME}.etag").write_text(f'"{hashlib.sha256(BODY).hexdigest()[:16]}"')
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
    assert server.stats().count["pdf"] == 1


def test_a_part_that_is_longer_than_the_file_is_thrown_away(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(BODY + b"more")
    (tmp_path / f"{NAME}.etag").write_text(f'"{hashlib.sha256(BODY).hexdigest()[:16]}"')
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY


def test_a_range_that_was_not_asked_for_is_not_believed(tmp_path: Path) -> None:
    def answer(exchange: Exchange) -> None:
        wrong = {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"}
        exchange.send(206, BODY[5:], wrong) if exchange.header("Range") else exchange.send(200, BODY)

    (tmp_path / f"{NAME}.part").write_bytes(BODY[:100])
    (tmp_path / f"{NAME}.etag").write_text('"x"')
    with ScriptedServer(answer) as server:
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY


@pytest.mark.parametrize(
    ("kind", "fact"), [("html", "an HTML page came instead of a PDF"), ("empty", "the PDF is empty (0 bytes)")]
)
def test_what_is_no_pdf_is_refused_and_the_next_run_asks_again(
    server: SampleServer, tmp_path: Path, kind: Any, fact: str
) -> None:
    server.fail("pdf", kind)
    error = refused(server.url, tmp_path)
    assert isinstance(error, NotAPdf)
    assert fact in error.fact
    assert [p.name for p in tmp_path.iterdir()] == ["download.lock"]
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY


def test_a_compressed_answer_is_unpacked_and_never_gone_on_from(tmp_path: Path) -> None:
    packed, halves = gzip.compress(BODY), iter([True, False])

    def answer(exchange: Exchange) -> None:
        broken = next(halves)
        length = {"Content-Length": str(len(packed)), "Content-Encoding": "gzip", "ETag": '"x"'}
        exchange.send(200, packed[: len(packed) // 2] if broken else packed, length)
        exchange.break_off()

    with ScriptedServer(answer) as server:
        assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY
        assert [e.header("Range") for e in server.exchanges] == [None, None]


@pytest.mark.parametrize("name", [f"{NAME}.part", f"{NAME}.etag", "download.lock"])
def test_a_link_in_the_place_of_our_files_is_not_written_through(
    server: SampleServer, tmp_path: Path, name: str
) -> None:
    (tmp_path / "theirs").write_bytes(b"%PDF-")
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / name).symlink_to(tmp_path / "theirs")
    if name == "download.lock":
        refused(server.url, folder)
    else:
        assert Path(fetched(server.url, folder).path).read_bytes() == BODY
    assert (tmp_path / "theirs").read_bytes() == b"%PDF-"


def test_an_unknown_paper_is_not_asked_for_twice(server: SampleServer, tmp_path: Path) -> None:
    error = refused(server.url, tmp_path, Paper(paper_id="2511.99999", version="v7", title="t"))
    assert str(error) == "2511.99999v7: arXiv has no such PDF (HTTP 404); check the id and the version"
    assert server.stats().count["pdf"] == 1


GONE = b"<html><body>No PDF: this paper has been withdrawn</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "comment", "version", "told"),
    [
        (404, GONE, None, "v2", "was withdrawn; the version before it may still be read: 2511.90001v1"),
        (404, b"", "Withdrawn: Lemma 3 is wrong", "v3", r"was withdrawn \(Withdrawn: Lemma 3 .*: 2511.90001v2"),
        (200, GONE, None, "v2", "was withdrawn; the version before"),
        (404, GONE, None, "v1", "was withdrawn; exclude it, or give a PDF file"),
    ],
)
def test_a_withdrawn_paper_says_so_and_offers_the_version_before(
    tmp_path: Path, status: int, body: bytes, comment: str | None, version: str, told: str
) -> None:
    paper = PAPER.model_copy(update={"version": version, "comment": comment})
    with ScriptedServer(lambda e: e.send(status, body)) as server:
        assert re.search(told, str(refused(server.url, tmp_path, paper)))


def test_a_pdf_over_the_cap_is_refused_before_its_body(server: SampleServer, tmp_path: Path) -> None:
    error = refused(server.url, tmp_path, max_mb=0.01)
    assert "over the cap of 0.01 MB" in error.fact
    assert "download.max_mb" in error.remedy
    assert [p.name for p in tmp_path.iterdir()] == ["download.lock"]


def test_a_pdf_without_a_length_is_stopped_at_the_cap(tmp_path: Path) -> None:
    sent = 0

    def answer(exchange: Exchange) -> None:
        nonlocal sent
        exchange.handler.send_response(200)
        exchange.handler.end_headers()
        exchange.break_off()
        for _ in range(1000):
            exchange.handler.wfile.write(b"%PDF-" + b"x" * 100_000)
            sent += 100_005

    with ScriptedServer(answer) as server:
        assert "over the cap" in refused(server.url, tmp_path, max_mb=0.3).fact
    assert sent < 50_000_000
    assert not list(tmp_path.glob("*.part"))


def test_a_redirect_to_another_host_is_refused_and_nothing_is_asked_there(server: SampleServer, tmp_path: Path) -> None:
    with ScriptedServer(lambda e: e.send(200, BODY)) as foreign:
        server.fail("pdf", "redirect", location=f"{foreign.url}/pdf/2511.90001v1")
        error = refused(server.url, tmp_path)
        assert error.fact == "was redirected to 127.0.0.1, which is none of the configured addresses"
        assert foreign.exchanges == []
    for location in ("http://169.254.169.254/", "file:///etc/passwd", "//foreign.invalid/x", "http://[::1"):
        server.fail("pdf", "redirect", location=location)
        assert refused(server.url, tmp_path).fact.startswith(("was redirected", "more than"))
    assert server.stats().count["pdf"] < 15


def test_a_redirect_within_the_site_is_followed(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "redirect", location="/pdf/2511.90001v1.pdf")
    server.fail("pdf", "redirect", location=f"{server.url}/pdf/2511.90001v1")
    assert Path(fetched(server.url, tmp_path).path).read_bytes() == BODY


def test_a_circle_of_redirects_ends(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "redirect", times=None, location="/pdf/2511.90001v1")
    assert refused(server.url, tmp_path).fact == "more than 4 redirects"
    assert server.stats().count["pdf"] == 5


def test_retry_after_is_honoured(server: SampleServer, tmp_path: Path) -> None:
    waits: list[float] = []
    server.fail("pdf", "429", retry_after="9")
    server.fail("pdf", "503", retry_after=None)
    fetched(server.url, tmp_path, sleep=waits.append)
    assert waits == [9.0, 2.0]


@pytest.mark.parametrize(("kind", "fact"), [("500", "HTTP 500"), ("429", "HTTP 429"), ("reset", "")])
def test_a_fault_for_ever_is_given_up(server: SampleServer, tmp_path: Path, kind: Any, fact: str) -> None:
    server.fail("pdf", kind, times=None)
    error = refused(server.url, tmp_path)
    assert isinstance(error, DownloadError)
    assert f"failed in up to 3 tries (last: {fact}" in error.fact
    assert server.stats().count["pdf"] == 3


def test_silence_ends_with_the_timeout(server: SampleServer, tmp_path: Path) -> None:
    server.fail("pdf", "slow", times=None, delay_s=30)
    begin = time.monotonic()
    refused(server.url, tmp_path, timeout_s=0.2, tries=2)
    assert time.monotonic() - begin < 10


def test_a_trickle_ends_with_the_deadline_and_is_kept(tmp_path: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(200, b"", {"Content-Length": str(len(BODY)), "ETag": '"x"'})
        for begin in range(0, len(BODY), 100):
            exchange.handler.wfile.write(BODY[begin : begin + 100])
            exchange.stall(0.05)
            if exchange.closing.is_set():
                break

    begin = time.monotonic()
    with ScriptedServer(answer) as server:
        error = refused(server.url, tmp_path, deadline_s=0.5)
    assert "came in 0.5 s" in error.fact
    assert time.monotonic() - begin < 10
    assert (tmp_path / f"{NAME}.part").stat().st_size > 0


def test_a_full_or_forbidden_disk_is_one_line(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be kept in") as caught:
        fetched(server.url, tmp_path / "papers" / "x")
    assert str(caught.value).startswith("2511.90001: ")
    assert server.stats().count["pdf"] == 0


def test_papers_of_one_gate_do_not_wait_for_each_other_s_bodies(server: SampleServer, tmp_path: Path) -> None:
    gate, config = ArxivGate(0.05), configured(server.url)
    papers = [paper_of(f"2511.9000{n}") for n in (1, 2, 3)]
    threads = [threading.Thread(target=download, args=(p, config, gate, tmp_path / p.paper_id)) for p in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats = server.stats()
    assert stats.max_arxiv_at_once == 1
    assert (stats.min_arxiv_gap_s or 0) >= 0.049
    assert len(list(tmp_path.glob("*/*.pdf"))) == 3


def local(path: Path) -> Pdf:
    return download(paper_of(str(path)), Config(), ArxivGate(0), path.parent / "data")


def test_a_local_pdf_is_used_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "我的 paper.pdf"
    path.write_bytes(BODY)
    pdf = local(path)
    assert (pdf.path, pdf.version, pdf.url, pdf.size_bytes) == (str(path), None, None, len(BODY))
    assert pdf.sha256 == hashlib.sha256(BODY).hexdigest()
    assert list(tmp_path.iterdir()) == [path]


def test_bytes_before_the_header_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"\n" * 1000 + BODY)
    assert local(path).size_bytes == 1000 + len(BODY)


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "the PDF is empty (0 bytes)"),
        (b"  <!DOCTYPE html><html>", "an HTML page came"),
        (b"\x1f\x8b\x08\x00", "does not begin with %PDF-"),
        (b"x" * 2000 + b"%PDF-1.5", "does not begin with %PDF-"),
    ],
)
def test_a_local_file_that_is_no_pdf_is_refused(tmp_path: Path, content: bytes, fact: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    with pytest.raises(NotAPdf) as caught:
        local(path)
    assert fact in str(caught.value)
    assert path.read_bytes() == content


def test_a_local_file_that_went_away_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(BODY)
    paper = paper_of(str(path))
    path.unlink()
    with pytest.raises(PdfUnreadable, match="No such file"):
        download(paper, Config(), ArxivGate(0), tmp_path)
