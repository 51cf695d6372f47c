"""Words of two senses: a small model's Chinese for the wrong one is set right where the paper tells which."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from pipeline.words.glossary import noun
from schemas.bounds import SENTENCE
from schemas.records import Record

SENSES = Path(__file__).parent / "senses.toml"


class Sense(Record):
    """What one sense of a word is called, and by which wrong names."""

    english: tuple[str, ...]  # plain, singular
    zh: str
    wrong: tuple[str, ...]
    kept: tuple[str, ...] = ()  # Chinese that holds a wrong name, and stays
    of: tuple[str, ...] = ()  # the fields that have this sense; (): any
    never: tuple[str, ...] = ()  # the fields that have the other
    unless: tuple[str, ...] = ()  # beginnings of words of a sentence which has the other


def right_senses(english: str, chinese: str, about: str) -> str:
    """The Chinese of a sentence with its words in the sense of their paper, which `about` tells: its abstract."""
    english = english[:SENTENCE]
    for sense in senses():
        wrong = _wrong(sense)
        if wrong.search(chinese) and _has(sense, english) and _is_meant(sense, english, f"{about}\n{english}"):
            chinese = wrong.sub(partial(_right, sense.zh), chinese)
    return chinese


def _right(zh: str, found: re.Match[str]) -> str:
    return zh if found["wrong"] else found[0]


def _has(sense: Sense, english: str) -> bool:
    return any(noun(word).search(english) for word in sense.english)


def _is_meant(sense: Sense, english: str, about: str) -> bool:
    """Whether a sentence, and what it is about, speak of the field of a sense and of no other."""
    if sense.unless and _begins(sense.unless).search(english):
        return False
    said = {field for field in {*sense.of, *sense.never} if _begins(fields()[field]).search(about)}
    return not said & set(sense.never) and (not sense.of or bool(said & set(sense.of)))


@cache
def fields() -> Mapping[str, tuple[str, ...]]:
    """The beginnings of words by which a paper is of a field, by its name."""
    known = tomllib.loads(SENSES.read_text("utf-8"))["fields"]
    return MappingProxyType({name: tuple(words) for name, words in known.items()})


@cache
def senses() -> tuple[Sense, ...]:
    """All senses, in the order in which they are tried."""
    return tuple(map(Sense.model_validate, tomllib.loads(SENSES.read_text("utf-8"))["senses"]["entries"]))


@cache
def _wrong(sense: Sense) -> re.Pattern[str]:
    kept, wrong = ("|".join(map(re.escape, words)) for words in (sense.kept, sense.wrong))
    return re.compile(f"(?:{kept})|(?P<wrong>{wrong})" if kept else f"(?P<wrong>{wrong})")


@cache
def _begins(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the beginnings of words; one in capitals is an abbreviation, whole."""
    found = (rf"(?-i:{re.escape(w)}s?(?!\w))" if w.isupper() else re.escape(w) for w in words)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(found)})")
