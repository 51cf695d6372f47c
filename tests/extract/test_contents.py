"""Tables of contents, and the chapters of theses and books."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.extract.compose import Sheet
from pipeline.extract.contents import contents_entries, with_chapters
from pipeline.extract.kinds import Namer
from pipeline.extract.layout import Group, group_of
from tests.extract.making import page, text_line

TITLE = "A thesis about the things"
PROSE = "a line of the text that says nothing at all and goes on"


Texts = Sequence[tuple[str, float]]


def sheets(*pages: Texts) -> list[Sheet]:
    """Pages of groups of one row, of a text and a size each, one under the other; what is larger than 10 is bold."""
    made = []
    for n, texts in enumerate(pages, 1):
        rows = [text_line(text, 72, 100 + 30 * k, size, size > 10) for k, (text, size) in enumerate(texts)]
        made.append(Sheet(page([], number=n), [group_of([[row]]) for row in rows]))
    return made


def found(*pages: Texts) -> list[tuple[str, str, int]]:
    """Part, title and level of the sections."""
    made = sheets([(TITLE, 24), ("Abstract", 12), (PROSE, 10)], *pages)
    for sheet in made:
        sheet.groups = with_chapters(sheet.groups, 10)
    namer = Namer(made, 10)
    named = [(group, sheet) for sheet in made for group in sheet.groups]
    for n, (group, sheet) in enumerate(named):
        namer.name(group, sheet, n, made[0].groups[0])
    return [(s.part, s.title, s.level) for s in namer.sections if s.part != "abstract"]


CONTENTS = [("Contents", 20), ("1 Buffers", 12), ("1.1 Aims . . . . . . . . . 2", 10), ("2 Grids", 12)]
GOES_ON = [("2.1 Steps . . . . . . . . . 3", 10), ("A Tables", 12), ("References", 12)]


def chapter(label: str, title: str) -> Texts:
    return [(label, 18), (title, 20), (PROSE, 10)]


def test_the_entries_of_a_table_of_contents_are_no_headings() -> None:
    text = [chapter("Chapter 1", "Buffers"), chapter("Chapter 2", "Grids"), chapter("Appendix A", "Tables")]
    assert found(CONTENTS, GOES_ON, *text, [("References", 20)]) == [
        ("body", "Contents", 1),
        ("body", "Chapter 1 Buffers", 1),
        ("body", "Chapter 2 Grids", 1),
        ("appendix", "Appendix A Tables", 1),
        ("references", "References", 1),
    ]


def test_what_comes_only_once_on_a_page_of_contents_is_a_heading_there() -> None:
    made = sheets([*CONTENTS, ("1 Buffers", 12)], [("2 Grids", 12)])
    entries = contents_entries(made)
    assert [g.lines[0] for g in made[0].groups if id(g) in entries] == ["1 Buffers", "2 Grids"]
    assert id(made[0].groups[-1]) not in entries


def test_a_page_without_dots_ends_the_table_of_contents() -> None:
    again = [("2 Grids", 12)]
    made = sheets(CONTENTS, again, [("the text", 10)], again)
    assert id(made[1].groups[0]) not in contents_entries(made)
    assert not contents_entries(sheets(CONTENTS[1:], again))  # nothing is called contents


@pytest.mark.parametrize(
    ("label", "size", "gap", "joined"),
    [
        ("Chapter 1", 20, 40, True),
        ("CHAPTER IV", 20, 40, True),
        ("Appendix B", 20, 40, True),
        ("Chapter 1", 12, 40, False),  # no larger than the headings of its sections
        ("Chapter 1", 20, 140, False),
        ("Chapter 1 of it", 20, 40, False),
    ],
)
def test_a_chapter_has_its_title_under_its_number(label: str, size: float, gap: float, joined: bool) -> None:
    groups: list[Group] = [
        group_of([[text_line(text, 72, y, s, True)]]) for text, y, s in ((label, 100, 18), ("Grids", 100 + gap, size))
    ]
    texts = [" ".join(g.lines) for g in with_chapters(groups, 10)]
    assert texts == ([f"{label} Grids"] if joined else [label, "Grids"])


def test_a_lettered_chapter_is_an_appendix() -> None:
    text = [chapter("CHAPTER 1", "Buffers"), chapter("CHAPTER A", "Tables")]
    assert found(*text) == [("body", "CHAPTER 1 Buffers", 1), ("appendix", "CHAPTER A Tables", 1)]
