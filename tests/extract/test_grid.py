"""Cells of a grid; a case on each side of every threshold."""

from __future__ import annotations

import pytest

from pipeline.extract.grid import grid_of, is_number, pieces_of, rows_of
from pipeline.extract.page import Line, Rule, Span, Vector
from tests.extract.making import line, span, text_line

BOX = (70.0, 90.0, 270.0, 200.0)


def words(*pieces: tuple[str, float, float], y: float = 110) -> Line:
    """One line of spans: text, where it begins, where it ends."""
    return line(*(span(text, x0, y)._replace(x1=x1) for text, x0, x1 in pieces))


def cells(*rows: list[tuple[str, float]], top: float = 110, pitch: float = 12) -> list[Line]:
    return [text_line(text, x, top + pitch * n) for n, row in enumerate(rows) for text, x in row]


def grid(lines: list[Line], rules: tuple[Rule, ...] = (), cuts: tuple[float, ...] = ()) -> list[list[str]]:
    found = grid_of(lines, list(rules), list(cuts), BOX)
    return [[cell.text for cell in row] for row in found.rows] if found else []


HEAD = [("Model", 72.0), ("Dev", 150.0), ("Test", 220.0)]
ROWS = [[(f"Row {n}", 72.0), (f"{n}.1", 150.0), (f"{n}.2", 220.0)] for n in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        "3",
        "-1.5",
        "+.5",
        "1,024",
        ".35",
        "1e-5",
        "3±0.4",
        "3±.4",
        "82%",
        "7B",
        "3×",
        "2^{∗}",
        "1_{0}",
        "5[^2]",
        "~9",
        "–",
        "/",
        "N/A",
        "NA",
        "n/a",
        "na",
        "✓",
    ],
)
def test_a_number_or_a_blank(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["Base", "GPT-4", "3 of 4", "", "3±", "±", "NN", "a1"])
def test_no_number(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize(("off", "rows"), [(4, 1), (5, 2)])
def test_cells_of_one_row_have_nearly_one_baseline(off: float, rows: int) -> None:
    assert len(rows_of([text_line("a", 72, 100), text_line("b", 150, 100 + off)])) == rows


@pytest.mark.parametrize(("width", "pieces"), [(33, 1), (35, 2)])
def test_a_thin_space_parts_thousands_not_cells(width: float, pieces: int) -> None:
    """Six digits, half an em each, and a space."""
    assert len(pieces_of(words(("60 499", 72, 72 + width - 5)))) == pieces


@pytest.mark.parametrize(("text", "pieces"), [("88.5 ±0.6", 1), ("1 2 ±3", 1), ("1 ±2 3 ±4", 2), ("3 ×", 1)])
def test_an_error_belongs_to_its_number(text: str, pieces: int) -> None:
    assert len(pieces_of(line(span(text)))) == pieces


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12.3 / 45.6", ["12.3 / 45.6"]),
        ("12.3 / 45.6 7.8 / 9.1", ["12.3 / 45.6", "7.8 / 9.1"]),
        ("1 / 2 / 3", ["1 / 2 / 3"]),
        ("1.5 / 3.5 / /", ["1.5 / 3.5", "/", "/"]),
        ("/ / 3", ["/", "/", "3"]),
        ("7.1 (0.4) 8.2 (0.5) –", ["7.1 (0.4)", "8.2 (0.5)", "–"]),
        ("[0.1, 0.2] [0.3, 0.4]", ["[0.1, 0.2]", "[0.3, 0.4]"]),
        ("8.5 ± 0.6 9.1 ± 0.3", ["8.5 ± 0.6", "9.1 ± 0.3"]),
        ("2 × 4 3 × 5", ["2 × 4", "3 × 5"]),
        ("82.5 ↑7.8 93.0 ↑8.2", ["82.5 ↑7.8", "93.0 ↑8.2"]),
        ("10 000 ± 20", ["10 000 ± 20"]),
        ("1, 2, 3", ["1, 2, 3"]),
        ("8.5 ± best", ["8.5 ± best"]),
        ("8.5  7.1", ["8.5", "7.1"]),
    ],
)
def test_values_of_several_words_that_nearly_touch_are_cells(text: str, values: list[str]) -> None:
    assert [p.text for p in pieces_of(line(span(text)))] == values


