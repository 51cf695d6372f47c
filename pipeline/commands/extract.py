"""ribao extract: the text of one paper."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Print the text of one paper as the model and the checks see it."))
def extract(
    target: Annotated[str, typer.Argument(help=_("arXiv id or URL, or a path to a PDF."), metavar="TARGET")],
    format: Annotated[
        Literal["text", "markdown", "numbered", "json", "receipt", "facts"],
        typer.Option(
            help=_("How it is printed; numbered: with places’ numbers; facts: what code reads off it, no model.")
        ),
    ] = "text",
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.inspect_paper import paper_text, show

    print(show(paper_text(target, config_of(config)), format))  # noqa: T201 - the product
