"""Reads where a paper's authors work, as its first page numbers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from schemas.records import PaperText

NAME_CHARS = 120  # a longer one runs into something else
SIGNS = "∗*†‡§¶"
_MARK = re.compile(rf"\[\^ ?([0-9]{{1,2}}|[{SIGNS}])\] ?")
_BEFORE_NAME = re.compile(r"(?<=[\s,;\]])\[\^ ?([0-9]{1,2})\] ?")  # behind an author a mark stands close
_NO_NAME = re.compile(r"\s*(?:\S*@|\{|<|https?:|\[\^|\^\{|(?i:e-?mails?:|correspond)).*")
_NOTE = re.compile(r"(?i)\b(?:equal|contribut\w*|work|done|authors?|intern\w*|lead|advis\w*)\b")


def institutions_of(paper: PaperText) -> tuple[str, ...]:
    """The institutions in the order of their marks; empty where these are not numbered from one without a gap.

    Signs are marks, too, unless one of them stands before a note, such as "equal contribution".
    """
    found: dict[str, str] = {}
    for mark, name in _marked(paper):
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


def _marked(paper: PaperText) -> Iterator[tuple[str, str]]:
    for block in paper.blocks:
        if block.page_number > 1 or block.kind not in ("title", "author"):
            continue
        text = " ".join(block.text.split())
        marks = list((_MARK if _MARK.match(text) else _BEFORE_NAME).finditer(text))
        for mark, after in zip_longest(marks, marks[1:]):
            name = text[mark.end() : after.start() if after else len(text)]
            yield mark[1], _NO_NAME.sub("", name).strip(" ,;.")
