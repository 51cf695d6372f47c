"""Asks the questions about one paper: takes kept replies, judges answers, and asks again once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from pipeline.ground.index import PaperIndex
from pipeline.llm.endpoint import ModelIdentity
from pipeline.llm.json_text import read_object
from pipeline.llm.model import Model
from pipeline.store.artefacts import content_key
from pipeline.summarise.fitted import fitted
from pipeline.summarise.pack import FENCED, abstract_of
from pipeline.summarise.places import numbered
from pipeline.summarise.prompts import load_prompt
from schemas.calls import Call, Message, Usage
from schemas.digest import PROSE_FIELDS
from schemas.records import PaperText, Record
from schemas.summary import Summary, strict_schema

_LOG = logging.getLogger("ribao")
R = TypeVar("R", bound=Record)

REPAIR_PROBLEMS = 12  # a longer list is no help to a small model


class CallStore(Protocol):
    """Where replies are kept, so that none is paid for twice."""

    def find(self, key: str) -> Call | None:
        """The kept reply to just this request; None: it was never asked."""

    def keep(self, key: str, call: Call) -> None:
        """Keep a reply."""


class Question(Record):
    """One request before it is sent."""

    prompt: str  # its name in records
    messages: tuple[Message, ...]
    json_schema: dict[str, Any]
    reply_tokens: int

    def key(self, model: ModelIdentity, temperature: float) -> str:
        """The key under which its reply is kept."""
        asked = [m.model_dump() for m in self.messages]
        return content_key(asked, self.json_schema, model.model, model.host, temperature, self.reply_tokens)


def first_question(prompt: str, body: str | Sequence[str], schema: dict[str, Any], reply_tokens: int) -> Question:
    """What is asked first: the rules, then `body`, or examples and their answers in turns with the question last."""
    turns = [body] if isinstance(body, str) else body
    told = (Message(role="assistant" if at % 2 else "user", content=turn) for at, turn in enumerate(turns))
    messages = (Message(role="system", content=load_prompt("system").text), *told)
    return Question(prompt=prompt, messages=messages, json_schema=schema, reply_tokens=reply_tokens)


class Asker:
    """Asks one paper's questions: takes kept replies, judges answers, and asks again once."""

    def __init__(self, paper_id: str, text: PaperText, client: Model, calls: CallStore) -> None:
        self.paper_id, self.client, self.calls = paper_id, client, calls
        self.numbered = numbered(text)
        self.index = PaperIndex(text, self.numbered.places)
        self.about = abstract_of(text)  # by which a word of two senses has the one of its field
        self.repair = load_prompt("repair")
        self.usage = Usage()
        self.repaired: list[str] = []
        self.confirmed: list[str] = []
        self.failed: list[str] = []

    async def ask(self, prompt: str, body: str, reply_tokens: int) -> Summary | None:
        """The answer as a Summary; None when neither try gave one, and `failed` says why."""
        schema = strict_schema(Summary, limits=False)
        question = first_question(prompt, body, schema, reply_tokens)
        call = await self._call(question, schema)
        answer, problem = _parsed(call, Summary, self.paper_id)
        if answer is None:
            self.repaired.append(prompt)
            again = self.with_problems(question.messages, call.text, [problem])
            second = await self.again(f"{prompt}-repair", again, schema, reply_tokens)
            answer, problem = _parsed(second, Summary, self.paper_id)
        if answer is None:
            self.failed.append(f"{prompt}: {problem}")
        return answer and await asyncio.to_thread(tidied, answer)  # it would hold up the other papers' requests

    async def reply(
        self,
        prompt: str,
        body: str | Sequence[str],
        schema_type: type[R],
        reply_tokens: int,
        latin: Sequence[str] | None = None,
    ) -> R | None:
        """The answer as it is, which the asker judges; None when it is none of its schema, and `failed` says why.

        `latin` are the only names that it may hold; None: any.
        """
        plain = strict_schema(schema_type, limits=False)
        bound = self.client.identity.passes == "focused"
        schema = strict_schema(schema_type, limits=True, names=latin) if bound else plain
        call = await self._call(first_question(prompt, body, schema, reply_tokens), plain)
        answer, problem = _parsed(call, schema_type, self.paper_id)
        if answer is None:
            self.failed.append(f"{prompt}: {problem}")
        return answer

    def with_problems(
        self, asked: Sequence[Message], said: str, problems: Sequence[str], most: int = REPAIR_PROBLEMS
    ) -> tuple[Message, ...]:
        """The messages of a second try: what was asked, what was answered, and what is wrong with it."""
        listed = "\n".join(f"- {p}" for p in problems[:most])
        return (
            *asked,
            Message(role="assistant", content=said or "（没有回答）"),
            Message(role="user", content=self.repair.render(problems=listed)),
        )

    async def again(
        self,
        prompt: str,
        messages: tuple[Message, ...],
        schema: dict[str, Any],
        reply_tokens: int,
        plain: dict[str, Any] | None = None,
    ) -> Call:
        """The reply to a second try."""
        asked = Question(prompt=prompt, messages=messages, json_schema=schema, reply_tokens=reply_tokens)
        return await self._call(asked, plain or schema)

    async def _call(self, asked: Question, plain: dict[str, Any]) -> Call:
        key = asked.key(self.client.identity, self.client.settings.temperature)
        kept = self.calls.find(key)
        if kept is not None:
            return kept
        other = plain if plain != asked.json_schema and not self.client.identity.embedded else None
        call = await self.client.complete(asked.prompt, asked.messages, asked.json_schema, asked.reply_tokens, other)
        self.usage += call.usage
        await asyncio.to_thread(self.calls.keep, key, call)
        return call


