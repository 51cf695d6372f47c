"""Finds the names of a text: the Latin words of a Chinese line, and what has a name's form in an English one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME_RE = re.compile(
    r"[A-Za-z][A-Za-z0-9]*(?:[-./+_@][A-Za-z0-9]+)*\+{0,2}(?: [0-9]+(?:\.[0-9]+)*(?:-[0-9A-Za-z.]+)+)?"
)
_TITLE_RE = re.compile(r"\b[A-Z][a-z]*(?: [A-Z][a-z]*)+\b(?![-@])", re.ASCII)  # Attention Is All You Need
_CJK_RE = re.compile("[\u3400-\u9fff]")
_COINED_RE = re.compile(r"[0-9@_+]|\A[^A-Za-z]*+[A-Za-z].*[A-Z]", re.ASCII)  # GPT-2, LoRA, WMT; not end-to-end
_CAPITAL_RE = re.compile(r"[A-Z][a-z]+(?:-[A-Za-z]+)*", re.ASCII)
_OPENS = frozenset('*_#>"“(-')  # between the end of a sentence and the next one's first word, which is capital anyway
LONG_TITLE = 3  # words: so many capital ones are a title even where a sentence begins
# Latin words that a Chinese text uses as its own, so that they are no claim about the paper.
_OWN_WORDS = frozenset(
    """
    backbone token tokens prompt epoch epochs step steps batch vs and or of the a an in on for to with e.g i.e etc
    """.split()  # noqa: SIM905 - a list of words is easier to read than a list of strings
)


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the names of a text, in order; capital words that follow each other are one."""
    taken = line_end = -1
    chinese = False
    titles = iter(_titles(text))
    title = next(titles, None)
    for m in _NAME_RE.finditer(text):
        if m.start() > line_end:
            end = text.find("\n", m.start())
            chinese = (
                _CJK_RE.search(text, text.rfind("\n", 0, m.start()) + 1, end if end >= 0 else len(text)) is not None
            )
            line_end = end if end >= 0 else len(text)
        while title is not None and title[1] <= m.start():
            title = next(titles, None)
        if m.start() < taken:
            continue
        if title is not None and title[0] == m.start():
            taken = title[1]
            yield title
        elif m[0].lower() in _OWN_WORDS:
            continue
        elif chinese or _is_name(m[0], text, m.start()):  # every Latin word of a Chinese line is there as a name
            yield m.span()


def _titles(text: str) -> Iterator[tuple[int, int]]:
    for m in _TITLE_RE.finditer(text):
        start = m.start()
        if m[0].count(" ") + 1 < LONG_TITLE and _begins(text, start):
            start = text.index(" ", start) + 1  # "The Transformer"
        if " " in text[start : m.end()]:
            yield start, m.end()


def _begins(text: str, start: int) -> bool:
    """Whether a sentence or a line begins there."""
    while start and text[start - 1] != "\n" and (text[start - 1].isspace() or text[start - 1] in _OPENS):
        start -= 1
    return not start or text[start - 1] in ".!?:;|\n"


def _is_name(word: str, text: str, start: int) -> bool:
    if _COINED_RE.search(word):
        return True
    return _CAPITAL_RE.fullmatch(word) is not None and not _begins(text, start)
