"""The one table of stages, and what the disk holds of their work.

Progress, status, gc, `--redo`, plan and the digests read the table; with its doing in `stages.DOES` a row is a stage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from pipeline.messages import N_

if TYPE_CHECKING:  # the command line reads the table, and --help must not wait for what follows
    from pipeline.config import Config
    from pipeline.llm.endpoint import ModelIdentity
    from pipeline.store.artefacts import Store
    from schemas.digest import GroundedSummary, SummaryDraft
    from schemas.records import Paper, Pdf, Record


@dataclass(frozen=True, eq=False)
class Stage:
    """A row of the table. What it makes is a file `<name>.<key>.json` of the paper's folder, unless `load` is given."""

    name: str  # also a message
    makes: str  # the record, as "module:class"
    key: Callable[..., str]  # from Kept, the paper and the records of `keyed_by`: all that can change the result
    keyed_by: tuple[Stage, ...] = ()
    reads: tuple[Stage, ...] = ()  # its doing is given the paper and their records
    load: Callable[[Kept, Paper], Record | None] | None = None  # None: from its file
    files: str = ""  # a pattern; "": those of its name
    stale: str = N_("what it is made from changed")  # why there is a file of another key, a message
    shown: Callable[[GroundedSummary], object] | None = None  # what a digest's entry tells of it; None: nothing
    shows: Callable[[Any], object] = lambda record: record  # the same of its record

    @property
    def record(self) -> type[Record]:
        """The class of its record."""
        kind: type[Record] = resolve_name(self.makes)
        return kind


def _kept_pdf(kept: Kept, paper: Paper) -> Pdf | None:
    from pipeline.sources.download import kept_pdf

    return kept_pdf(paper, kept.store.paper_dir(paper.paper_id))


def _text_key(kept: Kept, _paper: Paper, pdf: Pdf) -> str:
    from pipeline.extract import EXTRACTOR
    from pipeline.extract.settings import extract_settings
    from pipeline.store.artefacts import content_key

    return content_key(EXTRACTOR, extract_settings(kept.config).of_the_text(), pdf.sha256)


def _draft_key(kept: Kept, paper: Paper, pdf: Pdf) -> str:
    from pipeline.summarise.passes import summary_key

    return summary_key(kept.model, kept.config.llm, _text_key(kept, paper, pdf), paper)


def _checked_key(kept: Kept, paper: Paper, pdf: Pdf, draft: SummaryDraft) -> str:
    from pipeline.ground.summary import VALIDATOR
    from pipeline.store.artefacts import content_key

    return content_key(VALIDATOR, draft.unpaid(), _text_key(kept, paper, pdf))


DOWNLOAD = Stage(
    name=N_("download"),
    makes="schemas.records:Pdf",
    key=lambda _kept, paper: paper.version or "",
    load=_kept_pdf,
    files="*.pdf",
)
EXTRACT = Stage(
    name=N_("extract"),
    makes="schemas.records:PaperText",
    key=_text_key,
    keyed_by=(DOWNLOAD,),
    reads=(DOWNLOAD,),
    stale=N_("the extractor or its settings changed"),
    shown=lambda summary: summary.extractor,
    shows=lambda text: text.extractor,
)
SUMMARISE = Stage(
    name=N_("summarise"),
    makes="schemas.digest:SummaryDraft",
    key=_draft_key,
    keyed_by=(DOWNLOAD,),
    reads=(EXTRACT,),
    stale=N_("the text, the schema or the sampling changed"),
    shown=lambda summary: summary.draft.unpaid(),
    shows=lambda draft: draft.unpaid(),
)
VALIDATE = Stage(
    name=N_("validate"),
    makes="schemas.digest:GroundedSummary",
    key=_checked_key,
    keyed_by=(DOWNLOAD, SUMMARISE),
    reads=(SUMMARISE, EXTRACT),
    stale=N_("the checks changed"),
    shown=lambda summary: summary.timeless(),
    shows=lambda summary: summary.timeless(),
)
STAGES: tuple[Stage, ...] = (DOWNLOAD, EXTRACT, SUMMARISE, VALIDATE)  # in the order in which they are done


