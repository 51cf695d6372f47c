"""Compares two experiments paper by paper: better, worse, or no evidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal

from pipeline.errors import UsageError
from pipeline.messages import N_, _
from pipeline.messages.width import padded
from pipeline.promptlab.measures import BY_NAME, Measure
from pipeline.promptlab.score_table import TABLE, Experiment, shown
from schemas.records import Record

Finding = Literal["better", "worse", "no evidence", "the same"]
SAID: dict[Finding, str] = {  # in the order in which they are shown
    "worse": N_("worse"),
    "better": N_("better"),
    "no evidence": N_("no evidence"),
    "the same": N_("the same"),
}
GATED = ("schema", "grounded", "recall", "settings_recall", "results_recall", "chinese")
LOWER_GATED = ("failed", "refuted")  # any rise fails
RESAMPLES = 4000  # the interval's ends move by less than 0.002 from one seed to another
SEED = 20261122  # a comparison says the same every time
CONFIDENCE = 0.95
LEAST_PAPERS = 3  # of fewer, a resample says nothing about other papers
COLLAPSE = 0.5  # a paper that keeps less than this share of what it had is lost, whatever the others say


class Difference(Record):
    """What one measure says of B beside A. Values are means over the papers where both have one."""

    measure: str
    a: float
    b: float
    low: float  # ends of the bootstrap interval of b - a
    high: float
    papers: int
    finding: Finding


def paired_values(a: Experiment, b: Experiment, measure: str) -> list[tuple[float, float]]:
    """The values of a measure on the papers where both have one."""
    of_b = {p.paper_id: p.measures for p in b.papers}
    return [
        (p.measures[measure], of_b[p.paper_id][measure])
        for p in a.papers
        if measure in p.measures and measure in of_b.get(p.paper_id, {})
    ]


def bootstrap(differences: Sequence[float], resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The percentile interval of the mean of paired differences, papers resampled with replacement."""
    rng = random.Random(seed)
    size = len(differences)
    means = sorted(sum(rng.choices(differences, k=size)) / size for _ in range(resamples))
    cut = int(resamples * (1 - CONFIDENCE) / 2)
    return means[cut], means[-cut - 1]


def difference(a: Experiment, b: Experiment, measure: Measure) -> Difference | None:
    """None: no paper has a value in both."""
    pairs = paired_values(a, b, measure.name)
    if not pairs:
        return None
    changes = [y - x for x, y in pairs]
    low, high = bootstrap(changes)
    means = [sum(values) / len(pairs) for values in zip(*pairs, strict=True)]
    return Difference(
        measure=measure.name,
        a=means[0],
        b=means[1],
        low=low,
        high=high,
        papers=len(pairs),
        finding=_finding(changes, low, high, measure, sum(x for x, _ in pairs)),
    )


def _finding(changes: Sequence[float], low: float, high: float, measure: Measure, whole: float) -> Finding:
    """`whole`: A's sum of the measure, of which a change within its noise says nothing."""
    if not any(changes):
        return "the same"
    if len(changes) < LEAST_PAPERS or low <= 0 <= high or measure.better == "neither":
        return "no evidence"
    if abs(sum(changes)) <= measure.noise * abs(whole):
        return "no evidence"
    return "better" if (low > 0) == (measure.better == "higher") else "worse"


def differences(a: Experiment, b: Experiment) -> tuple[Difference, ...]:
    """All measures of the table. Raises UsageError where the two have no paper in common."""
    if not {p.paper_id for p in a.papers} & {p.paper_id for p in b.papers}:
        raise UsageError(
            _("{a} and {b}", a=a.title, b=b.title),
            _("have no paper in common"),
            _("evaluate both on the same fixtures"),
        )
    found = (difference(a, b, BY_NAME[name]) for name in TABLE)
    return tuple(d for d in found if d is not None)


def gate(a: Experiment, b: Experiment) -> tuple[str, ...]:
    """Why B must not take A's place; empty: it may.

    Grounded share, recall, schema validity and the share of Chinese must not be worse beyond the interval; a paper
    must not lose more than half of what it had in one of them, be left without a summary, or bring back what a reader
    has refuted; and no paper may be missing.
    """
    reasons = [_("{paper} was not evaluated", paper=paper) for paper in sorted(_ids(a) - _ids(b))]
    for name in GATED:
        found = difference(a, b, BY_NAME[name])
        if found is not None and found.finding == "worse":
            reasons.append(_("{measure}: worse ({change})", measure=BY_NAME[name].label, change=in_words(found)))
        reasons += _collapsed(a, b, name)
    for name in LOWER_GATED:
        before, after = a.value(BY_NAME[name]) or 0, b.value(BY_NAME[name]) or 0
        if after > before:
            said = {"measure": BY_NAME[name].label, "before": before, "after": after}
            reasons.append(_("{measure}: {before:.0f} before, {after:.0f} now", **said))
    return tuple(reasons)


def _collapsed(a: Experiment, b: Experiment, name: str) -> list[str]:
    """The papers that keep less than COLLAPSE of a measure; one that has no value any more keeps nothing."""
    of_b = {p.paper_id: p.measures for p in b.papers}
    label = BY_NAME[name].label
    return [
        _(
            "{measure} of {paper}: {before:.3f} before, {after:.3f} now",
            measure=label,
            paper=p.paper_id,
            before=p.measures[name],
            after=of_b[p.paper_id].get(name, 0),
        )
        for p in a.papers
        if name in p.measures and p.paper_id in of_b and of_b[p.paper_id].get(name, 0) < COLLAPSE * p.measures[name]
    ]


def _ids(experiment: Experiment) -> set[str]:
    return {p.paper_id for p in experiment.papers}


def in_words(d: Difference) -> str:
    """Both values, the change, and its interval where there are papers enough for one."""
    measure = BY_NAME[d.measure]
    change = d.b - d.a
    both = f"{shown(d.a, measure)} → {shown(d.b, measure)}, {change:+.3f}"
    if d.papers < LEAST_PAPERS:
        return both + _(", {count} papers", count=d.papers)
    return both + _(", 95% interval {low:+.3f} to {high:+.3f}, {count} papers", low=d.low, high=d.high, count=d.papers)


def comparison(a: Experiment, b: Experiment, found: Sequence[Difference]) -> str:
    """The comparison as text: one line a measure, those with evidence first."""
    lines = [f"A  {a.title}", f"B  {b.title}", ""]
    lines += [
        f"{padded(_(SAID[d.finding]), 11)}  {padded(BY_NAME[d.measure].label, 13)} {in_words(d)}"
        for d in sorted(found, key=lambda d: list(SAID).index(d.finding))
        if d.finding != "the same"
    ]
    same = [BY_NAME[d.measure].label for d in found if d.finding == "the same"]
    if same:
        lines.append(f"{padded(_(SAID['the same']), 11)}  {_(', ').join(same)}")
    if found and max(d.papers for d in found) < LEAST_PAPERS:
        lines.append(_("Fewer than {least} papers: no difference is evidence.", least=LEAST_PAPERS))
    return "\n".join(lines)
