"""Brings the characters of a PDF to one spelling each."""

from __future__ import annotations

import re

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
}
_SPACES = dict.fromkeys([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_DROPPED = dict.fromkeys(
    [
        *[*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)],  # control characters
        *[0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF],  # zero width
        *range(0x202A, 0x202F),  # direction marks
        *range(0xD800, 0xE000),  # lone surrogates
    ],
    "",
)
_TABLE: dict[int, str] = {
    **{ord(k): v for k, v in LIGATURES.items()},
    **_SPACES,
    **_DROPPED,
    0x2212: "-",  # minus sign
    0x2010: "-",  # hyphen
    0x2011: "-",  # non-breaking hyphen
    0xFE63: "-",
    0xFF0D: "-",
}


def normalise(text: str) -> str:
    """One spelling a character: no ligatures, controls, NUL or surrogates; minus is "-". Idempotent."""
    return text.translate(_TABLE)


_SOFT = "\u00ad"
_WORD_END = re.compile(r"[^\W\d_]{2,}-$")
_WORD_START = re.compile(r"^[a-zß-öø-ÿ]{2,}")
_PREFIXES = """pre post non self semi multi inter intra co re de anti cross meta sub super fine well high low long short
state end large small real mid zero few one two three"""
KEPT_PREFIXES = frozenset(
    _PREFIXES.split()
)  # first halves whose hyphen belongs to the word more often than to the line


def join_lines(lines: list[str]) -> str:
    """The lines of a paragraph as one string, with line-end hyphens resolved."""
    text = ""
    for line in lines:
        text = join(text, line)
    return text.replace(_SOFT, "")


def join(left: str, right: str) -> str:
    """Two lines as one: "train-" + "ing" is "training", "pre-" + "trained" is "pre-trained"."""
    if not left or not right:
        return left + right
    if left.endswith(_SOFT):
        return left[:-1] + right
    if left.endswith("-") and not left.endswith(" -"):
        match = _WORD_END.search(left)
        if match and _WORD_START.match(right) and match.group()[:-1].lower() not in KEPT_PREFIXES:
            return left[:-1] + right
        return left + right
    return f"{left} {right}"
