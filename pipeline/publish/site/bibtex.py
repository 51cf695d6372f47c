"""BibTeX entries of papers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.render.richtext import plain
from schemas.bounds import compatible
from schemas.records import Paper

_SPECIAL = re.compile(r"[\\{}$&%#_~^]")
_SPELLED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_AND = re.compile(r"(?i)\band\b")  # in any case, it parts two authors
_STOP = {"a", "an", "the", "on", "of", "for", "and", "in", "to", "with", "is", "are"}


def bibtex(papers: Iterable[Paper]) -> str:
    """An @misc entry for each paper, as arXiv's own export writes them; keys are unique."""
    entries, used = [], set[str]()
    for paper in papers:
        key = base = cite_key(paper)
        number = 2
        while key in used:
            key = f"{base}-{number}"
            number += 1
        used.add(key)
        entries.append(_entry(paper, key))
    return "\n".join(entries)


def cite_key(paper: Paper) -> str:
    """Family name, year, first word of the title: vaswani2017attention."""
    family = _ascii(paper.authors[0].split()[-1]) if paper.authors and paper.authors[0].split() else ""
    words = [w for w in re.findall(r"[a-z0-9]+", _ascii(paper.title)) if w not in _STOP]
    key = f"{family}{(paper.published or '')[:4]}{words[0] if words else ''}"
    return re.sub(r"[^a-z0-9]", "", key) or re.sub(r"[^a-z0-9.]", "", _ascii(paper.paper_id)) or "paper"


def _ascii(text: str) -> str:
    return compatible(text, "NFKD").encode("ascii", "ignore").decode().lower()


def _entry(paper: Paper, key: str) -> str:
    fields = [("title", f"{{{_tex(paper.title)}}}")]
    if paper.authors:
        fields.append(("author", " and ".join(f"{{{_tex(a)}}}" if _AND.search(a) else _tex(a) for a in paper.authors)))
    if paper.published:
        fields.append(("year", paper.published[:4]))
    if paper.pdf_path is None:
        fields += [("eprint", _tex(paper.paper_id)), ("archivePrefix", "arXiv")]
        if paper.categories:
            fields.append(("primaryClass", _tex(paper.categories[0])))
        fields.append(("url", f"https://arxiv.org/abs/{paper.paper_id}{paper.version or ''}"))
    elif paper.stamp:
        fields += [("eprint", _tex(paper.stamp)), ("archivePrefix", "arXiv")]
        fields.append(("url", f"https://arxiv.org/abs/{paper.stamp}"))
    body = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields)
    return f"@misc{{{key},\n{body}\n}}\n"


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda m: _SPELLED.get(m[0], "\\" + m[0]), plain(text))
