"""Renders a digest as an e-mail."""

from __future__ import annotations

from pipeline.digest.html import render
from pipeline.digest.view import paper_view
from schemas.digest import Digest


def mail_html(digest: Digest, site_url: str = "", slug: str = "", drop_failed: bool = False) -> str:
    """One HTML document with its styles in place, since mail programs drop style sheets; it loads nothing."""
    views = [paper_view(entry, drop_failed) for entry in digest.entries]
    return render("email.html", digest=digest, views=views, site_url=site_url.rstrip("/"), slug=slug or digest.title)
