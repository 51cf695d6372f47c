"""What a reader is interested in, and how a list is put in that order."""

from __future__ import annotations

from typing import Literal

from schemas.records import Paper, Record

Rank = Literal["upvotes", "interests"]


class Interests(Record):
    """What interests.toml says. Expressions are words and "phrases" with AND, OR, NOT and parentheses."""

    want: tuple[str, ...] = ()  # expressions over title and abstract
    avoid: tuple[str, ...] = ()  # the same; such a paper comes last
    authors: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # of arXiv, such as cs.CV
    like: tuple[str, ...] = ()  # arXiv ids, .bib, .ris and .json files, folders of notes
    dislike: tuple[str, ...] = ()  # the same


class Votes(Record):
    """What the site's list hands over: arXiv ids."""

    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()
    read: tuple[str, ...] = ()  # of no use here: the browser remembers it


class Taste(Record):
    """The papers that a reader likes and dislikes, with what is known of them."""

    liked: tuple[Paper, ...] = ()
    disliked: tuple[Paper, ...] = ()


class Ranked(Record):
    """One paper in the order of a reader's interests."""

    paper: Paper
    score: float  # likeness to the liked papers, mostly in -0.2 to 0.5, and 1 for each interest that the paper meets
    related: bool  # whether it is shown as of interest
    avoided: bool = False  # whether it is to come last
    why: str  # in Chinese, one line; "": nothing speaks for it