@pytest.mark.parametrize(
    ("second", "heads"),
    [
        ((150.0, 170.0), ["Model", "Acc", "EM"]),  # as far from the middle of its column as the other
        ((148.5, 166.5), ["Model", "Acc EM", ""]),
    ],
)
def test_headers_a_words_space_apart_stand_over_the_middles_of_their_columns(
    second: tuple[float, float], heads: list[str]
) -> None:
    head = [text_line("Model", 72, 110), words(("Acc ", 127, 147), ("EM", *second))]
    body = [
        part
        for n in (1, 2, 3)
        for part in (
            text_line(f"Row {n}", 72, 110 + 12 * n),
            words((f"{n}.1", 132, 142), y=110 + 12 * n),
            words((f"{n}.2", 155, 165), y=110 + 12 * n),
        )
    ]
    assert grid([*head, *body], (Rule(70, 113, 270, 114),))[0] == heads


def test_a_label_in_the_line_of_the_row_beside_which_it_is_raised_has_its_own_height() -> None:
    lines = cells([("Data", 72.0), ("Way", 150.0), ("Score", 220.0)])
    for y, label in ((122.0, "Web"), (142.0, "Book")):
        for step, name in enumerate(("first", "second")):
            name_span = span(name, 150, y + 8 * step, 8)
            lines.append(line(name_span) if step else line(span(label, 72, y + 4, 8), name_span))
            lines.append(text_line(f"{step}.5", 220, y + 8 * step, 8))
    found = grid(lines, (Rule(70, 113, 270, 114),))
    assert found[1:] == [
        ["Web", "first", "0.5"],
        ["Web", "second", "1.5"],
        ["Book", "first", "0.5"],
        ["Book", "second", "1.5"],
    ]


def test_intervals_nearer_than_words_are_two_columns() -> None:
    rows = [[(f"Row {n}", 72.0), ("[0.1, 0.2]", 140.0), ("[0.3, 0.4]", 197.0)] for n in range(3)]
    assert grid(cells(*rows))[1] == ["Row 1", "[0.1, 0.2]", "[0.3, 0.4]"]


def test_the_words_of_a_span_stand_where_the_widths_of_their_letters_put_them() -> None:
    """Of 10 pt, as in Times: a digit is 5.2 wide, a full stop and a space 2.8, a % sign 8."""
    pieces = pieces_of(words(("1.5 22% 3", 72, 114.4)))
    assert [piece.text for piece in pieces] == ["1.5", "22%", "3"]
    assert [piece.x0 for piece in pieces] == pytest.approx([72, 88, 109.2])


@pytest.mark.parametrize("gap", [0.7, 1.4])
def test_a_number_in_two_spans_is_one(gap: float) -> None:
    pieces = pieces_of(words(("88.", 72, 85), ("5", 85 + gap, 90 + gap), ("90", 98, 108)))
    assert [p.text for p in pieces] == ["88.5", "90"]


@pytest.mark.parametrize(("size", "pieces"), [(8, ["1.5^{2}", "3"]), (9, ["1.5", "2", "3"])])
def test_a_smaller_number_behind_another_is_its_exponent(size: float, pieces: list[str]) -> None:
    small = span("2", 93.5, 96 if size == 8 else 100, size)._replace(x1=98)
    found = pieces_of(line(span("1.5", 77.5)._replace(x1=90.5), small, span("3", 104)))
    assert [piece.text for piece in found] == pieces


@pytest.mark.parametrize(("gap", "columns"), [(5, 2), (6, 3)])
def test_spans_farther_apart_than_words_are_two_cells(gap: float, columns: int) -> None:
    rows = [
        [words(("Row", 72, 87), *number, y=110 + 12 * n), text_line(f"{n}", 220, 110 + 12 * n)]
        for n, number in enumerate(([("7", 87 + gap, 92 + gap)], []))
    ]
    assert len(grid([x for row in rows for x in row])[0]) == columns


