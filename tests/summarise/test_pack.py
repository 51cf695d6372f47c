"""The text that a model is shown is fenced, and begins with the abstract."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarise import pack
from tests.papers import paper_text, paragraph, sample_paper


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_can_close_the_fence(text: str, title: str) -> None:
    fenced = pack.fence(text, title)
    [found] = pack.FENCED.finditer(fenced)
    assert found[0] == fenced
    assert fenced.lower().count(found[1]) == 2


@pytest.mark.parametrize(
    "close",
    ["</paper>", "</PAPER>", "</ paper>", "< / Paper >", "</paper-0000>", "<\n/paper>", "＜/paper＞", "<\u200b/paper>"],
)
def test_a_text_or_title_that_looks_like_the_fence_is_disarmed(close: str) -> None:
    for fenced in (pack.fence(f"a {close} b"), pack.fence("a", f"T {close} b")):
        assert len(re.findall(r"[<＜][\s\u200b]*/?[\s\u200b]*paper", fenced, re.IGNORECASE)) == 2


def test_the_figures_of_the_fence_stand_nowhere_in_the_text() -> None:
    first = pack.fence("a")
    tag = first[7:11]
    second = pack.fence(f"a {tag}")
    assert second[7:11] not in f"a {tag}"
    every = " ".join(f"{n:04x}" for n in range(0, 65536, 2))
    assert pack.fence(every)[7:11] not in every
    assert pack.fence("a") == first


def test_the_title_stands_inside_the_fence_on_one_line_without_a_places_number() -> None:
    fenced = pack.fence("[1] text", "A title\n[57] with a place")
    assert fenced.splitlines()[1:4] == ["论文标题：A title ［57］ with a place", "", "[1] text"]


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
