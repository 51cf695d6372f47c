"""Ways to get a paper's facts: ours, ours without a model, and two one-call recipes that other tools use."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.summary import claims_of, ground_facts, grounded, validate
from pipeline.llm.client import LlmClient
from pipeline.llm.json_text import read_object
from pipeline.store.artefacts import content_key
from pipeline.summarise import pack
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.lines import lines_of
from pipeline.summarise.passes import prompt_texts, summarise
from pipeline.summarise.places import numbered
from pipeline.summarise.questions import CallStore
from schemas.calls import Call, Message, Usage
from schemas.digest import GroundedFact, GroundedSummary
from schemas.records import Paper, PaperText, Record
from schemas.summary import DatasetFact, HyperparameterFact, NamedFact, ResultFact, strict_schema

HEAD_CHARS = 15_000  # what several digest scripts send of a paper
REPLY_TOKENS = 1500
RECIPES = ("ours", "code", "head", "abstract")
INSTRUCTIONS = (
    "You extract facts from papers. Answer with one JSON object: backbones (names of the pretrained models used), "
    "datasets (names), hyperparameters (name and value of every training setting: optimizer, learning rate, schedule, "
    "warm-up, batch size, epochs or steps, GPUs, training time, …) and results (benchmark, metric, value of the "
    "proposed method). Only what the text says."
)


class Setting(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str
    value: str


class Result(BaseModel):
    model_config = ConfigDict(extra="ignore")
    benchmark: str
    metric: str
    value: str


class Answer(BaseModel):
    """What a one-call recipe asks for; the limits keep a small model from running away."""

    model_config = ConfigDict(extra="ignore")
    backbones: list[str] = Field(max_length=8)
    datasets: list[str] = Field(max_length=16)
    hyperparameters: list[Setting] = Field(max_length=30)
    results: list[Result] = Field(max_length=24)


class Answered(Record):
    """The facts that a recipe gave for one paper, and what it took."""

    facts: tuple[GroundedFact, ...]
    usage: Usage = Usage()  # of the calls that the answer is made of, kept ones included
    failed: str = ""  # why there is no answer
    summary: GroundedSummary | None = None  # of ours


class Counted:
    """A store of calls that adds up what the calls of one paper took when they were made."""

    def __init__(self, calls: CallStore) -> None:
        self.calls, self.usage = calls, Usage()

    def find(self, key: str) -> Call | None:
        """The kept reply."""
        call = self.calls.find(key)
        if call is not None:
            self.usage += call.usage
        return call

    def keep(self, key: str, call: Call) -> None:
        """Keep and count a reply."""
        self.usage += call.usage
        self.calls.keep(key, call)


async def ours(paper: Paper, text: PaperText, client: LlmClient, calls: CallStore) -> Answered:
    """The product's own summary."""
    counted = Counted(calls)
    draft = await summarise(paper, text, client, counted)
    grounded = validate(draft, text, prompt_texts(draft.passes))
    return Answered(facts=grounded.facts, usage=counted.usage, summary=grounded)


def code(paper: Paper, text: PaperText) -> Answered:
    """What ours reads off tables and sentences without a model."""
    index = PaperIndex(text, numbered(text).places)
    found = read_off(lines_of(text), own_names(text, paper.title), index)
    return Answered(facts=ground_facts(found, index))


async def one_call(shown: str, text: PaperText, client: LlmClient, calls: CallStore) -> Answered:
    """One call with `shown`, whose JSON is taken as it is."""
    counted = Counted(calls)
    messages = [Message(role="system", content=INSTRUCTIONS), Message(role="user", content=shown)]
    schema = strict_schema(Answer, limits=True)
    key = content_key([m.content for m in messages], schema, client.identity.model, REPLY_TOKENS)
    call = counted.find(key)
    if call is None:
        call = await client.complete("recipe", messages, schema, REPLY_TOKENS)
        counted.keep(key, call)
    try:
        answer = Answer.model_validate(_json(call.text))
    except (ValueError, ValidationError) as e:
        return Answered(facts=(), usage=counted.usage, failed=f"{call.outcome}: {str(e)[:80]}")
    return Answered(facts=_facts(answer, PaperIndex(text)), usage=counted.usage)


def head_of(text: PaperText) -> str:
    """The first HEAD_CHARS characters as a plain text extraction gives them."""
    return "\n".join(b.raw or b.text for b in text.blocks)[:HEAD_CHARS]


def abstract_of(text: PaperText) -> str:
    """The abstract."""
    return pack.abstract_of(text)


def _json(reply: str) -> Any:
    """The reply's object; of one that was cut, the lists that were finished, for a peer is not scored 0 for that."""
    try:
        return read_object(reply)
    except ValueError:
        for end in range(len(reply), 0, -1):
            if reply[end - 1] == "}":
                for closing in ("]}", "}", "]}]}"):
                    try:
                        return {"backbones": [], "datasets": [], "hyperparameters": [], "results": []} | json.loads(
                            reply[:end] + closing
                        )
                    except ValueError:
                        continue
        raise


def _facts(answer: Answer, index: PaperIndex) -> tuple[GroundedFact, ...]:
    """The answer's facts with our verdicts, which tell how many of them the paper holds."""
    from schemas.summary import EMPTY

    summary = EMPTY.model_copy(
        update={
            "backbones": tuple(NamedFact(name=n) for n in _once(answer.backbones)),
            "datasets": tuple(DatasetFact(name=n, role="unknown") for n in _once(answer.datasets)),
            "hyperparameters": tuple(
                HyperparameterFact(name=h.name, value=h.value, scope="") for h in answer.hyperparameters
            ),
            "results": tuple(
                ResultFact(benchmark=r.benchmark, metric=r.metric, value=r.value, baseline="", baseline_value="")
                for r in answer.results
            ),
        }
    )
    return tuple(grounded(c, check(c.fact.model_copy(update={"at": None}), index)) for c in claims_of(summary))


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
