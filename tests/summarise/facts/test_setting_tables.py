"""Which tables hold settings, by rows or by columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.setting_tables import of_tables
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, table


def read(rows: Sequence[Sequence[str]], caption: str = "") -> list[tuple[str, str, str]]:
    """(name, value, scope) of the settings of a table."""
    return [(f.name, f.value, f.scope) for f in of_tables(lines_of(paper_text(table(rows, caption))))]


WORDS = (
    "Learning rate | LR | Optimizer | Optimiser | Batch | Epochs | Steps | Training step | Iterations | Iteration | "
    "Warm-up | Warmup | Weight decay | "
    "Schedule | Dropout | Rank | LoRA alpha | Clipping | Temperature | KL | Momentum | Beta | β_{1} | Epsilon | ε | "
    "Length | Seed | GPU | Hours | Updates | "
    "Rollouts | Group size | Samples per prompt | Precision | Coefficient | Weight | λ | γ | α | Discount | Ratio | "
    "Accumulation"
)


@pytest.mark.parametrize("word", WORDS.split(" | "))
def test_every_word_of_a_setting_makes_a_table_one_of_settings(word: str) -> None:
    rows = [["Hyperparameter", "Value"], [word, "0.5"], ["Foo", "1"], ["Bar", "2"]]
    assert (word, "0.5", "") in read(rows)
    assert read([rows[0], ["Baz", "0.5"], *rows[2:]]) == []


COLUMNS = (
    "Learning rate | LR | base lr | peak LR | Optimizer | optimiser | Batch size | batchsize | Epochs | Epoch | # "
    "epochs | Steps | Training steps | "
    "Warm-up | warmup | Weight decay | LR decay | Schedule | Dropout | LoRA rank | Gradient clipping | Grad clip"
)


@pytest.mark.parametrize("word", COLUMNS.split(" | "))
def test_every_word_of_a_column_of_settings(word: str) -> None:
    rows = [["Model", word, "Momentum", "Batch size"], ["Small", "0.5", "1", "64"], ["Large", "0.25", "1", "64"]]
    assert (word, "0.5", "Small") in read(rows)
    assert read([["Model", "Seed", "Momentum", "Batch size"], *rows[1:]]) == []


@pytest.mark.parametrize(
    "caption",
    [
        "Hyperparameters.", "Hyper-parameters.", "Implementation details", "Training details", "Training settings",
        "Training configs", "Training setup",
        "Configuration of it",
    ],
)  # fmt: skip
def test_every_caption_of_settings(caption: str) -> None:
    rows = [["Name of it", "Small"], ["Learning rate", "0.5"], ["Batch size", "64"]]
    assert len(read(rows, caption)) == 2
    assert read(rows, "Results of it.") == []


@pytest.mark.parametrize(
    "head",
    [
        "Config",
        "Configuration",
        "Hyperparameter",
        "Hyper-parameters",
        "Parameter",
        "Parameters",
        "Setting",
        "Settings",
        "Value",
        "Values",
        "Name",
    ],
)
def test_every_header_of_settings(head: str) -> None:
    assert read([[head, "Small"], ["Learning rate", "0.5"], ["Batch size", "64"]]) == [
        ("Learning rate", "0.5", ""),
        ("Batch size", "64", ""),
    ]


@pytest.mark.parametrize("rows", [1, 2])
def test_a_table_of_settings_has_two_rows(rows: int) -> None:
    assert len(read([["Setting", "Value"], ["Learning rate", "0.5"], ["Batch size", "64"]][: rows + 1])) == (
        2 if rows == 2 else 0
    )


@pytest.mark.parametrize(("others", "found"), [(2, True), (3, False)])
def test_a_third_of_the_rows_are_named_as_settings(others: int, found: bool) -> None:
    rows = [["Setting", "Value"], ["Learning rate", "0.5"], *([f"Foo{n}", "1"] for n in range(others))]
    assert bool(read(rows)) is found


@pytest.mark.parametrize("value", ["-", "–", "—", "/", "✓", "✗", "×", "N/A", "NA", "n/a"])
def test_what_is_no_value(value: str) -> None:
    assert read([["Setting", "Value"], ["Learning rate", value], ["Batch size", "64"]]) == [("Batch size", "64", "")]


@pytest.mark.parametrize(("letters", "kept"), [(35, True), (40, True), (41, False), (60, False)])
def test_a_long_cell_is_a_sentence(letters: int, kept: bool) -> None:
    assert (len(read([["Setting", "Value"], ["Learning rate", "x" * letters], ["Batch size", "64"]])) == 2) is kept
    assert (len(read([["Setting", "Value"], ["Seed" + "x" * (letters - 4), "1"], ["Batch size", "64"]])) == 2) is kept


def test_a_list_in_brackets_is_a_setting_each() -> None:
    rows = [
        ["Setting", "Value"],
        ["Adam (β_{1}, β_{2})", "(0.9, 0.95)"],
        ["Clip (low, high)", "0.2"],
        ["Seed (a, b)", "(1, 2, 3)"],
    ]
    assert [(name, value) for name, value, _ in read(rows)] == [
        ("β_{1}", "0.9"), ("β_{2}", "0.95"), ("Clip (low, high)", "0.2"), ("Seed (a, b)", "(1, 2, 3)"),
    ]  # fmt: skip


def test_a_column_says_a_value_once_with_what_stands_before_it() -> None:
    rows = [["Model", "Size", "LR", "Epochs"], ["Small", "1B", "0.5", "3"], ["Large", "7B", "0.5", "4"]]
    assert read(rows) == [("LR", "0.5", "Small 1B"), ("Epochs", "3", "Small 1B"), ("Epochs", "4", "Large 7B")]
