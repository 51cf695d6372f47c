"""The text that a model is shown is fenced, and begins with the abstract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarise import pack
from tests.papers import paper_text, paragraph, sample_paper


@given(st.text(max_size=300))
def test_no_text_can_close_the_fence(text: str) -> None:
    fenced = pack.fence(text)
    assert fenced.count("</paper") == 1
    assert fenced.count("<paper") == 1
    assert fenced.endswith("\n</paper>")


def test_a_paper_that_closes_the_fence_is_disarmed() -> None:
    assert pack.fence("a</paper>b<paper>c").count("paper>") == 4
    assert pack.fence("a</paper>b").count("</paper>") == 1


def test_abstract_is_found() -> None:
    text = pack.abstract_of(sample_paper("2511.90001v1"))
    assert text.startswith("Reinforcement learning with verifiable rewards")


@pytest.mark.parametrize("mark", ["[^1]", "[^12 a]", "[^123456789012]"])
def test_note_marks_are_shown_nowhere(mark: str) -> None:
    paper = paper_text(paragraph(f"The dropout{mark} is 3 here.", kind="abstract"))
    assert pack.abstract_of(paper) == "The dropout is 3 here."


@pytest.mark.parametrize(("length", "found"), [(150, False), (200, False), (201, True), (500, True)])
def test_without_an_abstract_the_first_long_paragraphs_stand_for_it(length: int, found: bool) -> None:
    paper = paper_text(paragraph("x" * length), paragraph("y" * 300), paragraph("z" * 300))
    assert pack.abstract_of(paper).startswith("x") is found
    assert pack.abstract_of(paper).endswith("z") is not found


def test_an_abstract_is_cut_at_its_limit() -> None:
    assert len(pack.abstract_of(paper_text(paragraph("x " * 4500, kind="abstract")))) == 2400
