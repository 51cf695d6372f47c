"""Puts a displayed formula together again, whose pieces a PDF's text layer tells apart and in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.index import PaperIndex
from pipeline.ground.regions import Region
from schemas.records import Block

SHORT = 60  # characters of a piece that is no equation by itself: "if the task is completed,"
WORDS = 5  # of what begins a sentence
MOST_PIECES = 24  # on one side
_BRACE_RE = re.compile("[\uf8eb-\uf8fe⎛-⎭]")  # pieces of a brace that is taller than a line
_ENDS_RE = re.compile(r"[.!?:;]\s*\Z")


def is_torn(region: Region, index: PaperIndex) -> bool:
    """Whether a place is a piece of a formula that is in several pieces."""
    return len(pieces_of(region, index)) > 1


def pieces_of(region: Region, index: PaperIndex) -> list[Region]:
    """The pieces of the formula that a place is one of, in their order; empty: it is none."""
    blocks = index.paper.blocks
    if region.row is not None or not _is_piece(blocks[region.block]):
        return []
    first = last = region.block
    while first and last - first < MOST_PIECES and _is_piece(blocks[first - 1]):
        first -= 1
    while last + 1 < len(blocks) and last - region.block < MOST_PIECES and _is_piece(blocks[last + 1]):
        last += 1
    if first and _BRACE_RE.search(blocks[first - 1].text):
        first -= 1
    run = range(first, last + 1)
    return [Region(at, None) for at in run] if _is_formula([blocks[at] for at in run]) else []


def _is_piece(block: Block) -> bool:
    if block.table is not None or block.kind not in ("equation", "paragraph"):
        return False
    words = block.text.split()
    short = len(block.text) <= SHORT and not _ENDS_RE.search(block.text)
    short = short and (len(words) < WORDS or not block.text[:1].isupper())
    return block.kind == "equation" or short or bool(_BRACE_RE.search(block.text))


def _is_formula(run: Sequence[Block]) -> bool:
    return any(block.kind == "equation" or _BRACE_RE.search(block.text) for block in run)
