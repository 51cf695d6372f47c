"""Turns pages into groups in reading order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.extract.captions import bind_captions, with_titles
from pipeline.extract.continued import continue_tables
from pipeline.extract.figure_text import figure_groups
from pipeline.extract.front import title_of, with_authors_in_order
from pipeline.extract.layout import LEADING_PAGES, Group, double_spacing, group_of, paragraphs
from pipeline.extract.margins import find_margins, part_line_numbers
from pipeline.extract.order import in_reading_order
from pipeline.extract.page import Line, Page, Rule
from pipeline.extract.rejoin import assemble, starts_with_mark
from pipeline.extract.rules import rules_of
from pipeline.extract.run_in import part_run_ins, part_sections
from pipeline.extract.scripts import render
from pipeline.extract.sections import opens_references
from pipeline.extract.tables import bare_tables, captioned_tables, ruled_tables
from pipeline.extract.turned import Head, turned_heads

NOTES_TOP = 0.3  # of the page's height: notes of a page that is full of them begin there
NOTE_RULE = (30.0, 200.0)  # points: REVTeX's has 36, two fifths of a wide column are 187

_NOTE = re.compile(r"^[\d*∗†‡§¶]{1,3}$")


@dataclass(slots=True)
class Sheet:
    """A page whose lines have been put into groups."""

    page: Page
    groups: list[Group]
    note_rules: tuple[Rule, ...] = ()  # over footnotes


def compose(pages: list[Page]) -> tuple[list[Sheet], float]:
    """Every page's groups in reading order; tables, figures and margins have their kind. And the body's size."""
    for page in pages:
        page.lines = assemble(page.lines)
        part_line_numbers(page)
        notes = note_marks(page)
        for line in page.lines:
            line.text = render(line, notes)
        page.lines = [line for line in page.lines if line.text]
    margins = find_margins(pages)
    body = body_size(pages)
    leadings: Counter[float] = Counter()
    columns: set[int] = set()
    sheets = [_sheet(page, margins, body, leadings, columns) for page in pages]
    if double_spacing(leadings, len(pages)):  # the first pages are short, and the leading was not known there
        sheets[:LEADING_PAGES] = [
            _sheet(page, margins, body, leadings.copy(), columns) for page in pages[:LEADING_PAGES]
        ]
    for sheet, groups in zip(sheets, part_sections([sheet.groups for sheet in sheets]), strict=True):
        sheet.groups = groups
    bind_captions(sheet.groups for sheet in sheets)
    continue_tables([(sheet.groups, sheet.page.height) for sheet in sheets])
    return sheets, body


def note_marks(page: Page) -> frozenset[str]:
    """The marks that open a footnote in the lower two thirds of the page."""
    marks = set()
    for line in page.lines:
        if not line.even and line.y0 > page.height / 3:
            mark = starts_with_mark(line.spans)
            if mark and _NOTE.match(mark):
                marks.add(mark)
    return frozenset(marks)


def note_rules(rules: list[Rule], page: Page) -> tuple[Rule, ...]:
    """The short rules in the lower part of a page under which footnotes may stand."""
    return tuple(r for r in rules if r.y0 > NOTES_TOP * page.height and NOTE_RULE[0] < r.x1 - r.x0 < NOTE_RULE[1])


def body_size(pages: list[Page]) -> float:
    """The size, in points, of most characters before the references; 10 if there are none.

    Behind them some papers have twice as much small print: prompts, examples.
    """
    weight: dict[float, int] = {}
    for page in pages:
        sizes: dict[float, int] = {}
        for line in page.lines:
            sizes[line.size] = sizes.get(line.size, 0) + len(line.text)
        for size, count in sizes.items():
            weight[round(size, 1)] = weight.get(round(size, 1), 0) + count
        if any(opens_references(line.text) for line in page.lines):
            break
    return max(weight, key=lambda k: (weight[k], k)) if weight else 10.0


def _sheet(page: Page, margins: set[int], body: float, leadings: Counter[float], columns: set[int]) -> Sheet:
    """The page with its groups. `leadings`, `columns`: as in layout.paragraphs; this page's are added."""
    edge = [line for line in page.lines if id(line) in margins]
    inner = [line for line in page.lines if id(line) not in margins] if edge else page.lines
    upright = [line for line in inner if not line.rotated]
    turned = [line for line in inner if line.rotated]
    rules = rules_of(page)
    above = turned_heads(turned, upright, rules.horizontal) if turned else []
    tables, upright = ruled_tables(page, [*upright, *(head for head, _ in above)] if above else upright, rules)
    if above:
        upright, turned = _without_heads(upright, turned, above)
    captioned, upright = captioned_tables(page, upright, tables, rules.vertical)
    tables += captioned
    figures, upright = figure_groups(page, upright, turned, body, tables)
    bare, upright = bare_tables(page, upright)
    tables += bare
    texts = with_titles(paragraphs(upright, leadings, columns))
    found = [*tables, *figures, *texts]
    title = title_of(found, page) if page.number == 1 else None
    front, found = with_authors_in_order(found, page, title) if title else ([], found)
    ordered = part_run_ins([*front, *in_reading_order(found, rules.horizontal)])
    heads = [group_of([[line]], "header_footer") for line in edge]
    top = [g for g in heads if g.y1 < page.height / 2]
    groups = [*top, *ordered, *(g for g in heads if g not in top)]
    return Sheet(page, groups, note_rules(rules.horizontal, page))


def _without_heads(rest: list[Line], turned: list[Line], heads: list[Head]) -> tuple[list[Line], list[Line]]:
    """The upright lines in no table, and the turned ones, less those that are in one as its header."""
    free = {id(line) for line in rest}
    used = {id(part) for head, parts in heads if id(head) not in free for part in parts}
    made = {id(head) for head, _ in heads}
    return [x for x in rest if id(x) not in made], [x for x in turned if id(x) not in used]
