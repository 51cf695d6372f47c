"""What a group is: caption, equation, list, footnote, abstract, title, by its text and its place."""

from __future__ import annotations

import pytest

from pipeline.extract.compose import Sheet
from pipeline.extract.front import title_of
from pipeline.extract.kinds import Namer, with_main_text, with_whole_title
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Page, Rule
from schemas.records import BlockKind, Section
from tests.extract.making import page, text_line


def group(text: str, y: float = 300, size: float = 10, x: float = 72, rows: int = 1, bold: bool = False) -> Group:
    """A group of `rows` rows that hold the words of the text between them."""
    words = text.split(" ")
    each = -(-len(words) // rows)
    pieces = [" ".join(words[n * each : (n + 1) * each]) for n in range(rows)]
    return group_of([[text_line(piece, x, y + 12 * n, size, bold)] for n, piece in enumerate(pieces)])


TITLE = group("A paper about the things", 80, 17)
INTRODUCTION = group("1 Introduction", 200, 12, bold=True)


def kinds(*groups: Group, opened: bool = True, number: int = 1) -> list[BlockKind]:
    """The kinds of the groups of a paper of 10 points, behind its title and the heading of its introduction."""
    before = [TITLE, INTRODUCTION] if opened else [TITLE]
    sheet = Sheet(page([], number=number), [*before, *groups])
    namer = Namer([sheet], 10)
    return [namer.name(g, sheet, n, TITLE) for n, g in enumerate(sheet.groups)][len(before) :]


CAPTIONS = (
    "Figure 3: A plot | Figure 3. A plot | Fig. 3. A plot | Fig 3 A plot | FIG. 3. A plot | FIGURE 3: A plot | Table "
    "3: Scores | "
    "TABLE IV. Scores | Tab. 3: Scores | Algorithm 3 Sorting | Listing 3: Code | Box 3: Words | Prompt 3: Words | "
    "Extended Data Figure 3: A plot | Supplementary Table 3: Scores | Figure A.3: A plot | Figure 3.2: A plot | "
    "Figure 3a: A plot | "
    "Figure 3 | Figure 3 (a) A plot | Figure 3 | Figure 3 — A plot | Figure 3 – A plot | Table S1: Scores | Figure "
    "III. A plot"
)


@pytest.mark.parametrize("text", CAPTIONS.split(" | "))
def test_every_form_of_a_caption(text: str) -> None:
    assert kinds(group(text)) == ["caption"]


@pytest.mark.parametrize(
    "text", ["Figure 3 shows it", "Table 3 and more", "Figures of it", "Figure of 3", "Boxes 3: words"]
)
def test_a_sentence_about_a_figure_is_no_caption(text: str) -> None:
    assert kinds(group(text)) == ["paragraph"]


MARKS = "• ◦ ▪ ‣ ⁃ ● ○ ■ □ ✓ ✗ ► ➢ – - 1. 12) (3) a. (b) iv. (xii) viii."


@pytest.mark.parametrize("mark", MARKS.split())
def test_every_mark_of_a_list(mark: str) -> None:
    assert kinds(group(f"{mark} words of an item that says something about it and goes on")) == ["list"]


@pytest.mark.parametrize("mark", ["123.", "word.", "[1]", "~", "xviii."])
def test_what_is_no_mark_of_a_list(mark: str) -> None:
    assert kinds(group(f"{mark} words of an item that says something about it and goes on")) == ["paragraph"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = y + z (3)", "equation"), ("x = y (A.3)", "equation"), ("x ≤ y (3.12a)", "equation"),
        ("where this is x (3)", "paragraph"),
        ("x = y, z", "paragraph"), ("x = y · z", "equation"), ("a = b + c for all", "paragraph"),
        ("a = b + c + d + e + f for all", "equation"),
        ("∑ α = β, and γ", "equation"), ("𝐀 = 𝟎", "equation"), ("f(x) = [y]", "equation"), ("x → y ∈ z", "equation"),
        ("x (3)", "equation"),
        ("lim sin cos (1234)", "paragraph"), ("x = y (123)", "equation"), ("lim = cos (3.123)", "equation"),
        ("lim = cos (1234)", "paragraph"), ("lim + = cos (3.1234)", "paragraph"),
        ("=+=+=+=+=+=+=+=+=+=+=+=+=+ " + "word " * 10, "equation"),
        ("=+=+=+=+=+=+=+=+=+=+=+=+=+ " + "word " * 12, "paragraph"), ("= + " * 90 + "x", "equation"),
        ("= + " * 120 + "x", "paragraph"),
    ],
)  # fmt: skip
def test_signs_without_words_are_an_equation(text: str, kind: BlockKind) -> None:
    assert kinds(group(text)) == [kind]


