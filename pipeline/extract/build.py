"""Assembles the text of a paper from its pages."""

from __future__ import annotations

from pipeline.extract.layout import blocks_of
from pipeline.extract.page import Page
from pipeline.extract.sections import find_sections
from schemas.records import Block, PaperText, Pdf, Receipt

EXTRACTOR = "ribao-extract 1"  # counts up when the same PDF gives another text


def build(pdf: Pdf, pages: list[Page]) -> PaperText:
    """Pure: the same pages give the same text."""
    blocks: list[Block] = []
    for page in pages:
        blocks.extend(blocks_of(page))
    blocks, sections = find_sections(blocks)
    return PaperText(
        paper_id=pdf.paper_id,
        version=pdf.version,
        pdf_sha256=pdf.sha256,
        extractor=EXTRACTOR,
        blocks=tuple(blocks),
        sections=tuple(sections),
        receipt=Receipt(
            pages=len(pages),
            pages_with_text=len({b.page_number for b in blocks}),
            characters=sum(len(b.text) for b in blocks),
            tables=sum(b.kind == "table" for b in blocks),
            figures=0,
            hidden_spans=0,
            appendix_page=next((s.page_number for s in sections if s.part == "appendix"), None),
            references_page=next((s.page_number for s in sections if s.part == "references"), None),
        ),
    )