def tight(gap: float, *texts: str) -> list[list[str]]:
    """The grid of rows of a short label and a text apart, the last of them a long label so near that both are one."""
    apart = [text_line(text, x, 110 + 12 * n) for n, t in enumerate(texts[:-1]) for text, x in (("a", 72), (t, 95))]
    last = words(("Model", 72, 95 - gap), (texts[-1], 95, 105), y=98 + 12 * len(texts))
    head = cells([("A", 72.0), ("B", 95.0), ("C", 220.0), ("D", 240.0), ("E", 255.0)], top=98)
    numbers = [[(f"{n}", 220.0), (f"{n}", 240.0), (f"{n}", 255.0)] for n in range(len(texts))]
    return grid([*head, *apart, last, *cells(*numbers)])


@pytest.mark.parametrize(("gap", "last"), [(3.7, ["Model two", "", "2"]), (3.9, ["Model", "two", "2"])])
def test_a_strip_wider_than_a_words_space_parts_tight_columns(gap: float, last: list[str]) -> None:
    found = tight(gap, "one", "six", "two")[-1]
    assert [found[0], found[-1]] == [last[0], last[-1]]


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (2, 3)])
def test_a_strip_runs_through_several_rows(rows: int, columns: int) -> None:
    near = [words(("Model", 72, 91), ("1.5", 95, 105), y=110 + 12 * n) for n in range(rows)]
    other = [] if rows > 1 else [text_line("Model", 72, 122)]
    numbers = cells(*[[("1", 220.0), ("2", 240.0)]] * 2)
    head = cells([("A", 72.0), ("C", 220.0), ("D", 240.0)], top=98)
    assert len(grid([*head, *near, *other, *numbers])[0]) == columns + 1


@pytest.mark.parametrize(("gap", "text"), [(4.4, "Row^{∘} 2.5"), (4.6, "Row^{∘}")])
def test_a_words_space_is_wider_behind_a_raised_sign(gap: float, text: str) -> None:
    sign = span("∘", 90 - 3, 142, 6)._replace(x1=90)
    near = line(span("Row", 72, 146)._replace(x1=87), sign, span("2.5", 90 + gap, 146)._replace(x1=108))
    rows = [[("a", 72.0), ("1.5", 90 + gap), (f"{n}", 220.0)] for n in range(3)]
    assert grid([*cells(*rows), near, text_line("4", 220, 146)])[-1][0] == text


def test_a_strip_that_one_row_crosses_parts_nothing() -> None:
    lines = [x for n in range(3) for x in (words(("a b", 72, 90), ("c", 95, 110), y=110 + 12 * n),)]
    lines += [text_line(f"{n}", 220, 110 + 12 * n) for n in range(4)]
    crossing = words(("a b c d", 72, 100), ("e", 105, 110), y=146)
    assert [row[0] for row in grid([*lines, crossing])] == ["a b c", "a b c", "a b c", "a b c d e"]


def test_a_row_taken_for_one_piece_is_cut_before_its_numbers() -> None:
    near = words(("A long label", 72, 145), ("1.1", 149, 180), ("2.2", 219, 235), y=146)
    assert grid([*cells(*ROWS), near])[-1] == ["A long label", "1.1", "2.2"]


def test_a_title_of_several_words_stays_whole() -> None:
    title = words(("A long title", 72, 145), ("of rows", 149, 235), y=146)
    assert grid([*cells(*ROWS), title, *cells(*ROWS, top=158)])[3] == ["A long title of rows", "", ""]


