"""What the model must return: Chinese prose, and facts that each carry their evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.bounds import bounded
from schemas.records import Record, Title, Words

NOT_REPORTED = "未报告"
NOT_APPLICABLE = "不适用"
NOT_FOUND = "正文中未找到专门的描述"  # less than 未报告: sentences were searched for words, not understood
SAYS_NOTHING = (NOT_REPORTED, NOT_APPLICABLE, NOT_FOUND)  # what prose says instead of an answer

DatasetRole = Literal["train", "eval", "both", "unknown"]

Prose = Annotated[
    str, bounded(3_000), Field(description="简体中文，每句话在句号前用【】写出处；没有内容时写“未报告”或“不适用”")
]
Phrase = Annotated[str, bounded(1_000), Field(description="简体中文的一个短语")]
English = Annotated[str, bounded(300), Field(description="as the paper writes it, in English")]
At = Annotated[
    str,
    bounded(1_000),
    Field(description="numbers of the paragraphs or table rows that state this: 57 or 57.3; several joined by commas"),
]


class Stated(Record):
    """A fact with the numbers of the places that state it; `at` is "" where none was named."""

    @model_validator(mode="before")
    @classmethod
    def _of_quoted(cls, data: Any) -> Any:
        """A fact that was kept when facts still had a quote and a unit of their own."""
        if not isinstance(data, dict):
            return data
        for name in ("at", "baseline_at"):
            if isinstance(data.get(name), list):  # as an endpoint without a schema may send several places
                data = data | {name: ", ".join(map(str, data[name]))}
        if "quote" not in data:
            return data
        unit, value = data.get("unit") or "", data.get("value") or ""
        stated = f"{value} {unit}".strip() if unit and unit not in value else value
        fresh = {name: said for name, said in data.items() if name not in ("quote", "unit", "value")}
        return fresh | ({"value": stated} if "value" in data else {})


class NamedFact(Stated):
    """A pretrained model that the paper's own method builds on."""

    name: English
    at: At = ""


class DatasetFact(Stated):
    """A dataset or benchmark, and what it is used for."""

    name: English
    role: DatasetRole
    at: At = ""


class HyperparameterFact(Stated):
    """One setting: optimizer, learning rate, schedule, batch size, epochs, hardware, time, …"""

    name: English
    value: English  # one value, powers as 10^{-4}
    scope: Title  # stage, model or dataset it holds for; "" for all
    at: At = ""


class ResultFact(Stated):
    """One number of the paper's results, with the number that it is compared with."""

    benchmark: English
    metric: English
    system: Title = ""  # which of the paper's own models or variants it is of; "" where there is only one
    value: English
    at: At = ""
    baseline: Title  # "" where there is none
    baseline_value: Title  # "" where there is none
    baseline_at: At = ""


class Summary(Record):
    """A paper's summary as a strong model returns it in one call."""

    headline: Phrase = ""  # "": made before there was one
    task: Phrase
    input: Phrase
    output: Phrase
    backbones: tuple[NamedFact, ...]
    datasets: tuple[DatasetFact, ...]
    problem: Prose
    architecture: Prose
    training: Prose
    inference: Prose
    results_prose: Prose
    hyperparameters: tuple[HyperparameterFact, ...]
    results: tuple[ResultFact, ...]


class SecondThought(Record):
    """What a model says of one thing that code could not find in its place."""

    id: str  # of the question's list
    action: Literal["keep", "change", "drop"]
    value: Title = ""  # of a fact, where it is changed
    at: Title = ""  # of a fact, where it is changed
    text: Words = ""  # of prose, where it is changed


class SecondThoughts(Record):
    """The answer to the second question."""

    answers: tuple[SecondThought, ...]


Edited = Annotated[str, bounded(3_000), Field(description="简体中文，整个字段；不用改的写空串")]


class EditedProse(Record):
    """The prose as an editor rewrote it; "" is a field that stays. The headline comes last, since it sums up."""

    problem: Edited = ""
    architecture: Edited = ""
    training: Edited = ""
    inference: Edited = ""
    results_prose: Edited = ""
    task: Edited = ""
    input: Edited = ""
    output: Edited = ""
    headline: Edited = ""


EMPTY = Summary(
    task="",
    input="",
    output="",
    backbones=(),
    datasets=(),
    problem="",
    architecture="",
    training="",
    inference="",
    results_prose="",
    hyperparameters=(),
    results=(),
)


# The focused passes of small models: short strings instead of records, since such a model writes 15 tokens a second.
# Code finds the evidence line that states a fact, and that line is the quote; the model is not asked for one.


