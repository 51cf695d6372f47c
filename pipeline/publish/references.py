"""Papers as RIS and as CSL-JSON, which reference managers read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pipeline.publish.site.bibtex import cite_key
from pipeline.render.richtext import plain
from schemas.bounds import one_line
from schemas.records import Paper


def ris(papers: Iterable[Paper]) -> str:
    """One entry a paper. Format: https://en.wikipedia.org/wiki/RIS_(file_format)"""
    import rispy

    class Writer(rispy.RisWriter):
        def set_header(self, count: int) -> str:  # noqa: ARG002 - rispy's signature
            return ""  # rispy's own is a number before each entry

    return str(rispy.dumps([_ris(paper) for paper in papers], implementation=Writer)).lstrip("\n")


def _ris(paper: Paper) -> dict[str, Any]:
    fields = {
        "type_of_reference": "UNPB",
        "title": _text(paper.title),
        "authors": [_text(name) for name in paper.authors],
        "abstract": _text(paper.abstract),
        "year": (paper.published or "")[:4],
        "date": (paper.published or "").replace("-", "/"),
        "publisher": "" if paper.pdf_path else "arXiv",
        "number": "" if paper.pdf_path else f"arXiv:{paper.paper_id}",
        "urls": [_address(paper)] if not paper.pdf_path else [],
        "keywords": [_text(category) for category in paper.categories],
        "notes": [f"Code: {paper.code_url}"] if paper.code_url else [],
    }
    return {key: value for key, value in fields.items() if value}


def csl_json(papers: Iterable[Paper]) -> str:
    """One item a paper. Schema: https://github.com/citation-style-language/schema"""
    return json.dumps([_csl(paper) for paper in papers], ensure_ascii=False, indent=1) + "\n"


def _csl(paper: Paper) -> dict[str, Any]:
    fields = {
        "id": cite_key(paper),
        "type": "article",
        "title": _text(paper.title),
        "author": [{"literal": _text(name)} for name in paper.authors],
        "abstract": _text(paper.abstract),
        "issued": {"date-parts": [[int(part) for part in paper.published.split("-")]]} if paper.published else None,
        "publisher": None if paper.pdf_path else "arXiv",
        "number": None if paper.pdf_path else f"arXiv:{paper.paper_id}",
        "URL": None if paper.pdf_path else _address(paper),
    }
    return {key: value for key, value in fields.items() if value}


def _address(paper: Paper) -> str:
    return f"https://arxiv.org/abs/{paper.paper_id}{paper.version or ''}"


def _text(text: str) -> str:
    return one_line(plain(text))
