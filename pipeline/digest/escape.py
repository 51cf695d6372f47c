"""Makes foreign text harmless in Markdown and in the HTML that Markdown becomes."""

from __future__ import annotations

import re
import unicodedata

_ACTIVE = re.compile(r"[\\`*\[\]<>|~]")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # inside a word, _ is only a letter
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LINE_START = re.compile(r"^(?:([#+=-])|(\d{1,9})([.)])(?=\s|$))")
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(?=:)|\b(www)(?=\.)")
_SUPERSCRIPT = re.compile(r"\^\{([+\-−]?[0-9]+)\}")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def one_line(text: str) -> str:
    """`text` without line breaks, control characters and direction overrides, which can hide what it says."""
    flat = " ".join(text.split())
    return "".join(ch for ch in flat if unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co"))


def escape(text: str, *, links: bool = False) -> str:
    """`text` as Markdown that shows just this text, on one line.

    `links` lets bare addresses stay clickable: for the authors' abstract, never for what a model wrote.
    """
    safe = _ENTITY.sub("&amp;", one_line(text))
    safe = _ACTIVE.sub(lambda m: {"<": "&lt;", ">": "&gt;"}.get(m[0], "\\" + m[0]), safe)
    safe = _EMPHASIS.sub(r"\\_", safe)
    safe = _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", safe)
    return safe if links else _AUTOLINK.sub(lambda m: f"{m[0]}&#8203;", safe)


def raise_powers(text: str) -> str:
    """10^{-4} as 10⁻⁴. Exponents that are no whole number stay in their braces."""
    return _SUPERSCRIPT.sub(lambda m: m[1].translate(_RAISED), text)
