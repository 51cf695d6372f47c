"""Fits an entry's prose into what is read in twenty seconds: what does not fit stands among its data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.words.lengths import MOST
from schemas.digest import GroundedFact, GroundedProse, GroundedSummary, ProseField

ENTRY_CHARS = 900  # from 输入→输出 to the data, labels and Markdown included
NAMES_CHARS = 48  # of each of its two lists of names, where the sentences leave less
NAMES_SHOWN = 3  # of a list that is cut
NAMES_MOST = 5  # a longer list is cut whatever room there is
_SENTENCE = re.compile(r"[^。！？]*(?:[。！？]+|\Z)")
_APART = r"[\s_-]*"
_SEPARATOR = re.compile(r"[\s_-]+")


class Parted(NamedTuple):
    """A field's prose, and which of its sentences are shown: the first ones."""

    prose: GroundedProse
    sentences: tuple[tuple[int, int], ...]  # characters of each, one after another without a gap
    shown: int

    @property
    def end(self) -> int:
        """Characters that are shown."""
        return self.sentences[self.shown - 1][1] if self.shown else 0

    @property
    def last(self) -> int:
        """Characters of the last sentence that is shown."""
        start, end = self.sentences[self.shown - 1]
        return end - start


def parted(prose: GroundedProse) -> Parted:
    """All of it shown."""
    spans = tuple((m.start(), m.end()) for m in _SENTENCE.finditer(prose.text) if m[0].strip())
    return Parted(prose, spans, len(spans))


def fitted(fields: Mapping[ProseField, GroundedProse], room: int) -> dict[ProseField, Parted]:
    """The fields with as many sentences as there is room for; each keeps its first.

    The last sentences go: the shortest that is enough, else that of the field longest beside what was asked for. Those
    of the method's structure go last of all: the others speak in its terms.
    """
    made = {field: parted(prose) for field, prose in fields.items()}
    while (excess := sum(part.end for part in made.values()) - room) > 0:
        more = [field for field, part in made.items() if part.shown > 1]
        cut = [field for field in more if field != "architecture"] or more
        if not cut:
            break
        enough = [field for field in cut if made[field].last >= excess]
        over = max(cut, key=lambda name: made[name].end - MOST[name])
        field = min(enough, key=lambda name: made[name].last, default=over)
        made[field] = made[field]._replace(shown=made[field].shown - 1)
    return made


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
