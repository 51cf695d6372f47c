"""Asks a strong model again for the fields that failed, and for nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

from pydantic import ValidationError, create_model

from pipeline.ground.index import PaperIndex
from pipeline.ground.language import PROSE_NAMES
from pipeline.ground.summary import ground_facts, ground_prose, problems_of
from pipeline.summarise import pack
from pipeline.summarise.lines import Line
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, first_question, parse_json, tidied
from schemas.calls import Call
from schemas.digest import PROSE_FIELDS, GroundedFact
from schemas.records import Paper, Record
from schemas.summary import SAYS_NOTHING, Summary, strict_schema

PROSE_TOKENS = 400  # of evidence for a field of prose: about ten sentences
FACT_TOKENS = 150  # of evidence for a fact: three or four sentences or table rows
MOST_TOKENS = 4000  # of evidence in all
MOST_PROBLEMS = 40  # told at once: more facts fail only where the whole answer is worthless
REPLY_TOKENS = 400  # of the new answer, for each field or item: a field has up to four sentences

ListField = Literal["backbones", "datasets", "hyperparameters", "results"]
LIST_FIELDS: tuple[ListField, ...] = ("backbones", "datasets", "hyperparameters", "results")
FIELD_NAMES = {"backbones": "基础模型", "datasets": "数据集", "hyperparameters": "训练设置", "results": "结果"}
TOPICS: dict[str, pack.Topic] = {
    "problem": "overview",
    "architecture": "method",
    "training": "training",
    "inference": "method",
    "results_prose": "results",
}


class Failed(Record):
    """What is wrong with one field of a summary."""

    field: str  # of Summary
    problems: tuple[str, ...]  # one reason each, in Chinese; never empty
    items: tuple[int, ...] = ()  # of a list: which of its items failed, from 0
    facts: tuple[GroundedFact, ...] = ()  # of a list: those that do not hold

    def says_something(self, summary: Summary) -> bool:
        """Whether it is prose with words of its own."""
        said = getattr(summary, self.field)
        return isinstance(said, str) and bool(said.strip())


def failed_fields(summary: Summary, index: PaperIndex, instructions: str) -> dict[str, Failed]:
    """The fields of a summary that break the language rules or that the paper does not hold, by name."""
    found: dict[str, Failed] = {}
    for field in PROSE_FIELDS:
        prose = ground_prose(field, getattr(summary, field), index, instructions)
        if problems := problems_of([prose], ()):
            found[field] = Failed(field=field, problems=problems)
    for name in LIST_FIELDS:
        items, facts = [], list[GroundedFact]()
        for i, item in enumerate(getattr(summary, name)):
            alone = ground_facts(summary.model_copy(update=dict.fromkeys(LIST_FIELDS, ()) | {name: (item,)}), index)
            if wrong := [fact for fact in alone if not fact.verdict.holds]:
                items.append(i)
                facts += wrong
        if items:
            found[name] = Failed(field=name, problems=problems_of((), facts), items=tuple(items), facts=tuple(facts))
    return found


async def mended(summary: Summary, paper: Paper, lines: Sequence[Line], asker: Asker, instructions: str) -> Summary:
    """The summary with the fields that failed asked for once more; a new one is taken where it is no worse.

    The request holds the failed fields and items as they were answered, what is wrong with each, and the paper's lines
    about them: a few hundred tokens for each, beside tens of thousands of the whole paper. Raises ModelUnavailable.
    """
    failed = await asyncio.to_thread(failed_fields, summary, asker.index, instructions)
    if not failed:
        return summary
    asker.repaired.append("single")
    messages, schema, reply_tokens = await asyncio.to_thread(_request, summary, failed, paper, lines, asker)
    call = await asker.again("single", messages, schema, reply_tokens)
    judge = partial(_better, summary, failed, call, asker.index, instructions)
    return await asyncio.to_thread(judge)


def _request(
    summary: Summary, failed: Mapping[str, Failed], paper: Paper, lines: Sequence[Line], asker: Asker
) -> tuple[tuple[Any, ...], dict[str, Any], int]:
    """The messages, the schema and the reply's tokens."""
    schema = strict_schema(_partial(tuple(failed)), limits=False)
    names = "、".join(f"{f}（{PROSE_NAMES.get(f) or FIELD_NAMES[f]}）" for f in failed)
    evidence = _evidence(failed, lines)
    body = load_prompt("fields").render(
        title=paper.title, fields=names, evidence=pack.fence("\n".join(line.text for line in evidence))
    )
    pieces = sum(max(1, len(f.items)) for f in failed.values())
    reply_tokens = min(asker.client.settings.max_output_tokens, REPLY_TOKENS * (pieces + 1))
    question = first_question("single", body, schema, reply_tokens)
    said = json.dumps(_said(summary, failed), ensure_ascii=False)
    problems = [problem for f in failed.values() for problem in f.problems]
    return asker.with_problems(question.messages, said, problems, MOST_PROBLEMS), schema, reply_tokens


