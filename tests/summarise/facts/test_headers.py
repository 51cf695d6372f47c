"""A table's header is whole: rows of words above the numbers, names over several columns, metrics beside metrics."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.summarise.facts.headers import metric_labels, whole
from pipeline.summarise.lines import lines_of, tables_of
from tests.papers import paper_text, table


def headed(rows: Sequence[Sequence[str]], header_rows: int = 1) -> tuple[list[tuple[str, ...]], int]:
    """The header of each column but the first, and how many rows the body has."""
    ((grid, lines),) = tables_of(lines_of(paper_text(table(rows, header_rows=header_rows))))
    made, body = whole(grid, lines)
    assert [row.text for row in body] == [row.text for row in lines][len(lines) - len(body) :]
    return [made.header(column) for column in range(1, len(rows[0]))], len(body)


DRIVES = [["", "HingeNet", "", "WeldNet", ""], ["Task", "Dry", "Wet", "Dry", "Wet"], ["Park", "1.5", "2", "3", "4"]]


@pytest.mark.parametrize("header_rows", [1, 2])
def test_a_row_of_words_above_the_numbers_is_a_header(header_rows: int) -> None:
    heads, rows = headed([*DRIVES, ["Turn", "5", "6", "7", "8"]], header_rows)
    assert heads == [("HingeNet", "Dry"), ("HingeNet", "Wet"), ("WeldNet", "Dry"), ("WeldNet", "Wet")]
    assert rows == 2


def test_a_name_in_the_middle_of_its_columns_stands_over_all_of_them() -> None:
    heads, _ = headed([["", "", "Yeast", "", "Mouse"], ["", "2D", "3D", "2D", "3D"], ["A", "1", "2", "3", "4"]], 2)
    assert heads == [("Yeast", "2D"), ("Yeast", "3D"), ("Mouse", "2D"), ("Mouse", "3D")]


@pytest.mark.parametrize(
    "upper",
    [
        ["", "", "Yeast", "", ""],  # one name for two groups
        ["", "", "Yeast", "Mouse", ""],  # the second begins before its group
        ["", "Yeast", "Mouse", "Yeast", "Mouse"],  # all are told
    ],
)
def test_names_that_do_not_fit_the_groups_stay_where_they_are(upper: list[str]) -> None:
    heads, _ = headed([upper, ["", "2D", "3D", "4D", "2D"], ["A", "1", "2", "3", "4"]], 2)
    assert [head[:-1] for head in heads] == [(name,) if name else () for name in upper[1:]]


def test_of_different_columns_none_is_told_to_which_name_it_belongs() -> None:
    heads, _ = headed([["", "", "Yeast", ""], ["", "2D", "3D", "4D"], ["A", "1", "2", "3"]], 2)
    assert heads == [("2D",), ("Yeast", "3D"), ("4D",)]


def test_a_head_that_is_parted_by_a_hyphen_is_one() -> None:
    heads, rows = headed(
        [["Rate", "", ""], ["Pair", "Summa", "Weld"], ["Pair", "-rization", "task"], ["A", "1", "2"]], header_rows=3
    )
    assert heads == [("Summarization",), ("Weld task",)]
    assert rows == 1


@pytest.mark.parametrize(
    "row",
    [
        ["Older", "–", "12", "3"],  # numbers
        ["Older", "yes", "", ""],  # too few words
        ["Group", "Group", "Group", "Group"],  # a title over all columns
    ],
)
def test_a_row_of_the_body_stays_in_it(row: list[str]) -> None:
    assert headed([["", "Yeast", "", "Mouse"], row, ["A", "1", "2", "3"], ["B", "1", "2", "3"]])[1] == 3


def test_words_under_names_that_all_differ_are_no_header() -> None:
    assert headed([["", "Yeast", "Mouse"], ["Unit", "mg", "kg"], ["A", "1", "2"]])[1] == 2
    assert headed([["", "Yeast", "Yeast"], ["Unit", "Yeast", "Yeast"], ["A", "1", "2"]])[1] == 2
    assert headed([["", "Yeast", "Yeast"], ["Unit", "mg", "kg"]])[1] == 1  # the last row is no header


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["Acc", "Wid", "Dep", "F1"], {"Wid", "Dep"}),
        (["Acc", "Wid", "Dep", "Hei", "F1"], set()),  # too few sure ones
        (["Acc", "Wid"], set()),
        (["Acc", "F1", "Params", "Average"], set()),  # a cost and an average are neither
        (["Acc", "F1", "MMLU"], set()),  # a benchmark is none
        (["Acc", "F1", "x" * 16], {"x" * 16}),
        (["Acc", "F1", "x" * 17], set()),
    ],
)
def test_a_label_beside_metrics_is_one(labels: list[str], found: set[str]) -> None:
    block = table([["", *labels], ["A", *("1" for _ in labels)]])
    assert block.table is not None
    assert metric_labels(block.table) == found


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        ("TM and SR denote matching and success.", {"TM", "SR_{n}"}),
        ("TM means matching.", {"TM"}),
        ("TM stands for matching.", {"TM"}),
        ("TM refers to matching.", {"TM"}),
        ("TM is the matching. SR is another.", {"TM"}),
        (f"TM {'x' * 39} denotes matching.", {"TM"}),
        (f"TM {'x' * 40} denotes matching.", set()),
        ("ATM denotes a bank.", set()),
        ("", set()),
    ],
)
def test_what_the_caption_says_to_denote_is_a_metric_under_each_benchmark(caption: str, found: set[str]) -> None:
    rows = [["", "Yeast", "Yeast", "Mouse", "Mouse"], ["", "TM", "SR_{n}", "TM", "SR_{n}"], ["A", *"1234"]]
    block = table(rows, caption, header_rows=2)
    assert block.table is not None
    assert metric_labels(block.table) == found
    once = table([[*row[:3]] for row in rows], caption, header_rows=2)
    assert once.table is not None
    assert metric_labels(once.table) == set()
