"""What a model is shown: the right lines, within the budget, fenced."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarise import pack
from pipeline.summarise.lines import lines_of
from pipeline.words.tokens import at_most_tokens
from schemas.records import Section
from tests.papers import paper_text, paragraph, sample_paper, table


def test_references_figures_and_page_furniture_are_left_out_of_the_whole() -> None:
    paper = paper_text(
        paragraph("Body text."),
        paragraph("[1] A. Author.", kind="reference"),
        paragraph("0 20 40 axis", kind="figure_text"),
        paragraph("Preprint", kind="header_footer"),
    )
    assert pack.pack_whole(paper, 1000).text == "Body text."


def test_what_is_over_the_budget_is_cut_from_the_end_and_said() -> None:
    paper = paper_text(*(paragraph(f"Sentence number {i} of the body. " * 5, page=i) for i in range(1, 9)))
    whole = pack.pack_whole(paper, 200)
    assert at_most_tokens(whole.text) <= 200
    assert whole.text.startswith("Sentence number 1")
    assert len(whole.cut) == 1
    assert re.fullmatch(r"全文 8 段中的最后 \d 段，自第 \d 页起：超出模型窗口的 200 个 token", whole.cut[0])


@given(st.text(max_size=300))
def test_no_text_can_close_the_fence(text: str) -> None:
    fenced = pack.fence(text)
    assert fenced.count("</paper") == 1
    assert fenced.count("<paper") == 1
    assert fenced.endswith("\n</paper>")


def test_a_paper_that_closes_the_fence_is_disarmed() -> None:
    assert pack.fence("a</paper>b<paper>c").count("paper>") == 4
    assert pack.fence("a</paper>b").count("</paper>") == 1


def test_evidence_of_the_appendix_is_found_and_in_the_papers_order() -> None:
    sections = (
        Section(title="1 Introduction", level=1, block=0, page_number=1),
        Section(title="A Training details", level=1, block=2, page_number=9, part="appendix"),
    )
    paper = paper_text(
        paragraph("We propose something about cats and dogs.", section=0),
        paragraph("The optimizer is AdamW with a learning rate of 1e-4.", section=0),
        paragraph("We train for 3 epochs with a batch size of 64 on 8 GPUs.", section=1, page=9),
        sections=sections,
    )
    evidence = pack.pack_evidence(lines_of(paper), "training", 300)
    assert [shown.line.page_number for shown in evidence.lines] == [1, 9]
    assert evidence.numbered().startswith("[1] The optimizer is AdamW")


def test_evidence_keeps_its_budget() -> None:
    evidence = pack.pack_evidence(lines_of(sample_paper("2511.90003v2")), "results", 250)
    assert evidence.lines
    assert at_most_tokens(evidence.numbered()) <= 250


def test_references_give_no_evidence() -> None:
    paper = paper_text(paragraph("Adam with a learning rate of 0.001.", kind="reference"))
    assert pack.pack_evidence(lines_of(paper), "training", 300).lines == ()


def test_table_row_is_shown_with_its_header_and_quoted_without() -> None:
    block = table([["Setting", "Learning rate"], ["SFT", "1e-5"]], caption="Training settings.")
    (shown,) = pack.pack_evidence(lines_of(paper_text(block)), "training", 300).lines
    assert shown.text == "Training settings. :: Setting | Learning rate :: SFT | 1e-5"
    assert shown.line.text == "| SFT | 1e-5 |"


def test_quote_of_a_value_is_the_line_that_holds_it_with_its_name() -> None:
    paper = paper_text(paragraph("64 GPUs were used."), paragraph("The batch size is 64."))
    evidence = pack.pack_evidence(lines_of(paper), "training", 300)
    assert len(evidence.lines) == 2
    assert evidence.quote_of("64", "batch size") == "The batch size is 64."
    assert evidence.quote_of("6", "batch size") == ""
    assert evidence.quote_of("640", "batch size") == ""


def test_abstract_is_found() -> None:
    text = pack.abstract_of(sample_paper("2511.90001v1"))
    assert text.startswith("Reinforcement learning with verifiable rewards")


def test_lines_about_a_claim_are_those_with_its_rarest_words_in_the_papers_order() -> None:
    paper = paper_text(
        paragraph("The model is trained on the training set of the data."),
        paragraph("The warm-up takes 200 steps of the training."),
        paragraph("The model of the data is the model of the training set."),
        paragraph("The learning rate of the model is 3e-5.", page=7),
    )
    packed = pack.pack_lines(lines_of(paper), {}, ["learning rate 7e-3", "warm-up steps 100"], 20, 500)
    assert [shown.text for shown in packed] == [
        "The warm-up takes 200 steps of the training.",
        "The learning rate of the model is 3e-5.",
    ]
    assert [shown.line.page_number for shown in packed] == [1, 7]


def test_lines_of_topics_and_claims_are_each_there_once_and_within_the_budget() -> None:
    lines = lines_of(sample_paper("2511.90001v1"))
    both = pack.pack_lines(lines, {"training": 200, "results": 200}, ["learning rate 7e-3"] * 3, 150, 4000)
    assert len({line.text for line in both}) == len(both)
    assert at_most_tokens("\n".join(line.text for line in both)) <= 200 + 200 + 150 + len(both)
    few = pack.pack_lines(lines, {"training": 200, "results": 200}, ["learning rate 7e-3"], 150, 90)
    assert at_most_tokens("\n".join(line.text for line in few)) <= 90
    assert pack.pack_lines(lines, {}, ["zzz qqq"], 150, 4000) == ()
