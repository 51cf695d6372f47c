"""A number of the numbered text names a paragraph, a table or a row."""

from __future__ import annotations

import pytest

from pipeline.ground.index import PaperIndex
from pipeline.ground.regions import Region, neighbours, numbers_in, proof_of, words_proof
from schemas.records import BlockKind
from tests.ground.papers import paper, paragraph


@pytest.mark.parametrize(
    ("at", "numbers"),
    [
        ("57, 58.1", ["57", "58.1"]),
        ("57.1-57.3", ["57.1", "57.2", "57.3"]),
        ("57.1 - 3", ["57.1", "57.2", "57.3"]),
        ("57–59", ["57", "58", "59"]),
        ("57到59", ["57", "58", "59"]),
        ("57.2-58.3", ["57.2", "58.3"]),
        ("7-47", [str(n) for n in range(7, 48)]),
        ("7-48", ["7", "48"]),
        ("9-7", ["9", "7"]),
        ("57, 57", ["57"]),
        ("none", []),
    ],
)
def test_every_way_to_name_several_places(at: str, numbers: list[str]) -> None:
    assert numbers_in(at) == numbers


@pytest.mark.parametrize(
    ("kind", "floats", "found"),
    [
        ("paragraph", 0, [1]), ("paragraph", 3, [1, 4]), ("list", 3, [1, 4]), ("abstract", 3, [1, 4]),
        ("heading", 3, [1]), ("paragraph", 9, [1, 10]), ("paragraph", 10, [1]),
    ],
)  # fmt: skip
def test_the_next_paragraph_stands_beyond_some_floats(kind: BlockKind, floats: int, found: list[int]) -> None:
    figure = paragraph("A figure.", kind="caption")
    index = PaperIndex(paper("It.", *[figure] * floats, paragraph("Next.", kind=kind), *[figure] * 12))
    assert [region.block for region in neighbours(Region(0, None), index)] == found


@pytest.mark.parametrize(("words", "whole"), [(110, True), (140, False)])
def test_a_proof_is_a_sentence_of_six_hundred_characters_at_most(words: int, whole: bool) -> None:
    text = "It has 4321 of them" + " more" * words + "."
    index = PaperIndex(paper(text))
    proof = proof_of(index.at(0)[0], index)
    assert (proof.text == text) is whole
    assert len(proof.text) <= 600
    middle = words_proof(Region(0, None), 305, 311, index)
    assert middle.text.endswith(text[-20:]) is whole
