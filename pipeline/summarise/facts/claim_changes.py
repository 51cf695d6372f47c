"""How far a claim says that something is ahead, what it saves, and from where to where it moves."""

from __future__ import annotations

import re
from functools import cache

from pipeline.summarise.facts.cells import amount_of
from pipeline.summarise.facts.changes import SAME, is_worse, measure
from pipeline.summarise.facts.claim_clauses import (
    DATA,
    IN_SCOPE,
    MEASURED,
    MODIFIERS,
    NP,
    OF,
    Clause,
    Told,
    against,
    bounds_of,
    claim,
    is_known,
    is_place,
    is_setting,
    model_and_measure,
    phrase_measured,
    place_before,
    rival_named,
    tail_of,
    unit_of,
    value_of,
    with_model,
)
from pipeline.summarise.facts.head_words import SIZE
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.tagged import tagged
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.summary import ResultFact

# what stands before a number, and behind it
_ASIDE = r"(?:\([^()N]*\))?"
_FROM = re.compile(rf"(?P<verb>[UDVO])(?P<what>{OF}){_ASIDE}f$")
_FELL = re.compile(r"(?P<what>[xcm]*m)[UDV]x?f$")
_FROM_MORE = re.compile(rf",?&?(?P<what>{OF})?f")
BY = re.compile(rf"(?P<verb>[UD])(?P<what>{OF})?(?:[VR][txcmoV]*)?{_ASIDE}(?:,?yb*|b)$")
BY_MORE = re.compile(rf",?&?(?P<what>{OF})?yb*")
AHEAD = re.compile(r"O(?P<than>[xcmG]+)(?:n(?P<on>[xcmG]+))?,?yb*$")
CHANGE_OF = re.compile(r"(?P<what>[xcm]*)(?P<kind>G)ob*$")
_RAISED_TO = re.compile(r"[UD](?P<what>[xcm]+)tb*$")
TO = re.compile(r"(?:\((?P<than>[xc]+)\))?tb*N")
KIND = re.compile(r"(?P<what>[xcm]*)(?P<kind>G)")
HOW = re.compile(r"(?P<how>M)(?P<what>[xcm]*)")
TIMES_OF = re.compile(rf"(?:(?P<what>[xcm]*[mG])|T)o(?P<than>{NP})")
COUNT = re.compile(r"Nob*(?P<all>N)(?P<what>[xcmG]+)")
_BEATS = re.compile(r"O(?P<than>[xcmG]+)")
_RIVAL_FIRST = re.compile(r"h(?P<than>[xcmG]+),")
RUN_WITH = re.compile(
    r"(?i)\b(?:using|with|even|despite|when|from|under|where|only|retains?|at)\s(?:only |just |up to |about |over )?$"
)
_LESS = frozenset({"reduction", "decrease", "saving", "lower", "fewer", "less", "smaller", "shorter", "compression"})


def is_between(fact: ResultFact, level: ResultFact) -> bool:
    """Whether a number is no more than how far the two of a result are apart."""
    amount, one, other = (amount_of(v.strip("+%×")) for v in (fact.value, level.value, level.baseline_value))
    if fact.baseline_value or amount is None or one is None or other is None:
        return False
    return abs(abs(one - other) - amount) < SAME


def move(clause: Clause) -> Told | None:
    """A measure raised or lowered from one value to another."""
    words, tags = clause.words, clause.words.tags
    to = TO.match(tags, clause.at + 1)
    found = _FELL.search(tags, clause.start, clause.at) or _FROM.search(tags, clause.start, clause.at)
    goes_on = clause.before is not None and clause.before.shape == "from" and clause.between is not None
    more = _FROM_MORE.fullmatch(clause.between or "") if goes_on else None
    if to is None or not (found or more) or (found and clause.said(found, "what").endswith("ranging")):
        return None
    verb = words.words[found.start("verb")].text if found and "verb" in found.groupdict() else ""
    outdone = found is not None and tags[found.start()] == "O"
    than = clause.said(found, "what") if found and outdone else clause.said(to, "than") if to else ""
    what, model, where = phrase_measured(clause.said(found, "what") if found and not outdone else "")
    if more and clause.before:
        span = [clause.before.end + n for n in more.span("what")] if more["what"] else [0, 0]
        what, model, where = measure(words.said(*span)) if more["what"] else (clause.before.what, "", "")
    measured = MEASURED.match(tags, to.end())
    tail = tail_of(words, measured.end() if measured else to.end())
    if is_model(what):
        model, what = model_and_measure(what)
    what = what or (words.said(*measured.span("what")) if measured else "")
    where = where or tail.on or place_before(clause)
    if is_model(where):
        model, where = where, ""
    one, two = value_of(clause.number), value_of(words.words[to.end() - 1])
    if not (what or where) or is_worse(what, _lowers(verb)) or is_setting(what):
        return None
    if not ("%" in one + two or "." in one + two or pattern("results.metrics").search(what)):
        return None
    if two.endswith("%") != one.endswith("%"):
        one, two = f"{one.rstrip('%')}%", f"{two.rstrip('%')}%"
    system = with_model(clause, model)
    if more and clause.before and not model:
        system = clause.before.fact.system
    fact = claim(where or what, what if where else "", two, system)
    fact = fact.model_copy(update={"baseline": rival_named(than), "baseline_value": one})
    return Told(fact, "from", what, "", tail.end)


