"""What the caption and the sentences on a table tell of its results that its heads do not: data, task and metric."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.caption_metrics import metrics_in
from pipeline.summarise.facts.cells import number_of
from pipeline.summarise.facts.directions import direction, first_of
from pipeline.summarise.facts.head_words import AVERAGE, COST, KNOWN, LABEL, METRIC, NAMED
from pipeline.summarise.facts.result_sentences import benchmarks_of
from pipeline.summarise.lines import Line
from schemas.summary import ResultFact

_TABLE_NUMBER = re.compile(r"(?i)tab(?:le|\.)\s*(\w+)")
_TASK = re.compile(  # "Real-world manipulation results": what was measured, without a name
    r"(?i)(?>(?:(?:main|overall|(?:quantit|qualit)ative|full|detailed|experimental|averaged?|additional|summary of|"
    r"the|benchmark) )*)(?P<task>(?!(?:comparisons?|performance|evaluation)\b)[a-z][\w-]+(?: [\w-]+){0,3}?) "
    r"(?:results?|performance|comparisons?|evaluation|quality)\b"
)
_WORD = re.compile(r"[A-Za-z]{2}|[A-Z]\d|\d ?[×x]|[A-Z]&[A-Z]")
_WORD_BEFORE = r"(?!(?:and|or|the|of|in|on|for|with|by|our)\b)[a-z][a-z-]+ "
_QUANTITY = re.compile(  # what a caption says that the numbers are
    rf"(?<![\w-])(?:[A-Z]?{_WORD_BEFORE})?(?:{_WORD_BEFORE})?"
    r"(?i:times?|steps|hours|distances?|rates?|ratios?|gaps?|deviations?|energies|yields?|"
    r"likelihoods?|probabilit(?:y|ies)|"
    r"errors?|accurac(?:y|ies)|correlations?|similarit(?:y|ies)|overheads?|regrets?|throughput|violations|returns?)\b"
    r"(?: in (?:hours|minutes|seconds|ms|cm|mm|percent))?"
)
MAX_SCORE = 100  # what a benchmark's own score is at most; more is a count or an amount
_LOOSE = re.compile(r"(?i)score|reward|win[ -]?rate")  # of a sentence: what they are of it does not say
_SHARE = re.compile(r"\d\s?%")


def completed(
    first: Line, facts: Sequence[ResultFact], lines: Sequence[Line], own: tuple[str, ...]
) -> list[ResultFact]:
    """The facts of the table of a row `first`, each with the data and the metric that caption or sentences tell.

    Those of which nothing tells how they were measured are left out.
    """
    caption = first.table.caption if first.table is not None else ""
    said = _on_table(caption, lines) if facts else []
    named = [_on_task(fact, caption) for fact in _on_told_data(facts, said, own)]
    return _measured(named, caption, said)


def is_of_nothing(fact: ResultFact) -> bool:
    """Whether a fact names no more than an average or a metric as what it is measured on: "Mean S.R", "FID"."""
    if fact.metric and not AVERAGE.search(fact.benchmark):
        return False
    return not _WORD.search(METRIC.sub("", AVERAGE.sub("", fact.benchmark))) or bool(LABEL.fullmatch(fact.benchmark))


def _on_table(caption: str, lines: Sequence[Line]) -> list[str]:
    """The sentences that speak of a table by its number."""
    number = _TABLE_NUMBER.match(caption)
    if number is None:
        return []
    spoken = re.compile(rf"\bTab(?:le|\.)\s?{re.escape(number[1])}(?![\w.]\d|\d)", re.IGNORECASE)
    return [line.text for line in lines if line.kind == "sentence" and spoken.search(line.text)]


def _on_told_data(facts: Sequence[ResultFact], said: Sequence[str], own: tuple[str, ...]) -> list[ResultFact]:
    """The facts of a table, those of averages and metrics alone with the benchmark that sentences on the table name."""
    if not all(is_of_nothing(fact) for fact in facts):
        return list(facts)
    names = {name for sentence in said for name in benchmarks_of(sentence, own)}
    if len(names) != 1:
        return list(facts)
    name = names.pop()
    return [_named_on(fact, name) for fact in facts]


def _on_task(fact: ResultFact, caption: str) -> ResultFact:
    """The fact of nothing but a metric or an average with the task that its table's caption begins with."""
    task = _TASK.match(re.sub(r"^(?:Table|Tab\.?)\s*\w+\s*[.:|]?\s*", "", caption, flags=re.IGNORECASE))
    if task is None or not is_of_nothing(fact) or METRIC.search(task["task"]) or AVERAGE.search(task["task"]):
        return fact
    return _named_on(fact, task["task"])


def _named_on(fact: ResultFact, name: str) -> ResultFact:
    """The fact on a benchmark, its own being an average of it or the metric."""
    if fact.metric or AVERAGE.search(fact.benchmark):
        return fact.model_copy(update={"benchmark": f"{name} {fact.benchmark}"})
    return fact.model_copy(update={"benchmark": name, "metric": fact.benchmark})


def _measured(facts: Sequence[ResultFact], caption: str, said: Sequence[str]) -> list[ResultFact]:
    """The facts with what their numbers are, so far as anything tells it.

    A benchmark has its own score, of at most a hundred; those beside well-known ones are measured alike.
    """
    known = sum(bool(KNOWN.search(fact.benchmark)) for fact in facts)
    of_caption, of_sentences = _quantity(caption), _one_of(said)
    found = []
    for fact in facts:
        named, value = f"{fact.benchmark} {fact.metric}", number_of(fact.value)
        sure = (
            fact.metric or METRIC.search(named) or COST.search(named) or LABEL.search(named.strip()) or direction(named)
        )
        coined = NAMED.search(fact.benchmark) or AVERAGE.search(fact.benchmark) or fact.benchmark in caption
        scored = value is not None and abs(value) <= MAX_SCORE and coined
        if sure or 2 * known >= len(facts) or KNOWN.search(named):
            found.append(fact)
        elif told := of_caption or ("" if scored else of_sentences):
            found.append(fact.model_copy(update={"metric": told}))
        elif scored or _SHARE.search(fact.value):
            found.append(fact)
    return found


def _quantity(caption: str) -> str:
    """The one quantity that a caption's first sentence names; "": it names none, or several."""
    found = {m[0].strip() for m in _QUANTITY.finditer(first_of(caption))}
    return found.pop() if len(found) == 1 else ""


def _one_of(said: Sequence[str]) -> str:
    """The one metric that the sentences on a table name; "": they name none, or several."""
    metrics = [m[0] for sentence in said for m in metrics_in(sentence)]
    found = {metric.lower(): metric for metric in metrics if not (_LOOSE.fullmatch(metric) or COST.search(metric))}
    return found.popitem()[1] if len(found) == 1 else ""
