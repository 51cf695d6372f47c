"""A model of any family is what a method starts from where the words around its name say so."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.model_lists import is_about_models, told_models


def named(sentence: str, *, headed: bool = False) -> list[str]:
    return [start.name for start in told_models(sentence, own=["foopo"], headed=headed)]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The backbones include Transformer [31], Informer [33], and Bid2X [4].", ["Transformer", "Informer", "Bid2X"]),
        ("We use FooLM3-9B, Bar 3.1 Lite (Doe, 2026) and Baz-2 as executors.", ["FooLM3-9B", "Bar 3.1 Lite", "Baz-2"]),
        ("It is initialized from FooDM2-S [22] for faces, and from BarT-XL [31] for streets.", ["FooDM2-S", "BarT-XL"]),
        ("All stages share the frozen FOO-2.3 base model.", ["FOO-2.3"]),
        ("The image encoder is FooPath (Doe et al., 2024).", ["FooPath"]),
        ("On Bar-7B, FooPO reaches 45.1.", ["Bar-7B"]),
        ("On Bar-7B, QuuxPO reaches 45.1.", []),
        ("We use FooLM-9B as the judge.", []),
        ("The two CNN backbones agree.", []),
        ("It is faster than the FooNet-50 backbone.", []),
        ("Noisy Student is best on FooNet and BarT-L.", []),
    ],
)  # fmt: skip
def test_the_words_around_a_name_say_that_a_method_starts_from_it(sentence: str, names: list[str]) -> None:
    assert named(sentence) == names


def test_a_paragraph_about_models_names_those_that_are_used() -> None:
    assert is_about_models("Base models. We use")
    assert is_about_models("4.2 Models and Benchmarks")
    assert not is_about_models("Model training. We use")
    sentence = "For large ones, we select FooSeek-V3.1 (Doe, 2025) and Bar-4-Verse (Roe, 2025)."
    assert named(sentence, headed=True) == ["FooSeek-V3.1", "Bar-4-Verse"]
    assert named(sentence) == []
    assert named("For the judge we select FooSeek-V3.1 [3].", headed=True) == []
