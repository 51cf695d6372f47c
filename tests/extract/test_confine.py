"""What a PDF that has taken over its worker can reach."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.config import CHECKOUT
from pipeline.extract.confine import code_folders
from pipeline.extract.killable import Killable, Loaded
from pipeline.extract.settings import ExtractSettings

SETTINGS = ExtractSettings(time_limit_s=20)


def taken_over(settings: ExtractSettings) -> Loaded:  # noqa: ARG001 - Killable's signature
    """In the worker: does what the request says, and answers with what came of it."""
    does: dict[str, Callable[[str], object]] = {
        "read": lambda path: Path(path).read_bytes(),
        "list": os.listdir,
        "write": lambda path: Path(path).write_bytes(b"mine"),
        "append": lambda path: os.open(path, os.O_WRONLY | os.O_APPEND),
        "truncate": lambda path: os.truncate(path, 0),
        "delete": os.unlink,
        "link": lambda path: Path(path).symlink_to("/"),
        "tcp": lambda port: socket.create_connection(("127.0.0.1", int(port)), 5),
        "udp": lambda _: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "unix": lambda _: socket.socket(socket.AF_UNIX),
        "run": lambda program: subprocess.run([program], check=True),
        "memory of another": lambda pid: os.open(f"/proc/{pid}/mem", os.O_RDONLY),
        "environment of another": lambda pid: Path(f"/proc/{pid}/environ").read_bytes(),
        "signal": lambda pid: os.kill(int(pid), 0),
        "code": lambda path: Path(path).read_bytes(),
    }

    def answer(request: bytes, file: BinaryIO | None) -> bytes:  # noqa: ARG001 - Answer's signature
        what, _, of = request.decode().partition(":")
        try:
            does[what](of)
        except PermissionError:
            return b"refused"
        return b"done"

    return Loaded(answer)


@pytest.fixture(scope="module")
def worker() -> Iterator[Killable]:
    if not _offered():
        pytest.skip("the system offers no Landlock or no seccomp")
    killable = Killable(taken_over, SETTINGS)
    yield killable
    killable.stop()


def _offered() -> bool:
    """Whether a process of this machine can be confined in both ways."""
    program = "from pipeline.extract.confine import confine; print(len(confine([])))"
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return done.stdout.strip() == "2"


def test_it_reads_and_changes_no_file(worker: Killable, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("precious")
    for what in ("read", "write", "append", "truncate", "delete"):
        assert worker.ask(f"{what}:{tmp_path / 'kept'}".encode()) == b"refused", what
    assert worker.ask(f"list:{tmp_path}".encode()) == b"refused"
    assert worker.ask(f"link:{tmp_path / 'link'}".encode()) == b"refused"
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_text() == "precious"
    for path in ("config.toml", "pyproject.toml"):
        assert worker.ask(f"read:{CHECKOUT / path}".encode()) == b"refused"


def test_it_reaches_no_network_no_program_and_no_other_process(worker: Killable) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = [f"tcp:{server.getsockname()[1]}", "udp:", "unix:", "run:/bin/true", f"signal:{os.getpid()}"]
        asked += [f"{what} of another:{os.getpid()}" for what in ("memory", "environment")]
        for one in asked:
            assert worker.ask(one.encode()) == b"refused", one


def test_it_still_reads_the_code_that_it_runs(worker: Killable) -> None:
    for path in (CHECKOUT / "pipeline" / "errors.py", Path(os.__file__)):
        assert worker.ask(f"code:{path}".encode()) == b"done"


def test_no_folder_of_code_holds_the_checkout_with_its_data() -> None:
    folders = list(code_folders(CHECKOUT))
    assert CHECKOUT / "pipeline" in folders
    assert not any(CHECKOUT.is_relative_to(folder) for folder in folders)
