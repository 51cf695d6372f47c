"""One run at a time over a data directory."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DataInUse, StoreError

LOCK_NAME = "ribao.lock"


@contextmanager
def data_lock(data_dir: Path, command: str) -> Iterator[None]:
    """Hold `data_dir` for this process. The kernel ends the lock with its process, however that ends.

    Raises DataInUse where another process holds it, and says which and since when; StoreError where the directory
    cannot be written.
    """
    path = data_dir / LOCK_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as e:
        raise StoreError(str(path), f"cannot be written ({e.strerror})", "check paths.data_dir") from e
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(str(data_dir), _holder(file), "wait for it, or name another paths.data_dir") from None
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        holder = json.dumps({"process": os.getpid(), "since": since, "command": command}, ensure_ascii=False)
        os.ftruncate(file, 0)
        os.pwrite(file, holder.encode("utf-8", "replace"), 0)
        yield
    finally:
        os.close(file)


def _holder(file: int) -> str:
    try:
        said = json.loads(os.pread(file, 4096, 0))
        return f"is in use by process {said['process']} since {said['since']} ({said['command'][:120]})"
    except (ValueError, KeyError, TypeError):  # it has the lock and has not yet written its name
        return "is in use by another ribao"
