"""Writes the site below one folder, and of it only what has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from pydantic import ValidationError

from pipeline.config import CHECKOUT, Config
from pipeline.errors import ConfigError, StoreError, reason_of
from pipeline.interests.filters import RESERVED, Filter, parse_filter
from pipeline.messages import _
from pipeline.publish.site import overview
from pipeline.publish.site.bibtex import bibtex
from pipeline.publish.site.feeds import TITLE, Item, atom, json_feed
from pipeline.publish.site.figures import Figure, Figures
from pipeline.publish.site.folder import SiteFolder
from pipeline.publish.site.rows import DayRow, PaperRow, day_row
from pipeline.render.escape import seen
from pipeline.render.html import card_body, labels_script, render
from pipeline.render.view import PaperView, paper_view
from pipeline.store.digests import read_digest
from pipeline.store.plain import read_plain
from schemas.digest import Digest
from schemas.records import Record

STATIC = Path(__file__).parent / "static"
STATE = ".state"
KEYS = "keys"  # file of the state: what the pages about many days were made from
FEED_PAPERS = 60  # newest papers of a feed: about four days
FOLDED = '<details class="fold data">'
DIGESTS_HELD = 8  # read once for a new day or two; in a full build they are read again, rather than all held at once
SOURCES = ("pipeline/publish/site", "pipeline/render", "pipeline/words", "schemas")  # what pages are made by


class Built(Record):
    """What a build did."""

    path: str
    days: int
    rendered: int  # digests whose pages were written
    papers: int  # pages of papers written
    skipped: tuple[str, ...] = ()  # files of the digests folder that are no digest of this version


class Link(Record):
    """A digest that another one's page leads to."""

    slug: str
    title: str


class Shown(Record):
    """All that the pages of a digest are made from, besides the digest itself; stored once they are written."""

    row: DayRow
    previous: Link | None  # None: it is the first
    next: Link | None  # None: it is the newest
    newest_of: tuple[str, ...]  # ids of the papers whose own page it gives
    front: bool  # whether it is the first page: the newest day that has a summary, or else the newest
    failed_since: tuple[str, ...] = ()  # on the first page: the later days, which have none


class Card(NamedTuple):
    """One paper as its pages show it."""

    view: PaperView
    slug: str  # of its page; "" where a failure left no paper
    prefix: str  # of its ids: the same on each page, and each paper's own
    notes: str  # of its notes' ids, thousands on a page: short, and its own on the day's page
    body: Markup


class DayPage(Record):
    """What the templates say of a digest."""

    title: str
    slug: str
    checked: int
    wrong: int
    failed: int


def build_site(config: Config, out: Path, warn: Callable[[str], None], texts: str, rebuild: bool = False) -> Built:
    """Bring the site in `out` up to date with the digests; `texts`: what the artefacts of texts are called.

    Raises ConfigError for a bad preset, StoreError.
    """
    presets = {name: _preset(name, text) for name, text in config.site.presets.items()}
    site = _Site(config, out, warn, texts)
    try:
        with site.folder.held():
            return site.build(presets, rebuild)
    except OSError as e:
        raise StoreError(
            str(out), _("the site cannot be written ({reason})", reason=reason_of(e)), _("check the disk and [site]")
        ) from e


