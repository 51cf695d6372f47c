"""What a translation may say for a term, and which things an answer names, word by word."""

from __future__ import annotations

import pytest

from pipeline.promptlab.concepts import in_chinese, in_english
from pipeline.promptlab.renderings import says, terms_of

SAID = (
    "reinforcement learning with verifiable rewards = 强化学习 | chain of thought = CoT | tokens = token 标记 | "
    "latent spaces = 潜空间 潜在空间 | latent variables = 潜变量 | "
    "latent = 隐 潜 | hidden states = 隐状态 隐层状态 | rollouts = 轨迹 rollout | state-of-the-art = 最优 领先 SOTA | "
    "instruction tuning = 指令调优 | base models = 基础模型 基模型 | "
    "backbones = 骨干 主干 backbone | baselines = 基准 对比 | sampling = 样本 抽样 取样 | image patches = patch | "
    "epochs = epoch | few-shot = 小样本 | prompts = 提示 | "
    "ground truth = 真实 标准答案 正确答案 | text-to-image = 文本到图像 | text-to-video = 文本到视频 | "
    "mixture of experts = 专家混合 MoE | greedy decoding = 贪婪解码 | "
    "speculative decoding = 投机解码 | adapters = 适配器 adapter | attention = 注意力 | benchmarks = 基准 评测 | "
    "convolutional = 卷积 CNN | datasets = 数据集 | decoder = 解码 | "
    "decoding = 解码 | encoders = 编码器 | gradients = 梯度 | inference = 推理 推断 | "
    "language models = 语言模型 LLM LM | losses = 损失 | objectives = 目标 | overfits = 过拟合 | "
    "hallucinate = 幻觉 | preferences = 偏好 | prompted = 提示 | reasoning = 推理 | rewards = 奖励 | "
    "sampled = 采样 样本 抽样 取样 | supervised = 监督 | visual = 视觉"
)
CONCEPTS = (
    "agents = 智能体 | alignment = 对齐 | answers = 答案 回答 解答 | solutions = 解决方案 解法 | speech = 音频 语音 | "
    "benchmarks = 基准 | classified = 分类 | recognition = 识别 | "
    "programming = 代码 程序 编程 | datasets = 数据集 | images = 图像 图片 照片 视觉 | vision = 图像 | "
    "labels = 标签 类别 分类结果 | hidden = 隐 潜 连续 | logical = 逻辑 | mathematical = 数学 | "
    "LLMs = 模型 LLM | scholarly = 论文 文献 学术 | policies = 策略 | preferred = 偏好 | prompts = 提示 | "
    "queries = 查询 | problems = 问题 题目 题 | thoughts = 推理 思维 思考 | "
    "reinforcement = 强化学习 RL | retrieval = 搜索 检索 | survey = 综述 | texts = 文本 文字 自然语言 | "
    "pretraining = 训练 微调 | videos = 视频"
)


def pairs(table: str) -> list[tuple[str, str]]:
    return [(en, zh) for line in table.split(" | ") for en, said in [line.split(" = ")] for zh in said.split()]


@pytest.mark.parametrize(("english", "chinese"), pairs(SAID))
def test_every_rendering_of_a_term_is_accepted(english: str, chinese: str) -> None:
    longest = next(terms_of(f"It is about {english} here."))
    assert says(f"这里是{chinese}。", longest)
    assert not any(says("这里是斑马。", renderings) for renderings in terms_of(f"It is about {english} here."))


@pytest.mark.parametrize(("english", "chinese"), pairs(CONCEPTS))
def test_every_name_of_a_thing_is_known_in_both_languages(english: str, chinese: str) -> None:
    assert in_english(f"It is {english} here.") & in_chinese(f"这里是{chinese}。")
