"""The pool: one death is one paper's failure, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.extract.settings import ExtractSettings
from pipeline.extract.worker import ExtractPool
from schemas.records import Failure, PaperText, Pdf
from tests.extract.typesetting import one_line, pymupdf, saved

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: reads /proc")


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    """Hundreds of dense pages: many seconds of work, within the page limit."""
    document = pymupdf.open()
    page = document.new_page()
    for y in range(20, 780, 4):
        page.insert_text((20, y), "word " * 60, fontsize=4)
    for _ in range(7):
        with pymupdf.open(stream=document.tobytes()) as twin:
            document.insert_pdf(twin)
    return saved(document, tmp_path_factory.mktemp("slow") / "slow.pdf")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    """Figures of ten thousand strokes on each of 64 pages, which are all kept until the last one is read."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), "A figure of many strokes")
    (xref,) = page.get_contents()
    strokes = "".join(f"{n % 500} {n // 20} m {n % 500 + 3} {n // 20 + 3} l S\n" for n in range(10_000))
    document.update_stream(xref, document.xref_stream(xref) + strokes.encode())
    for _ in range(6):
        with pymupdf.open(stream=document.tobytes()) as twin:
            document.insert_pdf(twin)
    return saved(document, tmp_path_factory.mktemp("drawn") / "drawn.pdf")


def children() -> set[int]:
    """The living child processes of this one, less Python's own resource tracker."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
            command = (stat.parent / "cmdline").read_text()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and "resource_tracker" not in command:
            found.add(int(stat.parent.name))
    return found


def test_one_bad_pdf_fails_alone(tmp_path: Path) -> None:
    good = one_line(tmp_path / "good.pdf")
    bad = good.model_copy(update={"paper_id": "local-bad", "path": str(tmp_path / "absent.pdf")})
    with ExtractPool(1, ExtractSettings(time_limit_s=20)) as pool:
        outcomes = [pool.submit(pdf).result(60) for pdf in (good, bad, good)]
    assert [type(o) for o in outcomes] == [PaperText, Failure, PaperText]
    assert isinstance(outcomes[1], Failure)
    assert (outcomes[1].kind, outcomes[1].stage, outcomes[1].paper_id) == ("PdfUnreadable", "", "local-bad")


def test_a_pipe_or_a_device_is_no_pdf(tmp_path: Path) -> None:
    good = one_line(tmp_path / "good.pdf")
    os.mkfifo(tmp_path / "pipe")
    with ExtractPool(1, ExtractSettings(time_limit_s=20)) as pool:
        for path in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path)):
            outcome = pool.submit(good.model_copy(update={"path": path})).result(60)
            assert isinstance(outcome, Failure)
            assert outcome.kind == "PdfUnreadable"


@LINUX
def test_workers_are_reused_and_leave_no_process(tmp_path: Path) -> None:
    good = one_line(tmp_path / "good.pdf")
    before = children()
    with ExtractPool(1) as pool:
        pool.submit(good).result(60)
        first = children() - before
        pool.submit(good).result(60)
        assert children() - before == first
        assert len(first) == 1
    assert children() - before == set()


@LINUX
@pytest.mark.parametrize("deaths", [1, 2])
def test_the_paper_of_a_killed_worker_is_tried_once_more_and_the_next_is_read(
    tmp_path: Path, slow: Pdf, deaths: int
) -> None:
    good = one_line(tmp_path / "good.pdf")
    before, killed = children(), set[int]()
    with ExtractPool(1) as pool:
        pool.submit(good).result(60)
        future = pool.submit(slow)
        while len(killed) < deaths:
            time.sleep(0.5)
            for worker in children() - before - killed:
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
        outcome = future.result(60)
        if deaths == 1:
            assert isinstance(outcome, PaperText)
        else:
            assert isinstance(outcome, Failure)
            assert outcome.kind == "ExtractLimit"
            assert "died" in outcome.message or "did not start" in outcome.message  # as soon as it was killed
        assert isinstance(pool.submit(good).result(60), PaperText)


def test_a_paper_that_takes_too_long_is_given_up(tmp_path: Path, slow: Pdf) -> None:
    good = one_line(tmp_path / "good.pdf")
    with ExtractPool(1, ExtractSettings(time_limit_s=1)) as pool:
        start = time.monotonic()
        failed = pool.submit(slow).result(60)
        assert time.monotonic() - start < 30
        assert isinstance(failed, Failure)
        assert "took more than 1 s" in failed.message
        assert isinstance(pool.submit(good).result(60), PaperText)


@LINUX
def test_a_paper_that_takes_too_much_memory_is_given_up(tmp_path: Path, drawn: Pdf) -> None:
    good = one_line(tmp_path / "good.pdf")
    with ExtractPool(1, ExtractSettings(memory_limit_mb=160)) as pool:  # a worker that has read nothing has 90
        failed = pool.submit(drawn).result(120)
        assert isinstance(failed, Failure)
        assert "memory" in failed.message
        assert isinstance(pool.submit(good).result(60), PaperText)


def test_a_worker_that_cannot_be_started_is_the_failure_of_each_paper_and_the_pool_still_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = one_line(tmp_path / "good.pdf")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with ExtractPool(1) as pool:
        for future in [pool.submit(good), pool.submit(good)]:
            outcome = future.result(60)
            assert isinstance(outcome, Failure)
            assert "a worker process did not start" in outcome.message


@LINUX
def test_a_worker_started_beforehand_reads_the_first_paper(tmp_path: Path) -> None:
    good, before = one_line(tmp_path / "good.pdf"), children()
    with ExtractPool(3) as pool:
        pool.warm()
        while not children() - before:
            time.sleep(0.01)
        [warm] = children() - before
        for _ in range(3):  # one after another: none waits
            assert isinstance(pool.submit(good).result(60), PaperText)
        assert children() - before == {warm}
        together = [pool.submit(good) for _ in range(6)]
        assert all(isinstance(future.result(60), PaperText) for future in together)
        assert 1 < len(children() - before) <= 3
    with pytest.raises(RuntimeError, match="closed"):
        pool.warm()


@LINUX
def test_a_pool_that_closes_waits_for_no_worker_to_start() -> None:
    before = children()
    with ExtractPool(1) as pool:
        pool.warm()
    assert children() == before


def test_a_closed_pool_takes_nothing_more(tmp_path: Path) -> None:
    good = one_line(tmp_path / "good.pdf")
    with ExtractPool(1) as pool:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(good)


@LINUX
def test_workers_die_with_a_killed_parent(tmp_path: Path, slow: Pdf) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\n"
        "from pipeline.extract.worker import ExtractPool\n"
        "from schemas.records import Pdf\n"
        "if __name__ == '__main__':\n"
        "    with ExtractPool(1) as pool:\n"
        "        pool.submit(Pdf.model_validate_json(sys.argv[1]))\n"
        "        time.sleep(1.5)\n"
        "        print('busy', flush=True)\n"
        "        time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    parent = subprocess.Popen(
        [sys.executable, str(script), slow.model_dump_json()], stdout=subprocess.PIPE, text=True, env=env
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == "busy\n"
    offspring = Path(f"/proc/{parent.pid}/task")
    pids = {int(p) for task in offspring.iterdir() for p in (task / "children").read_text().split()}
    assert pids
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() and not _zombie(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists() and not _zombie(pid)] == []


def _zombie(pid: int) -> bool:
    """Dead, and not yet reaped by whatever adopted it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
