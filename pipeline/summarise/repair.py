"""Asks a strong model once more about what code could not find in its place and what is too long, and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from pipeline.ground.cited import sentences_of
from pipeline.ground.index import PaperIndex
from pipeline.ground.language import PROSE_NAMES
from pipeline.ground.prose import ground_prose
from pipeline.ground.regions import numbers_in
from pipeline.ground.summary import claims_of, ground_facts, key_of
from pipeline.llm.json_text import read_object
from pipeline.summarise import pack
from pipeline.summarise.fitted import fitted
from pipeline.summarise.places import Numbered, shown_at
from pipeline.summarise.prompts import load_prompt
from pipeline.summarise.questions import Asker, first_question, tidied
from pipeline.words.lengths import ALL, LINE, MOST, beyond, length, too_long
from pipeline.words.tokens import at_most_tokens
from schemas.digest import PROSE_FIELDS, GroundedFact, GroundedProse, ProseField
from schemas.grounding import Verdict
from schemas.records import Paper, Record
from schemas.summary import SAYS_NOTHING, SecondThought, SecondThoughts, Summary, strict_schema

MOST_DOUBTS = 40  # told at once: more fail only where the whole answer is worthless
MOST_TOKENS = 6000  # of places shown
REPLY_TOKENS = 120  # of the answer to one doubt about a fact
PROSE_TOKENS = 400  # of one about prose: a field of prose has up to four sentences

ListField = Literal["backbones", "datasets", "hyperparameters", "results"]
LIST_OF: dict[str, ListField] = {
    "backbone": "backbones",
    "dataset": "datasets",
    "hyperparameter": "hyperparameters",
    "result": "results",
    "baseline": "results",
}


class Doubt(Record):
    """One thing of a summary that differs from the paper, or that its places do not hold."""

    id: str  # as the question and the answer call it
    said: str  # what the model is told
    at: tuple[str, ...] = ()  # the places that it is shown
    field: ProseField | None = None  # of prose; None: it is a fact
    sentence: int | None = None  # of prose, from 0; None: the field as a whole
    list_name: ListField | None = None  # of a fact
    item: int = 0  # of a fact, from 0
    baseline: bool = False  # whether it is the baseline of a result


def doubts_of(summary: Summary, index: PaperIndex, instructions: str, lengths: bool = True) -> tuple[Doubt, ...]:
    """What of a summary differs from the paper or is not in its places, and what breaks the rules of language.

    `lengths`: what is too long, too.
    """
    facts = list(_doubtful_facts(summary, index))
    prose = [doubt for field in PROSE_FIELDS for doubt in _doubtful_prose(field, summary, index, instructions)]
    if lengths and (facts or prose or too_long(_plain(summary))):
        prose += list(_wishes(summary))
    numbered = [doubt.model_copy(update={"id": str(i)}) for i, doubt in enumerate([*facts, *prose], 1)]
    return tuple(numbered[:MOST_DOUBTS])


def _doubtful_facts(summary: Summary, index: PaperIndex) -> Iterator[Doubt]:
    items = items_of(summary)
    for (name, item), fact in zip(items, ground_facts(summary, index), strict=True):
        if fact.verdict.holds:
            continue
        at = numbers_in(fact.at)
        there = [n for n in at if n in index.places]
        if fact.verdict.proof and fact.verdict.proof.at and fact.verdict.proof.at not in there:
            there.append(fact.verdict.proof.at)
        yield Doubt(
            id="",
            said=f"{_called(fact)}，出处 {fact.at or '没有写'}。{_read_there(fact.verdict, at, index)}",
            at=tuple(there),
            list_name=name,
            item=item,
            baseline=fact.kind == "baseline",
        )


def items_of(summary: Summary) -> list[tuple[ListField, int]]:
    """The list and the item that each of a summary's claims is made from."""
    found: list[tuple[ListField, int]] = []
    counts: dict[str, int] = {}
    for claimed in claims_of(summary):
        name = LIST_OF[claimed.kind]
        if claimed.kind != "baseline":
            counts[name] = counts.get(name, -1) + 1
        found.append((name, counts[name]))
    return found


def _called(fact: GroundedFact) -> str:
    about = "，".join(part for part in (fact.note, fact.system) if part)
    value = f" = {fact.value}" if fact.value else ""
    return f"{LIST_OF[fact.kind]}：“{fact.name}{value}”" + (f"（{about}）" if about else "")


def _read_there(verdict: Verdict, at: Sequence[str], index: PaperIndex) -> str:
    """What code read in the places of a fact."""
    unknown = [n for n in at if n not in index.places]
    if unknown and len(unknown) == len(at):
        return f"论文里没有编号 {'、'.join(unknown)}。"
    if verdict.kind == "differs":
        where = f"（{verdict.proof.row} × {verdict.proof.column}）" if verdict.proof and verdict.proof.column else ""
        return f"程序在那里读到的是“{verdict.found}”{where}。"
    return "程序在那里没有读到它。"


