"""What a page shows of one paper: its texts in pieces, its tables, and the evidence that they share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote as url_quote

from pipeline.render.doubts import Doubts, doubts_of
from pipeline.render.rows import first_results, first_settings, results_of, settings_of
from pipeline.render.sayings import Saying, sayings_of
from pipeline.words.printed import shown_benchmark, shown_metric, shown_name, shown_value
from pipeline.words.settings_zh import DATASET_ROLES
from schemas.bounds import one_line
from schemas.digest import Entry, GroundedFact, GroundedProse, GroundedSummary, ProseField, Source
from schemas.grounding import Verdict
from schemas.records import BBox, Paper
from schemas.summary import SAYS_NOTHING

WARN = "⚠"
PLACE_CHARS = 160  # of what a sentence is written from; a reader opens the page for more
AUTHORS_SHOWN = 3
INSTITUTIONS_SHOWN = 3
_CODE = re.compile(r"(?i)https?://(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co)/[\w.-]+/[\w.-]*\w")
_LEADING = {"single": "single@", "focused": "translate@"}  # of the prompts of each kind, the one that writes most
_SENTENCE_END = re.compile(r"[。！？]+|(?<=[^。！？])\Z")
_LAST_STOP = re.compile(r"(?<![。.；;，,\s])[。.；;，,\s]+\Z")


NoteKind = Literal[
    "exact",  # as the paper writes it
    "normalised",  # the same value, written in another way
    "elsewhere",  # not where the model said, but where code found it
    "differs",
    "unsupported",
    "source",  # what a sentence of prose is written from: shown, and not vouched for
]


_OURS = re.compile(r"(?i)(?<!\s)\s*+\((?:ours|our method)\)")


def shown_system(system: str) -> str:
    """What a row is called, without saying that it is the paper's own: all are; plain words in Chinese."""
    return shown_name(_OURS.sub("", system).strip() or system)


class Note(NamedTuple):
    """One piece of evidence, or why there is none."""

    number: int  # from 1, within the paper
    kind: NoteKind
    quote: str  # "" where the fact has none
    found: str  # the paper's own writing of the value; "" where it is not in the paper
    page: int | None  # None: nowhere in the paper
    href: str | None  # the PDF at that page; None: a local file, or no page
    bbox: BBox | None = None  # of what is quoted, in points from the page's top left; None: not known


class Piece(NamedTuple):
    """A stretch of text, or a value with its evidence."""

    text: str
    note: int | None = None  # None: plain text
    holds: bool = True
    field: str = ""  # what a report of a wrong fact calls it
    page: int | None = None  # of the mark behind a sentence that leads to its place; None: it is no such mark
    raw: str = ""  # as the summary has it, where the text is printed otherwise


class Prose(NamedTuple):
    """A field of the summary."""

    pieces: tuple[Piece, ...]
    stated: bool  # False: there is nothing to tell
    poor: bool  # it breaks a language rule

    @property
    def text(self) -> str:
        """All of it, with a mark behind each value that does not hold."""
        return "".join(piece.text + ("" if piece.holds else WARN) for piece in self.pieces)


class Chip(NamedTuple):
    """A backbone or a dataset."""

    value: Piece
    role: str = ""  # train, eval, both


class SettingRow(NamedTuple):
    """One hyperparameter."""

    name: str
    value: Piece
    scope: str  # "" for all
    first: bool  # whether it is read; others are looked up


class ResultRow(NamedTuple):
    """One result with its baseline."""

    benchmark: str
    metric: str
    system: str  # "" where the paper has only one of its own
    value: Piece
    baseline_name: str
    baseline: Piece | None  # None: there is none
    first: bool  # whether it is read; others are looked up


