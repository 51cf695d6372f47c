"""ribao gc: remove what no digest refers to."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Remove artefacts that no digest refers to: of papers that none lists, and superseded ones."))
def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only list the files."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.dated import date_digests
    from pipeline.flow.unused import find_unused, remove
    from pipeline.store.lock import data_lock

    cfg = config_of(config)
    with data_lock(cfg.paths.data_dir, "ribao gc"):
        date_digests(cfg, lambda line: print(line, file=sys.stderr))  # noqa: T201
        unused = find_unused(cfg)
        for one in unused:
            print(f"{one.path.relative_to(cfg.paths.data_dir)}\t{one.size_bytes}\t{one.why}")  # noqa: T201
        if not dry_run:
            remove(unused)
    sums = {"count": len(unused), "size": sum(one.size_bytes for one in unused) / 1e6}
    done = _("{count} files, {size:.1f} MB removed", **sums)
    print(_("{count} files, {size:.1f} MB would be removed", **sums) if dry_run else done)  # noqa: T201
