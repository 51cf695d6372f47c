"""ribao prompt: judge prompts on frozen papers."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.common import ConfigPath, config_of
from pipeline.messages import _

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.promptlab.evaluate import Plan
    from pipeline.promptlab.recordings import Mode
    from pipeline.promptlab.score_table import Evaluation, Experiment

app = typer.Typer(help=_("Prompts, and how good they are on frozen papers."), no_args_is_help=True)
fixture_app = typer.Typer(help=_("Frozen papers with annotated facts."), no_args_is_help=True)
app.add_typer(fixture_app, name="fixture")

GATE_FAILED = 3
Fixtures = Annotated[Path | None, typer.Option("--fixtures", help=_("Folder of fixtures or of facts."), metavar="DIR")]
Pdfs = Annotated[
    Path | None, typer.Option("--pdfs", help=_("PDFs of papers whose facts alone are given."), metavar="DIR")
]
RepliesDir = Annotated[Path | None, typer.Option("--replies", help=_("Folder of recorded replies."), metavar="DIR")]
Models = Annotated[
    list[str] | None, typer.Option("--model", help=_("A model; may be given several times."), metavar="NAME")
]
Papers = Annotated[
    list[str] | None, typer.Option("--paper", help=_("Only this paper; may be given several times."), metavar="ID")
]
Only = Annotated[
    str | None, typer.Option("--only", help=_("Ask only this prompt, and leave out what others give."), metavar="NAME")
]
Record = Annotated[bool, typer.Option("--record", help=_("Ask for replies that are not recorded, and record them."))]
Live = Annotated[bool, typer.Option("--live", help=_("Ask for every reply, and record none."))]
Replay = Annotated[
    bool, typer.Option("--replay", help=_("Play recorded replies back; a missing one is an error. Default."))
]
VARIANT_HELP = _('"committed", a folder of prompts that replace committed ones, or NAME=FILE.')


@app.command("list", help=_("List the prompts with their versions."))
def list_prompts(
    variant: Annotated[str, typer.Argument(help=VARIANT_HELP, metavar="PROMPTS")] = "committed",
) -> None:
    from pipeline.promptlab.show import listing
    from pipeline.promptlab.variants import read_variant

    _print(listing(read_variant(variant)))


@app.command(help=_("Print one prompt."))
def show(name: Annotated[str, typer.Argument(help=_("Name of a prompt."))]) -> None:
    from pipeline.promptlab.show import card
    from pipeline.summarise.prompts import load_prompt

    _print(card(load_prompt(name)))


@app.command(help=_("Print what exactly is sent for a paper, with token counts."))
def render(
    name: Annotated[str, typer.Argument(help=_("Name of a prompt."))],
    paper: Annotated[str, typer.Option("--paper", help=_("Id of a fixture."), metavar="ID")],
    variant: Annotated[str, typer.Option("--prompts", help=VARIANT_HELP, metavar="PROMPTS")] = "committed",
    model: Annotated[str | None, typer.Option("--model", help=_("The model that is asked."), metavar="NAME")] = None,
    fixtures: Fixtures = None,
    pdfs: Pdfs = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.llm.provider import Provider
    from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, load_fixtures
    from pipeline.promptlab.show import as_sent, of_prompt, rendered
    from pipeline.promptlab.variants import read_variant
    from pipeline.summarise.prompts import load_prompt

    chosen, settings = read_variant(variant), config_of(config, model)
    load_prompt(name)
    fixture = load_fixtures(fixtures or COMMITTED_FIXTURES, settings, (paper,), pdfs)[0]
    requests = asyncio.run(rendered(fixture, chosen, Provider(settings).identity, settings.llm))
    _print("\n\n".join(as_sent(request) for request in of_prompt(requests, name, fixture.paper_id)))


@app.command("eval", help=_("Evaluate prompts on models and frozen papers."))
def evaluate_prompts(
    variants: Annotated[list[str] | None, typer.Argument(help=VARIANT_HELP, metavar="PROMPTS")] = None,
    model: Models = None,
    paper: Papers = None,
    only: Only = None,
    fixtures: Fixtures = None,
    pdfs: Pdfs = None,
    replies: RepliesDir = None,
    replay: Replay = False,
    record: Record = False,
    live: Live = False,
    prune: Annotated[
        bool, typer.Option("--prune", help=_("Remove recordings of these models that are not used."))
    ] = False,
    no_unused: Annotated[bool, typer.Option("--no-unused", help=_("Fail when a recording is not used."))] = False,
    json_path: Annotated[Path | None, typer.Option("--json", help=_("Write everything here."), metavar="FILE")] = None,
    html: Annotated[Path | None, typer.Option("--html", help=_("Write a page here."), metavar="FILE")] = None,
    config: ConfigPath = None,
) -> None:
    mode = _mode(replay, record, live)
    from pipeline.promptlab.score_table import table

    if prune and (paper or live or only):
        raise typer.BadParameter(_("--prune needs all papers, and recordings: without --paper, --only and --live"))
    plan = _plan(variants or [], model or [], paper or [], fixtures, pdfs, replies, mode, config, only)
    evaluation = _run(plan)
    _write(evaluation, plan, json_path, html)
    _print(table(evaluation))
    _unused(plan, prune, no_unused)


@app.command(help=_("Compare two variants, paper by paper."))
def compare(
    a: Annotated[
        str,
        typer.Argument(help=VARIANT_HELP + _(" Or a file that eval --json wrote."), metavar="A"),
    ],
    b: Annotated[str, typer.Argument(help=_("The same."), metavar="B")],
    model: Annotated[str | None, typer.Option("--model", help=_("The model that is asked."), metavar="NAME")] = None,
    paper: Papers = None,
    only: Only = None,
    fixtures: Fixtures = None,
    pdfs: Pdfs = None,
    replies: RepliesDir = None,
    replay: Replay = False,
    record: Record = False,
    live: Live = False,
    gate: Annotated[bool, typer.Option("--gate", help=_("Exit with 3 when B must not take A's place."))] = False,
    no_unused: Annotated[bool, typer.Option("--no-unused", help=_("Fail when a recording is not used."))] = False,
    html: Annotated[Path | None, typer.Option("--html", help=_("Write a page here."), metavar="FILE")] = None,
    config: ConfigPath = None,
) -> None:
    mode = _mode(replay, record, live)
    from pipeline.promptlab import compare as comparing
    from pipeline.promptlab.score_table import Evaluation

    kept = {side: _kept(side, model) for side in (a, b)}
    asked = [side for side in dict.fromkeys((a, b)) if kept[side] is None]
    models = [model] if model else []
    plan = _plan(asked, models, paper or [], fixtures, pdfs, replies, mode, config, only) if asked else None
    fresh = _run(plan).experiments if plan else ()
    of_side = dict(zip(asked, fresh, strict=True))
    first, second = (kept[side] or of_side[side] for side in (a, b))
    if plan and html:
        _write(Evaluation(fixtures=plan.fixtures_folder.name, experiments=(first, second)), plan, None, html)
    _print(comparing.comparison(first, second, comparing.differences(first, second)))
    if plan:
        _unused(plan, False, no_unused)
    reasons = comparing.gate(first, second) if gate else ()
    for reason in reasons:
        sys.stderr.write(f"gate: {reason}\n")
    if reasons:
        raise typer.Exit(GATE_FAILED)


@app.command("diff", help=_("Show how two variants' answers for one paper differ."))
def diff_answers(
    a: Annotated[str, typer.Argument(help=VARIANT_HELP, metavar="A")],
    b: Annotated[str, typer.Argument(help=_("The same."), metavar="B")],
    paper: Annotated[str, typer.Option("--paper", help=_("Id of a fixture."), metavar="ID")],
    model: Annotated[str | None, typer.Option("--model", help=_("The model that is asked."), metavar="NAME")] = None,
    fixtures: Fixtures = None,
    pdfs: Pdfs = None,
    replies: RepliesDir = None,
    replay: Replay = False,
    record: Record = False,
    live: Live = False,
    config: ConfigPath = None,
) -> None:
    mode = _mode(replay, record, live)
    from pipeline.promptlab.textdiff import diff

    plan = _plan([a, b], [model] if model else [], [paper], fixtures, pdfs, replies, mode, config)
    first, second = _run(plan).experiments
    _print(diff(first.papers[0], second.papers[0], (first.title, second.title), sys.stdout.isatty()))


@fixture_app.command("add", help=_("Freeze a paper, with its facts or with a template of facts to fill in."))
def fixture_add(
    target: Annotated[str, typer.Argument(help=_("arXiv id or URL, or a path to a PDF."), metavar="ID|PDF")],
    facts: Annotated[Path | None, typer.Option("--facts", help=_("Its annotated facts."), metavar="FILE")] = None,
    fixtures: Fixtures = None,
    config: ConfigPath = None,
) -> None:
    from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, add_fixture

    path, to_fill_in = add_fixture(target, fixtures or COMMITTED_FIXTURES, config_of(config), facts)
    _print(_("{path}: write its facts where it says FILL IN", path=path) if to_fill_in else str(path))


@fixture_app.command(
    "from-report", help=_('Turn a reader\'s "this is wrong" into an expectation. "-" reads a line of JSON from stdin.')
)
def fixture_from_report(
    report: Annotated[str, typer.Argument(help=_('{"paper": …, "field": "hyperparameter/…", "shown": …, "right": …}'))],
    fixtures: Fixtures = None,
) -> None:
    from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, add_report, write_fixture

    path, fixture = add_report(sys.stdin.readline() if report == "-" else report, fixtures or COMMITTED_FIXTURES)
    write_fixture(path, fixture)
    _print(str(path))


def _mode(replay: bool, record: bool, live: bool) -> Mode:
    """How replies are had. Raises UsageError where the lab's extra is not installed."""
    from pipeline.errors import UsageError, install_extra

    missing = [name for name in ("pydantic_evals", "jsonschema", "jinja2") if importlib.util.find_spec(name) is None]
    if missing:
        fact = _("needs {names}, which is not installed", names=", ".join(missing))
        raise UsageError(_("the prompt lab"), fact, install_extra("promptlab"))
    if replay + record + live > 1:
        raise typer.BadParameter(_("--replay, --record and --live exclude one another"))
    return "record" if record else "live" if live else "replay"


