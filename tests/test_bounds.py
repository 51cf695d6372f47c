"""Foreign text has an end, and what is shorter is as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.bounds import with_blanks_for_long_runs, without_long_runs
from schemas.records import Block, Paper
from schemas.summary import EMPTY, HyperparameterFact


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a" * 400, "a" * 400),
        ("a" * 401, "a" * 400 + "…"),
        ("x " + "ab" * 201 + " y", "x " + "ab" * 200 + "… y"),
        ("中" * 401, "中" * 400 + "…"),
        ("中，" * 300, "中，" * 300),
        (" " * 40 + "a", " " * 40 + "a"),
        (" " * 41 + "a", " " * 40 + "a"),
        ("。" * 41, "。" * 40),
        ("1" * 41, "1" * 41),
        ("1" * 42, "1" * 41 + "…"),
        ("x-1" * 20, "x-1" * 20),
        ("1," * 30 + " a", "1," * 20 + "1… a"),
        ("." * 100, "." * 100),
    ],
)
def test_a_run_has_an_end(text: str, kept: str) -> None:
    assert without_long_runs(text) == kept


@given(
    st.text(st.sampled_from("1a,. 。中-"), max_size=900).flatmap(lambda t: st.sampled_from([t, t * 30, t[:3] * 300]))
)
def test_blanks_in_the_place_of_what_is_left_out_move_nothing(text: str) -> None:
    blanked = with_blanks_for_long_runs(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for new, old in zip(blanked, text, strict=True))


def test_a_record_keeps_only_what_has_an_end() -> None:
    paper = Paper(paper_id="2501.00001", title="t " * 9_000, abstract="a " * 9_000, authors=("b" * 999,))
    assert (len(paper.title), len(paper.abstract), len(paper.authors[0])) == (1_000, 6_000, 401)
    block = Block(kind="paragraph", page_number=1, bbox=(0, 0, 1, 1), text="1" * 4_400)
    assert len(block.text) == 42
    fact = HyperparameterFact(name="n " * 999, value="1 " * 999, scope="")
    assert (len(fact.name), len(fact.value)) == (300, 300)
    told = EMPTY.model_copy(update={}).model_validate(EMPTY.model_dump() | {"training": "x " * 9_000})
    assert len(told.training) == 3_000


@pytest.mark.parametrize("votes", [10**9 + 1, -(10**9) - 1])
def test_a_number_of_votes_beyond_every_count_is_refused(votes: int) -> None:
    with pytest.raises(ValueError, match="upvotes"):
        Paper(paper_id="2501.00001", title="t", upvotes=votes)
