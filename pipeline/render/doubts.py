"""What of a summary is not as the paper has it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.words.printed import shown_benchmark, shown_metric, shown_name, shown_scope, shown_setting
from pipeline.words.settings_zh import DATASET_ROLES
from schemas.digest import GroundedFact, GroundedSummary

SHOWN = 4  # of each kind, told beside an entry; all of them are marked where they stand


class Doubts(NamedTuple):
    """One kind of them."""

    kind: str
    items: tuple[str, ...]  # at most SHOWN
    of: int  # how many there are


def doubts_of(summary: GroundedSummary) -> list[Doubts]:
    """What differs and what the paper states instead, what it does not hold, and sentences that cite other places."""
    failed = [f for f in summary.facts if not f.verdict.holds]
    differ = [f"{_called(f)}，论文为 {_stated(f)}" for f in failed if f.verdict.kind == "differs"]
    unknown = [_called(f) for f in failed if f.verdict.kind != "differs"]
    unknown += [flag.text for prose in summary.prose.values() for flag in prose.flags]
    kinds = (("与论文不符", differ), ("论文中未找到", unknown), ("所写出处没有句中的数字", list(_unplaced(summary))))
    return [_some(kind, items) for kind, items in kinds if items]


def _some(kind: str, items: Sequence[str]) -> Doubts:
    once = list(dict.fromkeys(items))
    return Doubts(kind, tuple(once[:SHOWN]), len(once))


def _unplaced(summary: GroundedSummary) -> Iterator[str]:
    for prose in summary.prose.values():
        yield from (prose.text[s.start : s.end].strip(" 。") for s in prose.marked)


def _called(fact: GroundedFact) -> str:
    if fact.kind == "hyperparameter":
        name, note = shown_setting(fact.name), shown_scope(fact.note)
    else:
        metric = shown_metric if fact.kind == "result" else shown_name
        name, note = metric(fact.name), shown_benchmark(fact.note)
    about = "，".join(part for part in (note, shown_name(fact.system)) if part and part not in DATASET_ROLES)
    return f"{name} {fact.value}".strip() + (f"（{about}）" if about and fact.value else "")


def _stated(fact: GroundedFact) -> str:
    page = fact.verdict.page_number
    return (fact.verdict.found or "") + (f"（第 {page} 页）" if page else "")
