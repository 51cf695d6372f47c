"""Takes docs/screenshots from a built site of the bundled day.

Usage: python -m bench.site.screenshots SITE_FOLDER
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZES = {"desktop": (1280, 860), "phone": (390, 800)}
WEBP_QUALITY = 80
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
    """A search with one filter."""
    page.fill("[name=q]", "model")
    page.fill("[name=backbone]", "Qwen2.5")
    page.wait_for_timeout(300)


def shots(browser: Browser, site: Path) -> None:
    """Every page, wide and narrow, light and dark."""
    wanted = (("day", "index.html", day), ("paper", "paper/2511.90001.html", paper), ("search", "search.html", search))
    for name, path, act in wanted:
        for device, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                shot(browser, f"{site.as_uri()}/{path}", f"{name}-{device}-{scheme}", width, height, scheme, act)


def shot(browser: Browser, url: str, name: str, width: int, height: int, scheme: str, act: Act) -> None:
    """One picture as WebP."""
    wanted: Scheme = "dark" if scheme == "dark" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=wanted, device_scale_factor=1.5
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_timeout(400)
    act(page)
    page.wait_for_timeout(300)
    image = Image.open(io.BytesIO(page.screenshot()))
    image.save(FOLDER / f"{name}.webp", "WEBP", quality=WEBP_QUALITY, method=6)
    context.close()


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        shots(browser, Path(sys.argv[1]).resolve())
        browser.close()


if __name__ == "__main__":
    main()
