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
    from pipeline.store.digests import changed_in
    from pipeline.store.sums import damaged_in, set_aside

    settings = config_of(config)
    damaged, digests = list(damaged_in(settings.paths.data_dir)), list(changed_in(settings.paths.digests_dir))
    for path, fact in digests:
        print(f"{path}\t{fact}; {_('run its list again')}")  # noqa: T201
    for path, fact in damaged:
        print(f"{path}\t{fact}")  # noqa: T201 - the product
        if mend:
            set_aside(path, fact)
    print(_("{count} damaged files", count=len(damaged) + len(digests)))  # noqa: T201
    raise typer.Exit(3 if digests or (damaged and not mend) else 0)
