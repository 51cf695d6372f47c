"""Gives digests that older versions called "today" or "yesterday" the date of their day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import Warn
from pipeline.flow.assemble import digest_path, write_digest
from pipeline.store.artefacts import Store
from pipeline.store.digests import read_digest
from pipeline.store.lists import KeptLists, file_name
from pipeline.store.plain import read_plain
from schemas.digest import Digest, Ledger

_WORD = re.compile(r"(?<!\S)(today|yesterday)(?!\S)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def date_digests(config: Config, warn: Warn) -> None:
    """Rename them, with their lists; for the holder of the data lock. What a dated digest lacks is put into it."""
    for path in sorted(config.paths.digests_dir.glob("*.json")):
        if re.search(r"today|yesterday", path.stem) and not _DATE.search(path.stem):
            digest = read_digest(path, warn)
            if digest is not None and _WORD.search(digest.title):
                _rename(path, digest, config, warn)


def _rename(path: Path, digest: Digest, config: Config, warn: Warn) -> None:
    day = _day_of(path, config)
    title = _WORD.sub(lambda word: str(day - dt.timedelta(days=word[1] == "yesterday")), digest.title)
    dated = digest.model_copy(update={"title": title})
    there = digest_path(title, config)
    if there.exists():
        former = read_digest(there, warn)
        if former is None:  # its lines are not known: neither file is touched
            return
        dated = _joined(former, dated)
    write_digest(dated, config)
    lists = KeptLists(Store(config.paths.data_dir))
    listed = lists.load(digest.title)
    if listed is not None:
        if lists.load(title) is None:
            lists.save(listed.model_copy(update={"title": title}))
        for suffix in ("json", "ids"):
            (lists.folder / f"{file_name(digest.title)}.{suffix}").unlink(missing_ok=True)
    for old in (path, path.with_suffix(".md")):
        old.unlink(missing_ok=True)
    warn(f"{path.with_suffix('.md')} → {there.with_suffix('.md').name}")


def _joined(kept: Digest, other: Digest) -> Digest:
    """`kept` with the summaries and the papers that only `other` has."""
    by_id = {e.paper.paper_id: e for e in other.entries if e.paper}
    entries = [by_id.pop(e.paper.paper_id, e) if e.paper and e.summary is None else e for e in kept.entries]
    known = {e.paper.paper_id for e in entries if e.paper}
    return kept.model_copy(update={"entries": (*entries, *(e for i, e in by_id.items() if i not in known))})


def _day_of(path: Path, config: Config) -> dt.date:
    """The day, UTC, on which the digest was last made: of the newest run that names it, else of the file."""
    for ledger in _ledgers(config.paths.data_dir / "runs"):
        if str(path.with_suffix(".md")) in ledger.digests:
            return dt.datetime.fromisoformat(ledger.started).date()
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()


def _ledgers(folder: Path) -> Iterator[Ledger]:
    """The newest first."""
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            yield Ledger.model_validate_json(read_plain(path))
        except (OSError, ValidationError):  # no file, or of another version of ribao
            continue
