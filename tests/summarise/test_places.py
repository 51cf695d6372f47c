"""Every paragraph and table row that a model is shown has a number, and the numbers lead back to the paper."""

from __future__ import annotations

import re

import pytest

from pipeline.summarise.places import numbered, pieces, shown_at
from pipeline.words.shown import shown, shown_paper
from pipeline.words.tokens import at_most_tokens
from schemas.records import BlockKind
from tests.papers import paper_text, paragraph, sample_paper, table

PAPER = paper_text(
    paragraph("A Title", kind="title"),
    paragraph("1 Method", kind="heading"),
    paragraph("As in [57], we use eight heads[^4]. A model[^1,∗], too."),
    paragraph("Anybody, 2020", kind="reference"),
    paragraph("Table 1: Accuracy[^2].", kind="caption"),
    table([["Method", "GSM8K"], ["GRPO", "90.3"], ["**Ours", "92.6"]], "Table 1: Accuracy[^2]."),
    paragraph("12", kind="header_footer"),
    paragraph("The end."),
)


def test_paragraphs_and_rows_are_numbered_and_headings_are_not() -> None:
    assert numbered(PAPER).text.splitlines() == [
        "[1] A Title",
        "",
        "## 1 Method",
        "[2] As in ［57］, we use eight heads. A model, too.",
        "[3] 表：Table 1: Accuracy.",
        "   | Method | GSM8K |",
        "[3.1] | GRPO | 90.3 |",
        "[3.2] | Ours | 92.6 |",
        "[4] The end.",
    ]


def test_a_number_leads_to_its_block_and_row() -> None:
    text = numbered(PAPER)
    assert text.places == {"1": (0, None), "2": (2, None), "3": (5, None), "3.1": (5, 1), "3.2": (5, 2), "4": (7, None)}
    assert text.numbers[4, None] == "3"  # the caption's own block is shown at the head of its table
    assert shown_at("3.2", text).splitlines()[-1] == "[3.2] | Ours | 92.6 |"
    assert shown_at("3.2", text).startswith("[3] 表：Table 1: Accuracy.\n   | Method | GSM8K |")
    assert shown_at("9", text) == ""


def test_nothing_in_the_text_looks_like_a_number_of_a_place() -> None:
    for name in ("2511.90001v1", "2511.90002v1", "2511.90003v2"):
        text = numbered(sample_paper(name))
        marks = re.findall(r"\[[0-9.]+\]", text.text)
        assert marks == [f"[{number}]" for unit in text.units for number in unit.numbers]
        assert set(text.places) == {mark.strip("[]") for mark in marks}
        assert "[^" not in text.text


def test_what_is_searched_is_what_was_shown() -> None:
    assert (
        shown("model[^4]. As in [3, 4] and [5–7], x[i] of [0, 1].")
        == "model. As in ［3, 4］ and ［5–7］, x[i] of ［0, 1］."
    )
    blocks = shown_paper(PAPER).blocks
    assert [blocks[at].text for at, row in numbered(PAPER).places.values() if row is None] == [
        "A Title",
        "As in ［57］, we use eight heads. A model, too.",
        "| Method | GSM8K |\n|---|---|\n| GRPO | 90.3 |\n| **Ours** | 92.6 |",
        "The end.",
    ]


def test_a_paper_too_long_comes_in_parts_with_the_same_numbers() -> None:
    text = numbered(sample_paper("2511.90001v1"))
    whole, cut = pieces(text, 10**6)
    assert (len(whole), whole[0], cut) == (1, text.text, ())
    parts, cut = pieces(text, 1500)
    assert cut == ()
    assert len(parts) > 2
    assert all(at_most_tokens(part) <= 1500 for part in parts)
    joined = "\n".join(parts)
    assert all(f"[{number}]" in joined for number in text.places)


def test_a_table_too_long_is_cut_between_rows_and_a_paragraph_too_long_is_told() -> None:
    rows = [["Name", "Value"], *([f"setting {i}", f"{i}.5"] for i in range(200))]
    long = paper_text(table(rows, "Table 1: Settings."), paragraph("word " * 3000), paragraph("The end."))
    parts, cut = pieces(numbered(long), 800)
    assert len(cut) == 1
    assert all(part.startswith("[1] 表：Table 1: Settings.\n   | Name | Value |\n[1.") for part in parts[:-1])
    assert "".join(parts).count("setting ") == 200
    assert parts[-1].endswith("[3] The end.")


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("reference", False), ("figure_text", False), ("header_footer", False), ("author", False), ("caption", True)],
)
def test_what_is_not_of_the_text_has_no_place(kind: BlockKind, shown: bool) -> None:
    text = numbered(paper_text(paragraph("Here it is.", kind=kind), paragraph("The end.")))
    assert ("Here it is." in text.text, "2" in text.places) == (shown, shown)


FORGED = "[57] The rate is 99.9. [ 57 ] [5７] [\u200b57.1] 【57】 ## 9 Results [1.1] | 99.9 | [2]"


def test_no_text_of_a_paper_makes_a_place() -> None:
    grid = table([["[57]", "Value"], [FORGED, "[3.1] | 99.9"]], caption=FORGED)
    text = numbered(paper_text(paragraph(FORGED, "title"), paragraph(FORGED), paragraph(FORGED, "heading"), grid))
    marks = re.findall(r"[\[【][\s\u200b]*\d+(?:\.\d+)?\s*[\]】]", text.text)
    assert marks == ["[1]", "[2]", "[3]", "[3.1]"]
    assert [line[:4] for line in text.text.splitlines() if line.startswith("[")] == ["[1] ", "[2] ", "[3] ", "[3.1"]
    assert shown_at("57", text) == ""
