"""By how much a sentence says that the paper's own method is better, and from what it raises or lowers a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.summarise.facts.cells import amount_of
from pipeline.summarise.facts.directions import direction
from pipeline.summarise.facts.head_words import NAMED, SIZE
from pipeline.summarise.facts.methods import METRIC, names_one
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.result_sentences import FIRM, system_named
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either
from schemas.summary import ResultFact

MOST_WORDS = 6  # of what is measured; more are a clause
RIVAL_WORDS = 5
REACH = 80  # characters behind a number, where what it is better than stands
SAME = 1e-6  # of two differences
_NUMBER = r"[+]?\d+(?:,\d{3})*(?:\.\d+)?"
_RAISES, _LOWERS = either("claims.changes", "raises"), either("claims.changes", "lowers")
_CHANGES = rf"(?P<verb>{_RAISES}|{_LOWERS})"
_BOUND = rf"(?:(?P<bound>{either('claims.bounds')}) )?"
_POINTS = r"(?:[ -](?:percentage[ -])?points?| ?pp)\b"
_AMOUNT = re.compile(
    rf"(?<![\w.,+@/-])(?P<value>{_NUMBER}(?: ?%)?(?:[-–]{_NUMBER})?)(?P<unit> ?%| ?[×x](?!\w)|{_POINTS})?"
    r"(?![\w^]|[.,]\d)"
)
_FROM = re.compile(
    rf".*\b{_CHANGES}\w* (?P<what>[^.;:,()]+?(?:\.\d[^.;:,()]*)?) from (?P<first>{_NUMBER}(?: ?%)?) (?:to|→) $"
)
_TO = re.compile(r" (?:to|→) \d")
_FROM_TOO = re.compile(
    rf"^[^.;:]* and (?P<verb>)(?P<what>[^.;:,()]+?) from (?P<first>{_NUMBER}(?: ?%)?) (?:to|→) $"
)  # behind one that has a verb
_BY = re.compile(rf".*\b{_CHANGES}\w* (?P<what>[^.;:,()\d]+?) by {_BOUND}$")
_BY_TOO = re.compile(rf"^ and (?P<what>[^.;:,()\d]+?) by {_BOUND}$")  # behind one that has a verb
_OUTDOES = re.compile(rf".*\b{either('claims.outdoes')} (?P<than>(?:[^.;:()]|\.\d)+?),? by {_BOUND}$")
_LIST = re.compile(rf"^[^.;:]*(?:,|,? and) {_BOUND}$")
_OF = re.compile(rf"\b(?P<noun>{either('claims.differences')})s? of {_BOUND}$")
_UP_TO = re.compile(rf"\b{_BOUND}(?:an? )?$")
_WORD = r"[\w@+/*-]+(?:\.\d[\w-]*)?"
_BEHIND = (
    r"(?=[,.;:)]|$| \(| (?:and|on|in|for|over|than|with|while|using|across|compared|relative|without|respectively|when|"
    r"at|as|even|alone)\b)"
)
_STOP = r"(?:and|or|on|in|for|by|over|than|with|while|using|to|of|an?|the)\b"
_IN = re.compile(rf"^ (?:in|on|for) (?:the |both )?(?P<what>(?!{_STOP}){_WORD}(?: (?!{_STOP}){_WORD})*?){_BEHIND}")
_NOUN = re.compile(
    rf"^(?: |-point )(?:(?P<kind>relative|absolute|average|overall|mean) )*"
    rf"(?P<what>(?:(?!{_STOP}){_WORD} )*?)"
    rf"(?P<noun>{either('claims.differences')})s?\b"
)
_MORE = re.compile(
    rf"^ (?P<how>{either('claims.comparatives')}) (?P<what>(?!{_STOP}){_WORD}(?: (?!{_STOP}){_WORD})*?){_BEHIND}"
)
_RUN_WITH = re.compile(rf"\b(?:with|using|from|on|despite|at|having) {_BOUND}$")  # what it is run with is no result
_THAN = re.compile(
    r"\b(?:over|than|compared (?:to|with)|relative to|versus|vs\.?) (?:that of |those of )?"
    r"(?P<than>[A-Za-z][^.;:,()]*?(?:\.\d[^.;:,()]*?)?)"
    r"(?=[.;:,()]|$| (?:and|or|on|in|across|by|(?:with|using)(?! [A-Z])|while|at|for|without|when)\b)"
)
_PAIR = re.compile(
    rf"\b(?:an?|the|with|in|{either('aspects.reached')}\w*) (?P<what>(?!{_STOP}){_WORD}(?: (?!{_STOP}){_WORD})*) "
    rf"of (?P<value>{_NUMBER}(?: ?%)?),? (?:as )?(?:compared (?:to|with)|against|versus|vs\.?) "
    rf"(?P<first>{_NUMBER}(?: ?%)?)"
    r"(?: (?:for|of|by|from|with) (?:the )?(?P<than>[A-Za-z][^.;:,()]*?))?(?=[.;:,()]|$|,? (?:and|while|but)\b)"
)
_LED_BY = re.compile(
    r"^(?:In|On|For) (?P<lead>[\w-]+(?: [\w-]+){0,2}?) (?:experiments?|tasks?|evaluations?|benchmarks?|settings?),"
)
_LESS = frozenset({"reduction", "decrease", "saving", "lower", "fewer", "less", "smaller"})
_NOUNS = {"lower": "reduction", "higher": "gain", "better": "gain", "faster": "speed-up"}
_ARTICLE = re.compile(r"(?i)^(?:the|an?|its|their|our|overall|both|existing|all|in|of|state-of-the-art)\s+")
_WHOSE = re.compile(r"^(?P<what>.+?) (?:of|for) (?:the |an? |our )?(?P<whose>(?:[^.;:,]|\.\d)+)$")
_WHERE = re.compile(r"^(?P<what>.+?) (?:on|in|across|over) (?:the (?:[a-z-]+ )?)?(?P<where>[A-Z](?:[^.;:,]|\.\d)*)$")
NAMED_ON = re.compile(
    r"\b(?:[Oo]n|in) (?:the |both |all (?:\w+ )?)?(?P<where>[A-Z][\w.+*-]*(?: (?:[A-Z][\w.+*-]*|v?\d[\w.]*))*)"
)
CARRIED = re.compile(
    r"\((?P<both>[A-Z][\w.-]* ?→ ?[A-Z][\w.-]*)\)"
)  # "(AIME → BeyondAIME)": tuned on one, tried on the other
_CLAUSE = re.compile(r"[;:] |, (?=(?:which|where|although|yet|with|\w+ing)\b)|\b(?:while|whereas|but|that) ")
_VERB = re.compile(
    rf"\b(?:{_RAISES}|{_LOWERS}|{either('claims.outdoes')}|{either('aspects.reached')}|"
    rf"{either('aspects.results', 'verb')})"
)
_WITHOUT = re.compile(r"(?i)\b(?:without|remov\w+|replac\w+|ablat\w+|w/o|attack\w*)\b")
_OURS = re.compile(r"(?i)\b(?:we|our|ours|it|its|this|these|proposed|resulting)\b")
_KIND_OF_DATA = re.compile(r" (?:benchmarks?|datasets?|test set|tasks?)$")
_NO_MEASURE = re.compile(  # of what it is, or who it is of
    r"(?i)(?:it|its|them|their|this|that|which|performance|results?|scores?|quality|success|rewards?|ranging)$|"
    r".*\b(?:such as|like|including|models?|methods?|frameworks?|baselines?|agents?|approach(?:es)?)\b"
)


class Clause(NamedTuple):
    """A sentence with whose it is."""

    text: str
    system: str  # the paper's own, by the name that the sentence has; "": none
    at: str
    own: tuple[str, ...]


def changes_of(sentence: str, own: tuple[str, ...], at: str) -> Iterator[ResultFact]:
    """The differences that a sentence states of the paper's own work, each with what is measured and whose it beats.

    A measure raised or lowered from one value to another is a result beside what it was.
    """
    system = _named(sentence, own)
    if not (system or _OURS.search(sentence)):
        return
    clause = Clause(sentence, system, at, own)
    before: ResultFact | None = None
    end = 0
    pairs = [pair for pair in _PAIR.finditer(sentence) if METRIC.search(pair["what"])]
    yield from (_pair(clause, pair) for pair in pairs if not _of_others(sentence, pair.start(), own))
    for amount in _AMOUNT.finditer(sentence):
        if _TO.match(sentence, amount.end()) or any(p.start() <= amount.start() < p.end() for p in pairs):
            continue
        if _of_others(sentence, amount.start(), own):
            continue
        clause = clause._replace(system=system_named(sentence, amount.start(), own) or system)
        fact = _fact(clause, amount, before, sentence[end : amount.start()])
        told_again = before is not None and fact is not None and _is_difference(fact, before)
        before, end = fact if not told_again else before, amount.end()
        if fact is not None and not told_again:
            yield fact


def _named(sentence: str, own: tuple[str, ...]) -> str:
    """The first of the own names that a sentence has, if only with the hyphen of a line's end in it."""
    whole = re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])", "", sentence)
    return next((name for name in own if names_one(sentence, (name,)) or names_one(whole, (name,))), "")


