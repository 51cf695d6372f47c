"""Which stages of which papers are done, stale, missing or failed, told from the disk alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.flow.difference import why_spared
from pipeline.flow.kept import DOWNLOAD, STAGES, SUMMARISE, VALIDATE, Found, Kept, Stage
from pipeline.llm.provider import Provider
from pipeline.messages import LANGUAGE, N_, _
from pipeline.messages.width import padded, width_of
from pipeline.store.artefacts import Store
from pipeline.store.digests import is_day
from pipeline.store.history import Former
from pipeline.store.lists import KeptLists
from pipeline.store.plain import read_plain
from pipeline.summarise.passes import PROMPT_NAMES
from pipeline.summarise.prompts import load_prompt
from schemas.digest import SKIPPED, Ledger, SummaryDraft
from schemas.records import Paper, Record

State = Literal["done", "stale", "missing", "failed", "skipped"]
SAID: dict[State, str] = {
    "done": N_("done"),
    "stale": N_("stale"),
    "missing": N_("missing"),
    "failed": N_("failed"),
    "skipped": N_("skipped"),
}


class PaperStatus(Record):
    """One paper's stages, as a run with today's settings would find them."""

    paper: Paper
    stages: dict[str, State]  # by name
    why: str = ""  # what made a stage stale, or why the last run failed

    @property
    def done(self) -> bool:
        """Whether a run would find nothing to do."""
        return all(state == "done" for state in self.stages.values())


class Status:
    """Reads the store; never writes, and asks no server."""

    def __init__(self, config: Config) -> None:
        """Raises UsageError for an endpoint that is configured wrongly."""
        self.store = Store(config.paths.data_dir)
        self.lists = KeptLists(self.store)
        self.kept = Kept(config, self.store, Provider(config).identity)
        self._failures = self._last_failures()

    def of_list(self, title: str) -> list[PaperStatus] | None:
        """The papers of a kept list; None: there is no list of that title."""
        listed = self.lists.load(title)
        self.kept.former = Former(title, self.kept.config, VALIDATE.name)
        return None if listed is None else [self.of_paper(paper) for paper in listed.papers]

    def of_paper(self, paper: Paper) -> PaperStatus:
        """One paper's stages."""
        states: dict[str, State] = dict.fromkeys((stage.name for stage in STAGES), "missing")
        why = self._read(paper, states)
        stage, message, skipped = self._failures.get(paper.paper_id, ("", "", False))
        if states.get(stage, "done") != "done":
            states[stage], why = "skipped" if skipped else "failed", message
        return PaperStatus(paper=paper, stages=states, why=why)

    def _read(self, paper: Paper, states: dict[str, State]) -> str:
        """Fill in `states`, and say what makes the first stale stage stale; "" where none is."""
        found, why = Found(self.kept, paper), ""
        if found.spared is not None:
            why = why_spared(found.spared.draft.model, self.kept.config.local.model)
        for stage in STAGES:
            try:
                if not found.to_do(stage):
                    states[stage.name] = "done"
                elif found.key(stage) is not None and self._files(paper, stage):
                    states[stage.name], why = "stale", why or self._why_stale(paper, stage)
            except PipelineError as e:
                states[stage.name] = "failed"
                return str(e)
        return why

    def _files(self, paper: Paper, stage: Stage) -> list[Path]:
        return sorted(self.store.paper_dir(paper.paper_id).glob(stage.files or f"{stage.name}.*.json"))

    def _why_stale(self, paper: Paper, stage: Stage) -> str:
        if stage is DOWNLOAD:
            return _(
                "arXiv has {version}; here is {names}",
                version=paper.version,
                names=", ".join(p.name for p in self._files(paper, stage)),
            )
        return (self._why_asked_again(paper) if stage is SUMMARISE else "") or _(stage.stale)

    def _why_asked_again(self, paper: Paper) -> str:
        """What differs from the newest summary that is kept; "" where neither the model nor a prompt does."""
        draft = next((d for _, d in self.store.all(paper.paper_id, SUMMARISE.name, SummaryDraft)), None)
        if draft is None:
            return _("the summary was kept by another version of ribao")
        model = self.kept.model
        if (draft.model, draft.host) != (model.model, model.host):
            return _("the model was {model} at {host}", model=draft.model, host=draft.host)
        today = {f"{name}@{load_prompt(name).version}" for name in PROMPT_NAMES[model.passes]}
        changed = sorted({p.split("@")[0] for p in set(draft.prompts) ^ today})
        return _("the prompt changed: {names}", names=", ".join(changed)) if changed else ""

    def _last_failures(self) -> dict[str, tuple[str, str, bool]]:
        """By paper, the stage and the message of its last failure in any run, and whether it was only skipped."""
        found: dict[str, tuple[str, str, bool]] = {}
        for path in sorted((self.store.data_dir / "runs").glob("*.json")):
            try:
                ledger = Ledger.model_validate_json(read_plain(path))
            except (OSError, ValidationError):  # no file, or of another version of ribao
                continue
            for failure in (*ledger.failures, *ledger.skips):
                said = failure.reason(LANGUAGE)
                found[failure.paper_id] = (failure.stage, said, failure.kind == SKIPPED)
        return found


def status_lines(title: str | None, config: Config) -> tuple[list[str], bool]:
    """What `ribao status` prints, and whether everything is done. `title` None: every kept list, a line each."""
    status = Status(config)
    if title is None:
        lines, all_done = [], True
        for name in status.lists.titles():
            papers = status.of_list(name) or []
            done = sum(p.done for p in papers)
            all_done = all_done and done == len(papers)
            lines.append(f"{name}\t" + _("{done} of {count} done", done=done, count=len(papers)) + _sums(papers))
        return lines or [_("nothing was listed yet in {folder}", folder=config.paths.data_dir)], all_done
    found = status.of_list(title)
    if found is None:
        if is_day(title):
            return [_("{day} has not been made yet: ribao run --date {day}", day=title)], False
        return [_("{title}: there is no such list; ribao status shows those that there are", title=title)], False
    lines = ["\t".join([_("paper"), *(_(stage.name) for stage in STAGES), _("why"), _("title")])]
    for one in found:
        paper = f"{one.paper.paper_id}{one.paper.version or ''}"
        lines.append("\t".join([paper, *(_(SAID[state]) for state in one.stages.values()), one.why, one.paper.title]))
    return lines, all(p.done for p in found)


def aligned(lines: Sequence[str]) -> list[str]:
    """Lines of cells parted by tabs as columns, for a terminal; a paper's reason stands below it."""
    rows = [line.split("\t") for line in lines]
    if len(rows[0]) < len(STAGES) + 3:
        return [line.replace("\t", "  ") for line in lines]
    shown = [[*row[:-2], row[-1]] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(*shown, strict=True)]
    out = []
    for row, cells in zip(rows, shown, strict=True):
        out.append("  ".join(padded(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip())
        if row[-2] and row is not rows[0]:
            out.append(f"    {row[-2]}")
    return out


def _sums(papers: Sequence[PaperStatus]) -> str:
    told: tuple[State, ...] = ("stale", "failed", "skipped")
    counts = {s: sum(s in p.stages.values() for p in papers if not p.done) for s in told}
    return "".join(
        _(", {count} {state}", count=count, state=_(SAID[state])) for state, count in counts.items() if count
    )
