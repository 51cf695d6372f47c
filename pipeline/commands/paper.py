"""ribao paper: one paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import ConfigPath, Model, Quiet, Redo, Verbose, config_of, endpoint_line, log_requests
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.flow.again import OnePaper

app = typer.Typer()


@app.command(
    help=_("Summarise one paper, print its entry, and say what changed; the digests that list it are rebuilt.")
)
def paper(
    target: Annotated[str, typer.Argument(help=_("arXiv id or URL, or a path to a PDF."), metavar="TARGET")],
    prompt: Annotated[
        Path | None, typer.Option(help=_("Prompt that takes the place of the one of its file's name."), metavar="FILE")
    ] = None,
    redo: Redo = None,
    no_save: Annotated[
        bool, typer.Option("--no-save", help=_("Leave the stored entry and the digests alone."))
    ] = False,
    history: Annotated[bool, typer.Option("--history", help=_("Only list the kept summaries of the paper."))] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.again import history_lines, one_paper
    from pipeline.flow.interrupt import INTERRUPTED
    from pipeline.flow.progress import RunProgress
    from pipeline.render.markdown import render_entry

    log_requests(verbose)
    cfg = config_of(config, model)
    if history:
        for line in history_lines(target, cfg):
            print(line)  # noqa: T201 - the product
        return
    with RunProgress(quiet=quiet).shown() as progress:
        progress.endpoint = endpoint_line(cfg)
        progress.embedded = progress.endpoint is None
        done = one_paper(target, cfg, progress.event, progress.weights, progress.line, prompt, redo, not no_save)
    print(render_entry(done.entry, 1, cfg.digest.failed_facts), end="")  # noqa: T201 - the product
    for line in _compared(done):
        print(line)  # noqa: T201 - the product
    if done.entry.failure:
        progress.line(_("failed: {message}", message=done.entry.failure.message))
    for path in done.rebuilt:
        progress.line(_("written again: {path}", path=path))
    if done.interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(3 if done.entry.failure else 0)


def _compared(done: OnePaper) -> list[str]:
    """The difference from the stored entry; nothing where nothing was stored."""
    if done.before is None or done.entry.summary is None:
        return []
    if not done.changes:
        return ["", "---", "", _("The same as the entry that was kept.")]
    because = _("; ").join(done.causes) or _("asked the same, the model answered otherwise")
    return [
        "",
        "---",
        "",
        _("Against the entry that was kept (because: {because}):", because=because),
        "",
        *(f"- {change}" for change in done.changes),
    ]
