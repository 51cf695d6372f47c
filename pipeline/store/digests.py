"""Reads the stored digests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

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


def find_digest(folder: Path, title: str | None, warn: Callable[[str], None]) -> Digest:
    """The digest of a day or list, or the newest day. Raises UsageError where there is none."""
    if title is None:
        days = sorted(p for p in folder.glob("*.json") if is_day(p.stem))
        if not days:
            raise UsageError(str(folder), _("no day's digest is there"), _("make it with ribao run"))
        title = days[-1].stem
    path = folder / f"{title}.json"
    digest = read_digest(path, warn) if path.is_file() and path.parent == folder else None
    if digest is None:
        raise UsageError(title, _("no digest in {folder}", folder=folder), _("make it with ribao run"))
    return digest
