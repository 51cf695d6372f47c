"""未报告 is printed only after the whole paper was searched."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ground.absent import _HINTS, _PATTERNS, absent
from schemas.grounding import AbsenceKind
from schemas.records import Section
from tests.ground.papers import grid, paper, paragraph


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("learning rate", "The learning rate is set to 1 × 10^{-4}."),
        ("learning rate", "with lr=3e-5 and weight decay 0.1"),
        ("batch size", "an effective batch size of 128"),
        ("batch size", "We use mini-batches of 64 samples."),
        ("optimizer", "We use AdamW with default settings."),
        ("schedule", "with cosine decay and 500 warmup steps"),
        ("schedule", "with a constant learning rate"),
        ("epochs or steps", "We train for 3 epochs."),
        ("epochs or steps", "trained for a total of 20K steps"),
        ("GPUs", "All runs use 8 × A100 GPUs."),
        ("GPUs", "measured on an NVIDIA H100"),
        ("hours", "Training takes 27 hours."),
        ("hours", "at a cost of 300 GPU hours"),
        ("hours", "All models were trained on one node. Each took roughly half a day."),
        ("hours", "All models were trained on one node. Each took roughly twenty-four hours."),
        ("hours", "Fine-tuning requires 2,500 A100-hours."),
    ],
)
def test_what_is_reported_is_found(kind: AbsenceKind, text: str) -> None:
    answer = absent(kind, paper("Something else.", paragraph(text, page=7)))
    assert not answer.absent
    assert [e.page_number for e in answer.found] == [7]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("learning rate", "A larger learning rate hurts."),
        ("batch size", "The batch size matters little."),
        ("optimizer", "We optimise the loss."),
        ("schedule", "We schedule interviews with experts."),
        ("epochs or steps", "The proof takes three steps."),
        ("GPUs", "GPUs are expensive."),
        ("hours", "Annotators worked for 3 hours."),
        ("hours", "Experts were hired. The survey took twenty-four hours."),
    ],
)
def test_a_mention_without_a_value_is_no_report(kind: AbsenceKind, text: str) -> None:
    assert absent(kind, paper(text)).absent


def test_an_appendix_table_counts() -> None:
    answer = absent("learning rate", paper(grid([["Parameter", "Value"], ["Learning rate", "1e-6"]], page=19)))
    assert [e.page_number for e in answer.found] == [19]


def test_hours_of_a_table_are_of_training_only_where_it_says_so() -> None:
    assert absent("hours", paper(grid([["Observation", "Array time (hours)"], ["Mars", "676"]]))).absent
    assert not absent("hours", paper(grid([["Run", "Training time (hours)"], ["A", "27"]]))).absent


def test_the_references_do_not_count() -> None:
    sections = (Section(title="References", level=1, block=0, page_number=9, part="references"),)
    cited = paragraph("Adam: a method for stochastic optimization with 8 GPUs.", page=9).model_copy(
        update={"section": 0}
    )
    assert absent("optimizer", paper(cited, sections=sections)).absent
    assert absent("optimizer", paper(cited.model_copy(update={"section": None}))).absent is False


@given(st.data())
def test_no_text_that_reports_a_kind_is_passed_over_for_want_of_a_hint(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(_PATTERNS)))
    pattern = data.draw(st.sampled_from(_PATTERNS[kind]))
    text = data.draw(st.from_regex(pattern))
    assume(not set("ſıİ\u212a") & set(text))  # they match s, i and k where case is ignored, and no paper writes so
    assert _HINTS[kind].search(text)
