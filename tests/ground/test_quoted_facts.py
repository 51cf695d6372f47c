"""A right fact is not refused because its quote says less than the paper, or says it in another way."""

from __future__ import annotations

import pytest

from pipeline.ground.check import check
from pipeline.ground.index import PaperIndex
from pipeline.ground.prose import ground_prose
from schemas.grounding import Fact
from tests.ground.papers import grid, paper, paragraph

SCORES = grid(
    [
        ["Method", "Easy set", "Easy set", "Hard set", "Hard set"],
        ["", "Precision", "Recall", "Precision", "Recall"],
        ["Ours", "0.71", "0.66", "0.52", "0.61"],
        ["w/o planner", "0.63", "0.41", "0.37", "0.28"],
        ["Mover-GPT", "0.60", "0.44", "0.39", "0.33"],
    ],
    page=3,
    header_rows=2,
    caption="Table 2: Scores of Walker.",
)
WINS = grid(
    [["", "Walker", "SFT", "Runner-1"], ["Judge win %", "48", "29", "13"], ["SFT win %", "31", "22", "9"]],
    page=4,
    caption="Against Runner.",
)
PAPER = PaperIndex(
    paper(
        "We tune the public Tiny-1B model[^3]. We warm up the learning rate from 0 to 2e-6 over 120 steps.",
        "At temperature 0.3 our samples were preferred 57% of the time over samples of Runner at temperature 0. "
        "Temperatures range from 0.0 to 1.0.",
        "We train for 2M steps (ca. 11 epochs), at a resolution of 384 for the small and 448 for the large model.",
        "At k = 1, it solves about 9 more problems. All parts of the model are trained except for the image encoder.",
        "We sum both into one loss:",
        paragraph("L_{all} = L_{plan} + γ · L_{walk}", kind="equation"),
        "Long Range Questions (LRQ) is our test set.",
        "We report scores on LRQ. The base answers 30 of them, 26 of which with a correct plan.",
        "Compared with Mover-GPT it gains 28% in recall and 13% in precision.",
        "Batch sizes are 64 and 128 for planner and walker, respectively.",
        SCORES,
        WINS,
    )
)
WARM_UP = "We warm up the learning rate from 0 to 2e-6 over 120 steps."
PREFERRED = "our samples were preferred 57% of the time over samples of Runner at temperature 0"
GAIN = "Compared with Mover-GPT it gains 28% in recall and 13% in precision."
ABLATED = "| w/o planner | 0.63 | 0.41 | 0.37 | 0.28 |"


def holds(value: str, name: str | None, quote: str | None, context: str | None = None) -> bool:
    return check(Fact(id="x", name=name, value=value, quote=quote, context=context), PAPER).holds


@pytest.mark.parametrize(
    ("value", "name", "quote", "context"),
    [
        pytest.param("Tiny-1B", None, "We tune the public Tiny-1B model.", None, id="a footnote mark"),
        pytest.param(
            "120 steps", "warm-up", WARM_UP, "学习率从 0 线性升至 2e-6", id="a context with the rival's words"
        ),
        pytest.param("57%", "win rate vs. Runner (temperature 0)", PREFERRED, None, id="a number of the name"),
        pytest.param("48", "Judge win % vs. Runner", "| Judge win % | 48 | 29 | 13 |", "Walker", id="a shared word"),
        pytest.param("2M (ca. 11 epochs)", "训练步数", "We train for 2M steps (ca. 11 epochs)", None, id="two units"),
        pytest.param(
            "384 / 448", "resolution", "a resolution of 384 for the small and 448 for the large", None, id="two"
        ),
        pytest.param("64, 128", "batch size", "Batch sizes are 64 and 128", "planner, walker", id="respectively"),
        pytest.param("约 9", "k = 1 时多解出的题数", "At k = 1, it solves about 9 more problems", None, id="k = 1"),
        pytest.param(
            "除图像编码器外的全部模块",
            "trainable modules",
            "All parts of the model are trained except for the image encoder",
            None,
            id="words in Chinese",
        ),
        pytest.param("L_{plan} + γ · L_{walk}", "loss", "We sum both into one loss:", None, id="behind a colon"),
        pytest.param("Long Range Questions (LRQ)", None, "We report scores on LRQ.", None, id="long and short name"),
        pytest.param("26/30", "correct plans", "The base answers 30 of them, 26 of which", None, id="a share"),
        pytest.param("0.61", "Recall", GAIN, "Hard set, Walker", id="a quote of the gain"),
        pytest.param("0.61", "Recall", ABLATED, "Hard set, Walker, all of it", id="the baseline's row"),
        pytest.param("29", "Judge win %", "| SFT win % | 31 | 22 | 9 |", "SFT（对照：Walker）", id="a gloss"),
    ],
)
def test_a_right_fact_is_not_refused(value: str, name: str | None, quote: str, context: str | None) -> None:
    assert holds(value, name, quote, context)


@pytest.mark.parametrize(
    ("value", "name", "quote", "context"),
    [
        ("130 steps", "warm-up", WARM_UP, "学习率从 0 线性升至 2e-6"),
        ("47", "Judge win % vs. Runner", "| Judge win % | 48 | 29 | 13 |", "Walker"),
        ("384 / 512", "resolution", "a resolution of 384 for the small and 448 for the large", None),
        ("26/31", "correct plans", "The base answers 30 of them, 26 of which", None),
        ("0.62", "Recall", GAIN, "Hard set, Walker"),
        ("0.33", "Recall", GAIN, "Hard set, Walker"),  # of another row
        ("0.66", "Recall", ABLATED, "Hard set, Walker"),  # of another column
        ("0.33", "Recall", ABLATED, "Hard set, w/o planner"),  # the quoted row is the one meant
        ("0.37", "Recall", ABLATED, "Hard set, w/o planner"),
        ("L_{plan} + γ · L_{run}", "loss", "We sum both into one loss:", None),
        ("Long Road Questions (LRQ)", None, "We tune the public Tiny-1B model.", None),
    ],
)
def test_a_wrong_one_with_the_same_quote_is(value: str, name: str | None, quote: str, context: str | None) -> None:
    assert not holds(value, name, quote, context)


def test_a_cell_under_every_word_of_a_fact_needs_no_quote() -> None:
    assert holds("0.44", "Recall", None, "Easy set, Mover-GPT")
    assert not holds("0.33", "Recall", None, "Easy set, Mover-GPT")


@pytest.mark.parametrize(("text", "flags"), [("温度取 0.0 到 1.0。", 0), ("温度取 0.0 到 1.3。", 1), ("两两比较。", 0)])
def test_a_range_in_chinese_is_that_of_from_and_to(text: str, flags: int) -> None:
    assert len(ground_prose("training", text, PAPER).flags) == flags
