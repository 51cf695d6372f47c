"""A real Chromium, in which a page that logs an error or asks another host for something fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: while it runs, Playwright's event loop counts as running, and asyncio.run() refuses.

    Where there is no browser its tests are skipped, and fail in CI, whose green must say something of the site.
    """
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Someone who reads a site from its files."""

    browser: Browser
    site: Path
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str, width: int = 1280, height: int = 900, **context: Any) -> Page:
        """A page in a window of its own."""
        window = self.browser.new_context(viewport={"width": width, "height": height}, **context)
        page = window.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("request", lambda r: self.asked.append(r.url))
        page.goto(f"{self.site.as_uri()}/{path}")
        return page


@pytest.fixture
def reader(browser: Browser, sample_site: Path) -> Iterator[Reader]:
    reader = Reader(browser, sample_site)
    yield reader
    for context in browser.contexts:
        context.close()
    assert reader.complaints == []
    assert [url for url in reader.asked if not url.startswith("file://")] == []


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the bundled day, through the real pipeline; its figures are cut out of the real PDFs."""
    from tests.cli_day import ribao, right
    from tests.fake_llm import FakeLlm
    from tests.sample_day import SAMPLE_DATE
    from tests.sample_server import SampleServer

    home = tmp_path_factory.mktemp("home")
    with SampleServer() as server, FakeLlm(right) as llm:
        ran = ribao(["run", "--date", SAMPLE_DATE], home, server, llm)
    assert ran.code == 0, ran.stderr
    built = ribao(["site", "build"], home, None, None, paths_site_dir=home / "site")
    assert built.code == 0, built.stderr
    assert Path(built.stdout.strip()) == home / "site" / "index.html"
    return home / "site"
