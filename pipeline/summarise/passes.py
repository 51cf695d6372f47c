"""The passes over a model that turn a paper's text into a summary."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Literal

from pipeline.config import Llm
from pipeline.errors import PromptCut
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.model import Model
from pipeline.store.artefacts import content_key
from pipeline.summarise import single
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, CallStore
from pipeline.summarise.single import single_summary
from pipeline.summarise.small import OVERVIEW_TOKENS, focused_summary
from schemas.calls import Call, Message
from schemas.digest import ProseField, Source, SummaryDraft
from schemas.records import Paper, PaperText, Record
from schemas.summary import (
    EditedProse,
    OverviewPass,
    PhrasePass,
    SecondThoughts,
    Summary,
    TranslationPass,
    strict_schema,
)

SUMMARISER = "summarise-55"  # part of the artefact's key: raise it when the passes change
NARROWER = 3  # times that a paper is asked in less: the window of an endpoint that names none is found by halves
_LOG = logging.getLogger("ribao")
PROMPT_NAMES = {
    "single": ("system", "single", "fields", "edit", "repair"),
    "focused": ("system", "overview", "phrase", "translate"),
}


def prompt_texts(passes: Literal["single", "focused"]) -> str:
    """All that a model is told besides the paper, for finding echoes."""
    return "\n".join(load_prompt(name).text for name in PROMPT_NAMES[passes])


def summary_key(model: ModelIdentity, settings: Llm, text_key: str, paper: Paper) -> str:
    """The key of the summarise stage: everything that can change the answer."""
    prompts = [load_prompt(name).version for name in PROMPT_NAMES[model.passes]]
    passes: tuple[type[Record], ...] = (TranslationPass, PhrasePass, OverviewPass)
    schemas = [strict_schema(asked, limits=False) for asked in (Summary, SecondThoughts, EditedProse)]
    schemas += [strict_schema(schema, limits=True) for schema in passes]
    asked = (settings.temperature, settings.edit and model.passes == "single")
    return content_key(SUMMARISER, prompts, schemas, OVERVIEW_TOKENS, model, *asked, text_key, paper.title)


async def summarise(paper: Paper, text: PaperText, client: Model, calls: CallStore) -> SummaryDraft:
    """A summary of the paper, by one call or by focused passes, each asked again once where it fails.

    Raises ModelUnavailable when the endpoint gives no reply, ModelReplyUnusable when no reply can be used.
    """
    window = client.window
    for _ in range(NARROWER):
        try:
            return await _summarise(paper, text, client if window is None else Narrow(client, window), calls)
        except PromptCut as cut:
            _LOG.warning("%s: %s; asked again in what it reads", paper.paper_id, cut)
            window = min(cut.window, (window or client.identity.context_tokens) * 3 // 4)
    return await _summarise(paper, text, Narrow(client, window or 0), calls)


class Narrow:
    """A model that reads less of a prompt than its identity says: asked in parts, or in focused passes."""

    def __init__(self, client: Model, window: int) -> None:
        """`window` in tokens."""
        passes: Literal["single", "focused"] = client.identity.passes
        if passes == "single" and window < single.LEAST_WINDOW:
            passes = "focused"
        self.identity = client.identity.model_copy(update={"context_tokens": window, "passes": passes})
        self.settings, self.window, self._client = client.settings, window, client

    async def complete(
        self,
        prompt: str,
        messages: Sequence[Message],
        schema: dict[str, Any],
        max_tokens: int,
        plain: dict[str, Any] | None = None,
    ) -> Call:
        """As the model itself."""
        return await self._client.complete(prompt, messages, schema, max_tokens, plain)


async def _summarise(paper: Paper, text: PaperText, client: Model, calls: CallStore) -> SummaryDraft:
    asker = await asyncio.to_thread(Asker, paper.paper_id, text, client, calls)  # it reads every number of the paper
    if client.identity.passes == "single":
        summary, cut, parts = await single_summary(paper, text, asker, prompt_texts("single"))
        sources: dict[ProseField, tuple[Source, ...]] = {}
    else:
        (summary, cut, sources), parts = await focused_summary(paper, text, asker), 1
    names = PROMPT_NAMES[client.identity.passes]
    return SummaryDraft(
        summary=summary,
        places=asker.numbered.places,
        parts=parts,
        window=client.window,
        model=client.identity.model,
        host=client.identity.host,
        passes=client.identity.passes,
        prompts=tuple(f"{name}@{load_prompt(name).version}" for name in names),
        repaired=tuple(asker.repaired),
        confirmed=tuple(asker.confirmed),
        failed=tuple(asker.failed),
        cut=cut,
        sources=sources,
        usage=asker.usage,
    )
