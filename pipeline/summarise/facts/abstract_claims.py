"""What an abstract claims in numbers of the paper's own work, or of the systems that it evaluates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.summarise.facts.claim_changes import (
    AHEAD,
    BY,
    BY_MORE,
    CHANGE_OF,
    COUNT,
    HOW,
    KIND,
    RUN_WITH,
    TIMES_OF,
    TO,
    change,
    count_of,
    further_move,
    is_between,
    move,
    times_of,
)
from pipeline.summarise.facts.claim_clauses import AMOUNTS, LIST, Clause, Told, against, clause_start
from pipeline.summarise.facts.claim_levels import SHARE, best_beside_person, level_of, share_of
from pipeline.summarise.facts.claim_lists import GROUP, group_end, of_group
from pipeline.summarise.facts.claim_owners import OURS, evaluates, owner_of
from pipeline.summarise.facts.comparisons import is_claim
from pipeline.summarise.facts.methods import names_one
from pipeline.summarise.facts.tagged import tagged
from pipeline.summarise.lines import PROSE, Line
from pipeline.words.sentences import split_sentences
from pipeline.words.vocabulary import either
from schemas.summary import ResultFact

# of what is made to be slow: a clause takes the square of its words for each of its numbers
LONGEST = 1000  # characters of a sentence
MOST_READ = 20_000  # of an abstract, which has seldom more than 3,000
MOST_CLAIMING = 100  # sentences of introduction and conclusion


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
    """The sentences of introduction and conclusion that speak of the paper's own work, as many as are read."""
    of_body = (line for line in lines if line.block_kind in PROSE and line.part != "abstract" and not line.others)
    claims = (s for s in of_body if is_claim(s) and (OURS.search(s.text) or names_one(s.text, own)))
    yield from islice(claims, MOST_CLAIMING)


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
    text = _joined(" ".join(told)[:MOST_READ], lines)  # a sentence may go on in the next column
    for name in own:  # broken at the end of a line
        text = re.sub(rf"(?<![\w-]){'-?'.join(map(re.escape, name))}(?!\w)", name.replace("\\", ""), text)
    whole = split_sentences(text)
    first = next((i for i, s in enumerate(whole) if OURS.search(s) or names_one(s, own)), len(whole))
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
    """The numbers of a sentence, of one longer than LONGEST none. `of_others`: the paper evaluates others' systems."""
    if len(sentence) > LONGEST:
        return []
    words = tagged(sentence)
    found = list[Told]()
    before: Told | None = None
    skip = 0
    for at, word in enumerate(words.words):
        if word.tag != "N" or at < skip:
            continue
        system = owner_of(words, at, own, of_others=of_others)
        clause = Clause(words, at, clause_start(words, at), system or "", before, own, of_others)
        if reference := best_beside_person(words, at):
            before = None
            skip = reference.end
            found.append(reference)
        elif system is None:
            before = None
        elif GROUP.match(words.tags, at + 1):
            skip = group_end(words.tags, at)
            before = None
            found += of_group(words, at, skip, system)
        elif (told := _told(clause)) and before and is_between(told.fact, before.fact):
            skip = told.end  # "from 70.9% to 84.3%, a 13.4-point gain"
        elif told:
            before, skip = told, told.end
            found = _with_rival(found, told)
        else:
            before = None
    return [told.fact for told in found]


def _with_rival(found: Sequence[Told], last: Told) -> list[Told]:
    """What is told, and in a list of changes whose end names a rival, each with it."""
    more = list(found)
    if last.shape == "change" and last.fact.baseline:
        for i in range(len(more) - 1, -1, -1):
            if more[i].shape != "change" or more[i].fact.baseline or more[i].end > last.end:
                break
            more[i] = more[i]._replace(fact=against(more[i].fact, last.fact.baseline))
    return [*more, last]


def _told(clause: Clause) -> Told | None:
    tags, at, start = clause.words.tags, clause.at, clause.start
    more = clause.before is not None and clause.before.shape == "from" and LIST.fullmatch(clause.between or "x")
    if more and " to " in clause.number.value:
        return further_move(clause)
    if TO.match(tags, at + 1):
        return move(clause)
    if (counted := COUNT.match(tags, at)) and clause.number.value.isdigit():
        return count_of(clause, counted)
    if clause.number.unit == "%" and (share := SHARE.match(tags, at + 1)):
        return share_of(clause, share)
    if found := AHEAD.search(tags, start, at):
        whom = re.fullmatch(r"(?P<than>[xcG]+)(?P<what>m*)", found["than"])
        than = clause.words.said(found.start("than"), found.start("than") + whom.end("than")) if whom else ""
        what = clause.words.said(found.start("than") + whom.end("than"), found.end("than")) if whom else ""
        told = change(clause, what, "gain", at + 1, than=than, on=clause.said(found, "on"))
        return told and told._replace(ahead=True)
    if found := BY.search(tags, start, at):
        return change(clause, clause.said(found, "what"), "gain" if found["verb"] == "U" else "reduction", at + 1)
    if found := CHANGE_OF.search(tags, start, at):
        return change(clause, clause.said(found, "what"), clause.said(found, "kind"), at + 1)
    if clause.number.unit in AMOUNTS and (found := TIMES_OF.match(tags, at + 1)):
        return times_of(clause, found)
    if found := KIND.match(tags, at + 1):
        return change(clause, clause.said(found, "what"), clause.said(found, "kind"), found.end())
    if found := HOW.match(tags, at + 1):
        run_with = RUN_WITH.search(clause.words.text[: clause.number.start]) or not clause.number.unit
        return None if run_with else change(clause, clause.said(found, "what"), clause.said(found, "how"), found.end())
    between = clause.between if clause.before and clause.before.shape == "change" else None
    if clause.before and between is not None and (BY_MORE.fullmatch(between) or LIST.fullmatch(between)):
        more = BY_MORE.fullmatch(between)
        span = [clause.before.end + n for n in more.span("what")] if more and more["what"] else [0, 0]
        said = clause.words.said(*span)
        if said and clause.before.ahead:
            told = change(clause, "", "gain", at + 1, than=said, on=clause.before.where)
            return told and told._replace(ahead=True)
        return change(clause, said, clause.before.kind, at + 1, goes_on=True)
    return level_of(clause)
