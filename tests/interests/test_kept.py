"""SQLite files of interests: what is not ours is not written, and what is damaged is made anew."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.interests.words import Seen
from schemas.records import Paper

PAPERS = [Paper(paper_id=f"2511.{n:05}", title=f"Title {n}", abstract=f"abstract {n} " * 50) for n in range(200)]


def counted(path: Path) -> int:
    with Seen(path) as seen:
        seen.add(PAPERS)
        return seen.papers


def test_a_link_is_not_written_through(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    theirs, path = tmp_path / "theirs.sqlite", tmp_path / "data" / "words.sqlite"
    with sqlite3.connect(theirs) as db:
        db.execute("CREATE TABLE own(x)")
    before = theirs.read_bytes()
    path.parent.mkdir()
    path.symlink_to(theirs)
    assert counted(path) == len(PAPERS)
    assert theirs.read_bytes() == before
    assert not path.is_symlink()
    assert "words.sqlite: is a link; it is kept as words.sqlite.damaged and made again" in caplog.text


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "interests").symlink_to(tmp_path / "theirs")
    with pytest.raises(StoreError, match="is a link, which may lead to files that are not ours"):
        counted(tmp_path / "interests" / "words.sqlite")
    assert list((tmp_path / "theirs").iterdir()) == []


@pytest.mark.parametrize("put", [os.mkdir, os.mkfifo, lambda path: path.write_bytes(b"none" * 5000)])
def test_what_is_no_such_file_is_set_aside(tmp_path: Path, put: object) -> None:
    path = tmp_path / "words.sqlite"
    put(path)  # type: ignore[operator]
    assert counted(path) == len(PAPERS)
    assert (tmp_path / "words.sqlite.damaged").exists()


def test_a_damaged_page_costs_no_more_than_one_run(tmp_path: Path) -> None:
    path = tmp_path / "words.sqlite"
    counted(path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 4096):
        path.write_bytes(whole[:at] + b"\xff" * 64 + whole[at + 64 :])
        try:
            counted(path)
        except StoreError as e:
            assert "run it again" in str(e)  # noqa: PT017 - it may be found at once, too
        assert counted(path) == len(PAPERS), at


def test_one_that_another_process_holds_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "words.sqlite"
    counted(path)
    monkeypatch.setattr("pipeline.interests.kept.PATIENCE_S", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="database is locked"):
        counted(path)
    other.close()
    assert [p.name for p in tmp_path.iterdir()] == ["words.sqlite"]
    assert counted(path) == len(PAPERS)
