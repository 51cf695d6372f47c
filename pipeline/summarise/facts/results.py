"""The numbers that the paper reports of its own method, beside those of the methods that it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.summarise.facts.result_sentences import of_sentences
from pipeline.summarise.facts.result_tables import COST, is_result_table, number_of, of_table
from pipeline.summarise.lines import Line, tables_of
from schemas.records import Table
from schemas.summary import ResultFact

MAX_RESULTS = 24  # of a paper; a reader of twenty papers a day reads no more
MAX_OF_TABLE = 12
NAMED, COMPARED = 3, 3  # benchmarks and baselines of the conclusion: more make it English with Chinese in between
_ABLATION = re.compile(r"(?i)ablat|sensitiv|\beffects? of\b|\bimpact of\b|variant|\bw/o\b")


def results(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[ResultFact, ...]:
    """The results of the abstract, then of the tables: the body's before the appendix's, ablations last.

    `own`: what the paper calls its own method.
    """
    of_tables: list[ResultFact] = []
    shown = ((table, rows) for table, rows in tables_of(lines) if is_result_table(table))
    for table, body in sorted(shown, key=lambda found: _rank(*found)):
        of_tables = _unique([*of_tables, *list(of_table(table, body, own))[:MAX_OF_TABLE]])
    rows = {_said(fact): fact for fact in of_tables}
    # a row says of what and against what its number is, where a sentence has several numbers in it
    found = _unique([*(rows.get(_said(fact), fact) for fact in of_sentences(lines, ("abstract",))), *of_tables])
    if len(found) < MAX_RESULTS:
        found = _unique([*found, *of_sentences(lines, ("body", "front"))])
    return tuple(found[:MAX_RESULTS])


def conclusion(found: Sequence[ResultFact]) -> str:
    """What the results say beside their baselines, in Chinese; whether higher is better is the reader's to know."""
    groups: dict[tuple[str, str], list[str]] = {}
    for fact in found:
        own, other = number_of(fact.value), number_of(fact.baseline_value)
        if COST.search(f"{fact.benchmark} {fact.metric}"):
            continue  # it stands among the values; "higher" would sound like praise
        if own is not None and other is not None and own != other and fact.baseline:
            on = groups.setdefault((fact.baseline, "高于" if own > other else "低于"), [])
            if fact.benchmark not in on:
                on.append(fact.benchmark)
    parts = [f"在 {_several(on)}上{word} {baseline}" for (baseline, word), on in groups.items()][:COMPARED]
    return f"与表中最接近的方法相比，所提方法{'，'.join(parts)}。" if parts else "所提方法的主要数值如下。"


def _several(names: Sequence[str]) -> str:
    """The first of the names; all of them stand in the list of values anyway."""
    return "、".join(names[:NAMED]) + (" 等基准" if len(names) > NAMED else " ")


def _rank(table: Table, rows: Sequence[Line]) -> int:
    return 2 * (rows[0].part in ("appendix", "references")) + bool(_ABLATION.search(table.caption))


def _unique(facts: Iterable[ResultFact]) -> list[ResultFact]:
    """The facts without those that say the same number of the same benchmark again."""
    kept: dict[tuple[str, str], ResultFact] = {}
    for fact in facts:
        if fact.benchmark:  # not a number of nothing that has a name
            kept.setdefault(_said(fact), fact)
    return list(kept.values())


def _said(fact: ResultFact) -> tuple[str, str]:
    """The benchmark and the number, in whatever writing."""
    number = number_of(fact.value)
    return _key(fact.benchmark), str(number if number is not None else fact.value)


def _key(benchmark: str) -> str:
    return re.sub(r"\([^()]*\)|[^a-z0-9]", "", benchmark.lower())
