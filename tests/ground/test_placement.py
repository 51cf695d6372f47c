"""Without a quote a value holds where enough of its name's words stand with it."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from schemas.grounding import Fact
from tests.ground.papers import grid, paper

WORDS = ["zebra", "lion", "tiger", "whale", "snake", "eagle", "falcon", "horse", "monkey", "camel"]


def holds(value: str, there: int, asked: int) -> bool:
    """Whether a value holds as that of a name of `asked` words, `there` of which stand beside it."""
    text = f"The {' '.join(WORDS[:there])} of it is {value} in the end."
    return check(Fact(id="x", name=" ".join(WORDS[:asked]), value=value), paper("Something else.", text)).holds


@pytest.mark.parametrize(
    ("value", "there", "asked", "found"),
    [
        ("12.8", 4, 4, True), ("12.8", 2, 4, True), ("12.8", 3, 8, False), ("12.8", 1, 4, False),  # half of the words
        ("1234", 2, 5, True), ("1234", 3, 9, True), ("1234", 2, 9, False), ("123", 2, 5, False),
         # a third, of a long number
        ("8 GPUs", 1, 4, True), ("8 GPUs", 1, 8, False), ("27 hours", 1, 4, True), ("27 hours", 1, 8, False),
         # a fifth, of a unit
    ],
)  # fmt: skip
def test_how_many_words_of_a_name_stand_with_its_value(value: str, there: int, asked: int, found: bool) -> None:
    assert holds(value, there, asked) is found


@pytest.mark.parametrize(("cells", "found"), [(["58.1", "62.7", "0.6"], True), (["0.58", "0.62", "0.6"], False)])
def test_a_score_below_one_per_cent_may_lack_its_sign_where_scores_run_to_a_hundred(
    cells: list[str], found: bool
) -> None:
    rows = [["Method", "Accuracy"], *([f"M{n}x", cell] for n, cell in enumerate(cells))]
    fact = Fact(id="x", name="accuracy", value="0.6%", context="M2x")
    assert check(fact, paper(grid(rows))).holds is found


def test_of_several_places_the_plainest_is_shown() -> None:
    index = paper("The zebra count is 34.12 here.", "The zebra count is 34.1 here.", "The zebra count is 34.1–35 here.")
    found = check(Fact(id="x", name="zebra count", value="34.1"), index)
    assert (found.kind, found.found) == ("holds", "34.1")
