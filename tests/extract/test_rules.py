"""The drawn lines that may rule a table; a case on each side of every threshold."""

from __future__ import annotations

import pytest

from pipeline.extract.page import Rule, Vector
from pipeline.extract.rules import cuts_of, in_box, part_of, rules_of
from tests.extract.making import page, rule, text_line


def box(x0: float, y0: float, x1: float, y1: float, color: int = 0, alpha: int = 255) -> Vector:
    return Vector(x0, y0, x1, y1, 0, False, True, color, alpha)


def lengths(*vectors: Vector) -> list[float]:
    return [r.x1 - r.x0 for r in rules_of(page([], list(vectors))).horizontal]


@pytest.mark.parametrize(("height", "count"), [(1.9, 1), (2.1, 0)])
def test_a_rule_is_thin(height: float, count: int) -> None:
    assert len(lengths(box(70, 100, 170, 100 + height))) == count


@pytest.mark.parametrize(("width", "count"), [(11, 0), (14, 1)])
def test_a_rule_is_longer_than_a_fractions_bar(width: float, count: int) -> None:
    assert len(lengths(rule(70, 70 + width, 100))) == count


@pytest.mark.parametrize(("piece", "found"), [(5, [20.0]), (3, [])])
def test_a_dash_of_four_points_is_a_piece_of_a_rule(piece: float, found: list[float]) -> None:
    assert lengths(*(rule(70 + piece * n, 70 + piece * (n + 1), 100) for n in range(4))) == found


@pytest.mark.parametrize(("gap", "count"), [(1.4, 1), (1.6, 2)])
def test_pieces_that_touch_end_to_end_are_one_rule(gap: float, count: int) -> None:
    assert len(lengths(rule(70, 100, 100), rule(100 + gap, 130, 100))) == count


@pytest.mark.parametrize(("off", "count"), [(0.7, 1), (1.0, 2)])
def test_pieces_of_one_rule_are_level(off: float, count: int) -> None:
    assert len(lengths(rule(70, 100, 100), rule(100, 130, 100 + off))) == count


@pytest.mark.parametrize(("color", "alpha"), [(0xFFFFFF, 255), (0, 0)])
def test_what_cannot_be_seen_is_no_rule(color: int, alpha: int) -> None:
    assert lengths(box(70, 100, 170, 100.4, color, alpha)) == []


@pytest.mark.parametrize(("height", "found"), [(0.9, (0, 0)), (4.9, (0, 1)), (5.1, (1, 0))])
def test_a_stroke_shorter_than_a_row_is_a_tick(height: float, found: tuple[int, int]) -> None:
    rules = rules_of(page([], [box(70, 100, 70.4, 100 + height)]))
    assert (len(rules.vertical), len(rules.ticks)) == found


LINES = [text_line("a", 72, 100 + 12 * n) for n in range(9)]  # 106 points high
BOX = (70.0, 90.0, 270.0, 200.0)


@pytest.mark.parametrize(("share", "count"), [(0.45, 1), (0.35, 0)])
def test_a_vertical_rule_stands_beside_many_rows(share: float, count: int) -> None:
    assert len(cuts_of([box(150, 92, 150.4, 92 + 106 * share)], LINES, BOX)) == count


@pytest.mark.parametrize(("off", "count"), [(1.4, 1), (1.7, 0)])
def test_pieces_of_a_vertical_rule_stand_over_one_another(off: float, count: int) -> None:
    pieces = [box(150, 92, 150.4, 122), box(150 + off, 122, 150.4 + off, 152)]
    assert len(cuts_of(pieces, LINES, BOX)) == count


@pytest.mark.parametrize(("x", "count"), [(72.5, 1), (71.5, 0), (267.5, 1), (268.5, 0)])
def test_a_tables_own_edges_cut_nothing(x: float, count: int) -> None:
    assert len(cuts_of([box(x, 92, x + 0.4, 198)], LINES, BOX)) == count


@pytest.mark.parametrize(
    ("x0", "x1", "y", "inside"),
    [
        (66.5, 270, 100, True),
        (65, 270, 100, False),
        (70, 273.5, 100, True),
        (70, 275, 100, False),
        (70, 270, 89.2, True),
        (70, 270, 88.5, False),
        (70, 270, 200.8, True),
        (70, 270, 201.5, False),
    ],
)
def test_a_rule_is_inside_a_table_with_its_edges(x0: float, x1: float, y: float, inside: bool) -> None:
    assert in_box(Rule(x0, y, x1, y + 0.4), BOX) == inside


def test_a_rule_is_cut_at_the_edges_of_its_table() -> None:
    assert part_of(Rule(0, 100, 500, 100.4), BOX) == Rule(70, 100, 270, 100.4)
    assert part_of(Rule(300, 100, 500, 100.4), BOX) == Rule(300, 100, 500, 100.4)
