"""Paragraphs and reading order from the places of lines."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.layout import group_of, paragraphs
from pipeline.extract.order import in_reading_order
from tests.extract.making import text_line


def texts(groups: list[object]) -> list[str]:
    return [" ".join(g.lines) for g in groups]  # type: ignore[attr-defined]


@given(st.randoms(use_true_random=False), st.integers(2, 30))
def test_two_columns_never_mix_whatever_the_order_of_the_stream(random: Random, rows: int) -> None:
    left = [text_line(f"left column line {n:02d} says something", 72, 100 + 12 * n) for n in range(rows)]
    right = [text_line(f"right column line {n:02d} says something", 320, 100 + 12 * n) for n in range(rows)]
    lines = left + right
    random.shuffle(lines)
    joined = " ".join(texts(in_reading_order(paragraphs(lines))))  # type: ignore[arg-type]
    numbers = [joined.index(line.text) for line in left + right]
    assert numbers == sorted(numbers)


def test_what_spans_both_columns_parts_them() -> None:
    def column(x: float, top: float, name: str) -> list[object]:
        return [text_line(f"{name} {n} with some words in it", x, top + 12 * n) for n in range(4)]

    wide = [text_line("a caption that runs over " * 4, 72, 160, 9)]
    lines = [*column(72, 100, "a"), *column(320, 100, "b"), *wide, *column(72, 190, "c"), *column(320, 190, "d")]
    found = texts(in_reading_order(paragraphs(lines)))  # type: ignore[arg-type]
    assert [text.split()[0] for text in found] == ["a", "b", "a", "c", "d"]
    assert found[2].startswith("a caption")


def test_an_indent_begins_a_paragraph_and_a_hanging_indent_an_entry() -> None:
    full = "words that fill the line of text up to its very end and"
    lines = [text_line(full, 72, 100), text_line("The next one", 84, 112), text_line(full, 72, 124)]
    assert len(paragraphs(lines)) == 2
    entry = ["Author A. A paper about the things that papers are about and", "so on, in a journal, 2020."]
    lines = [text_line(entry[n % 2], 72 if n % 2 == 0 else 84, 100 + 12 * n) for n in range(8)]
    assert len(paragraphs(lines)) == 4


def test_a_gap_and_another_size_end_a_paragraph() -> None:
    lines = [text_line("one", 72, 100), text_line("two", 72, 130), text_line("three", 72, 142, 8)]
    assert texts(paragraphs(lines)) == ["one", "two", "three"]  # type: ignore[arg-type]


def test_a_caption_beside_a_paragraph_stays_apart() -> None:
    top = [
        text_line("a line of full width that stands above the two of them and is long", 72, 88 + 12 * n) for n in (0, 1)
    ]
    left = [text_line("a narrow line of text beside it", 72, 112 + 12 * n) for n in range(4)]
    right = [text_line("Table 1: the caption of a table", 250, 112 + 12 * n) for n in range(4)]
    found = texts(paragraphs([*top, *left, *right]))  # type: ignore[arg-type]
    assert not any("beside it" in text and "caption" in text for text in found)


def test_every_line_is_in_exactly_one_group() -> None:
    random = Random(3)
    lines = [text_line(f"word{n}", random.uniform(50, 500), random.uniform(50, 700)) for n in range(120)]
    groups = paragraphs(lines)
    held = [id(line) for group in groups for row in group.rows for line in row]
    assert sorted(held) == sorted(id(line) for line in lines)
    assert {id(g) for g in in_reading_order(groups)} == {id(g) for g in groups}


def test_a_group_knows_its_box() -> None:
    group = group_of([[text_line("abcd", 72, 100)], [text_line("ab", 90, 112)]])
    assert group.bbox == (72, 92, 100, 114)
