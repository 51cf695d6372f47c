"""The text of a paper as a model is shown it: fenced, and its abstract."""

from __future__ import annotations

import re

from schemas.records import PaperText

_NOTE_MARK = re.compile(r"\[\^[^\]]{1,12}\]")  # footnotes, citations and affiliations as the extraction writes them


def fence(text: str) -> str:
    """The paper's text as data between tags that it cannot close itself."""
    harmless = re.sub(r"<(?=/?paper)", "‹", text)
    return f"<paper>\n{harmless}\n</paper>"


def abstract_of(paper: PaperText, limit_chars: int = 2400) -> str:
    """The abstract as the PDF prints it, or the first paragraphs where no abstract was recognised."""
    blocks = [b.text for b in paper.blocks if b.kind != "heading" and paper.part_of(b) == "abstract"]
    if not blocks:
        blocks = [b.text for b in paper.blocks if b.kind == "paragraph" and len(b.text) > 200][:2]
    return _NOTE_MARK.sub("", " ".join(blocks))[:limit_chars]
