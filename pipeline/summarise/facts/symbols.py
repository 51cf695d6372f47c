"""The parameters of a paper's own method that a sentence sets by their symbols: "we set w_{p} to 0.8", "K = 4"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.summarise.facts.wanted import NUMBER

_SYMBOL = r"(?:[α-ωϵA-Z](?:_\{?\w+\}?)?|[a-z]_\{?\w+\}?)"
_NOUN = (
    r"(?:weight|coefficient|rate|ratio|factor|threshold|margin|budget|interval|size|length|number|strength|"
    r"scale|window|stride|horizon|depth|parameter|level)s?"
)
_WORD = r"(?:(?!(?:the|an?|our|its|and|with|of)\b)[a-z-]+ )"
_SETS = re.compile(
    r"(?i)\bwe (?:\w+ )?(?:set|fix|choose|use|take|adopt)\b|"
    r"\b(?:is|are) (?:\w+ )?(?:set|fixed|chosen|scaled|weighted)\b|\b(?:coefficients|weights) are\b"
)
_VALUE = rf"(?P<value>{NUMBER})(?![\w^+*/×·\[(-]|\.\d|,\s*\d| (?:or|to|and) \d)"
_IS = r"\s?(?:=|(?:is|are) (?:set|fixed|chosen) (?:to|as|at)|to)\s?"
_SET_TO = re.compile(rf"(?<![\w^_{{(|,.])(?P<name>{_SYMBOL}){_IS}{_VALUE}")
# "the downsampling rate k = 5": a word says what it is, and any letter may stand for it
_NAMED = re.compile(
    rf"\b(?P<name>(?:{_WORD}{{0,2}}{_NOUN}(?: of [a-z-]+)? |{_WORD}{{1,2}}{_NOUN} of )"
    rf"[A-Za-zα-ωϵ](?:_\{{?\w+\}}?)?){_IS}{_VALUE}"
)
_NO_PARAMETER = re.compile(r"[xyijtNP](?:_.*)?|n(?:_\{?\w{1,3}\}?)?|R|p_.*")


def symbols_set(sentence: str) -> Iterator[re.Match[str]]:
    """The names and the values of the symbols that a sentence sets, a name with its noun before one without."""
    if _SETS.search(sentence):
        yield from _NAMED.finditer(sentence)
        yield from (m for m in _SET_TO.finditer(sentence) if not _NO_PARAMETER.fullmatch(m["name"]))
