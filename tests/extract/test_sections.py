"""Headings, margins and figures."""

from __future__ import annotations

import pytest

from pipeline.extract.figure_text import figure_groups
from pipeline.extract.layout import Group, group_of
from pipeline.extract.margins import find_margins
from pipeline.extract.page import ITALIC
from pipeline.extract.sections import heading_of, heading_styles, known_styles, lettered_appendix
from tests.extract.making import fill, line, page, span, text_line

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
    heading = heading_of(group, 10, part, STYLES, "", 612)  # type: ignore[arg-type]
    assert heading is not None
    assert (heading.level, heading.part) == (level, found)


@pytest.mark.parametrize(
    "text", ["Figure 3: A plot", "Theorem 1.", "80 GB of memory", "we train it,", "Table 2", "12.5 13.1", "x"]
)
def test_what_is_no_heading(text: str) -> None:
    group = group_of([[text_line(text, 72, 100, 10, bold=True)]])
    assert heading_of(group, 10, "body", STYLES, "", 612) is None


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


def heading(text: str, part: str = "body", size: float = 12, bold: bool = True, **changes: object) -> str | None:
    """The part that the text opens in a paper of 10 points, "same" for the part before it; None: it is no heading."""
    rows = [[text_line(text, 72, 100, size, bold)]]
    rows += [[text_line("and more", 72, 100 + 12 * n, size, bold)] for n in range(1, int(str(changes.get("rows", 1))))]
    found = heading_of(group_of(rows), 10, part, changes.get("styles", STYLES), "2", 612)  # type: ignore[arg-type]
    return None if found is None else found.part or "same"


KNOWN = (
    "Acknowledgments | Acknowledgements | Acknowledgement | Limitations | Limitation | Ethics | Ethics statement | "
    "Ethical considerations | "
    "Broader impact | Broader impacts | Impact statement | Societal impact | Societal impacts | Contributions | "
    "Author contributions | "
    "Contribution | Core contributors | Reproducibility | Reproducibility statement | Conclusion | Conclusions | "
    "Introduction | "
    "Related work | Related works | Background | Discussion | Future work | Funding | Funding and thanks | Conflict "
    "of interest | "
    "Conflicts of interest | Data availability | Code availability | Code availability statement | Method | Methods "
    "| Results | Experiments | "
    "Contents | Table of contents"
)


@pytest.mark.parametrize("text", KNOWN.split(" | "))
def test_a_title_that_papers_have_needs_no_number_and_no_size(text: str) -> None:
    assert heading(text, size=10, styles=frozenset({("Other", 14.0)})) == "body"
    assert heading(f"{text} et cetera of it", size=10, styles=frozenset({("Other", 14.0)})) in (None, "body")
    assert heading("Our bold words", size=10, styles=frozenset({("Other", 14.0)})) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Abstract", "abstract"), ("ABSTRACT", "abstract"), ("Summary", "abstract"), ("Abstract:", "abstract"),
        ("Abstract.—", "abstract"), ("A B S T R A C T", "abstract"), ("a b s t r a c t", "abstract"),
        ("References", "references"), ("Bibliography", "references"), ("Literature cited", "references"),
        ("Works cited", "references"),
        ("VII. References", "references"), ("12 References:", "references"),
        ("Appendix", "appendix"), ("Appendices", "appendix"), ("Supplementary Material", "appendix"),
        ("Supplemental materials", "appendix"),
        ("Supplement", "appendix"), ("Supplementary information", "appendix"), ("Supplementary Appendix", "appendix"),
        ("Appendix to the paper", "appendix"), ("Appendix for all", "appendix"), ("Appendix contents", "appendix"),
        ("Appendix content", "appendix"),
        ("A. Appendix", "appendix"), ("12 Appendix.", "appendix"), ("Appendix B", "appendix"),
        ("Appendices A and B", "appendix"),
        ("Appendix 1", "appendix"), ("Appendix A Proofs", "appendix"), ("Supplementary A.1 Proofs", "same"),
        ("§ 3 Method", "body"),
        ("3.1.2.4 Deep", "body"), ("3: Method", "body"), ("3 | Method", "body"), ("3 2D methods", "body"),
        ("XIV. Method", "body"),
        ("B Method", "same"), ("A. Method", "same"), ("A METHOD", "same"), ("A method", None), ("A.1 Method", "same"),
        ("B: Method", "same"), ("B | Method", "same"),
    ],
)  # fmt: skip
def test_every_form_of_a_heading(text: str, part: str | None) -> None:
    assert heading(text, styles=frozenset({("Other", 14.0)})) == part


