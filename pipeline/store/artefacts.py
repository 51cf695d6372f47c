"""Artefacts on disk: one JSON file a stage and key, whose existence is its state."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from pipeline.errors import StoreError, reason_of
from pipeline.messages import _
from pipeline.paper_id import quote_id
from schemas.records import Record

R = TypeVar("R", bound=Record)
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


@contextmanager
def writing(path: Path) -> Iterator[IO[str]]:
    """A UTF-8 file that takes the place of `path` when the context ends without an error.

    A reader, or a crash, sees the old file or the new one, never a part. Raises StoreError where the disk does not
    take it; the old file is then as it was.
    """
    temporary: Path | None = None  # None: not made yet
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as f:
            yield f
            f.flush()
            os.fsync(f.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as e:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if isinstance(e, OSError):
            raise StoreError(
                str(path), _("cannot be written ({reason})", reason=reason_of(e)), _("check the disk and [paths]")
            ) from e
        raise


def clear_unfinished(path: Path) -> None:
    """Remove what a killed process left of `path`; for a path that only the holder of the data lock writes."""
    for left in path.parent.glob(f".{path.name[:40]}.*.tmp"):
        left.unlink(missing_ok=True)


def write_atomically(path: Path, text: str) -> None:
    """Write UTF-8 `text` as `writing` does. Raises StoreError."""
    with writing(path) as f:
        f.write(text)


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
        """The artefact, or None where there is none that this version can read."""
        try:
            return kind.model_validate_json(self.path(paper_id, stage, key).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def all(self, paper_id: str, stage: str, kind: type[R]) -> Iterator[tuple[Path, R]]:
        """Every artefact of a stage that this version can read, with its file; the newest first."""
        paths = self.paper_dir(paper_id).glob(f"{stage}.*.json")
        for path in sorted(paths, key=lambda p: p.stat().st_mtime_ns, reverse=True):
            try:
                yield path, kind.model_validate_json(path.read_bytes())
            except ValidationError:
                continue

    def save(self, paper_id: str, stage: str, key: str, record: Record) -> None:
        """Write the artefact atomically."""
        write_atomically(self.path(paper_id, stage, key), record_json(record))

    def has(self, paper_id: str, stage: str, key: str) -> bool:
        """Whether the artefact is there, readable or not."""
        return self.path(paper_id, stage, key).exists()

    def replace(self, paper_id: str, stage: str, key: str, record: Record) -> None:
        """As save, but a former artefact of the same key that says something else stays beside it, numbered."""
        path, text = self.path(paper_id, stage, key), record_json(record)
        if path.exists() and path.read_text("utf-8") != text:
            number = 1
            while (former := path.with_name(f"{stage}.{key}.{number}.json")).exists():
                number += 1
            os.link(path, former)
        write_atomically(path, text)

    def save_run(self, name: str, ledger: Record) -> Path:
        """Write the ledger of a run and return its path."""
        path = self.data_dir / "runs" / f"{name}.json"
        write_atomically(path, record_json(ledger))
        return path
