"""Which caption belongs to which table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import extract
from pipeline.extract.captions import _habit, _Pair, with_titles
from pipeline.extract.layout import group_of
from tests.extract.making import text_line
from tests.extract.typesetting import Sheet, pymupdf, saved

HEIGHT = 52  # points of a table with two rows


def put_table(sheet: Sheet, y: float, mark: str, x: float = 72, width: float = 300) -> float:
    """A table whose first label is `mark`, its top rule at `y`; returns where it ends."""
    for at in (y, y + 16, y + HEIGHT):
        sheet.rule(x, x + width, at)
    for n, row in enumerate((("Method", "EM", "F1"), (mark, "71.2", "80.4"), ("Ours", "73.9", "82.1"))):
        for k, cell in enumerate(row):
            sheet.put(x + 5 + 0.36 * width * k, y + 12 + 18 * n, cell, 9)
    return y + HEIGHT


def captions_of(document: Any, folder: Path) -> dict[str, str]:
    """The first label of every table → its caption."""
    paper = extract(saved(document, folder / "paper.pdf"))
    return {b.table.rows[1][0].text: b.table.caption for b in paper.blocks if b.table}


@pytest.mark.parametrize("gap", [18, 30])
def test_captions_below_their_tables_are_not_taken_by_the_next_one(tmp_path: Path, gap: int) -> None:
    """The caption of the first stands nearer to the second."""
    document = pymupdf.open()
    sheet = Sheet(document)
    y = 80.0
    for n in (1, 2, 3):
        y = put_table(sheet, y, f"m{n}") + gap
        sheet.put(90, y, f"Table {n}: Scores of setting {n}.", 9)
        y += 10
    assert captions_of(document, tmp_path) == {f"m{n}": f"Table {n}: Scores of setting {n}." for n in (1, 2, 3)}


def test_captions_above_their_tables_are_not_taken_by_the_one_before(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    y = 80.0
    for n in (1, 2, 3):
        sheet.put(90, y, f"Table {n}: Scores of setting {n}.", 9)
        y = put_table(sheet, y + 12, f"m{n}") + 12
    assert captions_of(document, tmp_path) == {f"m{n}": f"Table {n}: Scores of setting {n}." for n in (1, 2, 3)}


@pytest.mark.parametrize("habit", ["above", "below"])
def test_a_caption_between_two_tables_goes_where_the_paper_puts_its_captions(tmp_path: Path, habit: str) -> None:
    """The other table of the page has none; the page before tells the habit."""
    document = pymupdf.open()
    sheet = Sheet(document)
    above = habit == "above"
    sheet.put(90, 195 if above else 275, "Table 1: Plain.", 9)
    put_table(sheet, 203, "m1")
    sheet = Sheet(document)
    middle = put_table(sheet, 203, "first") + 16
    sheet.put(90, middle, "Table 2: Between.", 9)
    put_table(sheet, middle + 10, "second")
    found = captions_of(document, tmp_path)
    assert found.pop("m1") == "Table 1: Plain."
    assert found == {"first": "" if above else "Table 2: Between.", "second": "Table 2: Between." if above else ""}


def test_side_by_side_tables_have_the_caption_under_each(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    for n, x in ((1, 60), (2, 320)):
        end = put_table(sheet, 100, f"m{n}", x, 230)
        sheet.put(x, end + 16, f"Table {n}: Scores of setting {n}.", 9)
    assert captions_of(document, tmp_path) == {f"m{n}": f"Table {n}: Scores of setting {n}." for n in (1, 2)}


def test_the_parts_of_one_table_share_its_caption(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(60, 88, "Table 1: Scores of many models, in two parts that stand side by side on the whole page.", 9)
    for n, x in ((1, 60), (2, 330)):
        put_table(sheet, 100 + 8 * n, f"m{n}", x, 200)
    found = captions_of(document, tmp_path)
    assert len(found) == 2
    assert set(found.values()) == {
        "Table 1: Scores of many models, in two parts that stand side by side on the whole page."
    }


@pytest.mark.parametrize(("above", "below", "habit"), [(3, 1, "above"), (2, 1, None), (1, 3, "below"), (4, 2, None)])
def test_a_habit_is_what_three_of_four_tables_have(above: int, below: int, habit: str | None) -> None:
    pairs = [_Pair(0, 0, "above", 5.0)] * above + [_Pair(0, 0, "below", 5.0)] * below
    assert _habit([[pair] for pair in pairs]) == habit


@pytest.mark.parametrize(
    ("number", "x", "y", "joined"),
    [
        ("TABLE I", 269.5, 110, True), ("TABLE 12", 267, 110, True), ("T ABLE IV", 264.5, 110, True),
        ("TABLE I", 265, 110, False), ("TABLE I", 269.5, 125, False), ("Figure 1", 267, 110, False),
    ],
)  # fmt: skip
def test_the_title_of_a_table_may_stand_below_its_number(number: str, x: float, y: float, joined: bool) -> None:
    title = group_of([[text_line("ACCURACY OF METHODS", 249, y, 8)]])
    groups = with_titles([group_of([[text_line(number, x, 100)]]), title])
    assert [g.lines for g in groups] == ([[number, title.lines[0]]] if joined else [[number], title.lines])
    assert (groups[0].y1 == title.y1) is joined
