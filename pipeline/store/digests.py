"""Reads the stored digests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _
from pipeline.store.plain import read_plain
from schemas.digest import Digest

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_day(title: str) -> bool:
    """Whether a digest's title is a date, and so the digest a day's; 2025-99-99 is another list's."""
    try:
        return bool(_DATE.fullmatch(title) and dt.date.fromisoformat(title))
    except ValueError:
        return False


def read_digest(path: Path, warn: Callable[[str], None]) -> Digest | None:
    """The digest of a file; None: it is none that this version can read, and `warn` is told."""
    try:
        return Digest.model_validate_json(read_plain(path))
    except (OSError, ValidationError) as e:
        reason = _("{count} errors", count=e.error_count()) if isinstance(e, ValidationError) else reason_of(e)
        warn(
            _("{path}: not a digest of this version ({reason}): left out; run its list again", path=path, reason=reason)
        )
        return None


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
