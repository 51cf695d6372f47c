"""Artefacts are whole or absent, whatever happens to the process that writes them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import StoreError
from pipeline.store.artefacts import Store, content_key, open_own, record_json, replacing, write_atomically
from schemas.records import Failure, Paper

ROOT = Path(__file__).parents[2]
PAPER = Paper(paper_id="hep-th/9901001", title="字 × 1", authors=("A",), upvotes=3)

WRITER = """
import sys
from pathlib import Path
from pipeline.store.artefacts import write_atomically
path = Path(sys.argv[1])
n = 0
while True:
    n += 1
    write_atomically(path, str(n % 10) * 300_000)
    if n == 1:
        print("writing", flush=True)
"""


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.load(PAPER.paper_id, "list", "k", Paper) is None
    store.save(PAPER.paper_id, "list", "k", PAPER)
    assert store.load(PAPER.paper_id, "list", "k", Paper) == PAPER
    assert store.path(PAPER.paper_id, "list", "k") == tmp_path / "papers/hep-th%2F9901001/list.k.json"
    assert store.load(PAPER.paper_id, "list", "other", Paper) is None


def test_an_id_that_was_never_checked_stays_below_the_data_directory(tmp_path: Path) -> None:
    for paper_id in ("../../etc", "..", "/etc/passwd", "a/../../../b"):
        assert Store(tmp_path).paper_dir(paper_id).resolve().parent == tmp_path / "papers"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\x00" * 100, b"[]", b"null", b"\xff\xfe", b'{"paper_id": 3, "title": "t"}', b'{"title": "t"}'],
)
def test_a_damaged_artefact_is_absent_and_can_be_written_again(tmp_path: Path, content: bytes) -> None:
    store = Store(tmp_path)
    store.save(PAPER.paper_id, "list", "k", PAPER)
    store.path(PAPER.paper_id, "list", "k").write_bytes(content)
    assert store.load(PAPER.paper_id, "list", "k", Paper) is None
    store.save(PAPER.paper_id, "list", "k", PAPER)
    assert store.load(PAPER.paper_id, "list", "k", Paper) == PAPER


def test_an_artefact_of_another_kind_or_with_a_foreign_field_is_absent(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save("1", "s", "k", Failure(paper_id="1", stage="s", kind="K", message="m"))
    assert store.load("1", "s", "k", Paper) is None
    store.path("1", "s", "k").write_text('{"paper_id": "1", "title": "t", "added_later": 1}')
    assert store.load("1", "s", "k", Paper) is None


@given(st.text(st.characters(codec=None)))
def test_any_text_is_written_as_utf8(text: str) -> None:
    line = record_json(Failure(paper_id="1", stage="s", kind="K", message=text))
    kept = Failure.model_validate_json(line.encode("utf-8"))
    assert kept.message == text.encode("utf-8", "replace").decode("utf-8")


def test_lone_surrogates_do_not_crash(tmp_path: Path) -> None:
    store, paper = Store(tmp_path), Paper(paper_id="1", title="a\ud800b")
    store.save("1", "list", content_key(paper), paper)
    kept = store.load("1", "list", content_key(paper), Paper)
    assert kept is not None
    assert kept.title == "ab"  # what nobody sees is no part of a title
    write_atomically(tmp_path / "digest.md", "a\ud800b")
    assert (tmp_path / "digest.md").read_text("utf-8") == "a?b"


def test_a_writer_that_is_killed_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path, seen = tmp_path / "digest.md", set()
    for wait_s in (0.0, 0.004, 0.015):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait_s)
            process.send_signal(signal.SIGKILL)
        text = path.read_text("utf-8")
        assert len(text) == 300_000
        assert len(set(text)) == 1
        seen.add(text[0])
    assert seen <= set("0123456789")


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    path = tmp_path / "digest.md"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            for _ in range(30):
                text = path.read_text("utf-8")
                assert (len(text), len(set(text))) == (300_000, 1)
        finally:
            process.kill()


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "digest.md"
    write_atomically(path, "old")
    with pytest.raises(TypeError), replacing(path) as f:
        f.writelines([b"new", None])  # type: ignore[list-item]
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_link_is_followed_below_the_data_folder(tmp_path: Path) -> None:
    theirs, store = tmp_path / "theirs", Store(tmp_path / "data")
    theirs.mkdir()
    store.paper_dir("2412.00001").mkdir(parents=True)
    store.paper_dir("2412.06769").symlink_to(theirs)
    with pytest.raises(StoreError, match=r"2412.06769: is a link, which may lead to files that are not ours"):
        store.save("2412.06769", "list", "k", PAPER)
    store.path("2412.00001", "list", "k").symlink_to(theirs / "precious")
    store.save("2412.00001", "list", "k", PAPER)
    assert list(theirs.iterdir()) == []
    assert not store.path("2412.00001", "list", "k").is_symlink()
    (tmp_path / "linked").symlink_to(tmp_path / "data")  # the whole folder may be on another disk
    Store(tmp_path / "linked").save("2412.00002", "list", "k", PAPER)


def test_a_link_is_not_opened_as_a_file_of_ours(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / "part").symlink_to(tmp_path / "theirs")
    for mode in ("wb", "ab", "rb"):
        with pytest.raises(OSError, match="symbolic links"):
            open_own(tmp_path / "part", mode)
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_a_place_that_takes_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="check the disk") as caught:
        Store(tmp_path).save("2412.06769", "list", "k", PAPER)
    assert "2412.06769" in str(caught.value)
    (tmp_path / "digest.md").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        write_atomically(tmp_path / "digest.md", "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["digest.md", "papers"]


@pytest.mark.parametrize("device", ["device", "link to a device", "link to a pipe", "link to a folder"])
def test_a_device_is_not_replaced_by_a_file(tmp_path: Path, device: str) -> None:
    """/dev/null and /dev/stdout would be, by root."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    path = Path(os.devnull)
    if device != "device":
        path = tmp_path / "out"
        path.symlink_to({"pipe": "pipe", "folder": "folder"}.get(device.rsplit(" ", 1)[1], os.devnull))
    with pytest.raises(StoreError, match="is no file"):
        write_atomically(path, "text")
    assert Path(os.devnull).is_char_device()
    assert device == "device" or path.is_symlink()


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_what_was_written_can_be_read_by_whom_the_umask_lets(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_atomically(tmp_path / "digest.md", "x\r\ny\n")
    finally:
        os.umask(before)
    assert (tmp_path / "digest.md").stat().st_mode & 0o777 == mode
    assert (tmp_path / "digest.md").read_bytes() == b"x\r\ny\n"


def test_keys_are_equal_in_every_process() -> None:
    program = (
        "from pipeline.store.artefacts import content_key; from schemas.records import Paper;"
        "print(content_key('extract 1', {'b': 1, 'a': [0.1, None]}, Paper(paper_id='1', title='字')))"
    )
    expected = content_key("extract 1", {"a": [0.1, None], "b": 1}, Paper(paper_id="1", title="字"))
    for seed in ("0", "1"):
        environ = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, check=True)
        assert done.stdout.decode().strip() == expected
    assert len(expected) == 16


def test_keys_differ_where_inputs_do() -> None:
    inputs: list[tuple[object, ...]] = [
        ("a", "b"), ("ab",), ("b", "a"), ("a", None), ("a",), (), (1,), ("1",), (True,), (PAPER,),
        (PAPER.model_copy(update={"upvotes": 4}),), ("\ud800",), ("?",),
    ]  # fmt: skip
    assert len({content_key(*parts) for parts in inputs}) == len(inputs)


def test_a_ledger_is_kept_by_its_time(tmp_path: Path) -> None:
    path = Store(tmp_path).save_run("20251124T000000.0Z", PAPER)
    assert path == tmp_path / "runs/20251124T000000.0Z.json"
    assert Paper.model_validate_json(path.read_text("utf-8")) == PAPER
