"""English names of settings, scopes and values are printed in Chinese where each of their words is known."""

from __future__ import annotations

import pytest

from pipeline.words.printed import (
    shown_benchmark,
    shown_measure,
    shown_metric,
    shown_name,
    shown_scope,
    shown_setting,
    shown_value,
)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Learning rate", "学习率"),
        ("Problems per batch", "每批题数"),
        ("epoch per step", "每步轮数"),
        ("Solutions per problem G", "每题解答数 G"),
        ("Number of responses per question", "每题回答数"),
        ("number of layers", "层数"),
        ("Mini-batch size", "小批量大小"),
        ("number of attention heads (N_{h})", "注意力头数 N_{h}"),
        ("mini batch size", "小批量大小"),
        ("the maximum response length", "最大回答长度"),
        ("Hours", "训练时长（小时）"),
        ("Days", "训练时长（天）"),
        ("training data", "训练数据"),
        ("training examples", "训练样本数"),
        ("training example", "训练样本"),
        ("batch", "批"),
        ("KL loss coefficient", "KL 损失系数"),
        ("Clip range ε_{l}", "裁剪范围 ε_{l}"),
        ("Weight of the region loss", "区域损失的权重"),
        ("Precision of the weights", "权重的精度"),
        ("Price per glance（每次回看的代价）", "每次回看的代价"),
        ("Hinges per solution K (每个解答的铰链数)", "每个解答的铰链数 K"),
        ("Students in section K (K 班的学生数)", "K 班的学生数"),
        ("Price per glance", "Price per glance"),
        ("number of glances", "number of glances"),
        ("distance of hinges", "distance of hinges"),
        ("glances of a model", "glances of a model"),
        ("K", "K"),
        ("λ", "λ"),
        ("AMC 2023", "AMC 2023"),
        ("", ""),
    ],
)
def test_a_setting_is_called_in_chinese_or_as_the_paper_calls_it(name: str, printed: str) -> None:
    assert shown_setting(name) == printed