@pytest.mark.parametrize("mark", ["[^1]", "^{a}", "*", "∗", "†", "‡", "§", "1 A", "12A"])
def test_every_mark_of_a_footnote(mark: str) -> None:
    assert kinds(group(f"{mark} footnote that says where the code of it is", 700, 8)) == ["footnote"]


@pytest.mark.parametrize(
    ("y", "size", "kind"),
    [(700, 8, "footnote"), (480, 8, "footnote"), (400, 8, "paragraph"), (700, 9.4, "footnote"),
    (700, 9.8, "paragraph"), (250, 8, "paragraph")],
)  # fmt: skip
def test_a_footnote_stands_low_and_is_small(y: float, size: float, kind: BlockKind) -> None:
    """On a page of 792 points, whose lower part begins at 436."""
    assert kinds(group("* The authors are equal in it, and so on.", y, size)) == [kind]


def prose(characters: int) -> str:
    return ("word of it " * 200)[:characters]


@pytest.mark.parametrize(
    ("characters", "rows", "kind"), [(250, 5, "author"), (350, 5, "abstract"), (350, 4, "abstract"), (350, 3, "author")]
)
def test_long_prose_below_the_title_is_the_abstract(characters: int, rows: int, kind: BlockKind) -> None:
    assert kinds(group(prose(characters), rows=rows), opened=False) == [kind]


@pytest.mark.parametrize(("small", "kind"), [(4, "author"), (7, "abstract"), (10, "abstract")])
def test_prose_has_small_letters(small: int, kind: BlockKind) -> None:
    words = " ".join(["wordings" if n % 10 < small else "Wordings" for n in range(50)])
    assert kinds(group(words, rows=5), opened=False) == [kind]


@pytest.mark.parametrize(
    "text", ["Abstract. Of it", "ABSTRACT: Of it", "Abstract — Of it", "Abstract – of", "Abstract - of"]
)
def test_the_abstract_may_open_with_its_name(text: str) -> None:
    assert kinds(group(text, 300), opened=False) == ["abstract"]


@pytest.mark.parametrize(
    ("characters", "x", "size", "kind"),
    [
        (150, 72, 10, "abstract"), (60, 72, 10, "paragraph"), (150, 80, 10, "abstract"), (150, 90, 10, "paragraph"),
        (150, 72, 10.3, "abstract"), (150, 72, 10.8, "paragraph"),
    ],
)  # fmt: skip
def test_the_abstract_goes_on_in_paragraphs_of_its_own_edge_and_size(
    characters: int, x: float, size: float, kind: BlockKind
) -> None:
    first = group(prose(400), 260, rows=4)
    assert kinds(first, group(prose(characters), 400, size, x, rows=2), opened=False) == ["abstract", kind]


@pytest.mark.parametrize(("bold", "kind"), [(True, "abstract"), (False, "paragraph")])
def test_behind_a_bold_abstract_the_text_begins(bold: bool, kind: BlockKind) -> None:
    first, other = group(prose(400), 260, rows=4, bold=True), group(prose(150), 400, rows=2, bold=bold)
    assert kinds(first, other, opened=False) == ["abstract", kind]


@pytest.mark.parametrize(("characters", "kind"), [(60, "paragraph"), (130, "abstract")])
def test_behind_its_heading_the_abstract_is_long(characters: int, kind: BlockKind) -> None:
    assert kinds(group("Abstract", 250, 12, bold=True), group(prose(characters), 300), opened=False) == [
        "heading",
        kind,
    ]


