"""Finds the headings of a paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.layout import Group

Part = Literal["front", "abstract", "body", "references", "appendix"]

HEADING_MAX = 130  # characters: the longest heading seen has 104
STANDS_OUT = 1.06  # of the body's size: 10 pt headings in 9 pt text are 1.11
TITLE_ROWS = 3  # rows of one heading

_ARABIC = re.compile(r"^(?:§\s?)?(\d{1,2}(?:\.\d{1,2}){0,3})[.:]?\s+(?=[^\W\d_\[(]|\d+[A-Z])(.+)$")
_ROMAN = re.compile(r"^([IVX]{1,5})\.\s+(\S.*)$")
_LETTER = re.compile(r"^(?:Appendix\s+|Supplementary\s+)?([A-Z](?:\.\d{1,2}){0,3})[.:]?\s+(\S.*)$")
_APPENDIX_LETTER = re.compile(r"^(?:Appendix|Appendices)\s+([A-Z]|\d)\b", re.I)
_ABSTRACT = re.compile(r"^(?:abstract|summary)\b\s*[.:—–-]*", re.I)
_REFERENCES = re.compile(
    r"^(?:[\dIVX]{1,4}\.?\s+)?(?:references|bibliography|literature cited|works cited)\s*:?$", re.I
)
_APPENDIX = re.compile(
    r"^(?:[A-Z\d]{1,2}\.?\s+)?(?:appendix|appendices|supplementary|supplemental|supplement)"
    r"(?:\s+(?:materials?|information|appendix|to\b.*|for\b.*|contents?))?\s*[.:]?$",
    re.I,
)
_NO_HEADING = re.compile(
    r"^(?:figure|fig\.|table|algorithm|listing|theorem|lemma|definition|proposition|corollary|remark|proof|"
    r"assumption|example|keywords|index terms|https?:)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the text of a heading says about itself."""

    title: str
    level: int  # from 1
    number: str  # "3.1", "A.2", "IV"; "" if it has none
    part: Part | None  # None: that of the heading before it


def heading_of(group: Group, body: float, part: Part) -> Heading | None:
    """The heading that a group is; None: it is none. `body`: the paper's usual size in points."""
    text = " ".join(group.lines)
    if not 2 < len(text) <= HEADING_MAX or len(group.rows) > TITLE_ROWS or _NO_HEADING.match(text):
        return None
    stands_out = group.bold or group.size > STANDS_OUT * body or _capitals(text)
    if _ABSTRACT.sub("", text) == "" and stands_out:
        return Heading(text.rstrip(" .:—–-"), 1, "", "abstract")
    if _REFERENCES.match(text):
        return Heading(text, 1, "", "references") if stands_out or len(group.rows) == 1 else None
    if not stands_out or text.endswith((",", ";")) or not any(c.isalpha() for c in text):
        return None
    if _APPENDIX.match(text) or _APPENDIX_LETTER.match(text):
        letter = _LETTER.match(text)
        return Heading(text, 1, letter.group(1) if letter else "", "appendix")
    return _numbered(text, part) or _unnumbered(text, group, body, part)


def _numbered(text: str, part: Part) -> Heading | None:
    arabic = _ARABIC.match(text)
    if arabic:
        number = arabic.group(1)
        if int(number.split(".")[0]) > 30 or text.endswith("."):
            return None
        return Heading(text, 1 + number.count("."), number, None if part in ("appendix", "references") else "body")
    roman = _ROMAN.match(text)
    if roman and part not in ("references", "appendix"):
        return Heading(text, 1, roman.group(1), "body")
    letter = _LETTER.match(text)
    if letter and not text.endswith(".") and (letter.group(1) != "A" or text[1:2] == "." or text[2:3].isupper()):
        number = letter.group(1)
        late = part in ("references", "appendix")
        return Heading(text, (1 if late else 2) + number.count("."), number, "appendix" if late else None)
    return None


def _unnumbered(text: str, group: Group, body: float, part: Part) -> Heading | None:
    if len(group.rows) > 2 or text[-1] in ".:?!-" or not text[0].isupper() or len(text.split()) > 12:
        return None
    if part == "front" and group.size > 1.3 * body:
        return None  # the title
    if not (group.bold or group.size > STANDS_OUT * body) or "@" in text or "[^" in text:
        return None
    level = 1 if group.size > 1.15 * body or _capitals(text) else 2
    return Heading(text, level, "", None if part in ("appendix", "references") else "body")


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)
