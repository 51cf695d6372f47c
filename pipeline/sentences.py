"""Splits English prose into sentences."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[a-z0-9)\]}%][.!?])\s+(?=[A-Z(])")  # "et al. 2024" and "0.5 of" go on


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as they are written."""
    return _END.split(text)
