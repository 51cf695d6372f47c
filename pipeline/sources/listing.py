"""Which papers a run is about, and their lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import ListError, NothingListed, UsageError, Warn
from pipeline.messages import _
from pipeline.sources import arxiv, files, huggingface
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import user_agent
from pipeline.store.lists import Listed
from schemas.interests import Rank
from schemas.records import Failure, Paper, Record


class Selection(Record):
    """Which papers a run is about. Just one of the lists is given."""

    date: str | None = None  # YYYY-MM-DD, "today", "yesterday"; None: another list, or no limit to the query
    first: str | None = None  # first day of a range, written like `date`; None: no range
    last: str | None = None  # its last day; None: today
    ids_file: str | None = None  # None: not from a file
    local_pdfs: bool = False  # whether that file may name PDFs on this disk
    query: str | None = None  # None: no arXiv query
    category: str | None = None  # None: no arXiv category
    targets: tuple[str, ...] = ()  # ids, URLs or PDF paths
    top: int | None = None  # None: all
    rank: Rank | None = None  # None: by interests where there are any
    where: str | None = None  # a filter, as the search page writes it; None: no filter
    keyword: str | None = None  # in title or abstract, without case; None: no filter

    def title(self) -> str:
        """What the digest is called, also as a file name."""
        if self.targets:
            return ", ".join(t.rsplit("/", 1)[-1] for t in self.targets)
        top = f"top {self.top}" if self.top else None  # part of a day must not replace the whole day's digest
        ids = {"-": "stdin"}.get(self.ids_file, Path(self.ids_file).stem) if self.ids_file else None
        parts = [self.category, self.query, ids, self.date, self.keyword, self.where, top]
        return " ".join(p for p in parts if p)

    def days(self) -> tuple[Selection, ...]:
        """One selection a day of a range, newest last; itself where it is no range. Raises UsageError.

        Each day is a date from here on: "today" is read once, and nothing is ever called by that word.
        """
        if self.first is None:
            day = huggingface.parse_date(self.date).isoformat() if self.date else None
            return (self.model_copy(update={"date": day}),)
        first, last = huggingface.parse_date(self.first), huggingface.parse_date(self.last or "today")
        if last < first:
            raise UsageError(
                _("{first} to {last}", first=self.first, last=self.last),
                _("ends before it begins"),
                _("exchange --from and --to"),
            )
        dates = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(self.model_copy(update={"date": d.isoformat(), "first": None, "last": None}) for d in dates)


def list_papers(selection: Selection, config: Config, gate: ArxivGate, warn: Warn) -> Listed:
    """The papers of a selection, with arXiv's metadata beside the list's own.

    Raises ListError, UsageError or BadPaperId. Without an answer from arXiv the papers go on without its metadata,
    and `warn` is told.
    """
    agent = user_agent(config.download.contact)
    rejected: list[Failure] = []
    from_arxiv = bool(selection.query or selection.category)
    if selection.targets:
        papers = [files.paper_of(t) for t in selection.targets]
    elif selection.ids_file:
        papers, rejected = files.read_ids(Path(selection.ids_file), selection.local_pdfs)
    elif from_arxiv:
        day = huggingface.parse_date(selection.date) if selection.date else None
        top = None if selection.keyword else selection.top  # the keyword goes first
        papers = arxiv.list_query(selection.query, selection.category, day, top, config.sources, gate, agent)
    else:
        day = huggingface.parse_date(selection.date or "today")
        papers = huggingface.list_day(day, config.sources, agent, warn)
    if selection.keyword:
        word = selection.keyword.casefold()
        papers = [p for p in papers if word in f"{p.title} {p.abstract}".casefold()]
        if not papers:
            raise NothingListed(selection.title(), _("no listed paper has that keyword"), _("try another --keyword"))
    # a paper that moves to the next page of an answer while it is read comes twice
    papers = files.once(papers, warn)[: selection.top]
    if not from_arxiv:  # arXiv's own list is its metadata
        papers = _with_metadata(papers, config, gate, agent, warn)
    return Listed(title=selection.title(), papers=tuple(papers), rejected=tuple(rejected))


def _with_metadata(papers: list[Paper], config: Config, gate: ArxivGate, agent: str, warn: Warn) -> list[Paper]:
    ids = [p.paper_id + (p.version or "") for p in papers if p.pdf_path is None]
    if not ids:
        return papers
    try:
        metadata = arxiv.fetch_metadata(ids, config.sources, gate, agent)
    except ListError as e:
        warn(_("{reason}: going on without versions and categories", reason=e))
        return papers
    merged = [files.merge(p, metadata.get(p.paper_id)) for p in papers]
    for paper in merged:
        if arxiv.withdrawn(paper):
            warn(
                _(
                    "{paper_id}: withdrawn ({comment})",
                    paper_id=paper.paper_id + (paper.version or ""),
                    comment=(paper.comment or "")[:160],
                )
            )
    return merged
