"""Collects what became of the papers of each list, and writes its digest when the last of them is there."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import StoreError
from pipeline.flow.kept import VALIDATE
from pipeline.flow.walk import Outcome
from pipeline.ground.addressed import addressed_by_list
from pipeline.messages import _
from pipeline.render.markdown import Line, MarkdownParts, line_of, render_markdown, says_of
from pipeline.store.artefacts import Store, clear_unfinished, record_json, try_folder, writing
from pipeline.store.digests import SUM
from pipeline.store.history import Former
from pipeline.store.lists import KeptLists, Listed, file_name
from pipeline.store.plain import read_plain
from schemas.digest import SKIPPED, Digest, Entry, GroundedSummary
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
    spared: Counter[str] = field(default_factory=Counter)  # papers by the model whose summary stays
    paths: dict[int, str] = field(default_factory=dict)  # by the number of the list


class _Open:
    """A list some of whose papers are still under way. Their summaries are in the store: a list may be long."""

    def __init__(self, listed: Listed, number: int) -> None:
        self.listed, self.number = listed, number
        self.left = {p.paper_id for p in listed.papers}
        self.outcomes: dict[str, Outcome] = {}  # without their summaries
        self.says: dict[str, str] = {}  # what the list at the top says of each paper
        self.shown = 0  # papers with a summary
        self.former: Former | None = None  # None: nobody has asked for it yet


class Digests:
    """The digests of one run; thread-safe. A list is forgotten when its digest is on disk."""

    def __init__(self, config: Config, lists: KeptLists, store: Store) -> None:
        self.config, self.lists, self.store = config, lists, store
        self.total = Total()
        self.begun = 0
        self._open: list[_Open] = []
        self._lock = threading.Lock()

    def begin(self, listed: Listed) -> None:
        """A list whose papers are to come.

        Raises StoreError where its digest would replace a file of others, or where none can be written.
        """
        data = digest_path(listed.title, self.config)
        try_folder(data.parent, "paths.digests_dir")
        if data.with_suffix(".md").exists() and not data.exists():  # ours are put there after their JSON
            raise StoreError(
                str(data.with_suffix(".md")),
                _("was not written by ribao"),
                _("move it away, or set another paths.digests_dir"),
            )
        with self._lock:
            self._open.append(_Open(listed, self.begun))
            self.begun += 1
            self.total.listed += len(listed.papers) + len(listed.rejected)
            self.total.failures += listed.rejected

    def finished(self, outcome: Outcome, interrupted: bool = False) -> None:
        """A paper is done, failed or skipped; the digest is written where it is its list's last.

        A paper of several lists is finished once for each of them, in their order. `interrupted`: a digest that says
        nothing of any paper is not written. Raises StoreError.
        """
        paper_id = outcome.paper.paper_id
        with self._lock:
            at = next((o for o in self._open if paper_id in o.left), None)
            if at is None:
                raise RuntimeError(f"{paper_id} is of no list that waits for it")
            at.left.remove(paper_id)
            at.outcomes[paper_id] = outcome.model_copy(update={"summary": None})
            skipped = outcome.failure is not None and outcome.failure.kind == SKIPPED
            summary = outcome.summary or self._former(at, paper_id)
            at.says[paper_id] = says_of(summary, skipped, self.config.digest.failed_facts)
            at.shown += summary is not None
            self._count(outcome)
            if at.left:
                return
            self._open.remove(at)
            if at.shown or not interrupted:
                self.total.paths[at.number] = str(self._write(at))

    def former(self, paper_id: str) -> GroundedSummary | None:
        """What was last said of a paper that is under way; None: there never was a summary."""
        with self._lock:
            at = next((o for o in self._open if paper_id in o.left), None)
            return None if at is None else self._former(at, paper_id)

    def paths(self) -> tuple[str, ...]:
        """The digests that were written, in the order of their lists."""
        return tuple(path for _, path in sorted(self.total.paths.items()))

    def _count(self, outcome: Outcome) -> None:
        total, paper_id = self.total, outcome.paper.paper_id
        total.stage_seconds[paper_id] = total.stage_seconds.get(paper_id, {}) | outcome.seconds
        if outcome.failure is not None:
            total.failures.append(outcome.failure)
        if outcome.summary is not None:
            total.done += 1
            total.spared[outcome.summary.draft.model] += outcome.spared
            total.numbers_checked += outcome.summary.numbers_checked
            total.numbers_failed += outcome.summary.numbers_failed

    def _write(self, at: _Open) -> Path:
        title, papers = at.listed.title, at.listed.papers
        seen = self.lists.earlier_days(title, papers)

        def entries() -> Iterator[Entry]:
            for paper in papers:
                outcome = self._with_summary(at, at.outcomes[paper.paper_id])
                yield entry_of(paper, outcome, seen.get(paper.paper_id, ()), at.listed.why.get(paper.paper_id, ""))
            for failure in at.listed.rejected:
                yield Entry(paper=None, summary=None, failure=failure)

        shown = (at.outcomes[paper.paper_id].paper if paper.pdf_path else paper for paper in papers)
        why = at.listed.why
        lines = [Line(paper.title, at.says[paper.paper_id], paper.paper_id in why) for paper in shown]
        lines += [line_of(Entry(paper=None, summary=None, failure=failure)) for failure in at.listed.rejected]
        return write_entries(title, lines, entries(), self.config)

    def _former(self, at: _Open, paper_id: str) -> GroundedSummary | None:
        """The last good summary of a paper; None: there never was one."""
        at.former = at.former or Former(at.listed.title, self.config, VALIDATE.name)
        return at.former(paper_id)

    def _with_summary(self, at: _Open, outcome: Outcome) -> Outcome:
        """Raises StoreError where the summary has gone since it was made."""
        paper_id = outcome.paper.paper_id
        if outcome.failure is not None or outcome.spared:
            return outcome.model_copy(update={"summary": self._former(at, paper_id)})
        summary = self.store.load(paper_id, VALIDATE.name, outcome.key, GroundedSummary)
        if summary is None:
            path = self.store.path(paper_id, VALIDATE.name, outcome.key)
            raise StoreError(str(path), _("has gone during the run"), _("run the same command again"))
        return outcome.model_copy(update={"summary": summary})


def digest_path(title: str, config: Config) -> Path:
    """Where the JSON of a digest is."""
    return config.paths.digests_dir / f"{file_name(title)}.json"


def entry_of(listed: Paper, outcome: Outcome, seen: tuple[str, ...], why: str = "") -> Entry:
    """A paper's entry in a list's digest: the list's own words about it, and what became of it."""
    paper = outcome.paper if listed.pdf_path else listed.model_copy(update={"version": outcome.paper.version})
    summary = None if outcome.summary is None else outcome.summary.timeless()
    said = addressed_by_list(listed.title, listed.abstract)
    return Entry(paper=paper, summary=summary, failure=outcome.failure, seen=seen, why=why, addressed=said)


