"""Files that one process at a time holds; the system ends the hold with its process, however that ends."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from pipeline.errors import DataInUse, StoreError, reason_of
from pipeline.messages import _
from pipeline.store.artefacts import clear_unfinished, record_json, replacing
from pipeline.store.plain import read_plain
from schemas.records import Record

LOCK_NAME = "ribao.lock"
HOLDER_NAME = "ribao.lock.holder"  # beside the lock, which Windows lets nobody read
NAMED_AFTER_S = 5.0  # who waits longer is told for whom
PATIENCE_S = 300.0  # a process that holds a lock for longer than a slow answer takes has been stopped

_LOG = logging.getLogger("ribao")


class _Holder(Record):
    process: int
    since: str  # ISO time
    command: str


def command_line() -> str:
    """The command as typed, for the ledger and the locks."""
    return " ".join(Path(a).name if i == 0 else a for i, a in enumerate(sys.argv))


@contextmanager
def locked(path: Path, wait_s: float = PATIENCE_S, command: str | None = None) -> Iterator[None]:
    """Hold the file `path`. It is made where it is missing; what is in it stays, and no link is followed.

    Raises DataInUse, which names the holder, where another holds it after `wait_s`; OSError where it cannot be held.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    note = path.with_name(f"{path.name}.holder")
    lock = FileLock(path, thread_local=False, fallback_to_soft=False)
    try:
        _acquire(lock, path, note, wait_s)
    except OSError as e:
        if path.is_symlink():
            raise OSError(e.errno, _("{name} is a link, which a lock does not follow", name=path.name)) from e
        raise
    with ExitStack() as held:
        held.callback(lock.release)
        clear_unfinished(note)
        held.callback(note.unlink, missing_ok=True)
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        who = _Holder(process=os.getpid(), since=since, command=command or command_line())
        with replacing(note, sync=False) as f:
            f.write(record_json(who).encode("utf-8", "replace"))
        yield


def _acquire(lock: FileLock, path: Path, note: Path, wait_s: float) -> None:
    """Raises DataInUse, OSError."""
    try:
        lock.acquire(timeout=min(NAMED_AFTER_S, wait_s))
        return
    except Timeout:
        if wait_s <= NAMED_AFTER_S:
            raise DataInUse(str(path), _holder(note), _("wait for it, or end it")) from None
    most = round(wait_s)
    _LOG.warning(_("{path} {holder}; waiting up to {seconds} s", path=path, holder=_holder(note), seconds=most))
    try:
        lock.acquire(timeout=wait_s - NAMED_AFTER_S)
    except Timeout:
        fact = _("{holder}, for more than {seconds} s", holder=_holder(note), seconds=most)
        raise DataInUse(str(path), fact, _("end that process")) from None


@contextmanager
def data_lock(data_dir: Path, command: str) -> Iterator[None]:
    """Hold `data_dir` for this process.

    Raises DataInUse where another process holds it, and says which and since when; StoreError where the directory
    cannot be written.
    """
    path = data_dir / LOCK_NAME
    with ExitStack() as held:
        try:
            held.enter_context(locked(path, 0, command))
        except DataInUse as e:
            raise DataInUse(str(data_dir), e.fact, _("wait for it, or name another paths.data_dir")) from None
        except OSError as e:
            fact = _("cannot be locked ({reason})", reason=reason_of(e))
            raise StoreError(str(path), fact, _("check paths.data_dir")) from e
        yield


def _holder(note: Path) -> str:
    try:
        said = _Holder.model_validate_json(read_plain(note))
        return _(
            "is in use by process {process} since {since} ({command})",
            process=said.process,
            since=said.since[:16].replace("T", " "),
            command=said.command[:120],
        )
    except (OSError, ValidationError):  # it has the lock and has not yet written its name
        return _("is in use by another ribao")
