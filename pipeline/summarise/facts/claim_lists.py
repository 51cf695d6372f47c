"""The numbers of a claim that go with a list of benchmarks or models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.summarise.facts.claim_changes import AHEAD, BY, CHANGE_OF, KIND
from pipeline.summarise.facts.claim_clauses import (
    IN,
    MEASURED,
    MODIFIERS,
    NAMES,
    Told,
    against,
    bounds_of,
    claim,
    clause_start,
    is_place,
    names_listed,
    phrase_measured,
    rival_named,
)
from pipeline.summarise.facts.claim_levels import MEASURE_OF, REACHES
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.tagged import Tagged

GROUP = re.compile(r"(?:,&?|[&|])b*N")


def group_end(tags: str, at: int) -> int:
    while match := GROUP.match(tags, at + 1):
        at = match.end() - 1
    return at + 1


def of_group(words: Tagged, at: int, end: int, system: str) -> Iterator[Told]:
    """The numbers of a list that goes with a list of benchmarks or models: "71.3% and 78.0% on GAIA and Xbench"."""
    numbers = [w for w in words.words[at:end] if w.tag == "N"]
    start, tags = clause_start(words, at), words.tags
    kind, measured = KIND.match(tags, end), MEASURED.match(tags, end)
    behind = kind or measured
    rest = behind.end() if behind else end
    what = words.said(*behind.span("what")) if behind else ""
    word = words.said(*kind.span("kind")) if kind else ""
    than = ""
    if ahead := AHEAD.search(tags, start, at):
        than, word = words.said(*ahead.span("than")), "gain"
    elif by := BY.search(tags, start, at):
        what, word = words.said(*by.span("what")) if by["what"] else "", "gain" if by["verb"] == "U" else "reduction"
    elif of := CHANGE_OF.search(tags, start, at):
        what, word = words.said(*of.span("what")), words.said(*of.span("kind"))
    elif measure_of := MEASURE_OF.search(tags, start, at):
        what = words.said(*measure_of.span("what"))
    elif not REACHES.search(tags, start, at):
        return
    if (found := IN.match(tags, rest)) and word and not what and not NAMES.match(tags, rest):
        what, rest = words.said(*found.span("what")), found.end()
    names = NAMES.match(tags, rest) if words.words[rest : rest + 1] and words.words[rest].text != "over" else None
    listed = names_listed(words.said(*names.span("names"))) if names else []
    if len(listed) != len(numbers):
        return
    what = phrase_measured(MODIFIERS.sub("", what))[0]
    told = bounds_of(words, at, numbers[-1], "") if word else ""
    metric = f"{what} {word.removesuffix('s')}".strip() if word else what
    metric = f"{metric} ({told})" if told else metric
    of_models = bool(what or word) and any(map(is_model, listed))
    if not (of_models or all(map(is_place, listed))):
        return
    changed = f"{word.removesuffix('s')} ({told})" if told else word.removesuffix("s")
    for name, number in zip(listed, numbers, strict=True):
        whose, on, of_it = system, name, metric
        if of_models:
            whose, on, of_it = f"{system} ({name})" if system else name, what or "speed", changed
        yield Told(against(claim(on, of_it, number, whose), rival_named(than)), "level", what, "", end)
