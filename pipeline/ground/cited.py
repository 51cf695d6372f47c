"""Parts Chinese prose into sentences, each with the numbers of the places that it cites in 【】."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBERS = r"[0-9]+(?:\.[0-9]+)?(?:[\s,，、;；/&和与及~～–—至到-]+[0-9]+(?:\.[0-9]+)?)*"
_CITED_RE = re.compile(rf"\s*[【\[［]\s*(?:出处|见|段|表)?[:： ]?\s*(?P<at>{_NUMBERS})\s*[】\]］]")
_END_RE = re.compile(r"[。！？!?\n]+[”’）)】]*")


class Sentence(NamedTuple):
    """A sentence of prose whose citations were taken out."""

    start: int  # characters into the prose without citations
    end: int
    at: str  # as a fact's `at`; "": it cites nothing
    written: tuple[int, int]  # characters into the prose with citations


def sentences_of(text: str) -> tuple[str, tuple[Sentence, ...]]:
    """The prose without its citations, and its sentences; a citation behind a full stop belongs to what is before."""
    pieces: list[str] = []
    cited: list[tuple[int, int, str]] = []  # where a citation stands without and with citations, and what it names
    position = length = 0
    for match in _CITED_RE.finditer(text):
        pieces.append(text[position : match.start()])
        length += match.start() - position
        cited.append((length, match.end(), match["at"]))
        position = match.end()
    pieces.append(text[position:])
    plain = "".join(pieces)
    ends = list(dict.fromkeys([*(m.end() for m in _END_RE.finditer(plain)), len(plain)]))
    found: list[Sentence] = []
    start = 0
    for end in ends:
        if not plain[start:end].strip():
            continue
        at = ", ".join(numbers for place, _, numbers in cited if start < place <= end)
        written = (_written(start, cited) if found else 0, len(text) if end == len(plain) else _written(end, cited))
        found.append(Sentence(start, end, at, written))
        start = end
    return plain, tuple(found)


def _written(place: int, cited: list[tuple[int, int, str]]) -> int:
    """Where a character of the prose without citations stands in the prose with them."""
    before = [(without, with_) for without, with_, _ in cited if without <= place]
    return place if not before else before[-1][1] + place - before[-1][0]
