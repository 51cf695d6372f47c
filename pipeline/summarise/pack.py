"""The text of a paper as a model is shown it: fenced, and its abstract."""

from __future__ import annotations

import hashlib
import re
from itertools import count

from pipeline.words.shown import shown
from schemas.records import PaperText

_NOTE_MARK = re.compile(r"\[\^[^\]]{1,12}\]")  # footnotes, citations and affiliations as the extraction writes them


FENCED = re.compile(r"<(paper-[0-9a-f]{4})>\n.*?</\1>", re.DOTALL)
_LIKE_A_TAG = re.compile(r"[<＜](?=[\s/／\u200b-\u200f\u2060\ufeff]*paper)", re.IGNORECASE)


def fence(text: str, title: str = "") -> str:
    """What a paper says, its title first, as data between tags that it can neither close nor imitate.

    The tags hold four figures that stand nowhere in the text. They hang on the text alone, so that the same request is
    made again for the same paper.
    """
    said = f"论文标题：{shown(' '.join(title.split()))}\n\n{text}" if title else text
    harmless = _LIKE_A_TAG.sub("‹", said)
    low = harmless.lower()
    tags = (hashlib.sha256(f"{n}\0{harmless}".encode()).hexdigest()[:4] for n in count())
    tag = next(tag for tag in tags if tag not in low)
    return f"<paper-{tag}>\n{harmless}\n</paper-{tag}>"


def abstract_of(paper: PaperText, limit_chars: int = 2400) -> str:
    """The abstract as the PDF prints it, or the first paragraphs where no abstract was recognised."""
    blocks = [b.text for b in paper.blocks if b.kind != "heading" and paper.part_of(b) == "abstract"]
    if not blocks:
        blocks = [b.text for b in paper.blocks if b.kind == "paragraph" and len(b.text) > 200][:2]
    return _NOTE_MARK.sub("", " ".join(blocks))[:limit_chars]
