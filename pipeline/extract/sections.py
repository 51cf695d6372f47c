"""Finds the headings of a paper."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.layout import Group
from pipeline.extract.page import ITALIC
from pipeline.words.vocabulary import either

Style = tuple[str, float, Literal["capitals", "lower", ""]]  # font, size, letters
Part = Literal["front", "abstract", "body", "references", "appendix"]

HEADING_MAX = 130  # characters: the longest heading seen has 104
STANDS_OUT = 1.06  # of the body's size: 10 pt headings in 9 pt text are 1.11
WORDS_MAX = 12  # of a heading without a number: the longest seen has 10
SECTIONS_MAX = 30  # "80 GB of memory" opens no section
NUMBERED_MIN = 3  # numbered headings that show how this paper sets them
KNOWN_MIN = 2  # headings that every paper has, set alike
ITALICS = 0.8  # of the letters of a heading in italics: its number may be upright, and a name in it
CENTRED = 16.0  # points: twice the distance from the middle of the page
TITLE_ROWS = 3  # rows of one heading

_ARABIC = re.compile(r"^(?:§\s?)?(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.:]|\s\|)?\s+(?=[^\W\d_\[(]|\d+[A-Z])(.+)$")
_ROMAN = re.compile(r"^([IVX]{1,5})\.\s+(\S.*)$")
_LETTER = re.compile(r"^(?:Appendix\s+|Supplementary\s+)?([A-Z]\d?(?:\.\d{1,2}){0,3})(?:[.:]|\s\|)?\s+(\S.*)$")
_OPENS = frozenset("A§0123456789")  # of what opens with a number, or with the first letter of an appendix
_FIRST_LETTER = re.compile(r"^A[.:]?\s+[A-Z]")
_SUBSECTION = re.compile(r"^([A-Z])\.\s+[^\W\d_].*[^.,;:]$")  # IEEE's, in italics under sections of Roman numbers
_ROMAN_NUMBER = re.compile(r"[IVX]+")
_LETTERED = re.compile(r"^([A-Z](?:\.\d{1,2}){1,3})\.?\s+[^\W\d_]")
_KNOWN = re.compile(rf"^{either('sections.sections', 'heading')}$")
_CHAPTER = re.compile(r"^(?i:chapter)\s+(\d+|[A-Z]|[IVX]+)\s")
_APPENDIX_LETTER = re.compile(r"^(?:Appendix|Appendices)\s+([A-Z]|\d)\b", re.I)
_ABSTRACT = re.compile(r"^(?:abstract|a b s t r a c t|summary)\b\s*[.:—–-]*", re.I)  # Elsevier spaces its letters
_REFERENCES = re.compile(rf"^(?:[\dIVXivx]{{1,4}}\.?\s+)?{either('sections.references')}\s*:?$")
_APPENDIX = re.compile(
    rf"^(?:[A-Z\d]{{1,2}}\.?\s+)?{either('sections.appendices')}"
    r"(?:\s+(?:materials?|information|appendix|to\b.*|for\b.*|contents?))?\s*[.:]?$",
    re.I,
)
_NO_HEADING = re.compile(  # "Table 3", "Theorem 2"; not "Algorithms"
    rf"^(?!table of contents\b|a b s t r a c t\W*$)(?:(?:{either('sections.pointers', 'caption', 'statement')}|"
    rf"{either('sections.statements')})(?<![sS])\b|"
    r"(?:keywords|index terms)\b|(?:[A-Z] ){3,})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the text of a heading says about itself."""

    title: str
    level: int  # from 1
    number: str  # "3.1", "A.2", "IV"; "" if it has none
    part: Part | None  # None: that of the heading before it


def style_of(group: Group) -> tuple[str, float]:
    """Font and size of a group's first letters: what the headings of one level share."""
    spans = group.rows[0][0].spans
    span = next((s for s in spans if any(c.isalpha() for c in s.text)), spans[0])
    return span.font, round(span.size, 1)


