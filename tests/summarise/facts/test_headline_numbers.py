"""The numbers that claims give the paper's own method without a benchmark."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.headline_numbers import headline_numbers
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import lines_of
from schemas.records import Section
from tests.papers import paper_text, paragraph, table


def told(sentence: str) -> list[str]:
    """Benchmark, metric, value, system and rival of each number of an abstract."""
    found = headline_numbers(lines_of(paper_text(paragraph(sentence, kind="abstract"))), ("HingeNet",))
    return [" | ".join((f.benchmark, f.metric, f.value, f.system, f.baseline, f.baseline_value)) for f in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "HingeNet shows a +27.9% relative gain in leaf accuracy, +33.3% in plant QA, and a +26.1-point "
            "improvement in transfer over plain tuning.",
            [
                "leaf accuracy | relative gain | +27.9% | HingeNet | plain tuning | ",
                "plant QA | relative gain | +33.3% | HingeNet | plain tuning | ",
                "transfer | improvement (points) | +26.1 | HingeNet | plain tuning | ",
            ],
        ),
        ("WeldNet has a +2.5% gain in accuracy.", []),  # nobody says that it is theirs
        ("We see +33.3% in plant QA.", []),  # of what kind?
        (
            "It delivers up to 8.6× speedup over dense attention at 95% sparsity.",
            ["speed | speedup (up to, at 95% sparsity) | 8.6× |  | dense attention | "],
        ),
        (
            "HingeNet achieves overall performance improvements of 10.4% and 61.9% on Foo-8B and Bar-8B.",
            [
                "overall performance | improvement | 10.4% | HingeNet (Foo-8B) |  | ",
                "overall performance | improvement | 61.9% | HingeNet (Bar-8B) |  | ",
            ],
        ),
        (
            "The proxy tracks the exact gradient strongly (mean Pearson 0.905).",
            ["exact gradient | mean Pearson | 0.905 |  |  | "],
        ),
        (
            "Plain lookup scored Recall@50 of 0.88, while our model, HINGE-X, scored 0.85.",
            ["Recall@50 |  | 0.85 | HINGE-X | Plain lookup | 0.88"],
        ),
        ("Our model scored accuracy of 0.91, but WeldNet scored 0.88.", ["accuracy |  | 0.91 |  | WeldNet | 0.88"]),
        ("WeldNet scored accuracy of 0.91, but OxNet scored 0.88.", []),
    ],
)
def test_what_a_claim_tells(sentence: str, found: list[str]) -> None:
    assert told(sentence) == found


def test_a_conclusion_is_read_where_the_abstract_has_no_such_number() -> None:
    said = paragraph("We reach a 2.5x speedup over WeldNet.", section=0)
    section = Section(title="6 Conclusion", level=1, block=1, page_number=1)
    for abstract, found in (("It is good.", ["2.5x"]), ("We reach a 1.5x speedup over OxNet.", ["1.5x"])):
        paper = paper_text(paragraph(abstract, kind="abstract"), said, sections=[section])
        assert [f.value for f in headline_numbers(lines_of(paper), ())] == found


def test_one_thing_measured_in_two_tables_has_what_their_captions_name() -> None:
    first = [["Method", "GSM8K"], ["Base", "51.1"], ["HingeNet", "58.2"]]
    second = [["Method", "GSM8K"], ["Base", "41.1"], ["HingeNet", "48.2"]]
    for captions, systems in (
        (("Results on Foo-7B.", "Results on Bar-2B."), ["HingeNet (Foo-7B)", "HingeNet (Bar-2B)"]),
        (("Results.", "Results on Bar-2B."), ["HingeNet", "HingeNet (Bar-2B)"]),
        (("Results.", "Further results."), ["HingeNet"]),
    ):
        paper = paper_text(*(table(rows, said) for rows, said in zip((first, second), captions, strict=True)))
        assert [f.system for f in results(lines_of(paper), ("HingeNet",))] == systems


def test_what_stands_under_the_methods_name_beside_the_state_of_the_art_is_its_own() -> None:
    rows = [
        ["Method", "GSM8K"],
        ["SOTA", "87.2"],
        ["Choice of models within HingeNet as is", ""],
        ["Foo", "88.1"],
        ["Bar", "**90.4**"],
    ]
    (fact,) = results(lines_of(paper_text(table(rows, "Comparison on GSM8K."))), ("HingeNet",))
    assert (fact.system, fact.value, fact.baseline) == ("HingeNet (Bar)", "90.4", "SOTA")


def test_heads_into_which_a_neighbours_name_is_torn_are_no_benchmarks() -> None:
    for heads, found in (
        (["Hop Seal", "HopQA", "HopQA Frames"], ["Hop Seal", "HopQA", "HopQA Frames"]),
        (["HopQA Seal", "HopQA", "HopQA Frames"], ["HopQA"]),
    ):
        rows = [["Method", *heads], ["Base", "51.1", "41.1", "31.1"], ["HingeNet", "58.2", "48.2", "38.2"]]
        paper = paper_text(table(rows, "Comparison of accuracy with baselines."))
        assert [f.benchmark for f in results(lines_of(paper), ("HingeNet",))] == found


def test_a_rival_of_the_own_group_stands_before_a_stronger_one_of_another() -> None:
    rows = [
        ["Method", "GSM8K"],
        ["Closed", ""],
        ["Weld [1]", "77.1"],
        ["Open", ""],
        ["Ox [2]", "66.1"],
        ["Net", "68.2"],
    ]
    for own_group, found in ((rows, "Ox"), ([*rows[:4], rows[5]], "Weld")):
        paper = paper_text(table(own_group, "Accuracy."))
        assert [f.baseline for f in results(lines_of(paper), ("Net",))] == [found]
