"""Reads where a paper's authors work, as its first page numbers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from schemas.records import Block, PaperText

NAME_CHARS = 120  # a longer one runs into something else
SIGNS = "∗*†‡§¶"
# words of names
SMALL = frozenset(["of", "and", "for", "the", "at", "in", "de", "la", "del", "di", "du", "des", "et", "für", "und"])
_MARK = re.compile(rf"\[\^ ?([0-9]{{1,2}}|[{SIGNS}])\] ?")
_BARE = re.compile(r"(?<=[\w,.)\]]) ([0-9]{1,2}) (?=[A-Z])")  # a number that is not raised
_OF_AUTHOR = re.compile(r"(?<=[^\W\d_])\[\^[^\]]*?([0-9]+)[^\]]*\]")  # "Ann One[^∗2]"
_FIRST = re.compile("(1) (?=[A-Z])")
_BEFORE_NAME = re.compile(r"(?<=[\s,;\]])\[\^ ?([0-9]{1,2})\] ?")  # behind an author a mark stands close
_NO_NAME = re.compile(r"\s*(?:\S*@|\{|<|https?:|\[\^|\^\{|(?i:e-?mails?:|correspond)).*")
_CALLED = re.compile(r"\b(?:Universi(?:ty|té|tät|dad|tà)|Institute?|College|Academy|Laborator(?:y|ies)|Labs?)\b")
_ADDRESS = re.compile(r",[^,]*[0-9].*")
_SIGN = re.compile(rf"[{SIGNS}]")
_NOTE = re.compile(r"(?i)\b(?:equal|contribut\w*|work|done|authors?|intern\w*|lead|advis\w*)\b")


def institutions_of(paper: PaperText) -> tuple[str, ...]:
    """The institutions in the order of their marks; empty where these are not numbered from one without a gap.

    They stand below the authors or, where these have numbers, in footnotes that are names. Signs are marks, too, unless
    one of them stands before a note, such as "equal contribution".
    """
    first = [block for block in paper.blocks if block.page_number == 1]
    authors = [" ".join(block.text.split()) for block in first if block.kind in ("title", "author")]
    found = _numbered(_marked(map(_with_marks, authors)))
    marks = {mark for line in authors for mark in _OF_AUTHOR.findall(line)}
    if found or not marks:
        return (found or _called_so(first)) if _has_all(marks, found) else ()
    notes = [" ".join(block.text.split()) for block in first if block.kind == "footnote"]
    below = _numbered((mark, name) for mark, name in _marked(notes) if not _says(name))
    return below if _has_all(marks, below) else ()


def _called_so(first: Iterable[Block]) -> tuple[str, ...]:
    """The lines of authors that no mark numbers and that name an institution by what it is called.

    Empty where authors with lines of their own have none: a part of the institutions would say something else.
    """
    found: list[str] = []
    for block in first:
        if block.kind != "author" or "[^" in block.text[:2]:
            continue
        lines = (block.raw or block.text).split("\n")
        named = [name for line in lines if _CALLED.search(line) and (name := _name_of(line))]
        if not named and len(lines) > 1:
            return ()
        found += named
    return tuple(dict.fromkeys(found))


def _name_of(line: str) -> str:
    """A line without what follows the name: a postal code and what is behind it; "": it is none, such as a town's."""
    name = _ADDRESS.sub("", _SIGN.sub("", line)).strip(" ,;.")
    whole = "@" not in name and len(name) <= NAME_CHARS and not any(map(str.isdigit, name))
    return name if whole and (name.count(" ") > 1 or not _ADDRESS.search(line)) else ""


def _has_all(marks: Iterable[str], found: Sequence[str]) -> bool:
    """Whether there is an institution of every mark of an author; "12" is 1 and 2 where there are not so many."""
    return all(int(mark) <= len(found) or all(int(digit) <= len(found) for digit in mark) for mark in marks)


def _says(note: str) -> bool:
    """Whether a footnote is more than a name: it has a word in lower case that names do not have."""
    return any(word[0].islower() and word not in SMALL for word in note.split())


def _numbered(marked: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names in the order of their marks; empty where a mark is twice or missing, or what it marks is no name."""
    found: dict[str, str] = {}
    for mark, name in marked:
        if not mark.isdigit() and (not name or _NOTE.search(name)):
            continue
        if mark in found or not 2 < len(name) <= NAME_CHARS or not any(map(str.isupper, name)):
            return ()
        found[mark] = name
    numbers = [int(mark) for mark in found if mark.isdigit()]
    signs = [mark for mark in found if not mark.isdigit()]
    if sorted(numbers) != list(range(1, len(numbers) + 1)) or len(signs) == 1:
        return ()
    return tuple(found[str(n)] for n in sorted(numbers)) or tuple(found[sign] for sign in signs)


def _with_marks(text: str) -> str:
    """A line whose bare numbers are marks, too, where each is one more than the mark before it."""
    opened = _MARK.match(text) or _FIRST.match(text)
    if not opened or not opened[1].isdigit():
        return text
    last, made, at = int(opened[1]), f"[^{opened[1]}]", opened.end()
    for bare in _BARE.finditer(text, at):
        if int(bare[1]) == last + 1:
            last, made, at = last + 1, f"{made}{text[at : bare.start()]} [^{bare[1]}]", bare.end()
    return made + text[at:]


def _marked(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        marks = list((_MARK if _MARK.match(text) else _BEFORE_NAME).finditer(text))
        for mark, after in zip_longest(marks, marks[1:]):
            name = text[mark.end() : after.start() if after else len(text)]
            yield mark[1], _NO_NAME.sub("", name).strip(" ,;.")
