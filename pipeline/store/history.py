"""What was said of a paper before: the digests that list it and its kept summaries."""

from __future__ import annotations

from pipeline.config import Config
from pipeline.errors import Warn
from pipeline.messages import _
from pipeline.store.artefacts import Store
from pipeline.store.digests import digest_of, read_digest, why_not
from pipeline.store.lists import file_name
from schemas.digest import Digest, GroundedSummary


def digests_with(paper_id: str, config: Config, warn: Warn) -> list[Digest]:
    """The digests on disk that list the paper, by title; `warn` is told of one that cannot be read."""
    found = []
    for path in sorted(config.paths.digests_dir.glob("*.json")):
        content = path.read_bytes() if path.is_file() else b""
        if f'"paper_id": "{paper_id}"'.encode() not in content:
            continue
        try:
            found.append(digest_of(content))
        except ValueError as e:
            warn(
                _(
                    "{path}: not a digest of this version ({reason}): left as it is",
                    path=path,
                    reason=why_not(e),
                )
            )
    return found


def stored_summary(paper_id: str, config: Config, stage: str) -> GroundedSummary | None:
    """What the last digest says of the paper, or else the newest that `stage` has made; None: neither is there."""
    for digest in reversed(digests_with(paper_id, config, lambda _: None)):
        for entry in digest.entries:
            if entry.paper and entry.paper.paper_id == paper_id and entry.summary:
                return entry.summary
    kept = Store(config.paths.data_dir).all(paper_id, stage, GroundedSummary)
    return next((summary.timeless() for _, summary in kept), None)


class Former:
    """What was last said of the papers of one list: in its digest, or else the newest that `stage` has made."""

    def __init__(self, title: str, config: Config, stage: str) -> None:
        digest = read_digest(config.paths.digests_dir / f"{file_name(title)}.json", lambda _: None)
        entries = digest.entries if digest else ()
        self._shown = {e.paper.paper_id: e.summary for e in entries if e.paper and e.summary}
        self._store, self._stage = Store(config.paths.data_dir), stage

    def __call__(self, paper_id: str) -> GroundedSummary | None:
        """The last good summary of a paper; None: there never was one."""
        if paper_id in self._shown:
            return self._shown[paper_id]
        kept = self._store.all(paper_id, self._stage, GroundedSummary)
        return next((summary for _, summary in kept), None)
