"""Puts the lines of a page into reading order."""

from __future__ import annotations

from pipeline.extract.normalise import join_lines
from pipeline.extract.page import Line, Page
from pipeline.extract.scripts import render_line
from schemas.records import Block


def blocks_of(page: Page) -> list[Block]:
    """The blocks of a page in reading order, all "paragraph" until the sections are known."""
    groups: dict[int, list[Line]] = {}
    for line in page.lines:
        line.text = render_line(line)
        line.raw = "".join(span.text for span in line.spans)
        if line.text:
            groups.setdefault(line.block, []).append(line)
    return [_block(page, lines) for lines in groups.values()]


def _block(page: Page, lines: list[Line]) -> Block:
    return Block(
        kind="header_footer" if all(line.rotated for line in lines) else "paragraph",
        page_number=page.number,
        bbox=(
            min(line.x0 for line in lines),
            min(line.y0 for line in lines),
            max(line.x1 for line in lines),
            max(line.y1 for line in lines),
        ),
        text=join_lines([line.text for line in lines]),
        raw="\n".join(line.raw for line in lines).encode("utf-8", "ignore").decode(),
    )
