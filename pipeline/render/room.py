"""Fits an entry's prose into what is read in twenty seconds: what does not fit stands among its data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from schemas.digest import GroundedFact, GroundedProse, GroundedSummary, ProseField

ENTRY_CHARS = 900  # from 输入→输出 to the data, labels and Markdown included
NAMES_MOST = 160  # of a list of names: nine of them, or ten
NAMES_CHARS = 100  # of one beside prose that needs the room: five, or six
NAMES_LEAST = 60  # of one where that leaves the prose whole: three, or four
_SENTENCE = re.compile(r"[^。！？]*(?:[。！？]+|\Z)")
_APART = r"[\s_-]*"
_SEPARATOR = re.compile(r"[\s_-]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# of a character of each field: what was done, and how well, before how
_WORTH: Mapping[ProseField, float] = MappingProxyType(
    {"results_prose": 4, "architecture": 3, "problem": 2, "training": 1, "inference": 1}
)


class Parted(NamedTuple):
    """A field's prose, and which of its sentences are shown: the first ones."""

    prose: GroundedProse
    sentences: tuple[tuple[int, int], ...]  # characters of each, one after another without a gap
    shown: int

    @property
    def end(self) -> int:
        """Characters that are shown."""
        return self.sentences[self.shown - 1][1] if self.shown else 0


def parted(prose: GroundedProse) -> Parted:
    """All of it shown."""
    spans = tuple((m.start(), m.end()) for m in _SENTENCE.finditer(prose.text) if m[0].strip())
    return Parted(prose, spans, len(spans))


def fitted(
    fields: Mapping[ProseField, GroundedProse], room: int, settings: Iterable[GroundedFact] = ()
) -> dict[ProseField, Parted]:
    """The fields with those of their first sentences that are worth most of all that have room; each keeps its first.

    A sentence of settings that the table of `settings` has, too, is worth least.
    """
    whole = {field: parted(prose) for field, prose in fields.items()}
    values = {number for fact in settings for number in _NUMBER.findall(fact.value)}
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}  # by characters: the worth, how many of each field
    for field, part in whole.items():
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for used, (worth, counts) in best.items():
            for count, (start, end) in enumerate(part.sentences, 1):
                if count > 1 and used + end > room:
                    break
                worth += (end - start) * _worth(field, part.prose.text[start:end], values)
                made = worth, (*counts, count)
                longer[used + end] = max(longer.get(used + end, made), made)
        best = longer
    fits = {used: made for used, made in best.items() if used <= room} or {min(best): best[min(best)]}
    counts = max(fits.values())[1]
    return {field: part._replace(shown=count) for (field, part), count in zip(whole.items(), counts, strict=True)}


def _worth(field: ProseField, sentence: str, settings: Collection[str]) -> float:
    """Of one character. `settings`: the numbers that a table has, all of which may stand in the sentence."""
    numbers = _NUMBER.findall(sentence)
    listed = field in ("training", "inference") and numbers and all(number in settings for number in numbers)
    return _WORTH[field] / 2 if listed else _WORTH[field]


def most_told(names: Iterable[GroundedFact], summary: GroundedSummary) -> list[GroundedFact]:
    """First the names that the entry itself speaks of, in its headline, then in its prose and results."""
    told = [[summary.prose[field].text for field in fields if field in summary.prose] for fields in _SPEAKS]
    told.append([fact.note for fact in summary.facts if fact.kind == "result"])
    texts = [" ".join(part) for part in told]
    return sorted(
        names, key=lambda fact: next((at for at, t in enumerate(texts) if _word(fact.name).search(t)), len(texts))
    )


_SPEAKS: Sequence[Sequence[ProseField]] = (("headline",), ("results_prose", "task"), ("training", "architecture"))


def _word(name: str) -> re.Pattern[str]:
    """What finds a name as a whole, whatever parts its words."""
    parts = map(re.escape, filter(None, _SEPARATOR.split(name)))
    return re.compile(rf"(?i)(?<![a-z0-9]){_APART.join(parts)}(?![a-z0-9])")
