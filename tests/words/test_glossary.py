"""The field's words that a translation is told."""

from __future__ import annotations

from pipeline.promptlab.renderings import says
from pipeline.promptlab.renderings import terms_of as judged
from pipeline.words.glossary import MOST_TERMS, terms_of


def test_a_term_is_told_once_as_the_sentence_writes_it() -> None:
    assert terms_of("An agent meets other Agents, who fine-tune it.") == (("agent", "智能体"), ("fine-tune", "微调"))
    assert terms_of("A tokenizer and a reagent.") == (), "no part of a word is a term"


def test_a_longer_term_hides_those_within_it() -> None:
    sentence = "Reinforcement learning with verifiable rewards needs no reward model."
    assert terms_of(sentence) == (
        ("reinforcement learning with verifiable rewards", "可验证奖励的强化学习"),
        ("reward model", "奖励模型"),
    )
    assert terms_of("latent space and latent tokens") == (
        ("tokens", "词元"),
        ("latent space", "隐空间"),
        ("latent", "隐式"),
    )


def test_a_long_list_is_cut() -> None:
    many = "agent token latent rollout epochs prompt few-shot zero-shot embodied contrastive"
    assert len(terms_of(many)) == MOST_TERMS


def test_what_is_told_is_what_the_lab_accepts() -> None:
    both = (
        "agents, baseline, chain-of-thought, checkpoints, curriculum, distillation, embedding, end-to-end, "
        "fine-tuning, few-shot, ground truth, hallucination, hidden state, latent, latent space, multimodal, "
        "overfitting, image patches, policy, pre-training, preference optimization, prompt, quantization, "
        "reinforcement learning, reward model, self-supervised, state-of-the-art, supervised fine-tuning, "
        "text-to-image, tokens, trajectories, transformer, zero-shot"
    )
    for term in both.split(", "):
        ((_, chinese),) = terms_of(term)
        asked = list(judged(term))
        assert asked, term
        assert all(says(chinese, renderings) for renderings in asked), (term, chinese)
