"""A quote is found through changes of form and of a few letters, never through a changed number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ground.index import PaperIndex
from pipeline.ground.quotes import locate
from schemas.records import Block
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


PROSE = "The model is trained on a set of questions that people have written by hand over some years of careful work."


def found(quote: str, *blocks: str | Block) -> str | None:
    """The rule by which a quote is found in a paper; None: it is not."""
    location = locate(quote, PaperIndex(paper("Something else.", *blocks, "And more.")))
    return None if location is None else location.rule


@pytest.mark.parametrize(("quote", "rule"), [("A B C", None), ("A-B C D", "normalised"), ("ab cd", "normalised")])
def test_four_letters_are_looked_for_without_their_blanks(quote: str, rule: str | None) -> None:
    assert found(quote, "It is a b c d of ABCD here.") == rule


@pytest.mark.parametrize(
    ("quote", "rule"),
    [
        (PROSE.replace("people", "peoples"), "letters_edited"),
        (PROSE.replace("model", "models").replace("people", "peoples"), "letters_edited"),
        (PROSE.replace("model", "models").replace("people", "peoples").replace("hand", "hands"), "letters_edited"),
        (PROSE.replace("model", "models").replace("people", "peoples").replace("hand", "hands").replace("set",
        "sets").replace("some", "somes"), None),
        ("is trained on sets", None), ("that people has written by", None),
        ("a set of questions that peoples wrote", None),
    ],
)  # fmt: skip
def test_one_letter_in_twenty_five_may_differ(quote: str, rule: str | None) -> None:
    assert found(quote, PROSE) == rule


@pytest.mark.parametrize(("times", "rule"), [(6, "letters_edited"), (7, None), (9, None)])
def test_a_long_quote_has_six_letters_changed_at_most(times: int, rule: str | None) -> None:
    words = [f"words{chr(97 + n)} of the {chr(97 + n)}lpha beta gamma delta epsilon" for n in range(12)]
    changed = [w.replace("gamma", "gammas") if n < times else w for n, w in enumerate(words)]
    assert found(" ".join(changed), " ".join(words)) == rule


@pytest.mark.parametrize(("floats", "rule"), [(1, "normalised"), (9, "normalised"), (12, None)])
def test_a_sentence_goes_on_behind_ten_floats_at_most(floats: int, rule: str | None) -> None:
    between = [paragraph(f"Figure {n}: a plot", kind="caption") for n in range(floats)]
    quote = "The sentence begins here and goes on there with zebras"
    assert found(quote, "The sentence begins here and", *between, "goes on there with zebras and more.") == rule


@pytest.mark.parametrize(("half", "rule"), [("abc def gh", "normalised"), ("abc def g", None), ("abc de", None)])
def test_the_first_half_of_a_sentence_has_eight_letters(half: str, rule: str | None) -> None:
    blocks: list[str | Block] = [
        "It is said " + half,
        paragraph("Figure 1: a plot", kind="caption"),
        "and goes on there with zebras.",
    ]
    assert found(f"{half} and goes on there with zebras", *blocks) == rule


@pytest.mark.parametrize(("times", "rule"), [(20, "letters_edited"), (30, None)])
def test_a_beginning_that_is_common_tells_no_place(times: int, rule: str | None) -> None:
    common = ["The quick brown fox sleeps in 5 places here."] * times
    quote = "the quick brown fox jumps over a lazy dog"
    assert found(quote, *common, quote.replace("dog", "hog")) == rule
