"""A paper's lines: each sentence and each row once, with where it stands."""

from __future__ import annotations

import pytest

from pipeline.summarise.lines import PROSE, lines_of, tables_of
from schemas.records import BlockKind, PaperText, Section
from tests.papers import paper_text, paragraph, sample_paper, table

SECTIONS = (
    Section(title="1 Introduction", level=1, block=1, page_number=1),
    Section(title="References", level=1, block=4, page_number=3, part="references"),
    Section(title="A Details", level=1, block=6, page_number=4, part="appendix"),
)


def paper() -> PaperText:
    return paper_text(
        paragraph("We propose Ebb. It is small.", kind="abstract"),
        paragraph("1 Introduction", kind="heading", section=0),
        paragraph("Caches are large. We shrink them.", page=2, section=0),
        paragraph("Preprint", kind="header_footer", section=0),
        paragraph("[1] A. Author. A title.", kind="reference", page=3, section=1),
        paragraph("We thank nobody.", page=3, section=1),
        table([["Setting", "Value"], ["Epochs", "**3**"], ["Seed", "7"]], page=4, section=2),
        table([["Method", "GSM8K"], ["Ours", "92.6"]], page=4, section=2),
        sections=SECTIONS,
    )


def test_sentences_know_their_block_page_heading_and_part() -> None:
    found = [(s.text, s.block, s.page_number, s.heading, s.part) for s in lines_of(paper()) if s.kind == "sentence"]
    assert found == [
        ("We propose Ebb.", 0, 1, "", "abstract"),
        ("It is small.", 0, 1, "", "abstract"),
        ("Caches are large.", 2, 2, "1 Introduction", "body"),
        ("We shrink them.", 2, 2, "1 Introduction", "body"),
        ("We thank nobody.", 5, 3, "References", "references"),
    ]


def test_rows_know_their_cells_and_their_table() -> None:
    rows = [line for line in lines_of(paper()) if line.kind == "row"]
    assert [(row.text, row.cells, row.bold, row.part) for row in rows] == [
        ("| Epochs | **3** |", ("Epochs", "3"), (False, True), "appendix"),
        ("| Seed | 7 |", ("Seed", "7"), (False, False), "appendix"),
        ("| Ours | 92.6 |", ("Ours", "92.6"), (False, False), "appendix"),
    ]
    assert [(found.header(1), len(body)) for found, body in tables_of(rows)] == [(("Value",), 2), (("GSM8K",), 1)]


def test_a_table_without_a_grid_has_a_sentence_a_line() -> None:
    lines = lines_of(paper_text(paragraph("Epochs 3. Seed 7\nSteps 9", kind="table")))
    assert [(line.kind, line.text) for line in lines] == [("sentence", "Epochs 3. Seed 7"), ("sentence", "Steps 9")]


def test_every_line_stands_in_its_block() -> None:
    text = sample_paper("2511.90001v1")
    lines = lines_of(text)
    assert {line.kind for line in lines} == {"sentence", "row"}
    for line in lines:
        assert line.text in text.blocks[line.block].text
        assert line.page_number == text.blocks[line.block].page_number


@pytest.mark.parametrize(
    ("kind", "read", "prose"),
    [
        ("title", False, False), ("author", False, False), ("heading", False, False), ("reference", False, False),
        ("figure_text", False, False), ("header_footer", False, False), ("abstract", True, True),
        ("paragraph", True, True), ("list", True, True), ("caption", True, False), ("footnote", True, False),
    ],
)  # fmt: skip
def test_which_blocks_have_lines_and_which_are_prose(kind: BlockKind, read: bool, prose: bool) -> None:
    assert bool(lines_of(paper_text(paragraph("Here it is.", kind=kind)))) is read
    assert (kind in PROSE) is prose


@pytest.mark.parametrize(("length", "kept"), [(1200, True), (1201, False)])
def test_what_is_longer_than_any_sentence_is_no_line(length: int, kept: bool) -> None:
    text = paper_text(paragraph(("aaaaaaaaa " * 999)[:length]), paragraph("We shrink them."))
    assert [line.text[:10] for line in lines_of(text)] == [*(["aaaaaaaaa "] if kept else []), "We shrink "]


@pytest.mark.parametrize(
    ("rows", "labels"),
    [
        ([["Name", "Name", "Value"], ["rate", "(Eq. 1)", "2"]], ["rate (Eq. 1)"]),
        ([["Name", "Name", "Value"], ["SFT", "rate", "2"], ["SFT", "epochs", "3"]], ["SFT", "SFT"]),
        ([["Name", "Name"], ["rate", "2"]], ["rate"]),
    ],
)
def test_one_head_over_two_columns_of_labels_makes_one_of_them_where_a_third_has_values(
    rows: list[list[str]], labels: list[str]
) -> None:
    [(_, body)] = tables_of(lines_of(paper_text(table(rows))))
    assert [row.cells[0] for row in body] == labels


def test_a_number_that_goes_on_in_the_next_cell_stands_whole_in_it() -> None:
    [(_, body)] = tables_of(lines_of(paper_text(table([["Task", "", "Ours"], ["walk", "923.75±3.", "09"]]))))
    assert body[0].cells == ("walk", "", "923.75±3.09")
