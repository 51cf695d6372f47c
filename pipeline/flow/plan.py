"""Says what a run would do and what it would cost, without downloading or asking anything."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from pipeline.config import Config
from pipeline.errors import ListError, NothingListed, PipelineError, Warn
from pipeline.flow.budget import estimate
from pipeline.flow.in_order import list_in_order
from pipeline.flow.kept import DOWNLOAD, EXTRACT, STAGES, SUMMARISE, VALIDATE, Found, Kept
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.prices import cost_of, prices_at
from pipeline.llm.provider import Provider
from pipeline.messages import _
from pipeline.sources.gate import arxiv_gate
from pipeline.sources.listing import Selection
from pipeline.store.artefacts import Store
from pipeline.store.history import Former
from schemas.calls import Usage
from schemas.records import Record

PAPER_CHARACTERS = 66_000  # of a paper not yet read: mean of 25 real ones, with their appendices (pdftotext)
FOCUSED = Usage(calls=4, prompt=2_900, completion=400)  # of a paper by short calls: mean of eight in docs/first-run.md
EMBEDDED_S = 60.0  # of a paper with the 1.5B on two cores: 20 to 47 s in docs/first-run.md, more on a busy machine


class Plan(Record):
    """The papers of a run by what has still to be done for them."""

    papers: int = 0
    kept: int = 0  # finished: nothing is to do
    to_do: dict[str, int] = Field(default_factory=dict)  # papers by the name of a stage
    guessed: int = 0  # of the summaries: papers whose length is not known before they are read
    usage: Usage = Usage()  # of all summaries, without re-asks
    seconds: float = 0.0  # of waiting for arXiv at least
    notes: tuple[str, ...] = ()


def plan(selection: Selection, config: Config, tell: Warn = lambda _line: None) -> Plan:
    """What a run of the selection would do now; `tell` hears of each day of a range.

    Raises ListError or UsageError where nothing could be begun.
    """
    gate, notes, seen = arxiv_gate(config), list[str](), set[str]()
    provider = Provider(config)
    provider.check()
    kept = Kept(config, Store(config.paths.data_dir), provider.identity)
    total = Plan(to_do=dict.fromkeys((stage.name for stage in STAGES), 0))
    days = selection.days()
    for day in days:
        try:
            listed = list_in_order(day, config, gate, notes.append)
        except ListError as e:
            if len(days) == 1:
                raise
            if not isinstance(e, NothingListed):
                notes.append(str(e))
            continue
        if len(days) > 1:
            tell(_("{title}: {count} papers listed", title=listed.title, count=len(listed.papers)))
        kept.former = Former(listed.title, config, VALIDATE.name)
        for paper in listed.papers:
            if paper.paper_id not in seen:
                seen.add(paper.paper_id)
                total = _with(total, Found(kept, paper))
    seconds = total.to_do[DOWNLOAD.name] * config.download.interval_s
    return total.model_copy(update={"papers": len(seen), "seconds": seconds, "notes": tuple(notes)})


def _with(total: Plan, found: Found) -> Plan:
    try:
        to_do = [stage for stage in STAGES if found.to_do(stage)]
        text = found.record(EXTRACT) if SUMMARISE in to_do else None
    except PipelineError as e:
        return total.model_copy(update={"notes": (*total.notes, str(e))})
    counts = {stage.name: total.to_do[stage.name] + 1 for stage in to_do}
    changed = {"kept": total.kept + (not to_do), "to_do": total.to_do | counts}
    if SUMMARISE in to_do:
        characters = sum(len(b.text) for b in text.blocks) if text else PAPER_CHARACTERS
        model = found.kept.model
        edited = found.kept.config.llm.edit
        needs = FOCUSED if model.passes == "focused" else estimate(characters, model.context_tokens, edited=edited)
        changed |= {"guessed": total.guessed + (text is None), "usage": total.usage + needs}
    return total.model_copy(update=changed)


def plan_lines(selection: Selection, config: Config, batch: bool = False, tell: Warn = lambda _line: None) -> list[str]:
    """The plan in words: papers, downloads, tokens, and the price by model; `batch`: the chosen one's in batches."""
    made = plan(selection, config, tell)
    identity = Provider(config).identity
    guess = {"count": made.guessed, "characters": PAPER_CHARACTERS}
    lines = [
        _("{papers} papers: {kept} finished", papers=made.papers, kept=made.kept)
        + "".join(_(", {count} to {stage}", count=made.to_do[s.name], stage=_(s.name)) for s in STAGES),
        _("downloads take {minutes:.1f} minutes at least (arXiv asks for pauses)", minutes=made.seconds / 60),
        _("about {prompt:,} tokens in, {completion:,} out", prompt=made.usage.prompt, completion=made.usage.completion)
        + (
            _("; {count} papers are not read yet and counted as {characters:,} characters each", **guess)
            if made.guessed
            else ""
        ),
    ]
    if made.usage.calls:
        lines += _price_lines(made.usage, identity, config, batch)
    return lines + [_("note: {note}", note=note) for note in made.notes]


def _price_lines(usage: Usage, identity: ModelIdentity, config: Config, batch: bool) -> list[str]:
    if identity.embedded:
        papers = round(usage.calls / FOCUSED.calls)
        took = {"model": identity.model, "minutes": max(1, round(papers * EMBEDDED_S / 60)), "papers": papers}
        return [
            _(
                "{model} (embedded): 0 USD, about {minutes} minutes for {papers} papers on two idle cores, else longer",
                **took,
            )
        ]
    chosen = cost_of(usage, identity.model, prices_at(identity, config.prices))
    if batch and chosen is not None:
        chosen *= config.prices.batch_factor
    told = _("the chosen model, in batches") if batch else _("the chosen model")
    lines = [f"{identity.model} @ {identity.host}: {_usd(chosen)} ({told})"]
    for price in config.prices.models:
        if price.host == identity.host and price.model != identity.model:
            only = config.prices.model_copy(update={"models": (price,)})
            lines.append(f"{price.model} @ {price.host}: {_usd(cost_of(usage, price.model, only))}")
    return [*lines, _("prices of {date}", date=config.prices.date)] if config.prices.date else lines


def _usd(cost: Decimal | None) -> str:
    return _("price unknown") if cost is None else _("about {cost:.4f} USD", cost=cost)
