"""What a model is asked again, and what is made of its replies."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.summarise.questions import Asker, _first_error
from schemas.calls import Message
from schemas.summary import Summary
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
        Summary.model_validate({"hyperparameters": [{"x" * letters: 1}]})
    assert len(_first_error(wrong.value)) <= 160
