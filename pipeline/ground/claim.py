"""A fact with its words and numbers made ready to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from pipeline.ground.index import Occurrence, PaperIndex
from pipeline.ground.labels import IN_BRACKETS_RE, Wording
from pipeline.ground.near import Wanted, wanted_of
from pipeline.ground.numbers import find_numbers
from pipeline.ground.regions import regions_of, regions_of_quote
from pipeline.ground.terms import terms
from schemas.grounding import Fact, Location, Number

LIST_RE = re.compile(r"[\[{(][^\[\](){}]*[,，][^\[\](){}]*[\]})]|[^,，、；;A-Za-z]+(?:[,，、][^,，、；;A-Za-z]+){2,}")
_LAST_RE = re.compile("（[^（）]*[\u3400-\u9fff][^（）]*）\\s*\\Z")  # with brackets of its own: （(6, 7) 和 (8, 9)）
CJK_RE = re.compile("[\u3400-\u9fff]")
LATIN_RE = re.compile(r"[A-Za-z]{2}")


class Claim:
    """A fact with its words made ready."""

    def __init__(self, fact: Fact, index: PaperIndex, quote: Location | None = None) -> None:
        self.fact, self.index = fact, index
        self.regions, self.unknown = regions_of(fact.at or "", index.places)
        self.quoted = quote is not None
        if quote is not None:
            self.regions += regions_of_quote(quote, index)
        self.numbers = _stated_numbers(fact.value)
        self.rivals: dict[tuple[Occurrence, Number], Occurrence | None] = {}

    @property
    def everywhere(self) -> Iterable[tuple[int, int | None]]:
        """The places where words are looked for at last: a quote that does not say them is no evidence of them."""
        return () if self.quoted else self.index.places.values()

    @cached_property
    def wording(self) -> Wording:
        """Name and context, asked what they say."""
        return Wording(f"{self.fact.name or ''} ; {self.fact.context or ''}")

    @cached_property
    def name(self) -> frozenset[str]:
        """The stems of the name."""
        return terms(self.fact.name or "")

    @cached_property
    def wanted(self) -> Wanted:
        """The words of name, value and context."""
        return wanted_of(self.fact.name or "", self.fact.context or "", self.fact.value)

    @cached_property
    def glossed(self) -> frozenset[str]:
        """The stems that the context has in Chinese brackets of its own alone: （消融：w/o RL）."""
        context = self.fact.context or ""
        return terms(context) - terms(without_glosses(context))

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of name, value and context that an English paper can have."""
        return frozenset(self.wanted.name) | self.wanted.context


def _stated_numbers(value: str) -> list[Number]:
    """The numbers of a value without what its Chinese in brackets says once more: two（两次）, bicubic（双三次）."""
    glosses = [m.span() for m in IN_BRACKETS_RE.finditer(value) if m[0][0] == "（" or CJK_RE.search(m[0])]
    numbers = find_numbers(value)
    within = [any(start <= n.start < end for start, end in glosses) for n in numbers]
    outside = [n for n, inside in zip(numbers, within, strict=True) if not inside]
    rounded = [any(abs(n.value - o.value) * 2 <= n.quantum for o in outside) for n in numbers]  # 524,288（约 52 万）
    said = {value for n in outside for value in (n.value, n.value / n.factor)}  # 40 分 beside "40 min"
    again = [
        inside and (n.value in said or near or not said)
        for n, inside, near in zip(numbers, within, rounded, strict=True)
    ]
    return [n for n, said_again in zip(numbers, again, strict=True) if not said_again]


def latin(value: str) -> str:
    """A value without its Chinese glosses."""
    return " ".join(CJK_RE.sub(" ", without_glosses(value)).split())


def without_glosses(text: str) -> str:
    """A text without its brackets that hold Chinese."""
    text = _LAST_RE.sub(" ", text)
    return IN_BRACKETS_RE.sub(lambda m: " " if CJK_RE.search(m[0]) else m[0], text)
