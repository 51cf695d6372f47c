"""Artefacts on disk: one JSON file a stage and key, whose existence is its state."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from pipeline.errors import StoreError, reason_of
from pipeline.messages import _
from pipeline.paper_id import quote_id
from pipeline.store.sums import SUMS, is_file, linked_folder, read_sound, sum_line
from schemas.records import Record

R = TypeVar("R", bound=Record)
ROOM = 500_000  # bytes that a paper's replies may take
KEY_LENGTH = 16  # 64 bits: two keys of one paper's stage will not meet


def content_key(*parts: object) -> str:
    """A key for a stage's inputs: the hash of their JSON, records included.

    Equal inputs give equal keys on every machine: keys are sorted, and nothing depends on a path or a time.
    """
    text = json.dumps([_plain(p) for p in parts], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]


def _plain(part: object) -> Any:
    return part.model_dump(mode="json") if isinstance(part, Record) else part


def record_json(record: Record) -> str:
    """A record as indented JSON. A lone surrogate, which UTF-8 cannot hold, becomes "?"."""
    try:
        return record.model_dump_json(indent=1)
    except PydanticSerializationError:
        text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1)
        return text.encode("utf-8", "replace").decode("utf-8")


def try_folder(folder: Path, setting: str) -> Path:
    """The folder, or where it will be made, after a file without a name was made there; `setting` names it.

    Raises StoreError.
    """
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return there
    except OSError as e:
        fact = _("cannot be written ({reason})", reason=reason_of(e))
        raise StoreError(str(folder), fact, _("check its owner, or set {setting}", setting=setting)) from e


@contextmanager
def replacing(path: Path, root: Path | None = None, sync: bool = True, summed: bool = False) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the context ends without an error; its name is `.name`.

    A reader, or a crash, sees the old file or the new one, never a part; with `sync` also after a power cut. No link
    is followed: neither one in the place of `path`, which is replaced itself, nor a folder below `root`. The file's
    mode is the umask's. `summed`: its checksum is kept beside it.

    Raises StoreError where the disk does not take it, or a device is there; the old file is then as it was.
    """
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}.tmp")
    made = False
    try:
        if root is not None:
            check_no_links(path, root)
        _check_no_device(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_own(temporary, "xb") as f:
            made = True
            yield f
        if sync:
            with open_own(temporary, "rb") as written:  # by its name: DuckDB puts another file there
                os.fsync(written.fileno())
        if summed:
            is_file(path)  # a folder in its place is set aside
            keep_sum(path, hashlib.sha256(temporary.read_bytes()).hexdigest())
        temporary.replace(path)
        if sync:
            sync_folder(path.parent)
    except BaseException as e:
        if made:
            temporary.unlink(missing_ok=True)
        if isinstance(e, OSError):
            raise StoreError(
                str(path), _("cannot be written ({reason})", reason=reason_of(e)), _("check the disk and [paths]")
            ) from e
        raise


def open_own(path: Path, mode: Literal["xb", "wb", "ab", "rb"]) -> BinaryIO:
    """Open a file of ours whose name can be guessed. Raises OSError, also for a link or an unread pipe in its place."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o666)

    return open(path, mode, opener=opener)


def _check_no_device(path: Path) -> None:
    """Raises OSError: root would replace /dev/null, and /dev/stdout, which is a link to one, by a file."""
    with contextlib.suppress(FileNotFoundError):
        mode = path.stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or (path.is_symlink() and not stat.S_ISREG(mode)):
            raise OSError(errno.EINVAL, _("is no file"))


def keep_sum(path: Path, sha256: str) -> None:
    """Keep the checksum of a file that is about to take its place. Raises OSError."""
    with open_own(path.with_name(SUMS), "ab") as f:
        f.write(sum_line(sha256, path))
        f.flush()
        os.fsync(f.fileno())


def check_no_links(path: Path, root: Path) -> None:
    """Raises StoreError where a folder below `root`, on the way to `path`, is a link; `root` itself may be one."""
    folder = linked_folder(path, root)
    if folder is not None:
        fact = _("is a link, which may lead to files that are not ours")
        raise StoreError(str(folder), fact, _("put a folder there, or move {root} as a whole", root=root))


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut, where the system can."""
    with contextlib.suppress(OSError):  # Windows opens no folders, and some file systems cannot sync them
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def writing(path: Path, root: Path | None = None) -> Iterator[IO[str]]:
    """As `replacing`, for UTF-8 text."""
    with replacing(path, root) as f:
        text = io.TextIOWrapper(f, "utf-8", "replace", "\n")
        yield text
        text.flush()
        text.detach()


def clear_unfinished(path: Path) -> None:
    """Remove what a killed process left of `path`; for a path that only the holder of the data lock writes."""
    for left in path.parent.glob(f".{path.name[:40]}.*.tmp"):
        left.unlink(missing_ok=True)


def write_atomically(path: Path, text: str, root: Path | None = None, summed: bool = False) -> None:
    """Write UTF-8 `text` as `replacing` does. Raises StoreError."""
    with replacing(path, root, summed=summed) as f:
        f.write(text.encode("utf-8", "replace"))


class Store:
    """The artefacts below one data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def paper_dir(self, paper_id: str) -> Path:
        """Where a paper's PDF and artefacts are; `paper_id` must have been validated."""
        return self.data_dir / "papers" / quote_id(paper_id)

    def path(self, paper_id: str, stage: str, key: str) -> Path:
        """The file of one artefact."""
        return self.paper_dir(paper_id) / f"{stage}.{key}.json"

    def load(self, paper_id: str, stage: str, key: str, kind: type[R]) -> R | None:
        """The artefact, or None where there is none that this version can read; a damaged one is set aside."""
        data = read_sound(self.path(paper_id, stage, key))
        try:
            return None if data is None else kind.model_validate_json(data)
        except ValidationError:
            return None

    def all(self, paper_id: str, stage: str, kind: type[R]) -> Iterator[tuple[Path, R]]:
        """Every artefact of a stage that this version can read, with its file; the newest first."""
        paths = self.paper_dir(paper_id).glob(f"{stage}.*.json")
        for path in sorted(paths, key=lambda p: p.stat().st_mtime_ns, reverse=True):
            data = read_sound(path)
            if data is None:
                continue
            try:
                record = kind.model_validate_json(data)
            except ValidationError:
                continue
            yield path, record

    def save(self, paper_id: str, stage: str, key: str, record: Record) -> None:
        """Write the artefact atomically."""
        write_atomically(self.path(paper_id, stage, key), record_json(record), self.data_dir, summed=True)

    def has(self, paper_id: str, stage: str, key: str) -> bool:
        """Whether the artefact is there, readable or not."""
        return self.path(paper_id, stage, key).exists()

    def replace(self, paper_id: str, stage: str, key: str, record: Record) -> None:
        """As save, but a former artefact of the same key that says something else stays beside it, numbered."""
        path, text = self.path(paper_id, stage, key), record_json(record)
        check_no_links(path, self.data_dir)
        if path.is_file() and path.read_bytes() != text.encode("utf-8", "replace"):
            number = 1
            while (former := path.with_name(f"{stage}.{key}.{number}.json")).exists():
                number += 1
            os.link(path, former, follow_symlinks=False)
        write_atomically(path, text, self.data_dir, summed=True)

    def check_room(self) -> None:
        """Whether a reply could be kept. Raises StoreError: nothing is to be bought then."""
        path = self.data_dir / "papers" / ".room"
        write_atomically(path, " " * ROOM, self.data_dir)
        path.unlink(missing_ok=True)

    def save_run(self, name: str, ledger: Record) -> Path:
        """Write the ledger of a run and return its path."""
        path = self.data_dir / "runs" / f"{name}.json"
        write_atomically(path, record_json(ledger), self.data_dir, summed=True)
        return path
