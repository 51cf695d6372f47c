"""The Chinese names of settings and roles."""

from __future__ import annotations

_SETTING_NAMES = {
    "optimizer": "优化器",
    "optimiser": "优化器",
    "learning rate": "学习率",
    "lr": "学习率",
    "batch size": "批量大小",
    "epochs": "训练轮数",
    "epoch": "训练轮数",
    "training epochs": "训练轮数",
    "steps": "训练步数",
    "training steps": "训练步数",
    "warmup": "预热",
    "warm-up": "预热",
    "warmup steps": "预热步数",
    "weight decay": "权重衰减",
    "lora rank": "LoRA 秩",
    "gpus": "GPU",
    "gpu": "GPU",
    "hardware": "硬件",
    "training time": "训练时长",
    "schedule": "学习率调度",
    "learning rate schedule": "学习率调度",
    "learning rate scheduler": "学习率调度",
    "dropout": "dropout",
    "loss": "损失函数",
    "seed": "随机种子",
    "random seed": "随机种子",
    "temperature": "温度",
    "gradient accumulation steps": "梯度累积步数",
}
DATASET_ROLES = {"train": "训练", "eval": "评测", "both": "训练和评测"}


def setting_name(name: str) -> str:
    """The Chinese name of a common setting; any other name as the paper writes it."""
    return _SETTING_NAMES.get(name.lower().strip(), name)
