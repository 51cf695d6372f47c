"""What opens a footnote on a page, and which size is the paper's own."""

from __future__ import annotations

import pytest

from pipeline.extract.compose import body_size, note_marks
from tests.extract.making import line, page, span, text_line


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
