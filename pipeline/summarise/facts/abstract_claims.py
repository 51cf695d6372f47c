"""What an abstract claims in numbers of the paper's own work, or of the systems that it evaluates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from pipeline.summarise.facts.cells import amount_of
from pipeline.summarise.facts.changes import CARRIED, NAMED_ON, SAME, is_worse, measure
from pipeline.summarise.facts.comparisons import is_claim
from pipeline.summarise.facts.head_words import COST, SIZE
from pipeline.summarise.facts.methods import METRIC, names_one
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.result_sentences import is_benchmark, metric_of, system_named
from pipeline.summarise.facts.tagged import Tagged, Word, tagged
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.sentences import split_sentences
from pipeline.words.settings import setting_of
from pipeline.words.vocabulary import either, pattern, word_list
from schemas.summary import ResultFact

MOST_OF_RIVAL = 6  # words; more are a clause
MOST_OF_SCOPE = 5
MOST_SHARED = 3
_NP = "[xcmG]+"
_OF = rf"{_NP}(?:[on]{_NP})?"
# what stands before a number, and behind it
_ASIDE = r"(?:\([^()N]*\))?"
_FROM = re.compile(rf"(?P<verb>[UDVO])(?P<what>{_OF}){_ASIDE}f$")
_FELL = re.compile(r"(?P<what>[xcm]*m)[UDV]x?f$")
_FROM_MORE = re.compile(rf",?&?(?P<what>{_OF})?f")
_BY = re.compile(rf"(?P<verb>[UD])(?P<what>{_OF})?(?:[VR][txcmoV]*)?{_ASIDE}(?:,?yb*|b)$")
_BY_MORE = re.compile(rf",?&?(?P<what>{_OF})?yb*")
_AHEAD = re.compile(r"O(?P<than>[xcmG]+)(?:n(?P<on>[xcmG]+))?,?yb*$")
_LIST = re.compile(r",?&?b*")
_CHANGE_OF = re.compile(r"(?P<what>[xcm]*)(?P<kind>G)ob*$")
_MEASURE_OF = re.compile(r"(?P<what>[xcm]*m)[oV]?b*$")
_NAME_OF = re.compile(r"(?P<name>[xcm]*[cm]x?)\($")
_REACHES = re.compile(r"(?:R[xcm]{0,3}|w|@)b*$")
_DOES = re.compile(r"Rb*$")
_KEEPS = re.compile(r"Kb*$")
_RAISED_TO = re.compile(r"[UD](?P<what>[xcm]+)tb*$")
_TO = re.compile(r"(?:\((?P<than>[xc]+)\))?tb*N")
_KIND = re.compile(r"(?P<what>[xcm]*)(?P<kind>G)")
_HOW = re.compile(r"(?P<how>M)(?P<what>[xcm]*)")
_TIMES_OF = re.compile(rf"(?:(?P<what>[xcm]*[mG])|T)o(?P<than>{_NP})")
_KEPT = re.compile(rf"o?(?P<what>{_NP})")
_MEASURED = re.compile(r"(?P<what>[xcm]*m)")
_GROUP = re.compile(r"(?:,&?|[&|])b*N")
_NAMES = re.compile(r"n(?P<names>[xc]*c[xc]*(?:,[xc]*c[xc]*)*,?&[xc]*c[xc]*)(?![xcyfURDO])")
_IN = re.compile(r"[n@](?P<what>[xcmG]+)")
_VALUE_OF = re.compile(r",?hb*(?P<value>N)(?:[on](?P<than>[xcmG]+))?")
_THAN = re.compile(r",?h(?:x*mo)?(?P<than>[xcmG]+)")
_BRACKET = re.compile(r"\([^()N]*\)")
_MODIFIER = re.compile(r"x")
_BY_WHOM = re.compile(r"Ry(?P<who>c+)")
_A_SECOND = re.compile(r"(?i)per second|fps")
_ON_LIST = re.compile(r"n[xcm&,|()Na]*$")
_SCORED = re.compile(r"R(?P<what>[xc]*[mc])o?b*N")
_MODEL_AT = re.compile(r"\((?P<name>c+)@b*$")
_SUBJECT = re.compile(r"[URDOKV]")
_JOINED = re.compile(r",?&(?=[xcm]+[URDOKV])")
_STARTS = re.compile(r"[WT;]")
_COUNT = re.compile(r"Nob*(?P<all>N)(?P<what>[xcmG]+)")
_BEATS = re.compile(r"O(?P<than>[xcmG]+)")
_SHARE = re.compile(r"o(?P<what>[xcmG]+)")
_RIVAL_FIRST = re.compile(r"h(?P<than>[xcmG]+),")
_BELOW = re.compile(
    r",? (?:[a-z]+ )?(?:below|above|behind|short of) (?:(?:the|an?|their) )?(?P<than>[a-z][a-z -]*?)??"
    r"(?: of| at|['’]s)? ?(?P<value>\d+(?:\.\d+)? ?%)"
    r"(?: (?:achieved|reached|obtained|scored) by (?P<by>[a-z][a-z ]*[a-z]))?"
)
_DATA = re.compile(
    r"(?i)\b(?:benchmarks?|data ?sets?|tasks?|tests?|test sets?|settings?|domains?|suites?|scenarios?|subsets?|splits?|"
    r"evaluations?)$"
)
_OURS = re.compile(r"(?i)\b(?:we|our|ours|its?|this|these|proposed|resulting)\b")
_OUR_SYSTEM = re.compile(
    r"(?i)\b(?:our (?!evaluations?\b|experiments?\b|results?\b|analys\w+|study\b|findings\b)|ours\b)"
)
_HUMAN = re.compile(
    r"(?i)\b(?:humans?|experts?|radiologists?|physicians?|clinicians?|doctors?|annotators?|participants?)\b"
)
_OTHERS = re.compile(
    r"(?i)\b(?:baselines?|prior|previous|existing|state-of-the-art|SOTA|competing|current|frontier|proprietary|"
    r"conventional|vanilla|without|remov\w+|replac\w+|ablat\w+|random|standard|attack\w*)\b"
)
_BEST = re.compile(
    r"(?i)\b(?:strongest|best|top)\b(?:[- ](?:performing|evaluated|audited|tested|scoring))?"
    r"(?: (?:models?|systems?|agents?|LLMs?|VLMs?|MLLMs?|methods?|configurations?))?"
)
_STUDY = re.compile(r"(?i)\b(?:experiments?|results?|evaluations?|findings|analys[ei]s|stud(?:y|ies))\b")
_BENCH = re.compile(r"(?i)bench|arena$|exam$")
_EVALUATES = re.compile(
    r"\b(?i:evaluat|benchmark|audit|assess|test|compar)\w* (?:a total of )?"
    r"(?:\d+|[a-z]+(?:teen|ty)|three|four|five|six|seven|eight|nine|ten|eleven|twelve) "
    r"(?:[\w-]+,? )*?(?:models|[A-Z]*LMs|agents|systems|harnesses|judges|detectors|generators)\b|"
    r"\b(?:introduce|present|propose|release|construct|build|develop|provide)\w* (?:[\w-]+,? )+?"
    r"(?:benchmark|evaluation suite|leaderboard)\b|"
    r"\b(?i:our) (?:benchmark|evaluation suite|leaderboard)\b"
)
_RUN_WITH = re.compile(
    r"(?i)\b(?:using|with|even|despite|when|from|under|where|only|retains?|at)\s(?:only |just |up to |about |over )?$"
)
_IN_SCOPE = re.compile(r"^\w+ (?:the |an? )?")
_GENERIC = re.compile(
    r"(?i)(?:(?:all|the|its|our|other|several|many|both|most|existing|prior|previous|competing|recent|strong|standard|"
    r"current|various|state-of-the-art|SOTA|leading|\w*baseline) )*"
    r"(?:methods?|approaches|baselines?|models?|techniques|systems|work|works|frameworks?|ones|counterparts?|algorithms|"
    r"alternatives|them|it|those)"
)
_MODIFIERS = re.compile(
    r"(?i)^(?:(?:an?|the|its|average|overall|mean|relative|absolute|consistent|substantial|significant|up|all)\b ?)+"
)
_PRAISE = re.compile(
    r"(?i)^(?:(?:an?|the|its|impressive|remarkable|strong|competitive|new|state-of-the-art|SOTA|best|single-model|"
    r"overall|only|high|highest|lowest)\b ?)+"
)
_LESS = frozenset({"reduction", "decrease", "saving", "lower", "fewer", "less", "smaller", "shorter", "compression"})
_AMOUNTS = frozenset({"×", "x", "times", "fold", "-fold"})


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


def claims_of(lines: Sequence[Line], own: tuple[str, ...]) -> tuple[ResultFact, ...]:
    """The numbers that the abstract claims, in its order; where it claims none, introduction and conclusion."""
    told = [line for line in lines if line.part == "abstract" and line.kind == "sentence"]
    whole = sentences(lines, own)
    of_others = evaluates(whole, own)
    found = [claim for s in whole for claim in of_sentence(s, own, of_others=of_others)]
    if found:
        return tuple(fact.model_copy(update={"at": _at(fact, told)}) for fact in found)
    return tuple(
        fact.model_copy(update={"at": line.at})
        for line in _claiming(lines, own)
        for fact in of_sentence(line.text, own, of_others=of_others)
    )


def _claiming(lines: Sequence[Line], own: tuple[str, ...]) -> Iterator[Line]:
    """The sentences of introduction and conclusion that speak of the paper's own work."""
    for line in lines:
        claims = line.block_kind in PROSE and line.part != "abstract" and is_claim(line) and not line.others
        if claims and (_OURS.search(line.text) or names_one(line.text, own)):
            yield line


