"""The words of papers, counted by SQLite's FTS5, and how many of the papers seen so far have each.

FTS5 splits and stems (Porter), so that "embeddings" is "embedding", and finds expressions.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.errors import UsageError
from pipeline.interests.expression import fts_query
from pipeline.interests.kept import KeptTables
from pipeline.messages import _
from schemas.records import Paper

TOKENIZER = "porter unicode61"
CHUNK = 500  # names of one SQL question; SQLite takes 32,766
TITLE_WEIGHT = 2  # a word of the title counts as often
MIN_PAPERS = 2  # a word of fewer papers tells nothing about others

Vector = Mapping[str, float]


def text_of(paper: Paper) -> str:
    """What of a paper is ranked by: its title, twice, and its abstract."""
    return "\n".join([*[paper.title] * TITLE_WEIGHT, paper.abstract])


class Words:
    """The words of a few papers, in memory. Close it after use."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute(f"CREATE VIRTUAL TABLE paper USING fts5(text, tokenize='{TOKENIZER}')")
        rows = ((at, text_of(paper)) for at, paper in enumerate(papers))
        self._db.executemany("INSERT INTO paper(rowid, text) VALUES (?, ?)", rows)
        self._papers = len(papers)

    def __enter__(self) -> Words:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def counts(self) -> list[Counter[str]]:
        """By paper, how often it has each word."""
        self._db.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, paper, instance)")
        counts: list[Counter[str]] = [Counter() for _ in range(self._papers)]
        for term, at, often in self._db.execute("SELECT term, doc, count(*) FROM word GROUP BY term, doc"):
            counts[at][term] = often
        return counts

    def with_expression(self, expression: str) -> set[int]:
        """The indices of the papers that an expression is true of. Raises UsageError for a malformed one."""
        query = fts_query(expression)
        if not query:
            raise UsageError(expression[:80] or '""', _("has no word"), _('write words, "phrases", AND, OR, NOT'))
        try:
            return {at for (at,) in self._db.execute("SELECT rowid FROM paper WHERE paper MATCH ?", (query,))}
        except sqlite3.OperationalError as e:
            remedy = _(
                'write words, "phrases", AND, OR, NOT and parentheses; NOT stands behind what it narrows, '
                "and what is not wanted at all belongs into avoid"
            )
            raise UsageError(expression[:80], _("is no expression that can be read"), remedy) from e


class Seen(KeptTables):
    """Which words and authors the papers of all lists so far have: counts alone, kept in one SQLite file."""

    TABLES = (
        "CREATE TABLE IF NOT EXISTS seen(paper_id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS author(name TEXT PRIMARY KEY, papers INT) WITHOUT ROWID",
        f"CREATE VIRTUAL TABLE IF NOT EXISTS paper USING fts5(text, content='', tokenize='{TOKENIZER}')",
        "CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5vocab(paper, row)",
    )

    def unknown(self, paper_ids: Iterable[str]) -> list[str]:
        """Those that have not been counted."""
        ids = list(dict.fromkeys(paper_ids))
        known = {paper_id for paper_id, _ in self._in("SELECT paper_id, 1 FROM seen WHERE paper_id", ids)}
        return [paper_id for paper_id in ids if paper_id not in known]

    def add(self, papers: Iterable[Paper]) -> None:
        """Count papers; one that has been counted already is not counted again."""
        with self._db:
            for paper in papers:
                if not self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (paper.paper_id,)).rowcount:
                    continue
                self._db.execute("INSERT INTO paper(text) VALUES (?)", (text_of(paper),))
                self._db.executemany(
                    "INSERT INTO author VALUES (?, 1) ON CONFLICT DO UPDATE SET papers = papers + 1",
                    ((name,) for name in set(paper.authors)),
                )

    @property
    def papers(self) -> int:
        """How many have been counted."""
        return int(self._db.execute("SELECT count(*) FROM seen").fetchone()[0])

    def having(self, words: Collection[str]) -> dict[str, int]:
        """By word, how many papers have it; words of none are absent."""
        return dict(self._in("SELECT term, doc FROM word WHERE term", sorted(words)))

    def by_author(self, names: Collection[str]) -> dict[str, int]:
        """By author, how many papers name them; names of none are absent."""
        return dict(self._in("SELECT name, papers FROM author WHERE name", sorted(names)))

    def _in(self, question: str, values: Sequence[str]) -> Iterator[tuple[str, int]]:
        for start in range(0, len(values), CHUNK):
            chunk = values[start : start + CHUNK]
            yield from self._db.execute(f"{question} IN ({','.join('?' * len(chunk))})", chunk)


def vector(counts: Mapping[str, int], having: Mapping[str, int], papers: int) -> tuple[dict[str, float], float]:
    """The TF-IDF vector of a paper, of length 1, and its length before.

    (1 + ln tf) · ln((N + 1) / df), as in Manning, Raghavan and Schütze, Introduction to Information Retrieval, 6.4.
    Words of fewer than MIN_PAPERS papers, and numbers, are left out.
    """
    weights = {
        word: (1 + math.log(often)) * math.log((papers + 1) / having[word])
        for word, often in counts.items()
        if having.get(word, 0) >= MIN_PAPERS and not word.isdigit()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return ({word: weight / length for word, weight in weights.items()} if length else {}), length


def dot(a: Vector, b: Vector) -> float:
    """The product of two vectors."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    return sum(weight * many[word] for word, weight in few.items() if word in many)
