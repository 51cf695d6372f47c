"""One run at a time over a data directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.errors import DataInUse, StoreError
from pipeline.store.lock import HOLDER_NAME, LOCK_NAME, data_lock, locked

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from pipeline.store.lock import data_lock
with data_lock(Path(sys.argv[1]), "ribao run --date 2025-11-24"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until its stdin ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_told_who_is_at_work_and_since_when(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        with pytest.raises(DataInUse) as caught, data_lock(tmp_path, "ribao run"):
            pass
        other.communicate()
    assert f"is in use by process {other.pid} since 20" in str(caught.value)
    assert "(ribao run --date 2025-11-24); wait for it" in str(caught.value)


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        other.kill()
    with data_lock(tmp_path, "ribao run"):
        assert f'"process": {os.getpid()}' in (tmp_path / HOLDER_NAME).read_text()


def test_the_lock_ends_with_its_block_and_leaves_no_name(tmp_path: Path) -> None:
    for _ in range(2):
        with data_lock(tmp_path / "new", "ribao run"):
            assert f'"process": {os.getpid()}' in (tmp_path / "new" / HOLDER_NAME).read_text()
    assert [p.name for p in (tmp_path / "new").iterdir()] == [LOCK_NAME]


def test_a_lock_without_a_name_is_a_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        (tmp_path / HOLDER_NAME).unlink()
        with pytest.raises(DataInUse, match="is in use by another ribao"), data_lock(tmp_path, "ribao run"):
            pass
        other.communicate()


def test_a_directory_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"check paths\.data_dir"), data_lock(tmp_path / "file" / "data", "ribao run"):
        pass


@pytest.mark.parametrize("target", ["theirs", "nothing"])
def test_a_link_in_the_place_of_a_lock_is_refused_and_what_it_names_stays(tmp_path: Path, target: str) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / LOCK_NAME).symlink_to(tmp_path / target)
    with pytest.raises(StoreError, match="is a link, which a lock does not follow"), data_lock(tmp_path, "ribao run"):
        pass
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert not (tmp_path / "nothing").exists()


def test_a_link_in_the_place_of_the_holder_s_name_is_replaced_and_what_it_names_stays(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / HOLDER_NAME).symlink_to(tmp_path / "theirs")
    with data_lock(tmp_path, "ribao run"):
        assert f'"process": {os.getpid()}' in (tmp_path / HOLDER_NAME).read_text()
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_a_foreign_file_in_the_place_of_a_lock_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "their.lock").write_text("theirs")
    with locked(tmp_path / "their.lock"):
        pass
    assert (tmp_path / "their.lock").read_text() == "theirs"


def test_who_waits_gets_the_lock_after_the_other(tmp_path: Path) -> None:
    order = []

    def second() -> None:
        with locked(tmp_path / "x.lock"):
            order.append("second")

    waiting = threading.Thread(target=second)
    with locked(tmp_path / "x.lock"):
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    waiting.join(20)
    assert order == ["first", "second"]


def test_who_waits_is_told_for_whom_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pipeline.store.lock.NAMED_AFTER_S", 0.1)
    with holder(tmp_path) as other:
        other.send_signal(signal.SIGSTOP)
        with pytest.raises(DataInUse) as caught, locked(tmp_path / LOCK_NAME, 0.3):
            pass
        other.send_signal(signal.SIGCONT)
        other.communicate()
    who = f"is in use by process {other.pid} since 20"
    assert who in str(caught.value)
    assert "for more than 0 s; end that process" in str(caught.value)
    assert who in caplog.text
