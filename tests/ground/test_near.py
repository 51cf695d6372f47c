"""The words beside a number of a paragraph say whether another one is meant."""

from __future__ import annotations

import pytest

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.near import (
    Group,
    Wanted,
    context_fit,
    could_be_meant,
    groups_of,
    name_fit,
    rival_beside,
    wanted_of,
)
from pipeline.ground.numbers import find_numbers
from pipeline.ground.terms import terms
from schemas.grounding import Number
from tests.ground.papers import paper


def groups(text: str) -> list[Group]:
    return groups_of(0, PaperIndex(paper(text)))


def weight(text: str, word: str, at: int = 0) -> float:
    """What a word says of the number at a place."""
    (stem,) = terms(word)
    return groups(text)[at].words.get(stem, 0.0)


def number(text: str) -> Number:
    return find_numbers(text)[0]


def wanted(**said: float) -> Wanted:
    return Wanted(said, frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("word", "said"),
    [("rate", 1.0), ("learning", 0.9), ("actor", 0.5), ("heads", 1.0), ("critic", 0.2), ("seed", 0.0)],
)
def test_a_word_says_more_of_a_number_the_nearer_it_stands(word: str, said: float) -> None:
    assert weight("A seed. The actor, a learning rate 0.1 heads; the critic", word) == said


@pytest.mark.parametrize(
    "pause", [" (", ", ", "; ", ": ", *(f" {w} " for w in ("and", "with", "while", "for", "by", "on", "in"))]
)
def test_what_stands_before_a_pause_is_of_another_phrase(pause: str) -> None:
    assert weight(f"The encoder{pause}a learning rate 0.1 holds.", "encoder") == 0.5


@pytest.mark.parametrize("stop", [",", ";", "，", ")", " and ", " with ", " while "])
def test_what_stands_behind_a_stop_is_of_another_phrase(stop: str) -> None:
    assert weight(f"It is 0.1 large{stop} encoder heads.", "encoder") == 0.2


@pytest.mark.parametrize(("letters", "said"), [(74, 0.5), (100, 0.2)])
def test_a_word_before_a_number_stands_within_ninety_characters(letters: int, said: float) -> None:
    assert weight(f"The encoder, {'w' * letters} 0.1", "encoder") == said


@pytest.mark.parametrize(("letters", "said"), [(45, 0.9), (65, 0.2)])
def test_a_word_behind_a_number_stands_within_sixty_characters(letters: int, said: float) -> None:
    assert weight(f"It is 0.1 {'w' * letters} encoder", "encoder") == said


JOINTS = "and | or | to | vs | versus | then | , | / | and a | and an | and the | and about | or around"


@pytest.mark.parametrize("joint", [*JOINTS.split(" | "), "and approximately", "and up to"])
def test_the_words_before_a_number_are_those_of_the_next_one_that_is_joined(joint: str) -> None:
    assert weight(f"A learning rate of 3 for actors {joint} 5 for critics holds.", "rate", 1) == 0.65


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The rate is 3 for actors but 5 for critics.", 0.2),
        ("The rate rises from A's 43.9 to B's 42.6.", 0.65),
        ("It has 3 units of rate for A and 5 for B.", 0.65),
        ("It has 3 units of rate for A and 5 of B.", 0.5),
        ("It has 3 units of rate for A and 5 under B.", 0.5),
        ("It has 3 units of rate for A and 5 steps.", 0.5),
        ("The rate rises, A's 43.9 to B's 42.6.", 0.2),
        ("The rate rises from A's 43.9, B has 42.6.", 0.2),
        (f"The rate rises from A's {'w' * 30} 43.9 to B's 42.6.", 0.65),
        (f"The rate rises from A's {'w' * 40} 43.9 to B's 42.6.", 0.2),
        (f"The rate is 3 {'w' * 82} and 5 here.", 0.65),
        (f"The rate is 3 {'w' * 90} and 5 here.", 0.2),
    ],
)
def test_two_numbers_are_of_one_kind_by_what_stands_between(text: str, said: float) -> None:
    assert weight(text, "rate", 1) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A takes 12 hours, 20 GPUs. B takes 9", 0.0),
        ("Runs take 12 for training, B take 9, C", 0.65),
        ("Runs take 12 for training, B take a 9)", 0.65),
        ("Runs take 12 for training, B take an 9", 0.65),
        ("Runs take 12 for training, B take the 9;", 0.65),
        ("Runs take 12 for training, B take about 9.", 0.65),
        ("Runs take 12 for training, B take around 9", 0.65),
        ("Runs take 12 for training, B take only 9", 0.65),
        ("Runs take 12 for training, B take 9 heads", 0.5),
        ("Runs take 12 for training, B need 9", 0.5),
    ],
)
def test_a_bare_number_repeats_the_words_of_the_one_before(text: str, said: float) -> None:
    assert groups(text)[-1].words.get("train", 0.0) == said


