"""Which sentences of a paper are translated for its problem and its method."""

from __future__ import annotations

from pipeline.summarise.key_sentences import Aspect, key_sentences
from pipeline.summarise.lines import lines_of
from tests.papers import paper_text, paragraph

KEYED = (
    "Existing methods suffer from drift, and they fail on long inputs of many thousand words. "
    "We propose Ebb, a module that is inserted between the encoder and the decoder of a transformer."
)
PLAIN = (
    "Abstract—The cache takes most of the memory when a text is long. "
    "Two bits save most of it and destroy what was to be found again. "
    "TideKV keeps each block of the cache at two, four or eight bits, as the attention comes and goes. "
    "It asks a small table how much attention a block will get before the block is written. "
    "TideKV takes the cache of an 8B model from 4.29 GB down to 0.70 GB and loses 0.2 points."
)


def texts(abstract: str, aspect: Aspect, names: tuple[str, ...] = ()) -> list[str]:
    lines = lines_of(paper_text(paragraph(abstract, kind="abstract")))
    return [s.text for s in key_sentences(lines, names)[aspect]]


def test_words_of_problem_and_method_are_found() -> None:
    first, second = KEYED.split(". ", 1)
    assert texts(KEYED, "problem") == [f"{first}."]
    assert texts(KEYED, "architecture") == [second]


def test_an_abstract_without_those_words_still_says_its_problem_and_method() -> None:
    assert texts(PLAIN, "problem", ("TideKV",)) == [
        "The cache takes most of the memory when a text is long.",
        "Two bits save most of it and destroy what was to be found again.",
    ]
    assert texts(PLAIN, "architecture", ("TideKV",)) == [
        "TideKV keeps each block of the cache at two, four or eight bits, as the attention comes and goes.",
        "It asks a small table how much attention a block will get before the block is written.",
    ]


def test_nothing_stands_for_an_aspect_that_no_sentence_speaks_of() -> None:
    assert texts(PLAIN, "training", ("TideKV",)) == []
    assert texts("", "problem") == []


def test_a_sentence_that_speaks_of_two_aspects_is_shown_for_the_first_of_them() -> None:
    text = (
        "We propose Ebb, a framework whose encoder is trained with a new loss and a reward. It has a decoder as well."
    )
    assert texts(text, "architecture") == [text.split(". ")[0] + "."]
    assert texts(text, "training") == []