def write_digest(digest: Digest, config: Config) -> Path:
    """Write the Markdown and the JSON of a digest; the Markdown's path. Raises StoreError."""
    lines = [line_of(entry, config.digest.failed_facts) for entry in digest.entries]
    return write_entries(digest.title, lines, digest.entries, config)


def shows(digest: Digest, config: Config) -> bool:
    """Whether the Markdown is that of the digest, beside whose JSON it may be older: one is renamed after the other."""
    text = render_markdown(digest, config.digest.failed_facts, config.digest.footnotes)
    try:
        return read_plain(digest_path(digest.title, config).with_suffix(".md")) == text.encode("utf-8", "replace")
    except OSError:
        return False


def write_entries(title: str, lines: Sequence[Line], entries: Iterable[Entry], config: Config) -> Path:
    """As write_digest, of entries that are held one at a time; each has its line at the top."""
    path = digest_path(title, config).with_suffix(".md")
    parts = MarkdownParts(config.digest.failed_facts, config.digest.footnotes)
    for unfinished in (path, path.with_suffix(".json")):
        clear_unfinished(unfinished)
    opening = record_json(Digest(title=title, entries=())).rsplit("]", 1)[0]
    sha256 = hashlib.sha256()
    with writing(path) as markdown, writing(path.with_suffix(".json")) as data:

        def put(text: str) -> None:
            data.write(text)
            sha256.update(text.encode("utf-8", "replace"))

        markdown.write(parts.head(title, lines))
        put(opening)
        between = "\n"
        for entry in entries:
            markdown.write(parts.entry(entry))
            put(between + "  " + record_json(entry).replace("\n", "\n  "))
            between = ",\n"
        markdown.write(parts.footer())
        put(("\n ]" if lines else "]") + f",\n {SUM.decode()}")
        data.write(f'{sha256.hexdigest()}"\n}}\n')
    return path
