"""What a model is shown: the right lines, within the budget, fenced."""

from __future__ import annotations

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


def test_place_of_a_value_is_that_of_the_line_that_holds_it_with_its_name() -> None:
    paper = paper_text(paragraph("64 GPUs were used."), paragraph("The batch size is 64."))
    evidence = pack.pack_evidence(lines_of(paper), "training", 300)
    assert len(evidence.lines) == 2
    assert evidence.at("64", "batch size") == "2"
    assert evidence.at("6", "batch size") == ""
    assert evidence.at("640", "batch size") == ""


def test_abstract_is_found() -> None:
    text = pack.abstract_of(sample_paper("2511.90001v1"))
    assert text.startswith("Reinforcement learning with verifiable rewards")


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
    assert pack.abstract_of(paper) == "The dropout is 3 here."


@pytest.mark.parametrize(("length", "found"), [(150, False), (200, False), (201, True), (500, True)])
def test_without_an_abstract_the_first_long_paragraphs_stand_for_it(length: int, found: bool) -> None:
    paper = paper_text(paragraph("x" * length), paragraph("y" * 300), paragraph("z" * 300))
    assert pack.abstract_of(paper).startswith("x") is found
    assert pack.abstract_of(paper).endswith("z") is not found


def test_an_abstract_is_cut_at_its_limit() -> None:
    assert len(pack.abstract_of(paper_text(paragraph("x" * 9000, kind="abstract")))) == 2400
