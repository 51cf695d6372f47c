"""The differences between two answers for one paper."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.ground.language import PROSE_NAMES
from pipeline.messages import _
from pipeline.promptlab.score_table import PaperResult
from schemas.digest import PROSE_FIELDS, GroundedFact

Mark = Literal["same", "removed", "added"]
_TOKENS = re.compile(r"[A-Za-z0-9.+\-_%^{}×]+|\s+|.", re.DOTALL)  # Latin words and numbers whole, Chinese by character
_STYLES = {"removed": "\x1b[31m", "added": "\x1b[32m"}
_RESET = "\x1b[0m"
KIND_NAMES = {
    "backbone": "基础模型",
    "dataset": "数据集",
    "hyperparameter": "超参数",
    "result": "结果",
    "baseline": "对比",
}


class Run(NamedTuple):
    """A piece of text that both have, or only one."""

    mark: Mark
    text: str


def runs(a: str, b: str) -> tuple[Run, ...]:
    """Both texts in one, cut into what is the same, removed and added."""
    left, right = _TOKENS.findall(a), _TOKENS.findall(b)
    found: list[Run] = []
    for op, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Run("same", "".join(left[i:j])))
            continue
        if j > i:
            found.append(Run("removed", "".join(left[i:j])))
        if m > k:
            found.append(Run("added", "".join(right[k:m])))
    return tuple(found)


def fact_line(fact: GroundedFact) -> str:
    """A fact without its verdict: what two answers are compared by."""
    said = f"{fact.name} = {fact.value}" if fact.value else fact.name
    return f"{KIND_NAMES[fact.kind]} {said}" + (f" [{fact.note}]" if fact.note else "")


def verdict_mark(fact: GroundedFact) -> str:
    """✓ where the paper supports the fact, ✗ where it says otherwise, ⚠ where it is not found as given."""
    return "✓" if fact.verdict.holds else "✗" if fact.verdict.kind == "differs" else "⚠"


def diff(a: PaperResult, b: PaperResult, titles: tuple[str, str], colour: bool) -> str:
    """The answers of A and B for one paper: prose with the changes marked, then facts that only one of them gives."""
    lines = [f"{a.paper_id}  {a.title}", f"- {titles[0]}", f"+ {titles[1]}", ""]
    for result, title in zip((a, b), titles, strict=True):
        if result.answer.failure:
            lines.append(f"{title}: {result.answer.failure}")
    lines += list(_prose(a, b, colour))
    lines += list(_facts(a, b, colour))
    return "\n".join(lines)


def _prose(a: PaperResult, b: PaperResult, colour: bool) -> Iterator[str]:
    for field in PROSE_FIELDS:
        first, second = (r.answer.grounded.prose[field].text if r.answer.grounded else "" for r in (a, b))
        if first == second:
            yield f"{PROSE_NAMES[field]}：" + _("the same")
            continue
        yield f"{PROSE_NAMES[field]}：" + "".join(_shown(run, colour) for run in runs(first, second))


def _shown(run: Run, colour: bool) -> str:
    if run.mark == "same":
        return run.text
    if colour:
        return f"{_STYLES[run.mark]}{run.text}{_RESET}"
    return f"[-{run.text}-]" if run.mark == "removed" else f"{{+{run.text}+}}"


def _facts(a: PaperResult, b: PaperResult, colour: bool) -> Iterator[str]:
    of_a, of_b = ({fact_line(f): f for f in (r.answer.grounded.facts if r.answer.grounded else ())} for r in (a, b))
    yield ""
    yield _(
        "facts: {both} in both, {first} only in the first, {second} only in the second",
        both=len(of_a.keys() & of_b.keys()),
        first=len(of_a.keys() - of_b.keys()),
        second=len(of_b.keys() - of_a.keys()),
    )
    for line in [*of_a, *(line for line in of_b if line not in of_a)]:
        if line in of_a and line in of_b:
            continue
        mark: Mark = "removed" if line in of_a else "added"
        fact = of_a.get(line) or of_b[line]
        page = _(" (p. {page})", page=fact.verdict.page_number) if fact.verdict.page_number else ""
        text = f"{'-' if mark == 'removed' else '+'} {verdict_mark(fact)} {line}{page}"
        yield f"{_STYLES[mark]}{text}{_RESET}" if colour else text