def further_move(clause: Clause) -> Told | None:
    """ "from 8.26 to 6.27 on A, 32.39 to 26.69 on B" """
    tail, before = tail_of(clause.words, clause.at + 1), clause.before
    if before is None or not tail.on:
        return None
    one, _, two = clause.number.value.partition(" to ")
    percent = "%" if clause.number.unit == "%" else ""
    model = tail.on if is_model(tail.on) else ""
    system = with_model(clause, model) if model else before.fact.system
    fact = claim(before.what if model else tail.on, "" if model else before.what, f"{two.strip()}{percent}", system)
    told = fact.model_copy(update={"baseline_value": f"{one.strip(' %')}{percent}"})
    return Told(told, "from", before.what, "", tail.end)


def _lowers(verb: str) -> bool | None:
    """Whether what a verb says makes a measure less; None: it makes it better, whichever way that is."""
    if re.match(rf"{either('claims.changes', 'lowers')}", verb):
        return True
    return False if re.match(rf"(?!improv|enhanc){either('claims.changes', 'raises')}", verb, re.IGNORECASE) else None


def change(
    clause: Clause, what: str, kind: str, end: int, *, than: str = "", on: str = "", goes_on: bool = False
) -> Told | None:
    """How far it is ahead in what is measured, or what it saves."""
    words, before = clause.words, clause.before
    if (measured := MEASURED.match(words.tags, end)) and not what:
        what, end = words.said(*measured.span("what")), measured.end()
    tail = tail_of(words, end)
    kind = kind if kind.endswith("ss") else kind.removesuffix("s")
    average = re.match(r"(?i)(?:an? )?(?:average|mean)\b", what) is not None and not re.search(
        r"(?i)\bscore|performance", what
    )
    relative = "relative " if re.search(r"(?i)\brelative\b", what) else ""
    given = bool(MODIFIERS.sub("", what))
    what, model, where = phrase_measured(MODIFIERS.sub("", what))
    if is_model(what):
        model, what = model_and_measure(what)
    where = where or on or tail.on
    if what and not where and re.match("[A-Z]", what) and is_place(what):
        where, what = what, ""
    what = what or ("" if given else tail.what)
    if goes_on and before and not (where or tail.what or what):
        what = before.what if tail.than else ""
    elif goes_on and before and not what and where:
        what = before.what
    compared = kind in _comparatives()
    where = where or ("" if goes_on or compared else place_before(clause))
    if compared and not (tail.than or where or "m" in tagged(what).tags):
        return None
    if is_model(where):
        model, where = model or where, ""
    if goes_on and before and not where and what and before.where:
        where = before.where
    if not (what or where) and DATA.search(tail.scope):
        where, tail = IN_SCOPE.sub("", tail.scope), tail._replace(scope="")
    than = than or tail.than
    sped = re.search(r"(?i)speed|accelerat|faster", kind) is not None
    if not than and (first := _RIVAL_FIRST.search(words.tags, 0, clause.at)):
        than = words.said(*first.span("than"))
    points = pattern("claims.amounts", "points").fullmatch(unit_of(clause.number)) is not None
    if not (what or sped) and not (points and kind not in _LESS and is_known(where)):
        return None  # so many per cent better, in what?
    if not (what or where or sped) or (goes_on and not (tail.on or tail.what or tail.scope or what)):
        return None
    improves = "improv" in words.text[words.words[clause.start].start : clause.number.end].lower()
    if SIZE.search(what) or (not improves and is_worse(what, kind in _LESS)) or is_setting(what):
        return None
    told = ", ".join(
        filter(None, (bounds_of(words, clause.at, clause.number, "an average of" if average else ""), tail.scope))
    )
    named = f"{what} {relative}{kind}" if where and what else f"{relative}{kind}"
    if clause.system == rival_named(than):  # "It exceeds X-small by 4%" of X
        clause = clause._replace(system=next(iter(clause.own), ""))
    fact = claim(
        where or what or "speed", f"{named} ({told})" if told else named, clause.number, with_model(clause, model)
    )
    return Told(against(fact, rival_named(than)), "change", what, kind, tail.end, where)


def count_of(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "exceeds the strongest baseline in 8 of the 12 tasks" """
    beats = _BEATS.search(clause.words.tags, clause.start, clause.at)
    of = clause.words.words[found.start("all")]
    if beats is None or not of.value.isdigit() or clause.number.unit or of.unit:
        return None
    value = f"{clause.number.value} of {of.value}"
    fact = claim(clause.said(found, "what"), "wins", value, clause.system)
    return Told(against(fact, rival_named(clause.said(beats, "than"))), "level", "", "", found.end())


@cache
def _comparatives() -> frozenset[str]:
    return frozenset(entry.pattern for entry in word_list("claims.comparatives").entries)


def times_of(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "2.62× the throughput of X and 3.06× that of Y" """
    raised = _RAISED_TO.search(clause.words.tags, clause.start, clause.at)
    what = clause.said(found, "what") or (clause.said(raised, "what") if raised else "")
    goes_on = clause.before is not None and clause.before.shape == "times"
    what = what or (clause.before.what if clause.before and goes_on else "")
    if not what:
        return None
    fact = claim(MODIFIERS.sub("", what), "ratio", clause.number, clause.system)
    return Told(against(fact, rival_named(clause.said(found, "than"))), "times", what, "", found.end())
