"""By how much a sentence says that the paper's own method is better, and what it raises or lowers from where."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.changes import changes_of
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph


def told(sentence: str) -> list[str]:
    """Benchmark, metric, value, system, baseline and its value of each number of a sentence."""
    found = changes_of(sentence, ("HingeNet",), "1")
    return [" | ".join((f.benchmark, f.metric, f.value, f.system, f.baseline, f.baseline_value)) for f in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "HingeNet improves AUROC from 0.81 to 0.90 and sensitivity from 0.62 to 0.75 for sepsis.",
            ["AUROC |  | 0.90 | HingeNet |  | 0.81", "sensitivity |  | 0.75 | HingeNet |  | 0.62"],
        ),
        ("Our assay raises the detection rate from 61% to 88%.", ["detection rate |  | 88% |  |  | 61%"]),
        (
            "HingeNet lifts accuracy from 61% to 88% on KelpBench.",
            ["KelpBench | accuracy | 88% | HingeNet |  | 61%"],
        ),
        (
            "HingeNet improves the recall of Qwen2.5-7B from 38.8% to 87.5%.",
            ["recall |  | 87.5% | HingeNet (Qwen2.5-7B) |  | 38.8%"],
        ),
        (
            "On KelpBench, HingeNet lifts the yield from 70.9% to 84.3%, a 13.4 percentage-point gain.",
            ["KelpBench | yield | 84.3% | HingeNet |  | 70.9%"],
        ),
        (
            "HingeNet lowers the peak acceleration by 23% and the drift by 11% compared to a fixed base.",
            [
                "peak acceleration | reduction | 23% | HingeNet | fixed base | ",
                "drift | reduction | 11% | HingeNet | fixed base | ",
            ],
        ),
        (
            "HingeNet surpasses WeldNet by 4.2 points on KelpBench and 1.1 points on SoilBench.",
            [
                "KelpBench | gain (points) | 4.2 | HingeNet | WeldNet | ",
                "SoilBench | gain (points) | 1.1 | HingeNet | WeldNet | ",
            ],
        ),
        (
            "It outperforms the best baseline, Weld with GPT-4o, by up to 18% in recall@20.",
            ["recall@20 | gain (up to) | 18% |  | Weld with GPT-4o | "],
        ),
        ("We surpass existing methods by 18% in recall.", ["recall | gain | 18% |  |  | "]),
        (
            "HingeNet attains gains of 3.4% on KelpBench and 2.2% on SoilBench.",
            ["KelpBench | gain | 3.4% | HingeNet |  | ", "SoilBench | gain | 2.2% | HingeNet |  | "],
        ),
        (
            "HingeNet shows a +35.4-point recall gain on Llama3-8B.",
            ["recall | gain (points) | +35.4 | HingeNet (Llama3-8B) |  | "],
        ),
        ("We see a 57-59% token reduction on MATH-500.", ["MATH-500 | token reduction | 57-59% |  |  | "]),
        ("HingeNet needs 35% fewer beam shots than WeldNet.", ["beam shots | fewer | 35% | HingeNet | WeldNet | "]),
        ("HingeNet has 2.4x higher throughput than WeldNet.", ["throughput | gain | 2.4× | HingeNet | WeldNet | "]),
        (
            "In crop tests, HingeNet yields an error of 0.31, compared with 0.45 for WeldNet.",
            ["error |  | 0.31 | HingeNet | WeldNet | 0.45"],
        ),
        (
            "In tool-use experiments, Hinge-Net attains a mean score of 24.1, compared with 22.6 for WeldNet.",
            ["tool-use mean score |  | 24.1 | HingeNet | WeldNet | 22.6"],
        ),
    ],
)
def test_what_a_sentence_says_of_a_change(sentence: str, found: list[str]) -> None:
    assert told(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "WeldNet reduces latency by 40%, whereas HingeNet is accurate.",
        "Previous methods reduce latency by 40% but lose accuracy.",
        "We show that noise raises the error rate by 12% for all nets.",
        "Removing the gate reduces accuracy by 4.1% in HingeNet.",
        "HingeNet reduces accuracy by 4.1%.",  # a loss
        "HingeNet increases the learning rate from 0.1 to 0.5.",  # a setting
        "This increases the step budget from 15 to 50.",
        "HingeNet trains with 40% less data.",
        "HingeNet improves models such as WeldNet by 17%.",
        "Attackers who know our defense reduce its accuracy from 91% to 12%.",
        "HingeNet boosts performance by 8%.",  # of nothing
        "The price of silver rose from 16.2 to 21.9.",
    ],
)
def test_what_is_no_change_that_the_method_makes_for_the_better(sentence: str) -> None:
    assert told(sentence) == []


def test_the_abstracts_numbers_come_in_its_order_and_three_gains_at_most() -> None:
    text = "HingeNet raises yield by 5% and recall by 6%. It raises AUROC by 7% and Dice by 8%."
    found = results(lines_of(paper_text(paragraph(text, kind="abstract"))), ("HingeNet",))
    assert [fact.value for fact in found] == ["5%", "6%", "7%"]
