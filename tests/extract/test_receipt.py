"""The receipt says what was read and what was not."""

from __future__ import annotations

import pytest

from pipeline.extract.page import Page
from pipeline.extract.receipt import receipt_of
from schemas.records import Block
from tests.papers import BOX, paragraph


def pages(count: int, images: int = 0) -> list[Page]:
    return [Page(n, 612, 792, [], images=[BOX] if n <= images else []) for n in range(1, count + 1)]


@pytest.mark.parametrize(("count", "more"), [(9, False), (10, False), (11, True), (25, True)])
def test_ten_pages_without_text_are_listed(count: int, more: bool) -> None:
    (said,) = receipt_of(pages(count, images=2), 0, [], [], (), {}).cut
    assert said.startswith(f"{count} of {count} pages have no text (2 of them pictures): 1, 2, 3")
    assert said.endswith(" …") is more
    assert said.count(",") == min(count, 10) - 1


@pytest.mark.parametrize(("count", "more"), [(10, False), (11, True)])
def test_ten_pages_with_lines_without_an_end_are_listed(count: int, more: bool) -> None:
    lost = dict.fromkeys(range(1, count + 1), 3)
    (said,) = receipt_of(pages(0), 0, [], [], (), lost).cut
    assert said.startswith(f"{3 * count} characters of words or lines without an end, on page 1, 2, 3")
    assert said.endswith("10 …" if more else "9, 10")


def test_a_figure_whose_caption_comes_again_is_one_figure() -> None:
    def caption(text: str) -> Block:
        return paragraph(text, kind="caption")

    said = [
        "Figure 1: One. Longer.",
        "Figure 1: On the next page.",
        "Figure 2: Two",
        "Fig. 3: Three",
        "Table 1: x",
        "FIGURE 4",
    ]
    assert receipt_of(pages(1), 0, [caption(text) for text in said], [], (), {}).figures == 4
