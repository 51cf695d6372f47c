"""The verified facts of all digests as one table."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipeline.errors import StoreError, UsageError, install_extra
from pipeline.messages import _
from pipeline.store.artefacts import replacing
from pipeline.words.printed import shown_setting
from schemas.bounds import one_line
from schemas.digest import Digest, GroundedFact
from schemas.records import Record

if TYPE_CHECKING:
    import duckdb

FactsFormat = Literal["parquet", "csv", "jsonl"]
FORMATS: tuple[str, ...] = get_args(FactsFormat)
QUERY_MEMORY, QUERY_MOST_S, QUERY_MOST_ROWS = "1GB", 60.0, 1_000_000  # of a query; the facts of a year are 100,000
_UNIT = re.compile(r"(?:[\d)}%]|\bK|\bM)\s+([A-Za-z][A-Za-z /-]{0,30})\Z")


_FORMULA = re.compile(r"\s*(?:[=@＝＠﹦﹫]|[+\-−＋－﹢﹣](?![\d.,]+%?$))|[\t\r\n]")


class FactRow(Record):
    """One verified fact. The fields are the table's columns, in this order."""

    paper: str  # arXiv id without version
    day: str  # title of the newest digest that holds the paper
    title: str
    kind: str  # backbone, dataset, hyperparameter, result, baseline
    name: str  # as the paper writes it
    name_zh: str  # common settings by one Chinese name
    value: str  # as the paper writes it; "" for a backbone or a dataset, whose name is the fact
    number: float | None  # of the first number in the value, in the base of its unit; None: no number
    unit: str  # what is written behind the number; "" where nothing is
    scope: str  # of a setting: its stage; of a result or baseline: its benchmark; of a dataset: its role
    system: str  # of a result: which of the paper's own models; "" where none is told apart
    page: int | None  # from 1
    place: str  # number of the paragraph or table row in the numbered text; "" where it has none
    quote: str  # the sentence, or the row with its header, that states it


COLUMNS = tuple(FactRow.model_fields)
_SQL_TYPES = {"number": "DOUBLE", "page": "INTEGER"}


def fact_rows(digests: Iterable[Digest]) -> list[FactRow]:
    """Every fact that the papers hold, each paper once: from the newest digest that has a summary of it."""
    papers: dict[str, list[FactRow]] = {}
    for digest in digests:
        for entry in digest.entries:
            if entry.paper is not None and entry.summary is not None:
                papers[entry.paper.paper_id] = [
                    _row(entry.paper.paper_id, digest.title, entry.paper.title, f)
                    for f in entry.summary.facts
                    if f.verdict.holds
                ]
    return [row for rows in papers.values() for row in rows]


def _without_scope(fact: GroundedFact) -> str:
    """A setting's name without what it holds for, which stands in its own column: "Peak learning rate, LoRA"."""
    tail = f", {fact.note}"
    named = bool(fact.note) and fact.name.casefold().endswith(tail.casefold())
    return fact.name[: -len(tail)] if named else fact.name


def _row(paper_id: str, day: str, title: str, fact: GroundedFact) -> FactRow:
    from pipeline.ground.numbers import find_numbers

    numbers = find_numbers(fact.value)
    first = float(numbers[0].value) if numbers else math.inf
    held = math.isfinite(first) and bool(first) == bool(numbers[0].value)  # 1e-400 is no 0
    unit = _UNIT.search(fact.value) if numbers else None
    located = fact.verdict.quote
    return FactRow(
        paper=paper_id,
        day=one_line(day),
        title=one_line(title),
        kind=fact.kind,
        name=one_line(fact.name),
        name_zh=one_line(shown_setting(_without_scope(fact))) if fact.kind == "hyperparameter" else one_line(fact.name),
        value=one_line(fact.value),
        number=first if held else None,
        unit=unit[1].strip() if unit else "%" if fact.value.rstrip().endswith("%") else "",
        scope=one_line(fact.note),
        system=one_line(fact.system),
        page=fact.verdict.page_number or (located.page_number if located else None),
        place=one_line(fact.verdict.proof.at) if fact.verdict.proof else "",
        quote=one_line(fact.evidence),
    )


def export(rows: Sequence[FactRow], form: FactsFormat, path: Path) -> None:
    """Write the table. Raises UsageError where DuckDB, which writes Parquet, is missing, and StoreError."""
    try:
        with replacing(path) as f:
            if form == "parquet":
                with connect(rows) as connection:
                    connection.table("facts").write_parquet(f.name)
            else:
                f.write((as_csv(rows) if form == "csv" else as_jsonl(rows)).encode("utf-8", "replace"))
    except StoreError as e:
        raise StoreError(str(path), e.fact, _("name another file with --out")) from e


def as_csv(rows: Sequence[FactRow]) -> str:
    """RFC 4180 with a header line; what a spreadsheet would run as a formula is text there."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([no_formula(getattr(row, name)) for name in COLUMNS] for row in rows)
    return out.getvalue()


def no_formula(value: object) -> object:
    """Text that a spreadsheet would take for a formula, behind an apostrophe, which it does not show.

    https://owasp.org/www-community/attacks/CSV_Injection; a number with its sign stays one.
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def as_jsonl(rows: Sequence[FactRow]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row.model_dump(), ensure_ascii=False) + "\n" for row in rows)


def connect(rows: Sequence[FactRow]) -> duckdb.DuckDBPyConnection:
    """An embedded database in memory with the table `facts`, shut off from files and network. Raises UsageError."""
    try:
        import duckdb
    except ModuleNotFoundError as e:
        raise UsageError("ribao facts", _("needs DuckDB"), install_extra("facts")) from e
    connection = duckdb.connect(":memory:")
    columns = ", ".join(f"{name} {_SQL_TYPES.get(name, 'VARCHAR')}" for name in COLUMNS)
    connection.execute(f"CREATE TABLE facts ({columns})")
    values = [[_plain(getattr(row, name)) for row in rows] for name in COLUMNS]
    if rows:
        types = ", ".join(f"unnest(?::{_SQL_TYPES.get(name, 'VARCHAR')}[])" for name in COLUMNS)
        connection.execute(f"INSERT INTO facts SELECT {types}", values)
    return connection


def _plain(value: object) -> object:
    """A lone surrogate, which UTF-8 cannot hold, becomes "?"."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def query(rows: Sequence[FactRow], sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns and rows of an SQL query over the table `facts`; it reaches no file, and it has an end.

    Raises UsageError.
    """
    with connect(rows) as connection:
        import duckdb

        connection.execute(f"SET memory_limit = '{QUERY_MEMORY}'; SET max_temp_directory_size = '0B'")
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        timer = threading.Timer(QUERY_MOST_S, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            cursor = connection.execute(sql)
            found = cursor.fetchmany(QUERY_MOST_ROWS)
        except duckdb.InterruptException as e:
            fact = _("takes more than {seconds:g} s", seconds=QUERY_MOST_S)
            raise UsageError("ribao facts query", fact, _("ask for less")) from e
        except RuntimeError:  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from None
        except duckdb.Error as e:
            raise UsageError(
                "ribao facts query", str(e).splitlines()[0], _("columns: {names}", names=", ".join(COLUMNS))
            ) from e
        finally:
            timer.cancel()
        return [column[0] for column in cursor.description or []], found
