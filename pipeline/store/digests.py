"""Reads the stored digests."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _
from pipeline.store.plain import read_plain
from schemas.digest import Digest

SUM = b'"sha256": "'  # what the checksum in a digest's file stands behind
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_day(title: str) -> bool:
    """Whether a digest's title is a date, and so the digest a day's; 2025-99-99 is another list's."""
    try:
        return bool(_DATE.fullmatch(title) and dt.date.fromisoformat(title))
    except ValueError:
        return False


def digest_of(data: bytes) -> Digest:
    """The digest that a file holds. Raises ValueError, also where the file has changed since it was written."""
    digest = Digest.model_validate_json(data)
    if digest.sha256 and digest.sha256 != hashlib.sha256(data.rpartition(SUM)[0] + SUM).hexdigest():
        raise ValueError(_("has changed since it was written"))
    return digest.model_copy(update={"sha256": ""})


def read_digest(path: Path, warn: Callable[[str], None]) -> Digest | None:
    """The digest of a file; None: it is none that this version can read, or was changed, and `warn` is told."""
    try:
        return digest_of(read_plain(path))
    except (OSError, ValueError) as e:
        warn(
            _(
                "{path}: not a digest of this version ({reason}): left out; run its list again",
                path=path,
                reason=why_not(e),
            )
        )
        return None


def why_not(error: OSError | ValueError) -> str:
    """Why a file is no digest, in words."""
    if isinstance(error, ValidationError):
        return _("{count} errors", count=error.error_count())
    return reason_of(error) if isinstance(error, OSError) else str(error)


def changed_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of digests that have changed since they were written, or are none now, each with the reason."""
    for path in sorted(p for p in folder.glob("*.json") if p.with_suffix(".md").exists()):  # others are not ours
        try:
            digest_of(read_plain(path))
        except (OSError, ValueError) as e:
            yield path, why_not(e)


def read_digests(folder: Path, warn: Callable[[str], None]) -> list[Digest]:
    """The stored digests, lists before days, days by date."""
    found = (read_digest(path, warn) for path in sorted(folder.glob("*.json")))
    return sorted((d for d in found if d is not None), key=order)


def order(digest: Digest) -> tuple[bool, str]:
    """Lists come before days, days by date: the last one is the newest."""
    return is_day(digest.title), digest.title


def find_digest(
    folder: Path, title: str | None, warn: Callable[[str], None], failed: Literal["refused", "taken"] = "refused"
) -> Digest:
    """The digest of a day or list, or the newest day of which something was made.

    Raises UsageError where there is none, and for a named day of which nothing was made, unless such are "taken".
    """
    if title is not None:
        path = folder / f"{title}.json"
        digest = read_digest(path, warn) if path.is_file() and path.parent == folder else None
        if digest is None:
            raise UsageError(title, _("no digest in {folder}", folder=folder), _("make it with ribao run"))
        if failed == "refused" and not is_made(digest):
            raise UsageError(title, _not_made(digest), _run_again(title))
        return digest
    for path in sorted((p for p in folder.glob("*.json") if is_day(p.stem)), reverse=True):
        digest = read_digest(path, warn)
        if digest is not None and is_made(digest):
            return digest
        if digest is not None:
            warn(_("{day}: {reason}; the last day that was made is taken", day=digest.title, reason=_not_made(digest)))
    raise UsageError(str(folder), _("no day's digest is there"), _("make it with ribao run"))


def is_made(digest: Digest) -> bool:
    """Whether any of its papers has a summary."""
    return any(entry.summary is not None for entry in digest.entries)


def _not_made(digest: Digest) -> str:
    return _("none of its {count} papers could be made", count=len(digest.entries))


def _run_again(title: str) -> str:
    if not is_day(title):
        return _("run its list again")
    return _("run it again: ribao run --date {day}", day=title)
