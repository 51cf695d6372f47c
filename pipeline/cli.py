"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.errors import PipelineError

if TYPE_CHECKING:  # the modules behind the commands are imported when a command runs, so that --help is quick
    from pipeline.config import Config
    from pipeline.run import Result, Selection

app = typer.Typer(
    name="ribao",
    help="日报: a Chinese digest of the day's papers whose every number is checked against the paper.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="The local model's weights.", no_args_is_help=True)
app.add_typer(models, name="models")

INTERRUPTED = 130  # typer's exit code for Ctrl-C, which it catches itself
STOP_S = 8.0  # for connections and workers to end by themselves
STOPPED = "ribao: stopped; what was finished is kept, the same command goes on from there\n"
ConfigPath = Annotated[Path | None, typer.Option("--config", help="Another config.toml.", metavar="FILE")]
Model = Annotated[str | None, typer.Option("--model", help="Model at the endpoint, or a local model.")]


@app.command("run")
def run_command(
    date: Annotated[str | None, typer.Option(help="Day to digest: YYYY-MM-DD, today or yesterday (UTC).")] = None,
    ids: Annotated[Path | None, typer.Option(help="File with one arXiv id or URL a line.", metavar="FILE")] = None,
    query: Annotated[str | None, typer.Option(help="arXiv query, such as 'ti:diffusion'.")] = None,
    category: Annotated[str | None, typer.Option(help="arXiv category, such as cs.CL.")] = None,
    top: Annotated[int | None, typer.Option(help="Only the first N papers.", min=1)] = None,
    keyword: Annotated[str | None, typer.Option(help="Only papers with this in title or abstract.")] = None,
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    """Make the digest of a day, of a file of ids, or of an arXiv query; print its path."""
    from pipeline.run import Selection

    if ids and (date or query or category):
        raise typer.BadParameter("--ids names the papers itself: leave out --date, --query and --category")
    selection = Selection(
        date=date or (None if ids or query or category else "today"),
        ids_file=str(ids) if ids else None,
        query=query,
        category=category,
        top=top,
        keyword=keyword,
    )
    result = _run(selection, model, config)
    print(result.markdown_path)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)


@app.command()
def paper(
    target: Annotated[str, typer.Argument(help="arXiv id or URL, or a path to a PDF.", metavar="TARGET")],
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    """Summarise one paper and print its digest."""
    from pipeline.run import Selection

    result = _run(Selection(targets=(target,)), model, config)
    print(result.markdown)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)


@app.command()
def extract(
    target: Annotated[str, typer.Argument(help="arXiv id or URL, or a path to a PDF.", metavar="TARGET")],
    format: Annotated[str, typer.Option(help="text, markdown, json or receipt.")] = "text",
    config: ConfigPath = None,
) -> None:
    """Print the text of one paper as the model and the checks see it."""
    from pipeline.inspect_paper import FORMATS, paper_text, show

    if format not in FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(FORMATS)}")
    print(show(paper_text(target, _config(config)), format))  # noqa: T201 - the product


@app.command()
def check(
    claims: Annotated[Path, typer.Argument(help="CLAIMS.json or SUMMARY.md.", metavar="CLAIMS")],
    target: Annotated[str, typer.Argument(help="arXiv id or URL, or a path to a PDF.", metavar="TARGET")],
    config: ConfigPath = None,
) -> None:
    """Check claims, or every number and name of a text, against a paper."""
    from pipeline.inspect_paper import check_file

    lines, holds = check_file(claims, target, _config(config))
    for line in lines:
        print(line)  # noqa: T201 - the product
    raise typer.Exit(0 if holds else 3)


@models.command("list")
def models_list(config: ConfigPath = None) -> None:
    """List the local models that ribao knows, and which are here."""
    from pipeline.llm.weights import KNOWN

    folder = _config(config).paths.models_dir
    for weights in KNOWN:
        here = "here" if (folder / weights.file).is_file() else "not here"
        print(f"{weights.name}\t{weights.size_bytes / 1e6:,.0f} MB\t{weights.licence}\t{here}")  # noqa: T201


@models.command("pull")
def models_pull(
    name: Annotated[str | None, typer.Argument(help="A name of `ribao models list`, or hub:…", metavar="NAME")] = None,
    config: ConfigPath = None,
) -> None:
    """Fetch a local model's weights into the cache; print their path."""
    from pipeline.llm.weights import ensure_weights
    from pipeline.progress import weights_bar

    cfg = _config(config)
    with weights_bar() as bar:
        path = ensure_weights(name or cfg.local.model, cfg.paths.models_dir, cfg.sources.huggingface_url, bar)
    print(path)  # noqa: T201 - the product


@models.command("verify")
def models_verify(config: ConfigPath = None) -> None:
    """Check the weights in the cache against their SHA-256."""
    from pipeline.llm.weights import KNOWN, verify

    folder = _config(config).paths.models_dir
    verdicts = {weights.name: verify(weights, folder) for weights in KNOWN}
    words = {True: "ok", False: "WRONG: delete it and pull again", None: "not here"}
    for name, verdict in verdicts.items():
        print(f"{name}\t{words[verdict]}")  # noqa: T201 - the product
    raise typer.Exit(3 if False in verdicts.values() else 0)


def _run(selection: Selection, model: str | None, path: Path | None) -> Result:
    from pipeline.progress import RunProgress
    from pipeline.run import run

    config = _config(path, model)
    with RunProgress().shown() as progress:
        result = run(selection, config, progress.listed, progress.event, progress.weights, progress.line)
    ledger = result.ledger
    for failure in ledger.failures:
        progress.line(f"失败: {failure.message}")
    progress.line(
        f"列出 {ledger.listed} = 完成 {ledger.done} + 失败 {ledger.failed} | "
        f"核对数字 {ledger.numbers_checked}，未找到 {ledger.numbers_failed} | "
        f"tokens {ledger.usage.prompt}+{ledger.usage.completion}，调用 {ledger.usage.calls}，"
        f"重试 {ledger.usage.retries} | "
        f"费用 {ledger.cost} | {ledger.seconds:.0f} s"
    )
    return result


def _config(path: Path | None, model: str | None = None) -> Config:
    from pipeline.config import load_config
    from pipeline.llm.endpoint import remote_endpoint

    config = load_config(path)
    if model is None:
        return config
    named = config.model_copy(update={"llm": config.llm.model_copy(update={"model": model})})
    if remote_endpoint(named) is not None:
        return named
    return config.model_copy(update={"local": config.local.model_copy(update={"model": model})})


def main() -> NoReturn:
    """Entry point: an expected error becomes one line on stderr and its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # GBK has no ⚠ and no ⁻
    signal.signal(signal.SIGINT, _stop)
    try:
        app()
    except PipelineError as e:
        sys.stderr.write(f"ribao: {e}\n")
        sys.exit(e.exit_code)
    except SystemExit as e:
        if e.code == INTERRUPTED:
            sys.stderr.write(STOPPED)
        raise
    sys.exit(0)


def _stop(signal_number: int, frame: FrameType | None) -> None:
    """Ctrl-C: stop as usual, but at the latest after STOP_S, whatever a library may still be waiting for."""
    guard = threading.Timer(STOP_S, _give_up)
    guard.daemon = True
    guard.start()
    signal.default_int_handler(signal_number, frame)


def _give_up() -> NoReturn:
    sys.stderr.write(STOPPED)
    sys.stderr.flush()
    os._exit(INTERRUPTED)  # every artefact is written whole or not at all: nothing needs a clean end


if __name__ == "__main__":
    main()
