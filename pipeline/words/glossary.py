"""Technical terms of the field, and the Chinese word by which a small model is told to call each."""

from __future__ import annotations

import re

# English as it stands in a sentence (a pattern) -> Chinese; a term stands before those that it holds. A term is here
# only where one Chinese word is settled and the English word hardly means anything else in a paper of the field.
GLOSSARY: dict[str, str] = {
    r"reinforcement learning with verifiable rewards?": "可验证奖励的强化学习",
    r"reinforcement learning": "强化学习",
    r"verifiable rewards?": "可验证奖励",
    r"reward models?": "奖励模型",
    r"preference optimi[sz]ation": "偏好优化",
    r"chains?[- ]of[- ]thoughts?": "思维链",
    r"chains? of continuous thoughts?": "连续思维链",
    r"continuous thoughts?": "连续思维",
    r"agents?": "智能体",
    r"tokens?": "词元",
    r"transformers?": "Transformer",
    r"latent spaces?": "隐空间",
    r"latent variables?": "隐变量",
    r"latent": "隐式",
    r"hidden states?": "隐藏状态",
    r"rollouts?": "采样轨迹",
    r"trajector(?:y|ies)": "轨迹",
    r"state-of-the-art": "最先进",
    r"supervised fine-?tuning": "监督微调",
    r"instruction[- ]tuning": "指令微调",
    r"fine-?tun(?:e|ed|es|ing)": "微调",
    r"pre-?train(?:ed|ing|s)?": "预训练",
    r"post-?training": "后训练",
    r"base models?": "基座模型",
    r"backbones?": "骨干网络",
    r"checkpoints?": "检查点",
    r"baselines?": "基线",
    r"human feedback": "人类反馈",
    r"polic(?:y|ies)": "策略",
    r"sampling": "采样",
    r"residual": "残差",
    r"encoder-based": "基于编码器的",
    r"decoder-based": "基于解码器的",
    r"cross-attention": "交叉注意力",
    r"self-attention": "自注意力",
    r"embeddings?": "嵌入",
    r"image patches": "图像块",
    r"epochs?": "轮",
    r"batch size": "批大小",
    r"warm-?up": "预热",
    r"weight decay": "权重衰减",
    r"label smoothing": "标签平滑",
    r"distill(?:ation|ed|ing)?": "蒸馏",
    r"quanti[sz](?:ation|ed)": "量化",
    r"few-shot": "少样本",
    r"zero-shot": "零样本",
    r"in-context learning": "上下文学习",
    r"prompts?": "提示词",
    r"hallucinations?": "幻觉",
    r"overfitting": "过拟合",
    r"ground[- ]truths?": "真值",
    r"diffusion models?": "扩散模型",
    r"flow matching": "流匹配",
    r"text-to-image": "文生图",
    r"text-to-video": "文生视频",
    r"vision-language models?": "视觉语言模型",
    r"multi-?modal": "多模态",
    r"curriculum": "课程",
    r"self-supervis(?:ed|ion)": "自监督",
    r"contrastive": "对比",
    r"embodied": "具身",
    r"end-to-end": "端到端",
    r"test[- ]time": "测试时",
    r"ablations?": "消融",
    r"auto-?regressive": "自回归",
    r"mixture[- ]of[- ]experts": "混合专家",
    r"greedy decoding": "贪心解码",
    r"speculative decoding": "推测解码",
}
MOST_TERMS = 8  # told for one question: a longer list is more than a small model heeds
_PATTERNS = {english: re.compile(rf"(?i)(?<![\w-])(?:{english})(?!\w)") for english in GLOSSARY}


def terms_of(text: str) -> tuple[tuple[str, str], ...]:
    """The terms of a text as it writes them, in small letters but for abbreviations, each with its Chinese.

    In the order of GLOSSARY, at most MOST_TERMS. A term within a longer one counts as the longer one alone.
    """
    found: dict[str, str] = {}  # by the Chinese: a plural is no second term
    for english, pattern in _PATTERNS.items():
        match = pattern.search(text)
        if match is not None:
            found.setdefault(GLOSSARY[english], match[0] if match[0].isupper() else match[0].lower())
            text = pattern.sub("\n", text)
    return tuple((english, chinese) for chinese, english in found.items())[:MOST_TERMS]
