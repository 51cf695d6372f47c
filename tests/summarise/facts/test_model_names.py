"""Names of models and datasets in lines, and what only looks like one."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.model_names import is_model, latin_names, method_of


@pytest.mark.parametrize(("count", "kept"), [(20, 20), (32, 32), (40, 32), (70, 32)])
def test_prose_may_hold_thirty_two_names(count: int, kept: int) -> None:
    assert len(latin_names(". ".join(f"NA{n}" for n in range(1, count + 1)))) == kept


def test_a_dataset_is_no_model() -> None:
    assert is_model("ViT-L/16")
    assert not is_model("GSM8K")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("HingePO: Credit for all", "HingePO"), ("HingePO：Credit for all", "HingePO"),
        ("Vision Transformer Two: A study", "Vision Transformer Two"),
        ("Vision Transformer Two Three: A study", ""), ("A name of four words: A study", ""),
        ("HingePO", ""), ("Scaling Laws: A study", ""),
        *((f"{word} Models: A study",
        "") for word in ["On", "The", "A", "Towards", "Toward", "From", "When", "Why", "How", "What", "Is", "Are",
        "Can", "Do", "Does"]),
        ("Onward: A study", "Onward"), ("String: A study", "String"),
    ],
)  # fmt: skip
def test_a_title_names_its_method_before_the_colon(title: str, name: str) -> None:
    assert method_of(title) == name


@pytest.mark.parametrize(("text", "found"), [("ImageNet grows.", ("ImageNet",)), ("The zebra of Zanzibar grows.", ())])
def test_a_name_has_two_capitals(text: str, found: tuple[str, ...]) -> None:
    assert latin_names(text) == found
