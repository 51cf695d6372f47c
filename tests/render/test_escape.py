"""Foreign text shows as itself and as nothing else, wherever the layout puts it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.render.escape import escape
from schemas.bounds import one_line
from tests.render.rendering import LINKED_UNASKED, NASTY, ZERO_WIDTH, Page

# Text as papers have it, text made of markup, and both in a row.
MARKUP = st.text(alphabet="\\`*_{}[]()#+-.!|<>&;:/~$@=^\"' \n\t\r\x00\u200b\u202e\u2028aB1中。", max_size=30)
TEXT = st.lists(st.one_of(MARKUP, st.text(max_size=12), st.sampled_from(NASTY)), max_size=4).map("".join)
PLACES = {"abstract": "{}", "title": "## 1. {}", "prose": "**问题**: {}", "step": "**方案**: 1. 甲\n2. 训练: {}"}
ELEMENTS = {"abstract": ["p"], "title": ["h2"], "prose": ["p", "strong"], "step": ["p", "strong"]}
LABELS = {"abstract": "", "title": "1.", "prose": "问题:", "step": "方案: 1. 甲 2. 训练:"}


def words(text: str) -> str:
    return " ".join(text.replace(ZERO_WIDTH, "").split())


def assert_shows_itself(text: str, place: str, *, links: bool = False) -> None:
    page = Page(PLACES[place].format(escape(text, links=links)))
    shown = words(f"{LABELS[place]} {one_line(text)}")
    anchors = page.elements.count("a")
    assert [e for e in page.elements if e != "a"] == (ELEMENTS[place] if shown else [])
    assert words(page.text) == shown
    assert (page.other, page.strayed, page.open) == ([], [], [])
    assert not LINKED_UNASKED.search(page.unlinked)
    assert anchors == len(page.attributes)
    assert anchors == 0 or links
    assert all(
        name == "href" and str(value).lower().startswith(("http://", "https://")) for name, value in page.attributes
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("links", [False, True])
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_shows_as_itself(text: str, place: str, links: bool) -> None:
    assert_shows_itself(text, place, links=links)


@settings(max_examples=400, deadline=None)
@given(text=TEXT, place=st.sampled_from(sorted(PLACES)), links=st.booleans())
@example(text="&\x00#60;b", place="abstract", links=False)
@example(text="1@_b.com", place="prose", links=False)
@example(text="x\n1. y", place="step", links=False)
def test_any_text_shows_as_itself(text: str, place: str, links: bool) -> None:
    assert_shows_itself(text, place, links=links)


@given(text=TEXT)
def test_escaped_text_is_one_line_without_anything_unseen(text: str) -> None:
    flat = one_line(text)
    assert flat == flat.strip()
    assert one_line(flat) == flat
    assert not set(flat) & set("\n\r\t\x00\x0b\x85\u200b\u202e\u2028\ufeff")
    assert len(escape(text).splitlines()) <= 1


def test_an_authors_address_stays_a_link_and_a_models_does_not() -> None:
    text = "Code: https://github.com/a_b/c~d?x=1&y=2. Data at http://data.example/~me/, and more"
    page = Page(escape(text, links=True))
    assert page.attributes == [
        ("href", "https://github.com/a_b/c~d?x=1&y=2"),
        ("href", "http://data.example/~me/"),
    ]
    assert page.text.strip() == text
    assert Page(escape(text)).attributes == []


@pytest.mark.parametrize(
    "text",
    ["\\textbf{x} 与 \\alpha", "pass@1 为 62.7%", "P@5.", "MRR@10、NDCG@10", "C# 与 F#", "a_b", "AT&T", "-0.3 到 +0.5"],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert escape(text) == text
