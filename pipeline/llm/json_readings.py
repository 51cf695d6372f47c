"""Other ways to read a text that is not JSON as it stands; only a reading that is sound JSON is to be believed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

Written = Callable[["re.Match[str]"], str]
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
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PYTHON_START = re.compile(r"\{\s*'\w+'\s*:")
_PYTHON_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_PYTHON_ESCAPE = re.compile(r'\\.|"', re.DOTALL)
_JSON_ESCAPES = {'"': '\\"', "\\'": "'", "\\x": "\\u00", "\\a": "", "\\v": " ", "\\0": ""}
_PYTHON_WORD = re.compile(r"\b(?:None|True|False)\b")
_JSON_WORDS = {"None": "null", "True": "true", "False": "false"}
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")


def readings(text: str) -> Iterator[str]:
    """The text out of Python, without commas behind the last item, with its quotes unescaped, without the marks of a
    quotation, out of HTML, with JSON's own marks."""
    python = _PYTHON_START.search(text)
    if python:
        yield _of_python(text[python.start() :])
    elif _LAST_COMMA.search(text):
        yield _parted(_JSON_STRING, text, lambda between: _LAST_COMMA.sub("", between), re.Match.group)
    escaped = _ESCAPED_START.search(text)
    if escaped:
        yield _with_ascii_marks(_ESCAPE.sub(r"\1", text[escaped.start() :]))
    if _QUOTED_LINE.search(text):
        yield _LINE_MARK.sub("", text)
    if "&quot;" in text or "&#34;" in text:
        yield html.unescape(text)
    if _FOREIGN.search(text):
        yield _with_ascii_marks(text)


def _parted(strings: re.Pattern[str], text: str, outside: Callable[[str], str], inside: Written) -> str:
    """The text with what stands between its strings written otherwise, and its strings."""
    pieces, at = [], 0
    for string in strings.finditer(text):
        pieces += [outside(text[at : string.start()]), inside(string)]
        at = string.end()
    return "".join(pieces) + outside(text[at:])


def _of_python(text: str) -> str:
    """A dictionary as Python prints it, as JSON."""

    def words(between: str) -> str:
        return _LAST_COMMA.sub("", _PYTHON_WORD.sub(lambda word: _JSON_WORDS[word[0]], between))

    def string(found: re.Match[str]) -> str:
        if found[0][0] == '"':
            return found[0]
        inner = _PYTHON_ESCAPE.sub(lambda one: _JSON_ESCAPES.get(one[0], one[0]), found[0][1:-1])
        return f'"{inner}"'

    return _parted(_PYTHON_STRING, text, words, string)


def _with_ascii_marks(text: str) -> str:
    """The text with JSON's own marks and blanks between its strings, which stay as they are."""
    return _parted(_QUOTED, text, _between, _as_string)


def _between(text: str) -> str:
    return _WRITTEN_BLANK.sub(" ", text.translate(_MARKS))


def _as_string(string: re.Match[str]) -> str:
    return string.group() if string.group(1) is None else f'"{string.group(1)}"'
