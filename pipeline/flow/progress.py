"""Progress on stderr: bars at a terminal, a line an event elsewhere, as text or JSON."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
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

from pipeline.flow.interrupt import STOPPING
from pipeline.flow.kept import STAGES, Stage
from pipeline.llm.weights import Progress as WeightsProgress
from pipeline.messages import N_, _
from schemas.records import Paper

LogFormat = Literal["text", "json"]
_STEP_BYTES = 100_000_000  # without a terminal, a line every 100 MB
SILENCE_S = 30.0  # without a terminal, while a paper is written
TITLE_CHARS = 48  # of a title beside its id
_IN_ALL = N_("in all")
# of a terminal, and of the direction of writing; a server's words may hold them
_CONTROLS = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


class RunProgress:
    """Shows how far each stage and the whole is, how fast it goes, when it will be over, and what it has cost."""

    def __init__(
        self, log_format: LogFormat = "text", clock: Callable[[], float] = time.monotonic, quiet: bool = False
    ) -> None:
        self.console = Console(stderr=True)
        self.cost: Callable[[], str] = lambda: ""
        self.endpoint: str | None = None  # the first line: where papers and key go; None: nowhere, or it is told
        self._json, self._clock = log_format == "json", clock
        self._bars: Progress | None = None  # None: stderr is no terminal, or JSON is wanted
        self._tasks: dict[str, TaskID] = {}
        self._quiet = quiet
        self._total = self._over = 0
        self.embedded = False  # whether this machine answers: a paper then takes minutes
        self._asked: dict[str, int] = {}  # of papers under way, the questions that were put to the model
        self._worked = 0  # papers done with a model's answer of this run: kept and failed ones tell no rate
        self._busy: dict[str, Stage] = {}  # what each paper under way is in
        self._titles: dict[str, str] = {}
        self._started = self._spoken = clock()  # the first question; the last line
        self._weights_shown = -1

    @contextmanager
    def shown(self) -> Iterator[RunProgress]:
        """Show progress within this context, and what is logged as lines of it."""
        with _logged(self):
            if self._json or self._quiet or not self.console.is_terminal:
                yield self
                return
            with self._with_bars():
                yield self

    @contextmanager
    def _with_bars(self) -> Iterator[None]:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=self.console, transient=True) as bars:
            self._bars = bars
            yield
        self._bars = None

    def begin(self, cost: Callable[[], str]) -> None:
        """The run begins; `cost` tells what it has cost so far."""
        self.cost = cost

    def listed(self, papers: Sequence[Paper]) -> None:
        """A list is known: the only one, or one more of a range."""
        self._tell_endpoint()
        self._total += len(papers)
        self._titles |= {paper.paper_id: paper.title for paper in papers}
        self._tell(_("{count} papers listed", count=len(papers)), event="listed", papers=len(papers), total=self._total)
        if self._bars is not None:
            for name in (*(stage.name for stage in STAGES), _IN_ALL):
                if name not in self._tasks:
                    self._tasks[name] = self._bars.add_task(_(name), note="")
                self._bars.update(self._tasks[name], total=self._total)

    def event(self, paper_id: str, stage: Stage, what: Literal["start", "asked", "done", "kept", "failed"]) -> None:
        """A paper began, finished or failed a stage, there was nothing to do for it, or the model is asked about it."""
        self._tell_endpoint()
        if what == "asked":
            self._ask(paper_id, stage)
            return
        over = what == "failed" or (what != "start" and stage is STAGES[-1])
        self._over += over
        self._busy.pop(paper_id, None)
        if what == "start":
            self._busy[paper_id] = stage
        if over and self._asked.pop(paper_id, 0) and what != "failed":
            self._worked += 1
        if self._bars is not None and _IN_ALL in self._tasks:
            if what == "failed":
                self.line(self._became(paper_id, stage, what))
            else:
                self._bars.advance(self._tasks[stage.name], what != "start")
            self._bars.update(self._tasks[_IN_ALL], advance=over, note=" | ".join(self._pace()))
        elif self._json:
            extra = {"over": self._over, "total": self._total, "cost": self.cost()} if over else {}
            self._tell("", event=what, paper=paper_id, stage=stage.name, **extra)
        elif what in ("done", "failed") or over:
            words = self._became(paper_id, stage, what)
            of_all = [f"{self._over}/{self._total}", *self._pace()] if over and self._total else []
            self._tell(" | ".join([words, *of_all]))

    def _ask(self, paper_id: str, stage: Stage) -> None:
        """The model is asked about a paper: told of the first, and where nothing else was said for a while."""
        if not self._asked and not self._worked:
            self._started = self._clock()
        asked = self._asked[paper_id] = self._asked.get(paper_id, 0) + 1
        paper = self._named(paper_id)
        if self._json:
            self._tell("", event="asked", paper=paper_id, stage=stage.name, asked=asked)
        elif self._bars is not None and stage.name in self._tasks:
            self._bars.update(self._tasks[stage.name], note=_("{paper}: question {n}", paper=paper, n=asked))
        elif asked == 1 and self.embedded:
            words = _("{paper}: the embedded model begins to write; a paper takes some minutes", paper=paper)
            self._tell(" | ".join([words, *([f"{self._over}/{self._total}"] if self._total else [])]))
        elif self._clock() - self._spoken >= SILENCE_S:
            self._tell(_("{paper}: question {n}", paper=paper, n=asked))

    def _became(self, paper_id: str, stage: Stage, what: Literal["start", "done", "kept", "failed"]) -> str:
        paper, name = self._named(paper_id), _(stage.name)
        if what == "kept":
            return _("{paper}: kept from before", paper=paper)
        return (
            _("{paper}: {stage} done", paper=paper, stage=name)
            if what == "done"
            else (_("{paper}: {stage} not done", paper=paper, stage=name))
        )

    def _tell_endpoint(self) -> None:
        if self.endpoint:
            self._tell(self.endpoint, event="endpoint", endpoint=self.endpoint)
            self.endpoint = None

    def _named(self, paper_id: str) -> str:
        """A paper's id and the beginning of its title."""
        return f"{paper_id} {_short(self._titles.get(paper_id, ''))}".rstrip()

    def _pace(self) -> list[str]:
        """Papers a minute, minutes to go and cost, as far as they are known."""
        seconds = self._clock() - self._started
        if not self._worked or seconds <= 0:
            return []
        rate = 60 * self._worked / seconds
        shown = [_("{rate:.1f} papers/min", rate=rate)]
        if self._total > self._over:
            shown.append(_("about {minutes:.1f} min left", minutes=(self._total - self._over) / rate))
        return [*shown, *([self.cost()] if self.cost() else [])]

    def weights(self, done: int, total: int) -> None:
        """So many bytes of the local model are here."""
        if self._bars is not None:
            if "weights" not in self._tasks:
                self._tasks["weights"] = self._bars.add_task(
                    _("model weights (MB)"), total=total // 1_000_000 or None, note=""
                )
            self._bars.update(self._tasks["weights"], completed=done // 1_000_000)
        elif done // _STEP_BYTES > self._weights_shown or done == total:
            self._weights_shown = done // _STEP_BYTES
            self._say(
                _("model weights {done:,.0f} / {total:,.0f} MB", done=done / 1e6, total=total / 1e6),
                event="weights",
                bytes=done,
                of=total,
            )

    def line(self, text: str) -> None:
        """One line on stderr, above the bars."""
        self._tell_endpoint()
        if text == STOPPING and self._busy:
            waits = _(", ").join(f"{self._named(paper)} {_(stage.name)}" for paper, stage in self._busy.items())
            text = f"{text}: {waits}"
        self._say(text, event="message", message=text)

    def _tell(self, text: str, **record: object) -> None:
        """A line of progress, which --quiet leaves out."""
        if not self._quiet:
            self._say(text, **(record or {"event": "message", "message": text}))

    def _say(self, text: str, **record: object) -> None:
        if self._json:
            at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
            text = json.dumps({"at": at, **record}, ensure_ascii=False)
        text = text.translate(_CONTROLS)
        self._spoken = self._clock()
        if self._bars is None:  # rich asks the terminal what it is for every line
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
        else:
            self.console.print(text, markup=False, highlight=False, soft_wrap=True)


class _Lines(logging.Handler):
    """What is logged, as lines of a run's progress."""

    def __init__(self, progress: RunProgress) -> None:
        super().__init__(logging.WARNING)
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        """One line, or a bug's traceback below it."""
        self.progress.line(self.format(record))


@contextmanager
def _logged(progress: RunProgress) -> Iterator[None]:
    """Send warnings of ours to `progress`, unless the log goes somewhere already (--verbose)."""
    log, handler = logging.getLogger("ribao"), _Lines(progress)
    if not logging.getLogger().handlers:
        log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)


def _short(title: str) -> str:
    return title if len(title) <= TITLE_CHARS else f"{title[: TITLE_CHARS - 1].rstrip()}…"


@contextmanager
def weights_bar() -> Iterator[WeightsProgress]:
    """A progress callback for fetching weights outside a run."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield RunProgress().weights
        return
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(_("model weights"), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total or None)
