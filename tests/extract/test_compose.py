"""What opens a footnote on a page, and which size is the paper's own."""

from __future__ import annotations

import pytest

from pipeline.extract.compose import body_size, compose, note_marks, note_rules
from pipeline.extract.page import Page
from pipeline.extract.rules import rules_of
from tests.extract.making import line, page, rule, span, text_line


@pytest.mark.parametrize("mark", ["1", "12", "123", "*", "∗", "†", "‡", "§", "¶", "1*"])
@pytest.mark.parametrize(("y", "found"), [(700, True), (400, True), (250, False), (150, False)])
def test_a_footnote_opens_with_a_raised_mark_in_the_lower_two_thirds(mark: str, y: float, found: bool) -> None:
    opening = line(span(mark, 72, y - 4, 6), span("The code is here.", 76 + 3 * len(mark), y, 8))
    assert (mark in note_marks(page([opening]))) is found


@pytest.mark.parametrize("mark", ["1234", "a", "(1)", "1,2"])
def test_what_marks_no_footnote(mark: str) -> None:
    opening = line(span(mark, 72, 696, 6), span("The code is here.", 90, 700, 8))
    assert note_marks(page([opening])) == frozenset()


def test_the_papers_size_is_that_of_most_letters() -> None:
    lines = [text_line("a long line of text", 72, 100, 10.04), text_line("and one more of it", 72, 112, 9.98)]
    lines += [text_line("a line of twenty-five xxx", 72, 130, 8)]
    assert body_size([page(lines)]) == 10.0
    assert body_size([page([])]) == 10.0


@pytest.mark.parametrize(("heading", "size"), [("References", 10.0), ("7. References", 10.0), ("The references", 8.0)])
def test_small_print_behind_the_references_is_not_the_papers_own_size(heading: str, size: float) -> None:
    text, small = text_line("a line of the paper's text", 72, 100), text_line("a prompt " * 9, 72, 100, 8)
    assert body_size([page([text, text_line(heading, 72, 200)]), page([small])]) == size


@pytest.mark.parametrize(
    ("width", "y", "found"),
    [
        (36, 600, True),
        (30.5, 600, True),
        (29, 600, False),
        (199, 600, True),
        (201, 600, False),
        (36, 239, True),
        (36, 237, False),
    ],
)
def test_a_short_rule_in_the_lower_part_may_be_over_footnotes(width: float, y: float, found: bool) -> None:
    assert bool(note_rules(rules_of(page([], [rule(72, 72 + width, y)])).horizontal, page([]))) is found


@pytest.mark.parametrize(("pages", "groups"), [(2, 2), (3, 1)])
def test_three_pages_show_the_leading_of_a_page_of_few_lines(pages: int, groups: int) -> None:
    full = [
        page([text_line(f"a line {n} of text that goes on", 72, 100 + 19 * n) for n in range(12)]) for _ in range(pages)
    ]
    last = page(
        [text_line("The last page has few lines, of which", 72, 100), text_line("this one is the second", 72, 119)]
    )
    assert len(compose([*full, last])[0][-1].groups) == groups


@pytest.mark.parametrize(("spaced", "whole"), [(4, True), (2, False)])
def test_a_short_first_page_of_a_double_spaced_paper_has_paragraphs(spaced: int, whole: bool) -> None:
    def sheet(number: int, rows: int) -> Page:
        return page([text_line(f"words of line {n} of a text", 72, 100 + 20 * n) for n in range(rows)], number=number)

    sheets, _ = compose([sheet(1, 4), *(sheet(n + 2, 20) for n in range(spaced))])
    assert (len(sheets[0].groups) == 1) is whole
