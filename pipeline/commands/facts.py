"""ribao facts: the verified facts of all digests as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.publish.facts import FactRow

app = typer.Typer(help=_("The verified facts of all digests, as data."), no_args_is_help=True)


@app.command("export", help=_("Write every verified fact: paper, kind, name, value, unit, scope, page, quote."))
def facts_export(
    format: Annotated[Literal["parquet", "csv", "jsonl"], typer.Option(help=_("How it is written."))] = "csv",
    out: Annotated[
        Path | None, typer.Option(help=_("File to write; without it csv and jsonl are printed."), metavar="FILE")
    ] = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.facts import as_csv, as_jsonl, export

    if out is None and format == "parquet":
        raise typer.BadParameter(_("--format parquet is no text: name a file with --out"))
    rows = _rows(config)
    if out is None:
        sys.stdout.write(as_csv(rows) if format == "csv" else as_jsonl(rows))
        return
    export(rows, format, out)
    print(out)  # noqa: T201 - the product


@app.command(
    "query", help=_("Ask the verified facts in SQL, such as \"SELECT value FROM facts WHERE name_zh = '学习率'\".")
)
def facts_query(
    sql: Annotated[str, typer.Argument(help=_("SQL over the table facts, as DuckDB reads it."), metavar="SQL")],
    format: Annotated[Literal["table", "csv", "jsonl"], typer.Option(help=_("How it is printed."))] = "table",
    config: ConfigPath = None,
) -> None:
    import csv
    import json

    from pipeline.publish.facts import no_formula, query
    from schemas.bounds import one_line

    columns, found = query(_rows(config), sql)
    if format == "jsonl":
        for row in found:
            print(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str))  # noqa: T201
    elif format == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([no_formula(cell) for cell in row] for row in found)
    else:
        from rich.console import Console
        from rich.table import Table

        if not found:
            print(_("no facts are so"), file=sys.stderr)  # noqa: T201 - stdout is the product
            return
        table = Table(*columns)
        for row in found:
            table.add_row(*("" if cell is None else one_line(str(cell)).replace("[", r"\[") for cell in row))
        Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200).print(table)


def _rows(config: Path | None) -> list[FactRow]:
    from pipeline.publish.facts import fact_rows
    from pipeline.store.digests import read_digests

    return fact_rows(read_digests(config_of(config).paths.digests_dir, _warn))


def _warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")
