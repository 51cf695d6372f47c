"""Values that are words stand together in the paper, in whatever order."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.check_words import names_of, tokens_together
from pipeline.ground.numbers import find_numbers
from schemas.grounding import Fact
from tests.ground.papers import paper


@pytest.mark.parametrize(
    ("value", "text", "together"),
    [
        ("A100 80GB", "on 80GB A100s here", True),
        ("A100 80GB", f"on 80GB {'w' * 49} A100 here", True),  # sixty characters in all
        ("A100 80GB", f"on 80GB {'w' * 53} A100 here", False),
        ("NVIDIA A100 80GB GPUs", "on an A100 of 80GB", True),  # brands are left out
        ("A100 80GB SXM", "an SXM A100 of 80GB", True),
        ("A100 80GB SXM PCIe", "an SXM A100 of 80GB on PCIe", False),  # four words are a description
        ("GPU", "an A100", False),
    ],
)
def test_few_words_stand_in_one_stretch(value: str, text: str, together: bool) -> None:
    assert tokens_together(value, text) is together


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("8 × A100", ("A100",)),
        ("8×A100", ("A100",)),
        ("The 500 of MATH", ("MATH",)),
        ("500 questions", ()),
        ("a Qwen2.5-VL of 7B", ("Qwen2.5-VL",)),
    ],
)
def test_the_names_beside_the_numbers_of_a_value(value: str, names: tuple[str, ...]) -> None:
    assert names_of(value, find_numbers(value)) == names


@pytest.mark.parametrize(("there", "holds"), [(2, False), (3, True), (5, True)])
def test_three_of_five_words_of_a_description_stand_around_its_quote(there: int, holds: bool) -> None:
    words = ["zebra", "lion", "tiger", "whale", "snake"]
    text = f"It is said. The {' '.join(words[:there])} of it are seen here. It ends."
    fact = Fact(id="x", name="data", value=" ".join(words), quote="seen here")
    assert check(fact, paper(text)).holds is holds
    assert check(fact.model_copy(update={"quote": None}), paper(text)).holds is holds
    assert not check(fact, paper(text.replace("of it", "go. They"))).holds
