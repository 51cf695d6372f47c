"""Writes the text of a paper for a reader."""

from __future__ import annotations

from schemas.records import PaperText


def to_text(paper: PaperText) -> str:
    """The blocks' text, parted by empty lines."""
    return "\n\n".join(block.text for block in paper.blocks if block.text) + "\n"


def to_markdown(paper: PaperText) -> str:
    """The blocks as Markdown: headings by their level, tables as tables, running heads left out."""
    sections = {section.block: section for section in paper.sections}
    parts = []
    for index, block in enumerate(paper.blocks):
        if not block.text or block.kind == "header_footer":
            continue
        if block.kind == "title":
            parts.append(f"# {block.text}")
            continue
        section = sections.get(index)
        marks = "#" * min(section.level + 1, 6) if section else ""
        if section and block.kind == "heading":
            parts.append(f"{marks} {block.text}")
            continue
        if section and not block.text.lower().startswith(section.title.lower()):  # it has no heading of its own
            parts.append(f"{marks} {section.title}")
        parts.append(block.text)
    return "\n\n".join(parts) + "\n"
