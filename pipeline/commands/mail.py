"""ribao mail: a day's digest by e-mail."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer()


@app.command(help=_("Send a digest over SMTP_URL (smtps://user:password@host), from MAIL_FROM, to each reader once."))
def mail(
    to: Annotated[
        list[str] | None, typer.Option(help=_("Address; may be given more than once."), metavar="ADDRESS")
    ] = None,
    date: Annotated[
        str | None, typer.Option(help=_("Day or list whose digest is sent; the newest day if left out."))
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help=_("Write the mail's HTML here instead of sending."), metavar="FILE")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help=_("Also to readers who have had it."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.errors import UsageError
    from pipeline.publish.mail import FROM_VARIABLE, deliver, mail_html
    from pipeline.publish.smtp import server_of
    from pipeline.store.artefacts import write_atomically
    from pipeline.store.digests import find_digest
    from pipeline.store.lock import data_lock

    settings = config_of(config)
    digest = find_digest(settings.paths.digests_dir, date, lambda line: print(line, file=sys.stderr))  # noqa: T201
    drop = settings.digest.failed_facts == "drop"
    if html is not None:
        write_atomically(html, mail_html(digest, settings.site.url, drop_failed=drop))
        print(html)  # noqa: T201 - the product
        return
    if not to:
        raise typer.BadParameter(_("give at least one --to, or --html FILE"))
    server = server_of(os.environ)
    sender = os.environ.get(FROM_VARIABLE) or (server.user if "@" in server.user else "")
    if not sender:
        raise UsageError(FROM_VARIABLE, _("is not set"), _("set it to the address that the mail comes from"))
    data = settings.paths.data_dir
    with data_lock(data, "ribao mail"):
        for line in deliver(digest, sender, to, server, data / "mailed", settings.site.url, drop, again):
            print(line)  # noqa: T201 - the product
