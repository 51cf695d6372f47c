"""Does the work of the stages."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from pipeline.errors import PipelineError, Skipped, StageFailed, StoreError, Warn
from pipeline.flow.budget import Budget, Stop
from pipeline.flow.interrupt import interruptible
from pipeline.flow.kept import DOWNLOAD, EXTRACT, SUMMARISE, VALIDATE, Found, Kept, Stage
from pipeline.ground.summary import validate
from pipeline.llm.provider import Provider
from pipeline.messages import _
from pipeline.sources.download import download
from pipeline.sources.gate import arxiv_gate
from pipeline.store.calls import KeptCalls
from pipeline.summarise.passes import prompt_texts, summarise
from schemas.calls import Usage
from schemas.digest import GroundedSummary, SummaryDraft
from schemas.records import Failure, Paper, PaperText, Pdf, Record

_LOG = logging.getLogger("ribao")


class Pool(Protocol):
    """What the extract stage needs of a worker pool."""

    def submit(self, pdf: Pdf) -> Future[PaperText | Failure]:
        """Extract in a worker; errors come back as data."""


class InOrder:
    """One paper after another, in the order in which they began: what the embedded model answers hangs on its cache.

    The passes of a paper follow each other, to find their common beginning in it; and two runs of the same list find
    the same in it, whichever PDF was read first.
    """

    def __init__(self) -> None:
        self._turns: dict[str, asyncio.Event] = {}

    def begin(self, paper_id: str) -> None:
        """The paper is the last one from now on."""
        self._turns[paper_id] = asyncio.Event()
        self._call_first()

    def over(self, paper_id: str) -> None:
        """The paper needs its turn no more."""
        del self._turns[paper_id]
        self._call_first()

    def _call_first(self) -> None:
        for turn in list(self._turns.values())[:1]:
            turn.set()

    async def turn(self, paper_id: str) -> None:
        """Wait until no paper that began earlier is under way."""
        await self._turns[paper_id].wait()


class Stages:
    """What does the stages of every paper of a run. Each raises PipelineError, and Skipped once the run is to end."""

    def __init__(
        self, kept: Kept, provider: Provider, stop: Stop, budget: Budget, pool: Pool, downloads: Executor
    ) -> None:
        self.kept, self.provider, self.stop, self.budget = kept, provider, stop, budget
        self.pool, self.downloads, self.gate = pool, downloads, arxiv_gate(kept.config)
        self.on_asked: Callable[[str], None] = lambda _paper_id: None  # told before each question about a paper
        self.today = dt.datetime.now(dt.UTC).date().isoformat()  # once: a clock may jump during a run
        self._expected = False
        self._turns = InOrder() if provider.identity.embedded else None

    def begin(self, paper_id: str) -> None:
        """A paper begins; the embedded model takes them in this order."""
        if self._turns:
            self._turns.begin(paper_id)

    def over(self, paper_id: str) -> None:
        """A paper is done, or failed."""
        if self._turns:
            self._turns.over(paper_id)

    async def do(self, stage: Stage, found: Found) -> None:
        """Do a stage, and keep its record. Raises EndpointRefused before the first that leads to a question."""
        if stage in (DOWNLOAD, EXTRACT, SUMMARISE):
            await self.try_endpoint()
        reads = await asyncio.to_thread(lambda: [found.record(other) for other in stage.reads])
        record = await DOES[stage](self, found.paper, *reads)
        await asyncio.to_thread(found.keep, stage, record)

    async def try_endpoint(self) -> None:
        """One tiny request, once for all papers. Raises EndpointRefused, Skipped."""
        await self.stop.first(asyncio.ensure_future(self.provider.try_endpoint()), "")

    async def download(self, paper: Paper) -> Pdf:
        """The paper's PDF from arXiv."""
        done = asyncio.get_running_loop().run_in_executor(self.downloads, self._download, paper)
        return await self.stop.first(done, paper.paper_id)

    def _download(self, paper: Paper) -> Pdf:
        self.stop.check(paper.paper_id)  # it has waited for its turn
        self.budget.check_open(paper.paper_id)
        again = paper.pdf_path is None and self.kept.again(paper.paper_id, DOWNLOAD)
        folder = self.kept.store.paper_dir(paper.paper_id)
        return download(paper, self.kept.config, self.gate, folder, again=again)

    async def extract(self, paper: Paper, pdf: Pdf) -> PaperText:
        """The paper's text, from a worker."""
        self.stop.check(pdf.paper_id)
        self.expect_model()
        outcome = await self.stop.first(asyncio.wrap_future(self.pool.submit(pdf)), pdf.paper_id)
        if isinstance(outcome, PaperText):
            return outcome
        if outcome.kind == "PdfUnreadable" and paper.pdf_path is None:
            Path(pdf.path).unlink(missing_ok=True)  # the next run fetches it again
        raise StageFailed(outcome)

    def expect_model(self) -> None:
        """A summary will be asked for soon: the client is imported beside the extraction, not after it."""
        if not self._expected:
            self._expected = True
            threading.Thread(target=import_module, args=("pipeline.llm.client",), daemon=True).start()

    async def summarise(self, paper: Paper, text: PaperText) -> SummaryDraft:
        """The model's summary."""

        def before_asking(asked: Usage) -> None:
            self.stop.check(paper.paper_id)
            self.budget.check_paper(paper.paper_id, asked)
            self.on_asked(paper.paper_id)

        if self._turns:
            await self.stop.first(self._turns.turn(paper.paper_id), paper.paper_id)
        self.stop.check(paper.paper_id)
        self.budget.admit(paper.paper_id, text)
        try:
            # text that was read again leads to kept replies where it is the same
            again = self.kept.redo[:1] == (SUMMARISE,) and self.kept.again(paper.paper_id, SUMMARISE)
            calls = KeptCalls(self.kept.store, paper.paper_id, again, before_asking)
            client = await self.stop.first(self.provider.client(), paper.paper_id)
            work = summarise(paper, text, client, calls)
            # an answer that is paid for is waited for, also after Ctrl-C
            embedded = self.provider.identity.embedded
            if embedded:
                draft = await self.stop.first(work, paper.paper_id)
            else:
                draft = await self.stop.after(work, lambda: bool(calls.awaited), paper.paper_id)
        except Skipped:
            self.stop.check(paper.paper_id)  # a wait that was ended knows no paper
            raise
        except StoreError as e:  # whatever is asked from here on would be paid for and lost
            self.stop.full = f"{e.subject} {e.fact}"
            raise
        finally:
            self.budget.release(paper.paper_id)
        # the same however often the run was begun
        return draft.model_copy(update={"usage": calls.usage, "cost_usd": calls.cost_usd, "made": self.today})

    async def validate(self, paper: Paper, draft: SummaryDraft, text: PaperText) -> GroundedSummary:
        """The checked summary."""
        work = asyncio.to_thread(validate, draft, text, prompt_texts(draft.passes))
        grounded = await self.stop.after(work, lambda: False, paper.paper_id)
        return grounded.model_copy(update={"extractor": text.extractor})


