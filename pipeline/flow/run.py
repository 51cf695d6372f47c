"""Lists papers, walks them through the stages, and writes the digests and the ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pipeline.config import Config
from pipeline.errors import ListError, NothingListed, Skipped, UsageError, Warn
from pipeline.extract.ray_pool import RayPool
from pipeline.extract.settings import extract_settings
from pipeline.extract.worker import ExtractPool
from pipeline.flow.assemble import Digests
from pipeline.flow.batches import FROM_THE_MODEL, Batches, ask_in_batches, pending_files
from pipeline.flow.budget import Budget, Caps, Stop
from pipeline.flow.dated import date_digests
from pipeline.flow.difference import why_spared
from pipeline.flow.in_order import list_in_order
from pipeline.flow.interrupt import INTERRUPTED
from pipeline.flow.kept import STAGES, SUMMARISE, Kept
from pipeline.flow.stages import Stages, at_work
from pipeline.flow.walk import Event, Outcome, each, walk
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.prices import cost_of
from pipeline.llm.provider import Provider
from pipeline.llm.weights import Progress
from pipeline.machine import peak_memory_mb, usable_cores
from pipeline.messages import N_, _
from pipeline.sources.files import read_ids
from pipeline.sources.listing import Selection
from pipeline.store.artefacts import Store
from pipeline.store.digests import digest_of
from pipeline.store.lists import KeptLists, Listed, file_name
from pipeline.store.lock import command_line, data_lock
from schemas.digest import SKIPPED, Digest, Ledger
from schemas.records import Failure, Paper, Record

__all__ = ["Options", "Result", "Selection", "run"]

OnListed = Callable[[Sequence[Paper]], None]
MAX_WORKERS = 4  # extraction of a paper takes about a second: more processes only cost memory
IN_FLIGHT = 12  # papers between download and digest at least: enough to keep every stage busy, few enough for memory
SWITCH_S = 0.0005  # Python's own 0.005 costs a request of ten steps 50 ms beside one busy thread

BATCH_WAITS = N_(
    "a batch is not collected yet: run again with --batch to collect it; "
    "without it, its papers are asked once more, at the full price"
)


class Options(Record):
    """How a run is done, beyond the configuration."""

    redo: str | None = None  # the name of a stage; None: what is kept is used
    caps: Caps = Caps()
    engine: Literal["local", "ray"] = "local"
    ray_address: str | None = None  # None: a Ray on this machine
    batch: bool = False  # the papers' first questions are asked in batches


class Result(Record):
    """What a run left behind."""

    ledger: Ledger
    paths: tuple[str, ...]  # of the digests' Markdown

    @property
    def exit_code(self) -> int:
        """0: all done; 3: some papers failed or were left out, or a day could not be listed; 130: interrupted."""
        if self.ledger.interrupted:
            return INTERRUPTED
        return 3 if self.ledger.failed or self.ledger.skipped or self.ledger.unlisted else 0

    @property
    def markdown_path(self) -> str:
        """The last digest."""
        return self.paths[-1]

    @property
    def json_path(self) -> str:
        """The last digest's JSON."""
        return str(Path(self.markdown_path).with_suffix(".json"))

    @property
    def digest(self) -> Digest:
        """The last one, read from disk."""
        return digest_of(Path(self.json_path).read_bytes())

    @property
    def markdown(self) -> str:
        """The text of the last one, read from disk."""
        return Path(self.markdown_path).read_text("utf-8")