def claiming(lines: Sequence[Line], own: tuple[str, ...]) -> str:
    """The text of the sentences that claims_of reads."""
    whole = sentences(lines, own)
    of_others = evaluates(whole, own)
    told = any(of_sentence(s, own, of_others=of_others) for s in whole)
    claims = whole if told else [*whole, *(line.text for line in _claiming(lines, own))]
    return " ".join(claims)


def sentences(lines: Sequence[Line], own: tuple[str, ...]) -> list[str]:
    """The sentences of the abstract from the first about the paper's own work on."""
    told = (line.text for line in lines if line.part == "abstract" and line.kind == "sentence")
    text = _joined(" ".join(told), lines)  # a sentence may go on in the next column
    for name in own:  # broken at the end of a line
        text = re.sub(rf"(?<![\w-]){'-?'.join(map(re.escape, name))}(?!\w)", name.replace("\\", ""), text)
    whole = split_sentences(text)
    first = next((i for i, s in enumerate(whole) if _OURS.search(s) or names_one(s, own)), len(whole))
    return whole[first:]


def _joined(text: str, lines: Sequence[Line]) -> str:
    """A text in which words broken at the end of a line are whole, where the paper writes them so elsewhere."""
    broken = {m[0] for m in re.finditer(r"\b[A-Za-z]+-[a-z]\w+", text)}
    words = (
        {word for line in lines if line.part != "abstract" for word in re.findall(r"\w[\w-]*", line.text)}
        if broken
        else set()
    )
    for word in broken - words:
        if word.replace("-", "") in words:
            text = text.replace(word, word.replace("-", ""))
    return text


