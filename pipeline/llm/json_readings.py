"""Other ways to read a text that is not JSON as it stands; only a reading that is sound JSON is to be believed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|[“”„‟＂]([^“”„‟＂"]*)[“”„‟＂]', re.DOTALL)
_MARKS = str.maketrans("：，、｛｝［］\u00a0\u3000", ":,,{}[]  ", "\u200b\u200c\u200d\u2060\ufeff")
_FOREIGN = re.compile(
    r'"\s*：|[“”„‟＂]\s*[:：]|[，、]\s*["“”„‟＂]|[,{]\s*[\u00a0\u3000\u200b-\u200d\u2060\ufeff\\]|[｛［]'
)
_QUOTED_LINE = re.compile(r"(?m)^[>+] ?\{")
_LINE_MARK = re.compile(r"(?m)^[>+] ?")  # of a quotation, or of lines that are new
_ESCAPED_START = re.compile(r'\{\s*(?:\\[nrt]\s*)*\\"')  # of an object that is a string, or escaped as one
_ESCAPE = re.compile(r'\\(["\\/])')
_WRITTEN_BLANK = re.compile(r"\\[nrt]")


def readings(text: str) -> Iterator[str]:
    """The text with its quotes unescaped, without the marks of a quotation, out of HTML, with JSON's own marks."""
    escaped = _ESCAPED_START.search(text)
    if escaped:
        yield _with_ascii_marks(_ESCAPE.sub(r"\1", text[escaped.start() :]))
    if _QUOTED_LINE.search(text):
        yield _LINE_MARK.sub("", text)
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text)
    if _FOREIGN.search(text):
        yield _with_ascii_marks(text)


def _with_ascii_marks(text: str) -> str:
    """The text with JSON's own marks and blanks between its strings, which stay as they are."""
    pieces, at = [], 0
    for string in _QUOTED.finditer(text):
        pieces += [_between(text[at : string.start()]), _as_string(string)]
        at = string.end()
    return "".join(pieces) + _between(text[at:])


def _between(text: str) -> str:
    return _WRITTEN_BLANK.sub(" ", text.translate(_MARKS))


def _as_string(string: re.Match[str]) -> str:
    return string.group() if string.group(1) is None else f'"{string.group(1)}"'
