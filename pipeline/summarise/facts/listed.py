"""What code reads off a paper as a flat list: the facts that a small model's digest is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pipeline.ground.index import PaperIndex
from pipeline.summarise.facts.methods import own_names
from pipeline.summarise.facts.read_off import read_off
from pipeline.summarise.lines import Line, lines_of
from pipeline.summarise.places import numbered
from schemas.records import PaperText, Record
from schemas.summary import Summary


class ReadFact(Record):
    """One fact; a field that does not apply to its kind, or that the paper does not say, is null."""

    kind: Literal["backbone", "dataset", "hyperparameter", "result"]
    name: str | None = None
    value: str | None = None  # with its unit
    unit: str | None = None  # null: it stands in the value
    scope: str | None = None  # of a setting: stage, model or dataset; of a dataset: train, eval or both
    system: str | None = None
    benchmark: str | None = None
    metric: str | None = None
    baseline: str | None = None
    baseline_value: str | None = None
    place: str | None = None  # number of the paragraph or table row in the numbered text
    page: int | None = None  # from 1
    evidence: str | None = None  # the sentence or table row


def read_facts(paper: PaperText) -> tuple[ReadFact, ...]:
    """All that code reads off a paper, without a model, as the small model's digest prints it."""
    title = next((block.text for block in paper.blocks if block.kind == "title"), "")
    lines = lines_of(paper)
    found = read_off(lines, own_names(paper, title), PaperIndex(paper, numbered(paper).places))
    return tuple(_with_evidence(fact, lines) for fact in _flat(found))


def _flat(found: Summary) -> Iterator[ReadFact]:
    for backbone in found.backbones:
        yield ReadFact(kind="backbone", name=backbone.name, place=backbone.at)
    for data in found.datasets:
        role = None if data.role == "unknown" else data.role
        yield ReadFact(kind="dataset", name=data.name, scope=role, place=data.at)
    for setting in found.hyperparameters:
        yield ReadFact(
            kind="hyperparameter",
            name=setting.name,
            value=setting.value,
            scope=setting.scope or None,
            place=setting.at,
        )
    for result in found.results:
        yield ReadFact(
            kind="result",
            value=result.value,
            system=result.system or None,
            benchmark=result.benchmark or None,
            metric=result.metric or None,
            baseline=result.baseline or None,
            baseline_value=result.baseline_value or None,
            place=result.at,
        )


def _with_evidence(fact: ReadFact, lines: Sequence[Line]) -> ReadFact:
    """The fact with its page, and the line of its place that says most of it; of a table's head the first row."""
    there = [line for line in lines if fact.place and (line.at == fact.place or line.at.startswith(f"{fact.place}."))]
    said = (fact.value, fact.name, fact.benchmark)
    line = max(there, key=lambda line: [bool(word and _says(word, line.text)) for word in said], default=None)
    place = fact.place or None
    if line is None:
        return fact.model_copy(update={"place": place})
    return fact.model_copy(update={"place": place, "page": line.page_number, "evidence": line.text})


def _says(word: str, text: str) -> bool:
    """Whether a text has the word as a whole: 1 is no part of 1.5."""
    return bool(re.search(rf"(?<![\w.]){re.escape(word)}(?![\w]|\.\d)", text))
