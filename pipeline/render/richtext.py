"""Foreign text as safe HTML, with powers and indices raised and lowered."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from pipeline.render.tex import untexed
from schemas.bounds import one_line

_SCRIPT = re.compile(r"([\^_])\{([^{}]{1,60})\}")
_URL = re.compile(r"(?i)\bhttps?://[a-z0-9][a-z0-9./_~%#?=&+:-]*[a-z0-9/]")


@lru_cache(maxsize=4096)
def rich(text: str) -> Markup:
    """`text` escaped, on one line, 10^{-4} with a raised -4. A space at an edge stays: pieces are put together."""
    flat = untexed(f"{' ' * text[:1].isspace()}{one_line(text)}{' ' * text[-1:].isspace()}")
    if "{" not in flat:
        return escape(flat)
    out, at = list[Markup](), 0  # put together at the end: one after another takes the square of their number
    for match in _SCRIPT.finditer(flat):
        tag = "sup" if match[1] == "^" else "sub"
        inner = match[2].replace("-", "−")
        out += (escape(flat[at : match.start()]), Markup(f"<{tag}>"), escape(inner), Markup(f"</{tag}>"))
        at = match.end()
    return Markup().join([*out, escape(flat[at:])])


def linked(text: str) -> Markup:
    """`text` escaped, its web addresses clickable: for the authors' abstract, never for what a model wrote."""
    flat = one_line(untexed(text))
    out, at = list[Markup](), 0
    for match in _URL.finditer(flat):
        url = escape(match[0])
        link = Markup('<a href="{0}" rel="nofollow noopener">{0}</a>').format(url)
        out += (rich(flat[at : match.start()]), link)
        at = match.end()
    return Markup().join([*out, rich(flat[at:])])


def plain(text: str) -> str:
    """`text` on one line without braces around its powers: for titles, feeds and tooltips."""
    return _SCRIPT.sub(lambda m: m[1] + m[2], one_line(text))
