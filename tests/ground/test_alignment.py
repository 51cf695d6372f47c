"""Of a list of numbers each is said of the name in its place of a list of names."""

from __future__ import annotations

import pytest

from tests.ground.test_pointed import LONG, verdict

STAGES = "We use learning rates of 1e-5, 5e-6 and 1e-6 for stages 1 to 3, respectively."
SIZES = "Models have 12/24 layers, and 110M/340M parameters for base/large."
SCORES = "AeroNet and FuXi reach 0.91 and 0.88 ACC on T850."
PARTS = "The LR is 6e-4 (encoder), 6e-5 (decoder)."


@pytest.mark.parametrize(
    ("value", "name", "context", "text", "holds"),
    [
        ("5e-6", "learning rate", "第二阶段", STAGES, True),
        ("5e-6", "learning rate", "第三阶段", STAGES, False),
        ("1e-6", "learning rate", "stage III", STAGES, True),
        ("340M", "parameters", "large", SIZES, True),
        ("110M", "parameters", "large", SIZES, False),
        ("0.88", "ACC", "T850 ; FuXi", SCORES, True),
        ("0.91", "ACC", "T850 ; FuXi", SCORES, False),
        ("6e-4", "learning rate", "encoder", PARTS, True),
        ("6e-4", "learning rate", "decoder", PARTS, False),
    ],
)
def test_a_number_is_of_the_name_in_its_place(value: str, name: str, context: str, text: str, holds: bool) -> None:
    assert verdict(value, name, text, *LONG, context=context).holds == holds


def test_without_as_many_names_nothing_is_told() -> None:
    text = "We use learning rates of 1e-5, 5e-6 and 1e-6 for base and large."
    assert verdict("5e-6", "learning rate", text, *LONG, context="base").holds
