"""Adds papers to a reader's interests, and explains a paper's place."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import BadPaperId, ConfigError, UsageError, Warn
from pipeline.flow.in_order import described, ranked_papers
from pipeline.interests.profile import add, load_interests, vote
from pipeline.messages import _
from pipeline.paper_id import parse_paper_id
from pipeline.publish import zotero
from pipeline.sources.gate import ArxivGate, arxiv_gate
from pipeline.store.artefacts import Store, write_atomically
from pipeline.store.lists import KeptLists, file_name
from schemas.interests import Votes
from schemas.records import Paper

ZOTERO = "zotero:"
MAX_BYTES = 5_000_000  # of a file of votes


def learn(sources: Sequence[str], dislike: bool, config: Config, gate: ArxivGate, warn: Warn) -> list[str]:
    """Add what the sources name to interests.toml; a line in Chinese for each paper that is new there.

    A source is an id, a file of votes that the site has written, "zotero:" or "zotero:COLLECTION". Raises UsageError
    for another, and ZoteroError.
    """
    path = config.paths.interests_file
    libraries = [source for source in sources if source.startswith(ZOTERO)]
    lines = [_library(source, dislike, path) for source in libraries]
    votes = _votes([source for source in sources if source not in libraries], dislike)
    known = described([*votes.like, *votes.dislike], config, gate, warn)
    for ids, key, word in ((votes.like, "like", _("liked")), (votes.dislike, "dislike", _("not wanted"))):
        papers = [known.get(paper_id, Paper(paper_id=paper_id, title=paper_id)) for paper_id in ids]
        added = vote(path, papers, "like" if key == "like" else "dislike")
        lines += [word + _(": ") + f"{paper.paper_id}  {paper.title}" for paper in added]
    return (
        [*lines, _("written into {path}; delete a line to take it back", path=path)]
        if lines
        else [_("nothing is new: all of them are in {path}", path=path)]
    )


def _library(source: str, dislike: bool, path: Path) -> str:
    """Read a Zotero library, or the collection that the source names, into a file that interests.toml lists.

    Raises UsageError and ZoteroError.
    """
    collection = source.removeprefix(ZOTERO)
    environ = os.environ
    where, key = environ.get(zotero.LIBRARY_VARIABLE, ""), environ.get(zotero.KEY_VARIABLE, "")
    text, count = zotero.read_library(where, key, collection, environ.get(zotero.URL_VARIABLE))
    file = path.with_name(f"zotero{'-' if collection else ''}{file_name(collection) if collection else ''}.ris")
    write_atomically(file, text)
    add(path, {"dislike" if dislike else "like": [file.name]})
    return _("{file}: {count} items of Zotero; learn them again to bring them up to date", file=file.name, count=count)


def _votes(sources: Sequence[str], dislike: bool) -> Votes:
    like: list[str] = []
    dislikes: list[str] = []
    for source in sources:
        try:
            (dislikes if dislike else like).append(parse_paper_id(source)[0])
            continue
        except BadPaperId as e:
            if not Path(source).is_file():
                raise e from None
        votes = _in_file(Path(source))
        like += votes.like
        dislikes += votes.dislike
    return Votes(like=tuple(dict.fromkeys(like)), dislike=tuple(dict.fromkeys(dislikes)))


def _in_file(path: Path) -> Votes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError
        votes = Votes.model_validate(json.loads(path.read_bytes()))
        ids = {key: tuple(parse_paper_id(i)[0] for i in getattr(votes, key)) for key in Votes.model_fields}
        return Votes(**ids)
    except (OSError, ValueError, RecursionError, ValidationError, BadPaperId):
        raise UsageError(str(path), _("is no file of votes"), _("download it again from the site's list")) from None


def why(paper_id: str, config: Config, warn: Warn) -> list[str]:
    """What speaks for a paper, and its place in the last list that has it. Raises UsageError."""
    paper_id, _version = parse_paper_id(paper_id)
    lists = KeptLists(Store(config.paths.data_dir))
    interests = load_interests(config.paths.interests_file)
    if interests is None:
        path = str(config.paths.interests_file)
        raise ConfigError(path, _("there is none"), _("begin with ribao interests learn ID"))
    titles = lists.with_paper(paper_id)
    listed = lists.load(titles[-1]) if titles else None
    if listed is None:
        raise UsageError(paper_id, _("is in no kept list"), _("run its day first: ribao run --date YYYY-MM-DD"))
    ranked = ranked_papers(listed.papers, interests, config, arxiv_gate(config), warn)
    at, found = next((at, r) for at, r in enumerate(ranked, 1) if r.paper.paper_id == paper_id)
    lines = [
        found.paper.title,
        _(
            "{title}: place {at} of {count}, score {score:.3f}",
            title=listed.title,
            at=at,
            count=len(ranked),
            score=found.score,
        ),
    ]
    return [*lines, found.why or _("nothing speaks for it")]
