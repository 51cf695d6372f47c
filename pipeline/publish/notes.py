"""One Markdown note a paper in a reader's own folder, as Obsidian and others keep them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from pipeline.paper_id import quote_id
from pipeline.render.escape import seen
from pipeline.render.markdown import FailedFacts, render_entry
from pipeline.render.richtext import plain
from pipeline.store.artefacts import write_atomically
from pipeline.store.plain import read_plain
from schemas.bounds import one_line
from schemas.digest import Digest, Entry
from schemas.records import Paper

LINE = "%% ribao：此行以下是你的笔记，不会被改动 %%"
_BELOW = f"\n\n{LINE}\n"


class Noted(NamedTuple):
    """What became of the notes."""

    written: list[Path]
    foreign: list[Path]  # files that ribao has not made: left alone


def write_notes(digest: Digest, folder: Path, failed_facts: FailedFacts = "mark") -> Noted:
    """A note for each paper that has a summary; the text below LINE of one that is there stays.

    A file without that line is not ours, and a link is not followed: both are left alone. Raises StoreError.
    """
    noted = Noted([], [])
    for entry in digest.entries:
        if entry.paper is None or entry.summary is None:
            continue
        path = folder / f"{quote_id(entry.paper.paper_id)}.md"
        kept = _own_text(path)
        if kept is None:
            noted.foreign.append(path)
            continue
        body = render_entry(entry, 0, failed_facts).split("\n", 1)[1].strip("\n")
        title = one_line(plain(entry.paper.title))
        write_atomically(path, f"{seen(_front(entry, entry.paper, digest.title))}\n# {title}\n\n{body}{_BELOW}{kept}")
        noted.written.append(path)
    return noted


def _own_text(path: Path) -> str | None:
    """What the reader wrote into a note; None: the file is not ours."""
    if path.is_symlink():
        return None
    try:
        text = read_plain(path).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError:
        return None
    _, line, own = text.partition(_BELOW)
    return own if line else None


def _front(entry: Entry, paper: Paper, day: str) -> str:
    """YAML front matter; a JSON text is one of YAML, too."""
    fields = {
        "title": one_line(plain(paper.title)),
        "authors": list(paper.authors),
        "arxiv": None if paper.pdf_path else paper.paper_id,
        "url": None if paper.pdf_path else f"https://arxiv.org/abs/{paper.paper_id}",
        "code": paper.code_url or (entry.summary.code_url if entry.summary else None),
        "organization": paper.organization,
        "institutions": list(entry.summary.institutions) if entry.summary else None,
        "published": paper.published,
        "day": day,
        "upvotes": paper.upvotes,
        "tags": ["ribao"],
    }
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value)
    return "\n".join(["---", *lines, "---", ""])
