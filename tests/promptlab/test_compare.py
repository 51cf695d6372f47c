"""A comparison says "worse" when papers agree on it, "no evidence" when they do not, and always the same."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence

import pytest

from pipeline.errors import UsageError
from pipeline.promptlab.compare import bootstrap, comparison, difference, differences, gate
from pipeline.promptlab.measures import BY_NAME, Answer, FactScores
from pipeline.promptlab.score_table import Evaluation, Experiment, PaperResult, table


def experiment(label: str, **measures: Sequence[float | None]) -> Experiment:
    """Papers p0, p1, … with these values."""
    size = max(len(values) for values in measures.values())
    papers = tuple(
        PaperResult(
            paper_id=f"p{i}",
            title=f"Paper {i}",
            measures={name: v for name, values in measures.items() if (v := values[i]) is not None},
            scores=FactScores(),
            answer=Answer(paper_id=f"p{i}", grounded=None),
        )
        for i in range(size)
    )
    return Experiment(variant=label, version="0" * 8, model="m", papers=papers)


def finding(a: Sequence[float | None], b: Sequence[float | None], measure: str = "recall") -> str:
    found = difference(experiment("a", **{measure: a}), experiment("b", **{measure: b}), BY_NAME[measure])
    assert found is not None
    return found.finding


def test_findings_follow_the_interval_and_the_direction() -> None:
    assert finding([0.5, 0.6, 0.7], [0.4, 0.5, 0.5]) == "worse"
    assert finding([0.5, 0.6, 0.7], [0.6, 0.7, 0.9]) == "better"
    assert finding([0.5, 0.6, 0.7], [0.4, 0.8, 0.7]) == "no evidence"
    assert finding([0.5, 0.6, 0.7], [0.5, 0.6, 0.7]) == "the same"
    assert finding([0.5, 0.6], [0.1, 0.1]) == "no evidence", "two papers are too few"
    assert finding([1, 2, 3], [4, 5, 6], "contradicted") == "worse"
    assert finding([1, 2, 3], [0, 1, 1], "contradicted") == "better"
    assert finding([100, 200, 300], [900, 900, 900], "length") == "no evidence"
    assert finding([100, 200, 300], [102, 204, 306], "tokens_in") == "no evidence", "within its noise"
    assert finding([100, 200, 300], [120, 240, 360], "tokens_in") == "worse"
    assert finding([10, 20, 30], [12, 24, 36], "seconds") == "no evidence", "within its noise"


def test_papers_are_paired_and_those_without_a_value_are_left_out() -> None:
    found = difference(
        experiment("a", recall=[0.9, 0.1, 0.5, None]), experiment("b", recall=[0.8, 0.05, None, 0.9]), BY_NAME["recall"]
    )
    assert found is not None
    assert (found.papers, found.a) == (2, 0.5)
    assert found.b == pytest.approx(0.425)
    assert difference(experiment("a", recall=[1.0]), experiment("b", f1=[1.0]), BY_NAME["recall"]) is None


def test_the_bootstrap_covers_the_mean_about_as_often_as_it_says() -> None:
    rng = random.Random(7)
    covered = 0
    for _ in range(200):
        sample = [rng.gauss(0.1, 0.2) for _ in range(30)]
        low, high = bootstrap(sample, resamples=400)
        assert low <= statistics.fmean(sample) <= high
        covered += low <= 0.1 <= high
    assert 0.87 <= covered / 200 <= 0.99
    assert bootstrap([0.1, -0.3, 0.2]) == bootstrap([0.1, -0.3, 0.2])
    assert bootstrap([0.25] * 5) == (0.25, 0.25)


@pytest.mark.parametrize("measure", ["schema", "grounded", "recall", "settings_recall", "results_recall", "chinese"])
def test_the_gate_holds_for_each_of_its_measures(measure: str) -> None:
    good, worse = experiment("a", **{measure: [0.9, 0.8, 0.9]}), experiment("b", **{measure: [0.8, 0.7, 0.7]})
    assert gate(good, worse)[0].startswith(f"{BY_NAME[measure].label}: worse (")
    assert gate(worse, good) == ()
    assert gate(good, good) == ()


def test_the_gate_lets_through_what_is_no_evidence_and_stops_a_paper_that_is_lost() -> None:
    a = experiment("a", recall=[0.9, 0.8, 0.9, 0.9])
    assert gate(a, experiment("b", recall=[0.8, 0.9, 0.95, 0.9])) == ()
    lost = gate(a, experiment("b", recall=[0.95, 0.9, 0.95, 0.3]))
    assert lost == ("recall of p3: 0.900 before, 0.300 now",)
    gone = gate(a, experiment("b", recall=[0.95, 0.9, 0.95, None]))
    assert gone == ("recall of p3: 0.900 before, 0.000 now",)


def test_the_gate_stops_a_rise_of_failures_and_a_paper_that_was_left_out() -> None:
    a = experiment("a", failed=[0.0, 0.0, 0.0])
    assert gate(a, experiment("b", failed=[0.0, 1.0, 0.0])) == ("failed: 0 before, 1 now",)
    assert gate(a, experiment("b", failed=[0.0, 0.0])) == ("p2 was not evaluated",)


def test_experiments_without_a_common_paper_cannot_be_compared() -> None:
    a = experiment("a", recall=[0.5])
    other = a.model_copy(update={"papers": (a.papers[0].model_copy(update={"paper_id": "q"}),)})
    with pytest.raises(UsageError, match="have no paper in common"):
        differences(a, other)


def test_the_text_says_what_is_worse_first_and_that_two_papers_are_no_evidence() -> None:
    a = experiment("a", recall=[0.5, 0.6, 0.7], f1=[0.5, 0.5, 0.5], grounded=[0.5, 0.6, 0.5])
    b = experiment("b", recall=[0.4, 0.5, 0.5], f1=[0.6, 0.7, 0.9], grounded=[0.5, 0.6, 0.5])
    text = comparison(a, b, differences(a, b))
    assert text.index("worse        recall") < text.index("better       F1")
    assert text.endswith("the same     grounded")
    two = experiment("a", recall=[0.5, 0.6]), experiment("b", recall=[0.4, 0.5])
    assert "Fewer than 3 papers" in comparison(*two, differences(*two))


def test_the_table_sums_counts_and_means_shares() -> None:
    evaluation = Evaluation(
        fixtures="x",
        experiments=(experiment("a", recall=[0.5, 1.0, None], contradicted=[1, 2, None], seconds=[1, 2, 3]),),
    )
    rows = dict(line.rsplit(None, 1) for line in table(evaluation).splitlines()[1:] if line)
    assert (rows["recall"], rows["contradicted"], rows["seconds"]) == ("0.750", "3", "2")
    assert "grounded" not in rows
