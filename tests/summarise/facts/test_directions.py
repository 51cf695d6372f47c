"""Which way a column is better is told by arrow, caption, metric or what is bold; where none does, nothing is."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.directions import Direction, direction, directions

HIGH = [(1.0, False), (2.0, False), (3.0, True)]
LOW = [(1.0, True), (2.0, False), (3.0, False)]
MIDDLE = [(1.0, False), (2.0, True), (3.0, False)]


@pytest.mark.parametrize(
    ("what", "way"),
    [
        ("Depth ↓", "lower"), ("Depth ↑", "higher"), ("Top-1 error", "lower"), ("Training time", "lower"),
        ("Latency (ms)", "lower"), ("Perplexity", "lower"), ("GFLOPs", "lower"), ("Params (M)", "lower"),
        ("# tokens", "lower"), ("Tokens/s", "higher"), ("FPS", "higher"), ("Speedup", "higher"),
        ("Accuracy", "higher"), ("GSM8K", "higher"), ("Depth", None),
        ("Attack success rate", None), ("Bias", None), ("DROP", "higher"),
    ],
)  # fmt: skip
def test_a_metric_or_a_known_benchmark_has_its_way(what: str, way: Direction | None) -> None:
    assert direction(what) == way


@pytest.mark.parametrize(
    ("caption", "way"),
    [("Lower is better.", "lower"), ("Higher is better.", "higher"), ("↑ higher is better, ↓ lower", None), ("", None)],
)
def test_a_caption_tells_it_unless_it_tells_both(caption: str, way: Direction | None) -> None:
    assert direction("Depth", caption) == way
    assert direction("Accuracy", caption) == (way or "higher")


@pytest.mark.parametrize(
    ("groups", "way"),
    [
        ([HIGH], "higher"), ([LOW], "lower"), ([MIDDLE], None), ([HIGH, LOW], None), ([HIGH, HIGH], "higher"),
        ([HIGH[1:]], None),  # of two numbers
        ([[(1.0, True), (2.0, False), (3.0, True)]], None),  # two are bold
        ([], None),
    ],
)  # fmt: skip
def test_what_is_bold_tells_it_where_no_word_does(
    groups: list[list[tuple[float, bool]]], way: Direction | None
) -> None:
    assert direction("Depth", "", groups) == way
    assert direction("Attack success rate", "", groups) == way
    assert direction("Accuracy", "", groups) == "higher"


def ways(*heads: tuple[str, str], caption: str = "") -> list[Direction | None]:
    """Which way each of these is better; a benchmark and a metric each, without numbers."""
    return directions([((f"{name} {metric}", name, metric), []) for name, metric in heads], caption)


def test_a_name_is_as_all_others_of_its_table_but_a_metric_is_its_own() -> None:
    assert ways(("GSM8K", ""), ("Depth", "")) == ["higher", "higher"]
    assert ways(("GSM8K", ""), ("Bias", "")) == ["higher", None]
    assert ways(("GSM8K", ""), ("Lakes", "LC")) == ["higher", None]
    assert ways(("GSM8K", ""), ("Time", ""), ("Depth", "")) == ["higher", "lower", None]


@pytest.mark.parametrize("harm", ["leaks", "attacks", "jailbreaks", "poisoned data", "unlearning", "privacy"])
def test_of_what_does_harm_no_metric_tells_which_way_is_better(harm: str) -> None:
    assert direction("Accuracy", f"Table 1: Results of {harm}.") is None
    assert direction("Accuracy ↓", f"Table 1: Results of {harm}.") == "lower"
    assert direction("Accuracy", f"Table 1: Results. None is of {harm}.") == "higher"
    assert ways(("GSM8K", ""), ("Depth", ""), caption=f"Results of {harm}.") == [None, None]


def test_a_metric_that_comes_again_is_everywhere_as_where_something_tells() -> None:
    heads = [(("A TM", "A", "TM"), [HIGH]), (("B TM", "B", "TM"), [MIDDLE]), (("B QQ", "B", "QQ"), [MIDDLE])]
    assert directions(heads, "") == ["higher", "higher", None]
    assert directions([*heads, (("C TM", "C", "TM"), [LOW])], "") == ["higher", None, None, "lower"]
    assert directions([(("A TM", "A", "TM"), [LOW]), *heads[1:]], "") == ["lower", "lower", None]