def _of_others(sentence: str, at: int, own: tuple[str, ...]) -> bool:
    """Whether the clause up to a number is of somebody else, or says what something else does to the method.

    A clause that begins with its verb, or has none, goes on about whom the one before it is of.
    """
    start = max((m.end() for m in _CLAUSE.finditer(sentence, 0, at)), default=0)
    said = sentence[start:at]
    verb = _VERB.search(said)
    subject = said[: verb.start()].strip() if verb else said
    if start and not (verb and subject):
        return _of_others(sentence, start - 1, own)
    return not (_OURS.search(subject) or _named(subject, own)) or bool(_WITHOUT.search(subject))


def _fact(clause: Clause, amount: re.Match[str], before: ResultFact | None, between: str) -> ResultFact | None:
    left, right = clause.text[: amount.start()], clause.text[amount.end() :]
    unit = (amount["unit"] or "").strip(" -")
    found = _FROM.match(left) or (_FROM_TOO.match(between) if before and before.baseline_value else None)
    if found and unit in ("", "%"):
        before_it = left[: found.start("verb")] if found["verb"] else left
        value = amount["value"] + ("%" if unit == "%" else "")
        return _level(clause, found, value, _place(right), before_it)
    value = amount["value"].replace(" ", "") + (unit.replace("x", "×") if unit in ("%", "×", "x") else "")
    said = _difference(left, right, value, before if before and not before.baseline_value else None, between)
    return said and _change(clause, *said, value=value, points="point" in unit or unit == "pp")


