"""Text in the columns of a terminal, of which a Chinese character takes two."""

from __future__ import annotations

import re
import unicodedata

_WIDE = frozenset("WF")
_NOT_FIRST = frozenset("，。；：、！？）》」』”’…,.;:!?)]}")  # of a line


def width_of(text: str) -> int:
    """Columns of a terminal that a line takes."""
    return sum(2 if unicodedata.east_asian_width(c) in _WIDE else 1 for c in text if not unicodedata.combining(c))


def padded(text: str, width: int) -> str:
    """The text with spaces behind it up to so many columns."""
    return text + " " * (width - width_of(text))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many columns, broken at spaces and between wide characters."""
    lines, line = [], ""
    for piece in re.findall(r"\s+|[^\s\u2e80-\uffef]+|[\u2e80-\uffef]", " ".join(text.split())):
        if width_of(line + piece) > width and piece not in _NOT_FIRST and line.strip():
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]
