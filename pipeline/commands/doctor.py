"""ribao doctor: what is wrong with this machine, the network and the settings, each with its remedy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from pipeline.commands.common import ConfigPath, Model, config_of
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config

app = typer.Typer()

MARKS = {"good": "✓", "unused": "–", "doubtful": "!", "wrong": "✗"}


@app.command(
    help=_(
        "Try model, window, network, disk, weights, mail and push, and say what is wrong and what to do; nothing is "
        "sent. The exit code is that of a run that meets the worst."
    )
)
def doctor(model: Model = None, config: ConfigPath = None) -> None:
    raise typer.Exit(examined(config_of(config, model)))


def examined(config: Config) -> int:
    """Print what is found, as it is found; the exit code of a run that meets the worst."""
    from pipeline.flow.doctor import CHECKS, examine
    from pipeline.messages.width import padded, width_of

    width, findings = max(width_of(_(name)) for name in CHECKS), []
    for found in examine(config, os.environ):
        print(f"{MARKS[found.state]} {padded(found.what, width)}  {found.said}", flush=True)  # noqa: T201 - the product
        if found.remedy:
            print(f"  {'':{width}}  → {found.remedy}", flush=True)  # noqa: T201 - the product
        findings.append(found)
    wrong = sum(found.state == "wrong" for found in findings)
    print(_("to mend: {count}", count=wrong) if wrong else _("A run has what it needs."))  # noqa: T201 - the product
    return max(found.code for found in findings)