BOUNDS = (
    "above | below | over | under | beyond | exceeding | at least | at most | the least | the most | more than | "
    "less than | fewer than | greater than | larger than | smaller than"
)


@pytest.mark.parametrize("word", BOUNDS.split(" | "))
def test_a_bound_is_no_value(word: str) -> None:
    assert groups(f"It takes {word} 40 here.")[0].bound
    assert not groups("It takes about 40 here.")[0].bound


@pytest.mark.parametrize("per", ["per", "for each", "of each", "in each", "each", "每"])
def test_what_stands_behind_per_says_little(per: str) -> None:
    said = wanted_of(f"completions {per} prefix", "", "4").name
    assert (said["completion"], said["prefix"]) == (1.0, 0.3)


def test_the_words_of_a_fact_are_its_names_and_its_values_but_not_its_numbers() -> None:
    fact = wanted_of("批大小 of 64 samples", "MATH with 8 GPUs", "4 heads")
    assert set(fact.name) >= {"sampl", "head", "batch"}
    assert "4" not in fact.name
    assert {int(n) for n in fact.conditions} == {64, 8}
    assert {int(n) for n in fact.values} == {4}


def test_a_symbol_says_something_of_the_number_behind_it_alone() -> None:
    both = groups("Here c = 2 holds, and 3 c steps.")
    assert [name_fit(wanted(c=1.0), g) for g in both] == [1.0, 0.0]


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("3 epochs", "epoch"), ("3 steps", "step"), ("3 steps", "iteration"), ("3 steps", "update"),
        ("3 tokens", "token"), ("3 tokens", "length"), ("3 tokens", "context"), ("3 layers", "layer"),
        ("8 GPUs", "gpu"), ("8 GPUs", "tpu"), ("8 GPUs", "device"), ("8 GPUs", "hardware"), ("3 hours", "time"),
        ("3 hours", "hour"), ("3 hours", "day"), ("3 hours", "minute"), ("3 hours", "duration"),
        ("3 GPU hours", "time"), ("3 GPU hours", "hour"), ("3 GPU hours", "day"), ("3 GPU hours", "compute"),
        ("3 GPU hours", "cost"),
    ],
)  # fmt: skip
def test_a_bare_number_is_a_count_only_where_the_fact_says_so(unit: str, name: str) -> None:
    (counted,) = PaperIndex(paper(f"It takes {unit} here.")).at(0)
    assert could_be_meant(counted, number("5"), wanted(**dict.fromkeys(terms(name), 1.0)))
    assert not could_be_meant(counted, number("5"), wanted(rate=1.0))


@pytest.mark.parametrize(("text", "could"), [("7", True), ("64", False), ("9", False), ("one", False), ("two", True)])
def test_a_number_that_the_fact_has_itself_is_not_meant(text: str, could: bool) -> None:
    (other,) = PaperIndex(paper(f"It takes {text} here.")).at(0)
    assert could_be_meant(other, number("5"), wanted_of("rate of 64 samples", "", "9")) is could


