"""Papers without headings, as letters of physics are: text, then references, and the abstract is no more than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract import extract
from pipeline.extract.printed import to_markdown, to_text
from pipeline.extract.references import references_start
from schemas.records import PaperText
from tests.extract.typesetting import Sheet, pymupdf, saved

WORDS = "networks of oscillators with weights and directions are studied here for their power to act as one whole"
ABSTRACT = (
    "We ask which weights make a network of oscillators act as one, and we show that the best networks are",
    "those whose matrix cannot be made diagonal. The result holds for every shape of the network, and it",
    "explains why layers are seen so often in living nets. We test it on three nets of neurons and find it",
    "to hold in all of them, with few loops and with a clear direction from the top layer to the lowest one.",
)


def column(sheet: Sheet, x: float, y: float, rows: int, seed: int) -> None:
    for i in range(rows):
        words = " ".join(WORDS.split()[(seed + 5 * i + k) % 18] for k in range(8))
        sheet.put(x, y + 11 * i, words, 9)


def letter(tmp_path: Path, rule: bool) -> PaperText:
    """Two pages of two columns; on the second the references begin in the middle of both."""
    document = pymupdf.open()
    first = Sheet(document)
    first.put(100, 60, "Order in Networks That Cannot Be Made Diagonal", 16)
    first.put(200, 85, "Ann Author and Ben Writer")
    for n, line in enumerate(ABSTRACT):
        first.put(90, 110 + 11 * n, line, 9)
    column(first, 72, 180, 50, 0)
    column(first, 316, 180, 50, 3)
    second = Sheet(document)
    column(second, 72, 72, 20, 1)
    second.put(72, 292, "The cost of coupling can be defined as the sum of", 9)
    second.put(316, 72, "the input strengths of all nodes at the threshold.", 9)
    column(second, 316, 83, 20, 2)
    if rule:
        second.rule(220, 390, 330)
    for n in range(1, 10):
        second.put(72, 339 + 11 * n, f"[{n}] A. Author {n}, Phys. Rev. E {60 + n}, 0{n}610{n} (200{n % 10}).", 8)
        second.put(316, 339 + 11 * n, f"[{n + 9}] B. Writer {n}, Chaos {n}, 2410{n} (200{n % 10}).", 8)
    return extract(saved(document, tmp_path / "letter.pdf"))


@pytest.mark.parametrize("rule", [True, False])
def test_the_text_of_both_columns_goes_before_the_references_of_both(tmp_path: Path, rule: bool) -> None:
    text = to_text(letter(tmp_path, rule)).replace("\n", " ")
    marks = ["defined as the sum of", "the input strengths of all nodes", "[1] A. Author", "[9] A.", "[10] B. Writer"]
    at = [text.index(mark) for mark in marks]
    assert at == sorted(at)


def test_the_text_and_the_references_are_sections_of_their_own(tmp_path: Path) -> None:
    paper = letter(tmp_path, rule=True)
    assert [(s.title, s.part, s.page_number) for s in paper.sections] == [
        ("Abstract", "abstract", 1),
        ("Main text", "body", 1),
        ("References", "references", 2),
    ]
    assert [b.kind for b in paper.blocks].count("reference") == 18
    assert paper.receipt.references_page == 2


def test_no_heading_is_a_paragraph_in_markdown(tmp_path: Path) -> None:
    headings = [line for line in to_markdown(letter(tmp_path, rule=True)).splitlines() if line.startswith("#")]
    assert headings == [
        "# Order in Networks That Cannot Be Made Diagonal",
        "## Abstract",
        "## Main text",
        "## References",
    ]


def test_labels_of_one_digit_that_are_set_farther_in_begin_entries_too(tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = Sheet(document)
    for n in range(1, 16):
        y = 100 + 24 * n
        sheet.put(72 if n > 9 else 77, y, f"[{n}] A. Author {n}, On the {n}th of all things that can be said in", 9)
        sheet.put(93, y + 12, f"a title of two lines. Journal of Things {n}, 200{n % 10}.", 9)
    blocks = extract(saved(document, tmp_path / "r.pdf")).blocks
    assert [b.text.partition("]")[0] for b in blocks] == [f"[{n}" for n in range(1, 16)]


LABELLED = [f"[{n}] A. Author, Journal {n}, 200{n}." for n in range(1, 8)]
NAMED = [
    f"{c}son, {c}. and Doe, J., “On {c},” Journal {n}, 1–{n} (20{n}).".title() for n, c in enumerate("abcdefghij", 10)
]


@pytest.mark.parametrize(
    ("texts", "start"),
    [
        (["The end of the text.", *LABELLED], 1),
        (["[1] Published in: Proceedings, 2014.", "Text.", "Text.", *LABELLED], 3),
        (["Text.", *NAMED], 1),
        (["Text.", *NAMED[:4], "UNESCO, Report on nothing (2004).", *NAMED[4:]], 1),
        (["Text.", *LABELLED[:3]], None),
        (["Text.", *(f"[{n}] the {n}th thing to be done" for n in range(1, 9))], None),
        (["Text.", *NAMED[:5], "And more text that goes on."], None),
        ([], None),
    ],
)
def test_references_are_known_by_labels_that_count_or_by_names_and_years(texts: list[str], start: int | None) -> None:
    assert references_start(texts) == start
