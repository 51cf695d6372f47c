"""Whose the number of a claim is: the paper's own, another's, or a system's that it evaluates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.summarise.facts.claim_clauses import SUBJECT, clause_start
from pipeline.summarise.facts.methods import names_one
from pipeline.summarise.facts.model_names import is_model
from pipeline.summarise.facts.result_sentences import system_named
from pipeline.summarise.facts.tagged import Tagged

OURS = re.compile(r"(?i)\b(?:we|our|ours|its?|this|these|proposed|resulting)\b")
_OUR_SYSTEM = re.compile(
    r"(?i)\b(?:our (?!evaluations?\b|experiments?\b|results?\b|analys\w+|study\b|findings\b)|ours\b)"
)
HUMAN = re.compile(
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
BENCH = re.compile(r"(?i)bench|arena$|exam$")
_EVALUATES = re.compile(
    r"\b(?i:evaluat|benchmark|audit|assess|test|compar)\w* (?:a total of )?"
    r"(?:\d+|[a-z]+(?:teen|ty)|three|four|five|six|seven|eight|nine|ten|eleven|twelve) "
    r"(?:[\w-]+,? )*?(?:models|[A-Z]*LMs|agents|systems|harnesses|judges|detectors|generators)\b|"
    r"\b(?:introduce|present|propose|release|construct|build|develop|provide)\w* (?:[\w-]+,? )+?"
    r"(?:benchmark|evaluation suite|leaderboard)\b|"
    r"\b(?i:our) (?:benchmark|evaluation suite|leaderboard)\b"
)


def evaluates(told: Sequence[str], own: Sequence[str]) -> bool:
    """Whether a paper's own work is to evaluate others', by the sentences of its abstract and what it calls itself."""
    return any(BENCH.search(name) for name in own) or any(_EVALUATES.search(sentence) for sentence in told)


def owner_of(words: Tagged, at: int, own: tuple[str, ...], *, of_others: bool) -> str | None:
    """Whose a number is: a name, "" where it has none; None: another's, or nobody can tell."""
    start, number = clause_start(words, at), words.words[at]
    verb = SUBJECT.search(words.tags, start, at)
    begin = words.words[start - 1].end if start else 0  # "our" is no word of its own
    end = verb.start() if verb else at
    whole = words.text[begin : words.words[end].start].strip(" ,") if verb or not start else ""
    if not whole:
        return owner_of(words, start - 1, own, of_others=of_others) if start else ""
    subject = whole.rsplit(", ", 1)[-1]
    if OURS.search(subject) or names_one(subject, own):
        named = system_named(words.text, number.start, own)
        return next((n for n in (named, *own[:1]) if n and not BENCH.search(n)), "")
    if HUMAN.search(subject) or (_OTHERS.search(subject) and not of_others):
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
