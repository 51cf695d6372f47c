"""Walks papers through the stages on this machine: asyncio, one download thread and extraction workers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from typing import Literal

from pydantic import Field

from pipeline.errors import PipelineError
from pipeline.flow.stages import Pool, Stage, Stages, failure_of
from schemas.digest import GroundedSummary, SummaryDraft
from schemas.records import Failure, Paper, PaperText, Pdf, Record

Event = Callable[[str, Stage, Literal["start", "done", "failed"]], None]
"""Called with the paper's id, the stage, and what happened; always from the event loop's thread."""


class Outcome(Record):
    """What became of one paper."""

    paper: Paper  # with the version that was downloaded
    summary: GroundedSummary | None  # None: it failed
    key: str = ""  # of the summary in the store; "": it failed
    failure: Failure | None = None  # None: it is done
    seconds: dict[str, float] = Field(default_factory=dict)  # by stage; absent: the stage did not run


async def walk(
    papers: AsyncIterator[Paper],
    stages: Stages,
    pool: Pool,
    downloads: Executor,
    in_flight: int,
    on_event: Event,
    on_outcome: Callable[[Outcome], Awaitable[None]],
) -> None:
    """Give the outcome of every paper as soon as it is there. Each goes on when its next stage can take it.

    At most `in_flight` papers are under way, and no paper is asked of `papers` before it can begin: what is held
    does not grow with their number. Raises what `papers` or `on_outcome` raise.
    """
    places = asyncio.Semaphore(in_flight)
    busy: dict[str, asyncio.Event] = {}  # a paper of two days is done once, and then found done

    async def one(paper: Paper) -> None:
        while paper.paper_id in busy:
            await busy[paper.paper_id].wait()
        over = busy[paper.paper_id] = asyncio.Event()
        try:
            outcome = await _Walk(paper, stages, pool, downloads, on_event).run()
        finally:
            del busy[paper.paper_id]
            over.set()
        await on_outcome(outcome)
        places.release()

    try:
        async with asyncio.TaskGroup() as tasks:
            await places.acquire()
            async for paper in papers:
                tasks.create_task(one(paper))
                await places.acquire()
    except BaseExceptionGroup as group:  # not except*, which before Python 3.11.4 wraps what is raised in it
        expected = next((e for e in group.exceptions if isinstance(e, PipelineError)), None)
        if expected is None:
            raise
        raise expected from None


class _Walk:
    """One paper on its way."""

    def __init__(self, paper: Paper, stages: Stages, pool: Pool, downloads: Executor, on_event: Event) -> None:
        self.paper, self.stages, self.pool, self.downloads, self.on_event = paper, stages, pool, downloads, on_event
        self.stage: Stage = "download"
        self.key = ""  # of the checked summary
        self.started = time.monotonic()
        self.seconds: dict[str, float] = {}

    async def run(self) -> Outcome:
        try:
            summary = await self._run()
        except Exception as e:  # noqa: BLE001 - one bad paper never stops a day; failure_of keeps a bug's traceback
            self.on_event(self.paper.paper_id, self.stage, "failed")
            failure = failure_of(e, self.paper.paper_id, self.stage)
            return Outcome(paper=self.paper, summary=None, failure=failure, seconds=self.seconds)
        return Outcome(paper=self.paper, summary=summary, key=self.key, seconds=self.seconds)

    async def _run(self) -> GroundedSummary:
        pdf = await self._download()
        draft, text = await self._draft(pdf)
        self._begin("validate")
        self.key, summary = await asyncio.to_thread(self.stages.summary_of, pdf, draft)
        if summary is None:
            text = text or await self._text(pdf)
            summary = await asyncio.to_thread(self.stages.validate, pdf, draft, text)
        self._end("validate")
        return summary

    async def _download(self) -> Pdf:
        self._begin("download")
        pdf = await asyncio.to_thread(self.stages.kept_pdf, self.paper)
        if pdf is None:
            pdf = await asyncio.get_running_loop().run_in_executor(self.downloads, self.stages.download, self.paper)
        self.paper = self.paper.model_copy(update={"version": pdf.version})
        self._end("download")
        return pdf

    async def _draft(self, pdf: Pdf) -> tuple[SummaryDraft, PaperText | None]:
        """The model's summary, and the text where it was needed; a kept summary needs none."""
        self._begin("extract")
        draft = await asyncio.to_thread(self.stages.kept_draft, self.paper, pdf)
        text = None if draft else await self._text(pdf)
        self._end("extract")
        self._begin("summarise")
        if text is not None:
            draft = await self.stages.summarise(self.paper, pdf, text)
        assert draft is not None
        self._end("summarise")
        return draft, text

    async def _text(self, pdf: Pdf) -> PaperText:
        text = await asyncio.to_thread(self.stages.kept_text, pdf)
        if text is not None:
            return text
        self.stages.stop.check(pdf.paper_id)
        self.stages.expect_model()
        outcome = await asyncio.wrap_future(self.pool.submit(pdf))
        return await asyncio.to_thread(self.stages.keep_text, pdf, outcome)

    def _begin(self, stage: Stage) -> None:
        self.stage, self.started = stage, time.monotonic()
        self.on_event(self.paper.paper_id, stage, "start")

    def _end(self, stage: Stage) -> None:
        self.seconds[stage] = round(time.monotonic() - self.started, 3)
        self.on_event(self.paper.paper_id, stage, "done")
