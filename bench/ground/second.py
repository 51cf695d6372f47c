"""Replays the recorded answers to an earlier second question against today's: is a right claim lost or changed?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.ground.index import PaperIndex
from pipeline.ground.numbers import find_numbers
from pipeline.ground.quotes import locate
from pipeline.ground.regions import regions_of_quote
from pipeline.ground.summary import claims_of
from pipeline.summarise.places import numbered
from pipeline.summarise.repair import Doubt, applied, doubts_of
from schemas.records import PaperText
from schemas.summary import SecondThought, Summary

_SAME = ("name", "scope", "benchmark", "metric", "system")  # by these an item of the second answer is one of the first


class Replayed(NamedTuple):
    """What a second question and its recorded answer did to a paper's first answer."""

    asked: int  # doubts that today's code has
    lost: tuple[str, ...]  # right claims that are gone or changed


def replayed(folder: Path, paper_id: str, paper: PaperText) -> Replayed:
    """The first answer asked about as today, and answered as the model answered the second request of that day."""
    first = json.loads((folder / f"{paper_id}.first.answer.json").read_text("utf-8"))
    second = json.loads((folder / f"{paper_id}.repair.answer.json").read_text("utf-8"))
    request = (folder / f"{paper_id}.repair.request.txt").read_text("utf-8")
    complained = json.loads(request.split("===== assistant =====")[1].split("===== user =====")[0])
    labels = json.loads((folder / f"{paper_id}.labels.json").read_text("utf-8"))
    index = PaperIndex(paper, numbered(paper).places)
    before, shown, answered = (_pointing(said, index) for said in (first, first | complained, first | second))
    doubts = doubts_of(before, index, "")
    thoughts = {d.id: t for d in doubts if (t := _thought(d, before, shown, answered)) is not None}
    after = set(_claims(applied(before, doubts, thoughts, index, "")))
    wrong = {(w["kind"], w["name"]) for w in labels["wrong_but_not_complained_of"]}
    lost = [claim for claim in _claims(before) if claim not in after and (claim[0], claim[1]) not in wrong]
    return Replayed(len(doubts), tuple(" · ".join(claim) for claim in lost))


def _claims(summary: Summary) -> Iterator[tuple[str, ...]]:
    for c in claims_of(summary):
        yield c.kind, c.name, c.value, c.note, c.system


def _pointing(said: dict[str, Any], index: PaperIndex) -> Summary:
    """An answer with quotes as one with the numbers of their places."""
    lists = {
        name: [item | {"at": _at(item["quote"], index)} for item in value]
        for name, value in said.items()
        if isinstance(value, list)
    }
    return Summary.model_validate(said | lists)


def _at(quote: str, index: PaperIndex) -> str:
    location = locate(quote, index)
    regions = [] if location is None else regions_of_quote(location, index)
    return ", ".join(n for r in regions if (n := index.numbers.get((r.block, r.row))) is not None)


def _thought(doubt: Doubt, before: Summary, shown: Summary, answered: Summary) -> SecondThought | None:
    """What the recorded answer says of a doubt; None: it leaves the thing as it was, or was not asked about it."""
    if doubt.field is not None:
        text = getattr(answered, doubt.field)
        changed = doubt.sentence is None and text != getattr(before, doubt.field)
        return SecondThought(id=doubt.id, action="change", text=text) if changed else None
    assert doubt.list_name is not None
    item = getattr(before, doubt.list_name)[doubt.item]
    if _same(item, getattr(shown, doubt.list_name)) is None:
        return None
    others = getattr(answered, doubt.list_name)
    same = _same(item, others)
    if same is None:  # renamed, or split in two: a second thought can do neither
        kept = any(_names(other) & _names(item) for other in others)
        return None if kept else SecondThought(id=doubt.id, action="drop")
    value = same.baseline_value if doubt.baseline else same.value if hasattr(same, "value") else same.name
    return SecondThought(id=doubt.id, action="change", value=value, at=same.at)


def _names(item: Any) -> set[str]:
    """What tells whether another item says the same: its name, metric and numbers."""
    numbers = {str(n.value) for n in find_numbers(getattr(item, "value", ""))}
    return numbers | {said for name in ("name", "metric") if (said := getattr(item, name, ""))}


def _same(item: Any, others: Sequence[Any]) -> Any:
    wanted = [getattr(item, name, None) for name in _SAME]
    return next((o for o in others if [getattr(o, name, None) for name in _SAME] == wanted), None)