def _doubtful_prose(field: ProseField, summary: Summary, index: PaperIndex, instructions: str) -> Iterator[Doubt]:
    grounded = ground_prose(field, getattr(summary, field), index, instructions)
    name = f"{field}（{PROSE_NAMES[field]}）"
    if grounded.problems:
        at = tuple(dict.fromkeys(n for s in grounded.sentences for n in s.at))
        yield Doubt(id="", said=f"{name}：{'；'.join(grounded.problems)}。原句：{grounded.text}", at=at, field=field)
        return
    whole = f"它所在的字段：{grounded.text}" if len(grounded.sentences) > 1 else ""
    for i, sentence in enumerate(grounded.sentences):
        flags = [f.text for f in grounded.flags if sentence.start <= f.start < sentence.end]
        if sentence.holds and not flags:
            continue
        text = grounded.text[sentence.start : sentence.end].strip()
        read = f"论文里没有“{'”“'.join(flags)}”" if flags else "所写出处里没有句中的任何数字"
        yield Doubt(
            id="",
            said=f"{name}：“{text}”【{', '.join(sentence.at)}】。{read}。{whole}",
            at=sentence.at,
            field=field,
            sentence=i,
        )


def _wishes(summary: Summary) -> Iterator[Doubt]:
    """The wishes that fields be shortened to what was asked, to which no place need be shown."""
    plain = _plain(summary)
    for field in beyond(plain):
        said = f"{field}（{PROSE_NAMES[field]}）：{length(field, plain[field])} 字，太长。请 change，"
        said += f"在 text 写出 {MOST[field]} 字以内的整个字段，只留最重要的，出处照旧。原文：{getattr(summary, field)}"
        yield Doubt(id="", said=said, field=field)


def _plain(summary: Summary) -> dict[ProseField, str]:
    """The fields of prose without their citations."""
    return {field: sentences_of(getattr(summary, field))[0] for field in PROSE_FIELDS}


async def reconsidered(summary: Summary, paper: Paper, asker: Asker, instructions: str) -> Summary:
    """The summary after the model was asked about what code doubts; as it was where there is nothing to doubt.

    Raises ModelUnavailable.
    """
    lengths = not asker.client.settings.edit  # which an editor mends better
    doubts = await asyncio.to_thread(doubts_of, summary, asker.index, instructions, lengths)
    if not doubts:
        return summary
    body = await asyncio.to_thread(question, doubts, paper, asker.numbered, summary)
    schema = strict_schema(SecondThoughts, limits=False)
    reply_tokens = min(asker.client.settings.max_output_tokens, reply_tokens_of(doubts))
    asked = first_question("fields", body, schema, reply_tokens)
    call = await asker.again("fields", asked.messages, schema, reply_tokens)
    thoughts = thoughts_of(call.text)
    asker.confirmed += kept_in(summary, doubts, thoughts)
    new = await asyncio.to_thread(applied, summary, doubts, thoughts, asker.index, instructions)
    if new != summary:
        asker.repaired.append("single")
    return new


def reply_tokens_of(doubts: Sequence[Doubt]) -> int:
    """What the answers to doubts, and what is around them, may take."""
    return REPLY_TOKENS + sum(REPLY_TOKENS if doubt.field is None else PROSE_TOKENS for doubt in doubts)


def question(doubts: Sequence[Doubt], paper: Paper, text: Numbered, summary: Summary) -> str:
    """The second question: each doubt, the places that it names, and the lengths of its fields."""
    told = "\n".join(f"{doubt.id}. {doubt.said}" for doubt in doubts)
    shown = _shown([n for doubt in doubts for n in doubt.at], text)
    return load_prompt("fields").render(
        places=pack.fence("\n".join(shown), paper.title),
        doubts=told,
        lengths=lengths_of(summary, {doubt.field for doubt in doubts}),
    )


def _shown(numbers: Sequence[str], text: Numbered) -> list[str]:
    """The places, a row with all of its table where there is room: the right one may be another."""
    shown, used = dict[str, str](), 0  # by place or table
    for number in dict.fromkeys(numbers):
        table = number.partition(".")[0]
        if table in shown:
            continue
        for name, place in ((table, shown_at(table, text)), (number, shown_at(number, text))):
            if used + at_most_tokens(place) <= MOST_TOKENS:
                shown[name] = place
                used += at_most_tokens(place)
                break
    return list(shown.values())


def lengths_of(summary: Summary, fields: Collection[ProseField | None]) -> str:
    """How long each of some fields of prose is now, and may be: "problem 65/70、…；合计 712/700"."""
    plain = {field: length(field, text) for field, text in _plain(summary).items()}
    told = "、".join(f"{field} {chars}/{MOST[field]}" for field, chars in plain.items() if chars and field in fields)
    return f"{told}；除 headline 外各字段合计 {sum(plain.values()) - plain[LINE]}/{ALL}" if told else "没有要改的"


def thoughts_of(reply: str) -> dict[str, SecondThought]:
    """The answers to doubts by id; what is no answer is left out."""
    found: dict[str, SecondThought] = {}
    with contextlib.suppress(ValueError):
        thoughts, _ = fitted(read_object(reply, ("answers",)), SecondThoughts)
        for thought in thoughts.answers:
            found.setdefault(thought.id.strip(" ."), thought)
    return found


