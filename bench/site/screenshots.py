"""Takes docs/screenshots of the bundled day, as a careful reader answered it.

Usage: python -m bench.site.screenshots
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cli_day import ribao
from tests.fake_llm import FakeLlm
from tests.flow.test_strong_reader import by_the_reader
from tests.sample_day import SAMPLE_DATE
from tests.sample_server import SampleServer

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"desktop": (1280, 860), "phone": (390, 800)}
COLOURS = 256  # of a picture
Scheme = Literal["light", "dark"]
Act = Callable[[Page], None]


def day(page: Page) -> None:
    """The top of the page, its pictures loaded."""
    page.wait_for_function("[...document.images].slice(0, 1).every(i => i.complete)")


def paper(page: Page) -> None:
    """The settings, with the proof of the learning rate open."""
    value = page.locator(".settings tr", has_text="学习率").locator("a.v").first
    value.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - innerHeight * 0.55)")
    value.click()


def search(page: Page) -> None:
    """A search whose words stand in method and facts."""
    page.fill("[name=q]", "AdamW 学习率")
    page.wait_for_timeout(300)


def shots(browser: Browser, site: Path) -> None:
    """Every page, wide and narrow, light and dark."""
    wanted = (("day", "index.html", day), ("paper", "paper/2511.90001.html", paper), ("search", "search.html", search))
    for name, path, act in wanted:
        for device, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                shot(browser, f"{site.as_uri()}/{path}", f"{name}-{device}-{scheme}", width, height, scheme, act)


def shot(browser: Browser, url: str, name: str, width: int, height: int, scheme: str, act: Act) -> None:
    """One picture as PNG."""
    wanted: Scheme = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=wanted, device_scale_factor=1
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(400)
    act(page)
    page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    context.close()


def bundled_day(home: Path) -> Path:
    """The site of the sample papers below `home`, through the real pipeline."""
    with SampleServer() as server, FakeLlm(by_the_reader) as llm:
        ran = ribao(["run", "--date", SAMPLE_DATE], home, server, llm)
    built = ribao(["site", "build"], home, None, None, paths_site_dir=home / "site")
    if ran.code or built.code:
        raise SystemExit(ran.stderr + built.stderr)
    return home / "site"


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        site = bundled_day(Path(home))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        shots(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
