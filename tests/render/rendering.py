"""What a reader's browser makes of Markdown: elements, attributes and text, by a real renderer and a real parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

_GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# What GitHub and others make a link of without being asked, wider than any of them:
# https://github.github.com/gfm/#autolinks-extension-
LINKED_UNASKED = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp):|www\.|[\w.+-]@[a-z0-9._-]+\.[a-z0-9._-]*[a-z]")
ZERO_WIDTH = "\u200b"


class Page(HTMLParser):
    """A rendered page: its elements in order, its attributes, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.other: list[str] = []  # comments, declarations and the like
        self.open: list[str] = []
        self.strayed: list[str] = []  # end tags without their beginning
        self._text: list[str] = []
        self._plain: list[str] = []
        self.feed(_GITHUB.render(markdown))
        self.close()

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def unlinked(self) -> str:
        """The text that stands in no link."""
        return "\0".join(self._plain)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.strayed.append(tag)

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if "a" not in self.open:
            self._plain.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


NASTY = (
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "</p></summary></details>\n\n# Owned",
    "<!-- <![CDATA[ <?php <!DOCTYPE html>",
    "# x",
    "\u200b # x",
    "Programming in C #",
    "Programming in C ##  ",
    "[a](javascript:alert(1))",
    "![a](http://x.invalid/pixel.png)",
    "[x]: http://x.invalid\n[x]",
    "<http://x.invalid> <a@x.invalid>",
    "`code` ``co`de`` ```",
    "```\ncode\n```",
    "~~~\ncode",
    "~~gone~~ and ~gone~",
    "a | b\n--|--\nc | d",
    "---",
    "- - -",
    "===",
    "title\n===",
    "title\n---",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "1) item",
    "> quote",
    "    code",
    "\tcode",
    "**bold** _em_ __strong__ *em* snake_case a__b _a_b_",
    "see http://evil.invalid/x?y=1&z=2",
    "见https://evil.invalid，或www.evil.invalid。",
    "_www.evil.invalid_ (HTTP://EVIL.INVALID)",
    "写信给me@evil.invalid",
    "mailto:me@evil.invalid xmpp:me@evil.invalid ftp://evil.invalid",
    "line\u2028line\u2029line\x85line\x0bline",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "a\x00b\ufeffc\ud800d",
    "&lt;b&gt; &amp;amp; &#60;b&#x3e; &copy",
    "&\u200blt;",
    "\\<b\\> \\",
    "ends in a backslash\\",
    "two spaces  \nand a break\\\nmore",
    "$x$ and $$y$$",
    "a\n\n\n\nb",
    "",
    "  ",
    "|",
    "*",
    "_",
    "10^{-4} and β_{1}",
)
