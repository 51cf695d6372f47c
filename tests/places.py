"""The numbers of the places that annotated quotes stand in."""

from __future__ import annotations

from functools import lru_cache

from pipeline.ground.index import PaperIndex
from pipeline.ground.quotes import locate
from pipeline.summarise.places import numbered
from schemas.records import PaperText


def indexed(paper: PaperText) -> PaperIndex:
    """The index of a paper with the places of its numbered text."""
    return PaperIndex(paper, numbered(paper).places)


@lru_cache(maxsize=8)
def _indexed(paper_id: str, extractor: str, blocks: int, paper: _Same) -> PaperIndex:  # noqa: ARG001 - the key
    return indexed(paper.paper)


class _Same:
    """A paper that id, extractor and size tell from others: to hash all of its text takes longer than to read it."""

    def __init__(self, paper: PaperText) -> None:
        self.paper = paper

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)


def place_of(quote: str, paper: PaperText) -> str:
    """The number of the row or paragraph in which a quote begins; "" where the paper does not hold it."""
    index = _indexed(paper.paper_id, paper.extractor, len(paper.blocks), _Same(paper))
    location = locate(quote, index)
    if location is None:
        return ""
    block = index.paper.blocks[location.block]
    if block.table is None or not block.table.rows:
        return index.numbers.get((location.block, None), "")
    line = block.text.count("\n", 0, location.start) - 2  # below the header and the rule
    row = line + block.table.header_rows if line >= 0 else None
    return index.numbers.get((location.block, row), "")
