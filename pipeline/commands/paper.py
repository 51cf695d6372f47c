"""ribao paper: one paper."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, Model

app = typer.Typer()


@app.command()
def paper(
    target: Annotated[str, typer.Argument(help="arXiv id or URL, or a path to a PDF.", metavar="TARGET")],
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    """Summarise one paper and print its digest."""
    from pipeline.commands.run import run_and_report
    from pipeline.run import Selection

    result = run_and_report(Selection(targets=(target,)), model, config)
    print(result.markdown)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)
