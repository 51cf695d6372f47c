"""Which setting a name means."""

from __future__ import annotations

import pytest

from pipeline.words.settings import ORDER, contrasts_of, plain, rank_of, setting_of
from pipeline.words.settings_zh import setting_name
from pipeline.words.vocabulary import word_list


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("LR", "learning rate"),
        ("学习率", "learning rate"),
        ("Peak learning-rate (AdamW)", "learning rate"),
        ("Learning rate schedule", "schedule"),
        ("学习率调度", "schedule"),
        ("lr_decay", "learning rate decay"),
        ("Warmup learning rate", "learning rate"),
        ("Warm-up ratio", "warm up"),
        ("β_{1}", "beta 1"),
        ("Adam β2", "beta 2"),
        ("weight_decay", "weight decay"),
        ("批大小", "batch size"),
        ("Problems per batch", "batch size"),
        ("Gradient accumulation steps", "accumulation"),
        ("clip_grad_norm", "gradient clipping"),
        ("Clip range", "clip range"),
        ("Samples per prompt", "group size"),
        ("GPU memory", "memory"),
        ("GPU hours", "compute"),
        ("8×H100 GPUs", "GPUs"),
        ("Training time", "training time"),
        ("total training steps", "steps"),
        ("Diffusion steps", ""),
        ("Length (KL)", "KL"),
        ("λ", ""),
    ],
)
def test_a_name_is_of_the_first_setting_that_stands_in_it(name: str, setting: str) -> None:
    assert setting_of(name) == setting


def test_settings_come_in_the_order_that_readers_know() -> None:
    names = ["λ", "temperature", "GPU hours", "LoRA rank", "LR", "β_{1}", "批大小", "optimizer", "epochs", "warm-up"]
    known = ["optimizer", "LR", "warm-up", "批大小", "epochs", "LoRA rank", "GPU hours", "temperature", "λ", "β_{1}"]
    assert sorted(names, key=rank_of) == known


def test_every_setting_of_the_order_is_one_that_a_name_can_mean() -> None:
    assert {entry.name for entry in word_list("training.settings").entries} >= set(ORDER)


def test_brackets_are_read_last() -> None:
    assert setting_of("Batch size (learning rate 1e-5)") == "batch size"


def test_a_name_is_made_plain() -> None:
    assert plain("LoRA_α (r=16)") == "lora alpha (r 16)"
    assert plain("λ_{kl}") == "lambda kl"
    assert plain("Γ") == "gamma"


def test_what_makes_another_setting_of_a_name_is_found() -> None:
    assert contrasts_of("Minimum learning rate") == {"low"}
    assert contrasts_of("Micro batch size per GPU") == {"micro", "device"}
    assert contrasts_of("Learning rate (final)") == frozenset()


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("Batch size", "批量大小"),
        ("optimiser", "优化器"),
        ("training epochs", "训练轮数"),
        ("warmup steps", "预热步数"),
        ("LoRA rank", "LoRA 秩"),
        ("Label smoothing", "标签平滑"),
        ("Peak learning rate", "学习率"),
        ("base LR", "学习率"),
        ("Minimum learning rate", "Minimum learning rate"),
        ("Adam β_{1}", "β₁"),
        ("optimizer momentum 𝛽₂", "β₂"),
        ("learning rate warmup", "预热"),
        ("learning rate after 80% of the training", "learning rate after 80% of the training"),
        ("Gradient norm clipping", "梯度裁剪"),
        ("rank", "rank"),
    ],
)
def test_a_common_setting_is_printed_in_chinese_and_any_other_as_it_is_written(name: str, chinese: str) -> None:
    assert setting_name(name) == chinese
