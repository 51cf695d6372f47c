"""Finds where the references of a paper begin that has no heading over them."""

from __future__ import annotations

import re
from collections.abc import Sequence

LABELLED = 5  # entries that count from 1: fewer are the items of a list
LOOK_AHEAD = 12  # groups in which they follow: an entry may be torn in two
UNLABELLED = 8  # entries one after another; the acknowledgements name several people, too, in one paragraph
TORN = 2  # texts between two entries that look like none: a report without people, the rest of an entry
ENTRY_MAX = 700  # characters: the longest entries have 500

_LABEL = re.compile(r"^(?:\[(\d{1,3})\]|(\d{1,3})\.)\s")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_INITIAL = re.compile(r"\b[A-Z]\.")
# "Abbott, J., & Brown, K. (2019).", "Abbott J, Brown K. 2019.": people, their initials, and then the year
_AUTHOR_YEAR = re.compile(
    r"^(?:[a-z]+ )*[A-Z](?:[^\W\d_]|[-’'])*,? [A-Z]{1,3}\b"
    r"[^\d(]*(?:\((?:1[89]|20)\d\d[a-z]?\)[.,:]|\b(?:1[89]|20)\d\d[a-z]?\.\s)"
)
_QUOTED = re.compile(r"[“”\"]|\bet al\b|\b\d+\s?[–:(-]\s?\d+")  # a title, more authors, or pages


def references_start(texts: Sequence[str]) -> int | None:
    """The index of the first entry among a paper's texts in reading order; None: there is no such list."""
    labelled = _labelled(texts)
    return _unlabelled(texts) if labelled is None else labelled


def _labelled(texts: Sequence[str]) -> int | None:
    labels = [(n, int(m[1] or m[2])) for n, text in enumerate(texts) if (m := _LABEL.match(text))]
    for at in range(len(labels)):
        start, number = labels[at]
        first = labels[at : at + LABELLED]
        counts = [label for _, label in first] == list(range(1, LABELLED + 1))
        if number == 1 and counts and first[-1][0] - start < LOOK_AHEAD and _cite([texts[n] for n, _ in first]):
            return start
    return None


def _cite(entries: list[str]) -> bool:
    """Whether most entries name a year or people by initials; both where their numbers stand as those of any list."""
    plain = entries[0][0] != "["
    said = [(bool(_YEAR.search(e)), bool(_INITIAL.search(e))) for e in entries]
    return sum(all(x) if plain else any(x) for x in said) > len(entries) / 2


def _unlabelled(texts: Sequence[str]) -> int | None:
    entries = [_is_entry(text) for text in texts]
    start, run, missed = None, 0, 0
    for n in range(len(texts) - 1, -1, -1):  # from the end: most of a paper need not be looked at twice
        if entries[n]:
            run, missed, start = run + 1, 0, n
            continue
        missed += 1
        if missed > TORN:
            if run >= UNLABELLED:
                break
            start, run = None, 0
    return start if run >= UNLABELLED else None


def _is_entry(text: str) -> bool:
    """Whether a text names people by initials, a year, and a title or pages, or opens with people and their year."""
    if len(text) > ENTRY_MAX or not text[:1].isalpha():
        return False
    named = _YEAR.search(text) and _INITIAL.search(text[:80]) and _QUOTED.search(text)
    return bool(named or _AUTHOR_YEAR.match(text))
