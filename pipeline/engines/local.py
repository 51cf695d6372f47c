"""Walks papers through the stages on this machine: asyncio, one download thread and extraction workers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from pydantic import Field

from pipeline.stages import Pool, Stages, failure_of
from schemas.digest import GroundedSummary
from schemas.records import Failure, Paper, Record

Stage = Literal["download", "extract", "summarise", "validate"]
STAGES: tuple[Stage, ...] = ("download", "extract", "summarise", "validate")
IN_FLIGHT = 12  # papers between download and digest at once: enough to keep every stage busy, few enough for memory

Event = Callable[[str, Stage, Literal["start", "done", "failed"]], None]
"""Called with the paper's id, the stage, and what happened; always from the event loop's thread."""


class Outcome(Record):
    """What became of one paper."""

    paper: Paper  # with the version that was downloaded
    summary: GroundedSummary | None  # None: it failed
    failure: Failure | None = None  # None: it is done
    seconds: dict[str, float] = Field(default_factory=dict)  # by stage; absent: the stage did not run


async def walk(papers: Sequence[Paper], stages: Stages, pool: Pool, on_event: Event) -> list[Outcome]:
    """The outcome of every paper, in the given order. Each goes on as soon as its next stage can take it."""
    places = asyncio.Semaphore(IN_FLIGHT)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="download") as downloads:

        async def one(paper: Paper) -> Outcome:
            async with places:
                return await _Walk(paper, stages, pool, downloads, on_event).run()

        return list(await asyncio.gather(*(one(paper) for paper in papers)))


class _Walk:
    """One paper on its way."""

    def __init__(
        self, paper: Paper, stages: Stages, pool: Pool, downloads: ThreadPoolExecutor, on_event: Event
    ) -> None:
        self.paper, self.stages, self.pool, self.downloads, self.on_event = paper, stages, pool, downloads, on_event
        self.stage: Stage = "download"
        self.started = time.monotonic()
        self.seconds: dict[str, float] = {}

    async def run(self) -> Outcome:
        try:
            summary = await self._run()
        except Exception as e:  # noqa: BLE001 - one bad paper never stops a day; failure_of keeps a bug's traceback
            self.on_event(self.paper.paper_id, self.stage, "failed")
            failure = failure_of(e, self.paper.paper_id, self.stage)
            return Outcome(paper=self.paper, summary=None, failure=failure, seconds=self.seconds)
        return Outcome(paper=self.paper, summary=summary, seconds=self.seconds)

    async def _run(self) -> GroundedSummary:
        loop = asyncio.get_running_loop()
        stages = self.stages
        self._begin("download")
        pdf = await loop.run_in_executor(self.downloads, stages.download, self.paper)
        self.paper = self.paper.model_copy(update={"version": pdf.version})
        self._end()
        self._begin("extract")
        text = stages.kept_text(pdf)
        if text is None:
            text = stages.keep_text(pdf, await asyncio.wrap_future(self.pool.submit(pdf)))
        self._end()
        self._begin("summarise")
        draft = stages.kept_draft(self.paper, pdf)
        if draft is None:
            draft = await stages.summarise(self.paper, pdf, text)
        self._end()
        self._begin("validate")
        summary = await asyncio.to_thread(stages.validate, self.paper, pdf, draft, text)
        self._end()
        return summary

    def _begin(self, stage: Stage) -> None:
        self.stage, self.started = stage, time.monotonic()
        self.on_event(self.paper.paper_id, stage, "start")

    def _end(self) -> None:
        self.seconds[self.stage] = round(time.monotonic() - self.started, 3)
        self.on_event(self.paper.paper_id, self.stage, "done")