def beside(own: Group, other: Group, fact: Wanted) -> bool:
    """Whether the second number of two is meant rather than the first, by the words given for each."""
    index = PaperIndex(paper("It has 5 here. It has 7 there."))
    first, second = index.at(0)
    index.near[0] = [_with(own, first), _with(other, second)]
    return rival_beside(first, first.number, fact, index) is not None


def _with(group: Group, occurrence: Occurrence) -> Group:
    return group._replace(numbers=(occurrence,))


def words(said: dict[str, float], bound: bool = False) -> Group:
    return Group((), said, {}, bound)


RATE = Wanted({"rate": 1.0, "learn": 1.0}, frozenset({"actor", "critic"}), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("own", "other", "rival"),
    [
        ({"rate": 0.45, "learn": 0.45}, {"rate": 0.76, "learn": 0.76}, True),  # a margin above NAME_MARGIN
        ({"rate": 0.45, "learn": 0.45}, {"rate": 0.74, "learn": 0.74}, False),
        ({"rate": 0.49, "learn": 0.49}, {"rate": 0.84, "learn": 0.84}, True),  # SPOKEN_FOR
        ({"rate": 0.51, "learn": 0.51}, {"rate": 0.84, "learn": 0.84}, False),
        ({"rate": 0.2, "learn": 0.2}, {"rate": 0.55, "learn": 0.6}, True),  # LEAST_RIVAL
        ({"rate": 0.2, "learn": 0.2}, {"rate": 0.5, "learn": 0.55}, False),
        ({"rate": 0.2, "learn": 0.2, "actor": 0.45}, {"rate": 0.8, "learn": 0.8}, True),  # CONTEXT_EXCUSE
        ({"rate": 0.2, "learn": 0.2, "actor": 0.3, "critic": 0.3}, {"rate": 0.8, "learn": 0.8}, False),
        ({"rate": 0.2, "learn": 0.2, "actor": 0.5}, {"rate": 0.8, "learn": 0.8, "actor": 0.2}, False),  # of its context
        ({"rate": 0.2, "learn": 0.2, "actor": 0.5}, {"rate": 0.8, "learn": 0.8, "actor": 0.25}, True),
        ({"rate": 0.9, "learn": 0.9}, {"rate": 0.9, "learn": 0.9, "actor": 0.9}, True),  # CONTEXT_MARGIN
        ({"rate": 0.9, "learn": 0.9}, {"rate": 0.9, "learn": 0.9, "actor": 0.88}, False),
        ({"rate": 0.95, "learn": 0.95}, {"rate": 0.87, "learn": 0.87, "actor": 0.9}, True),  # TIE
        ({"rate": 1.0, "learn": 1.0}, {"rate": 0.87, "learn": 0.87, "actor": 0.9}, False),
        ({"rate": 0.8, "learn": 0.9}, {"rate": 0.83, "learn": 0.83, "actor": 0.9}, False),  # WHOLE_NAME
        ({"rate": 0.9, "learn": 0.5}, {"rate": 0.9, "learn": 0.9}, True),  # a word that it lacks
        ({"rate": 0.9, "learn": 0.55}, {"rate": 0.9, "learn": 0.9}, False),
        ({"rate": 0.9, "learn": 0.5}, {"rate": 0.79, "learn": 0.9}, False),
        ({"rate": 0.9, "learn": 0.5, "actor": 0.9}, {"rate": 0.9, "learn": 0.9}, False),  # it has what it is of
    ],
)
def test_another_number_is_meant_where_the_words_fit_it_clearly_better(
    own: dict[str, float], other: dict[str, float], rival: bool
) -> None:
    assert beside(words(own), words(other), RATE) is rival


def test_a_bound_is_no_rival() -> None:
    assert not beside(words({}), words({"rate": 1.0, "learn": 1.0}, bound=True), RATE)


def test_a_word_behind_per_may_be_missing() -> None:
    fact = Wanted({"rate": 1.0, "prefix": 0.3}, frozenset(), frozenset(), frozenset())
    assert not beside(words({"rate": 0.9}), words({"rate": 0.9, "prefix": 0.9}), fact)
    assert context_fit(fact, words({})) == 0.0
