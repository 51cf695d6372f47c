"""What a paper's claims compare its numbers with: "from 241 to 553", "by 8.7 points over X", "8.4x fewer than X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pipeline.summarise.facts.cells import amount_of
from pipeline.summarise.facts.measures import measures_told
from pipeline.summarise.facts.others import NOBODY, Others, is_name, others_in
from pipeline.summarise.lines import Line

NUMBER = re.compile(r"\d*\.\d+|\d{3,}")  # one that is seldom the same by chance
LEAST_NAME = 3  # letters of a rival's name that a sentence may hold by chance
ROUNDING = 0.51  # of the last digit of a gain: its halves may be rounded either way
_CLAIMS = re.compile(r"(?i)introduction|conclusion|contributions|summary")
_BEST = r"(?:best|strongest|second[- ]best|next[- ]best|closest|previous|prior|state-of-the-art|SOTA)\b"
_OVER_BEST = re.compile(  # "surpassing the best baseline by 5.65 points", "5.65 points over the best baseline"
    rf"(?i)\b{_BEST}[^.;\d]* by (?:\w+ ){{0,2}}?(?P<gain>\d+\.\d+)|"
    rf"(?P<ahead>\d+\.\d+)[^.;\d]* (?:over|above|than) the {_BEST}"
)
_GAIN = re.compile(r"(?<![\w.×-])\+?(?P<amount>\d+\.\d+|\d+(?=\s?[x×]))(?P<unit>\s?[x×](?![\w\d])|\s?%|\s?pp\b)?(?!\w)")
_TIMES = re.compile(r"[\s-]?(?:times|fold)\b")
_RANGE = re.compile(r"(?:\sto\s|[-–])\d")  # "1.5 to 3 times": of no one pair
_LOSES = re.compile(r"(?i)\b(?:loses?|drops?|falls?)(?: by)? $")
_BETTER_THAN = re.compile(r"(?i)\b(?:outperform\w*|surpass\w*|superior to|better \w* ?than|improv\w+ (?:over|upon))\b")
_NAME_ENDS = re.compile(r"\s*[(\[].*$|\s[-–+] .*$")
_REACH = 80  # characters behind "outperforms", where whom it is better than is named

_NONE: frozenset[float] = frozenset()

Kind = Literal["points", "percent", "ratio"]


class Gain(NamedTuple):
    """How far two numbers are from one another, by a sentence."""

    amount: float
    places: int  # behind its point
    kind: Kind
    signed: bool = False  # "+3.30": nothing but a gain

    def fits(self, mine: float, other: float) -> bool:
        """Whether two numbers are as far from one another."""
        near = ROUNDING * 10.0**-self.places
        if self.kind == "ratio":
            low, high = sorted((abs(mine), abs(other)))
            return low > 0 and abs(high / low - self.amount) <= near
        apart = abs(mine - other)
        if abs(apart - self.amount) <= near / 10:  # both are written; nothing is rounded
            return True
        if self.kind == "points":
            return False
        of_share = abs(100 * apart - self.amount) <= near / 10 and max(abs(mine), abs(other)) <= 1
        return of_share or (other != 0 and abs(100 * apart / abs(other) - self.amount) <= near)


class Told(NamedTuple):
    """A sentence of the abstract, the introduction or the conclusion that has numbers."""

    text: str
    numbers: frozenset[float]
    gains: tuple[Gain, ...]
    abstract: bool


class Comparisons(NamedTuple):
    """What a paper's claims tell of how far its own numbers are from others'."""

    told: tuple[Told, ...] = ()
    over_best: frozenset[float] = frozenset()  # how far it is ahead of the best of the others
    outdone: str = ""  # whom the abstract names as those that its method is better than
    others: Others = NOBODY  # what it says of others' methods
    measures: frozenset[str] = frozenset()  # short names that it spells out as measures

    def compares(self, mine: str, other: str, label: str) -> bool:
        """Whether a sentence has both numbers, or names the other's system and how far it is from it."""
        one, two = amount_of(mine), amount_of(other)
        return one is not None and two is not None and any(_tells(told, one, two, label) for told in self.told)

    def has_both(self, mine: str, other: str) -> bool:
        """Whether a sentence has both numbers."""
        one, two = amount_of(mine), amount_of(other)
        return one != two and any({one, two} <= told.numbers for told in self.told)

    def has_gain(self, mine: str, other: str) -> bool:
        """Whether a sentence tells with a sign how far two numbers are from one another: "+3.30"."""
        one, two = amount_of(mine), amount_of(other)
        gains = (gain for told in self.told for gain in told.gains if gain.signed)
        return one is not None and two is not None and any(gain.fits(one, two) for gain in gains)

    def of_claims(self) -> Comparisons:
        """Those of the abstract, and of introduction and conclusion so far as the abstract tells the same gains.

        Where the abstract has none, all of introduction and conclusion.
        """
        abstract = [told for told in self.told if told.abstract]
        gains = {(gain.amount, gain.kind) for told in abstract for gain in told.gains}
        claims = [told for told in self.told if not told.abstract]
        again = (
            t._replace(gains=tuple(g for g in t.gains if (g.amount, g.kind) in gains), numbers=_NONE) for t in claims
        )
        return self._replace(told=(*abstract, *(again if abstract else claims)))

    def in_abstract(self) -> frozenset[float]:
        """The numbers of the abstract."""
        return frozenset(number for told in self.told if told.abstract for number in told.numbers)

    def may_be_rival(self, label: str, *, of_others: bool = False) -> bool:
        """Whether something tells that a row is another's method, and not a variant of the paper's own.

        `of_others`: its table is of others' methods.
        """
        return self.others.holds(label) or (of_others and is_name(label))

    def names(self, label: str) -> bool:
        """Whether the abstract says by name that its method is better than a system."""
        return _named(label, self.outdone)


