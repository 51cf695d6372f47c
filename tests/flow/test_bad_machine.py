"""A bad day for the machine: stderr goes away, nothing can be stored, a signal ends the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import CHECKOUT
from tests.cli_day import KEY, Answer, Json, ribao_here, right, settings_of
from tests.fake_llm import FakeLlm, server_error
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

RUN = [sys.executable, "-m", "pipeline.cli", "run", "--date", SAMPLE_DATE]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def environ(home: Path, server: SampleServer, llm: FakeLlm) -> dict[str, str]:
    model = {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
    return os.environ | settings_of(home, server) | model


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"])
def test_stderr_that_goes_away_ends_no_run(server: SampleServer, tmp_path: Path, closing: str) -> None:
    with FakeLlm(right) as llm:
        command = f'"$@" {closing}; :'
        subprocess.run(
            ["bash", "-c", command, "bash", *RUN], cwd=CHECKOUT, env=environ(tmp_path, server, llm), check=True
        )
        assert (tmp_path / "digests" / f"{SAMPLE_DATE}.md").exists()
        assert len(list((tmp_path / "data" / "runs").glob("*.json"))) == 1
        assert len(llm.requests) == 3


def test_nothing_is_bought_that_cannot_be_kept(server: SampleServer, tmp_path: Path) -> None:
    (tmp_path / "data" / "papers" / ".room").mkdir(parents=True)  # what is written there on trial cannot be
    with FakeLlm(right) as llm:
        ran = ribao_here(["run", "--date", SAMPLE_DATE], tmp_path, server, llm)
        assert ran.code == 3
        assert "cannot be written (Is a directory); check the disk and [paths]" in ran.stderr
        assert "error in ribao" not in ran.stderr
        assert llm.requests == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_a_ledger_and_what_was_done(server: SampleServer, tmp_path: Path, number: int) -> None:
    def slow(request: Json) -> Answer:
        time.sleep(0.5)
        return right(request)

    with FakeLlm(slow) as llm:
        process = subprocess.Popen(
            RUN, cwd=CHECKOUT, env=environ(tmp_path, server, llm), stderr=subprocess.PIPE, text=True
        )
        while not llm.requests and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "ribao: stopping: what is under way is finished first" in said
        assert "Traceback" not in said
        [ledger] = (tmp_path / "data" / "runs").glob("*.json")
        assert '"interrupted": true' in ledger.read_text()


@pytest.mark.parametrize("where", ["hf", "api", "pdf", "503", "unreachable"])
def test_one_ctrl_c_ends_a_run_at_once_wherever_it_waits(tmp_path: Path, where: str) -> None:
    """Only an answer that is paid for is waited for."""
    reached = threading.Event()

    def down(_request: Json) -> Answer:
        reached.set()
        return server_error(503)

    with SampleServer() as server, FakeLlm(down) as llm:
        if where in ("hf", "api", "pdf"):
            server.fail(where, "slow", times=None, delay_s=60)  # type: ignore[arg-type]
        settings = settings_of(tmp_path, server, llm_outage_s=100, sources_outage_s=100)
        if where == "unreachable":
            settings["RIBAO_SOURCES_HUGGINGFACE_URL"] = "http://127.0.0.1:9"
        model = {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}
        process = subprocess.Popen(
            RUN, cwd=CHECKOUT, env=os.environ | settings | model, stderr=subprocess.PIPE, text=True
        )
        while process.poll() is None and not reached.is_set():
            if where in server.stats().count and server.stats().count[where]:
                break
            if where == "unreachable" and llm.firsts:
                break
            time.sleep(0.05)
        time.sleep(0.5)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        took = time.monotonic() - began
    assert process.returncode == 130
    assert took < 10, said  # 2 s on a machine that does nothing else
    assert "Traceback" not in said
    [ledger] = (tmp_path / "data" / "runs").glob("*.json")
    assert '"interrupted": true' in ledger.read_text()


def test_a_signal_waits_for_nothing_that_is_only_computed(server: SampleServer, tmp_path: Path) -> None:
    """A check of an answer that takes a minute: the answer is kept, and the next run need not ask again."""
    slow = (
        "import sys, time, pipeline.flow.stages as s; s.validate = lambda *_: (print('at it', flush=True),"
        " time.sleep(60)); from pipeline.cli import main; main()"
    )
    with FakeLlm(right) as llm:
        process = subprocess.Popen(
            [sys.executable, "-c", slow, *RUN[3:]],
            cwd=CHECKOUT,
            env=environ(tmp_path, server, llm),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=90)
        took = time.monotonic() - began
    assert process.returncode == 130
    assert took < 20, said  # 2 s on a machine that does nothing else
    assert list((tmp_path / "data").glob("papers/*/call.*.json"))
    [ledger] = (tmp_path / "data" / "runs").glob("*.json")
    assert '"interrupted": true' in ledger.read_text()
