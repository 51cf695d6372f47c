"""What a claim says is reached, kept of another's, or done to a share of all there is."""

from __future__ import annotations

import re

from pipeline.summarise.facts.changes import measure
from pipeline.summarise.facts.claim_clauses import (
    AMOUNTS,
    IN_SCOPE,
    LIST,
    MEASURED,
    MODIFIERS,
    Clause,
    Tail,
    Told,
    bounds_of,
    claim,
    is_known,
    is_place,
    is_setting,
    phrase_measured,
    place_before,
    rival_named,
    tail_of,
    unit_of,
    value_of,
    with_model,
)
from pipeline.summarise.facts.claim_owners import BENCH, HUMAN
from pipeline.summarise.facts.head_words import SIZE
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.result_sentences import metric_of
from pipeline.summarise.facts.tagged import Tagged
from pipeline.words.vocabulary import pattern, word_list
from schemas.summary import ResultFact

_PAST_IT = frozenset({"below", "under", "above", "within", "beyond", "past"})
MOST_SHARED = 3
MEASURE_OF = re.compile(r"(?P<what>[xcm]*m)[oV]?b*$")
_REACHED_OF = re.compile(r"R(?P<what>[xcm]+)ob*$")  # "achieves a gFID of 0.99"
_NAME_OF = re.compile(r"(?P<name>[xcm]*[cm]x?)\($")
REACHES = re.compile(r"(?:R[xcm]{0,3}|w|@)b*$")
_DOES = re.compile(r"Rb*$")
_KEEPS = re.compile(r"Kb*$")
_KEPT = re.compile(r"o(?P<what>[xcm]*m)(?![xcmVRT])")
_BY_WHOM = re.compile(r"Ry(?P<who>c+)")
_A_SECOND = re.compile(r"(?i)per second|fps")
_ON_LIST = re.compile(r"n[xcm&,|()Na]*$")
_SCORED = re.compile(r"R(?P<what>[xc]*[mc])o?b*N")
_MODEL_AT = re.compile(r"\((?P<name>c+)@b*$")
SHARE = re.compile(r"o(?P<what>[xcmG]+)")
_BELOW = re.compile(
    r",? (?:[a-z]+ )?(?:below|above|behind|short of) (?:(?:the|an?|their) )?(?P<than>[a-z][a-z -]*?)??"
    r"(?: of| at|['’]s)? ?(?P<value>\d+(?:\.\d+)? ?%)"
    r"(?: (?:achieved|reached|obtained|scored) by (?P<by>[a-z][a-z ]*[a-z]))?"
)
_PRAISE = re.compile(
    r"(?i)^(?:(?:an?|the|its|impressive|remarkable|strong|competitive|new|state-of-the-art|SOTA|best|single-model|"
    r"overall|only|high|highest|lowest)\b ?)+"
)


def best_beside_person(words: Tagged, at: int) -> Told | None:
    """What the best of the evaluated models reaches beside a person: "(Claude Opus 4.7 at 69.2)"."""
    model = _MODEL_AT.search(words.tags, 0, at)
    first = next((m for m in _SCORED.finditer(words.tags, 0, at)), None)
    if model is None or first is None:
        return None
    person = HUMAN.search(words.text[: words.words[first.start()].start])
    name, what = words.said(*model.span("name")), words.said(*first.span("what"))
    value, other = words.words[at], words.words[first.end() - 1]
    if person is None or not is_model(name) or value.unit != other.unit:
        return None
    fact = claim(what, "", value, name).model_copy(update={"baseline": person[0], "baseline_value": value_of(other)})
    return Told(fact, "level", what, "", at + 1)