NOTHING_TOLD = Comparisons()


def comparisons_in(lines: Sequence[Line]) -> Comparisons:
    """What the paper claims of its numbers beside others'."""
    told = [line for line in lines if line.kind == "sentence" and line.part != "references" and not line.others]
    over_best = (float(m["gain"] or m["ahead"]) for line in told for m in _OVER_BEST.finditer(line.text))
    abstract = " ".join(line.text for line in told if line.part == "abstract")
    outdone = " ".join(abstract[m.end() : m.end() + _REACH].split(". ")[0] for m in _BETTER_THAN.finditer(abstract))
    return Comparisons(tuple(_told(told)), frozenset(over_best), outdone, others_in(lines), measures_told(lines))


def is_claim(line: Line) -> bool:
    """Whether a line is of the abstract, the introduction or the conclusion."""
    return line.part == "abstract" or bool(_CLAIMS.search(line.heading))


def _told(lines: Sequence[Line]) -> Iterator[Told]:
    for line in filter(is_claim, lines):
        numbers = frozenset(float(n) for n in NUMBER.findall(line.text))
        gains = tuple(_gains(line.text))
        if gains or numbers:
            yield Told(line.text, numbers, gains, line.part == "abstract")


def _gains(sentence: str) -> Iterator[Gain]:
    for match in _GAIN.finditer(sentence):
        if _LOSES.search(sentence, 0, match.start()):
            continue  # "where X loses 5.4 points": of another
        unit = (match["unit"] or "").strip()
        if _RANGE.match(sentence, match.end()):
            continue
        ratio = unit in ("x", "×") or _TIMES.match(sentence, match.end())
        kind: Kind = "percent" if unit == "%" else "ratio" if ratio else "points"
        places = len(match["amount"].partition(".")[2])
        yield Gain(float(match["amount"]), places, kind, match[0].startswith("+"))


def _tells(told: Told, mine: float, other: float, label: str) -> bool:
    if mine in told.numbers and other in told.numbers and mine != other:
        return True
    return any(gain.fits(mine, other) for gain in told.gains) and _named(label, told.text)


def _named(label: str, text: str) -> bool:
    """Whether a text names a system; what its label says in brackets or adds to it may be left out."""
    name = _NAME_ENDS.sub("", label).strip(" *")
    found = len(name) >= LEAST_NAME and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.\d)", text, re.IGNORECASE)
    return bool(found)
