"""arXiv identifiers: reading them from what a user types, and quoting them for a file name."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from pipeline.errors import BadPaperId
from pipeline.messages import _
from schemas.bounds import compatible

# Both schemes: https://info.arxiv.org/help/arxiv_identifier.html
_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_CLASS = r"(?:\.[a-z]{2,10}(?:-[a-z]{2,10})?)?"
_OLD = rf"(?P<archive>[a-z]{{1,10}}(?:-[a-z]{{1,10}})?){_CLASS}/(?P<number>\d{{2}}(?:0[1-9]|1[0-2])\d{{3}})"
_ID = re.compile(rf"(?P<new>{_NEW})(?:v(?P<version>[1-9]\d{{0,2}}))?|{_OLD}(?:v(?P<old_version>[1-9]\d{{0,2}}))?", re.I)
_HOSTS = re.compile(
    r"(?:[a-z]+\.)?arxiv\.org|(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com|alphaxiv\.org|ar5iv\.org|doi\.org|"
    r"papers\.cool|scirate\.com|emergentmind\.com|semanticscholar\.org|arxiv-vanity\.com|paperswithcode\.com|inspirehep\.net)"
    r"|ar5iv\.labs\.arxiv\.org|api\.semanticscholar\.org|dx\.doi\.org|xxx\.itp\.ac\.cn|xxx\.lanl\.gov"
)
_LABEL = re.compile(  # a DOI's, a field's of BibTeX, a bibliography's, a reader's own
    r"(?i)^(?:(?:doi|number|extra|(?:arxiv\s*)?(?:id|identifier|编号)|论文|链接)\s*[:：]\s*"
    r"|(?:eprint|url|doi|note|journal|howpublished)\s*=\s*[{\"]|(?:corr,?\s+)?(?:abs|pdf)/)"
)
_DOI = re.compile(r"(?i)^10\.48550/arxiv\.")  # arXiv's own: https://info.arxiv.org/help/doi.html
_PREFIX = re.compile(r"(?i)^(?:oai:)?(?:arxiv(?:\.org|id)?(?:\s+preprint)?(?:\s+arxiv)?\s*[:/.\s-]\s*)?")
_LIST_MARK = re.compile(
    r"^(?:[>|]\s*)*(?:[-*+•·●–—]\s+(?:\[[ xX]\]\s+)?|\(?\d{1,3}[.)]\s+"
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})、\s*|\[\d{1,3}\]:?\s+|[①-⑳]\s*)?"
)
_LINK = re.compile(r"^\[.*\]\((\S+)\)$")  # of Markdown
# behind an id: a stamp's category and day, a listing's category, a reference's year
_BEHIND = re.compile(
    r"\s+\[[A-Za-z.-]{2,20}(?:, ?[A-Za-z.-]{2,20}){0,9}\](?:\s+\d{1,2} \w{3} \d{4})?$"
    r"|[\s,]+(?:\((?:[a-z-]{2,10}|(?:19|20)\d\d)\)"
    r"|[a-z-]{2,10}\.[A-Z]{2}|(?:19|20)\d\d\.?)$"
)
_VERSION_APART = re.compile(r"(?i)(?<=\d)\s*\(?\s*(v[1-9]\d{0,2})\)?$")
_WORD_OF_PATH = re.compile(r"[a-z]{2,12}/(?:arxiv-)?")
_AROUND = "|`*<>()[]{}\"'“”‘’「」《》【】（）.,;:!?。，；：！？、〔〕『』#—…\\\u200b\u200e\u200f\u202a\u202c\ufeff"


def parse_paper_id(text: str) -> tuple[str, str | None]:
    """The id and the version ("v2", or None where none is named) of an arXiv id, "arXiv:" id, DOI or URL.

    An id of before 2007 comes without its subject class (math.GT/0309136 is math/0309136), as arXiv itself names it.
    Raises BadPaperId for anything else; the result is safe to build URLs from.
    """
    candidate = compatible(_LIST_MARK.sub("", text.strip()))  # after the marks: ① would be a 1
    candidate = _BEHIND.sub("", candidate.rstrip(" |"))
    link = _LINK.match(candidate)
    candidate = (link[1] if link else candidate).strip(_AROUND)
    candidate = _LABEL.sub("", candidate)
    host = candidate.partition("/")[0].lower()
    if "://" not in candidate and "." in host and _HOSTS.fullmatch(host):
        candidate = f"https://{candidate}"
    if "://" in candidate:
        candidate = _of_url(candidate, text)
    candidate = _PREFIX.sub("", _DOI.sub("", _PREFIX.sub("", candidate)))
    candidate = _VERSION_APART.sub(r"\1", re.sub(r"(?i)\.(?:pdf|md)$", "", candidate))
    match = _ID.fullmatch(candidate)
    if match is None or not candidate.isascii():
        raise BadPaperId(text[:80], _("is no arXiv id"), _("ids look like 2412.06769, 2412.06769v2 or hep-th/9901001"))
    version = match["version"] or match["old_version"]
    paper_id = match["new"] or f"{match['archive'].lower()}/{match['number']}"
    return paper_id, f"v{version}" if version else None


def _of_url(url: str, text: str) -> str:
    """What the path of a URL of a known host names; raises BadPaperId for another host."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # a broken IPv6 address
        host = ""
    if not _HOSTS.fullmatch(host):
        raise BadPaperId(
            text[:80], _("is no address of arXiv or Hugging Face papers"), _("give an id such as 2412.06769")
        )
    path = unquote(parts.path).strip("/")
    if "doi.org" in host:
        return path
    path = path.partition("/")[2] or path
    while not _ID.match(path) and _WORD_OF_PATH.match(path):  # alphaxiv.org/zh/overview/2412.06769
        path = _WORD_OF_PATH.sub("", path, count=1)
    return path


def quote_id(paper_id: str) -> str:
    """A paper id as one file name: the slash of an old-style id becomes %2F.

    Whatever it is given, the answer names an entry of a folder, and two ids never share one.
    """
    name = quote(paper_id, safe="", errors="surrogatepass")
    return name.replace(".", "%2E") if name.strip(".") == "" else name
