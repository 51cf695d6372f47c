"""Which task of the field a paper is about, and so what goes in and what comes out, where its words leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.words.vocabulary import Entry, WordList, word_list

LEAST = 2  # of its data sets
# a scan from another scan: what is made, and of what
_MADE_OF = re.compile(
    r"(?i)\b(?:reconstruct|generat|synthesi[sz]|predict|estimat)\w* (?:of )?(?P<made>[\w -]{2,40}?) "
    r"from (?:(?:an?|one|single|corresponding) )*(?P<source>[\w-]+(?: images?)?)"
)
_FROM = re.compile(r" from (?P<source>[\w -]+)")  # behind a task's name, which says what goes in
# what is judged is no task of the judge: "prosody judgment for speech synthesis"
_JUDGES = re.compile(r"(?i)\b(?:judgments?|evaluat\w+|assess\w+) (?:of|for)\b")
_SYSTEM = re.compile(r"(?i) (?:models?|agents?|systems?|frameworks?)$")  # behind the task that it is for
_SURVEY = re.compile(r"(?i)\b(?:survey|review)\b")


class Task(NamedTuple):
    """A task by its Chinese name; "" where only its ends are known."""

    name: str
    takes: str
    gives: str


def surveys(title: str) -> bool:
    """Whether a paper surveys others, and so has no ends of its own."""
    return bool(_SURVEY.search(title))


def task_of(phrase: str, title: str) -> Task | None:
    """The known task that a phrase about a paper names, else its title; None: neither, or it judges one.

    What every paper may speak of ("general": reasoning) is a task where no narrower one is named.
    """
    if surveys(title) or _JUDGES.search(title) or _JUDGES.search(phrase):
        return None
    return _named(phrase) or _named(title)


def whole(phrase: str) -> str:
    """The Chinese of a phrase that is the name of a known task; "": it is none, or says more."""
    words = word_list("tasks.tasks")
    return next((entry.zh for entry in words.entries if words.found(entry).fullmatch(_SYSTEM.sub("", phrase))), "")


def _named(text: str) -> Task | None:
    made = _made_of(text)
    if made is not None:
        return made
    words = word_list("tasks.tasks")
    general = word_list("tasks.tasks").chosen("general")
    named = [entry for entry in words.entries if words.found(entry).search(text)]
    best = next((entry for entry in named if entry not in general), next(iter(named), None))  # the list's first
    return Task(best.zh, _taken(words, best, text), best.gives) if best else None


def task_by_data(names: Sequence[str]) -> Task | None:
    """The known task that two or more of a paper's data sets are for."""
    words = word_list("tasks.tasks")
    counted = [(sum(map(bool, map(known.match, names))), zh) for zh, known in _known().items()]
    most, zh = max(counted, key=lambda pair: pair[0])
    return next((Task(e.zh, e.takes, e.gives) for e in words.entries if e.zh == zh), None) if most >= LEAST else None


def _taken(words: WordList, entry: Entry, title: str) -> str:
    """What goes in: what the title says that it is made from, "" if that is nothing known; else what the task takes."""
    named = words.found(entry).search(title)
    said = _FROM.match(title, named.end()) if named else None
    return _thing(said["source"]) if said else entry.takes


@cache
def _known() -> dict[str, re.Pattern[str]]:
    words = word_list("tasks.known")
    return {entry.name: words.found(entry) for entry in words.entries}


def _made_of(text: str) -> Task | None:
    """The ends of "reconstruction of knee MRI from one X-ray"."""
    for match in _MADE_OF.finditer(text):
        ends = [_thing(match["source"]), _thing(match["made"])]
        if all(ends) and ends[0] != ends[1]:
            return Task("", *ends)
    return None


def _thing(phrase: str) -> str:
    """The Chinese of the thing that a phrase ends with; "": none that is known."""
    words = word_list("tasks.things")
    found = ((entry, match) for entry in words.entries for match in words.found(entry).finditer(phrase))
    return next((entry.zh for entry, match in found if match.end() == len(phrase)), "")
