"""Progress on stderr: a bar at a terminal, a line an event elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from pipeline.engines.local import STAGES, Stage
from pipeline.llm.weights import Progress as WeightsProgress
from schemas.records import Paper

_STEP_BYTES = 100_000_000  # without a terminal, a line every 100 MB
_VERBS: dict[Stage, str] = {"download": "下载", "extract": "提取", "summarise": "摘要", "validate": "核对"}


class RunProgress:
    """Shows how far each stage is."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self._bars: Progress | None = None  # None: stderr is no terminal
        self._tasks: dict[str, TaskID] = {}
        self._total = 0
        self._weights_shown = -1

    @contextmanager
    def shown(self) -> Iterator[RunProgress]:
        """Show progress within this context."""
        if not self.console.is_terminal:
            yield self
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as bars:
            self._bars = bars
            yield self
        self._bars = None

    def listed(self, papers: Sequence[Paper]) -> None:
        """The list is known."""
        self._total = len(papers)
        self.line(f"列出 {self._total} 篇论文")
        if self._bars is not None:
            for stage in STAGES:
                self._tasks[stage] = self._bars.add_task(_VERBS[stage], total=self._total)

    def event(self, paper_id: str, stage: Stage, what: Literal["start", "done", "failed"]) -> None:
        """A paper began, finished or failed a stage."""
        if what == "failed":
            self.line(f"{paper_id} {_VERBS[stage]}失败")
        if self._bars is None:
            if what == "done":
                self.line(f"{paper_id} {_VERBS[stage]}完成")
        elif what == "done":
            self._bars.advance(self._tasks[stage])

    def weights(self, done: int, total: int) -> None:
        """So many bytes of the local model are here."""
        if self._bars is not None:
            if "weights" not in self._tasks:
                self._tasks["weights"] = self._bars.add_task("模型权重 (MB)", total=total // 1_000_000 or None)
            self._bars.update(self._tasks["weights"], completed=done // 1_000_000)
        elif done // _STEP_BYTES > self._weights_shown or done == total:
            self._weights_shown = done // _STEP_BYTES
            self.line(f"模型权重 {done / 1e6:,.0f} / {total / 1e6:,.0f} MB")

    def line(self, text: str) -> None:
        """One line on stderr, above the bars."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def weights_bar() -> Iterator[WeightsProgress]:
    """A progress callback for fetching weights outside a run."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield RunProgress().weights
        return
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        task = bars.add_task("weights", total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total or None)
