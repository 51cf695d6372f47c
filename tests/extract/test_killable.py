"""A process that crashes, hangs or eats memory costs its request, and the next one gets an answer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.config import CHECKOUT
from pipeline.extract.confine import NEEDED
from pipeline.extract.killable import Killable, Killed, Loaded
from pipeline.extract.settings import ExtractSettings
from tests.extract.typesetting import one_line

LIMIT = ExtractSettings(time_limit_s=3.0, memory_limit_mb=256)


def obedient(settings: ExtractSettings) -> Loaded:
    """In the process: does what the request names, and answers with its own number."""
    assert settings == LIMIT
    environment = Path("/proc/self/environ").read_bytes() if sys.platform == "linux" else b""

    def answer(request: bytes, file: BinaryIO | None) -> bytes:
        match request:
            case b"read":
                assert file is not None
                return file.read()
            case b"environment":
                return environment
            case b"crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"hang":
                time.sleep(60)
            case b"grow":
                held = []
                while True:
                    held.append(bytearray(b"x" * 4_000_000))
                    time.sleep(0.001)
            case b"leap":
                bytearray(10_000_000_000)
        return str(os.getpid()).encode()

    return Loaded(answer)


def broken(settings: ExtractSettings) -> Loaded:  # noqa: ARG001 - Killable's signature
    raise ImportError("no such library")


@pytest.fixture
def process() -> Iterator[Killable]:
    killable = Killable(obedient, LIMIT)
    yield killable
    killable.stop()


def test_one_process_answers_many_requests(process: Killable) -> None:
    first = process.ask(b"")
    assert int(first) != os.getpid()
    assert process.ask(b"") == first


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (b"crash", "the worker died"),
        (b"hang", "took more than 3 s"),
        pytest.param(
            b"grow",
            "took more than 256 MB of memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
        ),
        pytest.param(
            b"leap",
            "took more than 256 MB of memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="/proc"),
        ),
    ],
)
def test_what_goes_wrong_is_named_and_the_next_request_gets_another_process(
    process: Killable, request_: bytes, reason: str
) -> None:
    first = process.ask(b"")
    with pytest.raises(Killed, match=reason):
        process.ask(request_)
    with pytest.raises(ProcessLookupError):  # killed and reaped
        os.kill(int(first), 0)
    assert process.ask(b"") != first


def test_a_process_that_died_while_idle_is_replaced(process: Killable) -> None:
    first = int(process.ask(b""))
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    assert int(process.ask(b"")) != first


def test_a_process_that_cannot_load_is_an_error_and_leaves_nothing() -> None:
    killable = Killable(broken, LIMIT)
    with pytest.raises(RuntimeError, match="did not start: it ended at once"):
        killable.start()
    killable.stop()


def test_a_file_is_read_from_its_beginning_each_time_it_is_sent(process: Killable, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    with (tmp_path / "file").open("rb") as file:
        assert [process.ask(b"read", file) for _ in range(2)] == [b"content", b"content"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_process_is_told_nothing_of_the_environment_but_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-user")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:word@127.0.0.1:9")
    killable = Killable(obedient, LIMIT)
    told = killable.ask(b"environment")
    killable.stop()
    names = {entry.partition(b"=")[0].decode() for entry in told.split(b"\0") if entry}
    assert "RIBAO_LANG" in names
    assert names <= set(NEEDED)


def test_a_program_that_came_on_stdin_has_workers_too(tmp_path: Path) -> None:
    """A worker is not to run the main program again, least of all one that is no file."""
    document = tmp_path / "one.pdf"
    one_line(document)
    script = f"""
import sys
sys.modules["fcntl"] = None  # as on Windows
sys.argv = ["ribao", "extract", {str(document)!r}]
from pipeline.cli import main
main()
"""
    environ = os.environ | {"RIBAO_PATHS_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-"], input=script, cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "Learning rate 0.001"), done.stderr
    assert "Traceback" not in done.stderr
