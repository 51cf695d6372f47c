"""Tables that go on over a page."""

from __future__ import annotations

import pytest

from pipeline.extract.continued import continue_tables
from pipeline.extract.layout import Group, group_of
from schemas.records import Cell, Table
from tests.extract.making import text_line

HEIGHT = 792.0
FIRST = [["Model", "EM"], ["a", "71.2"]]


def table(rows: list[list[str]], y: float, *, caption: str = "", x: float = 72) -> Group:
    group = group_of([[text_line("cells", x, y)]], "table")
    made = tuple(tuple(Cell(text=text) for text in row) for row in rows)
    group.x1 = x + 200
    group.table = Table(page_number=1, bbox=(x, y, x + 200, y + 9), caption=caption, rows=made)
    return group


def text(words: str) -> Group:
    return group_of([[text_line(words, 72, 60)]], "paragraph")


def continued(first: Group, *second: Group) -> tuple[str, list[list[str]]]:
    """The caption and the rows of the second page's table."""
    continue_tables([([first], HEIGHT), (second, HEIGHT)])
    found = next(group.table for group in second if group.table)
    return found.caption, [[cell.text for cell in row] for row in found.rows]


def test_the_second_part_has_the_firsts_caption_and_header() -> None:
    first = table(FIRST, 700, caption="Table 1: Scores.")
    rows = [["Model", "EM"], ["b", "72.0"], ["c", "73.0"]]
    assert continued(first, table(rows[1:], 80)) == ("Table 1: Scores.", rows)


def test_a_header_said_again_is_not_doubled() -> None:
    first = table(FIRST, 700, caption="Table 1: Scores.")
    assert continued(first, table([["Model", "EM"], ["b", "72.0"]], 80))[1] == [["Model", "EM"], ["b", "72.0"]]


@pytest.mark.parametrize(("x", "caption"), [(75, "Table 1: x"), (77, "")])
def test_its_parts_have_the_same_sides(x: float, caption: str) -> None:
    assert continued(table(FIRST, 700, caption="Table 1: x"), table([["b", "1"]], 80, x=x))[0] == caption


def test_they_have_as_many_columns() -> None:
    assert continued(table(FIRST, 700, caption="Table 1: x"), table([["b", "1", "2"]], 80))[0] == ""


@pytest.mark.parametrize(("y", "caption"), [(400, "Table 1: x"), (380, "")])
def test_the_first_ends_in_the_lower_half_of_its_page(y: float, caption: str) -> None:
    assert continued(table(FIRST, y, caption="Table 1: x"), table([["b", "1"]], 80))[0] == caption


def test_a_table_with_a_caption_of_its_own_is_another() -> None:
    second = table([["b", "1"]], 80, caption="Table 2: y")
    assert continued(table(FIRST, 700, caption="Table 1: x"), second)[0] == "Table 2: y"


@pytest.mark.parametrize(
    ("remark", "caption"),
    [
        ("(continued)", "T"),
        ("Table 1 (cont.)", "T"),
        ("Table 1: cont'd", "T"),
        ("Table A.1, contd", "T"),
        ("Continued from the page before", "T"),
        ("continues on the next page", "T"),
        ("A text", ""),
        ("contains", ""),
    ],
)
def test_only_a_remark_may_stand_between(remark: str, caption: str) -> None:
    assert continued(table(FIRST, 700, caption="T"), text(remark), table([["b", "1"]], 80))[0] == caption


def test_a_running_head_does_not_stand_between() -> None:
    head = group_of([[text_line("A running head", 72, 30)]], "header_footer")
    assert continued(table(FIRST, 700, caption="T"), head, table([["b", "1"]], 80))[0] == "T"