def _said(summary: Summary, failed: Mapping[str, Failed]) -> dict[str, Any]:
    """What was answered for the failed fields: of a list, the failed items alone."""
    whole = summary.model_dump()
    return {name: [whole[name][i] for i in f.items] if f.items else whole[name] for name, f in failed.items()}


def _evidence(failed: Mapping[str, Failed], lines: Sequence[Line]) -> tuple[pack.Shown, ...]:
    """The lines of the paper that the failed fields need, in its order."""
    topics = [TOPICS.get(name, "overview") for name, f in failed.items() if not f.items]
    about = [
        f"{fact.name} {fact.value} {fact.note} {fact.verdict.found or ''}" for f in failed.values() for fact in f.facts
    ]
    wanted = {topic: PROSE_TOKENS * topics.count(topic) for topic in dict.fromkeys(topics)}
    return pack.pack_lines(lines, wanted, about, FACT_TOKENS, MOST_TOKENS)


def _partial(fields: Sequence[str]) -> type[Record]:
    """Summary with these fields alone."""
    known = Summary.model_fields
    kept: dict[str, Any] = {field: (known[field].annotation, known[field]) for field in fields}
    made: type[Record] = create_model("Fields", __base__=Record, **kept)
    return made


def _better(
    summary: Summary, failed: Mapping[str, Failed], call: Call, index: PaperIndex, instructions: str
) -> Summary:
    """The summary with every field of the second answer that has no more problems than the first had."""
    for name, before in failed.items():
        try:  # an endpoint without a schema may send all fields again, or leave one out
            new = _partial((name,)).model_validate({name: parse_json(call.text)[name]})
        except (ValueError, KeyError, TypeError, ValidationError):
            continue  # the first answer stays, and is marked where it fails
        if before.says_something(summary) and getattr(new, name) in SAYS_NOTHING:
            continue  # it was shown a few lines, from which nobody can tell what the paper does not report
        changed = tidied(_with(summary, before, getattr(new, name)))
        after = failed_fields(changed, index, instructions).get(name)
        if after is None or len(after.problems) <= len(before.problems):
            summary = changed
    return summary


def _with(summary: Summary, failed: Failed, new: Any) -> Summary:
    """The summary with the field's new text or items."""
    old = getattr(summary, failed.field)
    return summary.model_copy(update={failed.field: _merged(old, failed.items, new) if failed.items else new})


def _merged(old: tuple[Record, ...], failed: Sequence[int], new: tuple[Record, ...]) -> tuple[Record, ...]:
    """The new items in the place of the failed ones, those that held as they were."""
    held = tuple(item for i, item in enumerate(old) if i not in failed)
    known = {_identity(item) for item in held}
    fresh = [item for item in new if _identity(item) not in known]
    if len(fresh) == len(failed):
        at = dict(zip(failed, fresh, strict=True))
        return tuple(at.get(i, item) for i, item in enumerate(old))
    return (*held, *fresh)


def _identity(item: Record) -> tuple[str, ...]:
    """What tells one fact of a list from another: everything but its quote and its baseline."""
    fields = item.model_dump(exclude={"quote", "baseline", "baseline_value", "role"})
    return tuple(str(value).lower() for value in fields.values())
