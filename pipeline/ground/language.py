"""Judges the Chinese of a summary: not empty, not English, Simplified, and no echo of the prompt."""

from __future__ import annotations

import re

from schemas.summary import SAYS_NOTHING

CHINESE_SHARE = 0.4  # CJK characters among CJK characters and words in lower case, which names mostly are not
ECHO_CHARS = 24  # the longest run that prose has in common with the instructions by chance is 12
PROSE_NAMES = {
    "headline": "标题句",
    "task": "任务",
    "input": "输入",
    "output": "输出",
    "problem": "问题",
    "architecture": "模型结构",
    "training": "训练",
    "inference": "推理流程",
    "results_prose": "实验结果",
}
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,}")
_QUOTED = re.compile(r"原文：“[^“”]*”")  # a sentence of the paper that is shown as it is
_ENGLISH_RUN = re.compile(r"(?:\b[a-z]{2,}\b[ ,]+){5,}[a-z]{2,}")  # five lower-case words on end are a sentence


def language_problems(field: str, text: str, instructions: str = "") -> tuple[str, ...]:
    """What is wrong with a Chinese field as text, in Chinese: empty, English, Traditional, or an echo of the prompt."""
    name = PROSE_NAMES.get(field, field)
    plain = text.strip()
    if not plain:
        return (f"“{name}”是空的",)
    if plain in SAYS_NOTHING:
        return ()
    problems = []
    plain = _QUOTED.sub("原文", plain)
    chinese, latin = len(_CJK.findall(plain)), len(_LATIN_WORD.findall(plain))
    named = field == "headline" and not latin  # names and numbers alone: "Ebb，AIME 33%"
    if not named and (not chinese or chinese / (chinese + latin) < CHINESE_SHARE or _ENGLISH_RUN.search(plain)):
        problems.append(f"“{name}”不是中文")
    traditional = sorted({ch for ch in plain if _is_traditional(ch)})
    if traditional:
        problems.append(f"“{name}”含繁体字：{''.join(traditional)}")
    if any(plain[i : i + ECHO_CHARS] in instructions for i in range(0, len(plain) - ECHO_CHARS + 1, 4)):
        problems.append(f"“{name}”照抄了提示词")
    return tuple(problems)


def _is_traditional(char: str) -> bool:
    """Whether a character is Traditional only: Big5 has it, and GB 2312, which lists Simplified, has not."""
    return bool(_CJK.match(char)) and not _encodable(char, "gb2312") and _encodable(char, "big5")


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
