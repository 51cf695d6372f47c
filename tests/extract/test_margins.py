"""Running heads, page numbers, stamps, notices and line numbers are margins, and what only resembles them is text."""

from __future__ import annotations

import pytest

from pipeline.extract.margins import find_margins, part_line_numbers
from pipeline.extract.page import Line, Page
from tests.extract.making import line, page, span, text_line


def kept(pages: list[Page]) -> list[list[str]]:
    """The texts of each page that are no margins."""
    found = find_margins(pages)
    return [[x.text for x in sheet.lines if id(x) not in found] for sheet in pages]


def body(rows: int = 20, x: float = 72) -> list[Line]:
    return [text_line(f"the text of line {k} goes on", x, 100 + 12 * k) for k in range(rows)]


@pytest.mark.parametrize("pages", [2, 3])
def test_words_at_the_edge_of_three_pages_are_a_running_head(pages: int) -> None:
    sheets = [page([text_line(f"A. Author and B. Other {n}", 200, 40), *body()], number=n) for n in range(pages)]
    assert all(("A. Author" in " ".join(texts)) is (pages < 3) for texts in kept(sheets))


@pytest.mark.parametrize(
    ("y", "is_margin"), [(30, True), (66, True), (90, False), (700, False), (735, True), (780, True)]
)
def test_a_running_head_stands_at_the_very_edge(y: float, is_margin: bool) -> None:
    """The page is 792 points high: the zone ends at 71 and begins at 721."""
    sheets = [page([text_line("A Running Head", 200, y), *body(3)], number=n) for n in range(4)]
    assert all(("A Running Head" not in texts) is is_margin for texts in kept(sheets))


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "- 7 -",
        "– 12 –",
        "— 3",
        "| 7",
        "7 |",
        "page 7",
        "Page 12",
        "iv",
        "xii",
        "xlviii",
        "7 of 12",
        "7/12",
        "1234",
        "Page 7 of 1200",
    ],
)
def test_a_page_number_is_a_margin_in_every_form(text: str) -> None:
    assert kept([page([*body(), text_line(text, 300, 770)])]) == [[x.text for x in body()]]


@pytest.mark.parametrize("text", ["12345", "seven", "7 papers", "xxxviiii", "7 of 12345"])
def test_what_is_no_page_number_stays(text: str) -> None:
    assert kept([page([*body(), text_line(text, 300, 770)])])[0][-1] == text


@pytest.mark.parametrize(
    "text",
    [
        "Preprint. Do not share.", "Under review as a paper", "Published as a paper", "Published in a journal",
        "Published at ICLR",
        "Proceedings of the meeting", "39th Conference on Things", "1st Conference on Things",
        "2nd Conference on Things",
        "3rd conference on Things", "Copyright 2026 by us", "© 2026 by us", "Accepted at a meeting", "Accepted to it",
        "Accepted by it",
        "To appear in a journal", "Workshop on Things",
    ],
)  # fmt: skip
@pytest.mark.parametrize("y", [40, 760])
def test_a_notice_at_the_edge_of_one_page_is_a_margin(text: str, y: float) -> None:
    assert text not in kept([page([text_line(text, 72, y), *body()])])[0]
    beyond = text_line("the outermost line of text", 72, 25 if y < 100 else 778)
    assert text in kept([page([text_line(text, 72, y), beyond, *body()])])[0]


def test_the_stamp_of_arxiv_is_a_margin_wherever_it_stands() -> None:
    stamp = "arXiv:2511.90001v1 [cs.CL] 24 Nov 2025"
    turned = line(span(stamp, 20, 400), rotated=True)
    turned.text = stamp
    other = line(span("a label of a plot", 20, 400), rotated=True)
    assert kept([page([turned, other, text_line(stamp, 72, 40), *body(2)])])[0][0] == "a label of a plot"


@pytest.mark.parametrize("numbers", [14, 15])
@pytest.mark.parametrize("x", [40, 560])
def test_fifteen_rising_numbers_beside_the_text_count_its_lines(numbers: int, x: float) -> None:
    counted = [text_line(str(100 + k), x, 100 + 12 * k, 6) for k in range(numbers)]
    assert (kept([page([*counted, *body()])])[0][0] == "100") is (numbers < 15)


@pytest.mark.parametrize(("off", "margin"), [(9, True), (18, False)])
def test_numbers_that_do_not_end_together_count_no_lines(off: float, margin: bool) -> None:
    counted = [text_line(str(100 + k), 40 - off * (k % 2), 100 + 12 * k, 6) for k in range(20)]
    assert (kept([page([*counted, *body()])])[0][0].startswith("1")) is not margin


