"""ribao models: the local model's weights."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

app = typer.Typer(help=_("The local model's weights."), no_args_is_help=True)


@app.command("list", help=_("List the local models that ribao knows, and which are here."))
def models_list(config: ConfigPath = None) -> None:
    from pipeline.llm.catalogue import known_weights

    folder = config_of(config).paths.models_dir
    for weights in known_weights():
        here = _("here") if (folder / weights.file).is_file() else _("not here")
        print(f"{weights.name}\t{weights.size_bytes / 1e6:,.0f} MB\t{weights.licence}\t{here}")  # noqa: T201


@app.command("pull", help=_("Fetch a local model's weights into the cache; print their path."))
def models_pull(
    name: Annotated[
        str | None, typer.Argument(help=_("A name of `ribao models list`, or hub:…"), metavar="NAME")
    ] = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help=_("Take a hub:… file of which the hub states no SHA-256."))
    ] = False,
    config: ConfigPath = None,
) -> None:
    from pipeline.flow.progress import weights_bar
    from pipeline.llm.weights import ensure_weights

    cfg = config_of(config)
    model = name or cfg.local.model

    def trusted() -> bool:
        if unverified or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return unverified
        question = _("The hub states no SHA-256 of {model}, so that nothing can be verified. Fetch it?", model=model)
        return typer.confirm(question, err=True)

    with weights_bar() as bar:
        path = ensure_weights(model, cfg.paths.models_dir, cfg.sources.huggingface_url, bar, trusted)
    print(path)  # noqa: T201 - the product


@app.command("verify", help=_("Check the weights in the cache against their SHA-256."))
def models_verify(config: ConfigPath = None) -> None:
    from pipeline.llm.catalogue import known_weights
    from pipeline.llm.weights import verify

    folder = config_of(config).paths.models_dir
    verdicts = {weights.name: verify(weights, folder) for weights in known_weights()}
    words = {True: _("ok"), False: _("WRONG: delete it and pull again"), None: _("not here")}
    for name, verdict in verdicts.items():
        print(f"{name}\t{words[verdict]}")  # noqa: T201 - the product
    raise typer.Exit(3 if False in verdicts.values() else 0)
