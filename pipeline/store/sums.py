"""Checksums of kept files: each folder has one list of them, as `sha256sum` writes it, to which lines are added."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.messages import _
from pipeline.store.plain import read_plain

SUMS = "SHA256SUMS"
SUMMED = ("papers/*", "lists", "runs")  # the folders that have one
DAMAGED = ".damaged"  # suffix of a file that was set aside
_LOG = logging.getLogger("ribao")


def linked_folder(path: Path, root: Path) -> Path | None:
    """The folder below `root`, on the way to `path`, that is a link; None: there is none. `root` itself may be one."""
    between = path.parents[: len(path.parents) - len(root.parents) - 1] if root in path.parents else ()
    return next((folder for folder in between if folder.is_symlink()), None)


def sum_line(sha256: str, path: Path) -> bytes:
    """The line of a file. It is written before the file takes its place: a kill between the two harms nothing."""
    return f"{sha256}  {path.name}\n".encode("utf-8", "surrogateescape")


def sums_in(folder: Path) -> dict[str, set[str]]:
    """All checksums that files of a folder were written with, by name; empty: none were kept."""
    found: dict[str, set[str]] = {}
    with contextlib.suppress(OSError):
        for line in read_plain(folder / SUMS).decode("utf-8", "surrogateescape").splitlines():
            sha256, _, name = line.partition("  ")
            if len(sha256) == 64 and name:
                found.setdefault(name, set()).add(sha256)
    return found


def is_ours(sums: Path) -> bool:
    """Whether a list of checksums names nothing but what ribao keeps."""
    return all(name.endswith((".json", ".pdf")) for name in sums_in(sums.parent))


def read_sound(path: Path) -> bytes | None:
    """The file's bytes; None: there is none, or it was damaged since it was written, and is set aside."""
    try:
        if not is_file(path):
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as e:
        _LOG.warning(_("{path}: cannot be read ({reason}); it is made again", path=path, reason=e.strerror))
        return None
    return data if is_sound(path, hashlib.sha256(data).hexdigest()) else None


def is_file(path: Path) -> bool:
    """Whether there is a file; what stands in its place, a folder or a pipe that nobody writes to, is set aside."""
    if path.is_file():
        return True
    if path.exists() or path.is_symlink():
        set_aside(path, _("is no file"))
    return False


def is_sound(path: Path, sha256: str) -> bool:
    """Whether a file of this checksum is as it was written; it is set aside where it is not."""
    known = sums_in(path.parent).get(path.name)
    if known is None or sha256 in known:
        return True
    set_aside(path, _("has changed since it was written"))
    return False


def set_aside(path: Path, fact: str) -> None:
    """Rename a damaged file, so that it is made again, and say so; what is reached by a link is not ours to rename."""
    if path.parent.is_symlink():
        return
    aside, number = path.with_name(f"{path.name}{DAMAGED}"), 1
    while aside.exists() or aside.is_symlink():
        aside, number = path.with_name(f"{path.name}{DAMAGED}{number}"), number + 1
    with contextlib.suppress(OSError):
        path.replace(aside)
        _LOG.warning(_("{path}: {fact}; it is kept as {aside} and made again", path=path, fact=fact, aside=aside.name))


def damaged_in(data_dir: Path) -> Iterator[tuple[Path, str]]:
    """The kept files that are not as they were written, each with what is wrong; nothing is changed.

    Other folders that have such a list, and what is reached by a link, are not ours.
    """
    for sums in sorted(path for at in SUMMED for path in data_dir.glob(f"{at}/{SUMS}")):
        if linked_folder(sums, data_dir) or not is_ours(sums):
            continue
        for name, known in sorted(sums_in(sums.parent).items()):
            path = sums.parent / os.path.basename(name)  # noqa: PTH119 - no part of the name leads elsewhere
            if path.is_file():
                with path.open("rb") as f:
                    if hashlib.file_digest(f, "sha256").hexdigest() not in known:
                        yield path, _("has changed since it was written")
            elif path.exists():
                yield path, _("is no file")
