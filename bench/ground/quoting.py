"""What a strong model really answered when it was asked for quotes: `../shared/replies/quoting`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.ground.index import PaperIndex
from schemas.digest import PROSE_FIELDS
from schemas.grounding import Fact
from schemas.records import PaperText


class Quoted(NamedTuple):
    """A right claim of an answer with quotes."""

    fact: Fact
    called: str  # as a complaint names it: its name and value


class Quoting(NamedTuple):
    """One paper's answer with quotes."""

    paper_id: str
    claims: tuple[Quoted, ...]  # those that a reader of the PDF found right
    prose: dict[str, str]  # by field
    complaints: tuple[tuple[str, str], ...]  # kind and words, about right claims, of the checker of that day
    paper: PaperIndex


def load(folder: Path, paper_id: str, paper: PaperText) -> Quoting:
    """The answer about a paper."""
    answer = json.loads((folder / f"{paper_id}.first.answer.json").read_text("utf-8"))
    labels = json.loads((folder / f"{paper_id}.labels.json").read_text("utf-8"))
    wrong = {(w["kind"], w["name"]) for w in labels["wrong_but_not_complained_of"]}
    claims = tuple(c for c in _claims(answer) if (c.fact.id, c.fact.name or c.fact.value) not in wrong)
    complaints = tuple((c["kind"], c["complaint"]) for c in labels["complaints"] if c["claim_is_right"])
    prose = {str(field): str(answer.get(field, "")) for field in PROSE_FIELDS}
    return Quoting(paper_id, claims, prose, complaints, PaperIndex(paper))


def _claims(answer: dict[str, Any]) -> Iterator[Quoted]:
    """The facts as a file of `ribao check` would hold them."""
    for kind in ("backbone", "dataset"):
        for item in answer[f"{kind}s"]:
            yield Quoted(Fact(id=kind, value=item["name"], quote=item["quote"] or None), item["name"])
    for item in answer["hyperparameters"]:
        value = item["value"] if item["unit"] in item["value"] else f"{item['value']} {item['unit']}"
        about = {"quote": item["quote"] or None, "context": item["scope"] or None}
        fact = Fact(id="hyperparameter", name=item["name"], value=value, **about)
        yield Quoted(fact, f"{item['name']} = {value}")
    for item in answer["results"]:
        name, about = item["metric"], {"context": f"{item['benchmark']}, {item['system']}"}
        fact = Fact(id="result", name=name, value=item["value"], quote=item["quote"] or None, **about)
        yield Quoted(fact, f"{name} = {item['value']}")
        if item["baseline_value"]:  # the quote is the result's: a baseline has none
            about = {"context": f"{item['benchmark']}, {item['baseline']}"}
            fact = Fact(id="baseline", name=name, value=item["baseline_value"], **about)
            yield Quoted(fact, f"{item['baseline']} = {item['baseline_value']}")
