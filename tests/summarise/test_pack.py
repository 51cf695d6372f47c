"""What a model is shown: the right lines, within the budget, fenced."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarise import pack
from pipeline.summarise.lines import lines_of
from pipeline.summarise.pack import Topic
from pipeline.words.tokens import at_most_tokens
from schemas.records import Block, BlockKind, Part, Section
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


WORDS: dict[Topic, str] = {
    "training": "learning rate | lr | optimizer | optimiser | Adam | AdamW | SGD | AdaFactor | Lion | "
    "batch size | epoch | epochs | "
    "training steps | gradient steps | optimization steps | steps | iterations | warm-up | warmup | weight decay | "
    "LoRA | rank | dropout | GPU | GPUs | TPU | "
    "A100 | H100 | H800 | V100 | hours | β | schedule | cosine | clip | temperature | coefficient | rollout | "
    "rollouts | group size | "
    "max output length | momentum | label smoothing | seed | hyperparameter | hyper-parameters",
    "setup": "base model | backbone | initialized | initialised | pre-trained | pretrained | built on | "
    "built upon | we use | we adopt | we employ | we choose | "
    "we select | we evaluate | fine-tuned | finetuned | Qwen2.5 | LLaMA | Llama | Mistral | DeepSeek | Gemma | "
    "ViT | ResNet | BERT | T5 | CLIP | dataset | "
    "benchmark | corpus | trained on | evaluated on | test set | training set | training data",
    "results": "outperforms | improves | achieves | surpasses | state-of-the-art | accuracy | F1 | "
    "pass@1 | score | gain | compared to | "
    "compared with | baseline | ours | reduces | speed-up | speedup | faster | points | win rate",
    "method": "we propose | we introduce | we present | we design | we train | "
    "we replace | we add | we insert | "
    "consists of | consist of | module | encoder | decoder | architecture | framework | stage | loss | objective | "
    "during inference | at inference | "
    "at test time | reward | layer | token",
    "overview": "challenge | limited | lack | struggles | fails | difficult | suffers | bottleneck | "
    "hinders | costly | expensive | "
    "in this paper | in this work | we propose | we introduce | we present | we study | we investigate | we show",
}  # fmt: skip


def chosen(topic: Topic, *blocks: Block, sections: Sequence[Section] = (), tokens: int = 4000) -> list[str]:
    """What is shown for a topic, within so many tokens."""
    lines = lines_of(paper_text(*blocks, sections=sections))
    return [shown.line.text for shown in pack.pack_evidence(lines, topic, tokens).lines]


@pytest.mark.parametrize(("topic", "word"), [(t, w.strip()) for t, words in WORDS.items() for w in words.split("|")])
def test_every_word_of_a_topic_makes_a_line_its_evidence(topic: Topic, word: str) -> None:
    said = f"Here 3 of it and {word} too."
    assert chosen(topic, paragraph(said), paragraph("Zebras are 3 of it, and so on.")) == [said]


def better(topic: Topic, one: tuple[Block, str, Part], other: tuple[Block, str, Part]) -> bool | None:
    """Whether the first of two lines is shown where there is room for one, whichever stands first; None: it depends."""
    won = []
    for order in ((one, other), (other, one)):
        blocks = [block.model_copy(update={"section": n}) for n, (block, _, _) in enumerate(order)]
        sections = [Section(title=t, level=1, block=n, page_number=1, part=p) for n, (_, t, p) in enumerate(order)]
        shown = pack.pack_evidence(lines_of(paper_text(*blocks, sections=sections)), topic, 4000).lines
        room = max(at_most_tokens(line.text) for line in shown) + 6
        (kept,) = chosen(topic, *blocks, sections=sections, tokens=room)
        won.append(kept in one[0].text)
    return won[0] if won[0] == won[1] else None


A, B = (
    "Here 3 of it and {} too, as was said in so many words of it.",
    "Here 4 of it and {} too, as was said in so many words of it.",
)
PLAIN: tuple[str, Part] = ("Zebras", "body")


def said(words: str, other: bool = False, kind: BlockKind = "paragraph") -> Block:
    return paragraph((B if other else A).format(words), kind=kind)


@pytest.mark.parametrize(
    ("topic", "words", "place", "rival", "wins"),
    [
        # a word more outweighs nothing else; a place of the topic outweighs one word, not two
        ("training", "dropout", PLAIN, "dropout and momentum", False),
        ("training", "dropout", ("Implementation", "body"), "dropout and momentum", True),
        ("training", "dropout", ("Implementation", "body"), "dropout, momentum and seed", False),
        ("training", "dropout", ("Proofs", "appendix"), "dropout", True),
        ("training", "dropout", ("Proofs", "appendix"), "dropout and momentum", False),
        ("results", "accuracy", ("Main results", "body"), "accuracy and faster", True),
        ("results", "accuracy", ("Main results", "body"), "accuracy, faster and gain", False),
        ("results", "accuracy and faster", ("Proofs", "appendix"), "accuracy", False),
        ("results", "accuracy, faster and gain", ("Proofs", "appendix"), "accuracy", True),
        ("results", "accuracy", ("Abstract", "abstract"), "accuracy", True),
        ("method", "encoder", ("Our method", "body"), "encoder and decoder", True),
        ("method", "encoder", ("Our method", "body"), "encoder, decoder, loss and reward", False),
        ("method", "encoder, decoder, loss and reward", ("Proofs", "appendix"), "encoder, decoder", False),
        ("method", "encoder, decoder, loss, reward and layer", ("Proofs", "appendix"), "encoder", True),
        ("setup", "backbone", ("Setup", "body"), "backbone and corpus", True),
        ("setup", "backbone", ("Setup", "body"), "backbone, corpus and benchmark", False),
        ("overview", "costly", ("Introduction", "body"), "costly and difficult", True),
        ("overview", "costly", ("Introduction", "body"), "costly, difficult, expensive and limited", False),
        ("overview", "costly, difficult, expensive, limited and lack", ("Proofs", "appendix"), "costly", False),
        ("overview", "costly, difficult, expensive, limited, lack, fail, suffer", ("Proofs", "appendix"),
        "costly", True),
    ],
)  # fmt: skip
def test_which_of_two_lines_is_shown(topic: Topic, words: str, place: tuple[str, Part], rival: str, wins: bool) -> None:
    assert better(topic, (said(words), *place), (said(rival, other=True), *PLAIN)) is wins


@pytest.mark.parametrize(
    ("topic", "place"),
    [
        *(("training", p) for p in ("Implementation", "Training", "Hyperparameters", "Setup", "Settings", "Details",
        "Experiments", "Configuration")),
        *(("results", p) for p in ("Results", "Experiments", "Evaluation", "Comparison", "Main things", "Ablation")),
        *(("method", p) for p in ("Method", "Approach", "Model", "Architecture", "Framework", "Algorithm",
        "Overview")),
        ("setup", "Experiments"), ("overview", "1 Introduction"),
    ],
)  # fmt: skip
def test_every_place_of_a_topic_is_preferred(topic: Topic, place: str) -> None:
    word = {
        "training": "dropout",
        "results": "accuracy",
        "method": "encoder",
        "setup": "backbone",
        "overview": "costly",
    }[topic]
    assert better(topic, (said(word), place, "body"), (said(word, other=True), *PLAIN)) is True


@pytest.mark.parametrize(
    ("topic", "cell", "rival", "wins"),
    [
        ("training", "dropout", "dropout", True), ("training", "dropout", "dropout, momentum and seed", False),
        ("setup", "backbone and corpus", "backbone", None), ("method", "encoder, loss and reward", "encoder", None),
        ("results", "accuracy of ours", "accuracy and faster", True), ("results", "accuracy of it", "accuracy and "
        "faster", False),
        ("overview", "costly, difficult, expensive, limited, lack, fail", "costly", None),
    ],
)  # fmt: skip
def test_rows_of_tables_are_preferred_for_numbers_alone(topic: Topic, cell: str, rival: str, wins: bool | None) -> None:
    row = table([["Zebras", "Horses"], [cell, "3"]])
    assert better(topic, (row, *PLAIN), (said(rival, other=True), *PLAIN)) is wins


@pytest.mark.parametrize("text", ["https://x.org", "http://x.org", "a@x.org", "© 2026"])
def test_an_address_is_no_evidence(text: str) -> None:
    assert chosen("training", paragraph(f"Here 3 of it and dropout {text} too.")) == []


@pytest.mark.parametrize("topic", ["training", "results"])
def test_settings_and_results_have_numbers(topic: Topic) -> None:
    assert chosen(topic, paragraph("Here it has dropout and accuracy too.")) == []
    for word in ("Adam", "SGD", "an optimizer", "an optimiser", "a schedule"):
        assert bool(chosen(topic, paragraph(f"Here it has {word} and accuracy too."))) is (topic == "training")


@pytest.mark.parametrize(("length", "found"), [(11, False), (12, True), (30, True)])
def test_a_fragment_is_no_evidence(length: int, found: bool) -> None:
    assert bool(chosen("training", paragraph(f"seed 3{'x' * (length - 6)}"))) is found


def test_a_line_is_cut_and_so_is_the_caption_before_a_row() -> None:
    (shown,) = pack.pack_evidence(lines_of(paper_text(paragraph("dropout 3 " + "x" * 900))), "training", 4000).lines
    assert len(shown.text) == 420
    block = table([["Dropout", "Value"], ["a", "3"]], caption="y" * 300)
    (shown,) = pack.pack_evidence(lines_of(paper_text(block)), "training", 4000).lines
    assert shown.text.count("y") == 120


@pytest.mark.parametrize("lines", [50, 60, 61, 130])
def test_a_topic_has_sixty_lines_at_most(lines: int) -> None:
    assert len(chosen("training", *(paragraph(f"The dropout is {n}.") for n in range(lines)), tokens=9000)) == min(
        lines, 60
    )


@pytest.mark.parametrize(("tokens", "lines"), [(11, 0), (12, 1), (23, 1), (24, 2)])
def test_a_line_costs_its_tokens_and_its_number(tokens: int, lines: int) -> None:
    blocks = [paragraph(f"The dropout of it is {n}.") for n in (3, 4)]
    assert {at_most_tokens(block.text) for block in blocks} == {8}
    assert len(chosen("training", *blocks, tokens=tokens)) == lines


@pytest.mark.parametrize("mark", ["[^1]", "[^12 a]", "[^123456789012]"])
def test_note_marks_are_shown_nowhere(mark: str) -> None:
    paper = paper_text(paragraph(f"The dropout{mark} is 3 here.", kind="abstract"))
    (shown,) = pack.pack_evidence(lines_of(paper), "training", 300).lines
    assert shown.text == "The dropout is 3 here."
    assert pack.abstract_of(paper) == pack.pack_whole(paper, 300).text == "The dropout is 3 here."


@pytest.mark.parametrize("kind", ["reference", "figure_text", "header_footer", "author"])
def test_what_is_no_text_of_the_paper_is_left_out_of_the_whole(kind: BlockKind) -> None:
    assert pack.pack_whole(paper_text(paragraph("Body."), paragraph("Other.", kind=kind)), 300).text == "Body."


@pytest.mark.parametrize(("length", "found"), [(150, False), (200, False), (201, True), (500, True)])
def test_without_an_abstract_the_first_long_paragraphs_stand_for_it(length: int, found: bool) -> None:
    paper = paper_text(paragraph("x" * length), paragraph("y" * 300), paragraph("z" * 300))
    assert pack.abstract_of(paper).startswith("x") is found
    assert pack.abstract_of(paper).endswith("z") is not found


def test_an_abstract_is_cut_at_its_limit() -> None:
    assert len(pack.abstract_of(paper_text(paragraph("x" * 9000, kind="abstract")))) == 2400


def test_a_line_with_less_than_half_of_the_best_ones_words_is_not_about_a_claim() -> None:
    paper = paper_text(
        paragraph("The alpha beta gamma delta is it."), paragraph("The alpha beta is another."),
        paragraph("The alpha is yet one more."),
        *(paragraph(f"Nothing of it is said in number {n} of them.") for n in range(9)),
    )  # fmt: skip
    packed = pack.pack_lines(lines_of(paper), {}, ["alpha beta gamma delta"], 400, 4000)
    assert [shown.text.split()[-1] for shown in packed] == ["it."]
    packed = pack.pack_lines(lines_of(paper), {}, ["alpha beta"], 400, 4000)
    assert [shown.text.split()[-1] for shown in packed] == ["it.", "another."]