def kept_in(summary: Summary, doubts: Sequence[Doubt], thoughts: Mapping[str, SecondThought]) -> list[str]:
    """The keys of the facts that the model was asked about and kept."""
    kept = {
        (doubt.list_name, doubt.item, doubt.baseline)
        for doubt in doubts
        if doubt.list_name is not None and doubt.id in thoughts and thoughts[doubt.id].action == "keep"
    }
    claims = zip(items_of(summary), claims_of(summary), strict=True)
    return [key_of(claimed) for (name, item), claimed in claims if (name, item, claimed.kind == "baseline") in kept]


def applied(
    summary: Summary,
    doubts: Sequence[Doubt],
    thoughts: Mapping[str, SecondThought],
    index: PaperIndex,
    instructions: str,
) -> Summary:
    """The summary as the model changed it: only what it drops is dropped, and a change is taken only if it holds."""
    dropped: dict[ListField, set[int]] = {}
    for doubt in doubts:
        thought = thoughts.get(doubt.id)
        if thought is None or thought.action == "keep":
            continue
        if doubt.list_name is None:
            summary = _prose_changed(summary, doubt, thought, index, instructions)
        elif thought.action == "change":
            summary = _fact_changed(summary, doubt, thought, index)
        elif doubt.baseline:
            summary = _with_item(summary, doubt, {"baseline": "", "baseline_value": "", "baseline_at": ""})
        else:
            dropped.setdefault(doubt.list_name, set()).add(doubt.item)
    kept: dict[str, object] = {
        name: tuple(item for i, item in enumerate(getattr(summary, name)) if i not in gone)
        for name, gone in dropped.items()
    }
    return summary.model_copy(update=kept)


def _fact_changed(summary: Summary, doubt: Doubt, thought: SecondThought, index: PaperIndex) -> Summary:
    value_name = "baseline_value" if doubt.baseline else "value"
    at_name = "baseline_at" if doubt.baseline else "at"
    if doubt.list_name in ("backbones", "datasets"):
        value_name = "name"
    new = {name: said.strip() for name, said in ((value_name, thought.value), (at_name, thought.at)) if said.strip()}
    changed = _with_item(summary, doubt, new)
    return changed if new and _holds(changed, doubt, index) else summary


def _with_item(summary: Summary, doubt: Doubt, update: Mapping[str, str]) -> Summary:
    assert doubt.list_name is not None
    items = list(getattr(summary, doubt.list_name))
    items[doubt.item] = items[doubt.item].model_copy(update=dict(update))
    return summary.model_copy(update={doubt.list_name: tuple(items)})


def _holds(summary: Summary, doubt: Doubt, index: PaperIndex) -> bool:
    facts = zip(items_of(summary), ground_facts(summary, index), strict=True)
    return any(
        fact.verdict.holds
        for place, fact in facts
        if place == (doubt.list_name, doubt.item) and (fact.kind == "baseline") == doubt.baseline
    )


_ECHO = re.compile(
    "程序在那里|所写出处里没有|论文里没有(?:编号|“)|原句：|原文：|它所在的字段："
)  # the question's words, which a small model says again


def _prose_changed(
    summary: Summary, doubt: Doubt, thought: SecondThought, index: PaperIndex, instructions: str
) -> Summary:
    """The summary with the sentence or the field as the model rewrote it, where it is not worse than before."""
    assert doubt.field is not None
    old = getattr(summary, doubt.field)
    if doubt.sentence is None:
        new = thought.text if thought.action == "change" else old
    elif thought.action == "change" and _is_whole(thought.text, old):
        new = thought.text
    else:
        new = _with_sentence(old, doubt.sentence, "" if thought.action == "drop" else thought.text)
    if _ECHO.search(thought.text):
        return summary
    if not new.strip() or (new.strip(" 。") in SAYS_NOTHING and old.strip()):
        return summary  # it was shown a few places, from which nobody can tell what the paper does not report
    before, after = (ground_prose(doubt.field, text, index, instructions) for text in (old, new))
    shorter = doubt.field in beyond(_plain(summary)) and len(after.text) < len(before.text)
    better = wrong_in(after) < wrong_in(before) or (shorter and wrong_in(after) == wrong_in(before))
    return tidied(summary.model_copy(update={doubt.field: new})) if better else summary


def _is_whole(new: str, old: str) -> bool:
    """Whether a text for one sentence is all of its field: it has as many sentences, or nearly."""
    said, before = (len(sentences_of(text)[1]) for text in (new, old))
    return said > 1 and said >= before - 1


def _with_sentence(text: str, at: int, new: str) -> str:
    """The prose, citations included, with another sentence in the place of one of its own."""
    _, sentences = sentences_of(text)
    start, end = sentences[at].written
    return text[:start] + new.strip() + text[end:]


def wrong_in(prose: GroundedProse) -> int:
    """How many things of a field of prose the checks object to."""
    return len(prose.flags) + len(prose.marked) + len(prose.problems)