def evaluates(told: Sequence[str], own: Sequence[str]) -> bool:
    """Whether a paper's own work is to evaluate others', by the sentences of its abstract and what it calls itself."""
    return any(_BENCH.search(name) for name in own) or any(_EVALUATES.search(sentence) for sentence in told)


def is_change(fact: ResultFact) -> bool:
    """Whether a number is how far something is ahead or what it saves, not what it reaches."""
    return not fact.baseline_value and bool(change_of(fact))


def is_share(fact: ResultFact) -> bool:
    """Whether a number is what is left of another's, how often something wins, or how many times something it is."""
    return fact.metric.split(" (")[0] in ("retained", "wins", "ratio")


def change_of(fact: ResultFact) -> str:
    """The word for how a result differs from another: "gain", "faster"; "" where it is no difference."""
    kind = re.sub(r" ?\([^()]*\)$", "", fact.metric).rpartition(" ")[2]
    kind = kind or (fact.benchmark if re.fullmatch(r"(?i)speed-?ups?", fact.benchmark) else "")
    said = rf"{either('claims.differences')}s?|{either('claims.comparatives')}"
    return kind if not fact.baseline_value and re.fullmatch(said, kind) else ""


def _at(fact: ResultFact, told: Sequence[Line]) -> str:
    """The place of the abstract that holds a number."""
    return next((line.at for line in told if fact.value.rstrip("%× ") in line.text), told[0].at)


def of_sentence(sentence: str, own: tuple[str, ...], *, of_others: bool = False) -> list[ResultFact]:
    """The numbers of a sentence. `of_others`: the paper evaluates others' systems."""
    words = tagged(sentence)
    found = list[Told]()
    before: Told | None = None
    skip = 0
    for at, word in enumerate(words.words):
        if word.tag != "N" or at < skip:
            continue
        system = _owner(words, at, own, of_others=of_others)
        clause = Clause(words, at, _clause_start(words, at), system or "", before, own, of_others)
        if reference := _reference(words, at):
            before = None
            skip = reference.end
            found.append(reference)
        elif system is None:
            before = None
        elif _GROUP.match(words.tags, at + 1):
            skip = _group_end(words.tags, at)
            before = None
            found += _of_group(words, at, skip, system)
        elif (told := _told(clause)) and before and _is_between(told.fact, before.fact):
            skip = told.end  # "from 70.9% to 84.3%, a 13.4-point gain"
        elif told:
            before, skip = told, told.end
            found = _with_rival(found, told)
        else:
            before = None
    return [told.fact for told in found]


def _is_between(fact: ResultFact, level: ResultFact) -> bool:
    """Whether a number is no more than how far the two of a result are apart."""
    amount, one, other = (amount_of(v.strip("+%×")) for v in (fact.value, level.value, level.baseline_value))
    if fact.baseline_value or amount is None or one is None or other is None:
        return False
    return abs(abs(one - other) - amount) < SAME


def _reference(words: Tagged, at: int) -> Told | None:
    """What the best of the evaluated models reaches beside a person: "(Claude Opus 4.7 at 69.2)"."""
    model = _MODEL_AT.search(words.tags, 0, at)
    first = next((m for m in _SCORED.finditer(words.tags, 0, at)), None)
    if model is None or first is None:
        return None
    person = _HUMAN.search(words.text[: words.words[first.start()].start])
    name, what = words.said(*model.span("name")), words.said(*first.span("what"))
    value, other = words.words[at], words.words[first.end() - 1]
    if person is None or not is_model(name) or value.unit != other.unit:
        return None
    fact = _fact(what, "", value, name).model_copy(update={"baseline": person[0], "baseline_value": _value(other)})
    return Told(fact, "level", what, "", at + 1)


def _with_rival(found: Sequence[Told], last: Told) -> list[Told]:
    """What is told, and in a list of changes whose end names a rival, each with it."""
    more = list(found)
    if last.shape == "change" and last.fact.baseline:
        for i in range(len(more) - 1, -1, -1):
            if more[i].shape != "change" or more[i].fact.baseline or more[i].end > last.end:
                break
            more[i] = more[i]._replace(fact=_against(more[i].fact, last.fact.baseline))
    return [*more, last]


def _group_end(tags: str, at: int) -> int:
    while match := _GROUP.match(tags, at + 1):
        at = match.end() - 1
    return at + 1


