"""What was damaged since it was written is named, set aside, and taken for missing."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.store.artefacts import Store, record_json
from pipeline.store.lists import KeptLists, Listed
from pipeline.store.sums import SUMS, damaged_in
from schemas.records import Paper

PAPER = Paper(paper_id="2412.06769", title="A title of 12 letters")


def flip(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"12", b"13"))


def test_a_changed_digit_is_found_and_the_file_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(tmp_path)
    store.save("2412.06769", "list", "k", PAPER)
    assert store.load("2412.06769", "list", "k", Paper) == PAPER
    path = store.path("2412.06769", "list", "k")
    flip(path)
    assert list(damaged_in(tmp_path)) == [(path, "has changed since it was written")]
    assert list(store.all("2412.06769", "list", Paper)) == []
    assert store.load("2412.06769", "list", "k", Paper) is None
    assert (
        "list.k.json: has changed since it was written; it is kept as list.k.json.damaged and made again" in caplog.text
    )
    assert not path.exists()
    store.replace("2412.06769", "list", "k", PAPER)
    assert store.load("2412.06769", "list", "k", Paper) == PAPER
    assert list(damaged_in(tmp_path)) == []


def test_a_pipe_or_a_folder_in_the_place_of_a_file_stops_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = store.path("2412.06769", "list", "k")
    for put in (os.mkfifo, os.mkdir, os.mkfifo):
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path)
        assert store.load("2412.06769", "list", "k", Paper) is None
        store.replace("2412.06769", "list", "k", PAPER)
        assert store.load("2412.06769", "list", "k", Paper) == PAPER
        path.unlink()


def test_a_file_of_before_there_were_checksums_is_read(tmp_path: Path) -> None:
    path = Store(tmp_path).path("2412.06769", "list", "k")
    path.parent.mkdir(parents=True)
    path.write_text(record_json(PAPER))
    assert Store(tmp_path).load("2412.06769", "list", "k", Paper) == PAPER


def test_a_former_version_of_a_file_is_sound(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("2412.06769", "list", "k", PAPER)
    before = store.path("2412.06769", "list", "k").read_bytes()
    store.save("2412.06769", "list", "k", PAPER.model_copy(update={"title": "another"}))
    store.path("2412.06769", "list", "k").write_bytes(before)  # as a kill before the last rename leaves it
    assert store.load("2412.06769", "list", "k", Paper) == PAPER


def test_the_sums_are_such_as_sha256sum_checks(tmp_path: Path) -> None:
    Store(tmp_path).save("2412.06769", "list", "k", PAPER)
    [line] = (tmp_path / "papers" / "2412.06769" / SUMS).read_text().splitlines()
    assert line == f"{hashlib.sha256(record_json(PAPER).encode()).hexdigest()}  list.k.json"


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"papers": 3}'])
def test_a_damaged_list_blocks_no_later_day(tmp_path: Path, damage: bytes) -> None:
    lists = KeptLists(Store(tmp_path))
    lists.save(Listed(title="2025-01-02", papers=(PAPER,)))
    (lists.folder / "2025-01-02.json").write_bytes(damage)
    (lists.folder / "2025-01-02.ids").write_bytes(damage)
    assert lists.load("2025-01-02") is None
    assert lists.earlier_days("2025-01-03", [PAPER]) == {}
    assert lists.with_paper("2412.06769") == []
    lists.save(Listed(title="2025-01-02", papers=(PAPER,)))
    assert lists.load("2025-01-02") == Listed(title="2025-01-02", papers=(PAPER,))


def test_a_folder_in_the_place_of_a_list_is_set_aside_and_the_list_written(tmp_path: Path) -> None:
    lists = KeptLists(Store(tmp_path))
    for suffix in ("json", "ids"):
        (lists.folder / f"2025-11-24.{suffix}" / "notes").mkdir(parents=True)
    assert lists.ids("2025-11-24") == []
    assert lists.with_paper("2511.90001") == []
    assert lists.earlier_days("2025-11-25", [PAPER]) == {}
    lists.save(Listed(title="2025-11-24", papers=(PAPER,)))
    assert lists.load("2025-11-24") == Listed(title="2025-11-24", papers=(PAPER,))
    assert lists.ids("2025-11-24") == [PAPER.paper_id]
    assert (lists.folder / "2025-11-24.json.damaged" / "notes").is_dir()


def test_the_checksums_of_others_are_not_ours(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    theirs = tmp_path / "theirs"
    store = Store(tmp_path / "data")
    store.save("2412.06769", "list", "k", PAPER)
    shutil.copytree(store.paper_dir("2412.06769"), theirs)
    flip(theirs / "list.k.json")
    shutil.copytree(theirs, tmp_path / "data" / "mine")
    shutil.copytree(theirs, tmp_path / "data" / "papers" / "theses")
    with (tmp_path / "data" / "papers" / "theses" / SUMS).open("a") as sums:
        sums.write(f"{'0' * 64}  thesis.tex\n")
    (tmp_path / "data" / "papers" / "2412.00002").symlink_to(theirs)
    assert list(damaged_in(tmp_path / "data")) == []
    assert store.load("2412.00002", "list", "k", Paper) is None
    with pytest.raises(StoreError, match="is a link"):
        store.replace("2412.00002", "list", "k", PAPER)
    assert sorted(p.name for p in theirs.iterdir()) == [SUMS, "list.k.json"]
    assert "damaged" not in caplog.text


def test_a_file_of_others_among_the_lists_stays(tmp_path: Path) -> None:
    lists = KeptLists(Store(tmp_path))
    lists.save(Listed(title="2025-11-24", papers=(PAPER,)))
    (lists.folder / "notes.json").write_text("theirs")
    assert [lists.load(title) is None for title in lists.titles()] == [False, True]
    assert (lists.folder / "notes.json").read_text() == "theirs"
