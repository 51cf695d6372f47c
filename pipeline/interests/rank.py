"""Puts a list into the order of a reader's interests, and says of each paper why.

Likeness is Rocchio's: the mean of the liked papers' TF-IDF vectors, less that of all papers seen and a share of the
disliked ones (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 9.1). bench/interests.py measures
it against other recipes. Where an embedding model gives the papers' meanings, likeness is the mean of both.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.interests.meaning import Dense, centred, mean_of, product
from pipeline.interests.words import MIN_PAPERS, Seen, Vector, Words, dot, vector
from schemas.interests import Interests, Ranked, Taste
from schemas.records import Paper

DISLIKED = 0.5  # of the mean of the disliked papers, what is taken away
AUTHORS = 0.1  # for a paper whose authors wrote liked papers and few others
AUTHOR_PAPERS = 2  # liked papers of one author, from which on more of hers are expected to be liked
CATEGORY = 0.1
NAMED = 1.0  # an interest in so many words outweighs any likeness
AVOIDED = -2.0
RELATED = 0.1  # likeness from which a paper is shown as of interest
NEAREST = 2  # liked papers that are named as alike
ALIKE = 0.08  # likeness of two papers from which they are called so
SHOWN_WORDS = 60  # characters of a title


class _Counted(NamedTuple):
    vectors: list[dict[str, float]]
    common: Mapping[str, float]  # the mean vector of all papers seen, as far as its words are needed


class _Own(NamedTuple):
    """What a paper, or a taste, is made of."""

    words: Vector
    meaning: Dense = ()  # (): no model gave it

    def like(self, other: _Own) -> float:
        """How much they share, of -1 to 1."""
        words = dot(self.words, other.words)
        return (words + product(self.meaning, other.meaning)) / 2 if self.meaning and other.meaning else words


def rank(
    papers: Sequence[Paper], interests: Interests, taste: Taste, seen: Seen, meanings: Sequence[Dense] = ()
) -> list[Ranked]:
    """The papers by falling score; those of equal score stay in their order.

    `seen` must have counted them. `meanings` are the vectors of the papers, of the liked and of the disliked ones, in
    this order; (): words alone count. Raises UsageError for a malformed expression.
    """
    ours = [*papers, *taste.liked, *taste.disliked]
    with Words(ours) as words:
        met, avoided = _met(words, papers, interests, taste)
        counted = _counted(words.counts(), seen)
    vectors = centred(meanings, len(papers)) if meanings else [()] * len(ours)
    owns = [_Own(*both) for both in zip(counted.vectors, vectors, strict=True)]
    liked = owns[len(papers) : len(papers) + len(taste.liked)]
    disliked = owns[len(papers) + len(taste.liked) :]
    wanted = _wanted(liked, disliked, counted.common)
    by_author = _known_authors(taste.liked, seen)
    by_id = {paper.paper_id for paper in taste.liked}
    ranked = []
    for at, paper in enumerate(papers):
        own = owns[at]
        authors = {name: by_author[name] for name in paper.authors if name in by_author}
        score = own.like(wanted) + AUTHORS * min(sum(authors.values()), 1.0)
        score += NAMED * len(met[at]) + CATEGORY * bool(set(paper.categories) & set(interests.categories))
        reasons = ["你标过喜欢"] if paper.paper_id in by_id else []
        reasons += [*met[at], *_alike(own, liked, taste.liked, paper)]
        reasons += [f"作者 {'、'.join(authors)}"] if authors else []
        why = "；".join(reasons)
        if avoided[at]:
            score, why = score + AVOIDED, f"你不想看 {'、'.join(avoided[at])}"
        ranked.append(
            Ranked(
                paper=paper,
                score=round(score, 6),
                related=score >= RELATED and bool(why),
                avoided=bool(avoided[at]),
                why=why,
            )
        )
    return sorted(ranked, key=lambda r: -r.score)


def _counted(counts: Sequence[Counter[str]], seen: Seen) -> _Counted:
    having, papers = seen.having(set().union(*counts)), seen.papers
    both = [vector(count, having, papers) for count in counts]
    lengths = [length for _, length in both if length]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    # a word stands once in most papers that have it, and papers are about equally long
    common = {w: n / papers * math.log((papers + 1) / n) / mean for w, n in having.items() if n >= MIN_PAPERS}
    return _Counted([own for own, _ in both], common)


def _wanted(liked: Sequence[_Own], disliked: Sequence[_Own], common: Vector) -> _Own:
    wanted: defaultdict[str, float] = defaultdict(float)
    for vectors, share in ((liked, 1.0), (disliked, -DISLIKED)):
        for own in vectors:
            for word, weight in own.words.items():
                wanted[word] += share * weight / len(vectors)
    if liked:
        for word, weight in common.items():
            wanted[word] -= weight
    meant, shunned = (mean_of([own.meaning for own in owns]) for owns in (liked, disliked))
    if meant and shunned:
        meant = [x - DISLIKED * y for x, y in zip(meant, shunned, strict=True)]
    return _Own(dict(wanted), meant or [-DISLIKED * y for y in shunned])


def _met(
    words: Words, papers: Sequence[Paper], interests: Interests, taste: Taste
) -> tuple[list[list[str]], list[list[str]]]:
    """By paper, the interests that it meets and those that it was to be avoided for."""
    met: list[list[str]] = [[] for _ in papers]
    avoided: list[list[str]] = [[] for _ in papers]
    for expressions, lists in ((interests.want, met), (interests.avoid, avoided)):
        for expression in expressions:
            for at in words.with_expression(expression) & set(range(len(papers))):
                lists[at].append(expression)
    names = {name.casefold() for name in interests.authors}
    organizations = {name.casefold() for name in interests.organizations}
    disliked = {paper.paper_id for paper in taste.disliked}
    for at, paper in enumerate(papers):
        avoided[at] += ["这一篇"] if paper.paper_id in disliked else []
        own = [name for name in paper.authors if name.casefold() in names]
        met[at] += [f"作者 {name}" for name in own]
        if paper.organization and paper.organization.casefold() in organizations:
            met[at].append(f"机构 {paper.organization}")
    return met, avoided


def _known_authors(liked: Sequence[Paper], seen: Seen) -> dict[str, float]:
    """Authors of several liked papers, with the share of all their papers that is liked, of 0 to 1."""
    papers = Counter(name for paper in liked for name in set(paper.authors))
    several = {name: n for name, n in papers.items() if n >= AUTHOR_PAPERS}
    of_all = seen.by_author(several)
    return {name: n / (max(of_all.get(name, 0), n) + 2) for name, n in several.items()}  # 2: Laplace's rule


def _alike(own: _Own, others: Sequence[_Own], liked: Sequence[Paper], paper: Paper) -> list[str]:
    near = sorted(((own.like(other), at) for at, other in enumerate(others)), key=lambda pair: (-pair[0], pair[1]))
    titles = [
        _short(liked[at].title) for like, at in near[:NEAREST] if like >= ALIKE and liked[at].paper_id != paper.paper_id
    ]
    return [f"与 {'、'.join(titles)} 相近"] if titles else []


def _short(title: str) -> str:
    head = title.split(": ")[0]
    return head if len(head) <= SHOWN_WORDS else head[: SHOWN_WORDS - 1].rstrip() + "…"
