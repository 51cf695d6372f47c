"""Merged headers repeat over just the columns that they cover."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.headers import Span, spans_of
from pipeline.extract.page import Line, Rule
from schemas.records import Table
from tests.extract.making import text_line
from tests.extract.typesetting import Sheet, pymupdf, saved

NAMES = ("GSM8k", "ProntoQA", "ProsQA")
LEFT, LABEL, STEP = 72.0, 80.0, 58.0  # points: the table's left end, the width of its labels and of a column


def stacked(folder: Path, sizes: tuple[int, ...], rules: str, left: bool = False, label_between: bool = False) -> Table:
    """A table of headers over groups of `sizes` columns. `rules` under them: "one" for all, "each" its own, "none"."""
    document = pymupdf.open()
    sheet = Sheet(document)
    font = pymupdf.Font("tiro")
    starts = [LEFT + LABEL + STEP * n for n in range(sum(sizes) + 1)]
    bounds = [starts[n] for n in accumulate(sizes, initial=0)]
    sheet.put(LEFT, 88, "Table 1: Scores of two models.", 9)
    for y in (96, 132, 172):
        sheet.rule(LEFT, starts[-1], y)
    for name, (a, b) in zip(NAMES, pairwise(bounds), strict=False):
        sheet.put(a + 5 if left else (a + b - font.text_length(name, 9)) / 2, 108, name, 9)
        if rules == "each":
            sheet.rule(a + 4, b - 4, 113)
    if rules == "one":
        sheet.rule(starts[0], starts[-1], 113)
    sheet.put(LEFT + 5, 115 if label_between else 126, "Method", 9)
    rows = (126, ["Acc. (%)", "# Tokens"]), (146, ["42.9", "25.0"]), (164, ["16.5", "2.2"])
    for y, pair in rows:
        for n, (a, b) in enumerate(pairwise(starts)):
            text = pair[n % 2]
            sheet.put(a + 5 if left else (a + b - font.text_length(text, 9)) / 2, y, text, 9)
    for y, label in ((146, "CoT"), (164, "No-CoT")):
        sheet.put(LEFT + 5, y, label, 9)
    paper = extract(saved(document, folder / "paper.pdf"))
    (table,) = [b.table for b in paper.blocks if b.table]
    return table


def heads_of(table: Table) -> list[str]:
    return [cell.strip() for cell in table.markdown().splitlines()[0].strip("|").split("|")]


def heads_for(sizes: tuple[int, ...]) -> list[str]:
    over = [name for name, size in zip(NAMES, sizes, strict=False) for _ in range(size)]
    return ["Method", *(f"{name} / {('Acc. (%)', '# Tokens')[n % 2]}" for n, name in enumerate(over))]


@pytest.mark.parametrize("label_between", [False, True])
@pytest.mark.parametrize("rules", ["one", "each", "none"])
@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 3), (2, 4), (1, 3, 2)])
def test_a_header_repeats_over_its_group_of_columns(
    tmp_path: Path, sizes: tuple[int, ...], rules: str, label_between: bool
) -> None:
    assert heads_of(stacked(tmp_path, sizes, rules, label_between=label_between)) == heads_for(sizes)


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 3), (2, 4)])
def test_headers_at_the_left_of_their_groups_share_a_rule(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    assert heads_of(stacked(tmp_path, sizes, "one", left=True)) == heads_for(sizes)


def test_a_header_of_two_lines_stays_over_its_column(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    xs = (76, 160, 240, 343)
    for y in (96, 132, 172):
        sheet.rule(72, 400, y)
    sheet.put(340, 108, "Crawler", 9)
    rows = ("Method", "Size", "Time", "Recall"), ("Base", "7B", "3.5", "71.2"), ("Ours", "13B", "2.9", "73.9")
    for y, row in zip((120, 146, 164), rows, strict=True):
        for x, text in zip(xs, row, strict=True):
            sheet.put(x, y, text, 9)
    (table,) = [b.table for b in extract(saved(document, tmp_path / "paper.pdf")).blocks if b.table]
    assert heads_of(table) == ["Method", "Size", "Time", "Crawler Recall"]


def piece(x0: float, x1: float) -> Line:
    made = text_line("x", x0, 100)
    made.x1 = x1
    return made


def spans(
    *pieces: tuple[float, float], at: list[Span], count: int = 4, rule: tuple[float, float] | None = None
) -> list[Span]:
    """What pieces cover of columns of 50 points, in each of which the middle 40 have text; the first has a label."""
    columns = [(50.0 * n, 50.0 * n + 50) for n in range(count)]
    filled = [[piece(a + 5, b - 5) for a, b in columns]]
    row = [piece(10, 30), *(piece(*x) for x in pieces)]
    rules = [Rule(rule[0], 105, rule[1], 105.4)] if rule else []
    return spans_of(row, [(0, 0), *at], columns, filled, filled, rules)[1:]


@pytest.mark.parametrize(("off", "span"), [(8, (1, 2)), (12, (2, 2))])
def test_a_header_stands_over_the_middle_of_its_columns(off: float, span: Span) -> None:
    """By less than a fifth of a column off."""
    assert spans((98 + off, 102 + off), at=[(2, 2)]) == [span]


def test_a_column_is_left_without_a_header_only_where_one_would_be_farther_off() -> None:
    assert spans((55, 128.8), at=[(1, 1)], count=3) == [(1, 2)]  # 0.18 of a column off its middle, and flush left
    assert spans((73.2, 113.2), (145.7, 154.3), at=[(1, 1), (3, 3)]) == [(1, 1), (2, 3)]


@pytest.mark.parametrize(("off", "first"), [(2, (1, 2)), (3, (1, 1))])
def test_headers_over_one_rule_have_as_many_columns_each_unless_others_fit_better(off: float, first: Span) -> None:
    left = 77.5 - off
    pieces = (left, left + 20), (left + 100, left + 120)
    assert spans(*pieces, at=[(1, 1), (3, 3)], count=5, rule=(50, 250)) == [first, (first[1] + 1, 4)]


@pytest.mark.parametrize(("rule", "span"), [((50, 200), (1, 3)), ((5, 200), (2, 2))])
def test_a_rule_across_the_whole_table_groups_no_columns(rule: tuple[float, float], span: Span) -> None:
    assert spans((135, 145), at=[(2, 2)], rule=rule) == [span]


@pytest.mark.parametrize(
    ("rule", "span"), [((77.5, 200), (1, 3)), ((78.5, 200), (2, 3)), ((50, 172.5), (1, 3)), ((50, 171.5), (1, 2))]
)
def test_a_rule_reaches_nearly_the_middle_of_its_columns(rule: tuple[float, float], span: Span) -> None:
    assert spans((120, 130), at=[(2, 2)], rule=rule) == [span]


@pytest.mark.parametrize(("count", "span"), [(64, (1, 2)), (65, (1, 1))])
def test_no_groups_are_looked_for_in_more_than_sixty_four_columns(count: int, span: Span) -> None:
    assert spans((95, 105), at=[(1, 1)], count=count) == [span]


@pytest.mark.parametrize(("run", "first"), [(64, (1, 32)), (65, (1, 1))])
def test_nor_under_one_rule(run: int, first: Span) -> None:
    quarter = 50 * run / 4
    pieces = (45 + quarter, 55 + quarter), (45 + 3 * quarter, 55 + 3 * quarter)
    assert spans(*pieces, at=[(1, 1), (3, 3)], count=70, rule=(50, 50 + 50 * run))[0] == first
