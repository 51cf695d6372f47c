"""Technical terms of the field, and the Chinese that its papers and textbooks use for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

# English as it stands in a sentence (a pattern, without its ending) -> what Chinese may say for it. A term is here only
# where one Chinese word is settled; words that are often rendered freely (scale, robust, setting) are not.
TERMS: dict[str, tuple[str, ...]] = {
    "adapters?": ("适配器", "adapter"),
    "agents?": ("智能体",),
    "attention": ("注意力",),
    "autoregressive": ("自回归",),
    "baselines?": ("基线", "基准", "对比"),
    "benchmarks?": ("基准", "评测"),
    "chains?[- ]of[- ]thoughts?": ("思维链", "CoT"),
    "checkpoints?": ("检查点",),
    "convolution\\w*": ("卷积", "CNN"),
    "curriculum": ("课程",),
    "datasets?": ("数据集",),
    "decod(?:er|ers|ing)": ("解码",),
    "distill\\w*": ("蒸馏",),
    "embeddings?": ("嵌入",),
    "encoders?": ("编码器",),
    "end-to-end": ("端到端",),
    "fine-?tun\\w*": ("微调",),
    "few-shot": ("少样本", "小样本"),
    "gradients?": ("梯度",),
    "ground[- ]truths?": ("真值", "真实", "标准答案", "正确答案"),
    "hallucinat\\w*": ("幻觉",),
    "hidden states?": ("隐藏状态", "隐状态", "隐层状态"),
    "inference": ("推理", "推断"),
    "language models?": ("语言模型", "LLM", "LM"),
    "latent": ("隐", "潜"),
    "loss(?:es)?": ("损失",),
    "multimodal|multi-modal": ("多模态",),
    "objectives?": ("目标",),
    "overfit\\w*": ("过拟合",),
    "(?:image )?patches": ("图像块", "patch"),
    "polic(?:y|ies)": ("策略",),
    "pre-?train\\w*": ("预训练",),
    "preferences?": ("偏好",),
    "prompt(?:s|ed|ing)?": ("提示",),
    "quantiz\\w*": ("量化",),
    "reasoning": ("推理",),
    "reinforcement learning": ("强化学习",),
    "rewards?": ("奖励",),
    "sampl(?:e|es|ed|ing)": ("采样", "样本", "抽样", "取样"),
    "self-supervis\\w*": ("自监督",),
    "state-of-the-art": ("最先进", "最优", "领先", "SOTA"),
    "supervis(?:ed|ion)": ("监督",),
    "text-to-image": ("文生图", "文本到图像"),
    "tokens?": ("token", "词元", "标记"),
    "trajector(?:y|ies)": ("轨迹",),
    "transformers?": ("transformer",),
    "visual": ("视觉",),
    "zero-shot": ("零样本",),
}
_PATTERNS = {english: re.compile(rf"(?i)(?<![\w-])(?:{english})(?!\w)") for english in TERMS}


def terms_of(sentence: str) -> Iterator[tuple[str, ...]]:
    """For each term of an English sentence, once, what Chinese may say for it."""
    return (TERMS[english] for english, pattern in _PATTERNS.items() if pattern.search(sentence))


def says(chinese: str, renderings: tuple[str, ...]) -> bool:
    """Whether a Chinese text holds one of the renderings."""
    lower = chinese.lower()
    return any(word.lower() in lower for word in renderings)
