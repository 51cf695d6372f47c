"""What the sentences of an abstract are for."""

from __future__ import annotations

import pytest

from pipeline.summarise.abstracts import makes, measured, roles


def told(*sentences: str) -> list[str]:
    return list(roles(sentences, [s.startswith(("We", "Our", "Ebb", "This paper")) for s in sentences]))


def test_an_abstract_tells_the_state_then_the_method_then_what_was_found() -> None:
    assert told(
        "Caches are large.",
        "They limit the context.",
        "We propose Ebb, a planner of caches.",
        "A small table says how much is kept.",
        "Experiments on two tasks show that it is faster.",
        "The gain is largest on long texts.",
        "Our work has implications for all of the field.",
    ) == ["state", "state", "method", "method", "finding", "finding", "other"]


def test_what_the_authors_saw_before_they_made_their_method_is_no_result() -> None:
    assert told("We observe that caches are large.", "We propose Ebb.") == ["insight", "method"]
    assert told("We observe that caches are large.", "Ebb keeps two bits.") == ["insight", "method"]
    assert told("We observe that caches are large.") == ["finding"]


def test_what_others_achieved_before_the_paper_is_its_state() -> None:
    assert told("Transformers have achieved much.", "We propose Ebb.") == ["state", "method"]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Ebb keeps each block at two bits.", "method"),
        ("Ebb loses 0.2 points of it.", "finding"),
        ("Ebb is trained in 1.5 epochs.", "method"),
        ("We show that it is so.", "finding"),
        ("We show a way of planning.", "method"),
        ("We design a loss that improves it.", "method"),
        ("Our loss improves it.", "finding"),
        ("Our framework filters with an LLM, using 19% of the samples.", "method"),
        ("Our framework filters 19% more than others.", "finding"),
    ],
)
def test_what_a_sentence_about_the_authors_work_is_for(sentence: str, role: str) -> None:
    assert told("Caches are large.", sentence) == ["state", role]


def test_findings_go_on_behind_what_an_abstract_adds_of_its_method() -> None:
    said = ["We study Ebb.", "We find that it is so.", "Our recipe isolates one factor of it.", "A rival is as good."]
    assert told(*said) == ["method", "finding", "method", "finding"]


def test_an_analysis_is_the_method_of_a_paper_that_proposes_nothing_else() -> None:
    assert told("We analyze the cost of caches.") == ["method"]
    assert told("We propose Ebb.", "We analyze its cost.") == ["method", "other"]


def test_to_present_an_analysis_is_to_propose_nothing() -> None:
    assert makes("We present Ebb.")
    assert not makes("We present an analysis of Ebb.")


@pytest.mark.parametrize(
    ("text", "found"), [("It gains 9% of it", True), ("It obtains +4 AP", True), ("12 of them", False)]
)
def test_a_number_of_a_result_has_its_form(text: str, found: bool) -> None:
    assert measured(text) is found


def test_what_the_authors_provide_behind_their_findings_is_of_these() -> None:
    assert told("We present Ebb.", "We show that it is slow.", "We provide a list of it.")[-1] == "finding"
    assert told("We present Ebb.", "We provide a list of it.")[-1] == "method"
    assert told("We present Ebb.", "These findings highlight a gap.")[-1] == "finding"


@pytest.mark.parametrize(("text", "found"), [("on GPT-5.4", False), ("of 5.4", True), ("of v5.4", False)])
def test_a_version_is_no_measure(text: str, found: bool) -> None:
    assert measured(text) is found
