"""How long foreign text may be: a text without an end makes every later look at it take long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

from pydantic import AfterValidator

RUN = 400  # characters without a blank; those of 38 papers have fewer than 150
BLANKS = 40  # of them, or of stops, in a row
DIGITS = 40  # of them, with the stops and signs of lists of numbers between
BLOCK = 6_000  # characters of a paragraph; the longest of 38 papers has 3,253
NAME = 1_000  # of what is a setting's name or a column's head; a longer one is none
SENTENCE = 3_000  # of what is translated, and held against its translation
TABLE = 60_000  # of a table, as Markdown
TEXT = 2_000_000  # of a paper, what is hidden included; 300 pages of papers have 800,700

_SHORT = min(RUN, BLANKS, DIGITS)  # characters: no run of such a text is too long

_BLANK = r"\s、。，；：！？…．·"
_DIGIT = "0-9.,;:/+-"
_NUMBER = re.compile(rf"(?<![{_DIGIT}])([+-]?[0-9][{_DIGIT}]{{{DIGITS}}})[{_DIGIT}]++")
_LONG = re.compile(
    rf"(?<![^{_BLANK}])([^{_BLANK}]{{{RUN}}})[^{_BLANK}]++|(?<![{_BLANK}])([{_BLANK}]{{{BLANKS}}})[{_BLANK}]++"
)

_USUAL = re.compile(
    rf"[{_BLANK}]{{0,{BLANKS}}}+(?:[^{_BLANK}]{{1,{DIGITS}}}+[{_BLANK}]{{1,{BLANKS}}}+)*+[^{_BLANK}]{{0,{DIGITS}}}+"
)  # no run is long enough for the others, of which each takes three times as long


def without_long_runs(text: str) -> str:
    """The text, of whose runs without a blank, of digits, and of blanks, only the beginnings are kept."""
    if len(text) <= _SHORT or _USUAL.fullmatch(text):
        return text
    return _LONG.sub(lambda run: run[2] or f"{run[1]}…", _NUMBER.sub(r"\1…", text))


def with_blanks_for_long_runs(text: str) -> str:
    """As `without_long_runs`, but blanks take the place of what is left out, so that all places stay what they are."""
    if _USUAL.fullmatch(text):
        return text
    text = _NUMBER.sub(lambda run: run[1].ljust(len(run[0])), text)
    return _LONG.sub(lambda run: (run[1] or run[2]).ljust(len(run[0])), text)


UNSEEN = ("Cc", "Cf", "Cs", "Co")  # control, format and direction, surrogate, private


def one_line(text: str) -> str:
    """`text` without line breaks, control characters and direction overrides, which can hide what it says."""
    if text.isprintable():  # nearly all texts: no control, format or private character, no space but " "
        return " ".join(text.split())
    seen = (" " if ch.isspace() else ch for ch in text if ch.isspace() or unicodedata.category(ch) not in UNSEEN)
    return " ".join("".join(seen).split())


_PIECE = re.compile(r"\s*\S{0,1000}")  # of what has more without a blank, marks may be put in order in two parts


def compatible(text: str, form: Literal["NFKC", "NFKD"] = "NFKC") -> str:
    """The form, in time that grows with the text: that of one long run of combining marks grows with its square."""
    if text.isascii():
        return text
    return "".join([unicodedata.normalize(form, piece) for piece in _PIECE.findall(text)])


def bounded(most: int) -> AfterValidator:
    """Of a field: only the first `most` characters of its text are kept, and of its runs the beginnings."""
    return AfterValidator(_bound(most))


def _bound(most: int) -> Callable[[str], str]:
    def keep(text: str) -> str:
        return without_long_runs(text[:most])

    return keep
