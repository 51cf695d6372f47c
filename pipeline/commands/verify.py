"""ribao verify: look whether the kept files are as they were written."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Print the kept files that have changed since they were written; exit code 3 where there are any."))
def verify(
    mend: Annotated[bool, typer.Option("--mend", help=_("Set damaged files aside: the next run makes them."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.store.sums import damaged_in, set_aside

    settings = config_of(config)
    damaged = list(damaged_in(settings.paths.data_dir))
    for path, fact in damaged:
        print(f"{path}\t{fact}")  # noqa: T201 - the product
        if mend:
            set_aside(path, fact)
    print(_("{count} damaged files", count=len(damaged)))  # noqa: T201
    raise typer.Exit(3 if damaged and not mend else 0)
