"""Columns are told from what only stands beside something."""

from __future__ import annotations

import pytest

from pipeline.extract.layout import Group, group_of
from pipeline.extract.order import in_reading_order
from tests.extract.making import text_line


def box(name: str, x0: float, y0: float, x1: float, y1: float) -> Group:
    group = group_of([[text_line(name, x0, y1)]])
    group.x0, group.y0, group.x1, group.y1 = x0, y0, x1, y1
    return group


def order(*groups: Group) -> str:
    return "".join(g.lines[0] for g in in_reading_order(list(groups)))


@pytest.mark.parametrize(("height", "read"), [(15, "acbd"), (60, "abcd")])
def test_columns_share_more_than_two_lines_of_height(height: float, read: str) -> None:
    left = box("a", 72, 100, 290, 100 + height), box("b", 72, 300, 290, 310)
    right = box("c", 320, 100, 540, 100 + height), box("d", 320, 305, 540, 315)
    assert order(*left, *right) == read


@pytest.mark.parametrize(("x", "read"), [(320, "abcd"), (480, "acbd"), (180, "abcd"), (160, "acbd"), (140, "acbd")])
def test_a_gutter_near_the_edge_is_that_of_margin_notes(x: float, read: str) -> None:
    """The region is from 72 to 540: a fifth of it from each edge no gutter is looked for."""
    left = box("a", 72, 100, x - 10, 160), box("b", 72, 200, x - 10, 260)
    right = box("c", x, 110, 540, 170), box("d", x, 210, 540, 270)
    assert order(*left, *right) == read


@pytest.mark.parametrize(("reach", "read"), [(1.5, "abcd"), (3, "acbd"), (6, "acbd")])
def test_a_protruding_mark_does_not_close_the_gutter(reach: float, read: str) -> None:
    left = box("a", 72, 100, 320 + reach, 160), box("b", 72, 200, 320 + reach, 260)
    right = box("c", 320, 110, 540, 170), box("d", 320, 210, 540, 270)
    assert order(*left, *right) == read


@pytest.mark.parametrize(("crossed", "read"), [(20, "wabc"), (36, "awbc")])
def test_what_crosses_the_gutter_beside_the_columns_counts_twice_against_it(crossed: float, read: str) -> None:
    columns = box("a", 72, 100, 290, 130), box("b", 72, 131, 290, 160), box("c", 320, 104, 540, 164)
    assert order(*columns, box("w", 100, 100, 500, 100 + crossed)) == read


@pytest.mark.parametrize(("drop", "read"), [(2, "ba"), (8, "ab")])
def test_pieces_of_one_row_are_read_from_left_to_right(drop: float, read: str) -> None:
    """The left one stands a little lower, as a fraction does beside its number."""
    right, left = box("a", 300, 100, 340, 112), box("b", 72, 100 + drop, 200, 112 + drop)
    assert order(right, left) == read


@pytest.mark.parametrize(("height", "read"), [(24, "acbd"), (26, "abcd")])
def test_columns_stand_side_by_side_for_two_lines(height: float, read: str) -> None:
    left = box("a", 72, 100, 290, 100 + height / 2), box("b", 72, 300, 290, 300 + height / 2)
    right = box("c", 320, 100, 540, 100 + height / 2), box("d", 320, 300, 540, 300 + height / 2)
    assert order(*left, *right) == read


@pytest.mark.parametrize(("lower", "read"), [(13, "acbd"), (-13, "acbd"), (15, "abcd")])
def test_references_that_count_on_in_the_next_column_begin_at_one_height(lower: float, read: str) -> None:
    text = box("a", 72, 100, 290, 200), box("c", 320, 100, 540, 200)
    left, right = box("b", 72, 300, 290, 400), box("d", 320, 300 + lower, 540, 400)
    rest = box("e", 72, 410, 290, 440)
    for group, label in ((left, "[1] b"), (rest, "[2] e"), (right, "[3] d")):
        group.lines = [label]
    said = order(*text, left, rest, right)
    assert "".join(c for c in said if c in "abcd") == read


@pytest.mark.parametrize(("lower", "read"), [(0.5, "abcdefgh"), (2, "abcdfgeh")])
def test_what_stands_beside_a_text_over_the_gutter_is_read_with_it(lower: float, read: str) -> None:
    names = [group_of([[text_line(c * 9, x, 100)]]) for c, x in (("a", 100), ("b", 290), ("c", 400))]
    mails = [group_of([[text_line("d" * 9, 290, 112)]]), group_of([[text_line("e" * 9, 400, 112 + lower)]])]
    left = [box(c, 72, y, 310, y + 60) for c, y in (("f", 130), ("g", 200))]
    found = in_reading_order([*names, *mails, *left, box("h", 320, 135, 540, 260)])
    assert "".join(g.lines[0][0] for g in found) == read
