"""Small papers to check facts against."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.records import Block, BlockKind, Cell, PaperText, Receipt, Section, Table

BOX = (0.0, 0.0, 100.0, 10.0)


def paragraph(text: str, page: int = 1, kind: BlockKind = "paragraph", raw: str | None = None) -> Block:
    return Block(kind=kind, page_number=page, bbox=BOX, text=text, raw=raw)


def grid(rows: Sequence[Sequence[str]], page: int = 1, header_rows: int = 1, caption: str = "") -> Block:
    cells = tuple(tuple(Cell(text=text) for text in row) for row in rows)
    table = Table(page_number=page, bbox=BOX, header_rows=header_rows, rows=cells, caption=caption)
    return Block(kind="table", page_number=page, bbox=BOX, text=table.markdown(), table=table)


def paper(*blocks: Block | str, sections: tuple[Section, ...] = ()) -> PaperText:
    made = tuple(paragraph(block) if isinstance(block, str) else block for block in blocks)
    pages = max((block.page_number for block in made), default=1)
    receipt = Receipt(
        pages=pages,
        pages_with_text=pages,
        characters=sum(len(b.text) for b in made),
        tables=0,
        figures=0,
        hidden_spans=0,
    )
    return PaperText(
        paper_id="2501.00001", version="v1", pdf_sha256="0" * 64, extractor="test", blocks=made, sections=sections,
        receipt=receipt,
    )  # fmt: skip
