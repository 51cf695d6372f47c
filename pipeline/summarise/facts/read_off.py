"""All that code reads off a paper: backbones, datasets, settings and results, each checked against the paper."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.ground.index import PaperIndex
from pipeline.ground.summary import ground_facts
from pipeline.summarise.facts import backbones, data_names, hyperparameters, results
from pipeline.summarise.lines import Line
from schemas.summary import EMPTY, Summary


def read_off(lines: Sequence[Line], own: tuple[str, ...], index: PaperIndex) -> Summary:
    """A summary with the facts that code reads off tables and sentences, and that hold.

    `own`: what the paper calls its own method.
    """
    bases = backbones.backbones(lines, own)
    found = EMPTY.model_copy(
        update={
            "backbones": bases,
            "datasets": data_names.datasets(lines, own),
            "hyperparameters": hyperparameters.hyperparameters(lines, own, [base.name for base in bases]),
            "results": results.results(lines, own),
        }
    )
    held = only_held(found, index)
    data = data_names.with_measured(held.datasets, held.results, lines, own)
    held = only_held(held.model_copy(update={"datasets": data}), index)
    return held.model_copy(update={"results_prose": results.conclusion(held.results) if held.results else ""})


def only_held(found: Summary, index: PaperIndex) -> Summary:
    """The summary without the facts that do not hold; a baseline that does not hold is taken from its result."""
    grounded = {(f.kind, f.name, f.value, f.note) for f in ground_facts(found, index) if f.verdict.holds}
    return found.model_copy(
        update={
            "backbones": tuple(b for b in found.backbones if ("backbone", b.name, "", "") in grounded),
            "datasets": tuple(d for d in found.datasets if ("dataset", d.name, "", d.role) in grounded),
            "hyperparameters": tuple(
                h for h in found.hyperparameters if ("hyperparameter", h.name, h.value, h.scope) in grounded
            ),
            "results": tuple(
                r
                if not r.baseline_value or ("baseline", r.baseline, r.baseline_value, r.benchmark) in grounded
                else r.model_copy(update={"baseline": "", "baseline_value": "", "baseline_at": ""})
                for r in found.results
                if ("result", r.metric, r.value, r.benchmark) in grounded
            ),
        }
    )


def filled(summary: Summary, lines: Sequence[Line], own: tuple[str, ...], index: PaperIndex) -> Summary:
    """A model's summary in which no list is empty that code can fill: an empty list is printed as 未报告."""
    empty = [name for name in ("backbones", "datasets", "hyperparameters", "results") if not getattr(summary, name)]
    found = read_off(lines, own, index) if empty else summary
    return summary.model_copy(update={name: getattr(found, name) for name in empty})
