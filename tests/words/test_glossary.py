"""The field's words that a translation is told."""

from __future__ import annotations

import pytest

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


TERMS = (
    "reinforcement learning with verifiable rewards = 可验证奖励的强化学习 | reinforcement learning = 强化学习 | "
    "verifiable rewards = 可验证奖励 | reward model = 奖励模型 | "
    "preference optimization = 偏好优化 | preference optimisation = 偏好优化 | chain-of-thought = 思维链 | "
    "chains of thought = 思维链 | chain of continuous thought = 连续思维链 | "
    "continuous thoughts = 连续思维 | agents = 智能体 | token = 词元 | transformer = Transformer | "
    "latent space = 隐空间 | latent variables = 隐变量 | latent = 隐式 | "
    "hidden state = 隐藏状态 | rollouts = 采样轨迹 | trajectory = 轨迹 | trajectories = 轨迹 | "
    "state-of-the-art = 最先进 | supervised fine-tuning = 监督微调 | "
    "instruction tuning = 指令微调 | instruction-tuning = 指令微调 | fine-tuned = 微调 | finetune = 微调 | "
    "fine-tunes = 微调 | finetuning = 微调 | pre-trained = 预训练 | "
    "pretraining = 预训练 | pre-trains = 预训练 | post-training = 后训练 | base models = 基座模型 | "
    "backbone = 骨干网络 | checkpoint = 检查点 | baseline = 基线 | "
    "human feedback = 人类反馈 | policy = 策略 | policies = 策略 | sampling = 采样 | residual = 残差 | "
    "encoder-based = 基于编码器的 | decoder-based = 基于解码器的 | "
    "cross-attention = 交叉注意力 | self-attention = 自注意力 | embedding = 嵌入 | image patches = 图像块 | "
    "epochs = 轮 | warm-up = 预热 | weight decay = 权重衰减 | "
    "label smoothing = 标签平滑 | distillation = 蒸馏 | distilled = 蒸馏 | distilling = 蒸馏 | quantization = 量化 | "
    "quantised = 量化 | few-shot = 少样本 | zero-shot = 零样本 | "
    "in-context learning = 上下文学习 | prompt = 提示词 | hallucinations = 幻觉 | overfitting = 过拟合 | "
    "ground truth = 真值 | ground-truths = 真值 | diffusion model = 扩散模型 | "
    "flow matching = 流匹配 | text-to-image = 文生图 | text-to-video = 文生视频 | "
    "vision-language model = 视觉语言模型 | multimodal = 多模态 | multi-modal = 多模态 | "
    "curriculum = 课程 | self-supervised = 自监督 | self-supervision = 自监督 | contrastive = 对比 | embodied = 具身 | "
    "end-to-end = 端到端 | test-time = 测试时 | test time = 测试时 | "
    "ablation = 消融 | autoregressive = 自回归 | auto-regressive = 自回归 | mixture of experts = 混合专家 | "
    "mixture-of-experts = 混合专家 | greedy decoding = 贪心解码 | "
    "speculative decoding = 推测解码"
)


@pytest.mark.parametrize("term", TERMS.split(" | "))
def test_every_term_is_told_by_the_fields_word(term: str) -> None:
    english, chinese = term.split(" = ")
    assert terms_of(f"They use {english} here.") == ((english, chinese),)


def test_a_question_is_told_eight_terms_at_most() -> None:
    text = "agents, tokens, baselines, policies, prompts, epochs, residual, sampling, ablations and a curriculum"
    assert len(terms_of(text)) == 8
