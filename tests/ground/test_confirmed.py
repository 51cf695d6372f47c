"""What a model keeps when it is shown the place again holds where its very value stands there."""

from __future__ import annotations

import pytest

from pipeline.ground.confirmed import confirmed
from schemas.grounding import Fact, Verdict
from schemas.records import Block
from tests.ground.papers import grid, paper
from tests.places import indexed

DOUBTED = Verdict(kind="unsupported", rule="not_at_place")
TABLE = grid([["Method", "Acc"], ["GRPO", "90.3"], ["Ours", "92.6"]])


@pytest.mark.parametrize(
    ("value", "at", "kind"),
    [("8", "1", "holds"), ("9", "1", "unsupported"), ("Lion", "1", "holds"), ("Adam", "1", "unsupported")],
)
def test_a_kept_value_holds_where_its_place_has_it(value: str, at: str, kind: str) -> None:
    index = indexed(paper("It has 8 of them, with Lion.", "It has none."))
    verdict = confirmed(Fact(id="x", name="seeds", value=value, at=at), DOUBTED, index)
    assert verdict.kind == kind
    assert (verdict.rule == "confirmed") == verdict.holds == (verdict.page_number == 1)


@pytest.mark.parametrize(
    ("block", "value", "context"),
    [
        (TABLE, "90.3", "Ours"),
        ("Models have 12/24 layers and 110M/340M parameters for base/large.", "110M", "large"),
    ],
)
def test_labels_and_lists_with_as_many_names_speak_louder(block: Block | str, value: str, context: str) -> None:
    from pipeline.ground.check import check

    name = "Acc" if isinstance(block, Block) else "parameters"
    index = indexed(paper(block))
    fact = Fact(id="result", name=name, value=value, context=context, at="1.1" if isinstance(block, Block) else "1")
    verdict = check(fact, index)
    assert not verdict.holds
    assert confirmed(fact, verdict, index) == verdict


def test_a_word_of_the_models_language_is_no_head_of_another_column() -> None:
    from pipeline.ground.check import check

    cars = grid([["Method", "car", "train", "Mean"], ["X", "70.1", "94.7", "89.3"], ["Y", "61.2", "55.0", "58.9"]])
    index = indexed(paper(cars))
    fact = Fact(id="result", name="PCK", value="89.3", context="X（先训练）", at="1.1")
    assert confirmed(fact, check(fact, index), index).holds