def _of_group(words: Tagged, at: int, end: int, system: str) -> Iterator[Told]:
    """The numbers of a list that goes with a list of benchmarks or models: "71.3% and 78.0% on GAIA and Xbench"."""
    numbers = [w for w in words.words[at:end] if w.tag == "N"]
    start, tags = _clause_start(words, at), words.tags
    kind, measured = _KIND.match(tags, end), _MEASURED.match(tags, end)
    behind = kind or measured
    rest = behind.end() if behind else end
    what = words.said(*behind.span("what")) if behind else ""
    word = words.said(*kind.span("kind")) if kind else ""
    than = ""
    if ahead := _AHEAD.search(tags, start, at):
        than, word = words.said(*ahead.span("than")), "gain"
    elif by := _BY.search(tags, start, at):
        what, word = words.said(*by.span("what")) if by["what"] else "", "gain" if by["verb"] == "U" else "reduction"
    elif of := _CHANGE_OF.search(tags, start, at):
        what, word = words.said(*of.span("what")), words.said(*of.span("kind"))
    elif measure_of := _MEASURE_OF.search(tags, start, at):
        what = words.said(*measure_of.span("what"))
    elif not _REACHES.search(tags, start, at):
        return
    if (found := _IN.match(tags, rest)) and word and not what and not _NAMES.match(tags, rest):
        what, rest = words.said(*found.span("what")), found.end()
    names = _NAMES.match(tags, rest) if words.words[rest : rest + 1] and words.words[rest].text != "over" else None
    listed = _listed(words.said(*names.span("names"))) if names else []
    if len(listed) != len(numbers):
        return
    what = _measured(_MODIFIERS.sub("", what))[0]
    told = _bounds(words, at, numbers[-1], "") if word else ""
    metric = f"{what} {word.removesuffix('s')}".strip() if word else what
    metric = f"{metric} ({told})" if told else metric
    of_models = bool(what or word) and any(map(is_model, listed))
    if not (of_models or all(map(_is_place, listed))):
        return
    changed = f"{word.removesuffix('s')} ({told})" if told else word.removesuffix("s")
    for name, number in zip(listed, numbers, strict=True):
        whose, on, of_it = system, name, metric
        if of_models:
            whose, on, of_it = f"{system} ({name})" if system else name, what or "speed", changed
        yield Told(_against(_fact(on, of_it, number, whose), _rival(than)), "level", what, "", end)


def _told(clause: Clause) -> Told | None:
    tags, at, start = clause.words.tags, clause.at, clause.start
    more = clause.before is not None and clause.before.shape == "from" and _LIST.fullmatch(clause.between or "x")
    if more and " to " in clause.number.value:
        return _from_to_more(clause)
    if _TO.match(tags, at + 1):
        return _from_to(clause)
    if (counted := _COUNT.match(tags, at)) and clause.number.value.isdigit():
        return _counted(clause, counted)
    if clause.number.unit == "%" and (share := _SHARE.match(tags, at + 1)):
        return _share(clause, share)
    if found := _AHEAD.search(tags, start, at):
        whom = re.fullmatch(r"(?P<than>[xcG]+)(?P<what>m*)", found["than"])
        than = clause.words.said(found.start("than"), found.start("than") + whom.end("than")) if whom else ""
        what = clause.words.said(found.start("than") + whom.end("than"), found.end("than")) if whom else ""
        told = _changed(clause, what, "gain", at + 1, than=than, on=clause.said(found, "on"))
        return told and told._replace(ahead=True)
    if found := _BY.search(tags, start, at):
        return _changed(clause, clause.said(found, "what"), "gain" if found["verb"] == "U" else "reduction", at + 1)
    if found := _CHANGE_OF.search(tags, start, at):
        return _changed(clause, clause.said(found, "what"), clause.said(found, "kind"), at + 1)
    if clause.number.unit in _AMOUNTS and (found := _TIMES_OF.match(tags, at + 1)):
        return _times(clause, found)
    if found := _KIND.match(tags, at + 1):
        return _changed(clause, clause.said(found, "what"), clause.said(found, "kind"), found.end())
    if found := _HOW.match(tags, at + 1):
        run_with = _RUN_WITH.search(clause.words.text[: clause.number.start]) or not clause.number.unit
        return (
            None if run_with else _changed(clause, clause.said(found, "what"), clause.said(found, "how"), found.end())
        )
    between = clause.between if clause.before and clause.before.shape == "change" else None
    if clause.before and between is not None and (_BY_MORE.fullmatch(between) or _LIST.fullmatch(between)):
        more = _BY_MORE.fullmatch(between)
        span = [clause.before.end + n for n in more.span("what")] if more and more["what"] else [0, 0]
        said = clause.words.said(*span)
        if said and clause.before.ahead:
            told = _changed(clause, "", "gain", at + 1, than=said, on=clause.before.where)
            return told and told._replace(ahead=True)
        return _changed(clause, said, clause.before.kind, at + 1, goes_on=True)
    return _level(clause)


