"""Headers of tables that are set upwards or aslant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.compose import compose
from pipeline.extract.page import Line, Page, Rule
from pipeline.extract.turned import turned_heads
from tests.extract.making import line, page, rule, span, text_line

NAMES = ["Accuracy", "Robustness", "Bias", "Cost"]
RULES = [Rule(72, 100, 300, 100.4), Rule(72, 160, 300, 160.4)]


def turned(text: str, x: float, foot: float = 158, wide: float = 10) -> Line:
    """A text of 10 points that is set upwards from its foot."""
    made = line(span(text, x, foot), rotated=True)
    return replace(made, x0=x, x1=x + wide, y0=foot - 5 * len(text), y1=foot)


def heads(*lines: Line, rules: list[Rule] = RULES) -> list[str]:
    return [head.text for head, _ in turned_heads(list(lines), [text_line("Method", 72, 157)], rules)]


def row(**changes: float) -> list[Line]:
    return [turned(name, 140 + 30 * n, **changes) for n, name in enumerate(NAMES)]


def test_turned_texts_between_two_rules_are_headers() -> None:
    assert heads(*row()) == NAMES
    first, parts = turned_heads(row(), [text_line("Method", 72, 130)], RULES)[0]
    assert (first.baseline, first.rotated) == (130, False)  # a row with the label beside it
    assert [part.text for part in parts] == ["Accuracy"]


@pytest.mark.parametrize("rules", [[], RULES[:1], RULES[1:], [Rule(72, 60, 300, 60.4), RULES[1]]])
def test_a_rule_stands_near_above_and_below_them(rules: list[Rule]) -> None:
    assert heads(*row(), rules=rules) == []


def test_what_is_no_header() -> None:
    assert heads(*row()[:2]) == []  # the labels of two plots
    assert heads(*(turned(f"0.{n}5", 140 + 30 * n) for n in range(4))) == []  # the values of a chart's bars
    assert heads(*(turned(name, 140 + 30 * n, 158 - 5 * n) for n, name in enumerate(NAMES[:3]))) == []


def test_texts_of_one_middle_are_a_row_and_the_lines_of_a_header_one() -> None:
    centred = [turned(name, 140 + 30 * n, 130 + 2.5 * len(name)) for n, name in enumerate(NAMES)]
    assert heads(*centred) == NAMES
    second = turned("dev", 151, 155)
    assert heads(*row(), second) == ["Accuracy dev", *NAMES[1:]]


def test_a_header_aslant_stands_over_its_foot_where_it_reaches_over_the_next() -> None:
    found = turned_heads(row(wide=40), [], RULES)
    assert [head.x1 - head.x0 for head, _ in found] == [10] * 4
    apart = [turned(name, 140 + 40 * n, wide=35) for n, name in enumerate(NAMES)]
    assert [head.x1 - head.x0 for head, _ in turned_heads(apart, [], [r._replace(x1=400) for r in RULES])] == [35] * 4


def sheet(body: bool = True) -> Page:
    lines = [text_line("Method", 72, 157), *row()]
    for n in range(4 if body else 0):
        lines.append(text_line(f"System {n}", 72, 172 + 12 * n))
        lines += [line(span(f"{k}{n}.5", 136 + 30 * k, 172 + 12 * n)) for k in range(4)]
    vectors = [rule(72, 300, y) for y in ((100, 160, 216) if body else (100, 160))]
    return page(lines, vectors)


def test_a_table_has_them_in_its_first_row() -> None:
    (made,), _ = compose([sheet()])
    (table,) = [group.table for group in made.groups if group.table]
    assert table.header_rows == 1
    assert [cell.text for cell in table.rows[0]] == ["Method", *NAMES]
    assert all(group.kind != "figure_text" for group in made.groups)


def test_without_a_table_they_are_the_labels_that_they_were() -> None:
    (made,), _ = compose([sheet(body=False)])
    labels = [text for group in made.groups if group.kind == "figure_text" for text in group.lines]
    assert sorted(labels) == sorted(NAMES)
