"""The entries of files that reference managers, browsers and programs export: which papers each names, and its name."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline.paper_id import ids_in

_BIBTEX = re.compile(r"(?m)^[ \t]*@(?P<kind>\w+)\s*[{(]\s*(?P<name>[^,\s]*)")
_BIBTEX_FIELD = r"(?is)\b{name}\s*=\s*(?:\{{+([^{{}}]*)\}}|\"([^\"]*)\")"
_NO_ENTRY = ("comment", "string", "preamble")
_TAGGED = re.compile(r"(?m)^(?:TY {1,2}-|%0) ?")  # RIS, EndNote
_TAG = re.compile(r"(?m)^(?:([A-Z][A-Z0-9]) {1,2}-|(%[A-Z0-9!@])) ?(.*)$")
_TITLES = ("TI", "T1", "%T", "title", "name", "citationkey", "key")
_LINK = re.compile(r"(?is)<a\b[^<>]{0,300}?\bhref\s{0,9}=\s{0,9}[\"']?([^\"'\s>]{1,3000})[^<>]*>(.{0,300}?)</a>")
# where an entry names its own paper: before what it says of others
_FIELDS = (
    "arxivid", "arxiv", "eprint", "archivelocation", "archiveid", "paperid", "id", "doi", "url", "urls", "link", "href",
    "pdfurl", "pdf", "journal", "number", "volume", "howpublished", "publication", "extra", "note",
    "DO", "UR", "AN", "M1", "ID", "L1", "JO", "T2", "N1", "%R", "%U", "%M", "%N", "%J", "%Z",
)  # fmt: skip
_CELLS = ",\t;"


class Exported(NamedTuple):
    """One entry of a file."""

    name: str
    papers: list[tuple[str, str | None]]


def entries_of(text: str) -> list[Exported] | None:
    """The entries of a file of BibTeX, RIS, EndNote, JSON, CSV with names of columns, or links; None: it is no such."""
    if _BIBTEX.search(text):
        return list(_bibtex(text))
    if _TAGGED.search(text):
        return [_entry(_tags(entry)) for entry in _TAGGED.split(text)[1:]]
    if text.lstrip()[:1] in ("[", "{") and (read := _json(text)) is not None:
        return read
    if links := _LINK.findall(text):
        return [Exported(" ".join(html.unescape(name).split())[:80] or href, ids_in(href)) for href, name in links]
    return _table(text)


def _entry(fields: list[tuple[str, str]]) -> Exported:
    ranked = sorted((f for f in fields if f[0] in _FIELDS), key=lambda field: _FIELDS.index(field[0]))
    papers = next(filter(None, (ids_in(value) for _name, value in ranked)), [])
    title = next((value for key in _TITLES for name, value in fields if name == key and value), "")
    return Exported(title or next((value for _name, value in fields), "?"), papers)


def _bibtex(text: str) -> Iterator[Exported]:
    starts = [*_BIBTEX.finditer(text)]
    for start, end in zip(starts, [*(m.start() for m in starts[1:]), len(text)], strict=True):
        if start["kind"].lower() in _NO_ENTRY:
            continue
        body = text[start.end() : end]
        found = {key: re.search(_BIBTEX_FIELD.format(name=key), body) for key in _FIELDS}
        yield _entry([("title", start["name"]), *((key, m[1] or m[2] or "") for key, m in found.items() if m)])


def _tags(entry: str) -> list[tuple[str, str]]:
    return [(one or other, value.strip()) for one, other, value in _TAG.findall(entry)]


def _json(text: str) -> list[Exported] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        try:
            data = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return None
    if isinstance(data, dict):
        data = next((v for v in data.values() if isinstance(v, list) and v), [data])
    return [Exported(x[:80], ids_in(x)) if isinstance(x, str) else _entry(list(_strings(x))) for x in data]


def _strings(value: Any, key: str = "", deep: int = 4) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and deep:
        for name, inner in value.items():
            yield from _strings(inner, re.sub(r"[^a-z]", "", str(name).lower()), deep - 1)
    elif isinstance(value, list) and deep:
        for inner in value:
            yield from _strings(inner, key, deep - 1)
    elif isinstance(value, str | int | float):
        yield key, str(value)


def _table(text: str) -> list[Exported] | None:
    head = text.lstrip().partition("\n")[0]
    between = max(_CELLS, key=head.count)
    names = [re.sub(r"[^a-z]", "", name.lower()) for name in head.split(between)]
    if ids_in(head) or not any(name in _FIELDS for name in names) or (len(names) == 1 and names != ["arxivid"]):
        return None
    try:
        rows = list(csv.reader(text.lstrip().splitlines(keepends=True), delimiter=between))[1:]
    except csv.Error:  # a cell without an end
        return None
    return [_entry(list(zip(names, row, strict=False))) for row in rows if any(row)]
