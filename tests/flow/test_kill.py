"""kill -9 at any moment: the same command goes on, pays for nothing twice, and ends with the same digest."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.cli_day import KEY, PAPERS, Answer, Json, asked_about, right, settings_of
from tests.fake_llm import FakeLlm, Reply
from tests.flow import killed_run
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

SEED = 20251124
KILLS, KILLS_A_HOME = 25, 6
LONGEST_S = 60.0  # for a run of three papers that is not killed


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as server:
        yield server


def answers_in_a_while(body: Json) -> Answer:
    """A right answer after a moment, so that kills meet calls under way, too."""
    return Reply(json.dumps(right(body), ensure_ascii=False), stall_s=0.15)


def finished(home: Path) -> Counter[str]:
    """What is on disk, by paper: PDFs, texts, replies, summaries and checked summaries."""
    paths = (home / "data" / "papers").glob("*/*")
    kinds = (f"{p.parent.name} {p.name.split('.')[0] if p.suffix == '.json' else p.suffix}" for p in paths)
    return Counter(k for k in kinds if not k.endswith((" ", ".lock", ".part", ".etag", ".tmp")))


def asked(server: SampleServer, llm: FakeLlm) -> Counter[str]:
    """Requests so far, by paper: downloads, and questions to the model."""
    pdfs = (r.path.split("/")[-1].split("v")[0] for r in list(server.requests) if r.path.startswith("/pdf/"))
    return Counter(f"{p} .pdf" for p in pdfs) + Counter(f"{asked_about(r.body)} call" for r in list(llm.requests))


def digests(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (home / "digests").iterdir()}


def test_runs_killed_at_25_random_moments_lose_and_repeat_nothing(server: SampleServer, tmp_path: Path) -> None:
    made, moments = killed_run.context(), random.Random(SEED)
    with FakeLlm(answers_in_a_while) as llm:
        environ = {"OPENAI_BASE_URL": llm.url, "OPENAI_API_KEY": KEY}

        def begin(home: Path) -> ForkServerProcess:
            return killed_run.start(made, SAMPLE_DATE, environ | settings_of(home, server))

        def whole(home: Path) -> float:
            """A run that nobody kills; its seconds."""
            began = time.monotonic()
            process = begin(home)
            process.join(LONGEST_S)
            assert process.exitcode == 0
            return time.monotonic() - began

        undisturbed = tmp_path / "undisturbed"
        whole(undisturbed)  # the first waits for the imports
        takes_s = whole(tmp_path / "another")
        assert digests(tmp_path / "another") == digests(undisturbed)
        ledger = json.loads(next((undisturbed / "data" / "runs").glob("*.json")).read_text("utf-8"))
        assert (ledger["done"], ledger["usage"]["calls"]) == (3, 3)

        killed = homes = 0
        while killed < KILLS:
            homes += 1
            home = tmp_path / f"killed-{homes}"
            for _ in range(KILLS_A_HOME):
                done, before = finished(home), asked(server, llm)
                process = begin(home)
                process.join(moments.uniform(0, takes_s))
                alive = process.is_alive()
                process.kill()
                process.join(LONGEST_S)
                repeated = set(asked(server, llm) - before) & set(done)
                assert not repeated, f"asked for again although it was on disk: {repeated}"
                for path in home.rglob("*.json"):
                    json.loads(path.read_text("utf-8"))  # no artefact is half written
                killed += alive
                if not alive or killed == KILLS:
                    break
            done, before = finished(home), asked(server, llm)
            whole(home)
            assert not set(asked(server, llm) - before) & set(done)
            assert digests(home) == digests(undisturbed)
            assert finished(home) == finished(undisturbed)
    assert set(PAPERS) == {k.split()[0] for k in finished(undisturbed)}
