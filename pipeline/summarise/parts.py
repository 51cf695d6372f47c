"""The parts of a method, read off the headings of the sections in which its authors tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from pipeline.words.vocabulary import pattern
from schemas.records import PaperText

LEAST = 2
MOST_CHARS = 64  # of a heading; a longer one is a sentence
_BEFORE = re.compile(r"^(?:[\dIVX]+(?:\.\d+)*\.?|[A-Z]\.) +|^\d+(?:\.\d+)*\.? *(?=[A-Z])")
_OURS = re.compile(r"(?i)^(?:our|the|an?|proposed) ")
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")  # the end of a line
_WORD = re.compile(r"[A-Z]{4,}(?![\w-])")
_BRACKET = re.compile(r" \([^()]*\)")
_METHOD = pattern("sections.sections", "method")
_INTRODUCES = pattern("sections.sections", "problem", "others")
_NO_METHOD = pattern("sections.sections", "results", "after")
_NO_PART = pattern("sections.no_parts")
# a heading that tells something, asks it or counts, names no part
_TELLS = re.compile(
    r"(?i)^(?:on|from|to|towards?|why|how|what|when|where|is|are|do|does|can|beyond|with|without|extension|two|three|"
    r"four|five|six|\w+ing the) |\?|\b(?:is|are|was|were|does|can|cannot|matters?|outperforms?|improves?|vs|versus)\b|"
    r"^[^:]*=|[\u0370-\u03ff_^{}]"
)


def parts(paper: PaperText, own: Sequence[str]) -> tuple[str, ...]:
    """The names of a method's parts, in the paper's order and English; () where its headings do not tell them.

    `own`: what the paper calls its own method. Of several sections the one whose heading is of a method counts, then
    the one with the most parts.
    """
    body = [s for s in paper.sections if s.part == "body"]
    outer = min((s.level for s in body), default=1)
    found: dict[str, tuple[str, ...]] = {}
    for at, section in enumerate(body):
        within = list(takewhile(lambda s: s.level > outer, body[at + 1 :]))
        if section.level > outer or _INTRODUCES.search(section.title):
            continue
        if any(_NO_METHOD.search(s.title) for s in (section, *within)):
            if found:
                break
            continue
        names = tuple(dict.fromkeys(filter(None, (_called(s.title) for s in within if s.level == outer + 1))))
        if len(names) >= LEAST:
            found[section.title] = names
    told = sorted(found, key=lambda title: (not (_METHOD.search(title) or _names(title, own)), -len(found[title])))
    return found[told[0]] if told else ()


def _names(title: str, own: Sequence[str]) -> bool:
    return any(name.lower() in title.lower() for name in own)


def _called(title: str) -> str:
    """A heading without its number, what is behind its colon in brackets; "" where it names no part of a method."""
    name = _BRACKET.sub("", _BROKEN.sub("", _BEFORE.sub("", title))).strip(" .")
    if _NO_PART.search(name) or _TELLS.search(name):
        return ""
    if name.isupper():
        name = _WORD.sub(lambda word: word[0].capitalize(), name)
    head, _, what = (_OURS.sub("", part.strip()) for part in name.partition(": "))
    whole = f"{head}（{what}）" if what else head
    return whole if len(whole) <= MOST_CHARS else head if what else ""