def share_of(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "reproduces 41% of papers at Run" """
    tags = clause.words.tags
    verb = _DOES.search(tags, clause.start, clause.at)
    kept = _KEEPS.search(tags, clause.start, clause.at)
    done = pattern("claims.done").match(clause.words.words[verb.start()].text) if verb else None
    left = _KEPT.match(tags, clause.at + 1)
    if (kept or verb) and left and done is None:
        return _kept(clause, left)
    if done is None or len(clause.said(found, "what").split()) > MOST_SHARED:
        return None
    tail = tail_of(clause.words, found.end())
    participle = next(
        e.name for e in word_list("claims.done").entries if word_list("claims.done").found(e).match(done[0])
    )
    metric = f"{clause.said(found, 'what')} {participle}"
    where = tail.on or place_before(clause)
    return Told(
        claim(where or metric, metric if where else "", clause.number, clause.system), "level", metric, "", tail.end
    )


def level_of(clause: Clause) -> Told | None:
    """What is reached: "achieves 64.0% accuracy on X", "a success rate of 76.15% compared with 66.50% for Y"."""
    words, tags, at, number = clause.words, clause.words.tags, clause.at, clause.number
    if not (number.unit or "." in number.value):
        return None
    if pattern("claims.amounts", "points").fullmatch(unit_of(number)) and not number.value.startswith("+"):
        return None  # how far two are apart: "loses 0.9 points on X"
    before = MEASURE_OF.search(tags, clause.start, at)
    behind = MEASURED.match(tags, at + 1)
    reached = REACHES.search(tags, clause.start, at)
    named = _NAME_OF.search(tags, clause.start, at)
    goes_on = (
        clause.before is not None and clause.before.shape == "level" and bool(LIST.fullmatch(clause.between or "x"))
    )
    kept = _KEPT.match(tags, at + 1)
    if kept and "m" in kept["what"] and _KEEPS.search(tags, clause.start, at):
        return _kept(clause, kept)
    if words.words[at - 1].text.lower() in _PAST_IT:
        return None  # "below 20%": nobody's value
    if reached and tags[reached.start()] in "w@" and not (before or behind):
        return None  # "the second best at 5.10"
    if before and tags[before.start() - 1 : before.start()] == "@":
        return None  # "at IoU 0.5": what it was run at
    measured = _measured(clause, before, behind, reached, goes_on=goes_on, named=bool(named))
    if measured is None:
        return None
    what, end = measured
    tail = tail_of(words, end)
    what, model, where = phrase_measured(_PRAISE.sub("", what))
    where = where or tail.on
    if named and tags[at + 1 : at + 2] == ")":
        if not named["name"].endswith("m") and not _ON_LIST.search(tags, clause.start, named.start()):
            return None  # "outperforming X (+0.4 points)"
        name, tail = clause.said(named, "name"), tail_of(words, at + 2)
        is_measure = named["name"].endswith("m")
        what, model, _ = measure(MODIFIERS.sub("", name)) if is_measure else ("", "", "")
        where = tail.on if is_measure else name if is_place(name) and not is_model(name) else ""
        if not where:
            return None
        if " to " in number.value:  # "V*Bench (76.4% to 88.5%)"
            one, _, two = number.value.partition(" to ")
            number = number._replace(value=two.strip())
            fact = claim(where, "", number, with_model(clause, ""))
            fact = fact.model_copy(update={"baseline_value": f"{one.strip(' %')}{'%' if number.unit == '%' else ''}"})
            return Told(fact, "level", "", "", tail.end)
    if is_model(where):
        model, where = where, ""
    what = what or (clause.before.what if goes_on and clause.before and where else "")
    if clause.of_others and clause.system and reached and not (what or where):
        where = next((name for name in clause.own if BENCH.search(name)), "")  # on the paper's own benchmark
    if clause.of_others and not clause.system and not model:
        return None
    if not (what or where or tail.scope) or is_setting(what) or SIZE.search(what) or number.unit in AMOUNTS:
        return None
    if not (what or where):  # "68.7% on web tasks"
        where = IN_SCOPE.sub("", tail.scope)
        tail = tail._replace(scope="")
    where = where or place_before(clause)
    if by := _BY_WHOM.match(tags, tail.end):
        clause = clause._replace(system=words.said(*by.span("who")))
    if where and not what:
        so_far = metric_of(words.text[: number.end], number.start, number.end)
        what = "" if so_far in clause.own else so_far
    bound = ", ".join(filter(None, (bounds_of(words, at, number, ""), tail.scope)))
    metric = f"{what} ({bound})".strip() if bound else what
    if not what and not is_known(where):
        return None  # a number on a name, of what?
    if number.value.startswith("+"):
        points = ", ".join(filter(None, (bounds_of(words, at, number, ""), tail.scope)))
        metric = f"{what} gain ({points})".strip() if points else f"{what} gain".strip()
    fact = claim(where or what, metric if where else f"({bound})" if bound else "", number, with_model(clause, model))
    return Told(_beside_rival(fact, tail, words), "level", what, "", tail.end)


def _measured(
    clause: Clause,
    before: re.Match[str] | None,
    behind: re.Match[str] | None,
    reached: re.Match[str] | None,
    *,
    goes_on: bool,
    named: bool,
) -> tuple[str, int] | None:
    """The words for what a number measures, "" where the sentence has none, and where they end; None: it is no level.

    `before`, `behind`: a measure beside the number. `reached`: a verb that reaches it. `goes_on`: it stands in a list
    of levels. `named`: in a bracket behind a name.
    """
    tags, at, number = clause.words.tags, clause.at, clause.number
    if before:
        return clause.said(before, "what"), at + 1
    if behind and (reached or goes_on):
        return clause.said(behind, "what"), behind.end()
    if of := _REACHED_OF.search(tags, clause.start, at):
        return clause.said(of, "what"), at + 1
    if reached and _A_SECOND.search(number.unit):
        return "throughput", at + 1
    if reached or goes_on or named:
        return "", at + 1
    return None


def _beside_rival(fact: ResultFact, tail: Tail, words: Tagged) -> ResultFact:
    """The level beside whom the sentence sets it: "compared with 66.50% for Y", "below the 80% of Y"."""
    if tail.value and tail.value.endswith("%") == fact.value.endswith("%"):
        return fact.model_copy(update={"baseline": rival_named(tail.than), "baseline_value": tail.value})
    if below := _BELOW.match(words.text, words.words[tail.end - 1].end):
        than = re.sub(
            r" (?:results?|scores?|performance|level|accuracy|average)$", "", below["by"] or below["than"] or ""
        )
        return fact.model_copy(update={"baseline": than, "baseline_value": below["value"].replace(" ", "")})
    return fact


def _kept(clause: Clause, found: re.Match[str]) -> Told:
    """ "preserving 98.1% of target quality" """
    what = MODIFIERS.sub("", clause.said(found, "what"))
    told = bounds_of(clause.words, clause.at, clause.number, "")
    fact = claim(what, f"retained ({told})" if told else "retained", clause.number, clause.system)
    return Told(fact, "level", what, "", found.end())
