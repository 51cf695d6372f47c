"""Lists papers, walks them through the stages, and writes the digest and the ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.config import Config
from pipeline.digest.markdown import render_markdown
from pipeline.engines.local import Event, Outcome, walk
from pipeline.errors import ListError
from pipeline.extract.worker import ExtractPool
from pipeline.llm.provider import Provider
from pipeline.llm.weights import Progress
from pipeline.machine import peak_memory_mb, usable_cores
from pipeline.sources import arxiv, files, huggingface
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import user_agent
from pipeline.stages import Stages, extract_settings
from pipeline.store import Store, record_json, write_atomically
from schemas.digest import Digest, Entry, Ledger
from schemas.records import Failure, Paper, Record

Warn = Callable[[str], None]
OnListed = Callable[[Sequence[Paper]], None]
MAX_WORKERS = 4  # extraction of a paper takes about a second: more processes only cost memory


class Selection(Record):
    """Which papers a run is about. Just one of the lists is given."""

    date: str | None = None  # YYYY-MM-DD, "today", "yesterday"; None: another list, or no limit to the query
    ids_file: str | None = None  # None: not from a file
    query: str | None = None  # None: no arXiv query
    category: str | None = None  # None: no arXiv category
    targets: tuple[str, ...] = ()  # ids, URLs or PDF paths
    top: int | None = None  # None: all
    keyword: str | None = None  # in title or abstract, without case; None: no filter

    def title(self) -> str:
        """What the digest is called, also as a file name."""
        if self.targets:
            return ", ".join(t.rsplit("/", 1)[-1] for t in self.targets)
        top = f"top {self.top}" if self.top else None  # part of a day must not replace the whole day's digest
        parts = [self.category, self.query, self.ids_file and Path(self.ids_file).stem, self.date, self.keyword, top]
        return " ".join(p for p in parts if p)


class Result(Record):
    """What a run left behind."""

    digest: Digest
    ledger: Ledger
    markdown: str
    markdown_path: str
    json_path: str

    @property
    def exit_code(self) -> int:
        """0: all done; 3: some papers failed."""
        return 3 if self.ledger.failed else 0


class Listed(Record):
    """What a selection gave: papers, and lines of a file that name none."""

    papers: tuple[Paper, ...]
    rejected: tuple[Failure, ...] = ()


def list_papers(selection: Selection, config: Config, gate: ArxivGate, warn: Warn) -> Listed:
    """The papers of a selection, with arXiv's metadata beside the list's own.

    Raises ListError, UsageError or BadPaperId. Without an answer from arXiv the papers go on without its metadata,
    and `warn` is told.
    """
    agent = user_agent(config.download.contact)
    rejected: list[Failure] = []
    from_arxiv = bool(selection.query or selection.category)
    if selection.targets:
        papers = [files.paper_of(t) for t in selection.targets]
    elif selection.ids_file:
        papers, rejected = files.read_ids(Path(selection.ids_file))
    elif from_arxiv:
        day = huggingface.parse_date(selection.date) if selection.date else None
        top = None if selection.keyword else selection.top  # the keyword goes first
        papers = arxiv.list_query(selection.query, selection.category, day, top, config.sources, gate, agent)
    else:
        day = huggingface.parse_date(selection.date or "today")
        papers = huggingface.list_day(day, config.sources, agent, warn)
    if selection.keyword:
        word = selection.keyword.casefold()
        papers = [p for p in papers if word in f"{p.title} {p.abstract}".casefold()]
        if not papers:
            raise ListError(selection.title(), "no listed paper has that keyword", "try another --keyword")
    papers = papers[: selection.top]
    if not from_arxiv:  # arXiv's own list is its metadata
        papers = _with_metadata(papers, config, gate, agent, warn)
    return Listed(papers=tuple(papers), rejected=tuple(rejected))


def _with_metadata(papers: list[Paper], config: Config, gate: ArxivGate, agent: str, warn: Warn) -> list[Paper]:
    ids = [p.paper_id + (p.version or "") for p in papers if p.pdf_path is None]
    if not ids:
        return papers
    try:
        metadata = arxiv.fetch_metadata(ids, config.sources, gate, agent)
    except ListError as e:
        warn(f"{e}: going on without versions and categories")
        return papers
    return [files.merge(p, metadata.get(p.paper_id)) for p in papers]


def run(
    selection: Selection,
    config: Config,
    on_listed: OnListed,
    on_event: Event,
    on_weights: Progress,
    warn: Warn,
) -> Result:
    """Do all of it. Raises PipelineError only where nothing could be begun; a paper's error is in the result."""
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    provider = Provider(config, on_weights)
    gate = ArxivGate(config.download.interval_s)
    listed = list_papers(selection, config, gate, warn)
    papers = listed.papers
    on_listed(papers)
    store = Store(config.paths.data_dir)
    stages = Stages(config, store, gate, provider.identity, provider.client)
    workers = config.extract.workers or min(usable_cores(), MAX_WORKERS)

    async def all_papers() -> list[Outcome]:
        try:
            with ExtractPool(min(workers, len(papers)), extract_settings(config)) as pool:
                return await walk(papers, stages, pool, on_event)
        finally:
            await provider.close()

    outcomes = asyncio.run(all_papers())
    digest = Digest(
        title=selection.title() or started.date().isoformat(),
        entries=(
            *(Entry(paper=o.paper, summary=o.summary, failure=o.failure) for o in outcomes),
            *(Entry(paper=None, summary=None, failure=f) for f in listed.rejected),
        ),
    )
    path = config.paths.digests_dir / f"{_file_name(digest.title)}.md"
    markdown = render_markdown(digest, config.digest.failed_facts)
    write_atomically(path, markdown)
    write_atomically(path.with_suffix(".json"), record_json(digest) + "\n")
    ledger = _ledger(outcomes, listed.rejected, provider, started, time.monotonic() - clock, str(path))
    store.save_run(started.strftime("%Y%m%dT%H%M%S.%fZ"), ledger)
    return Result(
        digest=digest,
        ledger=ledger,
        markdown=markdown,
        markdown_path=str(path),
        json_path=str(path.with_suffix(".json")),
    )


def _file_name(title: str) -> str:
    return re.sub(r"[^\w.-]+", "-", title).strip("-.")[:80] or "digest"


def _ledger(
    outcomes: Sequence[Outcome],
    rejected: Sequence[Failure],
    provider: Provider,
    started: dt.datetime,
    seconds: float,
    digest_path: str,
) -> Ledger:
    failures = (*(o.failure for o in outcomes if o.failure is not None), *rejected)
    summaries = [o.summary for o in outcomes if o.summary is not None]
    return Ledger(
        started=started.isoformat(timespec="seconds"),
        command=" ".join(Path(a).name if i == 0 else a for i, a in enumerate(sys.argv)),
        listed=len(outcomes) + len(rejected),
        done=len(summaries),
        failed=len(failures),
        failures=failures,
        usage=provider.usage,
        cost=str(provider.cost),
        cost_usd=provider.cost.usd,
        seconds=round(seconds, 3),
        stage_seconds={o.paper.paper_id: o.seconds for o in outcomes},
        peak_memory_mb=peak_memory_mb(),
        numbers_checked=sum(s.numbers_checked for s in summaries),
        numbers_failed=sum(s.numbers_failed for s in summaries),
        digest=digest_path,
    )
