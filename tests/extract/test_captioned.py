"""Tables that only their caption shows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.captioned import captioned_regions
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line
from pipeline.extract.tables import captioned_tables
from tests.extract.making import line, page, span, text_line

ROWS = [["Method", "Tests"], ["Iterative", "Signal type"], ["Best of eight", "Training"], ["Frontier", "Full protocol"]]


def rows(
    y: float = 120, pitch: float = 12, texts: Sequence[Sequence[str]] = ROWS, xs: Sequence[float] = (220, 330)
) -> list[Line]:
    return [text_line(text, x, y + pitch * n) for n, row in enumerate(texts) for x, text in zip(xs, row, strict=False)]


def caption(text: str = "Table 2: Results of it.", y: float = 108, x: float = 220) -> Line:
    return text_line(text, x, y)


def prose(
    y: float, count: int = 3, x: float = 72, words: str = "the words of a text that goes on and on over its line and on"
) -> list[Line]:
    made = [text_line(words, x, y + 12 * n) for n in range(count)]
    return [line(span(m.text, x, m.baseline)._replace(x1=x + 460)) for m in made]


def found(lines: list[Line], tables: list[Group] | None = None) -> list[list[str]]:
    """The texts of each table, less what is not in it."""
    return [[x.text for x in region] for region in captioned_regions(page(lines), lines, tables or [])]


ALL = [text for row in ROWS for text in row]


@pytest.mark.parametrize("y", [108, 168])
def test_the_rows_beside_a_caption_are_its_table(y: float) -> None:
    lines = [*prose(60), caption(y=y), *rows(), *prose(200)]
    assert found(lines) == [ALL if y < 120 else [x.text for n in (6, 4, 2, 0) for x in rows()[n : n + 2]]]
    (group,), rest = captioned_tables(page(lines), lines, [], [])
    assert group.table is not None
    assert [[c.text for c in row] for row in group.table.rows] == ROWS
    assert len(rest) == 7


FORMS = (
    "Table 2: It | Table 2. It | Table 2 — It | Table 2 – It | Table 2 | TABLE IV It | Tab. 2: It | Table A.2: It | "
    "Table 2.1: It | T ABLE II | Extended Data Table 2: It | Supplementary Table 2: It | Table 2a: It"
)


@pytest.mark.parametrize("text", [*FORMS.split(" | "), "Table 2 | It"])
def test_every_form_of_a_caption(text: str) -> None:
    assert found([caption(text), *rows()]) == [ALL]


@pytest.mark.parametrize("text", ["Table 2 shows it", "Table of it", "Figure 2: It", "Tables 2: It"])
def test_what_is_no_caption(text: str) -> None:
    assert found([caption(text), *rows()]) == []


def test_a_caption_of_several_lines_is_no_row() -> None:
    more = [caption(y=84), text_line("that go on in a second line", 220, 96), text_line("and end here.", 220, 108)]
    assert found([*more, *rows()]) == [ALL]
    assert found([more[0], *more[1:], *rows(142)]) == [ALL], "45 points of white are no too many"
    far = [text_line("words", 220, 108 - 12 * n) for n in range(5)]
    assert found([caption(y=48), *far, *rows()]) == [ALL]
    assert found([caption(y=36), *far, text_line("words", 220, 48), *rows()]) == [["words", *ALL]]


@pytest.mark.parametrize(("y", "count"), [(152, 1), (154, 0)])
def test_the_first_row_stands_near_the_caption(y: float, count: int) -> None:
    assert len(found([caption(), *rows(y)])) == count


@pytest.mark.parametrize(("pitch", "count"), [(29, 1), (31, 0)])
def test_rows_stand_at_most_three_sizes_apart(pitch: float, count: int) -> None:
    assert len(found([caption(), *rows(pitch=pitch)])) == count


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("and the text goes on here and there", True),
        ("and the text goes on here and it ends.", False),
        ("of it, so on.", True),
        ("and the text goes on here and there and so", False),
        ("Table 3: Others", False),
        ("Figure 3: Others", False),
        ("Algorithm 3 Others", False),
    ],
)
def test_a_table_ends_where_a_text_begins(text: str, kept: bool) -> None:
    lines = [caption(), *rows(), text_line(text, 220, 168), *rows(180, texts=[["One", "Two"]])]
    assert (found(lines)[0] == [*ALL, text, "One", "Two"]) is kept
    assert found(lines[:-2])[0] == ALL, "a last line alone on its row is no part of it"


@pytest.mark.parametrize(("width", "kept"), [(180, True), (190, False)])
def test_one_wide_piece_of_many_words_is_a_text_beside_the_table(width: float, kept: bool) -> None:
    words = line(span("a b c d e f g h i", 330, 168)._replace(x1=330 + width))
    lines = [caption(), *rows(), text_line("Last", 220, 168), words, *prose(400)]
    assert (len(found(lines)[0]) == 10) is kept


def test_a_table_that_was_found_has_its_caption() -> None:
    ruled = group_of([[x] for x in rows(40)], "table")
    assert found([caption(), *rows()], [ruled]) == []
    ruled.x0, ruled.x1 = 400, 500
    assert found([caption(), *rows()], [ruled]) == [ALL]


def test_a_table_keeps_to_its_column() -> None:
    def beside(y: float) -> list[Line]:
        return [
            line(span("the words of a text in the second column and on", 330, y + 12 * n)._replace(x1=555))
            for n in range(8)
        ]

    xs = (100, 200)
    lines = [caption(x=100), *rows(xs=xs), *beside(108)]
    assert found(lines) == [ALL]
    wide = [text_line("Table 2: " + "words " * 8, 100, 108), *rows(xs=(100, 330))]
    assert found(wide) == [ALL], "a caption over both columns has both"
    left = [
        line(span("the words of a text in the first column and on", 72, 108 + 12 * n)._replace(x1=290))
        for n in range(8)
    ]
    assert found([caption(x=340), *rows(xs=(340, 450)), *beside(300), *left]) == [ALL]


def test_words_side_by_side_without_a_strip_are_no_table() -> None:
    xs = [(220, 330), (230, 262), (200, 292), (215, 340)]
    lines = [text_line("some words", x, 120 + 12 * n) for n, pair in enumerate(xs) for x in pair]
    assert found([caption(), *lines]) == []


def test_a_formula_below_a_caption_is_no_table() -> None:
    lines = [caption(), *rows(), text_line("⎛", 210, 132)]
    assert captioned_tables(page(lines), lines, [], [])[0] == []
