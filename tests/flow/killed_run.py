"""One run of the sample day in a process of its own, to be killed; imported before, so that it begins at once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess

from pipeline.config import load_config
from pipeline.flow.run import run
from pipeline.llm import client
from pipeline.sources.listing import Selection

_ = client  # it imports openai, which takes most of a second


def context() -> multiprocessing.context.ForkServerContext:
    """Processes that have imported this module already."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def start(made: multiprocessing.context.ForkServerContext, date: str, environ: Mapping[str, str]) -> ForkServerProcess:
    """A run of that day, under way."""
    process = made.Process(target=_run, args=(date, dict(environ)))
    process.start()
    return process


def _run(date: str, environ: Mapping[str, str]) -> None:
    os.environ.update(environ)
    config = load_config(environ={k: v for k, v in environ.items() if k.startswith("RIBAO_")})
    result = run(Selection(date=date), config, _nothing, _nothing, _nothing, _nothing)
    os._exit(result.exit_code)


def _nothing(*_: object) -> None:
    """A callback that is told and does nothing."""
