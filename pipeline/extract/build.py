"""Assembles the text of a paper from its pages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from operator import attrgetter

from pipeline.extract.compose import Sheet, compose
from pipeline.extract.contents import with_chapters
from pipeline.extract.endless import parted, shorten
from pipeline.extract.front import title_of
from pipeline.extract.kinds import Namer, with_main_text, with_whole_title
from pipeline.extract.layout import Group
from pipeline.extract.normalise import Words, join_lines
from pipeline.extract.page import Page
from pipeline.extract.receipt import receipt_of
from schemas.records import Block, BlockKind, HiddenSpan, PaperText, Pdf, Section

EXTRACTOR = "ribao-extract 21"  # counts up when the same PDF gives another text
TITLE_SIZE = 1.15  # of the body's: a text of one size has no title of several lines


def paper_text(pdf: Pdf, pages: list[Page], unread: int = 0) -> PaperText:
    """Pure: the same pages give the same text. The pages' lines are used up. `unread`: pages behind them."""
    lost = {page.number: short for page in pages if (short := shorten(page))}
    composed, body = compose(pages)
    sheets = [
        replace(x, groups=[part for group in with_chapters(x.groups, body) for part in parted(group)]) for x in composed
    ]
    title = title_of(sheets[0].groups, sheets[0].page) if sheets else None
    if title is not None and title.size > TITLE_SIZE * body:
        sheets[0] = with_whole_title(sheets[0], title)
    words = Words(text for sheet in sheets for group in sheet.groups for text in group.lines)
    namer = Namer(sheets, body)
    named = [(group, sheet) for sheet in sheets for group in sheet.groups]
    kinds = [namer.name(group, sheet, n, title) for n, (group, sheet) in enumerate(named)]
    sections = with_main_text(namer.sections, kinds, named)
    starts = [section.block for section in sections]
    blocks = [
        _block(group, sheet, kinds[n], bisect_right(starts, n) - 1, words, sections)
        for n, (group, sheet) in enumerate(named)
    ]
    hidden = tuple(
        HiddenSpan(page_number=page.number, bbox=page.as_seen(v.span.bbox), text=_clean(v.span.text), reason=v.reason)
        for page in pages
        for v in page.veiled
    )
    return PaperText(
        paper_id=pdf.paper_id,
        version=pdf.version,
        pdf_sha256=pdf.sha256,
        extractor=EXTRACTOR,
        blocks=tuple(blocks),
        sections=tuple(sections),
        hidden=hidden,
        receipt=receipt_of(pages, unread, blocks, sections, hidden, lost),
    )


def _block(group: Group, sheet: Sheet, kind: BlockKind, section: int, words: Words, sections: list[Section]) -> Block:
    if group.table is not None:
        text = group.table.markdown()
    elif kind == "figure_text":
        text = "\n".join(group.lines)  # labels are no sentences
    else:
        text = join_lines(group.lines, words)
    in_pdf = [line for row in group.rows for line in row]
    in_pdf.sort(key=_place)
    raw = "\n".join([line.raw for line in in_pdf])
    table = group.table
    if table is not None:
        caption = join_lines(table.caption.split("\n"), words)
        title = sections[section].title if section >= 0 else table.section
        table = table.model_copy(update={"caption": caption, "section": title})
    return Block(
        kind=kind,
        page_number=sheet.page.number,
        bbox=sheet.page.as_seen(group.bbox),
        text=text,
        raw=None if raw == text else raw,
        section=section if section >= 0 else None,
        table=table,
    )


_place = attrgetter("place")


def _clean(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()
