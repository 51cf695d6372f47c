"""Which rows are somebody else's method, by what the paper says of their names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.others import Others, is_name, others_in
from pipeline.summarise.facts.results import results
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph, table


def others(*sentences: str) -> Others:
    return others_in(lines_of(paper_text(*map(paragraph, sentences))))


@pytest.mark.parametrize(
    ("label", "said", "found"),
    [
        ("WeldNet [12]", "", True),
        ("WeldNet (Kim et al., 2023)", "", True),
        ("WeldNet", "We follow WeldNet [12] here.", True),
        ("WeldNet", "The baselines are WeldNet and OxNet.", True),
        ("Weld-Net-7B", "Our method outperforms WeldNet on all.", True),
        ("WeldNet-Large", "We compare with WeldNet.", True),
        ("WeldNet", "WeldNet is one of its variants, compared with the full one.", False),
        ("WeldNet", "WeldNet adds a gate.", False),
        ("SFT", "", True),
        ("Vanilla fine-tuning", "", True),
        ("GPT-4o", "", True),
        ("SFT + WeldNet", "We compare with WeldNet.", True),
        ("SFT + gate", "We compare with a gate.", False),
        ("timeout X=1.0 s", "We compare with a timeout.", False),
        ("causal + gate", "", False),
        ("mixed pools", "We compare with mixed pools.", False),
    ],
)  # fmt: skip
def test_a_row_is_anothers_where_something_tells_so(label: str, said: str, found: bool) -> None:
    assert others(said).holds(label) is found


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("WeldNet", True),
        ("Weld", True),
        ("WeldNet-L 7B", True),
        ("gate", False),
        ("Weld k=4", False),
        ("+ Weld", False),
    ],
)
def test_a_name_is_no_setting_and_no_addition(label: str, found: bool) -> None:
    assert is_name(label) is found


WELDNET, OXNET = ["WeldNet", "58.1"], ["OxNet", "55.2"]


def rival(
    said: str, caption: str = "Table 1: Accuracy.", others: Sequence[list[str]] = (WELDNET, OXNET)
) -> list[tuple[str, str]]:
    """The rivals of the own rows of a table, in a paper that says something."""
    rows = [
        ["Method", "GSM8K"],
        *others,
        ["gate, k=4", "59.9"],
        ["HingeNet", "**61.3**"],
    ]
    found = results(lines_of(paper_text(paragraph(said), table(rows, caption))), ("HingeNet",))
    return [(f.baseline, f.baseline_value) for f in found]


def test_a_number_stands_beside_the_strongest_that_is_known_to_be_anothers() -> None:
    assert rival("We compare with WeldNet and OxNet.") == [("WeldNet", "58.1")]
    assert rival("", "Table 1: Comparison of accuracy with other methods.") == [("WeldNet", "58.1")]


def test_beside_a_weaker_one_than_a_name_that_nobody_explains_it_stands_alone() -> None:
    assert rival("We compare with OxNet.", others=(OXNET, WELDNET)) == [("", "")]


def test_a_row_above_one_that_is_known_to_be_anothers_is_anothers_too() -> None:
    assert rival("We compare with OxNet.") == [("WeldNet", "58.1")]


def test_what_a_row_adds_to_another_is_a_rival_where_it_is_cited() -> None:
    rows = [["Method", "GSM8K"], ["Base", "41.1"], ["+ Weld", "42.1"], ["+ HingeNet", "**44.3**"]]
    said = "We compare with the base."
    for text, found in ((said, "Base"), (f"{said} Weld [3] is older.", "Base + Weld")):
        facts = results(lines_of(paper_text(paragraph(text), table(rows, "Accuracy."))), ("HingeNet",))
        assert [f.baseline for f in facts] == [found]