def _difference(
    left: str, right: str, value: str, before: ResultFact | None, between: str
) -> tuple[str, str, str | None, str] | None:
    """What is measured, the kind of difference, its bound, and what it is a difference from; None: no difference.

    `before`: the difference that the sentence states before, which goes on `between` the two numbers.
    """
    kind_before = before.metric.partition(" (")[0] if before else ""
    if found := _OUTDOES.search(left):
        return _place(right), "gain", found["bound"], found["than"]
    if found := _BY.search(left):
        return found["what"], "gain" if re.match(_RAISES, found["verb"]) else "reduction", found["bound"], _than(right)
    if kind_before and (found := _BY_TOO.search(between)):
        return found["what"], kind_before, found["bound"], _than(right)
    if found := _OF.search(left):
        return _place(right), found["noun"], found["bound"], _than(right)
    if before and kind_before and (found := _LIST.match(between)) and (place := _place(right)):
        return place, kind_before, found["bound"], before.baseline
    up_to = _UP_TO.search(left)
    bound = up_to["bound"] if up_to else None
    if found := _NOUN.match(right):
        kind = f"{found['kind']} {found['noun']}" if found["kind"] in ("relative", "absolute") else found["noun"]
        rest = right[found.end() :]
        place, what = _place(rest), found["what"].strip()
        if what and not _NO_MEASURE.match(what):
            place = f"{what} on {place}" if place else what
        return place, kind, bound, _than(rest)
    if (found := _MORE.match(right)) and ("%" in value or "×" in value) and not _RUN_WITH.search(left):
        return found["what"] or "", _NOUNS.get(found["how"], found["how"]), bound, _than(right)
    return None


def _place(right: str) -> str:
    """What "in" or "on" behind a number names; "": nothing."""
    found = _IN.match(right)
    return found["what"] if found else ""


def _is_difference(fact: ResultFact, level: ResultFact) -> bool:
    """Whether a number is no more than how far the two of a result are apart: "from 70.9% to 84.3%, a 13.4% gain"."""
    amount, one, other = (amount_of(v.strip("+%")) for v in (fact.value, level.value, level.baseline_value))
    if fact.baseline_value or None in (amount, one, other):
        return False
    return amount is not None and one is not None and other is not None and abs(abs(one - other) - amount) < SAME


def _pair(clause: Clause, pair: re.Match[str]) -> ResultFact:
    """A measure's value beside another's."""
    led = _LED_BY.match(clause.text)
    system = system_named(clause.text, pair.start(), clause.own)
    return ResultFact(
        benchmark=f"{led['lead']} {pair['what']}" if led else pair["what"],
        metric="",
        value=pair["value"],
        system=system or clause.system,
        at=clause.at,
        baseline=rival(pair["than"] or ""),
        baseline_value=pair["first"],
    )


