"""One request to arXiv at a time, and the interval between two."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.sources.gate import ArxivGate

ROOT = Path(__file__).resolve().parent.parent.parent


class Clock:
    """A clock that only sleeping and `advance` move."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds

    def gate(self, interval_s: float = 3.0) -> ArxivGate:
        return ArxivGate(interval_s, self.sleep, lambda: self.now)


def test_the_first_request_does_not_wait() -> None:
    clock = Clock()
    with clock.gate().request():
        pass
    assert clock.slept == []


def test_the_interval_runs_from_the_answer_s_arrival() -> None:
    clock = Clock()
    gate = clock.gate()
    with gate.request():
        clock.now += 1  # the answer takes a second
        gate.arrived()
        clock.now += 2  # its body two more
    with gate.request():
        pass
    assert clock.slept == [1.0]


def test_a_long_body_does_not_delay_the_next_request() -> None:
    clock = Clock()
    gate = clock.gate()
    with gate.request():
        gate.arrived()
        clock.now += 20
    with gate.request():
        pass
    assert clock.slept == []


def test_a_request_without_an_answer_counts_from_its_end() -> None:
    clock = Clock()
    gate = clock.gate()
    with gate.request():
        gate.arrived()

    def fail() -> None:
        with gate.request():
            clock.now += 5
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail()
    with gate.request():
        pass
    assert clock.slept == [3.0, 3.0]


def test_time_that_has_passed_anyway_is_not_waited_again() -> None:
    clock = Clock()
    gate = clock.gate()
    with gate.request():
        pass
    clock.now += 2.5
    with gate.request():
        pass
    assert clock.slept == [0.5]


def test_threads_take_turns() -> None:
    gate, inside, most, times = ArxivGate(0.001), 0, 0, 0

    def ask() -> None:
        nonlocal inside, most, times
        for _ in range(20):
            with gate.request():
                inside += 1
                most = max(most, inside)
                times += 1
                inside -= 1

    run_in_threads([ask] * 4)
    assert (most, times) == (1, 80)


def run_in_threads(calls: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


ASK = """
import sys, time
from pathlib import Path
from pipeline.sources.gate import ArxivGate
gate = ArxivGate(0.2, shared=Path(sys.argv[1]))
for _ in range(3):
    with gate.request():
        print(time.monotonic(), flush=True)
"""


def test_processes_take_turns_and_keep_the_interval(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path / "new" / "arxiv.gate")]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    times = sorted(float(line) for process in running for line in process.communicate(timeout=60)[0].splitlines())
    assert len(times) == 9
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.2


def test_a_process_killed_in_a_request_leaves_the_interval_and_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "arxiv.gate"
    killed = ASK.replace("print(", "sys.stdout.flush(); import os; os.kill(os.getpid(), 9); print(")
    assert subprocess.run([sys.executable, "-c", killed, str(path)], cwd=ROOT, check=False).returncode == -9
    promised = float(path.read_text())
    gate = ArxivGate(0.2, shared=path)
    with gate.request():
        assert time.monotonic() >= promised


def test_a_time_from_before_the_machine_was_started_again_is_not_waited_for(tmp_path: Path) -> None:
    path, clock = tmp_path / "arxiv.gate", Clock()
    path.write_text("987654321.0\n")
    with ArxivGate(3.0, clock.sleep, lambda: clock.now, path).request():
        pass
    assert clock.slept == [3.0]


def test_a_gate_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    gate = ArxivGate(3.0, shared=tmp_path / "file" / "arxiv.gate")
    with pytest.raises(StoreError, match="check the cache directory"), gate.request():
        pass
