"""The field's words that a translation is told."""

from __future__ import annotations

import pytest

from pipeline.promptlab.renderings import says
from pipeline.promptlab.renderings import terms_of as judged
from pipeline.words import glossary
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
        ("latent", "潜在"),
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


WIDE = list(glossary.wide().items())


@pytest.mark.parametrize(("english", "zh"), WIDE, ids=[english for english, _ in WIDE])
def test_every_noun_of_the_fields_is_told_alone_in_the_plural_and_with_a_hyphen(english: str, zh: str) -> None:
    if english.isupper():
        assert terms_of(english) == (), "an abbreviation may stay"
        assert glossary.term(english)
        return
    plural = f"{english[:-1]}ies" if english.endswith("y") else f"{english}s"
    told = [said for _, said in terms_of(english)]
    assert told == [zh] or glossary.term(english) == told[0], "of two lists, the first tells it"
    assert terms_of(plural)
    assert terms_of(english.replace("-", " "))


def test_a_noun_is_no_part_of_a_word() -> None:
    assert terms_of("xknee") == terms_of("kneex") == terms_of("zebra-knee") == ()
    assert terms_of("knees") == (("knees", "膝关节"),)
    assert terms_of("biopsies, species and anomalies") == (("species", "物种"), ("anomalies", "异常"))


def test_no_noun_stands_twice_and_each_has_a_chinese_name() -> None:
    written = glossary.WIDE.read_text("utf-8").count('" = "')
    assert len({english.lower() for english, _ in WIDE}) == len(WIDE) == written
    assert all(any("一" <= sign <= "龥" for sign in zh) for _, zh in WIDE)
    assert set(glossary.THINGS) < {"general", "learning", "medicine", "biology", "physics", "economics"}


@pytest.mark.parametrize(
    ("english", "chinese", "lost"),
    [
        ("It is of one knee X-ray.", "它是一张胸部正片", (("knee", "膝关节"), ("X-ray", "X 光"))),
        ("It is of one knee X-ray.", "它是一张膝盖的 X 射线图", ()),
        ("It follows a music score.", "它跟踪 Music Score", ()),
        ("It is a promising paradigm.", "它是一个潜在的例子", (("promising", "有前景的"), ("paradigm", "范式"))),
        ("It is a promising way.", "它是有希望的方法", ()),
    ],
)
def test_a_noun_is_lost_of_whose_chinese_no_character_is_there(
    english: str, chinese: str, lost: tuple[tuple[str, str], ...]
) -> None:
    assert set(glossary.lost(english, chinese)) == set(lost)


@pytest.mark.parametrize(
    ("english", "chinese", "foreign"),
    [
        ("It is an option for KOA.", "它是 KOA（多发性硬化症）的选项", ("多发性硬化",)),
        ("It has the gluon plasma.", "它有强子胶体", ("强子",)),
        ("The hadrons move.", "强子在运动", ()),
        ("It is an EEG.", "它是脑电图", ()),
        ("It is at the heart of it.", "它是心脏模块", ("心脏",)),
        ("It is slow.", "它很慢，有扩散模型", ()),
        ("It has an enzymatic step.", "它有一步酶反应", ()),
        ("It works by autonomous driving.", "它用于自动驾驶", ()),
    ],
)
def test_a_thing_of_another_field_is_foreign_to_a_sentence_that_does_not_name_it(
    english: str, chinese: str, foreign: tuple[str, ...]
) -> None:
    assert glossary.foreign(english, chinese) == foreign


def test_a_term_is_whole_and_of_any_list() -> None:
    assert glossary.term("knee osteoarthritis") == "膝骨关节炎"
    assert glossary.term("Large language models") == "大语言模型"
    assert glossary.term("GUI") == "图形用户界面"
    assert glossary.term("two large language models") == ""
