"""Chinese without what a small model leaves of English grammar: HDV-induced, HDVs, LLM 模型."""

from __future__ import annotations

import re
from collections.abc import Sequence

# what Chinese says for an English word that makes an adjective of a name
COMPOUNDS = {
    "based": "基于 {} 的",
    "induced": "{} 引起的",
    "driven": "{} 驱动的",
    "guided": "{} 引导的",
    "assisted": "{} 辅助的",
    "aware": "感知 {} 的",
    "generated": "{} 生成的",
    "derived": "源自 {} 的",
    "trained": "用 {} 训练的",
    "pretrained": "用 {} 预训练的",
    "tuned": "用 {} 微调的",
    "style": "{} 式",
    "like": "类似 {} 的",
    "enhanced": "{} 增强的",
    "powered": "{} 驱动的",
    "centric": "以 {} 为中心的",
    "specific": "{} 特有的",
    "free": "无 {} 的",
    "only": "仅 {} 的",
    "level": "{} 级",
    "optimal": "{} 最优的",
    "conditioned": "以 {} 为条件的",
    "augmented": "{} 增强的",
    "rich": "富含 {} 的",
    "scale": "{} 规模的",
    "broken": "被 {} 破坏的",
}
_COMPOUND = re.compile(
    r"(?:一?个?基于 ?(?=\S*-based))?(?<![A-Za-z\d-])(?P<name>[A-Z][A-Za-z\d.+]*(?:-[A-Z\d][A-Za-z\d.+]*)*)"
    rf"-(?P<word>{'|'.join(COMPOUNDS)})(?![A-Za-z\d-]) ?的? ?"
)
_PLURAL = re.compile(r"(?<![A-Za-z\d-])(?P<name>[A-Z][A-Za-z\d-]*[A-Z])s(?![A-Za-z\d])")
_MODEL_TWICE = re.compile(r"(?<![A-Za-z-])(?P<name>(?:L|V|ML|LV|S)LM) ?模型")  # the M says it
_OPENER = re.compile(r"(?P<zh>[\u3400-\u9fff]+)（[A-Z][a-z]+ (?P<name>[A-Z]{2,}s?)）")  # 卷积神经网络（Existing CNN）


def in_chinese(chinese: str, own: Sequence[str] = ()) -> str:
    """The Chinese with its English compounds in Chinese, and its abbreviations without plural and without an echo.

    `own`: what the paper calls its own method, which stays as it is.
    """

    def said(found: re.Match[str]) -> str:
        name, word = found["name"], found["word"]
        return found[0] if {name, f"{name}-{word}"} & set(own) else COMPOUNDS[word].format(name)

    chinese = _OPENER.sub(lambda found: f"{found['zh']}（{found['name']}）", chinese)
    chinese = _PLURAL.sub(lambda found: found[0] if found[0] in own else found["name"], _COMPOUND.sub(said, chinese))
    return _MODEL_TWICE.sub(lambda found: found["name"], chinese)
