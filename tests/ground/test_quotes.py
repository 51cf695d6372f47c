"""A quote is found through changes of form and of a few letters, never through a changed number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ground.index import PaperIndex
from pipeline.ground.quotes import locate
from tests.ground.papers import grid, paper, paragraph

PAPER = PaperIndex(
    paper(
        "We train the model with a learning rate of 1 × 10^{-4} and a batch size of 128 for all experiments.",
        paragraph("The ﬁrst stage runs for ap-", page=2),
        paragraph("Figure 2: Loss over 300 steps.", page=2, kind="caption"),
        paragraph("proximately 30 days on 8 cores. It reaches 88.55 accuracy.", page=2),
        grid([["Method", "GSM8k", "MATH"], ["Ours", "34.1 ±1.5", "8.2"], ["Baseline", "30.0", "7.9"]], page=3),
    )
)


def test_a_verbatim_quote_is_exact() -> None:
    location = locate("a batch size of 128", PAPER)
    assert location is not None
    assert (location.page_number, location.rule) == (1, "exact")
    assert PAPER.paper.blocks[0].text[location.start : location.end] == "a batch size of 128"


@pytest.mark.parametrize(
    ("quote", "page"),
    [
        ("a learning rate of 1 × 10−4", 1),
        ("A LEARNING  RATE of\n1 × 10-4", 1),
        ("learning rate of 1×10⁻⁴", 1),
        ("a learning rate of $1 \\times 10^{-4}$", 1),
        ("The first stage runs for ap- proximately 30 days", 2),
        ("Ours 34.1 ±1.5 8.2", 3),
        ("Ours | 34.1 ± 1.5 | 8.2", 3),
    ],
)
def test_form_does_not_matter(quote: str, page: int) -> None:
    location = locate(quote, PAPER)
    assert location is not None
    assert (location.page_number, location.rule) == (page, "normalised")


def test_a_sentence_that_goes_on_after_a_float_leaves_the_float_out() -> None:
    location = locate("The first stage runs for approximately 30 days on 8 cores", PAPER)
    assert location is not None
    assert (location.block, location.last_block, location.skipped) == (1, 3, (2,))


def test_a_few_letters_may_differ() -> None:
    location = locate("We train the models with a learning rate of 1 × 10^{-4} and a batch size of 128", PAPER)
    assert location is not None
    assert (location.rule, location.edits) == ("letters_edited", 1)


@pytest.mark.parametrize(
    "quote",
    [
        "a batch size of 129", "a learning rate of 1 × 10^{-5}", "a learning rate of 1 × 10^{4}",
        "learning rate of 2 × 10^{-4} and a batch size of 128 for all experiments", "reaches 88.5 accuracy",
        "It reaches 88.56 accuracy", "Ours 34.1 ±1.6 8.2", "Ours 34.18.2", "the batch of sizes is a 128 learning rate",
        "We set the batch size to 128 in all of our experiments", "", "   ", "…",
    ],
)  # fmt: skip
def test_an_invented_quote_is_nowhere(quote: str) -> None:
    assert locate(quote, PAPER) is None


@given(st.data())
def test_every_substring_of_every_page_is_found(data: st.DataObject) -> None:
    page = data.draw(st.sampled_from([1, 2, 3]))
    text = "\n".join(block.text for block in PAPER.paper.blocks if block.page_number == page)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    location = locate(quote, PAPER)
    if quote.strip():
        assert location is not None
        assert location.rule == "exact"
    else:
        assert location is None


@given(st.text(max_size=80))
def test_no_quote_breaks_the_locator(quote: str) -> None:
    location = locate(quote, PAPER)
    assert location is None or location.page_number in (1, 2, 3)
