"""How long prose may be is written once for the code and once for the model, and is the same."""

from __future__ import annotations

import re

import pytest

from pipeline.summarise.prompts import load_prompt
from pipeline.words.lengths import MOST, beyond, length, overruns, too_long
from schemas.digest import PROSE_FIELDS, ProseField


@pytest.mark.parametrize("field", PROSE_FIELDS)
def test_the_prompt_asks_for_the_length_that_the_code_counts(field: ProseField) -> None:
    asked = re.search(rf"\b{field}(?:、\w+)*：.*?([0-9]+) 字以内", load_prompt("single").text)
    assert asked
    assert int(asked[1]) == MOST[field]


@pytest.mark.parametrize(("field", "most"), [("headline", 40), ("task", 50), ("output", 50), ("problem", 90)])
def test_a_little_too_long_is_let_pass_but_not_in_a_headline(field: ProseField, most: int) -> None:
    assert not overruns(field, " " + "长" * most)
    assert overruns(field, "长" * (most + 1))


def test_where_all_fields_together_are_too_long_those_beyond_their_length_are_named() -> None:
    texts: dict[ProseField, str] = {
        "headline": "长" * 40,
        "problem": "长" * 64,
        "results_prose": "长" * 221,
        "task": "长" * 30,
    }
    assert too_long(texts | {"architecture": "长" * 143, "training": "长" * 110}) == ()
    texts |= {"architecture": "长" * 144, "training": "长" * 95, "inference": "长" * 66}
    assert too_long(texts) == ()  # 620
    assert too_long(texts | {"inference": "长" * 67}) == ("results_prose", "architecture", "inference")
    assert too_long({"results_prose": "长" * 301, "headline": "长" * 41}) == ("results_prose", "headline")


def test_spaces_are_not_counted_and_two_letters_of_a_headline_are_one() -> None:
    assert length("task", "定位 F1 与 MSE。") == len("定位F1与MSE")
    assert length("headline", "Sketch 更准，64.1") == 3 + len("Sketch 64.1") - len("Sketch 64.1") // 2
    assert length("headline", "共享 KVs。") == 4


def test_one_character_more_than_was_asked_is_worth_a_wish() -> None:
    texts: dict[ProseField, str] = {"task": "长" * 20 + "。", "training": "长" * 100, "inference": "长" * 61}
    assert beyond(texts) == ("inference",)
    assert beyond({"task": "长" * 21, "training": "长" * 101}) == ("task", "training")
