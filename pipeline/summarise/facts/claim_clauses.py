"""What stands around a number of a claim: its clause, on what, beside whom, and how it is written."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from pipeline.summarise.facts.changes import CARRIED, NAMED_ON, measure
from pipeline.summarise.facts.head_words import COST
from pipeline.summarise.facts.methods import METRIC
from pipeline.summarise.facts.model_names import OF_BENCHMARK, is_model
from pipeline.summarise.facts.result_sentences import is_benchmark
from pipeline.summarise.facts.tagged import Tagged, Word, tagged
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import pattern
from schemas.summary import ResultFact

MOST_OF_RIVAL = 6  # words; more are a clause
MOST_OF_SCOPE = 5
NP = "[xcmG]+"
OF = rf"{NP}(?:[on]{NP})?"
LIST = re.compile(r",?&?b*")
MEASURED = re.compile(r"(?P<what>[xcm]*m)")
NAMES = re.compile(r"n(?P<names>[xc]*c[xc]*(?:,[xc]*c[xc]*)*,?&[xc]*c[xc]*)(?![xcyfURDO])")
IN = re.compile(r"[n@](?P<what>[xcmG]+)")
_VALUE_OF = re.compile(r",?hb*(?P<value>N)(?:[on](?P<than>[xcmG]+))?(?:,?&?b*N[on][xcmG]+)*")
_THAN = re.compile(r",?h(?:x*mo)?(?P<than>[xcmG]+)")
_BRACKET = re.compile(r"\([^()N]*\)")
_MODIFIER = re.compile(r"x")
SUBJECT = re.compile(r"[URDOKV]")
_JOINED = re.compile(r",?&(?=[xcm]+[URDOKV])")
_STARTS = re.compile(r"[WT;]")
DATA = re.compile(
    r"(?i)\b(?:benchmarks?|data ?sets?|tasks?|tests?|test sets?|settings?|domains?|suites?|scenarios?|subsets?|splits?|"
    r"evaluations?)$"
)
IN_SCOPE = re.compile(r"^\w+ (?:the |an? )?")
_GENERIC = re.compile(
    r"(?i)(?:(?:all|the|its|our|other|several|many|both|most|existing|prior|previous|competing|recent|strong|standard|"
    r"current|various|state-of-the-art|SOTA|leading|\w*baseline) )*"
    r"(?:methods?|approaches|baselines?|models?|techniques|systems|work|works|frameworks?|ones|counterparts?|algorithms|"
    r"alternatives|them|it|those)"
)
MODIFIERS = re.compile(
    r"(?i)^(?:(?:an?|the|its|average|overall|mean|relative|absolute|consistent|substantial|significant|up|all)\b ?)+"
)
AMOUNTS = frozenset({"×", "x", "times", "fold", "-fold"})


class Told(NamedTuple):
    """A fact, how it was said, and where its words end."""

    fact: ResultFact
    shape: Literal["from", "change", "level", "times"]
    what: str
    kind: str
    end: int
    where: str = ""
    ahead: bool = False  # of whom it names: "outperforms X by 3% and Y by 2%"


class Clause(NamedTuple):
    """A number's sentence, where the number stands in it, whose it is, and what the sentence told last."""

    words: Tagged
    at: int
    start: int  # of the clause
    system: str
    before: Told | None
    own: tuple[str, ...]
    of_others: bool

    @property
    def number(self) -> Word:
        return self.words.words[self.at]

    @property
    def between(self) -> str | None:
        """The tags since what was told last; None: nothing was."""
        return self.words.tags[self.before.end : self.at] if self.before else None

    def said(self, match: re.Match[str], group: str) -> str:
        return self.words.said(*match.span(group)) if match[group] else ""


class Tail(NamedTuple):
    """What stands behind a number: on what, in what, in which scope, beside whom with which value."""

    on: str
    what: str
    scope: str
    than: str
    value: str
    end: int


def model_and_measure(phrase: str) -> tuple[str, str]:
    """ "Qwen3-14B average accuracy": a model, and what is measured of it; "" where nothing is said of that."""
    name, _, rest = phrase.partition(" ")
    return (name.removesuffix("'s").removesuffix("’s"), rest) if "m" in tagged(rest).tags else (phrase, "")


def is_setting(what: str) -> bool:
    """Whether something is set, not measured; memory is a cost."""
    return bool(setting_of(what)) and not COST.search(what)


def phrase_measured(phrase: str) -> tuple[str, str, str]:
    """What a phrase says is measured, of what model, and on what."""
    if METRIC.fullmatch(phrase):  # F1, too short for a phrase
        return phrase, "", ""
    found = measure(phrase) if phrase else ("", "", "")
    return (phrase, "", "") if not any(found) and re.search(r"(?i)(?:^|\S )(?:success|quality)$", phrase) else found


