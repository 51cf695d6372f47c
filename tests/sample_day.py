"""The bundled sample day as records, and as arXiv's Atom."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

SAMPLE_DIR = Path(__file__).parent / "fixtures" / "sample"
SAMPLE_DATE = "2025-11-24"  # a Monday
PAGE_CAP = 50  # Hugging Face never gives more entries a page, whatever `limit` says
# arXiv refuses five digits behind the point before 2015, and four from then on
ARXIV_ID = re.compile(
    r"(?P<id>(?:0[7-9]|1[0-4])\d\d\.\d{4}|(?:1[5-9]|[2-9]\d)\d\d\.\d{5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?"
)
ATOM_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\" "
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">'
)

Json = dict[str, Any]


@dataclass(frozen=True)
class SampleDay:
    """The bundled day: what the list says, what arXiv adds to it, and the PDFs by versioned id."""

    days: Mapping[str, Sequence[Json]]
    arxiv: Mapping[str, Json]
    pdfs: Mapping[str, bytes]

    @classmethod
    def load(cls, root: Path = SAMPLE_DIR) -> SampleDay:
        """Read day.json, arxiv.json and pdf/*.pdf."""
        entries = json.loads((root / "day.json").read_text("utf-8"))
        arxiv = json.loads((root / "arxiv.json").read_text("utf-8"))
        for entry in entries:
            arxiv.get(entry["paper"]["id"], {})["paper"] = entry["paper"]
        pdfs = {path.stem: path.read_bytes() for path in sorted((root / "pdf").glob("*.pdf"))}
        return cls({SAMPLE_DATE: entries}, arxiv, pdfs)

    def pdf(self, name: str) -> bytes | None:
        """The PDF of "2511.90001" (its newest version) or "2511.90001v1"; None: there is none."""
        match = ARXIV_ID.fullmatch(name)
        if match is None:
            return None
        version = match["version"] or self.arxiv.get(match["id"], {}).get("version", "v1")
        return self.pdfs.get(match["id"] + version)

    def search(self, query: str) -> list[str]:
        """Ids that match the cat: and submittedDate: terms of an arXiv query, newest first; other terms match all."""
        found = sorted(self.arxiv, key=lambda paper_id: str(self.arxiv[paper_id]["published"]), reverse=True)
        if categories := set(re.findall(r"cat:([\w.-]+)", query)):
            found = [paper_id for paper_id in found if categories & set(self.arxiv[paper_id]["categories"])]
        if span := re.search(r"submittedDate:\[(\d{8,14})\s+TO\s+(\d{8,14})\]", query):
            first, last = span[1].ljust(14, "0"), span[2].ljust(14, "9")
            stamps = {paper_id: re.sub(r"\D", "", str(self.arxiv[paper_id]["published"])) for paper_id in found}
            found = [paper_id for paper_id in found if first <= stamps[paper_id] <= last]
        return found


def atom_entry(paper_id: str, version: str, record: Json) -> str:
    """One paper as arXiv's API describes it."""
    paper, name = record["paper"], paper_id + version
    comment = f"<arxiv:comment>{escape(record['comment'])}</arxiv:comment>" if record.get("comment") else ""
    terms = "".join(f'<category term="{c}" scheme="http://arxiv.org/schemas/atom"/>' for c in record["categories"])
    authors = "".join(f"<author><name>{escape(author['name'])}</name></author>" for author in paper["authors"])
    return (
        f"<entry><id>http://arxiv.org/abs/{name}</id><title>{escape(paper['title'])}</title>"
        f"<updated>{record['updated']}</updated>"
        f'<link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>'
        f'<link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>'
        f"<summary>{escape(paper['summary'])}</summary>{terms}<published>{record['published']}</published>{comment}"
        f'<arxiv:primary_category term="{record["categories"][0]}"/>{authors}</entry>'
    )


def atom_feed(entries: Sequence[str], *, total: int, start: int, title: str) -> str:
    """A page of arXiv's answer; `total` counts all pages."""
    return (
        f"{ATOM_HEAD}<id>https://arxiv.org/api/sample</id><title>{escape(title)}</title>"
        f"<updated>2025-11-24T00:00:00Z</updated><opensearch:itemsPerPage>{len(entries)}</opensearch:itemsPerPage>"
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{''.join(entries)}</feed>"
    )


def atom_error(bad_id: str) -> str:
    """What arXiv answers, with status 400, to an id that is none."""
    what = escape(f"incorrect id format for {bad_id}")
    entry = (
        f"<entry><id>https://arxiv.org/api/errors#{what.replace(' ', '_')}</id><title>Error</title>"
        f"<updated>2025-11-24T00:00:00Z</updated><summary>{what}</summary>"
        "<author><name>arXiv api core</name></author></entry>"
    )
    return atom_feed([entry], total=1, start=0, title="arXiv Search Results")


def byte_span(header: str, length: int) -> range | None:
    """The bytes that a Range header asks for, empty when it lies outside; None: no header that is understood."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        return range(max(0, length - int(match[2])), length)
    last = min(int(match[2]), length - 1) if match[2] else length - 1
    return range(int(match[1]), last + 1) if int(match[1]) <= last else range(0)
