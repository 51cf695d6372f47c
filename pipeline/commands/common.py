"""What several commands share: their options and the configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.flow.kept import STAGES
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config

ConfigPath = Annotated[Path | None, typer.Option("--config", help=_("Another config.toml."), metavar="FILE")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=_("No progress: only what is wrong, and the result."))]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=_("Also every request over the network."))]
Model = Annotated[str | None, typer.Option("--model", help=_("Model at the endpoint, or a local model."))]


def _stage(name: str | None) -> str | None:
    """The name of a stage of the table."""
    if name not in (None, *(stage.name for stage in STAGES)):
        raise typer.BadParameter(_("it is one of {stages}", stages=NAMES))
    return name


NAMES = ", ".join(stage.name for stage in STAGES)
Redo = Annotated[
    str | None, typer.Option("--redo", help=_("Do again from this stage on: {stages}.", stages=NAMES), callback=_stage)
]


def log_requests(verbose: bool) -> None:
    """With -v, what the libraries log goes to stderr: httpx2's line for each request; none holds a key."""
    if verbose:
        import logging

        class Formatter(logging.Formatter):
            def format(self, record: logging.LogRecord) -> str:
                return re.sub(
                    r"(://[^\s?]*)\?[^\s\"']*", r"\1?…", super().format(record)
                )  # some endpoints' keys are there

        handler = logging.StreamHandler()
        handler.setFormatter(Formatter("%(asctime)s %(name)s: %(message)s", "%H:%M:%S"))
        logging.basicConfig(level=logging.INFO, handlers=[handler])


def endpoint_line(config: Config) -> str | None:
    """Where the papers and the key will be sent; None: nowhere, since the embedded model answers."""
    from pipeline.llm.endpoint import remote_endpoint

    endpoint = remote_endpoint(config)
    return (
        None
        if endpoint is None
        else _("model: {model} @ {host}", model=endpoint.identity.model, host=endpoint.identity.host)
    )


def config_of(path: Path | None, model: str | None = None) -> Config:
    """The configuration, with `model` as the model of the endpoint or, without one, as the local model.

    Raises ConfigError, or UsageError for an endpoint that is configured wrongly.
    """
    from pipeline.config import load_config
    from pipeline.llm.endpoint import remote_endpoint

    config = load_config(path)
    if model is None:
        return config
    config = config.model_copy(update={"by_name": True})
    named = config.model_copy(update={"llm": config.llm.model_copy(update={"model": model})})
    if remote_endpoint(named) is not None:
        return named
    return config.model_copy(update={"local": config.local.model_copy(update={"model": model})})
