"""Separates run-in headings from the paragraphs that they open."""

from __future__ import annotations

import re

from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import BOLD, ITALIC, Line, Span
from pipeline.extract.scripts import render
from pipeline.extract.sections import is_known
from pipeline.words.vocabulary import either

RUN_IN_MAX = 110  # characters: the longest seen has 57
SECTIONS_MIN = 3  # of a paper, that count on; the items of a list count, too, but none opens with an introduction

_NUMBER = re.compile(r"^(?:§\s?)?[A-Z\d]\d?(?:\.\d{1,2}){1,3}\.?\s*$")
_SECTION = re.compile(r"^\d{1,2}\.\s*$")
_STATEMENT = f"(?:{either('sections.pointers', 'statement')}|{either('sections.statements')})"
_TITLE = re.compile(rf"^(?!{_STATEMENT}\b)[^\W\d_].*[.:]\s*$")


def part_run_ins(groups: list[Group]) -> list[Group]:
    """The groups, less the numbered titles ("1.1. Outline.") in bold or italics with which they open.

    Those stand before them.
    """
    return [part for group in groups for part in _opened(group, _NUMBER)]


def part_sections(pages: list[list[Group]]) -> list[list[Group]]:
    """The groups of a paper's pages, less the bold titles of sections ("1. Introduction.") with which they open."""
    parted = [[_opened(group, _SECTION, (BOLD,)) for group in groups] for groups in pages]
    titles = [found[0].lines[0] for groups in parted for found in groups if len(found) > 1]
    numbers = [int(title.partition(".")[0]) for title in titles]
    if len(numbers) < SECTIONS_MIN or numbers != list(range(1, len(numbers) + 1)):
        return pages
    if not is_known(titles[0].partition(".")[2].strip(" .:")):
        return pages
    return [[part for found in groups for part in found] for groups in parted]


def _opened(group: Group, number: re.Pattern[str], styles: tuple[int, ...] = (BOLD, ITALIC)) -> list[Group]:
    """The title with which a group opens, and the group without it; the group alone if it opens with none."""
    if group.kind not in (None, "equation") or group.table is not None:
        return [group]
    line, *beside = group.rows[0]
    at = _title_end(group.rows[0], number, styles)
    if not at or at > len(line.spans):
        return [group]
    head, rest = _parted(line, at) if at < len(line.spans) else (line, None)
    title = group_of([[head]])
    title.run_in = True
    return [title, group_of([[rest, *beside] if rest else beside, *group.rows[1:]], group.kind)]


def _title_end(row: list[Line], number: re.Pattern[str], styles: tuple[int, ...]) -> int:
    """How many of the row's spans are the number and the title of a run-in heading; 0: it opens with none."""
    line = row[0]
    if (line.bold and len(row) == 1) or not line.text[:1].isalnum() or "." not in line.spans[0].text:
        return 0
    spans = [s for part in row for s in part.spans]
    return next((end for style in styles if (end := _end_in(spans, number, style))), 0)


def _end_in(spans: list[Span], number: re.Pattern[str], style: int) -> int:
    """The same where the title is set in one style, bold or italics; its number may be, too."""
    end = next((n for n, s in enumerate(spans) if n and not s.flags & style), 0)
    label, title = spans[0].text, _text(spans[1:end])
    if spans[0].flags & style and " " in label.strip():  # the number and the title are of one font
        label, _, first = label.strip().partition(" ")
        title = f"{first} {title}"
    follows = spans[end].text.lstrip()[:1] if end else ""
    named = len(title) <= RUN_IN_MAX and number.match(label) and _TITLE.match(title)
    return end if named and (follows.isupper() or not follows.isascii()) else 0


def _text(spans: list[Span]) -> str:
    return "".join(s.text for s in spans)


def _parted(line: Line, at: int) -> tuple[Line, Line]:
    """The line as its title and what follows."""
    before, after = line.spans[:at], line.spans[at:]
    edge = before[-1].x1
    head = Line(before, line.x0, line.y0, edge, line.y1, line.baseline, line.size, True, place=line.place)
    rest = Line(after, after[0].x0, line.y0, line.x1, line.y1, line.baseline, line.size, place=line.place)
    head.text = render(head)
    rest.text = line.text.removeprefix(head.text).lstrip()
    return head, rest