@pytest.mark.parametrize(
    ("scope", "printed"),
    [
        ("Reinforcement learning, all weights", "强化学习，全部权重"),
        ("Stage 1 and Stage 2", "第 1 阶段、第 2 阶段"),
        ("Phase III", "第 3 阶段"),
        ("evaluation, AMC 2023 and AIME 2024", "评测，AMC 2023、AIME 2024"),
        ("7B model; LoRA", "7B 模型；LoRA"),
        ("Helpful and Harmless", "Helpful and Harmless"),
        ("自监督预训练，JFT；ViT-B/{16,32}、GPT-2", "自监督预训练，JFT；ViT-B/{16,32}、GPT-2"),
        ("Crawler 的 training", "Crawler 的 training"),
        ("except Pipe and Wing", "除 Pipe、Wing 外"),
        ("", ""),
    ],
)
def test_each_part_of_a_scope_is_said_in_chinese_or_as_it_is_written(scope: str, printed: str) -> None:
    assert shown_scope(scope) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("cosine", "余弦"),
        ("greedy decoding", "贪心"),
        ("20 updates", "20 次更新"),
        ("10k steps", "10k 步"),
        ("{224, 448, 896} pixels", "{224, 448, 896} 像素"),
        ("8 × H100 80GB", "8 张 H100 80GB"),
        ("22 of 33", "22/33"),
        ("22 out of 33", "22/33"),
        ("［1000, 750］", "[1000, 750]"),
        ("2 dollars per H100-hour（每 H100 小时 2 美元）", "每 H100 小时 2 美元"),
        ("eight NVIDIA H20 GPUs（8 张 NVIDIA H20）", "8 张 NVIDIA H20"),
        ("eight NVIDIA H20 GPUs", "8 张 NVIDIA H20"),
        ("a single A100", "1 张 A100"),
        ("16 TPU v4", "16 TPU v4"),
        ("8-bit", "8 位"),
        ("0.2 to 0.5", "0.2 到 0.5"),
        ("between 10% and 20%", "10% 到 20%"),
        ("2 to the end", "2 to the end"),
        ("50 to 100 ms", "50 到 100 ms"),
        ("0 to 360°", "0 到 360°"),
        ("0.8 to 1.5×", "0.8 到 1.5×"),
        ("2 to 4 layers", "2 到 4 层"),
        ("3–12 frames", "3–12 帧"),
        ("400 training steps", "400 训练步"),
        ("14 days", "14 天"),
        ("2 to 4 layers of it", "2 to 4 layers of it"),
        ("approximately 3.5 hours", "约 3.5 小时"),
        ("around 144K", "约 144K"),
        ("About 61%", "约 61%"),
        ("roughly 2 days", "约 2 天"),
        ("about the same", "about the same"),
        ("at most 7100 steps", "至多 7100 步"),
        ("at most 7100 steps（至多）", "至多 7100 步"),
        ("more than 10 glances", "超过 10 glances"),
        ("more of it", "more of it"),
        ("two", "2"),
        ("three epochs", "3 轮"),
        ("three glances", "three glances"),
        ("one-sided", "one-sided"),
        ("1/2 to 1", "1/2 到 1"),
        ("reset at every stage（每阶段重置）", "每阶段重置"),
        ("8 of them（每卡 4 个）", "8 of them（每卡 4 个）"),
        ("all of them（每卡 4 个）", "all of them（每卡 4 个）"),
        ("two（两次）", "两次"),
        ("ten（10 步）", "10 步"),
        ("ten（9 步）", "ten（9 步）"),
        ("standard (half) normal（标准（半）正态）", "标准（半）正态"),
        ("about 20 hours（约 20 小时）", "约 20 小时"),
        ("1152 tokens（词元）", "1152 词元"),
        ("7 glances（瞥）", "7 瞥"),
        ("2 (Default)（默认）", "2 (Default)（默认）"),
        ("AdamW", "AdamW"),
        ("1e-6", "10^{-6}"),
        ("3e^{-4}", "3×10^{-4}"),
        ("0.045 ± 0.000", "0.045"),
        ("0.112 ± 0.001", "0.112 ± 0.001"),
        ("$12.21", "12.21 美元"),
        ("four（4）", "4"),
        ("four（5）", "four（5）"),
        ("eight-step（8 步）", "8 步"),
        ("$4 or $5", "$4 or $5"),
        ("96 H100-hours", "96 H100 小时"),
        ("{3.75E-3, 11e-5} per step", "{3.75×10^{-3}, 11×10^{-5}} per step"),
        ("Qwen2e-3", "Qwen2e-3"),
        ("1e6 steps", "1e6 steps"),
    ],
)
def test_a_value_keeps_its_number_and_has_its_unit_in_chinese(value: str, printed: str) -> None:
    assert shown_value(value) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Average", "平均"),
        ("Avg.", "平均"),
        ("Acc. (%)", "准确率 (%)"),
        ("Memory (GB)", "内存 (GB)"),
        ("visual tokens per question", "每题视觉词元数"),
        ("GSM8K", "GSM8K"),
        ("Recall@20", "Recall@20"),
        ("ImageNet ReaL", "ImageNet ReaL"),
        ("mathematical Average", "数学平均"),
        ("MATH Average", "MATH 平均"),
        ("relaxed accuracy", "relaxed accuracy"),
        ("# tokens（词元数）", "词元数"),
        ("win rate vs. SFT（对 SFT 的胜率）", "对 SFT 的胜率"),
        ("24-item test set, Repeat（24 题测试集，反复子集）", "24 题测试集，反复子集"),
        ("24-item test set（测试集）", "24-item test set（测试集）"),
        ("DMV's problem（车管所的问题）", "DMV's problem（车管所的问题）"),
        ("Flickr（看图说话）", "Flickr（看图说话）"),
        ("training time（越低越好）", "训练时长（越低越好）"),
        ("Chamfer distance（越低越好）", "Chamfer distance（越低越好）"),
        ("Video-MME", "Video-MME"),
        ("Video-level accuracy", "Video-level accuracy"),
        ("Flickr*", "Flickr"),
        ("f1 of names（名称）", "f1 of names（名称）"),
        ("", ""),
    ],
)
def test_what_is_measured_is_said_in_chinese_unless_it_is_a_name(text: str, printed: str) -> None:
    assert shown_measure(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Top-1 acc（准确率）", "准确率"),
        ("rAUEC（场误差，越低越好）", "rAUEC（场误差，越低越好）"),  # a name that the prose has as well
        ("PickScore（PS，偏好分）", "PickScore（PS，偏好分）"),
        ("LPIPS（越低越好）", "LPIPS（越低越好）"),
        ("step time（每步秒数，越低越好）", "每步秒数，越低越好"),
        ("Acc. (%)", "准确率 (%)"),
        ("win rate vs. SFT（对 SFT 的胜率）", "对 SFT 的胜率"),
    ],
)
def test_a_metric_is_what_the_model_says_in_brackets(text: str, printed: str) -> None:
    assert shown_metric(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("peer review（另一名评审人）", "另一名评审人"),
        ("MAPS（先分析再译）", "MAPS（先分析再译）"),
        ("two of it", "two of it"),
    ],
)
def test_plain_words_are_said_in_chinese_and_a_name_stays(text: str, printed: str) -> None:
    assert shown_name(text) == printed


@pytest.mark.parametrize(
    ("text", "printed"), [("Run", "Run"), ("Average", "平均"), ("visual tokens per question", "每题视觉词元数")]
)
def test_a_benchmark_that_is_one_word_with_a_capital_is_a_name(text: str, printed: str) -> None:
    assert shown_benchmark(text) == printed
