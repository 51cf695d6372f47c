"""One run at a time over a data directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import DataInUse, StoreError
from pipeline.store.lock import LOCK_NAME, data_lock

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
        assert f'"process": {os.getpid()}' in (tmp_path / LOCK_NAME).read_text()


def test_the_lock_ends_with_its_block(tmp_path: Path) -> None:
    for _ in range(2):
        with data_lock(tmp_path / "new", "ribao run"):
            assert f'"process": {os.getpid()}' in (tmp_path / "new" / LOCK_NAME).read_text()


def test_a_lock_without_a_name_is_a_lock(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        (tmp_path / LOCK_NAME).write_text("")
        with pytest.raises(DataInUse, match="is in use by another ribao"), data_lock(tmp_path, "ribao run"):
            pass
        other.communicate()


def test_a_directory_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"check paths\.data_dir"), data_lock(tmp_path / "file" / "data", "ribao run"):
        pass
