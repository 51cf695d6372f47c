"""Tells what a number is that stands as an argument of a function, by the function's definition beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.ground.terms import shared, terms

MOST_BEFORE = 80  # characters of a call before a number
BESIDE = 40  # characters beside a symbol that may say what it stands for
_CALL_RE = re.compile(r"(?<![\w\\])([A-Za-z]\w*) ?\(\Z")
_WHOLE_RE = re.compile(r"\s*[,)]")
_SYMBOL = r"[^\W\d_](?:_\{[^{}]*\})?"
_PAUSE_RE = re.compile(r"[,;:.(]|\b(?:and|with|by|of|for|where|is|are|denotes?|means)\b")
_IS_RE = re.compile(r" (?:is|denotes|means|stands for|=|:) (?:the |an? )?([A-Za-z -]+)")


class Argument(NamedTuple):
    """A number's place in a call."""

    function: str
    position: int  # from 0


def argument_at(text: str, start: int, end: int) -> Argument | None:
    """The call that a number is a whole argument of, as in "MeanPool(K, 2, 2)"; None: it is none."""
    if not _WHOLE_RE.match(text, end) or text[:start].rstrip()[-1:] not in ("(", ","):
        return None
    depth = position = 0
    for at in range(start - 1, max(-1, start - MOST_BEFORE), -1):
        if text[at] in ")]}":
            depth += 1
        elif text[at] in "([{" and depth:
            depth -= 1
        elif text[at] == "(":
            called = _CALL_RE.search(text, 0, at + 1)
            return Argument(called[1], position) if called else None
        elif text[at] in "[{":
            return None
        elif text[at] == "," and not depth:
            position += 1
    return None


def says_argument(argument: Argument, name: frozenset[str], texts: Iterable[str]) -> bool:
    """Whether a definition such as "Pool(x, k, s) has kernel size k and stride s" gives an argument a fact's name."""
    return any(
        name and len(shared(name, said)) >= len(name) / 2 for text in texts for said in _meanings(argument, text)
    )


def _meanings(argument: Argument, text: str) -> Iterator[frozenset[str]]:
    """The words that a text has beside the symbol of an argument in the function's signature, and the symbol."""
    for signature in re.finditer(rf"(?<!\w){re.escape(argument.function)} ?\(([^()]*)\)", text):
        symbols = [part.strip() for part in signature[1].split(",")]
        symbol = symbols[argument.position] if argument.position < len(symbols) else ""
        if not re.fullmatch(_SYMBOL, symbol):
            continue
        yield terms(symbol)
        for match in re.compile(rf"(?<![\w{{]){re.escape(symbol)}(?![\w(])").finditer(text, signature.end()):
            before = _PAUSE_RE.split(text[max(signature.end(), match.start() - BESIDE) : match.start()])[-1]
            after = _IS_RE.match(text, match.end())
            yield terms(before) | (terms(after[1]) if after else frozenset())
