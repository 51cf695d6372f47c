"""Titles on the line of the text that they open."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import BOLD, ITALIC
from pipeline.extract.run_in import part_run_ins, part_sections
from tests.extract.making import line, span
from tests.extract.typesetting import Sheet, pymupdf, saved

BODY = "text of the body that goes on for most of a line and says nothing"


def opening(number: str, title: str, text: str, number_bold: bool = False, style: int = BOLD) -> list[tuple[str, str]]:
    bold = {"flags": style}
    x = 77 + 5 * len(number)
    made = line(
        span(number, 72, 100, **(bold if number_bold else {})),
        span(title, x, 100, **bold),
        span(text, x + 5 + 5 * len(title), 100),
    )
    found = part_run_ins([group_of([[made], [line(span(BODY, 72, 112))]])])
    return [("title" if g.run_in else "text", " ".join(g.lines)) for g in found]


@pytest.mark.parametrize("number", ["1.1.", "2.3", "A.2.", "4.1.2."])
def test_a_numbered_bold_title_is_parted_from_its_paragraph(number: str) -> None:
    title, text = opening(number, "Outline of it.", "This note")
    assert title == ("title", f"{number} Outline of it.")
    assert text == ("text", f"This note {BODY}")
    assert opening(number, "Outline of it.", "This note", number_bold=True) == [title, text]
    for number_slanted in (False, True):
        assert opening(number, "Outline of it.", "This note", number_slanted, ITALIC) == [title, text]


@pytest.mark.parametrize(
    ("number", "title", "text"),
    [
        ("3.2.", "Theorem.", "Let it be"),  # a statement, no section
        ("0.75", "Accuracy.", "of it"),  # a small letter goes on
        ("1.1.", "Outline of it", "This note"),  # no full stop: bold words at the beginning
        ("Fig.", "Outline of it.", "This note"),
    ],
)
def test_other_bold_words_open_nothing(number: str, title: str, text: str) -> None:
    assert [kind for kind, _ in opening(number, title, text)] == ["text"]


def test_a_run_in_heading_opens_a_section(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    sheet.put(150, 80, "A paper with run-in headings", size=17, font="tibo")
    sheet.put(72, 120, "1. Introduction", font="tibo", size=12)
    for n in range(3):
        x = sheet.put(72, 150 + 80 * n, f"1.{n + 1}. ")
        x = sheet.put(x + 3, 150 + 80 * n, f"Matter {n}.", font="tibo")
        sheet.put(x + 6, 150 + 80 * n, "This text stands on the line of its title and goes on")
        for k in range(1, 4):
            sheet.put(
                72, 150 + 80 * n + 12 * k, f"for more than a line of prose, number {k}, that says nothing at all."
            )
    paper = extract(saved(document, tmp_path / "paper.pdf"))
    assert [(s.title, s.level) for s in paper.sections] == [
        ("1. Introduction", 1),
        ("1.1. Matter 0", 2),
        ("1.2. Matter 1", 2),
        ("1.3. Matter 2", 2),
    ]
    assert [b.text for b in paper.blocks if b.kind == "heading"][1:] == [f"1.{n + 1}. Matter {n}." for n in range(3)]
    assert sum(b.text.startswith("This text stands") for b in paper.blocks) == 3


def sections(*titles: str, apart: bool = False) -> list[str]:
    """The titles of a paper's sections, each opening the text of its page; `apart`: a wide space stands behind them."""
    pages: list[list[Group]] = []
    for title in titles:
        head = span(title, 72, 100, flags=BOLD)
        text = span("This note goes on", head.x1 + (12 if apart else 3), 100)
        rows = [[line(head), line(text)] if apart else [line(head, text)], [line(span(BODY, 72, 112))]]
        pages.append([group_of(rows)])
    parted = part_sections(pages)
    assert [" ".join(groups[-1].lines) for groups in parted if len(groups) > 1] in (
        [],
        [f"This note goes on {BODY}"] * len(titles),
    )
    return [g.lines[0] for groups in parted for g in groups if g.run_in]


@pytest.mark.parametrize("apart", [False, True])
def test_sections_whose_titles_run_into_the_text_are_told_by_their_count(apart: bool) -> None:
    every = ["1. Introduction.", "2. The model.", "3. What came out."]
    assert sections(*every, apart=apart) == every
    assert sections(*every[:2], apart=apart) == []
    assert sections(every[0], every[2], "4. End.", apart=apart) == []
    assert sections("1. Efficiency.", *every[1:], apart=apart) == []  # the items of a list
