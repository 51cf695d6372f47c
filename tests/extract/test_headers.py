"""Merged headers repeat over just the columns that they cover."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from pipeline.extract import extract
from schemas.records import Table
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