class Kept:
    """What the disk holds; it asks no server."""

    def __init__(self, config: Config, store: Store, model: ModelIdentity, redo: str | None = None) -> None:
        """`redo`: the stage from which on all is done once more, whatever is kept; None: what is kept is used."""
        self.config, self.store, self.model = config, store, model
        self.redo = () if redo is None else STAGES[[stage.name for stage in STAGES].index(redo) :]
        self.redone: set[tuple[str, Stage]] = set()
        self.former: Callable[[str], GroundedSummary | None] = lambda _paper_id: None  # what was last said of a paper

    def again(self, paper_id: str, stage: Stage) -> bool:
        """Whether the stage is to be done although its record is kept."""
        return stage in self.redo and (paper_id, stage) not in self.redone

    def spared(self, paper_id: str) -> GroundedSummary | None:
        """An endpoint's summary that stays; None: there is none, or the embedded model may take its place.

        It may where it is named on the command line, or a stage is to be redone.
        """
        if not self.model.embedded or self.config.by_name or self.redo:
            return None
        former = self.former(paper_id)
        return None if former is None or former.draft.host == self.model.host else former


class Found:
    """The records of one paper: read from the disk when they are asked for, or made since."""

    def __init__(self, kept: Kept, paper: Paper) -> None:
        self.kept, self.paper = kept, paper
        self.records: dict[Stage, Any] = {}
        self._keys: dict[Stage, str] = {}

    def key(self, stage: Stage) -> str | None:
        """The key of its record; None: a record that it hangs on is missing."""
        if stage not in self._keys:
            if stage is SUMMARISE and self.paper.pdf_path is not None:
                self.record(EXTRACT)  # which names the paper: its title is part of the key
            hangs_on = [self.record(other) for other in stage.keyed_by]
            if any(record is None for record in hangs_on):
                return None
            self._keys[stage] = stage.key(self.kept, self.paper, *hangs_on)
        return self._keys[stage]

    def record(self, stage: Stage) -> Any:
        """The stage's record; None: it is missing. Raises PipelineError for a local file that cannot be read."""
        if stage in self.records or self.kept.again(self.paper.paper_id, stage):
            return self.records.get(stage)
        record, key = None, self.key(stage)
        if stage.load is not None:
            record = stage.load(self.kept, self.paper)
        elif key is not None:
            record = self.kept.store.load(self.paper.paper_id, stage.name, key, stage.record)
        if record is not None:
            self._take(stage, record)
        return record

    def _take(self, stage: Stage, record: Record) -> None:
        self.records[stage] = record
        if stage is EXTRACT and self.paper.pdf_path is not None:
            from pipeline.sources.first_page import named_by_its_text

            self.paper = named_by_its_text(self.paper, record)  # type: ignore[arg-type]  # it makes PaperText

    @cached_property
    def spared(self) -> GroundedSummary | None:
        """What Kept.spared says of the paper."""
        return self.kept.spared(self.paper.paper_id)

    def to_do(self, stage: Stage) -> bool:
        """Whether a run has to do the stage. One that no key hangs on is only done for a stage that reads it."""
        if self.spared is not None:
            return False
        readers = [s for s in STAGES if stage in s.reads]
        if readers and not any(stage in s.keyed_by for s in STAGES) and not any(map(self.to_do, readers)):
            return False
        return self.record(stage) is None

    def keep(self, stage: Stage, record: Record) -> None:
        """Write what the stage has made; a former one that says something else stays beside it."""
        self._take(stage, record)
        if stage.load is None:
            key = self.key(stage)
            assert key is not None
            self.kept.store.replace(self.paper.paper_id, stage.name, key, record)
        self.kept.redone.add((self.paper.paper_id, stage))
