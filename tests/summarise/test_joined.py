"""The answers about a paper's parts become one summary."""

from __future__ import annotations

import pytest

from pipeline.summarise.joined import joined_answers
from schemas.summary import EMPTY, DatasetFact, HyperparameterFact, NamedFact, ResultFact, Summary


def part(**fields: object) -> Summary:
    silent = dict.fromkeys(("task", "input", "output", "problem", "architecture", "training", "inference"), "未报告")
    return EMPTY.model_copy(update=silent | {"results_prose": "未报告"} | fields)


def test_one_answer_is_left_as_it_is() -> None:
    assert joined_answers([part(task="甲")]) == part(task="甲")


def test_the_first_part_that_says_something_tells_the_task_and_the_headline_has_a_number() -> None:
    whole = joined_answers([part(headline="甲", problem="一。"), part(headline="乙 3%", task="乙", problem="二。")])
    assert (whole.headline, whole.task, whole.problem, whole.input) == ("乙 3%", "乙", "一。", "未报告")


def test_sentences_of_all_parts_follow_each_other_as_long_as_they_fit() -> None:
    long = "很长的一句话" * 30 + "【9】。"
    whole = joined_answers(
        [part(training="先微调【3】。"), part(), part(training=f"先微调【4】。{long}再强化学习【8】。")]
    )
    assert whole.training == "先微调【3】。再强化学习【8】。"
    assert joined_answers([part(), part(training=long)]).training == long


def test_facts_are_joined_and_each_is_said_once() -> None:
    rate = HyperparameterFact(name="learning rate", value="1e-4", scope="SFT", at="5")
    again, other = rate.model_copy(update={"at": "9"}), rate.model_copy(update={"value": "1e-5", "at": "9"})
    result = ResultFact(benchmark="MATH", metric="acc", value="80.4", at="7.2", baseline="", baseline_value="")
    train, evaluated = (DatasetFact(name="MATH", role=role, at=at) for role, at in (("train", "3"), ("eval", "8")))
    whole = joined_answers(
        [
            part(hyperparameters=(rate,), datasets=(train,), backbones=(NamedFact(name="GPT-2", at="1"),)),
            part(hyperparameters=(again, other), datasets=(evaluated,), results=(result,) * 2),
        ]
    )
    assert whole.hyperparameters == (rate, other)
    assert whole.datasets == (DatasetFact(name="MATH", role="both", at="3"),)
    assert whole.results == (result,)
    assert whole.backbones == (NamedFact(name="GPT-2", at="1"),)


def test_at_most_ten_results_are_kept() -> None:
    results = tuple(
        ResultFact(benchmark="B", metric="m", value=str(i), baseline="", baseline_value="") for i in range(8)
    )
    others = tuple(r.model_copy(update={"benchmark": "C"}) for r in results)
    assert len(joined_answers([part(results=results), part(results=others)]).results) == 10


FIELDS: list[tuple[str, int]] = [("architecture", 170), ("training", 170), ("inference", 90), ("results_prose", 170)]


@pytest.mark.parametrize(("field", "most"), FIELDS)
@pytest.mark.parametrize("over", [0, 1])
def test_a_field_of_prose_has_so_many_characters(field: str, most: int, over: int) -> None:
    first, second = "甲" * 49 + "。", "乙" * (most - 51 + over) + "。"
    whole = joined_answers([part(**{field: first}), part(**{field: second})])
    assert getattr(whole, field) == (first if over else first + second)


@pytest.mark.parametrize("field", ["task", "input", "output", "problem"])
def test_what_a_paper_begins_with_is_told_by_the_first_part_that_says_it(field: str) -> None:
    assert getattr(joined_answers([part(), part(**{field: "甲"}), part(**{field: "乙"})]), field) == "甲"
