"""The stages of one paper, each skipped where its artefact is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from pipeline.config import Config
from pipeline.download import download
from pipeline.errors import PipelineError
from pipeline.extract import EXTRACTOR, ExtractSettings
from pipeline.llm.client import LlmClient
from pipeline.llm.endpoint import ModelIdentity
from pipeline.sources.gate import ArxivGate
from pipeline.store import Store, content_key
from pipeline.summarise import prompt_texts, summarise, summary_key
from pipeline.validate import VALIDATOR, validate
from schemas.calls import Call
from schemas.digest import GroundedSummary, SummaryDraft
from schemas.records import Failure, Paper, PaperText, Pdf

_LOG = logging.getLogger("ribao")


class Pool(Protocol):
    """What the extract stage needs of a worker pool."""

    def submit(self, pdf: Pdf) -> Future[PaperText | Failure]:
        """Extract in a worker; errors come back as data."""


class KeptCalls:
    """The replies of one paper in the store."""

    def __init__(self, store: Store, paper_id: str) -> None:
        self.store, self.paper_id = store, paper_id

    def find(self, key: str) -> Call | None:
        """A kept reply that is usable as it is; one that was cut or empty is asked for again."""
        call = self.store.load(self.paper_id, "call", key, Call)
        return call if call is not None and call.outcome in ("ok", "length") else None

    def keep(self, key: str, call: Call) -> None:
        """Write the reply."""
        self.store.save(self.paper_id, "call", key, call)


class StageFailed(PipelineError):
    """Carries a Failure that came from a worker; pickles, since its one argument does."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.paper_id, failure.message)
        self.args = (failure,)
        self.failure_record = failure

    def __str__(self) -> str:
        return self.failure_record.message


class Stages:
    """download, extract, summarise and validate for one paper at a time, over one store."""

    def __init__(
        self,
        config: Config,
        store: Store,
        gate: ArxivGate,
        model: ModelIdentity,
        client: Callable[[], Awaitable[LlmClient]],
    ) -> None:
        self.config, self.store, self.gate, self.model, self.client = config, store, gate, model, client
        self.extract_settings = extract_settings(config)
        # the embedded model has one cache: a paper's passes must follow each other to find their common beginning in it
        self._papers_at_once = asyncio.Semaphore(1 if model.embedded else config.llm.concurrency)

    def download(self, paper: Paper) -> Pdf:
        """The paper's PDF, from the store or from arXiv. Raises DownloadError."""
        return download(paper, self.config, self.gate, self.store.paper_dir(paper.paper_id))

    def text_key(self, pdf: Pdf) -> str:
        """The key of the extract stage."""
        return content_key(EXTRACTOR, self.extract_settings, pdf.sha256)

    def kept_text(self, pdf: Pdf) -> PaperText | None:
        """The paper's text; None: not extracted yet."""
        return self.store.load(pdf.paper_id, "extract", self.text_key(pdf), PaperText)

    def keep_text(self, pdf: Pdf, outcome: PaperText | Failure) -> PaperText:
        """Store what a worker gave. Raises StageFailed where it gave a failure."""
        if isinstance(outcome, Failure):
            if outcome.kind == "PdfUnreadable" and Path(pdf.path).is_relative_to(self.store.data_dir):
                Path(pdf.path).unlink(missing_ok=True)  # the next run fetches it again
            raise StageFailed(outcome)
        self.store.save(pdf.paper_id, "extract", self.text_key(pdf), outcome)
        return outcome

    def draft_key(self, paper: Paper, pdf: Pdf) -> str:
        """The key of the summarise stage."""
        return summary_key(self.model, self.config.llm.temperature, self.text_key(pdf), paper)

    def kept_draft(self, paper: Paper, pdf: Pdf) -> SummaryDraft | None:
        """The model's summary; None: not made yet."""
        return self.store.load(paper.paper_id, "summarise", self.draft_key(paper, pdf), SummaryDraft)

    async def summarise(self, paper: Paper, pdf: Pdf, text: PaperText) -> SummaryDraft:
        """Ask the model and store its summary. Raises ModelError."""
        async with self._papers_at_once:
            draft = await summarise(paper, text, await self.client(), KeptCalls(self.store, paper.paper_id))
        self.store.save(paper.paper_id, "summarise", self.draft_key(paper, pdf), draft)
        return draft

    def validate(self, paper: Paper, pdf: Pdf, draft: SummaryDraft, text: PaperText) -> GroundedSummary:
        """The checked summary, from the store or computed and stored."""
        key = content_key(VALIDATOR, draft, self.text_key(pdf))
        kept = self.store.load(paper.paper_id, "validate", key, GroundedSummary)
        if kept is not None:
            return kept
        grounded = validate(draft, text, prompt_texts(draft.passes))
        self.store.save(paper.paper_id, "validate", key, grounded)
        return grounded


def extract_settings(config: Config) -> ExtractSettings:
    """The extractor's limits as configured."""
    return ExtractSettings(
        time_limit_s=config.extract.timeout_s,
        memory_limit_mb=config.extract.memory_mb,
        max_pages=config.extract.max_pages,
    )


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
