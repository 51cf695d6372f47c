"""What an abstract claims: whose a number is, of what, beside whom; and what is left out since nobody can tell."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.abstract_claims import (
    LONGEST,
    MOST_CLAIMING,
    MOST_READ,
    claiming,
    claims_of,
    of_sentence,
    sentences,
)
from pipeline.summarise.lines import lines_of
from schemas.records import Section
from tests.papers import paper_text, paragraph


def told(sentence: str, *, of_others: bool = False) -> list[str]:
    """Benchmark, metric, value, system, baseline and its value of each number of a sentence."""
    found = of_sentence(sentence, ("HingeNet",), of_others=of_others)
    return [" | ".join((f.benchmark, f.metric, f.value, f.system, f.baseline, f.baseline_value)) for f in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "HingeNet achieves 71.3% recall and 41.5% precision on KelpBench.",
            ["recall |  | 71.3% | HingeNet |  | ", "KelpBench | precision | 41.5% | HingeNet |  | "],
        ),
        (
            "HingeNet reaches a recall of 71.3% compared with 66.5% for WeldNet and 60.2% for RivetNet.",
            ["recall |  | 71.3% | HingeNet | WeldNet | 66.5%"],
        ),
        (
            "On KelpBench, HingeNet raises recall from 51.8% to 80.7%, from 69.7% to 77.2% on SoilBench.",
            [
                "KelpBench | recall | 80.7% | HingeNet |  | 51.8%",
                "SoilBench | recall | 77.2% | HingeNet |  | 69.7%",
            ],
        ),
        (
            "HingeNet outperforms WeldNet by 4.2% in recall and RivetNet by 3.1% in recall.",
            ["recall | gain | 4.2% | HingeNet | WeldNet | ", "recall | gain | 3.1% | HingeNet | RivetNet | "],
        ),
        (
            "HingeNet yields accuracy gains of 3.6% and 12.1% on KelpBench and SoilBench over WeldNet.",
            ["KelpBench | accuracy gain | 3.6% | HingeNet |  | ", "SoilBench | accuracy gain | 12.1% | HingeNet |  | "],
        ),
        (
            "HingeNet needs up to 3.5x fewer training tokens than WeldNet.",
            ["training tokens | fewer (up to) | 3.5× | HingeNet | WeldNet | "],
        ),
        (
            "HingeNet cuts latency by 35% on a cache hit compared to disk-based stores.",
            ["latency | reduction (on a cache hit) | 35% | HingeNet | disk-based stores | "],
        ),
        (
            "HingeNet attains results on KelpBench (56.4) and SoilBench (80.6).",
            ["KelpBench |  | 56.4 | HingeNet |  | ", "SoilBench |  | 80.6 | HingeNet |  | "],
        ),
    ],
)
def test_a_number_has_what_it_is_of_and_beside_whom(sentence: str, found: list[str]) -> None:
    assert told(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Existing methods drop by 30% in recall.",
        "WeldNet reaches a recall of 66.5%, while our model is small.",
        "HingeNet outperforms WeldNet (62.8%) and RivetNet (60.1%).",
        "HingeNet is 26% better.",
        "HingeNet gains 19.68 points over naive concatenation.",
        "HingeNet loses 0.9 points on KelpBench.",
        "HingeNet reaches 2,040 on Ingolstadt.",
        "HingeNet recovers 90% of the accuracy that quantization loses.",
        "HingeNet uses a loss with 4x higher weight for peaks.",
        "HingeNet reaches high recall at IoU 0.5.",
    ],
)
def test_what_nobody_can_tell_is_left_out(sentence: str) -> None:
    assert told(sentence) == []


def test_of_an_evaluation_the_systems_that_are_named_are_told_and_a_person_stands_beside() -> None:
    said = "The strongest model reaches only 68.7% accuracy on KelpBench, far below the human result of 80.7%."
    assert told(said, of_others=True) == ["KelpBench | accuracy | 68.7% | strongest model | human | 80.7%"]
    said = "The radiologist scores MCS 83.3, above the strongest model (GPT-5 at 69.2)."
    assert told(said, of_others=True) == ["MCS |  | 69.2 | GPT-5 | radiologist | 83.3"]
    shares = "Whichever agent is best reproduces 41% of papers at Run and 27% at Retrain."
    assert told(shares, of_others=True) == [
        "Run | papers reproduced | 41% | best system |  | ",
        "Retrain | papers reproduced | 27% | best system |  | ",
    ]


def test_introduction_and_conclusion_are_read_where_the_abstract_claims_nothing() -> None:
    section = Section(title="Conclusion", level=1, block=1, page_number=2)
    end = paragraph("HingeNet achieves 71.3% recall on KelpBench.", section=0)
    quiet = paper_text(paragraph("We propose HingeNet.", kind="abstract"), end, sections=[section])
    assert [fact.value for fact in claims_of(lines_of(quiet), ("HingeNet",))] == ["71.3%"]
    assert "71.3%" in claiming(lines_of(quiet), ("HingeNet",))
    loud = paper_text(paragraph("HingeNet achieves 41.5% recall.", kind="abstract"), end, sections=[section])
    assert [fact.value for fact in claims_of(lines_of(loud), ("HingeNet",))] == ["41.5%"]
    assert "71.3%" not in claiming(lines_of(loud), ("HingeNet",))


@pytest.mark.parametrize(("length", "count"), [(LONGEST, 1), (LONGEST + 1, 0)])
def test_a_sentence_that_is_longer_than_any_claims_nothing(length: int, count: int) -> None:
    claim = "HingeNet achieves a success rate of 76.2% on KelpBench"
    assert len(told(f"{claim}{' as we saw it'.ljust(length - len(claim), '.')}")) == count


def test_of_what_claims_in_the_body_as_much_is_read_as_a_reader_would() -> None:
    said = [
        paragraph(f"Our HingeNet reaches {n}.5% accuracy on KelpBench.", section=0) for n in range(MOST_CLAIMING + 9)
    ]
    heads = [Section(title="Conclusion", level=1, block=0, page_number=1)]
    lines = lines_of(paper_text(*said, sections=heads))
    assert claiming(lines, ("HingeNet",)).count("KelpBench") == MOST_CLAIMING


def test_an_abstract_is_read_as_far_as_one_goes() -> None:
    said = "HingeNet achieves a success rate of 76.2% on KelpBench."
    many = [paragraph(said, kind="abstract") for _ in range(2 * MOST_READ // len(said))]
    assert len(" ".join(sentences(lines_of(paper_text(*many)), ("HingeNet",)))) <= MOST_READ
