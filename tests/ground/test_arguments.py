"""A number that stands as an argument in a formula is what the function's definition beside it calls that argument."""

from __future__ import annotations

import pytest

from pipeline.ground.arguments import Argument, argument_at
from pipeline.ground.check import check
from schemas.grounding import Fact
from tests.papers import paper_text, paragraph
from tests.places import indexed

INDEX = indexed(
    paper_text(
        paragraph("Old nets keep all of the rows, which costs a lot."),
        paragraph("K_{i}^{h+1} = Shrink(K_{i}^{h}, 3, 2),"),
        paragraph("where Shrink(x, k, s) denotes pooling with kernel size k and stride s along the rows."),
        paragraph("S = Best(A[1, 2], 8) and y = Mean(z, 5)."),
        paragraph("Best(·, k) keeps the k largest rows; Mean(y, w) is an average, where w is the window size."),
    )
)


def kind(name: str, value: str, at: str) -> str:
    return check(Fact(id="x", name=name, value=value, at=at, context="金字塔"), INDEX).kind


@pytest.mark.parametrize(
    ("name", "value", "at"),
    [
        ("kernel size（核大小）", "3", "2"),
        ("kernel size（核大小）", "3", "2, 3"),
        ("stride（步幅）", "2", "2"),
        ("window size（窗口大小）", "5", "4"),
    ],
)
def test_an_argument_is_what_its_definition_calls_it(name: str, value: str, at: str) -> None:
    assert kind(name, value, at) == "holds"


def test_it_is_found_beside_the_definition_that_was_named() -> None:
    assert kind("stride（步幅）", "2", "3") == "holds_elsewhere"


@pytest.mark.parametrize(
    ("name", "value"),
    [("kernel size", "2"), ("stride", "3"), ("stride", "4"), ("learning rate", "2"), ("depth", "3")],
)
def test_another_argument_does_not_stand_for_it(name: str, value: str) -> None:
    assert kind(name, value, "2, 3") in ("unsupported", "differs")


@pytest.mark.parametrize(
    ("text", "number", "argument"),
    [
        ("Pool(x, 7)", "7", Argument("Pool", 1)),
        ("Pool(f(a, b), [c, d], 7, 1)", "7", Argument("Pool", 2)),
        ("Pool(7)", "7", Argument("Pool", 0)),
        ("Pool(x, 7 + y)", "7", None),
        ("Pool(x, k = 7)", "7", None),
        ("(x, 7)", "7", None),
        ("{x, 7}", "7", None),
        ("x, 7)", "7", None),
        ("Pool(x, {7, 7})", "7", None),
    ],
)
def test_what_call_a_number_is_an_argument_of(text: str, number: str, argument: Argument | None) -> None:
    start = text.index(number)
    assert argument_at(text, start, start + len(number)) == argument
