"""Finds what no digest refers to: artefacts of papers that none lists, superseded ones, and left-overs of kills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from pipeline.config import Config
from pipeline.errors import StoreError, reason_of
from pipeline.flow.kept import STAGES, Stage
from pipeline.messages import _
from pipeline.sources.download import pdf_name
from pipeline.store.artefacts import KEY_LENGTH, Store
from pipeline.store.digests import digest_of
from pipeline.store.lists import KeptLists
from pipeline.store.plain import read_plain
from pipeline.store.sums import SUMS, is_ours
from schemas.digest import GroundedSummary

_STAGES = "|".join(("call", "figure", *(stage.name for stage in STAGES)))
_ARTEFACT = re.compile(
    rf"(?:{_STAGES})\.[0-9a-f]{{{KEY_LENGTH}}}(?:\.\d+)?\.json|\..+\.[0-9a-z_]{{8,16}}\.tmp|download\.lock(?:\.holder)?|SHA256SUMS|.+\.damaged\d*"
)
_PDF = re.compile(r"(?:v\d+)?\.pdf(?:\.part|\.etag)?")


class Unused(NamedTuple):
    """A file that can go."""

    path: Path
    size_bytes: int
    why: str


class _Referred:
    """What the digests and lists say of the papers."""

    def __init__(self, config: Config) -> None:
        store = Store(config.paths.data_dir)
        self.summaries: dict[Path, list[GroundedSummary]] = {}
        self.pdfs: dict[Path, set[str]] = {}  # names of PDFs by the paper's folder
        papers = []
        for path in sorted(config.paths.digests_dir.glob("*.json")):
            try:
                digest = digest_of(read_plain(path))
            except (OSError, ValueError) as e:
                remedy = _("make it again with ribao run, or delete it: what it refers to is not known")
                raise StoreError(str(path), _("is no digest that this version can read"), remedy) from e
            for entry in digest.entries:
                if entry.paper is not None:
                    papers.append(entry.paper)
                    if entry.summary is not None:
                        folder = store.paper_dir(entry.paper.paper_id)
                        self.summaries.setdefault(folder, []).append(entry.summary)
        lists = KeptLists(store)
        for title in lists.titles():
            listed = lists.load(title)
            papers += listed.papers if listed else ()
        for paper in papers:
            names = self.pdfs.setdefault(store.paper_dir(paper.paper_id), set())
            names.add(pdf_name(paper.paper_id, paper.version))


def find_unused(config: Config) -> list[Unused]:
    """Every file below the papers' folders that no digest and no list refers to.

    The model's replies of a listed paper stay, since they were paid for. Raises StoreError for a digest that cannot
    be read: then nothing is known to be unused.
    """
    referred = _Referred(config)
    found = []
    for folder in _folders(config.paths.data_dir / "papers"):
        files = sorted(path for path in folder.iterdir() if _is_ours(path))
        all_ = ((path, _("no digest lists the paper")) for path in files)
        reasons = _of_listed(files, folder, referred) if folder in referred.pdfs else all_
        found += [Unused(path, path.lstat().st_size, why) for path, why in reasons]
    others = [f for f in _folders(config.paths.data_dir) if f.name in ("lists", "runs", "batches")]
    leftovers = (p for folder in others for p in folder.glob(".*.tmp") if _is_ours(p))
    return found + [Unused(p, p.lstat().st_size, _("left by a killed run")) for p in leftovers]


def _folders(parent: Path) -> list[Path]:
    """The folders in another; what is reached by a link is not ours to clear."""
    return [p for p in sorted(parent.glob("*")) if p.is_dir() and not p.is_symlink()] if not parent.is_symlink() else []


def _is_ours(path: Path) -> bool:
    """Whether a file of a data folder has a name that ribao gives: what a user has put beside ours is not ours."""
    pdf = path.name.startswith(path.parent.name) and _PDF.fullmatch(path.name.removeprefix(path.parent.name))
    named = bool(pdf or _ARTEFACT.fullmatch(path.name)) and (path.is_file() or path.is_symlink())
    return named and (path.name != SUMS or is_ours(path))


def remove(unused: list[Unused]) -> None:
    """Delete the files, and folders that are then empty. Raises StoreError."""
    for one in unused:
        try:
            one.path.unlink(missing_ok=True)
            if not any(one.path.parent.iterdir()):
                one.path.parent.rmdir()
        except OSError as e:
            raise StoreError(
                str(one.path), _("cannot be deleted ({reason})", reason=reason_of(e)), _("check the permissions")
            ) from e


def _of_listed(files: list[Path], folder: Path, referred: _Referred) -> Iterator[tuple[Path, str]]:
    summaries = referred.summaries.get(folder, [])
    shown = {s.name: (s, [s.shown(summary) for summary in summaries]) for s in STAGES if s.shown}
    for path in files:
        if path.suffix == ".tmp":
            yield path, _("left by a killed run")
        elif path.suffix == ".pdf" and path.name not in referred.pdfs[folder]:
            yield path, _("another version of the paper")
        elif path.suffix != ".json" or not summaries:
            continue
        elif path.name.count(".") > 2:  # call.<key>.1.json
            yield path, _("replaced by a later one")
        else:
            stage, those = shown.get(path.name.split(".")[0], (None, []))
            # "": of a digest that was made before this was kept
            if stage is not None and "" not in those and _shows(path, stage) not in those:
                yield path, _("another summary is shown")


def _shows(path: Path, stage: Stage) -> object:
    """What to compare with the digests; None: this version cannot read it."""
    try:
        return stage.shows(stage.record.model_validate_json(read_plain(path)))
    except (OSError, ValidationError):
        return None
