"""Renders a digest as Notion blocks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.render.labels import label
from pipeline.render.tex import scripts, untexed
from pipeline.render.view import PaperView, Piece, paper_view
from schemas.bounds import one_line
from schemas.digest import Digest, ProseField

# https://developers.notion.com/reference/request-limits
TEXT_MAX = 2000  # UTF-16 units of one text object, as JavaScript counts: a letter of mathematics has two
LINK_MAX = 2000  # of a link
ITEMS_MAX = 100  # of one rich_text array, and of the blocks of one request
BYTES_MAX = 400_000  # of one request's blocks: Notion takes 500 kB with all that is around them
OPENING: tuple[ProseField, ...] = ("task", "input", "output")
STEPS: tuple[ProseField, ...] = ("architecture", "training", "inference", "results_prose")
Json = dict[str, Any]


def text_of(block: Json) -> str:
    """What a block says."""
    return "".join(item["text"]["content"] for item in block[block["type"]]["rich_text"])


def notion_title(digest: Digest) -> str:
    """The title of a digest's page."""
    return _parts(f"{label('site')} {one_line(digest.title)}")[0]


def notion_blocks(digest: Digest, drop_failed: bool = False) -> list[Json]:
    """The page's blocks in order; none holds children, so that they can be sent in any number."""
    blocks: list[Json] = []
    for number, entry in enumerate(digest.entries, 1):
        blocks += _paper(paper_view(entry, drop_failed), number)
    return blocks


def requests_of(blocks: Iterable[Json]) -> Iterator[list[Json]]:
    """The blocks in order, as many at once as one request takes."""
    batch: list[Json] = []
    size = 0
    for block in blocks:
        length = len(json.dumps(block))  # with \\u escapes, as httpx sends at most
        if batch and (len(batch) == ITEMS_MAX or size + length > BYTES_MAX):
            yield batch
            batch, size = [], 0
        batch.append(block)
        size += length
    if batch:
        yield batch


def _paper(view: PaperView, number: int) -> Iterator[Json]:
    paper = view.paper
    yield from _block("heading_2", [_text(f"{number}. {paper.title}")])
    links: list[Json] = []
    for name, href in view.links:
        links += [_text(name, href), _text("  ")]
    authors = ", ".join(one_line(a) for a in paper.authors[:3]) + (" …" if len(paper.authors) > 3 else "")
    upvotes = f"▲ {paper.upvotes}  " if paper.upvotes is not None else ""
    yield from _block("paragraph", [_text(f"{upvotes}{authors}  "), *links])
    if view.summary is None:
        yield from _block("callout", [_text(f"{label('failed')}: {view.failure}")])
        return
    if view.failure:
        yield from _block("callout", [_text(f"{label('former')}: {view.failure}")])
    names = (("backbone", view.backbones), ("dataset", view.datasets))
    if view.headline:
        yield from _block("paragraph", _bold(_pieces(view.headline.pieces)))
    yield from _fields(view, OPENING)
    for key, chips in names:
        pieces = [p for chip in chips for p in (chip.value, Piece("、"))][:-1]
        if pieces:
            yield from _field(key, pieces)
    yield from _fields(view, ("problem",))
    yield from _fields(view, STEPS, "numbered_list_item")
    for doubts in view.doubts:
        yield from _block("callout", [_text(f"⚠ {doubts.kind}: {'；'.join(doubts.items)}")])
    for row in view.results:
        line = [Piece(f"{row.benchmark} {row.metric} "), row.value]
        if row.baseline:
            line += [Piece(f"（{row.baseline_name} "), row.baseline, Piece("）")]
        yield from _block("bulleted_list_item", _pieces(line))
    for setting in view.settings:
        line = [Piece(f"{setting.name} "), setting.value, Piece(f"（{setting.scope}）" if setting.scope else "")]
        yield from _block("bulleted_list_item", _pieces(line))
    if view.summary.absent:
        yield from _block(
            "paragraph", [_text(f"{label('absent')}（{label(*view.searched)}）: {'、'.join(view.summary.absent)}")]
        )
    for note in view.notes:
        if note.quote:
            yield from _block("quote", [_text(note.quote), *([_text(f" {label('page', note.page)}", note.href)])])
    for said in view.sayings:
        yield from _block("callout", [_text(f"{'⚠ ' if said.alert else ''}{said.where}：{said.text}")])
    if view.summary.hidden:
        yield from _block("callout", [_text(f"{label('hidden', view.summary.hidden)}")])
    if view.summary.receipt.unread_pages:
        yield from _block("callout", [_text(f"{label('unread', view.summary.receipt.unread_pages)}")])


def _fields(view: PaperView, names: Iterable[ProseField], kind: str = "paragraph") -> Iterator[Json]:
    for name in names:
        if view.prose[name].stated:
            yield from _field(name, view.prose[name].pieces, kind)


def _field(key: str, pieces: Iterable[Piece], kind: str = "paragraph") -> Iterator[Json]:
    return _block(kind, [*_bold([_text(f"{label(key)} ")]), *_pieces(pieces)])


def _bold(texts: Iterable[Json]) -> list[Json]:
    return [text | {"annotations": {"bold": True}} for text in texts]


def _pieces(pieces: Iterable[Piece]) -> list[Json]:
    return [_text(p.text + ("" if p.holds else "⚠")) for p in pieces if p.text or not p.holds]


def _text(content: str, href: str | None = None) -> Json:
    lead = " " if content[:1] == " " else ""
    trail = " " if content[-1:] == " " and content.strip() else ""
    shown = (lead + scripts(untexed(one_line(content))) + trail).encode("utf-8", "replace").decode("utf-8")
    link = {"url": href} if href and len(href) <= LINK_MAX else None
    return {"type": "text", "text": {"content": shown, "link": link}}


def _block(kind: str, rich_text: list[Json]) -> Iterator[Json]:
    """The text as a block, or as several where one holds no more."""
    parts = [
        item | {"text": item["text"] | {"content": p}} for item in rich_text for p in _parts(item["text"]["content"])
    ]
    for at in range(0, len(parts), ITEMS_MAX):
        yield {"object": "block", "type": kind, kind: {"rich_text": parts[at : at + ITEMS_MAX]}}


def _parts(text: str) -> list[str]:
    """The text in pieces of at most TEXT_MAX units; no character is cut in two."""
    parts, start, units = [], 0, 0
    for at, c in enumerate(text):
        width = 2 if ord(c) > 0xFFFF else 1
        if units + width > TEXT_MAX:
            parts.append(text[start:at])
            start, units = at, 0
        units += width
    return [*parts, text[start:]]