STATEMENTS = (
    "Figure 3 | Table 3 | Algorithm 3 | Listing 3 | Theorem 3 | Lemma 3 | Definition 3 | Proposition 3 | "
    "Corollary 3 | Remark 3 | "
    "Proof | Assumption 3 | Example 3 | Keywords | Index Terms | https://x.org | http://x.org | A B C D of it"
)


@pytest.mark.parametrize("text", STATEMENTS.split(" | "))
def test_a_caption_or_a_statement_is_no_heading(text: str) -> None:
    assert heading(text, size=12) is None


@pytest.mark.parametrize(
    ("text", "changes", "found"),
    [
        ("3 " + "word " * 22, {}, True), ("3 " + "word " * 29, {}, False),  # 112 and 147 characters
        ("3 Words", {"rows": 3}, True), ("3 Words", {"rows": 4}, False),
        ("30 Words", {}, True), ("31 Words", {}, False), ("60 Words", {}, False), ("16 Words", {}, True),
        ("Words of a heading that has twelve of them, not any more", {"size": 14}, True),
        ("Words of a heading that has thirteen of them, one more than that is", {"size": 14}, False),
        ("Words of it", {"size": 14, "rows": 2}, True), ("Words of it", {"size": 14, "rows": 3}, False),
        ("Words of it.", {"size": 14}, False), ("Words of it:", {"size": 14}, False),
        ("Words of it?", {"size": 14}, False),
        ("Words of it!", {"size": 14}, False), ("Words of it-", {"size": 14}, False),
        ("Words @ it", {"size": 14}, False),
        ("Words of[^1] it", {"size": 14}, False), ("words of it", {"size": 14}, False),
        ("Words of it", {"size": 10.9, "bold": False}, True), ("Words of it", {"size": 10.4, "bold": False}, False),
        ("WORDS OF IT", {"size": 10, "bold": False}, False), ("Words, and", {}, True), ("3 Words,", {}, False),
        ("3 Words;", {}, False),
        ("3 Words", {"size": 10, "bold": False}, False), ("3 WORDS", {"size": 10, "bold": False}, True),
        ("3 WOR", {"size": 10, "bold": False}, False),
    ],
)  # fmt: skip
def test_a_heading_is_short_and_stands_out(text: str, changes: dict[str, object], found: bool) -> None:
    assert (heading(text, **{"styles": frozenset(), **changes}) is not None) is found  # type: ignore[arg-type]


@pytest.mark.parametrize(("size", "level"), [(11.0, 2), (12.0, 1), (14.0, 1)])
def test_a_larger_heading_without_a_number_is_of_the_first_level(size: float, level: int) -> None:
    group = group_of([[text_line("Words of it", 72, 100, size, bold=True)]])
    found = heading_of(group, 10, "body", frozenset(), "", 612)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize(("size", "found"), [(12.0, True), (14.0, False), (20.0, False)])
def test_before_the_abstract_large_words_are_the_title(size: float, found: bool) -> None:
    assert (heading("Words of it", "front", size, styles=frozenset()) is not None) is found


@pytest.mark.parametrize(("off", "found"), [(0, True), (5, True), (14, False)])
def test_a_centred_number_that_is_expected_needs_no_bold_type(off: float, found: bool) -> None:
    text = "3 Words of it"
    plain = group_of([[text_line(text, 306 - 2.5 * 2 * len(text) / 2 + off, 100)]])
    assert (heading_of(plain, 10, "body", frozenset(), "2", 612) is not None) is found
    assert heading_of(plain, 10, "body", frozenset(), "3", 612) is None


@pytest.mark.parametrize(
    ("number", "last", "found"),
    [
        ("2.1", "2", True),
        ("2.2", "2.1", True),
        ("3.1", "3", True),
        ("2.2.1", "2.2", True),
        ("2.3", "2.2.4", True),
        ("2.4", "2.2.4", False),
        ("2.3.1", "2.2.4", False),
        ("2.2", "2", False),
        ("3.1", "2", False),
        ("E.2", "E.1", True),
        ("E.1", "E", True),
        ("E.2", "D.7", False),
    ],
)
def test_a_title_in_italics_that_counts_on_is_a_heading(number: str, last: str, found: bool) -> None:
    group = group_of([[line(span(f"{number}. ", 250, 100), span("Reviewer Tool", 280, 100, flags=ITALIC))]])
    assert (heading_of(group, 10, "body", frozenset(), last, 612) is not None) is found


