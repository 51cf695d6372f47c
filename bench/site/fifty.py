"""Builds the site of one day of fifty papers, and prints what its page weighs; or paints the pages of several builds.

Usage: python -m bench.site.fifty build DIGEST.json FOLDER     (the digest: python -m bench.entries --out, ten papers)
       python -m bench.site.fifty paint SITE SITE …            (first paint and Tab stops, in turns in one run)
       python -m bench.site.fifty search FOLDER FOLDER …       (the folders of python -m bench.site, in turns)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bench.site.__main__ import SEARCHED, beside, chromium, grown, search_times
from pipeline.config import Config, Paths
from pipeline.flow.kept import EXTRACT
from pipeline.publish.site.build import build_site
from pipeline.store.artefacts import record_json
from schemas.digest import Digest, Entry

PAPERS = 50
ROUNDS = 9
PAINTED = """() => {
  const page = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  return {'first paint ms': paint, 'interactive ms': page.domInteractive, 'loaded ms': page.loadEventEnd};
}"""


def build(digest: Path, home: Path) -> None:
    """Repeat the digest's papers under other ids until there are fifty, and build."""
    entries = Digest.model_validate_json(digest.read_text("utf-8")).entries
    day = Digest(title="2026-11-26", entries=tuple(_copy(entries[n % len(entries)], n) for n in range(PAPERS)))
    paths = Paths(data_dir=home / "data", digests_dir=home / "digests", site_dir=home / "site", models_dir=home)
    paths.digests_dir.mkdir(parents=True, exist_ok=True)
    (paths.digests_dir / f"{day.title}.json").write_text(record_json(day), "utf-8")
    build_site(Config(paths=paths), paths.site_dir, print, EXTRACT.name, rebuild=True)
    print(f"{(paths.site_dir / 'index.html').stat().st_size:,} bytes")


def _copy(entry: Entry, number: int) -> Entry:
    assert entry.paper is not None
    names = ("Ada Example", "Bo Sample", "Chi Third", "Dan Fourth")
    known = {"paper_id": f"2611.{number:05}", "authors": names, "upvotes": number, "categories": ("cs.CL", "cs.LG")}
    return entry.model_copy(update={"paper": entry.paper.model_copy(update=known)})


def paint(sites: list[Path]) -> None:
    """Open the first pages in turns, each time in a new window."""
    with chromium() as browser:
        print(beside([[_opened(browser, site) for site in sites] for _ in range(ROUNDS)]))
        print("Tab stops:", " / ".join(str(_stops(browser, site)) for site in sites))


def _opened(browser: Any, site: Path) -> dict[str, float]:
    window = browser.new_context(viewport={"width": 1280, "height": 900})
    page = window.new_page()
    page.goto(f"{site.resolve().as_uri()}/index.html", wait_until="load")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    times: dict[str, float] = page.evaluate(PAINTED)
    window.close()
    return times


def _stops(browser: Any, site: Path) -> int:
    """How often the Tab key stops from the top of the page to its end, the proofs that open included."""
    page = browser.new_context().new_page()
    page.goto(f"{site.resolve().as_uri()}/index.html", wait_until="load")
    stops = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body"):
        stops += 1
        page.keyboard.press("Tab")
    page.context.close()
    return stops


def search(homes: list[Path]) -> None:
    """The search of several builds, over 10,000 papers each."""
    for home in homes:
        grown(home / "site", home / "search", SEARCHED)
    search_times([home / "search" for home in homes])


def main() -> None:
    """Do what is asked."""
    what, *paths = sys.argv[1:]
    if what == "build":
        build(Path(paths[0]), Path(paths[1]))
    else:
        {"paint": paint, "search": search}[what](list(map(Path, paths)))


if __name__ == "__main__":
    main()