def _parsed(call: Call, schema_type: type[R], paper_id: str) -> tuple[R | None, str]:
    """The answer, or None and what is wrong with it."""
    reason = {
        "length": "回答太长，被截断了，请写得更短",
        "content_filter": "回答被端点的内容过滤器拦下",
        "refusal": f"模型拒绝回答：{(call.refusal or '')[:80]}",
        "empty": "回答是空的",
    }.get(call.outcome)
    if reason:
        return None, reason
    try:
        answer, left_out = fitted(read_object(call.text, keys_of(schema_type)), schema_type)
    except (ValueError, ValidationError) as e:
        return None, f"回答不是所要求的 JSON：{_first_error(e)}"
    if left_out:
        _LOG.warning("%s: items of the answer that say nothing usable: %s", paper_id, ", ".join(left_out))
    return answer, ""


_CJK = r"[\u3400-\u9fff]"
_SPACE_BETWEEN = re.compile(rf"(?<={_CJK}) *(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%}}]) *(?={_CJK})")


def tidy(text: str) -> str:
    """Chinese prose on one line, with one space between Chinese and Latin."""
    return _SPACE_BETWEEN.sub(" ", " ".join(text.split()))


# what a model writes in a field that it has nothing for; as an item of a list it is no claim
_NOTHING = re.compile(
    r"(?i)\W*(?:未报告|未提及|未说明|不适用|无|none|null|nil|n/?a|unknown|"
    r"not (?:reported|specified|stated|mentioned|given|applicable|available))?\W*"
)


def tidied(summary: Summary) -> Summary:
    """The summary with tidy prose, and without the items that only say that there is none."""
    update: dict[str, object] = {field: tidy(getattr(summary, field)) for field in PROSE_FIELDS}
    lists = (("backbones", "name"), ("datasets", "name"), ("hyperparameters", "value"), ("results", "value"))
    for field, what in lists:
        update[field] = tuple(item for item in getattr(summary, field) if not _NOTHING.fullmatch(getattr(item, what)))
    return summary.model_copy(update=update)


def instructions_of(body: str) -> str:
    """A prompt without the paper: what an echo would repeat."""
    return FENCED.sub("", body)


def keys_of(kind: type[Record]) -> tuple[str, ...]:
    """The keys of an answer, as a model is asked to write them."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def _first_error(error: ValueError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(p) for p in first['loc'])} {first['msg']}"[:160]
    return str(error)[:160]