class _Site:
    def __init__(self, config: Config, out: Path, warn: Callable[[str], None], texts: str) -> None:
        self.config, self.out, self.warn = config, out, warn
        self.folder = SiteFolder(out)
        self.skipped: list[str] = []
        self.figures = Figures(config, self.folder, warn, texts)
        self.drop = config.digest.failed_facts == "drop"

    def build(self, presets: Mapping[str, Filter], rebuild: bool) -> Built:
        shown = self._begin(rebuild or not self.folder.whole())
        files = {p.stem: p for p in sorted(self.config.paths.digests_dir.glob("*.json"))}
        digests: dict[str, Digest] = {}
        days: list[DayRow] = []
        for slug, path in files.items():
            stamp = _stamp(path)
            row = shown[slug].row if slug in shown else None
            if row is None or row.stamp != stamp:
                digest = self._read(path)
                if digest is None:
                    continue
                row = day_row(digest, slug, stamp)
                if len(digests) < DIGESTS_HELD:
                    digests[slug] = digest
            days.append(row)
        days.sort(key=lambda d: d.order)
        latest = overview.latest_papers(days)
        wanted = _shown(days, latest)
        touched = [w for w in wanted if shown.get(w.row.slug) != w]
        written = 0
        with self.figures:
            for day in reversed(touched):  # a build that is interrupted leaves the newest days
                digest = digests.get(day.row.slug) or self._read(files[day.row.slug])
                if digest is not None:
                    written += self._day(day, digest)
                    self._write(f"{STATE}/{day.row.slug}.json", day.model_dump_json())
        self._overviews(days, latest, presets, digests, files)
        assets = self._assets()
        if touched or set(shown) - {d.slug for d in days}:
            self._prune(days, presets, assets)
        return Built(
            path=str(self.out / "index.html"),
            days=len(days),
            rendered=len(touched),
            papers=written,
            skipped=tuple(self.skipped),
        )

    def _begin(self, rebuild: bool) -> dict[str, Shown]:
        """What the pages there show; nothing where another version wrote them, so that a build that was interrupted
        goes on, and one with other templates begins anew."""
        folder, version = self.out / STATE, _version(self.config)
        shown = None if rebuild else _kept_state(folder, version)
        if shown is None:
            self.folder.keep_only({name for name in self.folder.sizes if not name.startswith(f"{STATE}/")})
            self._write(f"{STATE}/version", version)
        return shown or {}

    def _prune(self, days: Sequence[DayRow], presets: Mapping[str, Filter], assets: set[str]) -> None:
        """Delete the pages of digests and papers that are gone."""
        slugs, papers = {d.slug for d in days}, {p.slug for d in days for p in d.papers}
        data = (*overview.shard_names(days).values(), "manifest")
        kept = {
            *("index.html", "archive.html", "search.html", "trends.html"),
            *assets,
            *(f"day/{s}.html" for s in slugs),
            *(f"paper/{s}.html" for s in papers),
            *("api/digest.schema.json", *(f"api/{s}.json" for s in slugs)),
            *(f"bib/{s}.bib" for s in slugs | papers),
            *(f"figures/{s}.webp" for s in papers),
            *(f"data/{name}.js" for name in data),
            *("feeds/atom.xml", "feeds/feed.json", *(f"feeds/{name}.xml" for name in presets)),
            *(f"{STATE}/{name}" for name in ("version", KEYS, *(f"{s}.json" for s in slugs))),
        }
        self.folder.keep_only(kept)

    def _read(self, path: Path) -> Digest | None:
        digest = read_digest(path, self.warn)
        if digest is None:
            self.skipped.append(path.name)
        return digest

    def _day(self, shown: Shown, digest: Digest) -> int:
        """Write a digest's page, its papers' pages, its JSON and BibTeX; the number of papers' pages."""
        row = shown.row
        page = DayPage(title=row.title, slug=row.slug, checked=row.checked, wrong=row.wrong, failed=row.failed)
        slugs = {p.paper_id: p.slug for p in row.papers}
        figures = self.figures.of(digest, slugs)
        cards: list[Card] = []
        for entry in digest.entries:
            cards.append(_card(paper_view(entry, self.drop), slugs, cards, page, figures))
        url = {"site_url": self.config.site.url.rstrip("/")}
        values: dict[str, Any] = {
            "day": page,
            "previous": shown.previous,
            "next": shown.next,
            "failed_since": (),
            **url,
        }
        first = next(iter(figures.values()), None)
        self._write(f"day/{row.slug}.html", render("day.html", root="../", here="", cards=cards, image=first, **values))
        if shown.front:
            cards_here = [_at_root(card, page, figures) for card in cards]
            values["failed_since"] = shown.failed_since
            text = render("day.html", root="", here="today", cards=cards_here, image=first, **values)
            self._write("index.html", text)
        papers = [e.paper for e in digest.entries if e.paper is not None]
        self._write(f"bib/{row.slug}.bib", bibtex(papers))
        self._write(
            f"api/{row.slug}.json",
            json.dumps(digest.model_dump(mode="json", exclude={"sha256"}), ensure_ascii=False) + "\n",
        )
        for card in cards:
            if card.slug and card.view.paper.paper_id in shown.newest_of:
                image = figures.get(card.view.paper.paper_id)
                text = render("paper.html", root="../", here="", item=_opened(card), day=page, image=image, **url)
                self._write(f"paper/{card.slug}.html", text)
                self._write(f"bib/{card.slug}.bib", bibtex([card.view.paper]))
        return len(shown.newest_of)

    def _overviews(
        self,
        days: Sequence[DayRow],
        latest: Mapping[str, tuple[DayRow, object]],
        presets: Mapping[str, Filter],
        digests: Mapping[str, Digest],
        files: Mapping[str, Path],
    ) -> None:
        """Write what is about many days, as far as what it is made from has changed."""
        keys = self._keys()
        everything = _key((d.slug, d.title, d.stamp) for d in days)
        if keys.get("all") == everything:
            return
        feeds = [(TITLE, "feeds/atom.xml"), *((name, f"feeds/{name}.xml") for name in presets)]
        self._write("archive.html", overview.archive_page(days, feeds))
        self._write(
            "search.html", render("search.html", root="", here="search", newest=overview.RECENT if days else "")
        )
        self._write("trends.html", overview.trends_page(days))
        self._write("data/manifest.js", overview.manifest(days))
        shards = self._shards(days, latest, keys)
        if not days:
            self._write("index.html", render("empty.html", root="", here="today"))
        self._feeds(days, presets, digests, files)
        self._write(f"{STATE}/{KEYS}", json.dumps({"all": everything, **shards}))

    def _keys(self) -> dict[str, str]:
        try:
            keys: dict[str, str] = json.loads(read_plain(self.out / STATE / KEYS))
        except (OSError, ValueError, RecursionError):
            return {}
        return keys

    def _shards(
        self, days: Sequence[DayRow], latest: Mapping[str, tuple[DayRow, object]], known: Mapping[str, str]
    ) -> dict[str, str]:
        """Write the shards of the search index that have changed; the keys of all. A paper is in one only."""
        shards: dict[str, list[tuple[DayRow, PaperRow]]] = {}
        names = overview.shard_names(days)
        for day in reversed(days):
            held = [(day, p) for p in day.papers if latest[p.paper_id][0] is day]
            shards.setdefault(names[day.slug], []).extend(held)
        keys = {name: _key((d.slug, d.title, d.stamp, p.paper_id) for d, p in held) for name, held in shards.items()}
        for name, held in shards.items():
            if known.get(name) != keys[name]:
                rows = [line for d, p in held for line in overview.shard(d.title, [p])]
                self._write(f"data/{name}.js", overview.call("RIBAO_SHARD", name, rows))
        return keys

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
                    if entry.summary is not None and entry.paper is not None and entry.paper.paper_id in rows:
                        found.append(Item(paper_view(entry, self.drop), rows[entry.paper.paper_id].slug, day.title))
                if len(found) >= FEED_PAPERS:
                    return found[:FEED_PAPERS]
            return found

        everything = items(Filter())
        self._write("feeds/atom.xml", atom(everything, url, "atom", TITLE))
        self._write("feeds/feed.json", json_feed(everything, url))
        for name, wanted in presets.items():
            self._write(f"feeds/{name}.xml", atom(items(wanted), url, name, f"{TITLE} · {name}"))

    def _assets(self) -> set[str]:
        """Write what no digest changes; the names of its files, but the schema's."""
        texts = {
            f"assets/{p.name}": p.read_text("utf-8") for p in STATIC.iterdir() if p.suffix in (".css", ".js", ".svg")
        }
        texts["assets/labels.js"] = labels_script(self.config.site.report)
        for name, text in texts.items():
            self._write(name, text)
        schema = Digest.model_json_schema()
        self._write("api/digest.schema.json", json.dumps(schema, ensure_ascii=False, indent=1) + "\n")
        return set(texts)

    def _write(self, name: str, text: str) -> None:
        self.folder.write(name, seen(text).encode("utf-8", "replace"))


