"""Which rows of a table are somebody else's method, by what the paper says of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.summarise.facts.cells import is_cited
from pipeline.summarise.facts.methods import is_cited_in
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.vocabulary import pattern

READY = pattern("results.ready")
_COMPARES = re.compile(
    r"(?i)\b(?:baselines?|compar(?:e|ed|es|ing|ison)|outperform\w*|surpass\w*|exceed\w*|improv\w+ (?:over|upon)|"
    r"competing|state-of-the-art|previous|existing|prior|vs|versus)\b"
)
_OF_PARTS = re.compile(r"(?i)\b(?:ablat\w+|variants?|our own|we (?:propose|introduce|design))\b")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\s@\s.*$|[_^]\{[^{}]*\}|[*∗⋆†‡]|(?<![\w.])\d+(?:\.\d+)?[BMK]\b")
_JOINS = re.compile(r"\s*[+/&,]\s*|\s(?:with|w/)\s|\s[-–]\s")
_STEM = re.compile(r"[-_ ]")
_WORDS = re.compile(r"\s*[a-z]{3,}(?:-[a-z]+)*\s")  # "single-stage SFT": a variant, not a name
_NAMED = re.compile(r"[A-Z].*[A-Z\d]|[A-Z][a-z]{3}|\d-[a-z]")


class Others(NamedTuple):
    """What a paper says of others' methods."""

    text: str = ""  # all of it, for the citations behind names
    compared: str = ""  # the sentences that compare, each name in one word

    def holds(self, label: str) -> bool:
        """Whether a row's label is of somebody else's method, or of the model that the own one starts from.

        Each method that it joins must be: one that the text cites or compares with, a known model, or a name for the
        usual way ("SFT").
        """
        if is_cited(label):
            return True
        parts = [part.strip(" -–:.") for part in _JOINS.split(_ASIDE.sub(" ", label))]
        return bool(parts[0]) and all(self._is_known(part) for part in parts if part)

    def cites(self, name: str) -> bool:
        """Whether a citation follows the name, here or somewhere in the text."""
        if is_cited(name):
            return True
        bare = _ASIDE.sub(" ", name).strip()
        return bool(_NAMED.search(bare)) and is_cited_in(bare, self.text)

    def compares(self, name: str) -> bool:
        """Whether a sentence that compares names it."""
        return bool(re.search(rf"(?<![a-z0-9]){re.escape(_joined(name))}(?![a-z0-9])", self.compared))

    def is_rival(self, name: str) -> bool:
        """Whether the paper cites what a name stands for and compares with it; no data set."""
        return _is_rival(name, self)

    def _is_known(self, name: str) -> bool:
        words = [word for word in READY.sub(" ", name).split() if not is_model(word)]
        rest = " ".join(words).strip(" -–")
        return not re.search("[A-Za-z]", rest) or any(_is_told(one, self) for one in (rest, _STEM.split(rest)[0]))


NOBODY = Others()


def is_name(label: str) -> bool:
    """Whether a row's label is one name, and not what it is run with, adds to another or describes in words."""
    bare = _ASIDE.sub(" ", label)
    return bool(_NAMED.search(bare)) and not (re.search(r"[+=]", bare) or _WORDS.match(bare))


@lru_cache(maxsize=4096)
def _is_told(name: str, others: Others) -> bool:
    """Whether a text cites a name, or compares with it."""
    if not _NAMED.search(name):
        return False
    return others.compares(name) or is_cited_in(name, others.text)


@lru_cache(maxsize=4096)
def _is_rival(name: str, others: Others) -> bool:
    text = others.text.lower()
    is_data = any(f"{name.lower()} {kind}" in text for kind in ("benchmark", "dataset", "environment", "task"))
    return others.compares(name) and others.cites(name) and not is_data


def _joined(text: str) -> str:
    """A text in small letters with each name in one word: Search-R1 and SearchR1."""
    return re.sub(r"(?<=\w)-(?=\w)", "", text).lower()


def others_in(lines: Sequence[Line]) -> Others:
    """What the paper's sentences say of others' methods."""
    said = [line for line in lines if line.kind == "sentence" and line.part != "references"]
    compared = (
        line.text
        for line in said
        if line.block_kind in PROSE and (line.others or _COMPARES.search(line.text)) and not _OF_PARTS.search(line.text)
    )
    captions = dict.fromkeys(
        line.table.caption for line in lines if line.table is not None and _COMPARES.search(line.table.caption)
    )
    return Others(" ".join(line.text for line in said), _joined(" ".join([*compared, *captions])))