def heading_styles(groups: list[Group], body: float) -> frozenset[tuple[str, float]]:
    """The styles of the numbered headings, which headings without a number share; empty if none is numbered."""
    found = []
    for group in groups:
        if group.kind is not None or group.lines[0][:1] not in _OPENS:
            continue
        text = " ".join(group.lines)
        if not group.run_in and _may_be(group, text) and _ARABIC.match(text) and _stands_out(group, text, body):
            found.append(style_of(group))
    return frozenset(found) if len(found) >= NUMBERED_MIN else frozenset()


def lettered_appendix(groups: list[Group], body: float) -> Group | None:
    """The heading "A Proofs" that is set as the sections are, behind the last of them; None: there is none.

    Its letter says what it is wherever the sections have numbers.
    """
    tops: list[tuple[str, float]] = []
    found: Group | None = None
    for group in groups:
        if group.kind is not None or len(group.rows) > TITLE_ROWS or group.lines[0][:1] not in _OPENS:
            continue
        text = " ".join(group.lines)
        if not _may_be(group, text) or not _stands_out(group, text, body):
            continue
        arabic = _ARABIC.match(text)
        if arabic and arabic.group(1).isdigit():
            if style_of(group) in tops:
                found = None
            tops.append(style_of(group))
        elif found is None and tops.count(style_of(group)) >= NUMBERED_MIN and _FIRST_LETTER.match(text):
            found = group
    return found


def known_styles(groups: list[Group], body: float) -> frozenset[Style]:
    """How a paper without numbers sets the headings that every paper has, such as "Results": others are like them.

    Font, size, and letters.
    """
    found = Counter(
        _set(group, text)
        for group in groups
        if group.kind is None and len(group.rows) == 1
        for text in [group.lines[0]]
        if _KNOWN.match(text) and _stands_out(group, text, body)
    )
    return frozenset(style for style, count in found.items() if count >= KNOWN_MIN)


def _set(group: Group, text: str) -> Style:
    return (*style_of(group), "capitals" if _capitals(text) else "lower" if text[0].islower() else "")


def heading_of(
    group: Group,
    body: float,
    part: Part,
    styles: frozenset[tuple[str, float]],
    last: str,
    page_width: float,
    known: frozenset[Style] = frozenset(),
) -> Heading | None:
    """The heading that a group is; None: it is none.

    `body`: the paper's usual size in points. `last`: the number of the heading before it, on which one in the body's
    own font must count on (and be centred, or in italics if it is a subsection's). `styles` and `known` are of
    heading_styles and known_styles.
    """
    text = " ".join(group.lines)
    if not _may_be(group, text):
        return None
    if group.run_in:
        return _numbered(text.rstrip(".: "), part)
    stands_out = _stands_out(group, text, body)
    if _ABSTRACT.sub("", text) == "" and len(group.rows) == 1:
        return Heading("Abstract", 1, "", "abstract")
    if _REFERENCES.match(text):
        return Heading(text, 1, "", "references") if stands_out or len(group.rows) == 1 else None
    if text.endswith((",", ";")) or not any(c.isalpha() for c in text):
        return None
    if not stands_out:
        centred = abs(group.x0 + group.x1 - page_width) < CENTRED and len(group.rows) == 1
        if centred and _APPENDIX_LETTER.match(text):
            return Heading(text, 1, "", "appendix")
        letter = _SUBSECTION.match(text)
        if letter and part == "body" and _is_italic(group) and _letter_counts_on(letter.group(1), last):
            return Heading(text, 2, letter.group(1), None)
        numbered = _ARABIC.match(text) or _LETTERED.match(text)
        if numbered is None or not counts_on(numbered.group(1), last):
            return None
        plain = centred and numbered.group(1).isdigit()
        return _numbered(text, part) if plain or _is_italic(group) else None
    chapter = _CHAPTER.match(text) if group.size > STANDS_OUT * body else None
    if chapter:
        lettered = chapter.group(1).isalpha() and not _ROMAN_NUMBER.fullmatch(chapter.group(1))
        return Heading(text, 1, chapter.group(1), "appendix" if lettered else "body")
    if _APPENDIX.match(text) or _APPENDIX_LETTER.match(text):
        letter = _LETTER.match(text)
        return Heading(text, 1, letter.group(1) if letter else "", "appendix")
    return _numbered(text, part) or _unnumbered(text, group, body, part, styles, known)


