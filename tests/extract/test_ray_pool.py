"""The sample day on a local Ray with two workers: the same artefacts, also when a worker is killed."""

from __future__ import annotations

import contextlib
import json
import os
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

from tests.cli_day import KEY, ROOT, right, settings_of
from tests.fake_llm import FakeLlm
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


@pytest.fixture(scope="module")
def llm() -> Iterator[FakeLlm]:
    with FakeLlm(right) as llm:
        yield llm


def run(engine: str, home: Path, server: SampleServer, llm: FakeLlm, **more: str) -> dict[str, Any]:
    """A run of the day in a process of its own; its ledger."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("RIBAO_", "OPENAI_", "RAY_"))}
    environ |= settings_of(home, server) | {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY, "PYTHONPATH": str(ROOT)}
    environ |= more
    command = [sys.executable, "-m", "pipeline.cli", "run", "--date", SAMPLE_DATE, "--engine", engine]
    done = subprocess.run(command, env=environ, cwd=home, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = json.loads(next((home / "data" / "runs").glob("*.json")).read_text("utf-8"))
    return loaded


def artefacts(home: Path) -> dict[str, str]:
    """Every artefact and digest, without the seconds that a call took."""
    paths = [*home.glob("data/papers/*/*.json"), *home.glob("digests/*")]
    texts = {str(p.relative_to(home)): p.read_text("utf-8") for p in paths}
    return {name: re.sub(r'"seconds": [\d.]+', "", text) for name, text in texts.items()}


@pytest.fixture(scope="module")
def local(server: SampleServer, llm: FakeLlm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("local")
    run("local", home, server, llm)
    return artefacts(home)


def test_ray_leaves_the_same_artefacts_also_below_a_folder_too_long_for_a_socket(
    server: SampleServer, llm: FakeLlm, local: dict[str, str], tmp_path: Path
) -> None:
    long = tmp_path / "a-long-temporary-folder-of-a-batch-job" / "and-one-more-of-them-below-it"
    long.mkdir(parents=True)
    ledger = run("ray", tmp_path, server, llm, TMPDIR=str(long))
    assert (ledger["done"], ledger["lost_workers"]) == (3, 0)
    assert artefacts(tmp_path) == local
    assert sum(name.split("/")[-1].startswith("extract.") for name in local) == 3


def ray_workers_at_work() -> set[int]:
    """Processes of Ray that are at a paper just now; their title says so."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().startswith(b"ray::_extract"):
                found.add(int(path.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: reads /proc")
def test_a_worker_killed_in_the_middle_costs_no_paper(
    server: SampleServer, llm: FakeLlm, local: dict[str, str], tmp_path: Path
) -> None:
    others, killed, over = ray_workers_at_work(), list[int](), threading.Event()

    def kill_the_first() -> None:
        while not killed and not over.is_set():
            for pid in ray_workers_at_work() - others:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
            time.sleep(0.01)

    killer = threading.Thread(target=kill_the_first)
    killer.start()
    try:
        ledger = run("ray", tmp_path, server, llm)
    finally:
        over.set()
        killer.join()
    assert len(killed) == 1
    assert (ledger["done"], ledger["failed"], ledger["lost_workers"]) == (3, 0, 1)
    assert artefacts(tmp_path) == local
