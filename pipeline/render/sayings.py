"""What a paper says to the machine that reads it, in words for the reader."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.render.labels import label
from schemas.digest import Addressed, Entry

_OF_LIST = {"title": "题目", "abstract": "摘要"}


class Saying(NamedTuple):
    """One of them."""

    alert: bool  # False: the paper quotes it
    where: str
    text: str  # the paper's own


def sayings_of(entry: Entry) -> tuple[Saying, ...]:
    """Those of the list's words and of the PDF, each once."""
    of_pdf = entry.summary.addressed if entry.summary else ()
    known = {said.text[:60] for said in of_pdf}
    both = (*(said for said in entry.addressed if said.text[:60] not in known), *of_pdf)
    return tuple(Saying(not said.quoted, _told(said), said.text) for said in both)


def _told(said: Addressed) -> str:
    place = label("page", said.page_number) if said.page_number else _OF_LIST.get(said.where, "")
    hidden = f"，{label(f'hidden_{said.reason}')}，读者看不见" if said.reason else ""
    return f"{'论文引用了对机器说的话' if said.quoted else '论文里有对机器说的话，摘要不照它做'}（{place}{hidden}）"
