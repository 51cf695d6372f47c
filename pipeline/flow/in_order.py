"""A selection's list in the order that its reader wants: by upvotes, or by interests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field

from pipeline.config import Config
from pipeline.errors import ListError, ModelUnavailable, NothingListed, Warn, reason_of
from pipeline.interests.filters import LISTED, listing, parse_filter
from pipeline.interests.likes import named_papers
from pipeline.interests.meaning import Dense, Meanings
from pipeline.interests.profile import load_interests
from pipeline.interests.rank import rank
from pipeline.interests.words import Seen
from pipeline.llm.embeddings import Embedder
from pipeline.messages import _
from pipeline.sources import arxiv
from pipeline.sources.gate import ArxivGate
from pipeline.sources.http import user_agent
from pipeline.sources.listing import Selection, list_papers
from pipeline.store.artefacts import Store, record_json, write_atomically
from pipeline.store.lists import KeptLists, Listed
from pipeline.store.plain import read_plain
from schemas.interests import Interests, Ranked, Taste
from schemas.records import Paper, Record


class _Known(Record):
    """Papers that interests.toml names and no list has, as arXiv describes them."""

    papers: dict[str, Paper] = Field(default_factory=dict)


def list_in_order(selection: Selection, config: Config, gate: ArxivGate, warn: Warn) -> Listed:
    """As list_papers, filtered and ranked before it is cut to the first N. Raises ConfigError for a malformed filter.

    What is related to the interests comes first, the most related at the top; then the rest as listed; what is to be
    avoided is last. A file of ids and papers named one by one stay in their order, and so does all where there is no
    interests.toml, or the selection asks for upvotes.
    """
    wanted = parse_filter("--where", selection.where, LISTED) if selection.where else None
    interests = None if selection.rank == "upvotes" else load_interests(config.paths.interests_file)
    if selection.targets or selection.ids_file:
        interests = None
    if interests is None and wanted is None:
        return list_papers(selection, config, gate, warn)
    listed = list_papers(selection.model_copy(update={"top": None}), config, gate, warn)
    listed = listed.model_copy(update={"title": selection.title()})
    if wanted is not None:
        lists = KeptLists(Store(config.paths.data_dir))
        seen = lists.earlier_days(selection.date or "9999", listed.papers) if wanted.unseen else {}
        papers = tuple(p for p in listed.papers if wanted.matches(listing(p, p.paper_id in seen)))
        if not papers:
            raise NothingListed(selection.title(), _("no listed paper passes the filter"), _("try another --where"))
        listed = listed.model_copy(update={"papers": papers})
    if interests is None:
        return listed.model_copy(update={"papers": listed.papers[: selection.top]})
    ranked = ranked_papers(listed.papers, interests, config, gate, warn)
    shown = ranked[: selection.top]
    why = {r.paper.paper_id: r.why for r in shown if r.related}
    return listed.model_copy(update={"papers": tuple(r.paper for r in shown), "why": why})


def ranked_papers(
    papers: Iterable[Paper], interests: Interests, config: Config, gate: ArxivGate, warn: Warn
) -> list[Ranked]:
    """The papers with what speaks for each, in the order of list_in_order. Raises UsageError for a bad entry."""
    papers = tuple(papers)
    taste = taste_of(interests, config, gate, warn)
    with Seen(config.paths.data_dir / "interests" / "words.sqlite") as seen:
        _count(seen, papers, taste, KeptLists(Store(config.paths.data_dir)))
        ranked = rank(papers, interests, taste, seen, _meanings((*papers, *taste.liked, *taste.disliked), config, warn))
    listed_at = {paper.paper_id: at for at, paper in enumerate(papers)}

    def place(one: Ranked) -> tuple[int, float]:
        group = 0 if one.related else 2 if one.avoided else 1
        return group, -one.score if one.related else listed_at[one.paper.paper_id]

    return sorted(ranked, key=place)


def _meanings(papers: Sequence[Paper], config: Config, warn: Warn) -> list[Dense]:
    """The papers' vectors by the embedding model that is configured; [] where there is none, or it cannot be used."""
    path = config.paths.embedding_file
    if path.is_dir():  # "": none is named
        return []

    def embed(texts: Sequence[str]) -> Iterable[Sequence[float]]:
        return Embedder(path).vectors(texts)

    try:
        model = f"{path.name} {path.stat().st_size}"
        with Meanings(config.paths.data_dir / "interests" / "meanings.sqlite", model, embed) as meanings:
            return meanings.of(papers)
    except (OSError, ModelUnavailable) as e:
        reason = e.fact if isinstance(e, ModelUnavailable) else reason_of(e)
        warn(_("{path}: {reason}; ranked by words alone", path=path.name, reason=reason))
        return []


def taste_of(interests: Interests, config: Config, gate: ArxivGate, warn: Warn) -> Taste:
    """The papers that interests.toml likes and dislikes, described by the kept lists or else by arXiv.

    Without an answer from arXiv those that nothing describes are left out, and `warn` is told.
    """
    folder = config.paths.interests_file.parent
    liked, disliked = (named_papers(entries, folder) for entries in (interests.like, interests.dislike))
    bare = [paper.paper_id for paper in (*liked, *disliked) if not paper.abstract and paper.title == paper.paper_id]
    known = described(bare, config, gate, warn)
    both = ([known.get(p.paper_id, p) for p in papers] for papers in (liked, disliked))
    liked, disliked = ([p for p in papers if p.title != p.paper_id] for papers in both)
    return Taste(liked=tuple(liked), disliked=tuple(disliked))


def described(ids: list[str], config: Config, gate: ArxivGate, warn: Warn) -> dict[str, Paper]:
    """Papers by their ids, as a kept list or else arXiv describes them; those that neither knows are absent."""
    path = config.paths.data_dir / "interests" / "papers.json"
    try:
        known = dict(_Known.model_validate_json(read_plain(path)).papers)
    except (OSError, ValueError):  # none yet, or damaged: it is made again
        known = {}
    missing = [paper_id for paper_id in dict.fromkeys(ids) if paper_id not in known]
    if not missing:
        return known
    lists = KeptLists(Store(config.paths.data_dir))
    for paper_id in missing:
        for title in lists.with_paper(paper_id)[:1]:
            listed = lists.load(title)
            known |= {p.paper_id: p for p in (listed.papers if listed else ()) if p.paper_id == paper_id}
    left = [paper_id for paper_id in missing if paper_id not in known]
    if left:
        try:
            known |= arxiv.fetch_metadata(left, config.sources, gate, user_agent(config.download.contact))
        except ListError as e:
            warn(_("{reason}: {count} liked papers are not known", reason=e, count=len(left)))
    write_atomically(path, record_json(_Known(papers=known)), config.paths.data_dir)
    return known


def _count(seen: Seen, papers: tuple[Paper, ...], taste: Taste, lists: KeptLists) -> None:
    """Count these papers, and those of kept lists that have not been counted."""
    seen.add([*papers, *taste.liked, *taste.disliked])
    for title in lists.titles():
        if seen.unknown(lists.ids(title)):
            listed = lists.load(title)
            seen.add(listed.papers if listed else ())
