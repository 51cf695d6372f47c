"""One filter for command line, configuration, search page and feeds: what that page writes behind "#"."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import parse_qs

from pipeline.errors import ConfigError
from pipeline.messages import _
from schemas.records import Paper, Record

RESERVED = ("atom", "feed")
SWITCHES = ("code", "unseen", "verified")
COUNTS = ("gpus", "upvotes")
LISTED = ("q", "author", "organization", "category", "upvotes", "code", "unseen")  # what is known before a summary
_WORD = re.compile(r'-?"[^"]*"?|\S+')


class Filtered(Protocol):
    """What a filter looks at."""

    @property
    def searched(self) -> str:
        """All text that words are looked for in."""

    @property
    def authors(self) -> tuple[str, ...]: ...

    @property
    def backbones(self) -> tuple[str, ...]: ...

    @property
    def datasets(self) -> tuple[str, ...]: ...

    @property
    def task(self) -> str: ...

    @property
    def categories(self) -> tuple[str, ...]: ...

    @property
    def organization(self) -> str: ...

    @property
    def upvotes(self) -> int | None: ...

    @property
    def code(self) -> bool: ...

    @property
    def gpus(self) -> int | None: ...

    @property
    def verified(self) -> bool: ...

    @property
    def seen(self) -> bool: ...


class Filter(Record):
    """What the search page's form holds; the same rules as static/search.js."""

    q: str = ""  # words and "phrases" that must all be there; none of those with "-" before them may
    author: str = ""
    organization: str = ""
    backbone: str = ""
    dataset: str = ""
    task: str = ""
    category: str = ""
    upvotes: int | None = None  # at least so many; None: any
    gpus: int | None = None  # at most so many; None: any
    code: bool = False
    unseen: bool = False  # not on an earlier day
    verified: bool = False

    def matches(self, item: Filtered) -> bool:
        """Whether the search page would show the paper."""
        low = item.searched.lower() if self.q else ""
        return (
            (item.code or not self.code)
            and (item.verified or not self.verified)
            and not (item.seen and self.unseen)
            and (self.gpus is None or (item.gpus is not None and item.gpus <= self.gpus))
            and (self.upvotes is None or (item.upvotes or 0) >= self.upvotes)
            and _has(item.authors, self.author)
            and _has((item.organization,), self.organization)
            and _has(item.backbones, self.backbone)
            and _has(item.datasets, self.dataset)
            and _has((item.task,), self.task)
            and _has(item.categories, self.category)
            and all((word in low) is wanted for word, wanted in words_of(self.q))
        )


class Listing(Record):
    """A paper before it has a summary, as a filter sees it."""

    searched: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    organization: str
    upvotes: int | None
    code: bool
    seen: bool
    backbones: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    task: str = ""
    gpus: int | None = None
    verified: bool = False


def listing(paper: Paper, seen: bool) -> Listing:
    """`seen`: an earlier day's list has the paper."""
    return Listing(
        searched=f"{paper.title} {paper.paper_id} {paper.abstract}",
        authors=paper.authors,
        categories=paper.categories,
        organization=paper.organization or "",
        upvotes=paper.upvotes,
        code=paper.code_url is not None,
        seen=seen,
    )


def words_of(q: str) -> list[tuple[str, bool]]:
    """The words and phrases of a search in lower case, each with whether it must be there or must not."""
    found = ((word.lstrip("-").strip('"').lower(), not word.startswith("-")) for word in _WORD.findall(q))
    return [(word, wanted) for word, wanted in found if word]


def _has(values: tuple[str, ...], wanted: str) -> bool:
    return wanted.strip().lower() in "\n".join(values).lower()


def parse_filter(subject: str, address: str, valid: tuple[str, ...] = tuple(Filter.model_fields)) -> Filter:
    """A filter from its text, such as "q=lora -video&code=1". Raises ConfigError for a key that is not valid."""
    fields = {key: values[-1] for key, values in parse_qs(address.lstrip("#"), keep_blank_values=True).items()}
    unknown = sorted(set(fields) - set(valid))
    if unknown or (address.strip("# ") and not fields):
        remedy = _("valid are {names}", names=", ".join(valid))
        raise ConfigError(
            subject, _("unknown filter {unknown}", unknown=unknown[0] if unknown else address[:80]), remedy
        )
    counts = {key: fields.pop(key, "").strip() for key in COUNTS}
    for key, count in counts.items():
        if count and not (count.isascii() and count.isdigit() and 0 < int(count) < 10**9):
            fact = _("{key}={count} is no number", key=key, count=count[:40])
            raise ConfigError(subject, fact, _("write a whole number from 1"))
    switches = {key: key in fields for key in SWITCHES}
    words = {key: value for key, value in fields.items() if key not in switches}
    return Filter(**words, **switches, **{key: int(count) if count else None for key, count in counts.items()})
