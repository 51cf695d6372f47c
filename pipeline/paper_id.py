"""arXiv identifiers: reading them from what a user types, and quoting them for a file name."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from pipeline.errors import BadPaperId

# Both schemes: https://info.arxiv.org/help/arxiv_identifier.html
_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_OLD = r"[a-z]{1,10}(?:-[a-z]{1,10})?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}"
_ID = re.compile(rf"(?P<id>{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?")
_HOSTS = ("arxiv.org", "www.arxiv.org", "export.arxiv.org", "huggingface.co", "alphaxiv.org", "www.alphaxiv.org")


def parse_paper_id(text: str) -> tuple[str, str | None]:
    """The id and the version ("v2", or None where none is named) of an arXiv id, "arXiv:" id or URL.

    Raises BadPaperId for anything else; the result is safe to build URLs from.
    """
    candidate = text.strip()
    if candidate.lower().startswith(tuple(f"{host}/" for host in _HOSTS)):
        candidate = f"https://{candidate}"
    if "://" in candidate:
        try:
            parts = urlsplit(candidate)
            host = parts.hostname
        except ValueError:  # a broken IPv6 address
            host = None
        if host not in _HOSTS:
            fact = "is no address of arXiv or Hugging Face papers"
            raise BadPaperId(text[:80], fact, "give an id such as 2412.06769")
        segments = unquote(parts.path).strip("/").split("/")
        candidate = "/".join(segments[1:]) if len(segments) > 1 else ""
    candidate = re.sub(r"(?i)^arxiv:", "", candidate).removesuffix(".pdf")
    match = _ID.fullmatch(candidate)
    if match is None or not candidate.isascii():
        raise BadPaperId(text[:80], "is no arXiv id", "ids look like 2412.06769, 2412.06769v2 or hep-th/9901001")
    version = match["version"]
    return match["id"], f"v{version}" if version else None


def quote_id(paper_id: str) -> str:
    """A paper id as one file name: the slash of an old-style id becomes %2F.

    Whatever it is given, the answer names an entry of a folder, and two ids never share one.
    """
    name = quote(paper_id, safe="", errors="surrogatepass")
    return name.replace(".", "%2E") if name.strip(".") == "" else name
