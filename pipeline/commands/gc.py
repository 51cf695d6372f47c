"""ribao gc: remove what no digest refers to."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of

app = typer.Typer()


@app.command()
def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the files.")] = False,
    config: ConfigPath = None,
) -> None:
    """Remove artefacts that no digest refers to: of papers that none lists, and superseded ones."""
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
    verb = "would be removed" if dry_run else "removed"
    print(f"{len(unused)} files, {sum(u.size_bytes for u in unused) / 1e6:.1f} MB {verb}")  # noqa: T201
