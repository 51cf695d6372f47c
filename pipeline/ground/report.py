"""What `ribao check` prints: one record for each claim of a file, or one row for each number and name of a text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from pipeline.ground.check import check
from pipeline.ground.free_text import check_text
from pipeline.ground.index import PaperIndex
from pipeline.messages import N_, _
from pipeline.messages.foreign import in_words
from schemas.grounding import HOLDS, Fact, VerdictKind
from schemas.records import PaperText, Record

JsonRow = dict[str, str | int | None]
_FACTS = TypeAdapter(list[Fact])
_Said = Literal["differs", "unsupported", "number_only"]
_WORST_FIRST: tuple[_Said, ...] = ("differs", "unsupported", "number_only")
_SAID = {
    "differs": N_("the paper says otherwise"),
    "unsupported": N_("not found in the paper"),
    "number_only": N_("only the number is there; what it is of cannot be confirmed"),
}
_NUMBER_ONLY = ("number_only", "not_beside_its_name")  # the rules of a number that stands beside other words
_RULES = {
    "no_unit": N_("the number is there, but not with this unit"),
    "list_mark": N_("the number only marks an item of a list"),
    "axis": N_("stands only on a figure's axis, which proves nothing"),
    "lost_exponent": N_("the exponent is lost, as in 10-4"),
    "no_place": N_("there is no place of that number"),
    "quote_not_found": N_("the quote is not in the paper"),
}


class Row(Record):
    """A number or name of a text, as the table of `ribao check SUMMARY.md TARGET` shows it."""

    line: int  # from 1
    kind: str
    text: str
    verdict: str
    rule: str | None
    page: int | None  # from 1; None: it is nowhere in the paper
    found: str | None

    @property
    def holds(self) -> bool:
        """Whether the paper supports it."""
        return self.verdict in HOLDS


def check_claims(json_text: str, paper: PaperIndex | PaperText) -> list[JsonRow]:
    """The verdict on each claim of a file: {"id", "verdict", "rule", "page", "at", "quote_page", "found"}.

    The file is a JSON list of {"id", "name", "value", "at", "quote", "context"}; all but the value may be left out, an
    id is then the claim's place in the list, and an id, a value or a place may be a JSON number. `at` is a number of
    the text that `ribao extract --format numbered` prints. Raises ValueError, with the place, for anything else.
    """
    facts = read_claims(json_text)
    index = PaperIndex.of(paper)
    rows: list[JsonRow] = []
    for fact in facts:
        verdict = check(fact, index)
        rows.append(
            {
                "id": fact.id,
                "verdict": verdict.kind,
                "rule": verdict.rule,
                "page": verdict.page_number,
                "at": verdict.proof.at or None if verdict.proof else None,
                "quote_page": None if verdict.quote is None else verdict.quote.page_number,
                "found": verdict.found,
            }
        )
    return rows


def claims_hold(rows: list[JsonRow]) -> bool:
    """Whether the paper supports every claim."""
    return all(row["verdict"] in HOLDS for row in rows)


def read_claims(json_text: str) -> list[Fact]:
    """The facts of a claims file.

    Raises ValueError as check_claims does.
    """
    try:
        data = json.loads(json_text, parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise ValueError(
            _(
                "not JSON: {reason} at line {line}, column {column}",
                reason=in_words(error.msg),
                line=error.lineno,
                column=error.colno,
            )
        ) from error
    except RecursionError as error:
        raise ValueError(_("not a list of claims: nested too deeply")) from error
    if not isinstance(data, list):
        raise ValueError(_("not a list of claims"))
    if not data:
        raise ValueError(_("the list is empty"))
    data = [{"id": str(at), **one} if isinstance(one, dict) else one for at, one in enumerate(data, 1)]
    try:
        facts = _FACTS.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = _(", ").join(
            _("claim {number}", number=part + 1) if isinstance(part, int) else str(part) for part in first["loc"]
        )
        raise ValueError(place + _(": ") + in_words(first["msg"])) from error
    for fact in facts:
        if not fact.value.strip():
            raise ValueError(_("claim {id}: the value is empty", id=fact.id))
    return facts


def check_markdown(markdown: str, paper: PaperIndex | PaperText) -> tuple[Row, ...]:
    """A row for every number and Latin name of a summary, in the order of the text."""
    rows = []
    for checked in check_text(markdown, paper):
        verdict = checked.verdict
        rows.append(
            Row(
                line=markdown.count("\n", 0, checked.start) + 1,
                kind=checked.kind,
                text=checked.text,
                verdict=verdict.kind,
                rule=verdict.rule,
                page=verdict.page_number,
                found=verdict.found,
            )
        )
    return tuple(rows)


class Told(Record):
    """One claim, number or name with its verdict, as a reader is told of it."""

    what: str
    kind: VerdictKind
    rule: str | None
    page: int | None  # from 1; None: it is nowhere in the paper
    found: str | None

    @property
    def holds(self) -> bool:
        """Whether the paper supports it."""
        return self.kind in HOLDS

    @property
    def said(self) -> str:
        """What is wrong with it, one of _WORST_FIRST; or that it holds."""
        only = self.kind == "unsupported" and self.rule in _NUMBER_ONLY and self.page is not None
        return "number_only" if only else self.kind


def told_of_claims(json_text: str, rows: Sequence[JsonRow]) -> list[Told]:
    """The claims of a file beside their verdicts."""
    facts = zip(read_claims(json_text), rows, strict=True)
    return [
        Told.model_validate(
            {
                "what": f"{fact.id}: {f'{fact.name} = ' if fact.name else ''}{fact.value}",
                "kind": row["verdict"],
                **{key: row[key] for key in ("rule", "page", "found")},
            }
        )
        for fact, row in facts
    ]


def told_of_text(rows: Sequence[Row]) -> list[Told]:
    """The numbers and names of a text."""
    return [
        Told.model_validate(
            {
                "what": _("line {line}: {text}", line=r.line, text=r.text),
                "kind": r.verdict,
                "rule": r.rule,
                "page": r.page,
                "found": r.found,
            }
        )
        for r in rows
    ]


def summary_lines(told: Sequence[Told], every: bool = False) -> list[str]:
    """A line of sums, then what is wrong, worst first; `every`: then the rest too. Of nothing: that it is nothing."""
    if not told:
        return [_("nothing to check: the text has no number and no name")]
    wrong = [one for kind in _WORST_FIRST for one in told if one.said == kind]
    counts = [(_(_SAID[kind]), sum(one.said == kind for one in told)) for kind in _WORST_FIRST]
    sums = [(_("holds"), len(told) - len(wrong)), *(pair for pair in counts if pair[1])]
    lines = [
        _("{count} checked: ", count=len(told)) + _(", ").join(_("{n} {words}", n=n, words=words) for words, n in sums)
    ]
    shown = [*wrong, *(one for one in told if one.holds)] if every else wrong
    return [*lines, *map(_line, shown)]


def _line(one: Told) -> str:
    page = _(" (p. {page})", page=one.page) if one.page else ""
    why = _("; ") + _(_RULES[one.rule]) if one.rule in _RULES else ""
    stated = _(", it has {found}", found=one.found) if one.kind == "differs" and one.found else ""
    said = _("holds") if one.holds else f"{_(_SAID[one.said])}{stated}"
    mark = "✓" if one.holds else "?" if one.said == "number_only" else "✗"
    return " ".join(f"{mark} {one.what}: {said}{page}{why}".split())
