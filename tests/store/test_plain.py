"""What stands in the place of a file without being one is refused, and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.store.artefacts import keep_sum
from pipeline.store.digests import find_digest, is_day, read_digests
from pipeline.store.plain import read_plain
from pipeline.store.sums import SUMS, damaged_in, sums_in


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert read_plain(tmp_path / "a") == b"abc"


@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_might_never_end_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a"
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    with pytest.raises(OSError, match=r"is no file|Is a directory"):
        read_plain(path)


def test_a_pipe_in_the_place_of_the_checksums_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / SUMS)
    assert sums_in(tmp_path) == {}
    assert list(damaged_in(tmp_path)) == []
    with pytest.raises(OSError, match="No such device"):
        keep_sum(tmp_path / "a", "0" * 64)


def test_a_pipe_among_the_digests_is_named_and_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "2025-01-02.json")
    told: list[str] = []
    assert read_digests(tmp_path, told.append) == []
    assert "2025-01-02.json" in told[0]


@pytest.mark.parametrize(
    ("title", "day"), [("2025-01-02", True), ("2025-99-99", False), ("2025-1-2", False), ("٢٠٢٥-٠١-٠٢", False)]
)
def test_a_day_is_a_date_that_there_is(title: str, day: bool) -> None:
    assert is_day(title) is day


def test_the_newest_day_is_none_that_is_no_date(tmp_path: Path) -> None:
    (tmp_path / "2025-01-02.json").write_text('{"title": "2025-01-02", "entries": []}')
    (tmp_path / "2025-99-99.json").write_text('{"title": "2025-99-99", "entries": []}')
    told: list[str] = []
    with pytest.raises(UsageError):
        find_digest(tmp_path, None, told.append)
    assert [line.partition(":")[0] for line in told] == ["2025-01-02"]  # of which nothing was made
