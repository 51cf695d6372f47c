"""A user's folder with digests, and a built site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.config import Config, Paths, Site
from pipeline.flow.kept import EXTRACT
from pipeline.publish.site.build import Built, build_site
from pipeline.store.artefacts import record_json
from schemas.digest import Digest, Entry, GroundedFact, GroundedSummary
from schemas.records import Paper
from tests.render.test_markdown import FACTS, OK, PAPER, summary

DAY = "2025-11-24"


def config_in(home: Path, url: str = "", presets: dict[str, str] | None = None, report: str = "") -> Config:
    """A configuration whose folders are below `home`."""
    paths = Paths(data_dir=home / "data", digests_dir=home / "digests", site_dir=home / "site", models_dir=home)
    return Config(paths=paths, site=Site.model_validate({"url": url, "presets": presets or {}, "report": report}))


def save(home: Path, digest: Digest, name: str | None = None) -> Path:
    """Store a digest as a run does."""
    path = home / "digests" / f"{name or digest.title}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record_json(digest), "utf-8")
    return path


def day(title: str, *papers: Paper, done: GroundedSummary | None = None) -> Digest:
    """A digest of papers that were all summarised alike."""
    entries = tuple(Entry(paper=p, summary=done or summary()) for p in papers or (PAPER,))
    return Digest(title=title, entries=entries)


def paper(number: int, **changes: object) -> Paper:
    """One of many papers."""
    return PAPER.model_copy(update={"paper_id": f"2511.{number:05}", "title": f"Paper {number}", **changes})


def setting(name: str, value: str, note: str = "") -> GroundedFact:
    """A verified hyperparameter."""
    return GroundedFact(kind="hyperparameter", name=name, value=value, note=note, verdict=OK)


def build(config: Config, lines: list[str] | None = None) -> Built:
    """Build into the configured folder; what is warned of goes to `lines`."""
    return build_site(config, config.paths.site_dir, (lines if lines is not None else []).append, EXTRACT.name)


def pages(site: Path) -> Sequence[Path]:
    """All pages of a site."""
    return sorted(site.rglob("*.html"))


__all__ = ["FACTS", "PAPER", "summary"]
