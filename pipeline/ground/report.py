"""What `ribao check` prints: one record for each claim of a file, or one row for each number and name of a text."""

from __future__ import annotations

import json

from pydantic import TypeAdapter, ValidationError

from pipeline.ground.check import check
from pipeline.ground.free_text import check_text
from pipeline.ground.index import PaperIndex
from schemas.grounding import HOLDS, Fact
from schemas.records import PaperText, Record

JsonRow = dict[str, str | int | None]
_FACTS = TypeAdapter(list[Fact])


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

    The file is a JSON list of {"id", "name", "value", "at", "quote", "context"}; all but id and value may be null or
    left out, and an id, a value or a place may be a JSON number. `at` is a number of the text that `ribao extract
    --format numbered` prints. Raises ValueError, with the place and the remedy, for anything else.
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
        raise ValueError(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("not a list of claims: nested too deeply") from error
    if not isinstance(data, list):
        raise ValueError('not a list of claims; give [{"id": …, "name": …, "value": …, "at": …, "context": …}]')
    try:
        facts = _FACTS.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(f"claim {part + 1}" if isinstance(part, int) else str(part) for part in first["loc"])
        raise ValueError(f"{place}: {first['msg']}") from error
    for fact in facts:
        if not fact.value.strip():
            raise ValueError(f"claim {fact.id}: the value is empty")
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


def table(rows: tuple[Row, ...]) -> str:
    """Rows as a Markdown table."""
    lines = ["| line | kind | text | verdict | page | in the paper |", "|---|---|---|---|---|---|"]
    for row in rows:
        verdict = row.verdict if row.rule is None else f"{row.verdict} ({row.rule})"
        page = "" if row.page is None else str(row.page)
        cells = (str(row.line), row.kind, row.text, verdict, page, row.found or "")
        lines.append("| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)
