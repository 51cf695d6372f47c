"""Papers named by the user: ids in a file, one id, or a PDF on disk."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pipeline.errors import ListError, UsageError
from pipeline.paper_id import parse_paper_id
from schemas.records import Paper


def read_ids(path: Path) -> list[Paper]:
    """Papers of a file with one id or URL a line; blank lines and text after # are left out.

    Raises UsageError for an unreadable file, BadPaperId for a line that is no id, ListError for a file without ids.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as e:
        raise UsageError(str(path), f"cannot be read ({e})", "give a UTF-8 text file, one arXiv id a line") from e
    papers: dict[str, Paper] = {}
    for line in lines:
        word = line.split("#", 1)[0].strip()
        if word:
            paper = paper_of(word)
            papers.setdefault(paper.paper_id, paper)
    if not papers:
        raise ListError(str(path), "names no paper", "write one arXiv id a line")
    return list(papers.values())


def paper_of(target: str) -> Paper:
    """A Paper, still without metadata, for an arXiv id or URL, or for a path to a PDF.

    Raises UsageError when `target` ends in .pdf but is no file, BadPaperId when it is neither.
    """
    path = Path(target).expanduser()
    if "://" not in target and (path.suffix.lower() == ".pdf" or path.is_file()):
        if not path.is_file():
            raise UsageError(target[:200], "is not a file", "give an arXiv id, or a path to a PDF that exists")
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:60] or "paper"
        digest = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]  # two files of one name stay apart
        return Paper(paper_id=f"local-{name}-{digest}", title=path.stem, pdf_path=str(path.resolve()))
    paper_id, version = parse_paper_id(target)
    return Paper(paper_id=paper_id, version=version, title=paper_id)


def merge(listed: Paper, metadata: Paper | None) -> Paper:
    """`listed` with what arXiv knows beside it; a version that the user asked for stays."""
    if metadata is None:
        return listed
    return listed.model_copy(
        update={
            "version": listed.version or metadata.version,
            "title": metadata.title if listed.title == listed.paper_id else listed.title,
            "authors": listed.authors or metadata.authors,
            "abstract": listed.abstract or metadata.abstract,
            "published": metadata.published or listed.published,
            "categories": metadata.categories,
            "comment": metadata.comment,
        }
    )
