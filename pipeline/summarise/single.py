"""The single pass of strong models: the whole paper in one call, or in parts where the window does not hold it."""

from __future__ import annotations

import asyncio

from pipeline.config import Llm
from pipeline.errors import ModelReplyUnusable
from pipeline.llm.endpoint import ModelIdentity
from pipeline.messages import _
from pipeline.summarise import pack
from pipeline.summarise.edit import edited
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import filled
from pipeline.summarise.hollow import without_hollow
from pipeline.summarise.joined import joined_answers
from pipeline.summarise.lines import lines_of
from pipeline.summarise.percents import with_percents
from pipeline.summarise.places import Numbered, numbered, pieces
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, Question, first_question, instructions_of
from pipeline.summarise.repair import reconsidered
from pipeline.summarise.rivals import against_strongest
from schemas.records import Paper, PaperText, Record
from schemas.summary import Summary, strict_schema

LEAST_BUDGET = 1500  # tokens of a paper: its abstract and introduction
REPLY_RESERVE = 1500  # tokens of the window kept for the instructions of a single pass
REPLY_SHARE = 3  # a small window is shared fairly: a third of it is for the answer
LEAST_WINDOW = (LEAST_BUDGET + REPLY_RESERVE) * REPLY_SHARE // (REPLY_SHARE - 1)  # tokens


class Requests(Record):
    """What the single pass asks about a paper: one prompt a part."""

    bodies: tuple[str, ...]
    reply_tokens: int
    cut: tuple[str, ...]  # what no part holds


def _requests(paper: Paper, text: Numbered, endpoint: ModelIdentity, settings: Llm) -> Requests:
    """Raises ModelReplyUnusable where the window holds no paper."""
    reply_tokens = min(settings.max_output_tokens, endpoint.context_tokens // REPLY_SHARE)
    budget = endpoint.context_tokens - reply_tokens - REPLY_RESERVE
    if budget < LEAST_BUDGET:
        raise ModelReplyUnusable(
            paper.paper_id,
            _("a window of {context_tokens} tokens holds no paper", context_tokens=endpoint.context_tokens),
            _('set llm.passes = "focused", or llm.context_tokens to the model\'s real window'),
        )
    parts, cut = pieces(text, budget)
    prompt = load_prompt("single")
    bodies = []
    for at, part in enumerate(parts, 1):
        said = f"（论文较长，以上是第 {at} 部分，共 {len(parts)} 部分；这一部分没有的内容写“未报告”，列表里不列。）\n"
        values = {"paper": pack.fence(part, paper.title), "part": said if len(parts) > 1 else ""}
        bodies.append(prompt.render(**{name: values[name] for name in prompt.variables}))
    return Requests(bodies=tuple(bodies), reply_tokens=reply_tokens, cut=cut)


def batch_questions(paper: Paper, text: PaperText, endpoint: ModelIdentity, settings: Llm) -> tuple[Question, ...]:
    """What the single pass asks a remote endpoint first. Raises ModelReplyUnusable where the window is too small."""
    asked = _requests(paper, numbered(text), endpoint, settings)
    schema = strict_schema(Summary, limits=False)
    return tuple(first_question("single", body, schema, asked.reply_tokens) for body in asked.bodies)


async def single_summary(
    paper: Paper, text: PaperText, asker: Asker, told: str
) -> tuple[Summary, tuple[str, ...], int]:
    """The summary, what of the paper was not shown, and in how many parts the rest was.

    Raises ModelUnavailable, and ModelReplyUnusable when no part has a usable answer.
    """
    endpoint = asker.client.identity
    asked = await asyncio.to_thread(_requests, paper, asker.numbered, endpoint, asker.client.settings)
    answers = []
    for body in asked.bodies:
        answer = await asker.ask("single", body, asked.reply_tokens)
        if answer is not None:
            answers.append(answer)
    if not answers:
        raise ModelReplyUnusable(
            paper.paper_id,
            _("{model} gave no usable answer ({names})", model=endpoint.model, names="; ".join(asker.failed)),
            _("try another model"),
        )
    summary = joined_answers(answers)
    if not asker.repaired:  # a second time it is marked, not asked
        summary = await reconsidered(summary, paper, asker, instructions_of(told))
    summary = without_hollow(summary)
    lines, own = await asyncio.to_thread(lines_of, text), await asyncio.to_thread(own_names, text, paper.title)
    compared = await asyncio.to_thread(against_strongest, summary, lines, own, asker.index)
    signed = await asyncio.to_thread(with_percents, compared, asker.index, frozenset(asker.confirmed))
    whole = await asyncio.to_thread(filled, signed, lines, own, asker.index)
    if asker.client.settings.edit:
        whole = without_hollow(await edited(whole, paper, asker, told))
    return whole, asked.cut, len(asked.bodies)
