"""Lines and paragraphs without an end, which a page can hold to make every look at its text take long."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.layout import Group, group_of
from pipeline.extract.page import LONG, Line, Page, Span
from schemas.bounds import BLOCK, without_long_runs

LINE = 1_000  # characters


def shorten(page: Page) -> int:
    """Take from the page's lines what is beyond LINE, and from their spans the ends of long runs; how much that was."""
    lost = 0
    for line in page.lines if page.long else ():
        before = sum([len(span[0]) for span in line.spans])
        if before > LONG:
            line.spans = list(_first(line.spans))
            lost += before - sum([len(span[0]) for span in line.spans])
    return lost


def _first(spans: list[Span]) -> Iterator[Span]:
    room = LINE
    for span in spans:
        text = without_long_runs(span.text)[:room]
        room -= len(text)
        yield span if text == span.text else span._replace(text=text)
        if room <= 0:
            return


def parted(group: Group) -> Iterator[Group]:
    """The group, or where it is longer than a block may be, groups of its rows that are not."""
    if group.table is not None or sum(map(len, group.lines)) <= BLOCK - len(group.lines):
        yield group
        return
    rows: list[list[Line]] = []
    length = 0
    for row, text in zip(group.rows, group.lines, strict=True):
        if rows and length + len(text) >= BLOCK:
            yield group_of(rows, group.kind)
            rows, length = [], 0
        rows.append(row)
        length += len(text) + 1
    yield group_of(rows, group.kind)
