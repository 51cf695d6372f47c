"""The passes over a model that turn a paper's text into a summary."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from pipeline import pack
from pipeline.asking import Asker, CallStore, Question, first_question, instructions_of, parse_json, tidy
from pipeline.config import Llm
from pipeline.errors import ModelReplyUnusable
from pipeline.focused import EMPTY, FOCUSED, filled, focused_summary, read_off
from pipeline.llm.endpoint import ModelIdentity
from pipeline.mend import mended
from pipeline.prompts import load_prompt
from pipeline.store.artefacts import content_key
from schemas.digest import ProseField, Source, SummaryDraft
from schemas.records import Paper, PaperText, Record
from schemas.summary import Summary, TranslationPass, strict_schema

__all__ = [
    "EMPTY",
    "FOCUSED",
    "PROMPT_NAMES",
    "CallStore",
    "batch_question",
    "instructions_of",
    "parse_json",
    "prompt_texts",
    "read_off",
    "summarise",
    "summary_key",
    "tidy",
]

if TYPE_CHECKING:  # openai takes most of a second to import, and a finished day needs no client
    from pipeline.llm.client import LlmClient

SUMMARISER = "summarise-17"  # part of the artefact's key: raise it when the passes change
PROMPT_NAMES = {
    "single": ("system", "single", "fields", "repair"),
    "focused": ("system", "overview", "translate", "setup", "training", "results", "repair"),
}
LEAST_BUDGET = 1500  # tokens of a paper: its abstract and introduction
REPLY_RESERVE = 1500  # tokens of the window kept for the instructions of a single pass


def prompt_texts(passes: Literal["single", "focused"]) -> str:
    """All that a model is told besides the paper, for finding echoes."""
    return "\n".join(load_prompt(name).text for name in PROMPT_NAMES[passes])


def summary_key(model: ModelIdentity, temperature: float, text_key: str, paper: Paper) -> str:
    """The key of the summarise stage: everything that can change the answer."""
    prompts = [load_prompt(name).version for name in PROMPT_NAMES[model.passes]]
    passes: tuple[type[Record], ...] = (TranslationPass, *(p.schema_type for p in FOCUSED))
    schemas = [strict_schema(Summary, limits=False), *(strict_schema(schema, limits=True) for schema in passes)]
    sizes = [[p.prompt, p.evidence_tokens, p.reply_tokens] for p in FOCUSED]
    return content_key(SUMMARISER, prompts, schemas, sizes, model, temperature, text_key, paper.title)


async def summarise(paper: Paper, text: PaperText, client: LlmClient, calls: CallStore) -> SummaryDraft:
    """A summary of the paper, by one call or by focused passes, each asked again once where it fails.

    Raises ModelUnavailable when the endpoint gives no reply, ModelReplyUnusable when no reply can be used.
    """
    asker = await asyncio.to_thread(Asker, paper.paper_id, text, client, calls)  # it reads every number of the paper
    if client.identity.passes == "single":
        summary, cut = await _single(paper, text, asker)
        sources: dict[ProseField, tuple[Source, ...]] = {}
    else:
        summary, cut, sources = await focused_summary(paper, text, asker)
    names = PROMPT_NAMES[client.identity.passes]
    return SummaryDraft(
        summary=summary,
        model=client.identity.model,
        host=client.identity.host,
        passes=client.identity.passes,
        prompts=tuple(f"{name}@{load_prompt(name).version}" for name in names),
        repaired=tuple(asker.repaired),
        failed=tuple(asker.failed),
        cut=cut,
        sources=sources,
        usage=asker.usage,
    )


def _single_request(
    paper: Paper, text: PaperText, endpoint: ModelIdentity, settings: Llm
) -> tuple[str, int, tuple[str, ...]]:
    """The single pass's prompt, the tokens of its reply, and what was cut off the paper. Raises ModelReplyUnusable."""
    reply_tokens = min(settings.max_output_tokens, endpoint.context_tokens // 3)  # a small window is shared fairly
    budget = endpoint.context_tokens - reply_tokens - REPLY_RESERVE
    if budget < LEAST_BUDGET:
        raise ModelReplyUnusable(
            paper.paper_id,
            f"a window of {endpoint.context_tokens} tokens holds no paper",
            'set llm.passes = "focused", or llm.context_tokens to the model\'s real window',
        )
    whole = pack.pack_whole(text, budget)
    body = load_prompt("single").render(title=paper.title, paper=pack.fence(whole.text))
    return body, reply_tokens, whole.cut


def batch_question(paper: Paper, text: PaperText, endpoint: ModelIdentity, settings: Llm) -> Question:
    """What the single pass asks a remote endpoint first. Raises ModelReplyUnusable where the window is too small."""
    body, reply_tokens, _ = _single_request(paper, text, endpoint, settings)
    return first_question("single", body, strict_schema(Summary, limits=False), reply_tokens)


async def _single(paper: Paper, text: PaperText, asker: Asker) -> tuple[Summary, tuple[str, ...]]:
    endpoint = asker.client.identity
    body, reply_tokens, cut = await asyncio.to_thread(_single_request, paper, text, endpoint, asker.client.settings)
    summary = await asker.ask("single", body, Summary, reply_tokens, lambda answer: answer)
    if summary is None:
        raise ModelReplyUnusable(
            paper.paper_id, f"{endpoint.model} gave no usable answer ({'; '.join(asker.failed)})", "try another model"
        )
    if not asker.repaired:  # a second time it is marked, not asked
        told = instructions_of(prompt_texts("single"))
        summary = await mended(summary, paper, text, asker, told)
    return await asyncio.to_thread(filled, summary, paper, text, asker.index), cut