def _plan(
    variants: list[str],
    models: Sequence[str | None],
    papers: list[str],
    fixtures: Path | None,
    pdfs: Path | None,
    replies: Path | None,
    mode: Mode,
    config: Path | None,
    only: str | None = None,
) -> Plan:
    from pipeline.errors import UsageError
    from pipeline.promptlab.evaluate import Plan
    from pipeline.promptlab.fixtures import COMMITTED_FIXTURES, load_fixtures
    from pipeline.promptlab.recordings import Replies
    from pipeline.promptlab.variants import read_variants
    from pipeline.summarise.prompts import load_prompt

    if only is not None and load_prompt(only).schema_name is None:
        raise UsageError(only, _("asks nothing by itself"), _("name a prompt with a schema, see `ribao prompt list`"))
    chosen = read_variants(variants)
    configs = [config_of(config, model) for model in models or (None,)]
    folder = fixtures or COMMITTED_FIXTURES
    return Plan(
        variants=chosen,
        configs=configs,
        fixtures=load_fixtures(folder, configs[0], papers, pdfs),
        fixtures_folder=folder,
        replies=Replies(replies or _replies_of(folder, configs[0])),
        mode=mode,
        only=only,
    )


def _replies_of(fixtures: Path, config: Config) -> Path:
    """Replies of the committed fixtures are committed beside them; others are kept with the data."""
    from pipeline.promptlab.fixtures import COMMITTED_FIXTURES

    beside = COMMITTED_FIXTURES.parent / "replies"
    return beside if fixtures.resolve() == COMMITTED_FIXTURES else config.paths.data_dir / "promptlab" / "replies"


