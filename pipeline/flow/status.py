"""Which stages of which papers are done, stale, missing or failed, told from the disk alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.flow.budget import Budget, Caps, Stop
from pipeline.flow.stages import STAGES, Stage, Stages
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.provider import Provider
from pipeline.sources.gate import ArxivGate
from pipeline.store.artefacts import Store
from pipeline.store.lists import KeptLists
from pipeline.summarise.passes import PROMPT_NAMES
from pipeline.summarise.prompts import load_prompt
from schemas.calls import Usage
from schemas.digest import Ledger, SummaryDraft
from schemas.records import Paper, Record

State = Literal["done", "stale", "missing", "failed"]


class PaperStatus(Record):
    """One paper's stages, as a run with today's settings would find them."""

    paper: Paper
    stages: dict[Stage, State]
    why: str = ""  # what made a stage stale, or why the last run failed

    @property
    def done(self) -> bool:
        """Whether a run would find nothing to do."""
        return all(state == "done" for state in self.stages.values())


class Status:
    """Reads the store; never writes, and asks no server."""

    def __init__(self, config: Config) -> None:
        """Raises UsageError for an endpoint that is configured wrongly."""
        provider = Provider(config)
        self.model: ModelIdentity = provider.identity
        self.store = Store(config.paths.data_dir)
        self.lists = KeptLists(self.store)
        budget = Budget(Caps(), Usage, lambda _: None, 0)
        self.stages = Stages(config, self.store, ArxivGate(0), self.model, provider.client, Stop(), budget)
        self._failures = self._last_failures()

    def of_list(self, title: str) -> list[PaperStatus] | None:
        """The papers of a kept list; None: there is no list of that title."""
        listed = self.lists.load(title)
        return None if listed is None else [self.of_paper(paper) for paper in listed.papers]

    def of_paper(self, paper: Paper) -> PaperStatus:
        """One paper's stages."""
        states: dict[Stage, State] = dict.fromkeys(STAGES, "missing")
        why = self._read(paper, states)
        failed = self._failures.get(paper.paper_id)
        if failed is not None and any(state != "done" for state in states.values()):
            stage, message = failed
            if stage in states and states[stage] != "done":
                states[stage], why = "failed", message
        return PaperStatus(paper=paper, stages=states, why=why)

    def _read(self, paper: Paper, states: dict[Stage, State]) -> str:
        """Fill in `states`, and say what makes a stage stale; "" where none is."""
        try:
            pdf = self.stages.kept_pdf(paper)
        except PipelineError as e:
            states["download"] = "failed"
            return str(e)
        if pdf is None:
            others = [p.name for p in self.store.paper_dir(paper.paper_id).glob("*.pdf")]
            states["download"] = "stale" if others else "missing"
            return f"arXiv has {paper.version}; here is {', '.join(others)}" if others else ""
        states["download"] = "done"
        if self.store.has(paper.paper_id, "extract", self.stages.text_key(pdf)):
            states["extract"] = "done"
        elif self._other(paper, "extract"):
            states["extract"] = "stale"
        draft = self.stages.kept_draft(paper, pdf)
        if draft is None:
            states["summarise"] = "stale" if self._other(paper, "summarise") else "missing"
            stale = states["extract"] == "stale"
            why = "the extractor or its limits changed" if stale else self._why_asked_again(paper)
            return why if "stale" in states.values() else ""
        states["summarise"] = "done"
        if states["extract"] == "stale":
            states["extract"] = "done"
        if self.stages.summary_of(pdf, draft)[1] is not None:
            states["validate"] = "done"
            return ""
        states["validate"] = "stale" if self._other(paper, "validate") else "missing"
        return "the checks changed" if states["validate"] == "stale" else ""

    def _other(self, paper: Paper, stage: Stage) -> bool:
        return any(self.store.paper_dir(paper.paper_id).glob(f"{stage}.*.json"))

    def _why_asked_again(self, paper: Paper) -> str:
        """What differs from the newest summary that is kept; "" where none is kept."""
        paths = self.store.paper_dir(paper.paper_id).glob("summarise.*.json")
        newest = max(paths, key=lambda p: p.stat().st_mtime_ns, default=None)
        if newest is None:
            return ""
        try:
            draft = SummaryDraft.model_validate_json(newest.read_bytes())
        except ValidationError:
            return "the summary was kept by another version of ribao"
        if (draft.model, draft.host) != (self.model.model, self.model.host):
            return f"the model was {draft.model} at {draft.host}"
        today = {f"{name}@{load_prompt(name).version}" for name in PROMPT_NAMES[self.model.passes]}
        changed = sorted({p.split("@")[0] for p in set(draft.prompts) ^ today})
        return (
            f"the prompt changed: {', '.join(changed)}" if changed else "the text, the schema or the sampling changed"
        )

    def _last_failures(self) -> dict[str, tuple[str, str]]:
        """By paper, the stage and the message of its last failure or skip in any run."""
        found: dict[str, tuple[str, str]] = {}
        for path in sorted((self.store.data_dir / "runs").glob("*.json")):
            try:
                ledger = Ledger.model_validate_json(path.read_bytes())
            except ValidationError:  # of another version of ribao
                continue
            for failure in (*ledger.failures, *ledger.skips):
                found[failure.paper_id] = (failure.stage, failure.message)
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
            lines.append(f"{name}\t{done} of {len(papers)} done{_sums(papers)}")
        return lines or ["nothing was listed yet"], all_done
    found = status.of_list(title)
    if found is None:
        return [f"{title}: no run has listed it yet"], False
    lines = ["\t".join(["paper", *STAGES, "why"])]
    for one in found:
        states = [one.stages[stage] for stage in STAGES]
        lines.append("\t".join([f"{one.paper.paper_id}{one.paper.version or ''}", *states, one.why]).rstrip())
    return lines, all(p.done for p in found)


def _sums(papers: Sequence[PaperStatus]) -> str:
    counts = {s: sum(s in p.stages.values() for p in papers if not p.done) for s in ("stale", "failed")}
    return "".join(f", {count} {state}" for state, count in counts.items() if count)
