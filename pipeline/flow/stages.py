"""The stages of one paper, each skipped where its artefact is kept."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol

from pipeline.config import Config
from pipeline.errors import PipelineError, StageFailed
from pipeline.extract import EXTRACTOR
from pipeline.extract.settings import extract_settings
from pipeline.flow.budget import Budget, Stop
from pipeline.ground.summary import VALIDATOR, validate
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.model import Model
from pipeline.sources.download import download, kept_pdf
from pipeline.sources.gate import ArxivGate
from pipeline.store.artefacts import Store, content_key
from pipeline.store.calls import KeptCalls
from pipeline.summarise.passes import prompt_texts, summarise, summary_key
from schemas.calls import Usage
from schemas.digest import GroundedSummary, SummaryDraft
from schemas.records import Failure, Paper, PaperText, Pdf

Stage = Literal["download", "extract", "summarise", "validate"]
STAGES: tuple[Stage, ...] = ("download", "extract", "summarise", "validate")
_LOG = logging.getLogger("ribao")


class Pool(Protocol):
    """What the extract stage needs of a worker pool."""

    def submit(self, pdf: Pdf) -> Future[PaperText | Failure]:
        """Extract in a worker; errors come back as data."""


class Stages:
    """download, extract, summarise and validate for one paper at a time, over one store."""

    def __init__(
        self,
        config: Config,
        store: Store,
        gate: ArxivGate,
        model: ModelIdentity,
        client: Callable[[], Awaitable[Model]],
        stop: Stop,
        budget: Budget,
        redo: Stage | None = None,  # None: every artefact that is kept is used
    ) -> None:
        self.config, self.store, self.gate, self.model, self.client = config, store, gate, model, client
        self.stop, self.budget, self.redo = stop, budget, redo
        self.extract_settings = extract_settings(config)
        self._redone: set[tuple[str, Stage]] = set()
        self._expected = False
        # the embedded model has one cache: a paper's passes must follow each other to find their common beginning in it
        self._papers_at_once = asyncio.Semaphore(1) if model.embedded else None  # None: the client's pace limits them

    def again(self, paper_id: str, stage: Stage) -> bool:
        """Whether the stage is to run although its artefact is kept: once a run, from the stage of `redo` on."""
        if self.redo is None or STAGES.index(stage) < STAGES.index(self.redo):
            return False
        return (paper_id, stage) not in self._redone

    def kept_pdf(self, paper: Paper) -> Pdf | None:
        """The paper's PDF where it is here; None: to be downloaded. Raises NotAPdf or PdfUnreadable."""
        if self.again(paper.paper_id, "download") and paper.pdf_path is None:
            return None
        return kept_pdf(paper, self.store.paper_dir(paper.paper_id))

    def download(self, paper: Paper) -> Pdf:
        """The paper's PDF, from the store or from arXiv. Raises DownloadError, or Skipped."""
        self.stop.check(paper.paper_id)  # it has waited for its turn
        self.budget.check_open(paper.paper_id)
        again = self.again(paper.paper_id, "download")
        pdf = download(paper, self.config, self.gate, self.store.paper_dir(paper.paper_id), again=again)
        self._redone.add((paper.paper_id, "download"))
        return pdf

    def text_key(self, pdf: Pdf) -> str:
        """The key of the extract stage."""
        return content_key(EXTRACTOR, self.extract_settings.of_the_text(), pdf.sha256)

    def kept_text(self, pdf: Pdf) -> PaperText | None:
        """The paper's text; None: not extracted yet."""
        if self.again(pdf.paper_id, "extract"):
            return None
        return self.store.load(pdf.paper_id, "extract", self.text_key(pdf), PaperText)

    def keep_text(self, pdf: Pdf, outcome: PaperText | Failure) -> PaperText:
        """Store what a worker gave. Raises StageFailed where it gave a failure."""
        if isinstance(outcome, Failure):
            if outcome.kind == "PdfUnreadable" and Path(pdf.path).is_relative_to(self.store.data_dir):
                Path(pdf.path).unlink(missing_ok=True)  # the next run fetches it again
            raise StageFailed(outcome)
        self.store.save(pdf.paper_id, "extract", self.text_key(pdf), outcome)
        self._redone.add((pdf.paper_id, "extract"))
        return outcome

    def expect_model(self) -> None:
        """A summary will be asked for soon: the client is imported beside the extraction, not after it."""
        if not self._expected:
            self._expected = True
            threading.Thread(target=import_module, args=("pipeline.llm.client",), daemon=True).start()

    def draft_key(self, paper: Paper, pdf: Pdf) -> str:
        """The key of the summarise stage."""
        return summary_key(self.model, self.config.llm.temperature, self.text_key(pdf), paper)

    def kept_draft(self, paper: Paper, pdf: Pdf) -> SummaryDraft | None:
        """The model's summary; None: not made yet."""
        if self.again(paper.paper_id, "summarise"):
            return None
        return self.store.load(paper.paper_id, "summarise", self.draft_key(paper, pdf), SummaryDraft)

    async def summarise(self, paper: Paper, pdf: Pdf, text: PaperText) -> SummaryDraft:
        """Ask the model and store its summary. Raises ModelError, or Skipped."""
        if self._papers_at_once is None:
            return await self._summarise(paper, pdf, text)
        async with self._papers_at_once:
            return await self._summarise(paper, pdf, text)

    async def _summarise(self, paper: Paper, pdf: Pdf, text: PaperText) -> SummaryDraft:
        def before_asking(asked: Usage) -> None:
            self.stop.check(paper.paper_id)
            self.budget.check_paper(paper.paper_id, asked)

        self.stop.check(paper.paper_id)
        self.budget.admit(paper.paper_id, text)
        try:
            # text that was read again leads to kept replies where it is the same
            again = self.redo == "summarise" and self.again(paper.paper_id, "summarise")
            calls = KeptCalls(self.store, paper.paper_id, again, before_asking)
            draft = await summarise(paper, text, await self.client(), calls)
        finally:
            self.budget.release(paper.paper_id)
        # the same however often the run was begun
        draft = draft.model_copy(update={"usage": calls.usage, "cost_usd": calls.cost_usd})
        key = self.draft_key(paper, pdf)
        await asyncio.to_thread(self.store.replace, paper.paper_id, "summarise", key, draft)
        self._redone.add((paper.paper_id, "summarise"))
        return draft

    def summary_of(self, pdf: Pdf, draft: SummaryDraft) -> tuple[str, GroundedSummary | None]:
        """The key of the validate stage, and its checked summary; None: not checked yet."""
        key = content_key(VALIDATOR, draft.model_copy(update={"usage": Usage(), "cost_usd": None}), self.text_key(pdf))
        if self.again(pdf.paper_id, "validate"):
            return key, None
        return key, self.store.load(pdf.paper_id, "validate", key, GroundedSummary)

    def validate(self, pdf: Pdf, draft: SummaryDraft, text: PaperText) -> GroundedSummary:
        """The checked summary, computed and stored."""
        key, _ = self.summary_of(pdf, draft)
        grounded = validate(draft, text, prompt_texts(draft.passes))
        grounded = grounded.model_copy(update={"extractor": text.extractor})
        self.store.replace(pdf.paper_id, "validate", key, grounded)
        self._redone.add((pdf.paper_id, "validate"))
        return grounded


def failure_of(error: Exception, paper_id: str, stage: str) -> Failure:
    """An error as data. One that is no PipelineError is a bug: its traceback goes to the log."""
    if isinstance(error, StageFailed):
        return error.failure_record
    if isinstance(error, PipelineError):
        return error.failure(paper_id, stage)
    _LOG.error("%s: a bug at %s", paper_id, stage, exc_info=error)
    return Failure(
        paper_id=paper_id,
        stage=stage,
        kind="Bug",
        message=f"{paper_id}: an error in ribao itself at {stage} ({type(error).__name__}); report it with the log",
    )
