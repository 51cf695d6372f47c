"""Which task of the field a paper is about, and so what goes in and what comes out, where its words leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.words.vocabulary import Entry, WordList, word_list

IN_TITLE = 3  # times that a word of the abstract would have to stand there to say as much
MOST_TIMES = 3  # of one task in an abstract, and of data sets by which it is known: what says it oftener is no surer
LEAST = 3  # a task that an abstract names once or twice is what a paper compares itself with, or uses
# a scan from another scan: what is made, and of what
_MADE_OF = re.compile(
    r"(?i)\b(?:reconstruct|generat|synthesi[sz]|predict|estimat)\w* (?:of )?(?P<made>[\w -]{2,40}?) "
    r"from (?:(?:an?|one|single|corresponding) )*(?P<source>[\w-]+(?: images?)?)"
)
_FROM = re.compile(r" from (?P<source>[\w -]+)")  # behind a task's name, which says what goes in
# what is judged is no task of the judge: "prosody judgment for speech synthesis"
_JUDGES = re.compile(r"(?i)\b(?:judgments?|evaluat\w+|assess\w+) (?:of|for)\b")
_SURVEY = re.compile(r"(?i)\b(?:survey|review)\b")  # it has no ends of its own


class Task(NamedTuple):
    """A task by its Chinese name; "" where only its ends are known."""

    name: str
    takes: str
    gives: str


def task_of(title: str, abstract: str, names: Sequence[str]) -> Task | None:
    """The task that title and abstract speak of most; None: none that is known, none more than in passing, or all.

    What every paper may speak of ("general": reasoning) is a task where the title says so, and no narrower one is.
    `names`: of the paper's data sets, by which some tasks are known.
    """
    if _SURVEY.search(title) or _JUDGES.search(title):
        return None
    made = _made_of(f"{title}. {abstract}")
    if made is not None:
        return made
    words = word_list("tasks.tasks")
    scored = [(_score(words, entry, title, abstract, names), entry) for entry in words.entries]
    general = word_list("tasks.tasks").chosen("general")
    narrow = [(score, entry) for score, entry in scored if score >= LEAST and entry not in general]
    named = [(score, entry) for score, entry in scored if entry in general and words.found(entry).search(title)]
    best = max(narrow or named, key=lambda pair: pair[0], default=None)  # of two, the first of the list
    return Task(best[1].zh, _taken(words, best[1], title), best[1].gives) if best else None


def _taken(words: WordList, entry: Entry, title: str) -> str:
    """What goes in: what the title says that it is made from, "" if that is nothing known; else what the task takes."""
    named = words.found(entry).search(title)
    said = _FROM.match(title, named.end()) if named else None
    return _thing(said["source"]) if said else entry.takes


def _score(words: WordList, entry: Entry, title: str, abstract: str, names: Sequence[str]) -> int:
    found = words.found(entry)
    known = _known().get(entry.zh)
    score = IN_TITLE * bool(found.search(title)) + min(len(found.findall(abstract)), MOST_TIMES)
    return score + min(sum(known is not None and bool(known.match(name)) for name in names), MOST_TIMES)


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
