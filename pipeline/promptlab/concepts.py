"""What a task, an input or an output is about, read off English annotations and Chinese phrases alike."""

from __future__ import annotations

import re

# concept -> its words in an English annotation, and in a Chinese phrase
_CONCEPTS: dict[str, tuple[str, str]] = {
    "agent": (r"agents?", "智能体"),
    "alignment": (r"align\w*", "对齐"),
    "answer": (r"answers?|solutions?", "答案|回答|解答|解决方案|解法"),
    "audio": (r"audio|speech", "音频|语音"),
    "benchmark": (r"benchmarks?", "基准"),
    "classification": (r"classif\w*|recogni\w*", "分类|识别"),
    "code": (r"code|programs?|program\w*", "代码|程序|编程"),
    "dataset": (r"datasets?", "数据集"),
    "image": (r"images?|visual|vision", "图像|图片|照片|视觉"),
    "label": (r"labels?|class", "标签|类别|分类结果"),
    "latent": (r"latent|continuous|hidden", "隐|潜|连续"),
    "logic": (r"logic\w*", "逻辑"),
    "math": (r"math\w*", "数学"),
    "model": (r"models?|LLMs?", "模型|LLM"),
    "paper": (r"papers?|scholarly|academic", "论文|文献|学术"),
    "policy": (r"polic(?:y|ies)", "策略"),
    "preference": (r"(?:dis)?prefer\w*", "偏好"),
    "prompt": (r"prompts?", "提示"),
    "query": (r"quer(?:y|ies)", "查询"),
    "question": (r"questions?|problems?", "问题|题目|题"),
    "reasoning": (r"reasoning|thoughts?|step-by-step", "推理|思维|思考"),
    "reinforcement learning": (r"reinforcement|RL\w*|GRPO", "强化学习|RL"),
    "search": (r"search|retriev\w*", "搜索|检索"),
    "survey": (r"survey", "综述"),
    "text": (r"text\w*|natural[- ]language", "文本|文字|自然语言"),
    "training": (r"\w*train\w*|\w*tun(?:e|ed|ing)", "训练|微调"),
    "video": (r"videos?", "视频"),
}
_ENGLISH = {name: re.compile(rf"(?i)(?<![A-Za-z])(?:{words})(?![A-Za-z])") for name, (words, _) in _CONCEPTS.items()}
_CHINESE = {name: re.compile(words) for name, (_, words) in _CONCEPTS.items()}


def in_english(text: str) -> frozenset[str]:
    """The concepts of an annotation."""
    return frozenset(name for name, pattern in _ENGLISH.items() if pattern.search(text))


def in_chinese(text: str) -> frozenset[str]:
    """The concepts of a Chinese phrase."""
    return frozenset(name for name, pattern in _CHINESE.items() if pattern.search(text))


def agreement(pairs: tuple[tuple[str, str], ...]) -> float | None:
    """F1 of the concepts of Chinese phrases against those of the English annotations beside them.

    A concept counts in its own phrase only: a model as the input is wrong where it is the output. None: the annotations
    have no concept.
    """
    given = [in_chinese(chinese) for chinese, _ in pairs]
    expected = [in_english(english) for _, english in pairs]
    matched = sum(len(g & e) for g, e in zip(given, expected, strict=True))
    of_both = sum(map(len, given)) + sum(map(len, expected))
    return 2 * matched / of_both if any(expected) else None
