"""What a paper calls its own work is told from what it only mentions."""

from __future__ import annotations

import pytest

from pipeline.summarise.facts.methods import is_own, own_names
from tests.papers import paper_text, paragraph, table


def names(
    *sentences: str, title: str = "On the matter of things", mentions: int = 4, before: int = 0
) -> tuple[str, ...]:
    """The own names of a paper that opens with these sentences and says "Coconut" `mentions` times more."""
    opening = [paragraph(f"Nothing is said in paragraph {n}.") for n in range(before)]
    body = [paragraph("Coconut grows. " * mentions)] if mentions else []
    filler = [paragraph("Something else is said here.") for _ in range(30)]
    return own_names(paper_text(*opening, *(paragraph(s) for s in sentences), *filler, *body), title)


SAYS = (
    "We propose | We introduce | We present | We develop | We design | We release | We build | We create | We train "
    "| We call it | We name it | "
    "we then propose | we first introduced | This is our method called | A novel one is named | In this work the "
    "one dubbed | We see a thing termed | a model, namely | We have a word coined | "
    "Our method | our model | Our approach | our framework | our algorithm | Our system | our agent | Our models, | "
    "our methods,"
)


@pytest.mark.parametrize("says", SAYS.split(" | "))
def test_every_way_to_name_ones_own(says: str) -> None:
    assert names(f"{says} Coconut to do it.") == ("Coconut",)


@pytest.mark.parametrize(
    "says", ["Others use", "We compare with", "The work of", "It recalls", "They propose that", "A method is called"]
)
def test_what_is_only_mentioned_is_not_ones_own(says: str) -> None:
    assert names(f"{says} Coconut to do it.") == ()


@pytest.mark.parametrize(
    "words", ["a", "an", "the", "our new", "a novel simple", "this", "a kind of", "a simple and very well known one of"]
)
def test_words_may_stand_between(words: str) -> None:
    assert bool(names(f"We propose {words} Coconut to do it.")) is (len(words.split()) <= 6)


@pytest.mark.parametrize(("mentions", "found"), [(2, False), (3, True), (8, True)])
def test_ones_own_is_named_four_times(mentions: int, found: bool) -> None:
    """The sentence that proposes it is one of them."""
    assert bool(names("We propose Coconut to do it.", mentions=mentions)) is found


@pytest.mark.parametrize(("before", "found"), [(20, True), (24, True), (25, False)])
def test_ones_own_is_named_in_the_first_paragraphs(before: int, found: bool) -> None:
    assert bool(names("We propose Coconut to do it.", before=before)) is found


@pytest.mark.parametrize(("measured", "found"), [(1, True), (2, False), (4, False)])
def test_what_is_measured_on_is_a_dataset(measured: int, found: bool) -> None:
    sentences = ["We propose Coconut to do it.", "We measure on Coconut. " * measured]
    assert bool(names(*sentences, mentions=8)) is found


NO_METHOD = (
    "LLM VLM MLLM RL SFT GPU CoT RLHF RLVR PPO KL QA AI NLP API CNN RNN The In On For We This These Our It A An And "
    "Table Figure Section Appendix "
    "Transformer Transformers Large Language Model Models English Chinese Python Dr LLMs GPUs"
)


@pytest.mark.parametrize("word", NO_METHOD.split())
def test_a_common_word_is_no_method(word: str) -> None:
    assert word not in names(f"We propose {word} to do it.", f"{word} grows. " * 8)


@pytest.mark.parametrize(
    ("name", "found"),
    [("Qwen2.5-7B", False), ("Dr. GRPO", True), ("Coco-7b", True), ("Coco.v2", True), ("Coco Nut", False)],
)
def test_a_name_is_one_word_and_no_known_model(name: str, found: bool) -> None:
    assert (name in names(f"We propose {name} to do it.", f"{name} grows. " * 8)) is found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("We propose Chain of Continuous Thought (COCT) here.", True),
        ("We introduce chain of continuous thought (COCT) here.", True),
        ("We present the new Chain of Continuous Thought (COCT).", True),
        ("We develop Chain of Continuous Thought (COCT).", True),
        ("We then design Chain of Continuous Thought (COCT).", True),
        ("Others use Chain of Continuous Thought (COCT).", False),
        ("We propose Chain of Continuous Thought (XYZ) here.", False), ("We propose a Language Model (LM) here.", True),
        ("We propose a Large Language Model (LLM) here.", False), ("We propose a Cat (C) here.", False),
        ("We propose it. Others use Chain of Continuous Thought (COCT).", False),
    ],
)  # fmt: skip
def test_the_short_form_of_ones_own_is_a_name(sentence: str, found: bool) -> None:
    assert bool(names(sentence, mentions=0)) is found