def _run(plan: Plan) -> Evaluation:
    """Evaluate with progress on stderr. Raises PipelineError where an experiment has no summary at all."""
    from pipeline.errors import PipelineError
    from pipeline.promptlab.evaluate import evaluate

    def progress(line: str) -> None:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    evaluation = asyncio.run(evaluate(plan, progress))
    for experiment in evaluation.experiments:
        if all(paper.answer.grounded is None for paper in experiment.papers):
            reason = experiment.papers[0].answer.failure or ""
            raise PipelineError(experiment.title, _("no paper has a summary; the first: {reason}", reason=reason))
    return evaluation


def _kept(side: str, model: str | None) -> Experiment | None:
    """The experiment of a file of eval --json; None: the word is a variant. Raises UsageError."""
    from pipeline.errors import UsageError
    from pipeline.promptlab.score_table import read_evaluation

    if not side.endswith(".json"):
        return None
    found = [e for e in read_evaluation(Path(side)).experiments if model is None or e.model.startswith(model)]
    if len(found) != 1:
        titles = ", ".join(e.title for e in found) or "none"
        raise UsageError(
            side,
            _("holds {count} experiments to compare ({titles})", count=len(found), titles=titles),
            _("name one with --model"),
        )
    return found[0]


def _write(evaluation: Evaluation, plan: Plan, json_path: Path | None, html: Path | None) -> None:
    from pipeline.promptlab.evaluation_page import page
    from pipeline.store.artefacts import record_json, write_atomically

    if json_path is not None:
        write_atomically(json_path, record_json(evaluation) + "\n")
    if html is not None:
        write_atomically(html, page(evaluation, {f.paper_id: f.expected for f in plan.fixtures}))


def _unused(plan: Plan, prune: bool, fail: bool) -> None:
    """Remove, or refuse, recordings of the evaluated models that nothing has asked for."""
    from pipeline.llm.provider import Provider

    unused = plan.replies.unused([Provider(config).identity.model for config in plan.configs])
    if prune:
        for path in unused:
            path.unlink()
        if unused:
            sys.stderr.write(_("removed {count} recordings that were not used", count=len(unused)) + "\n")
    elif fail and unused:
        names = ", ".join(f"{path.parent.name}/{path.name}" for path in unused[:4])
        told = _(
            "{count} recordings are not used ({names}); remove them with `ribao prompt eval --prune`",
            count=len(unused),
            names=names,
        )
        sys.stderr.write(f"{told}\n")
        raise typer.Exit(GATE_FAILED)


def _print(text: str) -> None:
    print(text)  # noqa: T201 - the product
