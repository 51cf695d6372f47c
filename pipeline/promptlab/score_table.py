"""The outcome of an evaluation, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import UsageError, reason_of
from pipeline.messages import _
from pipeline.messages.width import padded, width_of
from pipeline.promptlab.measures import BY_NAME, Answer, FactScores, Measure
from pipeline.promptlab.scores import Score, macro, micro
from schemas.records import Record

TABLE = (
    "schema_first", "schema", "settings_precision", "settings_recall", "results_precision", "results_recall",
    "backbones_recall", "datasets_recall", "recall", "f1", "grounded", "contradicted", "bad_numbers", "false_absent",
    "refuted", "in_out", "empty", "translated", "carried", "terms", "chinese", "language", "length", "tokens_in",
    "tokens_out", "cost", "seconds", "failed",
)  # fmt: skip


class PaperResult(Record):
    """One paper in one experiment. A measure that is absent has no value for this paper."""

    paper_id: str
    title: str
    version: str | None = None  # of the PDF; None: a local file
    measures: Mapping[str, float]
    scores: FactScores
    answer: Answer  # without the requests


class Experiment(Record):
    """One variant with one model on all papers."""

    variant: str
    version: str
    model: str
    papers: tuple[PaperResult, ...]

    @property
    def title(self) -> str:
        """Variant, version and model."""
        return f"{self.variant}@{self.version} · {self.model}"

    def value(self, measure: Measure) -> float | None:
        """Over all papers: a sum of counts, a mean of everything else. None: no paper has a value."""
        values = [p.measures.get(measure.name) for p in self.papers]
        if measure.form == "count":
            known = [v for v in values if v is not None]
            return sum(known) if known else None
        return macro(values)

    def pooled(self, kind: str) -> Score:
        """The facts of all papers as one, every fact weighing the same."""
        return micro(getattr(p.scores, kind) for p in self.papers)


class Evaluation(Record):
    """All experiments of one call."""

    fixtures: str  # name of their folder
    experiments: tuple[Experiment, ...]

    @property
    def papers(self) -> tuple[str, ...]:
        """Ids of all papers, in order."""
        return tuple(dict.fromkeys(p.paper_id for e in self.experiments for p in e.papers))


def read_evaluation(path: Path) -> Evaluation:
    """An evaluation that was written with --json. Raises UsageError."""
    try:
        return Evaluation.model_validate_json(path.read_bytes())
    except OSError as e:
        raise UsageError(str(path), _("cannot be read ({reason})", reason=reason_of(e))) from e
    except ValidationError as e:
        raise UsageError(str(path), _("is no evaluation"), _("write one with `ribao prompt eval --json`")) from e


def shown(value: float | None, measure: Measure) -> str:
    """A value as tables show it; "–" where there is none."""
    if value is None:
        return "–"
    if measure.form == "share":
        return f"{value:.3f}"
    if measure.form == "usd":
        return f"{value:.4f}"
    return f"{value:.0f}" if value == round(value) or abs(value) >= 10 else f"{value:.1f}"


def table(evaluation: Evaluation, names: Sequence[str] = TABLE) -> str:
    """Measures as rows, experiments as columns: a terminal is higher than wide.

    Shares are means over the papers that have a value, counts are sums, the rest are means over papers.
    """
    heads = [f"{e.variant}@{e.version}" for e in evaluation.experiments]
    models = [e.model for e in evaluation.experiments]
    rows = [("", heads), (_("model"), models)]
    for name in names:
        measure = BY_NAME[name]
        values = [e.value(measure) for e in evaluation.experiments]
        if any(v is not None for v in values):
            rows.append((measure.label, [shown(v, measure) for v in values]))
    for kind in ("settings", "results"):
        pooled = [e.pooled(kind) for e in evaluation.experiments]
        counts = [
            _("{matched} of {found} / {expected}", matched=s.matched, found=s.found, expected=s.expected)
            for s in pooled
        ]
        rows.append((_("{kind} found/annotated", kind=_(kind)), counts))
    left = max(width_of(label) for label, _cells in rows)
    widths = [max(width_of(cells[i]) for _label, cells in rows) for i in range(len(heads))]
    return "\n".join(
        padded(label, left) + "".join(" " * (2 + w - width_of(c)) + c for c, w in zip(cells, widths, strict=True))
        for label, cells in rows
    )
