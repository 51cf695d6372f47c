"""The papers that a reader names as liked: arXiv ids, the files of reference managers, and folders of notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import BadPaperId, UsageError, reason_of
from pipeline.messages import _
from pipeline.paper_id import parse_paper_id
from schemas.records import Paper

MAX_FILES = 20_000  # notes of one folder
MAX_BYTES = 50_000_000  # of one library file
SUFFIXES = (".bib", ".ris")
_ARXIV = re.compile(
    r"(?:arxiv(?:\.org/(?:abs|pdf|html)/|[:.]\s*)|huggingface\.co/papers/|alphaxiv\.org/(?:abs|overview)/)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?!\d)",
    re.IGNORECASE,
)


def named_papers(entries: Iterable[str], folder: Path) -> list[Paper]:
    """The papers that the entries name, each once; a relative path is one below `folder`.

    A paper known by its id alone has that for a title. Raises UsageError for an entry that names none.
    """
    papers: dict[str, Paper] = {}
    for entry in entries:
        for paper in _papers_of(entry, folder):
            former = papers.get(paper.paper_id)
            if former is None or not former.abstract:
                papers[paper.paper_id] = paper
    return list(papers.values())


def _papers_of(entry: str, folder: Path) -> Sequence[Paper]:
    try:
        return [_known_by_id(parse_paper_id(entry)[0])]
    except BadPaperId:
        path = folder / Path(entry).expanduser()
    try:
        if path.is_dir():
            return _in_notes(path)
        if path.suffix.lower() not in SUFFIXES:
            raise UsageError(
                entry[:80], _("is no arXiv id, no .bib or .ris file and no folder"), _("see interests.toml")
            )
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(
                entry[:80],
                _("is larger than {size} MB", size=MAX_BYTES // 10**6),
                _("export a part of the library"),
            )
        text = path.read_text("utf-8-sig", "replace")
    except OSError as e:
        raise UsageError(
            entry[:80], _("cannot be read ({reason})", reason=reason_of(e)), _("see interests.toml")
        ) from e
    return _in_bib(text) if path.suffix.lower() == ".bib" else _in_ris(text, entry)


def _known_by_id(paper_id: str) -> Paper:
    return Paper(paper_id=paper_id, title=paper_id)


def _in_notes(folder: Path) -> list[Paper]:
    """The arXiv ids that the Markdown files of a folder link to, as Obsidian and others keep them."""
    ids: dict[str, None] = {}
    for at, note in enumerate(sorted(folder.rglob("*.md"))):
        if at >= MAX_FILES:
            break
        if note.is_symlink() or not note.is_file() or note.stat().st_size > MAX_BYTES:
            continue
        ids |= dict.fromkeys(_ARXIV.findall(note.read_text("utf-8", "replace")))
    return [_known_by_id(parse_paper_id(paper_id)[0]) for paper_id in ids]


def _in_bib(text: str) -> list[Paper]:
    from bibtexparser.bparser import BibTexParser
    from bibtexparser.customization import convert_to_unicode

    papers = []
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False, customization=convert_to_unicode)
    for fields in parser.parse(text).entries:
        authors = (name.strip() for name in re.split(r"\s+and\s+", fields.get("author", "")))
        places = (fields.get("eprint", ""), fields.get("url", ""), fields.get("doi", ""), fields.get("journal", ""))
        papers.append(_paper(fields.get("title", ""), authors, fields.get("abstract", ""), places))
    return [paper for paper in papers if paper]


def _in_ris(text: str, name: str) -> list[Paper]:
    import rispy

    try:
        entries = rispy.loads(text)
    except (OSError, ValueError, KeyError) as e:
        raise UsageError(
            name[:80], _("is no RIS file that can be read ({kind})", kind=type(e).__name__), _("export it again")
        ) from e
    papers = []
    for entry in entries:
        title = entry.get("title") or entry.get("primary_title") or ""
        authors = entry.get("authors") or entry.get("first_authors") or ()
        places = (*entry.get("urls", ()), entry.get("doi", ""), entry.get("number", ""), entry.get("journal_name", ""))
        papers.append(_paper(title, authors, entry.get("abstract", ""), places))
    return [paper for paper in papers if paper]


def _paper(title: str, authors: Iterable[str], abstract: str, places: Iterable[str]) -> Paper | None:
    """A paper of a library, by its arXiv id where an entry has one, else by its title; None: it has neither."""
    title = " ".join(title.replace("{", "").replace("}", "").split())
    names = tuple(_straight(" ".join(name.split())) for name in authors if name)
    paper_id = next(filter(None, map(_id_in, places)), None)
    if paper_id is None and not title:
        return None
    key = paper_id or "library-" + re.sub(r"\W+", "-", title.casefold())[:80].strip("-")
    return Paper(paper_id=key, title=title or key, authors=names, abstract=" ".join(abstract.split()))


def _id_in(place: str) -> str | None:
    try:
        return parse_paper_id(place.strip())[0]
    except BadPaperId:
        found = _ARXIV.search(place)
        return found[1] if found else None


def _straight(name: str) -> str:
    """A name as a list of authors has it: "Li, Bo" is "Bo Li"."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name
