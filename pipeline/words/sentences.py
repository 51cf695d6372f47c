"""Splits English prose into sentences."""

from __future__ import annotations

import re

# "et al. 2024" and "0.5 of" go on, and so do titles; an acronym, "300M" or "DiT" may end a sentence, an initial may not
_END = re.compile(
    r"(?:(?<=[a-z0-9)\]}%][.!?])|(?<=[A-Z]{2}[.!?])|(?<=[0-9a-z][A-Z][.!?]))(?<!\bDr\.)(?<!\bal\.)(?<!\bvs\.)(?<!\bFig\.)\s+(?=[A-Z(])"
)


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, as they are written."""
    return _END.split(text)
