"""Runs prompt variants on models and fixtures, and measures the answers with pydantic-evals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.ground.summary import validate
from pipeline.llm.model import Model
from pipeline.llm.prices import cost_of
from pipeline.llm.provider import Provider
from pipeline.messages import _
from pipeline.promptlab.expected import Expected
from pipeline.promptlab.fixtures import Fixture
from pipeline.promptlab.measures import (
    Answer,
    cost_measures,
    fact_scores,
    grounding_measures,
    prose_measures,
    schema_measures,
    score_measures,
)
from pipeline.promptlab.recordings import LabClient, Mode, NothingKept, RecordingMissing, Replies
from pipeline.promptlab.score_table import Evaluation, Experiment, PaperResult
from pipeline.promptlab.variants import Variant
from pipeline.summarise.passes import prompt_texts, summarise

Context = EvaluatorContext[Fixture, Answer, Expected]
Values = dict[str, float | int]
Progress = Callable[[str], None]


def _known(values: dict[str, float | None]) -> Values:
    """Scores as pydantic-evals takes them: it has no unknown ones."""
    return {name: value for name, value in values.items() if value is not None}


@dataclass
class SchemaValidity(Evaluator[Fixture, Answer, Expected]):
    """Replies that follow their schema."""

    def evaluate(self, ctx: Context) -> Values:
        return _known(schema_measures(ctx.output))


@dataclass
class Facts(Evaluator[Fixture, Answer, Expected]):
    """Precision, recall and F1 against the annotated facts."""

    def evaluate(self, ctx: Context) -> Values:
        return _known(score_measures(fact_scores(ctx.output, ctx.inputs.expected)))


@dataclass
class Grounding(Evaluator[Fixture, Answer, Expected]):
    """What the paper supports."""

    def evaluate(self, ctx: Context) -> Values:
        grounded = ctx.output.grounded
        return _known(grounding_measures(grounded, ctx.inputs.expected)) if grounded else {}


@dataclass
class Prose(Evaluator[Fixture, Answer, Expected]):
    """Language, emptiness and length."""

    def evaluate(self, ctx: Context) -> Values:
        return _known(prose_measures(ctx.output.grounded)) if ctx.output.grounded else {}


@dataclass
class Price(Evaluator[Fixture, Answer, Expected]):
    """Calls, tokens, time and money."""

    def evaluate(self, ctx: Context) -> Values:
        return _known(cost_measures(ctx.output))


EVALUATORS: tuple[Evaluator[Fixture, Answer, Expected], ...] = (
    SchemaValidity(),
    Facts(),
    Grounding(),
    Prose(),
    Price(),
)


class Plan(NamedTuple):
    """What is to be evaluated, and how replies are had."""

    variants: Sequence[Variant]
    configs: Sequence[Config]  # one a model
    fixtures: Sequence[Fixture]
    fixtures_folder: Path
    replies: Replies
    mode: Mode
    only: str | None = None  # the one prompt that is asked; None: all


async def evaluate(plan: Plan, progress: Progress = lambda _line: None) -> Evaluation:
    """Every variant with every model on every fixture.

    Raises RecordingMissing once, for all replies that are to be played back and are not there.
    """
    experiments: list[Experiment] = []
    missing: list[str] = []
    total = len(plan.variants) * len(plan.configs) * len(plan.fixtures)
    for config in plan.configs:
        provider = Provider(config)
        try:
            for variant in plan.variants:
                runner = _Runner(plan, variant, config, provider, progress, total, len(experiments))
                experiments.append(await runner.run())
                missing += runner.missing
        finally:
            await provider.close()
    if missing:
        raise RecordingMissing(
            _("{count} of the replies", count=len(missing)),
            _("not recorded: {names}{more}", names=", ".join(missing[:4]), more=" …" if len(missing) > 4 else ""),
            _("record them with `ribao prompt eval --record` and the same arguments"),
        )
    return Evaluation(fixtures=str(plan.fixtures_folder.name), experiments=tuple(experiments))


class _Runner:
    """One variant with one model."""

    def __init__(
        self,
        plan: Plan,
        variant: Variant,
        config: Config,
        provider: Provider,
        progress: Progress,
        total: int,
        before: int,  # experiments that are done
    ) -> None:
        self.plan, self.variant, self.config, self.provider = plan, variant, config, provider
        self.progress, self.total, self.done = progress, total, before * len(plan.fixtures)
        self.missing: list[str] = []

    async def run(self) -> Experiment:
        """All fixtures through pydantic-evals."""
        model = self.provider.identity.model
        dataset = Dataset[Fixture, Answer, Expected](
            name=self.plan.fixtures_folder.name,
            cases=[Case(name=f.paper_id, inputs=f, metadata=f.expected) for f in self.plan.fixtures],
            evaluators=EVALUATORS,
        )
        # one after another: the embedded model has one cache, which a paper's passes share
        at_once = 1 if self.provider.identity.embedded else self.config.llm.concurrency
        report = await dataset.evaluate(
            self._answer, name=f"{self.variant.title} {model}", max_concurrency=at_once, progress=False
        )
        return Experiment(
            variant=self.variant.label,
            version=self.variant.version,
            model=model,
            papers=_papers(report),
        )

    async def _client(self) -> Model:
        """Raises EndpointRefused: what nobody listens at is no outage to wait out."""
        await self.provider.try_endpoint()
        return await self.provider.client()

    async def _answer(self, fixture: Fixture) -> Answer:
        client = LabClient(
            fixture.paper_id,
            self.provider.identity,
            self.config.llm,
            self.plan.replies,
            self.plan.mode,
            self._client,
            self.plan.only,
        )
        grounded, failure = None, None
        with self.variant.used():
            try:
                draft = await summarise(fixture.paper, fixture.text, client, NothingKept())
                draft = draft.model_copy(update={"usage": client.usage})
                grounded = validate(draft, fixture.text, prompt_texts(draft.passes))
            except RecordingMissing:
                failure = _("replies are missing")
            except PipelineError as e:
                failure = str(e)
        self.missing += client.missing
        self.done += 1
        took = {"count": client.usage.calls, "seconds": client.usage.seconds}
        state = failure or _("{count} calls, {seconds:.0f} s", **took)
        identity = self.provider.identity
        self.progress(f"[{self.done}/{self.total}] {identity.model} {self.variant.title} {fixture.paper_id}: {state}")
        price = 0.0 if identity.embedded else cost_of(client.usage, identity.model, self.provider.prices)
        return Answer(
            paper_id=fixture.paper_id,
            grounded=grounded,
            failure=failure,
            asked=tuple(client.asked),
            cost_usd=None if price is None else float(price),
        )


def _papers(report: EvaluationReport[Fixture, Answer, Expected]) -> tuple[PaperResult, ...]:
    """The report as records, in the order of the papers. An evaluator that raised is a bug: its traceback goes on."""
    for failed in report.failures:
        raise RuntimeError(f"{failed.name}: {failed.error_message}\n{failed.error_stacktrace}")
    results = []
    for case in sorted(report.cases, key=lambda c: c.name):
        for failure in case.evaluator_failures:
            raise RuntimeError(f"{case.name}: {failure.error_message}\n{failure.error_stacktrace}")
        results.append(
            PaperResult(
                paper_id=case.name,
                title=case.inputs.paper.title,
                version=case.inputs.paper.version,
                measures={name: float(score.value) for name, score in case.scores.items()},
                scores=fact_scores(case.output, case.inputs.expected),
                answer=case.output.model_copy(update={"asked": ()}),
            )
        )
    return tuple(results)
