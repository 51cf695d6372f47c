"""Titles on the line of the text that they open."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.layout import group_of
from pipeline.extract.run_in import part_run_ins
from tests.extract.making import line, span
from tests.extract.typesetting import Sheet, pymupdf, saved

BODY = "text of the body that goes on for most of a line and says nothing"


def opening(number: str, title: str, text: str, number_bold: bool = False) -> list[tuple[str, str]]:
    bold = {"flags": 16}
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
