"""What a strong model really answered about ten papers, with every claim judged: `../shared/replies`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.ground.index import PaperIndex
from pipeline.ground.summary import Claimed, claims_of
from pipeline.words.shown import shown_paper
from schemas.grounding import Places
from schemas.records import Block, PaperText
from schemas.summary import Summary

_LISTS = ("backbones", "datasets", "hyperparameters", "results")
_NUMBERED = re.compile(r"^\[([0-9]+(?:\.[0-9]+)?)\] ?(.*(?:\n   \|.*)*)", re.MULTILINE)


class Judged(NamedTuple):
    """A claim of an answer and what a reader of the PDF said of it."""

    claimed: Claimed
    right: bool
    at_right: bool


class Reply(NamedTuple):
    """One paper's answer, with the places of its request in today's extraction."""

    paper_id: str
    summary: Summary
    claims: tuple[Judged, ...]
    sentences: tuple[tuple[str, str, str], ...]  # field, sentence, support
    paper: PaperIndex


def load(folder: Path, paper_id: str, paper: PaperText) -> Reply:
    """The reply about a paper."""
    summary = Summary.model_validate(_json(folder / f"{paper_id}.answer.json"))
    labels = _json(folder / f"{paper_id}.labels.json")
    places = _json(folder / f"{paper_id}.place.json")
    request = (folder / f"{paper_id}.request.txt").read_text("utf-8")
    return Reply(
        paper_id,
        summary,
        tuple(_judged(summary, labels)),
        tuple((s["field"], s["sentence"], s["support"]) for s in labels["prose"]),
        PaperIndex(paper, todays_places(places, request, paper)),
    )


def _json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


def _judged(summary: Summary, labels: dict[str, Any]) -> Iterator[Judged]:
    said: dict[str, list[tuple[bool, bool]]] = {}
    for name in _LISTS:
        for label in labels[name]:
            said.setdefault(name, []).append((label["right"], label["at_right"]))
            if name == "results" and label["baseline_right"] is not None:
                said.setdefault("baselines", []).append((label["baseline_right"], label["baseline_at_right"]))
    lists = {"backbone": "backbones", "dataset": "datasets", "hyperparameter": "hyperparameters", "result": "results"}
    taken = {name: iter(labels) for name, labels in said.items()}
    for claimed in claims_of(summary):
        right, at_right = next(taken[lists.get(claimed.kind, "baselines")])
        yield Judged(claimed, right, at_right)


def todays_places(recorded: dict[str, list[int | None]], request: str, paper: PaperText) -> Places:
    """The places of a recorded request in the paper as it is extracted today, found by what they say."""
    blocks = shown_paper(paper).blocks
    texts = {m[1]: m[2] for m in _NUMBERED.finditer(request)}
    by_text: dict[str, list[int]] = {}
    for at, block in enumerate(blocks):
        by_text.setdefault(_key(_head(block)), []).append(at)
    places: Places = {}
    for number, (block_at, row) in recorded.items():
        assert block_at is not None
        if row is None:
            same = by_text.get(_key(texts[number])) or _like(_all_of(number, recorded, texts), blocks)
            places[number] = (_nearest(same, block_at), None)
    for number, (block_at, row) in recorded.items():
        if row is not None and block_at is not None:
            table = places[number.split(".")[0]][0]
            places[number] = (table, _same_row(texts[number], blocks[table], row))
    return places


def _key(text: str) -> str:
    return "".join(c for c in text if c.isalnum())[:80]


def _head(block: Block) -> str:
    return f"表{block.table.caption}" if block.table is not None and block.table.rows else block.text


def _nearest(found: list[int], to: int) -> int:
    return min(found, key=lambda at: abs(at - to), default=to)


def _all_of(number: str, recorded: dict[str, list[int | None]], texts: dict[str, str]) -> str:
    """What a place says, a table with its rows."""
    return " ".join(texts[n] for n in recorded if n.split(".")[0] == number)


def _like(text: str, blocks: Sequence[Block]) -> list[int]:
    """The block that says most of a text, and least beside it: an older extraction may have cut it otherwise."""
    words = Counter(text.split())
    shared = [_shared(words, block.text) for block in blocks]
    return [at for at, share in enumerate(shared) if share == max(shared)]


def _shared(words: Counter[str], text: str) -> float:
    others = Counter(text.split())
    return (words & others).total() / (words | others).total()


def _same_row(text: str, block: Block, row: int) -> int:
    """The row that says the same, or else most of it: labels beside several rows were once told of one."""
    rows = [" ".join(c.text for c in cells) for cells in (block.table.rows if block.table is not None else ())]
    same = [i for i, cells in enumerate(rows) if _key(cells) == _key(text)]
    if not same and rows:
        shared = [_shared(Counter(text.replace("|", " ").split()), cells) for cells in rows]
        same = [i for i, share in enumerate(shared) if share == max(shared)]
    return _nearest(same, row)
