"""One paper: done again on demand, compared with what is stored, and put into the digests that list it."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import Warn
from pipeline.extract.settings import extract_settings
from pipeline.extract.worker import ExtractPool
from pipeline.flow.assemble import entry_of, shows, write_digest
from pipeline.flow.budget import Budget, Caps, Stop
from pipeline.flow.difference import causes, changes, why_spared
from pipeline.flow.kept import SUMMARISE, VALIDATE, Kept
from pipeline.flow.stages import at_work
from pipeline.flow.walk import Event, Outcome, each, walk
from pipeline.llm.provider import Provider
from pipeline.llm.weights import Progress
from pipeline.messages import _
from pipeline.sources.files import paper_of
from pipeline.sources.gate import arxiv_gate
from pipeline.sources.listing import Selection, list_papers
from pipeline.store.artefacts import R, Store
from pipeline.store.history import digests_with, stored_summary
from pipeline.store.lists import KeptLists
from pipeline.store.lock import command_line, data_lock
from pipeline.summarise.prompts import in_place, read_prompt
from schemas.digest import Entry, GroundedSummary
from schemas.records import Paper, Record


class OnePaper(Record):
    """What became of one paper, and what that changed."""

    entry: Entry
    before: GroundedSummary | None  # what was stored; None: nothing was
    changes: tuple[str, ...] = ()  # fields that differ from it
    causes: tuple[str, ...] = ()  # what made them differ; none: the model, asked the same, said something else
    rebuilt: tuple[str, ...] = ()  # digests that now hold the new entry
    interrupted: bool = False


class _Scratch(Store):
    """A store whose summaries go to another folder; replies, which were paid for, are kept as usual."""

    def __init__(self, data_dir: Path, folder: Path) -> None:
        super().__init__(data_dir)
        self.other = Store(folder)

    def load(self, paper_id: str, stage: str, key: str, kind: type[R]) -> R | None:
        """The artefact of the other folder, or that of the store."""
        return self.other.load(paper_id, stage, key, kind) or super().load(paper_id, stage, key, kind)

    def replace(self, paper_id: str, stage: str, key: str, record: Record) -> None:
        """Write it; summaries to the other folder."""
        if stage in (SUMMARISE.name, VALIDATE.name):
            self.other.replace(paper_id, stage, key, record)
        else:
            super().replace(paper_id, stage, key, record)


def one_paper(
    target: str,
    config: Config,
    on_event: Event,
    on_weights: Progress,
    warn: Warn,
    prompt: Path | None = None,  # a file that takes the place of the prompt of its name; None: the committed ones
    redo: str | None = None,
    save: bool = True,
) -> OnePaper:
    """Take one paper through the stages and compare it with what is stored.

    With `save`, every digest that lists the paper is rebuilt in place. Raises PipelineError where nothing could be
    begun; the paper's own error is in the entry.
    """
    with ExitStack() as held:
        if prompt is not None:
            held.enter_context(in_place({prompt.stem: read_prompt(prompt.stem, prompt)}))
        paper = _listed(target, config, warn)
        held.enter_context(data_lock(config.paths.data_dir, command_line()))
        store = Store(config.paths.data_dir)
        if not save:
            store = _Scratch(config.paths.data_dir, Path(held.enter_context(tempfile.TemporaryDirectory())))
        before = stored_summary(paper.paper_id, config, VALIDATE.name)
        stop = Stop()
        provider = Provider(config, on_weights, stop.sleep, lambda: stop.check(""))
        provider.check()
        kept = Kept(config, store, provider.identity, redo)
        kept.former = lambda _paper_id: None if prompt else before
        outcome = asyncio.run(_outcome(paper, kept, provider, stop, on_event, warn))
        if outcome.spared and outcome.summary:
            warn(f"{paper.paper_id}: " + why_spared(outcome.summary.draft.model, config.local.model))
        entry = entry_of(paper, outcome, ())
        rebuilt = rebuild(entry, config, warn) if save and entry.summary is not None else ()
        both = (before, entry.summary) if before and entry.summary else None
        return OnePaper(
            entry=entry,
            before=before,
            changes=tuple(changes(*both)) if both else (),
            causes=tuple(causes(*both)) if both else (),
            rebuilt=tuple(rebuilt),
            interrupted=stop.asked,
        )


def _listed(target: str, config: Config, warn: Warn) -> Paper:
    """The paper as its last list has it, since its title there is part of its keys, with arXiv's newest version."""
    [paper] = list_papers(Selection(targets=(target,)), config, arxiv_gate(config), warn).papers
    lists = KeptLists(Store(config.paths.data_dir))
    for name in reversed(lists.with_paper(paper.paper_id)):
        listed = lists.load(name)
        for known in listed.papers if listed else ():
            if known.paper_id == paper.paper_id:
                return known.model_copy(update={"version": paper.version or known.version})
    return paper


async def _outcome(paper: Paper, kept: Kept, provider: Provider, stop: Stop, on_event: Event, warn: Warn) -> Outcome:
    budget = Budget(Caps(), lambda: provider.usage, lambda _: None, provider.identity.context_tokens)
    pool, outcomes = ExtractPool(1, extract_settings(kept.config)), list[Outcome]()

    async def finished(outcome: Outcome) -> None:
        outcomes.append(outcome)

    async with at_work(kept, provider, stop, budget, pool, warn) as stages:
        stages.on_asked = lambda paper_id: on_event(paper_id, SUMMARISE, "asked")
        await walk(each([paper]), stages, 1, on_event, finished)
    return outcomes[0]


def rebuild(entry: Entry, config: Config, warn: Warn) -> list[str]:
    """Put the entry into every digest that lists its paper; their paths. Each file is replaced whole."""
    assert entry.paper is not None
    paths = []
    for digest in digests_with(entry.paper.paper_id, config, warn):
        entries = [
            e.model_copy(
                update={
                    "paper": e.paper.model_copy(update={"version": entry.paper.version}),
                    "summary": entry.summary,
                    "failure": None,
                }
            )
            if e.paper and e.paper.paper_id == entry.paper.paper_id
            else e
            for e in digest.entries
        ]
        rebuilt = digest.model_copy(update={"entries": tuple(entries)})
        if rebuilt != digest or not shows(rebuilt, config):
            paths.append(str(write_digest(rebuilt, config)))
    return paths


def history_lines(target: str, config: Config) -> Sequence[str]:
    """The kept summaries in words, each with what it changed against the one before. Raises UsageError."""
    paper = paper_of(target)
    lines: list[str] = []
    former: GroundedSummary | None = None  # None: the first
    kept = Store(config.paths.data_dir).all(paper.paper_id, VALIDATE.name, GroundedSummary)
    for path, summary in reversed(list(kept)):
        at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).isoformat(timespec="seconds")
        draft = summary.draft
        wrong = _(
            "{wrong} of {checked} numbers not found", wrong=summary.numbers_failed, checked=summary.numbers_checked
        )
        model = _("{model} at {host}", model=draft.model, host=draft.host)
        lines.append(f"{at}  {paper.paper_id}{summary.pdf_version or ''}  {model}  {wrong}")
        if former is not None:
            lines += [_("    because: {cause}", cause=cause) for cause in causes(former, summary)]
            lines += [f"    {change}" for change in changes(former, summary)]
        former = summary
    return lines or [_("{paper}: nothing is kept", paper=paper.paper_id)]
