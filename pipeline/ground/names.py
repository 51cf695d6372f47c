"""Finds names of models, datasets, benchmarks and metrics with their versions, whatever their spelling's details."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from pipeline.ground.index import PaperIndex
from schemas.records import PaperText

_PART_RE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+(?:\.[0-9]+)*|[^\W\d_]+|[+*#@]")
_GAP = r"[\s\-_‐‑–—/­]{0,3}"
_SHOUTED_LETTERS = 5  # MATH, SQuAD aside, an acronym this short is a word in lower case: math, arc, wino
# A hyphen and one of these make another name; any other lower-case word after a hyphen ("GPT-2-based") does not.
_SUFFIXES = (
    r"chat|instruct|base|large|small|medium|mini|nano|turbo|tiny|huge|xl|xxl|it|hf|sft|dpo|rl|rlhf|zero|distill|pro|max|plus|"
    r"preview|lite|flash|ultra|coder|math|vl|audio|omni|moe|hard|easy|verified|lighteval|test|dev|full|diamond"
)
_BEFORE = r"(?<![A-Za-z0-9])(?:(?<![A-Za-z0-9][-_‐‑])|(?<=(?i:nvidia)[-_‐‑])|(?<=(?i:non)[-_‐‑]))(?<![0-9]\.)"
_AFTER = rf"(?![A-Za-z0-9])(?!\.[0-9])(?!\+)(?![-_‐‑–]\s?(?:(?-i:[0-9A-Z])|(?:{_SUFFIXES})\b))"


def find_name(name: str, index: PaperIndex | PaperText) -> tuple[int, int, int] | None:
    """(block, start, end) of the first place where name stands as a whole name; None: nowhere.

    Case, spaces, hyphens, line breaks and ligatures do not matter; digits, versions and word boundaries do:
    Llama-2-7B is not found in Llama-2-70B, nor MATH in MATH-500.
    """
    index = PaperIndex.of(index)
    span = search_name(name, index.text)
    if span is None:
        return None
    block = bisect_right(index.starts, span[0]) - 1
    return block, span[0] - index.starts[block], span[1] - index.starts[block]


def search_name(name: str, text: str, start: int = 0) -> tuple[int, int] | None:
    """The first span of text, from start on, that is name as a whole name; None: there is none."""
    pattern = name_pattern(name)
    match = pattern.search(text, start) if pattern is not None else None
    return match.span() if match else None


@lru_cache(maxsize=4096)
def name_pattern(name: str) -> re.Pattern[str] | None:
    """The pattern of a name as a whole name; None: the text holds no letter or digit."""
    plain = unicodedata.normalize("NFKC", name).strip()
    parts = _PART_RE.findall(plain)
    if not any(part[0].isalnum() for part in parts):
        return None
    body = _GAP.join(re.escape(part) for part in parts)
    after = _AFTER if parts[-1][0].isalnum() else ""
    letters = plain.isalpha() and plain.isupper() and len(plain) <= _SHOUTED_LETTERS
    if plain.islower() and len(parts) == 1:
        after = r"(?:s|es)?(?![A-Za-z0-9])"  # an ordinary word: token in tokens
    return re.compile(_BEFORE + body + after, 0 if letters else re.IGNORECASE)
