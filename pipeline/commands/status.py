"""ribao status: what is done, stale, missing or failed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, Model, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Say of every paper which stages are done, stale, missing or failed, and why."))
def status(
    title: Annotated[
        str | None, typer.Argument(help=_("A day, or another list's title; all of them if left out."), metavar="DATE")
    ] = None,
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.status import aligned, status_lines

    lines, all_done = status_lines(title, config_of(config, model))
    for line in aligned(lines) if sys.stdout.isatty() else lines:
        print(line)  # noqa: T201 - the product
    raise typer.Exit(0 if all_done else 3)
