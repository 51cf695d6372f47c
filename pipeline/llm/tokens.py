"""How many tokens a text has."""

from __future__ import annotations

CHARS_PER_TOKEN = 3.0


def estimate_tokens(text: str) -> int:
    """An estimate without a tokenizer."""
    wide = sum(ch >= "\u2e80" for ch in text)
    return int(wide + (len(text) - wide) / CHARS_PER_TOKEN) + 1