class PaperView(NamedTuple):
    """All that a page shows of one paper, still unescaped."""

    entry: Entry
    paper: Paper
    summary: GroundedSummary | None
    failure: str  # "" where it is done
    prose: Mapping[ProseField, Prose]
    backbones: tuple[Chip, ...]
    datasets: tuple[Chip, ...]
    headline: Prose | None  # None: neither a headline nor a task is told
    settings: tuple[SettingRow, ...]
    results: tuple[ResultRow, ...]
    notes: tuple[Note, ...]
    links: tuple[tuple[str, str], ...]
    code: str | None  # address of the code; None: nobody names it
    institutions: str  # "": nobody names any
    doubts: tuple[Doubts, ...]
    sayings: tuple[Saying, ...]
    wrong: int  # facts that do not hold

    def results_by_system(self, first: bool) -> Mapping[str, Sequence[ResultRow]]:
        """The results of each of the paper's own systems, such as two base models, in the order of their first."""
        of: dict[str, list[ResultRow]] = {}
        for row in self.results:
            if row.first == first:
                of.setdefault(row.system, []).append(row)
        return of

    @property
    def searched(self) -> tuple[str, int]:
        """The label, and its number of pages, that says where absent settings were looked for."""
        assert self.summary is not None
        receipt = self.summary.receipt
        return "searched_first" if receipt.unread_pages else "searched_all", receipt.read_pages


class _Notes:
    """Gives facts their evidence; those with the same evidence share one note."""

    def __init__(self, pdf_url: str | None) -> None:
        self.pdf_url = pdf_url
        self.notes: dict[tuple[NoteKind, str, str, int | None], Note] = {}

    def add(self, kind: NoteKind, quote: str, found: str, page: int | None, bbox: BBox | None) -> int:
        quote = _readable(quote)
        if kind == "source":
            return self._source(quote, page, bbox)
        shown = found if not quote or kind != "exact" else ""
        return self._kept(kind, quote, shown, page, bbox)

    def none(self) -> int:
        """The note that there is no evidence."""
        return self.add("unsupported", "", "", None, None)

    def _kept(self, kind: NoteKind, quote: str, shown: str, page: int | None, bbox: BBox | None) -> int:
        key = (kind, quote, shown, page)
        if key not in self.notes:
            href = f"{self.pdf_url}#page={page}" if self.pdf_url and page else None
            self.notes[key] = Note(len(self.notes) + 1, kind, quote, shown, page, href, bbox if quote else None)
        return self.notes[key].number

    def _source(self, quote: str, page: int | None, bbox: BBox | None) -> int:
        """The note of a sentence's place: one that shows the same for a number in it, or its own."""
        same = (n for n in self.notes.values() if n.kind == "exact" and n.page == page and n.quote)
        known = next((n for n in same if quote.startswith(n.quote)), None)
        if known:
            return known.number
        short = quote if len(quote) <= PLACE_CHARS else f"{quote[:PLACE_CHARS].rsplit(' ', 1)[0]} …"
        return self._kept("source", short, "", page, bbox)

    def of(self, fact: GroundedFact, text: str) -> Piece:
        verdict = fact.verdict
        page = verdict.page_number or (verdict.quote.page_number if verdict.quote else None)
        place = verdict.proof or verdict.quote
        note = self.add(_note_kind(verdict), fact.evidence, verdict.found or "", page, place.bbox if place else None)
        return Piece(_unmarked(text), note, verdict.holds, f"{fact.kind}/{fact.name}")


def paper_view(entry: Entry, drop_failed: bool = False) -> PaperView:
    """The view of an entry. `drop_failed` leaves out facts that the paper does not hold, as [digest] failed_facts."""
    failure = entry.failure.message.splitlines()[0] if entry.failure and entry.failure.message else ""
    paper = entry.paper or Paper.model_construct(paper_id="", title=entry.failure.paper_id if entry.failure else "?")
    pdf = pdf_url(paper, entry.summary)
    notes = _Notes(pdf)
    summary = entry.summary
    facts = tuple(f for f in summary.facts if f.verdict.holds or not drop_failed) if summary else ()
    sources = summary.draft.sources if summary else {}
    prose = {
        name: _prose(name, p, notes, drop_failed, sources.get(name, ()))
        for name, p in (summary.prose.items() if summary else ())
    }
    backbones = tuple(Chip(notes.of(f, f.name)) for f in facts if f.kind == "backbone")
    datasets = tuple(
        Chip(notes.of(f, f.name), f.note if f.note in DATASET_ROLES else "") for f in facts if f.kind == "dataset"
    )
    settings = tuple(_settings(facts, notes))
    headed = headline_field(summary) if summary else None
    results = _results(summary.facts if summary else (), notes, drop_failed)
    return PaperView(
        entry=entry,
        paper=paper,
        summary=summary,
        failure=failure,
        prose=prose,
        backbones=backbones,
        datasets=datasets,
        headline=_headline(prose[headed]) if headed else None,
        settings=settings,
        results=results,
        notes=tuple(notes.notes.values()),
        links=_links(paper, pdf),
        code=code_url(paper, summary),
        institutions=institutions(paper, summary),
        doubts=() if summary is None or drop_failed else tuple(doubts_of(summary)),
        sayings=sayings_of(entry),
        wrong=sum(not f.verdict.holds for f in facts),
    )


