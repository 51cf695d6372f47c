"""A paper's text as models are shown it and as it is searched: one text, in which no mark is of one alone."""

from __future__ import annotations

import re

from schemas.records import Block, PaperText, Table

_NOTE = re.compile(r"\[\^[^\]]{1,12}\]\s?(?=[.,;:])|\[\^[^\]]{1,12}\]")  # of notes and affiliations, as extracted
_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_UNSEEN = r"[\s\u200b-\u200f\u2060\ufeff]*"  # blanks, and what nobody sees
_CITED = re.compile(rf"[\[【]{_UNSEEN}({_NUMBER}(?:{_UNSEEN}[,;–-]{_UNSEEN}{_NUMBER})*){_UNSEEN}[\]】]")


def shown(text: str) -> str:
    """The text without marks of notes; [57] and 【57】, which would look like a place's number, are ［57］."""
    if not _has_brackets(text):
        return text
    return _CITED.sub(r"［\1］", _NOTE.sub("", text)).strip()


def _has_brackets(text: str) -> bool:
    return "[" in text or "【" in text


def shown_paper(paper: PaperText) -> PaperText:
    """The paper with every text of its blocks as it is shown; block by block and cell by cell the same."""
    return paper.model_copy(update={"blocks": tuple(_shown_block(block) for block in paper.blocks)})


def _shown_block(block: Block) -> Block:
    if not _has_brackets(block.text) and (block.table is None or not _has_brackets(block.table.caption)):
        return block
    if block.table is None:
        return block.model_copy(update={"text": shown(block.text)})
    table = _shown_table(block.table)
    text = table.markdown() if block.text == block.table.markdown() else shown(block.text)
    return block.model_copy(update={"text": text, "table": table})


def _shown_table(table: Table) -> Table:
    rows = tuple(
        tuple(cell.model_copy(update={"text": shown(cell.text)}) if _has_brackets(cell.text) else cell for cell in row)
        for row in table.rows
    )
    return table.model_copy(update={"rows": rows, "caption": shown(table.caption)})
