"""Writes the text of a paper for a reader."""

from __future__ import annotations

from schemas.records import PaperText


def to_text(paper: PaperText) -> str:
    """The blocks' text, parted by empty lines."""
    return "\n\n".join(block.text for block in paper.blocks if block.text) + "\n"


def to_markdown(paper: PaperText) -> str:
    """The blocks as Markdown: headings by their level, tables as tables, running heads left out."""
    levels = {section.block: section.level for section in paper.sections}
    parts = []
    for index, block in enumerate(paper.blocks):
        if not block.text or block.kind == "header_footer":
            continue
        if block.kind == "title":
            parts.append(f"# {block.text}")
        elif index in levels:
            parts.append(f"{'#' * min(levels[index] + 1, 6)} {block.text}")
        else:
            parts.append(block.text)
    return "\n\n".join(parts) + "\n"