def tail_of(words: Tagged, at: int) -> Tail:
    on = what = scope = than = value = ""
    tags, start = words.tags, at
    while True:
        if found := _VALUE_OF.match(tags, at):
            value = value_of(words.words[found.start("value")])
            than = words.said(*found.span("than")) if found["than"] else than
        elif found := _THAN.match(tags, at):
            than = than or words.said(*found.span("than"))
        elif found := IN.match(tags, at):
            said, lead = words.said(*found.span("what")), words.words[at].text.lower()
            if lead == "over":
                than = than or said
            elif is_model(said):
                on = on or said
            elif said.lower() == "average":
                pass
            elif names := NAMES.match(tags, at):
                on, found = on or ", ".join(names_listed(words.said(*names.span("names")))), names
            elif is_place(said) and (on or _is_named(_bare(said))):
                on = on or _bare(said)
            elif ("m" in found["what"] or lead == "in") and lead in ("in", "for") and not DATA.search(said):
                what = what or said
            elif len(said.split()) <= MOST_OF_SCOPE and (lead in ("on", "under", "at") or DATA.search(said)):
                scope = scope or words.text[words.words[at].start : words.words[found.end() - 1].end]
        elif (found := _BRACKET.match(tags, at)) or (found := _MODIFIER.match(tags, at)):
            if found[0] == "x" and (at > start or not MODIFIERS.fullmatch(words.words[at].text)):
                return Tail(on, what, scope, than, value, at)
        else:
            return Tail(on, what, scope, than, value, at)
        at = found.end()


def is_place(said: str) -> bool:
    """Whether something is measured on what is called so: a benchmark's name, "held-out tasks"."""
    named = _is_named(said) and not re.search(r"[{}^]", said) and is_benchmark(said, ())
    return (named and not pattern("data.algorithms").fullmatch(said)) or bool(DATA.search(said))


def _is_named(said: str) -> bool:
    return re.match(r"[A-Z0-9]", said) is not None


def _bare(said: str) -> str:
    """A benchmark's name without what is said of it: "the long-horizon MobileWorld benchmark"."""
    named = re.fullmatch(r"(?:[a-z-]+ )*(?P<name>[A-Z0-9].*?)(?: (?:benchmarks?|data ?sets?|test sets?))?", said)
    return named["name"] if named and is_benchmark(named["name"], ()) else said


def names_listed(names: str) -> list[str]:
    return [_bare(name) for name in re.split(r",? and (?:the )?|, (?:the )?|,? & ", names)]


def place_before(clause: Clause) -> str:
    """The last benchmark that the sentence names before a number: "On X, ...", with no other number behind it."""
    words = clause.words
    verb = SUBJECT.search(words.tags, clause.start, clause.at)
    lead = words.words[verb.start()].start if verb else clause.number.start
    before = words.text[: clause.number.start]
    if carried := [*CARRIED.finditer(before)]:
        return carried[-1]["both"]
    for named in reversed([*NAMED_ON.finditer(before)]):
        name, end = named["where"].rstrip("."), named.end()
        after = next((w for w in words.words if w.start >= end), None)
        torn = before[end : end + 1] not in ("", " ", ",", ")")
        goes_on = after is not None and after.tag in "xm" and not DATA.search(after.text) and after.start < lead
        first = SUBJECT.search(words.tags)  # another clause's place is of its own number
        apart = (
            named.start() < words.words[clause.start].start
            and first is not None
            and end > words.words[first.start()].start
        )
        told = any(w.tag == "N" and end <= w.start < clause.number.start for w in words.words)
        if is_place(name) and not (is_model(name) or torn or goes_on or apart or (told and end > lead)):
            return name
    return ""


def clause_start(words: Tagged, at: int) -> int:
    starts = [m.end() for m in _STARTS.finditer(words.tags, 0, at)]
    starts += [m.end() for m in _JOINED.finditer(words.tags, 0, at)]
    return max(starts, default=0)


def is_known(where: str) -> bool:
    """Whether a benchmark is one whose score everybody knows by its name."""
    first = re.sub(r" v?[\d.]+$", "", where.split(" (")[0].split(",")[0])
    return bool(pattern("data.known").search(where) or OF_BENCHMARK.search(first))


def with_model(clause: Clause, model: str) -> str:
    """The system, with the model that it is made of."""
    return f"{clause.system} ({model})" if clause.system and model else clause.system or model


def bounds_of(words: Tagged, at: int, number: Word, average: str) -> str:
    """What is said of a change besides its number: "up to, points"."""
    first = at - len(words.tags[:at]) + len(words.tags[:at].rstrip("b"))
    said = next((w.text for w in words.words[first:at] if pattern("claims.bounds").fullmatch(w.text)), "")
    points = "points" if pattern("claims.amounts", "points").fullmatch(unit_of(number)) else ""
    return ", ".join(filter(None, (said, average, points)))


def unit_of(number: Word) -> str:
    return number.text.partition(number.value)[2]


def value_of(number: Word) -> str:
    """A number with its unit as it is printed; points are told apart."""
    if number.unit in ("%", "percent"):
        return f"{number.value}%"
    if number.unit in AMOUNTS:
        return f"{number.value}×"
    return (
        number.value
        if pattern("claims.amounts", "points").fullmatch(unit_of(number))
        else f"{number.value} {number.unit}".strip()
    )


def rival_named(phrase: str) -> str:
    """A rival's name; "" where it is none that tells who it is: "existing methods"."""
    name = re.sub(r"(?i)^(?:the|an?|that of|those of)\s+", "", phrase.strip(" ,."))
    return name if 0 < len(name.split()) <= MOST_OF_RIVAL and not _GENERIC.fullmatch(name) else ""


def against(fact: ResultFact, than: str) -> ResultFact:
    return fact.model_copy(update={"baseline": than}) if than else fact


def claim(benchmark: str, metric: str, value: Word | str, system: str) -> ResultFact:
    said = value if isinstance(value, str) else value_of(value)
    benchmark = benchmark.strip(" .,")
    return ResultFact(
        benchmark=benchmark, metric=metric, value=said, system=system, at="", baseline="", baseline_value=""
    )
