"""How long prose may be is written once for the code and once for the model, and is the same."""

from __future__ import annotations

import re

import pytest

from pipeline.summarise.prompts import load_prompt
from pipeline.words.lengths import MOST, overruns
from schemas.digest import PROSE_FIELDS, ProseField


@pytest.mark.parametrize("field", PROSE_FIELDS)
def test_the_prompt_asks_for_the_length_that_the_code_counts(field: ProseField) -> None:
    asked = re.search(rf"\b{field}(?:、\w+)*：.*?([0-9]+) 字以内", load_prompt("single").text)
    assert asked
    assert int(asked[1]) == MOST[field]


@pytest.mark.parametrize(("field", "most"), [("headline", 40), ("task", 50), ("output", 50), ("problem", 105)])
def test_a_little_too_long_is_let_pass_but_not_in_a_headline(field: ProseField, most: int) -> None:
    assert not overruns(field, " " + "长" * most)
    assert overruns(field, "长" * (most + 1))
