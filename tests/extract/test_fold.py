"""Rows from the lines of cells; a case on each side of every threshold."""

from __future__ import annotations

import pytest

from pipeline.extract.fold import Row, folded
from pipeline.extract.page import Rule
from schemas.records import Cell

COLUMNS = [(60.0, 140.0), (140.0, 220.0), (220.0, 300.0)]


def row(y: float, *texts: str) -> Row:
    """A line of cells of size 10, each half an em a character wide; "" is no cell."""
    cells = [
        Cell(text=text, bbox=(a + 2, y - 8, a + 2 + 5 * len(text), y + 2)) if text else Cell(text="")
        for text, (a, _) in zip(texts, COLUMNS, strict=True)
    ]
    return Row(y, 10, sum(map(bool, texts)), cells)


def texts(*rows: Row, rules: tuple[Rule, ...] = ()) -> list[list[str]]:
    return [[cell.text for cell in cells] for cells in folded(list(rows), list(rules), COLUMNS)]


def numbers(first: float, pitch: float, label: str = "x") -> list[Row]:
    return [row(first + pitch * n, label, f"{n}.1", f"{n}.2") for n in range(3)]


@pytest.mark.parametrize(("step", "rows"), [(8, 3), (9.3, 4)])
def test_a_line_nearer_than_rows_are_is_part_of_one(step: float, rows: int) -> None:
    assert len(texts(*numbers(100, 12), row(124 + step, "y", "", ""))) == rows


@pytest.mark.parametrize(("step", "rows"), [(9, 3), (10, 4)])
def test_a_line_nearer_than_type_is_high_is_part_of_a_row_in_wide_rows(step: float, rows: int) -> None:
    assert len(texts(*numbers(100, 24), row(148 + step, "y", "", ""))) == rows


@pytest.mark.parametrize(("step", "rows"), [(14, 3), (16, 4)])
def test_a_line_in_a_column_that_its_row_leaves_blank_may_be_farther(step: float, rows: int) -> None:
    assert len(texts(*numbers(100, 24, ""), row(148 + step, "y", "", ""))) == rows


@pytest.mark.parametrize(("y", "beside"), [(115, 3), (117, 2)])
def test_a_label_is_that_of_the_most_rows_around_its_middle(y: float, beside: int) -> None:
    found = texts(*numbers(100, 12, "")[:2], row(y, "Group", "", ""), numbers(100, 12, "")[2])
    assert [cells[0] for cells in found] == [""] * (3 - beside) + ["Group"] * beside


@pytest.mark.parametrize(("below", "label"), [(130, ["a b", "a b", "a b"]), (132, ["a", "a", "b"])])
def test_two_lines_around_one_row_are_one_label(below: float, label: list[str]) -> None:
    rows = numbers(100, 20, "")
    found = texts(rows[0], row(114, "a", "", ""), rows[1], row(below, "b", "", ""), rows[2])
    assert [cells[0] for cells in found] == label


@pytest.mark.parametrize(("above", "rows"), [("ten words in a", 1), ("tenwords in a", 1), ("tenwords ina", 2)])
def test_a_cell_of_three_words_goes_on_below_where_its_line_was_full(above: str, rows: int) -> None:
    assert len(texts(row(100, above, "1.0", "2.0"), row(112, "(longword)", "", ""))) == rows


@pytest.mark.parametrize(("step", "rows"), [(13, 1), (14, 2)])
def test_a_cell_goes_on_at_a_lines_distance(step: float, rows: int) -> None:
    assert len(texts(row(100, "ten words in a", "1.0", "2.0"), row(100 + step, "(longword)", "", ""))) == rows


def test_a_line_that_had_room_for_the_next_word_does_not_go_on() -> None:
    rows = row(100, "ten words in a row", "1.0", "2.0"), row(112, "a b c", "3.0", "4.0"), row(124, "(in)", "", "")
    assert len(texts(*rows)) == 3


@pytest.mark.parametrize(("width", "rows"), [(220, 2), (235, 1)])
def test_a_rule_across_some_columns_parts_two_rows_however_near(width: float, rows: int) -> None:
    first, second = row(100, "a", "1.0", "2.0"), row(109, "", "3.0", "4.0")
    lines = first, second, row(124, "b", "5.0", "6.0"), row(148, "c", "7", "8")
    rule = Rule(300 - width, 102.8, 300, 103.2)
    assert len(texts(*lines, rules=(rule,))) - 2 == rows


def test_a_label_in_the_middle_of_each_group_is_every_rows() -> None:
    rows = [row(100 + 12 * n, "AB"[n // 3] if n % 3 == 1 else "", f"{n}.1", f"{n}.2") for n in range(6)]
    assert [cells[0] for cells in texts(*rows)] == ["A", "A", "A", "B", "B", "B"]


@pytest.mark.parametrize(("first", "labels"), [("A", ["A", "A", "C4", "C4", "C4"]), ("", ["", "", "", "C4", ""])])
def test_a_label_between_two_rows_tells_that_the_others_stand_in_their_middles(first: str, labels: list[str]) -> None:
    rows = [row(100 + 12 * n, "C4" if n == 3 else "", f"{n}.1", f"{n}.2") for n in range(5)]
    between = [row(106, first, "", "")] if first else []
    assert [cells[0] for cells in texts(*rows[:1], *between, *rows[1:])] == labels


def test_values_in_the_middle_rows_are_no_labels() -> None:
    rows = [row(100 + 12 * n, "a", "5.0" if n % 3 == 1 else "", f"{n}.2") for n in range(6)]
    assert [cells[1] for cells in texts(*rows)] == ["", "5.0", "", "", "5.0", ""]


def test_a_rule_between_the_rows_ends_a_label() -> None:
    rows = [row(100 + 12 * n, "A" if n == 1 else "", f"{n}.1", f"{n}.2") for n in range(4)]
    rule = Rule(60, 126.8, 300, 127.2)
    assert [cells[0] for cells in texts(*rows, rules=(rule,))] == ["A", "A", "A", ""]


@pytest.mark.parametrize(("pieces", "rows"), [(1, 2), (2, 1)])
def test_a_cell_over_several_columns_is_a_level_of_its_own(pieces: int, rows: int) -> None:
    """Below it, between its line and the next, stands a label of two lines' middle."""
    over = row(100, "", "Test", "Test")._replace(pieces=pieces)
    assert len(texts(over, row(104, "Model", "", ""), row(108.5, "", "Dev", "All"))) == rows


def test_a_label_over_two_columns_stands_beside_the_lines_of_the_others() -> None:
    label = row(104, "Model", "Model", "")._replace(pieces=1)
    assert len(texts(row(100, "", "", "Dev"), label, row(108.5, "", "", "all"))) == 1
