"""The single pass of strong models: the whole paper in one call."""

from __future__ import annotations

import asyncio

from pipeline.config import Llm
from pipeline.errors import ModelReplyUnusable
from pipeline.llm.endpoint import ModelIdentity
from pipeline.summarise import pack
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import filled
from pipeline.summarise.lines import lines_of
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, Question, first_question, instructions_of
from pipeline.summarise.repair import mended
from schemas.records import Paper, PaperText
from schemas.summary import Summary, strict_schema

LEAST_BUDGET = 1500  # tokens of a paper: its abstract and introduction
REPLY_RESERVE = 1500  # tokens of the window kept for the instructions of a single pass


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


async def single_summary(paper: Paper, text: PaperText, asker: Asker, told: str) -> tuple[Summary, tuple[str, ...]]:
    endpoint = asker.client.identity
    body, reply_tokens, cut = await asyncio.to_thread(_single_request, paper, text, endpoint, asker.client.settings)
    summary = await asker.ask("single", body, Summary, reply_tokens, lambda answer: answer)
    if summary is None:
        raise ModelReplyUnusable(
            paper.paper_id, f"{endpoint.model} gave no usable answer ({'; '.join(asker.failed)})", "try another model"
        )
    lines = await asyncio.to_thread(lines_of, text)
    if not asker.repaired:  # a second time it is marked, not asked
        summary = await mended(summary, paper, lines, asker, instructions_of(told))
    own = await asyncio.to_thread(own_names, text, paper.title)
    return await asyncio.to_thread(filled, summary, lines, own, asker.index), cut
