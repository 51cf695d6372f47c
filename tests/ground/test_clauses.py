"""Of several numbers in a sentence the one that a fact names is meant."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.clauses import beside, groups_in
from pipeline.ground.index import PaperIndex
from pipeline.ground.terms import terms
from schemas.grounding import Fact
from tests.ground.papers import paper


def kind(sentence: str, value: str, name: str, context: str | None = None) -> str:
    """The verdict on a value that is quoted with the whole sentence."""
    fact = Fact(id="x", name=name, value=value, quote=sentence, context=context)
    return check(fact, paper("Something else.", sentence, "And more.")).kind


@pytest.mark.parametrize(
    ("sentence", "value", "name"),
    [
        ("It reaches 82.1% recall and 61.7% precision.", "82.1%", "recall"),
        ("It reaches 82.1% recall and 61.7% precision.", "61.7%", "precision"),
        ("We use a momentum of 0.9, with a dropout of 0.1.", "0.9", "momentum"),
        ("We use a momentum of 0.9, with a dropout of 0.1.", "0.1", "dropout"),
        ("The momentum is 0.9 while the dropout is 0.1.", "0.1", "dropout"),
        ("The momentum is 0.9; the dropout is 0.1.", "0.9", "momentum"),
        ("The momentum is 0.9: the dropout is 0.1.", "0.1", "dropout"),
        ("The momentum is 0.9, whereas the dropout is 0.1.", "0.1", "dropout"),
        ("momentum 0.9 dropout 0.1 seed 0.5", "0.1", "dropout"),
        ("0.9 momentum 0.1 dropout 0.5 seed", "0.1", "dropout"),
        ("It gains 30.4% in recall and 20.1% in precision.", "30.4%", "recall"),
        ("Its recall grows by 30.4% in sum and its precision by 20.1% in sum.", "20.1%", "precision"),
        ("The rate grows from 18 to 20 in the end.", "20", "rate"),
        ("The rate grows from 18 to 20 in the end.", "18", "initial rate"),
        ("It takes 220 instead of 520 updates of the model.", "220", "updates of the model"),
        ("It takes 220 rather than 520 updates of the model.", "220", "updates of the model"),
        ("The rate decays from 18 to 20 in the end.", "18", "rate"),
        ("We use lower and upper bounds (0.2, 0.28) here.", "0.2", "lower bound"),
        ("We use lower and upper bounds (0.2, 0.28) here.", "0.28", "upper bound"),
        ("It is 33.8%, 38.8% and 42.6% in Alpha, Beta and Gamma.", "38.8%", "Beta"),
        ("It is 33.8%, 38.8% and 42.6% on Alpha, Beta and Gamma.", "42.6%", "Gamma"),
        ("We set (top p, top k) to (0.95, 50).", "50", "top k"),
    ],
)  # fmt: skip
def test_the_number_that_is_named_holds(sentence: str, value: str, name: str) -> None:
    assert kind(sentence, value, name) in ("holds", "holds_elsewhere")


@pytest.mark.parametrize(
    ("sentence", "value", "name"),
    [
        ("It reaches 82.1% recall and 61.7% precision.", "61.7%", "recall"),
        ("It reaches 82.1% recall and 61.7% precision.", "82.1%", "precision"),
        ("We use a momentum of 0.9, with a dropout of 0.1.", "0.1", "momentum"),
        ("The momentum is 0.9 while the dropout is 0.1.", "0.9", "dropout"),
        ("The momentum is 0.9; the dropout is 0.1.", "0.1", "momentum"),
        ("The momentum is 0.9, whereas the dropout is 0.1.", "0.9", "dropout"),
        ("The momentum is 0.9, but the dropout is 0.1.", "0.9", "dropout"),
        ("The momentum is 0.9, and the dropout is 0.1.", "0.9", "dropout"),
        ("momentum 0.9 dropout 0.1 seed 0.5", "0.9", "dropout"),
        ("0.9 momentum 0.1 dropout 0.5 seed", "0.5", "dropout"),
        ("It gains 30.4% in recall and 20.1% in precision.", "20.1%", "recall"),
        ("The rate grows from 18 to 20 in the end.", "18", "rate"),
        ("The rate grows from about 18 to about 20 in the end.", "18", "rate"),
        ("The rate grows from around 18 to around 20 in the end.", "18", "rate"),
        ("The rate grows from only 18 to only 20 in the end.", "18", "rate"),
        ("It takes 220 instead of 520 updates of the model.", "520", "updates of the model"),
        ("It takes 220 rather than 520 updates of the model.", "520", "updates of the model"),
        ("We use lower and upper bounds (0.2, 0.28) here.", "0.28", "lower bound"),
        ("We use lower and upper bounds (0.2, 0.28) here.", "0.2", "upper bound"),
        ("It is 33.8%, 38.8% and 42.6% in Alpha, Beta and Gamma.", "33.8%", "Beta"),
        ("It is 33.8%, 38.8% and 42.6% on Alpha, Beta and Gamma.", "42.6%", "Alpha"),
        ("It is 33.8%, 38.8% and 42.6% for Alpha, Beta and Gamma.", "42.6%", "Alpha"),
        ("It is 33.8%, 38.8% and 42.6% at Alpha, Beta and Gamma.", "42.6%", "Alpha"),
        ("It is 33.8%, 38.8% and 42.6% of Alpha, Beta and Gamma.", "42.6%", "Alpha"),
        ("It is 33.8%, 38.8% and 42.6% respectively on Alpha, Beta and Gamma.", "42.6%", "Alpha"),
        ("We set (top p, top k) to (0.95, 50).", "0.95", "top k"),
        ("It takes 220 as opposed to 520 updates of the model.", "520", "updates of the model"),
        ("It takes 220 in place of 520 updates of the model.", "520", "updates of the model"),
    ],
)  # fmt: skip
def test_the_number_of_another_thing_is_refused(sentence: str, value: str, name: str) -> None:
    assert kind(sentence, value, name) == "differs"


@pytest.mark.parametrize(
    "word", ["decay", "anneal", "schedule", "warm", "linear", "cosine", "range", "vary", "varied", "sweep", "search"]
)
def test_of_a_schedule_both_ends_hold(word: str) -> None:
    sentence = f"By a {word} the rate goes from 18 to 20 in the end."
    assert kind(sentence, "18", "rate") in ("holds", "holds_elsewhere")


OLD = "baseline base original previous before initial old default start untrained without reference vanilla"


@pytest.mark.parametrize("word", OLD.split())
def test_the_old_value_holds_where_it_is_asked_for(word: str) -> None:
    assert kind("The rate grows from 18 to 20 in the end.", "18", f"{word} rate") in ("holds", "holds_elsewhere")


@pytest.mark.parametrize("joint", [" and ", ", ", " or ", " to ", " vs ", " versus ", " / "])
def test_numbers_of_one_list_share_their_name(joint: str) -> None:
    sentence = f"We use momenta of 0.9{joint}0.95 and a dropout of 0.1 here."
    assert kind(sentence, "0.95", "momenta") in ("holds", "holds_elsewhere")
    assert kind(sentence, "0.1", "momenta") == "differs"


def score(text: str, word: str) -> float:
    """How well the words around the first number of a text are a word."""
    groups = groups_in(PaperIndex(paper(text)).at(0), text)
    return beside(text, groups[0], 0, len(text), terms(word), "both")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A zebra momentum 0.9 holds", 2.0),  # next to the number
        ("A momentum zebra lion tiger 0.9 holds", 1.0),  # in its clause
        ("A momentum for all of it, the zebra lion tiger 0.9 holds", 0.25),  # beyond a comma
        (f"momentum {'w' * 60} 0.9", 2.0),  # seventy characters before it
        (f"momentum {'w' * 80} 0.9", 0.0),
        (f"0.9 {'w' * 30} momentum", 2.0),  # forty behind it
        (f"0.9 {'w' * 45} momentum", 0.0),
        ("The momentum: a 0.9 holds", 2.0),  # what ends right before the number is no other clause
        ("The momentum: at 0.9 it holds", 0.0),
    ],
)
def test_a_word_says_more_of_a_number_the_nearer_it_stands(text: str, found: float) -> None:
    assert score(text, "momentum") == found


@pytest.mark.parametrize(("link", "groups"), [(" rather than ", 1), ("  rather than ", 1), ("   rather than ", 2)])
def test_numbers_of_one_list_stand_within_fourteen_characters(link: str, groups: int) -> None:
    text = f"It is 0.9{link}0.1 here"
    assert len(groups_in(PaperIndex(paper(text)).at(0), text)) == groups


@pytest.mark.parametrize(
    ("sentence", "name", "context", "found"),
    [
        ("Momentum zebra lion tiger 0.9 and whale eagle falcon 0.1.", "momentum", None, "holds"),  # in its clause
        ("The momentum 0.9 and whale eagle falcon 0.1.", "momentum", None, "differs"),  # next to it
        ("The zebra 0.9 and the falcon 0.1.", "rate", "zebra", "holds"),  # one word of the context
        ("The zebra horse 0.9 and the falcon 0.1.", "rate", "zebra horse", "differs"),  # two
    ],
)
def test_another_number_is_meant_where_the_words_beside_it_say_clearly_more(
    sentence: str, name: str, context: str | None, found: str
) -> None:
    assert kind(sentence, "0.1", name, context) == found
