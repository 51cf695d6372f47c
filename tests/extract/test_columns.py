"""Columns from the places of cells; a case on each side of every threshold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.columns import columns_of
from pipeline.extract.page import Line
from tests.extract.making import text_line

EDGES = (60.0, 400.0)


def rows(*texts: Sequence[tuple[str, float]], pitch: float = 12) -> list[list[Line]]:
    return [[text_line(text, x, 100 + pitch * n) for text, x in row] for n, row in enumerate(texts)]


@pytest.mark.parametrize(("inside", "count"), [(0.5, 2), (0.9, 1)])
def test_a_cell_may_touch_the_rule_beside_it_but_not_cross_it(inside: float, count: int) -> None:
    assert len(columns_of(rows([("abcd", 72), ("1", 120)]), [], [92 - inside], EDGES)) == count


@pytest.mark.parametrize(("gap", "count"), [(7, 2), (9, 3)])
def test_words_as_near_as_in_a_sentence_are_one_column_where_a_cell_bridges_them(gap: float, count: int) -> None:
    body = rows([("Alpha", 72), ("Beta", 97 + gap), ("1", 300)], [("Alpha and Beta", 72), ("2", 300)])
    assert len(columns_of(body, [], [], EDGES)) == count


@pytest.mark.parametrize(("gap", "count"), [(15, 2), (25, 3)])
def test_cells_that_no_row_has_side_by_side_are_one_column_set_left_and_right(gap: float, count: int) -> None:
    body = rows([("abcd", 72), ("1", 300)], [("abcd", 92 + gap), ("2", 300)])
    assert len(columns_of(body, [], [], EDGES)) == count


def test_two_headers_part_such_cells() -> None:
    body = rows([("abcd", 72), ("1", 300)], [("abcd", 107), ("2", 300)])
    head = rows([("Left", 72), ("Right", 107), ("N", 300)])
    assert len(columns_of(body, head, [], EDGES)) == 3


def test_a_header_over_nothing_makes_a_column() -> None:
    body = rows([("abcd", 72), ("1", 300)], [("efgh", 72), ("2", 300)])
    assert len(columns_of(body, rows([("Name", 72), ("Note", 180), ("N", 300)]), [], EDGES)) == 3


def test_a_wide_cell_spans_the_columns_of_the_other_rows() -> None:
    body = rows([("a", 72), ("1.0", 150), ("2.0", 220)], [("b", 72), ("3.0", 150), ("4.0", 220)])
    wide = rows([("c", 72), ("the same for both", 150)])
    assert len(columns_of([*body, *wide], [], [], EDGES)) == 3


def test_a_bound_lies_on_the_rule_between_two_columns() -> None:
    (_, first), _ = columns_of(rows([("abcd", 72), ("1", 120)]), [], [95.0], EDGES)
    assert first == 95.0


def test_a_label_between_two_rows_has_a_column_of_its_own() -> None:
    body = rows([("1.0", 150), ("2.0", 220)], [("3.0", 150), ("4.0", 220)])
    label = [text_line("Group", 72, 106)]
    assert len(columns_of([body[0], label, body[1]], [], [], EDGES)) == 3


@pytest.mark.parametrize(("number", "count"), [(".2", 3), ("2", 3), (".b", 2)])
def test_a_number_that_begins_with_a_point_is_no_word_of_its_label(number: str, count: int) -> None:
    body = rows(
        [(number, 130), ("1.0", 300)], [("MER(0,0)xx", 73), (number, 130), ("2.0", 300)], [(number, 130), ("3.0", 300)]
    )
    assert len(columns_of(body, [], [], EDGES)) == count
