"""ribao check: claims against a paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()
_FORM = '[{"name": "learning rate", "value": "1e-4", "context": "base model"}]'


@app.command(
    help=_(
        "Check claims, or every number and name of a text, against a paper: the sums, then what is wrong, worst first."
    )
)
def check(
    claims: Annotated[
        Path, typer.Argument(help=_("SUMMARY.md, or CLAIMS.json: {form}; - is stdin.", form=_FORM), metavar="CLAIMS")
    ],
    target: Annotated[str, typer.Argument(help=_("arXiv id or URL, or a path to a PDF."), metavar="TARGET")],
    every: Annotated[bool, typer.Option("--all", help=_("Also what holds, behind what is wrong."))] = False,
    format: Annotated[
        Literal["text", "json"], typer.Option(help=_("How it is printed; json: a line for each."))
    ] = "text",
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.inspect_paper import check_file

    lines, holds = check_file(claims, target, config_of(config), format, every)
    for line in lines:
        print(line)  # noqa: T201 - the product
    raise typer.Exit(0 if holds else 3)