def pdf_url(paper: Paper, summary: GroundedSummary | None) -> str | None:
    """The PDF at arXiv in the version that was read; None: a local file."""
    if paper.pdf_path is not None or not paper.paper_id:
        return None
    version = (summary.pdf_version if summary else None) or paper.version or ""
    return f"https://arxiv.org/pdf/{url_quote(paper.paper_id)}{version}"


def code_url(paper: Paper, summary: GroundedSummary | None = None) -> str | None:
    """The repository that the list names, else the first address of a code host in comment or abstract, else the one
    that the PDF's first page names; None: none.
    """
    if paper.code_url:
        return paper.code_url
    match = _CODE.search(f"{paper.comment or ''} {paper.abstract}")
    return match[0] if match else summary.code_url if summary else None


def institutions(paper: Paper, summary: GroundedSummary | None) -> str:
    """Where a paper's authors work: the first of what the paper names, else whom its list names; "": neither does."""
    named = summary.institutions if summary else ()
    if not named:
        return paper.organization or ""
    shown = named if len(named) <= INSTITUTIONS_SHOWN + 1 else named[:INSTITUTIONS_SHOWN]
    return "、".join(shown) + (f" 等 {len(named)} 个" if len(shown) < len(named) else "")


def said(prose: GroundedProse) -> bool:
    """Whether prose is worth a reader's second: it is there, and says more than that there is nothing to be told."""
    text = _LAST_STOP.sub("", one_line(_unmarked(prose.text)))
    return bool(text) and text not in SAYS_NOTHING


def headline_field(summary: GroundedSummary) -> ProseField | None:
    """The field that a list shows of a paper: its headline, or the task where it has none; None: neither."""
    fields: tuple[ProseField, ...] = ("headline", "task")
    return next((field for field in fields if field in summary.prose and said(summary.prose[field])), None)


def written_by(summary: GroundedSummary) -> str:
    """Who wrote a summary, from which prompt and when, and what was read."""
    draft = summary.draft
    leading = next((p for p in draft.prompts if p.startswith(_LEADING[draft.passes])), "")
    version = [f"论文 {summary.pdf_version}"] if summary.pdf_version else []
    parts = [draft.model, leading and f"提示词 {leading}", draft.made, *version, f"{summary.receipt.pages} 页"]
    return " · ".join(part for part in parts if part)


def _links(paper: Paper, pdf: str | None) -> tuple[tuple[str, str], ...]:
    if pdf is None:
        return (("arXiv", f"https://arxiv.org/abs/{url_quote(paper.stamp)}"),) if paper.stamp else ()
    paper_id = url_quote(paper.paper_id)
    return (
        ("arXiv", f"https://arxiv.org/abs/{paper_id}{paper.version or ''}"),
        ("PDF", pdf),
        ("HuggingFace", f"https://huggingface.co/papers/{paper_id}"),
    )


def _readable(quote: str) -> str:
    """A quote; of a table's header and row the cells, parted by dots."""
    if not (quote.startswith("|") and quote.endswith("|")):
        return quote
    return " — ".join(filter(None, map(_cells, quote.splitlines())))


def _cells(line: str) -> str:
    cells = (cell.strip().removeprefix("**").removesuffix("**") for cell in line.strip("|").split("|"))
    return " · ".join(cell for cell in cells if cell)


def _note_kind(verdict: Verdict) -> NoteKind:
    match verdict.kind:
        case "holds":
            return "exact" if verdict.rule is None else "normalised"
        case "holds_elsewhere":
            return "elsewhere"
        case kind:
            return kind


