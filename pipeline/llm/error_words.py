"""What an endpoint says of an error, out of whatever form it has."""

from __future__ import annotations

import contextlib
import html
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.llm.fields import dict_of
from pipeline.messages import _

MOST_WORDS = 300  # characters of an endpoint's own words that are told


def words_of(said: Any) -> str:
    """What an endpoint says of an error, out of whatever form it has: "" where it says nothing.

    OpenAI's {"error": {"message"}}, a bare string, a list, FastAPI's `detail`, a page of HTML, plain text.
    """
    return " ".join(_said(said, 0).split())[:MOST_WORDS]


def words_in(error: Any) -> str:
    """The same of what is an error for certain, also in a form that nobody knows: what reads as words, never JSON."""
    found = words_of(error) or "; ".join(itertools.islice(_told(error, "", 0), 4))[:MOST_WORDS]
    return " ".join(found.split()) or _("an error without words")


_SILENT = re.compile(
    r"(?i)(?:.*_)?(?:id|uuid|model|object|path|url|uri|time|timestamp|created|date|input|ctx|instance)"
)
_HOLDER = re.compile(
    r"(?i)err|msg|message|detail|data|body|text|desc|info|reason|fault|exception|result|output"
)  # a name that says nothing of what stands there
_WORDS = re.compile(r"[^\W\d_]{2,}[\W_]+[^\W\d_]|[\u3400-\u9fff]{2}|[A-Za-z]{4}")


def _told(said: Any, key: str, depth: int) -> Iterator[str]:
    """Each text of an error that reads as words, behind the name that it has there, if that says more."""
    if isinstance(said, str) and said.lstrip().startswith(("{", "[")) and depth < 8:
        with contextlib.suppress(ValueError, RecursionError):
            said = json.loads(said)
    if isinstance(said, str):
        name, text = key[:40], said.strip()[:MOST_WORDS]
        if _WORDS.search(text) and not _SILENT.fullmatch(name):
            yield text if not name or _HOLDER.search(name) else f"{name}: {text}"
    elif depth < 8 and isinstance(said, dict):
        for name, inner in said.items():
            yield from _told(inner, name, depth + 1)
    elif depth < 8 and isinstance(said, list):
        for inner in said:
            yield from _told(inner, key, depth + 1)


def text_of(body: bytes) -> str:
    """What a server says; what is no UTF-8 is GBK, as of Chinese gateways, or is shown as far as it can be."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


KINDS = ("title", "reason", "code", "type")  # what kind of error it is, where no words are
_SAYING = (
    *("message", "msg", "error_msg", "errmsg", "error_message", "status_msg", "detail", "details", "error", "errors"),
    # MiniMax's, Tencent's, Gemini's
    *("base_resp", "response", "prompt_feedback", "block_reason", *KINDS),
)


# the words of an error whose JSON breaks off, or is Python's
_TORN = re.compile(r"""['"](?:message|msg|detail|error)['"]\s{0,9}:\s{0,9}['"]([^'"\\]{2,300})""")


def _said(said: Any, depth: int) -> str:
    if depth > 4:
        return ""
    if isinstance(said, bytes):
        said = text_of(said)
    if isinstance(said, str):
        text = said.strip()
        if text.startswith(("{", "[")):
            with contextlib.suppress(ValueError, RecursionError):
                return _said(json.loads(text), depth + 1)
            torn = _TORN.search(text)
            return torn.group(1) if torn else text
        if re.match(r"<[!?a-z]", text, re.IGNORECASE) and "</" in text:
            title = re.search(r"<title[^>]*>([^<]*[^\W\d][^<]*)</title>", text, re.IGNORECASE)  # not a mere number
            bare = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", title.group(1) if title else text)
            return html.unescape(bare)
        return text
    if isinstance(said, list):
        return "; ".join(filter(None, (_said(one, depth + 1) for one in said[:4])))
    if not isinstance(said, dict):
        return ""
    named = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower(): value for key, value in said.items()}
    for key in _SAYING:
        text = _said(named.get(key), depth + 1)
        if text:
            where = said.get("loc")
            raw = _said(dict_of(said.get("metadata")).get("raw"), depth + 1)  # OpenRouter: the provider's own words
            place = ".".join(map(str, where)) + ": " if isinstance(where, list) else ""
            return f"{place}{text}" + (f" ({raw})" if raw and raw not in text else "")
    return ""
