"""A sentence ends where a reader sees it end, and a cell is of its own row and column."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.context import sentence_span
from pipeline.ground.index import PaperIndex
from schemas.grounding import Fact
from tests.ground.papers import grid, paper


def sentence_of(text: str, word: str) -> str:
    at = text.index(word)
    low, high = sentence_span(text, at, at + len(word))
    return text[low:high].strip()


@pytest.mark.parametrize("end", [". ", "! ", "? ", "。", "！", "？", "；", "\n", ". (", '. "', ". “", ". ["])
def test_every_end_of_a_sentence(end: str) -> None:
    assert "alpha" not in sentence_of(f"It is alpha{end}So it is beta too.", "beta")


ABBREVIATIONS = (
    "e.g. | i.e. | et al. | Fig. | Figs. | Eq. | Eqs. | Sec. | Tab. | vs. | cf. | resp. | approx. | w.r.t. | No. | "
    "St. | Dr. | A. | Z."
)


@pytest.mark.parametrize("word", ABBREVIATIONS.split(" | "))
def test_an_abbreviation_ends_no_sentence(word: str) -> None:
    assert "alpha" in sentence_of(f"It is alpha {word} Beta too.", "Beta")
    assert "alpha" not in sentence_of("It is alpha so. Beta too.", "Beta")


TABLE = [
    ["Method", "GSM8K", "Tokens", "MATH", "Change"],
    ["Base model", "58.2", "310", "52.4", "1.5"],
    ["Ours", "62.7 (↑ 4.5)", "290", "55.9", "2.5"],
    ["Ours large", "66.1", "280", "58.8", "3.5"],
]


def verdict(value: str, name: str, context: str, quote: str | None = None, rows: list[list[str]] = TABLE) -> str:
    return check(
        Fact(id="x", name=name, value=value, context=context, quote=quote),
        PaperIndex(paper(grid(rows, caption="Scores."))),
    ).kind


@pytest.mark.parametrize(
    ("value", "name", "context", "holds"),
    [
        ("62.7", "accuracy", "GSM8K, Ours", True), ("290", "tokens", "Ours", True),
        ("55.9", "accuracy", "MATH, Ours", True), ("66.1", "accuracy", "GSM8K, Ours large", True),
        ("58.2", "accuracy", "GSM8K, Base model", True), ("55.9", "accuracy", "GSM8K, Ours", False),
        ("290", "accuracy", "GSM8K, Ours", False), ("62.7", "accuracy", "MATH, Ours", False),
        ("58.2", "accuracy", "GSM8K, Ours", False), ("62.7", "accuracy", "GSM8K, Ours large", False),
        ("4.5", "accuracy", "GSM8K, Ours", False), ("4.5", "improvement in accuracy", "GSM8K, Ours", True),
    ],
)  # fmt: skip
def test_a_value_stands_in_its_own_row_and_column(value: str, name: str, context: str, holds: bool) -> None:
    assert (verdict(value, name, context) in ("holds", "holds_elsewhere")) is holds


ASIDES = "improvement gain increase decrease drop change delta difference relative std deviation error interval"


@pytest.mark.parametrize("word", ASIDES.split())
def test_what_stands_in_brackets_is_an_aside(word: str) -> None:
    row = "Ours 62.7 (↑ 4.5) 290 55.9 2.5"
    assert verdict("4.5", f"{word} of the accuracy", "GSM8K", row) in ("holds", "holds_elsewhere")
    assert verdict("4.5", "accuracy", "GSM8K", row) == "differs"


@pytest.mark.parametrize("arrow", "↑↓△▲▼+−±-")
def test_every_mark_of_an_aside(arrow: str) -> None:
    rows = [["Method", "GSM8K"], ["Ours", f"62.7 ({arrow} 4.5)"], ["Base", "58.2"]]
    assert verdict("62.7", "accuracy", "GSM8K, Ours", rows=rows) in ("holds", "holds_elsewhere")


@pytest.mark.parametrize(
    ("unit", "other"),
    [
        ("epochs", "300 steps"),
        ("steps", "3 epochs"),
        ("tokens", "12 layers"),
        ("layers", "64 tokens"),
        ("GPU", "3 epochs"),
        ("hour", "8 GPUs"),
        ("day", "8 GPUs"),
        ("epochs", "85%"),
    ],
)
def test_a_number_of_another_unit_is_not_meant(unit: str, other: str) -> None:
    sentence = f"We train it for {other} in all."
    value = other.split()[0]
    assert check(Fact(id="x", name=unit, value=value, quote=sentence), paper(sentence)).kind not in (
        "holds",
        "holds_elsewhere",
    )


@pytest.mark.parametrize("low", ["lower", "low", "minimum", "smallest", "least"])
@pytest.mark.parametrize("high", ["upper", "high", "maximum", "largest", "most"])
def test_bounds_are_told_by_their_size(low: str, high: str) -> None:
    sentence = "We clip it to (0.2, 0.28) here."
    index = PaperIndex(paper(sentence))
    for name, right, wrong in ((low, "0.2", "0.28"), (high, "0.28", "0.2")):
        assert check(Fact(id="x", name=f"{name} clip", value=right, quote=sentence), index).holds
        assert not check(Fact(id="x", name=f"{name} clip", value=wrong, quote=sentence), index).holds


@pytest.mark.parametrize(
    ("own", "holds"),
    [("zebra whale horse camel", False), ("zebra whale horse", True)],  # half a word better, and a quarter
)
def test_another_column_is_meant_where_it_fits_half_a_word_better(own: str, holds: bool) -> None:
    """A word of a head that the fact does not say costs a quarter of one that it says."""
    rows = [["Method", own, "zebra snake", "falcon"], ["Ours", "58.1", "27.4", "33.3"]]
    assert (verdict("58.1", "zebra", "Ours", rows=rows) == "holds") is holds
