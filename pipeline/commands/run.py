"""ribao run: the digest of a day, of a file of ids, or of an arXiv query."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import ConfigPath, Model, config_of

if TYPE_CHECKING:
    from pipeline.run import Result, Selection

app = typer.Typer()


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
    result = run_and_report(selection, model, config)
    print(result.markdown_path)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)


def run_and_report(selection: Selection, model: str | None, path: Path | None) -> Result:
    """Do the run with its progress on stderr, and end with its table."""
    from pipeline.progress import RunProgress
    from pipeline.run import run

    config = config_of(path, model)
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
