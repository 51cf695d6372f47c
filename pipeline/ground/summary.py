"""Checks a summary against its language rules and against the paper."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from pipeline.ground.absent import REPORTED_BY, absent
from pipeline.ground.addressed import addressed
from pipeline.ground.check import check
from pipeline.ground.confirmed import confirmed
from pipeline.ground.index import PaperIndex
from pipeline.ground.institutions import institutions_of
from pipeline.ground.labels import is_ours
from pipeline.ground.prose import ground_prose
from pipeline.words.settings import setting_of
from pipeline.words.settings_zh import setting_name
from schemas.digest import PROSE_FIELDS, FactKind, GroundedFact, GroundedProse, GroundedSummary, SummaryDraft, Unseen
from schemas.grounding import AbsenceKind, Fact, Verdict
from schemas.records import Block, HiddenReason, HiddenSpan, PaperText
from schemas.summary import Summary

# names as long as GitHub lets them be; an address that a line's end parts has a space in it
_REPOSITORY = re.compile(r"(?i)(?:https?:\s?//)?\b(?:www\.)?git(?:hub|lab)\.\s?com/\s?[\w.-]{1,39}/[\w.-]{0,99}\w")
_RELEASED = re.compile(  # the authors' own
    r"(?:\b[Cc]ode (?:(?:[a-z ]{1,60} )?(?:is|are) (?:\w+ ){0,2}at:? |[Aa]vailability[.:]? )|^\[\^[^\]]*\] ?Code: )"
    r"(?=\S*git)"
)
_NOTED = re.compile(  # what a sentence says before the mark of a footnote that is their repository
    r"\b(?:[Cc]ode (?:[a-z ]{1,60} )?(?:is|are) (?:\w+ )?(?:available|public|released)|"
    r"(?:[Ww]e (?:[a-z-]+ )?|[Oo]ur )(?:released?|open-source))\b[^.]*[.,]?$"
)
VALIDATOR = "validate-36"  # part of the artefact's key: raise it when a verdict can change
_UNTRAINED = re.compile("(?:不|无需|无须|免)[^，。；]{0,6}?训练")
_TRAINED = re.compile("(?<!预)训练|微调")
UNSEEN_SHOWN = 6  # pages and reasons: a page drawn with invisible letters has hundreds of spans of one reason
UNSEEN_CHARS = 160
REACH = 200  # characters before a mark: a sentence
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{2,}")
_ALONE = re.compile(r"\b\d")  # a digit that no letter stands before
# what tells of training: machines and times are of any experiment, and a batch of inference too
_OF_TRAINING = [s for kind in ("optimizer", "learning rate", "schedule", "epochs or steps") for s in REPORTED_BY[kind]]
_TOLD_ELSEWHERE = re.compile(r"(?i)\b(?:details|hyper-?parameters|settings)\b[^.]{0,60}\b(?:appendix|supplement\w*)\b")
ABSENCE_NAMES: dict[AbsenceKind, str] = {
    "optimizer": setting_name("optimizer"),
    "learning rate": setting_name("learning rate"),
    "schedule": setting_name("schedule"),
    "batch size": setting_name("batch size"),
    "epochs or steps": "训练轮数或步数",
    "GPUs": setting_name("GPUs"),
    "hours": setting_name("training time"),
}


class Claimed(NamedTuple):
    """A fact of a summary, as it is shown and as it is checked."""

    kind: FactKind
    name: str
    value: str  # "" for a backbone or a dataset, whose name is the fact
    note: str
    system: str
    fact: Fact


def claims_of(summary: Summary) -> tuple[Claimed, ...]:
    """Every fact of the summary in its order, each baseline behind its result."""
    found: list[Claimed] = []
    for b in summary.backbones:
        found.append(Claimed("backbone", b.name, "", "", "", Fact(id="backbone", value=b.name, at=b.at)))
    for d in summary.datasets:
        found.append(Claimed("dataset", d.name, "", d.role, "", Fact(id="dataset", value=d.name, at=d.at)))
    for h in summary.hyperparameters:
        fact = Fact(id="hyperparameter", name=h.name or None, value=h.value, at=h.at, context=_named(h.scope) or None)
        found.append(Claimed("hyperparameter", h.name, h.value, h.scope, "", fact))
    for r in summary.results:
        measured = Fact(
            id="result",
            name=r.metric or None,
            value=r.value,
            at=r.at,
            context=f"{r.benchmark} ; {r.system}",
        )
        found.append(Claimed("result", r.metric, r.value, r.benchmark, r.system, measured))
        if r.baseline_value:
            other = {"id": "baseline", "value": r.baseline_value, "at": r.baseline_at or r.at}
            said = " ; ".join(part for part in (r.benchmark, r.baseline, _setting(r.system)) if part)
            rival = measured.model_copy(update=other | {"context": said})
            found.append(Claimed("baseline", r.baseline, r.baseline_value, r.benchmark, "", rival))
    return tuple(found)


# a clause of a scope that leaves something out names no place of its value: "the seven sets but X"
_EXCEPTS = re.compile(
    r"除|[之以]外|(?<=[A-Za-z0-9 ])外|例外|不[含计算是]|不包[括含]|(?:非|没有|不用于?|去掉|剔除|排除) ?(?=[A-Za-z0-9])|"
    r"另[设用有见]|[A-Za-z0-9] ?(?:见|不[用同])|(?i:\b(?:except|other than|apart from|excluding|all but|unless|not)\b)"
)
_CLAUSE = re.compile("[，；,;（）()。]")


def _named(scope: str) -> str:
    """A scope without its clauses that leave something out."""
    if not _EXCEPTS.search(scope):
        return scope
    kept = (clause.strip() for clause in _CLAUSE.split(scope) if not _EXCEPTS.search(clause))
    return " ; ".join(filter(None, kept))


def _setting(system: str) -> str:
    """What a system's name says beside the method, which its baseline shares: the model of "Ours, Llama-3.2-3B"."""
    method, _, setting = system.partition(",")
    return "" if is_ours(method.strip()) else setting.strip()  # "ours, Net-X" names the method alone