def _card(
    view: PaperView, slugs: Mapping[str, str], before: Sequence[Card], page: DayPage, figures: Mapping[str, Figure]
) -> Card:
    slug = slugs[view.paper.paper_id] if view.entry.paper is not None else ""
    number = len(before) + 1
    prefix = f"{slug}-" if slug and slug not in {c.slug for c in before} else f"{slug}.{number}-"
    notes = f"{number}."
    body = card_body(view, notes, "../", page.title, figures.get(view.paper.paper_id))
    return Card(view, slug, prefix, notes, body)


def _opened(card: Card) -> Card:
    """The card as its paper's own page shows it, with the data unfolded; no foreign text holds this tag unescaped."""
    return card._replace(body=Markup(str(card.body).replace(FOLDED, FOLDED.replace(">", " open>"), 1)))


def _at_root(card: Card, page: DayPage, figures: Mapping[str, Figure]) -> Card:
    """The card on the page that lies at the site's root, which a figure's address shows."""
    figure = figures.get(card.view.paper.paper_id)
    return card._replace(body=card_body(card.view, card.notes, "", page.title, figure)) if figure else card


def _shown(days: Sequence[DayRow], latest: Mapping[str, tuple[DayRow, object]]) -> list[Shown]:
    good = [i for i, day in enumerate(days) if day.failed < day.count]
    front = good[-1] if good else len(days) - 1
    links = [None, *(Link(slug=d.slug, title=d.title) for d in days), None]
    return [
        Shown(
            row=day,
            previous=links[i],
            next=links[i + 2],
            newest_of=tuple(p.paper_id for p in day.papers if latest[p.paper_id][0] is day),
            front=i == front,
            failed_since=tuple(d.title for d in days[front + 1 :] if d.dated) if i == front else (),
        )
        for i, day in enumerate(days)
    ]


def _key(parts: Iterable[tuple[str, ...]]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def _stamp(path: Path) -> str:
    status = path.stat()
    return f"{status.st_size}-{status.st_mtime_ns}"


def _source_hash() -> str:
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".js", ".css", ".svg", ".toml"):
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _kept_state(folder: Path, version: str) -> dict[str, Shown] | None:
    """What the pages show; None: nothing, or another version wrote them, or it cannot be read."""
    try:
        if read_plain(folder / "version").decode("utf-8") != version:
            return None
        return {p.stem: Shown.model_validate_json(read_plain(p)) for p in folder.glob("*.json")}
    except (OSError, UnicodeDecodeError, ValidationError):
        return None


def _version(config: Config) -> str:
    """Changes whenever a page that is written could look otherwise with the same digest."""
    settings = config.site.model_dump_json() + config.digest.model_dump_json()
    return hashlib.sha256((_source_hash() + settings).encode()).hexdigest()


def _preset(name: str, text: str) -> Filter:
    subject = f"site.presets.{name}"
    if name in RESERVED:
        raise ConfigError(subject, _("is the name of another feed"), _("choose another name"))
    return parse_filter(subject, text)