@pytest.mark.parametrize(("reach", "kind"), [(8, "abstract"), (40, "paragraph")])
def test_a_wider_paragraph_is_no_part_of_the_abstract(reach: float, kind: BlockKind) -> None:
    first = group(prose(400), 260, rows=4)
    wider = group(prose(150), 400, rows=2)
    wider.x1 = first.x1 + reach
    assert kinds(first, wider, opened=False) == ["abstract", kind]


def test_the_title_is_the_largest_text_of_the_upper_two_thirds() -> None:
    def titled(*groups: Group) -> str:
        found = title_of(groups, page([]))
        return "" if found is None else " ".join(found.lines)

    assert titled(group("Small words", 60, 10), group("Large words", 90, 17)) == "Large words"
    assert titled(group("Upper words", 60, 17), group("Lower words", 500, 20)) == "Lower words"
    assert titled(group("Upper words", 60, 17), group("Lower words", 600, 20)) == "Upper words"
    assert titled(group("First words", 60, 17), group("Other words", 90, 17.1)) == "First words"
    assert titled(group("First words", 60, 17), group("Other words", 90, 17.3)) == "Other words"
    assert titled(group("ABC", 60, 20), group("Some words", 90, 17)) == "Some words"
    assert titled(group("ABCD", 60, 20), group("Some words", 90, 17)) == "ABCD"
    assert titled(group("12 3456", 60, 20), group("Some words", 90, 17)) == "Some words"
    assert titled(group("NB DT", 60, 20), group("Some words", 90, 17)) == "Some words"
    assert titled(group("It is so we do", 60, 20), group("Some words", 90, 17)) == "It is so we do"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 Introduction", "heading"), ("I. Introduction", "heading"), ("0 Introduction", "heading"),
        ("Introduction", "heading"),
        ("2 Method", "author"), ("1 University of X, Y", "author"), ("Contents", "heading"),
        ("Table of contents", "heading"),
    ],
)  # fmt: skip
def test_the_first_heading_is_the_introductions(text: str, kind: BlockKind) -> None:
    assert kinds(group(text, 300, 12, bold=True), opened=False) == [kind]


def test_what_has_a_heading_behind_the_references_is_an_appendix() -> None:
    sheet = Sheet(page([]), [])
    heads = ["1 Introduction", "References", "Proofs of it", "More of it"]
    groups = [TITLE, *(group(text, 200 + 60 * n, 12, bold=True) for n, text in enumerate(heads))]
    namer = Namer([sheet], 10)
    for n, g in enumerate(groups):
        namer.name(g, sheet, n, TITLE)
    assert [s.part for s in namer.sections] == ["body", "references", "appendix", "appendix"]


def test_an_abstract_of_several_paragraphs_has_four_thousand_letters_at_most() -> None:
    words = "word " * 79 + "word."  # 400 characters
    found = kinds(group(f"Abstract. {words}", rows=5), *[group(words, rows=5)] * 14, opened=False)
    assert found == ["abstract"] * 9 + ["paragraph"] * 6


