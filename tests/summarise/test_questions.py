"""What a model is asked again, and what is made of its replies."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.summarise.questions import Asker, _first_error, tidied
from schemas.calls import Message
from schemas.digest import PROSE_FIELDS
from schemas.summary import NamedFact, Summary
from tests.papers import paper_text, paragraph


@pytest.mark.parametrize("problems", [11, 13])
def test_twelve_problems_are_told_at_most(problems: int) -> None:
    told = [f"problem {i}" for i in range(problems)]
    asker = Asker("2501.00001", paper_text(paragraph("It is.")), None, None)  # type: ignore[arg-type]
    *_, again = asker.with_problems((Message(role="user", content="So?"),), "", told)
    assert again.content.count("- problem ") == min(problems, 12)


@pytest.mark.parametrize("letters", [159, 161, 400])
def test_an_error_is_said_in_a_line(letters: int) -> None:
    assert len(_first_error(ValueError("x" * letters))) == min(letters, 160)
    with pytest.raises(ValidationError) as wrong:
        NamedFact.model_validate({"name": "ViT", "at": "1", "x" * letters: 1})
    assert len(_first_error(wrong.value)) == 160


@pytest.mark.parametrize("nothing", ["未报告", "None", "N/A", "", "-", "not reported", "(unknown)"])
def test_an_item_that_says_that_there_is_none_is_no_claim(nothing: str) -> None:
    prose = dict.fromkeys((*PROSE_FIELDS, "headline"), "未报告")
    rate = {"name": "learning rate", "value": "1e-4", "scope": ""}
    score = {"benchmark": "GSM8K", "metric": "accuracy", "value": "92.6", "baseline": "", "baseline_value": ""}
    given = Summary.model_validate(
        {
            **prose,
            "backbones": [{"name": nothing}, {"name": "ViT"}],
            "datasets": [{"name": nothing, "role": "train"}, {"name": "NoneSuch", "role": "train"}],
            "hyperparameters": [rate, rate | {"value": nothing}],
            "results": [score | {"value": nothing}, score],
        }
    )
    kept = tidied(given)
    assert [b.name for b in kept.backbones] == ["ViT"]
    assert [d.name for d in kept.datasets] == ["NoneSuch"]
    assert [h.value for h in kept.hyperparameters] == ["1e-4"]
    assert [r.value for r in kept.results] == ["92.6"]