def counts_on(number: str, last: str) -> bool:
    """Whether a heading's number follows another: 3.1 and 4 follow 3, 3.2 and 4 follow 3.1; 1 follows none."""
    parts, before = number.split("."), last.split(".") if last else []
    if parts[:-1] == before:
        return parts[-1] == "1"
    above = before[len(parts) - 1 : len(parts)]
    return parts[:-1] == before[: len(parts) - 1] and bool(above) and _next(above[0]) == parts[-1]


def _letter_counts_on(letter: str, last: str) -> bool:
    """Whether a subsection's letter follows a section's Roman number, or the letter before it."""
    return bool(_ROMAN_NUMBER.fullmatch(last)) if letter == "A" else len(last) == 1 and _next(last) == letter


def _next(number: str) -> str:
    return str(int(number) + 1) if number.isdigit() else chr(ord(number[0]) + 1)


def _is_italic(group: Group) -> bool:
    """Whether a group is one row, and nearly all of its letters are in italics."""
    slanted = letters = 0
    for span in (s for line in group.rows[0] for s in line.spans):
        count = sum(c.isalpha() for c in span.text)
        letters += count
        slanted += count if span.flags & ITALIC else 0
    return len(group.rows) == 1 and slanted >= ITALICS * letters > 0


def is_known(title: str) -> bool:
    """Whether every paper may have a section of this name, such as "Introduction"."""
    return bool(_KNOWN.match(title))


def is_references(group: Group, text: str) -> bool:
    """Whether a group is a heading over references, whatever the part."""
    return len(group.rows) == 1 and opens_references(text)


def opens_references(line: str) -> bool:
    """Whether a line says no more than "References"."""
    return bool(_REFERENCES.match(line))


def _may_be(group: Group, text: str) -> bool:
    return 2 < len(text) <= HEADING_MAX and len(group.rows) <= TITLE_ROWS and not _NO_HEADING.match(text)


def _stands_out(group: Group, text: str, body: float) -> bool:
    return all(x.bold for x in group.rows[0]) or group.size > STANDS_OUT * body or _capitals(text)


def _numbered(text: str, part: Part) -> Heading | None:
    arabic = _ARABIC.match(text)
    if arabic:
        number = arabic.group(1)
        if int(number.split(".")[0]) > SECTIONS_MAX or text.endswith("."):
            return None
        return Heading(text, 1 + number.count("."), number, None if part in ("appendix", "references") else "body")
    roman = _ROMAN.match(text)
    if roman and part not in ("references", "appendix"):
        return Heading(text, 1, roman.group(1), "body")
    letter = _LETTER.match(text)
    if letter and not text.endswith(".") and (letter.group(1) != "A" or text[1:2] == "." or text[2:3].isupper()):
        number = letter.group(1)
        supplement = number[0] == "S" and number[1:2].isdigit()
        late = part in ("references", "appendix") or supplement
        return Heading(text, (1 if late else 2) + number.count("."), number, "appendix" if late else None)
    return None


def _unnumbered(
    text: str,
    group: Group,
    body: float,
    part: Part,
    styles: frozenset[tuple[str, float]],
    known: frozenset[Style],
) -> Heading | None:
    if len(group.rows) > 2 or text[-1] in ".:?!-" or len(text.split()) > WORDS_MAX:
        return None
    if not text[0].isupper() and not (text[0].islower() and _set(group, text) in known):
        return None
    if part == "front" and group.size > 1.3 * body and not _KNOWN.match(text):
        return None  # the title
    if not (group.bold or group.size > STANDS_OUT * body or _capitals(text)) or "@" in text or "[^" in text:
        return None
    alike = style_of(group) in styles if styles else group.size >= STANDS_OUT * body or _set(group, text) in known
    if not _KNOWN.match(text) and not alike:
        return None
    level = 1 if group.size > 1.15 * body or _capitals(text) else 2
    return Heading(text, level, "", None if part in ("appendix", "references") else "body")


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)
