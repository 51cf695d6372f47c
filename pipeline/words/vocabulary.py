"""The words of the field, each list once, as data: lists/*.toml, read when a list is first asked for.

Every entry has a sentence that it must match and one that it must not; tests/words/test_vocabulary.py runs them all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter

from schemas.records import Record

LISTS = Path(__file__).parent / "lists"


class Entry(Record):
    """One word of a list."""

    word: str = ""  # a pattern, in any case but for what stands in (?-i:…); "": the name and what is said for it
    yes: str  # a sentence that has the word
    no: str  # one that has something like it
    forms: tuple[str, ...] = ()  # further ones that it must match whole: each alternative is needed by one
    name: str = ""  # what several words mean alike, or the one spelling of a word that is a pattern
    zh: str = ""  # the one Chinese name
    also: tuple[str, ...] = ()  # what is said for the name besides, in Chinese or short
    said: tuple[str, ...] = ()  # phrases that have zh or one of `also`: each of these is needed by one
    of: tuple[str, ...] = ()  # the parts of the list that it belongs to
    wrong: tuple[str, ...] = ()  # what a small model writes for it, and is set right to zh
    takes: str = ""  # of a task: its input, in Chinese
    gives: str = ""  # its output

    @property
    def pattern(self) -> str:
        """The word as part of a regular expression."""
        return self.word or "|".join(re.escape(said) for said in (self.name, self.zh, *self.also) if said)


class WordList(Record):
    """The entries of one kind, in an order that matters only where one begins another: the longer comes first."""

    before: str = r"(?<!\w)"  # what may not stand, or must, before a word
    after: str = r"(?!\w)"
    entries: tuple[Entry, ...]

    def found(self, entry: Entry) -> re.Pattern[str]:
        """What finds this one entry as a whole word."""
        return _whole(self.before, entry.pattern, self.after)

    def chosen(self, *of: str) -> tuple[Entry, ...]:
        """The entries of any of these parts; all where none is named. Raises KeyError for a part that no entry has."""
        for part in of:
            if not any(part in entry.of for entry in self.entries):
                raise KeyError(f"no entry is of {part}")
        return tuple(entry for entry in self.entries if not of or set(of) & set(entry.of))


@cache  # there are more words than the cache of `re` holds, and most are looked for in every sentence
def _whole(before: str, word: str, after: str) -> re.Pattern[str]:
    return re.compile(f"{before}(?i:{word}){after}")


_FILE: TypeAdapter[Mapping[str, WordList]] = TypeAdapter(Mapping[str, WordList])


@cache
def lists(file: str) -> Mapping[str, WordList]:
    """The lists of lists/<file>.toml, by name."""
    return MappingProxyType(_FILE.validate_python(tomllib.loads((LISTS / f"{file}.toml").read_text("utf-8"))))


def word_list(name: str) -> WordList:
    """A list by its file and name, such as "models.families"."""
    file, _, list_name = name.partition(".")
    return lists(file)[list_name]


@cache
def either(name: str, *of: str) -> str:
    """The words of a list, or of these parts of it, as one alternative of a larger regular expression."""
    return f"(?i:{'|'.join(entry.pattern for entry in word_list(name).chosen(*of))})"


@cache
def pattern(name: str, *of: str) -> re.Pattern[str]:
    """What finds a word of a list, or of these parts of it, as a whole word."""
    words = word_list(name)
    return re.compile(f"{words.before}{either(name, *of)}{words.after}")