@pytest.mark.parametrize(("right", "heads"), [(268, ["Nature (20)", "Nature (20)"]), (210, ["Nature", "(20)"])])
def test_what_stands_alone_over_a_rule_of_its_own_is_one_header(right: float, heads: list[str]) -> None:
    head = [text_line("of", 72, 110), words(("Nature", 160, 188), ("(20)", 193, 212), y=110)]
    lower = cells([("Model", 72.0), ("Dev", 150.0), ("Test", 220.0)], top=122)
    lines = [*head, *lower, *cells(*[[("x", 72.0), ("1.11", 150.0), ("2.22", 220.0)]] * 3, top=138)]
    found = grid(lines, (Rule(120, 113, right, 113.5), Rule(70, 127, 270, 127.5)))
    assert found[0][1:3] == heads


@pytest.mark.parametrize(("gap", "text"), [(3.5, "1.1 x"), (4.5, "1.1")])
def test_spans_that_a_column_parts_are_two_cells(gap: float, text: str) -> None:
    """Of one row, whose columns the other rows make."""
    near = words(("1.1", 150, 198), ("x", 198 + gap, 203 + gap), y=158)
    rows = [[(f"Row {n}", 72.0), ("1.1", 150.0), ("22.2", 199.8)] for n in range(4)]
    assert grid([*cells(*rows), text_line("Last", 72, 158), near])[-1][1] == text


@pytest.mark.parametrize(
    ("x0", "x1", "beside", "filled"), [(97.9, 192.4, 220, [1]), (126.1, 192.4, 220, [1]), (126.1, 236, 72, [1, 2])]
)
def test_a_piece_mostly_in_one_column_is_in_that(x0: float, x1: float, beside: float, filled: list[int]) -> None:
    """Columns meet in 126 and 192.5."""
    rows = [[("Row ab", 72.0), ("1.1", 150.0), ("2.2", 220.0)] for _ in range(4)]
    found = grid([*cells(*rows), words(("wide", x0, x1), y=158), text_line("9.9", beside, 158)])[-1]
    assert [n for n, text in enumerate(found) if text == "wide"] == filled


@pytest.mark.parametrize(("off", "column"), [(5, 0), (8, 1)])
def test_a_groups_title_stands_in_the_middle_of_the_table(off: float, column: int) -> None:
    title = text_line("Big", 162.5 + off, 158)
    found = grid([*cells(*ROWS, top=110), title, *cells(*ROWS, top=180)])
    row = next(row for row in found if "Big" in row)
    assert row.index("Big") == column


@pytest.mark.parametrize(("width", "header"), [(185, 2), (170, 1)])
def test_a_rule_across_the_table_ends_its_header(width: float, header: int) -> None:
    body = [[(f"Row {c}", 72.0), ("yes", 150.0), ("no", 220.0)] for c in "abc"]
    lines = cells([("Set", 150.0), ("Set", 220.0)], HEAD, *body)
    found = grid_of(lines, [Rule(70, 124.5, 70 + width, 125)], [], BOX)
    assert found is not None
    assert found.header_rows == header


@pytest.mark.parametrize(("above", "header"), [(4, 4), (5, 1)])
def test_a_header_has_at_most_four_rows_where_few_follow(above: int, header: int) -> None:
    names = [[(c, 72.0), (c, 150.0), (c, 220.0)] for c in "abcde"[:above]]
    y = 110 + 14 * above - 9
    found = grid_of(cells(*names, *ROWS[:2], pitch=14), [Rule(70, y, 270, y + 0.4)], [], BOX)
    assert found is not None
    assert found.header_rows == header


@pytest.mark.parametrize(
    ("second", "header"),
    [
        (("GPT-3 finetuned", "73.0", "100"), 1),
        (("Thresholds", "50", "75"), 2),
        (("Rate", "0.5", "high"), 2),
        (("0.1", "73.0", "100"), 2),
    ],
)
def test_a_rival_apart_from_the_others_is_no_header(second: tuple[str, str, str], header: int) -> None:
    lines = cells(HEAD, list(zip(second, (72.0, 150.0, 220.0), strict=True)), *ROWS)
    found = grid_of(lines, [Rule(70, 124.5, 270, 125)], [], BOX)
    assert found is not None
    assert found.header_rows == header


