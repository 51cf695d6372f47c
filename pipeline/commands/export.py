"""ribao export, notes and zotero: a digest's papers where their reader keeps papers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config
    from schemas.digest import Digest

Date = Annotated[str | None, typer.Option(help=_("Day or list; the newest day if left out."))]

export_app, notes_app, zotero_app = typer.Typer(), typer.Typer(), typer.Typer()


@export_app.command(help=_("Write a digest's papers for a reference manager, or the digest itself for an e-reader."))
def export(
    format: Annotated[Literal["bibtex", "ris", "csl", "epub"], typer.Option(help=_("How it is written."))] = "bibtex",
    date: Date = None,
    out: Annotated[
        Path | None, typer.Option(help=_("File to write; text is printed without it."), metavar="FILE")
    ] = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.references import csl_json, ris
    from pipeline.publish.site.bibtex import bibtex
    from pipeline.store.artefacts import write_atomically

    settings = config_of(config)
    digest = _digest(settings, date)
    if format == "epub":
        from pipeline.publish.epub import write_epub

        if out is None:
            raise typer.BadParameter(_("--format epub is no text: name a file with --out"))
        write_epub(digest, out, settings.digest.failed_facts == "drop")
        print(out)  # noqa: T201 - the product
        return
    papers = [entry.paper for entry in digest.entries if entry.paper]
    text = {"bibtex": bibtex, "ris": ris, "csl": csl_json}[format](papers)
    if out is None:
        sys.stdout.write(text)
        return
    write_atomically(out, text)
    print(out)  # noqa: T201 - the product


@notes_app.command(help=_("Write a Markdown note a paper, with front matter; what you add below its last line stays."))
def notes(
    folder: Annotated[Path, typer.Argument(help=_("Folder of the notes."), metavar="DIR")],
    date: Date = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.notes import write_notes

    settings = config_of(config)
    noted = write_notes(_digest(settings, date, "refused"), folder, settings.digest.failed_facts)
    for path in noted.foreign:
        print(_("{path}: not made by ribao; left as it is", path=path), file=sys.stderr)  # noqa: T201
    for path in noted.written:
        print(path)  # noqa: T201 - the product


@zotero_app.command(
    help=_("Add a digest's papers to a collection of ZOTERO_LIBRARY (user:NUMBER), with ZOTERO_API_KEY; each once.")
)
def zotero(
    collection: Annotated[str, typer.Option(help=_("Collection; made where there is none."))] = "ribao",
    date: Date = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish import zotero as library

    digest = _digest(config_of(config), date)
    where, key = os.environ.get(library.LIBRARY_VARIABLE, ""), os.environ.get(library.KEY_VARIABLE, "")
    put = library.put_papers(digest, where, key, collection, os.environ.get(library.URL_VARIABLE))
    print(_("{title}: {added} added, {there} already there", title=digest.title, added=put.added, there=put.there))  # noqa: T201 - the product


def _digest(settings: Config, date: str | None, failed: Literal["refused", "taken"] = "taken") -> Digest:
    from pipeline.store.digests import find_digest

    return find_digest(settings.paths.digests_dir, date, lambda line: print(line, file=sys.stderr), failed)  # noqa: T201
