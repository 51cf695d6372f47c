"""Lines of text that wide spaces tear apart."""

from __future__ import annotations

import pytest

from pipeline.extract.layout import paragraphs
from pipeline.extract.page import MONOSPACED, Line
from pipeline.extract.stretched import whole_lines
from tests.extract.making import line, span, text_line

FULL = "w" * 60  # 300 points of 10 pt letters: from 72 to 372


def torn(*gaps: float, x: float = 72, y: float = 112, end: float = 372) -> list[Line]:
    """The pieces of a line from `x` to `end`, with these gaps, in points, between them."""
    width = (end - x - sum(gaps)) / (len(gaps) + 1)
    out = []
    for gap in (*gaps, 0):
        made = text_line("word", x, y)
        made.x1 = x + width
        x += width + gap
        out.append(made)
    return out


def joined(lines: list[Line]) -> list[str]:
    return [x.text for x in whole_lines(lines)[0]]


@pytest.mark.parametrize(("gap", "pieces"), [(6, 1), (29, 1), (31, 2)])
def test_a_stretched_space_is_at_most_three_em_wide(gap: float, pieces: int) -> None:
    assert len(joined([text_line(FULL, 72, 100), *torn(gap)])) == 1 + pieces


@pytest.mark.parametrize(("end", "pieces"), [(372, 1), (374.5, 1), (375.5, 2), (369.5, 1), (368.5, 2)])
def test_the_pieces_end_where_a_full_line_ends(end: float, pieces: int) -> None:
    assert len(joined([text_line(FULL, 72, 100), *torn(12, end=end)])) == 1 + pieces


@pytest.mark.parametrize(("x", "pieces"), [(72, 1), (110, 1), (113, 2), (33, 1), (31, 2)])
def test_the_pieces_begin_at_most_four_em_from_where_a_full_line_begins(x: float, pieces: int) -> None:
    assert len(joined([text_line(FULL, 72, 100), *torn(12, x=x)])) == 1 + pieces


@pytest.mark.parametrize(("y", "pieces"), [(108, 2), (112, 1), (159, 1), (161, 2)])
def test_the_full_line_stands_less_than_six_sizes_away(y: float, pieces: int) -> None:
    assert len(joined([text_line(FULL, 72, 100), *torn(12, y=y)])) == 1 + pieces


@pytest.mark.parametrize(("size", "pieces"), [(10.7, 1), (11, 2)])
def test_the_full_line_is_of_the_same_size(size: float, pieces: int) -> None:
    full = text_line("w", 72, 100, size)
    full.x1 = 372
    assert len(joined([full, *torn(12)])) == 1 + pieces


@pytest.mark.parametrize(("size", "pieces"), [(10.7, 1), (11, 2)])
def test_pieces_of_another_size_are_not_joined(size: float, pieces: int) -> None:
    first, last = torn(12)
    last.size = size
    assert len(joined([text_line(FULL, 72, 100), first, last])) == 1 + pieces


@pytest.mark.parametrize(("lower", "pieces"), [(0.9, 1), (1.1, 2)])
def test_the_pieces_stand_on_one_baseline(lower: float, pieces: int) -> None:
    first, last = torn(12)
    last.baseline += lower
    assert len(joined([text_line(FULL, 72, 100), first, last])) == 1 + pieces


@pytest.mark.parametrize(("others", "pieces"), [(1, 1), (2, 2)])
def test_where_three_lines_begin_a_column_begins(others: int, pieces: int) -> None:
    first, last = torn(18)
    below = [text_line("right", last.x0, 400 + 12 * n) for n in range(others)]
    assert len(joined([text_line(FULL, 72, 100), first, last, *below])) == 1 + pieces + others


@pytest.mark.parametrize(("off", "pieces"), [(-8, 2), (-11, 1)])
def test_a_root_between_two_pieces_keeps_them_apart(off: float, pieces: int) -> None:
    first, last = torn(14)
    root = text_line("√", first.x1 + 5, 112 + off)
    assert len(joined([text_line(FULL, 72, 100), root, first, last])) == 2 + pieces


def test_stretched_words_are_read_in_their_order() -> None:
    rows = [
        text_line("Backbone Models. In this work, we mainly", 72, 100),
        *[
            text_line(word, x, 112)
            for word, x in (("use", 72), ("three", 100), ("agents", 138), ("in our", 184), ("MAD now.", 232))
        ],
        *[
            text_line(word, x, 124)
            for word, x in (("It", 72), ("has two", 103), ("debaters", 158), ("and a judge", 217))
        ],
        text_line("that ends it, as the text goes on to say", 72, 136),
    ]
    (group,) = paragraphs(rows)
    assert " ".join(group.lines[:3]) == (
        "Backbone Models. In this work, we mainly use three agents in our MAD now. It has two debaters and a judge"
    )
    assert [len(row) for row in group.rows] == [1, 5, 4, 1]  # each piece is still what the PDF holds


def test_a_run_in_title_far_from_its_text_opens_the_paragraph() -> None:
    rows = [
        text_line("w" * 40, 72, 100),
        text_line("Fast", 84, 112, bold=True),
        text_line("Many recent designs have low", 132, 112),
        text_line("Their theoretical speed is higher. But so".ljust(40, "."), 72, 124),
    ]
    found = paragraphs(rows)
    assert [g.lines[0] for g in found] == ["w" * 40, "Fast Many recent designs have low"]
    assert len(found[1].lines) == 2  # the bold title does not part its own paragraph


@pytest.mark.parametrize(("typed", "groups"), [(0, 1), (MONOSPACED, 2)])
def test_a_listing_beside_the_text_is_no_part_of_its_lines(typed: int, groups: int) -> None:
    beside = line(span("a listing", 72 + 300 + 9, 100, flags=typed))
    assert len(paragraphs([text_line(FULL, 72, 100), beside])) == groups
