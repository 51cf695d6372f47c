"""A displayed formula that is torn into pieces is read as one."""

from __future__ import annotations

import pytest

from pipeline.ground.formulas import is_torn, pieces_of
from pipeline.ground.regions import Region
from schemas.records import Block
from tests.ground.papers import paper, paragraph
from tests.ground.test_pointed import LONG, verdict
from tests.places import indexed

TORN = (
    "The weight of a token is a fixed lookup over the level,",
    paragraph("\uf8f1 0.60, \uf8f4 \uf8f2 (10)", kind="equation"),
    "q = 0,",
    "0.70, \uf8f4 1.00,",
    paragraph("ω(q) =", kind="equation"),
    "q = 1,",
    "The table is shared by all channels.",
)


@pytest.mark.parametrize(("value", "holds"), [("0.60", True), ("0.70", True), ("0.65", False), ("10", False)])
@pytest.mark.parametrize("at", ["2", "5", "6"])
def test_a_value_of_a_piece_holds_wherever_its_formula_is_named(value: str, at: str, holds: bool) -> None:
    assert verdict(value, "ω(0)（数值 0 的权重）", *TORN, *LONG, at=at).holds == holds


def test_what_stands_around_a_formula_is_no_piece_of_it() -> None:
    index = indexed(paper(*TORN))
    assert [region.block for region in pieces_of(Region(2, None), index)] == [1, 2, 3, 4, 5]
    assert is_torn(Region(2, None), index)
    assert not pieces_of(Region(0, None), index)


@pytest.mark.parametrize("block", ["A short line", paragraph("x = 0.5", kind="equation")])
def test_one_line_is_not_torn(block: Block | str) -> None:
    assert not is_torn(Region(1, None), indexed(paper("A sentence ends here.", block, "Another one ends here.")))
