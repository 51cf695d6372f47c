"""Makes foreign text harmless in Markdown and in the HTML that Markdown becomes."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from schemas.bounds import UNSEEN, one_line

# $ begins a formula at GitHub; \alpha is only text, <50 no tag
_ACTIVE = re.compile(r"[`*\[\]>|~$]|<(?!\d)|\\(?=[!-/:-@\[-`{-~]|$)")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")  # inside a word, _ is only a letter
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_HASHES = re.compile(r"(?<!\S)#")  # a heading at the line's start, the end of one behind a space
_LINE_START = re.compile(r"^(?:([+=-])(?=[\s=-]|$)|(\d{1,9})([.)])(?=\s|$))")
# Also behind Chinese: renderers look for "http:" anywhere, and for an e-mail address around an @; pass@1 is none.
_AUTOLINK = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|(?<=[\w.+-])@(?=[\w\\-]+\.[\w.\\-]*[a-z])")
_URL = re.compile(r"(?i)\bhttps?://[a-z0-9][a-z0-9./_~%#?=&+:-]*[a-z0-9/]")


def seen(text: str) -> str:
    """A whole page or file, on its lines, without what `one_line` leaves out."""
    return "\n".join(line if line.isprintable() else _seen(line) for line in text.split("\n"))


def _seen(line: str) -> str:
    return "".join(ch for ch in line if ch == "\t" or unicodedata.category(ch) not in UNSEEN)


def escape(text: str, *, links: bool = False) -> str:
    """`text` as Markdown that shows just this text, on one line.

    `links` keeps web addresses clickable: for the authors' abstract, never for what a model wrote.
    """
    flat = one_line(text)
    if not links:
        return _escape(flat)
    pieces, at = [], 0
    for match in _URL.finditer(flat):
        pieces += [_escape(flat[at : match.start()]), f"<{match[0]}>"]
        at = match.end()
    return "".join([*pieces, _escape(flat[at:])])


def _escape(flat: str) -> str:
    safe = _ENTITY.sub("&amp;", flat)
    safe = _ACTIVE.sub(lambda m: {"<": "&lt;", ">": "&gt;"}.get(m[0], "\\" + m[0]), safe)
    safe = _EMPHASIS.sub(r"\\_", safe)
    safe = _HASHES.sub(r"\\#", safe)
    safe = _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", safe)
    return _AUTOLINK.sub(lambda m: f"{m[0]}&#8203;", safe)  # a space of no width, which no renderer links across


def address(url: str) -> str:
    """A web address as a link's target in Markdown."""
    return quote(url, safe="-._~:/?#@!$&'*+,=%")