DOES: dict[Stage, Callable[..., Awaitable[Record]]] = {
    DOWNLOAD: Stages.download,
    EXTRACT: Stages.extract,
    SUMMARISE: Stages.summarise,
    VALIDATE: Stages.validate,
}


@asynccontextmanager
async def at_work(
    kept: Kept, provider: Provider, stop: Stop, budget: Budget, pool: AbstractContextManager[Pool], warn: Warn
) -> AsyncIterator[Stages]:
    """The stages with their workers, which end with the context; the first Ctrl-C sets `stop`."""
    downloads = ThreadPoolExecutor(max_workers=1)  # arXiv is asked for one thing after another
    try:
        with interruptible(stop, warn), pool as workers:
            yield Stages(kept, provider, stop, budget, workers, downloads)
    finally:
        downloads.shutdown(wait=False, cancel_futures=True)
        await provider.close()


def failure_of(error: Exception, paper_id: str, stage: Stage) -> Failure:
    """An error as data. One that is no PipelineError is a bug: its traceback goes to the log."""
    if isinstance(error, StageFailed):
        return error.failure_record.model_copy(update={"stage": stage.name})
    if isinstance(error, PipelineError):
        return error.failure(paper_id, stage.name)
    _LOG.error("%s: a bug at %s", paper_id, stage.name, exc_info=error)
    fact = _("an error in ribao itself at {stage} ({kind})", stage=stage.name, kind=type(error).__name__)
    message = str(PipelineError(paper_id, fact, _("report it with the log")))
    return Failure(paper_id=paper_id, stage=stage.name, kind="Bug", message=message)
