"""Claims that a sloppy or hostile model makes of real numbers are refused."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from schemas.grounding import Fact
from tests.ground.papers import grid, paper, paragraph

PAPER = PaperIndex(
    paper(
        "Our method reaches 61.7% accuracy, while the baseline reaches 54.2% accuracy.",
        "Table 7 and Section 9.3 follow Smith et al. (2019) and [23].",
        "The learning rate is 3 × 10^{-4}, the temperature is 3.5 and the reward changes by -0.8.",
        "The clip range (low, high) is (0.2, 0.28). Dropout is between 0.1–0.4.",
        "Recall improves by 4.5% while precision improves by 2.5%.",
        "Training takes 220 instead of 520 updates. Width grows from 18 to 20.",
        "It has 84.4 F1 and 71.3 BLEU on the test set.",
        grid([["Method", "MATH", "GSM8K"], ["Baseline", "30.5", "70.1"], ["Ours", "41.5", "82.6"]], page=2),
        paragraph("[9] A. Author. A learning rate of 0.07 suffices. 2021.", page=3, kind="reference"),
    )
)


def holds(value: str, name: str | None, quote: str | None = None, context: str | None = None) -> bool:
    return check(Fact(id="x", name=name, value=value, quote=quote, context=context), PAPER).holds


RATE = "The learning rate is 3 × 10^{-4}, the temperature is 3.5 and the reward changes by -0.8"


@pytest.mark.parametrize(
    ("value", "name", "quote", "context"),
    [
        # the baseline's value
        ("54.2", "accuracy", "Our method reaches 61.7% accuracy, while the baseline reaches 54.2%", "our method"),
        ("30.5", "accuracy", None, "MATH, Ours"),
        ("70.1", "accuracy", "Ours 41.5 82.6", "GSM8K, Ours"),
        ("520", "updates", "Training takes 220 instead of 520 updates", "our training"),
        ("18", "width", "Width grows from 18 to 20", None),
        # the wrong metric, column or setting beside the right value
        ("71.3", "F1", "It has 84.4 F1 and 71.3 BLEU", None),
        ("84.4", "BLEU", "It has 84.4 F1 and 71.3 BLEU", None),
        ("4.5%", "precision improvement", "Recall improves by 4.5% while precision improves by 2.5%", None),
        ("82.6", "accuracy", "Ours 41.5 82.6", "MATH, Ours"),
        ("3.5", "learning rate", RATE, None),
        # digits that belong to something else
        ("7", "tables", None, None),
        ("9.3", "score", None, None),
        ("2019", "steps", None, None),
        ("23", "layers", None, None),
        ("0.07", "learning rate", None, None),
        ("0.07", "learning rate", "A learning rate of 0.07 suffices", None),
        ("3", "temperature", RATE, None),
        ("3", "temperature", None, None),
        # sign, exponent, bounds
        ("0.8", "reward change", RATE, None),
        ("3e-5", "learning rate", RATE, None),
        ("3e4", "learning rate", RATE, None),
        ("3 × 104", "learning rate", RATE, None),
        ("0.28", "lower clip range", "The clip range (low, high) is (0.2, 0.28)", None),
        ("0.2", "upper clip range", "The clip range (low, high) is (0.2, 0.28)", None),
        ("0.5", "dropout", "Dropout is between 0.1–0.4", None),
        ("0.1–0.5", "dropout", "Dropout is between 0.1–0.4", None),
        # fractions of a per cent, and a quote whose number was changed
        ("0.617%", "accuracy", "Our method reaches 61.7% accuracy", None),
        ("61.8%", "accuracy", "Our method reaches 61.8% accuracy", None),
        ("61.7", "accuracy", "Our approach always reaches 61.7% accuracy on it", None),
    ],
)
def test_a_hostile_claim_is_refused(value: str, name: str, quote: str | None, context: str | None) -> None:
    assert not holds(value, name, quote, context)


@pytest.mark.parametrize(
    ("value", "name", "quote", "context"),
    [
        ("61.7", "accuracy", "Our method reaches 61.7% accuracy, while the baseline reaches 54.2%", "our method"),
        (
            "54.2",
            "accuracy",
            "Our method reaches 61.7% accuracy, while the baseline reaches 54.2% accuracy",
            "baseline",
        ),
        ("520", "updates of the baseline", "Training takes 220 instead of 520 updates", None),
        ("20", "width", "Width grows from 18 to 20", None),
        ("-0.8", "reward change", RATE, None),
        ("3e-4", "learning rate", RATE, None),
        ("0.2", "lower clip range", "The clip range (low, high) is (0.2, 0.28)", None),
        ("0.28", "upper clip range", "The clip range (low, high) is (0.2, 0.28)", None),
        ("0.1–0.4", "dropout", "Dropout is between 0.1–0.4", None),
        ("4.5%", "recall improvement", "Recall improves by 4.5% while precision improves by 2.5%", None),
        ("82.6", "accuracy", "Ours 41.5 82.6", "GSM8K, Ours"),
        ("71.3", "BLEU", "It has 84.4 F1 and 71.3 BLEU", None),
    ],
)
def test_the_true_claim_beside_it_holds(value: str, name: str, quote: str | None, context: str | None) -> None:
    assert holds(value, name, quote, context)
