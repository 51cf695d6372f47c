"""ribao site: the digests as a static site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.flow.kept import EXTRACT
from pipeline.messages import _

app = typer.Typer(help=_("The digests as a static site that needs no server."), no_args_is_help=True)
Out = Annotated[Path | None, typer.Option("--out", help=_("Another folder than [paths] site_dir."), metavar="DIR")]


@app.command("build", help=_("Bring the site up to date with the digests; print its first page's path."))
def site_build(
    out: Out = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_("Write every page again."))] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.site.build import build_site

    settings = config_of(config)
    built = build_site(settings, out or settings.paths.site_dir, _warn, EXTRACT.name, rebuild)
    _warn(
        _(
            "{days} digests; {rendered} of them and {papers} papers were rendered",
            days=built.days,
            rendered=built.rendered,
            papers=built.papers,
        )
    )
    print(built.path)  # noqa: T201 - the product
    raise typer.Exit(3 if built.skipped else 0)


@app.command("serve", help=_("Build the site and serve it to this machine until Ctrl-C."))
def site_serve(
    out: Out = None,
    port: Annotated[int, typer.Option(help=_("Port on 127.0.0.1; 0 is any free one."), min=0, max=65535)] = 8000,
    config: ConfigPath = None,
) -> None:
    from pipeline.publish.site.build import build_site
    from pipeline.publish.site.serve import site_server

    settings = config_of(config)
    folder = out or settings.paths.site_dir
    build_site(settings, folder, _warn, EXTRACT.name)
    with site_server(folder, port) as server:
        print(f"http://127.0.0.1:{server.server_port}/", flush=True)  # noqa: T201 - the product
        server.serve_forever()


def _warn(line: str) -> None:
    sys.stderr.write(f"{line}\n")