@pytest.mark.parametrize(("jumps", "margin"), [(2, True), (6, False)])
def test_numbers_that_do_not_rise_by_one_count_no_lines(jumps: int, margin: bool) -> None:
    values = [200 + k + (50 if k % 3 == 0 and k < 3 * jumps // 2 else 0) for k in range(20)]
    counted = [text_line(str(v), 40, 100 + 12 * k, 6) for k, v in enumerate(values)]
    assert ("201" not in kept([page([*counted, *body()])])[0]) is margin


def test_numbers_among_the_text_count_no_lines() -> None:
    inside = [text_line(str(k), 200, 100 + 12 * k, 6) for k in range(20)]
    assert "7" in kept([page([*inside, *body()])])[0]
    short = [text_line("x" * 15, 300, 100 + 12 * k) for k in range(20)]
    assert "7" in kept([page([*inside, *short])])[0], "words of a plot are no text that numbers could count"
    long = [text_line("x" * 24, 300, 100 + 12 * k) for k in range(20)]
    assert "7" not in kept([page([*inside, *long])])[0]


def test_what_is_compared_at_the_edges_is_the_first_sixty_characters() -> None:
    heads = [f"{'A Running Head of many words, ' * 2}{word}" for word in ("alpha", "beta", "gamma")]
    assert (
        kept([page([text_line(head, 72, 40), *body(1)], number=n) for n, head in enumerate(heads)])
        == [[body(1)[0].text]] * 3
    )
    heads = [f"A Running Head of many words, and of {word}" for word in ("alpha", "beta", "gamma")]
    assert kept([page([text_line(head, 72, 40), *body(1)], number=n) for n, head in enumerate(heads)])[0][0] == heads[0]


@pytest.mark.parametrize(
    ("others", "margin"), [(["Authors", "A title"], True), (["Model", "Dev", "Test"], False), (["12.5"], False)]
)
def test_a_number_in_a_row_of_cells_at_the_edge_is_no_page_number(others: list[str], margin: bool) -> None:
    row = [text_line(text, 100 + 90 * n, 40) for n, text in enumerate(others)]
    assert ("7" not in kept([page([text_line("7", 72, 40), *row, *body()])])[0]) is margin


@pytest.mark.parametrize(("first", "margin"), [(9000, True), (90000, False)])
def test_the_number_of_a_line_has_four_figures(first: int, margin: bool) -> None:
    counted = [text_line(str(first + k), 40, 100 + 12 * k, 6) for k in range(20)]
    assert (str(first + 7) not in kept([page([*counted, *body()])])[0]) is margin


def numbered(first: int, y: float, head: str = "A Head", beyond: float | None = None) -> list[list[str]]:
    """What is left of three pages whose numbers stand at a height, each with a head beside it, and text below."""
    sheets = []
    for n in range(3):
        lines = [text_line(str(first + n), 72, y), text_line(head, 200, y)]
        lines += [text_line(f"the text of line {k}", 72, 400 + 12 * k) for k in range(3)]
        if beyond is not None:
            lines.append(text_line("a line of text", 72, beyond))
        sheets.append(page(lines, number=n + 1))
    return [[x for x in texts if not x.startswith("the text")] for texts in kept(sheets)]


@pytest.mark.parametrize(
    ("y", "margin"), [(90, True), (138, True), (142, False), (648, False), (660, True), (700, True)]
)
def test_numbers_that_count_the_pages_may_stand_farther_in(y: float, margin: bool) -> None:
    """18% of 792 points are 142.6: a number's box reaches 2 points below its baseline, and 8 above it."""
    assert numbered(7, y) == [[] if margin else [str(n), "A Head"] for n in (7, 8, 9)]


@pytest.mark.parametrize("y", [90, 700])
def test_a_number_that_counts_pages_is_outermost(y: float) -> None:
    beyond = 80 if y < 100 else 715
    assert [texts[0] for texts in numbered(7, y, beyond=beyond)] == ["7", "8", "9"]


def test_numbers_farther_in_that_count_no_pages_are_text() -> None:
    sheets = [page([text_line(str(value), 72, 90), *body(3)], number=n) for n, value in enumerate((20, 56, 110))]
    assert [texts[0] for texts in kept(sheets)] == ["20", "56", "110"]
    one = page([text_line("20", 72 + 90 * n, 90) for n in range(3)] + body(3))
    assert kept([one])[0][0] == "20", "three numbers of one page are three cells"
    moved = [page([text_line(str(n), 72, 90 + 2 * n), *body(3)], number=n) for n in range(3)]
    assert [texts[0] for texts in kept(moved)] == ["0", "1", "2"], "a head stands at one height"


@pytest.mark.parametrize(("y", "other"), [(40, 30), (760, 775)])
def test_a_label_of_a_plot_at_the_edge_is_no_page_number(y: float, other: float) -> None:
    assert kept([page([text_line("7", 300, other), text_line("25", 90, y), *body()])])[0][0] == "25"


def test_labels_at_the_edge_of_three_pages_are_no_page_numbers_either() -> None:
    sheets = [page([text_line(str(n), 300, 30), text_line("25", 90, 44), *body(3)], number=n) for n in range(3)]
    assert [texts[0] for texts in kept(sheets)] == ["25"] * 3


def counted(x: float, first: int = 1, rows: int = 20, step: int = 1, size: float = 5) -> list[Line]:
    return [line(span(str(first + step * k), x, 100 + 12 * step * k, size, font="Sans")) for k in range(rows)]


def only_text(pages: list[Page]) -> bool:
    return all(text.startswith("the text of") for texts in kept(pages) for text in texts)


@pytest.mark.parametrize("x", [300, 535])
def test_the_lines_of_each_column_may_be_counted(x: float) -> None:
    columns = [*body(x=72), *body(x=320)]
    assert only_text([page([*columns, *counted(55), *counted(x, 21)])])


@pytest.mark.parametrize("size", [5, 10])
def test_numbers_between_columns_have_a_type_of_their_own(size: float) -> None:
    cells = [line(span(str(k + 21), 300, 100 + 12 * k, size)) for k in range(20)]
    assert only_text([page([*body(x=72), *body(x=320), *cells])]) is (size == 5)


def test_numbers_under_a_line_that_goes_on_count_no_lines() -> None:
    wide = text_line("a line of text that goes over the page, and over the number in its middle", 72, 220)
    assert not only_text([page([*body(x=72), *body(x=320), *counted(300, 21), wide])])


@pytest.mark.parametrize(("step", "pages", "all_counted"), [(5, 4, True), (10, 4, True), (5, 3, False), (4, 4, False)])
def test_every_fifth_or_tenth_line_may_be_counted(step: int, pages: int, all_counted: bool) -> None:
    each = 4
    sheets = [page([*body(50), *counted(550, step * (1 + each * n), each, step)], number=n + 1) for n in range(pages)]
    assert only_text(sheets) is all_counted


@pytest.mark.parametrize(("font", "rows", "parted"), [("Sans", 15, True), ("Times", 15, False), ("Sans", 14, False)])
@pytest.mark.parametrize("at", [0, 1])
def test_a_number_is_parted_from_the_line_that_it_stands_on(font: str, rows: int, parted: bool, at: int) -> None:
    def row(k: int) -> Line:
        number = span(str(10 + k), 60 if at == 0 else 300, 100 + 12 * k, 9, font=font)
        text = span("a text of some words", 75, 100 + 12 * k)
        return line(*((number, text) if at == 0 else (text, number)))

    sheet = page([row(k) for k in range(rows)])
    part_line_numbers(sheet)
    texts = [x.raw for x in sheet.lines]
    assert ("a text of some words" in texts) is parted
    assert len(texts) == (2 * rows if parted else rows)
    if parted:
        assert texts[at == 1] == "10"
        assert sheet.lines[at == 1].size == 9
        assert sheet.lines[at == 0].bbox == (75, 92, 175, 102)


@pytest.mark.parametrize(
    ("y", "above", "margin"),
    [(770, 740, True), (768, 740, False), (770, 756, False)],  # beside it, at another height, the end of a text
)
def test_what_stands_beside_a_notice_or_a_page_number_is_a_margin(y: float, above: float, margin: bool) -> None:
    date = "March 8, 2023"
    for edge in ("Preprint submitted to a journal", "7"):
        lines = [*body(), text_line("a line of the text above it", 400, above), text_line(edge, 72, 770)]
        (texts,) = kept([page([*lines, text_line(date, 420, y)])])
        assert (date not in texts) is margin
        assert "a line of the text above it" in texts


@pytest.mark.parametrize(("text", "counted", "margin"), [("1", 3, True), ("1", 2, False), ("8", 3, False)])
def test_the_first_page_may_have_its_number_farther_in(text: str, counted: int, margin: bool) -> None:
    pages = [page([*body(), text_line(text, 300, 700)], number=1)]
    pages += [page([text_line(str(n), 300, 40), *body()], number=n) for n in range(2, 2 + counted)]
    assert (text not in kept(pages)[0]) is margin
