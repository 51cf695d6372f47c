"""What a paper sets out to do, by its title."""

from __future__ import annotations

import pytest

from pipeline.summarise.titles import phrase_of


@pytest.mark.parametrize(
    ("title", "own", "phrase"),
    [
        ("PSA: Pyramid Attention for Video Generation", ["PSA"], "Video Generation"),
        ("PSA: Pyramid Attention for Videos", ["PSA"], "Pyramid Attention for Videos"),
        ("V-Link: Recovering Plans of Agents", ["V-Link"], "Recovering Plans of Agents"),
        ("PrecogUI: Proactive GUI Agents via Simulation", ["PrecogUI"], "Proactive GUI Agents"),
        ("Shaping Laser Pulses with Reinforcement Learning", [], "Shaping Laser Pulses"),
        ("Shaping Pulses with deep neural networks", [], "Shaping Pulses"),
        ("Shaping Pulses with a Model", [], "Shaping Pulses"),
        ("Shaping Pulses with striped and plain networks", [], "Shaping Pulses with striped and plain networks"),
        ("Shaping Pulses by means of Zebras", [], "Shaping Pulses"),
        ("Shaping Pulses through Zebras", [], "Shaping Pulses"),
        ("Shaping Pulses, using Zebras", [], "Shaping Pulses"),
        ("Shaping via Zebras", [], "Shaping via Zebras"),
        ("Learning Policies in Agents: A Horse and a Lion", [], "Learning Policies in Agents"),
        ("Loose lips sink ships: Mitigating Length Bias", [], "Mitigating Length Bias"),
        ("Loose lips sink ships — Mitigating Length Bias", [], "Mitigating Length Bias"),
        ("On the Zebras", [], "the Zebras"),
        ("Towards Striped Zebras", [], "Striped Zebras"),
        ("Toward Striped Zebras", [], "Striped Zebras"),
        ("Rethinking Striped Zebras", [], "Striped Zebras"),
        ("Revisiting Striped Zebras", [], "Striped Zebras"),
        ("Introducing Striped Zebras", [], "Striped Zebras"),
        ("A Study of Striped Zebras", [], "Striped Zebras"),
        ("An Analysis of Striped Zebras", [], "Striped Zebras"),
        ("The Striped Zebras", [], "Striped Zebras"),
        ("Attention for Object Detection", [], "Attention for Object Detection"),
    ],
)
def test_the_name_the_way_and_what_leads_in_are_left_out(title: str, own: list[str], phrase: str) -> None:
    assert phrase_of(title, "", own) == phrase


def test_a_title_in_capitals_is_written_as_the_abstract_writes_its_words() -> None:
    title = "RECONSTRUCTION OF KNEE MRI FROM AN X-RAY"
    assert phrase_of(title, "We make an MRI of an X-ray of Knee.", []) == "reconstruction of knee MRI from an X-ray"
    assert phrase_of("", "", []) == ""


@pytest.mark.parametrize(("title", "quiet"), [("ABCDEF ghij", True), ("ABCDEf ghij", False)])
def test_six_capitals_of_ten_letters_are_the_print_of_a_title(title: str, quiet: bool) -> None:
    assert (phrase_of(title, "", []) == title.lower()) is quiet
