"""What an answer's JSON holds, taken as what it should be: an endpoint may put anything in any place."""

from __future__ import annotations

from typing import Any

MOST_TOKENS = 10**9  # of one answer: beyond is no count


def dict_of(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def first_of(value: Any) -> dict[str, Any]:
    """The first of a list, or what stands alone in its place."""
    return dict_of(value[0]) if isinstance(value, list) and value else dict_of(value)


def text_in(value: Any) -> str:
    return value if isinstance(value, str) else ""


def count(value: Any) -> int:
    """Tokens of one answer; 0 for what is no number of them."""
    return value if type(value) is int and 0 < value <= MOST_TOKENS else 0
