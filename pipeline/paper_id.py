"""arXiv identifiers: reading them from what a user types or pastes, and quoting them for a file name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

from pipeline.errors import BadPaperId
from pipeline.messages import _
from schemas.bounds import compatible

# Both schemes: https://info.arxiv.org/help/arxiv_identifier.html. Five digits since 2015
_NEW = r"(?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5})"
_ARCHIVE = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
_CLASS = r"(?:\.[a-z]{2}(?:[a-z-]{0,8}[a-z])?)?"
_OLD = rf"(?P<archive>{_ARCHIVE}){_CLASS}/(?P<number>\d{{2}}(?:0[1-9]|1[0-2])\d{{3}})"
_VERSION = r"(?:v|[\s,-]*[\[(]?\s*v(?:ersion\s+)?)(?P<version>[1-9]\d{0,2})(?![\w.]*\d)[\])]?"
_SUFFIX = r"(?:\.(?:pdf|md|html?|txt|tex|tar|gz|zip|ps)\b)*"
_END = r"(?![A-Za-z0-9@/]|[.\\-][A-Za-z0-9])"
_NAMED = rf"(?:(?P<new>{_NEW})|{_OLD})(?:{_VERSION})?"
_LABEL = (
    r"(?:10\.48550/)?(?:arxiv(?:\.org|-?id)?(?:\s*[:/._-]\s*)?)?(?:(?:abs|pdf|html)/)?"
    rf"(?:(?:{_ARCHIVE}){_CLASS}/(?=\d{{4}}\.))?"
)
_IN_TEXT = re.compile(rf"(?<![A-Za-z0-9./\\%-]){_LABEL}{_NAMED}{_SUFFIX}{_END}", re.I | re.A)
_IN_ADDRESS = re.compile(rf"(?:(?<=[/:=?&,\s-])|^){_NAMED}{_SUFFIX}(?![A-Za-z0-9@]|[.-]\d)", re.I | re.A)
_HOSTS = (
    r"(?:[a-z]+\.)?arxiv\.org|ar5iv\.labs\.arxiv\.org|arxiv-org\.translate\.goog|xxx\.itp\.ac\.cn|xxx\.lanl\.gov|"
    r"(?:www\.|dx\.)?doi\.org|api\.(?:semanticscholar|crossref|datacite)\.org|ui\.adsabs\.harvard\.edu|"
    r"(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com|alphaxiv\.org|ar5iv\.org|papers\.cool|scirate\.com|"
    r"emergentmind\.com|semanticscholar\.org|arxiv-vanity\.com|paperswithcode\.com|inspirehep\.net|"
    r"connectedpapers\.com|catalyzex\.com|chatpaper\.com|dblp\.org|zbmath\.org|arxiv-sanity-lite\.com)"
)
_HOST = re.compile(_HOSTS)
_ADDRESS = re.compile(
    rf"(?i)(?:\b[a-z][a-z0-9+.-]*:/{{1,3}}(?=[^\s/])|(?<![\w.@-])(?=(?:{_HOSTS})/))[^\s<>\"'`{{}}|,;)\]]+"
)
_WITHIN = re.compile(r"(?i)\bhttps?:/{1,2}(?=[^\s/])\S+")
_DOI = re.compile(r"(?i)/10\.48550/arxiv\.(?=\S)")  # arXiv's own: https://info.arxiv.org/help/doi.html
_OTHER_DOI = re.compile(r"(?i)\b10\.(?!48550/)\d{4,9}/\S")
# DBLP's and ADS's own names of a paper
_KEYS = re.compile(r"(?i)\babs-(\d{4})-(\d{4,5})(?![\d-])|\b\d{4}arXiv(\d{4})\.?(\d{4,5})[A-Z]\b", re.A)
# numbers of a list and of notes, which would be digits of an id
_MARKS = re.compile("[①-⓿❶-➓㈠-㉃㊀-㊉¹²³⁰⁴-⁹]|^\\s*[0-9０-９]{1,3}．")
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF])
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


MOST = 3_000  # characters of a line: the longest address that leads on to another has 2,000


def parse_paper_id(text: str) -> tuple[str, str | None]:
    """The id and the version ("v2", or None where none is named) of the one arXiv paper that a text names.

    An id of before 2007 comes without its subject class (math.GT/0309136 is math/0309136), as arXiv itself names it.
    Raises BadPaperId for anything else; the result is safe to build URLs from.
    """
    found = ids_in(text)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        fact = _("names {count} papers", count=len(found))
        raise BadPaperId(text[:80], fact, _("give one of them, such as {paper_id}", paper_id=found[0][0]))
    text = text[:MOST]
    fact, remedy = _("is no arXiv id"), _("ids look like 2412.06769, 2412.06769v2 or hep-th/9901001")
    if (address := _ADDRESS.search(_plain(text))) and not _HOST.fullmatch(_host(address[0])):
        fact, remedy = _("is no address of arXiv or Hugging Face papers"), _("give an id such as 2412.06769")
    elif _OTHER_DOI.search(text):
        fact, remedy = _("is the DOI of something else than an arXiv paper"), _("give its arXiv id, such as 2412.06769")
    raise BadPaperId(text[:80], fact, remedy)


def ids_in(text: str) -> list[tuple[str, str | None]]:
    """The papers that a text names in any form that people paste, each once, in order; two versions are two.

    Addresses of other hosts name none, unless they hold another address. Only the first MOST characters are looked at.
    """
    text = text[:MOST]
    if _CONTROL.search(text):
        return []
    plain = _plain(text)
    found = [(at.start(), *paper) for at in _ADDRESS.finditer(plain) for paper in _in_address(at[0])]
    rest = _ADDRESS.sub(lambda address: " " * len(address[0]), plain)
    found += [(at.start(), *_named(at)) for at in _IN_TEXT.finditer(rest)]
    papers = list(dict.fromkeys((paper_id, version) for _at, paper_id, version in sorted(found, key=lambda f: f[0])))
    versioned = {paper_id for paper_id, version in papers if version}
    return [(paper_id, version) for paper_id, version in papers if version or paper_id not in versioned]


def _plain(text: str) -> str:
    """The text as one letter an ASCII one, without what cannot be seen."""
    text = compatible(_MARKS.sub(" ", html.unescape(text).translate(_UNSEEN)))
    text = re.sub(r"(?<=\d)。(?=\d)", ".", text)
    text = unquote(text) if "%2f%2f" in text.lower() else text
    return _KEYS.sub(lambda key: f"arXiv:{key[1] or key[3]}.{key[2] or key[4]}", text)


def _named(match: re.Match[str]) -> tuple[str, str | None]:
    paper_id = match["new"] or f"{match['archive'].lower()}/{match['number']}"
    return paper_id, f"v{match['version']}" if match["version"] else None


def _host(address: str) -> str:
    try:
        return urlsplit(address if ":/" in address else f"https://{address}").hostname or ""
    except ValueError:  # a broken IPv6 address
        return ""


def _in_address(address: str) -> Iterator[tuple[str, str | None]]:
    """What the path and the query of a URL of a known host name."""
    address = re.sub(r":/+", "://", address, count=1)
    address = address if "://" in address else f"https://{address}"
    rest = unquote(address.partition("://")[2].partition("/")[2]).partition("#")[0]
    if not _HOST.fullmatch(host := _host(address)):
        for inner in _WITHIN.finditer(unquote(rest)):  # a page that leads on, an archive
            yield from _in_address(inner[0].partition("&")[0])
    elif ".." not in rest and ("doi.org" not in host or _DOI.match(f"/{rest}")):
        rest = _DOI.sub("/", f"/{rest}")
        yield from map(_named, _IN_ADDRESS.finditer(re.sub(r"(?i)(?<=[/=:])arxiv[:.-]", "", rest)))


def quote_id(paper_id: str) -> str:
    """A paper id as one file name: the slash of an old-style id becomes %2F.

    Whatever it is given, the answer names an entry of a folder, and two ids never share one.
    """
    name = quote(paper_id, safe="", errors="surrogatepass")
    return name.replace(".", "%2E") if name.strip(".") == "" else name
