"""Walks papers through the stages on this machine, each as soon as its next stage can take it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal

from pydantic import Field

from pipeline.errors import EndpointRefused, PipelineError
from pipeline.flow.kept import DOWNLOAD, STAGES, VALIDATE, Found, Stage
from pipeline.flow.stages import Stages, failure_of
from schemas.digest import GroundedSummary
from schemas.records import Failure, Paper, Record

Event = Callable[[str, Stage, Literal["start", "asked", "done", "kept", "failed"]], None]
"""Called with the paper's id, the stage, and what happened; always from the event loop's thread. "kept": there was
nothing to do."""


class Outcome(Record):
    """What became of one paper."""

    paper: Paper  # with the version that was downloaded, a local PDF with its own title
    summary: GroundedSummary | None  # None: it failed, or the walk ends before there is one
    key: str = ""  # of the summary in the store; "": there is none
    spared: bool = False  # the summary is of a former run: see Kept.spared
    failure: Failure | None = None  # None: it is done
    seconds: dict[str, float] = Field(default_factory=dict)  # by stage; absent: the stage did not run


async def walk(
    papers: AsyncIterator[Paper],
    stages: Stages,
    in_flight: int,
    on_event: Event,
    on_outcome: Callable[[Outcome], Awaitable[None]],
    part: tuple[Stage, ...] = STAGES,
) -> None:
    """Give the outcome of every paper as soon as it is there. Each goes on when its next stage can take it.

    At most `in_flight` papers are under way, and no paper is asked of `papers` before it can begin: what is held
    does not grow with their number. `part`: the stages to walk through; the work of those before it is on the disk.
    Raises what `papers` or `on_outcome` raise.
    """
    places = asyncio.Semaphore(in_flight)
    busy: dict[str, asyncio.Event] = {}  # a paper of two days is done once, and then found done

    async def one(paper: Paper) -> None:
        while paper.paper_id in busy:
            await busy[paper.paper_id].wait()
        over = busy[paper.paper_id] = asyncio.Event()
        stages.begin(paper.paper_id)
        try:
            outcome = await _outcome(paper, stages, on_event, part)
        finally:
            stages.over(paper.paper_id)
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


async def _outcome(paper: Paper, stages: Stages, on_event: Event, part: tuple[Stage, ...]) -> Outcome:
    """Take one paper through the stages."""
    found, failure, seconds = Found(stages.kept, paper), None, dict[str, float]()
    for stage in part:
        started = time.monotonic()
        on_event(paper.paper_id, stage, "start")
        try:
            to_do = await asyncio.to_thread(found.to_do, stage)
            if to_do:
                await stages.do(stage, found)
        except EndpointRefused:  # every other paper would fail of it, too
            raise
        except Exception as e:  # noqa: BLE001 - one bad paper never stops a day; failure_of keeps a bug's traceback
            on_event(paper.paper_id, stage, "failed")
            failure = failure_of(e, paper.paper_id, stage)
            break
        seconds[stage.name] = round(time.monotonic() - started, 3)
        on_event(paper.paper_id, stage, "done" if to_do else "kept")
    pdf, summary = (found.records.get(stage) for stage in (DOWNLOAD, VALIDATE))
    if found.spared is not None and failure is None:
        version = found.spared.pdf_version or paper.version
        paper = paper.model_copy(update={"version": version})
        return Outcome(paper=paper, summary=found.spared, spared=True, seconds=seconds)
    return Outcome(
        paper=found.paper.model_copy(update={"version": pdf.version}) if pdf else paper,
        summary=None if failure else summary,
        key=found.key(VALIDATE) or "" if summary else "",
        failure=failure,
        seconds=seconds,
    )


async def each(papers: list[Paper]) -> AsyncIterator[Paper]:
    """Papers that are known already, as a walk takes them."""
    for paper in papers:
        yield paper
