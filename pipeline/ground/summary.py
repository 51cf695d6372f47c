"""Checks a summary against its language rules and against the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ground.absent import REPORTED_BY, absent
from pipeline.ground.check import check, check_text
from pipeline.ground.context import sentence_span
from pipeline.ground.index import PaperIndex
from pipeline.ground.language import language_problems
from pipeline.words.settings import setting_of
from pipeline.words.settings_zh import setting_name
from schemas.digest import PROSE_FIELDS, Flag, GroundedFact, GroundedProse, GroundedSummary, Place, SummaryDraft
from schemas.grounding import AbsenceKind, Checked, Fact
from schemas.records import PaperText
from schemas.summary import Summary

VALIDATOR = "validate-7"  # part of the artefact's key: raise it when a verdict can change
ABSENCE_NAMES: dict[AbsenceKind, str] = {
    "optimizer": setting_name("optimizer"),
    "learning rate": setting_name("learning rate"),
    "schedule": setting_name("schedule"),
    "batch size": setting_name("batch size"),
    "epochs or steps": "训练轮数或步数",
    "GPUs": setting_name("GPUs"),
    "hours": setting_name("training time"),
}
QUOTE_CHARS = 600  # a longer sentence is a failed split, and no reader's proof
_NUMBERED_NAME = re.compile(r"\d")  # Qwen2.5-7B and MATH-500 say a number too


def ground_prose(field: str, text: str, index: PaperIndex, instructions: str = "") -> GroundedProse:
    """The prose with a flag on every number and every name with a digit that the paper does not hold."""
    checked = [c for c in check_text(text, index) if c.kind == "number" or _NUMBERED_NAME.search(c.text)]
    return GroundedProse(
        text=text,
        flags=tuple(Flag(start=c.start, end=c.end, text=c.text) for c in checked if not c.verdict.holds),
        places=tuple(_place(c, index) for c in checked if c.verdict.holds),
        numbers=len(checked),
        problems=language_problems(field, text, instructions),
    )


def _place(checked: Checked, index: PaperIndex) -> Place:
    verdict = checked.verdict
    found = verdict.found or checked.text
    return Place(
        start=checked.start,
        end=checked.end,
        page_number=verdict.page_number,
        found=found,
        quote=_around(found, verdict.page_number, index),
    )


def _around(found: str, page_number: int | None, index: PaperIndex) -> str:
    """The sentence or the table row of a page that holds `found`; "" where none of QUOTE_CHARS at most does."""
    whole = re.compile(rf"(?<![\w.]){re.escape(found)}(?![\w]|\.\d)")
    for block in index.paper.blocks:
        if block.page_number != page_number or block.kind in ("reference", "header_footer"):
            continue
        match = whole.search(block.text)
        if match is None:
            continue
        at = match.start()
        start, end = sentence_span(block.text, at, at + len(found))
        if block.kind == "table":
            start, end = block.text.rfind("\n", 0, at) + 1, (block.text.find("\n", at) + 1 or len(block.text) + 1) - 1
        if end - start <= QUOTE_CHARS:
            return " ".join(block.text[start:end].split())
    return ""


def ground_facts(summary: Summary, index: PaperIndex) -> tuple[GroundedFact, ...]:
    """Every fact of the summary with its verdict, in the summary's order."""
    facts: list[GroundedFact] = []
    for backbone in summary.backbones:
        facts.append(_fact("backbone", backbone.name, "", "", backbone.quote, index))
    for dataset in summary.datasets:
        facts.append(_fact("dataset", dataset.name, "", dataset.role, dataset.quote, index))
    for setting in summary.hyperparameters:
        value = f"{setting.value} {setting.unit}".strip() if setting.unit not in setting.value else setting.value
        facts.append(_fact("hyperparameter", setting.name, value, setting.scope, setting.quote, index))
    for result in summary.results:
        fact = _fact("result", result.metric, result.value, result.benchmark, result.quote, index)
        facts.append(fact.model_copy(update={"system": result.system}))
        if result.baseline_value:
            # the quote is the result's own row: a baseline must stand in the row of its name and the benchmark's column
            facts.append(_fact("baseline", result.baseline, result.baseline_value, result.benchmark, "", index))
    return tuple(facts)


def _fact(kind: str, name: str, value: str, note: str, quote: str, index: PaperIndex) -> GroundedFact:
    claim = (
        Fact(id=kind, name=None, value=name, quote=quote or None)
        if kind in ("backbone", "dataset")
        else Fact(id=kind, name=name or None, value=value, quote=quote or None, context=note or None)
    )
    verdict = check(claim, index)
    return GroundedFact.model_validate(
        {"kind": kind, "name": name, "value": value, "note": note, "quote": quote, "verdict": verdict}
    )


def problems_of(prose: Iterable[GroundedProse], facts: Iterable[GroundedFact]) -> tuple[str, ...]:
    """What a re-ask tells the model, one reason a line, in Chinese."""
    lines: list[str] = []
    for p in prose:
        lines += p.problems
        lines += [f"“{flag.text}”不在论文中（{p.text[:30]}…）" for flag in p.flags]
    for fact in facts:
        if not fact.verdict.holds:
            lines.append(_fact_problem(fact))
    return tuple(dict.fromkeys(lines))


def _fact_problem(fact: GroundedFact) -> str:
    label = f"{fact.name} = {fact.value}" if fact.value else fact.name
    kind = fact.verdict.kind
    if kind == "contradicted":
        return f"“{label}”与论文不符：原文该处是“{fact.verdict.found}”"
    if fact.verdict.rule == "quote_not_found":
        return f"“{label}”的引文不在论文中"
    if kind == "elsewhere":
        return f"“{label}”：这个值在论文别处，不在所给的句子或该项之下"
    return f"“{label}”不在论文中"


def _reports(fact: GroundedFact, kind: AbsenceKind) -> bool:
    """Whether a fact that holds reports this kind, whatever the search of the text found."""
    return fact.kind == "hyperparameter" and fact.verdict.holds and setting_of(fact.name) in REPORTED_BY[kind]


def validate(draft: SummaryDraft, paper: PaperText, instructions: str = "") -> GroundedSummary:
    """The summary with every number and fact checked against the paper; `instructions` is what an echo would repeat."""
    index = PaperIndex(paper)
    prose = {field: ground_prose(field, getattr(draft.summary, field), index, instructions) for field in PROSE_FIELDS}
    facts = ground_facts(draft.summary, index)
    return GroundedSummary(
        draft=draft,
        prose=prose,
        facts=facts,
        absent=tuple(
            name
            for kind, name in ABSENCE_NAMES.items()
            if absent(kind, index).absent and not any(_reports(fact, kind) for fact in facts)
        ),
        receipt=paper.receipt,
        pdf_version=paper.version,
    )
