"""What a small model says goes into a system and comes out, and what of it is printed."""

from __future__ import annotations

import pytest

from pipeline.summarise.ends import as_written, copied, end, shown_beside
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph

TEXT = "We denoise spectra. Removing stripes from a photo of zebras tells the two herds apart."


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("a photo of zebras", "photo of zebras"),
        ("The photo of zebras.", "photo of zebras"),
        ("given photos of a zebra", "photos of a zebra"),
        ("stripe removal via photos", "stripe removal"),
        ("stripe removal, using photos", "stripe removal"),
        ("spectra denoising", "spectra denoising"),
        ("a dense depth map", ""),
        ("photo of " * 6 + "zebras", ""),
        ("", ""),
    ],
)
def test_a_phrase_is_taken_where_the_paper_has_its_words(phrase: str, said: str) -> None:
    assert copied(phrase, TEXT) == said


@pytest.mark.parametrize("words", [10, 11])
def test_a_phrase_of_more_than_ten_words_is_half_a_sentence(words: int) -> None:
    phrase = " ".join(["zebras"] * words)
    assert copied(phrase, TEXT) == (phrase if words == 10 else "")


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("multi-scale mamba", "multi-scale Mamba"),
        ("striped zebra", "striped zebra"),
        ("Zebras of eeg", "Zebras of EEG"),
        ("", ""),
    ],
)
def test_a_word_that_the_text_never_writes_small_has_its_capitals(phrase: str, written: str) -> None:
    assert as_written(phrase, "A Mamba reads EEG of a zebra. Zebra stripes.") == written


@pytest.mark.parametrize(
    ("phrase", "task", "kept"),
    [
        ("photo of zebras", "counting of zebras", True),
        ("answers of language models", "question answering", True),
        ("voice agent", "turn taking", False),
        ("a photo and a large language model", "counting", False),
        ("embeddings of photos", "counting", False),
        ("Ebb photos", "counting", False),
        ("Llama-3-8B tuned on photos", "counting", False),
        ("zebras", "counting of zebras", False),
    ],
)
def test_a_system_what_is_within_it_and_the_task_are_no_ends(phrase: str, task: str, kept: bool) -> None:
    assert (end(phrase, task, ["Ebb"]) == phrase) is kept


def test_sentences_that_say_what_is_taken_and_given_are_shown_in_their_order() -> None:
    abstract = "Given a photo, it returns the number of zebras that graze there."
    said = [f"The network number {n} takes a photo and predicts the number of the zebras." for n in "abcdef"]
    other = ["Zebras are striped, and they live on the wide plains of the south."]
    formula = "It takes a photo and predicts n_{z} as the number of all the zebras."
    blocks = (paragraph(abstract, kind="abstract"), paragraph(abstract), *map(paragraph, [*other, formula, *said]))
    assert shown_beside(lines_of(paper_text(*blocks)), abstract) == said[:5]


def test_of_more_than_are_shown_the_best_are() -> None:
    said = [f"The network number {n} is a model which maps all the photos to zebras." for n in "abcdef"]
    best = "Given a photo as input, the network predicts the number of its zebras."
    assert shown_beside(lines_of(paper_text(*map(paragraph, [*said, best]))), "") == [*said[:4], best]


def test_capitals_are_put_into_whole_words_alone() -> None:
    assert as_written("art of artifacts", "ART is seen in artifacts.") == "ART of artifacts"


def test_an_algorithm_and_an_overview_say_first_what_is_taken_and_given() -> None:
    box = "1: Input: Query photo Q, herd size k 2: Output: IDs of the k nearest zebras, their distances to Q 3: return"
    trained = "Input: Training photos. Output: Parameters of the network."
    drawn = "Given a photo of the herd, the counter predicts the number of zebras in it."
    said = "The network takes a photo of the herd and predicts the number of the zebras."
    blocks = (
        paragraph(said),
        paragraph(trained),
        paragraph(box),
        paragraph(f"Figure 2: Overview of Ebb: {drawn}", kind="caption"),
    )
    assert shown_beside(lines_of(paper_text(*blocks)), "") == [
        "Input: Query photo, herd size. Output: IDs of the nearest zebras, their distances.",
        drawn,
        said,
    ]


def test_a_result_says_nothing_of_what_is_taken() -> None:
    assert (
        shown_beside(lines_of(paper_text(paragraph("Given a photo as input, it predicts 93.1% of all zebras."))), "")
        == []
    )
