"""Authors side by side are read row by row, each with what stands below; other first pages stay as they are."""

from __future__ import annotations

import pytest

from pipeline.extract.front import title_of, with_authors_in_order
from pipeline.extract.layout import Group, group_of, paragraphs
from pipeline.extract.page import Line
from tests.extract.making import page, text_line

PROSE = "these are seven words of a line"


def centred(x: float, y: float, *lines: str, step: float = 12) -> list[Line]:
    return [text_line(text, x - 2.5 * len(text), y + step * n) for n, text in enumerate(lines)]


def body(x: float, y: float) -> list[Line]:
    return [text_line(PROSE, x, y + 12 * n) for n in range(6)]


def read(lines: list[Line]) -> tuple[list[str], list[str]]:
    """The texts of the title and the authors, and of the rest."""
    groups = [group_of([[text_line("A Paper of Ours", 250, 80, 17)]]), *paragraphs(lines)]
    title = title_of(groups, page([]))
    assert title is groups[0]
    front, rest = with_authors_in_order(groups, page(lines), title)
    return [" / ".join(g.lines) for g in front], [g.lines[0] for g in rest]


def author(name: str, place: str) -> tuple[str, str, str]:
    return (name, place, f"{name.split()[0].lower()}@a.example")


ONE, TWO, THREE = author("Ann One", "University"), author("Bea Two", "Town Institute"), author("Cy Three", "A College")


@pytest.mark.parametrize("text_above", [0, 3])
def test_authors_of_two_columns_stand_before_the_text_of_both(text_above: float) -> None:
    lines = [*centred(200, 120, *ONE), *centred(420, 120, *TWO)]
    lines += [text_line("Abstract", 72, 190, bold=True), *body(72, 210), *body(330, 193 - text_above)]
    front, rest = read(lines)
    assert front == ["A Paper of Ours", " / ".join(ONE), " / ".join(TWO)]
    assert sorted(rest) == ["Abstract", PROSE, PROSE]


@pytest.mark.parametrize(("second", "x"), [(156, 300), (170, 200)])
def test_rows_of_authors_are_parted_by_their_axes_or_by_white(second: float, x: float) -> None:
    lines = [*centred(200, 120, *ONE), *centred(420, 120, *TWO), *centred(x, second, *THREE)]
    front, _ = read([*lines, *body(72, 240)])
    assert front[1:] == [" / ".join(a) for a in (ONE, TWO, THREE)]


def test_rows_of_names_are_read_row_by_row() -> None:
    first = [
        text_line("Ann One[^1]", 120, 120),
        text_line("Bea Two[^2]", 260, 120),
        text_line("Cy Three[^1]", 400, 120),
    ]
    second = [
        text_line("Di Four[^1]", 120, 132),
        text_line("Ed Five[^2]", 260, 132),
        text_line("Fay Six[^1]", 400, 132),
    ]
    names = [x.text for x in (*first, *second)]
    assert read([*first, *second, *body(72, 180)])[0][1:] == names
    moved = [text_line(x.text, x.x0 + 20, 132) for x in second]
    assert read([*first, *moved, *body(72, 180)])[0][1:] == names


def test_a_line_below_the_middle_author_alone_is_of_all() -> None:
    heads = [*centred(180, 120, "Ann One"), *centred(300, 120, "Bea Two"), *centred(420, 120, "Cy Three")]
    assert read([*heads, *centred(300, 132, "Our University"), *body(72, 180)])[0][1:] == [
        "Ann One",
        "Bea Two",
        "Cy Three",
        "Our University",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        [*centred(306, 120, "Ann One, Bea Two"), *body(72, 180), *body(330, 180)],  # nobody side by side
        [*body(72, 120), *body(330, 120)],  # no authors
        [*centred(200, 120, *ONE), *centred(420, 120, *TWO)],  # no text below: a title page
        [text_line("a" * 60, 20, 120), text_line("b" * 30, 400, 120), *body(72, 180)],  # a wide line is no address
    ],
)
def test_other_first_pages_stay_as_they_are(lines: list[Line]) -> None:
    assert read(lines)[0] == []


def test_a_figure_ends_the_authors() -> None:
    figure = group_of([[text_line("Base", 72, 170)]], "figure_text")
    title = group_of([[text_line("A Paper of Ours", 250, 80, 17)]])
    names: list[Group] = [group_of([[x]]) for x in (*centred(200, 120, "Ann One"), *centred(420, 120, "Bea Two"))]
    front, rest = with_authors_in_order([title, *names[::-1], figure], page([]), title)
    assert (front, rest) == ([title, *front[1:]], [figure])
    assert [g.lines for g in front[1:]] == [["Ann One"], ["Bea Two"]]


@pytest.mark.parametrize("heading", ["2 Method", "II. Results of Trials", "Related Work"])
def test_a_heading_below_text_and_the_text_are_no_title(heading: str) -> None:
    lines = [text_line(f"{PROSE}.", 60, 80 + 12 * n) for n in range(4)]
    prose = group_of([[line] for line in lines])
    below = group_of([[text_line(heading, 60, 200, 15)]])
    assert title_of([prose, below], page([])) is None
    name = group_of([[text_line("Sparse Depth for Robots", 60, 40, 15)]])
    assert title_of([name, prose, below], page([])) is name