def _from_to(clause: Clause) -> Told | None:
    """A measure raised or lowered from one value to another."""
    words, tags = clause.words, clause.words.tags
    to = _TO.match(tags, clause.at + 1)
    found = _FELL.search(tags, clause.start, clause.at) or _FROM.search(tags, clause.start, clause.at)
    goes_on = clause.before is not None and clause.before.shape == "from" and clause.between is not None
    more = _FROM_MORE.fullmatch(clause.between or "") if goes_on else None
    if to is None or not (found or more):
        return None
    verb = words.words[found.start("verb")].text if found and "verb" in found.groupdict() else ""
    outdone = found is not None and tags[found.start()] == "O"
    than = clause.said(found, "what") if found and outdone else clause.said(to, "than") if to else ""
    what, model, where = _measured(clause.said(found, "what") if found and not outdone else "")
    if more and clause.before:
        span = [clause.before.end + n for n in more.span("what")] if more["what"] else [0, 0]
        what, model, where = measure(words.said(*span)) if more["what"] else (clause.before.what, "", "")
    measured = _MEASURED.match(tags, to.end())
    tail = _tail(words, measured.end() if measured else to.end())
    if is_model(what):
        model, what = _model_and_measure(what)
    what = what or (words.said(*measured.span("what")) if measured else "")
    where = where or tail.on or _where(clause)
    if is_model(where):
        model, where = where, ""
    one, two = _value(clause.number), _value(words.words[to.end() - 1])
    if not (what or where) or is_worse(what, _lowers(verb)) or _is_setting(what):
        return None
    if not ("%" in one + two or "." in one + two or pattern("results.metrics").search(what)):
        return None
    if two.endswith("%") != one.endswith("%"):
        one, two = f"{one.rstrip('%')}%", f"{two.rstrip('%')}%"
    system = _of_model(clause, model)
    if more and clause.before and not model:
        system = clause.before.fact.system
    fact = _fact(where or what, what if where else "", two, system)
    return Told(fact.model_copy(update={"baseline": _rival(than), "baseline_value": one}), "from", what, "", tail.end)


def _from_to_more(clause: Clause) -> Told | None:
    """ "from 8.26 to 6.27 on A, 32.39 to 26.69 on B" """
    tail, before = _tail(clause.words, clause.at + 1), clause.before
    if before is None or not tail.on:
        return None
    one, _, two = clause.number.value.partition(" to ")
    percent = "%" if clause.number.unit == "%" else ""
    model = tail.on if is_model(tail.on) else ""
    system = _of_model(clause, model) if model else before.fact.system
    fact = _fact(before.what if model else tail.on, "" if model else before.what, f"{two.strip()}{percent}", system)
    told = fact.model_copy(update={"baseline_value": f"{one.strip(' %')}{percent}"})
    return Told(told, "from", before.what, "", tail.end)


def _lowers(verb: str) -> bool | None:
    """Whether what a verb says makes a measure less; None: it makes it better, whichever way that is."""
    if re.match(rf"{either('claims.changes', 'lowers')}", verb):
        return True
    return False if re.match(rf"(?!improv|enhanc){either('claims.changes', 'raises')}", verb, re.IGNORECASE) else None


def _changed(
    clause: Clause, what: str, kind: str, end: int, *, than: str = "", on: str = "", goes_on: bool = False
) -> Told | None:
    """How far it is ahead in what is measured, or what it saves."""
    words, before = clause.words, clause.before
    if (measured := _MEASURED.match(words.tags, end)) and not what:
        what, end = words.said(*measured.span("what")), measured.end()
    tail = _tail(words, end)
    kind = kind if kind.endswith("ss") else kind.removesuffix("s")
    average = re.match(r"(?i)(?:an? )?(?:average|mean)\b", what) is not None and not re.search(
        r"(?i)\bscore|performance", what
    )
    relative = "relative " if re.search(r"(?i)\brelative\b", what) else ""
    given = bool(_MODIFIERS.sub("", what))
    what, model, where = _measured(_MODIFIERS.sub("", what))
    if is_model(what):
        model, what = _model_and_measure(what)
    where = where or on or tail.on
    if what and not where and re.match("[A-Z]", what) and _is_place(what):
        where, what = what, ""
    what = what or ("" if given else tail.what)
    if goes_on and before and not (where or tail.what or what):
        what = before.what if tail.than else ""
    elif goes_on and before and not what and where:
        what = before.what
    compared = kind in _comparatives()
    where = where or ("" if goes_on or compared else _where(clause))
    if compared and not (tail.than or where or "m" in tagged(what).tags):
        return None
    if is_model(where):
        model, where = model or where, ""
    if goes_on and before and not where and what and before.where:
        where = before.where
    if not (what or where) and _DATA.search(tail.scope):
        where, tail = _IN_SCOPE.sub("", tail.scope), tail._replace(scope="")
    than = than or tail.than
    sped = re.search(r"(?i)speed|accelerat|faster", kind) is not None
    if not (what or where or sped or goes_on or compared) and _rival(than):
        what = "overall"
    if not than and (first := _RIVAL_FIRST.search(words.tags, 0, clause.at)):
        than = words.said(*first.span("than"))
    if not (what or where or sped) or (goes_on and not (tail.on or tail.what or tail.scope or what)):
        return None
    improves = "improv" in words.text[words.words[clause.start].start : clause.number.end].lower()
    if SIZE.search(what) or (not improves and is_worse(what, kind in _LESS)) or _is_setting(what):
        return None
    told = ", ".join(
        filter(None, (_bounds(words, clause.at, clause.number, "an average of" if average else ""), tail.scope))
    )
    named = f"{what} {relative}{kind}" if where and what else f"{relative}{kind}"
    if clause.system == _rival(than):  # "It exceeds X-small by 4%" of X
        clause = clause._replace(system=next(iter(clause.own), ""))
    fact = _fact(
        where or what or "speed", f"{named} ({told})" if told else named, clause.number, _of_model(clause, model)
    )
    return Told(_against(fact, _rival(than)), "change", what, kind, tail.end, where)


