"""The field's words that a translation is told."""

from __future__ import annotations

import pytest

from pipeline.promptlab.renderings import says
from pipeline.promptlab.renderings import terms_of as judged
from pipeline.words.glossary import corrected, terms_of
from pipeline.words.vocabulary import Entry, word_list


def test_a_term_is_told_once_as_the_sentence_writes_it() -> None:
    assert terms_of("An agent meets other Agents, who fine-tune it.") == (("agent", "智能体"), ("fine-tune", "微调"))
    assert terms_of("A reagent of an agency.") == (), "no part of a word is a term"


def test_a_longer_term_hides_those_within_it() -> None:
    sentence = "Reinforcement learning with verifiable rewards needs no reward model."
    assert terms_of(sentence) == (
        ("reinforcement learning with verifiable rewards", "可验证奖励的强化学习"),
        ("reward model", "奖励模型"),
    )
    assert terms_of("latent space and latent tokens") == (
        ("latent space", "隐空间"),
        ("latent", "隐式"),
        ("tokens", "词元"),
    )


def test_a_long_list_is_cut() -> None:
    many = "agent token latent rollout epochs prompt few-shot zero-shot embodied contrastive"
    assert len(terms_of(many)) == 8
    assert ("embodied", "具身") in terms_of(many), "a long word, which a small model knows less, before a short one"


TOLD = [entry for entry in word_list("terms.field").entries if entry.zh]


@pytest.mark.parametrize("entry", TOLD, ids=lambda entry: entry.word)
def test_every_term_is_told_by_the_fields_word_which_the_lab_accepts(entry: Entry) -> None:
    assert entry.zh in [chinese for _, chinese in terms_of(entry.yes)], "not hidden by one before it"
    asked = list(judged(entry.yes))
    assert any(says(entry.zh, renderings) for renderings in asked)


def test_a_question_is_told_eight_terms_at_most() -> None:
    text = "agents, tokens, baselines, policies, prompts, epochs, residual, sampling, ablations and a curriculum"
    assert len(terms_of(text)) == 8


def test_a_known_wrong_name_of_a_term_is_set_right_where_the_english_has_the_term() -> None:
    assert corrected("The key-value cache is large.", "关键值缓存很大") == "键值缓存很大"
    assert corrected("The key value is cached.", "关键值缓存很大") == "关键值缓存很大"
    assert corrected("A slip in a box.", "盒子里的滑动") == "框里的失误"


CORRECTED = [entry for entry in TOLD if entry.wrong]


@pytest.mark.parametrize("entry", CORRECTED, ids=lambda entry: entry.word)
def test_a_wrong_name_is_no_right_one_of_the_term(entry: Entry) -> None:
    for wrong in entry.wrong:
        assert not any(wrong in right for right in (entry.zh, *entry.also))
        assert corrected(entry.yes, wrong) == entry.zh
