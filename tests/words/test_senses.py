"""Words of two senses, each in the sense of its paper."""

from __future__ import annotations

import pytest

from pipeline.words.senses import SENSES, Sense, fields, right_senses, senses


def _about(names: tuple[str, ...]) -> str:
    return fields()[names[0]][0] if names else ""


CASES = [pytest.param(sense, id=f"{sense.english[0]}: {sense.wrong[0]}") for sense in senses()]


@pytest.mark.parametrize("sense", CASES)
def test_every_wrong_name_of_a_word_is_set_right_in_its_field(sense: Sense) -> None:
    for english in sense.english:
        for wrong in sense.wrong:
            assert right_senses(f"The {english} is old.", f"这个{wrong}很旧", _about(sense.of)) == f"这个{sense.zh}很旧"


@pytest.mark.parametrize("sense", CASES)
def test_no_word_is_touched_in_another_sense_or_where_it_does_not_stand(sense: Sense) -> None:
    said, wrong = f"The {sense.english[0]} is old.", f"这个{sense.wrong[0]}很旧"
    about = _about(sense.of)
    assert right_senses("The zebra is old.", wrong, about) == wrong
    for field in sense.never:
        for beginning in fields()[field]:
            assert right_senses(said, wrong, f"{about}, {beginning}") == wrong
    for beginning in sense.unless:
        assert right_senses(f"{said[:-1]}, {beginning}.", wrong, about) == wrong
    for kept in sense.kept:
        assert right_senses(said, f"这个{kept}很旧", about) == f"这个{kept}很旧"
    if sense.of:
        assert right_senses(said, wrong, "A zebra.") == wrong


def test_every_field_is_asked_for_and_each_of_its_words_tells_it() -> None:
    assert set(fields()) == {field for sense in senses() for field in (*sense.of, *sense.never)}
    for sense in senses():
        for field in sense.of:
            for beginning in fields()[field]:
                if not any(_tells(beginning, other) for other in sense.never):
                    said = right_senses(f"The {sense.english[0]}.", sense.wrong[0], f"A {beginning} zebra")
                    assert said == sense.zh


def _tells(beginning: str, field: str) -> bool:
    return any(beginning.lower().startswith(word.lower()) for word in fields()[field])


def test_no_word_has_the_same_wrong_name_twice_and_none_is_the_right_one() -> None:
    pairs = [(english, wrong) for sense in senses() for english in sense.english for wrong in sense.wrong]
    assert len(set(pairs)) == len(pairs)
    assert not [sense for sense in senses() if any(wrong in sense.zh for wrong in sense.wrong)]
    assert not [k for sense in senses() for k in sense.kept if not any(wrong in k for wrong in sense.wrong)]


def test_an_abbreviation_tells_a_field_only_whole_and_in_capitals() -> None:
    assert right_senses("The policy.", "政策", "Trained by RL.") == "策略"
    assert right_senses("The policy.", "政策", "The URL, RLX, rl.") == "政策"
    assert right_senses("The policy.", "政策", "Robotics.") == "策略"
    assert SENSES.exists()
