"""Words, phrases, AND, OR and NOT as people write them, as a query of SQLite's FTS5."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"[^"]*"?|[()]|[^\s()"]+')
_OPERATORS = ("AND", "OR", "NOT")
_WORD = re.compile(r"\w")


def fts_query(expression: str) -> str:
    """The query for FTS5; "" where the expression has no word.

    Words side by side must all be there. A minus before a word is NOT, and "AND NOT" is the same as "NOT", which FTS5
    knows only between two terms.
    """
    parts: list[str] = []
    for token in _TOKEN.findall(expression):
        if token in ("(", ")"):
            parts.append(token)
        elif token in _OPERATORS:
            if token == "NOT" and parts[-1:] == ["AND"]:
                parts.pop()
            parts.append(token)
        elif _WORD.search(token):
            if token.startswith("-"):
                parts.append("NOT")
            parts.append('"' + token.strip('"').lstrip("-") + '"')
    return " ".join(_joined(parts)) if any(part.startswith('"') for part in parts) else ""


def _joined(parts: list[str]) -> list[str]:
    """With the AND that stands between words: FTS5 reads none before a parenthesis."""
    joined: list[str] = []
    for part in parts:
        ends = bool(joined) and (joined[-1] == ")" or joined[-1].startswith('"'))
        if ends and (part == "(" or part.startswith('"')):
            joined.append("AND")
        joined.append(part)
    return joined
