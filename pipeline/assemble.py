"""Collects what became of the papers of each list, and writes its digest when the last of them is there."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Config
from pipeline.digest.markdown import render_markdown
from pipeline.engines.local import Outcome
from pipeline.listing import KeptLists, Listed, file_name
from pipeline.store import record_json, write_atomically
from schemas.digest import Digest, Entry, GroundedSummary
from schemas.records import Failure, Paper


@dataclass
class Total:
    """What the ledger says of all lists together."""

    listed: int = 0
    done: int = 0
    failures: list[Failure] = field(default_factory=list)  # and skips
    stage_seconds: dict[str, dict[str, float]] = field(default_factory=dict)
    numbers_checked: int = 0
    numbers_failed: int = 0
    paths: list[str] = field(default_factory=list)


class _Open:
    """A list some of whose papers are still under way."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        self.outcomes: dict[str, Outcome] = {}


class Digests:
    """The digests of one run; thread-safe. A list is forgotten when its digest is on disk."""

    def __init__(self, config: Config, lists: KeptLists) -> None:
        self.config, self.lists = config, lists
        self.total = Total()
        self.last, self.markdown = Digest(title="", entries=()), ""
        self._open: list[_Open] = []
        self._lock = threading.Lock()

    def begin(self, listed: Listed) -> None:
        """A list whose papers are to come."""
        with self._lock:
            self._open.append(_Open(listed))
            self.total.listed += len(listed.papers) + len(listed.rejected)
            self.total.failures += listed.rejected

    def finished(self, outcome: Outcome, write: bool) -> None:
        """A paper is done, failed or skipped; `write` the digest where it is its list's last.

        A paper of several lists is finished once for each of them, in their order. Raises StoreError.
        """
        paper_id = outcome.paper.paper_id
        with self._lock:
            at = next(
                o
                for o in self._open
                if paper_id not in o.outcomes and any(p.paper_id == paper_id for p in o.listed.papers)
            )
            at.outcomes[paper_id] = outcome
            self._count(outcome)
            if len(at.outcomes) < len(at.listed.papers):
                return
            self._open.remove(at)
            if write:
                self.total.paths.append(self._write(at))

    def _count(self, outcome: Outcome) -> None:
        total = self.total
        total.stage_seconds[outcome.paper.paper_id] = outcome.seconds
        if outcome.failure is not None:
            total.failures.append(outcome.failure)
        if outcome.summary is not None:
            total.done += 1
            total.numbers_checked += outcome.summary.numbers_checked
            total.numbers_failed += outcome.summary.numbers_failed

    def _write(self, at: _Open) -> str:
        title, papers = at.listed.title, at.listed.papers
        seen = self.lists.earlier_days(title, papers)
        outcomes = [at.outcomes[p.paper_id] for p in papers]
        digest = Digest(
            title=title,
            entries=(
                *(entry_of(p, o, seen.get(p.paper_id, ())) for p, o in zip(papers, outcomes, strict=True)),
                *(Entry(paper=None, summary=None, failure=f) for f in at.listed.rejected),
            ),
        )
        path, self.markdown = write_digest(digest, self.config)
        self.last = digest
        return str(path)


def entry_of(listed: Paper, outcome: Outcome, seen: tuple[str, ...]) -> Entry:
    """A paper's entry in a list's digest: the list's own words about it, and what became of it."""
    paper = listed.model_copy(update={"version": outcome.paper.version})
    summary = None if outcome.summary is None else timeless(outcome.summary)
    return Entry(paper=paper, summary=summary, failure=outcome.failure, seen=seen)


def timeless(summary: GroundedSummary) -> GroundedSummary:
    """A summary without what another run of the same would say otherwise: seconds and retries are the ledger's."""
    usage = summary.draft.usage.model_copy(update={"seconds": 0.0, "retries": 0})
    return summary.model_copy(update={"draft": summary.draft.model_copy(update={"usage": usage})})


def write_digest(digest: Digest, config: Config) -> tuple[Path, str]:
    """Write the Markdown and the JSON of a digest; the Markdown's path and text. Raises StoreError."""
    path = config.paths.digests_dir / f"{file_name(digest.title)}.md"
    markdown = render_markdown(digest, config.digest.failed_facts, config.digest.footnotes)
    write_atomically(path.with_suffix(".json"), record_json(digest) + "\n")
    write_atomically(path, markdown)
    return path, markdown