@pytest.mark.parametrize(
    ("upright", "rows", "found"), [("Tool", 1, True), ("ToolsToo", 1, True), ("ToolsTool", 1, False), ("", 2, False)]
)
def test_a_title_in_italics_is_so_for_four_fifths_of_it_and_one_row(upright: str, rows: int, found: bool) -> None:
    first = line(span("2.1. ", 72, 100), span("R" * 32, 100, 100, flags=ITALIC), span(f" {upright}", 270, 100))
    group = group_of([[first], [text_line("more", 72, 112)]][:rows])
    assert (heading_of(group, 10, "body", frozenset(), "2", 612) is not None) is found


@pytest.mark.parametrize("numbered", [2, 3])
def test_three_numbered_headings_show_how_a_paper_sets_them(numbered: int) -> None:
    groups = [group_of([[text_line(f"{n} Words", 72, 100 * n, 12, bold=True)]]) for n in range(1, numbered + 1)]
    assert heading_styles(groups, 10) == (STYLES if numbered == 3 else frozenset())


@pytest.mark.parametrize(("texts", "found"), [(("methods", "results"), True), (("Methods", "Results"), False)])
def test_headings_in_lower_case_are_set_like_those_that_every_paper_has(texts: tuple[str, str], found: bool) -> None:
    known = known_styles([group_of([[text_line(text, 72, 100, 12, bold=True)]]) for text in texts], 10)
    for text in ("our model", texts[0]):
        group = group_of([[text_line(text, 72, 300, 12, bold=True)]])
        assert (heading_of(group, 10, "abstract", frozenset(), "", 612, known) is not None) is (
            found or text == texts[0]
        )


@pytest.mark.parametrize("texts", [("Methods", "Results"), ("METHODS", "RESULTS")])
def test_headings_without_numbers_are_set_like_those_that_every_paper_has(texts: tuple[str, str]) -> None:
    known = known_styles([group_of([[text_line(text, 72, 100, 10, bold=True)]]) for text in texts], 10)

    def found(text: str, bold: bool = True) -> bool:
        group = group_of([[text_line(text, 72, 300, 10, bold)]])
        return heading_of(group, 10, "body", frozenset(), "", 612, known) is not None

    like, unlike = ("THE MODEL", "The Model")[:: 1 if texts[0].isupper() else -1]
    assert found(like)
    assert not found(unlike)
    assert not found("The Model.")
    assert found("The Model", bold=False) is False
    assert not known_styles([group_of([[text_line(texts[0], 72, 100, 10, bold=True)]])], 10)
    assert not known_styles([group_of([[text_line("Results", 72, 100)]])] * 2, 10)


def slanted(text: str) -> Group:
    return group_of([[line(span(text, 72, 100, flags=ITALIC))]])


@pytest.mark.parametrize(
    ("text", "last", "found"),
    [
        ("A. Narrow channels", "III", True),
        ("B. Wide channels", "A", True),
        ("C. Wide channels", "A", False),
        ("A. Narrow channels", "3", False),  # sections of other numbers have no such subsections
        ("A. Narrow channels.", "III", False),  # a sentence
    ],
)
def test_a_lettered_subsection_in_italics_counts_on(text: str, last: str, found: bool) -> None:
    heading = heading_of(slanted(text), 10, "body", frozenset(), last, 612)
    assert (heading is not None) == found
    assert heading is None or (heading.level, heading.number, heading.part) == (2, text[0], None)
    plain = group_of([[text_line(text, 72, 100)]])
    assert heading_of(plain, 10, "body", frozenset(), last, 612) is None


def bold(text: str, size: float = 12) -> Group:
    return group_of([[text_line(text, 72, 100, size, bold=True)]])


def test_a_letter_behind_the_last_section_opens_the_appendix() -> None:
    tops = [bold(f"{n} Section") for n in range(1, 5)]
    appendix = bold("A Proofs")
    assert lettered_appendix([*tops, appendix, bold("B Runs")], 10) is appendix
    assert lettered_appendix([*tops, bold("A Proofs", 11)], 10) is None  # set as a subsection
    assert lettered_appendix([*tops[:3], appendix, tops[3]], 10) is None  # a section follows
    assert lettered_appendix([*tops[:2], appendix], 10) is None  # too few show how sections are set
