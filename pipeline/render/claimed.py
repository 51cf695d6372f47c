"""Finds in a digest's Markdown what it says of one paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_SECTION_RE = re.compile(r"^## [0-9]+\. .*$", re.MULTILINE)
_LINK_RE = re.compile(r"\]\(https://(?:huggingface\.co/papers|arxiv\.org/abs)/([^)\s]+?)(?:v[0-9]+)?\)")
_ABSTRACT_RE = re.compile(r"<summary>Original Abstract</summary>.*?(?:</details>|\Z)", re.DOTALL)
# what is not said of the paper's content: its heading, list and links, why it is shown, who wrote the entry and when
_FRAME_RE = re.compile(
    r"^(?:## |\*\*(?:Upvotes|Authors|机构|为什么给你|沿用上次的摘要|失败|跳过)\*\*|已见于|原文共|\[|<|⚠).*$",
    re.MULTILINE,
)
_PAGES_RE = re.compile(r"\|(?: [0-9、]* \|)$", re.MULTILINE)  # the last column of an entry's tables


def papers_of(markdown: str) -> tuple[str, ...]:
    """The ids of a digest's papers, in order and without their versions; empty where the text is no digest."""
    return tuple(paper_id for paper_id, _, _ in _sections(markdown) if paper_id)


def claimed_of(markdown: str, paper_id: str) -> str:
    """The text with all blanked but what a digest says of that paper, line by line where it was.

    A text that is no digest, and a digest that has no such paper, stays as it is.
    """
    for of, start, end in _sections(markdown):
        if of == paper_id:
            return _blank(markdown[:start]) + _claims(markdown[start:end]) + _blank(markdown[end:])
    return markdown


def _sections(markdown: str) -> Iterator[tuple[str, int, int]]:
    """The id, "" without a link, the start and the end of each paper's section."""
    starts = [m.start() for m in _SECTION_RE.finditer(markdown)]
    for start, end in pairwise([*starts, len(markdown)]):
        link = _LINK_RE.search(markdown, start, end)
        yield link[1] if link else "", start, end


def _claims(section: str) -> str:
    for unsaid in (_ABSTRACT_RE, _FRAME_RE, _PAGES_RE):
        section = unsaid.sub(lambda m: _blank(m[0]), section)
    head, _, _ = section.partition("\n---\n")  # the next paper's anchor, or the digest's sums
    return head + _blank(section[len(head) :])


def _blank(text: str) -> str:
    return "".join("\n" if c == "\n" else " " for c in text)
