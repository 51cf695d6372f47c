"""Which sentences say what a finished system does, step by step."""

from __future__ import annotations

import pytest

from pipeline.summarise.at_work import at_work, given

RUN = "At each step, the planner first selects a map and then predicts the final action of Ebb."


def test_a_run_is_told_by_its_steps_their_order_and_what_comes_out() -> None:
    assert at_work(RUN, "3 Method", ("Ebb",)) > at_work(RUN, "3 Method", ()) > at_work(RUN, "3 Zebras", ()) >= 4
    assert at_work("The planner reads it.", "3 Method", ()) < 3.5
    assert at_work("The planner is wide and old.", "3 Method", ()) == 0


@pytest.mark.parametrize(
    "said",
    [
        "The loss is computed and then returned as the final output.",
        "The planner is trained and then predicts the final action.",
        "We evaluate how the planner selects a map and then predicts the final action.",
        "The planner consists of a reader, which selects a map, and then predicts the final action.",
        "The planner could select a map and then it predicts the final action.",
    ],
)
def test_what_is_made_judged_or_supposed_is_no_run(said: str) -> None:
    assert at_work(said, "3 Method", ()) == 0


@pytest.mark.parametrize("heading", ["3.1 Data Construction", "4 Experiments", "2 Related Work", "5 Training"])
def test_no_run_is_told_where_papers_speak_of_something_else(heading: str) -> None:
    assert at_work(RUN, heading, ()) == 0


def test_a_sentence_may_begin_with_what_a_system_is_given() -> None:
    assert given("Given a map, it reads.")
    assert given("The small planner reads.")
    assert not given("It is given a map.")