def _counted(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "exceeds the strongest baseline in 8 of the 12 tasks" """
    beats = _BEATS.search(clause.words.tags, clause.start, clause.at)
    of = clause.words.words[found.start("all")]
    if beats is None or not of.value.isdigit() or clause.number.unit or of.unit:
        return None
    value = f"{clause.number.value} of {of.value}"
    fact = _fact(clause.said(found, "what"), "wins", value, clause.system)
    return Told(_against(fact, _rival(clause.said(beats, "than"))), "level", "", "", found.end())


def _share(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "reproduces 41% of papers at Run" """
    tags = clause.words.tags
    verb = _DOES.search(tags, clause.start, clause.at)
    kept = _KEEPS.search(tags, clause.start, clause.at)
    done = pattern("claims.done").match(clause.words.words[verb.start()].text) if verb else None
    if (kept or verb) and "m" in found["what"] and done is None:
        return _kept(clause, found)
    if done is None or len(clause.said(found, "what").split()) > MOST_SHARED:
        return None
    tail = _tail(clause.words, found.end())
    participle = next(
        e.name for e in word_list("claims.done").entries if word_list("claims.done").found(e).match(done[0])
    )
    metric = f"{clause.said(found, 'what')} {participle}"
    where = tail.on or _where(clause)
    return Told(
        _fact(where or metric, metric if where else "", clause.number, clause.system), "level", metric, "", tail.end
    )


@cache
def _comparatives() -> frozenset[str]:
    return frozenset(entry.pattern for entry in word_list("claims.comparatives").entries)


def _model_and_measure(phrase: str) -> tuple[str, str]:
    """ "Qwen3-14B average accuracy": a model, and what is measured of it; "" where nothing is said of that."""
    name, _, rest = phrase.partition(" ")
    return (name.removesuffix("'s").removesuffix("’s"), rest) if "m" in tagged(rest).tags else (phrase, "")


def _is_setting(what: str) -> bool:
    """Whether something is set, not measured; memory is a cost."""
    return bool(setting_of(what)) and not COST.search(what)


def _times(clause: Clause, found: re.Match[str]) -> Told | None:
    """ "2.62× the throughput of X and 3.06× that of Y" """
    raised = _RAISED_TO.search(clause.words.tags, clause.start, clause.at)
    what = clause.said(found, "what") or (clause.said(raised, "what") if raised else "")
    goes_on = clause.before is not None and clause.before.shape == "times"
    what = what or (clause.before.what if clause.before and goes_on else "")
    if not what:
        return None
    fact = _fact(_MODIFIERS.sub("", what), "ratio", clause.number, clause.system)
    return Told(_against(fact, _rival(clause.said(found, "than"))), "times", what, "", found.end())


def _level(clause: Clause) -> Told | None:
    """What is reached: "achieves 64.0% accuracy on X", "a success rate of 76.15% compared with 66.50% for Y"."""
    words, tags, at, number = clause.words, clause.words.tags, clause.at, clause.number
    if not (number.unit or "." in number.value):
        return None
    before = _MEASURE_OF.search(tags, clause.start, at)
    behind = _MEASURED.match(tags, at + 1)
    reached = _REACHES.search(tags, clause.start, at)
    named = _NAME_OF.search(tags, clause.start, at)
    goes_on = (
        clause.before is not None and clause.before.shape == "level" and bool(_LIST.fullmatch(clause.between or "x"))
    )
    kept = _KEPT.match(tags, at + 1)
    if kept and "m" in kept["what"] and _KEEPS.search(tags, clause.start, at):
        return _kept(clause, kept)
    if before and tags[before.start() - 1 : before.start()] == "@":
        return None  # "at IoU 0.5": what it was run at
    if before:
        what, end = clause.said(before, "what"), at + 1
    elif behind and (reached or goes_on):
        what, end = clause.said(behind, "what"), behind.end()
    elif reached and _A_SECOND.search(number.unit):
        what, end = "throughput", at + 1
    elif reached or goes_on or named:
        what, end = "", at + 1
    else:
        return None
    tail = _tail(words, end)
    what, model, where = _measured(_PRAISE.sub("", what))
    where = where or tail.on
    if named and tags[at + 1 : at + 2] == ")":
        if not named["name"].endswith("m") and not _ON_LIST.search(tags, clause.start, named.start()):
            return None  # "outperforming X (+0.4 points)"
        name, tail = clause.said(named, "name"), _tail(words, at + 2)
        is_measure = named["name"].endswith("m")
        what, model, _ = measure(_MODIFIERS.sub("", name)) if is_measure else ("", "", "")
        where = tail.on if is_measure else name if _is_place(name) and not is_model(name) else ""
        if not where:
            return None
        if " to " in number.value:  # "V*Bench (76.4% to 88.5%)"
            one, _, two = number.value.partition(" to ")
            number = number._replace(value=two.strip())
            fact = _fact(where, "", number, _of_model(clause, ""))
            fact = fact.model_copy(update={"baseline_value": f"{one.strip(' %')}{'%' if number.unit == '%' else ''}"})
            return Told(fact, "level", "", "", tail.end)
    if is_model(where):
        model, where = where, ""
    what = what or (clause.before.what if goes_on and clause.before and where else "")
    if clause.of_others and clause.system and reached and not (what or where):
        where = next((name for name in clause.own if _BENCH.search(name)), "")  # on the paper's own benchmark
    if clause.of_others and not clause.system and not model:
        return None
    if not (what or where or tail.scope) or _is_setting(what) or SIZE.search(what) or number.unit in _AMOUNTS:
        return None
    if not (what or where):  # "68.7% on web tasks"
        where = _IN_SCOPE.sub("", tail.scope)
        tail = tail._replace(scope="")
    where = where or _where(clause)
    if by := _BY_WHOM.match(tags, tail.end):
        clause = clause._replace(system=words.said(*by.span("who")))
    if where and not what:
        so_far = metric_of(words.text[: number.end], number.start, number.end)
        what = "" if so_far in clause.own else so_far
    bound = ", ".join(filter(None, (_bounds(words, at, number, ""), tail.scope)))
    metric = f"{what} ({bound})".strip() if bound else what
    if number.value.startswith("+"):
        points = ", ".join(filter(None, (_bounds(words, at, number, ""), tail.scope)))
        metric = f"{what} gain ({points})".strip() if points else f"{what} gain".strip()
    fact = _fact(where or what, metric if where else f"({bound})" if bound else "", number, _of_model(clause, model))
    if tail.value and tail.value.endswith("%") == fact.value.endswith("%"):
        fact = fact.model_copy(update={"baseline": _rival(tail.than), "baseline_value": tail.value})
    elif below := _BELOW.match(words.text, words.words[tail.end - 1].end):
        than = re.sub(
            r" (?:results?|scores?|performance|level|accuracy|average)$", "", below["by"] or below["than"] or ""
        )
        fact = fact.model_copy(update={"baseline": than, "baseline_value": below["value"].replace(" ", "")})
    return Told(fact, "level", what, "", tail.end)


def _measured(phrase: str) -> tuple[str, str, str]:
    """What a phrase says is measured, of what model, and on what."""
    if METRIC.fullmatch(phrase):  # F1, too short for a phrase
        return phrase, "", ""
    found = measure(phrase) if phrase else ("", "", "")
    return (phrase, "", "") if not any(found) and re.search(r"(?i)(?:^|\S )(?:success|quality)$", phrase) else found


def _kept(clause: Clause, found: re.Match[str]) -> Told:
    """ "preserving 98.1% of target quality" """
    what = _MODIFIERS.sub("", clause.said(found, "what"))
    told = _bounds(clause.words, clause.at, clause.number, "")
    fact = _fact(what, f"retained ({told})" if told else "retained", clause.number, clause.system)
    return Told(fact, "level", what, "", found.end())


def _tail(words: Tagged, at: int) -> Tail:
    on = what = scope = than = value = ""
    tags, start = words.tags, at
    while True:
        if found := _VALUE_OF.match(tags, at):
            value = _value(words.words[found.start("value")])
            than = words.said(*found.span("than")) if found["than"] else than
        elif found := _THAN.match(tags, at):
            than = than or words.said(*found.span("than"))
        elif found := _IN.match(tags, at):
            said, lead = words.said(*found.span("what")), words.words[at].text.lower()
            if lead == "over":
                than = than or said
            elif is_model(said):
                on = on or said
            elif said.lower() == "average":
                pass
            elif names := _NAMES.match(tags, at):
                on, found = on or ", ".join(_listed(words.said(*names.span("names")))), names
            elif _is_place(said) and (on or _is_named(_bare(said))):
                on = on or _bare(said)
            elif ("m" in found["what"] or lead == "in") and lead in ("in", "for") and not _DATA.search(said):
                what = what or said
            elif len(said.split()) <= MOST_OF_SCOPE and (lead in ("on", "under", "at") or _DATA.search(said)):
                scope = scope or words.text[words.words[at].start : words.words[found.end() - 1].end]
        elif (found := _BRACKET.match(tags, at)) or (found := _MODIFIER.match(tags, at)):
            if found[0] == "x" and (at > start or not _MODIFIERS.fullmatch(words.words[at].text)):
                return Tail(on, what, scope, than, value, at)
        else:
            return Tail(on, what, scope, than, value, at)
        at = found.end()


def _is_place(said: str) -> bool:
    """Whether something is measured on what is called so: a benchmark's name, "held-out tasks"."""
    named = _is_named(said) and not re.search(r"[{}^]", said) and is_benchmark(said, ())
    return (named and not pattern("data.algorithms").fullmatch(said)) or bool(_DATA.search(said))


def _is_named(said: str) -> bool:
    return re.match(r"[A-Z0-9]", said) is not None


def _bare(said: str) -> str:
    """A benchmark's name without what is said of it: "the long-horizon MobileWorld benchmark"."""
    named = re.fullmatch(r"(?:[a-z-]+ )*(?P<name>[A-Z0-9].*?)(?: (?:benchmarks?|data ?sets?|test sets?))?", said)
    return named["name"] if named and is_benchmark(named["name"], ()) else said


def _listed(names: str) -> list[str]:
    return [_bare(name) for name in re.split(r",? and (?:the )?|, (?:the )?|,? & ", names)]


def _where(clause: Clause) -> str:
    """The last benchmark that the sentence names before a number: "On X, ...", with no other number behind it."""
    words = clause.words
    verb = _SUBJECT.search(words.tags, clause.start, clause.at)
    lead = words.words[verb.start()].start if verb else clause.number.start
    before = words.text[: clause.number.start]
    if carried := [*CARRIED.finditer(before)]:
        return carried[-1]["both"]
    for named in reversed([*NAMED_ON.finditer(before)]):
        name, end = named["where"].rstrip("."), named.end()
        after = next((w for w in words.words if w.start >= end), None)
        torn = before[end : end + 1] not in ("", " ", ",", ")")
        goes_on = after is not None and after.tag in "xm" and not _DATA.search(after.text) and after.start < lead
        first = _SUBJECT.search(words.tags)  # another clause's place is of its own number
        apart = (
            named.start() < words.words[clause.start].start
            and first is not None
            and end > words.words[first.start()].start
        )
        told = any(w.tag == "N" and end <= w.start < clause.number.start for w in words.words)
        if _is_place(name) and not (is_model(name) or torn or goes_on or apart or (told and end > lead)):
            return name
    return ""


def _clause_start(words: Tagged, at: int) -> int:
    starts = [m.end() for m in _STARTS.finditer(words.tags, 0, at)]
    starts += [m.end() for m in _JOINED.finditer(words.tags, 0, at)]
    return max(starts, default=0)


def _owner(words: Tagged, at: int, own: tuple[str, ...], *, of_others: bool) -> str | None:
    """Whose a number is: a name, "" where it has none; None: another's, or nobody can tell."""
    start, number = _clause_start(words, at), words.words[at]
    verb = _SUBJECT.search(words.tags, start, at)
    begin = words.words[start - 1].end if start else 0  # "our" is no word of its own
    end = verb.start() if verb else at
    whole = words.text[begin : words.words[end].start].strip(" ,") if verb or not start else ""
    if not whole:
        return _owner(words, start - 1, own, of_others=of_others) if start else ""
    subject = whole.rsplit(", ", 1)[-1]
    if _OURS.search(subject) or names_one(subject, own):
        named = system_named(words.text, number.start, own)
        return next((n for n in (named, *own[:1]) if n and not _BENCH.search(n)), "")
    if _HUMAN.search(subject) or (_OTHERS.search(subject) and not of_others):
        return None
    names = re.findall(r"[A-Z][\w.-]*(?: (?:[A-Z][\w.-]*|\d(?:\.\d)?))*", whole)
    models = [name for name in names if is_model(name)]
    if of_others:
        best = _BEST.search(words.text[words.words[start].start : number.start])
        said = f"{best[0]} system" if best and " " not in best[0] else best[0] if best else ""
        return models[-1] if models else said.lower() or (whole.lower() if _OTHERS.search(whole) else "")
    if models and any(name in subject for name in models):
        return None
    rest = words.text[: words.words[start].start] + words.text[number.end :]
    if _OUR_SYSTEM.search(rest) or names_one(rest, own):
        return None  # beside what is the paper's own
    if _STUDY.search(whole if subject.startswith("and ") else subject):
        return ""
    coined = [words.said(m.start(), m.end()) for m in re.compile("c+").finditer(words.tags, start, end)]
    return coined[-1] if coined and coined[-1] in subject else ""


def _of_model(clause: Clause, model: str) -> str:
    """The system, with the model that it is made of."""
    return f"{clause.system} ({model})" if clause.system and model else clause.system or model


def _bounds(words: Tagged, at: int, number: Word, average: str) -> str:
    """What is said of a change besides its number: "up to, points"."""
    first = at - len(words.tags[:at]) + len(words.tags[:at].rstrip("b"))
    said = next((w.text for w in words.words[first:at] if pattern("claims.bounds").fullmatch(w.text)), "")
    points = "points" if pattern("claims.amounts", "points").fullmatch(_unit(number)) else ""
    return ", ".join(filter(None, (said, average, points)))


def _unit(number: Word) -> str:
    return number.text.partition(number.value)[2]


def _value(number: Word) -> str:
    """A number with its unit as it is printed; points are told apart."""
    if number.unit in ("%", "percent"):
        return f"{number.value}%"
    if number.unit in _AMOUNTS:
        return f"{number.value}×"
    return (
        number.value
        if pattern("claims.amounts", "points").fullmatch(_unit(number))
        else f"{number.value} {number.unit}".strip()
    )


def _rival(phrase: str) -> str:
    """A rival's name; "" where it is none that tells who it is: "existing methods"."""
    name = re.sub(r"(?i)^(?:the|an?|that of|those of)\s+", "", phrase.strip(" ,."))
    return name if 0 < len(name.split()) <= MOST_OF_RIVAL and not _GENERIC.fullmatch(name) else ""


def _against(fact: ResultFact, than: str) -> ResultFact:
    return fact.model_copy(update={"baseline": than}) if than else fact


def _fact(benchmark: str, metric: str, value: Word | str, system: str) -> ResultFact:
    said = value if isinstance(value, str) else _value(value)
    benchmark = benchmark.strip(" .,")
    return ResultFact(
        benchmark=benchmark, metric=metric, value=said, system=system, at="", baseline="", baseline_value=""
    )
