"""Abbreviations: what they stand for, and where it is said."""

from __future__ import annotations

import pytest

from pipeline.summarise.short_forms import long_forms, shortened, spelled_once


@pytest.mark.parametrize(
    ("sentence", "short", "long"),
    [
        ("We design a Proactive Experience Pool (PEP).", "PEP", "Proactive Experience Pool"),
        ("It leverages first-order ambisonics (FOA).", "FOA", "first-order ambisonics"),
        ("It suffers from the Degeneration-of-Thought (DoT) problem.", "DoT", "Degeneration-of-Thought"),
        ("Zebra mixture models (ZMMs) are large.", "ZMM", "Zebra mixture models"),
        ("We propose TermSet (Term-based Set Training), a planner.", "TermSet", "Term-based Set Training"),
        ("the pools of the zebras and horses (PZH)", "PZH", "pools of the zebras and horses"),
        ("so be ce de ee fe ge he ie je (BCDEFGHIJ)", "BCDEFGHIJ", "be ce de ee fe ge he ie je"),
    ],
)  # fmt: skip
def test_a_short_form_stands_for_the_words_whose_letters_it_has(sentence: str, short: str, long: str) -> None:
    assert long_forms([sentence]) == {short: long}
    plural = "s" if f"({short}s)" in sentence else ""
    assert f"{short}{plural}" in shortened(sentence)
    assert long not in shortened(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is set in the wild (SITE).",
        "It has a Proactive Experience Store (PEP).",
        "It is large (L) of zebras.",
        "(PEP) is nothing.",
        "be ce de ee fe ge he ie je ke (BCDEFGHIJK)",
        "A Proactive Experience Pool, (PEP) is it.",
        "TermSet (Proactive Search Engine) is it.",
        "It uses of the (OT) pool.",
    ],
)
def test_a_bracket_of_other_letters_is_none(sentence: str) -> None:
    assert long_forms([sentence]) == {}
    assert shortened(sentence) == sentence


def test_a_term_of_the_field_stays_beside_its_short_form_for_it_has_a_chinese_name() -> None:
    assert shortened("Large language models (LLMs) plan.") == "Large language models (LLMs) plan."
    assert shortened("A Convolutional Auto-Encoder (CAE) plans.") == "A Convolutional Auto-Encoder (CAE) plans."


def test_the_first_sentence_that_says_it_counts() -> None:
    assert long_forms(["A Plain Pool (PP).", "A Poor Pool (PP)."]) == {"PP": "Plain Pool"}


def test_what_an_abbreviation_stands_for_is_said_once_and_in_chinese_where_it_has_a_name() -> None:
    longs = {"PEP": "Proactive Experience Pool", "KOA": "knee osteoarthritis", "LLM": "large language models"}
    said = set[str]()
    assert spelled_once("用 PEP 诊断 KOA 的 LLM", longs, said) == (
        "用 PEP（Proactive Experience Pool）诊断 KOA（膝骨关节炎）的 LLM"
    )
    assert spelled_once("用 PEP", longs, said) == "用 PEP"
    assert said == {"PEP", "KOA"}


@pytest.mark.parametrize("prose", ["用 PEPs 诊断", "用 PEP-2 诊断", "用 xPEP 诊断", "经验池（PEP）", "PEP（经验池）"])
def test_nothing_is_hung_on_to_another_name_or_to_one_that_is_explained(prose: str) -> None:
    assert spelled_once(prose, {"PEP": "Proactive Experience Pool"}, set()) == prose


@pytest.mark.parametrize(("letters", "shown"), [(60, True), (61, False)])
def test_a_long_form_of_sixty_characters_is_said(letters: int, shown: bool) -> None:
    assert ("（" in spelled_once("用 PEP", {"PEP": "P" * letters}, set())) is shown
