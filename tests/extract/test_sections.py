"""Headings, margins and figures."""

from __future__ import annotations

import pytest

from pipeline.extract.figure_text import figure_groups
from pipeline.extract.kinds import without_contents
from pipeline.extract.layout import group_of
from pipeline.extract.margins import find_margins
from pipeline.extract.sections import heading_of
from schemas.records import Section
from tests.extract.making import fill, page, text_line

STYLES = frozenset({("Times", 12.0)})


@pytest.mark.parametrize(
    ("text", "part", "level", "found"),
    [
        ("1 Introduction", "front", 1, "body"),
        ("3.2.1. Details of it", "body", 3, "body"),
        ("4 | RESULTS", "body", 1, "body"),
        ("IV. EXPERIMENTS", "body", 1, "body"),
        ("References", "body", 1, "references"),
        ("7. REFERENCES", "body", 1, "references"),
        ("A Proofs", "references", 1, "appendix"),
        ("B.2 More results", "appendix", 2, "appendix"),
        ("S1. Implementation", "body", 1, "appendix"),
        ("Appendix", "references", 1, "appendix"),
        ("Supplementary Material", "body", 1, "appendix"),
        ("Acknowledgments", "body", 1, "body"),
    ],
)
def test_headings_say_where_they_belong(text: str, part: str, level: int, found: str | None) -> None:
    group = group_of([[text_line(text, 72, 100, 12, bold=True)]])
    heading = heading_of(group, 10, part, STYLES, 1, 612)  # type: ignore[arg-type]
    assert heading is not None
    assert (heading.level, heading.part) == (level, found)


@pytest.mark.parametrize(
    "text", ["Figure 3: A plot", "Theorem 1.", "80 GB of memory", "we train it,", "Table 2", "12.5 13.1", "x"]
)
def test_what_is_no_heading(text: str) -> None:
    group = group_of([[text_line(text, 72, 100, 10, bold=True)]])
    assert heading_of(group, 10, "body", STYLES, 1, 612) is None


def test_entries_of_a_table_of_contents_are_no_headings() -> None:
    def section(title: str, page_number: int, block: int) -> Section:
        return Section(title=title, level=1, block=block, page_number=page_number)

    every = [section("Contents", 2, 0), section("1 Method", 2, 1), section("1 Method", 3, 5), section("2 End", 9, 8)]
    assert without_contents(every) == [every[0], *every[2:]]


def test_running_heads_page_numbers_and_line_numbers_are_margins() -> None:
    pages = []
    for n in range(1, 4):
        lines = [text_line("A Running Head", 200, 40), text_line(str(n), 300, 770)]
        lines += [text_line(f"the text of line {k} on page {n}", 72, 100 + 12 * k) for k in range(20)]
        lines += [text_line(str(20 * n + k), 40, 100 + 12 * k, 6) for k in range(20)]
        pages.append(page(lines, number=n))
    found = find_margins(pages)
    for sheet in pages:
        left = [line.text for line in sheet.lines if id(line) not in found]
        assert left == [line.text for line in sheet.lines[2:22]]


def test_labels_of_a_plot_are_figure_text_and_the_paragraph_beside_it_is_not() -> None:
    ticks = [text_line(str(k), 80 + 20 * k, 300, 6) for k in range(8)]
    prose = [text_line("a line of the text that stands far below the plot", 72, 400 + 12 * k) for k in range(4)]
    bars = [fill(80 + 6 * k, 200, 84 + 6 * k, 290, 0, 0x3366CC) for k in range(24)]
    lines = ticks + prose
    figures, rest = figure_groups(page(lines, bars), lines, [], 10, [])
    assert rest == prose
    assert [g.kind for g in figures] == ["figure_text"]
    assert " ".join(figures[0].lines).split() == [str(k) for k in range(8)]
