"""What the head of a column, a row or a caption makes of a bare number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.ground.check import check
from pipeline.ground.free_text import check_text
from pipeline.ground.index import PaperIndex
from pipeline.ground.scales import scale_in_words, scale_of
from schemas.grounding import Fact
from tests.ground.papers import grid, paper
from tests.papers import paragraph

SIZES = grid(
    (
        ("model", "params ×10^{6}", "BLEU"),
        ("base", "65", "25.8"),
        ("big", "213", "26.4"),
    ),
    caption="Variants.",
)


@pytest.mark.parametrize(
    ("head", "unit", "factor"),
    [
        ("params ×10^{6}", "plain", "1e6"), ("MSE (10^{−3})", "plain", "1e-3"), ("loss x10^-2", "plain", "1e-2"),
        ("KID [1e-3]", "plain", "1e-3"), ("steps (e3)", "plain", "1e3"), ("loss ×1e-2", "plain", "1e-2"),
        ("Params (M)", "plain", "1e6"), ("#Params [B]", "plain", "1e9"), ("tokens (in K)", "plain", "1e3"),
        ("GFLOPs", "plain", "1e9"), ("TMACs", "plain", "1e12"), ("MParams", "plain", "1e6"),
        ("Params, M", "plain", "1e6"),
        ("parameters in millions", "plain", "1e6"), ("Thousand images", "plain", "1e3"),
        ("billion tokens", "plain", "1e9"),
        ("trillions of tokens", "plain", "1e12"), ("Acc. (%)", "percent", "1"), ("rate ‰", "percent", "0.1"),
        ("time (ms)", "time", "0.001"), ("Time [h]", "time", "3600"), ("(days)", "time", "86400"),
        ("memory (in GB)", "bytes", "1e9"), ("cost (GPU hours)", "gpu_time", "3600"),
    ],
)  # fmt: skip
def test_a_head_says_by_what_its_numbers_are_multiplied(head: str, unit: str, factor: str) -> None:
    assert scale_of(head) == (unit, Decimal(factor))


@pytest.mark.parametrize(
    "head",
    ["(B)", "Benchmark(s)", "Symbolic (BBH)", "25%", "50 %", "FLOPs", "Training (epochs)", "d_{10}", "n^{2}", "KM"],
)
def test_what_only_looks_like_a_scale_is_none(head: str) -> None:
    assert scale_of(head) is None


def test_a_caption_speaks_of_all_numbers_in_words_alone() -> None:
    assert scale_in_words("Images of each split, in thousands.") == ("plain", Decimal(1000))
    assert scale_in_words("A thousand images (M).") is None
    assert scale_in_words("Small-data results, reported in percent.") == ("percent", Decimal(1))
    assert scale_in_words("Scores are percentages.") == ("percent", Decimal(1))
    assert scale_in_words("Ten per cent of the data.") is None


@pytest.mark.parametrize(
    "caption",
    [
        "Accuracy (%).", "Pass rates in %.", "Pass rates [in %].", "Accuracy [%].", "Scores are percentage points.",
        "Success (percent).", "Success (pct.).", "All values are multiplied by 100.", "Scores × 100.",
        "Scores scaled by 100.", "Rates as percentages.", "Rates as percentage.",
    ],
)  # fmt: skip
def test_a_caption_says_per_cent_in_many_ways(caption: str) -> None:
    assert scale_in_words(caption) == ("percent", Decimal(1))


@pytest.mark.parametrize("caption", ["With 10% of the data.", "×1000 steps", "A percent sign."])
def test_a_caption_with_a_per_cent_of_its_own_says_nothing_of_the_cells(caption: str) -> None:
    assert scale_in_words(caption) is None


RATES = grid((("Method", "pass@16", "Loss"), ("A", "0.4", "0.2"), ("B", "40.2", "0.7")), caption="Results.")


def test_a_column_of_a_rate_with_numbers_beyond_one_is_of_per_cents() -> None:
    assert check_text("A pass@16: 0.4%", paper(RATES))[-1].verdict.holds
    assert not check_text("A loss: 0.2%", paper(RATES))[-1].verdict.holds
    fractions = grid((("Method", "pass@16"), ("A", "0.4"), ("B", "0.9")), caption="Results.")
    assert not check_text("A pass@16: 0.4%", paper(fractions))[-1].verdict.holds


@pytest.mark.parametrize(
    "text",
    [
        "accuracy of 0.4, 3.5, and 8.1%", "accuracy rises from 0.4 to 8.1 percent", "accuracy of 0.4/3.5/8.1 per cent",
        "accuracy of (0.4, 8.1)%", "accuracy of 0.4 and 8.1, respectively (in percent)",
    ],
)  # fmt: skip
def test_the_sign_behind_a_list_is_of_each_of_its_numbers(text: str) -> None:
    assert check_text("accuracy 0.4%", paper(paragraph(f"It has {text}.")))[-1].verdict.holds
    assert not check_text("accuracy 0.5%", paper(paragraph(f"It has {text}.")))[-1].verdict.holds


def test_a_number_before_another_s_per_cent_has_none() -> None:
    for text in ("a weight of 0.4 with 8.1% of rows", "a weight of 0.4, and 8.1 rows"):
        assert not check_text("weight 0.4%", paper(paragraph(f"It has {text}.")))[-1].verdict.holds


@pytest.mark.parametrize(
    "value", ["65M", "65×10^6", "65 million", "65 million parameters", "6500万", "0.065B", "65,000,000", "65"]
)
def test_a_number_holds_in_every_form_of_its_columns_scale(value: str) -> None:
    index = PaperIndex(paper(SIZES), {"1": (0, None), "1.1": (0, 1), "1.2": (0, 2)})
    assert check(Fact(id="a", name="parameters", value=value, context="base", at="1.1"), index).holds
    assert not check(Fact(id="a", name="parameters", value=value, context="big", at="1.2"), index).holds
    assert check_text(f"base: {value}", paper(SIZES))[-1].verdict.holds


@pytest.mark.parametrize("value", ["66M", "65K", "65B", "6.5M", "65×10^5", "25.8M", "64,999,999"])
def test_another_scale_than_the_columns_does_not_hold(value: str) -> None:
    index = PaperIndex(paper(SIZES), {"1.1": (0, 1)})
    assert not check(Fact(id="a", name="parameters", value=value, context="base", at="1.1"), index).holds


def test_a_rows_head_and_a_caption_give_a_scale_too() -> None:
    turned = grid(
        (
            ("", "base", "big"),
            ("Params (M)", "65", "213"),
            ("BLEU", "25.8", "26.4"),
        ),
        caption="Variants.",
    )
    split = grid(
        (
            ("split", "images"),
            ("train", "118"),
            ("val", "5"),
        ),
        caption="Images, in thousands.",
    )
    rates = grid(
        (
            ("model", "error (‰)"),
            ("ours", "4.0"),
            ("other", "7.0"),
        ),
        caption="Errors.",
    )
    for text, made in (("big 213M", turned), ("train images: 118,000", split), ("ours: error 0.40%", rates)):
        assert check_text(text, paper(made))[-1].verdict.holds
