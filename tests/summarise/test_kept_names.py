"""Names of a paper's own things that are words besides."""

from __future__ import annotations

from pipeline.summarise.kept_names import kept_in, kept_names

ZEBRAS = ["Here we use Zebra again.", "It holds that Zebra, too, is fast.", "With the Zebra it is fast."]


def test_a_word_in_capitals_within_three_sentences_is_a_name() -> None:
    assert kept_names(ZEBRAS) == ("Zebra",)
    assert kept_names(ZEBRAS[:2]) == ()
    assert kept_names([*ZEBRAS[:2], "Zebra is fast."]) == (), "a beginning tells nothing"


def test_a_word_that_mostly_stands_in_small_letters_is_none_unless_a_bracket_defines_it() -> None:
    small = ["Every zebra is a zebra, and a zebra.", "A zebra."]
    assert kept_names([*ZEBRAS, *small]) == ()
    assert kept_names([*ZEBRAS, *small, "The striped horse (Zebra) runs."]) == ("Zebra",)


def test_what_everybody_writes_in_capitals_or_in_chinese_is_none() -> None:
    assert kept_names(["of Table it", "of Table it", "of Table it"]) == ()
    assert kept_names(["of French it", "of French it", "of French it"]) == ()
    assert kept_names(["of Gaussian it", "of Gaussian it", "of Gaussian it"]) == ()
    assert kept_names(["(as Zebra says, 2024)"] * 3) == (), "cited people"


def test_a_name_stands_within_a_sentence_or_before_its_verb() -> None:
    assert kept_in("It improves on Global by 2.", ["Global", "Text"]) == ["Global"]
    assert kept_in("It follows Tweedie-lognormal laws.", ["Tweedie"]) == ["Tweedie"]
    assert kept_in("Global adds a contrast.", ["Global"]) == ["Global"]
    assert kept_in("Global attention is wide.", ["Global"]) == []
