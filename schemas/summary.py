"""What the model must return: Chinese prose, and facts that each carry their evidence."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field

from schemas.records import Record

NOT_REPORTED = "未报告"
NOT_APPLICABLE = "不适用"

DatasetRole = Literal["train", "eval", "both", "unknown"]

Prose = Annotated[str, Field(description="简体中文；没有内容时写“未报告”或“不适用”")]
Quote = Annotated[str, Field(description="verbatim English text of the paper that states this fact")]


class NamedFact(Record):
    """A backbone that the paper builds on or evaluates."""

    name: str
    quote: Quote


class DatasetFact(Record):
    """A dataset or benchmark, and what it is used for."""

    name: str
    role: DatasetRole
    quote: Quote


class HyperparameterFact(Record):
    """One training setting: optimizer, learning rate, schedule, batch size, epochs, hardware, time, …"""

    name: str
    value: str  # as the paper writes it, powers as 10^{-4}
    unit: str  # "" where there is none
    scope: str  # stage, model or dataset it holds for; "" for all
    quote: Quote


class ResultFact(Record):
    """One number of the paper's results, with the number that it is compared with."""

    benchmark: str
    metric: str
    value: str
    baseline: str  # "" where there is none
    baseline_value: str  # "" where there is none
    quote: Quote


class Summary(Record):
    """A paper's summary as a strong model returns it in one call."""

    task: Prose
    input: Prose
    output: Prose
    backbones: tuple[NamedFact, ...]
    datasets: tuple[DatasetFact, ...]
    problem: Prose
    architecture: Prose
    training: Prose
    hyperparameters: tuple[HyperparameterFact, ...]
    inference: Prose
    results_prose: Prose
    results: tuple[ResultFact, ...]


# The focused passes of small models. `line` is the number of the evidence line that states the fact: code, not
# the model, turns it into the verbatim quote. Lengths are in characters; they stop a small model that runs away.


class OverviewPass(Record):
    """Task, input, output and problem."""

    task: Annotated[str, Field(max_length=40)]
    input: Annotated[str, Field(max_length=60)]
    output: Annotated[str, Field(max_length=60)]
    problem: Annotated[str, Field(max_length=160)]


class MethodPass(Record):
    """How the method is built, trained and used."""

    architecture: Annotated[str, Field(max_length=160)]
    training: Annotated[str, Field(max_length=120)]
    inference: Annotated[str, Field(max_length=100)]


class NameLine(Record):
    """A model's name and the evidence line that holds it."""

    name: Annotated[str, Field(max_length=48)]
    line: Annotated[int, Field(ge=1, le=99)]


class DatasetLine(Record):
    """A dataset's name, its role and the evidence line that holds it."""

    name: Annotated[str, Field(max_length=48)]
    role: DatasetRole
    line: Annotated[int, Field(ge=1, le=99)]


class SetupPass(Record):
    """Backbones and datasets."""

    backbones: Annotated[tuple[NameLine, ...], Field(max_length=5)]
    datasets: Annotated[tuple[DatasetLine, ...], Field(max_length=8)]


class SettingLine(Record):
    """A training setting and the evidence line that holds it."""

    name: Annotated[str, Field(max_length=40)]
    value: Annotated[str, Field(max_length=40)]
    line: Annotated[int, Field(ge=1, le=99)]


class TrainingPass(Record):
    """Hyperparameters."""

    hyperparameters: Annotated[tuple[SettingLine, ...], Field(max_length=14)]


class ResultLine(Record):
    """A result and the evidence line that holds it."""

    benchmark: Annotated[str, Field(max_length=48)]
    metric: Annotated[str, Field(max_length=32)]
    value: Annotated[str, Field(max_length=24)]
    baseline: Annotated[str, Field(max_length=40)]
    baseline_value: Annotated[str, Field(max_length=24)]
    line: Annotated[int, Field(ge=1, le=99)]


class ResultsPass(Record):
    """Main results, and a sentence about them."""

    results: Annotated[tuple[ResultLine, ...], Field(max_length=6)]
    results_prose: Annotated[str, Field(max_length=120)]


M = TypeVar("M", bound=BaseModel)

_LIMITS = ("maxLength", "minLength", "maxItems", "minItems", "minimum", "maximum")
# accepted by llama.cpp's grammar; OpenAI's strict mode rejects some of them:
# https://platform.openai.com/docs/guides/structured-outputs#supported-schemas


def strict_schema(model: type[BaseModel], *, limits: bool) -> dict[str, Any]:
    """The JSON Schema of `model` for strict structured outputs: no $ref, all fields required, nothing else allowed.

    `limits` keeps the length limits, which llama.cpp's grammar enforces and OpenAI's strict mode does not accept.
    """
    raw = model.model_json_schema()
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
    return schema
