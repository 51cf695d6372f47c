"""What the first page of a local PDF says of the paper: title, authors, abstract and arXiv's stamp."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, takewhile
from pathlib import Path

from pipeline.errors import BadPaperId
from pipeline.paper_id import parse_paper_id
from schemas.records import Block, Paper, PaperText

_MARK = re.compile(r"\[\^[^\]]*\]|\^\{[^}]*\}|[*∗⋆†‡§¶\d]+")  # of an affiliation or a footnote
_OF_ABSTRACT = re.compile(r"(?i)^abstract\s*[.:—–-]*\s*|\[\^[^\]]*\]")  # its heading, the marks of footnotes
_REST = re.compile(r"//\S+")  # of an address
_BETWEEN = re.compile(r"\s*(?:,|;|·|•|&|\||\band\b|\bAND\b)\s*")
_DEGREE = re.compile(
    r"(?:[A-Z][a-z]+ )?(?:Member|Fellow)|IEEE|ACM|Ph\.? ?D\.?|M\.? ?D\.?|Jr\.?|Sr\.?|I{2,3}"
)  # of a name before it
_CONTACT = re.compile(r"(?i)correspond|contact|funding")  # heads what is said of authors who are named already
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
# words of a line that is as short as a name: where somebody works, and a subtitle
_NO_NAME = re.compile(
    r"(?i)\b(?:of|with|for|in|the|universi\w*|institut\w*|research|labs?|laborator\w*|college|school|departments?|dept|"
    r"cent(?:er|re|ro)s?|academy|hospital|group|team|technolog\w*|company|inc|corp|ltd|ai|brain|deepmind|google|microsoft|"
    r"meta|nvidia|amazon|authors?|information|anonymous|submission|paper|accepted|received|dated)\b"
)
LEVEL = 3.0  # points: tops of addresses side by side, each below its author
AS_HIGH = 0.97  # of a title's line: its next one
TITLE_MAX = 300  # characters; the longest title on arXiv has about 250


def _title_and_rest(blocks: list[Block]) -> tuple[list[Block], list[Block]]:
    """The lines of a title, of which the extraction names the first alone, and what stands behind them.

    The next line is as high and as near as lines are; authors that are set as large have marks of their affiliations.
    """
    start = next((at for at, block in enumerate(blocks) if block.kind == "title"), len(blocks))
    end = min(start + 1, len(blocks))
    while end < len(blocks):
        apart = blocks[end].bbox[1] - blocks[end - 1].bbox[3]
        near = 0 <= apart < blocks[start].bbox[3] - blocks[start].bbox[1]
        if blocks[end].kind != "author" or not near or _height(blocks[end]) < AS_HIGH * _height(blocks[start]):
            break
        if "[^" in blocks[end].text:
            break
        end += 1
    return blocks[start:end], blocks[end:]


def _height(block: Block) -> float:
    """Of a line of a block with its share of the space between lines, in points."""
    return (block.bbox[3] - block.bbox[1]) / len(_lines(block))


def _lines(block: Block) -> list[str]:
    return (block.raw or block.text).split("\n")


def _authors(blocks: Sequence[Block]) -> Iterator[str]:
    """The names between a title and the abstract; where somebody works and how to write to them is left out."""
    authors = list(takewhile(lambda block: block.kind == "author" and not _CONTACT.match(block.text), blocks))
    for block in authors:
        if not block.text.startswith("[^"):  # what a mark of an author stands for
            beside = any(abs(block.bbox[1] - x.bbox[1]) < LEVEL for x in authors if x is not block)
            yield from _names(block, alone=not beside)


def _names(block: Block, *, alone: bool) -> list[str]:
    """The names of a block: of all of it, or of its lines before the first that holds anything else.

    Lines below each other are names of their own unless their text parts them in another way. Beside other blocks only
    the first line is a name where others are none: below an author stands where they work.
    """
    parts, lines = _parts(block.text), _lines(block)
    apart = len(parts) >= len(lines) or any(map(_BETWEEN.fullmatch, lines))  # a sign between names may be a line
    if apart and all(map(_is_name, parts)):
        return parts
    found: list[str] = []
    all_names = all(map(_is_name, chain.from_iterable(map(_parts, lines))))
    for line in map(_parts, lines if alone or all_names else lines[:1]):
        names = list(takewhile(_is_name, line))
        found += names
        if len(names) < len(line) or not names:
            break
    return found


def _parts(text: str) -> list[str]:
    parts = _BETWEEN.split(_MARK.sub(",", " ".join(text.split())))
    return [part for part in parts if part and not _DEGREE.fullmatch(part)]


def _is_name(part: str) -> bool:
    return _NAME.fullmatch(part) is not None and not _NO_NAME.search(part)


def named_by_its_text(paper: Paper, text: PaperText) -> Paper:
    """A local PDF's paper with the abstract, title, authors and arXiv stamp that it has itself, not its file's name.

    What of them cannot be told stays as it was.
    """
    if paper.pdf_path is None:
        return paper
    first = [block for block in text.blocks if block.page_number == 1]
    named = paper.title != Path(paper.pdf_path).stem
    abstract = _abstract(text.blocks)
    paper = paper.model_copy(update={"stamp": _stamp(first), "abstract": paper.abstract or abstract})
    if named:
        return paper
    lines, behind = _title_and_rest(first)
    title = " ".join(" ".join(block.text for block in lines).split())
    authors = tuple(_authors(behind))
    return paper.model_copy(update={"title": title if 3 < len(title) <= TITLE_MAX else paper.title, "authors": authors})


def _abstract(blocks: Sequence[Block]) -> str:
    said = [at for at, block in enumerate(blocks) if block.kind == "abstract"]
    abstract = _OF_ABSTRACT.sub("", " ".join(blocks[at].text for at in said))
    if abstract.endswith(("http:", "https:")):  # its last line is an address that was set apart
        rest = _REST.match("".join(block.text for block in blocks[said[-1] + 1 :][:1]))
        abstract += rest[0] if rest else ""
    return abstract


def _stamp(first: list[Block]) -> str | None:
    """The id and version that arXiv printed up the left margin of a first page; None: there is no such stamp."""
    for block in first:
        x0, y0, x1, y1 = block.bbox
        upright = y1 - y0 > x1 - x0
        if block.kind == "header_footer" and upright and block.text.startswith("arXiv:"):
            try:
                paper_id, version = parse_paper_id(block.text)
            except BadPaperId:
                continue
            return paper_id + (version or "")
    return None
