"""A number is looked up by its value, in every unit and at its own precision."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.ground.numbers import find_numbers
from schemas.records import BlockKind
from tests.ground.papers import grid, paper, paragraph


def found(claim: str, text: str) -> list[str]:
    """The paper's numbers that support a claim, looked up in the sorted values and one by one alike."""
    (number,) = find_numbers(claim)
    index = PaperIndex(paper("It has 7 words.", text))
    hits = [hit.occurrence.number.text for hit in index.lookup(number)]
    assert hits == [
        hit.occurrence.number.text for hit in index.lookup_among(number, index.occurrences) if hit.rule != "part"
    ]
    first = PaperIndex(index.paper).first(number)
    assert (first is None) == (not hits)
    return hits


@pytest.mark.parametrize(
    ("claim", "text", "hits"),
    [
        ("85%", "a share of 0.85 here", ["0.85"]), ("0.85", "a share of 85% here", ["85%"]),
        ("128K", "of 131,072 here", ["131,072"]), ("131,072", "of 128K here", ["128K"]),
        ("27小时", "of 27 here", ["27"]), ("27", "of 27 hours here", ["27 hours"]),
        ("48 hours", "of 2 days here", ["2 days"]), ("34.1", "of 34.12 here", ["34.12"]),
        ("34.12", "of 34.1 here", []), ("73.6%", "of 0.7358 here", ["0.7358"]), ("0.7358", "of 73.6% here", []),
        ("34", "of 34.4 here", []), ("3.4K", "of 3,412 here", ["3,412"]),
        ("1e-4", "of 0.0001 here", ["0.0001"]), ("12.5%", "of 1/8 here", ["1/8"]),
        ("34.1", "of 34.14 and 34.05 and 34.2", ["34.14", "34.05"]), ("4万", "of 40,000 here", ["40,000"]),
        ("0.736", "of 73.64% here", ["73.64%"]), ("73.6%", "of 0.736 here", ["0.736"]),
        ("73.64%", "of 0.736 here", []), ("0.7364", "of 73.6% here", []),
        ("73.60%", "of 0.736 here", ["0.736"]), ("45.6%", "of 0.456 and 45.6 and 4560", ["0.456", "45.6"]),
    ],
)  # fmt: skip
def test_a_number_is_found_in_every_writing(claim: str, text: str, hits: list[str]) -> None:
    assert found(claim, text) == hits


@pytest.mark.parametrize(
    ("claim", "text", "part"),
    [
        ("8", "of 7/8 here", True), ("7", "of 7/8 here", True), ("3.5", "from 2.5–3.5 here", True),
        ("2.5", "of 2.5–3.5 here", True), ("3", "of 3 to 5 here", True), ("5", "of 3 through 5 here", True),
        ("5%", "of 3%-5% here", True), ("3K", "of 3K-5K here", True), ("5", "of 3至5 here", True),
        ("5", "of 3到5 here", True), ("5", "of 3~5 here", True), ("0.3", "of 72.8 ± 0.3 here", False),
        ("4", "of 3–5 here", False),
    ],
)  # fmt: skip
def test_the_parts_of_ranges_and_ratios_are_numbers_too(claim: str, text: str, part: bool) -> None:
    (number,) = find_numbers(claim)
    assert bool(PaperIndex(paper(text)).lookup_parts(number)) is part


@pytest.mark.parametrize(
    ("kind", "read"),
    [("reference", False), ("header_footer", False), ("paragraph", True), ("caption", True), ("footnote", True)],
)
def test_numbers_of_references_and_running_heads_are_not_read(kind: BlockKind, read: bool) -> None:
    assert bool(PaperIndex(paper(paragraph("It is 42.5 here.", kind=kind))).occurrences) is read


@pytest.mark.parametrize(
    ("text", "last", "read"),
    [
        ("Sides are sampled in [256, 480] here, as in [1, 51].", 51, ["256", "480"]),
        ("Sides are sampled in [256, 480] here, as in [1, 51].", 50, ["256", "480", "1", "51"]),
        ("Sides are sampled in [256, 480] here, as in [1, 51].", 480, []),
        ("Sides are sampled in [256, 480] here.", None, []),
    ],
)
def test_what_has_no_reference_of_its_number_is_no_citation(text: str, last: int | None, read: list[str]) -> None:
    references = [paragraph(f"[{n}] A. Author. A title.", kind="reference") for n in (1, last) if last]
    assert [o.number.text for o in PaperIndex(paper(text, *references)).at(0)] == read


@pytest.mark.parametrize(
    ("rows", "inner"),
    [
        ([["M", "A", "B"], ["", "acc", "time"], ["x", "1", "2"]], [1]),
        ([["M", "A", "B"], ["M", "acc", "time"], ["x", "1", "2"]], [1]),
        ([["M", "A", "B"], ["y", "acc", "time"], ["x", "1", "2"]], []),
        ([["M", "A"], ["", "acc"], ["x", "1"]], []), ([["M", "A", "B"], ["", "acc", "2"], ["x", "1", "2"]], []),
        ([["M", "A", "B", "C"], ["", "acc", "", ""], ["x", "1", "2", "3"]], []),
        ([["M", "A", "B", "C"], ["", "acc", "time", ""], ["x", "1", "2", "3"]], [1]),
        ([["M", "A", "B"], ["", "acc", "$2 each"], ["x", "1", "2"]], []),
    ],
)  # fmt: skip
def test_a_row_of_names_is_a_second_header(rows: list[list[str]], inner: list[int]) -> None:
    assert PaperIndex(paper(grid(rows))).inner_headers(0) == inner


def test_every_number_of_a_table_knows_its_row_and_column() -> None:
    index = PaperIndex(paper(grid([["M", "A", "B"], ["x", "1.5", "2.5"], ["y", "3.5", "4.5"]])))
    assert [(o.number.text, o.row, o.column) for o in index.at(0)] == [
        ("1.5", 1, 1), ("2.5", 1, 2), ("3.5", 2, 1), ("4.5", 2, 2),
    ]  # fmt: skip
