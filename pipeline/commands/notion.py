"""ribao notion: a day's digest as a page of Notion."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Put a digest into Notion, with the secret in NOTION_TOKEN; print the page's address."))
def notion(
    parent: Annotated[
        str, typer.Option(help=_("Id or address of the page below which the digest is put."), metavar="PAGE")
    ],
    date: Annotated[
        str | None, typer.Option(help=_("Day or list whose digest is put; the newest day if left out."))
    ] = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.notion import TOKEN_VARIABLE, URL_VARIABLE, put_digest
    from pipeline.store.digests import find_digest

    settings = config_of(config)
    digest = find_digest(settings.paths.digests_dir, date, _warn)
    drop = settings.digest.failed_facts == "drop"
    token, url = os.environ.get(TOKEN_VARIABLE, ""), os.environ.get(URL_VARIABLE)
    put = put_digest(digest, parent, token, settings.paths.data_dir / "notion", url, drop)
    if put.lost:
        said = "; ".join(text[:60] for text in put.lost)
        _warn(_("{title}: Notion refused, and so left out: {said}", title=digest.title, said=said))
    if not put.created:
        _warn(_("{title}: the page is there already, and was left as it is", title=digest.title))
    print(put.url)  # noqa: T201 - the product


def _warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")
