"""Small PaperTexts for tests of what comes after extraction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from pipeline.extract import extract
from schemas.records import Block, BlockKind, Cell, PaperText, Pdf, Receipt, Section, Table
from tests.sample_day import SAMPLE_DIR

BOX = (0.0, 0.0, 1.0, 1.0)


def paragraph(text: str, kind: BlockKind = "paragraph", page: int = 1, section: int | None = None) -> Block:
    """A block without a table."""
    return Block(kind=kind, page_number=page, bbox=BOX, text=text, section=section)


def table(
    rows: Sequence[Sequence[str]],
    caption: str = "",
    page: int = 1,
    section: int | None = None,
    header_rows: int = 1,
    cites: Collection[str] = (),
) -> Block:
    """A table; **x** makes a cell bold. The labels `cites` have a citation behind them: they are of others' methods."""
    rows = [[f"{text} [1]" if text in cites else text for text in row] for row in rows]
    cells = tuple(tuple(Cell(text=text.strip("*"), bold=text.startswith("**")) for text in row) for row in rows)
    grid = Table(page_number=page, bbox=BOX, caption=caption, header_rows=header_rows, rows=cells)
    return Block(kind="table", page_number=page, bbox=BOX, text=grid.markdown(), section=section, table=grid)


def paper_text(*blocks: Block, sections: Sequence[Section] = ()) -> PaperText:
    """A paper of these blocks."""
    return PaperText(
        paper_id="2511.00001",
        version="v1",
        pdf_sha256="0" * 64,
        extractor="test",
        blocks=tuple(blocks),
        sections=tuple(sections),
        receipt=Receipt(pages=1, pages_with_text=1, characters=1, tables=0, figures=0, hidden_spans=0),
    )


@lru_cache(maxsize=3)
def sample_paper(name: str) -> PaperText:
    """The text of a bundled paper, such as "2511.90001v1"."""
    path = SAMPLE_DIR / "pdf" / f"{name}.pdf"
    paper_id, version = name[:-2], name[-2:]
    return extract(Pdf(paper_id=paper_id, version=version, path=str(path), sha256="0" * 64, size_bytes=1, url=None))
