"""Finds the headings of a paper."""

from __future__ import annotations

import re

from schemas.records import Block, Section

_NUMBERED = re.compile(r"^(?:Appendix\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2}){0,3})\.?\s+[A-Z][^.]{2,90}$")
_ABSTRACT = re.compile(r"^abstract\b[.:—-]?", re.I)
_REFERENCES = re.compile(r"^(?:\d{1,2}\.?\s+)?(references|bibliography)$", re.I)
_APPENDIX = re.compile(r"^(appendix|appendices|supplementary material)\b.{0,60}$", re.I)


def find_sections(blocks: list[Block]) -> tuple[list[Block], list[Section]]:
    """The blocks with kind and section set, and the headings."""
    out: list[Block] = []
    sections: list[Section] = []
    part = "front"
    for index, block in enumerate(blocks):
        text = block.text
        section = _section(text, part, index, block)
        if section:
            part = section.part
            sections.append(section)
            block = block.model_copy(update={"kind": "heading"})
        elif part == "references" and block.kind == "paragraph":
            block = block.model_copy(update={"kind": "reference"})
        out.append(block.model_copy(update={"section": len(sections) - 1 if sections else None}))
    return out, sections


def _section(text: str, part: str, index: int, block: Block) -> Section | None:
    if len(text) > 100 or block.kind != "paragraph":
        return None
    if _ABSTRACT.match(text) and len(text) < 12:
        return Section(title=text, level=1, block=index, page_number=block.page_number, part="abstract")
    if _REFERENCES.match(text):
        return Section(title=text, level=1, block=index, page_number=block.page_number, part="references")
    numbered = _NUMBERED.match(text)
    if _APPENDIX.match(text) or (numbered and part in ("references", "appendix") and numbered.group(1)[0].isalpha()):
        level = 1 + (numbered.group(1).count(".") if numbered else 0)
        return Section(title=text, level=level, block=index, page_number=block.page_number, part="appendix")
    if numbered and numbered.group(1)[0].isdigit() and part != "references":
        now = part if part == "appendix" else "body"
        level = 1 + numbered.group(1).count(".")
        return Section.model_validate(
            {"title": text, "level": level, "block": index, "page_number": block.page_number, "part": now}
        )
    return None
