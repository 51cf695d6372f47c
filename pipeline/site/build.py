"""Writes the site below one folder, and of it only what has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from pipeline.config import CHECKOUT, Config
from pipeline.digest.bibtex import bibtex
from pipeline.digest.feeds import TITLE, Item, atom, json_feed
from pipeline.digest.html import STATIC, labels_script, render
from pipeline.digest.view import PaperView, paper_view
from pipeline.digests import read_digest
from pipeline.errors import StoreError
from pipeline.site import overview
from pipeline.site.figures import Figure, Figures
from pipeline.site.filters import Filter, parse_filter
from pipeline.site.rows import DayRow, day_row
from schemas.digest import Digest
from schemas.records import Record

STATE = ".state"
OWNED = ("assets", "data", "day", "paper", "api", "bib", "feeds", "figures", STATE)  # folders that a rebuild may empty
FEED_PAPERS = 60  # newest papers of a feed: about four days
DIGESTS_HELD = 8  # read once for a new day or two; in a full build they are read again, rather than all held at once
SOURCES = ("pipeline/digest", "pipeline/site", "schemas")


class Built(Record):
    """What a build did."""

    path: str
    days: int
    rendered: int  # digests whose pages were written
    papers: int  # pages of papers written
    skipped: tuple[str, ...] = ()  # files of the digests folder that are no digest of this version


class DayPage(Record):
    """What the templates say of a digest."""

    title: str
    slug: str
    checked: int
    wrong: int
    failed: int
    cost: str


def build_site(config: Config, out: Path, warn: Callable[[str], None], rebuild: bool = False) -> Built:
    """Bring the site in `out` up to date with the digests. Raises ConfigError for a bad preset, StoreError."""
    presets = {name: parse_filter(name, text) for name, text in config.site.presets.items()}
    try:
        return _Site(config, out, warn).build(presets, rebuild)
    except OSError as e:
        raise StoreError(str(out), f"the site cannot be written ({e.strerror})", "check the disk and [site]") from e


class _Site:
    def __init__(self, config: Config, out: Path, warn: Callable[[str], None]) -> None:
        self.config, self.out, self.warn = config, out, warn
        self.skipped: list[str] = []
        self.figures = Figures(config, out / "figures", warn)
        self.drop = config.digest.failed_facts == "drop"

    def build(self, presets: Mapping[str, Filter], rebuild: bool) -> Built:
        version = _version(self.config)
        known = {} if rebuild else self._known(version)
        files = {p.stem: p for p in sorted(self.config.paths.digests_dir.glob("*.json"))}
        digests: dict[str, Digest] = {}
        days: list[DayRow] = []
        for slug, path in files.items():
            stamp = _stamp(path)
            row = known.get(slug)
            if row is None or row.stamp != stamp:
                digest = self._read(path)
                if digest is None:
                    continue
                row = day_row(digest, slug, stamp)
                if len(digests) < DIGESTS_HELD:
                    digests[slug] = digest
            days.append(row)
        if not known or set(known) - {d.slug for d in days}:  # another version, or a digest is gone
            self._empty()
            known = {}
        days.sort(key=lambda d: d.order)
        changed = [d for d in days if known.get(d.slug) != d]
        touched = self._touched(days, known, changed)
        costs = _costs(self.config.paths.data_dir / "runs")
        latest = overview.latest_papers(days)
        written = 0
        with self.figures:
            for day in touched:
                digest = digests.get(day.slug) or self._read(files[day.slug])
                if digest is not None:
                    written += self._day(day, digest, days, latest, costs.get(day.slug, "unknown"))
        if changed or not days:
            self._overviews(days, changed, latest, presets, digests, files)
        self._assets()
        for day in changed:
            self._write(f"{STATE}/{day.slug}.json", day.model_dump_json())
        self._write(f"{STATE}/version", version)
        return Built(
            path=str(self.out / "index.html"),
            days=len(days),
            rendered=len(touched),
            papers=written,
            skipped=tuple(self.skipped),
        )

    def _known(self, version: str) -> dict[str, DayRow]:
        """The rows of the last build; none where it was made by another version."""
        folder = self.out / STATE
        try:
            if (folder / "version").read_text("utf-8") != version:
                return {}
            return {p.stem: DayRow.model_validate_json(p.read_bytes()) for p in folder.glob("*.json")}
        except (FileNotFoundError, UnicodeDecodeError, ValidationError):
            return {}

    def _empty(self) -> None:
        if (self.out / STATE).is_dir():  # a folder of ours: what else lies in `out` stays
            for name in OWNED:
                shutil.rmtree(self.out / name, ignore_errors=True)

    def _read(self, path: Path) -> Digest | None:
        digest = read_digest(path, self.warn)
        if digest is None:
            self.skipped.append(path.name)
        return digest

    def _touched(self, days: Sequence[DayRow], known: Mapping[str, DayRow], changed: Sequence[DayRow]) -> list[DayRow]:
        """Changed days, and the neighbours that link to a new one."""
        new = {d.slug for d in changed if d.slug not in known}
        wanted = {d.slug for d in changed}
        for i, day in enumerate(days):
            near = {d.slug for d in days[max(0, i - 1) : i + 2]}
            if near & new:
                wanted.add(day.slug)
        return [d for d in days if d.slug in wanted]

    def _day(
        self,
        row: DayRow,
        digest: Digest,
        days: Sequence[DayRow],
        latest: Mapping[str, tuple[DayRow, object]],
        cost: str,
    ) -> int:
        """Write a digest's page, its papers' pages, its JSON and BibTeX; the number of papers' pages."""
        page = DayPage(
            title=row.title, slug=row.slug, checked=row.checked, wrong=row.wrong, failed=row.failed, cost=cost
        )
        views = [paper_view(e, self.drop) for e in digest.entries]
        slugs = {p.paper_id: p.slug for p in row.papers}
        figures = self.figures.of(digest, slugs)
        at = next(i for i, d in enumerate(days) if d.slug == row.slug)
        values = {
            "day": page,
            "views": views,
            "figures": figures,
            "slugs": slugs,
            "previous": days[at - 1] if at else None,
            "next": days[at + 1] if at + 1 < len(days) else None,
        }
        self._write(f"day/{row.slug}.html", render("day.html", root="../", here="", **values))
        if at + 1 == len(days):
            self._write("index.html", render("day.html", root="", here="today", **values))
        papers = [e.paper for e in digest.entries if e.paper is not None]
        self._write(f"bib/{row.slug}.bib", bibtex(papers))
        self._write(f"api/{row.slug}.json", json.dumps(digest.model_dump(mode="json"), ensure_ascii=False) + "\n")
        written = 0
        for view in views:
            if view.entry.paper is not None and latest[view.paper.paper_id][0].slug == row.slug:
                self._paper(view, slugs[view.paper.paper_id], page, figures.get(view.paper.paper_id))
                written += 1
        return written

    def _paper(self, view: PaperView, slug: str, day: DayPage, figure: Figure | None) -> None:
        page = render("paper.html", root="../", here="", view=view, slug=slug, day=day, fig=figure)
        self._write(f"paper/{slug}.html", page)
        self._write(f"bib/{slug}.bib", bibtex([view.paper]))

    def _overviews(
        self,
        days: Sequence[DayRow],
        changed: Sequence[DayRow],
        latest: Mapping[str, tuple[DayRow, object]],
        presets: Mapping[str, Filter],
        digests: Mapping[str, Digest],
        files: Mapping[str, Path],
    ) -> None:
        feeds = [(TITLE, "feeds/atom.xml"), *((name, f"feeds/{name}.xml") for name in presets)]
        self._write("archive.html", overview.archive_page(days, feeds))
        self._write("search.html", render("search.html", root="", here="search"))
        self._write("trends.html", overview.trends_page(days))
        self._write("data/manifest.js", overview.manifest(days))
        # a paper that a newer list holds too leaves its old month: all of a changed paper's months are written
        ids = {p.paper_id for d in changed for p in d.papers}
        months = {d.month for d in changed} | {d.month for d in days if any(p.paper_id in ids for p in d.papers)}
        for month in months:
            held = [(d, p) for d in reversed(days) if d.month == month for p in d.papers if latest[p.paper_id][0] is d]
            rows = [line for d, p in held for line in overview.shard(d.title, [p])]
            self._write(f"data/{month}.js", overview.call("RIBAO_SHARD", month, rows))
            texts = [[p.paper_id, p.text] for _, p in held]
            self._write(f"data/text-{month}.js", overview.call("RIBAO_TEXT", month, texts))
        if not days:
            self._write("index.html", render("empty.html", root="", here="today"))
        self._feeds(days, presets, digests, files)

    def _feeds(
        self,
        days: Sequence[DayRow],
        presets: Mapping[str, Filter],
        digests: Mapping[str, Digest],
        files: Mapping[str, Path],
    ) -> None:
        url = self.config.site.url
        opened: dict[str, Digest | None] = dict(digests)

        def items(wanted: Filter) -> list[Item]:
            found: list[Item] = []
            for day in reversed([d for d in days if d.dated]):
                rows = {p.paper_id: p for p in day.papers if wanted.matches(p)}
                if rows and day.slug not in opened:
                    opened[day.slug] = self._read(files[day.slug])
                digest = opened.get(day.slug) if rows else None
                for entry in digest.entries if digest else ():
                    if entry.paper is not None and entry.paper.paper_id in rows:
                        found.append(Item(paper_view(entry, self.drop), rows[entry.paper.paper_id].slug, day.title))
                if len(found) >= FEED_PAPERS:
                    return found[:FEED_PAPERS]
            return found

        everything = items(Filter())
        self._write("feeds/atom.xml", atom(everything, url, "atom", TITLE))
        self._write("feeds/feed.json", json_feed(everything, url))
        for name, wanted in presets.items():
            self._write(f"feeds/{name}.xml", atom(items(wanted), url, name, f"{TITLE} · {name}"))

    def _assets(self) -> None:
        for path in STATIC.iterdir():
            if path.suffix in (".css", ".js"):
                self._write(f"assets/{path.name}", path.read_text("utf-8"))
        self._write("assets/labels.js", labels_script())
        schema = Digest.model_json_schema()
        self._write("api/digest.schema.json", json.dumps(schema, ensure_ascii=False, indent=1) + "\n")

    def _write(self, name: str, text: str) -> None:
        """Write a file whole, unless it holds just this. No fsync: what a crash takes, the next build makes again."""
        path = self.out / name
        data = text.encode("utf-8", "replace")
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_bytes(data)
        temporary.replace(path)


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size}-{status.st_mtime_ns}"


@cache
def _source_hash() -> str:
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".js", ".css"):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _version(config: Config) -> str:
    """Changes whenever a page that is written could look otherwise with the same digest."""
    settings = config.site.model_dump_json() + config.digest.model_dump_json()
    return hashlib.sha256((_source_hash() + settings).encode()).hexdigest()


def _costs(folder: Path) -> dict[str, str]:
    """What the last run of each digest cost, in its own words."""
    costs: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            ledger = json.loads(path.read_text("utf-8"))
            costs[Path(ledger["digest"]).stem] = str(ledger["cost"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a ledger of another version says no cost: "unknown"
    return costs