def key_of(claimed: Claimed) -> str:
    """What tells one fact of a summary from the others."""
    return "/".join((claimed.kind, claimed.name, claimed.value, claimed.note, claimed.system, claimed.fact.at or ""))


def ground_facts(summary: Summary, index: PaperIndex, kept: Collection[str] = ()) -> tuple[GroundedFact, ...]:
    """Every fact of the summary with its verdict, in the summary's order; `kept`: keys of those that were confirmed."""
    found = []
    for claimed in claims_of(summary):
        verdict = check(claimed.fact, index)
        verdict = confirmed(claimed.fact, verdict, index) if key_of(claimed) in kept else verdict
        found.append(grounded(claimed, verdict))
    return tuple(found)


def grounded(claimed: Claimed, verdict: Verdict) -> GroundedFact:
    """A fact with its verdict."""
    return GroundedFact(
        kind=claimed.kind,
        name=claimed.name,
        value=claimed.value,
        note=claimed.note,
        system=claimed.system,
        at=claimed.fact.at or "",
        verdict=verdict,
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
    if fact.verdict.kind == "differs":
        return f"“{label}”与论文不符：原文该处是“{fact.verdict.found}”"
    return f"“{label}”不在所写的出处"


def _reports(fact: GroundedFact, kind: AbsenceKind) -> bool:
    """Whether a fact reports this kind, whatever the search of the text found: with a value or a ⚠ it is not absent."""
    return fact.kind == "hyperparameter" and setting_of(fact.name) in REPORTED_BY[kind]


def _tells_elsewhere(paper: PaperText) -> bool:
    """Whether the text sends the reader for its details to an appendix that the paper does not have."""
    parts = [(block, paper.part_of(block)) for block in paper.blocks]
    if any(part == "appendix" for _, part in parts):
        return False
    return any(_TOLD_ELSEWHERE.search(block.text) for block, part in parts if part != "references")


def _trains_nothing(training: str) -> bool:
    """Whether a field begins by saying that nothing is trained, and of nothing that it is: 无需训练，沿用预训练权重。

    How others trained what is used may follow.
    """
    rest, untrained = _UNTRAINED.subn("", training.partition("。")[0])
    return bool(untrained) and not _TRAINED.search(rest)


def validate(draft: SummaryDraft, paper: PaperText, instructions: str = "") -> GroundedSummary:
    """The summary with every number and fact checked against the paper; `instructions` is what an echo would repeat."""
    index = PaperIndex(paper, draft.places)
    prose = {field: ground_prose(field, getattr(draft.summary, field), index, instructions) for field in PROSE_FIELDS}
    facts = ground_facts(draft.summary, index, frozenset(draft.confirmed))
    missing = tuple(
        name
        for kind, name in ABSENCE_NAMES.items()
        if absent(kind, index).absent and not any(_reports(fact, kind) for fact in facts)
    )
    # of a paper that trains nothing, such as a survey, a proof or a regression, seven settings are not missing
    told = any(fact.kind == "backbone" for fact in facts)
    trained = bool(draft.summary.training.strip())
    silent = len(missing) == len(ABSENCE_NAMES) and not (told and trained)
    silent = silent or _trains_nothing(draft.summary.training)
    silent = silent or not (
        trained or any(fact.kind == "hyperparameter" and setting_of(fact.name) in _OF_TRAINING for fact in facts)
    )
    silent = silent or _tells_elsewhere(paper)
    return GroundedSummary(
        draft=draft,
        prose=prose,
        facts=facts,
        absent=() if silent or prose["training"].state == "not_applicable" else missing,
        receipt=paper.receipt,
        pdf_version=paper.version,
        code_url=code_of(paper),
        institutions=institutions_of(paper),
        unseen=unseen(paper.hidden),
        addressed=addressed(paper, draft.places),
    )


def unseen(hidden: Sequence[HiddenSpan]) -> tuple[Unseen, ...]:
    """What a reader cannot see and would want to know of, by page and reason, in the order of the pages."""
    of: dict[tuple[int, HiddenReason], list[str]] = {}
    for span in sorted(hidden, key=lambda span: span.page_number):
        of.setdefault((span.page_number, span.reason), []).append(span.text)
    return tuple(
        Unseen(page_number=page, reason=reason, spans=len(texts), text=" ".join(texts)[:UNSEEN_CHARS])
        for (page, reason), texts in [found for found in of.items() if _says_something(found[1])][:UNSEEN_SHOWN]
    )


def _says_something(texts: Iterable[str]) -> bool:
    """Whether there are two different words, or a number; a dash, a lone letter, "empty" four times say nothing."""
    text = " ".join(texts)
    return len(set(_WORD.findall(text.lower()))) > 1 or _ALONE.search(text) is not None


def code_of(paper: PaperText) -> str | None:
    """The authors' own repository: the first page's first, or one where "code is available"; None: there is neither.

    A footnote is such a place if the sentence that its mark stands in says so.
    """
    own = [block for block in paper.blocks if block.kind != "reference"]
    first = (_REPOSITORY.search(block.text) for block in own if block.page_number == 1)
    said = (_REPOSITORY.match(block.text, m.end()) for block in own if (m := _RELEASED.search(block.text)))
    noted = (_REPOSITORY.search(note.text) for note in own if note.kind == "footnote" and _says_ours(note, own))
    found = next((m for m in chain(first, said, noted) if m), None)
    address = "".join(found[0].split()) if found else None
    return address if address is None or address.startswith("http") else f"https://{address}"


def _says_ours(note: Block, blocks: Sequence[Block]) -> bool:
    """Whether a footnote stands behind a sentence of its page that tells of the authors' own code."""
    mark = note.text.partition("]")[0] + "]"
    said = (b.text for b in blocks if b.page_number == note.page_number and b.kind != "footnote" and mark in b.text)
    return mark.startswith("[^") and any(_NOTED.search(text.partition(mark)[0][-REACH:]) for text in said)
