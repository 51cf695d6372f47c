"""ribao run: the digest of a day, of a range of days, of a file of ids, or of an arXiv query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.commands.common import ConfigPath, Model, Quiet, Redo, Verbose, config_of, endpoint_line, log_requests
from pipeline.flow.kept import STAGES
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.flow.progress import LogFormat
    from pipeline.flow.run import Options, Result
    from pipeline.sources.listing import Selection
    from schemas.digest import Ledger
    from schemas.records import Failure

app = typer.Typer()


@app.command("run", help=_("Make the digest of a day, of a file of ids, or of an arXiv query; print its path."))
def run_command(
    date: Annotated[
        str | None, typer.Option(help=_("Day to digest: YYYY-MM-DD, today or yesterday (in your time zone)."))
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help=_("First day of a range, each with its digest."))] = None,
    last: Annotated[str | None, typer.Option("--to", help=_("Last day of the range; today if left out."))] = None,
    ids: Annotated[
        Path | None, typer.Option(help=_("File with one arXiv id or URL a line; - is stdin."), metavar="FILE")
    ] = None,
    local_pdfs: Annotated[
        bool, typer.Option("--local-pdfs", help=_("The file of --ids may also name PDFs on this disk."))
    ] = False,
    query: Annotated[str | None, typer.Option(help=_("arXiv query, such as 'ti:diffusion'."))] = None,
    category: Annotated[str | None, typer.Option(help=_("arXiv category, such as cs.CL."))] = None,
    top: Annotated[int | None, typer.Option(help=_("Only the first N papers."), min=1)] = None,
    where: Annotated[
        str | None, typer.Option(help=_("A filter as the search page writes it: 'q=lora -video&code=1&upvotes=10'."))
    ] = None,
    rank: Annotated[
        Literal["interests", "upvotes"] | None,
        typer.Option(help=_("What comes first; by your interests where interests.toml exists.")),
    ] = None,
    keyword: Annotated[str | None, typer.Option(help=_("Only papers with this in title or abstract."))] = None,
    redo: Redo = None,
    plan: Annotated[
        bool, typer.Option("--plan", help=_("Say what would be done, and its price, and do nothing."))
    ] = False,
    max_cost: Annotated[float | None, typer.Option(help=_("US dollars that the run may cost."), min=0)] = None,
    max_tokens: Annotated[int | None, typer.Option(help=_("Tokens that the run may take."), min=0)] = None,
    max_paper_cost: Annotated[float | None, typer.Option(help=_("US dollars that one paper may cost."), min=0)] = None,
    max_paper_tokens: Annotated[int | None, typer.Option(help=_("Tokens that one paper may take."), min=0)] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help=_("Where PDFs are read: on this machine, or on a Ray cluster."))
    ] = "local",
    ray_address: Annotated[
        str | None, typer.Option(help=_("Address of a running Ray; one is started if left out."))
    ] = None,
    batch: Annotated[
        bool, typer.Option("--batch", help=_("Ask by the endpoint's Batch API: cheaper, within a day, resumable."))
    ] = False,
    log_format: Annotated[Literal["text", "json"], typer.Option(help=_("How progress is written."))] = "text",
    quiet: Quiet = False,
    verbose: Verbose = False,
    model: Model = None,
    config: ConfigPath = None,
) -> None:
    from decimal import Decimal

    from pipeline.flow.budget import Caps
    from pipeline.sources.listing import Selection

    log_requests(verbose)
    _check(ids is not None, bool(query or category), date is not None, first, last)
    selection = Selection(
        date=date or (None if ids or query or category or first else "today"),
        first=first,
        last=last,
        ids_file=str(ids) if ids else None,
        local_pdfs=local_pdfs,
        query=query,
        category=category,
        top=top,
        rank=rank,
        where=where,
        keyword=keyword,
    )
    selection.days()  # a date that is none is told before anything else
    caps = Caps(
        max_tokens=max_tokens,
        max_cost=None if max_cost is None else Decimal(str(max_cost)),
        max_paper_tokens=max_paper_tokens,
        max_paper_cost=None if max_paper_cost is None else Decimal(str(max_paper_cost)),
    )
    if batch and (redo or caps != Caps()):
        raise typer.BadParameter(_("--batch takes no --redo and no --max-…: see the price before with --plan"))
    cfg = config_of(config, model)
    if plan:
        return _print_plan(selection, cfg, batch, quiet)
    from pipeline.flow.run import Options

    options = Options.model_validate(
        {"redo": redo, "caps": caps, "engine": engine, "ray_address": ray_address, "batch": batch}
    )
    result = run_and_report(selection, cfg, options, log_format, quiet)
    for path in result.paths:
        print(path)  # noqa: T201 - the product
    raise typer.Exit(result.exit_code)


def _print_plan(selection: Selection, config: Config, batch: bool, quiet: bool) -> None:
    from pipeline.flow.plan import plan_lines

    def told(line: str) -> None:
        if not quiet:
            typer.echo(line, err=True)

    for line in plan_lines(selection, config, batch, told):
        print(line)  # noqa: T201 - the product


def _check(ids: bool, arxiv: bool, date: bool, first: str | None, last: str | None) -> None:
    if ids and (arxiv or date or first):
        raise typer.BadParameter(_("--ids names the papers itself: leave out --date, --from, --query and --category"))
    if date and first:
        raise typer.BadParameter(_("--date is one day, --from and --to are a range: leave one of them out"))
    if last and not first:
        raise typer.BadParameter(_("--to needs --from"))


def run_and_report(
    selection: Selection, config: Config, options: Options, log_format: LogFormat = "text", quiet: bool = False
) -> Result:
    """Do the run with its progress on stderr, and end with its table."""
    from pipeline.flow.progress import RunProgress
    from pipeline.flow.run import run

    with RunProgress(log_format, quiet=quiet).shown() as progress:
        progress.endpoint = endpoint_line(config)
        progress.embedded = progress.endpoint is None
        if selection.date in ("today", "yesterday") and not quiet:
            progress.line(_which_day(selection))
        result = run(
            selection,
            config,
            progress.listed,
            progress.event,
            progress.weights,
            progress.line,
            options,
            progress.begin,
        )
    lines = closing_lines(result.ledger)
    for line in lines[:-2] if quiet else lines:
        progress.line(line)
    return result


def _which_day(selection: Selection) -> str:
    """The date that a word means here, beside the time in UTC, whose days Hugging Face counts."""
    import datetime as dt

    now = dt.datetime.now(dt.UTC)
    return _(
        "{word} is {date} (time zone UTC{zone}; in UTC it is {now:%Y-%m-%d %H:%M})",
        word=selection.date,
        date=selection.days()[0].date,
        zone=now.astimezone().isoformat()[-6:],
        now=now,
    )


def closing_lines(ledger: Ledger) -> list[str]:
    """The run's table: every paper that is not done with its reason, then the sums."""
    lines = [_("not listed: {message}", message=failure.message) for failure in ledger.unlisted]
    lines += [_("failed: {message}", message=message) for message in _together(ledger.failures)]
    lines += [_("skipped: {message}", message=message) for message in _together(ledger.skips)]
    if ledger.digest and not ledger.done:
        lines.append(_("nothing was made: the digest holds only the reasons; mend them, and run it again"))
    by_paper = ledger.stage_seconds.values()
    sums = (f"{_(s.name)} {sum(seconds.get(s.name, 0.0) for seconds in by_paper):.1f}" for s in STAGES)
    lines.append(_("seconds by stage: {sums}", sums=_(", ").join(sums)))
    lines.append(
        _(
            "{listed} listed = {done} done + {failed} failed + {skipped} skipped | "
            "numbers: {checked} checked, {wrong} not found | "
            "tokens {prompt}+{completion}, {calls} calls, {retries} retries | cost {cost} | {seconds:.0f} s",
            listed=ledger.listed,
            done=ledger.done,
            failed=ledger.failed,
            skipped=ledger.skipped,
            checked=ledger.numbers_checked,
            wrong=ledger.numbers_failed,
            prompt=ledger.usage.prompt,
            completion=ledger.usage.completion,
            calls=ledger.usage.calls,
            retries=ledger.usage.retries,
            cost=ledger.cost,
            seconds=ledger.seconds,
        )
    )
    return lines


def _together(failures: Sequence[Failure]) -> Iterator[str]:
    """The reasons; one that several papers have is told once, with their ids."""
    papers: dict[str, list[Failure]] = {}
    for failure in failures:
        papers.setdefault(failure.reason(), []).append(failure)
    for reason, found in papers.items():
        ids = _(", ").join(failure.paper_id for failure in found)
        many = _("{count} papers ({ids})", count=len(found), ids=ids) + _(": ") + reason
        yield many if len(found) > 1 else found[0].message
