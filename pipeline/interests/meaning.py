"""Vectors of what papers mean, made once and kept in one SQLite file."""

from __future__ import annotations

import hashlib
import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from operator import mul
from pathlib import Path

from pipeline.interests.kept import KeptTables
from pipeline.interests.words import text_of
from schemas.records import Paper

Dense = Sequence[float]
Embed = Callable[[Sequence[str]], Iterable[Sequence[float]]]


class Meanings(KeptTables):
    """What papers mean to one model. Close it after use."""

    TABLES = ("CREATE TABLE IF NOT EXISTS meaning(model TEXT, text TEXT, vector BLOB, PRIMARY KEY(model, text))",)

    def __init__(self, path: Path, model: str, embed: Embed) -> None:
        """`model` names the weights; `embed` is called for papers only that are new here."""
        super().__init__(path)
        self._model, self._embed = model, embed

    def of(self, papers: Sequence[Paper]) -> list[Dense]:
        """A vector for each paper; each that is made is kept at once."""
        texts = {paper.paper_id: text_of(paper) for paper in papers}
        names = {i: hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for i, text in texts.items()}
        new = [paper_id for paper_id, name in names.items() if self._kept(name) is None]
        if new:
            for paper_id, vector in zip(new, self._embed([texts[i] for i in new]), strict=True):
                with self._db:
                    row = (self._model, names[paper_id], array("f", vector).tobytes())
                    self._db.execute("INSERT OR REPLACE INTO meaning VALUES (?, ?, ?)", row)
        return [self._kept(names[paper.paper_id]) or () for paper in papers]

    def _kept(self, name: str) -> Dense | None:
        asked = "SELECT vector FROM meaning WHERE model = ? AND text = ?"
        found = self._db.execute(asked, (self._model, name)).fetchone()
        return array("f", found[0]) if found else None


def centred(vectors: Sequence[Dense], first: int) -> list[Dense]:
    """The vectors less the mean of the `first` of them, of length 1: what all of a day share tells nothing."""
    mean = mean_of(vectors[:first]) if first > 1 else [0.0] * len(vectors[0])
    own = [[x - m for x, m in zip(vector, mean, strict=True)] for vector in vectors]
    lengths = [math.sqrt(product(vector, vector)) or 1.0 for vector in own]
    return [[x / length for x in vector] for vector, length in zip(own, lengths, strict=True)]


def product(a: Dense, b: Dense) -> float:
    """The product of two vectors of one length."""
    return float(sum(map(mul, a, b)))  # fsum takes twice as long


def mean_of(vectors: Sequence[Dense]) -> Dense:
    """Their mean; () for none."""
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]