def _unmarked(text: str) -> str:
    """A model's text without marks of its own, which would look like this project's."""
    return text.replace(WARN, "")


def _headline(prose: Prose) -> Prose:
    """The prose of a headline: no full stop, and no mark behind it that leads to a place."""
    pieces = [piece for piece in prose.pieces if piece.page is None]
    pieces[-1:] = [piece._replace(text=_LAST_STOP.sub("", piece.text)) for piece in pieces[-1:]]
    return prose._replace(pieces=tuple(pieces))


class _Span(NamedTuple):
    """A stretch of prose that is checked, or a place in it where something is to be marked."""

    start: int
    end: int
    piece: Piece


def _prose(
    name: ProseField, prose: GroundedProse, notes: _Notes, drop_failed: bool, sources: Sequence[Source] = ()
) -> Prose:
    """The text with its checked numbers as pieces of their own, and behind each sentence what it is written from."""
    field = f"prose/{name}"
    spans = [_Span(f.start, f.end, Piece("", notes.none(), False, field)) for f in prose.flags]
    for place in prose.places:
        kind: NoteKind = "exact" if place.found == _unmarked(prose.text[place.start : place.end]) else "normalised"
        note = notes.add(kind, place.quote, place.found, place.page_number, place.bbox)
        spans.append(_Span(place.start, place.end, Piece("", note, True, field)))
    spans += [_Span(s.end, s.end, Piece("", notes.none(), False, field)) for s in prose.marked]
    spans += [
        _Span(end, end, Piece("", notes.add("source", text, "", page, bbox), True, field, page))
        for end, text, page, bbox in _written_from(prose, sources)
    ]
    pieces: list[Piece] = []
    at = 0
    for start, end, piece in sorted(spans, key=lambda s: s[:2]):
        if start < at:
            continue  # within the one before
        pieces.append(Piece(_unmarked(prose.text[at:start])))
        shown = "" if drop_failed and not piece.holds else _unmarked(prose.text[start:end])
        pieces.append(piece._replace(text=shown))
        at = end
    pieces.append(Piece(_unmarked(prose.text[at:])))
    kept = tuple(p for p in pieces if p.text or p.note)
    return Prose(kept if said(prose) else (), said(prose), bool(prose.problems))


def _written_from(prose: GroundedProse, sources: Sequence[Source]) -> Iterator[tuple[int, str, int, BBox | None]]:
    """Behind which character of the prose to lead to which text of the paper, its page and box."""
    cited = [(s.end, proof) for s in prose.sentences for proof in s.proofs[:1]]
    if cited:  # a translation's sentences cite the very places that it is made from
        yield from ((end, proof.text, proof.page_number, proof.bbox) for end, proof in cited)
        return
    ends = [m.end() for m in _SENTENCE_END.finditer(prose.text)]
    at = ends if len(ends) == len(sources) else [len(prose.text)] * len(sources)
    yield from ((end, s.text, s.page_number, None) for end, s in zip(at, sources, strict=True))


def _valued(fact: GroundedFact, notes: _Notes) -> Piece:
    return notes.of(fact, shown_value(fact.value))._replace(raw=_unmarked(fact.value))


def _settings(facts: Sequence[GroundedFact], notes: _Notes) -> Iterator[SettingRow]:
    shown, others = first_settings(settings_of(facts))
    for at, row in enumerate([*shown, *others]):
        fact = row.facts[0]
        value = _valued(fact, notes)
        yield SettingRow(_unmarked(row.name), value, _unmarked(row.scope), at < len(shown))


def _results(facts: Sequence[GroundedFact], notes: _Notes, drop_failed: bool) -> tuple[ResultRow, ...]:
    shown, others = first_results(results_of(facts, drop_failed))
    return tuple(
        ResultRow(
            benchmark=shown_benchmark(_unmarked(result.note)),
            metric=shown_metric(_unmarked(result.name)),
            system=_unmarked(shown_system(result.system)),
            value=_valued(result, notes),
            baseline_name=shown_name(_unmarked(baseline.name)) if baseline else "",
            baseline=_valued(baseline, notes) if baseline else None,
            first=at < len(shown),
        )
        for at, (result, baseline) in enumerate([*shown, *others])
    )