def test_a_vertical_rule_parts_cells() -> None:
    rows = [[words(("a", 72, 77), ("b", 79, 84), y=y), text_line("1", 150, y)] for y in (110, 122, 134)]
    flat = [x for row in rows for x in row]
    assert len(grid(flat)[0]) == 2
    assert len(grid(flat, cuts=(78.0,))[0]) in (2, 3)


def test_a_drawn_rule_parts_words_however_near() -> None:
    rows = [
        line(span(f"Row {n}", 72, 110 + 12 * n), span(f"{n}.1", 99, 110 + 12 * n), span("2.2", 150, 110 + 12 * n))
        for n in range(3)
    ]
    assert grid(rows, cuts=(98.0, 130.0))[1] == ["Row 1", "1.1", "2.2"]


@pytest.mark.parametrize(("top", "heads"), [(100, ["", "Text", "search"]), (114, ["", "Text search", "Text search"])])
def test_a_vertical_rule_parts_the_cells_that_it_stands_beside(top: float, heads: list[str]) -> None:
    head = [
        words(("Text ", 152, 178), ("search", 182, 212)),
        *cells([("Model", 72.0), ("F1", 156.0), ("EM", 190.0)], top=122),
    ]
    body = cells(*[[(f"Row {n}", 72.0), (f"{n}.1", 156.0), (f"{n}.2", 190.0)] for n in range(3)], top=136)
    rules = [Rule(140, 113, 265, 113.4), Rule(70, 125, 270, 125.4)]
    uprights = [Vector(180, top, 180.4, 170, 0, True, True, 0, 255)]
    found = grid_of([*head, *body], rules, [180.0], BOX, uprights)
    assert found
    assert [cell.text for cell in found.rows[0]] == heads


@pytest.mark.parametrize("value", ["8.5 ± 0.6", "12 345", "3.1 / 4.2"])
@pytest.mark.parametrize(("title", "header"), [(72.0, 1), (200.0, 2)])
def test_a_header_without_a_rule_ends_above_the_first_values(value: str, title: float, header: int) -> None:
    """A line alone is a group's title at the left, or the second line of a header."""
    first = cells([*HEAD[:1], ("Dev", 150.0), ("Test", 210.0)], [("set", title)])
    body = [
        text_line(text, x, 134 + 12 * n) for n in range(3) for text, x in ((f"Row {n}", 72), (value, 150), (value, 210))
    ]
    found = grid_of([*first, *body], [], [], BOX)
    assert found
    assert found.header_rows == header


def test_a_header_over_two_rules_is_two() -> None:
    head = words(("Dev", 158, 173), ("Test", 177.5, 197.5))
    under = [("Model", 72.0), ("EM", 140.0), ("F1", 155.0), ("EM", 180.0), ("F1", 235.0)]
    body = [[(t, x) for t, (_, x) in zip(("Ours", "1", "2", "3", "4"), under, strict=True)] for _ in range(3)]
    lines = [head, *cells(under, *body, top=124)]
    rules = (Rule(138, 114, 166, 114.4), Rule(178, 114, 262, 114.4), Rule(70, 128, 270, 128.4))
    assert grid(lines, rules)[0] == ["", "Dev", "Dev", "Test", "Test"]


def test_a_bar_is_escaped_and_a_bold_cell_known() -> None:
    lines = [*cells(HEAD, ROWS[0]), text_line("a|b", 72, 134, bold=True), *cells(ROWS[1][1:], top=134)]
    found = grid_of(lines, [], [], BOX)
    assert found is not None
    assert (found.rows[-1][0].text, found.rows[-1][0].bold) == ("a\\|b", True)


def test_brackets_set_high_stay_in_their_cell() -> None:
    tall = Span("(", 145, 96, 149, 108, 104, 10, 0, "Times", 0, 255, 16, 1)
    lines = [*cells(HEAD, *ROWS), line(tall)]
    assert len(grid(lines)) == 4
