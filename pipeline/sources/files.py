"""Papers named by the user: ids in a file, one id, or a PDF on disk."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import BadPaperId, ListError, UsageError, Warn, reason_of
from pipeline.messages import _
from pipeline.paper_id import ids_in, parse_paper_id
from pipeline.sources.exports import Exported, entries_of
from schemas.records import Failure, Paper

_COMMENT = re.compile(r"#.*|^\s*(?://|[%;])(?=\s).*|^\s*<!--.*")
_SAID = re.compile(r"[^\W_]")


def read_ids(path: Path, local: bool = False) -> tuple[list[Paper], list[Failure]]:
    """Papers of a file ("-": stdin) with an id or a URL a line, or of an export, and what of it names none. Text after
    # is left out, and so are lines of signs alone.

    `local`: its lines may name PDFs on this disk, too; a list of others must not choose files to be read.
    A paper that is named twice comes twice. Raises UsageError for an unreadable file, ListError for a file that names
    no paper at all.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else _decoded(path.read_bytes())
    except (OSError, UnicodeError) as e:
        raise UsageError(
            str(path),
            _("cannot be read ({reason})", reason=reason_of(e)),
            _("give a UTF-8 text file, one arXiv id a line"),
        ) from e
    papers: list[Paper] = []
    rejected: list[Failure] = []
    exported = entries_of(text)
    for number, entry in enumerate(text.splitlines() if exported is None else exported, 1):
        word = entry.name if isinstance(entry, Exported) else _COMMENT.sub("", entry).strip()
        try:
            if isinstance(entry, str):
                papers += _papers_of(word, local) if _SAID.search(word) else []
            elif entry.papers:
                papers += [_by_id(*paper) for paper in entry.papers]
            else:
                raise BadPaperId(word[:80], _("names no arXiv paper"), _("leave it out, or add its arXiv id"))
        except UsageError as e:
            said = {"file": path.name, "number": number, "text": e.subject}
            where = _("{file}, line {number}: {text}", **said)
            if exported is not None:
                where = _("{file}, entry {number}: {text}", **said)
            rejected.append(type(e)(where, e.fact, e.remedy).failure(word[:80], "list"))
    if not papers:
        reason = rejected[0].message if rejected else _("it is empty")
        raise ListError(str(path), _("names no paper ({reason})", reason=reason), _("write one arXiv id a line"))
    return papers, rejected


def _decoded(content: bytes) -> str:
    """The text of a file as editors write it: UTF-8, UTF-16 with its mark, or the GBK of a Chinese Windows."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    if b"\0" in content:
        raise UnicodeError(_("no text"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _papers_of(line: str, local: bool) -> list[Paper]:
    """The papers that a line names."""
    try:
        return [paper_of(line, local)]
    except BadPaperId:
        if found := ids_in(line):
            return [_by_id(*paper) for paper in found]
        raise


def _by_id(paper_id: str, version: str | None) -> Paper:
    return Paper(paper_id=paper_id, version=version, title=paper_id)


def once(papers: Iterable[Paper], warn: Warn) -> list[Paper]:
    """Each paper once, in its first version that is named; `warn` is told of others."""
    kept: dict[str, Paper] = {}
    for paper in papers:
        first = kept.setdefault(paper.paper_id, paper)
        if paper.version and paper.version != first.version:
            if first.version is None:
                kept[paper.paper_id] = paper
            else:
                left_out = f"{paper.paper_id}{paper.version}"
                warn(
                    _(
                        "{left_out}: left out, since {paper_id}{version} is listed too; run it on its own",
                        left_out=left_out,
                        paper_id=first.paper_id,
                        version=first.version,
                    )
                )
    return list(kept.values())


def paper_of(target: str, local: bool = True) -> Paper:
    """A Paper, still without metadata, for an arXiv id or URL, or, where `local`, for a path to a PDF.

    A file that is there goes before an id when its name ends in .pdf, and after it otherwise: arXiv's own
    downloads are named like ids. Raises UsageError when `target` ends in .pdf but is no file, BadPaperId when
    it is neither.
    """
    named_pdf = target.lower().endswith(".pdf") and "://" not in target
    path = None if "://" in target or not local else _existing_file(target)
    if path is not None and named_pdf:
        return _local_paper(path)
    try:
        return _by_id(*parse_paper_id(target))
    except BadPaperId:
        if path is not None:
            return _local_paper(path)
        if named_pdf and not local:
            fact, remedy = _("names a PDF on this disk"), _("add --local-pdfs, if the list is your own")
            raise UsageError(target[:200], fact, remedy) from None
        if named_pdf:
            fact, remedy = _("is not a file"), _("give an arXiv id, or a path to a PDF that exists")
            raise UsageError(target[:200], fact, remedy) from None
        raise


def _existing_file(target: str) -> Path | None:  # None: there is no such file
    try:
        path = Path(target).expanduser()
        return path.resolve() if path.is_file() else None
    except (OSError, RuntimeError):  # a name that is too long, the home of a user who is none
        return None


def _local_paper(path: Path) -> Paper:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.")[:60] or "paper"
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:8]  # two files of one name stay apart
    if not _is_utf8(str(path)):  # such a name fits in no artefact
        raise UsageError(ascii(str(path)), _("has a name that is not UTF-8"), _("rename the file"))
    return Paper(paper_id=f"local-{name}-{digest}", title=path.stem, pdf_path=str(path))


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


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
