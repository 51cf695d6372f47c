"""An entry shows the sentences that are worth most of all that have room."""

from __future__ import annotations

import pytest

from pipeline.render.room import fitted
from schemas.digest import GroundedFact, GroundedProse
from schemas.grounding import Verdict

SETTINGS = tuple(
    GroundedFact(kind="hyperparameter", name=name, value=value, verdict=Verdict(kind="holds"))
    for name, value in (("batch size", "512"), ("learning rate", "1 × 10^{-6}"))
)


def shown(room: int, **fields: str) -> dict[str, int]:
    prose = {field: GroundedProse(text=text) for field, text in fields.items()}
    return {field: part.shown for field, part in fitted(prose, room, SETTINGS).items()}  # type: ignore[arg-type]


@pytest.mark.parametrize(("room", "left"), [(27, 2), (26, 1)])
def test_a_sentence_is_shown_where_there_is_room_for_all_of_it(room: int, left: int) -> None:
    assert shown(room, problem="甲" * 9 + "。", training="乙" * 7 + "。" + "丙" * 8 + "。") == {
        "problem": 1,
        "training": left,
    }


def test_findings_stay_before_structure_and_both_before_the_rest() -> None:
    first, more = "甲甲甲。", "乙乙乙乙乙。"
    fields = dict.fromkeys(("problem", "architecture", "training", "inference", "results_prose"), first + more)
    kept = [[f for f, count in shown(20 + 6 * n, **fields).items() if count == 2] for n in range(4)]
    assert kept == [
        [],
        ["results_prose"],
        ["architecture", "results_prose"],
        ["problem", "architecture", "results_prose"],
    ]


@pytest.mark.parametrize(
    ("other", "kept"), [("温度取 0.6。", "inference"), ("一次取 512。", "training"), ("不再重新采样。", "inference")]
)
def test_settings_that_the_table_has_give_way_to_words_and_to_numbers_that_it_has_not(other: str, kept: str) -> None:
    fields = {"training": "先采样再更新。" + "批量取 512。", "inference": "与原模型相同。" + other}
    assert [field for field, count in shown(14 + 8, **fields).items() if count == 2] == [kept]


def test_the_first_sentence_of_each_field_is_shown_whatever_room_there_is() -> None:
    assert shown(3, problem="甲乙丙。丁。", results_prose="戊己庚。辛。") == {"problem": 1, "results_prose": 1}
    assert fitted({}, 900) == {}
