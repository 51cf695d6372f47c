"""Where authors work is read off the first page, where it is numbered."""

from __future__ import annotations

import pytest

from pipeline.ground.institutions import institutions_of
from schemas.records import Block
from tests.papers import paper_text, paragraph


def author(text: str, page: int = 1) -> Block:
    return paragraph(text).model_copy(update={"kind": "author", "page_number": page})


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (
            ["Ann One[^1] Ben Two[^2,1]", "[^1]Institute of A [^2] B University, C"],
            ("Institute of A", "B University, C"),
        ),
        (["Ann[^1], Ben[^2]", "[^2]B University", "[^1]A Lab"], ("A Lab", "B University")),
        (["Ann[^1] [^1]A Lab ann@a.example"], ("A Lab",)),
        (["[^1]A Lab[^2]B Lab, {a,b}@c.example"], ("A Lab", "B Lab")),
        (["[^1]A Lab,[^2]B Lab https://a.example"], ("A Lab", "B Lab")),
        (["[^†]A Lab [^‡]B Lab"], ("A Lab", "B Lab")),
        (["[^1]A Lab", "[^∗]Equal contribution", "[^†]Corresponding author: a@b.example"], ("A Lab",)),
        (["[^1]A Lab", "[^3]C Lab"], ()),  # the second is missing
        (["[^1]A Lab", "[^1]B Lab"], ()),
        (["[^1]" + "A" * 120], ("A" * 120,)),
        (["[^1]" + "A" * 121], ()),
        (["[^1]MIT"], ("MIT",)),
        (["[^1]AB"], ()),
        (["[^1]a lab"], ()),
        (["[^∗]Work done at A Lab", "[^†]B Lab"], ()),  # one sign alone
        (["Ann One[^1], Ben Two[^2]"], ()),
        (["Ann One[^1], Ben Two[^2]", "1 A Lab, C 2 B University"], ("A Lab, C", "B University")),
        (["Ann One[^1]", "[^1]A Lab 2 B University, 12 Street 3 C Lab"], ("A Lab", "B University, 12 Street", "C Lab")),
        (["Ann One[^1]", "2 A Lab"], ()),
        (["Ann One[^∗12]", "[^1]A Lab [^2]B Lab"], ("A Lab", "B Lab")),
        (["Ann One[^12], Ben Two[^3]", "[^1]A Lab [^2]B Lab"], ()),
        (["Ann One[^1]", "[^∗]A Lab 2 B Lab"], ()),
        (["Ann One", "A Lab"], ("A Lab",)),
        (["Ann One∗\nDepartment of Things\nUniversity of B,\na@b.example", "∗University of B"], ("University of B",)),
        (["Ann One\nLabour Party", "Ben Two\nA Lab"], ()),  # of Ann's nothing is known
        (["Ann One", "ann@a.example, Lab", "State College 16801", "A Lab"], ("A Lab",)),
        (["Ann One", "State College, PA 16801", "University of B, 12 Street, C"], ("University of B",)),
        (["Ann One\n" + "A" * 113 + " Academy"], ()),
    ],
)
def test_institutions_stand_behind_their_marks(lines: list[str], read: tuple[str, ...]) -> None:
    assert institutions_of(paper_text(*map(author, lines))) == read


def test_other_pages_and_other_text_name_none() -> None:
    assert institutions_of(paper_text(author("[^1]A Lab", page=2), paragraph("[^1]B Lab"))) == ()


@pytest.mark.parametrize(
    ("authors", "notes", "read"),
    [
        (
            "Ann One[^1] Ben Two[^∗2]",
            ["[^1]A Lab [^2]University of B. Correspondence to: Ann"],
            ("A Lab", "University of B"),
        ),
        ("Ann One[^1] Ben Two[^2]", ["[^1]A Lab"], ()),  # the second is missing
        ("Ann One[^1]", ["[^1]A Lab", "[^2]We use this word broadly."], ("A Lab",)),
        ("Ann One[^1]", ["[^1]Code is here."], ()),
        ("Ann One[^∗]", ["[^1]A Lab"], ()),  # of no author
        ("Ann One", ["[^1]A Lab"], ()),
        ("Ann One[^1] [^1]A Lab", ["[^1]B Lab"], ("A Lab",)),
    ],
)
def test_authors_with_numbers_may_have_their_institutions_in_footnotes(
    authors: str, notes: list[str], read: tuple[str, ...]
) -> None:
    below = [author(note).model_copy(update={"kind": "footnote"}) for note in notes]
    assert institutions_of(paper_text(author(authors), *below)) == read
