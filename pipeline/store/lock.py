"""Files that one process at a time holds; the system ends the hold with its process, however that ends."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from pipeline.errors import DataInUse, StoreError, reason_of
from pipeline.messages import _
from pipeline.store.artefacts import clear_unfinished, record_json, write_atomically
from schemas.records import Record

LOCK_NAME = "ribao.lock"
HOLDER_NAME = "ribao.lock.holder"  # beside the lock, which Windows lets nobody read


class _Holder(Record):
    process: int
    since: str  # ISO time
    command: str


@contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the file `path`. It is made where it is missing; what is in it stays, and no link is followed.

    Raises filelock.Timeout where another holds it and `wait` is False, any other OSError where it cannot be held.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, blocking=wait, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except OSError as e:
        if path.is_symlink():
            raise OSError(e.errno, _("{name} is a link, which a lock does not follow", name=path.name)) from e
        raise
    try:
        yield
    finally:
        lock.release()


@contextmanager
def data_lock(data_dir: Path, command: str) -> Iterator[None]:
    """Hold `data_dir` for this process.

    Raises DataInUse where another process holds it, and says which and since when; StoreError where the directory
    cannot be written.
    """
    path, note = data_dir / LOCK_NAME, data_dir / HOLDER_NAME
    with ExitStack() as held:
        try:
            held.enter_context(locked(path, wait=False))
        except Timeout:
            raise DataInUse(str(data_dir), _holder(note), _("wait for it, or name another paths.data_dir")) from None
        except OSError as e:
            raise StoreError(
                str(path), _("cannot be locked ({reason})", reason=reason_of(e)), _("check paths.data_dir")
            ) from e
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        clear_unfinished(note)
        held.callback(note.unlink, missing_ok=True)
        write_atomically(note, record_json(_Holder(process=os.getpid(), since=since, command=command)))
        yield


def _holder(note: Path) -> str:
    try:
        said = _Holder.model_validate_json(note.read_bytes())
        return _(
            "is in use by process {process} since {since} ({command})",
            process=said.process,
            since=said.since,
            command=said.command[:120],
        )
    except (OSError, ValidationError):  # it has the lock and has not yet written its name
        return _("is in use by another ribao")
