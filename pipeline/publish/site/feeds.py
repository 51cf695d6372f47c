"""Atom and JSON Feed of papers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

from pipeline.render.html import render
from pipeline.render.richtext import plain
from pipeline.render.view import PaperView

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "日报"


class Item(NamedTuple):
    """One paper of a feed."""

    view: PaperView
    slug: str
    day: str  # YYYY-MM-DD

    @property
    def id(self) -> str:
        """The same in every feed and for ever (RFC 4151)."""
        return f"tag:arxiv.org,2007:ribao:{quote(self.view.paper.paper_id)}"

    @property
    def html(self) -> str:
        """The summary as HTML that a feed reader or a mail program shows."""
        return render("brief.html", view=self.view)

    @property
    def says(self) -> str:
        """The headline; "" where there is none."""
        return plain(self.view.headline.text) if self.view.headline else ""

    def link(self, site_url: str) -> str:
        """The paper's page; without a site address, its page at arXiv."""
        if site_url:
            return f"{site_url.rstrip('/')}/paper/{quote(self.slug)}.html"
        return next((href for _, href in self.view.links), "https://arxiv.org/")


def atom(items: Sequence[Item], site_url: str, name: str, title: str) -> str:
    """An Atom feed (RFC 4287). Its time is that of its newest day: building it again changes nothing."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _text(feed, "id", f"tag:arxiv.org,2007:ribao:feed:{quote(name)}")
    _text(feed, "title", title)
    _text(feed, "updated", _time(max((i.day for i in items), default="1970-01-01")))
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", "ribao")
    if site_url:
        base = site_url.rstrip("/")
        ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": f"{base}/feeds/{quote(name)}.xml"})
        ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "alternate", "href": f"{base}/index.html"})
    for item in items:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, "id", item.id)
        _text(entry, "title", plain(item.view.paper.title))
        _text(entry, "updated", _time(item.day))
        for name_ in item.view.paper.authors:
            _text(ET.SubElement(entry, f"{{{ATOM}}}author"), "name", plain(name_))
        ET.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": item.link(site_url)})
        if item.says:
            _text(entry, "summary", item.says)
        _text(entry, "content", item.html, type="html")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes).text = _xml(text)


def _xml(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def json_feed(items: Sequence[Item], site_url: str) -> str:
    """A JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/"""
    base = site_url.rstrip("/")
    feed: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE, "language": "zh-Hans"}
    if base:
        feed |= {"home_page_url": f"{base}/index.html", "feed_url": f"{base}/feeds/feed.json"}
    feed["items"] = [
        {
            "id": item.id,
            "url": item.link(site_url),
            "title": plain(item.view.paper.title),
            **({"summary": item.says} if item.says else {}),
            "content_html": item.html,
            "date_published": _time(item.day),
            "authors": [{"name": plain(a)} for a in item.view.paper.authors],
            "tags": list(item.view.paper.categories),
        }
        for item in items
    ]
    text = json.dumps(feed, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"