@pytest.mark.parametrize(("letters", "kind"), [(90, "paragraph"), (110, "abstract")])
def test_an_abstract_begins_and_goes_on_with_a_hundred_letters(letters: int, kind: BlockKind) -> None:
    heading, text = group("Abstract", 120, 12, bold=True), group("word " * (letters // 5), rows=3)
    assert kinds(heading, text, opened=False)[-1] == kind
    assert kinds(heading, group("word " * 40, rows=4), text, opened=False)[-1] == kind


@pytest.mark.parametrize(("letters", "titles"), [(900, ["Abstract"]), (1200, ["Abstract", "Main text"])])
def test_a_thousand_letters_behind_an_abstract_are_the_papers_text(letters: int, titles: list[str]) -> None:
    sheet = Sheet(page([]), [group("word " * 80, rows=5), group("word " * (letters // 5), rows=9)])
    abstract = Section(title="Abstract", level=1, block=0, page_number=1, part="abstract")
    named = [(g, sheet) for g in sheet.groups]
    assert [s.title for s in with_main_text([abstract], ["abstract", "paragraph"], named)] == titles


@pytest.mark.parametrize(
    ("first", "other", "title"),
    [
        (group("GPT", 60, 30), TITLE, TITLE),
        (group("GPTs", 60, 30), TITLE, None),
        (TITLE, group("More", 90, 17.15), TITLE),
    ],
)
def test_a_title_has_four_letters_and_is_the_first_of_its_size(first: Group, other: Group, title: Group | None) -> None:
    assert title_of([first, other], page([])) is (title or first)


@pytest.mark.parametrize("text", ["Table 2(c) shows the results", "Figure 3 (a) and (b) show them"])
def test_a_sentence_about_a_part_of_a_table_is_no_caption(text: str) -> None:
    assert kinds(group(text)) == ["paragraph"]


PLOT = group_of([[text_line("0.5 1.0", 72, 300, 7)]], "figure_text")  # its box ends at 301.4


@pytest.mark.parametrize(
    ("text", "y", "x", "kind"),
    [
        ("(a) Without it", 315, 72, "caption"),
        ("(a) Without it", 338, 72, "caption"),
        ("(a) Without it", 341, 72, "list"),
        ("(a) Without it", 305, 72, "list"),
        ("(a) Without it", 315, 120, "list"),
        ("(a) 12 of them and more", 315, 72, "list"),
        ("(a) W" + "o" * 120, 315, 72, "caption"),
        ("(a) W" + "o" * 121, 315, 72, "list"),
    ],
)
def test_what_has_a_letter_right_below_a_plot_is_the_caption_of_a_part(
    text: str, y: float, x: float, kind: BlockKind
) -> None:
    assert kinds(PLOT, group(text, y, x=x)) == ["figure_text", kind]


def test_a_picture_has_captions_of_its_parts_too() -> None:
    sheet = Sheet(page([]), [TITLE, INTRODUCTION, group("(b) With it", 320)])
    sheet.page.images = [(72, 200, 300, 310)]
    namer = Namer([sheet], 10)
    assert [namer.name(g, sheet, n, TITLE) for n, g in enumerate(sheet.groups)][-1] == "caption"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("so x = y + 1 = z - 2", "equation"),
        ("so x = y + 1 is z - 2 = (a + b)", "paragraph"),
        ("where x = y + 1 and z - 2 = (a + b)", "paragraph"),
        ("x = y + 1 and z - 2 = (a + b) is (3)", "equation"),
    ],
)
def test_a_sentence_with_signs_is_no_equation(text: str, kind: BlockKind) -> None:
    assert kinds(group(text)) == [kind]


def footed(
    rule: tuple[float, float] = (72, 110),
    *,
    size: float = 8,
    x: float = 72,
    above: Group | None = None,
    more: list[Group] | None = None,
) -> BlockKind:
    """The kind of a text below a short rule, under a paragraph of 10 points."""
    text = above or group("a paragraph " + "of many words " * 20, 500, rows=4)
    sheet = Sheet(page([]), [TITLE, INTRODUCTION, text, *(more or []), group("Published in: Nature", 700, size, x)])
    sheet.note_rules = (Rule(rule[0], 680, rule[1], 680.4),)
    namer = Namer([sheet], 10)
    return [namer.name(g, sheet, n, TITLE) for n, g in enumerate(sheet.groups)][-1]


@pytest.mark.parametrize(("size", "kind"), [(9.4, "footnote"), (9.6, "paragraph")])
def test_small_print_under_a_short_rule_is_a_footnote(size: float, kind: BlockKind) -> None:
    assert footed(size=size) == kind


@pytest.mark.parametrize(("x", "kind"), [(67, "footnote"), (65, "paragraph"), (101, "footnote"), (103, "paragraph")])
def test_a_footnote_begins_near_its_rule(x: float, kind: BlockKind) -> None:
    assert footed(x=x) == kind


def test_the_bar_of_a_fraction_is_over_no_footnote() -> None:
    assert footed(more=[group("a = b / c", 684)]) == "paragraph", "the formula stands around its bar"
    assert footed(more=[group("and the text goes on", 740)]) == "paragraph", "text of full size follows"
    assert footed(above=group("a line", 500)) == "paragraph", "no text stands above"
    assert footed(above=group("words of it " * 8, 500, rows=4)) == "footnote"
    assert footed((72, 150), above=group("words of it " * 8, 500, rows=4)) == "paragraph", "the text is no wider"
    assert footed(above=group("a paragraph " + "of many words " * 20, 500, x=80, rows=4)) == "paragraph"


@pytest.mark.parametrize(("text", "kind"), [("3 https://x.org", "footnote"), ("3 x.org", "paragraph")])
def test_an_address_with_a_number_is_a_footnote(text: str, kind: BlockKind) -> None:
    assert kinds(group(text, 700, 8)) == [kind]


def test_behind_other_text_the_abstract_does_not_go_on() -> None:
    heading = group("Abstract", 150, 12, bold=True)
    words = "the words of an abstract that has been written down here " * 7
    long = [group(words, y, rows=5) for y in (170, 240, 380)]
    other = group("Preprint " + "of a paper by somebody " * 6, 310, x=100)
    assert kinds(heading, long[0], long[1], other, long[2], opened=False)[1:] == [
        "abstract",
        "abstract",
        "paragraph",
        "paragraph",
    ]
    short = group("Keywords: one", 310, x=100)
    assert kinds(heading, long[0], short, long[2], opened=False)[1:] == ["abstract", "paragraph", "abstract"]


@pytest.mark.parametrize("heading", ["1 Introduction", "Abstract", "I. INTRODUCTION"])
def test_a_heading_in_larger_letters_is_no_title(heading: str) -> None:
    """As where a title stands in small capitals, of which most are smaller."""
    title = group("A PAPER ABOUT LEMONS", 90, 13.8)
    assert title_of([title, group(heading, 300, 14.3)], page([])) is title


@pytest.mark.parametrize(
    ("y", "size", "x", "whole"),
    [(115, 17, 72, True), (123, 17, 72, True), (125, 17, 72, False), (115, 16, 72, False), (115, 17, 500, False)],
)
def test_lines_of_the_titles_type_close_below_it_are_part_of_it(y: float, size: float, x: float, whole: bool) -> None:
    title, more = group("A paper about lemons and the", 90, 17), group("things of it", y, size, x)
    sheet = with_whole_title(Sheet(page([]), [title, more]), title)
    assert (sheet.groups == [title]) is whole
    assert title.lines == ["A paper about lemons and the", *(["things of it"] if whole else [])]


def talk(*slides: list[Group], width: float = 364) -> list[str]:
    """The titles of the sections of a talk in 11 points, on slides of 273 points height, behind its first."""
    sheets = [Sheet(Page(1, width, 273, []), [TITLE])]
    sheets += [Sheet(Page(n, width, 273, []), groups) for n, groups in enumerate(slides, 2)]
    namer = Namer(sheets, 11)
    named = [(g, sheet) for sheet in sheets for g in sheet.groups]
    for n, (g, sheet) in enumerate(named):
        namer.name(g, sheet, n, TITLE)
    return [section.title for section in namer.sections]


def test_a_slide_is_a_section() -> None:
    text = group("It matters most", 80, 11)
    first, second = group("Why Buffers", 20, 14), group("Summary", 20, 14)
    assert talk([first, text], [second, text]) == ["Why Buffers", "Summary"]
    assert talk([first, text], [text]) == ["Why Buffers"]
    assert talk([text, group("Large words", 120, 14)], [second]) == ["Summary"]  # below the slide's top
    assert talk([group("Small words", 20, 11), text], [second]) == ["Summary"]
    assert talk([first, group("Two at the top", 40, 14)], [second]) == ["Why Buffers", "Summary"]
    assert talk([group("one two three four", 20, 14, rows=3)], [second]) == ["Summary"]
    assert talk([first, text]) == []  # two pages are no talk
    assert "Why Buffers" not in talk([first, text], [second, text], width=300)  # nor are pages nearly square
