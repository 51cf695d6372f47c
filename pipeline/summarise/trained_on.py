"""How much data and time a method is trained with, read off the sentences that say so with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipeline.summarise.lines import PROSE, Line

MOST = 2  # kinds of data in one sentence
_NOUNS = {  # measure word and name; the longer is looked for first
    "sentence pairs": ("对", "句子"),
    "preference pairs": ("对", "偏好数据"),
    "pairs": ("对", "样本"),
    "traces": ("条", "轨迹"),
    "trajectories": ("条", "轨迹"),
    "questions": ("个", "问题"),
    "queries": ("个", "查询"),
    "problems": ("道", "题"),
    "prompts": ("条", "提示"),
    "examples": ("个", "样本"),
    "samples": ("个", "样本"),
    "instances": ("个", "样本"),
    "images": ("张", "图像"),
    "videos": ("段", "视频"),
    "documents": ("篇", "文档"),
    "sentences": ("个", "句子"),
}
_KINDS = {"synthetic": "合成", "unlabeled": "无标注", "labeled": "标注", "human": "人工"}
_WAYS = (("pre", "预训练"), ("fine", "微调"), ("reinforcement", "做强化学习"), ("distill", "蒸馏"), ("", "训练"))
_SIZE = r"(?P<number>\d[\d,.]*\d|\d)(?P<scale>[kKM](?!\w)| million)?"
_WHAT = rf"(?P<kind>(?:[\w-]+ ){{0,2}}?)(?P<noun>{'|'.join(_NOUNS)})\b"
_TRAINED = re.compile(
    r"(?i)\b(?P<way>pre-?train|fine-?tun|reinforcement learning|distill|train)\w*"
    rf"(?: [\w-]+){{0,6}}? (?:on|using|with)(?: [\w-]+){{0,9}}? {_SIZE} {_WHAT}"
)
_TOOK = re.compile(
    r"(?:^(?:It|Training|The training|A run of|Our)\b|\b[Ww]e\b)[^.;]*? (?:takes|took) "
    r"(?:about |around |approximately )?(?P<number>\d[\d.]*) (?P<unit>hours|days)\b"
)
_NOT_OURS = re.compile(r"(?i)\b(?:baselines?|the same|them|ablation|batch(?:es)?|checkpoint|evaluat\w+ on|test set)\b")


class TrainedOn(NamedTuple):
    """A clause about the data or the time of training, and the place that states it."""

    text: str
    at: str
    of_time: bool = False


def trained_on(lines: Sequence[Line]) -> tuple[TrainedOn, ...]:
    """The first amounts of data that are stated, each once, and the first time."""
    found: dict[str, TrainedOn] = {}
    for line in lines:
        if line.kind == "sentence" and line.block_kind in PROSE and line.part != "references" and not line.others:
            for clause in _clauses(line):
                found.setdefault(clause.text, clause)
    timed = [clause for clause in found.values() if clause.of_time]
    return (*[clause for clause in found.values() if not clause.of_time][:MOST], *timed[:1])


def _clauses(line: Line) -> Iterator[TrainedOn]:
    if _NOT_OURS.search(line.text):
        return
    for match in _TRAINED.finditer(line.text):
        if "." in match["number"] and not match["scale"]:  # a share, or in units that stand elsewhere
            continue
        measure, name = _NOUNS[match["noun"].lower()]
        way = next(zh for begins, zh in _WAYS if match["way"].lower().startswith(begins))
        kind = "".join(_KINDS.get(word, "") for word in match["kind"].lower().split())
        yield TrainedOn(f"用 {_amount(match)}{measure}{kind}{name}{way}", line.at)
    took = _TOOK.search(line.text)
    if took:
        yield TrainedOn(
            f"训练用时 {took['number']} {'小时' if took['unit'] == 'hours' else '天'}", line.at, of_time=True
        )


def _amount(match: re.Match[str]) -> str:
    """The number as the paper writes it; millions as 万, which Chinese counts in."""
    if (match["scale"] or "").strip() != "million":
        return f"{match['number']}{match['scale'] or ''} "
    return f"{(Decimal(match['number']) * 100).normalize():f} 万"