def run(
    selection: Selection,
    config: Config,
    on_listed: OnListed,
    on_event: Event,
    on_weights: Progress,
    warn: Warn,
    options: Options = Options(),  # noqa: B008 - frozen
    on_cost: Callable[[Callable[[], str]], None] = lambda _cost: None,
) -> Result:
    """Do all of it; `on_cost` is given, at the beginning, what tells the cost so far.

    Raises PipelineError only where nothing could be begun; a paper's error is in the result. After Ctrl-C the papers'
    current calls are finished, the rest is skipped, and the digest says so; a second Ctrl-C ends the process at once.
    """
    selections = selection.days()
    with ExitStack() as held:
        # what is wrong with the arguments is told before the lock is waited for
        this = _Run(selections, config, on_listed, on_event, on_weights, warn, options, held)
        if selection.ids_file not in (None, "-"):
            read_ids(Path(selection.ids_file), selection.local_pdfs)
        if config.paths.data_dir.exists():  # a run that cannot list anything leaves no directory behind
            held.enter_context(data_lock(config.paths.data_dir, command_line()))
            date_digests(config, warn)
        on_cost(lambda: str(this.provider.cost))
        return this.run()


class _Run:
    """One run's state."""

    def __init__(
        self,
        selections: Sequence[Selection],
        config: Config,
        on_listed: OnListed,
        on_event: Event,
        on_weights: Progress,
        warn: Warn,
        options: Options,
        held: ExitStack,
    ) -> None:
        self.selections, self.config, self.options, self.held = selections, config, options, held
        self.on_listed, self.on_event, self.warn = on_listed, on_event, warn
        self.started, self.clock = dt.datetime.now(dt.UTC), time.monotonic()
        self.stop = Stop()
        self.provider = Provider(config, on_weights, self.stop.sleep, lambda: self.stop.check(""))
        self.provider.check()
        self.store = Store(config.paths.data_dir)
        self.lists = KeptLists(self.store)
        self.locked = config.paths.data_dir.exists()
        self.digests = Digests(config, self.lists, self.store)
        self.unlisted: list[Failure] = []
        self.lost_workers = 0
        prices = self.provider.prices
        model = self.provider.identity
        if options.batch:
            _check_batch(model)
        self.budget = Budget(
            options.caps,
            lambda: self.provider.usage,
            lambda usage: Decimal(0) if model.embedded else cost_of(usage, model.model, prices),
            model.context_tokens,
            edited=config.llm.edit,
        )

    def run(self) -> Result:
        with _quick_switches():
            asyncio.run(self._all())
        for model, count in self.digests.total.spared.items():
            if count:
                self.warn(_("{count} papers: ", count=count) + why_spared(model, self.config.local.model))
        ledger = self._ledger()
        self.store.save_run(self.started.strftime("%Y%m%dT%H%M%S.%fZ"), ledger)
        return Result(ledger=ledger, paths=ledger.digests)

    async def _all(self) -> None:
        config = self.config
        kept = Kept(config, self.store, self.provider.identity, self.options.redo)
        kept.former = self.digests.former
        workers = config.extract.workers or min(usable_cores(), MAX_WORKERS)
        calls = max(config.llm.concurrency, config.llm.max_concurrency)
        loop, threads = asyncio.get_running_loop(), ThreadPoolExecutor()
        loop.set_default_executor(threads)
        in_flight = max(IN_FLIGHT, 2 * calls + 2 * workers)
        pool = self._pool(workers)
        async with at_work(kept, self.provider, self.stop, self.budget, pool, self.warn) as stages:
            stages.on_asked = lambda paper_id: self.on_event(paper_id, SUMMARISE, "asked")
            if not self._made_before():
                stages.expect_model()
                if isinstance(pool, ExtractPool):
                    pool.warm()
            papers, part = self._papers(stages), STAGES
            if self.options.batch:
                batches = Batches(config, self.store, self.provider, self.stop, self.warn)
                ready = await ask_in_batches(papers, stages, in_flight, self.on_event, self._finished, batches)
                self.digests.total.stage_seconds.update((o.paper.paper_id, o.seconds) for o in ready)
                papers, part = each([outcome.paper for outcome in ready]), FROM_THE_MODEL
            elif pending_files(config):
                self.warn(_(BATCH_WAITS))
            await walk(papers, stages, in_flight, self.on_event, self._finished, part)
            self.lost_workers = pool.lost if isinstance(pool, RayPool) else 0
        if self.stop.asked:  # what is still computed nobody waits for, and the loop would
            threads.shutdown(wait=False, cancel_futures=True)
            loop.set_default_executor(ThreadPoolExecutor())

    def _made_before(self) -> bool:
        """Whether the first list has a digest: then there may be nothing to do but to find that out."""
        title = self.selections[0].title()
        return bool(title) and (self.config.paths.digests_dir / f"{file_name(title)}.json").exists()

    def _pool(self, workers: int) -> ExtractPool | RayPool:
        settings = extract_settings(self.config)
        if self.options.engine == "ray":
            return RayPool(workers, settings, self.options.ray_address)
        return ExtractPool(workers, settings)

    async def _papers(self, stages: Stages) -> AsyncIterator[Paper]:
        """The papers of one list after another; a list is asked for when the papers before it are under way."""
        first = self.selections[0]
        if not (first.targets or first.ids_file or self._made_before()):  # what a disk names is looked at first
            try:
                await stages.try_endpoint()  # a wrong key is told before the list is waited for
            except Skipped:
                return
        loop = asyncio.get_running_loop()
        for selection in self.selections:
            if self.stop.asked:
                return
            try:
                reading = loop.run_in_executor(
                    stages.downloads, list_in_order, selection, self.config, stages.gate, self.warn
                )
                listed = await self.stop.first(reading, "")
            except Skipped:
                return
            except NothingListed as e:
                if len(self.selections) == 1:
                    raise
                self.warn(str(e))
                continue
            except ListError as e:
                if len(self.selections) == 1:
                    raise
                self.warn(str(e))
                self.unlisted.append(e.failure(selection.title(), "list"))
                continue
            self._begin(listed)
            for paper in listed.papers:
                yield paper

    def _begin(self, listed: Listed) -> None:
        if not self.locked:
            self.held.enter_context(data_lock(self.config.paths.data_dir, command_line()))
            self.locked = True
        if not listed.title:
            listed = listed.model_copy(update={"title": self.started.date().isoformat()})
        self.lists.save(listed)
        self.digests.begin(listed)
        self.on_listed(listed.papers)

    async def _finished(self, outcome: Outcome) -> None:
        await asyncio.to_thread(self.digests.finished, outcome, self.stop.asked)

    def _ledger(self) -> Ledger:
        total, paths, provider = self.digests.total, self.digests.paths(), self.provider
        failures = tuple(f for f in total.failures if f.kind != SKIPPED)
        skips = tuple(f for f in total.failures if f.kind == SKIPPED)
        return Ledger(
            started=self.started.isoformat(timespec="seconds"),
            command=command_line(),
            listed=total.listed,
            done=total.done,
            failed=len(failures),
            failures=failures,
            skipped=len(skips),
            skips=skips,
            unlisted=tuple(self.unlisted),
            lost_workers=self.lost_workers,
            interrupted=self.stop.asked,
            usage=provider.usage,
            cost=str(provider.cost),
            cost_usd=provider.cost.usd,
            seconds=round(time.monotonic() - self.clock, 3),
            stage_seconds=total.stage_seconds,
            peak_memory_mb=peak_memory_mb(),
            numbers_checked=total.numbers_checked,
            numbers_failed=total.numbers_failed,
            digest=paths[-1] if paths else None,
            digests=paths,
        )


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Threads give up the interpreter after SWITCH_S, so that what they compute does not hold up the requests."""
    former = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(former)


def _check_batch(model: ModelIdentity) -> None:
    """Raises UsageError for a model that cannot be asked in batches."""
    if model.embedded:
        raise UsageError("--batch", _("the embedded model has no Batch API"), _("set OPENAI_API_KEY, or leave it out"))
    if model.passes != "single":
        raise UsageError("--batch", _("asks for a paper in one call"), _('set llm.passes = "single", or leave it out'))