# A name of four words at most; only the first may be in lower case, so that no English sentence fits.
_LATIN = r"([A-Za-z][A-Za-z0-9.+-]{0,20}( [A-Z0-9][A-Za-z0-9.+-]{0,20}){0,3})"


_META = re.compile(r"[.^$*+?()\[\]{}|\\]")  # llama.cpp knows no other escapes, and drops a pattern that has one


_HAN = "[一-龥，、；：（）“”]"
TRANSLATED_PIECES = 9  # runs of Chinese between names: a sentence of 330 characters holds that many at most


def _sentence(pieces: int) -> str:
    """Pattern of at most `pieces` runs of Chinese, with Latin names between them, ended by "。".

    A text matches it in one way alone: engines that follow every way need minutes for a token of a pattern in which
    Chinese may be parted into runs anywhere.
    """
    return f"^({_HAN}+)({_LATIN}{_HAN}+){{0,{pieces - 1}}}。$"


ENGLISH = "[A-Za-z0-9 (),./+'’–-]{0,90}"  # of a phrase that a paper writes


def _english() -> Any:
    return Field(json_schema_extra={"pattern": f"^{ENGLISH}$"})


class OverviewPass(Record):
    """What a paper solves, and what goes in and comes out, as English phrases.

    A small model copies more surely than it translates, and code can hold a copy against the paper.
    """

    task: str = _english()
    input: str = _english()
    output: str = _english()


class TranslationPass(Record):
    """A sentence of the paper in Chinese."""

    model_config = ConfigDict(validate_by_name=True)

    translation: str = Field(alias="译文", json_schema_extra={"pattern": _sentence(TRANSLATED_PIECES)})


MOST_PHRASE = 28  # characters of Chinese between two names of a phrase


def _phrase(key: str) -> Any:
    """Field of a Chinese phrase without a comma, with three Latin names at most."""
    run = f"[一-龥、]{{0,{MOST_PHRASE}}}"
    return Field(alias=key, json_schema_extra={"pattern": f"^{run}({_LATIN}{run}){{0,3}}$"})


class PhrasePass(TranslationPass):
    """A phrase in Chinese."""

    translation: str = _phrase("译文")


_LIMITS = ("maxLength", "minLength", "maxItems", "minItems", "minimum", "maximum", "pattern")
# accepted by llama.cpp's grammar; OpenAI's strict mode rejects some of them:
# https://platform.openai.com/docs/guides/structured-outputs#supported-schemas


def strict_schema(
    model: type[BaseModel],
    *,
    limits: bool,
    names: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The JSON Schema of `model` for strict structured outputs: no $ref, all fields required, nothing else allowed.

    `limits` keeps the length limits, which llama.cpp's grammar enforces and OpenAI's strict mode does not accept.
    `names` are the only Latin names that Chinese prose may hold; None: it may hold every name.
    """
    raw = _json_schema(model)
    definitions = raw.get("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(n) for n in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return walk(definitions[node["$ref"].rsplit("/", 1)[-1]])
        dropped = ("title", "default", "$defs", *(() if limits else _LIMITS))
        out = {
            key: {name: walk(sub) for name, sub in value.items()} if key == "properties" else walk(value)
            for key, value in node.items()
            if key not in dropped
        }
        if out.get("type") == "object":
            out["required"] = list(out["properties"])
            out["additionalProperties"] = False
            out.pop("description", None)
        return out

    schema: dict[str, Any] = walk(raw)
    for field in schema["properties"].values():
        if names is not None and "pattern" in field:
            field["pattern"] = _bound(field["pattern"], names)
    return schema


@cache
def _json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema as pydantic makes it, which takes 10 ms; nobody changes it."""
    return model.model_json_schema()


def _bound(pattern: str, names: Sequence[str]) -> str:
    """The pattern of prose with `names` as the only Latin names that it may hold.

    A sentence may begin with one of them, as those about a method do; made to begin with Chinese, a model translates
    the name, or the paper's title.
    """
    if not names:
        return _NAMED.sub("", pattern)
    return pattern.replace(_LATIN, _one_of(names)).replace("^(", f"^{_one_of(names)}?(", 1)


_NAMED = re.compile(rf"\({re.escape(_LATIN)}.*\)\{{0,\d+\}}")  # of a pattern: the runs that begin with a name


def _one_of(names: Sequence[str]) -> str:
    return "(" + "|".join(_META.sub(r"\\\g<0>", name) for name in names) + ")"
