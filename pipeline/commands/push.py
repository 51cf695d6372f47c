"""ribao push: a day's headlines to chats."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Send the titles and headlines of a digest to the addresses of PUSH_URLS, each once."))
def push(
    date: Annotated[
        str | None, typer.Option(help=_("Day or list whose digest is sent; the newest day if left out."))
    ] = None,
    again: Annotated[bool, typer.Option("--again", help=_("Also to channels that have had it."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish import push as chats
    from pipeline.store.digests import find_digest
    from pipeline.store.lock import data_lock

    settings = config_of(config)
    channels = chats.channels_of(os.environ)
    digest = find_digest(settings.paths.digests_dir, date, lambda line: print(line, file=sys.stderr))  # noqa: T201
    folder = settings.paths.data_dir / "pushed"
    with data_lock(settings.paths.data_dir, "ribao push"):
        for line in chats.push(digest, channels, folder, settings.site.url, again):
            print(line)  # noqa: T201 - the product
