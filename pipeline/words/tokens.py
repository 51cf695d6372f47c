"""How many tokens a text has, without a tokenizer."""

from __future__ import annotations

import re

# Tokens for each: least squares of the relative error to the Qwen2.5 tokenizer over 25 papers, as we pack them
# and as the PDF library gives them, and the Chinese prompts (bench/llm). GPT's and DeepSeek's take fewer for digits.
_WORD = re.compile(r"[A-Za-z]+")
_WORD_TOKENS = 0.88
_LONG_WORD = 6  # letters; further ones are often tokens of their own
_LETTER_TOKENS = 0.29
_CLASSES = (
    (re.compile(r"[0-9]"), 1.96),  # with the space or point that goes with it
    (re.compile(r"[\u2e80-\uffff]"), 0.69),  # Chinese
    (re.compile(r"[^\w\s\u2e80-\U0010ffff]|_"), 0.44),  # punctuation and symbols
    (re.compile(r"[^\W0-9_A-Za-z\u2e80-\U0010ffff]"), 3.9),  # Greek and accented letters, and the formulas they are in
    (re.compile(r"[\U00010000-\U0010ffff]"), 1.52),  # mathematical alphabets
    (re.compile(r"\n"), 0.46),
)
MARGIN = 1.1  # the estimate of one of 25 papers is 9% too low, and a prompt must not exceed the window


def count_tokens(text: str) -> int:
    """The tokens of English or Chinese text with numbers; 2.5% off on average, 9% at most (docs/benchmarks.md)."""
    words = _WORD.findall(text)
    letters = sum(len(word) - _LONG_WORD for word in words if len(word) > _LONG_WORD)
    count = len(words) * _WORD_TOKENS + letters * _LETTER_TOKENS
    count += sum(len(pattern.findall(text)) * tokens for pattern, tokens in _CLASSES)
    return max(round(count), 1) if text else 0


def at_most_tokens(text: str) -> int:
    """An upper estimate of the same, for what has to fit into a window."""
    return int(count_tokens(text) * MARGIN) + 1 if text else 0