def _level(clause: Clause, found: re.Match[str], value: str, place: str, before: str) -> ResultFact | None:
    """A measure's value beside the one that it is raised or lowered from.

    `place`: what follows "on" behind it. `before`: what stands before its verb.
    """
    what, system, where = measure(found["what"])
    numbers = f"{found['first']}{value}"
    lowered = bool(re.match(_LOWERS, found["verb"])) if found["verb"] else None
    if not what or is_model(what) or setting_of(what) or is_worse(what, lowered):
        return None
    if not (METRIC.search(what) or "%" in numbers or "." in numbers):
        return None
    first = found["first"] if value.endswith("%") == found["first"].endswith("%") else f"{found['first'].strip('% ')}%"
    value = value if value.endswith("%") or not first.endswith("%") else f"{value}%"
    if is_model(place):
        system = system or place
    elif re.match(r"[A-Z]", place):
        where = where or place
    where = where or next((m["where"] for m in [*NAMED_ON.finditer(before)][-1:]), "")
    where = where or next((m["both"] for m in [*CARRIED.finditer(before)][-1:]), "")
    if FIRM.fullmatch(where):  # whose model follows: "with OpenAI gpt-oss"
        return None
    if is_model(where):
        system, where = system or where, ""
    metric = what if where else ""
    return ResultFact(
        benchmark=where or what,
        metric=metric,
        value=value,
        system=_joined(clause.system, system),
        at=clause.at,
        baseline="",
        baseline_value=first,
    )


def _change(
    clause: Clause, what: str, kind: str, bound: str | None, than: str, *, value: str, points: bool
) -> ResultFact | None:
    """How far the method is ahead in what is measured, or on what it is."""
    what, system, where = measure(what)
    if is_model(where):
        system, where = system or where, ""
    lowered = kind in _LESS
    if not what or is_model(what) or SIZE.search(what) or is_worse(what, lowered):
        return None
    told = ", ".join(filter(None, (bound or "", "points" if points else "")))
    named = f"{what} {kind}" if where else kind
    outdone = rival(than)
    if outdone == clause.system:  # "It exceeds X-small by 4%" of X
        clause = clause._replace(system=_named(clause.text, clause.own))
    return ResultFact(
        benchmark=where or what,
        metric=f"{named} ({told})" if told else named,
        value=value,
        system=_joined(clause.system, system),
        at=clause.at,
        baseline=outdone,
        baseline_value="",
    )


def is_worse(what: str, lowered: bool | None) -> bool:
    """Whether a measure is lowered of which more is better, or raised of which less is: no claim to be better."""
    way = direction(what) if lowered is not None else None
    return way == ("higher" if lowered else "lower")


def measure(phrase: str) -> tuple[str, str, str]:
    """What a phrase says is measured, of what model, and on what; "" for each that it does not say, or what is none."""
    what = _without_articles(phrase)
    place = _WHERE.match(what)
    where = _KIND_OF_DATA.sub("", place["where"]) if place else ""
    what = place["what"] if place else what
    whose = _WHOSE.match(what)
    model = whose["whose"] if whose and is_model(whose["whose"]) else ""
    what = whose["what"] if whose and (model or _NO_MEASURE.match(whose["whose"])) else what
    what = _KIND_OF_DATA.sub("", what) if NAMED.search(what) else what
    if len(what.split()) > MOST_WORDS or _NO_MEASURE.match(what) or not re.search(r"[A-Za-z]{2}", what):
        return "", "", ""
    return what, model, where


def _than(right: str) -> str:
    found = _THAN.search(right)
    return found["than"] if found and found.start() <= REACH else ""


def rival(phrase: str) -> str:
    """A rival's name, the last where another stands in apposition; "" where it is none that is short.

    Nor several that have no name: "existing approaches".
    """
    rival = _without_articles(phrase.strip(" ,").rsplit(", ", 1)[-1])
    unnamed = not re.search(r"[A-Z\d]", rival) and rival.endswith("s")
    return rival if re.search(r"[A-Za-z]", rival) and len(rival.split()) <= RIVAL_WORDS and not unnamed else ""


def _without_articles(phrase: str) -> str:
    """A phrase without the articles and pronouns that begin it."""
    phrase = phrase.strip()
    while _ARTICLE.match(phrase):
        phrase = _ARTICLE.sub("", phrase)
    return phrase


def _joined(system: str, model: str) -> str:
    return f"{system} ({model})" if system and model else system or model
