"""The recorded second answers of a strong model, which once lost right claims, lose none now."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.ground.__main__ import read_paper
from bench.ground.second import replayed
from pipeline.summarise.repair import applied, doubts_of
from schemas.summary import SecondThought, Summary
from tests.cli_day import PAPERS, answer
from tests.papers import sample_paper
from tests.places import indexed

SHARED = Path(__file__).parents[3] / "shared"
QUOTING = SHARED / "replies" / "quoting"
RECORDED = sorted(path.name.removesuffix(".repair.answer.json") for path in QUOTING.glob("*.repair.answer.json"))
FIRST = next(iter(PAPERS))


@pytest.mark.skipif(not RECORDED, reason="needs ../shared, which is no part of the project")
@pytest.mark.parametrize("paper_id", RECORDED)
def test_a_recorded_second_answer_loses_no_right_claim(paper_id: str) -> None:
    paper = read_paper(SHARED / "corpus" / "papers", paper_id, None)
    assert replayed(QUOTING, paper_id, paper).lost == ()


def test_a_model_that_drops_whatever_it_is_asked_about_loses_no_right_claim() -> None:
    index = indexed(sample_paper(f"{FIRST}v1"))
    right = Summary.model_validate(answer(FIRST))
    wrong = right.hyperparameters[0].model_copy(update={"value": "77777"})
    summary = right.model_copy(update={"hyperparameters": (*right.hyperparameters, wrong)})
    doubts = doubts_of(summary, index, "")
    assert len(doubts) == 1
    thoughts = {doubt.id: SecondThought(id=doubt.id, action="drop") for doubt in doubts}
    assert applied(summary, doubts, thoughts, index, "") == right
