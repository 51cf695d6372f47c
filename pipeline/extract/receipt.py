"""Says what was read of a paper and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.extract.page import Page
from schemas.bounds import TEXT
from schemas.records import Block, HiddenSpan, Receipt, Section


def receipt_of(
    pages: list[Page],
    unread: int,
    blocks: list[Block],
    sections: list[Section],
    hidden: tuple[HiddenSpan, ...],
    lost: Mapping[int, int],
) -> Receipt:
    """The counts of `blocks`, and one sentence for everything that was left out, `unread` pages at the end too.

    `lost`: characters of lines without an end, by page.
    """
    with_text = {b.page_number for b in blocks if b.kind != "header_footer"}
    cut: list[str] = []
    if unread:
        cut.append(f"the last {unread} of {len(pages) + unread} pages: beyond extract.max_pages or {TEXT:,} characters")
    if hidden:
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(Counter(h.reason for h in hidden).items()))
        cut.append(f"{len(hidden)} spans that a reader cannot see ({reasons})")
    if lost:
        cut.append(f"{sum(lost.values())} characters of words or lines without an end, on page {_listed(sorted(lost))}")
    read = sum(page.ocr for page in pages)
    if read:
        cut.append(f"the text of {read} of {len(pages)} pages is OCR's: digits may be misread, exponents are lost")
    blank = [page.number for page in pages if page.number not in with_text]
    if blank:
        pictures = sum(bool(page.images) for page in pages if page.number in set(blank))
        cut.append(f"{len(blank)} of {len(pages)} pages have no text ({pictures} of them pictures): {_listed(blank)}")
    return Receipt(
        pages=len(pages) + unread,
        unread_pages=unread,
        pages_with_text=len(with_text),
        characters=sum(len(b.text) for b in blocks),
        tables=sum(b.kind == "table" for b in blocks),
        figures=len({b.text[:12] for b in blocks if b.kind == "caption" and b.text[:3].lower() == "fig"}),
        hidden_spans=len(hidden),
        appendix_page=next((s.page_number for s in sections if s.part == "appendix"), None),
        references_page=next((s.page_number for s in sections if s.part == "references"), None),
        cut=tuple(cut),
        ocr=any(page.ocr for page in pages),
    )


def _listed(numbers: Sequence[int]) -> str:
    """The first ten of them, and "…" where there are more."""
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
