"""Scores found facts against annotated ones: precision, recall and F1, by rules that forgive spelling only.

The rules
- A found fact and an annotated one agree when both the name and the value do. A wrong value never agrees, whatever its
  name; a right value under another name does not either. `names` and `values` say what agreeing means.
- One to one: a found fact counts for one annotated fact at most, and the other way round. Of all ways to pair them,
  one with the most pairs is taken.
- A setting that the annotation lists with the same name and value in several scopes (learning rate 1e-5 in two stages)
  is one expectation, since a digest may say it once; found facts that repeat it for other scopes are one found fact.
  A repetition in the same scope, or without one, is a found fact that agrees with nothing.
- "(β1, β2) = (0.9, 0.95)" is two facts.
- Hardware and training time count as settings. A backbone or dataset agrees by its name; a dataset's role is not
  scored. A result agrees by benchmark and value; its metric and system are not compared, so the same value on the same
  benchmark under another metric agrees.
- Precision counts what was found and is annotated. The annotators list the main facts, not all (at most 30 settings and
  20 results a paper), so a true fact that they left out costs precision: compare precisions, do not quote them as
  error rates. For errors there are the verdicts of pipeline.ground, which need no annotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from pipeline.promptlab.expected import Expected, ExpectedName, ExpectedResult, ExpectedSetting
from pipeline.promptlab.same_name import same_benchmark, same_dataset, same_model, same_setting, setting_name
from pipeline.promptlab.values import same_value
from schemas.digest import GroundedFact
from schemas.records import Record
from schemas.summary import HyperparameterFact, NamedFact, ResultFact

F = TypeVar("F")
E = TypeVar("E")


class Score(Record):
    """How many facts agree. The sum of two scores pools their facts, for a micro average."""

    matched: int = 0
    found: int = 0
    expected: int = 0
    pairs: tuple[tuple[str, str], ...] = ()  # what agrees: as found, as annotated
    surplus: tuple[str, ...] = ()  # found, and annotated nowhere
    missed: tuple[str, ...] = ()  # annotated, and not found

    @property
    def precision(self) -> float | None:
        """Matched of found; None: nothing was found."""
        return self.matched / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Matched of expected; None: nothing was expected."""
        return self.matched / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None: nothing was found and nothing expected."""
        return 2 * self.matched / (self.found + self.expected) if self.found + self.expected else None

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(
            matched=self.matched + other.matched,
            found=self.found + other.found,
            expected=self.expected + other.expected,
            pairs=self.pairs + other.pairs,
            surplus=self.surplus + other.surplus,
            missed=self.missed + other.missed,
        )


def micro(scores: Iterable[Score]) -> Score:
    """The pooled score: every fact weighs the same."""
    return sum(scores, Score())


def macro(values: Iterable[float | None]) -> float | None:
    """The mean over the papers that have a value: every paper weighs the same. None: no paper has one."""
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


class Stated(NamedTuple):
    """A name and value, found or annotated."""

    name: str
    value: str
    scope: str = ""

    def __str__(self) -> str:
        said = f"{self.name} = {self.value}" if self.value else self.name
        return f"{said} [{self.scope}]" if self.scope else said


def annotated(expected: Expected) -> dict[str, tuple[int, str]]:
    """Page and quote of every annotated fact, by the words in which scores name it."""
    places: dict[str, tuple[int, str]] = {}
    for setting in expected.settings:
        for stated in _wanted(setting):
            places.setdefault(str(stated), (setting.page, setting.quote))
    for result in expected.results:
        places.setdefault(str(_wanted_result(result)), (result.page, result.quote))
    for named in (*expected.backbones, *expected.datasets):
        places.setdefault(named.name, (named.page, named.quote))
    return places


def _wanted(setting: ExpectedSetting) -> list[Stated]:
    return _expand(Stated(setting.name, _with_unit(setting.value, setting.unit), setting.scope))


def _wanted_result(result: ExpectedResult) -> Stated:
    return Stated(result.benchmark, _with_unit(result.value, result.unit), result.system)


def match_hyperparameters(
    found: Sequence[GroundedFact | HyperparameterFact], expected: Sequence[ExpectedSetting]
) -> Score:
    """Settings by name and value. Facts of another kind in `found` are passed over."""
    stated = [
        part
        for f in found
        if isinstance(f, HyperparameterFact) or f.kind == "hyperparameter"
        for part in _expand(_setting(f))
    ]
    wanted = [part for e in expected for part in _wanted(e)]
    return _score(stated, _once(wanted, _same_setting_stated), _same_setting_stated)


def match_results(found: Sequence[GroundedFact | ResultFact], expected: Sequence[ExpectedResult]) -> Score:
    """Results by benchmark and value. Facts of another kind in `found`, baselines too, are passed over."""
    stated = [
        Stated(f.benchmark, f.value, f.metric) if isinstance(f, ResultFact) else Stated(f.note, f.value, f.name)
        for f in found
        if isinstance(f, ResultFact) or f.kind == "result"
    ]
    wanted = [_wanted_result(e) for e in expected]
    return _score(
        stated, wanted, lambda f, e: same_benchmark(f.name, e.name) and same_value(f.value, e.value), by_scope=False
    )


def match_backbones(found: Sequence[GroundedFact | NamedFact], expected: Sequence[ExpectedName]) -> Score:
    """Backbones by name. Facts of another kind in `found` are passed over."""
    return _match_names(found, expected, "backbone", same_model)


def match_datasets(found: Sequence[GroundedFact | Record], expected: Sequence[ExpectedName]) -> Score:
    """Datasets by name; one that is annotated for training and for evaluation is one."""
    return _match_names(found, expected, "dataset", same_dataset)


def _match_names(
    found: Sequence[GroundedFact | Record],
    expected: Sequence[ExpectedName],
    kind: str,
    same: Callable[[str, str], bool],
) -> Score:
    stated = [
        Stated(str(getattr(f, "name", "")), "") for f in found if not isinstance(f, GroundedFact) or f.kind == kind
    ]
    wanted = _once([Stated(e.name, "") for e in expected], lambda a, b: same(a.name, b.name))
    return _score(stated, wanted, lambda f, e: same(f.name, e.name))


def _setting(fact: GroundedFact | HyperparameterFact) -> Stated:
    if isinstance(fact, GroundedFact):
        return Stated(fact.name, fact.value, fact.note)
    return Stated(fact.name, fact.value, fact.scope)


def _with_unit(value: str, unit: str | None) -> str:
    return f"{value} {unit}" if unit and unit not in value else value


def _same_setting_stated(one: Stated, other: Stated) -> bool:
    if not same_setting(one.name, other.name):
        return False
    return same_value(_with_time(one), _with_time(other), setting_name(other.name).concept)


def _with_time(stated: Stated) -> str:
    """The value with the unit of time that the name states: "Hours, 7B model = 5.5"."""
    unit = re.search(r"(?i)\b(hours|days|minutes)\b", stated.name)
    bare = re.fullmatch(r"[\d.,]+", stated.value.strip())
    return f"{stated.value} {unit[1].lower()}" if unit and bare else stated.value


_TUPLE = re.compile(r"\(([^()]*[,/][^()]*)\)")


def _expand(stated: Stated) -> list[Stated]:
    """The settings of a row that states several: "(top P, top k)" with "(1.0, -1)"."""
    bracketed = _TUPLE.search(stated.name)
    names = re.split(r"\s*[,/]\s*", bracketed[1] if bracketed else stated.name)
    wrapped = re.fullmatch(r"\s*[(\[{](.*)[)\]}]\s*", stated.value)
    values = re.split(r"\s*,\s*|\s*/\s*" if wrapped else r",\s+|\s*/\s*", wrapped[1] if wrapped else stated.value)
    if len(names) < 2 or len(names) != len(values):
        return [stated]
    head = stated.name[: bracketed.start()].strip() if bracketed else ""
    return [Stated(f"{head} {name}".strip(), value, stated.scope) for name, value in zip(names, values, strict=True)]


def _once(wanted: Sequence[Stated], same: Callable[[Stated, Stated], bool]) -> list[Stated]:
    """`wanted` without those that say again, in another scope or role, what an earlier one says."""
    kept: list[Stated] = []
    for item in wanted:
        if not any(same(item, other) and same(other, item) for other in kept):
            kept.append(item)
    return kept


def _score(
    found: Sequence[Stated], expected: Sequence[Stated], agree: Callable[[Stated, Stated], bool], by_scope: bool = True
) -> Score:
    edges = [[e for e, wanted in enumerate(expected) if agree(stated, wanted)] for stated in found]
    partner = _most_pairs(edges, len(expected))
    of_found = {f: e for e, f in enumerate(partner) if f is not None}
    surplus = [
        stated
        for f, stated in enumerate(found)
        if f not in of_found and not (by_scope and _other_scope(f, found, edges, of_found))
    ]
    return Score(
        matched=len(of_found),
        found=len(of_found) + len(surplus),
        expected=len(expected),
        pairs=tuple((str(found[f]), str(expected[e])) for f, e in sorted(of_found.items())),
        surplus=tuple(str(s) for s in surplus),
        missed=tuple(str(e) for i, e in enumerate(expected) if partner[i] is None),
    )


def _other_scope(f: int, found: Sequence[Stated], edges: Sequence[Sequence[int]], of_found: dict[int, int]) -> bool:
    """Whether a found fact only says for another scope what a paired one says."""
    scope = found[f].scope
    if not scope or not edges[f]:
        return False
    takers = [other for other, e in of_found.items() if e in edges[f]]
    return all(found[other].scope not in ("", scope) for other in takers)


def _most_pairs(edges: Sequence[Sequence[int]], size: int) -> list[int | None]:
    """For each expected fact the found one that it is paired with, as many as can be (augmenting paths)."""
    partner: list[int | None] = [None] * size

    def place(f: int, tried: set[int]) -> bool:
        for e in edges[f]:
            if e in tried:
                continue
            tried.add(e)
            holder = partner[e]
            if holder is None or place(holder, tried):
                partner[e] = f
                return True
        return False

    for f in range(len(edges)):
        place(f, set())
    return partner
