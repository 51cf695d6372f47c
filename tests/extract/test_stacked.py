"""Header cells of several lines; a case on each side of every threshold."""

from __future__ import annotations

import pytest

from pipeline.extract.page import Line, Rule
from pipeline.extract.stacked import joined_heads
from tests.extract.making import text_line


def heads(*pieces: Line, rules: list[Rule] | None = None, pitch: float = 20) -> list[str]:
    return [line.text for line in joined_heads([list(pieces)], rules or [], pitch)]


def two(step: float = 12, shift: float = 0) -> tuple[Line, Line]:
    return text_line("Top-1", 100, 100), text_line("error", 100 + shift, 100 + step)


@pytest.mark.parametrize(("step", "one"), [(14, True), (15, False)])
def test_lines_of_one_header_stand_at_a_lines_distance(step: float, one: bool) -> None:
    assert heads(*two(step)) == (["Top-1 error"] if one else ["Top-1", "error"])


@pytest.mark.parametrize(("pitch", "one"), [(14, True), (13, False)])
def test_lines_of_one_header_stand_nearer_than_rows(pitch: float, one: bool) -> None:
    assert heads(*two(), pitch=pitch) == (["Top-1 error"] if one else ["Top-1", "error"])


@pytest.mark.parametrize(("shift", "one"), [(4, True), (7, False)])
def test_lines_of_one_header_share_an_end_or_their_middle(shift: float, one: bool) -> None:
    assert (len(heads(*two(shift=shift))) == 1) == one


@pytest.mark.parametrize(("overlap", "one"), [(0.8, True), (0.5, False)])
def test_lines_that_only_touch_are_of_two_columns(overlap: float, one: bool) -> None:
    assert (len(heads(text_line("a", 100, 100), text_line("b", 105 - overlap, 112))) == 1) == one


@pytest.mark.parametrize(("off", "one"), [(2, True), (4, False)])
def test_a_header_of_one_line_in_the_middle_of_two_lines_says_that_they_are_one(off: float, one: bool) -> None:
    beside = text_line("Model", 20, 106 + off)
    assert ("Top-1 error" in heads(*two(), beside, pitch=12)) == one


def test_a_rule_between_them_parts_two_levels() -> None:
    assert heads(*two(), rules=[Rule(100, 103, 125, 103.4)]) == ["Top-1", "error"]


def test_a_header_over_two_others_is_a_level() -> None:
    pieces = [text_line("Accuracy", 100, 100), text_line("EM", 100, 112), text_line("F1", 130, 112)]
    assert heads(*pieces) == ["Accuracy", "EM", "F1"]


def test_a_word_broken_at_the_end_of_the_line_is_whole_again() -> None:
    assert heads(text_line("Accu-", 100, 100), text_line("racy", 100, 112)) == ["Accuracy"]


def test_a_names_own_hyphen_at_the_end_of_the_line_stays() -> None:
    assert heads(text_line("GAIA-", 100, 100), text_line("Text", 100, 112)) == ["GAIA-Text"]
    assert heads(text_line("Gain -", 100, 100), text_line("Text", 100, 112)) == ["Gain - Text"]


@pytest.mark.parametrize("level", [100, 106, 112])
def test_cells_of_two_lines_stand_where_those_of_one_do_however_few_they_are(level: float) -> None:
    pieces = [
        text_line(word, 100 + 80 * n, 100 + 12 * k) for n in range(3) for k, word in enumerate(("Top-1", "error"))
    ]
    found = joined_heads([[*pieces, text_line("Model", 20, level), text_line("Size", 360, level)]], [], 20)
    assert {line.baseline for line in found} == {level}
    assert {line.baseline for line in joined_heads([pieces], [], 20)} == {100}


def test_a_torn_word_is_of_one_column_however_near_the_rows_of_the_body_stand() -> None:
    beside = [text_line(name, x, 112) for name, x in (("Pipe", 40), ("Wing", 180))]
    assert "ShapeNet-Car" in heads(text_line("ShapeNet-", 100, 100), text_line("Car", 115, 112), *beside, pitch=12)
