"""ribao paper: one paper."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, Model, config_of

app = typer.Typer()


@app.command()
def paper(
    target: Annotated[str, typer.Argument(help="arXiv id or URL, or a path to a PDF.", metavar="TARGET")],
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    """Summarise one paper and print its digest."""
    from pipeline.commands.run import run_and_report
    from pipeline.listing import Selection
    from pipeline.run import Options

    result = run_and_report(Selection(targets=(target,)), config_of(config, model), Options())
    print(result.markdown)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)
