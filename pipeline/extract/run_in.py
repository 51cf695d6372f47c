"""Separates a run-in heading from the paragraph that it opens."""

from __future__ import annotations

import re

from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import Line, Span
from pipeline.extract.scripts import render
from pipeline.words.vocabulary import either

RUN_IN_MAX = 110  # characters: the longest seen has 57

_NUMBER = re.compile(r"^(?:§\s?)?[A-Z\d]\d?(?:\.\d{1,2}){1,3}\.?\s*$")
_STATEMENT = f"(?:{either('sections.pointers', 'statement')}|{either('sections.statements')})"
_TITLE = re.compile(rf"^(?!{_STATEMENT}\b)[^\W\d_].*[.:]\s*$")


def part_run_ins(groups: list[Group]) -> list[Group]:
    """The groups, less the bold numbered titles ("1.1. Outline.") with which they open, which stand before them."""
    out: list[Group] = []
    for group in groups:
        at = _title_end(group.rows[0][0]) if group.kind in (None, "equation") and group.table is None else 0
        if at:
            head, rest = _parted(group.rows[0][0], at)
            title = group_of([[head]])
            title.run_in = True
            first = [rest, *group.rows[0][1:]]
            out += [title, group_of([first, *group.rows[1:]], group.kind)]
        else:
            out.append(group)
    return out


def _title_end(line: Line) -> int:
    """How many of the line's spans are the number and the bold title of a run-in heading; 0: it opens with none."""
    spans = line.spans
    if line.bold or not line.text[:1].isalnum() or "." not in spans[0].text:
        return 0
    end = next((n for n, s in enumerate(spans) if n and not s.bold), 0)
    number, title = spans[0].text, _text(spans[1:end])
    if spans[0].bold and " " in number.strip():  # the number and the title are of one font
        number, _, first = number.strip().partition(" ")
        title = f"{first} {title}"
    follows = spans[end].text.lstrip()[:1] if end else ""
    named = len(title) <= RUN_IN_MAX and _NUMBER.match(number) and _TITLE.match(title)
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