def test_the_titles_name_is_the_surest_and_so_is_its_short_form() -> None:
    title = "Latent Thought: Reasoning without words"
    assert names("We use Latent Thought (LaTo) here.", title=title, mentions=0) == ("Latent Thought", "LaTo")


@pytest.mark.parametrize("letters", [12, 15])
def test_a_short_form_is_short(letters: int) -> None:
    name = "C" + "oc" * (letters // 2)
    head = "Cocoa Trees"
    found = names(f"We use {head} ({name[:letters]}) here.", title=f"{head}: A study of it", mentions=0)
    assert (name[:letters] in found) is (letters <= 15)


@pytest.mark.parametrize(
    "label", ["ours", "Our", "proposed", "This work", "Coconut", "Coconut-7B", "+ Coconut", "Coconut (all)"]
)
def test_a_label_of_ones_own(label: str) -> None:
    assert is_own(label, ("Coconut",))
    assert not is_own("hours of X-Coconut and CoconutX", ("Coconut",))


@pytest.mark.parametrize(("words", "found"), [(7, True), (8, False)])
def test_the_words_of_a_short_form_are_seven_at_most(words: int, found: bool) -> None:
    long = " ".join(["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta"][:words])
    short = "".join(word[0] for word in long.split())
    assert (short in names(f"We propose {long} ({short}) here.", mentions=0)) is found


@pytest.mark.parametrize("letters", [15, 16])
def test_a_short_form_has_fifteen_letters_at_most(letters: int) -> None:
    name = ("COCO" * 4)[:letters]
    found = names(f"We use Cocoa Trees ({name}) here.", title="Cocoa Trees: A study of it", mentions=0)
    assert (name in found) is (letters == 15)


@pytest.mark.parametrize(("name", "found"), [("PaSa", True), ("PaS", False)])
def test_a_name_of_four_letters_may_be_written_in_another_case(name: str, found: bool) -> None:
    assert is_own(name.lower(), (name,)) is found


@pytest.mark.parametrize(
    ("label", "times", "found"), [("OatZero", 1, False), ("OatZero", 2, True), ("BERT", 3, False), ("BERT", 4, True)]
)
def test_a_row_that_is_often_called_ours_is_the_papers_own(label: str, times: int, found: bool) -> None:
    """A family of models is often called so without being theirs."""
    paper = paper_text(table([["Model", "MATH"], [label, "3.2"]]), *[paragraph(f"We look at our {label}.")] * times)
    assert (label in own_names(paper, "On the matter of things")) is found


def test_initials_of_a_word_that_joins_several_head_rows() -> None:
    paper = paper_text(table([["Method", "Score"], ["WSM-L3", "3.1"], ["Old", "2.1"]]))
    assert own_names(paper, "WideSkyMap: Merging Maps") == ("WideSkyMap", "WSM")


def test_a_name_of_the_abstract_that_heads_rows_and_that_nothing_cites_is_their_own() -> None:
    abstract = paragraph("Weld-Judge outdoes Kiln-Judge [3]. Weld-Judge is small.", kind="abstract")
    rows = [["Method", "Score"], ["Kiln-Judge [3]", "2.1"], ["Weld-Judge v1", "3.1"]]
    text = paragraph("Weld-Judge has two stages. Weld-Judge is trained once.")
    assert own_names(paper_text(abstract, text, table(rows)), "Judging Welds") == ("Weld-Judge",)
    rows[1][0] = "Kiln-Judge"  # nothing says that the rows are compared with others' work
    assert own_names(paper_text(abstract, text, table(rows)), "Judging Welds") == ()
